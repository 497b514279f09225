//! `thematic cross-validate`: how good a model trained on such rows would be.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::options::{CorpusArguments, SelectionArguments, parse_threads};
use super::output::{Output, prepare_outputs};
use super::progress::{self, StageProgress};
use super::render::{figure, table};
use super::training::TrainingArguments;
use crate::corpus::Corpus;
use crate::cross_validation::{
    CrossValidated, CrossValidation, FoldEvaluation, LearningPoint, Spread,
};
use crate::error::Result;
use crate::evaluation::{Bootstrap, Evaluation, Metric, Tally};
use crate::predictions;
use crate::report::Report;
use crate::train::TrainParams;

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    thematic cross-validate rows.csv\n  \
    thematic cross-validate zh.csv en.csv --group-column group --repeats 3 \\\n      \
    --out-of-fold predictions.csv\n  \
    thematic cross-validate rows.csv --learning-curve\n\n\
    Each fold is tagged by a model that was trained on the others just as `train`\n\
    trains, calibration and thresholds included. Figures stand as the mean over\n\
    folds, with the standard deviation over folds behind ±.")]
pub(super) struct CrossValidateArguments {
    /// Tables of labelled rows in CSV
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// How many parts the rows are divided into
    #[arg(long, value_name = "N", default_value_t = CrossValidation::default().folds)]
    folds: usize,
    /// How many times the rows are divided anew
    #[arg(long, value_name = "N", default_value_t = CrossValidation::default().repeats)]
    repeats: usize,
    /// Folds within the training rows from which probabilities and thresholds
    /// are learned
    #[arg(long, value_name = "N", default_value_t = TrainParams::default().folds)]
    inner_folds: usize,
    /// Also measure models that were trained on these shares of the training rows
    #[arg(
        long,
        value_name = "SHARES",
        value_delimiter = ',',
        num_args = 0..=1,
        default_missing_value = "0.25,0.5,0.75"
    )]
    learning_curve: Option<Vec<f64>>,
    /// Go on where a topic has fewer rows than there are folds
    #[arg(long)]
    rare_topics: bool,
    /// How the figures are written [default: by the name of the output file,
    /// else a table]
    #[arg(long, short, value_enum)]
    format: Option<Format>,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write the predictions for rows that the models had not seen to this
    /// file, in CSV
    #[arg(long, value_name = "FILE")]
    out_of_fold: Option<PathBuf>,
    /// Use this many threads; the figures do not depend on it [default: one for
    /// each core]
    #[arg(long, value_name = "N", value_parser = parse_threads)]
    threads: Option<usize>,
    /// Print no progress
    #[arg(long, short)]
    quiet: bool,
    #[command(flatten)]
    rows: CorpusArguments,
    #[command(flatten)]
    selection: SelectionArguments,
    #[command(flatten)]
    training: TrainingArguments,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Table,
    /// One JSON object
    Json,
    /// One row a fold
    Csv,
    /// A page with pictures, for a browser or a printer
    #[value(alias = "htm")]
    Html,
}

pub(super) fn run(arguments: &CrossValidateArguments, command: &str) -> Result<()> {
    super::use_threads(arguments.threads)?;
    progress::listen_for_interrupts();
    let began = Instant::now();
    prepare_outputs(
        arguments
            .files
            .iter()
            .chain(arguments.training.files())
            .map(PathBuf::as_path),
        (arguments.output.iter())
            .chain(&arguments.out_of_fold)
            .map(PathBuf::as_path),
    )?;
    let corpus = arguments
        .rows
        .read(&arguments.files, arguments.training.topics()?)?;
    let glossary = arguments.training.glossary(&corpus)?;
    let params = arguments.training.params(arguments.inner_folds)?;
    let validation = CrossValidation {
        folds: arguments.folds,
        repeats: arguments.repeats,
        seed: params.seed,
        selection: arguments.selection.options(),
        rare_topics: arguments.rare_topics,
        learning_curve: arguments.learning_curve.clone().unwrap_or_default(),
    };
    let stages = StageProgress::new(arguments.quiet);
    let found = validation.run(&corpus, glossary, &params, &stages)?;
    progress::check_interrupt()?;
    let mut output = Output::create(arguments.output.as_deref())?;
    let by_name = || Format::from_str(arguments.output.as_ref()?.extension()?.to_str()?, true).ok();
    match arguments.format.or_else(by_name).unwrap_or_default() {
        Format::Table => output.write_str(&text(&found, &validation, corpus.len()))?,
        Format::Json => {
            output.write_json(&Json::new(&found), true)?;
            output.write_str("\n")?;
        }
        Format::Csv => write_folds(&mut output, &found)?,
        Format::Html => {
            let page = page(&corpus, &found, &validation, arguments, command)?;
            output.write_str(&page)?;
        }
    }
    if let Some(path) = &arguments.out_of_fold {
        write_out_of_fold(path, &corpus, &found)?;
    }
    output.finish()?;
    if !arguments.quiet {
        // The results are the same whenever and wherever they are computed.
        let seconds = began.elapsed().as_secs_f64();
        progress::note(&format!("cross-validated in {seconds:.1} s"));
    }
    Ok(())
}

fn write_out_of_fold(path: &Path, corpus: &Corpus, found: &CrossValidated) -> Result<()> {
    let mut output = Output::create(Some(path))?;
    let header = predictions::header(corpus.topics(), &["repeat", "fold"]);
    output.write_csv_row(header.iter().map(String::as_str))?;
    for (repeat, of_repeat) in found.repeats.iter().enumerate() {
        let repeat = (repeat + 1).to_string();
        for row in 0..corpus.len() {
            let fold = (of_repeat.folds[row] + 1).to_string();
            let own = [repeat.as_str(), &fold];
            let fields = predictions::fields(corpus, &of_repeat.predictions, row, &own);
            output.write_csv_row(fields.iter().map(String::as_str))?;
        }
    }
    output.finish()
}

fn write_folds(output: &mut Output, found: &CrossValidated) -> Result<()> {
    let names = Metric::ALL.into_iter().map(Metric::name);
    output.write_csv_row(
        ["repeat", "fold", "training_rows", "rows"]
            .into_iter()
            .chain(names),
    )?;
    for fold in &found.folds {
        let values = Metric::ALL
            .into_iter()
            .map(|metric| format!("{:.6}", fold.evaluation.value(metric)));
        let numbers = [
            fold.repeat,
            fold.fold,
            fold.training_rows,
            fold.evaluation.rows,
        ];
        let fields: Vec<String> = numbers.iter().map(usize::to_string).chain(values).collect();
        output.write_csv_row(fields.iter().map(String::as_str))?;
    }
    Ok(())
}

#[derive(Serialize)]
struct Json<'f> {
    /// Each figure over all folds of all repeats.
    figures: BTreeMap<&'static str, Spread>,
    /// The figures of the first repeat, all rows together.
    pooled: &'f Evaluation,
    folds: &'f [FoldEvaluation],
    learning_curve: &'f [LearningPoint],
}

impl<'f> Json<'f> {
    fn new(found: &'f CrossValidated) -> Self {
        Self {
            figures: Metric::ALL
                .into_iter()
                .map(|metric| (metric.name(), found.spread(metric)))
                .collect(),
            pooled: &found.pooled,
            folds: &found.folds,
            learning_curve: &found.learning_curve,
        }
    }
}

/// The report on the first repeat's predictions, all rows together.
fn page(
    corpus: &Corpus,
    found: &CrossValidated,
    validation: &CrossValidation,
    arguments: &CrossValidateArguments,
    command: &str,
) -> Result<String> {
    let predictions = &found.repeats[0].predictions;
    let tally = Tally::new(
        corpus.targets().view(),
        predictions.given.view(),
        predictions.probabilities.view(),
    )?;
    let bootstrap = Bootstrap::default();
    let intervals = bootstrap.intervals(&tally, corpus.groups().as_deref())?;
    let files: Vec<String> = (arguments.files.iter())
        .map(|file| file.display().to_string())
        .collect();
    let files = files.join(", ");
    let over_folds = |metric| spread(found.spread(metric));
    let facts = [
        ("Rows from", files.clone()),
        (
            "Tagged by",
            format!(
                "models trained on the other folds, of {} in all",
                validation.folds
            ),
        ),
        ("Topics were given", arguments.selection.describe()),
        ("Micro-F1 over folds", over_folds(Metric::MicroF1)),
        ("Macro-F1 over folds", over_folds(Metric::MacroF1)),
    ]
    .map(|(name, value)| (name.to_owned(), value));
    let curve = &found.learning_curve;
    Report {
        title: &format!("Cross-validation on {files}"),
        command,
        facts: &facts,
        corpus,
        predictions,
        evaluation: &found.pooled,
        intervals: Some((&bootstrap, &intervals)),
        thresholds: &[],
        learning_curve: (!curve.is_empty()).then_some(curve.as_slice()),
        errors: &[],
        extra: &[],
        model_card: None,
    }
    .html()
}

fn spread(spread: Spread) -> String {
    format!("{} ± {}", figure(spread.mean), figure(spread.deviation))
}

fn text(found: &CrossValidated, validation: &CrossValidation, rows: usize) -> String {
    let average = |name: &str, first: Metric| {
        let place = first as usize;
        let figures = Metric::ALL[place..place + 3].iter();
        std::iter::once(name.to_owned())
            .chain(figures.map(|metric| spread(found.spread(*metric))))
            .collect::<Vec<_>>()
    };
    let mut text = table(
        &["average", "precision", "recall", "F1"],
        &[1, 2, 3],
        vec![
            average("micro", Metric::MicroPrecision),
            average("macro", Metric::MacroPrecision),
            average("samples", Metric::SamplesPrecision),
            average("weighted", Metric::WeightedPrecision),
        ],
    );
    text.push('\n');
    let others = Metric::ALL.into_iter().skip(12).map(|metric| {
        let spread = found.spread(metric);
        vec![
            metric.name().to_owned(),
            format!("{:.4}", spread.mean),
            format!("{:.4}", spread.deviation),
            format!("{:.4}", spread.lowest),
            format!("{:.4}", spread.highest),
        ]
    });
    text.push_str(&table(
        &["figure", "mean", "deviation", "lowest", "highest"],
        &[1, 2, 3, 4],
        others.collect(),
    ));
    text.push('\n');
    let topics = found
        .pooled
        .topics
        .iter()
        .enumerate()
        .map(|(topic, pooled)| {
            vec![
                pooled.id.clone(),
                pooled.support.to_string(),
                figure(pooled.scores.precision),
                figure(pooled.scores.recall),
                found.topic_spread(topic).map_or("-".to_owned(), spread),
            ]
        });
    text.push_str(&table(
        &["topic", "support", "precision", "recall", "F1 over folds"],
        &[1, 2, 3, 4],
        topics.collect(),
    ));
    if !found.learning_curve.is_empty() {
        text.push('\n');
        let points = found.learning_curve.iter().map(|point| {
            vec![
                format!("{:.0} %", point.share * 100.0),
                point.rows.to_string(),
                spread(point.micro_f1),
                spread(point.macro_f1),
            ]
        });
        text.push_str(&table(
            &["training rows", "rows", "micro-F1", "macro-F1"],
            &[1, 2, 3],
            points.collect(),
        ));
    }
    text.push_str(&format!(
        "\n{rows} rows, {} folds, repeated {} times, seed {}\n",
        validation.folds, validation.repeats, validation.seed
    ));
    text
}
