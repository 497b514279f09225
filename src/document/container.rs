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
    members_left: usize,
    /// How many expanded bytes there may still be.
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
            members_left: options.limits.members,
            bytes_left: options.limits.container_bytes,
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
                let Some(left) = self.members_left.checked_sub(1) else {
                    let error = too_many_members(&self.name, &self.options.limits);
                    return Some(self.give_up(error));
                };
                self.members_left = left;
            }
            match step {
                Step::Give(member) => return Some(member),
                Step::Open(name, bytes) => {
                    let Some(left) = self.bytes_left.checked_sub(bytes.len() as u64) else {
                        let most = size(self.options.limits.container_bytes);
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
