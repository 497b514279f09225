//! The command line: arguments and printing; everything else is the library's.

mod audit;
mod compare;
mod cross_validate;
mod documents;
mod evaluate;
mod inputs;
mod inspect;
mod options;
mod output;
mod progress;
mod render;
mod split;
mod tag;
mod train;
mod training;
mod tune;

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};
use clap_complete::Shell;

use crate::error::{Error, Result};

/// Tags the paragraphs of documents of the United Nations with their topics.
#[derive(Debug, Parser)]
#[command(
    name = "thematic",
    version,
    max_term_width = 100,
    arg_required_else_help = true,
    after_help = "Begin with:  thematic tag statement.txt\n\n\
                  Exit status: 0 done, 1 something went wrong, 2 wrong usage."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Tag the paragraphs of documents, or the rows of a table
    Tag(tag::TagArguments),
    /// Train a model from labelled rows
    Train(Box<train::TrainArguments>),
    /// Measure a model on labelled rows
    Evaluate(evaluate::EvaluateArguments),
    /// Compare two models, or a model and another system's predictions
    Compare(compare::CompareArguments),
    /// Measure how good a model trained on such rows would be
    CrossValidate(Box<cross_validate::CrossValidateArguments>),
    /// Find what is wrong with labelled rows
    Audit(Box<audit::AuditArguments>),
    /// Search for the parameters that suit some rows best
    Tune(Box<tune::TuneArguments>),
    /// Show what a model is made of
    Inspect(inspect::InspectArguments),
    /// Split documents into paragraphs, without tagging them
    Split(split::SplitArguments),
    /// Print a script that completes commands and options in a shell
    #[command(after_help = "Example:\n  thematic completions bash > \
                            ~/.local/share/bash-completion/completions/thematic")]
    Completions {
        /// The shell
        shell: Shell,
    },
}

/// How a command that could report for itself ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Done,
    /// Some of the work could not be done, which was told.
    Failed,
}

impl Outcome {
    /// That of a command that either does its work or fails.
    fn of(result: Result<()>) -> Result<Self> {
        result.map(|()| Self::Done)
    }
}

/// Runs the program with these arguments, the first of which is its name.
/// Errors are reported on standard error.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let given: Vec<OsString> = arguments.into_iter().collect();
    let arguments = match Arguments::try_parse_from(&given) {
        Ok(arguments) => arguments,
        Err(error) => {
            // A reader that goes away while help is printed is no failure.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let done = match arguments.command {
        Command::Tag(arguments) => tag::run(&arguments),
        Command::Train(arguments) => Outcome::of(train::run(&arguments)),
        Command::Evaluate(arguments) => {
            Outcome::of(evaluate::run(&arguments, &command_line(&given)))
        }
        Command::Compare(arguments) => Outcome::of(compare::run(&arguments)),
        Command::CrossValidate(arguments) => {
            Outcome::of(cross_validate::run(&arguments, &command_line(&given)))
        }
        Command::Audit(arguments) => Outcome::of(audit::run(&arguments, &command_line(&given))),
        Command::Tune(arguments) => Outcome::of(tune::run(&arguments)),
        Command::Inspect(arguments) => Outcome::of(inspect::run(&arguments)),
        Command::Split(arguments) => split::run(&arguments),
        Command::Completions { shell } => Outcome::of(completions(shell)),
    };
    match done {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Failed) => ExitCode::FAILURE,
        Err(error) if error.is_broken_pipe() => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "thematic: {error}");
            match error {
                Error::Parameter { .. } => ExitCode::from(2),
                _ => ExitCode::FAILURE,
            }
        }
    }
}

fn completions(shell: Shell) -> Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "thematic", &mut script);
    let mut output = output::Output::stdout();
    output.write_all(&script)?;
    output.finish()
}

/// The command as one writes it in a shell, whatever folder the program is in.
fn command_line(arguments: &[OsString]) -> String {
    let arguments: Vec<_> = arguments
        .iter()
        .skip(1)
        .map(|argument| argument.to_string_lossy())
        .collect();
    let words = std::iter::once("thematic").chain(arguments.iter().map(|word| &**word));
    // The system passes no argument with the one character that cannot be quoted.
    shlex::try_join(words).unwrap_or_default()
}

/// Uses this many threads from here on.
fn use_threads(threads: Option<usize>) -> Result<()> {
    let Some(threads) = threads else {
        return Ok(());
    };
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build_global()
        .map_err(|_| Error::parameter("the number of threads", threads, "one the system allows"))
}
