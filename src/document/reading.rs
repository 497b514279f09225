//! The bytes of a file to a document, whatever its format.

use super::Document;
use super::docx;
use super::email;
use super::extract::Extract;
use super::format::Format;
use super::html;
use super::limits::Limits;
use super::markdown;
use super::pdf;
use crate::encoding::{self, Encoding};
use crate::error::{Error, Location, Result};

/// How documents are read.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// The format; `None` tells it by the content.
    pub format: Option<Format>,
    /// The encoding of plain text and Markdown, and of pages that do not name
    /// their own.
    pub encoding: Encoding,
    /// How much one file may cost.
    pub limits: Limits,
}

impl Document {
    /// Reads one document from the bytes of a file; `name` is for errors, and
    /// tells Markdown from plain text. Of a message, that is the text without
    /// the attachments, which [`Members`](super::Members) gives.
    ///
    /// # Errors
    ///
    /// When the file is of a kind that is not read, damaged, locked, without
    /// any text, or beyond a limit. The message names the file.
    ///
    /// ```
    /// use thematic::document::{Document, ReadOptions};
    ///
    /// let page = "<h1>Statement</h1><p>The Council takes note.</p>";
    /// let document = Document::read("page.html", page.as_bytes(), &ReadOptions::default())?;
    /// assert_eq!(
    ///     document.texts().collect::<Vec<_>>(),
    ///     ["Statement", "The Council takes note."]
    /// );
    /// # Ok::<(), thematic::Error>(())
    /// ```
    pub fn read(name: &str, bytes: &[u8], options: &ReadOptions) -> Result<Self> {
        options.limits.check_size(name, bytes.len())?;
        let format = match options.format {
            Some(format) => {
                refuse_another(name, bytes, format)?;
                format
            }
            None => Format::detect(name, bytes)?,
        };
        Ok(Self::from_extract(extract(name, bytes, format, options)?))
    }
}

/// Refuses to read as `format` what is surely another: nothing but rubbish
/// would come of it.
fn refuse_another(name: &str, bytes: &[u8], format: Format) -> Result<()> {
    let told = Format::detect(name, bytes).ok();
    let other = told.filter(|told| {
        let is_sure = matches!(told, Format::Pdf | Format::Docx | Format::Zip);
        // An archive may be a Word document whose parts have other names.
        let may_be = (*told, format) == (Format::Zip, Format::Docx);
        is_sure && *told != format && !may_be
    });
    match other {
        Some(other) => Err(Error::data(
            Location::file(name),
            format!("this is {}, not {}", other.name(), format.name()),
            "let the content tell the format, or name the right one",
        )),
        None => Ok(()),
    }
}

fn extract(name: &str, bytes: &[u8], format: Format, options: &ReadOptions) -> Result<Extract> {
    match format {
        Format::Text => {
            options.limits.check_text(name, bytes.len())?;
            let text = encoding::decode(name, bytes, options.encoding)?;
            Ok(Extract::from_text(text))
        }
        Format::Pdf => pdf::read(name, bytes, &options.limits),
        Format::Html => html::read(name, bytes, options),
        Format::Markdown => markdown::read(name, bytes, options),
        Format::Eml => email::read(name, bytes, options),
        Format::Docx => docx::read(name, bytes, options),
        Format::Zip => Err(Error::data(
            Location::file(name),
            "this is an archive, not one document",
            "read its members one by one",
        )),
    }
}
