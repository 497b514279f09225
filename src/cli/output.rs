//! Where results go: standard output, or a file that is written whole.

use std::fs;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use crate::atomic::AtomicFile;
use crate::error::{Error, Result};

/// Refuses an output that is an input or another output: it would be lost.
pub(super) fn refuse_overwriting<'p>(
    inputs: impl IntoIterator<Item = &'p Path>,
    outputs: impl IntoIterator<Item = &'p Path>,
) -> Result<()> {
    let mut taken: Vec<_> = inputs.into_iter().map(real).collect();
    for output in outputs {
        let output_path = real(output);
        if output_path.is_file() && taken.contains(&output_path)
            || taken
                .iter()
                .any(|path| *path == output_path && !path.exists())
        {
            return Err(Error::parameter(
                "the output",
                output.display(),
                "a file that this command does not read or write otherwise",
            ));
        }
        taken.push(output_path);
    }
    Ok(())
}

/// The path without links and detours; a file that does not exist yet is named
/// by its folder's.
fn real(path: &Path) -> PathBuf {
    let by_folder = || {
        let folder = path.parent().filter(|folder| *folder != Path::new(""));
        let folder = fs::canonicalize(folder.unwrap_or(Path::new("."))).ok()?;
        Some(folder.join(path.file_name()?))
    };
    fs::canonicalize(path)
        .ok()
        .or_else(by_folder)
        .unwrap_or_else(|| path.to_owned())
}

/// As [`refuse_overwriting`], and refuses an output that cannot be written to,
/// which is better known before long work than after it.
pub(super) fn prepare_outputs<'p>(
    inputs: impl IntoIterator<Item = &'p Path>,
    outputs: impl IntoIterator<Item = &'p Path> + Clone,
) -> Result<()> {
    refuse_overwriting(inputs, outputs.clone())?;
    for path in outputs {
        // The reader of a pipe would take its opening and closing for all there is.
        let is_other = fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir());
        if !is_other && path != Path::new("-") {
            drop(AtomicFile::create(path)?);
        }
    }
    Ok(())
}

/// A place for results.
pub(super) struct Output {
    name: String,
    writer: BufWriter<Target>,
}

enum Target {
    Stdout(io::Stdout),
    File(AtomicFile),
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(stdout) => stdout.write(bytes),
            Self::File(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(stdout) => stdout.flush(),
            Self::File(file) => file.flush(),
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl Output {
    pub(super) fn stdout() -> Self {
        Self {
            name: "standard output".to_owned(),
            writer: BufWriter::with_capacity(64 * 1024, Target::Stdout(io::stdout())),
        }
    }

    /// A file, or standard output where no path is given.
    pub(super) fn create(path: Option<&Path>) -> Result<Self> {
        let Some(path) = path.filter(|path| *path != Path::new("-")) else {
            return Ok(Self::stdout());
        };
        Ok(Self {
            name: path.display().to_string(),
            writer: BufWriter::with_capacity(64 * 1024, Target::File(AtomicFile::create(path)?)),
        })
    }

    /// Whether a person reads this.
    pub(super) fn is_terminal(&self) -> bool {
        matches!(self.writer.get_ref(), Target::Stdout(stdout) if stdout.is_terminal())
    }

    pub(super) fn write_all(&mut self, bytes: &[u8]) -> Result<()> {
        let written = self.writer.write_all(bytes);
        written.map_err(|source| self.failed(source))
    }

    pub(super) fn write_str(&mut self, text: &str) -> Result<()> {
        self.write_all(text.as_bytes())
    }

    /// Writes a value as JSON on one line, or indented.
    pub(super) fn write_json(&mut self, value: &impl serde::Serialize, pretty: bool) -> Result<()> {
        let written = if pretty {
            serde_json::to_writer_pretty(&mut self.writer, value)
        } else {
            serde_json::to_writer(&mut self.writer, value)
        };
        written.map_err(|error| self.failed(error.into()))
    }

    /// Writes a row of a CSV table, with quotation marks where they are needed.
    pub(super) fn write_csv_row<'f>(
        &mut self,
        fields: impl IntoIterator<Item = &'f str>,
    ) -> Result<()> {
        let mut row = csv::Writer::from_writer(&mut self.writer);
        let written = row
            .write_record(fields)
            .map_err(io::Error::from)
            .and_then(|()| row.flush());
        drop(row);
        written.map_err(|source| self.failed(source))
    }

    /// Sends everything off; a file takes its name now.
    pub(super) fn finish(self) -> Result<()> {
        self.close(AtomicFile::commit)
    }

    /// As [`Output::finish`], without waiting for the disk.
    pub(super) fn finish_soon(self) -> Result<()> {
        self.close(AtomicFile::rename)
    }

    fn close(mut self, commit: impl FnOnce(AtomicFile) -> Result<()>) -> Result<()> {
        let flushed = self.writer.flush();
        flushed.map_err(|source| self.failed(source))?;
        let name = self.name;
        match self.writer.into_inner() {
            Ok(Target::File(file)) => commit(file),
            Ok(Target::Stdout(_)) => Ok(()),
            Err(error) => Err(Error::Io {
                action: "write",
                name,
                source: error.into_error(),
            }),
        }
    }

    /// An error of writing here.
    pub(super) fn failed(&self, source: io::Error) -> Error {
        Error::Io {
            action: "write",
            name: self.name.clone(),
            source,
        }
    }
}
