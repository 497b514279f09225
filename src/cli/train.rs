//! `thematic train`: labelled rows in, a model out.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;

use super::inspect::by_topic;
use super::options::{CorpusArguments, parse_threads};
use super::output::{Output, prepare_outputs};
use super::progress::{self, StageProgress};
use super::render::{figure, table};
use super::training::TrainingArguments;
use crate::corpus::Corpus;
use crate::error::{Error, Result};
use crate::predictions;
use crate::tagger::Tagger;
use crate::train::{OutOfFold, TrainParams, Trained};

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    thematic train rows.csv --output my.safetensors\n  \
    thematic train zh.csv en.csv --topics topics.csv --glossary glossary.csv \\\n      \
    --dictionary dictionary.txt --output my.safetensors\n\n\
    The columns are text and topics (identifiers joined by `;`), and if you like\n\
    id. The glossary has the columns term and topics. The figures that are\n\
    printed are those of cross-validation: every row was tagged by a model that\n\
    had not seen it.")]
pub(super) struct TrainArguments {
    /// Tables of labelled rows in CSV
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Write the model to this file
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
    /// Write the predictions of cross-validation to this file, in CSV
    #[arg(long, value_name = "FILE")]
    out_of_fold: Option<PathBuf>,
    #[command(flatten)]
    rows: CorpusArguments,
    /// Folds of the cross-validation from which probabilities and thresholds are
    /// learned; 0 for none, and no calibration
    #[arg(long, value_name = "N", default_value_t = TrainParams::default().folds)]
    folds: usize,
    /// Use this many threads; the model does not depend on it [default: one
    /// for each core]
    #[arg(long, value_name = "N", value_parser = parse_threads)]
    threads: Option<usize>,
    /// Print no progress and no summary
    #[arg(long, short)]
    quiet: bool,
    #[command(flatten)]
    training: TrainingArguments,
}

pub(super) fn run(arguments: &TrainArguments) -> Result<()> {
    super::use_threads(arguments.threads)?;
    progress::listen_for_interrupts();
    let began = Instant::now();
    if arguments.out_of_fold.is_some() && arguments.folds == 0 {
        return Err(Error::parameter(
            "the number of folds",
            0,
            "at least 2 when the predictions of cross-validation are asked for",
        ));
    }
    prepare_outputs(
        arguments
            .files
            .iter()
            .chain(arguments.training.files())
            .map(PathBuf::as_path),
        std::iter::once(&arguments.output)
            .chain(&arguments.out_of_fold)
            .map(PathBuf::as_path),
    )?;
    let corpus = arguments
        .rows
        .read(&arguments.files, arguments.training.topics()?)?;
    let glossary = arguments.training.glossary(&corpus)?;
    let params = arguments.training.params(arguments.folds)?;
    let read = began.elapsed();
    let stages = StageProgress::new(arguments.quiet);
    let Trained {
        tagger,
        out_of_fold,
        unfinished,
        ..
    } = params.train(&corpus, glossary, &stages)?;
    let saving = Instant::now();
    progress::check_interrupt()?;
    let size = tagger.save(&arguments.output)?;
    if let (Some(path), Some(predictions)) = (&arguments.out_of_fold, &out_of_fold) {
        write_out_of_fold(path, &corpus, predictions)?;
    }
    if arguments.quiet {
        return Ok(());
    }
    let mut times = vec![("read", read)];
    times.extend(
        stages
            .times()
            .into_iter()
            .map(|(stage, time)| (stage.name(), time)),
    );
    times.push(("write", saving.elapsed()));
    times.push(("in all", began.elapsed()));
    let mut output = Output::stdout();
    output.write_str(&summary(
        &tagger,
        &unfinished,
        &times,
        size,
        &arguments.output,
    ))?;
    output.finish()
}

fn write_out_of_fold(path: &Path, corpus: &Corpus, out_of_fold: &OutOfFold) -> Result<()> {
    let mut output = Output::create(Some(path))?;
    let header = predictions::header(corpus.topics(), &["fold"]);
    output.write_csv_row(header.iter().map(String::as_str))?;
    for row in 0..corpus.len() {
        let fold = (out_of_fold.folds[row] + 1).to_string();
        let fields = predictions::fields(corpus, &out_of_fold.predictions, row, &[&fold]);
        output.write_csv_row(fields.iter().map(String::as_str))?;
    }
    output.finish()
}

fn summary(
    tagger: &Tagger,
    unfinished: &[String],
    times: &[(&str, std::time::Duration)],
    size: u64,
    path: &Path,
) -> String {
    let record = tagger.record();
    let mut text = by_topic(tagger);
    text.push_str(&format!(
        "\n{} rows, {} topics, {} terms\n",
        record.rows,
        tagger.topics().len(),
        tagger.vocabulary().len()
    ));
    if !record.constant_topics.is_empty() {
        text.push_str(&format!(
            "every row or none has, so that nothing was learned of: {}\n",
            record.constant_topics.join(", ")
        ));
    }
    if !unfinished.is_empty() {
        text.push_str(&format!(
            "not within the tolerance after all passes; a smaller --c needs fewer: {}\n",
            unfinished.join(", ")
        ));
    }
    match &record.cross_validation {
        Some(figures) => text.push_str(&format!(
            "cross-validated over {} folds: micro-F1 {}, macro-F1 {}\n",
            record.params.folds,
            figure(figures.micro.f1),
            figure(figures.macro_.f1),
        )),
        None => text.push_str("not cross-validated: probabilities are not calibrated\n"),
    }
    let rows = times
        .iter()
        .map(|(name, time)| vec![(*name).to_owned(), format!("{:.2} s", time.as_secs_f64())]);
    text.push('\n');
    text.push_str(&table(&["stage", "time"], &[1], rows.collect()));
    text.push_str(&format!(
        "\n{} written, {:.2} MB\n",
        path.display(),
        size as f64 / 1e6
    ));
    text
}
