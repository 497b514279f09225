//! Paragraphs as JSON objects.

use std::io::{self, Write};

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::columns::{Column, Field};
use super::record::{TaggedDocument, TaggedTopic};
use super::{DocumentWriter, Labels, Options, Overview};
use crate::tagger::Explanation;

/// Four digits are more than a probability deserves.
pub(crate) fn rounded(probability: f32) -> f64 {
    (f64::from(probability) * 10_000.0).round() / 10_000.0
}

/// Writes an object for each paragraph, one a line, or all in one array.
pub(super) struct JsonWriter<'a> {
    options: Options<'a>,
    is_array: bool,
    written: bool,
}

impl<'a> JsonWriter<'a> {
    pub(super) fn lines(options: Options<'a>) -> Self {
        Self {
            options,
            is_array: false,
            written: false,
        }
    }

    pub(super) fn array(options: Options<'a>) -> Self {
        Self {
            is_array: true,
            ..Self::lines(options)
        }
    }
}

impl DocumentWriter for JsonWriter<'_> {
    fn begin(&mut self, out: &mut dyn Write, _: &Overview) -> io::Result<()> {
        out.write_all(if self.is_array { b"[" } else { b"" })
    }

    fn write(&mut self, out: &mut dyn Write, document: &TaggedDocument) -> io::Result<()> {
        for tagged in &document.paragraphs {
            let row = JsonRow {
                fields: Column::ALL
                    .into_iter()
                    .map(|column| (column.name(), column.field(document, tagged)))
                    .collect(),
                columns: None,
                text: &tagged.paragraph.text,
                tags: (!self.options.untagged).then_some(&tagged.tags),
                labels: self.options.labels,
            };
            let before: &[u8] = match (self.is_array, self.written) {
                (true, false) => b"\n",
                (true, true) => b",\n",
                (false, _) => b"",
            };
            out.write_all(before)?;
            serde_json::to_writer(&mut *out, &row)?;
            if !self.is_array {
                out.write_all(b"\n")?;
            }
            self.written = true;
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(if self.is_array { b"\n]\n" } else { b"" })
    }
}

/// One paragraph or row as a JSON object.
pub(crate) struct JsonRow<'a> {
    /// What is known of it; empty fields are left out.
    pub(crate) fields: Vec<(&'static str, Field<'a>)>,
    /// The names and fields of the table's own columns.
    pub(crate) columns: Option<(&'a [String], &'a [String])>,
    /// The text that was tagged.
    pub(crate) text: &'a str,
    /// The topics, where it was tagged.
    pub(crate) tags: Option<&'a Vec<TaggedTopic>>,
    /// The names of topics.
    pub(crate) labels: Labels<'a>,
}

impl Serialize for JsonRow<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, field) in &self.fields {
            match field {
                Field::Empty => {}
                Field::Text(text) | Field::Date(text) => map.serialize_entry(name, text)?,
                Field::Number(number) => map.serialize_entry(name, number)?,
            }
        }
        if let Some((headers, fields)) = self.columns {
            map.serialize_entry("columns", &JsonColumns { headers, fields })?;
        }
        if let Some(tags) = self.tags {
            let topics: Vec<JsonTopic<'_>> = tags
                .iter()
                .map(|tag| JsonTopic {
                    id: &self.labels.topics()[tag.topic].id,
                    label: self.labels.label(tag.topic, self.text),
                    probability: rounded(tag.probability),
                    explanation: tag
                        .explanation
                        .as_ref()
                        .map(|explanation| JsonExplanation::new(explanation, self.text)),
                })
                .collect();
            map.serialize_entry("topics", &topics)?;
        }
        map.end()
    }
}

/// The row's own columns, in their order.
struct JsonColumns<'a> {
    headers: &'a [String],
    fields: &'a [String],
}

impl Serialize for JsonColumns<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.headers.len()))?;
        for (header, field) in self.headers.iter().zip(self.fields) {
            map.serialize_entry(header, field)?;
        }
        map.end()
    }
}

#[derive(Serialize)]
struct JsonTopic<'a> {
    id: &'a str,
    label: &'a str,
    probability: f64,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    explanation: Option<JsonExplanation<'a>>,
}

#[derive(Serialize)]
struct JsonExplanation<'a> {
    decision_value: f32,
    terms: Vec<JsonTerm<'a>>,
    glossary: &'a [String],
    best_clause: &'a str,
    best_clause_decision_value: f32,
}

#[derive(Serialize)]
struct JsonTerm<'a> {
    term: &'a str,
    kind: &'static str,
    contribution: f32,
}

impl<'a> JsonExplanation<'a> {
    fn new(explanation: &'a Explanation, text: &'a str) -> Self {
        let terms = explanation.contributions.iter().map(|c| JsonTerm {
            term: &c.term,
            kind: c.kind.name(),
            contribution: c.contribution,
        });
        let clause = text.get(explanation.best_clause.clone());
        Self {
            decision_value: explanation.decision_value,
            terms: terms.collect(),
            glossary: &explanation.glossary,
            best_clause: clause.unwrap_or_default().trim(),
            best_clause_decision_value: explanation.best_decision_value,
        }
    }
}
