//! What can go wrong, where it went wrong, and what to do about it.

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::path::Path;

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Everything that can go wrong, said in one sentence that names the place.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or stream could not be read or written.
    #[error("cannot {action} {name}: {source}")]
    Io {
        /// What was attempted: `"read"`, `"write"`, `"create"`.
        action: &'static str,
        /// The file's path, or `standard input`.
        name: String,
        /// What the operating system said.
        source: io::Error,
    },

    /// The system has not so much memory to give.
    #[error("cannot get {} MB of memory: {source}", bytes / 1_000_000)]
    Memory {
        /// How many bytes were asked for.
        bytes: usize,
        /// What the operating system said.
        source: io::Error,
    },

    /// Data that was read does not have the form that it must have.
    #[error("{location}: {problem}; {advice}")]
    Data {
        /// The file, row and column.
        location: Box<Location>,
        /// What is wrong, with what was found and what was expected.
        problem: String,
        /// What to do about it.
        advice: String,
    },

    /// A parameter has a value that cannot be used.
    #[error("{name} is {value}, but must be {expected}")]
    Parameter {
        /// The parameter's name.
        name: &'static str,
        /// The value that was given.
        value: String,
        /// What is accepted.
        expected: Cow<'static, str>,
    },

    /// A model file cannot be used.
    #[error("{file}: {problem}")]
    Model {
        /// The file's name.
        file: String,
        /// What is wrong and what to do about it.
        problem: String,
    },

    /// The user asked to stop before the work was done.
    #[error("interrupted; nothing was written")]
    Interrupted,

    /// The user asked to stop when some documents were done.
    #[error("interrupted when {done} {} done; {advice}", if *done == 1 { "document was" } else { "documents were" })]
    Stopped {
        /// How many documents were done.
        done: usize,
        /// How to go on.
        advice: &'static str,
    },

    /// linfa refused a data set, for example because records and targets
    /// differ in number.
    #[error("the data set cannot be used: {0}")]
    Dataset(#[from] linfa::Error),
}

impl Error {
    /// An error of reading or writing `path`.
    pub fn io(action: &'static str, path: &Path, source: io::Error) -> Self {
        Self::Io {
            action,
            name: path.display().to_string(),
            source,
        }
    }

    /// An error in data, at a place.
    pub fn data(location: Location, problem: impl Into<String>, advice: impl Into<String>) -> Self {
        Self::Data {
            location: Box::new(location),
            problem: problem.into(),
            advice: advice.into(),
        }
    }

    /// An error in a parameter.
    pub fn parameter(
        name: &'static str,
        value: impl fmt::Display,
        expected: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::Parameter {
            name,
            value: value.to_string(),
            expected: expected.into(),
        }
    }

    /// Whether the reader of the output has gone away, which is no failure.
    pub fn is_broken_pipe(&self) -> bool {
        matches!(self, Self::Io { source, .. } if source.kind() == io::ErrorKind::BrokenPipe)
    }
}

/// A place in a file: as much of file, row and column as is known.
///
/// Rows are counted as a spreadsheet shows them: the header is row 1.
///
/// ```
/// use thematic::Location;
/// let place = Location::file("rows.csv").row(7).column("topics");
/// assert_eq!(place.to_string(), "rows.csv, row 7, column topics");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    file: String,
    row: Option<u64>,
    line: Option<u64>,
    column: Option<String>,
}

impl Location {
    /// A whole file, or a stream such as `standard input`.
    pub fn file(name: impl Into<String>) -> Self {
        Self {
            file: name.into(),
            row: None,
            line: None,
            column: None,
        }
    }

    /// The row of a table; the header is row 1.
    #[must_use]
    pub fn row(mut self, row: u64) -> Self {
        self.row = Some(row);
        self
    }

    /// The line of the file, counted from 1, where it differs from the row.
    #[must_use]
    pub fn line(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }

    /// The column's name.
    #[must_use]
    pub fn column(mut self, column: impl Into<String>) -> Self {
        self.column = Some(column.into());
        self
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(row) = self.row {
            write!(f, ", row {row}")?;
        }
        match (self.row, self.line) {
            (Some(row), Some(line)) if row != line => write!(f, " (line {line})")?,
            (None, Some(line)) => write!(f, ", line {line}")?,
            _ => {}
        }
        if let Some(column) = &self.column {
            write!(f, ", column {column}")?;
        }
        Ok(())
    }
}
