//! Markdown: `CommonMark` with the tables, footnotes and lists of tasks that
//! the large forges have added.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::counting::Counting;
use super::extract::{Block, BlockRole, Extract};
use super::html;
use super::item_lists::{ItemList, ItemMark, marked};
use super::outline::Outline;
use super::reading::ReadOptions;
use crate::encoding;
use crate::error::Result;

/// Reads a file of Markdown.
pub(super) fn read(name: &str, bytes: &[u8], options: &ReadOptions) -> Result<Extract> {
    options.limits.check_text(name, bytes.len())?;
    let text = encoding::decode(name, bytes, options.encoding)?;
    let deadline = options.limits.deadline();
    let mut walk = Walk {
        name,
        source: &text,
        options,
        notes: note_numbers(&text),
        outline: Outline::default(),
        frames: Vec::new(),
        depth: 0,
        text: String::new(),
        left_out: 0,
    };
    for (event, range) in Parser::new_ext(&text, extensions()).into_offset_iter() {
        walk.take(event, &range)?;
        if walk.frames.len() > options.limits.element_depth {
            deadline.check(name)?;
        }
    }
    walk.flush();
    Ok(walk.outline.finish(None))
}

fn extensions() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS
}

/// The number of every footnote: they are counted where they are referred to.
fn note_numbers(text: &str) -> HashMap<String, usize> {
    let mut numbers = HashMap::new();
    for event in Parser::new_ext(text, extensions()) {
        if let Event::FootnoteReference(label) = event {
            let next = numbers.len() + 1;
            numbers.entry(label.into_string()).or_insert(next);
        }
    }
    numbers
}

struct Walk<'a> {
    name: &'a str,
    source: &'a str,
    options: &'a ReadOptions,
    notes: HashMap<String, usize>,
    outline: Outline,
    /// The open elements that matter to the text in them.
    frames: Vec<Frame>,
    /// How many of them are items.
    depth: usize,
    /// The text since the last block.
    text: String,
    /// How many elements are open whose text is not shown.
    left_out: usize,
}

enum Frame {
    Heading(u8),
    List(ItemList),
    /// An item with its mark, as long as that has not been printed.
    Item(Option<ItemMark>),
    Quotation,
    Cell,
    /// A footnote with its number, as long as that has not been printed.
    Note(Option<usize>),
    Code,
    Html,
}

impl Walk<'_> {
    fn take(&mut self, event: Event<'_>, range: &Range<usize>) -> Result<()> {
        match event {
            Event::Start(tag) => self.enter(tag, range),
            Event::End(tag) => self.leave(tag)?,
            _ if self.left_out > 0 => {}
            Event::Text(text) | Event::Code(text) | Event::Html(text) => self.text.push_str(&text),
            Event::InlineHtml(tag) => {
                if tag.to_ascii_lowercase().starts_with("<br") {
                    self.text.push('\n');
                }
            }
            Event::SoftBreak => self.text.push(' '),
            Event::HardBreak => self.text.push('\n'),
            Event::Rule => self.flush(),
            Event::FootnoteReference(_)
            | Event::TaskListMarker(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => {}
        }
        Ok(())
    }

    fn enter(&mut self, tag: Tag<'_>, range: &Range<usize>) {
        let frame = match tag {
            Tag::Image { .. } | Tag::Strikethrough | Tag::MetadataBlock(_) => {
                self.left_out += 1;
                return;
            }
            Tag::Paragraph | Tag::Table(_) | Tag::TableHead | Tag::TableRow => {
                self.flush();
                return;
            }
            Tag::Heading { level, .. } => Frame::Heading(depth(level)),
            Tag::BlockQuote(_) => Frame::Quotation,
            Tag::CodeBlock(_) => Frame::Code,
            Tag::HtmlBlock => Frame::Html,
            Tag::List(None) => Frame::List(ItemList::bullets()),
            Tag::List(Some(start)) => Frame::List(ItemList::numbered(
                Counting::Decimal,
                self.stop(range),
                i64::try_from(start).unwrap_or(i64::MAX),
                false,
            )),
            Tag::Item => Frame::Item(self.next_mark()),
            Tag::FootnoteDefinition(label) => Frame::Note(self.notes.get(&*label).copied()),
            Tag::TableCell => Frame::Cell,
            _ => return,
        };
        self.flush();
        self.depth += usize::from(matches!(frame, Frame::Item(_)));
        self.frames.push(frame);
    }

    fn leave(&mut self, tag: TagEnd) -> Result<()> {
        match tag {
            TagEnd::Image | TagEnd::Strikethrough | TagEnd::MetadataBlock(_) => {
                self.left_out = self.left_out.saturating_sub(1);
            }
            TagEnd::Paragraph => self.flush(),
            TagEnd::HtmlBlock => {
                let page = std::mem::take(&mut self.text);
                self.frames.pop();
                html::append(&mut self.outline, self.name, &page, self.options)?;
            }
            TagEnd::Heading(_)
            | TagEnd::BlockQuote(_)
            | TagEnd::CodeBlock
            | TagEnd::List(_)
            | TagEnd::Item
            | TagEnd::FootnoteDefinition
            | TagEnd::TableCell => {
                self.flush();
                let frame = self.frames.pop();
                self.depth -= usize::from(matches!(frame, Some(Frame::Item(_))));
            }
            _ => {}
        }
        Ok(())
    }

    /// What stands behind the numbers of the list at `range`.
    fn stop(&self, range: &Range<usize>) -> &'static str {
        let list = self.source.get(range.clone()).unwrap_or_default();
        let rest = list
            .trim_start()
            .trim_start_matches(|c: char| c.is_ascii_digit());
        if rest.starts_with(')') { ")" } else { "." }
    }

    fn next_mark(&mut self) -> Option<ItemMark> {
        match self.frames.last_mut() {
            Some(Frame::List(list)) => list.next(None),
            _ => None,
        }
    }

    /// Adds the text since the last block as a block.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        if text.trim().is_empty() {
            return;
        }
        if let [Frame::Code] = self.frames.as_slice() {
            self.outline.push_lines(text);
        } else {
            let block = self.block(text.trim());
            self.outline.push(block);
        }
    }

    /// The text as a block of the innermost element that says what it is.
    fn block(&mut self, text: &str) -> Block {
        let depth = u8::try_from(self.depth).unwrap_or(u8::MAX);
        let plain = |text: &str, role, level| Block {
            text: text.to_owned(),
            role,
            level,
            ..Block::default()
        };
        for frame in self.frames.iter_mut().rev() {
            match frame {
                Frame::Heading(depth) => return plain(text, BlockRole::Heading, *depth),
                Frame::Cell => return plain(text, BlockRole::TableCell, 0),
                Frame::Note(number) => {
                    let text = match number.take() {
                        Some(number) => format!("{number} {text}"),
                        None => text.to_owned(),
                    };
                    return plain(&text, BlockRole::Footnote, 0);
                }
                Frame::Item(mark) => {
                    return match mark.take() {
                        Some(mark) => marked(&mark, text, depth),
                        None => plain(text, BlockRole::Text, depth),
                    };
                }
                Frame::Quotation => return plain(text, BlockRole::Quotation, depth),
                Frame::List(_) | Frame::Code | Frame::Html => {}
            }
        }
        plain(text, BlockRole::Text, 0)
    }
}

fn depth(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Document;
    use super::super::format::Format;
    use super::*;

    fn document(text: &str) -> Document {
        let options = ReadOptions {
            format: Some(Format::Markdown),
            ..ReadOptions::default()
        };
        Document::read("note.md", text.as_bytes(), &options).unwrap()
    }

    fn texts(text: &str) -> Vec<String> {
        document(text).texts().map(str::to_owned).collect()
    }

    #[test]
    fn what_marks_the_text_is_no_part_of_it() {
        assert_eq!(
            texts(
                "---\ntitle: T\n---\n# Report *of* the [panel](http://a.org)\n\nOne\ntwo  \n\
                 three `four` <b>five</b><br>six ![chart](a.png) ~~seven~~\n\n* * *\n\n安全\n理事会"
            ),
            [
                "Report of the panel",
                "One two three four five six",
                "安全理事会"
            ]
        );
    }

    #[test]
    fn lists_have_their_marks() {
        assert_eq!(
            texts("3) one\n4) two\n   - three\n\n     more\n   - [x] four\n5) five\n\n10. six"),
            [
                "3) one",
                "4) two",
                "• three",
                "more",
                "• four",
                "5) five",
                "10. six"
            ]
        );
    }

    #[test]
    fn footnotes_are_counted_where_they_are_referred_to() {
        assert_eq!(
            texts("One[^b] and two[^a].\n\n[^a]: See A.\n[^b]: See B.\n\n    Also C."),
            ["One and two.", "2 See A.", "1 See B.", "Also C."]
        );
    }

    #[test]
    fn tables_quotations_code_and_html() {
        assert_eq!(
            texts(
                "| A | B |\n|---|---|\n| 1 |  |\n\n> > One\n> > two\n\n```\nx = 1.\n```\n\n<div><p>P</p>Q</div>"
            ),
            ["A", "B", "1", "One two", "x = 1.", "P", "Q"]
        );
    }

    #[test]
    fn ten_thousand_quotations_within_each_other_are_read() {
        assert_eq!(texts(&(">".repeat(10_000) + " text")), ["text"]);
        let lists: String = (0..200)
            .map(|depth| " ".repeat(2 * depth) + "- x\n")
            .collect();
        assert_eq!(texts(&lists).len(), 200);
    }
}
