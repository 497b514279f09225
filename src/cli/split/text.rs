//! Paragraphs, and documents, as plain text.

use std::io::{self, Write};

use crate::output::{DocumentWriter, Overview, TaggedDocument};

/// Writes the paragraphs with an empty line between two.
#[derive(Debug, Default)]
pub(super) struct TextWriter {
    written: bool,
}

impl DocumentWriter for TextWriter {
    fn begin(&mut self, _: &mut dyn Write, _: &Overview) -> io::Result<()> {
        Ok(())
    }

    fn write(&mut self, out: &mut dyn Write, document: &TaggedDocument) -> io::Result<()> {
        for tagged in &document.paragraphs {
            if std::mem::replace(&mut self.written, true) {
                writeln!(out)?;
            }
            writeln!(out, "{}", tagged.paragraph.text)?;
        }
        Ok(())
    }

    fn finish(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// Writes the text of one document, character by character as it was extracted.
#[derive(Debug, Default)]
pub(super) struct ExtractedText {
    /// Held back until it is known that there is no other.
    text: Option<String>,
}

impl DocumentWriter for ExtractedText {
    fn begin(&mut self, _: &mut dyn Write, _: &Overview) -> io::Result<()> {
        Ok(())
    }

    fn write(&mut self, _: &mut dyn Write, document: &TaggedDocument) -> io::Result<()> {
        let texts = document
            .paragraphs
            .iter()
            .map(|tagged| tagged.paragraph.text.as_str());
        // The places of a second text would not be those that are told.
        if self.text.replace(texts.collect()).is_some() {
            return Err(io::Error::other(
                "there are several documents; give each its file with --output-dir",
            ));
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(self.text.take().unwrap_or_default().as_bytes())
    }
}
