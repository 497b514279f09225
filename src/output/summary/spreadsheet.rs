//! Summaries as the sheets of a spreadsheet.

use std::io::{self, Write};

use rust_xlsxwriter::{ConditionalFormat2ColorScale, Workbook, XlsxError};

use super::csv::{COLUMNS, strongest_places, strongest_text};
use super::{DocumentSummary, Summaries};
use crate::output::columns::text;
use crate::output::spreadsheet::{
    Formats, Table, failed, finish_sheet, new_workbook, row_height, save, sheets,
};
use crate::output::{DocumentWriter, Field, Overview, Palette, TaggedDocument};

/// The widths of [`COLUMNS`], in characters.
const WIDTHS: [f64; 12] = [
    36.0, 20.0, 12.0, 26.0, 40.0, 12.0, 12.0, 12.0, 12.0, 12.0, 28.0, 80.0,
];

/// Writes the sheets `Summary`, `Matrix`, `Topics` and `Documents`.
pub(super) struct SummarySheets<'a> {
    summaries: Summaries<'a>,
    workbook: Workbook,
    formats: Formats,
    palette: Palette,
    row: u32,
}

impl<'a> SummarySheets<'a> {
    pub(super) fn new(summaries: Summaries<'a>) -> Self {
        Self {
            palette: Palette::new(summaries.options.labels.topics()),
            summaries,
            workbook: new_workbook(),
            formats: Formats::new(),
            row: 0,
        }
    }

    fn push(&mut self, summary: &DocumentSummary) -> Result<(), XlsxError> {
        let labels = self.summaries.options.labels;
        let sheet = self.workbook.worksheet_from_index(0)?;
        for share in &summary.topics {
            self.row += 1;
            let row = self.row;
            let topic = &labels.topics()[share.topic];
            let metadata = &summary.metadata;
            let date = metadata.date.as_deref().map_or(Field::Empty, Field::Date);
            let places = strongest_places(share);
            let strongest = strongest_text(share);
            let formats = &self.formats;
            let [name_width, .., text_width] = WIDTHS;
            let texts = [(summary.name.as_str(), name_width), (strongest, text_width)];
            if let Some(height) = row_height(texts) {
                sheet.set_row_height(row, height)?;
            }
            let mut write =
                |column: u16, field: Field<'_>| formats.write(sheet, (row, column), field, true);
            write(0, Field::Text(&summary.name))?;
            write(1, text(metadata.symbol.as_deref()))?;
            write(2, date)?;
            let coloured = formats.coloured_text(self.palette.colour(share.topic));
            sheet.write_string_with_format(row, 3, &topic.id, &coloured)?;
            let mut write =
                |column: u16, field: Field<'_>| formats.write(sheet, (row, column), field, true);
            write(4, Field::Text(labels.label(share.topic, strongest)))?;
            write(5, Field::Number(share.paragraphs as u64))?;
            let of_paragraphs = summary.share_of_paragraphs(share);
            sheet.write_number_with_format(row, 6, of_paragraphs, formats.share())?;
            formats.write(
                sheet,
                (row, 7),
                Field::Number(share.characters as u64),
                true,
            )?;
            let of_characters = summary.share_of_characters(share);
            sheet.write_number_with_format(row, 8, of_characters, formats.share())?;
            let mean = share.mean_probability;
            sheet.write_number_with_format(row, 9, mean, formats.probability())?;
            formats.write(sheet, (row, 10), Field::Text(&places), true)?;
            formats.write(sheet, (row, 11), Field::Text(strongest), true)?;
        }
        Ok(())
    }

    /// A row for each document and a column for each topic, since a sheet has
    /// room for many more rows than columns.
    fn matrix(&mut self) -> Result<(), XlsxError> {
        let labels = self.summaries.options.labels;
        let sheet = self.workbook.add_worksheet().set_name("Matrix")?;
        let header = self.formats.header();
        sheet.write_string_with_format(0, 0, "document", header)?;
        sheet.set_column_width(0, 36)?;
        sheet.set_row_height(0, 150)?;
        let sample = self.summaries.overview.sample();
        for (column, (topic, _)) in (1u16..).zip(labels.topics().iter()) {
            let header = self.formats.narrow_header(self.palette.colour(topic));
            sheet.write_string_with_format(0, column, labels.label(topic, sample), &header)?;
            sheet.set_column_width(column, 6)?;
        }
        let matrix = &self.summaries.matrix;
        let mut row = 0;
        for (name, shares) in matrix.documents.iter().zip(&matrix.shares) {
            row += 1;
            self.formats
                .write(sheet, (row, 0), Field::Text(name), true)?;
            for (column, share) in (1u16..).zip(shares).filter(|(_, share)| **share > 0.0) {
                sheet.write_number_with_format(row, column, *share, self.formats.share())?;
            }
        }
        let columns = labels.topics().len() as u16;
        if row > 0 && columns > 0 {
            let scale = ConditionalFormat2ColorScale::new()
                .set_minimum_color("FFFFFF")
                .set_maximum_color("4C9BD6");
            sheet.add_conditional_format(1, 1, row, columns, &scale)?;
        }
        finish_sheet(sheet, row, columns + 1)?;
        sheet.set_freeze_panes(1, 1)?;
        Ok(())
    }

    fn end(&mut self) -> Result<(), XlsxError> {
        let sheet = self.workbook.worksheet_from_index(0)?;
        finish_sheet(sheet, self.row, COLUMNS.len() as u16)?;
        if self.summaries.has_matrix() {
            self.matrix()?;
        }
        let labels = self.summaries.options.labels;
        sheets::topics(&mut self.workbook, &self.summaries.overview, labels)?;
        sheets::documents(&mut self.workbook, &self.summaries.overview)
    }
}

impl DocumentWriter for SummarySheets<'_> {
    fn begin(&mut self, _: &mut dyn Write, _: &Overview) -> io::Result<()> {
        let begun = (|| {
            let sheet = self.workbook.add_worksheet_with_constant_memory()?;
            sheet.set_name("Summary")?;
            let columns: Vec<(&str, f64)> = COLUMNS.into_iter().zip(WIDTHS).collect();
            Table::begin(sheet, &self.formats, &columns).map(|_| ())
        })();
        begun.map_err(failed)
    }

    fn write(&mut self, _: &mut dyn Write, document: &TaggedDocument) -> io::Result<()> {
        let summary = self.summaries.add(document);
        self.push(&summary).map_err(failed)
    }

    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.end().map_err(failed)?;
        save(&mut self.workbook, out)
    }
}
