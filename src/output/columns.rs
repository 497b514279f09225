//! The columns of tables of paragraphs.

use super::record::{TaggedDocument, TaggedParagraph};

/// A column that every table of paragraphs has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Column {
    /// The name of the document's file.
    Document,
    /// The document symbol.
    Symbol,
    /// The organ.
    Body,
    /// The number of the session.
    Session,
    /// The number of the meeting.
    Meeting,
    /// The date.
    Date,
    /// The agenda item.
    AgendaItem,
    /// The page on which the paragraph begins.
    Page,
    /// The paragraph's place in its document, counted from 1.
    Paragraph,
    /// The number that is printed before the paragraph.
    Number,
    /// How deep it is nested.
    Level,
    /// What it is.
    Kind,
    /// Who speaks.
    Speaker,
    /// The language's code.
    Language,
    /// The first character of it in the text of its document.
    Start,
    /// The character behind its last.
    End,
    /// The text.
    Text,
}

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field<'a> {
    /// Nothing, where it is not known.
    Empty,
    /// A text.
    Text(&'a str),
    /// A number.
    Number(u64),
    /// A date, such as `2031-03-18`.
    Date(&'a str),
}

impl Column {
    /// All columns, in their order.
    pub const ALL: [Self; 17] = [
        Self::Document,
        Self::Symbol,
        Self::Body,
        Self::Session,
        Self::Meeting,
        Self::Date,
        Self::AgendaItem,
        Self::Page,
        Self::Paragraph,
        Self::Number,
        Self::Level,
        Self::Kind,
        Self::Speaker,
        Self::Language,
        Self::Start,
        Self::End,
        Self::Text,
    ];

    /// The name in the first row of a table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Symbol => "symbol",
            Self::Body => "body",
            Self::Session => "session",
            Self::Meeting => "meeting",
            Self::Date => "date",
            Self::AgendaItem => "agenda_item",
            Self::Page => "page",
            Self::Paragraph => "paragraph",
            Self::Number => "number",
            Self::Level => "level",
            Self::Kind => "kind",
            Self::Speaker => "speaker",
            Self::Language => "language",
            Self::Start => "start",
            Self::End => "end",
            Self::Text => "text",
        }
    }

    /// What a paragraph has in the column.
    ///
    /// ```
    /// use thematic::Document;
    /// use thematic::output::{Column, Field, TaggedDocument};
    /// let document = TaggedDocument::untagged("a.txt", Document::from_text("1. It decides."));
    /// let field = |column: Column| column.field(&document, &document.paragraphs[0]);
    /// assert_eq!(field(Column::Number), Field::Text("1."));
    /// assert_eq!(field(Column::Paragraph), Field::Number(1));
    /// assert_eq!(field(Column::Symbol), Field::Empty);
    /// ```
    pub fn field<'a>(self, document: &'a TaggedDocument, tagged: &'a TaggedParagraph) -> Field<'a> {
        let (metadata, paragraph) = (&document.metadata, &tagged.paragraph);
        let range = paragraph.range.as_ref();
        match self {
            Self::Document => Field::Text(&document.name),
            Self::Symbol => text(metadata.symbol.as_deref()),
            Self::Body => text(metadata.body.as_deref()),
            Self::Session => number(metadata.session),
            Self::Meeting => number(metadata.meeting),
            Self::Date => metadata.date.as_deref().map_or(Field::Empty, Field::Date),
            Self::AgendaItem => text(metadata.agenda_item.as_deref()),
            Self::Page => number(paragraph.page),
            Self::Paragraph => number(u64::try_from(tagged.place).ok()),
            Self::Number => text(paragraph.number.as_deref()),
            Self::Level => number(Some(paragraph.level)),
            Self::Kind => Field::Text(paragraph.kind.name()),
            Self::Speaker => text(paragraph.speaker.as_deref()),
            Self::Language => text(paragraph.language.map(crate::Language::code)),
            Self::Start => number(range.and_then(|range| u64::try_from(range.start).ok())),
            Self::End => number(range.and_then(|range| u64::try_from(range.end).ok())),
            Self::Text => Field::Text(&paragraph.text),
        }
    }
}

pub(super) fn text(known: Option<&str>) -> Field<'_> {
    known.map_or(Field::Empty, Field::Text)
}

pub(super) fn number<'a>(known: Option<impl Into<u64>>) -> Field<'a> {
    known.map_or(Field::Empty, |number| Field::Number(number.into()))
}
