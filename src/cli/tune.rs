//! `thematic tune`: the search for parameters that suit some rows.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Args;

use super::options::{CorpusArguments, SelectionArguments, parse_threads};
use super::output::{Output, prepare_outputs};
use super::progress::{self, bar};
use super::render::{figure, table};
use super::training::{TrainingArguments, command_options};
use crate::error::{Error, Result};
use crate::evaluation::Metric;
use crate::observer::{Observer, Silent};
use crate::train::TrainParams;
use crate::tuning::{Trial, Tuned, Tuning};

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    thematic tune rows.csv --time-limit 10m --output my.safetensors\n  \
    thematic tune rows.csv --metric macro-f1 --min-topics 1 --trials trials.csv\n\n\
    Candidates are cross-validated on the rows alone: keep the rows that you want\n\
    to measure with out of them. The best figure is the best of many trials, and\n\
    so a little too good; cite that of rows kept aside, or of `cross-validate`\n\
    on others. Ctrl-C ends the search and keeps the best so far.")]
pub(super) struct TuneArguments {
    /// Tables of labelled rows in CSV
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The figure that is to be as good as can be, such as micro-f1, macro-f1,
    /// samples-f1, subset-accuracy, ndcg@5, brier-score
    #[arg(long, value_name = "NAME", default_value_t = Tuning::default().metric)]
    metric: Metric,
    /// Stop the search after so long, such as 90s, 10m or 1h; the time is used
    /// wholly. The model is trained after that
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    time_limit: Option<Duration>,
    /// Stop after so many races [default: 3, or none with a time limit]
    #[arg(long, value_name = "N")]
    races: Option<usize>,
    /// How many candidates start in a race
    #[arg(long, value_name = "N", default_value_t = Tuning::default().candidates)]
    candidates: usize,
    /// Train a model with the best parameters on all rows and write it here
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write all trials to this file, in CSV
    #[arg(long, value_name = "FILE")]
    trials: Option<PathBuf>,
    /// Folds of the cross-validation
    #[arg(long, value_name = "N", default_value_t = TrainParams::default().folds)]
    folds: usize,
    /// Use this many threads; what is found does not depend on it, but for how
    /// much is tried in a limited time [default: one for each core]
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

fn parse_time(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let seconds = match &text[digits.len()..] {
        "" | "s" => Some(1.0),
        "m" | "min" => Some(60.0),
        "h" => Some(3600.0),
        _ => None,
    };
    let number = digits.parse::<f64>().ok();
    match (number, seconds) {
        (Some(number), Some(seconds)) if number > 0.0 && number * seconds < 1e7 => {
            Ok(Duration::from_secs_f64(number * seconds))
        }
        _ => Err("expected a time such as 90s, 10m or 1h".to_owned()),
    }
}

/// Stops the search at Ctrl-C or when the time is over.
struct Limit {
    end: Option<Instant>,
}

impl Observer for Limit {
    fn keep_on(&self) -> bool {
        progress::check_interrupt().is_ok() && self.end.is_none_or(|end| Instant::now() < end)
    }
}

pub(super) fn run(arguments: &TuneArguments) -> Result<()> {
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
            .chain(&arguments.trials)
            .map(PathBuf::as_path),
    )?;
    let corpus = arguments
        .rows
        .read(&arguments.files, arguments.training.topics()?)?;
    let glossary = arguments.training.glossary(&corpus)?;
    let start = arguments.training.params(arguments.folds)?;
    let tuning = Tuning {
        metric: arguments.metric,
        races: match (arguments.races, arguments.time_limit) {
            (None, None) => Tuning::default().races,
            (races, _) => races,
        },
        candidates: arguments.candidates,
        seed: start.seed,
        selection: arguments.selection.options(),
    };
    let limit = Limit {
        end: arguments.time_limit.map(|time| began + time),
    };
    let shown = Progress::new(!arguments.quiet, arguments.metric);
    let told = |trial: &Trial| shown.tell(trial);
    let found = tuning.run(&corpus, glossary.as_ref(), &start, &limit, &told);
    shown.end();
    let found = found.map_err(|error| match (error, arguments.time_limit) {
        (Error::Interrupted, Some(time)) if progress::check_interrupt().is_ok() => {
            Error::parameter(
                "the time limit",
                format!("{} s", time.as_secs_f64()),
                "long enough for one trial",
            )
        }
        (error, _) => error,
    })?;
    if let Some(path) = &arguments.trials {
        write_trials(path, &found, &start)?;
    }
    if let Some(path) = &arguments.output {
        let trained = found.best.params.train(&corpus, glossary, &Silent)?;
        trained.tagger.save(path)?;
    }
    let mut output = Output::stdout();
    output.write_str(&summary(
        &found,
        &tuning,
        &start,
        arguments,
        began.elapsed(),
    ))?;
    output.finish()
}

/// The best so far, on a terminal.
struct Progress {
    bar: indicatif::ProgressBar,
    best: RefCell<Option<f64>>,
    metric: Metric,
}

impl Progress {
    fn new(visible: bool, metric: Metric) -> Self {
        let visible = visible && std::io::IsTerminal::is_terminal(&std::io::stderr());
        Self {
            bar: bar(visible, 0, "tune"),
            best: RefCell::new(None),
            metric,
        }
    }

    fn tell(&self, trial: &Trial) {
        self.bar.inc(1);
        if trial.share < 1.0 {
            return;
        }
        let mut best = self.best.borrow_mut();
        let better = best.is_none_or(|best| {
            if self.metric.higher_is_better() {
                trial.value > best
            } else {
                trial.value < best
            }
        });
        if better {
            *best = Some(trial.value);
            let note = format!("{} {}", self.metric, figure(trial.value));
            self.bar.println(format!("race {}: {note}", trial.race));
        }
    }

    fn end(&self) {
        self.bar.finish_and_clear();
    }
}

fn write_trials(path: &Path, found: &Tuned, start: &TrainParams) -> Result<()> {
    let mut output = Output::create(Some(path))?;
    output.write_csv_row(["race", "share", "value", "micro-f1", "macro-f1", "options"])?;
    for trial in &found.trials {
        output.write_csv_row([
            trial.race.to_string().as_str(),
            &trial.share.to_string(),
            &format!("{:.6}", trial.value),
            &format!("{:.6}", trial.micro_f1),
            &format!("{:.6}", trial.macro_f1),
            &options(trial, start),
        ])?;
    }
    output.finish()
}

/// The options of `train` that make these parameters of the first ones.
fn options(trial: &Trial, start: &TrainParams) -> String {
    let options = command_options(&trial.params, start);
    if options.is_empty() {
        "as given".to_owned()
    } else {
        options.join(" ")
    }
}

fn summary(
    found: &Tuned,
    tuning: &Tuning,
    start: &TrainParams,
    arguments: &TuneArguments,
    time: Duration,
) -> String {
    let whole = found.best.share;
    let mut shown: Vec<&Trial> = found.trials.iter().filter(|t| t.share == whole).collect();
    shown.sort_by(|a, b| {
        let ascending = a.value.total_cmp(&b.value);
        if tuning.metric.higher_is_better() {
            ascending.reverse()
        } else {
            ascending
        }
    });
    shown.truncate(10);
    let rows = shown.into_iter().map(|trial| {
        vec![
            figure(trial.value),
            figure(trial.micro_f1),
            figure(trial.macro_f1),
            options(trial, start),
        ]
    });
    let mut text = table(
        &[
            tuning.metric.name(),
            "micro-F1",
            "macro-F1",
            "options of train",
        ],
        &[0, 1, 2],
        rows.collect(),
    );
    text.push_str(&format!(
        "\n{} trials in {:.1} s, cross-validated over {} folds of {}\n",
        found.trials.len(),
        time.as_secs_f64(),
        start.folds,
        if whole < 1.0 {
            format!(
                "{:.0} % of the rows: there was no time for more",
                whole * 100.0
            )
        } else {
            "all rows".to_owned()
        },
    ));
    text.push_str(&format!("best: {}\n", options(&found.best, start)));
    if let Some(path) = &arguments.output {
        text.push_str(&format!("{} written\n", path.display()));
    }
    text
}
