//! How much one file may cost before it is given up.

use std::io::Read;
use std::time::{Duration, Instant};

use crate::error::{Error, Location, Result};

const MEBIBYTE: u64 = 1 << 20;

/// How much one file may cost. What goes beyond is an error that names the
/// file; nothing of it is allocated in advance.
///
/// ```
/// use thematic::document::{Document, Limits, ReadOptions};
///
/// let options = ReadOptions {
///     limits: Limits { file_bytes: 10, ..Limits::default() },
///     ..ReadOptions::default()
/// };
/// let error = Document::read("letter.txt", b"The Security Council", &options).unwrap_err();
/// assert!(error.to_string().starts_with("letter.txt: the file is larger than 10 bytes"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes of a file.
    pub file_bytes: u64,
    /// Most bytes of a text: plain, Markdown, a page, the text of a message.
    pub text_bytes: u64,
    /// Most bytes of one compressed part of a file after expansion: a member
    /// of an archive, the text of a DOCX, a stream of a PDF.
    pub expanded_bytes: u64,
    /// Most bytes of everything in a container after expansion, nested
    /// containers included.
    pub container_bytes: u64,
    /// Most expanded bytes for one compressed byte, once a part is larger than
    /// [`Limits::FREE_BYTES`].
    pub ratio: u64,
    /// Most members of a container, nested containers included.
    pub members: usize,
    /// How deep containers may be nested: 1 for archives without archives.
    pub container_depth: usize,
    /// How deep elements of HTML and XML may be nested.
    pub element_depth: usize,
    /// Most pages of a document.
    pub pages: u32,
    /// Most seconds for reading one document.
    pub seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 512 * MEBIBYTE,
            text_bytes: 64 * MEBIBYTE,
            expanded_bytes: 256 * MEBIBYTE,
            container_bytes: 16 * 1024 * MEBIBYTE,
            ratio: 250,
            members: 100_000,
            container_depth: 4,
            element_depth: 1_000,
            pages: 50_000,
            seconds: 60,
        }
    }
}

impl Limits {
    /// Parts up to this size may be compressed as well as they can be.
    pub const FREE_BYTES: u64 = 4 * MEBIBYTE;

    /// Reads a stream to its end.
    ///
    /// # Errors
    ///
    /// When the stream cannot be read, or is longer than `file_bytes`.
    ///
    /// ```
    /// use thematic::document::Limits;
    /// let bytes = Limits::default().read("letter.txt", b"Text".as_slice())?;
    /// assert_eq!(bytes, b"Text");
    /// # Ok::<(), thematic::Error>(())
    /// ```
    pub fn read(&self, name: &str, reader: impl Read) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        reader
            .take(self.file_bytes.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(|source| Error::Io {
                action: "read",
                name: name.to_owned(),
                source,
            })?;
        self.check_size(name, bytes.len())?;
        Ok(bytes)
    }

    /// Whether a file of that many bytes is read at all.
    pub(super) fn check_size(&self, name: &str, bytes: usize) -> Result<()> {
        if bytes as u64 <= self.file_bytes {
            return Ok(());
        }
        Err(too_large(name, "the file", self.file_bytes))
    }

    /// Whether a text of that many bytes is read at all.
    pub(super) fn check_text(&self, name: &str, bytes: usize) -> Result<()> {
        if bytes as u64 <= self.text_bytes {
            return Ok(());
        }
        Err(too_large(name, "the text", self.text_bytes))
    }

    /// The time at which reading a document that begins now is given up.
    pub(super) fn deadline(&self) -> Deadline {
        Deadline {
            end: Instant::now().checked_add(Duration::from_secs(self.seconds)),
            seconds: self.seconds,
        }
    }
}

fn too_large(name: &str, what: &str, most: u64) -> Error {
    Error::data(
        Location::file(name),
        format!("{what} is larger than {}", size(most)),
        "divide it into smaller files",
    )
}

/// When the reading of a document is given up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deadline {
    end: Option<Instant>,
    seconds: u64,
}

impl Deadline {
    /// An error once the time is over.
    pub(super) fn check(&self, name: &str) -> Result<()> {
        if self.end.is_none_or(|end| Instant::now() < end) {
            return Ok(());
        }
        Err(Error::data(
            Location::file(name),
            format!("reading it takes longer than {} seconds", self.seconds),
            "the file may be damaged; save it anew with the program that made it",
        ))
    }
}

/// What a library says of a file, on one line and not too long for a sentence.
pub(super) fn in_short(problem: &str) -> String {
    const MOST_CHARACTERS: usize = 120;
    let words: Vec<&str> = problem.split_whitespace().collect();
    let line = words.join(" ");
    line.chars()
        .filter(|c| !c.is_control())
        .take(MOST_CHARACTERS)
        .collect()
}

/// A number of bytes as a person says it.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..MEBIBYTE => format!("{bytes} bytes"),
        _ => format!("{} MiB", bytes / MEBIBYTE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_read_up_to_the_limit_and_no_further() {
        let limits = Limits {
            file_bytes: 4,
            ..Limits::default()
        };
        assert_eq!(limits.read("a", b"four".as_slice()).unwrap(), b"four");
        let error = limits.read("a", std::io::repeat(1)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "a: the file is larger than 4 bytes; divide it into smaller files"
        );
    }

    #[test]
    fn a_deadline_passes() {
        let limits = |seconds| Limits {
            seconds,
            ..Limits::default()
        };
        assert!(limits(60).deadline().check("a").is_ok());
        assert!(limits(u64::MAX).deadline().check("a").is_ok());
        let error = limits(0).deadline().check("a").unwrap_err();
        assert!(error.to_string().contains("longer than 0 seconds"));
    }
}
