//! Pieces to lines of text.

use super::super::characters::is_han;
use super::bidi;
use super::characters::is_right_to_left;
use super::pieces::Piece;
use super::sheet::Glyph;

/// How far apart, in ems, the baselines of one line may be when fonts are
/// mixed.
const SAME_LINE: f32 = 0.3;

/// The gap, in ems, from which two glyphs belong to different words. The
/// narrowest spaces of justified text have a fifth of an em.
const WORD_GAP: f32 = 0.14;

/// The gap, in ems, that is more than the spacing of Chinese characters.
const HAN_GAP: f32 = 0.6;

/// The gap, in ems, between letters of one Arabic word that some fonts leave.
const ARABIC_GAP: f32 = 0.4;

/// The gap, in ems, at which something else begins, as the symbol at the right
/// of a masthead does.
const APART: f32 = 5.0;

/// A number or bullet with the space behind it may be so wide, in ems.
const WIDEST_MARK: f32 = 4.0;

/// In the place of what is left out, so that no gap shows there.
const LEFT_OUT: char = '\0';

/// Units whose raised digit is a power, not a footnote.
const UNITS: [&str; 5] = ["m", "km", "cm", "mm", "км"];

/// A line of text in a column.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TextLine {
    /// The text in the order in which it is read.
    pub(super) text: String,
    pub(super) left: f32,
    pub(super) right: f32,
    pub(super) baseline: f32,
    /// The size of most of it.
    pub(super) size: f32,
    /// Whether all of it is bold.
    pub(super) bold: bool,
    /// Whether it is read from right to left; unknown without letters.
    pub(super) leftwards: Option<bool>,
    /// Whether it begins with a raised mark, as footnotes do.
    pub(super) begins_raised: bool,
}

/// Pieces that stand on one line.
pub(super) type Row = Vec<Piece>;

/// The rows that the pieces of one column make, from top to bottom. A table is
/// a row of its own.
pub(super) fn rows(mut pieces: Vec<Piece>) -> Vec<Row> {
    pieces.sort_by(|one, two| one.baseline.total_cmp(&two.baseline));
    let mut rows: Vec<Row> = Vec::new();
    for piece in pieces {
        match rows.last_mut() {
            Some(row) if row.iter().any(|other| is_beside(other, &piece)) => row.push(piece),
            _ => rows.push(vec![piece]),
        }
    }
    rows
}

/// The lines of a row, in the order in which they are read: more than one where
/// its parts are far from each other. `leftwards` is the direction of lines
/// without letters.
pub(super) fn lines(row: Row, leftwards: bool) -> Vec<TextLine> {
    parts(row, leftwards)
        .iter()
        .filter_map(|part| line(part, leftwards))
        .collect()
}

/// Whether two pieces stand on one line.
fn is_beside(one: &Piece, two: &Piece) -> bool {
    let apart = (one.baseline - two.baseline).abs();
    apart <= SAME_LINE * one.size.min(two.size) && one.table.is_none() && two.table.is_none()
}

/// The parts of a row that are too far from each other to be one line, in the
/// order in which they are read.
fn parts(mut row: Vec<Piece>, leftwards: bool) -> Vec<Vec<Piece>> {
    row.sort_by(|one, two| one.left.total_cmp(&two.left));
    let row_leftwards = direction(&row).unwrap_or(leftwards);
    let mut parts: Vec<Vec<Piece>> = Vec::new();
    for piece in row {
        let joins = parts.last().is_some_and(|part| {
            let Some((first, last)) = part.first().zip(part.last()) else {
                return false;
            };
            let size = piece.size.max(last.size);
            let is_mark = |width: f32| width <= WIDEST_MARK * size;
            piece.left - last.right < APART * size
                || (!row_leftwards
                    && is_mark(last.right - first.left)
                    && part.len() == 1
                    && is_marker(last))
                || (row_leftwards && is_marker(&piece))
        });
        match parts.last_mut() {
            Some(part) if joins => part.push(piece),
            _ => parts.push(vec![piece]),
        }
    }
    if row_leftwards {
        parts.reverse();
    }
    parts
}

/// Whether the piece is a number or bullet before a paragraph.
fn is_marker(piece: &Piece) -> bool {
    let text: String = piece.chars().collect();
    let bare = text.trim_matches(['(', ')', '.', ' ']);
    let ends = text.ends_with(['.', ')']) || text.starts_with(['.', '(', ')']);
    (ends && bare.chars().count() <= 4)
        || matches!(text.as_str(), "•" | "–" | "—" | "-" | "▪" | "o")
}

fn direction(row: &[Piece]) -> Option<bool> {
    let text: Vec<char> = row.iter().flat_map(Piece::chars).collect();
    bidi::runs_leftwards(&text)
}

/// One line of text from the pieces of a row.
fn line(row: &[Piece], leftwards: bool) -> Option<TextLine> {
    let direction = direction(row);
    let among_leftwards = leftwards;
    let leftwards = direction.unwrap_or(leftwards);
    let text_pieces: Vec<&Piece> = row.iter().filter(|piece| !piece.raised).collect();
    let opens = |piece: &Piece| {
        text_pieces.iter().all(|text| {
            if leftwards {
                text.right <= piece.right
            } else {
                text.left >= piece.left
            }
        })
    };
    let mut begins_raised = false;
    let mut visual: Vec<Glyph> = Vec::new();
    for piece in &text_pieces {
        visual.extend_from_slice(&piece.glyphs);
    }
    for piece in row.iter().filter(|piece| piece.raised) {
        let at = visual
            .iter()
            .position(|glyph| glyph.left >= piece.left)
            .unwrap_or(visual.len());
        let glyphs = if opens(piece) {
            begins_raised = true;
            set_off(piece, leftwards)
        } else if is_part_of_word(visual.get(..at).unwrap_or_default(), piece) {
            piece.glyphs.clone()
        } else {
            left_out(piece)
        };
        visual.splice(at..at, glyphs);
    }
    let characters = spaced(&visual);
    // Numbers alone are read from the left in any text.
    let text = bidi::logical(&characters, direction == Some(true), among_leftwards);
    let main: Vec<&Glyph> = visual
        .iter()
        .filter(|glyph| !glyph.c.is_whitespace())
        .collect();
    let left = main.iter().map(|glyph| glyph.left).reduce(f32::min)?;
    let right = main.iter().map(|glyph| glyph.right).reduce(f32::max)?;
    Some(TextLine {
        text,
        left,
        right,
        baseline: row
            .iter()
            .find(|piece| !piece.raised)
            .or(row.first())?
            .baseline,
        size: usual_size(&main),
        bold: main
            .iter()
            .all(|glyph| glyph.bold || !glyph.c.is_alphanumeric())
            && main.iter().any(|glyph| glyph.bold),
        leftwards: direction,
        begins_raised,
    })
}

/// The glyphs of a raised mark, with a space between it and its text.
fn set_off(piece: &Piece, leftwards: bool) -> Vec<Glyph> {
    let mut glyphs = piece.glyphs.clone();
    let edge = if leftwards { piece.left } else { piece.right };
    let space = piece.glyphs.first().map(|like| Glyph {
        c: ' ',
        left: edge,
        right: edge,
        ..*like
    });
    if leftwards {
        glyphs.splice(0..0, space);
    } else {
        glyphs.extend(space);
    }
    glyphs
}

/// The place of a piece without its text.
fn left_out(piece: &Piece) -> Vec<Glyph> {
    let blank = |glyph: &Glyph| Glyph {
        c: LEFT_OUT,
        ..*glyph
    };
    piece.glyphs.iter().map(blank).collect()
}

/// Whether a raised piece belongs to the word before it: `10th`, `1er`, `km2`.
fn is_part_of_word(before: &[Glyph], piece: &Piece) -> bool {
    let text: String = piece.chars().collect();
    let letters = text
        .chars()
        .filter(|c| c.is_alphabetic() && !is_han(*c))
        .count();
    if letters > 0 {
        // A letter alone, or in brackets, is a reference.
        return letters > 1 && !text.contains(['(', '[']);
    }
    let before: String = spaced(before).into_iter().collect();
    let word = before.rsplit(' ').next().unwrap_or_default();
    matches!(text.as_str(), "2" | "3") && UNITS.contains(&word)
}

/// The size of most glyphs, rounded to tenths of a point.
fn usual_size(glyphs: &[&Glyph]) -> f32 {
    let mut counts: Vec<(i32, usize)> = Vec::new();
    for glyph in glyphs {
        let tenths = (glyph.size * 10.0).round() as i32;
        match counts.iter_mut().find(|known| known.0 == tenths) {
            Some(known) => known.1 += 1,
            None => counts.push((tenths, 1)),
        }
    }
    counts
        .into_iter()
        .max_by_key(|&(tenths, count)| (count, tenths))
        .map_or(0.0, |(tenths, _)| tenths as f32 / 10.0)
}

/// The characters of a line from left to right, with one space where a gap
/// parts words.
fn spaced(visual: &[Glyph]) -> Vec<char> {
    let mut text: Vec<char> = Vec::with_capacity(visual.len() + visual.len() / 5);
    let mut before: Option<&Glyph> = None;
    let mut space = false;
    let has_spaces = visual.iter().any(|glyph| glyph.c.is_whitespace());
    for glyph in visual {
        if glyph.c.is_whitespace() {
            space = true;
            continue;
        }
        if let Some(before) = before
            && (space || is_word_gap(before, glyph, has_spaces))
            && glyph.c != LEFT_OUT
        {
            text.push(' ');
        }
        if glyph.c != LEFT_OUT {
            text.push(glyph.c);
        }
        space = false;
        before = Some(glyph);
    }
    text
}

/// Whether the gap between two glyphs parts words; `has_spaces` says that the
/// line has spaces of its own.
fn is_word_gap(before: &Glyph, glyph: &Glyph, has_spaces: bool) -> bool {
    let both = |is: fn(char) -> bool| is(before.c) && is(glyph.c);
    let least = if both(is_han) {
        HAN_GAP
    } else if has_spaces && both(is_right_to_left) {
        ARABIC_GAP
    } else {
        WORD_GAP
    };
    glyph.left - before.right > least * before.size.min(glyph.size)
        && !unicode_normalization::char::is_combining_mark(glyph.c)
}

#[cfg(test)]
mod tests {
    use super::super::pieces::gather;
    use super::super::pieces::tests::typed;
    use super::*;

    fn texts(glyphs: Vec<Glyph>) -> Vec<String> {
        rows(gather(glyphs))
            .into_iter()
            .flat_map(|row| lines(row, false))
            .map(|line| line.text)
            .collect()
    }

    #[test]
    fn a_gap_parts_words_but_not_chinese_characters() {
        let mut glyphs = typed("one", 0.0, 100.0, 10.0);
        glyphs.extend(typed("two", 17.5, 100.0, 10.0));
        assert_eq!(texts(glyphs), ["one two"]);
        let mut glyphs = typed("安", 0.0, 100.0, 10.0);
        glyphs.extend(typed("全", 7.5, 100.0, 10.0));
        assert_eq!(texts(glyphs), ["安全"]);
    }

    #[test]
    fn references_to_footnotes_are_left_out_and_marks_of_footnotes_stay() {
        let mut glyphs = typed("word", 0.0, 100.0, 10.0);
        glyphs.extend(typed("1", 20.0, 96.5, 6.0));
        glyphs.extend(typed("goes on", 27.0, 100.0, 10.0));
        assert_eq!(texts(glyphs), ["word goes on"]);
        let mut glyphs = typed("word", 0.0, 100.0, 10.0);
        glyphs.extend(typed("1", 20.0, 96.5, 6.0));
        glyphs.extend(typed(". End", 23.0, 100.0, 10.0));
        assert_eq!(texts(glyphs), ["word. End"]);
        let mut glyphs = typed("1", 0.0, 96.5, 6.0);
        glyphs.extend(typed("See", 4.0, 100.0, 10.0));
        assert_eq!(texts(glyphs), ["1 See"]);
    }

    #[test]
    fn powers_and_ordinals_are_text() {
        let mut glyphs = typed("20 km", 0.0, 100.0, 10.0);
        glyphs.extend(typed("2", 25.0, 96.5, 6.0));
        assert_eq!(texts(glyphs), ["20 km2"]);
        let mut glyphs = typed("10", 0.0, 100.0, 10.0);
        glyphs.extend(typed("th", 10.0, 96.5, 6.0));
        assert_eq!(texts(glyphs), ["10th"]);
    }

    #[test]
    fn what_is_far_apart_is_two_lines_unless_the_first_is_a_number() {
        let mut glyphs = typed("United Nations", 0.0, 100.0, 10.0);
        glyphs.extend(typed("S/2031/1", 300.0, 100.0, 10.0));
        assert_eq!(texts(glyphs), ["United Nations", "S/2031/1"]);
        let mut glyphs = typed("1.", 0.0, 100.0, 10.0);
        glyphs.extend(typed("Decides", 70.0, 100.0, 10.0));
        assert_eq!(texts(glyphs), ["1. Decides"]);
    }

    #[test]
    fn a_line_is_bold_if_all_of_its_letters_are() {
        let mut glyphs = typed("bold.", 0.0, 100.0, 10.0);
        glyphs
            .iter_mut()
            .take(4)
            .for_each(|glyph| glyph.bold = true);
        assert!(lines(gather(glyphs.clone()), false)[0].bold);
        glyphs[0].bold = false;
        assert!(!lines(gather(glyphs), false)[0].bold);
    }
}
