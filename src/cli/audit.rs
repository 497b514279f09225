//! `thematic audit`: what is wrong with labelled rows.

mod sections;

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::options::{CorpusArguments, parse_threads};
use super::output::{Output, prepare_outputs};
use super::progress::{self, StageProgress};
use super::render::table;
use super::training::TrainingArguments;
use crate::audit::{Audit, Duplicates};
use crate::corpus::Corpus;
use crate::error::Result;
use crate::evaluation::Evaluation;
use crate::report::{Report, Section};
use crate::topics::TopicId;
use crate::train::{OutOfFold, TrainParams};

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    thematic audit rows.csv\n  \
    thematic audit zh.csv en.csv --topics topics.csv --output findings.csv\n  \
    thematic audit rows.csv --output audit.html\n\n\
    Models that have not seen a row say which topics it has; a label is doubtful\n\
    where they are as sure of the contrary as they are of rows labelled so\n\
    (confident learning, Northcutt et al. 2021). Read such rows again: a doubt is\n\
    no verdict.")]
pub(super) struct AuditArguments {
    /// Tables of labelled rows in CSV
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// How the findings are written [default: by the name of the output file,
    /// else a table]
    #[arg(long, short, value_enum)]
    format: Option<Format>,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Show so many findings of a kind in a table or page
    #[arg(long, value_name = "N", default_value_t = 20)]
    show: usize,
    /// The share of common character 4-grams from which on texts are
    /// near-duplicates; below 0.7 many are missed
    #[arg(long, value_name = "S", default_value_t = 0.8, value_parser = parse_share)]
    similarity: f64,
    /// Folds of the cross-validation
    #[arg(long, value_name = "N", default_value_t = TrainParams::default().folds)]
    folds: usize,
    /// Use this many threads; what is found does not depend on it [default: one
    /// for each core]
    #[arg(long, value_name = "N", value_parser = parse_threads)]
    threads: Option<usize>,
    /// Print no progress
    #[arg(long, short)]
    quiet: bool,
    #[command(flatten)]
    rows: CorpusArguments,
    #[command(flatten)]
    training: TrainingArguments,
}

fn parse_share(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(share) if (0.0..=1.0).contains(&share) && share > 0.0 => Ok(share),
        _ => Err("expected a number above 0 and up to 1".to_owned()),
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Table,
    /// One row a finding
    Csv,
    /// One JSON object
    Json,
    /// A page with the figures of cross-validation and the findings
    #[value(alias = "htm")]
    Html,
}

/// Everything there is to tell.
struct Found {
    corpus: Corpus,
    audit: Audit,
    out_of_fold: OutOfFold,
    evaluation: Evaluation,
}

pub(super) fn run(arguments: &AuditArguments, command: &str) -> Result<()> {
    super::use_threads(arguments.threads)?;
    progress::listen_for_interrupts();
    prepare_outputs(
        arguments
            .files
            .iter()
            .chain(arguments.training.files())
            .map(PathBuf::as_path),
        arguments.output.as_deref(),
    )?;
    let mut reader = arguments.rows.reader(arguments.training.topics()?);
    reader.empty_texts = true;
    let corpus = reader.read(&arguments.files)?;
    let glossary = arguments.training.glossary(&corpus)?;
    let params = arguments.training.params(arguments.folds)?;
    let stages = StageProgress::new(arguments.quiet);
    let (out_of_fold, evaluation) = params.out_of_fold(&corpus, glossary, &stages)?;
    let audit = Audit::new(&corpus, &out_of_fold.predictions, arguments.similarity)?;
    progress::check_interrupt()?;
    let found = Found {
        corpus,
        audit,
        out_of_fold,
        evaluation,
    };
    let mut output = Output::create(arguments.output.as_deref())?;
    let by_name = || Format::from_str(arguments.output.as_ref()?.extension()?.to_str()?, true).ok();
    match arguments.format.or_else(by_name).unwrap_or_default() {
        Format::Table => {
            for section in found.sections(arguments.show) {
                output.write_str(&text(&section))?;
            }
        }
        Format::Csv => {
            output.write_csv_row([
                "finding",
                "row",
                "id",
                "other_row",
                "topic",
                "value",
                "text",
            ])?;
            for finding in found.findings() {
                output.write_csv_row(finding.fields().iter().map(String::as_str))?;
            }
        }
        Format::Json => {
            output.write_json(&found.findings(), true)?;
            output.write_str("\n")?;
        }
        Format::Html => output.write_str(&found.page(arguments, command)?)?,
    }
    output.finish()
}

/// One thing that was found, as tables and JSON tell it; rows count from 1.
#[derive(Serialize)]
struct Finding<'f> {
    #[serde(rename = "finding")]
    kind: &'static str,
    row: Option<usize>,
    id: Option<&'f str>,
    other_row: Option<usize>,
    topic: Option<String>,
    value: Option<f64>,
    text: Option<&'f str>,
}

impl Finding<'_> {
    fn of_topic(kind: &'static str, topic: String, value: f64) -> Self {
        Self {
            kind,
            row: None,
            id: None,
            other_row: None,
            topic: Some(topic),
            value: Some(value),
            text: None,
        }
    }

    fn fields(&self) -> [String; 7] {
        let number = |number: Option<usize>| number.map_or(String::new(), |n| n.to_string());
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        [
            self.kind.to_owned(),
            number(self.row),
            text(self.id),
            number(self.other_row),
            self.topic.clone().unwrap_or_default(),
            self.value
                .map_or(String::new(), |value| format!("{value:.4}")),
            text(self.text),
        ]
    }
}

impl Found {
    fn topic(&self, topic: TopicId) -> &str {
        &self.corpus.topics()[topic].id
    }

    fn at(&self, kind: &'static str, row: usize) -> Finding<'_> {
        let paragraph = &self.corpus.examples()[row].paragraph;
        Finding {
            kind,
            row: Some(row + 1),
            id: paragraph.id.as_deref(),
            other_row: None,
            topic: None,
            value: None,
            text: Some(&paragraph.text),
        }
    }

    fn findings(&self) -> Vec<Finding<'_>> {
        let audit = &self.audit;
        let mut all = Vec::new();
        for duplicates in &audit.duplicates {
            let name = duplicates_name(duplicates);
            for row in &duplicates.rows[1..] {
                all.push(Finding {
                    other_row: Some(duplicates.rows[0] + 1),
                    value: Some(duplicates.similarity),
                    ..self.at(name, *row)
                });
            }
        }
        for doubt in &audit.doubts {
            let name = if doubt.labelled {
                "probably wrong"
            } else {
                "probably missing"
            };
            all.push(Finding {
                topic: Some(self.topic(doubt.topic).to_owned()),
                value: Some(f64::from(doubt.probability)),
                ..self.at(name, doubt.row)
            });
        }
        for (topic, rows) in &audit.rare_topics {
            let topic = self.topic(*topic).to_owned();
            all.push(Finding::of_topic("rare topic", topic, *rows as f64));
        }
        for bound in &audit.bound_topics {
            let pair = format!("{};{}", self.topic(bound.topic), self.topic(bound.with));
            let name = if bound.mutual {
                "never apart"
            } else {
                "never without"
            };
            all.push(Finding::of_topic(name, pair, bound.rows as f64));
        }
        all.extend(audit.empty.iter().map(|row| self.at("no text", *row)));
        for (row, length) in &audit.oversized {
            all.push(Finding {
                value: Some(*length as f64),
                ..self.at("oversized", *row)
            });
        }
        for (row, before) in &audit.repeated_ids {
            all.push(Finding {
                other_row: Some(before + 1),
                ..self.at("repeated id", *row)
            });
        }
        all
    }

    fn page(&self, arguments: &AuditArguments, command: &str) -> Result<String> {
        let files: Vec<String> = (arguments.files.iter())
            .map(|file| file.display().to_string())
            .collect();
        let files = files.join(", ");
        let facts = [
            ("Rows from", files.clone()),
            (
                "Tagged by",
                format!(
                    "models that had not seen them, in {} folds",
                    arguments.folds
                ),
            ),
        ]
        .map(|(name, value)| (name.to_owned(), value));
        Report {
            title: &format!("Audit of {files}"),
            command,
            facts: &facts,
            corpus: &self.corpus,
            predictions: &self.out_of_fold.predictions,
            evaluation: &self.evaluation,
            intervals: None,
            thresholds: &[],
            learning_curve: None,
            errors: &[],
            extra: &self.sections(arguments.show),
            model_card: None,
        }
        .html()
    }
}

fn duplicates_name(duplicates: &Duplicates) -> &'static str {
    if duplicates.contradictory {
        "near-duplicate with other topics"
    } else {
        "near-duplicate"
    }
}

fn text(section: &Section) -> String {
    let mut text = format!("{}\n", section.title);
    if !section.table.rows.is_empty() {
        let header: Vec<&str> = section.table.header.iter().map(String::as_str).collect();
        text.push_str(&format!("{}\n", section.paragraph));
        text.push_str(&table(&header, &[], section.table.rows.clone()));
    }
    text.push('\n');
    text
}
