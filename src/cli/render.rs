//! Tables for people: columns that fit the terminal.

use std::io::{self, IsTerminal};

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The width of tables that no terminal shows.
const PIPE_WIDTH: u16 = 100;

/// The width that there is, in columns of one Latin letter.
pub(super) fn width() -> u16 {
    let shown = io::stdout().is_terminal();
    let table = Table::new();
    shown
        .then(|| table.width())
        .flatten()
        .unwrap_or(PIPE_WIDTH)
        .max(40)
}

/// A table without frame; `right` lists the columns of numbers.
pub(super) fn table(header: &[&str], right: &[usize], rows: Vec<Vec<String>>) -> String {
    let mut table = Table::new();
    table
        .load_preset(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(width())
        .set_header(header);
    table.add_rows(rows);
    for column in right {
        if let Some(column) = table.column_mut(*column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let mut text = table.trim_fmt();
    text.push('\n');
    text
}

/// Breaks a text into lines of a width, at spaces where there are some and
/// anywhere in Han text, and ends with `…` what does not fit into `lines`.
pub(super) fn fit(text: &str, width: usize, lines: usize) -> Vec<String> {
    // Line ends and escape sequences would break the table or the terminal.
    let clean: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let mut rest = clean.trim();
    let mut fitted = Vec::new();
    while !rest.is_empty() && fitted.len() < lines {
        if rest.width() <= width {
            fitted.push(rest.to_owned());
            return fitted;
        }
        let last = fitted.len() + 1 == lines;
        let room = if last { width.saturating_sub(1) } else { width };
        let end = line_end(rest, room);
        let mut line = rest[..end].trim_end().to_owned();
        if last {
            line.push('…');
        }
        fitted.push(line);
        rest = rest[end..].trim_start();
    }
    fitted
}

/// Where a line of at most this width ends; at least one character is on it.
fn line_end(text: &str, width: usize) -> usize {
    let mut used = 0;
    let mut end = 0;
    let mut last_space = None;
    let mut wide_end = false;
    for (place, character) in text.char_indices() {
        let columns = character.width().unwrap_or(0);
        if used + columns > width && end > 0 {
            // Break at the last space, unless wide characters stand there.
            return match last_space {
                Some(space) if !wide_end && space * 2 > end => space,
                _ => end,
            };
        }
        used += columns;
        end = place + character.len_utf8();
        wide_end = columns > 1;
        if character == ' ' {
            last_space = Some(end);
        }
    }
    end
}

/// A share as a figure of three digits.
pub(super) fn figure(value: f64) -> String {
    format!("{value:.3}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn han_characters_count_two_columns() {
        assert_eq!(fit("边界安全与合作", 8, 1), ["边界安…"]);
        assert_eq!(fit("边界安全与合作", 8, 9), ["边界安全", "与合作"]);
    }

    #[test]
    fn english_breaks_at_spaces() {
        assert_eq!(
            fit("The Security Council recalls", 16, 2),
            ["The Security", "Council recalls"]
        );
        assert_eq!(fit("unbreakable", 4, 1), ["unb…"]);
        assert!(fit("", 10, 2).is_empty());
    }
}
