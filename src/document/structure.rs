//! What each paragraph is within its document: title, heading, clause of a
//! preamble, operative paragraph, item, quotation, turn of a speaker; and how
//! deep it is nested.
//!
//! What the format says goes first. The rest is told by the words with which
//! paragraphs begin, by their numbers, by the marks with which they end, and
//! by the type they are set in.

mod headings;
mod levels;
mod resolutions;

use super::extract::BlockRole;
use super::markers::{Family, Marker, marker};
use super::paragraphs::Draft;
use super::speakers;
use crate::paragraph::{Paragraph, ParagraphKind};

/// What the format and the page say of a paragraph.
#[derive(Debug, Clone, Default)]
pub(super) struct Hint {
    /// What the format says that it is.
    role: BlockRole,
    /// How deep it is nested, where the format says so.
    level: Option<u8>,
    /// The size of its font in points; 0 where not known.
    size: f32,
    /// Whether all of it is bold.
    bold: bool,
}

impl Hint {
    /// What is known of a draft.
    pub(super) fn of(draft: &Draft) -> Self {
        Self {
            role: draft.role,
            level: draft.level,
            size: draft.size,
            bold: draft.bold,
        }
    }
}

/// Gives every paragraph its kind, level and speaker. `hints` are those of the
/// paragraphs, in the same order.
pub(super) fn describe(paragraphs: &mut [Paragraph], hints: &[Hint]) {
    let markers: Vec<Option<Marker>> = paragraphs.iter().map(printed).collect();
    for (paragraph, hint) in paragraphs.iter_mut().zip(hints) {
        paragraph.kind = by_role(hint.role);
    }
    speak(paragraphs);
    headings::mark(paragraphs, hints, &markers);
    resolutions::mark(paragraphs, &markers);
    for (paragraph, marker) in paragraphs.iter_mut().zip(&markers) {
        let item = marker
            .as_ref()
            .is_some_and(|marker| is_item(marker.first.family));
        if paragraph.kind == ParagraphKind::Text && item {
            paragraph.kind = ParagraphKind::ListItem;
        }
    }
    levels::nest(paragraphs, hints, &markers);
}

/// The number or bullet that is printed before the paragraph.
fn printed(paragraph: &Paragraph) -> Option<Marker> {
    marker(&paragraph.text).filter(|marker| paragraph.number.is_some() || marker.is_bullet())
}

fn by_role(role: BlockRole) -> ParagraphKind {
    match role {
        BlockRole::Text => ParagraphKind::Text,
        BlockRole::ListItem => ParagraphKind::ListItem,
        BlockRole::Title => ParagraphKind::Title,
        BlockRole::Heading => ParagraphKind::Heading,
        BlockRole::Quotation => ParagraphKind::Quotation,
        BlockRole::TableCell => ParagraphKind::TableCell,
        BlockRole::Footnote => ParagraphKind::Footnote,
    }
}

/// Whether numbers of the family are those of items within a paragraph.
fn is_item(family: Family) -> bool {
    matches!(
        family,
        Family::ArabicInBrackets
            | Family::LetterInBrackets
            | Family::RomanInBrackets
            | Family::HanInBrackets
            | Family::Circled
            | Family::SmallLetter
            | Family::Bullet
            | Family::Dash
    )
}

/// Fewest turns in the record of a meeting, where none of them is sure.
const FEWEST_TURNS: usize = 2;

/// Marks the turns of speakers in the record of a meeting.
fn speak(paragraphs: &mut [Paragraph]) {
    let open = |paragraph: &Paragraph| {
        (paragraph.kind == ParagraphKind::Text)
            .then(|| speakers::opening(&paragraph.text))
            .flatten()
            .map(|opening| (opening.speaker.to_owned(), opening.is_sure))
    };
    let openings: Vec<_> = paragraphs.iter().map(open).collect();
    let turns = openings.iter().flatten().count();
    let is_record = turns >= FEWEST_TURNS && openings.iter().flatten().any(|(_, sure)| *sure);
    if !is_record {
        return;
    }
    let mut speaker = None;
    for (paragraph, opening) in paragraphs.iter_mut().zip(openings) {
        if let Some((name, _)) = opening {
            paragraph.kind = ParagraphKind::Speech;
            speaker = Some(name);
        } else if speakers::is_event(&paragraph.text) {
            speaker = None;
        }
        let spoken = !matches!(
            paragraph.kind,
            ParagraphKind::Footnote | ParagraphKind::TableCell
        );
        if spoken {
            paragraph.speaker.clone_from(&speaker);
        }
    }
}
