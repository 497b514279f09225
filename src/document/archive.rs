//! ZIP archives, whose parts are expanded one at a time within limits.

use std::io::{Cursor, Read};

use encoding_rs::GB18030;
use zip::ZipArchive;
use zip::result::ZipError;

use super::limits::{Limits, in_short, size};
use crate::error::{Error, Location, Result};

/// Fewest bytes that a member takes in the directory of an archive.
const DIRECTORY_ENTRY_BYTES: usize = 46;

/// What stands before every member in the directory.
const DIRECTORY_ENTRY: &[u8] = b"PK\x01\x02";

/// An archive in memory.
pub(super) struct Archive<B: AsRef<[u8]>> {
    name: String,
    zip: ZipArchive<Cursor<B>>,
    limits: Limits,
}

/// What the directory says of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its path.
    pub(super) path: String,
    /// Whether it is a file, not a folder or a link.
    pub(super) is_file: bool,
}

impl<B: AsRef<[u8]>> Archive<B> {
    /// Reads the directory of an archive; `name` is for errors.
    pub(super) fn open(name: &str, bytes: B, limits: &Limits) -> Result<Self> {
        check_directory(name, bytes.as_ref(), limits)?;
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| failure(name, &error))?;
        if zip.len() > limits.members {
            return Err(too_many_members(name, limits));
        }
        match zip.has_overlapping_files() {
            Ok(true) => return Err(damaged(name, "its members overlap")),
            Ok(false) => {}
            Err(error) => return Err(failure(name, &error)),
        }
        Ok(Self {
            name: name.to_owned(),
            zip,
            limits: *limits,
        })
    }

    /// The number of members, folders included.
    pub(super) fn len(&self) -> usize {
        self.zip.len()
    }

    /// The paths of the members.
    pub(super) fn paths(&self) -> impl Iterator<Item = &[u8]> {
        self.zip.file_names_raw()
    }

    /// What the directory says of the member at `index`.
    pub(super) fn entry(&self, index: usize) -> Option<Entry> {
        let entry = self.zip.by_index_data(index).ok()?;
        let path = match std::str::from_utf8(entry.name_raw()) {
            Ok(path) => path.to_owned(),
            Err(_) => han_path(entry.name_raw())
                .or_else(|| Some(entry.name().ok()?.into_owned()))
                .unwrap_or_else(|| String::from_utf8_lossy(entry.name_raw()).into_owned()),
        };
        Some(Entry {
            is_file: entry.is_file(),
            path,
        })
    }

    /// The bytes of the part of that path, if there is one.
    pub(super) fn part(&mut self, path: &str) -> Result<Option<Vec<u8>>> {
        match self.zip.index_for_name_raw(path.as_bytes()) {
            Some(index) => self
                .expand(index, &format!("{}/{path}", self.name))
                .map(Some),
            None => Ok(None),
        }
    }

    /// The bytes of the member at `index`; `name` is for errors.
    pub(super) fn expand(&mut self, index: usize, name: &str) -> Result<Vec<u8>> {
        let member = self
            .zip
            .by_index(index)
            .map_err(|error| failure(name, &error))?;
        let most = self.limits.expanded(member.compressed_size());
        let declared = member.size();
        if declared > most {
            return Err(too_large(name, most));
        }
        let mut bytes = Vec::new();
        member
            .take(declared.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(|error| damaged(name, &error.to_string()))?;
        if bytes.len() as u64 > declared {
            return Err(damaged(name, "it is larger than it says"));
        }
        Ok(bytes)
    }
}

/// A path in GBK, which archives made on Chinese systems have without saying
/// so; what is no Chinese there is in code page 437.
fn han_path(path: &[u8]) -> Option<String> {
    let (text, _, malformed) = GB18030.decode(path);
    let usual = |c: char| {
        c.is_ascii()
            || matches!(c, '\u{4e00}'..='\u{9fa5}' | '\u{3000}'..='\u{3017}' | '\u{ff01}'..='\u{ff5e}' | '“' | '”' | '—' | '·')
    };
    (!malformed && text.chars().all(usual)).then(|| text.into_owned())
}

impl Limits {
    /// Most bytes to which that many bytes may expand.
    pub(super) fn expanded(&self, compressed: u64) -> u64 {
        compressed
            .saturating_mul(self.ratio)
            .max(Self::FREE_BYTES)
            .min(self.expanded_bytes)
    }
}

impl Limits {
    /// Most bytes to which a container of that many bytes may expand, whatever
    /// is nested in it.
    pub(super) fn in_container(&self, compressed: usize) -> u64 {
        (compressed as u64)
            .saturating_mul(self.ratio)
            .max(16 * Self::FREE_BYTES)
            .min(self.container_bytes)
    }
}

/// Counts the members before a directory of them is made in memory.
fn check_directory(name: &str, bytes: &[u8], limits: &Limits) -> Result<()> {
    if bytes.len() / DIRECTORY_ENTRY_BYTES <= limits.members {
        return Ok(());
    }
    let entries = bytes
        .windows(DIRECTORY_ENTRY.len())
        .filter(|window| *window == DIRECTORY_ENTRY)
        .count();
    if entries > limits.members {
        return Err(too_many_members(name, limits));
    }
    Ok(())
}

pub(super) fn too_many_members(name: &str, limits: &Limits) -> Error {
    Error::data(
        Location::file(name),
        format!("the archive has more than {} members", limits.members),
        "unpack it, and give the files that matter",
    )
}

fn too_large(name: &str, most: u64) -> Error {
    Error::data(
        Location::file(name),
        format!("it expands to more than {}", size(most)),
        "it may be made to exhaust memory, so unpack it yourself if you trust it",
    )
}

fn damaged(name: &str, problem: &str) -> Error {
    let problem = in_short(problem);
    Error::data(
        Location::file(name),
        format!("the archive is damaged ({problem})"),
        "fetch or save the file anew",
    )
}

fn failure(name: &str, error: &ZipError) -> Error {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            Error::data(
                Location::file(name),
                "it is locked with a password",
                "unpack it with the password first",
            )
        }
        ZipError::CompressionMethodNotSupported(_) | ZipError::UnsupportedArchive(_) => {
            Error::data(
                Location::file(name),
                "it is compressed in a way that is not supported",
                "unpack it first, or compress it with Deflate",
            )
        }
        ZipError::Io(error) => damaged(name, &error.to_string()),
        ZipError::InvalidArchive(problem) if problem.contains("EOCD") => {
            damaged(name, "its end is missing")
        }
        ZipError::InvalidArchive(problem) => damaged(name, problem),
        other => damaged(name, &other.to_string()),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    /// An archive of `members`, in their order.
    pub(in crate::document) fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (path, bytes) in members {
            writer
                .start_file(*path, SimpleFileOptions::default())
                .unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }
}
