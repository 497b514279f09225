//! The sheet with a row for each paragraph, or for each row of a table.

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::cells::{Formats, finish_sheet, row_height};
use super::{failed, new_workbook, save, sheets};
use crate::output::csv::{added_columns, explain_in_words, joined_probabilities, joined_topics};
use crate::output::record::TaggedTopic;
use crate::output::{Field, Options, Overview, Palette};

/// A column before those of the tags.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Lead {
    name: String,
    width: f64,
    wrap: bool,
}

/// The widths of topics, probabilities and explanation.
const ADDED_WIDTHS: [f64; 3] = [30.0, 14.0, 60.0];

/// A column with a width that suits what its name says.
pub(super) fn lead(name: &str) -> Lead {
    let (width, wrap) = match name {
        "text" => (80.0, true),
        "document" | "topics" | "id" => (28.0, true),
        "symbol" | "body" | "agenda_item" | "speaker" => (20.0, true),
        "date" | "kind" => (12.0, false),
        _ => (9.5, false),
    };
    Lead {
        name: name.to_owned(),
        width,
        wrap,
    }
}

/// A workbook whose first sheet takes rows one after the other, in constant
/// memory: the columns of the rows, then topics and probabilities, then a
/// column for each topic.
pub struct RowsSheet<'a> {
    workbook: Workbook,
    formats: Formats,
    options: Options<'a>,
    columns: Vec<Lead>,
    /// Which of the columns of the rows has something in any row.
    filled: Vec<bool>,
    topic_formats: Vec<Format>,
    overview: Overview,
    row: u32,
}

impl<'a> RowsSheet<'a> {
    /// A sheet for the rows of a table with these columns.
    ///
    /// # Errors
    ///
    /// When the table has too many columns or no temporary file can be made.
    pub fn new(headers: &[String], options: &Options<'a>) -> std::io::Result<Self> {
        let columns: Vec<Lead> = headers
            .iter()
            .map(|name| Lead {
                wrap: true,
                ..lead(name)
            })
            .collect();
        Self::with_columns("Rows", &columns, options, "").map_err(failed)
    }

    /// Adds a row of a table; `text` is what was tagged.
    ///
    /// # Errors
    ///
    /// When the sheet has no room for more rows, or writing fails.
    pub fn push(&mut self, fields: &[String], tags: &[TaggedTopic]) -> std::io::Result<()> {
        let cells: Vec<Field<'_>> = fields
            .iter()
            .map(|field| match field.as_str() {
                "" => Field::Empty,
                text => Field::Text(text),
            })
            .collect();
        self.push_fields(&cells, tags).map_err(failed)?;
        self.overview.count(tags);
        Ok(())
    }

    /// Adds the counts of topics and writes the whole.
    ///
    /// # Errors
    ///
    /// When writing fails.
    pub fn finish(self, out: &mut dyn std::io::Write) -> std::io::Result<()> {
        let (overview, labels) = (self.overview.clone(), self.options.labels);
        let mut workbook = self.into_workbook().map_err(failed)?;
        sheets::topics(&mut workbook, &overview, labels).map_err(failed)?;
        save(&mut workbook, out)
    }

    pub(super) fn with_columns(
        name: &str,
        columns: &[Lead],
        options: &Options<'a>,
        sample: &str,
    ) -> Result<Self, XlsxError> {
        let formats = Formats::new();
        let mut workbook = new_workbook();
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?;
        let labels = options.labels;
        let palette = Palette::new(labels.topics());
        let mut headings: Vec<(String, f64)> = columns
            .iter()
            .map(|column| (column.name.clone(), column.width))
            .collect();
        if !options.untagged {
            let own: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
            let added = added_columns(&own, options.explain);
            headings.extend(added.into_iter().zip(ADDED_WIDTHS));
        }
        let mut column = 0;
        for (name, width) in &headings {
            sheet.write_string_with_format(0, column, name, formats.header())?;
            sheet.set_column_width(column, *width)?;
            column += 1;
        }
        let mut topic_formats = Vec::new();
        if !options.untagged {
            sheet.set_row_height(0, 150)?;
            for (topic, _) in labels.topics().iter() {
                let colour = palette.colour(topic);
                let header = formats.narrow_header(colour);
                sheet.write_string_with_format(0, column, labels.label(topic, sample), &header)?;
                sheet.set_column_width(column, 6)?;
                topic_formats.push(formats.coloured_probability(colour));
                column += 1;
            }
        }
        Ok(Self {
            workbook,
            formats,
            options: options.clone(),
            columns: columns.to_vec(),
            filled: vec![false; columns.len()],
            topic_formats,
            overview: Overview::new(labels.topics().len()),
            row: 0,
        })
    }

    /// Adds a row.
    pub(super) fn push_fields(
        &mut self,
        fields: &[Field<'_>],
        tags: &[TaggedTopic],
    ) -> Result<(), XlsxError> {
        self.row += 1;
        let row = self.row;
        let topics = self.options.labels.topics();
        let mut added = Vec::new();
        if !self.options.untagged {
            added.push(joined_topics(tags, topics));
            added.push(joined_probabilities(tags));
        }
        if self.options.explain && !self.options.untagged {
            added.push(explain_in_words(tags, topics));
        }
        let wrapped = fields
            .iter()
            .zip(&self.columns)
            .filter_map(|(field, column)| {
                let Field::Text(text) = field else {
                    return None;
                };
                column.wrap.then_some((*text, column.width))
            });
        let added_texts = added.iter().map(String::as_str).zip(ADDED_WIDTHS);
        let height = row_height(wrapped.chain(added_texts));
        let sheet = self.workbook.worksheet_from_index(0)?;
        if let Some(height) = height {
            sheet.set_row_height(row, height)?;
        }
        let mut column = 0u16;
        for (place, field) in fields.iter().enumerate() {
            let wrap = self.columns.get(place).is_some_and(|column| column.wrap);
            self.formats.write(sheet, (row, column), *field, wrap)?;
            if let Some(filled) = self.filled.get_mut(place) {
                *filled |= *field != Field::Empty;
            }
            column += 1;
        }
        for text in &added {
            if !text.is_empty() {
                let at = (row, column);
                self.formats.write(sheet, at, Field::Text(text), true)?;
            }
            column += 1;
        }
        // In constant memory the cells of a row are written in their order.
        let mut given: Vec<&TaggedTopic> = tags.iter().collect();
        given.sort_by_key(|tag| tag.topic);
        for tag in given {
            let Some(format) = self.topic_formats.get(tag.topic.column()) else {
                continue;
            };
            let probability = crate::output::rounded(tag.probability);
            let at = column + tag.topic.column() as u16;
            sheet.write_number_with_format(row, at, probability, format)?;
        }
        Ok(())
    }

    /// The workbook with the finished sheet, to which others can be added.
    pub(super) fn into_workbook(mut self) -> Result<Workbook, XlsxError> {
        let added = match (self.options.untagged, self.options.explain) {
            (true, _) => 0,
            (false, false) => 2,
            (false, true) => 3,
        };
        let columns = self.filled.len() + added + self.topic_formats.len();
        let (row, filled) = (self.row, std::mem::take(&mut self.filled));
        let sheet: &mut Worksheet = self.workbook.worksheet_from_index(0)?;
        if row > 0 && !self.options.untagged {
            for (column, _) in (0u16..).zip(&filled).filter(|(_, filled)| !**filled) {
                sheet.set_column_hidden(column)?;
            }
        }
        finish_sheet(sheet, row, columns as u16)?;
        sheet.set_freeze_panes(1, 1)?;
        // On paper the columns of topics repeat what the row says.
        let printed = self.columns.len() + added;
        sheet.set_print_area(0, 0, row, (printed as u16).saturating_sub(1))?;
        Ok(self.workbook)
    }
}
