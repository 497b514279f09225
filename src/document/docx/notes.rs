//! Footnotes and endnotes: what they say, and how they are counted.

use std::collections::HashMap;

use super::super::counting::Counting;
use super::super::extract::{Block, BlockRole};
use super::super::limits::{Deadline, Limits};
use super::xml::{Element, Xml};
use crate::error::Result;

/// The notes of one kind, by identifier.
pub(super) type Notes = HashMap<i32, Vec<Block>>;

/// How footnotes and endnotes are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NoteFormats {
    pub(super) footnotes: NoteFormat,
    pub(super) endnotes: NoteFormat,
}

/// How notes of one kind are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NoteFormat {
    counting: Counting,
    start: u32,
}

impl Default for NoteFormats {
    fn default() -> Self {
        Self {
            footnotes: NoteFormat {
                counting: Counting::Decimal,
                start: 1,
            },
            endnotes: NoteFormat {
                counting: Counting::SmallRoman,
                start: 1,
            },
        }
    }
}

impl NoteFormats {
    /// Reads `settings.xml`.
    pub(super) fn read(
        name: &str,
        text: &str,
        limits: &Limits,
        deadline: Deadline,
    ) -> Result<Self> {
        let mut xml = Xml::new(name, text, limits, deadline);
        let mut found = Self::default();
        while let Some(element) = xml.word_child(0)? {
            match element.name() {
                "footnotePr" => found.footnotes.read_from(&mut xml)?,
                "endnotePr" => found.endnotes.read_from(&mut xml)?,
                _ => {}
            }
        }
        Ok(found)
    }
}

impl NoteFormat {
    fn read_from(&mut self, xml: &mut Xml<'_>) -> Result<()> {
        let inside = xml.depth();
        while let Some(element) = xml.child(inside)? {
            match element.name() {
                "numFmt" => self.counting = counting(&element),
                "numStart" => self.start = element.number().unwrap_or(1),
                _ => {}
            }
        }
        Ok(())
    }

    /// The mark of the note after `before` others.
    pub(super) fn mark(self, before: u32) -> String {
        self.counting.print(self.start.saturating_add(before))
    }
}

fn counting(element: &Element<'_>) -> Counting {
    match element.value().as_deref() {
        Some("lowerRoman") => Counting::SmallRoman,
        Some("upperRoman") => Counting::CapitalRoman,
        Some("lowerLetter") => Counting::SmallLetter,
        Some("upperLetter") => Counting::CapitalLetter,
        Some("decimalEnclosedCircle" | "decimalEnclosedCircleChinese") => Counting::Circled,
        Some("chineseCounting" | "chineseCountingThousand") => Counting::Chinese,
        _ => Counting::Decimal,
    }
}

/// A note as it stands after the paragraph that refers to it: `1 See …`. A
/// mark that the author chose is part of its text already.
pub(super) fn printed(note: &[Block], mark: Option<&str>, page: Option<u32>) -> Vec<Block> {
    note.iter()
        .enumerate()
        .map(|(place, block)| {
            let text = block.text.trim_start();
            Block {
                text: match mark {
                    Some(mark) if place == 0 => format!("{mark} {text}"),
                    _ => text.to_owned(),
                },
                role: BlockRole::Footnote,
                page,
                ..Block::default()
            }
        })
        .collect()
}
