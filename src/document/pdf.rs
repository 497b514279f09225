//! PDF: glyphs with their places on pages become lines in reading order.
//!
//! The file's syntax, encryption, filters, fonts and character maps are read by
//! the hayro libraries. What a page draws is followed here, as far as text and
//! rules depend on it, because the limits on time and memory have to hold at
//! every operator. Then glyphs become pieces of lines, pieces become columns,
//! and columns become lines.

mod bidi;
mod bounded;
mod cascades;
mod characters;
mod columns;
mod content;
mod drawing;
mod face;
mod gutters;
mod headers;
mod layers;
mod layout;
mod limits;
mod line_numbers;
mod lines;
mod notes;
mod page;
mod paths;
mod pieces;
mod sheet;
mod state;
mod tables;
#[cfg(test)]
mod tests;

use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use hayro_syntax::{LoadPdfError, Pdf};

use super::extract::Extract;
use super::limits::{Limits, size};
use crate::error::{Error, Location, Result};
use limits::{LONGEST_SILENCE, STACK};

/// The name of the threads that decode.
const THREAD: &str = "thematic-pdf";

/// What the thread that decodes reports.
enum Report {
    /// A page is done, or the file is open.
    Alive,
    /// All is done.
    Done(Result<Extract, Failure>),
}

/// Why a file cannot be read.
#[derive(Debug)]
enum Failure {
    Damaged,
    Encrypted,
    Unsupported,
    Bomb,
    TooManyPages(u32),
    TooSlow,
    Empty(usize),
    Scanned(usize),
}

/// Reads the text of a PDF file.
///
/// # Errors
///
/// One sentence where the file is damaged beyond reading, needs a password,
/// asks for more than the limits allow, or has no text.
pub(super) fn read(name: &str, bytes: &[u8], limits: &Limits) -> Result<Extract> {
    quieten();
    let (sender, reports) = mpsc::channel();
    let owned = bytes.to_vec();
    let given = *limits;
    let decoder = thread::Builder::new()
        .name(THREAD.to_owned())
        .stack_size(STACK)
        .spawn(move || {
            let result = panic::catch_unwind(AssertUnwindSafe(|| decode(owned, &given, &sender)))
                .unwrap_or(Err(Failure::Damaged));
            // Whoever waited no longer may have given up.
            sender.send(Report::Done(result)).ok();
        });
    if let Err(source) = decoder {
        return Err(Error::Io {
            action: "read",
            name: name.to_owned(),
            source,
        });
    }
    let result = loop {
        match reports.recv_timeout(LONGEST_SILENCE) {
            Ok(Report::Alive) => {}
            Ok(Report::Done(result)) => break result,
            Err(RecvTimeoutError::Timeout) => break Err(Failure::TooSlow),
            Err(RecvTimeoutError::Disconnected) => break Err(Failure::Damaged),
        }
    };
    result.map_err(|failure| failure.into_error(name, limits))
}

/// Keeps panics of the decoding threads off the standard error stream: they
/// are told as errors.
fn quieten() {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if thread::current().name() != Some(THREAD) {
                usual(panic);
            }
        }));
    });
}

fn decode(bytes: Vec<u8>, limits: &Limits, reports: &Sender<Report>) -> Result<Extract, Failure> {
    let started = Instant::now();
    if !bounded::file_is_within(&bytes, limits.expanded_bytes) {
        return Err(Failure::Bomb);
    }
    let document = Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(hayro_syntax::DecryptionError::PasswordProtected) => {
            Failure::Encrypted
        }
        LoadPdfError::Decryption(_) => Failure::Unsupported,
        LoadPdfError::Invalid => Failure::Damaged,
    })?;
    let pages = document.pages();
    if pages.is_empty() {
        return Err(Failure::Damaged);
    }
    let count = u32::try_from(pages.len()).unwrap_or(u32::MAX);
    if count > limits.pages {
        return Err(Failure::TooManyPages(count));
    }
    let longest = Duration::from_secs(limits.seconds);
    let layers = layers::Layers::of(document.xref());
    let mut faces = face::Faces::new(limits.expanded_bytes);
    let mut gutters = gutters::Gutters::default();
    let mut texts = Vec::with_capacity(pages.len());
    let mut extract = Extract::default();
    extract.pages = Some(count);
    for (number, page) in (1..).zip(pages.iter()) {
        if started.elapsed() > longest {
            return Err(Failure::TooSlow);
        }
        let sheet = content::read(page, &mut faces, &layers, limits);
        if sheet.refused {
            return Err(Failure::Bomb);
        }
        let has_text = sheet.glyphs.iter().any(|glyph| !glyph.c.is_whitespace());
        if has_text {
            texts.push(page::read(sheet, number, &mut gutters));
        } else if sheet.shows {
            extract.pages_without_text.push(number);
        }
        reports.send(Report::Alive).ok();
    }
    if texts.is_empty() {
        return Err(match extract.pages_without_text.len() {
            0 => Failure::Empty(pages.len()),
            scanned => Failure::Scanned(scanned),
        });
    }
    layout::hand_on(&texts, &mut extract);
    Ok(extract)
}

impl Failure {
    fn into_error(self, name: &str, limits: &Limits) -> Error {
        let pages = |count: usize| match count {
            1 => "1 page".to_owned(),
            count => format!("{count} pages"),
        };
        let (problem, advice) = match self {
            Self::Damaged => (
                "no page of this PDF file can be read".to_owned(),
                "it is damaged or cut off; get it anew, or open it in a PDF program and save a copy",
            ),
            Self::Encrypted => (
                "this PDF file is encrypted and asks for a password".to_owned(),
                "save a copy without password first",
            ),
            Self::Unsupported => (
                "this PDF file is encrypted in a way that cannot be read".to_owned(),
                "save a copy without encryption first",
            ),
            Self::Bomb => (
                format!(
                    "a stream of this PDF file has more than {} when decompressed",
                    size(limits.expanded_bytes)
                ),
                "no document needs that; print it to a new PDF file if it is genuine",
            ),
            Self::TooManyPages(count) => (
                format!(
                    "this PDF file has {count} pages, but at most {} are read",
                    limits.pages
                ),
                "split it first",
            ),
            Self::TooSlow => (
                "reading this PDF file takes too long".to_owned(),
                "it may be damaged; print it to a new PDF file if it is genuine",
            ),
            Self::Empty(count) => (
                format!("this PDF file is blank ({})", pages(count)),
                "give a file with text",
            ),
            Self::Scanned(count) => (
                format!("scanned: {} without text", pages(count)),
                "read it with a text-recognition program first",
            ),
        };
        Error::data(Location::file(name), problem, advice)
    }
}
