//! `thematic inspect`: what is in a model file.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::evaluate::overall;
use super::output::Output;
use super::render::{figure, table};
use crate::error::Result;
use crate::tagger::{Tagger, TrainingRecord};
use crate::topics::TopicId;

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    thematic inspect\n  \
    thematic inspect my.safetensors --terms 20\n  \
    thematic inspect --format json")]
pub(super) struct InspectArguments {
    /// A model file; the default model where there is none
    model: Option<PathBuf>,
    /// Show so many of the strongest terms of each topic
    #[arg(long, value_name = "N", default_value_t = 8)]
    terms: usize,
    /// How it is written
    #[arg(long, short, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Table,
    /// One JSON object
    Json,
}

#[derive(Serialize)]
struct Inspection<'a> {
    record: &'a TrainingRecord,
    terms: usize,
    glossary_terms: usize,
    topics: Vec<InspectedTopic<'a>>,
}

#[derive(Serialize)]
struct InspectedTopic<'a> {
    #[serde(flatten)]
    topic: &'a crate::topics::Topic,
    support: usize,
    threshold: f32,
    strongest_terms: Vec<StrongTerm>,
}

#[derive(Serialize)]
struct StrongTerm {
    term: String,
    weight: f32,
}

pub(super) fn run(arguments: &InspectArguments) -> Result<()> {
    let tagger = match &arguments.model {
        Some(path) => Tagger::load(path)?,
        None => Tagger::embedded()?,
    };
    let mut output = Output::stdout();
    match arguments.format {
        Format::Json => {
            output.write_json(&inspection(&tagger, arguments.terms), true)?;
            output.write_str("\n")?;
        }
        Format::Table => output.write_str(&describe(&tagger, arguments.terms))?,
    }
    output.finish()
}

fn inspection(tagger: &Tagger, n_terms: usize) -> Inspection<'_> {
    let topics = tagger.topics().iter().map(|(id, topic)| InspectedTopic {
        topic,
        support: tagger.record().support[id.column()],
        threshold: tagger.thresholds()[id.column()],
        strongest_terms: tagger
            .strongest_terms(id, n_terms)
            .into_iter()
            .map(|(term, weight)| StrongTerm { term, weight })
            .collect(),
    });
    Inspection {
        record: tagger.record(),
        terms: tagger.vocabulary().len(),
        glossary_terms: tagger.glossary().terms().len(),
        topics: topics.collect(),
    }
}

fn describe(tagger: &Tagger, n_terms: usize) -> String {
    let record = tagger.record();
    let params = &record.params;
    let tokenizer = &params.tokenizer;
    let mut text = format!(
        "{} topics, {} terms, {} glossary terms, trained on {} rows\n\n",
        tagger.topics().len(),
        tagger.vocabulary().len(),
        tagger.glossary().terms().len(),
        record.rows,
    );
    let linear = params.linear.clone();
    let languages: Vec<String> = record
        .languages
        .iter()
        .filter(|(language, _)| tagger.languages().any(|learned| learned == *language))
        .map(|(language, rows)| format!("{language} ({rows} rows)"))
        .collect();
    let settings = [
        ("languages", languages.join(", ")),
        ("words", tokenizer.words.to_string()),
        ("word pairs", tokenizer.word_pairs.to_string()),
        (
            "character n-grams",
            format!(
                "{} to {}",
                tokenizer.shortest_characters, tokenizer.longest_characters
            ),
        ),
        (
            "stemming",
            format!("{:?}", tokenizer.stemming).to_lowercase(),
        ),
        ("dictionary words", tokenizer.dictionary.len().to_string()),
        (
            "minimum document frequency",
            params.tfidf.min_document_frequency.to_string(),
        ),
        (
            "linear model",
            serde_json::to_string(&linear).unwrap_or_default(),
        ),
        (
            "glossary scale and weight",
            format!("{}, {}", params.glossary_scale, params.glossary_weight),
        ),
        ("folds, seed", format!("{}, {}", params.folds, params.seed)),
        (
            "dropped weights",
            format!("{:.1} %", record.dropped_weights * 100.0),
        ),
    ];
    let settings = settings.map(|(name, value)| vec![name.to_owned(), value]);
    text.push_str(&table(&["setting", "value"], &[], settings.to_vec()));
    match &record.cross_validation {
        Some(figures) => {
            text.push_str("\nCross-validation:\n");
            text.push_str(&overall(figures, None));
        }
        None => text.push_str("\nNot cross-validated: the probabilities are not calibrated.\n"),
    }
    text.push('\n');
    text.push_str(&by_topic(tagger));
    if n_terms > 0 {
        text.push_str("\nStrongest terms:\n");
        for (id, topic) in tagger.topics().iter() {
            let terms: Vec<String> = tagger
                .strongest_terms(id, n_terms)
                .into_iter()
                .map(|(term, _)| term)
                .collect();
            text.push_str(&format!("  {}: {}\n", topic.id, terms.join(", ")));
        }
    }
    text
}

/// Count, threshold and cross-validated figures of each topic.
pub(super) fn by_topic(tagger: &Tagger) -> String {
    let record = tagger.record();
    let rows = tagger
        .topics()
        .iter()
        .map(|(id, topic)| topic_row(tagger, id, &topic.id));
    let header = ["topic", "rows", "threshold", "precision", "recall", "F1"];
    let columns = if record.cross_validation.is_some() {
        6
    } else {
        3
    };
    table(
        &header[..columns],
        &[1, 2, 3, 4, 5][..columns - 1],
        rows.collect(),
    )
}

fn topic_row(tagger: &Tagger, topic: TopicId, name: &str) -> Vec<String> {
    let record = tagger.record();
    let mut row = vec![
        name.to_owned(),
        record.support[topic.column()].to_string(),
        figure(f64::from(tagger.thresholds()[topic.column()])),
    ];
    if let Some(figures) = &record.cross_validation {
        let scores = figures.topics[topic.column()].scores;
        row.extend([scores.precision, scores.recall, scores.f1].map(figure));
    }
    row
}
