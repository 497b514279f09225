//! DOCX: the text of a package as a word processor shows it, with the numbers
//! that it counts, tracked changes accepted, and notes after the paragraphs
//! that refer to them.

mod body;
mod cells;
mod notes;
mod numbering;
mod package;
mod paragraph;
mod properties;
mod styles;
mod symbols;
mod xml;

use super::archive::Archive;
use super::extract::Extract;
use super::limits::Deadline;
use super::outline::Outline;
use super::reading::ReadOptions;
use crate::error::Result;
use body::Body;
use notes::{NoteFormats, Notes};
use numbering::Definitions;
use package::Package;
use styles::Styles;

/// Reads a document.
pub(super) fn read(name: &str, bytes: &[u8], options: &ReadOptions) -> Result<Extract> {
    let deadline = options.limits.deadline();
    let archive = Archive::open(name, bytes, &options.limits)?;
    let mut package = Package::open(name, archive, &options.limits, deadline)?;
    let text = package.main()?;
    let parts = Parts::read(&mut package, deadline)?;
    let pages = body::PageBreaks::of(&text);
    let file = Source {
        name: package.main_name(),
        text: &text,
        limits: &options.limits,
        deadline,
    };
    let read = Body::new(&parts, pages).read(&file)?;
    let mut outline = Outline::default();
    for block in read.blocks {
        outline.push(block);
    }
    let mut extract = outline.finish(None);
    extract.pages = read.pages;
    extract.head = head(&mut package, &parts, deadline)?;
    Ok(extract)
}

/// Headers that are read.
const MOST_HEADERS: usize = 9;

/// The text of the longest header, which is that of the first page: the others
/// have the symbol alone.
fn head<B: AsRef<[u8]>>(
    package: &mut Package<B>,
    parts: &Parts,
    deadline: Deadline,
) -> Result<String> {
    let limits = package.limits();
    let mut longest = String::new();
    for (name, text) in package.all_related("header", MOST_HEADERS)? {
        let source = Source {
            name: &name,
            text: &text,
            limits: &limits,
            deadline,
        };
        let read = Body::new(parts, body::PageBreaks::Unknown).read(&source)?;
        let texts: Vec<String> = read.blocks.into_iter().map(|block| block.text).collect();
        let header = texts.join("\n");
        if header.len() > longest.len() {
            longest = header;
        }
    }
    Ok(longest)
}

/// The text of a part that is to be read.
struct Source<'a> {
    name: &'a str,
    text: &'a str,
    limits: &'a super::limits::Limits,
    deadline: Deadline,
}

/// What the other parts of the package say about the text.
#[derive(Debug, Default)]
struct Parts {
    styles: Styles,
    lists: Definitions,
    footnotes: Notes,
    endnotes: Notes,
    formats: NoteFormats,
}

impl Parts {
    fn read<B: AsRef<[u8]>>(package: &mut Package<B>, deadline: Deadline) -> Result<Self> {
        let limits = package.limits();
        let mut parts = Self::default();
        if let Some((name, text)) = package.related("styles")? {
            parts.styles = Styles::read(&name, &text, &limits, deadline)?;
        }
        if let Some((name, text)) = package.related("numbering")? {
            parts.lists = Definitions::read(&name, &text, &limits, deadline)?;
        }
        if let Some((name, text)) = package.related("settings")? {
            parts.formats = NoteFormats::read(&name, &text, &limits, deadline)?;
        }
        for (kind, is_footnote) in [("footnotes", true), ("endnotes", false)] {
            let Some((name, text)) = package.related(kind)? else {
                continue;
            };
            let source = Source {
                name: &name,
                text: &text,
                limits: &limits,
                deadline,
            };
            let notes = Body::new(&parts, body::PageBreaks::Unknown)
                .read(&source)?
                .notes;
            if is_footnote {
                parts.footnotes = notes;
            } else {
                parts.endnotes = notes;
            }
        }
        Ok(parts)
    }
}

#[cfg(test)]
mod tests;
