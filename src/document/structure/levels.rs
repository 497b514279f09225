//! How deep paragraphs are nested, as their numbers show it.

use super::super::markers::{Family, Marker, Reading};
use super::Hint;
use crate::paragraph::{Paragraph, ParagraphKind};

/// The deepest level that is told apart.
const DEEPEST: u8 = 9;

/// Gives every paragraph its level.
pub(super) fn nest(paragraphs: &mut [Paragraph], hints: &[Hint], markers: &[Option<Marker>]) {
    let mut items = Stack::default();
    let mut headings = Stack::default();
    let mut plain_heading = false;
    for ((paragraph, hint), marker) in paragraphs.iter_mut().zip(hints).zip(markers) {
        let open = if paragraph.kind == ParagraphKind::Heading {
            &headings
        } else {
            &items
        };
        let number = marker.as_ref().map(|marker| reading(marker, open));
        paragraph.level = match paragraph.kind {
            ParagraphKind::Heading => hint.level.unwrap_or_else(|| {
                let outline = paragraph.number.as_deref().map_or(0, points_within);
                let depth = number
                    .map_or(0, |number| headings.enter(number))
                    .max(outline);
                let lettered = number.is_some_and(|number| number.family == Family::CapitalLetter);
                // A lettered section stands below what has a heading without number.
                depth.max(u8::from(lettered && plain_heading))
            }),
            ParagraphKind::ListItem => item_level(hint, number, &mut items),
            ParagraphKind::Text
            | ParagraphKind::Operative
            | ParagraphKind::Preambular
            | ParagraphKind::Quotation
            | ParagraphKind::Speech => match number {
                Some(number) => item_level(hint, Some(number), &mut items),
                None => hint.level.unwrap_or(0),
            },
            ParagraphKind::Title | ParagraphKind::TableCell | ParagraphKind::Footnote => {
                hint.level.unwrap_or(0)
            }
        };
        let inner = paragraph.level > 0 && number.is_some();
        if paragraph.kind == ParagraphKind::Text && inner {
            paragraph.kind = ParagraphKind::ListItem;
        }
        if paragraph.kind == ParagraphKind::Heading {
            plain_heading |= number.is_none();
            items = Stack::default();
        }
    }
}

/// How many points part the numbers of `2.1.3`.
fn points_within(number: &str) -> u8 {
    let points = number.trim_end_matches('.').matches('.').count();
    u8::try_from(points).unwrap_or(DEEPEST)
}

/// The level of a numbered paragraph or item. Items are within something, even
/// where the paragraph that they belong to has no number.
fn item_level(hint: &Hint, number: Option<Reading>, items: &mut Stack) -> u8 {
    let least = number.map_or(1, |number| u8::from(is_inner(number.family)));
    let entered = number.map_or(least, |number| items.enter(number));
    hint.level.unwrap_or(entered).max(least).min(DEEPEST)
}

/// Whether numbers of the family stand below others.
fn is_inner(family: Family) -> bool {
    !matches!(
        family,
        Family::Arabic
            | Family::Outline
            | Family::Han
            | Family::Article
            | Family::Operative
            | Family::Preambular
            | Family::CapitalLetter
            | Family::CapitalRoman
    )
}

/// The reading of the number, given those it may stand below: `(i)` is a
/// letter after `(h)` and a numeral below `(a)`.
fn reading(marker: &Marker, items: &Stack) -> Reading {
    let continues = |reading: &Reading| {
        items
            .last_value(reading.family)
            .is_some_and(|last| last + 1 == reading.value)
    };
    marker
        .readings()
        .find(continues)
        .or_else(|| marker.readings().find(|reading| reading.value == 1))
        .unwrap_or(marker.first)
}

/// The families of the numbers that are open, from the outermost.
#[derive(Debug, Default)]
struct Stack {
    open: Vec<(Family, u32)>,
}

impl Stack {
    /// The level of a number of this family: that of its kin, or one below the
    /// innermost that is open.
    fn enter(&mut self, Reading { family, value }: Reading) -> u8 {
        if let Some(at) = self.open.iter().position(|(open, _)| *open == family) {
            self.open.truncate(at);
        } else if !is_inner(family) && family != Family::CapitalLetter && !self.is_below(value) {
            self.open.clear();
        }
        self.open.push((family, value));
        let outer = self
            .open
            .first()
            .is_some_and(|(family, _)| is_inner(*family));
        u8::try_from(self.open.len() - 1 + usize::from(outer)).unwrap_or(DEEPEST)
    }

    /// Whether a count from 1 begins below a Chinese number in brackets:
    /// `（一）`, `1、`.
    fn is_below(&self, value: u32) -> bool {
        value == 1
            && self
                .open
                .last()
                .is_some_and(|(family, _)| *family == Family::HanInBrackets)
    }

    /// How far the family has counted, if it is open.
    fn last_value(&self, family: Family) -> Option<u32> {
        self.open
            .iter()
            .find(|(open, _)| *open == family)
            .map(|(_, value)| *value)
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::Document;

    fn levels(text: &str) -> Vec<u8> {
        let paragraphs = Document::from_text(text).paragraphs;
        paragraphs.into_iter().map(|it| it.level).collect()
    }

    #[test]
    fn letters_stand_below_numbers_and_numerals_below_letters() {
        let text = "1. One:\n\n(a) A:\n\n(i) I;\n\n(ii) J;\n\n(b) B;\n\n2. Two.\n\n• bullet\n";
        assert_eq!(levels(text), [0, 1, 2, 2, 1, 0, 1]);
    }

    #[test]
    fn the_ninth_letter_is_no_numeral() {
        let text = "(a) A;\n\n(b) B;\n\n(c) C;\n\n(d) D;\n\n(e) E;\n\n(f) F;\n\n(g) G;\n\n(h) H;\n\n(i) I;\n\n(j) J.\n";
        assert_eq!(levels(text), [1; 10]);
    }

    #[test]
    fn headings_have_a_depth_of_their_own() {
        let text = "I. Security\n\nA. Incidents\n\n1. One.\n\nB. Response\n\n2. Two.\n\nII. Rights\n\n3. Three.\n";
        assert_eq!(levels(text), [0, 1, 0, 1, 0, 0, 0]);
    }
}
