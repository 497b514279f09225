//! The sheets of topics and of documents.

use rust_xlsxwriter::{Workbook, XlsxError};

use super::cells::{Formats, Table};
use crate::output::columns::{number, text};
use crate::output::{Field, Labels, Overview, Palette, page_ranges};

/// How often each topic was given.
pub(in crate::output) fn topics(
    workbook: &mut Workbook,
    overview: &Overview,
    labels: Labels<'_>,
) -> Result<(), XlsxError> {
    let formats = Formats::new();
    let palette = Palette::new(labels.topics());
    let sheet = workbook.add_worksheet().set_name("Topics")?;
    let columns = [
        ("topic", 26.0),
        ("name", 44.0),
        ("group", 14.0),
        ("paragraphs", 12.0),
        ("documents", 12.0),
        ("share of paragraphs", 12.0),
        ("mean probability", 12.0),
    ];
    let mut table = Table::begin(sheet, &formats, &columns)?;
    for ((id, topic), total) in labels.topics().iter().zip(&overview.topics) {
        let row = table.next_row();
        let coloured = formats.coloured_text(palette.colour(id));
        let sheet = &mut *table.sheet;
        sheet.write_string_with_format(row, 0, &topic.id, &coloured)?;
        table.write(1, Field::Text(labels.label(id, overview.sample())))?;
        if let Some(group) = &topic.group {
            table.write(2, Field::Text(group))?;
        }
        table.write(3, Field::Number(total.paragraphs as u64))?;
        if !overview.documents.is_empty() {
            table.write(4, Field::Number(total.documents as u64))?;
        }
        if overview.paragraphs > 0 {
            let share = total.paragraphs as f64 / overview.paragraphs as f64;
            let sheet = &mut *table.sheet;
            sheet.write_number_with_format(row, 5, share, formats.share())?;
        }
        if let Some(mean) = total.mean_probability() {
            let sheet = &mut *table.sheet;
            sheet.write_number_with_format(row, 6, mean, formats.probability())?;
        }
    }
    table.finish()
}

/// The documents with what they say of themselves.
pub(in crate::output) fn documents(
    workbook: &mut Workbook,
    overview: &Overview,
) -> Result<(), XlsxError> {
    let formats = Formats::new();
    let sheet = workbook.add_worksheet().set_name("Documents")?;
    let columns = [
        ("document", 36.0),
        ("title", 50.0),
        ("symbol", 20.0),
        ("body", 20.0),
        ("session", 9.5),
        ("meeting", 9.5),
        ("date", 12.0),
        ("agenda_item", 40.0),
        ("language", 10.0),
        ("pages", 9.5),
        ("pages without text", 12.0),
        ("paragraphs", 12.0),
        ("tagged paragraphs", 12.0),
        ("characters", 12.0),
    ];
    let mut table = Table::begin(sheet, &formats, &columns)?;
    for document in &overview.documents {
        table.next_row();
        let metadata = &document.metadata;
        let without_text = page_ranges(&document.pages_without_text);
        let fields = [
            Field::Text(&document.name),
            text(document.title.as_deref()),
            text(metadata.symbol.as_deref()),
            text(metadata.body.as_deref()),
            number(metadata.session),
            number(metadata.meeting),
            metadata.date.as_deref().map_or(Field::Empty, Field::Date),
            text(metadata.agenda_item.as_deref()),
            text(metadata.language.map(crate::Language::code)),
            number(document.pages),
            text(Some(without_text.as_str()).filter(|pages| !pages.is_empty())),
            Field::Number(document.paragraphs as u64),
            Field::Number(document.tagged_paragraphs as u64),
            Field::Number(document.characters as u64),
        ];
        for (column, field) in (0u16..).zip(fields) {
            table.write(column, field)?;
        }
    }
    table.finish()
}
