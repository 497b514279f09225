//! `thematic evaluate`: a model against labelled rows.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::options::{CorpusArguments, ModelArguments, SelectionArguments};
use super::output::{Output, refuse_overwriting};
use super::render::{figure, table};
use crate::error::Result;
use crate::evaluation::{Evaluation, Scores};

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    thematic evaluate labelled.csv\n  \
    thematic evaluate test.csv --model my.safetensors --min-topics 1 --format json\n\n\
    The columns are text and topics (identifiers joined by `;`). A topic that no\n\
    row has is left out of macro averages. In averages over rows, a row that has\n\
    no topic and was given none counts 0, as scikit-learn counts it.")]
pub(super) struct EvaluateArguments {
    /// Tables of labelled rows in CSV
    #[arg(required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    model: ModelArguments,
    /// How the figures are written [default: by the name of the output file,
    /// else a table]
    #[arg(long, short, value_enum)]
    format: Option<Format>,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    rows: CorpusArguments,
    #[command(flatten)]
    selection: SelectionArguments,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    #[default]
    Table,
    /// One JSON object
    Json,
}

pub(super) fn run(arguments: &EvaluateArguments) -> Result<()> {
    refuse_overwriting(
        arguments
            .files
            .iter()
            .map(PathBuf::as_path)
            .chain(arguments.model.path()),
        arguments.output.as_deref(),
    )?;
    let tagger = arguments.model.load()?;
    let selection = arguments.selection.resolve(&tagger)?;
    let topics = Some(tagger.topics().clone());
    let corpus = arguments.rows.read(&arguments.files, topics)?;
    let evaluation = tagger.evaluate(&corpus, &selection)?;
    let mut output = Output::create(arguments.output.as_deref())?;
    let by_name = || Format::from_str(arguments.output.as_ref()?.extension()?.to_str()?, true).ok();
    match arguments.format.or_else(by_name).unwrap_or_default() {
        Format::Json => {
            output.write_json(&evaluation, true)?;
            output.write_str("\n")?;
        }
        Format::Table => {
            output.write_str(&overall(&evaluation))?;
            output.write_str("\n")?;
            output.write_str(&by_topic(&evaluation))?;
        }
    }
    output.finish()
}

/// The figures over all topics.
pub(super) fn overall(evaluation: &Evaluation) -> String {
    let line = |name: &str, scores: Scores| {
        vec![
            name.to_owned(),
            figure(scores.precision),
            figure(scores.recall),
            figure(scores.f1),
        ]
    };
    let mut text = table(
        &["average", "precision", "recall", "F1"],
        &[1, 2, 3],
        vec![
            line("micro", evaluation.micro),
            line("macro", evaluation.macro_),
            line("samples", evaluation.samples),
            line("weighted", evaluation.weighted),
        ],
    );
    text.push_str(&format!(
        "\nrows {}, subset accuracy {}, Hamming loss {:.4}, Jaccard {}, \
         ranking average precision {}\n",
        evaluation.rows,
        figure(evaluation.subset_accuracy),
        evaluation.hamming_loss,
        figure(evaluation.jaccard),
        figure(evaluation.ranking_average_precision),
    ));
    if !evaluation.without_positives.is_empty() {
        text.push_str(&format!(
            "no row has, and macro leaves out: {}\n",
            evaluation.without_positives.join(", ")
        ));
    }
    text
}

fn by_topic(evaluation: &Evaluation) -> String {
    let rows = evaluation.topics.iter().map(|topic| {
        let measured = |value: f64| {
            if topic.support == 0 {
                "-".to_owned()
            } else {
                figure(value)
            }
        };
        vec![
            topic.id.clone(),
            topic.support.to_string(),
            topic.predicted.to_string(),
            figure(topic.scores.precision),
            measured(topic.scores.recall),
            measured(topic.scores.f1),
            measured(topic.average_precision.unwrap_or_default()),
        ]
    });
    table(
        &[
            "topic",
            "support",
            "given",
            "precision",
            "recall",
            "F1",
            "average precision",
        ],
        &[1, 2, 3, 4, 5, 6],
        rows.collect(),
    )
}
