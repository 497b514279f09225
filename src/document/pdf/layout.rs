//! From lines in points to lines in columns: what is usual in the document is
//! found out, and every line is measured by it.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use super::super::extract::{Block, BlockRole, Extract, PageLine};
use super::lines::TextLine;

/// How much more than the usual line distance parts paragraphs.
const WIDER: f32 = 1.25;

/// How far, in ems, a line that fills its column may end before the column.
const FULL: f32 = 3.0;

/// Pairs of lines from which their distance is known.
const ENOUGH_PAIRS: usize = 2;

/// The distance of lines, in sizes of type, where nothing is known.
const LEADING: f32 = 1.2;

/// Most blank lines that are told apart.
const MOST_BLANKS: usize = 8;

/// The share of lines that may begin outside the text column.
const OUTSIDE: usize = 20;

/// What stands in a column, from top to bottom.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Item {
    /// A line of text.
    Line(TextLine),
    /// A cell of a table, by its text.
    Cell(String),
}

/// A column of a page, or a stretch of the page that is not divided.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Column {
    /// Its place among the columns side by side, and how many there are.
    pub(super) place: (usize, usize),
    /// What stands in it.
    pub(super) items: Vec<Item>,
    /// Which of the items are footnotes.
    pub(super) notes: Range<usize>,
}

/// A page in reading order.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PageText {
    /// The page, counted from 1.
    pub(super) number: u32,
    pub(super) columns: Vec<Column>,
}

/// Hands on the lines of all pages.
pub(super) fn hand_on(pages: &[PageText], extract: &mut Extract) {
    let usual = Usual::of(pages);
    for page in pages {
        let mut first_of_page = true;
        let mut before: Option<(&Column, &TextLine)> = None;
        for column in &page.columns {
            let mut first_of_column = true;
            for (at, item) in column.items.iter().enumerate() {
                match item {
                    Item::Cell(text) => extract.push_block(Block {
                        text: text.clone(),
                        role: BlockRole::TableCell,
                        page: Some(page.number),
                        ..Block::default()
                    }),
                    Item::Line(line) => {
                        let above = before.filter(|_| !first_of_column).map(|(_, line)| line);
                        let side_by_side = column.place.1 > 1
                            && before.is_some_and(|(other, _)| other.place.1 > 1);
                        let mut given = usual.measure(line, column, page.number, above);
                        given.new_page = first_of_page || (first_of_column && side_by_side);
                        if first_of_column && !given.new_page {
                            given.blanks = 1;
                        }
                        given.is_note = column.notes.contains(&at);
                        extract.push_line(&given);
                        before = Some((column, line));
                        (first_of_page, first_of_column) = (false, false);
                    }
                }
            }
        }
    }
}

/// Which column of a page it is: its place, how many there are side by side,
/// and whether the page is a left one.
type Kind = (usize, usize, bool);

/// What is usual in the document.
struct Usual {
    /// The edge from which lines are measured, by kind of column.
    edges: HashMap<Kind, f32>,
    /// Whether most lines are read from right to left.
    leftwards: bool,
    /// How wide columns are, compared with the page, where most lines stand in
    /// columns side by side; 1 elsewhere.
    narrowness: f32,
    /// The size of most of the text.
    size: f32,
    /// The distance of lines of the usual type, as a share of its size.
    leading: f32,
    /// The distance of lines in points, by size of type where that is known.
    distances: HashMap<i32, f32>,
}

impl Usual {
    fn of(pages: &[PageText]) -> Self {
        let lines = || {
            pages
                .iter()
                .flat_map(|page| page.columns.iter().map(move |column| (page, column)))
                .flat_map(|(page, column)| {
                    column.items.iter().filter_map(move |item| match item {
                        Item::Line(line) => Some((page, column, line)),
                        Item::Cell(_) => None,
                    })
                })
        };
        let directions = lines().filter_map(|(_, _, line)| line.leftwards);
        let (all, right) = directions.fold((0_usize, 0_usize), |(all, right), leftwards| {
            (all + 1, right + usize::from(leftwards))
        });
        let leftwards = right * 2 > all;
        let mut starts: HashMap<Kind, Vec<f32>> = HashMap::new();
        for (page, column, line) in lines() {
            let start = if leftwards { -line.right } else { line.left };
            starts
                .entry(kind(page.number, column))
                .or_default()
                .push(start);
        }
        let edges = starts
            .into_iter()
            .map(|(kind, starts)| (kind, edge(starts)))
            .collect();
        let mut sizes: BTreeMap<i32, usize> = BTreeMap::new();
        for (_, _, line) in lines() {
            *sizes.entry(size_class(line)).or_default() += line.text.len();
        }
        let size = sizes.into_iter().max_by_key(|&(_, length)| length);
        let size = size.map_or(10.0, |(class, _)| class as f32 / 2.0).max(1.0);
        let distances = distances(pages, leftwards);
        Self {
            edges,
            leftwards,
            narrowness: narrowness(lines().map(|(_, column, line)| (column, line))),
            leading: distances
                .get(&((size * 2.0).round() as i32))
                .map_or(LEADING, |distance| distance / size),
            size,
            distances,
        }
    }

    /// The line measured in columns, which are half an em of the usual type
    /// whatever the type of the line, so that all margins are one.
    fn measure(
        &self,
        line: &TextLine,
        column: &Column,
        page: u32,
        above: Option<&TextLine>,
    ) -> PageLine {
        let edge = self
            .edges
            .get(&kind(page, column))
            .copied()
            .unwrap_or_default();
        let (start, end) = if self.leftwards {
            (-line.right - edge, -line.left - edge)
        } else {
            (line.left - edge, line.right - edge)
        };
        // A line over the whole page is measured as if the page were as narrow as
        // a column, so that it ends early when it does.
        let end = if column.place.1 == 1 {
            end * self.narrowness
        } else {
            end
        };
        let half_ems = |points: f32| (points / self.size * 2.0).round().max(0.0) as usize;
        PageLine {
            text: line.text.clone(),
            page,
            indent: half_ems(start),
            right: half_ems(end),
            blanks: above.map_or(0, |above| self.blanks(above, line)),
            new_page: false,
            is_note: false,
            size: line.size,
            bold: line.bold,
        }
    }

    /// The blank lines that would fit between two lines.
    fn blanks(&self, above: &TextLine, line: &TextLine) -> usize {
        let distance = line.baseline - above.baseline;
        let usual = |line: &TextLine| {
            let known = self.distances.get(&size_class(line)).copied();
            known.unwrap_or(line.size * self.leading)
        };
        let usual = usual(above).max(usual(line)).max(1.0);
        if distance <= usual * WIDER {
            return 0;
        }
        ((distance / usual - 1.0).round() as usize).clamp(1, MOST_BLANKS)
    }
}

/// The width of the columns side by side, as a share of that of the page; 1 if
/// less than half of the lines stand in such columns.
fn narrowness<'a>(lines: impl Iterator<Item = (&'a Column, &'a TextLine)>) -> f32 {
    let (mut left, mut right) = (f32::MAX, f32::MIN);
    let mut widths = Vec::new();
    let mut count = 0;
    for (column, line) in lines {
        left = left.min(line.left);
        right = right.max(line.right);
        count += 1;
        if column.place.1 > 1 {
            widths.push(line.right - line.left);
        }
    }
    widths.sort_by(f32::total_cmp);
    let is_divided = widths.len() * 2 > count;
    match widths.get(widths.len() * 3 / 4) {
        Some(width) if is_divided => (width / (right - left).max(1.0)).min(1.0),
        _ => 1.0,
    }
}

fn kind(page: u32, column: &Column) -> Kind {
    (column.place.0, column.place.1, page.is_multiple_of(2))
}

/// Where lines begin that are not indented: all but a few begin there or
/// further on.
fn edge(mut starts: Vec<f32>) -> f32 {
    starts.sort_by(f32::total_cmp);
    starts
        .get(starts.len() / OUTSIDE)
        .copied()
        .unwrap_or_default()
}

fn size_class(line: &TextLine) -> i32 {
    (line.size * 2.0).round() as i32
}

/// The middle distance between two lines of one size, by that size: of those
/// lines that fill the column, since most paragraphs go on after them.
fn distances(pages: &[PageText], leftwards: bool) -> HashMap<i32, f32> {
    let mut wrapped: HashMap<i32, Vec<f32>> = HashMap::new();
    for column in pages.iter().flat_map(|page| &page.columns) {
        let end = |line: &TextLine| if leftwards { -line.left } else { line.right };
        let lines = column.items.iter().filter_map(|item| match item {
            Item::Line(line) => Some(end(line)),
            Item::Cell(_) => None,
        });
        let farthest = lines.fold(f32::MIN, f32::max);
        let pairs = column.items.iter().zip(column.items.iter().skip(1));
        for pair in pairs {
            let (Item::Line(above), Item::Line(line)) = pair else {
                continue;
            };
            let distance = line.baseline - above.baseline;
            let is_pair = size_class(line) == size_class(above)
                && distance > line.size * 0.5
                && distance < line.size * 4.0;
            if is_pair && farthest - end(above) <= FULL * line.size {
                wrapped.entry(size_class(line)).or_default().push(distance);
            }
        }
    }
    wrapped
        .into_iter()
        .filter(|(_, distances)| distances.len() >= ENOUGH_PAIRS)
        .filter_map(|(class, mut distances)| {
            distances.sort_by(f32::total_cmp);
            Some((class, *distances.get(distances.len() / 2)?))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, left: f32, baseline: f32) -> Item {
        Item::Line(TextLine {
            text: text.to_owned(),
            left,
            right: left + text.len() as f32 * 5.0,
            baseline,
            size: 10.0,
            bold: false,
            leftwards: Some(false),
            begins_raised: false,
        })
    }

    fn column(place: (usize, usize), items: Vec<Item>) -> Column {
        Column {
            place,
            notes: 0..0,
            items,
        }
    }

    fn handed_on(columns: Vec<Column>) -> Extract {
        let mut extract = Extract::default();
        hand_on(&[PageText { number: 1, columns }], &mut extract);
        extract
    }

    #[test]
    fn indents_are_half_ems_from_the_column() {
        let items = vec![
            line("abcdef", 100.0, 100.0),
            line("abc", 120.0, 112.0),
            line("abcd", 100.0, 124.0),
        ];
        let extract = handed_on(vec![column((0, 1), items)]);
        let measured: Vec<_> = extract
            .lines
            .iter()
            .map(|line| (line.indent, line.right))
            .collect();
        assert_eq!(measured, [(0, 6), (4, 7), (0, 4)]);
    }

    #[test]
    fn space_beyond_the_usual_counts_as_blank_lines() {
        let items = vec![
            line("a", 100.0, 100.0),
            line("b", 100.0, 112.0),
            line("c", 100.0, 124.0),
            line("d", 100.0, 142.0),
            line("e", 100.0, 190.0),
        ];
        let extract = handed_on(vec![column((0, 1), items)]);
        let blanks: Vec<_> = extract.lines.iter().map(|line| line.blanks).collect();
        assert_eq!(blanks, [0, 0, 0, 1, 3]);
    }

    #[test]
    fn a_line_over_the_page_is_measured_as_in_a_column() {
        let lines = |left: f32| {
            (0..4)
                .map(|at| line("twenty characters in", left, 100.0 + 12.0 * at as f32))
                .collect()
        };
        let extract = handed_on(vec![
            column((0, 1), vec![line("twenty characters in", 100.0, 50.0)]),
            column((0, 2), lines(100.0)),
            column((1, 2), lines(300.0)),
        ]);
        assert_eq!(extract.lines[0].right, 7);
        assert_eq!(extract.lines[1].right, 20);
    }

    #[test]
    fn columns_side_by_side_are_measured_each_from_its_own_edge() {
        let extract = handed_on(vec![
            column((0, 1), vec![line("title", 200.0, 50.0)]),
            column((0, 2), vec![line("left", 100.0, 100.0)]),
            column((1, 2), vec![line("right", 300.0, 100.0)]),
        ]);
        let lines: Vec<_> = extract
            .lines
            .iter()
            .map(|line| (line.indent, line.new_page, line.blanks))
            .collect();
        assert_eq!(lines, [(0, true, 0), (0, false, 1), (0, true, 0)]);
    }
}
