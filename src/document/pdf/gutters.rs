//! The gutter between columns: a strip without text between two blocks of lines
//! that fill their columns.

use super::pieces::Piece;

/// The narrowest gutter, in ems.
const NARROWEST_GUTTER: f32 = 0.8;

/// What of a gutter must be clear of all lines, in ems.
const CLEAR_GUTTER: f32 = 0.6;

/// The narrowest column, in ems, and how much narrower than its neighbour one
/// may be.
const NARROWEST_COLUMN: f32 = 8.0;
const LEAST_BALANCE: f32 = 0.4;

/// Fewest lines that a column and its neighbour have beside each other, where
/// a page before had the same gutter and where none had.
const FEWEST_KNOWN: usize = 1;
const FEWEST_NEW: usize = 4;

/// How much of the width of a column its lines must fill, the middle one of
/// them.
const LEAST_FILL: f32 = 0.6;

/// How far, in points, a gutter may be from where it was on a page before.
const SAME_GUTTER: f32 = 10.0;

/// Pieces on one line across the page.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) pieces: Vec<Piece>,
    pub(super) baseline: f32,
}

/// The gutters of the pages before, and the width of the column beside each
/// that is read first.
#[derive(Debug, Default)]
pub(super) struct Gutters(Vec<(f32, f32)>);

impl Gutters {
    /// The width of the first column, if a page before had this gutter.
    fn known(&self, x: f32) -> Option<f32> {
        self.0
            .iter()
            .find(|(known, _)| (known - x).abs() <= SAME_GUTTER)
            .map(|&(_, width)| width)
    }

    /// Remembers a gutter.
    pub(super) fn learn(&mut self, x: f32, width: f32) {
        if self.known(x).is_none() {
            self.0.push((x, width));
        }
    }
}

/// The place of the gutter that most rows have, if any band of rows is divided
/// by it.
pub(super) fn find(rows: &[Row], leftwards: bool, known: &Gutters) -> Option<f32> {
    let mut edges: Vec<(f32, i32)> = Vec::new();
    for row in rows {
        for (one, two) in row.pieces.iter().zip(row.pieces.iter().skip(1)) {
            if two.left - one.right >= NARROWEST_GUTTER * one.size.max(two.size) {
                edges.push((one.right, 1));
                edges.push((two.left, -1));
            }
        }
    }
    edges.sort_by(|one, two| one.0.total_cmp(&two.0).then(one.1.cmp(&two.1)));
    let mut open = 0;
    let mut candidates: Vec<(i32, f32)> = Vec::new();
    for (edge, next) in edges.iter().zip(edges.iter().skip(1)) {
        open += edge.1;
        if open > 0 {
            candidates.push((open, f32::midpoint(edge.0, next.0)));
        }
    }
    candidates.extend(known.0.iter().map(|&(x, _)| (0, x)));
    candidates.sort_by(|one, two| two.0.cmp(&one.0).then(one.1.total_cmp(&two.1)));
    let mut tried: Vec<f32> = Vec::new();
    for (_, x) in candidates {
        if tried.len() >= 6 {
            break;
        }
        if tried
            .iter()
            .any(|other| (other - x).abs() < SAME_GUTTER / 2.0)
        {
            continue;
        }
        tried.push(x);
        if stretches(rows, x).any(|band| first_width(band, x, leftwards, known).is_some()) {
            return Some(x);
        }
    }
    None
}

/// The stretches of rows that do not cross the gutter.
fn stretches(rows: &[Row], gutter: f32) -> impl Iterator<Item = &[Row]> {
    rows.split(move |row| crosses(row, gutter))
        .filter(|band| !band.is_empty())
}

/// One side of a band.
struct Side {
    lines: usize,
    left: f32,
    right: f32,
    /// The width of each of its lines.
    widths: Vec<f32>,
}

impl Side {
    fn of<'a>(band: &'a [Row], is_in: impl Fn(&Piece) -> bool + Copy + 'a) -> Self {
        let mut side = Self {
            lines: 0,
            left: f32::MAX,
            right: f32::MIN,
            widths: Vec::new(),
        };
        for row in band {
            let pieces = || row.pieces.iter().filter(|piece| is_in(piece));
            let left = pieces().map(|piece| piece.left).reduce(f32::min);
            let right = pieces().map(|piece| piece.right).reduce(f32::max);
            if let Some((left, right)) = left.zip(right) {
                side.lines += 1;
                side.left = side.left.min(left);
                side.right = side.right.max(right);
                side.widths.push(right - left);
            }
        }
        side.widths.sort_by(f32::total_cmp);
        side
    }

    fn width(&self) -> f32 {
        self.right - self.left
    }

    fn is_filled(&self) -> bool {
        self.widths
            .get(self.widths.len() / 2)
            .is_some_and(|middle| *middle >= LEAST_FILL * self.width())
    }
}

/// The width of the column that is read first if the band is two columns with
/// this gutter.
pub(super) fn first_width(
    band: &[Row],
    gutter: f32,
    leftwards: bool,
    known: &Gutters,
) -> Option<f32> {
    if band.iter().any(|row| crosses(row, gutter)) {
        return None;
    }
    let left = Side::of(band, |piece| piece.center() < gutter);
    let right = Side::of(band, |piece| piece.center() >= gutter);
    let first = if leftwards { &right } else { &left };
    let size = band
        .iter()
        .flat_map(|row| row.pieces.iter().map(|piece| piece.size))
        .fold(0.0, f32::max);
    let lines = left.lines.min(right.lines);
    let narrowest = left.width().min(right.width());
    let is_column = match known.known(gutter) {
        Some(width) => lines >= FEWEST_KNOWN && first.width() >= LEAST_FILL * width,
        None => {
            lines >= FEWEST_NEW
                && narrowest >= NARROWEST_COLUMN * size
                && narrowest >= LEAST_BALANCE * left.width().max(right.width())
                && left.is_filled()
                && right.is_filled()
        }
    };
    let gap = right.left - left.right;
    (is_column && gap >= CLEAR_GUTTER * size).then(|| first.width())
}

/// Whether a piece of the row crosses the gutter.
pub(super) fn crosses(row: &Row, gutter: f32) -> bool {
    row.pieces
        .iter()
        .any(|piece| piece.left < gutter - 1.0 && piece.right > gutter + 1.0)
}
