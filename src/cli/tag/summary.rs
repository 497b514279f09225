//! Summaries of documents as tables for people.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use crate::cli::render::{fit, table, width};
use crate::output::{
    DocumentSummary, DocumentWriter, Labels, Options, Overview, Summaries, TaggedDocument, percent,
    rounded,
};

/// So many columns of documents fit beside the names of topics.
const FITTING_COLUMNS: usize = 6;

/// Writes a table for each document and, of several, the matrix or, where that
/// would be too wide, the counts of topics.
pub(super) struct SummaryWriter<'a> {
    summaries: Summaries<'a>,
}

impl<'a> SummaryWriter<'a> {
    pub(super) fn new(labels: Labels<'a>) -> Self {
        Self {
            summaries: Summaries::new(Options::new(labels)),
        }
    }
}

impl DocumentWriter for SummaryWriter<'_> {
    fn begin(&mut self, _: &mut dyn Write, _: &Overview) -> io::Result<()> {
        Ok(())
    }

    fn write(&mut self, out: &mut dyn Write, document: &TaggedDocument) -> io::Result<()> {
        let summary = self.summaries.add(document);
        let labels = self.summaries.options.labels;
        let paragraphs = if summary.paragraphs == 1 { "" } else { "s" };
        writeln!(
            out,
            "{}: {} paragraph{paragraphs}, {} characters",
            summary.name, summary.paragraphs, summary.characters
        )?;
        if summary.topics.is_empty() {
            return writeln!(out, "no topic was given\n");
        }
        writeln!(out, "{}", topics(&summary, labels))
    }

    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if !self.summaries.has_matrix() {
            return Ok(());
        }
        let Summaries {
            options,
            overview,
            matrix,
        } = &self.summaries;
        let n_documents = matrix.documents.len();
        if n_documents > FITTING_COLUMNS {
            writeln!(out, "all {n_documents} documents")?;
            let counts = totals(overview, options.labels);
            return writeln!(
                out,
                "{counts}The matrix of topics and documents is in the formats xlsx, html, json \
                 and markdown."
            );
        }
        writeln!(out, "shares of paragraphs")?;
        let grid = matrix.grid(options.labels, overview.sample());
        let mut header = vec![grid.corner];
        header.extend(grid.columns.iter().map(String::as_str));
        let right: Vec<usize> = (1..header.len()).collect();
        let rows = grid.rows.into_iter().map(|(name, shares)| {
            let cells = shares
                .into_iter()
                .map(|share| share.map_or_else(|| "-".to_owned(), percent));
            std::iter::once(name).chain(cells).collect()
        });
        write!(out, "{}", table(&header, &right, rows.collect()))
    }
}

fn topics(summary: &DocumentSummary, labels: Labels<'_>) -> String {
    let room = usize::from(width()).saturating_sub(80).max(16);
    let rows = summary.topics.iter().map(|share| {
        let text = share.strongest.first().map_or("", |strong| &strong.text);
        let strongest: Vec<String> = share
            .strongest
            .iter()
            .map(|strong| format!("{} ({:.2})", strong.place, rounded(strong.probability)))
            .collect();
        let label = labels.label(share.topic, text);
        vec![
            short(label, room.max(38)),
            share.paragraphs.to_string(),
            percent(summary.share_of_paragraphs(share)),
            percent(summary.share_of_characters(share)),
            strongest.join(", "),
        ]
    });
    let header = [
        "topic",
        "paragraphs",
        "of all",
        "of text",
        "strongest paragraphs",
    ];
    table(&header, &[1, 2, 3], rows.collect())
}

fn totals(overview: &Overview, labels: Labels<'_>) -> String {
    let given = labels
        .topics()
        .iter()
        .zip(&overview.topics)
        .filter(|(_, total)| total.paragraphs > 0);
    let rows = given.map(|((topic, _), total)| {
        let mean = total.mean_probability().unwrap_or_default();
        vec![
            labels.label(topic, overview.sample()).to_owned(),
            total.documents.to_string(),
            total.paragraphs.to_string(),
            percent(total.paragraphs as f64 / overview.paragraphs.max(1) as f64),
            format!("{mean:.2}"),
        ]
    });
    let header = [
        "topic",
        "documents",
        "paragraphs",
        "of all",
        "mean probability",
    ];
    table(&header, &[1, 2, 3, 4], rows.collect())
}

fn short(text: &str, room: usize) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    fit(text, room, 1).pop().unwrap_or_default()
}
