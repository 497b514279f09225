//! One output for each document, in a folder.

use std::collections::{BTreeMap, HashSet};
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::reader::Plan;
use super::{Finished, Job, Receiver, Totals, progress_file};
use crate::cli::Outcome;
use crate::cli::inputs::Input;
use crate::cli::options::Source;
use crate::cli::output::Output;
use crate::error::{Error, Location, Result};
use crate::output::Overview;

/// Writes each document of a job into the folder.
pub(super) fn run(job: &Job<'_>, folder: &Path, resume: bool) -> Result<Outcome> {
    fs::create_dir_all(folder).map_err(|error| Error::io("create", folder, error))?;
    let root = fs::canonicalize(folder).map_err(|error| Error::io("read", folder, error))?;
    let resume = resume && same_run(job, folder)?;
    if !resume {
        record(&folder.join(RECORD), &fingerprint(job))?;
    }
    let done_before = Arc::new(AtomicUsize::new(0));
    let plan = FolderPlan {
        folder: folder.to_owned(),
        ending: job.ending.to_owned(),
        resume,
        taken: inputs_within(job, &root),
        folders: HashSet::new(),
        reserved: None,
        done_before: Arc::clone(&done_before),
    };
    let mut outputs = Outputs { job, root };
    let mut totals = Totals::new(job.trained_languages);
    let mut run = job.work(Plan::Folder(plan), &mut outputs, &mut totals)?;
    run.done_before = done_before.load(Ordering::Relaxed);
    if run.interrupted {
        return Err(match run.done {
            0 => Error::Interrupted,
            done => Error::Stopped {
                done,
                advice: "--resume goes on from there",
            },
        });
    }
    job.close(run, &totals)
}

/// The file in a folder of outputs that says with which options they were made.
const RECORD: &str = ".thematic-run";

/// Whether the folder's outputs were made with the same options, which are
/// recorded there. Where no run has left its options, nothing is known to be
/// done.
fn same_run(job: &Job<'_>, folder: &Path) -> Result<bool> {
    let path = folder.join(RECORD);
    let is: BTreeMap<String, String> = fingerprint(job);
    let Ok(recorded) = fs::read(&path) else {
        return Ok(false);
    };
    let was: BTreeMap<String, String> = serde_json::from_slice(&recorded).map_err(|_| {
        Error::data(
            Location::file(path.display().to_string()),
            "this does not say what run made the outputs",
            "begin anew without --resume",
        )
    })?;
    progress_file::compare(&path, &was, &is)?;
    Ok(true)
}

fn fingerprint(job: &Job<'_>) -> BTreeMap<String, String> {
    let options = job.fingerprint.iter();
    let ending = [("format".to_owned(), job.ending.to_owned())];
    let version = [(
        "version of the program".to_owned(),
        env!("CARGO_PKG_VERSION").to_owned(),
    )];
    options
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .chain(ending)
        .chain(version)
        .collect()
}

fn record(path: &Path, options: &BTreeMap<String, String>) -> Result<()> {
    let mut output = Output::create(Some(path))?;
    output.write_json(options, true)?;
    output.finish_soon()
}

/// The inputs below the folder of outputs, which must not be written over.
fn inputs_within(job: &Job<'_>, root: &Path) -> HashSet<String> {
    let paths = job
        .inputs
        .list
        .iter()
        .filter_map(|input| match &input.source {
            Source::File(path) => fs::canonicalize(path).ok(),
            Source::Stdin => None,
        });
    paths
        .filter_map(|path| {
            Some(
                path.strip_prefix(root)
                    .ok()?
                    .to_string_lossy()
                    .to_lowercase(),
            )
        })
        .collect()
}

/// Gives each document its file.
pub(super) struct FolderPlan {
    folder: PathBuf,
    ending: String,
    resume: bool,
    /// The names that are given away, in small letters, since some systems do
    /// not tell these from capitals.
    taken: HashSet<String>,
    /// The folders in which there are files, in the same way.
    folders: HashSet<String>,
    /// How many documents were found to be done.
    done_before: Arc<AtomicUsize>,
    /// The file of the input that was asked about last.
    reserved: Option<(String, PathBuf)>,
}

impl FolderPlan {
    /// Whether the output of a file that holds only one document is there.
    pub(super) fn is_done(&mut self, input: &Input) -> bool {
        // What may hold several documents has to be read.
        let may_hold_others = ["zip", "eml"].iter().any(|ending| {
            let found = input.relative.extension();
            found.is_some_and(|found| found.eq_ignore_ascii_case(ending))
        });
        if !self.resume || may_hold_others {
            return false;
        }
        let path = self.assign(&input.relative);
        let is_done = is_newer(&path, input);
        self.count(is_done);
        self.reserved = Some((input.name.clone(), path));
        is_done
    }

    /// The file of a document, unless it is there.
    pub(super) fn target(&mut self, input: &Input, name: &str) -> Option<PathBuf> {
        let reserved = self
            .reserved
            .take()
            .filter(|(reserved, _)| reserved == name);
        let path = if let Some((_, path)) = reserved {
            path
        } else {
            // The name of a member is that of its file and its own path.
            let within = name.strip_prefix(input.name.as_str()).unwrap_or(name);
            match within.trim_start_matches('/') {
                "" => self.assign(&input.relative),
                within => self.assign(&input.relative.join(within)),
            }
        };
        let is_done = self.resume && is_newer(&path, input);
        self.count(is_done);
        (!is_done).then_some(path)
    }

    fn count(&self, is_done: bool) {
        self.done_before
            .fetch_add(usize::from(is_done), Ordering::Relaxed);
    }

    /// A path in the folder that no other document has.
    fn assign(&mut self, relative: &Path) -> PathBuf {
        let mut safe = safe_path(relative);
        if parents(&safe).any(|parent| self.taken.contains(&parent)) {
            // A file has the name of one of its folders.
            safe = PathBuf::from(safe.to_string_lossy().replace(['/', '\\'], "_"));
        }
        let mut count = 1;
        loop {
            let mut name = safe.clone().into_os_string();
            if count > 1 {
                name.push(format!("-{count}"));
            }
            name.push(".");
            name.push(&self.ending);
            let key = name.to_string_lossy().to_lowercase();
            if !self.folders.contains(&key) && self.taken.insert(key) {
                self.folders.extend(parents(Path::new(&name)));
                return self.folder.join(name);
            }
            count += 1;
        }
    }
}

/// Whether a complete output is there that is not older than its input. One
/// that is empty may be what a power failure left.
fn is_newer(output: &Path, input: &Input) -> bool {
    let modified = |path: &Path| fs::metadata(path).and_then(|m| m.modified()).ok();
    if fs::metadata(output).is_ok_and(|output| output.len() == 0) {
        return false;
    }
    let Source::File(path) = &input.source else {
        return false;
    };
    match (modified(output), modified(path)) {
        (Some(output), Some(input)) => output >= input,
        _ => false,
    }
}

/// The folders above a relative path, in small letters.
fn parents(path: &Path) -> impl Iterator<Item = String> {
    path.ancestors()
        .skip(1)
        .filter(|parent| !parent.as_os_str().is_empty())
        .map(|parent| parent.to_string_lossy().to_lowercase())
}

/// A path that leads into no other folder and that every system can have.
fn safe_path(relative: &Path) -> PathBuf {
    let parts = relative
        .components()
        .filter_map(|component| match component {
            Component::Normal(part) => Some(safe_name(part)),
            _ => None,
        });
    let path: PathBuf = parts.collect();
    if path.as_os_str().is_empty() {
        PathBuf::from("document")
    } else {
        path
    }
}

fn safe_name(part: &OsStr) -> String {
    let name: String = part
        .to_string_lossy()
        .chars()
        .map(|character| match character {
            '<' | '>' | ':' | '"' | '|' | '?' | '*' | '\\' => '_',
            control if control.is_control() => '_',
            other => other,
        })
        .collect();
    // Systems differ in what they do with these at the end, and names of more
    // than 255 bytes cannot be had; an ending has to fit in.
    let mut end = name.len().min(200);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    match name[..end].trim_end_matches(['.', ' ']) {
        "" => "_".to_owned(),
        name => name.to_owned(),
    }
}

struct Outputs<'j, 'a> {
    job: &'j Job<'a>,
    /// The folder without links and detours.
    root: PathBuf,
}

impl Receiver for Outputs<'_, '_> {
    const STREAMS: bool = false;
    const GOES_ON: bool = true;

    fn receive(&mut self, work: Finished, totals: &mut Totals<'_>) -> Result<()> {
        let Some(document) = &work.document else {
            return Ok(());
        };
        totals.add(document);
        let path = &work.target;
        self.make_room(path)?;
        let mut overview = Overview::new(self.job.n_topics);
        overview.add(document);
        let mut output = Output::create(Some(path))?;
        let mut writer = (self.job.writer)();
        writer
            .begin(&mut output, &overview)
            .and_then(|()| writer.write(&mut output, document))
            .and_then(|()| writer.finish(&mut output))
            .map_err(|error| output.failed(error))?;
        output.finish_soon()
    }
}

impl Outputs<'_, '_> {
    /// Makes the folders of a path, and refuses links that lead out of the
    /// folder of outputs.
    fn make_room(&self, path: &Path) -> Result<()> {
        let parent = path.parent().unwrap_or(path);
        fs::create_dir_all(parent).map_err(|error| Error::io("create", parent, error))?;
        let real = fs::canonicalize(parent).map_err(|error| Error::io("read", parent, error))?;
        let is_link = fs::symlink_metadata(path).is_ok_and(|found| found.file_type().is_symlink());
        if real.starts_with(&self.root) && !is_link {
            return Ok(());
        }
        Err(Error::io(
            "write",
            path,
            io::Error::other("a link leads out of the folder of outputs"),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan() -> FolderPlan {
        FolderPlan {
            folder: PathBuf::from("out"),
            ending: "csv".to_owned(),
            resume: false,
            taken: HashSet::new(),
            folders: HashSet::new(),
            reserved: None,
            done_before: Arc::default(),
        }
    }

    #[test]
    fn a_file_and_a_folder_of_one_name_are_told_apart() {
        let mut plan = plan();
        let assigned: Vec<PathBuf> = ["a.txt", "a.txt.csv/b.txt", "c.txt.csv/d.txt", "c.txt"]
            .iter()
            .map(|name| plan.assign(Path::new(name)))
            .collect();
        let expected = [
            "a.txt.csv",
            "a.txt.csv_b.txt.csv",
            "c.txt.csv/d.txt.csv",
            "c.txt-2.csv",
        ];
        assert_eq!(assigned, expected.map(|name| Path::new("out").join(name)));
    }

    #[test]
    fn no_name_leads_out_of_the_folder() {
        for (relative, expected) in [
            ("a/b.pdf", "a/b.pdf"),
            ("../../etc/passwd", "etc/passwd"),
            ("/etc/passwd", "etc/passwd"),
            ("a/./b:c?.txt", "a/b_c_.txt"),
            ("..", "document"),
            ("dots...", "dots"),
            ("a\\..\\b", "a_.._b"),
        ] {
            assert_eq!(safe_path(Path::new(relative)), Path::new(expected));
        }
    }

    #[test]
    fn names_that_are_taken_are_numbered() {
        let mut plan = plan();
        let assigned: Vec<PathBuf> = ["a.txt", "A.TXT", "a.txt", "a.pdf"]
            .iter()
            .map(|name| plan.assign(Path::new(name)))
            .collect();
        let expected = ["a.txt.csv", "A.TXT-2.csv", "a.txt-3.csv", "a.pdf.csv"];
        assert_eq!(assigned, expected.map(|name| Path::new("out").join(name)));
    }
}
