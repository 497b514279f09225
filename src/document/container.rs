//! Files that hold several documents: archives, and messages with attachments.

use std::collections::VecDeque;

use super::Document;
use super::archive::{Archive, too_many_members};
use super::email;
use super::format::{Format, passed_over};
use super::limits::size;
use super::reading::ReadOptions;
use crate::error::{Error, Location, Result};

/// The documents in a file, one at a time and in its order.
///
/// A file that is no container is its own only member. A message gives itself
/// and then its attachments, a ZIP archive its files; containers in containers
/// give theirs in their place. Hidden files and the folders that macOS adds to
/// archives are left out. Nothing is ever written to a disk.
///
/// ```
/// use thematic::document::{Members, ReadOptions};
///
/// let options = ReadOptions::default();
/// for member in Members::open("letter.txt", b"The Council".to_vec(), &options)? {
///     assert_eq!(member.name, "letter.txt");
///     let document = member.document(&options)?.unwrap();
///     assert_eq!(document.paragraphs.len(), 1);
/// }
/// # Ok::<(), thematic::Error>(())
/// ```
pub struct Members {
    options: ReadOptions,
    /// The containers that are open, the innermost last.
    open: Vec<Open>,
    /// How many members there may still be.
    files_left: usize,
    /// How many expanded bytes there may be, and how many of them are left.
    most_bytes: u64,
    bytes_left: u64,
    /// The file that was given, for errors about the whole.
    name: String,
}

/// One document in a file.
#[derive(Debug)]
pub struct Member {
    /// The name of the file and the path within: `archive.zip/folder/a.pdf`.
    pub name: String,
    /// What it holds.
    pub content: Content,
}

/// What a member holds.
#[derive(Debug)]
pub enum Content {
    /// A document.
    Document {
        /// Its bytes.
        bytes: Vec<u8>,
        /// Its format, never [`Format::Zip`].
        format: Format,
    },
    /// No document, but what is said, such as `a picture`.
    PassedOver(&'static str),
    /// It cannot be read.
    Failed(Error),
}

impl Member {
    /// Reads the document; `None` for a member that is passed over. The format
    /// in `options` is of no account, since it is known.
    ///
    /// # Errors
    ///
    /// When the member cannot be read; the message names it.
    pub fn document(self, options: &ReadOptions) -> Result<Option<Document>> {
        match self.content {
            Content::Document { bytes, format } => {
                let options = ReadOptions {
                    format: Some(format),
                    ..options.clone()
                };
                Document::read(&self.name, &bytes, &options).map(Some)
            }
            Content::PassedOver(_) => Ok(None),
            Content::Failed(error) => Err(error),
        }
    }
}

/// A container whose members are being given.
enum Open {
    Zip {
        name: String,
        archive: Box<Archive<Vec<u8>>>,
        next: usize,
    },
    /// Members that are in memory already: a plain file, a message.
    Ready(VecDeque<Member>),
    /// Attachments, whose formats are not known yet.
    Attachments(VecDeque<(String, Vec<u8>)>),
}

impl std::fmt::Debug for Members {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Members")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl Members {
    /// The documents in the file with the content `bytes`.
    ///
    /// # Errors
    ///
    /// When the file is of a kind that is not read, or a damaged container.
    pub fn open(name: &str, bytes: Vec<u8>, options: &ReadOptions) -> Result<Self> {
        options.limits.check_size(name, bytes.len())?;
        let format = match options.format {
            Some(format) => format,
            None => Format::detect(name, &bytes)?,
        };
        let mut members = Self {
            options: options.clone(),
            open: Vec::new(),
            files_left: options.limits.members,
            most_bytes: options.limits.in_container(bytes.len()),
            bytes_left: options.limits.in_container(bytes.len()),
            name: name.to_owned(),
        };
        members.enter(name.to_owned(), bytes, format)?;
        Ok(members)
    }

    /// Opens a file, whose members are the next to be given.
    fn enter(&mut self, name: String, bytes: Vec<u8>, format: Format) -> Result<()> {
        if format == Format::Zip {
            let archive = Archive::open(&name, bytes, &self.options.limits)?;
            self.open.push(Open::Zip {
                name,
                archive: Box::new(archive),
                next: 0,
            });
            return Ok(());
        }
        if format == Format::Eml {
            let attachments = email::attachments(&name, &bytes);
            self.open.push(Open::Attachments(attachments.into()));
        }
        let content = Content::Document { bytes, format };
        self.open
            .push(Open::Ready(VecDeque::from([Member { name, content }])));
        Ok(())
    }

    /// A member of a container: given as it is, or opened if it is one itself.
    fn take(&mut self, name: String, bytes: Vec<u8>) -> Option<Member> {
        let failed = |name: String, error| {
            Some(Member {
                name,
                content: Content::Failed(error),
            })
        };
        let format = match Format::detect(&name, &bytes) {
            Ok(format) => format,
            Err(error) => return failed(name, error),
        };
        if format.is_container() && self.depth() >= self.options.limits.container_depth {
            let error = Error::data(
                Location::file(&name),
                format!(
                    "archives are nested deeper than {}",
                    self.options.limits.container_depth
                ),
                "unpack the outer ones first",
            );
            return failed(name, error);
        }
        match self.enter(name.clone(), bytes, format) {
            Ok(()) => None,
            Err(error) => failed(name, error),
        }
    }

    /// How many containers are open.
    fn depth(&self) -> usize {
        self.open
            .iter()
            .filter(|open| !matches!(open, Open::Ready(_)))
            .count()
    }

    /// Gives up the whole container.
    fn give_up(&mut self, error: Error) -> Member {
        self.open.clear();
        Member {
            name: self.name.clone(),
            content: Content::Failed(error),
        }
    }

    /// The next file of the innermost container: its name, and its bytes or
    /// what is to be said instead of them. `None` where the container ends.
    fn advance(&mut self) -> Option<Step> {
        match self.open.last_mut()? {
            Open::Ready(members) => members.pop_front().map(Step::Give),
            Open::Attachments(attachments) => attachments
                .pop_front()
                .map(|(name, bytes)| judge(name, || Ok(bytes))),
            Open::Zip {
                name,
                archive,
                next,
            } => {
                while *next < archive.len() {
                    let index = *next;
                    *next += 1;
                    let Some(entry) = archive.entry(index).filter(|entry| entry.is_file) else {
                        continue;
                    };
                    if is_hidden(&entry.path) {
                        continue;
                    }
                    let member = format!("{name}/{}", shown(&entry.path));
                    return Some(judge(member.clone(), || archive.expand(index, &member)));
                }
                None
            }
        }
    }
}

/// What comes of the next file of a container.
enum Step {
    Give(Member),
    Open(String, Vec<u8>),
}

/// Reads a file of a container unless its name says that it is no document.
fn judge(name: String, bytes: impl FnOnce() -> Result<Vec<u8>>) -> Step {
    let content = match passed_over(&name) {
        Some(kind) => Content::PassedOver(kind),
        None => match bytes() {
            Ok(bytes) => return Step::Open(name, bytes),
            Err(error) => Content::Failed(error),
        },
    };
    Step::Give(Member { name, content })
}

impl Iterator for Members {
    type Item = Member;

    fn next(&mut self) -> Option<Member> {
        loop {
            let Some(step) = self.advance() else {
                self.open.pop()?;
                continue;
            };
            if let Step::Open(..) | Step::Give(_) = step
                && self.depth() > 0
            {
                let Some(left) = self.files_left.checked_sub(1) else {
                    let error = too_many_members(&self.name, &self.options.limits);
                    return Some(self.give_up(error));
                };
                self.files_left = left;
            }
            match step {
                Step::Give(member) => return Some(member),
                Step::Open(name, bytes) => {
                    let Some(left) = self.bytes_left.checked_sub(bytes.len() as u64) else {
                        let most = size(self.most_bytes);
                        let error = Error::data(
                            Location::file(&self.name),
                            format!("the files in it have more than {most} together"),
                            "unpack it, and give the files that matter",
                        );
                        return Some(self.give_up(error));
                    };
                    self.bytes_left = left;
                    if let Some(member) = self.take(name, bytes) {
                        return Some(member);
                    }
                }
            }
        }
    }
}

/// Whether a file or one of its folders is hidden, or was added by macOS.
fn is_hidden(path: &str) -> bool {
    path.split(['/', '\\'])
        .any(|part| part == "__MACOSX" || (part.starts_with('.') && !matches!(part, "." | "..")))
}

/// The path with visible characters only, and strokes between its parts.
fn shown(path: &str) -> String {
    path.chars()
        .map(|c| match c {
            '\\' => '/',
            c if c.is_control() => '\u{fffd}',
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::archive::tests::zipped;
    use super::*;

    /// The names of members with their paragraphs, or with why there are none.
    fn read(archive: Vec<u8>) -> Vec<(String, String)> {
        let options = ReadOptions::default();
        Members::open("a.zip", archive, &options)
            .unwrap()
            .map(|member| {
                let name = member.name.clone();
                let content = match member.content {
                    Content::PassedOver(kind) => format!("({kind})"),
                    Content::Failed(error) => error.to_string(),
                    Content::Document { .. } => {
                        let document = member.document(&options).unwrap().unwrap();
                        document.texts().collect::<Vec<_>>().join("|")
                    }
                };
                (name, content)
            })
            .collect()
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = |(name, text): &(&str, &str)| ((*name).to_owned(), (*text).to_owned());
        expected.iter().map(owned).collect()
    }

    #[test]
    fn members_come_in_order_with_nested_ones_in_their_place() {
        let inner = zipped(&[("x.txt", b"X"), ("y/z.md", b"# Z")]);
        let archive = zipped(&[
            ("b.txt", b"B"),
            ("in/inner.zip", &inner),
            ("__MACOSX/b.txt", b"no"),
            (".git/c.txt", b"no"),
            ("map.png", b"\x89PNG"),
            ("wrong.txt", b"\x89PNG"),
            ("a.html", b"<p>A</p>"),
        ]);
        assert_eq!(
            read(archive),
            pairs(&[
                ("a.zip/b.txt", "B"),
                ("a.zip/in/inner.zip/x.txt", "X"),
                ("a.zip/in/inner.zip/y/z.md", "Z"),
                ("a.zip/map.png", "(a picture)"),
                (
                    "a.zip/wrong.txt",
                    "a.zip/wrong.txt: this is a picture; read it with a text-recognition program first"
                ),
                ("a.zip/a.html", "A"),
            ])
        );
    }

    #[test]
    fn names_in_gbk_and_in_code_page_437_are_read() {
        let named = |name: &[u8]| {
            let mut archive = zipped(&[("AAAA.txt", b"x")]);
            for at in 0..archive.len() - 4 {
                if archive[at..].starts_with(b"AAAA") {
                    archive[at..at + 4].copy_from_slice(name);
                }
            }
            read(archive)[0].0.clone()
        };
        assert_eq!(named(b"\xb1\xa8\xb8\xe6"), "a.zip/报告.txt");
        assert_eq!(named(b"caf\x82"), "a.zip/café.txt");
    }

    #[test]
    fn a_locked_member_fails_alone() {
        let mut archive = zipped(&[("a.txt", b"A"), ("b.txt", b"B")]);
        let signatures: [(&[u8], usize); 2] = [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)];
        for (signature, flags) in signatures {
            let at = archive.windows(4).position(|window| window == signature);
            archive[at.unwrap() + flags] |= 1;
        }
        assert_eq!(
            read(archive),
            pairs(&[
                (
                    "a.zip/a.txt",
                    "a.zip/a.txt: it is locked with a password; unpack it with the password first"
                ),
                ("a.zip/b.txt", "B"),
            ])
        );
    }

    #[test]
    fn a_plain_file_is_its_own_only_member() {
        let options = ReadOptions::default();
        let members = Members::open("a.md", b"# A".to_vec(), &options).unwrap();
        let names: Vec<_> = members.map(|member| member.name).collect();
        assert_eq!(names, ["a.md"]);
    }
}
