//! What is done of a run, kept on disk until the output is written from it.
//!
//! The first line says what run it is of, each further one holds one document,
//! as JSON. A line that is cut off at the end of the file is no document.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::reader::Plan;
use crate::cli::inputs::{Input, Stamp};
use crate::error::{Error, Location, Result};
use crate::output::TaggedDocument;

/// What the first line says, whatever the run.
const KIND: &str = "thematic progress 1";

/// The progress file of an output.
pub(super) fn path_beside(output: &Path) -> PathBuf {
    let mut name = output.as_os_str().to_owned();
    name.push(".partial");
    PathBuf::from(name)
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Header {
    kind: String,
    run: BTreeMap<String, String>,
}

#[derive(Serialize)]
struct Line<'a> {
    input: &'a str,
    member: usize,
    is_alone: bool,
    stamp: Option<Stamp>,
    document: Option<&'a TaggedDocument>,
}

#[derive(Deserialize)]
struct KeptLine {
    input: String,
    member: usize,
    is_alone: bool,
    stamp: Option<Stamp>,
    document: Option<TaggedDocument>,
}

/// Documents on disk, to which more can be added and which can be read again.
pub(super) struct ProgressFile {
    /// `None` for a file without a name, which is gone when the program ends.
    path: Option<PathBuf>,
    file: BufWriter<File>,
    end: u64,
    entries: Vec<Entry>,
}

/// Where a document stands in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    input: usize,
    member: usize,
    start: u64,
    length: u64,
    is_alone: bool,
}

impl ProgressFile {
    /// A file that nobody goes on from.
    pub(super) fn unnamed() -> Result<Self> {
        let file = tempfile::tempfile();
        let file = file.map_err(|error| Error::io("create", &std::env::temp_dir(), error))?;
        Ok(Self {
            path: None,
            file: BufWriter::new(file),
            end: 0,
            entries: Vec::new(),
        })
    }

    /// A new file for a run, in the place of one that is there.
    pub(super) fn create(path: &Path, run: &[(&'static str, String)]) -> Result<Self> {
        let failed = |error| Error::io("write", path, error);
        if let Ok(found) = File::open(path) {
            read_header(path, &mut BufReader::new(found))?;
        }
        let header = serde_json::to_string(&Header {
            kind: KIND.to_owned(),
            run: as_map(run),
        });
        let header = header.map_err(|error| failed(error.into()))? + "\n";
        let mut file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(true)
            .open(path)
            .map_err(failed)?;
        file.write_all(header.as_bytes()).map_err(failed)?;
        Ok(Self {
            path: Some(path.to_owned()),
            file: BufWriter::new(file),
            end: header.len() as u64,
            entries: Vec::new(),
        })
    }

    /// The file of an interrupted run, or a new one where there is none.
    /// Documents whose files have changed since then are not done.
    ///
    /// # Errors
    ///
    /// When the run had another model or other options.
    pub(super) fn resume(
        path: &Path,
        run: &[(&'static str, String)],
        inputs: &[Input],
        stamps: &[Option<Stamp>],
        n_topics: usize,
    ) -> Result<Self> {
        let failed = |error| Error::io("read", path, error);
        let file = match File::options().read(true).write(true).open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Self::create(path, run);
            }
            Err(error) => return Err(failed(error)),
        };
        let mut lines = BufReader::new(file);
        let (header, mut end) = read_header(path, &mut lines)?;
        compare(path, &header.run, &as_map(run))?;
        let places: HashMap<&str, usize> = inputs
            .iter()
            .enumerate()
            .map(|(place, input)| (input.name.as_str(), place))
            .collect();
        let mut entries = Vec::new();
        let mut line = Vec::new();
        let mut number = 1;
        loop {
            line.clear();
            let length = lines.read_until(b'\n', &mut line).map_err(failed)? as u64;
            if line.last() != Some(&b'\n') {
                break;
            }
            number += 1;
            let kept = serde_json::from_slice::<KeptLine>(&line)
                .ok()
                .filter(|kept| {
                    let document = kept.document.as_ref();
                    document.is_none_or(|document| document.is_consistent(n_topics))
                });
            let Some(kept) = kept else {
                return Err(Error::data(
                    Location::file(path.display().to_string()).line(number),
                    "the line is damaged",
                    "remove the file and begin anew without --resume",
                ));
            };
            if let Some(&input) = places.get(kept.input.as_str()) {
                let is_same = kept.stamp.is_some() && stamps.get(input) == Some(&kept.stamp);
                if is_same {
                    entries.push(Entry {
                        input,
                        member: kept.member,
                        start: end,
                        length,
                        is_alone: kept.is_alone,
                    });
                }
            }
            end += length;
        }
        let mut file = lines.into_inner();
        file.set_len(end).map_err(failed)?;
        file.seek(SeekFrom::End(0)).map_err(failed)?;
        Ok(Self {
            path: Some(path.to_owned()),
            file: BufWriter::new(file),
            end,
            entries,
        })
    }

    /// What need not be done again.
    pub(super) fn plan(&self) -> Plan {
        let whole = self.entries.iter().filter(|entry| entry.is_alone);
        Plan::Done {
            inputs: whole.map(|entry| entry.input).collect(),
            members: self
                .entries
                .iter()
                .map(|entry| (entry.input, entry.member))
                .collect::<HashSet<_>>(),
        }
    }

    /// The number of documents that are done.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Adds a document, `None` for one of which nothing is wanted, and sees to
    /// it that it is on the disk's way.
    pub(super) fn add(
        &mut self,
        (place, input): (usize, &Input),
        member: usize,
        is_alone: bool,
        stamp: Option<Stamp>,
        document: Option<&TaggedDocument>,
    ) -> Result<()> {
        let line = serde_json::to_vec(&Line {
            input: &input.name,
            member,
            is_alone,
            stamp,
            document,
        });
        let written = line.map_err(std::io::Error::from).and_then(|mut line| {
            line.push(b'\n');
            // Reading moves to other places.
            self.file.seek(SeekFrom::Start(self.end))?;
            self.file.write_all(&line)?;
            self.file.flush()?;
            Ok(line.len() as u64)
        });
        let length = written.map_err(|error| self.failed("write", error))?;
        self.entries.push(Entry {
            input: place,
            member,
            start: self.end,
            length,
            is_alone,
        });
        self.end += length;
        Ok(())
    }

    /// Gives every document, in the order of the inputs.
    pub(super) fn each(
        &mut self,
        mut give: impl FnMut(&TaggedDocument) -> Result<()>,
    ) -> Result<()> {
        self.entries.sort_unstable();
        let mut line = Vec::new();
        for place in 0..self.entries.len() {
            let Some(entry) = self.entries.get(place).copied() else {
                break;
            };
            let read = (|| {
                let file = self.file.get_mut();
                file.seek(SeekFrom::Start(entry.start))?;
                line.resize(usize::try_from(entry.length).unwrap_or(usize::MAX), 0);
                file.read_exact(&mut line)?;
                let kept: KeptLine = serde_json::from_slice(&line)?;
                Ok(kept.document)
            })();
            if let Some(document) = read.map_err(|error| self.failed("read", error))? {
                give(&document)?;
            }
        }
        Ok(())
    }

    /// Removes the file, which nobody needs any more.
    pub(super) fn remove(self) -> Result<()> {
        let Some(path) = &self.path else {
            return Ok(());
        };
        fs::remove_file(path).map_err(|error| Error::io("remove", path, error))
    }

    fn failed(&self, action: &'static str, source: std::io::Error) -> Error {
        let folder = std::env::temp_dir();
        Error::io(action, self.path.as_deref().unwrap_or(&folder), source)
    }
}

/// The header and its length; refuses a file of another kind.
fn read_header(path: &Path, lines: &mut impl BufRead) -> Result<(Header, u64)> {
    let mut line = Vec::new();
    let most = 1 << 20;
    let read = lines.take(most).read_until(b'\n', &mut line);
    let length = read.map_err(|error| Error::io("read", path, error))?;
    let header: Option<Header> = serde_json::from_slice(&line).ok();
    match header.filter(|header| header.kind == KIND) {
        Some(header) => Ok((header, length as u64)),
        None => Err(Error::data(
            Location::file(path.display().to_string()),
            "this is not what an interrupted run of this version leaves",
            "remove or rename it, or choose another output",
        )),
    }
}

fn as_map(run: &[(&'static str, String)]) -> BTreeMap<String, String> {
    run.iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect()
}

/// Refuses another run, and says what differs.
fn compare(
    path: &Path,
    was: &BTreeMap<String, String>,
    is: &BTreeMap<String, String>,
) -> Result<()> {
    let nothing = String::new();
    let names = was.keys().chain(is.keys());
    let different = names
        .map(|name| {
            (
                name,
                was.get(name).unwrap_or(&nothing),
                is.get(name).unwrap_or(&nothing),
            )
        })
        .find(|(_, was, is)| was != is);
    let Some((name, was, is)) = different else {
        return Ok(());
    };
    Err(Error::data(
        Location::file(path.display().to_string()),
        format!("the {name} of the interrupted run was {was:?}, not {is:?}"),
        "go on with the same, or begin anew without --resume",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Document;
    use crate::cli::options::Source;

    fn input(name: &str) -> Input {
        Input {
            source: Source::File(PathBuf::from(name)),
            name: name.to_owned(),
            relative: PathBuf::from(name),
        }
    }

    fn stamp(size: u64) -> Option<Stamp> {
        serde_json::from_str(&format!("{{\"size\":{size},\"modified\":1}}")).ok()
    }

    fn names(file: &mut ProgressFile) -> Vec<String> {
        let mut names = Vec::new();
        let given = file.each(|document| {
            names.push(document.name.clone());
            Ok(())
        });
        given.unwrap();
        names
    }

    #[test]
    fn what_was_done_is_there_again_but_for_a_line_that_is_cut_off() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.csv.partial");
        let inputs = [input("a"), input("b"), input("c")];
        let stamps = [stamp(1), stamp(2), stamp(3)];
        let run = [("model", "m".to_owned())];
        let mut file = ProgressFile::create(&path, &run).unwrap();
        for place in [2, 0] {
            let name = &inputs[place].name;
            let document = TaggedDocument::untagged(name, Document::from_text("Text."));
            let at = (place, &inputs[place]);
            file.add(at, 0, true, stamps[place], Some(&document))
                .unwrap();
        }
        assert_eq!(names(&mut file), ["a", "c"]);
        drop(file);
        let mut cut = fs::OpenOptions::new().append(true).open(&path).unwrap();
        cut.write_all(b"{\"input\":\"b\",\"mem").unwrap();
        drop(cut);
        let resume =
            |stamps: &[Option<Stamp>], run| ProgressFile::resume(&path, run, &inputs, stamps, 0);
        let mut again = resume(&stamps, &run).unwrap();
        assert_eq!(names(&mut again), ["a", "c"]);
        let document = TaggedDocument::untagged("b", Document::from_text("Text."));
        again
            .add((1, &inputs[1]), 0, true, stamps[1], Some(&document))
            .unwrap();
        assert_eq!(names(&mut again), ["a", "b", "c"]);
        drop(again);
        let changed = [stamp(9), stamp(2), stamp(3)];
        assert_eq!(names(&mut resume(&changed, &run).unwrap()), ["b", "c"]);
        let error = resume(&stamps, &[("model", "n".to_owned())]).err().unwrap();
        assert!(
            error
                .to_string()
                .contains("the model of the interrupted run was \"m\", not \"n\""),
            "{error}"
        );
    }

    #[test]
    fn a_file_of_another_kind_is_not_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.csv.partial");
        fs::write(&path, "precious\n").unwrap();
        assert!(ProgressFile::create(&path, &[]).is_err());
        assert!(ProgressFile::resume(&path, &[], &[], &[], 0).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), "precious\n");
    }
}
