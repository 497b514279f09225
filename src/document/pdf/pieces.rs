//! Glyphs to pieces: what stands on one line without a wide gap.

use unicode_normalization::char::is_combining_mark;

use super::cascades;
use super::sheet::Glyph;

/// How far apart, in ems, the baselines of one line may be.
const SAME_BASELINE: f32 = 0.15;

/// The gap, in ems, at which a piece ends; it may be a wide space or the gutter
/// between columns.
const PIECE_GAP: f32 = 0.5;

/// The size of a raised piece, compared with the text that it belongs to.
const RAISED_SIZE: f32 = 0.82;

/// How high a raised piece stands, in ems of the text.
const RAISED: std::ops::RangeInclusive<f32> = 0.12..=0.75;

/// How far a raised piece may be from the text, in ems: behind a word it
/// touches it, before a footnote there is a space.
const RAISED_BEHIND: f32 = 0.4;
const RAISED_BEFORE: f32 = 2.5;

/// Glyphs that stand on one line without a wide gap.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    /// The glyphs from left to right; spaces only between others.
    pub(super) glyphs: Vec<Glyph>,
    pub(super) left: f32,
    pub(super) right: f32,
    /// The line on which it stands; of a raised piece, that of its text.
    pub(super) baseline: f32,
    /// The size of its largest glyph.
    pub(super) size: f32,
    /// Whether it is smaller than its text and raised, as references to
    /// footnotes are.
    pub(super) raised: bool,
    /// The table that it stands for, by its place among the page's tables.
    pub(super) table: Option<usize>,
}

impl Piece {
    fn of(glyphs: &[Glyph]) -> Option<Self> {
        let is_space = |glyph: &&Glyph| glyph.c.is_whitespace();
        let start = glyphs.iter().take_while(is_space).count();
        let end = glyphs.len() - glyphs.iter().rev().take_while(is_space).count();
        let glyphs = glyphs.get(start..end)?;
        let first = glyphs.first()?;
        Some(Self {
            left: first.left,
            right: glyphs
                .iter()
                .map(|glyph| glyph.right)
                .fold(first.right, f32::max),
            baseline: first.baseline,
            size: glyphs.iter().map(|glyph| glyph.size).fold(0.0, f32::max),
            raised: false,
            table: None,
            glyphs: glyphs.to_vec(),
        })
    }

    /// The characters from left to right.
    pub(super) fn chars(&self) -> impl Iterator<Item = char> + '_ {
        self.glyphs.iter().map(|glyph| glyph.c)
    }

    pub(super) fn center(&self) -> f32 {
        f32::midpoint(self.left, self.right)
    }

    /// What keeps the place of a table among the pieces.
    pub(super) fn of_table(table: usize, left: f32, right: f32, top: f32) -> Self {
        Self {
            glyphs: Vec::new(),
            left,
            right,
            baseline: top,
            size: 0.0,
            raised: false,
            table: Some(table),
        }
    }
}

/// The pieces of a page, from top to bottom and left to right.
pub(super) fn gather(mut glyphs: Vec<Glyph>) -> Vec<Piece> {
    cascades::level(&mut glyphs);
    glyphs.sort_by(|one, two| one.baseline.total_cmp(&two.baseline));
    let mut pieces = Vec::new();
    let mut rest = glyphs.as_mut_slice();
    while let Some(first) = rest.first().copied() {
        let is_on_line = |glyph: &&Glyph| {
            glyph.baseline - first.baseline <= SAME_BASELINE * glyph.size.max(first.size)
        };
        let count = rest.iter().take_while(is_on_line).count();
        let (line, after) = rest.split_at_mut(count.max(1));
        cut(line, &mut pieces);
        rest = after;
    }
    pieces.sort_by(|one: &Piece, two| {
        one.baseline
            .total_cmp(&two.baseline)
            .then(one.left.total_cmp(&two.left))
    });
    settle_raised(&mut pieces);
    pieces
}

/// Cuts the glyphs of one baseline at wide gaps.
fn cut(line: &mut [Glyph], pieces: &mut Vec<Piece>) {
    line.sort_by(|one, two| place(one).total_cmp(&place(two)));
    settle_marks(line);
    let mut start = 0;
    let mut before: Option<Glyph> = None;
    for (at, glyph) in line.iter().enumerate() {
        if glyph.c.is_whitespace() {
            continue;
        }
        if before.is_some_and(|before| {
            glyph.left - before.right > PIECE_GAP * glyph.size.max(before.size)
        }) {
            pieces.extend(line.get(start..at).and_then(Piece::of));
            start = at;
        }
        let reach = before.map_or(glyph.right, |before| before.right.max(glyph.right));
        before = Some(Glyph {
            right: if start == at { glyph.right } else { reach },
            ..*glyph
        });
    }
    pieces.extend(line.get(start..).and_then(Piece::of));
}

/// Where a glyph comes in its line. A space that reaches under its neighbours
/// counts at its middle.
fn place(glyph: &Glyph) -> f32 {
    if glyph.c.is_whitespace() {
        f32::midpoint(glyph.left, glyph.right)
    } else {
        glyph.left
    }
}

/// Puts combining marks directly behind the glyph over which they stand.
fn settle_marks(line: &mut [Glyph]) {
    for at in 0..line.len() {
        let Some(&mark) = line.get(at).filter(|glyph| is_combining_mark(glyph.c)) else {
            continue;
        };
        let middle = f32::midpoint(mark.left, mark.right);
        let is_over = |glyph: &Glyph| {
            !is_combining_mark(glyph.c) && glyph.left <= middle && middle <= glyph.right
        };
        let before = at.checked_sub(1).and_then(|before| line.get(before));
        if !before.is_some_and(is_over) && line.get(at + 1).is_some_and(is_over) {
            line.swap(at, at + 1);
        }
    }
}

/// Finds raised pieces and gives them the baseline of their text.
fn settle_raised(pieces: &mut [Piece]) {
    let mut found = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        let tallest = piece.size * 4.0;
        let hosts = pieces
            .iter()
            .skip(at + 1)
            .take_while(|host| host.baseline - piece.baseline <= tallest);
        let mut nearest: Option<&Piece> = None;
        for host in hosts {
            let height = (host.baseline - piece.baseline) / host.size;
            let near = piece.left <= host.right + RAISED_BEHIND * host.size
                && piece.right >= host.left - RAISED_BEFORE * host.size;
            let overlaps = piece.left < host.right - 0.1 * host.size
                && piece.right > host.left + 0.1 * host.size
                && host_covers(host, piece);
            if piece.size <= host.size * RAISED_SIZE
                && RAISED.contains(&height)
                && near
                && !overlaps
                && nearest.is_none_or(|known| distance(host, piece) < distance(known, piece))
            {
                nearest = Some(host);
            }
        }
        if let Some(host) = nearest {
            found.push((at, host.baseline));
        }
    }
    for (at, baseline) in found {
        if let Some(piece) = pieces.get_mut(at) {
            piece.raised = true;
            piece.baseline = baseline;
        }
    }
}

fn distance(host: &Piece, piece: &Piece) -> f32 {
    (piece.left - host.right)
        .max(host.left - piece.right)
        .max(0.0)
}

/// Whether a glyph of the text stands where the piece does.
fn host_covers(host: &Piece, piece: &Piece) -> bool {
    let middle = piece.center();
    host.glyphs
        .iter()
        .any(|glyph| !glyph.c.is_whitespace() && glyph.left < middle && middle < glyph.right)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Text of a size at a place, each glyph half an em wide.
    pub(in super::super) fn typed(text: &str, left: f32, baseline: f32, size: f32) -> Vec<Glyph> {
        text.chars()
            .enumerate()
            .map(|(at, c)| {
                let left = left + at as f32 * size / 2.0;
                Glyph {
                    c,
                    left,
                    right: left + size / 2.0,
                    baseline,
                    size,
                    bold: false,
                }
            })
            .collect()
    }

    fn texts(glyphs: Vec<Glyph>) -> Vec<(String, bool)> {
        gather(glyphs)
            .iter()
            .map(|piece| (piece.chars().collect(), piece.raised))
            .collect()
    }

    #[test]
    fn a_wide_gap_ends_a_piece_and_a_space_does_not() {
        let mut glyphs = typed("two words ", 0.0, 100.0, 10.0);
        glyphs.extend(typed("far", 80.0, 100.4, 10.0));
        assert_eq!(
            texts(glyphs),
            [("two words".to_owned(), false), ("far".to_owned(), false)]
        );
    }

    #[test]
    fn small_digits_behind_a_word_are_raised_to_its_line() {
        let mut glyphs = typed("word", 0.0, 100.0, 10.0);
        glyphs.extend(typed("12", 20.0, 96.5, 6.0));
        let pieces = gather(glyphs);
        assert!(pieces[0].raised && !pieces[1].raised);
        assert_eq!(pieces[0].baseline, 100.0);
    }

    #[test]
    fn a_smaller_line_above_is_not_raised() {
        let mut glyphs = typed("heading", 0.0, 100.0, 14.0);
        glyphs.extend(typed("small line above", 0.0, 88.0, 9.0));
        assert!(gather(glyphs).iter().all(|piece| !piece.raised));
    }

    #[test]
    fn a_mark_comes_behind_the_glyph_that_it_stands_over() {
        let mut glyphs = typed("ab", 0.0, 100.0, 10.0);
        glyphs.push(Glyph {
            c: '\u{301}',
            left: 4.9,
            right: 9.0,
            ..glyphs[0]
        });
        assert_eq!(texts(glyphs)[0].0, "ab\u{301}");
    }
}
