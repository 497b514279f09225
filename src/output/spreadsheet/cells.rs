//! Cells and their formats.

use std::borrow::Cow;

use rust_xlsxwriter::{
    Color, ExcelDateTime, Format, FormatAlign, FormatBorder, Worksheet, XlsxError,
};

use unicode_width::UnicodeWidthStr;

use crate::output::Field;
use crate::text::is_han;

/// The most characters that a cell can have, counted in units of UTF-16.
pub const MOST_CHARACTERS: usize = 32_767;
/// The height of a line and of the highest row, in points.
const LINE_HEIGHT: f64 = 15.0;
const HIGHEST_ROW: f64 = 409.0;
/// What stands at the end of a text that is cut.
const CUT: &str = " […]";

/// The formats of the cells of a workbook.
#[derive(Debug)]
pub(in crate::output) struct Formats {
    header: Format,
    plain: Format,
    number: Format,
    wrapped: Format,
    date: Format,
    share: Format,
    probability: Format,
}

impl Formats {
    pub(in crate::output) fn new() -> Self {
        let plain = Format::new().set_align(FormatAlign::Top);
        Self {
            header: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Bottom)
                .set_background_color(Color::RGB(0x00E8_ECEF))
                .set_border_bottom(FormatBorder::Thin),
            wrapped: plain.clone().set_text_wrap(),
            date: plain.clone().set_num_format("yyyy-mm-dd"),
            share: plain.clone().set_num_format("0.0%"),
            probability: plain.clone().set_num_format("0.00"),
            // At the right edge it would touch the text beside it.
            number: plain.clone().set_align(FormatAlign::Center),
            plain,
        }
    }

    /// The heading of a column.
    pub(in crate::output) fn header(&self) -> &Format {
        &self.header
    }

    /// The heading of a narrow column, on a ground of its own.
    pub(in crate::output) fn narrow_header(&self, ground: &str) -> Format {
        self.header
            .clone()
            .set_rotation(90)
            .set_text_wrap()
            .set_background_color(colour(ground))
    }

    /// A probability on a ground of its own.
    pub(in crate::output) fn coloured_probability(&self, ground: &str) -> Format {
        self.probability
            .clone()
            .set_background_color(colour(ground))
            .set_font_color(Color::Black)
    }

    /// A text on a ground of its own.
    pub(in crate::output) fn coloured_text(&self, ground: &str) -> Format {
        self.plain
            .clone()
            .set_background_color(colour(ground))
            .set_font_color(Color::Black)
    }

    /// A share, as per cent.
    pub(in crate::output) fn share(&self) -> &Format {
        &self.share
    }

    /// A probability.
    pub(in crate::output) fn probability(&self) -> &Format {
        &self.probability
    }

    /// Writes a field with its type; wraps long text where asked to.
    pub(in crate::output) fn write(
        &self,
        sheet: &mut Worksheet,
        (row, column): (u32, u16),
        field: Field<'_>,
        wrap: bool,
    ) -> Result<(), XlsxError> {
        let text_format = if wrap { &self.wrapped } else { &self.plain };
        match field {
            Field::Empty => {}
            Field::Text(text) => {
                sheet.write_string_with_format(row, column, fitting(text), text_format)?;
            }
            Field::Number(number) => {
                sheet.write_number_with_format(row, column, number as f64, &self.number)?;
            }
            Field::Date(date) => match ExcelDateTime::parse_from_str(date) {
                Ok(parsed) => {
                    sheet.write_datetime_with_format(row, column, &parsed, &self.date)?;
                }
                Err(_) => {
                    sheet.write_string_with_format(row, column, date, text_format)?;
                }
            },
        }
        Ok(())
    }
}

/// A sheet with a header, one row after the other.
pub(in crate::output) struct Table<'w> {
    pub(in crate::output) sheet: &'w mut Worksheet,
    pub(in crate::output) formats: &'w Formats,
    row: u32,
    columns: u16,
}

impl<'w> Table<'w> {
    /// Writes the header; the number beside each name is the column's width in
    /// characters.
    pub(in crate::output) fn begin(
        sheet: &'w mut Worksheet,
        formats: &'w Formats,
        columns: &[(&str, f64)],
    ) -> Result<Self, XlsxError> {
        for (column, (name, width)) in (0u16..).zip(columns) {
            sheet.write_string_with_format(0, column, *name, formats.header())?;
            sheet.set_column_width(column, *width)?;
        }
        Ok(Self {
            sheet,
            formats,
            row: 0,
            columns: columns.len() as u16,
        })
    }

    /// Begins the next row and gives its number.
    pub(in crate::output) fn next_row(&mut self) -> u32 {
        self.row += 1;
        self.row
    }

    /// Writes a field into the row that was begun last.
    pub(in crate::output) fn write(
        &mut self,
        column: u16,
        field: Field<'_>,
    ) -> Result<(), XlsxError> {
        self.formats
            .write(self.sheet, (self.row, column), field, true)
    }

    /// Freezes the header and lets rows be filtered.
    pub(in crate::output) fn finish(self) -> Result<(), XlsxError> {
        finish_sheet(self.sheet, self.row, self.columns)
    }
}

/// Freezes the header, lets rows be filtered, and has the sheet printed as wide
/// as a page.
pub(in crate::output) fn finish_sheet(
    sheet: &mut Worksheet,
    last_row: u32,
    columns: u16,
) -> Result<(), XlsxError> {
    sheet.set_freeze_panes(1, 0)?;
    if columns > 0 {
        sheet.autofilter(0, 0, last_row, columns - 1)?;
    }
    sheet.set_landscape();
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(0, 0)?;
    Ok(())
}

/// The height of a row in points in which these texts are shown whole, each in
/// a column of a width in characters; `None` where one line is enough. Programs
/// differ in whether they find out by themselves.
pub(in crate::output) fn row_height<'t>(
    texts: impl IntoIterator<Item = (&'t str, f64)>,
) -> Option<f64> {
    let lines = texts.into_iter().map(|(text, width)| {
        let han = text.chars().filter(|c| is_han(*c)).count();
        // A column's width is in digits; letters are somewhat narrower, and a
        // Han character is somewhat wider than two digits.
        let digits = 0.9 * (text.width().saturating_sub(2 * han)) as f64 + 2.1 * han as f64;
        (digits / (width - 1.0).max(1.0)).ceil()
    });
    let lines = lines.fold(1.0, f64::max);
    (lines > 1.0).then(|| (lines * LINE_HEIGHT).min(HIGHEST_ROW))
}

/// The text, cut with a mark where a cell has no room for it.
fn fitting(text: &str) -> Cow<'_, str> {
    // No text has more units of UTF-16 than bytes.
    if text.len() <= MOST_CHARACTERS || text.encode_utf16().count() <= MOST_CHARACTERS {
        return Cow::Borrowed(text);
    }
    let mut room = MOST_CHARACTERS - CUT.encode_utf16().count();
    let kept: String = text
        .chars()
        .take_while(|character| {
            let fits = character.len_utf16() <= room;
            room = room.saturating_sub(character.len_utf16());
            fits
        })
        .collect();
    Cow::Owned(kept + CUT)
}

fn colour(hexadecimal: &str) -> Color {
    Color::RGB(u32::from_str_radix(hexadecimal, 16).unwrap_or(0x00DD_DDDD))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_as_high_as_its_longest_text_needs() {
        assert_eq!(row_height([("short", 80.0), ("", 10.0)]), None);
        // 100 Han characters are 200 columns wide, and a little more.
        let long = "边".repeat(100);
        assert_eq!(row_height([(long.as_str(), 71.0)]), Some(45.0));
        assert_eq!(row_height([(long.repeat(99).as_str(), 71.0)]), Some(409.0));
    }

    #[test]
    fn a_text_that_is_too_long_is_cut_with_a_mark() {
        let fits = "边".repeat(MOST_CHARACTERS);
        assert_eq!(fitting(&fits), fits);
        let cut = fitting(&"边".repeat(MOST_CHARACTERS + 1)).into_owned();
        assert_eq!(cut.encode_utf16().count(), MOST_CHARACTERS);
        assert!(cut.ends_with("边 […]"));
        let wide = fitting(&"𠀀".repeat(20_000)).into_owned();
        assert!(wide.encode_utf16().count() <= MOST_CHARACTERS && wide.ends_with(CUT));
    }
}
