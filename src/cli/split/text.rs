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
    written: bool,
}

impl DocumentWriter for ExtractedText {
    fn begin(&mut self, _: &mut dyn Write, _: &Overview) -> io::Result<()> {
        Ok(())
    }

    fn write(&mut self, out: &mut dyn Write, document: &TaggedDocument) -> io::Result<()> {
        // The places of a second text would not be those that are told.
        if std::mem::replace(&mut self.written, true) {
            return Err(io::Error::other(
                "there are several documents; give each its file with --output-dir",
            ));
        }
        for tagged in &document.paragraphs {
            out.write_all(tagged.paragraph.text.as_bytes())?;
        }
        Ok(())
    }

    fn finish(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}
