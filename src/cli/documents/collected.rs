//! All documents in one output that is written when the last is done.

use std::fs;
use std::path::Path;

use super::progress_file::{ProgressFile, path_beside};
use super::{Finished, Job, Receiver, Totals};
use crate::cli::Outcome;
use crate::cli::inputs::{Input, Stamp};
use crate::cli::output::Output;
use crate::cli::progress::check_interrupt;
use crate::error::{Error, Result};
use crate::output::Overview;

/// Writes all documents of a job to a file.
pub(super) fn to_file(job: &Job<'_>, path: &Path, resume: bool) -> Result<Outcome> {
    // Beside a pipe or a device there is no place for a file.
    if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        return collect(job, ProgressFile::unnamed()?, Some(path));
    }
    let partial = path_beside(path);
    let file = if resume {
        let inputs = &job.inputs.list;
        let stamps = stamps(job);
        ProgressFile::resume(&partial, &job.fingerprint, inputs, &stamps, job.n_topics)?
    } else {
        ProgressFile::create(&partial, &job.fingerprint)?
    };
    collect(job, file, Some(path))
}

/// Writes all documents of a job to standard output when the last is done.
pub(super) fn to_stdout(job: &Job<'_>) -> Result<Outcome> {
    collect(job, ProgressFile::unnamed()?, None)
}

fn stamps(job: &Job<'_>) -> Vec<Option<Stamp>> {
    job.inputs.list.iter().map(Input::stamp).collect()
}

fn collect(job: &Job<'_>, file: ProgressFile, path: Option<&Path>) -> Result<Outcome> {
    let plan = file.plan();
    let mut collector = Collector {
        job,
        file,
        stamps: stamps(job),
    };
    let mut totals = Totals::new(job.trained_languages);
    let worked = job.work(plan, &mut collector, &mut totals);
    let mut file = collector.file;
    let mut run = match worked {
        Ok(run) => run,
        Err(error) => {
            if file.len() == 0 {
                file.remove()?;
            }
            return Err(error);
        }
    };
    run.done = file.len();
    if run.done == 0 {
        file.remove()?;
        if run.interrupted {
            return Err(Error::Interrupted);
        }
        return job.close(run, &totals);
    }
    let written = if run.interrupted {
        Err(Error::Interrupted)
    } else {
        write(job, &mut file, path, &mut totals)
    };
    match written {
        Ok(()) => {
            file.remove()?;
            job.close(run, &totals)
        }
        Err(Error::Interrupted) if path.is_some() => Err(Error::Stopped {
            done: run.done,
            advice: "--resume goes on from there",
        }),
        Err(error) => Err(error),
    }
}

fn write(
    job: &Job<'_>,
    file: &mut ProgressFile,
    path: Option<&Path>,
    totals: &mut Totals<'_>,
) -> Result<()> {
    let mut overview = Overview::new(job.n_topics);
    if job.needs_overview {
        file.each(|document| {
            overview.add(document);
            check_interrupt()
        })?;
    }
    let mut output = Output::create(path)?;
    let mut writer = (job.writer)();
    let begun = writer.begin(&mut output, &overview);
    begun.map_err(|error| output.failed(error))?;
    file.each(|document| {
        totals.add(document);
        let written = writer.write(&mut output, document);
        written.map_err(|error| output.failed(error))?;
        check_interrupt()
    })?;
    let finished = writer.finish(&mut output);
    finished.map_err(|error| output.failed(error))?;
    output.finish()
}

struct Collector<'j, 'a> {
    job: &'j Job<'a>,
    file: ProgressFile,
    stamps: Vec<Option<Stamp>>,
}

impl Receiver for Collector<'_, '_> {
    const STREAMS: bool = false;
    const GOES_ON: bool = false;

    fn receive(&mut self, work: Finished, _: &mut Totals<'_>) -> Result<()> {
        let Some(input) = self.job.inputs.list.get(work.input) else {
            return Ok(());
        };
        let stamp = self.stamps.get(work.input).copied().flatten();
        self.file.add(
            (work.input, input),
            work.member,
            work.is_alone,
            stamp,
            work.document.as_ref(),
        )
    }
}
