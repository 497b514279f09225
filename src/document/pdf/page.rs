//! A page from its glyphs to its columns of lines.

use super::layout::{Column, Item, PageText};
use super::lines;
use super::pieces;
use super::sheet::Sheet;

/// The text of a page in reading order.
pub(super) fn read(sheet: Sheet, number: u32) -> PageText {
    let pieces = pieces::gather(sheet.glyphs);
    let lines = lines::lines(pieces, false);
    let items: Vec<_> = lines.into_iter().map(Item::Line).collect();
    PageText {
        number,
        columns: vec![Column {
            place: (0, 1),
            notes: items.len(),
            items,
        }],
    }
}
