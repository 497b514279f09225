//! Documents of every format give the paragraphs that their authors wrote.
//!
//! What a document must give stands beside it, made from the source that the
//! document was made from (`tests/fixtures/formats/README.md`). Run with
//! `--nocapture` to see what was found of each.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use thematic::document::{Content, Document, Members, ReadOptions};
use thematic::{Language, Paragraph};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/formats")
}

/// The documents that have an expectation, by name.
fn fixtures() -> Vec<(String, Value)> {
    let mut fixtures: Vec<(String, Value)> = fs::read_dir(folder())
        .unwrap()
        .filter_map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name()?.to_str()?.strip_suffix(".expected.json")?;
            let expected = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
            Some((name.to_owned(), expected))
        })
        .collect();
    fixtures.sort_by(|one, two| one.0.cmp(&two.0));
    fixtures
}

fn read(name: &str) -> Result<Document, thematic::Error> {
    let bytes = fs::read(folder().join(name)).unwrap();
    Document::read(name, &bytes, &ReadOptions::default())
}

/// Pairs of places of equal texts, in order: the longest common subsequence.
fn align(found: &[&str], expected: &[&str]) -> Vec<(usize, usize)> {
    let (rows, columns) = (found.len(), expected.len());
    let mut longest = vec![vec![0_u32; columns + 1]; rows + 1];
    for row in (0..rows).rev() {
        for column in (0..columns).rev() {
            longest[row][column] = if found[row] == expected[column] {
                longest[row + 1][column + 1] + 1
            } else {
                longest[row + 1][column].max(longest[row][column + 1])
            };
        }
    }
    let (mut row, mut column) = (0, 0);
    let mut pairs = Vec::new();
    while row < rows && column < columns {
        if found[row] == expected[column] {
            pairs.push((row, column));
            (row, column) = (row + 1, column + 1);
        } else if longest[row + 1][column] >= longest[row][column + 1] {
            row += 1;
        } else {
            column += 1;
        }
    }
    pairs
}

/// How many of some things came out as expected, and those that did not.
#[derive(Default)]
struct Tally {
    expected: usize,
    right: usize,
    wrong: Vec<String>,
}

impl Tally {
    fn count(&mut self, right: bool, wrong: impl FnOnce() -> String) {
        self.expected += 1;
        self.right += usize::from(right);
        if !right {
            self.wrong.push(wrong());
        }
    }

    fn share(&self) -> f64 {
        self.right as f64 / self.expected.max(1) as f64
    }
}

/// What is known of a paragraph, by the names in an expectation.
fn field(paragraph: &Paragraph, name: &str) -> Option<String> {
    match name {
        "kind" => Some(paragraph.kind.name().to_owned()),
        "number" => paragraph.number.clone(),
        "level" => Some(paragraph.level.to_string()),
        "page" => paragraph.page.map(|page| page.to_string()),
        "speaker" => paragraph.speaker.clone(),
        _ => panic!("the expectation has a field {name:?}"),
    }
}

fn metadata(document: &Document, name: &str) -> Option<String> {
    let metadata = &document.metadata;
    match name {
        "symbol" => metadata.symbol.clone(),
        "body" => metadata.body.clone(),
        "session" => metadata.session.map(|number| number.to_string()),
        "meeting" => metadata.meeting.map(|number| number.to_string()),
        "date" => metadata.date.clone(),
        "agenda_item" => metadata.agenda_item.clone(),
        "language" => metadata.language.map(|it| Language::code(it).to_owned()),
        _ => panic!("the expectation has metadata {name:?}"),
    }
}

fn as_text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn beginning(text: &str) -> String {
    text.chars().take(70).collect()
}

#[test]
fn documents_of_every_format_have_the_paragraphs_that_their_authors_wrote() {
    let mut texts = Tally::default();
    let mut fields: Vec<(&str, Tally)> = ["kind", "number", "level", "page", "speaker"]
        .map(|name| (name, Tally::default()))
        .into();
    let mut own = Tally::default();
    let (mut documents, mut extra) = (0, 0);
    for (name, expectation) in fixtures() {
        let Some(expected) = expectation["paragraphs"].as_array() else {
            continue;
        };
        documents += 1;
        let document = read(&name).unwrap_or_else(|error| {
            texts.wrong.push(error.to_string());
            Document::default()
        });
        let wanted: Vec<&str> = expected
            .iter()
            .map(|paragraph| paragraph["text"].as_str().unwrap())
            .collect();
        let found: Vec<&str> = document.texts().collect();
        let pairs = align(&found, &wanted);
        println!("{name}: {} of {} paragraphs", pairs.len(), wanted.len());
        for (place, text) in wanted.iter().enumerate() {
            let right = pairs.iter().any(|(_, expected)| *expected == place);
            texts.count(right, || format!("{name}: missing {text:?}"));
        }
        for (place, text) in found.iter().enumerate() {
            if !pairs.iter().any(|(found, _)| *found == place) {
                extra += 1;
                texts.wrong.push(format!("{name}: found   {text:?}"));
            }
        }
        for (place, wanted) in pairs {
            let paragraph = &document.paragraphs[place];
            for (field_name, tally) in &mut fields {
                let Some(value) = expected[wanted].get(*field_name).filter(|it| !it.is_null())
                else {
                    continue;
                };
                let (value, found) = (as_text(value), field(paragraph, field_name));
                tally.count(found.as_deref() == Some(&value), || {
                    let text = beginning(&paragraph.text);
                    format!("{name}: {field_name} {found:?}, not {value:?}: {text}")
                });
            }
        }
        for (key, value) in expectation["metadata"].as_object().into_iter().flatten() {
            if value.is_null() {
                continue;
            }
            let (value, found) = (as_text(value), metadata(&document, key));
            own.count(found.as_deref() == Some(&value), || {
                format!("{name}: {key} {found:?}, not {value:?}")
            });
        }
    }
    for line in texts.wrong.iter().chain(&own.wrong) {
        println!("{line}");
    }
    for line in fields.iter().flat_map(|(_, tally)| &tally.wrong) {
        println!("{line}");
    }
    println!(
        "{documents} documents, {} of {} paragraphs exactly and {extra} others, {} of {} entries of \
         metadata",
        texts.right, texts.expected, own.right, own.expected
    );
    for (name, tally) in &fields {
        println!("{name}: {} of {}", tally.right, tally.expected);
    }
    assert!(documents >= 20, "only {documents} documents");
    assert!(texts.share() >= 0.98, "{:.4}", texts.share());
    assert!(extra * 50 <= texts.expected, "{extra} others");
    assert!(own.share() >= 0.9, "{:.4}", own.share());
    for (name, tally) in &fields {
        assert!(tally.share() >= 0.9, "{name}: {:.4}", tally.share());
    }
}

#[test]
fn an_archive_gives_its_documents_and_names_what_cannot_be_read() {
    let options = ReadOptions::default();
    for (name, expectation) in fixtures() {
        let Some(expected) = expectation["members"].as_array() else {
            continue;
        };
        let bytes = fs::read(folder().join(&name)).unwrap();
        let (mut members, mut failures) = (Vec::new(), Vec::new());
        for member in Members::open(&name, bytes, &options).unwrap() {
            let member_name = member.name.clone();
            match member.content {
                Content::PassedOver(_) => {}
                Content::Failed(_) => failures.push(member_name),
                Content::Document { .. } => match member.document(&options) {
                    Ok(_) => members.push(member_name),
                    Err(_) => failures.push(member_name),
                },
            }
        }
        let within = |member: &Value| format!("{name}/{}", as_text(member));
        let names = |list: &[Value]| list.iter().map(within).collect::<Vec<_>>();
        assert_eq!(members, names(expected), "{name}");
        let expected = expectation["failures"].as_array().unwrap();
        assert_eq!(failures, names(expected), "{name}");
    }
}
