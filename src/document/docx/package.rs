//! The parts of a package, and how they refer to each other.

use super::super::archive::Archive;
use super::super::limits::{Deadline, Limits};
use super::xml::{self, Space, Xml};
use crate::error::{Error, Location, Result};

/// Where the text is, unless the package says otherwise.
const MAIN_PART: &str = "word/document.xml";

/// A package whose main part has been found.
pub(super) struct Package<B: AsRef<[u8]>> {
    archive: Archive<B>,
    name: String,
    limits: Limits,
    deadline: Deadline,
    /// The path of the main part.
    main: String,
    /// The file and the path within, for errors.
    main_name: String,
    /// The parts that the main part refers to.
    related: Vec<Relationship>,
}

/// A part to which another refers.
struct Relationship {
    /// The last part of the address of its kind: `styles`.
    kind: String,
    path: String,
}

impl<B: AsRef<[u8]>> Package<B> {
    /// Finds the main part.
    pub(super) fn open(
        name: &str,
        archive: Archive<B>,
        limits: &Limits,
        deadline: Deadline,
    ) -> Result<Self> {
        let mut package = Self {
            archive,
            name: name.to_owned(),
            limits: *limits,
            deadline,
            main: MAIN_PART.to_owned(),
            main_name: String::new(),
            related: Vec::new(),
        };
        let main = package
            .relationships("_rels/.rels", "")?
            .into_iter()
            .find(|relationship| relationship.kind == "officeDocument");
        if let Some(main) = main {
            package.main = main.path;
        }
        package.main_name = format!("{name}/{}", package.main);
        let (folder, file) = package.main.rsplit_once('/').unwrap_or(("", &package.main));
        let path = format!("{folder}/_rels/{file}.rels");
        let path = path.trim_start_matches('/').to_owned();
        let folder = folder.to_owned();
        package.related = package.relationships(&path, &folder)?;
        Ok(package)
    }

    pub(super) fn limits(&self) -> Limits {
        self.limits
    }

    /// The name of the main part, for errors.
    pub(super) fn main_name(&self) -> &str {
        &self.main_name
    }

    /// The text of the main part.
    pub(super) fn main(&mut self) -> Result<String> {
        match self.archive.part(&self.main)? {
            Some(bytes) => xml::decode(&self.main_name, &bytes),
            None => Err(Error::data(
                Location::file(&self.name),
                format!("there is no {} in it", self.main),
                "open the document in a word processor and save it anew as DOCX",
            )),
        }
    }

    /// The name and text of the part of that kind to which the main part
    /// refers.
    pub(super) fn related(&mut self, kind: &str) -> Result<Option<(String, String)>> {
        let related = self.related.iter().find(|related| related.kind == kind);
        let Some(path) = related.map(|related| related.path.clone()) else {
            return Ok(None);
        };
        self.part(&path)
    }

    /// The names and texts of all parts of that kind, up to `most`.
    pub(super) fn all_related(&mut self, kind: &str, most: usize) -> Result<Vec<(String, String)>> {
        let paths: Vec<String> = self
            .related
            .iter()
            .filter(|related| related.kind == kind)
            .map(|related| related.path.clone())
            .take(most)
            .collect();
        let mut found = Vec::new();
        for path in paths {
            found.extend(self.part(&path)?);
        }
        Ok(found)
    }

    /// The name and text of the part at `path`, if there is one.
    fn part(&mut self, path: &str) -> Result<Option<(String, String)>> {
        let name = format!("{}/{path}", self.name);
        match self.archive.part(path)? {
            Some(bytes) => {
                let text = xml::decode(&name, &bytes)?;
                Ok(Some((name, text)))
            }
            None => Ok(None),
        }
    }

    /// The relationships in the part at `path`, whose targets are relative to
    /// `folder`.
    fn relationships(&mut self, path: &str, folder: &str) -> Result<Vec<Relationship>> {
        let Some(bytes) = self.archive.part(path)? else {
            return Ok(Vec::new());
        };
        let name = format!("{}/{path}", self.name);
        let text = xml::decode(&name, &bytes)?;
        let mut xml = Xml::new(&name, &text, &self.limits, self.deadline);
        let mut found = Vec::new();
        while let Some(element) = xml.child(0)? {
            if element.space != Space::Relationships || element.name() != "Relationship" {
                continue;
            }
            let is_external = element.attribute("TargetMode").as_deref() == Some("External");
            if let (Some(kind), Some(target), false) = (
                element.attribute("Type"),
                element.attribute("Target"),
                is_external,
            ) {
                found.push(Relationship {
                    kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                    path: resolve(folder, &target),
                });
            }
        }
        Ok(found)
    }
}

/// The path of a target that is relative to a folder of the package.
fn resolve(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_relative_to_the_folder_of_the_part() {
        assert_eq!(resolve("word", "styles.xml"), "word/styles.xml");
        assert_eq!(resolve("word", "/word/styles.xml"), "word/styles.xml");
        assert_eq!(resolve("word/a", "../b/./c.xml"), "word/b/c.xml");
        assert_eq!(resolve("", "../../x"), "x");
    }
}
