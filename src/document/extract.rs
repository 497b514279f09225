//! What a decoder of a file format hands on: the text of the file in reading
//! order, as lines of pages or as whole blocks.

use std::ops::Range;

use super::lines::{self, Line};

/// The text of a file, in reading order.
///
/// Lines are joined to paragraphs, freed from page furniture and numbered by
/// what follows the decoder; blocks are paragraphs already.
#[derive(Debug, Default)]
pub(super) struct Extract {
    /// Everything that was read. Ranges of lines and blocks are bytes of it.
    pub(super) text: String,
    /// The lines, in order.
    pub(super) lines: Vec<Line>,
    /// The blocks, in order.
    pub(super) blocks: Vec<PlacedBlock>,
    /// What stands around the text and says of what document it is: the header
    /// of the first page, the date of a message.
    pub(super) head: String,
    /// The number of pages, where the format has pages.
    pub(super) pages: Option<u32>,
    /// The pages that show something but have no text, counted from 1.
    pub(super) pages_without_text: Vec<u32>,
    /// Whether a block came last, so that a line stands apart from lines before.
    after_block: bool,
}

/// A line as it lies on a page. Columns are half an em of the document's usual
/// font.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PageLine {
    /// The text in logical order.
    pub(super) text: String,
    /// The page, counted from 1.
    pub(super) page: u32,
    /// Columns between the left edge of the text column and the line; for
    /// right-to-left text, from the right edge.
    pub(super) indent: usize,
    /// Columns from the same edge to the line's end.
    pub(super) right: usize,
    /// How many lines would fit into the space before it that exceeds the usual.
    pub(super) blanks: usize,
    /// Whether a page or column ended between the line before and this one.
    pub(super) new_page: bool,
    /// Whether it is part of a footnote.
    pub(super) is_note: bool,
    /// The size of the font in points.
    pub(super) size: f32,
    /// Whether all of it is bold.
    pub(super) bold: bool,
}

/// What a block is, where the format says so.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum BlockRole {
    /// A paragraph like any other.
    #[default]
    Text,
    /// The title of the whole.
    Title,
    /// A heading.
    Heading,
    /// An item of a list.
    ListItem,
    /// A paragraph of a quotation.
    Quotation,
    /// A cell of a table.
    TableCell,
    /// A footnote or endnote.
    Footnote,
}

/// A paragraph that a format gives as a whole. What is printed before it (a
/// number that the format counts itself, a bullet) is part of its text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Block {
    /// The text; line breaks in it are those of one paragraph.
    pub(super) text: String,
    /// What it is.
    pub(super) role: BlockRole,
    /// How deep it is nested in lists, or the depth of a heading, from 0.
    pub(super) level: u8,
    /// The bytes at the start of `text` that are its printed number, where the
    /// format knows it; 0 where the text decides.
    pub(super) number_length: usize,
    /// The page on which it begins, counted from 1, where that is known.
    pub(super) page: Option<u32>,
}

/// A block with its place in the file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PlacedBlock {
    pub(super) block: Block,
    /// Its bytes in [`Extract::text`].
    pub(super) span: Range<usize>,
    /// Its place among lines and blocks.
    pub(super) order: usize,
}

impl Extract {
    /// Plain text, whose lines are its own.
    pub(super) fn from_text(text: String) -> Self {
        Self {
            lines: lines::split(&text),
            text,
            ..Self::default()
        }
    }

    /// Adds a line of a page; one that shows nothing is passed over.
    pub(super) fn push_line(&mut self, given: &PageLine) {
        let start = self.text.len();
        let Some(mut line) = lines::clean(&given.text) else {
            return;
        };
        self.append(&given.text);
        line.span = start..start + given.text.len();
        line.order = self.next_order();
        line.indent = given.indent;
        line.right = given.right;
        line.blanks = given.blanks;
        line.new_page = given.new_page;
        line.page = Some(given.page);
        line.is_note = given.is_note;
        line.size = given.size;
        line.bold = given.bold;
        line.set_apart = std::mem::take(&mut self.after_block);
        if let Some(before) = self.lines.last() {
            line.feeds = given.page.saturating_sub(before.page.unwrap_or(given.page));
        }
        self.lines.push(line);
    }

    /// Adds a block; one that shows nothing is passed over.
    pub(super) fn push_block(&mut self, block: Block) {
        if lines::split(&block.text).is_empty() {
            return;
        }
        let start = self.text.len();
        self.append(&block.text);
        let order = self.next_order();
        self.blocks.push(PlacedBlock {
            span: start..start + block.text.len(),
            order,
            block,
        });
        self.after_block = true;
    }

    /// Adds plain text, such as the preformatted part of a page, whose lines
    /// are its own.
    pub(super) fn push_text(&mut self, text: &str) {
        let start = self.text.len();
        let first = self.next_order();
        self.append(text);
        for (place, mut line) in lines::split(text).into_iter().enumerate() {
            line.order = first + place;
            line.span = line.span.start + start..line.span.end + start;
            line.set_apart |= std::mem::take(&mut self.after_block);
            self.lines.push(line);
        }
        self.after_block = true;
    }

    fn append(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    /// The place of the next line or block.
    fn next_order(&self) -> usize {
        let after_line = self.lines.last().map_or(0, |line| line.order + 1);
        let after_block = self.blocks.last().map_or(0, |block| block.order + 1);
        after_line.max(after_block)
    }
}
