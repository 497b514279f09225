//! Titles and headings, where the format does not mark them.

use super::super::characters::columns;
use super::super::edges::{Ending, ending};
use super::super::markers::{Family, Marker};
use super::super::metadata::{announces_item, is_bibliographic};
use super::Hint;
use crate::paragraph::{Paragraph, ParagraphKind};

/// The widest heading, in columns.
const WIDEST_HEADING: usize = 160;

/// The widest heading where nothing but its form shows it, in columns.
const WIDEST_PLAIN_HEADING: usize = 60;

/// The widest title, in columns.
const WIDEST_TITLE: usize = 400;

/// Paragraphs among which the title is.
const FIRST_PARAGRAPHS: usize = 8;

/// How much larger than the text a heading is set.
const LARGER: f32 = 1.08;

/// Words with which signatures begin.
const SIGNATURES: [&str; 9] = [
    "(Signed)",
    "(Signé)",
    "(Firmado)",
    "(Подпись)",
    "(توقيع)",
    "（签名）",
    "(签名)",
    "(签字)",
    "（签字）",
];

/// Words with which the annex of a document begins.
const ANNEXES: [&str; 12] = [
    "Annex",
    "Appendix",
    "Enclosure",
    "Annexe",
    "Pièce jointe",
    "Anexo",
    "Приложение",
    "المرفق",
    "مرفق",
    "附件",
    "附录",
    "附文",
];

/// Marks the title and the headings.
pub(super) fn mark(paragraphs: &mut [Paragraph], hints: &[Hint], markers: &[Option<Marker>]) {
    let body = body_size(paragraphs, hints);
    let open: Vec<bool> = paragraphs
        .iter()
        .zip(markers)
        .map(|(paragraph, marker)| {
            paragraph.kind == ParagraphKind::Text && is_open(paragraph, marker.as_ref())
        })
        .collect();
    let has = |kind| paragraphs.iter().any(|paragraph| paragraph.kind == kind);
    let titled = has(ParagraphKind::Title);
    if titled && body.is_none() || has(ParagraphKind::Heading) {
        // The format marks them itself.
        return;
    }
    let (mut signed, mut heads, mut item_next) = (false, !titled, false);
    let set_off = |hint: &Hint| body.is_some_and(|body| hint.bold || hint.size > body * LARGER);
    let title_is_set_off = hints.iter().take(FIRST_PARAGRAPHS).any(set_off);
    let followed = followed_by_text(paragraphs, &open);
    for at in 0..paragraphs.len() {
        let text_follows = followed.get(at).copied().unwrap_or(false);
        let (Some(paragraph), Some(hint)) = (paragraphs.get_mut(at), hints.get(at)) else {
            return;
        };
        let annex = ANNEXES.iter().any(|word| paragraph.text.starts_with(word));
        signed = (signed && !annex) || SIGNATURES.iter().any(|it| paragraph.text.starts_with(it));
        let set_off = set_off(hint);
        let open = open.get(at).copied().unwrap_or(false)
            || (heads && set_off && ending(&paragraph.text) == Ending::Comma);
        let announced = std::mem::replace(&mut item_next, announces_item(&paragraph.text));
        let aside = (is_bibliographic(&paragraph.text) && !set_off) || announced;
        if !open || signed || aside {
            heads &= aside || paragraph.kind == ParagraphKind::TableCell;
            continue;
        }
        let marker = markers.get(at).and_then(Option::as_ref);
        let width: usize = paragraph.text.chars().map(columns).sum();
        let first =
            heads && marker.is_none() && width <= WIDEST_TITLE && (set_off || !title_is_set_off);
        heads &= first || !set_off;
        if first && (text_follows || set_off) {
            // Lines that are not set off have one title at most.
            heads = set_off;
            paragraph.kind = ParagraphKind::Title;
        } else if width <= WIDEST_HEADING
            && (set_off
                || marker.is_some()
                || (body.is_none() && text_follows && width <= WIDEST_PLAIN_HEADING))
        {
            paragraph.kind = ParagraphKind::Heading;
        }
    }
}

/// Whether the paragraph ends without punctuation and has no number or one
/// that headings have.
fn is_open(paragraph: &Paragraph, marker: Option<&Marker>) -> bool {
    let numbered = marker.is_none_or(|marker| {
        matches!(
            marker.first.family,
            Family::CapitalRoman
                | Family::CapitalLetter
                | Family::Han
                | Family::HanInBrackets
                | Family::Article
                | Family::Outline
                | Family::Arabic
        )
    });
    numbered && ending(&paragraph.text) == Ending::Open
}

/// For every paragraph, whether the next one that is not open is text.
fn followed_by_text(paragraphs: &[Paragraph], open: &[bool]) -> Vec<bool> {
    let mut followed = vec![false; paragraphs.len()];
    let mut next_is_text = false;
    for ((paragraph, open), followed) in paragraphs.iter().zip(open).zip(&mut followed).rev() {
        *followed = next_is_text;
        if !open {
            next_is_text = !matches!(
                paragraph.kind,
                ParagraphKind::TableCell | ParagraphKind::Footnote
            );
        }
    }
    followed
}

/// The size of the font in which most characters of the text are set, in
/// points; `None` where sizes are not known, as in plain text.
fn body_size(paragraphs: &[Paragraph], hints: &[Hint]) -> Option<f32> {
    // Tenths of a point tell sizes apart.
    let key = |hint: &Hint| (hint.size * 10.0).round() as u32;
    let mut counts = std::collections::BTreeMap::<u32, usize>::new();
    for (paragraph, hint) in paragraphs.iter().zip(hints) {
        if hint.size > 0.0 {
            *counts.entry(key(hint)).or_default() += paragraph.text.len();
        }
    }
    let (size, _) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    Some(size as f32 / 10.0)
}

#[cfg(test)]
mod tests {
    use super::super::super::Document;
    use crate::paragraph::ParagraphKind::{self, Heading, Text, Title};

    fn kinds(text: &str) -> Vec<ParagraphKind> {
        let paragraphs = Document::from_text(text).paragraphs;
        paragraphs.into_iter().map(|it| it.kind).collect()
    }

    #[test]
    fn titles_and_headings_end_openly_and_text_follows() {
        let text = "Report on the region\n\nI. Security\n\n1. The situation is calm.\n\nHuman rights\n\n2. Violations continue.\n";
        assert_eq!(kinds(text), [Title, Heading, Text, Heading, Text]);
    }

    #[test]
    fn signatures_are_no_headings() {
        let text = "I have the honour to write.\n\n(Signed) Amina Okafor\n\nPermanent Representative\n\nAnnex\n\nThe text.\n";
        assert_eq!(kinds(text), [Text, Text, Text, Heading, Text]);
    }

    #[test]
    fn a_line_that_nothing_follows_is_no_heading() {
        assert_eq!(kinds("The Council met.\n\nNew York\n"), [Text, Text]);
    }
}
