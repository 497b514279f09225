//! Summaries as Markdown tables.

use std::io::{self, Write};

use super::csv::{strongest_places, strongest_text};
use super::{Summaries, percent};
use crate::output::markdown::escaped;
use crate::output::{DocumentWriter, Overview, TaggedDocument};

/// Writes a table for each document and, of several, the matrix.
pub(super) struct SummaryText<'a> {
    summaries: Summaries<'a>,
}

impl<'a> SummaryText<'a> {
    pub(super) fn new(summaries: Summaries<'a>) -> Self {
        Self { summaries }
    }
}

impl DocumentWriter for SummaryText<'_> {
    fn begin(&mut self, _: &mut dyn Write, _: &Overview) -> io::Result<()> {
        Ok(())
    }

    fn write(&mut self, out: &mut dyn Write, document: &TaggedDocument) -> io::Result<()> {
        if !self.summaries.matrix.documents.is_empty() {
            writeln!(out)?;
        }
        let labels = self.summaries.options.labels;
        let summary = self.summaries.add(document);
        writeln!(out, "# {}\n", escaped(&summary.name))?;
        let paragraphs = if summary.paragraphs == 1 { "" } else { "s" };
        writeln!(
            out,
            "{} paragraph{paragraphs}, {} characters",
            summary.paragraphs, summary.characters
        )?;
        if summary.topics.is_empty() {
            return Ok(());
        }
        writeln!(
            out,
            "\n| topic | paragraphs | of paragraphs | of characters | strongest paragraphs |\n\
             | --- | ---: | ---: | ---: | --- |"
        )?;
        for share in &summary.topics {
            writeln!(
                out,
                "| {} | {} | {} | {} | {} |",
                escaped(labels.label(share.topic, strongest_text(share))),
                share.paragraphs,
                percent(summary.share_of_paragraphs(share)),
                percent(summary.share_of_characters(share)),
                strongest_places(share)
            )?;
        }
        Ok(())
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
        let grid = matrix.grid(options.labels, overview.sample());
        let columns: Vec<String> = grid.columns.iter().map(|name| escaped(name)).collect();
        writeln!(out, "\n# Topics and documents\n\nShares of paragraphs.\n")?;
        writeln!(out, "| {} | {} |", grid.corner, columns.join(" | "))?;
        writeln!(out, "| --- |{}", " ---: |".repeat(columns.len()))?;
        for (name, shares) in &grid.rows {
            let cells: Vec<String> = shares
                .iter()
                .map(|share| share.map_or_else(String::new, percent))
                .collect();
            writeln!(out, "| {} | {} |", escaped(name), cells.join(" | "))?;
        }
        Ok(())
    }
}
