//! Folders and patterns to files.

use std::fs;
use std::path::{Component, Path, PathBuf};

use globset::GlobMatcher;
use walkdir::{DirEntry, WalkDir};

use super::arguments::{InputArguments, InputFormat, glob};
use super::{Input, Inputs, folder_error};
use crate::document::passed_over;
use crate::error::{Error, Location, Result};

/// How folders are gone through.
pub(super) struct Walk {
    include: Vec<GlobMatcher>,
    exclude: Vec<GlobMatcher>,
    /// What the command writes, without links and detours.
    outputs: Vec<PathBuf>,
    tables: bool,
}

impl Walk {
    pub(super) fn new<'p>(
        arguments: &InputArguments,
        outputs: impl IntoIterator<Item = &'p Path>,
    ) -> Result<Self> {
        let globs = |name, patterns: &[String]| -> Result<Vec<GlobMatcher>> {
            patterns.iter().map(|text| glob(name, text)).collect()
        };
        Ok(Self {
            include: globs("--include", &arguments.include)?,
            exclude: globs("--exclude", &arguments.exclude)?,
            outputs: outputs
                .into_iter()
                .filter_map(|path| fs::canonicalize(path).ok())
                .collect(),
            tables: arguments.input_format == InputFormat::Csv,
        })
    }

    /// Adds the documents in a folder and the folders in it, sorted by name.
    ///
    /// # Errors
    ///
    /// When the command writes into this very folder.
    pub(super) fn folder(&self, folder: &Path, inputs: &mut Inputs) -> Result<()> {
        if self.is_output(folder) {
            return Err(Error::parameter(
                "the folder of outputs",
                folder.display(),
                "another than the folder of inputs",
            ));
        }
        for (path, relative) in self.files(folder, inputs) {
            self.add(&path, &relative, false, inputs);
        }
        Ok(())
    }

    /// Adds the files that match.
    ///
    /// # Errors
    ///
    /// When there is none.
    pub(super) fn pattern(
        &self,
        path: &Path,
        pattern: &GlobMatcher,
        inputs: &mut Inputs,
    ) -> Result<()> {
        let base = literal_part(path);
        let folder = if base.as_os_str().is_empty() {
            Path::new(".")
        } else {
            &base
        };
        let mut found = false;
        for (file, relative) in self.files(folder, inputs) {
            let named = base.join(&relative);
            if pattern.is_match(named.strip_prefix(".").unwrap_or(&named)) {
                found = true;
                let is_named = file
                    .extension()
                    .is_some_and(|e| Some(e) == path.extension());
                let file = if base.as_os_str().is_empty() {
                    named
                } else {
                    file
                };
                self.add(&file, &relative, is_named, inputs);
            }
        }
        if found {
            return Ok(());
        }
        Err(Error::data(
            Location::file(path.display().to_string()),
            "no file matches this pattern",
            "`*` stands for anything within a folder's or file's name, `**` for any folders",
        ))
    }

    /// Adds a file unless it is of a kind that is passed over.
    fn add(&self, path: &Path, relative: &Path, is_named: bool, inputs: &mut Inputs) {
        let name = path.to_string_lossy();
        let other = if is_named || !self.include.is_empty() {
            None
        } else if self.tables {
            let is_table = path
                .extension()
                .is_some_and(|e| e.eq_ignore_ascii_case("csv"));
            (!is_table).then_some("no table")
        } else {
            passed_over(&name)
        };
        match other {
            Some(kind) => *inputs.passed_over.entry(kind).or_default() += 1,
            None => inputs.list.push(Input::file(path, relative)),
        }
    }

    /// The files below a folder that are neither hidden nor excluded, with
    /// their paths below it.
    fn files(&self, folder: &Path, inputs: &mut Inputs) -> Vec<(PathBuf, PathBuf)> {
        let mut files = Vec::new();
        let entries = WalkDir::new(folder)
            .follow_links(true)
            .sort_by_file_name()
            .into_iter()
            .filter_entry(|entry| self.enters(folder, entry));
        for entry in entries {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {}
                // A pipe could be waited for without end.
                Ok(entry) if !entry.file_type().is_file() => {
                    *inputs.passed_over.entry("a pipe or device").or_default() += 1;
                }
                Ok(entry) => {
                    let path = entry.into_path();
                    if self.is_output(&path) {
                        inputs.outputs_within.push(path);
                        continue;
                    }
                    let relative = path.strip_prefix(folder).unwrap_or(&path).to_owned();
                    let included = self.include.is_empty() || matches(&self.include, &relative);
                    if included {
                        files.push((path, relative));
                    }
                }
                // A folder that links to one above it has nothing new.
                Err(error) if error.loop_ancestor().is_some() => {}
                Err(error) => inputs.failures.push(folder_error(folder, &error)),
            }
        }
        files
    }

    /// Whether a file or folder is looked at.
    fn enters(&self, folder: &Path, entry: &DirEntry) -> bool {
        let path = entry.path();
        let Ok(relative) = path.strip_prefix(folder) else {
            return true;
        };
        if entry.depth() == 0 {
            return true;
        }
        let is_hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        let is_folder_of_outputs = || entry.file_type().is_dir() && self.is_output(path);
        !is_hidden && !matches(&self.exclude, relative) && !is_folder_of_outputs()
    }

    /// Whether the command writes this file or folder.
    fn is_output(&self, path: &Path) -> bool {
        !self.outputs.is_empty()
            && fs::canonicalize(path).is_ok_and(|path| self.outputs.contains(&path))
    }
}

/// Whether a pattern matches the path or, where it names no folder, the file's
/// name.
fn matches(patterns: &[GlobMatcher], relative: &Path) -> bool {
    patterns.iter().any(|pattern| {
        let names_no_folder = !pattern.glob().glob().contains('/');
        let by_name = || {
            relative
                .file_name()
                .is_some_and(|name| pattern.is_match(name))
        };
        pattern.is_match(relative) || names_no_folder && by_name()
    })
}

/// The folders at the front of a pattern whose names are no patterns.
fn literal_part(pattern: &Path) -> PathBuf {
    let is_literal = |component: &Component<'_>| {
        !component
            .as_os_str()
            .to_string_lossy()
            .contains(['*', '?', '[', '{'])
    };
    pattern.components().take_while(is_literal).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_looked_for_below_its_literal_part() {
        for (pattern, expected) in [
            ("reports/**/*.pdf", "reports"),
            ("*.txt", ""),
            ("../a/b?/c.txt", "../a"),
            ("/data/{a,b}/c", "/data"),
        ] {
            assert_eq!(literal_part(Path::new(pattern)), Path::new(expected));
        }
    }

    #[test]
    fn a_pattern_without_folder_matches_names_at_any_depth() {
        let globs = |text| vec![glob("--include", text).unwrap()];
        assert!(matches(&globs("*.pdf"), Path::new("a/b/c.pdf")));
        assert!(!matches(&globs("a/*.pdf"), Path::new("a/b/c.pdf")));
        assert!(matches(&globs("a/**/*.pdf"), Path::new("a/b/c.pdf")));
        assert!(matches(&globs("drafts"), Path::new("a/drafts")));
    }
}
