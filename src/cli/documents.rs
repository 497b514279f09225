//! Documents of any number through one command: read and worked on in
//! parallel, written in their order, gone on with after an interruption.

mod collected;
mod folder;
mod progress_file;
mod reader;
mod totals;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;
use rayon::prelude::*;

use super::Outcome;
use super::inputs::{Inputs, passed_over_in_words};
use super::output::{Output, prepare_outputs};
use super::progress::{self, is_interrupted};
use crate::document::{Document, ReadOptions};
use crate::error::{Error, Result};
use crate::filter::Filter;
use crate::language::{Language, LanguageDetector};
use crate::output::{DocumentWriter, TaggedDocument};
use reader::{Plan, Reader, Work};
use totals::Totals;

/// Where the results go.
#[derive(Debug, Args)]
pub(super) struct OutputArguments {
    /// Write everything to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Write one file for each document into this folder, at the document's own
    /// path below the folder or pattern that was named
    #[arg(long, value_name = "DIR", conflicts_with = "output")]
    pub(super) output_dir: Option<PathBuf>,
    /// Go on where a run with the same inputs and options was interrupted:
    /// from the file FILE.partial, or with the documents that have no newer
    /// output in DIR
    #[arg(long)]
    pub(super) resume: bool,
}

impl OutputArguments {
    /// Refuses outputs that are inputs or cannot be written to.
    pub(super) fn prepare<'p>(&'p self, inputs: impl IntoIterator<Item = &'p Path>) -> Result<()> {
        let file = self
            .output
            .as_deref()
            .filter(|path| *path != Path::new("-"));
        if self.resume && file.is_none() && self.output_dir.is_none() {
            return Err(Error::parameter(
                "--resume",
                "given without an output",
                "given with --output or --output-dir, where an interrupted run has left something",
            ));
        }
        prepare_outputs(inputs, file)
    }

    /// Refuses an output whose name says another format than can be written.
    pub(super) fn check_ending(&self, is_known: impl Fn(&str) -> bool) -> Result<()> {
        let ending = self.output.as_deref().and_then(Path::extension);
        match ending.map(|ending| ending.to_string_lossy()) {
            Some(ending) if !is_known(&ending) => Err(Error::parameter(
                "the ending of the output",
                format!("{ending:?}"),
                "that of a format that can be written, or --format be given",
            )),
            _ => Ok(()),
        }
    }

    /// What is written, which a folder of inputs does not give to read.
    pub(super) fn written(&self) -> Vec<PathBuf> {
        let partial = self.output.as_deref().map(progress_file::path_beside);
        let paths = [self.output.clone(), partial, self.output_dir.clone()];
        paths.into_iter().flatten().collect()
    }
}

/// What is done with each document, and how the results are written.
pub(super) struct Job<'a> {
    pub(super) inputs: &'a Inputs,
    pub(super) reading: ReadOptions,
    /// What tells languages apart, where not those of the United Nations.
    pub(super) detector: Option<LanguageDetector>,
    /// Makes a result of a document.
    pub(super) process: &'a (dyn Fn(&str, Document) -> TaggedDocument + Sync),
    /// Which paragraphs are kept.
    pub(super) filter: &'a Filter,
    /// Makes a writer for one output.
    pub(super) writer: &'a (dyn Fn() -> Box<dyn DocumentWriter + 'a> + Sync),
    /// Whether the writer has to be told of all documents first.
    pub(super) needs_overview: bool,
    /// The ending of the names of files in a folder of outputs.
    pub(super) ending: &'a str,
    /// The number of topics that results may have.
    pub(super) n_topics: usize,
    /// The languages that the model has learned; none where that is not known.
    pub(super) trained_languages: &'a [Language],
    /// What must be the same in a run that goes on with another: names and
    /// values.
    pub(super) fingerprint: Vec<(&'static str, String)>,
}

/// Takes results in their order.
trait Receiver {
    /// Whether results appear on standard output while the work goes on.
    const STREAMS: bool;

    /// Whether the others are done when one result cannot be written.
    const GOES_ON: bool;

    fn receive(&mut self, work: Finished, totals: &mut Totals<'_>) -> Result<()>;
}

/// A document that was worked on.
struct Finished {
    /// Its place among the inputs and within its file.
    input: usize,
    member: usize,
    /// Whether nothing else is in the file.
    is_alone: bool,
    /// Where it is written in a folder of outputs.
    target: PathBuf,
    /// `None` where the filter left nothing of it.
    document: Option<TaggedDocument>,
}

/// How far a run has come.
#[derive(Default)]
struct Run {
    done: usize,
    /// The documents that a run before has done.
    done_before: usize,
    failures: Vec<Error>,
    passed_over: BTreeMap<&'static str, usize>,
    interrupted: bool,
}

impl Job<'_> {
    /// Does the work and tells on standard error what is to be told.
    pub(super) fn run(&self, to: &OutputArguments) -> Result<Outcome> {
        if let Some(words) = self.inputs.passed_over_in_words() {
            progress::note(&format!("passed over {words}"));
        }
        if let Some(folder) = &to.output_dir {
            return folder::run(self, folder, to.resume);
        }
        match to.output.as_deref().filter(|path| *path != Path::new("-")) {
            Some(path) => collected::to_file(self, path, to.resume),
            None if self.needs_overview => collected::to_stdout(self),
            None => self.stream(),
        }
    }

    /// Writes each document to standard output as soon as it is its turn.
    fn stream(&self) -> Result<Outcome> {
        let mut stream = Stream {
            job: self,
            output: Output::stdout(),
            writer: None,
        };
        let mut totals = Totals::new(self.trained_languages);
        let run = self.work(Plan::All, &mut stream, &mut totals)?;
        if run.interrupted {
            return Err(interrupted(run.done));
        }
        if run.done > 0 {
            let mut writer = stream.writer.take().unwrap_or_else(|| (self.writer)());
            let written = writer.finish(&mut stream.output);
            written.map_err(|error| stream.output.failed(error))?;
            stream.output.finish()?;
        }
        self.close(run, &totals)
    }

    /// Reads, works and hands on, until all is done or the user asks to stop.
    fn work<R: Receiver>(
        &self,
        plan: Plan,
        receiver: &mut R,
        totals: &mut Totals<'_>,
    ) -> Result<Run> {
        let count = self.inputs.list.len();
        let visible = (count > 1 || self.inputs.is_open) && progress::stderr_is_free(R::STREAMS);
        let bar = progress::bar(visible, count as u64, "documents");
        let reader = Reader::start(&self.inputs.list, &self.reading, plan);
        let mut run = Run::default();
        while let Some(batch) = reader.next_batch() {
            let results: Vec<_> = batch.into_par_iter().map(|work| self.one(work)).collect();
            for result in results {
                match result {
                    Worked::Stopped => run.interrupted = true,
                    _ if run.interrupted => {}
                    Worked::Done(finished, notes) => {
                        bar.set_position(finished.input as u64 + 1);
                        for note in notes {
                            bar.suspend(|| progress::note(&note));
                        }
                        match receiver.receive(*finished, totals) {
                            Ok(()) => run.done += 1,
                            Err(error) if R::GOES_ON && !is_out_of_space(&error) => {
                                run.failures.push(error);
                            }
                            Err(error) => return Err(error),
                        }
                    }
                    Worked::PassedOver(kind) => *run.passed_over.entry(kind).or_default() += 1,
                    Worked::Failed(error) => run.failures.push(error),
                }
            }
            if run.interrupted {
                break;
            }
        }
        run.interrupted |= is_interrupted();
        bar.finish_and_clear();
        Ok(run)
    }

    fn one(&self, work: Work) -> Worked {
        if is_interrupted() {
            return Worked::Stopped;
        }
        let member = match work.member {
            Ok(member) => member,
            Err(error) => return Worked::Failed(error),
        };
        if let crate::document::Content::PassedOver(kind) = member.content {
            return Worked::PassedOver(kind);
        }
        let name = member.name.clone();
        let mut document = match member.document(&self.reading) {
            Ok(Some(document)) => document,
            Ok(None) => return Worked::PassedOver("no document"),
            Err(error) => return Worked::Failed(error),
        };
        if let Some(detector) = &self.detector {
            document.tell_languages(detector);
        }
        let notes = notes(&name, &document);
        let mut tagged = (self.process)(&name, document);
        let kept = self.keep(&mut tagged);
        Worked::Done(
            Box::new(Finished {
                input: work.input,
                member: work.place,
                is_alone: work.is_alone,
                target: work.target,
                document: kept.then_some(tagged),
            }),
            notes,
        )
    }

    /// Leaves the paragraphs that are wanted; whether there is any, or nothing
    /// was asked.
    fn keep(&self, document: &mut TaggedDocument) -> bool {
        if self.filter.is_empty() {
            return true;
        }
        let metadata = &document.metadata;
        document.paragraphs.retain(|tagged| {
            let topics: Vec<_> = tagged.tags.iter().map(|tag| tag.topic).collect();
            self.filter.accepts(metadata, &tagged.paragraph, &topics)
        });
        !document.paragraphs.is_empty()
    }

    /// Tells what went wrong and how it ends.
    fn close(&self, run: Run, totals: &Totals<'_>) -> Result<Outcome> {
        if let Some(words) = passed_over_in_words(&run.passed_over) {
            progress::note(&format!("passed over {words} in archives and messages"));
        }
        let nothing = run.done + run.done_before + run.failures.len() == 0;
        if nothing && self.inputs.failures.is_empty() {
            progress::note("there is no document in what was named");
        }
        if run.done > 0 && totals.is_empty() && !self.filter.is_empty() {
            progress::note("no paragraph fulfils --only");
        }
        if let Some(warning) = totals.warning() {
            progress::note(&warning);
        }
        let mut failures = run.failures;
        let walked = self.inputs.failures.len();
        if run.done == 0 && run.done_before == 0 && failures.len() == 1 && walked == 0 {
            return Err(failures.remove(0));
        }
        let failures: Vec<&Error> = self.inputs.failures.iter().chain(&failures).collect();
        if failures.is_empty() {
            return Ok(Outcome::Done);
        }
        progress::complain(&format!(
            "{} of {} documents failed{}:",
            failures.len(),
            failures.len() + run.done + run.done_before,
            match (run.done, run.done_before) {
                (0, 0) => ", and nothing was written".to_owned(),
                (_, 0) => String::new(),
                (_, before) => format!(" ({before} were done already)"),
            }
        ));
        for error in failures {
            progress::list(&error.to_string());
        }
        Ok(Outcome::Failed)
    }
}

enum Worked {
    Done(Box<Finished>, Vec<String>),
    PassedOver(&'static str),
    Failed(Error),
    /// The user has asked to stop.
    Stopped,
}

/// What is to be told of a document that was read.
fn notes(name: &str, document: &Document) -> Vec<String> {
    let mut notes = Vec::new();
    let without_text = &document.pages_without_text;
    if !without_text.is_empty() {
        let pages = crate::output::page_ranges(without_text);
        let page = if without_text.len() == 1 {
            "page"
        } else {
            "pages"
        };
        notes.push(format!("{name}: there is no text on {page} {pages}"));
    }
    if document.paragraphs.is_empty() {
        notes.push(format!("{name} has no paragraph"));
    }
    notes
}

/// Whether nothing further can be written either.
fn is_out_of_space(error: &Error) -> bool {
    use std::io::ErrorKind::{QuotaExceeded, ReadOnlyFilesystem, StorageFull};
    matches!(error, Error::Io { source, .. }
        if matches!(source.kind(), StorageFull | QuotaExceeded | ReadOnlyFilesystem))
}

fn interrupted(done: usize) -> Error {
    match done {
        0 => Error::Interrupted,
        done => Error::Stopped {
            done,
            advice: "with --output the work can be gone on with",
        },
    }
}

/// Standard output, to which nothing is written before the first result.
struct Stream<'j, 'a> {
    job: &'j Job<'a>,
    output: Output,
    writer: Option<Box<dyn DocumentWriter + 'a>>,
}

impl Receiver for Stream<'_, '_> {
    const STREAMS: bool = true;
    const GOES_ON: bool = false;

    fn receive(&mut self, work: Finished, totals: &mut Totals<'_>) -> Result<()> {
        let output = &mut self.output;
        let writer = match &mut self.writer {
            Some(writer) => writer,
            none => {
                let writer = none.insert((self.job.writer)());
                let begun = writer.begin(output, &crate::output::Overview::default());
                begun.map_err(|error| output.failed(error))?;
                writer
            }
        };
        if let Some(document) = &work.document {
            totals.add(document);
            let written = writer.write(output, document);
            written.map_err(|error| output.failed(error))?;
        }
        Ok(())
    }
}
