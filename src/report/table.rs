//! Tables.

use maud::{Markup, html};

use super::format::{NONE, text};

/// A table of more columns than these is a wide one.
const WIDE: usize = 6;

/// A table of texts, the first column of which names the rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// What the table shows.
    pub caption: String,
    /// The names of the columns.
    pub header: Vec<String>,
    /// The rows; each has a cell for each column.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    pub(super) fn new(caption: impl Into<String>, header: &[&str]) -> Self {
        Self {
            caption: caption.into(),
            header: header.iter().map(|&name| name.to_owned()).collect(),
            rows: Vec::new(),
        }
    }

    pub(super) fn with(mut self, rows: impl IntoIterator<Item = Vec<String>>) -> Self {
        self.rows = rows.into_iter().collect();
        self
    }

    /// The table in a box that scrolls where it is too wide.
    pub(super) fn markup(&self) -> Markup {
        let numeric: Vec<bool> = (0..self.header.len())
            .map(|column| {
                let cells = || self.rows.iter().filter_map(|row| row.get(column));
                column > 0 && cells().all(|cell| is_number(cell))
            })
            .collect();
        let class = |column: usize| {
            let numeric = numeric.get(column).copied().unwrap_or_default();
            numeric.then_some("number")
        };
        html! {
            div.scroll role="region" tabindex="0" aria-label=(self.caption) {
                table.wide[self.header.len() > WIDE] {
                    caption { (text(&self.caption)) }
                    thead {
                        tr {
                            @for (column, name) in self.header.iter().enumerate() {
                                th scope="col" class=[class(column)] { (text(name)) }
                            }
                        }
                    }
                    tbody {
                        @for row in &self.rows {
                            tr {
                                @for (column, cell) in row.iter().enumerate() {
                                    @if column == 0 {
                                        th scope="row" dir="auto" { (text(cell)) }
                                    } @else {
                                        td class=[class(column)] dir="auto" { (value(cell)) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// The table behind a heading that opens it.
    pub(super) fn behind(&self, heading: &str) -> Markup {
        html! {
            details {
                summary { (heading) }
                (self.markup())
            }
        }
    }
}

/// A figure and its interval, which a wide table puts below it; or any text.
fn value(cell: &str) -> Markup {
    match cell.split_once(" (") {
        Some((figure, interval)) if is_number(cell) => html! {
            (figure) " " span.interval { "(" (interval) }
        },
        _ => text(cell),
    }
}

/// Whether a cell holds figures and nothing else, or nothing.
fn is_number(cell: &str) -> bool {
    cell == NONE
        || cell.chars().all(|character| {
            character.is_ascii_digit()
                || matches!(
                    character,
                    '.' | ',' | '–' | '−' | '+' | '%' | '(' | ')' | ' '
                )
        })
}
