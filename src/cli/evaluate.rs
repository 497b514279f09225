//! `thematic evaluate`: a model against labelled rows.

mod records;
mod text;

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::options::{BootstrapArguments, CorpusArguments, ModelArguments, SelectionArguments};
use super::output::{Output, prepare_outputs};
use crate::corpus::Corpus;
use crate::error::{Error, Result};
use crate::evaluation::{Bootstrap, Evaluation, Intervals, Predictions, Tally};
use crate::predictions;
use crate::report::{self, ErrorExample, Report, TopicThreshold, worst_errors};
use crate::tagger::{Selection, Tagger};
pub(super) use text::overall;

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    thematic evaluate labelled.csv\n  \
    thematic evaluate test.csv --model my.safetensors --min-topics 1 --format json\n  \
    thematic evaluate test.csv --output report.html\n\n\
    The columns are text and topics (identifiers joined by `;`). A topic that no\n\
    row has is left out of macro averages. In averages over rows, a row that has\n\
    no topic and was given none counts 0, as scikit-learn counts it. In brackets\n\
    behind a figure is its 95 % bootstrap interval.")]
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
    #[command(flatten)]
    bootstrap: BootstrapArguments,
    /// Write what each row was given to this file, in CSV
    #[arg(long, value_name = "FILE")]
    predictions: Option<PathBuf>,
    /// Show the N errors in which the model was surest, with the words that
    /// caused them [default: 20 in html, else 0]
    #[arg(long, value_name = "N")]
    errors: Option<usize>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Table,
    /// One JSON object
    Json,
    /// A row for each topic, then the averages
    Csv,
    /// A page with pictures, for a browser or a printer
    #[value(alias = "htm")]
    Html,
}

/// The errors that a page shows when nobody says how many.
const ERRORS_ON_A_PAGE: usize = 20;

/// Everything that was measured.
struct Measured {
    tagger: Tagger,
    selection: Selection,
    corpus: Corpus,
    predictions: Predictions,
    evaluation: Evaluation,
    intervals: Option<(Bootstrap, Intervals)>,
    errors: Vec<ErrorExample>,
}

impl Measured {
    fn intervals(&self) -> Option<(&Bootstrap, &Intervals)> {
        let (bootstrap, intervals) = self.intervals.as_ref()?;
        Some((bootstrap, intervals))
    }
}

pub(super) fn run(arguments: &EvaluateArguments, command: &str) -> Result<()> {
    prepare_outputs(
        arguments
            .files
            .iter()
            .map(PathBuf::as_path)
            .chain(arguments.model.path()),
        (arguments.output.iter())
            .chain(&arguments.predictions)
            .map(PathBuf::as_path),
    )?;
    let format = arguments.format();
    if let (Format::Csv, Some(errors)) = (format, arguments.errors.filter(|errors| *errors > 0)) {
        return Err(Error::parameter(
            "the number of errors to show",
            errors,
            "left out with CSV, which has a row for each topic alone",
        ));
    }
    let measured = arguments.measure(format)?;
    let mut output = Output::create(arguments.output.as_deref())?;
    match format {
        Format::Table => output.write_str(&text::all(&measured))?,
        Format::Json => {
            output.write_json(&records::json(&measured)?, true)?;
            output.write_str("\n")?;
        }
        Format::Csv => records::write_csv(&measured, &mut output)?,
        Format::Html => output.write_str(&arguments.page(&measured, command)?)?,
    }
    if let Some(path) = &arguments.predictions {
        write_predictions(path, &measured)?;
    }
    output.finish()
}

fn write_predictions(path: &Path, measured: &Measured) -> Result<()> {
    let mut output = Output::create(Some(path))?;
    let header = predictions::header(measured.corpus.topics(), &[]);
    output.write_csv_row(header.iter().map(String::as_str))?;
    for row in 0..measured.corpus.len() {
        let fields = predictions::fields(&measured.corpus, &measured.predictions, row, &[]);
        output.write_csv_row(fields.iter().map(String::as_str))?;
    }
    output.finish()
}

impl EvaluateArguments {
    fn format(&self) -> Format {
        let by_name = || Format::from_str(self.output.as_ref()?.extension()?.to_str()?, true).ok();
        self.format.or_else(by_name).unwrap_or_default()
    }

    fn measure(&self, format: Format) -> Result<Measured> {
        let tagger = self.model.load()?;
        let selection = self.selection.resolve(&tagger)?;
        let topics = Some(tagger.topics().clone());
        let corpus = self.rows.read(&self.files, topics)?;
        let predictions = tagger.predict(&corpus, &selection)?;
        let wanted = corpus.targets();
        let given = predictions.given.view();
        let probabilities = predictions.probabilities.view();
        let evaluation = Evaluation::new(corpus.topics(), wanted.view(), given, probabilities)?;
        let intervals = match self.bootstrap.bootstrap() {
            Some(bootstrap) => {
                let tally = Tally::new(wanted.view(), given, probabilities)?;
                let groups = corpus.groups();
                Some((bootstrap, bootstrap.intervals(&tally, groups.as_deref())?))
            }
            None => None,
        };
        let n_errors = self.errors.unwrap_or(match format {
            Format::Html => ERRORS_ON_A_PAGE,
            _ => 0,
        });
        Ok(Measured {
            errors: worst_errors(&tagger, &corpus, &predictions, n_errors)?,
            tagger,
            selection,
            corpus,
            predictions,
            evaluation,
            intervals,
        })
    }

    fn page(&self, measured: &Measured, command: &str) -> Result<String> {
        let files: Vec<String> = self.files.iter().map(|f| f.display().to_string()).collect();
        let files = files.join(", ");
        let model = self.model.path().map_or_else(
            || {
                format!(
                    "the default model of thematic {}",
                    env!("CARGO_PKG_VERSION")
                )
            },
            |path| path.display().to_string(),
        );
        let facts = [
            ("Model", model),
            ("Rows from", files.clone()),
            ("Topics were given", self.selection.describe()),
        ]
        .map(|(name, value)| (name.to_owned(), value));
        let tagger = &measured.tagger;
        let thresholds: Vec<TopicThreshold<'_>> = (tagger.topics().iter())
            .zip(measured.selection.thresholds())
            .map(|((topic, _), threshold)| TopicThreshold {
                threshold: *threshold,
                curve: tagger.curve(topic),
            })
            .collect();
        Report {
            title: &format!("Evaluation on {files}"),
            command,
            facts: &facts,
            corpus: &measured.corpus,
            predictions: &measured.predictions,
            evaluation: &measured.evaluation,
            intervals: measured.intervals(),
            thresholds: &thresholds,
            learning_curve: None,
            errors: &measured.errors,
            extra: &[],
            model_card: Some(&report::summary(tagger)),
        }
        .html()
    }
}
