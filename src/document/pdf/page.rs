//! A page from its glyphs to its columns of lines.

use super::bidi;
use super::columns;
use super::gutters::Gutters;
use super::headers;
use super::layout::{Column, Item, PageText};
use super::line_numbers;
use super::lines::{self, Row};
use super::notes;
use super::pieces::{self, Piece};
use super::sheet::Sheet;
use super::tables::{self, Table};

/// The text of a page in reading order; `gutters` are those of the pages
/// before.
pub(super) fn read(mut sheet: Sheet, number: u32, gutters: &mut Gutters) -> PageText {
    let mut pieces = pieces::gather(std::mem::take(&mut sheet.glyphs));
    let letters: Vec<char> = pieces.iter().flat_map(Piece::chars).collect();
    let leftwards = bidi::runs_leftwards(&letters).unwrap_or(false);
    let size = usual_size(&pieces);
    if number > 1 {
        headers::remove(&mut pieces, &sheet);
    }
    line_numbers::remove(&mut pieces);
    let tables = tables::take(&mut pieces, &sheet.rules, leftwards);
    let parts = columns::divide(pieces, &sheet.rules, leftwards, gutters);
    let columns = parts
        .into_iter()
        .map(|(place, pieces)| {
            let items: Vec<Item> = lines::rows(pieces)
                .into_iter()
                .flat_map(|row| items(row, &tables, leftwards))
                .collect();
            Column {
                place,
                notes: notes::find(&items, &sheet.rules, size),
                items,
            }
        })
        .collect();
    PageText { number, columns }
}

/// The lines of a row, or the cells of the table whose place it keeps.
fn items(row: Row, tables: &[Table], leftwards: bool) -> Vec<Item> {
    let table = row.iter().find_map(|piece| piece.table);
    match table.and_then(|table| tables.get(table)) {
        Some(table) => table
            .cells
            .iter()
            .map(|cell| Item::Cell(cell_text(cell.clone(), leftwards)))
            .collect(),
        None => lines::lines(row, leftwards)
            .into_iter()
            .map(Item::Line)
            .collect(),
    }
}

fn cell_text(pieces: Vec<Piece>, leftwards: bool) -> String {
    let lines: Vec<String> = lines::rows(pieces)
        .into_iter()
        .flat_map(|row| lines::lines(row, leftwards))
        .map(|line| line.text)
        .collect();
    lines.join("\n")
}

/// The size of most glyphs of the page.
fn usual_size(pieces: &[Piece]) -> f32 {
    let mut counts: std::collections::BTreeMap<i32, usize> = std::collections::BTreeMap::new();
    for piece in pieces {
        *counts
            .entry((piece.size * 10.0).round() as i32)
            .or_default() += piece.glyphs.len();
    }
    counts
        .into_iter()
        .max_by_key(|&(_, count)| count)
        .map_or(0.0, |(tenths, _)| tenths as f32 / 10.0)
}
