//! Paragraphs as rows of a CSV table.

use std::io::{self, Write};

use super::columns::{Column, Field};
use super::record::{TaggedDocument, TaggedTopic};
use super::{DocumentWriter, Options, Overview, rounded};
use crate::tagger::ContributionKind;
use crate::topics::Topics;

/// How many terms a field names for each topic.
pub(crate) const SHOWN_TERMS: usize = 5;

/// Writes the columns of [`Column::ALL`], then topics and probabilities. A
/// table that somebody is to label begins with `id`, `text` and an empty
/// `topics`.
pub(super) struct CsvWriter<'a> {
    options: Options<'a>,
}

impl<'a> CsvWriter<'a> {
    pub(super) fn new(options: Options<'a>) -> Self {
        Self { options }
    }
}

/// The columns of a table that somebody is to label, behind `id`, `text` and
/// `topics`.
fn further_columns() -> impl Iterator<Item = Column> {
    let all = Column::ALL.into_iter();
    all.filter(|column| *column != Column::Text)
}

impl DocumentWriter for CsvWriter<'_> {
    fn begin(&mut self, out: &mut dyn Write, _: &Overview) -> io::Result<()> {
        if self.options.byte_order_mark {
            out.write_all("\u{feff}".as_bytes())?;
        }
        let header: Vec<&str> = if self.options.untagged {
            let labelled = ["id", "text", "topics"].into_iter();
            labelled
                .chain(further_columns().map(Column::name))
                .collect()
        } else {
            Column::ALL.into_iter().map(Column::name).collect()
        };
        let added = if self.options.untagged {
            Vec::new()
        } else {
            added_columns(&header, self.options.explain)
        };
        let mut rows = csv::Writer::from_writer(out);
        rows.write_record(header.into_iter().chain(added.iter().map(String::as_str)))?;
        rows.flush()
    }

    fn write(&mut self, out: &mut dyn Write, document: &TaggedDocument) -> io::Result<()> {
        let topics = self.options.labels.topics();
        let mut rows = csv::Writer::from_writer(out);
        for tagged in &document.paragraphs {
            let field = |column: Column| as_text(column.field(document, tagged));
            if self.options.untagged {
                rows.write_field(format!("{}#{}", document.name, tagged.place))?;
                rows.write_field(&tagged.paragraph.text)?;
                rows.write_field("")?;
                for column in further_columns() {
                    rows.write_field(field(column))?;
                }
            } else {
                for column in Column::ALL {
                    rows.write_field(field(column))?;
                }
                rows.write_field(joined_topics(&tagged.tags, topics))?;
                rows.write_field(joined_probabilities(&tagged.tags))?;
                if self.options.explain {
                    rows.write_field(explain_in_words(&tagged.tags, topics))?;
                }
            }
            rows.write_record(None::<&[u8]>)?;
        }
        rows.flush()
    }

    fn finish(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

fn as_text(field: Field<'_>) -> String {
    match field {
        Field::Empty => String::new(),
        Field::Text(text) | Field::Date(text) => text.to_owned(),
        Field::Number(number) => number.to_string(),
    }
}

/// The names of the columns of the tags behind columns of these names, with a
/// prefix where one of them is taken.
pub(crate) fn added_columns(own: &[&str], explain: bool) -> Vec<String> {
    let names = ["topics", "probabilities", "explanation"];
    let names = if explain { &names[..] } else { &names[..2] };
    let mut prefix = String::new();
    while names
        .iter()
        .any(|name| own.contains(&format!("{prefix}{name}").as_str()))
    {
        prefix.push_str("predicted_");
    }
    names.iter().map(|name| format!("{prefix}{name}")).collect()
}

/// The identifiers of the topics, joined by `;`.
pub(crate) fn joined_topics(tags: &[TaggedTopic], topics: &Topics) -> String {
    let ids: Vec<&str> = tags
        .iter()
        .map(|tag| topics[tag.topic].id.as_str())
        .collect();
    ids.join(";")
}

/// The probabilities of the topics, joined by `;`.
pub(crate) fn joined_probabilities(tags: &[TaggedTopic]) -> String {
    let probabilities: Vec<String> = tags
        .iter()
        .map(|tag| rounded(tag.probability).to_string())
        .collect();
    probabilities.join(";")
}

/// `terrorism: 恐怖主义 +0.52, 合作 -0.11; …`
pub(crate) fn explain_in_words(tags: &[TaggedTopic], topics: &Topics) -> String {
    let explanations = tags.iter().filter_map(|tag| tag.explanation.as_ref());
    let topics: Vec<String> = explanations
        .map(|explanation| {
            let terms: Vec<String> = explanation
                .contributions
                .iter()
                .filter(|c| c.kind != ContributionKind::Bias)
                .take(SHOWN_TERMS)
                .map(|c| format!("{} {:+.2}", c.term, c.contribution))
                .collect();
            format!("{}: {}", topics[explanation.topic].id, terms.join(", "))
        })
        .collect();
    topics.join("; ")
}
