//! The file of words that the segmentation of Chinese should know.

use std::fs;
use std::path::Path;

use crate::encoding::{Encoding, decode};
use crate::error::{Error, Location, Result};
use crate::text::normalize;

/// Reads a dictionary: one word a line, in normal form and sorted, each once.
/// Lines that are empty or begin with `#` are passed over, and so is whatever
/// follows a space, so that dictionaries with frequencies can be read.
///
/// # Errors
///
/// When the file cannot be read or a line holds a word of fewer than two or
/// more than 32 characters; the message gives the line.
pub fn read(path: &Path) -> Result<Vec<String>> {
    let name = path.display().to_string();
    let bytes = fs::read(path).map_err(|source| Error::io("read", path, source))?;
    parse(&name, &decode(&name, &bytes, Encoding::Detect)?)
}

/// Reads the text of a dictionary; `name` is for errors.
///
/// # Errors
///
/// As [`read`].
///
/// ```
/// let words = thematic::dictionary::parse("d.txt", "# weapons\n轻小武器\n安理会 100\n")?;
/// assert_eq!(words, ["安理会", "轻小武器"]);
/// # Ok::<(), thematic::Error>(())
/// ```
pub fn parse(name: &str, text: &str) -> Result<Vec<String>> {
    let mut words = Vec::new();
    for (place, line) in text.lines().enumerate() {
        let Some(word) = line.split_whitespace().next() else {
            continue;
        };
        if word.starts_with('#') {
            continue;
        }
        let mut normal = String::new();
        normalize(word, &mut normal);
        if !(2..=32).contains(&normal.chars().count()) {
            return Err(Error::data(
                Location::file(name).line(place as u64 + 1),
                format!("{word:?} is no word of 2 to 32 characters"),
                "give one word a line",
            ));
        }
        words.push(normal);
    }
    words.sort();
    words.dedup();
    Ok(words)
}
