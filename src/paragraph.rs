//! Paragraphs: what is tagged.

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::language::Language;

/// One paragraph of a document, or one row of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paragraph {
    /// The row's `id`, where the table has one.
    pub id: Option<String>,
    /// The text, whole and in its original characters.
    pub text: String,
    /// The number printed before the paragraph (`1.`, `(a)`, `一、`), which is
    /// also part of the text.
    pub number: Option<String>,
    /// The page on which the paragraph begins, counted from 1, where the
    /// document has pages.
    pub page: Option<u32>,
    /// What the paragraph is within its document.
    pub kind: ParagraphKind,
    /// How deep it is nested: 0 for the outermost paragraphs, 1 for `(a)` below
    /// `1.`; for a heading, its depth among headings, from 0.
    pub level: u8,
    /// Who speaks, in the record of a meeting.
    pub speaker: Option<String>,
    /// Where it stands in the text of its document, in characters, from the
    /// first of its first line to the last of its last.
    pub range: Option<Range<usize>>,
    /// The language, where it could be told.
    pub language: Option<Language>,
}

impl Paragraph {
    /// A paragraph of which only the text is known.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }
}

/// What a paragraph is within its document.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum ParagraphKind {
    /// A paragraph like any other.
    #[default]
    Text,
    /// The title of the document.
    Title,
    /// A heading.
    Heading,
    /// A clause of a preamble: `Recalling its resolution …,`.
    Preambular,
    /// A paragraph of a resolution that acts: `Decides …;`.
    Operative,
    /// An item of a list: `(a) …`, `• …`.
    ListItem,
    /// A paragraph of a statement or letter that is quoted as a whole.
    Quotation,
    /// The beginning of a speaker's turn in the record of a meeting.
    Speech,
    /// A cell of a table.
    TableCell,
    /// A footnote or endnote.
    Footnote,
}

impl ParagraphKind {
    /// All kinds.
    pub const ALL: [Self; 10] = [
        Self::Text,
        Self::Title,
        Self::Heading,
        Self::Preambular,
        Self::Operative,
        Self::ListItem,
        Self::Quotation,
        Self::Speech,
        Self::TableCell,
        Self::Footnote,
    ];

    /// The name in outputs.
    ///
    /// ```
    /// use thematic::ParagraphKind;
    /// assert_eq!(ParagraphKind::ListItem.name(), "list-item");
    /// ```
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Title => "title",
            Self::Heading => "heading",
            Self::Preambular => "preambular",
            Self::Operative => "operative",
            Self::ListItem => "list-item",
            Self::Quotation => "quotation",
            Self::Speech => "speech",
            Self::TableCell => "table-cell",
            Self::Footnote => "footnote",
        }
    }

    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl fmt::Display for ParagraphKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
