//! Tables with rules: the cells between the rules, each with its text.

use super::pieces::Piece;
use super::sheet::Rule;

/// How far apart, in points, rules may be that meet, or that are one.
const TOUCHING: f32 = 3.0;

/// Most rules among which tables are looked for; more make a drawing.
const MOST_RULES: usize = 1_500;

/// How much of the side of a cell a rule must cover to part it from the next.
const COVER: f32 = 0.7;

/// Fewest columns, rows and cells with text of a table.
const FEWEST_LINES: usize = 3;
const FEWEST_CELLS: usize = 3;

/// A table, cell by cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Table {
    /// The pieces of every cell that is not empty, row by row in reading order.
    pub(super) cells: Vec<Vec<Piece>>,
}

/// Takes the tables out of `pieces`; a piece without glyphs keeps the place of
/// each.
pub(super) fn take(pieces: &mut Vec<Piece>, rules: &[Rule], leftwards: bool) -> Vec<Table> {
    let mut tables = Vec::new();
    if rules.len() > MOST_RULES {
        return tables;
    }
    for group in connected(rules) {
        let Some(grid) = Grid::of(&group) else {
            continue;
        };
        let (inside, outside): (Vec<Piece>, Vec<Piece>) = std::mem::take(pieces)
            .into_iter()
            .partition(|piece| grid.contains(piece));
        match grid.table(&inside, leftwards) {
            Some(table) => {
                *pieces = outside;
                let (left, right, top) = grid.bounds();
                pieces.push(Piece::of_table(tables.len(), left, right, top));
                tables.push(table);
            }
            None => {
                *pieces = inside.into_iter().chain(outside).collect();
            }
        }
    }
    pieces.sort_by(|one, two| {
        one.baseline
            .total_cmp(&two.baseline)
            .then(one.left.total_cmp(&two.left))
    });
    tables
}

/// The rules in groups that hang together.
fn connected(rules: &[Rule]) -> Vec<Vec<Rule>> {
    let mut groups: Vec<Vec<Rule>> = Vec::new();
    for rule in rules
        .iter()
        .filter(|rule| rule.is_horizontal() || rule.is_vertical())
    {
        let (touching, mut apart): (Vec<_>, Vec<_>) = groups
            .into_iter()
            .partition(|group| group.iter().any(|other| touch(rule, other)));
        let mut joined: Vec<Rule> = touching.into_iter().flatten().collect();
        joined.push(*rule);
        apart.push(joined);
        groups = apart;
    }
    groups.sort_by(|one, two| {
        let top = |group: &[Rule]| group.iter().map(|rule| rule.top).fold(f32::MAX, f32::min);
        top(one).total_cmp(&top(two))
    });
    groups
}

fn touch(one: &Rule, two: &Rule) -> bool {
    one.left <= two.right + TOUCHING
        && two.left <= one.right + TOUCHING
        && one.top <= two.bottom + TOUCHING
        && two.top <= one.bottom + TOUCHING
}

/// The places of the rules of a table, and the rules themselves.
struct Grid {
    /// Where cells may begin and end, from left to right.
    columns: Vec<f32>,
    /// The same from top to bottom.
    rows: Vec<f32>,
    rules: Vec<Rule>,
}

impl Grid {
    /// The grid of rules that hang together, if they may be a table.
    fn of(rules: &[Rule]) -> Option<Self> {
        let places = |is: fn(&Rule) -> bool, at: fn(&Rule) -> f32| {
            let mut places: Vec<f32> = rules.iter().filter(|rule| is(rule)).map(at).collect();
            places.sort_by(f32::total_cmp);
            places.dedup_by(|next, kept| *next - *kept <= TOUCHING);
            places
        };
        let mut columns = places(Rule::is_vertical, |rule| {
            f32::midpoint(rule.left, rule.right)
        });
        let rows = places(Rule::is_horizontal, |rule| {
            f32::midpoint(rule.top, rule.bottom)
        });
        if columns.is_empty() {
            return None;
        }
        // A table may have no rules at its sides.
        let left = rules.iter().map(|rule| rule.left).reduce(f32::min)?;
        let right = rules.iter().map(|rule| rule.right).reduce(f32::max)?;
        if columns
            .first()
            .is_some_and(|first| first - left > TOUCHING * 3.0)
        {
            columns.insert(0, left);
        }
        if columns
            .last()
            .is_some_and(|last| right - last > TOUCHING * 3.0)
        {
            columns.push(right);
        }
        (columns.len() >= FEWEST_LINES && rows.len() >= FEWEST_LINES).then(|| Self {
            columns,
            rows,
            rules: rules.to_vec(),
        })
    }

    fn bounds(&self) -> (f32, f32, f32) {
        let edge = |places: &[f32], last: bool| {
            let place = if last { places.last() } else { places.first() };
            place.copied().unwrap_or_default()
        };
        (
            edge(&self.columns, false),
            edge(&self.columns, true),
            edge(&self.rows, false),
        )
    }

    fn contains(&self, piece: &Piece) -> bool {
        piece.table.is_none() && self.cell_of(piece).is_some()
    }

    /// The column and row in which the middle of a piece lies.
    fn cell_of(&self, piece: &Piece) -> Option<(usize, usize)> {
        let within = |places: &[f32], value: f32| {
            let after = places.iter().position(|&place| place > value)?;
            after.checked_sub(1)
        };
        Some((
            within(&self.columns, piece.center())?,
            within(&self.rows, piece.baseline - piece.size * 0.3)?,
        ))
    }

    /// Whether a rule parts the cell from the next one to the right.
    fn parts_right(&self, column: usize, row: usize) -> bool {
        let (Some(&x), Some((&top, &bottom))) = (
            self.columns.get(column + 1),
            self.rows.get(row).zip(self.rows.get(row + 1)),
        ) else {
            return true;
        };
        let covered: f32 = self
            .rules
            .iter()
            .filter(|rule| rule.is_vertical() && (rule.left - x).abs() <= TOUCHING)
            .map(|rule| (rule.bottom.min(bottom) - rule.top.max(top)).max(0.0))
            .sum();
        covered >= COVER * (bottom - top)
    }

    /// Whether a rule parts the cell from the next one below.
    fn parts_below(&self, column: usize, row: usize) -> bool {
        let (Some(&y), Some((&left, &right))) = (
            self.rows.get(row + 1),
            self.columns.get(column).zip(self.columns.get(column + 1)),
        ) else {
            return true;
        };
        let covered: f32 = self
            .rules
            .iter()
            .filter(|rule| rule.is_horizontal() && (rule.top - y).abs() <= TOUCHING)
            .map(|rule| (rule.right.min(right) - rule.left.max(left)).max(0.0))
            .sum();
        covered >= COVER * (right - left)
    }

    /// For every cell of the grid, the first cell of the merged cell that it
    /// is part of.
    fn merged(&self) -> Vec<usize> {
        let (columns, rows) = (self.columns.len() - 1, self.rows.len() - 1);
        let mut roots: Vec<usize> = (0..columns * rows).collect();
        for row in 0..rows {
            for column in 0..columns {
                let cell = row * columns + column;
                if column + 1 < columns && !self.parts_right(column, row) {
                    unite(&mut roots, cell, cell + 1);
                }
                if row + 1 < rows && !self.parts_below(column, row) {
                    unite(&mut roots, cell, cell + columns);
                }
            }
        }
        (0..roots.len()).map(|cell| root(&roots, cell)).collect()
    }

    /// The table that the pieces make, unless it is none.
    fn table(&self, pieces: &[Piece], leftwards: bool) -> Option<Table> {
        let columns = self.columns.len() - 1;
        let roots = self.merged();
        let mut cells: Vec<((usize, usize), Vec<Piece>)> = Vec::new();
        for piece in pieces {
            let (column, row) = self.cell_of(piece)?;
            let root = roots.get(row * columns + column).copied()?;
            let column = root % columns;
            let order = if leftwards {
                columns - 1 - column
            } else {
                column
            };
            let place = (root / columns, order);
            match cells.iter_mut().find(|(known, _)| *known == place) {
                Some((_, cell)) => cell.push(piece.clone()),
                None => cells.push((place, vec![piece.clone()])),
            }
        }
        cells.sort_by_key(|(place, _)| *place);
        let distinct = |value: fn(&(usize, usize)) -> usize| {
            let mut values: Vec<_> = cells.iter().map(|(place, _)| value(place)).collect();
            values.sort_unstable();
            values.dedup();
            values.len()
        };
        let is_table = cells.len() >= FEWEST_CELLS
            && distinct(|place| place.0) >= 2
            && distinct(|place| place.1) >= 2;
        is_table.then(|| Table {
            cells: cells.into_iter().map(|(_, cell)| cell).collect(),
        })
    }
}

fn root(roots: &[usize], mut cell: usize) -> usize {
    while let Some(&parent) = roots.get(cell).filter(|&&parent| parent != cell) {
        cell = parent;
    }
    cell
}

fn unite(roots: &mut [usize], one: usize, two: usize) {
    let (one, two) = (root(roots, one), root(roots, two));
    if let Some(parent) = roots.get_mut(one.max(two)) {
        *parent = one.min(two);
    }
}

#[cfg(test)]
mod tests {
    use super::super::pieces::gather;
    use super::super::pieces::tests::typed;
    use super::*;

    fn line(left: f32, top: f32, right: f32, bottom: f32) -> Rule {
        Rule {
            left,
            top,
            right,
            bottom,
        }
    }

    /// The rules of a table of three columns and three rows.
    fn rules() -> Vec<Rule> {
        let level = (0..4).map(|row| {
            let y = 100.0 + row as f32 * 20.0;
            line(100.0, y, 400.0, y)
        });
        let upright = (0..4).map(|column| {
            let x = 100.0 + column as f32 * 100.0;
            line(x, 100.0, x, 160.0)
        });
        level.chain(upright).collect()
    }

    fn texts(table: &Table) -> Vec<String> {
        let text = |cell: &Vec<Piece>| cell.iter().flat_map(Piece::chars).collect();
        table.cells.iter().map(text).collect()
    }

    #[test]
    fn cells_are_read_row_by_row() {
        let mut glyphs = typed("above", 100.0, 90.0, 10.0);
        for (at, name) in ["a", "b", "c", "d", "e"].iter().enumerate() {
            let left = 110.0 + (at % 3) as f32 * 100.0;
            glyphs.extend(typed(name, left, 115.0 + (at / 3) as f32 * 20.0, 10.0));
        }
        let mut pieces = gather(glyphs);
        let tables = take(&mut pieces, &rules(), false);
        assert_eq!(texts(&tables[0]), ["a", "b", "c", "d", "e"]);
        assert_eq!(pieces.len(), 2);
        assert_eq!(pieces[1].table, Some(0));
    }

    #[test]
    fn columns_of_right_to_left_tables_are_read_from_the_right() {
        let mut glyphs = Vec::new();
        for (at, name) in ["a", "b", "c", "d", "e", "f"].iter().enumerate() {
            let left = 110.0 + (at % 3) as f32 * 100.0;
            glyphs.extend(typed(name, left, 115.0 + (at / 3) as f32 * 20.0, 10.0));
        }
        let tables = take(&mut gather(glyphs), &rules(), true);
        assert_eq!(texts(&tables[0]), ["c", "b", "a", "f", "e", "d"]);
    }

    #[test]
    fn cells_without_a_rule_between_them_are_one() {
        let mut rules = rules();
        rules.retain(|rule| !(rule.is_vertical() && rule.left == 200.0));
        rules.push(line(200.0, 120.0, 200.0, 160.0));
        let mut glyphs = typed("over both", 150.0, 115.0, 10.0);
        for (at, name) in ["a", "b", "c"].iter().enumerate() {
            glyphs.extend(typed(name, 110.0 + at as f32 * 100.0, 135.0, 10.0));
        }
        glyphs.extend(typed("x", 110.0, 118.0, 8.0));
        let tables = take(&mut gather(glyphs), &rules, false);
        assert_eq!(tables[0].cells.len(), 4);
    }

    #[test]
    fn a_frame_around_text_is_no_table() {
        let frame = [
            line(100.0, 100.0, 400.0, 100.0),
            line(100.0, 160.0, 400.0, 160.0),
            line(100.0, 100.0, 100.0, 160.0),
            line(400.0, 100.0, 400.0, 160.0),
        ];
        let mut pieces = gather(typed("text in a frame", 110.0, 120.0, 10.0));
        assert!(take(&mut pieces, &frame, false).is_empty());
        assert_eq!(pieces.len(), 1);
    }
}
