//! Summaries as JSON.

use std::io::{self, Write};

use serde::Serialize;

use super::{DocumentSummary, Matrix, Summaries, TopicShare};
use crate::document::Metadata;
use crate::output::{DocumentWriter, Labels, Overview, TaggedDocument, rounded};

/// Writes an object for each document, one a line, or one object with the
/// documents, the counts of topics and the matrix.
pub(super) struct SummaryJson<'a> {
    summaries: Summaries<'a>,
    is_whole: bool,
}

impl<'a> SummaryJson<'a> {
    pub(super) fn lines(summaries: Summaries<'a>) -> Self {
        Self {
            summaries,
            is_whole: false,
        }
    }

    pub(super) fn whole(summaries: Summaries<'a>) -> Self {
        Self {
            summaries,
            is_whole: true,
        }
    }
}

impl DocumentWriter for SummaryJson<'_> {
    fn begin(&mut self, out: &mut dyn Write, _: &Overview) -> io::Result<()> {
        out.write_all(if self.is_whole {
            b"{\"documents\":["
        } else {
            b""
        })
    }

    fn write(&mut self, out: &mut dyn Write, document: &TaggedDocument) -> io::Result<()> {
        let first = self.summaries.matrix.documents.is_empty();
        let summary = self.summaries.add(document);
        if self.is_whole {
            out.write_all(if first { b"\n" } else { b",\n" })?;
        }
        let labels = self.summaries.options.labels;
        serde_json::to_writer(&mut *out, &JsonDocument::new(&summary, labels))?;
        if !self.is_whole {
            out.write_all(b"\n")?;
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if !self.is_whole {
            return Ok(());
        }
        let Summaries {
            options,
            overview,
            matrix,
        } = &self.summaries;
        out.write_all(b"\n],\"topics\":")?;
        serde_json::to_writer(&mut *out, &totals(overview, options.labels))?;
        if self.summaries.has_matrix() {
            out.write_all(b",\n\"matrix\":")?;
            serde_json::to_writer(&mut *out, &JsonMatrix::new(matrix, options.labels))?;
        }
        out.write_all(b"}\n")
    }
}

fn share(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}

#[derive(Serialize)]
struct JsonDocument<'a> {
    document: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    symbol: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    session: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    meeting: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    agenda_item: Option<&'a str>,
    paragraphs: usize,
    characters: usize,
    topics: Vec<JsonShare<'a>>,
}

#[derive(Serialize)]
struct JsonShare<'a> {
    id: &'a str,
    label: &'a str,
    paragraphs: usize,
    share_of_paragraphs: f64,
    characters: usize,
    share_of_characters: f64,
    mean_probability: f64,
    strongest: Vec<JsonStrong<'a>>,
}

#[derive(Serialize)]
struct JsonStrong<'a> {
    paragraph: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<u32>,
    probability: f64,
    text: &'a str,
}

impl<'a> JsonDocument<'a> {
    fn new(summary: &'a DocumentSummary, labels: Labels<'a>) -> Self {
        let Metadata {
            symbol,
            body,
            session,
            meeting,
            date,
            agenda_item,
            ..
        } = &summary.metadata;
        Self {
            document: &summary.name,
            symbol: symbol.as_deref(),
            body: body.as_deref(),
            session: *session,
            meeting: *meeting,
            date: date.as_deref(),
            agenda_item: agenda_item.as_deref(),
            paragraphs: summary.paragraphs,
            characters: summary.characters,
            topics: summary
                .topics
                .iter()
                .map(|share| JsonShare::new(summary, share, labels))
                .collect(),
        }
    }
}

impl<'a> JsonShare<'a> {
    fn new(summary: &'a DocumentSummary, given: &'a TopicShare, labels: Labels<'a>) -> Self {
        let text = super::csv::strongest_text(given);
        Self {
            id: &labels.topics()[given.topic].id,
            label: labels.label(given.topic, text),
            paragraphs: given.paragraphs,
            share_of_paragraphs: share(summary.share_of_paragraphs(given)),
            characters: given.characters,
            share_of_characters: share(summary.share_of_characters(given)),
            mean_probability: share(given.mean_probability),
            strongest: given
                .strongest
                .iter()
                .map(|strong| JsonStrong {
                    paragraph: strong.place,
                    page: strong.page,
                    probability: rounded(strong.probability),
                    text: &strong.text,
                })
                .collect(),
        }
    }
}

#[derive(Serialize)]
struct JsonTotal<'a> {
    id: &'a str,
    label: &'a str,
    paragraphs: usize,
    documents: usize,
    share_of_paragraphs: f64,
    mean_probability: Option<f64>,
}

/// The counts of the topics that were given.
fn totals<'a>(overview: &Overview, labels: Labels<'a>) -> Vec<JsonTotal<'a>> {
    let all = overview.paragraphs.max(1) as f64;
    labels
        .topics()
        .iter()
        .zip(&overview.topics)
        .filter(|(_, total)| total.paragraphs > 0)
        .map(|((topic, named), total)| JsonTotal {
            id: &named.id,
            label: labels.label(topic, overview.sample()),
            paragraphs: total.paragraphs,
            documents: total.documents,
            share_of_paragraphs: share(total.paragraphs as f64 / all),
            mean_probability: total.mean_probability().map(share),
        })
        .collect()
}

/// The shares of all topics in each document.
#[derive(Serialize)]
struct JsonMatrix<'a> {
    topics: Vec<&'a str>,
    documents: Vec<JsonRow<'a>>,
}

#[derive(Serialize)]
struct JsonRow<'a> {
    document: &'a str,
    shares_of_paragraphs: Vec<f64>,
}

impl<'a> JsonMatrix<'a> {
    fn new(matrix: &'a Matrix, labels: Labels<'a>) -> Self {
        let rows = matrix.documents.iter().zip(&matrix.shares);
        Self {
            topics: labels.topics().ids().collect(),
            documents: rows
                .map(|(document, shares)| JsonRow {
                    document,
                    shares_of_paragraphs: shares.iter().copied().map(share).collect(),
                })
                .collect(),
        }
    }
}
