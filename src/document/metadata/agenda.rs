//! The agenda item.

use std::sync::LazyLock;

use regex::Regex;

use super::{first_group, pattern};

/// Longest title of an item, in characters.
const LONGEST: usize = 300;

static QUOTED: LazyLock<Vec<Option<Regex>>> = LazyLock::new(|| {
    [
        r"(?:item|question) entitled [“\x22‘]([^”\x22’]+)[”\x22’]",
        r"题为[“\x22「《]([^”\x22」》]+)[”\x22」》]的(?:议程)?项目",
        r"(?:question|point)(?: de l[’']ordre du jour)? intitulée? [«“\x22] ?([^»”\x22]+?) ?[»”\x22]",
        r"tema(?: del orden del día)? titulado [«“\x22]([^»”\x22]+)[»”\x22]",
        r"пункта?(?: повестки дня)?,? озаглавленн\w+ [«“\x22]([^»”\x22]+)[»”\x22]",
        r"البند المعنون [«“”\x22]([^»“”\x22]+)[»“”\x22]",
    ]
    .map(pattern)
    .into()
});

/// `Agenda item 35`, with or without the title behind it.
static NUMBERED: LazyLock<Vec<Option<Regex>>> = LazyLock::new(|| {
    [
        r"^(?:Provisional agenda|Agenda) items? \d+(?: ?\([a-z]\))?:? ?(.*)$",
        r"^(?:临时)?议程项目 ?\d+(?:\([a-z]\))? ?(.*)$",
        r"^Points? \d+(?: ?\w\))? de l[’']ordre du jour(?: provisoire)? ?:? ?(.*)$",
        r"^Tema \d+ del (?:programa|orden del día)(?: provisional)?:? ?(.*)$",
        r"^Пункт \d+(?: предварительной)? повестки дня:? ?(.*)$",
        r"^البند \d+ من جدول الأعمال(?: المؤقت)?:? ?(.*)$",
    ]
    .map(pattern)
    .into()
});

/// The heading of the agenda in the record of a meeting.
const HEADINGS: [&str; 7] = [
    "Agenda",
    "议程",
    "議程",
    "Ordre du jour",
    "Orden del día",
    "Повестка дня",
    "جدول الأعمال",
];

/// Whether the line gives the number of an agenda item.
pub(super) fn is_number(line: &str) -> bool {
    first_group(&NUMBERED, line).is_some()
}

/// Whether the line gives the number of an item whose title comes next.
pub(super) fn announces(line: &str) -> bool {
    first_group(&NUMBERED, line).is_some_and(str::is_empty)
}

/// The item: below the heading of the agenda, behind its number, or as the
/// sentence that introduces a statement quotes it.
pub(super) fn item(lines: &[String], openings: &[&str]) -> Option<String> {
    let quoted = openings.iter().find_map(|text| first_group(&QUOTED, text));
    let found = match quoted {
        Some(title) => Some(title.to_owned()),
        None => below_heading(lines).or_else(|| behind_number(lines)),
    };
    found
        .map(|title| title.trim_matches([':', '：', ' ', '.']).to_owned())
        .filter(|title| !title.is_empty() && title.chars().count() <= LONGEST)
}

fn below_heading(lines: &[String]) -> Option<String> {
    let at = lines
        .iter()
        .position(|line| HEADINGS.contains(&line.as_str()))?;
    lines.get(at + 1).cloned()
}

fn behind_number(lines: &[String]) -> Option<String> {
    let (at, title) = lines
        .iter()
        .enumerate()
        .find_map(|(at, line)| Some((at, first_group(&NUMBERED, line)?)))?;
    if title.is_empty() {
        lines.get(at + 1).cloned()
    } else {
        Some(title.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_quotes_its_item() {
        for text in [
            "considered the item entitled “Threats to peace”, the President",
            "审议的题为“Threats to peace”的项目，",
            "la question intitulée « Threats to peace », le Président",
            "el tema titulado “Threats to peace”, la Presidenta",
            "рассмотрением пункта, озаглавленного «Threats to peace», Председатель",
            "في البند المعنون ”Threats to peace“، أدلى",
        ] {
            assert_eq!(
                item(&[], &[text]).as_deref(),
                Some("Threats to peace"),
                "{text}"
            );
        }
    }

    #[test]
    fn a_record_shows_its_item_below_the_heading_or_behind_the_number() {
        let lines = |lines: &[&str]| lines.iter().map(|l| (*l).to_owned()).collect::<Vec<_>>();
        let found = item(&lines(&["Agenda", "The situation in Ardal"]), &[]);
        assert_eq!(found.as_deref(), Some("The situation in Ardal"));
        let found = item(&lines(&["Agenda item 35", "Prevention of conflict"]), &[]);
        assert_eq!(found.as_deref(), Some("Prevention of conflict"));
        let found = item(&lines(&["议程项目35 预防冲突"]), &[]);
        assert_eq!(found.as_deref(), Some("预防冲突"));
        assert_eq!(item(&lines(&["Text"]), &["Text"]), None);
    }

    #[test]
    fn all_patterns_are_valid() {
        assert!(QUOTED.iter().chain(&*NUMBERED).all(Option::is_some));
    }
}
