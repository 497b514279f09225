//! What a document says of itself at its head: symbol, body, session or
//! meeting, date, agenda item.
//!
//! Only the head is read, and there only what stands where such things stand:
//! a symbol or date that is cited in a sentence is not the document's own.

mod agenda;
mod dates;
mod numbers;
mod symbols;

use serde::{Deserialize, Serialize};

use crate::language::Language;

/// How much of a document is its head, in characters.
const HEAD_CHARACTERS: usize = 6000;

/// How many lines of it may be the masthead.
const HEAD_LINES: usize = 60;

/// What a document shows of itself. Nothing of it is guessed: what the
/// document does not show is `None`.
///
/// ```
/// use thematic::Document;
/// let text = "United Nations  S/PV.10214\n\nSecurity Council\n\n10214th meeting\n\
///             Tuesday, 18 March 2031, 10 a.m.\nNew York\n";
/// let metadata = Document::from_text(text).metadata;
/// assert_eq!(metadata.symbol.as_deref(), Some("S/PV.10214"));
/// assert_eq!(metadata.body.as_deref(), Some("Security Council"));
/// assert_eq!(metadata.meeting, Some(10214));
/// assert_eq!(metadata.date.as_deref(), Some("2031-03-18"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// The document symbol, such as `S/PRST/2023/6`.
    pub symbol: Option<String>,
    /// The English name of the organ, such as `Security Council`.
    pub body: Option<String>,
    /// The number of the session.
    pub session: Option<u32>,
    /// The number of the meeting.
    pub meeting: Option<u32>,
    /// The date, as `2023-12-07`.
    pub date: Option<String>,
    /// The agenda item as it is printed.
    pub agenda_item: Option<String>,
    /// The language of most of the text.
    pub language: Option<Language>,
}

impl Metadata {
    /// What the text of a document and its first paragraphs show.
    pub(super) fn of<'p>(text: &str, paragraphs: impl Iterator<Item = &'p str>) -> Self {
        let lines: Vec<String> = head(text)
            .lines()
            .map(collapsed)
            .filter(|line| !line.is_empty())
            .take(HEAD_LINES)
            .collect();
        let openings: Vec<&str> = paragraphs.take(FIRST_PARAGRAPHS).collect();
        let symbol = symbols::symbol(&lines);
        Self {
            body: symbols::body(symbol.as_deref(), &lines, &openings),
            session: numbers::session(symbol.as_deref(), &lines),
            meeting: numbers::meeting(symbol.as_deref(), &lines, &openings),
            date: dates::date(&lines, &openings),
            agenda_item: agenda::item(&lines, &openings),
            symbol,
            language: None,
        }
    }
}

/// Whether the line says to which session, agenda item or day the document
/// belongs, and nothing of what it is about.
pub(super) fn is_bibliographic(line: &str) -> bool {
    line.chars().count() <= WIDEST_BIBLIOGRAPHIC
        && (numbers::is_session(line) || agenda::is_number(line) || dates::fills(line))
}

/// Whether the line is the number of an agenda item whose title comes next.
pub(super) fn announces_item(line: &str) -> bool {
    agenda::announces(line)
}

/// Widest line that says where a document belongs, in characters.
const WIDEST_BIBLIOGRAPHIC: usize = 60;

/// Paragraphs that may say when and at which meeting a statement was made.
const FIRST_PARAGRAPHS: usize = 4;

fn head(text: &str) -> &str {
    let end = text
        .char_indices()
        .nth(HEAD_CHARACTERS)
        .map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or(text)
}

/// The line with every stretch of space reduced to one.
fn collapsed(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A compiled pattern; those of this module are all valid, which a test says.
fn pattern(pattern: &str) -> Option<regex::Regex> {
    regex::Regex::new(pattern).ok()
}

/// The first group of the first of `patterns` that is found in `text`.
fn first_group<'t>(patterns: &[Option<regex::Regex>], text: &'t str) -> Option<&'t str> {
    patterns
        .iter()
        .flatten()
        .find_map(|pattern| pattern.captures(text)?.get(1))
        .map(|group| group.as_str())
}
