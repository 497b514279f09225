//! Summaries as a table with a row for each topic of each document.

use std::io::{self, Write};

use super::{DocumentSummary, Summaries, TopicShare};
use crate::output::{DocumentWriter, Labels, Overview, TaggedDocument, rounded};

/// The columns of the table.
pub(super) const COLUMNS: [&str; 12] = [
    "document",
    "symbol",
    "date",
    "topic",
    "label",
    "paragraphs",
    "share_of_paragraphs",
    "characters",
    "share_of_characters",
    "mean_probability",
    "strongest_paragraphs",
    "strongest_text",
];

/// Writes [`COLUMNS`].
pub(super) struct SummaryTable<'a> {
    summaries: Summaries<'a>,
}

impl<'a> SummaryTable<'a> {
    pub(super) fn new(summaries: Summaries<'a>) -> Self {
        Self { summaries }
    }
}

impl DocumentWriter for SummaryTable<'_> {
    fn begin(&mut self, out: &mut dyn Write, _: &Overview) -> io::Result<()> {
        if self.summaries.options.byte_order_mark {
            out.write_all("\u{feff}".as_bytes())?;
        }
        let mut rows = csv::Writer::from_writer(out);
        rows.write_record(COLUMNS)?;
        rows.flush()
    }

    fn write(&mut self, out: &mut dyn Write, document: &TaggedDocument) -> io::Result<()> {
        let labels = self.summaries.options.labels;
        let summary = self.summaries.add(document);
        let mut rows = csv::Writer::from_writer(out);
        for share in &summary.topics {
            rows.write_record(row(&summary, share, labels))?;
        }
        rows.flush()
    }

    fn finish(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

fn row(summary: &DocumentSummary, share: &TopicShare, labels: Labels<'_>) -> [String; 12] {
    let metadata = &summary.metadata;
    let text = strongest_text(share);
    let figure = |value: f64| format!("{value:.4}");
    [
        summary.name.clone(),
        metadata.symbol.clone().unwrap_or_default(),
        metadata.date.clone().unwrap_or_default(),
        labels.topics()[share.topic].id.clone(),
        labels.label(share.topic, text).to_owned(),
        share.paragraphs.to_string(),
        figure(summary.share_of_paragraphs(share)),
        share.characters.to_string(),
        figure(summary.share_of_characters(share)),
        figure(share.mean_probability),
        strongest_places(share),
        text.to_owned(),
    ]
}

/// `12 (0.99); 3 (0.97)`
pub(super) fn strongest_places(share: &TopicShare) -> String {
    let places: Vec<String> = share
        .strongest
        .iter()
        .map(|strong| format!("{} ({:.2})", strong.place, rounded(strong.probability)))
        .collect();
    places.join("; ")
}

/// The beginning of the strongest paragraph.
pub(super) fn strongest_text(share: &TopicShare) -> &str {
    share.strongest.first().map_or("", |strong| &strong.text)
}
