//! Tags as JSON, CSV or a table.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::table::TableLayout;
use super::{Context, Format, Tagged};
use crate::cli::output::Output;
use crate::cli::progress;
use crate::error::Result;
use crate::tagger::{ContributionKind, Explanation, Selection};

/// How many terms a CSV field or table cell names for each topic.
pub(super) const SHOWN_TERMS: usize = 5;

/// Tags batches of paragraphs and writes them in one format.
pub(super) struct TagWriter<'a> {
    context: &'a Context<'a>,
    output: Output,
    format: Format,
    explain: bool,
    layout: TableLayout,
    written: usize,
}

impl<'a> TagWriter<'a> {
    pub(super) fn new(
        format: Format,
        output: Output,
        context: &'a Context<'a>,
        explain: bool,
    ) -> Result<Self> {
        let mut writer = Self {
            context,
            output,
            format,
            explain,
            layout: TableLayout::new(),
            written: 0,
        };
        match format {
            Format::Csv => writer.write_header()?,
            Format::Json => writer.output.write_str("[")?,
            Format::Jsonl | Format::Table => {}
        }
        Ok(writer)
    }

    /// Tags and writes paragraphs of one document; the first is its paragraph
    /// number `first`, `rows` are the rows that they came from.
    pub(super) fn write_batch(
        &mut self,
        document: &str,
        first: usize,
        texts: &[&str],
        rows: Option<&[Vec<String>]>,
        selection: &Selection,
    ) -> Result<()> {
        let tagger = self.context.tagger;
        let tags = tagger.tag_texts(texts, selection);
        for (place, tags) in tags.iter().enumerate() {
            let text = texts[place];
            let explanations: Option<Vec<Explanation>> = self.explain.then(|| {
                tags.iter()
                    .map(|tag| tagger.explain(text, tag.topic))
                    .collect()
            });
            self.write(&Tagged {
                document,
                paragraph: first + place,
                text,
                columns: rows.map(|rows| rows[place].as_slice()),
                tags,
                explanations: explanations.as_deref(),
            })?;
        }
        Ok(())
    }

    fn write(&mut self, tagged: &Tagged<'_>) -> Result<()> {
        match self.format {
            Format::Table => {
                let text = self.layout.render(tagged, self.context, self.written == 0);
                self.output.write_str(&text)?;
            }
            Format::Jsonl => {
                let line = JsonParagraph::new(tagged, self.context);
                self.output.write_json(&line, false)?;
                self.output.write_str("\n")?;
            }
            Format::Json => {
                let before = if self.written == 0 { "\n" } else { ",\n" };
                self.output.write_str(before)?;
                let line = JsonParagraph::new(tagged, self.context);
                self.output.write_json(&line, false)?;
            }
            Format::Csv => self.write_row(tagged)?,
        }
        self.written += 1;
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<()> {
        if self.format == Format::Json {
            self.output.write_str("\n]\n")?;
        }
        self.output.finish()
    }

    fn write_header(&mut self) -> Result<()> {
        let mut header: Vec<&str> = match &self.context.headers {
            Some(headers) => headers.iter().map(String::as_str).collect(),
            None => vec!["document", "paragraph", "text"],
        };
        let added = ["topics", "probabilities", "explanation"];
        let added = if self.explain {
            &added[..]
        } else {
            &added[..2]
        };
        let mut prefix = String::new();
        while added
            .iter()
            .any(|name| header.contains(&format!("{prefix}{name}").as_str()))
        {
            prefix.push_str("predicted_");
        }
        let added: Vec<String> = added.iter().map(|name| format!("{prefix}{name}")).collect();
        if !prefix.is_empty() {
            progress::note(&format!(
                "the table has such columns already: the tags are in {}",
                added.join(" and ")
            ));
        }
        header.extend(added.iter().map(String::as_str));
        self.output.write_csv_row(header)
    }

    fn write_row(&mut self, tagged: &Tagged<'_>) -> Result<()> {
        let topics = self.context.tagger.topics();
        let ids: Vec<&str> = tagged
            .tags
            .iter()
            .map(|tag| topics[tag.topic].id.as_str())
            .collect();
        let probabilities: Vec<String> = tagged
            .tags
            .iter()
            .map(|tag| rounded(tag.probability).to_string())
            .collect();
        let (ids, probabilities) = (ids.join(";"), probabilities.join(";"));
        let number = tagged.paragraph.to_string();
        let mut row: Vec<&str> = match tagged.columns {
            Some(columns) => columns.iter().map(String::as_str).collect(),
            None => vec![tagged.document, &number, tagged.text],
        };
        row.extend([ids.as_str(), &probabilities]);
        let explanation = tagged.explanations.map(|all| self.explain_in_words(all));
        row.extend(explanation.as_deref());
        self.output.write_csv_row(row)
    }

    /// `terrorism: 恐怖主义 +0.52, 合作 -0.11; …`
    fn explain_in_words(&self, explanations: &[Explanation]) -> String {
        let topics: Vec<String> = explanations
            .iter()
            .map(|explanation| {
                let terms: Vec<String> = explanation
                    .contributions
                    .iter()
                    .filter(|c| c.kind != ContributionKind::Bias)
                    .take(SHOWN_TERMS)
                    .map(|c| format!("{} {:+.2}", c.term, c.contribution))
                    .collect();
                let id = &self.context.tagger.topics()[explanation.topic].id;
                format!("{id}: {}", terms.join(", "))
            })
            .collect();
        topics.join("; ")
    }
}

/// Four digits are more than a probability deserves.
pub(super) fn rounded(probability: f32) -> f64 {
    (f64::from(probability) * 10_000.0).round() / 10_000.0
}

#[derive(Serialize)]
struct JsonParagraph<'a> {
    document: &'a str,
    paragraph: usize,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    columns: Option<JsonColumns<'a>>,
    topics: Vec<JsonTopic<'a>>,
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

impl<'a> JsonParagraph<'a> {
    fn new(tagged: &'a Tagged<'a>, context: &'a Context<'a>) -> Self {
        let topics = tagged
            .tags
            .iter()
            .enumerate()
            .map(|(place, tag)| JsonTopic {
                id: &context.tagger.topics()[tag.topic].id,
                label: context.label(*tag, tagged.text),
                probability: rounded(tag.probability),
                explanation: tagged
                    .explanations
                    .map(|all| JsonExplanation::new(&all[place], tagged.text)),
            });
        Self {
            document: tagged.document,
            paragraph: tagged.paragraph,
            text: tagged.text,
            columns: context
                .headers
                .as_deref()
                .zip(tagged.columns)
                .map(|(headers, fields)| JsonColumns { headers, fields }),
            topics: topics.collect(),
        }
    }
}

impl<'a> JsonExplanation<'a> {
    fn new(explanation: &'a Explanation, text: &'a str) -> Self {
        Self {
            decision_value: explanation.decision_value,
            terms: explanation
                .contributions
                .iter()
                .map(|c| JsonTerm {
                    term: &c.term,
                    kind: c.kind.name(),
                    contribution: c.contribution,
                })
                .collect(),
            glossary: &explanation.glossary,
            best_clause: text[explanation.best_clause.clone()].trim(),
            best_clause_decision_value: explanation.best_decision_value,
        }
    }
}
