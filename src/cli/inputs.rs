//! Which documents a command reads: files, folders, patterns, standard input.

mod arguments;
mod walk;

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

pub(super) use arguments::InputArguments;
use serde::{Deserialize, Serialize};
use walk::Walk;

use super::options::Source;
use crate::error::{Error, Location, Result};

/// One file to be read, or standard input.
#[derive(Debug, Clone)]
pub(super) struct Input {
    pub(super) source: Source,
    /// How messages and outputs name it.
    pub(super) name: String,
    /// Its path below the folder or pattern that was named, or its file name:
    /// where its output stands below a folder of outputs.
    pub(super) relative: PathBuf,
}

/// What tells whether a file has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    size: u64,
    /// Nanoseconds since 1970.
    modified: u64,
}

impl Input {
    fn stdin() -> Self {
        let source = Source::Stdin;
        Self {
            name: source.name(),
            source,
            relative: PathBuf::from("standard-input"),
        }
    }

    fn file(path: &Path, relative: &Path) -> Self {
        Self {
            name: path.strip_prefix(".").unwrap_or(path).display().to_string(),
            source: Source::File(path.to_owned()),
            relative: relative.to_owned(),
        }
    }

    /// Its size and time; `None` where there is no file of that kind.
    pub(super) fn stamp(&self) -> Option<Stamp> {
        let Source::File(path) = &self.source else {
            return None;
        };
        let metadata = fs::metadata(path).ok()?;
        let modified = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        metadata.is_file().then(|| Stamp {
            size: metadata.len(),
            modified: u64::try_from(modified.as_nanos()).unwrap_or(u64::MAX),
        })
    }
}

/// All inputs of a command, in their order.
#[derive(Debug, Default)]
pub(super) struct Inputs {
    pub(super) list: Vec<Input>,
    /// The number of files in folders that are no documents, by what they are.
    pub(super) passed_over: BTreeMap<&'static str, usize>,
    /// The parts of folders that could not be looked into.
    pub(super) failures: Vec<Error>,
    /// The files in folders that the command writes.
    outputs_within: Vec<PathBuf>,
    /// Whether a folder or pattern was named, which may hold any number.
    pub(super) is_open: bool,
}

impl InputArguments {
    /// The inputs that the arguments name; what a command writes is passed over
    /// in folders.
    pub(super) fn inputs<'p>(&self, outputs: impl IntoIterator<Item = &'p Path>) -> Result<Inputs> {
        let walk = Walk::new(self, outputs)?;
        let mut inputs = Inputs::default();
        if self.files.is_empty() {
            inputs.list.push(Input::stdin());
        }
        for path in &self.files {
            if path == Path::new("-") {
                inputs.list.push(Input::stdin());
            } else if fs::metadata(path).is_ok_and(|metadata| metadata.is_dir()) {
                inputs.is_open = true;
                walk.folder(path, &mut inputs)?;
            } else if let Some(pattern) = arguments::pattern(path) {
                inputs.is_open = true;
                walk.pattern(path, &pattern?, &mut inputs)?;
            } else {
                let relative = path.file_name().map_or(Path::new("document"), Path::new);
                inputs.list.push(Input::file(path, relative));
            }
        }
        let mut seen = HashSet::new();
        inputs
            .list
            .retain(|input| seen.insert(input.source.clone()));
        if let Some(path) = inputs.outputs_within.iter().find(|path| is_document(path)) {
            return Err(Error::parameter(
                "the output",
                path.display(),
                "a file that is not one of the documents to be read",
            ));
        }
        if inputs.list.is_empty() {
            if let Some(error) = inputs.failures.pop() {
                return Err(error);
            }
            let named: Vec<String> = self.files.iter().map(|f| f.display().to_string()).collect();
            return Err(Error::data(
                Location::file(named.join(", ")),
                match inputs.passed_over_in_words() {
                    Some(words) => format!("there is no document, only {words}"),
                    None => "there is no document".to_owned(),
                },
                "name files themselves, or choose others with --include",
            ));
        }
        Ok(inputs)
    }
}

/// Whether the file is a document of a kind that no command writes. Others in
/// the place of an output were written by a run before.
fn is_document(path: &Path) -> bool {
    const ENDINGS: [&str; 6] = ["pdf", "docx", "eml", "zip", "txt", "htm"];
    path.extension().is_some_and(|ending| {
        ENDINGS
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known))
    })
}

impl Inputs {
    /// What was passed over, in words.
    pub(super) fn passed_over_in_words(&self) -> Option<String> {
        passed_over_in_words(&self.passed_over)
    }
}

/// `4 files that are no documents (a picture: 3, a table: 1)`, if there are any.
pub(super) fn passed_over_in_words(counts: &BTreeMap<&'static str, usize>) -> Option<String> {
    let all: usize = counts.values().sum();
    let kinds: Vec<String> = counts
        .iter()
        .map(|(kind, count)| format!("{kind}: {count}"))
        .collect();
    let files = if all == 1 {
        "file that is no document"
    } else {
        "files that are no documents"
    };
    (all > 0).then(|| format!("{all} {files} ({})", kinds.join(", ")))
}

/// An error of a folder as one sentence.
fn folder_error(path: &Path, error: &walkdir::Error) -> Error {
    let kind = error
        .io_error()
        .map_or(io::ErrorKind::Other, io::Error::kind);
    let code = error.io_error().and_then(io::Error::raw_os_error);
    let source = code.map_or_else(|| kind.into(), io::Error::from_raw_os_error);
    Error::io("read", error.path().unwrap_or(path), source)
}
