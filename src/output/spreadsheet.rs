//! Paragraphs, topics and documents as the sheets of a spreadsheet.
//!
//! A column for each topic has the probability where the topic was given, in
//! the colour of the topic's group ([`Palette`](super::Palette)): it can be
//! filtered and counted. Columns in which no row has anything are hidden. Text
//! is always text, whatever it begins with: nothing becomes a formula or a link.

mod cells;
mod rows;
pub(super) mod sheets;

use std::io::{self, Seek, Write};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::columns::{Column, Field};
use super::record::TaggedDocument;
use super::{DocumentWriter, Options, Overview};
pub use cells::MOST_CHARACTERS;
pub(super) use cells::{Formats, Table, finish_sheet, row_height};
pub use rows::RowsSheet;
use rows::{Lead, lead};

/// Writes the sheets `Paragraphs`, `Topics` and `Documents`; a table that
/// somebody is to label has `id`, `text` and an empty `topics` first.
pub(super) struct SpreadsheetWriter<'a> {
    options: Options<'a>,
    overview: Overview,
    rows: Option<RowsSheet<'a>>,
}

impl<'a> SpreadsheetWriter<'a> {
    pub(super) fn new(options: Options<'a>) -> Self {
        Self {
            overview: Overview::new(options.labels.topics().len()),
            options,
            rows: None,
        }
    }

    fn columns(&self) -> Vec<Lead> {
        let all = Column::ALL.into_iter();
        if self.options.untagged {
            let labelled = ["id", "text", "topics"].map(lead).into_iter();
            let further = all.filter(|column| *column != Column::Text);
            labelled.chain(further.map(|c| lead(c.name()))).collect()
        } else {
            all.map(|column| lead(column.name())).collect()
        }
    }
}

impl DocumentWriter for SpreadsheetWriter<'_> {
    fn begin(&mut self, _: &mut dyn Write, overview: &Overview) -> io::Result<()> {
        let columns = self.columns();
        let sample = overview.sample();
        let rows = RowsSheet::with_columns("Paragraphs", &columns, &self.options, sample);
        self.rows = Some(rows.map_err(failed)?);
        Ok(())
    }

    fn write(&mut self, _: &mut dyn Write, document: &TaggedDocument) -> io::Result<()> {
        let Some(rows) = &mut self.rows else {
            return Ok(());
        };
        for tagged in &document.paragraphs {
            let field = |column: Column| column.field(document, tagged);
            if self.options.untagged {
                let id = format!("{}#{}", document.name, tagged.place);
                let labelled = [Field::Text(&id), field(Column::Text), Field::Empty];
                let further = Column::ALL.into_iter().filter(|c| *c != Column::Text);
                let fields: Vec<Field<'_>> =
                    labelled.into_iter().chain(further.map(field)).collect();
                rows.push_fields(&fields, &[]).map_err(failed)?;
            } else {
                let fields: Vec<Field<'_>> = Column::ALL.into_iter().map(field).collect();
                rows.push_fields(&fields, &tagged.tags).map_err(failed)?;
            }
        }
        self.overview.add(document);
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let Some(rows) = self.rows.take() else {
            return Ok(());
        };
        let mut workbook = rows.into_workbook().map_err(failed)?;
        if !self.options.untagged {
            sheets::topics(&mut workbook, &self.overview, self.options.labels).map_err(failed)?;
        }
        sheets::documents(&mut workbook, &self.overview).map_err(failed)?;
        save(&mut workbook, out)
    }
}

/// A workbook that has no time in it: the same rows give the same file.
pub(super) fn new_workbook() -> Workbook {
    let mut workbook = Workbook::new();
    if let Ok(date) = ExcelDateTime::from_ymd(2000, 1, 1) {
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&date));
    }
    workbook
}

/// Writes the workbook to a stream in which one cannot go back.
pub(super) fn save(workbook: &mut Workbook, out: &mut dyn Write) -> io::Result<()> {
    let mut file = tempfile::tempfile()?;
    workbook
        .save_to_writer(io::BufWriter::new(&mut file))
        .map_err(failed)?;
    file.rewind()?;
    io::copy(&mut file, out)?;
    Ok(())
}

pub(super) fn failed(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) => error,
        XlsxError::RowColumnLimitError => io::Error::other(
            "a spreadsheet has no room for more than 1,048,575 rows; write CSV, or one file for \
             each document",
        ),
        other => io::Error::other(other),
    }
}
