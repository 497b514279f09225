//! Tags as a table that fits the terminal.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use crate::cli::render::{fit, width};
use crate::output::{DocumentWriter, Labels, Overview, SHOWN_TERMS, TaggedDocument, TaggedTopic};
use crate::tagger::{ContributionKind, Explanation};

/// One paragraph or row as it is shown.
pub(super) struct TableRow<'a> {
    /// The document that begins with it.
    pub(super) heading: Option<&'a str>,
    pub(super) number: usize,
    pub(super) text: &'a str,
    pub(super) tags: &'a [TaggedTopic],
}

/// Writes documents as a table for people.
pub(super) struct TableWriter<'a> {
    layout: TableLayout,
    labels: Labels<'a>,
    written: bool,
}

impl<'a> TableWriter<'a> {
    pub(super) fn new(labels: Labels<'a>) -> Self {
        Self {
            layout: TableLayout::new(),
            labels,
            written: false,
        }
    }
}

impl DocumentWriter for TableWriter<'_> {
    fn begin(&mut self, _: &mut dyn Write, _: &Overview) -> io::Result<()> {
        Ok(())
    }

    fn write(&mut self, out: &mut dyn Write, document: &TaggedDocument) -> io::Result<()> {
        for (place, tagged) in document.paragraphs.iter().enumerate() {
            let row = TableRow {
                heading: (place == 0).then_some(&document.name),
                number: tagged.place,
                text: &tagged.paragraph.text,
                tags: &tagged.tags,
            };
            let first = !std::mem::replace(&mut self.written, true);
            out.write_all(self.layout.render(&row, self.labels, first).as_bytes())?;
        }
        Ok(())
    }

    fn finish(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// The widths of the columns.
pub(super) struct TableLayout {
    number: usize,
    topics: usize,
    text: usize,
}

impl TableLayout {
    pub(super) fn new() -> Self {
        let all = usize::from(width());
        let number = 5;
        let topics = (all * 2 / 5).clamp(16, 44);
        Self {
            number,
            topics,
            text: all.saturating_sub(number + topics + 4).max(8),
        }
    }

    /// One paragraph as lines, before the first of all with a header.
    pub(super) fn render(&self, row: &TableRow<'_>, labels: Labels<'_>, first: bool) -> String {
        let mut lines = String::new();
        if first {
            self.push_line(&mut lines, "#", "topics", "text");
        }
        if let Some(document) = row.heading {
            lines.push_str(document);
            lines.push('\n');
        }
        let topics = self.topic_lines(row, labels);
        let text = fit(row.text, self.text, topics.len().max(1));
        let number = row.number.to_string();
        for line in 0..topics.len().max(1) {
            let cell = |cells: &[String]| cells.get(line).cloned().unwrap_or_default();
            let number = if line == 0 { number.as_str() } else { "" };
            self.push_line(&mut lines, number, &cell(&topics), &cell(&text));
        }
        lines
    }

    fn topic_lines(&self, row: &TableRow<'_>, labels: Labels<'_>) -> Vec<String> {
        if row.tags.is_empty() {
            return vec!["-".to_owned()];
        }
        let mut lines = Vec::new();
        for tag in row.tags {
            let label = labels.label(tag.topic, row.text);
            let room = self.topics.saturating_sub(5);
            let label = fit(label, room, 1).pop().unwrap_or_default();
            let gap = " ".repeat(room.saturating_sub(label.width()));
            lines.push(format!("{label}{gap} {:.2}", tag.probability));
            if let Some(explanation) = &tag.explanation {
                lines.extend(self.reasons(explanation));
            }
        }
        lines
    }

    /// The strongest terms for and against, the sum of the rest, the decision
    /// value that they make, and the glossary terms that count beside it.
    fn reasons(&self, explanation: &Explanation) -> Vec<String> {
        let terms = explanation
            .contributions
            .iter()
            .filter(|c| c.kind != ContributionKind::Bias);
        let mut rest = explanation.decision_value;
        let mut lines: Vec<String> = terms
            .take(SHOWN_TERMS)
            .map(|c| {
                rest -= c.contribution;
                let mark = if c.kind == ContributionKind::Glossary {
                    " *"
                } else {
                    ""
                };
                let line = format!("  {:+.2} {}{mark}", c.contribution, c.term);
                fit(&line, self.topics - 2, 1).pop().unwrap_or_default()
            })
            .map(|line| format!("  {line}"))
            .collect();
        lines.push(format!("  {rest:+.2} all else"));
        lines.push(format!(
            "  {:+.2} decision value",
            explanation.decision_value
        ));
        lines
    }

    fn push_line(&self, lines: &mut String, number: &str, topics: &str, text: &str) {
        let pad = |cell: &str, width: usize| " ".repeat(width.saturating_sub(cell.width()));
        let line = format!(
            "{}{number}  {topics}{}  {text}",
            pad(number, self.number),
            pad(topics, self.topics)
        );
        lines.push_str(line.trim_end());
        lines.push('\n');
    }
}
