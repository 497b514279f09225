//! Reads spreadsheets back, as far as tests need: the cells' types and values.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Empty,
    Text(String),
    Number(f64),
}

impl Cell {
    pub(crate) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    /// The text, or the number as one writes it.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
        }
    }
}

/// The rows of the sheet of that name.
pub(crate) fn rows(path: &Path, sheet: &str) -> Vec<Vec<Cell>> {
    let names = elements(&part(path, "xl/workbook.xml"), "sheet", "name");
    let number = names.iter().position(|name| name == sheet).unwrap() + 1;
    let shared = shared_strings(path);
    let xml = part(path, &format!("xl/worksheets/sheet{number}.xml"));
    assert!(!xml.contains("<f>") && !xml.contains("<f "), "a formula");
    assert!(!xml.contains("<hyperlink"), "a link");
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let (mut kind, mut column, mut value) = (String::new(), 0, String::new());
    let mut inside = false;
    each(&xml, |event| match event {
        Event::Start(start) if start.name().as_ref() == "row" => rows.push(Vec::new()),
        Event::Start(start) if start.name().as_ref() == "c" => {
            kind = attribute(&start, "t").unwrap_or_default();
            column = column_of(&attribute(&start, "r").unwrap());
            value.clear();
        }
        Event::Start(start) => inside = matches!(start.name().as_ref(), "v" | "t"),
        Event::End(end) if end.name().as_ref() == "c" => {
            let row = rows.last_mut().unwrap();
            row.resize(column, Cell::Empty);
            row.push(match kind.as_str() {
                "s" => Cell::Text(shared[value.parse::<usize>().unwrap()].clone()),
                "inlineStr" => Cell::Text(value.clone()),
                "" | "n" if value.is_empty() => Cell::Empty,
                "" | "n" => Cell::Number(value.parse().unwrap()),
                other => unreachable!("a cell of the type {other}"),
            });
        }
        Event::End(_) => inside = false,
        Event::Text(text) if inside => value.push_str(&text),
        Event::GeneralRef(name) if inside => value.push(character(&name)),
        _ => {}
    });
    let width = rows.iter().map(Vec::len).max().unwrap_or_default();
    for row in &mut rows {
        row.resize(width, Cell::Empty);
    }
    rows
}

/// A file of the package, as text.
pub(crate) fn part(path: &Path, name: &str) -> String {
    let mut archive = zip::ZipArchive::new(File::open(path).unwrap()).unwrap();
    let mut text = String::new();
    archive
        .by_name(name)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

fn shared_strings(path: &Path) -> Vec<String> {
    let archive = zip::ZipArchive::new(File::open(path).unwrap()).unwrap();
    if !archive
        .file_names()
        .any(|name| name.unwrap() == "xl/sharedStrings.xml")
    {
        return Vec::new();
    }
    let mut strings: Vec<String> = Vec::new();
    each(&part(path, "xl/sharedStrings.xml"), |event| match event {
        Event::Start(start) if start.name().as_ref() == "si" => strings.push(String::new()),
        Event::Text(text) => {
            if let Some(last) = strings.last_mut() {
                last.push_str(&text);
            }
        }
        Event::GeneralRef(name) => strings.last_mut().unwrap().push(character(&name)),
        _ => {}
    });
    strings
}

fn each(xml: &str, mut see: impl FnMut(Event<'_>)) {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => break,
            event => see(event),
        }
    }
}

/// The values of an attribute of all elements of that name.
fn elements(xml: &str, element: &str, name: &str) -> Vec<String> {
    let mut values = Vec::new();
    each(xml, |event| {
        if let Event::Start(start) | Event::Empty(start) = event
            && start.name().as_ref() == element
        {
            values.extend(attribute(&start, name));
        }
    });
    values
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = start.try_get_attribute(name).unwrap()?;
    Some(attribute.value.into_owned())
}

fn character(name: &str) -> char {
    match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        other => unreachable!("the entity {other}"),
    }
}

/// `AB12` is in the column 27, counted from 0.
fn column_of(reference: &str) -> usize {
    let letters = reference.bytes().take_while(u8::is_ascii_uppercase);
    letters.fold(0, |column, letter| {
        column * 26 + usize::from(letter - b'A') + 1
    }) - 1
}
