//! Pages of several columns in reading order.
//!
//! A gutter is a strip without text between two blocks of lines that fill
//! their columns. Lines that cross it, such as a title over both columns, divide
//! the page into bands; in each band the columns are read one after the other.

use super::gutters::{self, Gutters, Row, crosses};
use super::pieces::Piece;
use super::sheet::Rule;

/// The share of the width of the text from which a rule divides the page.
const DIVIDING_RULE: f32 = 0.6;

/// Lines at the top and bottom of a page that may be running headers and
/// footers, and the space, in usual line distances, that sets them apart.
const EDGE_LINES: usize = 3;
const EDGE_SPACE: f32 = 1.6;

/// The space, in usual line distances, and the difference of size, in points,
/// that tell lines above the columns from their first lines.
const LEAD_SPACE: f32 = 1.25;
const LEAD_SIZE: f32 = 0.6;

/// How deep columns may be divided into columns.
const DEEPEST: usize = 2;

/// A part of a page with its place among the columns side by side, and how
/// many there are.
pub(super) type Part = ((usize, usize), Vec<Piece>);

/// The parts of a page in reading order; columns are read from the right where
/// the text runs `leftwards`.
pub(super) fn divide(
    pieces: Vec<Piece>,
    rules: &[Rule],
    leftwards: bool,
    known: &mut Gutters,
) -> Vec<Part> {
    let mut parts = Vec::new();
    for section in sections(rows(pieces), rules) {
        divide_section(section, leftwards, known, 0, &mut parts);
    }
    join_undivided(parts)
}

/// Adjoining parts over the whole width are one.
fn join_undivided(parts: Vec<Part>) -> Vec<Part> {
    let mut joined: Vec<Part> = Vec::new();
    for (place, pieces) in parts {
        match joined.last_mut() {
            Some((last, before)) if *last == (0, 1) && place == (0, 1) => before.extend(pieces),
            _ => joined.push((place, pieces)),
        }
    }
    joined
}

fn rows(mut pieces: Vec<Piece>) -> Vec<Row> {
    pieces.sort_by(|one, two| one.baseline.total_cmp(&two.baseline));
    let mut rows: Vec<Row> = Vec::new();
    for piece in pieces {
        match rows.last_mut() {
            Some(row)
                if piece.baseline - row.baseline <= 0.3 * piece.size
                    && row.pieces.iter().all(|other| other.table.is_none()) =>
            {
                row.pieces.push(piece);
            }
            _ => rows.push(Row {
                baseline: piece.baseline,
                pieces: vec![piece],
            }),
        }
    }
    for row in &mut rows {
        row.pieces.sort_by(|one, two| one.left.total_cmp(&two.left));
    }
    rows
}

/// The rows between dividing rules, and those at the edges of the page that
/// are set apart.
fn sections(rows: Vec<Row>, rules: &[Rule]) -> Vec<Vec<Row>> {
    let extent = |value: fn(&Piece) -> f32, pick: fn(f32, f32) -> f32, start: f32| {
        rows.iter()
            .flat_map(|row| row.pieces.iter().map(value))
            .fold(start, pick)
    };
    let width = extent(|piece| piece.right, f32::max, f32::MIN)
        - extent(|piece| piece.left, f32::min, f32::MAX);
    let dividing: Vec<f32> = rules
        .iter()
        .filter(|rule| rule.is_horizontal() && rule.width() >= width * DIVIDING_RULE)
        .map(|rule| rule.top)
        .collect();
    let usual = usual_distance(&rows);
    let count = rows.len();
    let mut sections: Vec<Vec<Row>> = Vec::new();
    let mut before: Option<f32> = None;
    for (at, row) in rows.into_iter().enumerate() {
        let is_apart = before.is_some_and(|before| {
            let at_edge = at <= EDGE_LINES || at + EDGE_LINES >= count;
            let spaced = at_edge && row.baseline - before > usual * EDGE_SPACE;
            spaced
                || dividing
                    .iter()
                    .any(|rule| (before..row.baseline).contains(rule))
        });
        before = Some(row.baseline);
        match sections.last_mut() {
            Some(section) if !is_apart => section.push(row),
            _ => sections.push(vec![row]),
        }
    }
    sections
}

/// The distance that half of the rows keep. Rows of columns side by side that
/// are not level with each other are nearer than lines can be.
fn usual_distance(rows: &[Row]) -> f32 {
    let mut distances: Vec<f32> = rows
        .iter()
        .zip(rows.iter().skip(1))
        .filter_map(|(one, two)| {
            let size = two.pieces.first()?.size;
            let distance = two.baseline - one.baseline;
            (distance > size * 0.8).then_some(distance)
        })
        .collect();
    distances.sort_by(f32::total_cmp);
    distances
        .get(distances.len() / 2)
        .copied()
        .unwrap_or(f32::MAX)
}

fn divide_section(
    section: Vec<Row>,
    leftwards: bool,
    known: &mut Gutters,
    depth: usize,
    parts: &mut Vec<Part>,
) {
    let gutter = (depth < DEEPEST)
        .then(|| gutters::find(&section, leftwards, known))
        .flatten();
    let Some(gutter) = gutter else {
        parts.push(((0, 1), pieces_of(section)));
        return;
    };
    for band in bands(section, gutter) {
        let Some(width) = gutters::first_width(&band, gutter, leftwards, known) else {
            parts.push(((0, 1), pieces_of(band)));
            continue;
        };
        known.learn(gutter, width);
        let (lead, columns) = without_lead(band, gutter, leftwards);
        if !lead.is_empty() {
            parts.push(((0, 1), pieces_of(lead)));
        }
        let (left, right): (Vec<Piece>, Vec<Piece>) = pieces_of(columns)
            .into_iter()
            .partition(|piece| piece.center() < gutter);
        let order = if leftwards {
            [right, left]
        } else {
            [left, right]
        };
        for (place, column) in order.into_iter().enumerate() {
            let mut inner = Vec::new();
            divide_section(rows(column), leftwards, known, depth + 1, &mut inner);
            for (_, pieces) in inner {
                parts.push(((place, 2), pieces));
            }
        }
    }
}

fn pieces_of(rows: Vec<Row>) -> Vec<Piece> {
    rows.into_iter().flat_map(|row| row.pieces).collect()
}

/// The rows above the columns that stand on the side that is read first and
/// are not of the type of the columns or are set apart: short lines of what is
/// over both columns. And the others.
fn without_lead(mut band: Vec<Row>, gutter: f32, leftwards: bool) -> (Vec<Row>, Vec<Row>) {
    let on_first_side = |row: &Row| {
        row.pieces
            .iter()
            .all(|piece| (piece.center() > gutter) == leftwards)
    };
    let size = |row: &Row| {
        row.pieces
            .iter()
            .map(|piece| piece.size)
            .fold(0.0, f32::max)
    };
    let count = band.iter().take_while(|row| on_first_side(row)).count();
    let Some((last, first)) = count
        .checked_sub(1)
        .and_then(|last| band.get(last).zip(band.get(count)))
    else {
        return (Vec::new(), band);
    };
    let is_apart = first.baseline - last.baseline > usual_distance(&band) * LEAD_SPACE
        || (size(first) - size(last)).abs() > LEAD_SIZE;
    if is_apart {
        let columns = band.split_off(count);
        (band, columns)
    } else {
        (Vec::new(), band)
    }
}

/// The rows in stretches that all cross the gutter or do not.
fn bands(rows: Vec<Row>, gutter: f32) -> Vec<Vec<Row>> {
    let mut bands: Vec<Vec<Row>> = Vec::new();
    let mut crossed = None;
    for row in rows {
        let crosses = crosses(&row, gutter);
        match bands.last_mut() {
            Some(band) if crossed == Some(crosses) => band.push(row),
            _ => bands.push(vec![row]),
        }
        crossed = Some(crosses);
    }
    bands
}

#[cfg(test)]
mod tests {
    use super::super::pieces::gather;
    use super::super::pieces::tests::typed;
    use super::super::sheet::Glyph;
    use super::*;

    /// Lines of 20 characters, 100 points wide.
    fn block(glyphs: &mut Vec<Glyph>, name: char, left: f32, top: f32, lines: usize) {
        for line in 0..lines {
            let text: String = std::iter::repeat_n(name, 20).collect();
            glyphs.extend(typed(&text, left, top + line as f32 * 12.0, 10.0));
        }
    }

    /// The parts of a page by the first character of each, and their places.
    fn parts(glyphs: Vec<Glyph>, leftwards: bool, known: &mut Gutters) -> Vec<(char, usize)> {
        divide(gather(glyphs), &[], leftwards, known)
            .iter()
            .map(|(place, pieces)| (pieces[0].glyphs[0].c, place.1))
            .collect()
    }

    #[test]
    fn columns_are_read_one_after_the_other_below_a_title_over_both() {
        let mut glyphs = typed(
            "t itle of the whole page over both columns",
            100.0,
            80.0,
            10.0,
        );
        block(&mut glyphs, 'a', 100.0, 100.0, 8);
        block(&mut glyphs, 'b', 215.0, 100.0, 8);
        let read = parts(glyphs.clone(), false, &mut Gutters::default());
        assert_eq!(read, [('t', 1), ('a', 2), ('b', 2)]);
        let read = parts(glyphs, true, &mut Gutters::default());
        assert_eq!(read, [('t', 1), ('b', 2), ('a', 2)]);
    }

    #[test]
    fn numbers_before_indented_paragraphs_are_no_column() {
        let mut glyphs = Vec::new();
        for paragraph in 0..6 {
            let top = 100.0 + paragraph as f32 * 30.0;
            glyphs.extend(typed("1.", 80.0, top, 10.0));
            block(&mut glyphs, 'a', 100.0, top, 2);
        }
        assert_eq!(parts(glyphs, false, &mut Gutters::default()).len(), 1);
    }

    #[test]
    fn the_last_lines_of_columns_known_from_the_page_before_are_columns() {
        let mut known = Gutters::default();
        let mut last = Vec::new();
        block(&mut last, 'a', 100.0, 100.0, 2);
        block(&mut last, 'b', 215.0, 100.0, 1);
        assert_eq!(parts(last.clone(), false, &mut known), [('a', 1)]);
        let mut full = Vec::new();
        block(&mut full, 'a', 100.0, 100.0, 30);
        block(&mut full, 'b', 215.0, 100.0, 30);
        assert_eq!(parts(full, false, &mut known).len(), 2);
        assert_eq!(parts(last, false, &mut known), [('a', 2), ('b', 2)]);
    }

    #[test]
    fn a_header_set_apart_is_not_part_of_the_columns() {
        let mut glyphs = typed("h", 100.0, 50.0, 10.0);
        glyphs.extend(typed("s", 310.0, 50.0, 10.0));
        block(&mut glyphs, 'a', 100.0, 100.0, 8);
        block(&mut glyphs, 'b', 215.0, 100.0, 8);
        let read = parts(glyphs, false, &mut Gutters::default());
        assert_eq!(read, [('h', 1), ('a', 2), ('b', 2)]);
    }
}
