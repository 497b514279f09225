//! Tagged documents as files: tables, spreadsheets, JSON, pages, Markdown.
//!
//! A [`TaggedDocument`] is a document with the tags of its paragraphs. A
//! [`DocumentWriter`] writes any number of them in one format, one after the
//! other, so that memory does not grow with their number.
//!
//! Tables have the same columns for all documents ([`Column::ALL`]), with
//! nothing in those that a document does not fill; JSON leaves these out.

mod columns;
mod csv;
mod html;
mod json;
mod markdown;
mod overview;
mod palette;
mod record;
mod spreadsheet;
mod summary;

pub use columns::{Column, Field};
pub use overview::{DocumentOverview, Overview, TopicTotal};
pub use palette::Palette;
pub use record::{Detail, TaggedDocument, TaggedParagraph, TaggedTopic};
pub use spreadsheet::{MOST_CHARACTERS, RowsSheet};

pub use summary::{DocumentSummary, Matrix, StrongParagraph, TopicShare};

pub(crate) use csv::{
    SHOWN_TERMS, added_columns, explain_in_words, joined_probabilities, joined_topics,
};
pub(crate) use json::{JsonRow, rounded};
pub(crate) use record::tag_texts;
pub(crate) use summary::{Summaries, percent};

use std::io::{self, Write};

use crate::topics::{TopicId, Topics};

/// How tagged documents are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A table with a row for each paragraph.
    Csv,
    /// A spreadsheet: paragraphs, topics and documents.
    Xlsx,
    /// One JSON object a line for each paragraph.
    JsonLines,
    /// One JSON array of paragraphs.
    Json,
    /// One page for a browser or a printer that needs nothing else.
    Html,
    /// Paragraphs with their topics, to be pasted into a report.
    Markdown,
}

impl Format {
    /// The ending of a file's name.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::JsonLines => "jsonl",
            Self::Json => "json",
            Self::Html => "html",
            Self::Markdown => "md",
        }
    }

    /// Whether the writer has to be told of all documents before the first.
    pub fn needs_overview(self) -> bool {
        matches!(self, Self::Html | Self::Xlsx)
    }

    /// What of the tags has to be there beside topic and probability, where
    /// nobody asks for more.
    pub fn detail(self) -> Detail {
        match self {
            Self::Html => Detail::Highlights,
            _ => Detail::Tags,
        }
    }

    /// A writer of this format.
    ///
    /// ```
    /// use thematic::output::{Detail, Format, Labels, Options, Overview, TaggedDocument};
    /// use thematic::{Document, Tagger};
    ///
    /// let tagger = Tagger::embedded()?;
    /// let document = Document::from_text("必须加强边境管制，打击恐怖主义。");
    /// let selection = tagger.default_selection();
    /// let tagged = TaggedDocument::tag("a.txt", document, &tagger, &selection, Detail::Tags);
    /// let mut overview = Overview::new(tagger.topics().len());
    /// overview.add(&tagged);
    ///
    /// let mut file = Vec::new();
    /// let mut writer = Format::Csv.writer(Options::new(Labels::new(tagger.topics(), None)));
    /// writer.begin(&mut file, &overview)?;
    /// writer.write(&mut file, &tagged)?;
    /// writer.finish(&mut file)?;
    /// let table = String::from_utf8(file)?;
    /// assert!(table.starts_with("document,symbol,") && table.contains("terrorism"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn writer(self, options: Options<'_>) -> Box<dyn DocumentWriter + '_> {
        match self {
            Self::Csv => Box::new(csv::CsvWriter::new(options)),
            Self::Xlsx => Box::new(spreadsheet::SpreadsheetWriter::new(options)),
            Self::JsonLines => Box::new(json::JsonWriter::lines(options)),
            Self::Json => Box::new(json::JsonWriter::array(options)),
            Self::Html => Box::new(html::HtmlWriter::new(options)),
            Self::Markdown => Box::new(markdown::MarkdownWriter::new(options)),
        }
    }
}

/// What the writers have to know.
#[derive(Debug, Clone)]
pub struct Options<'a> {
    /// The topics and the language of their names.
    pub labels: Labels<'a>,
    /// Whether the tags are left out: the rows are to be labelled by somebody.
    pub untagged: bool,
    /// Whether tables tell why each topic was given.
    pub explain: bool,
    /// Whether CSV begins with a byte-order mark, by which Excel knows UTF-8.
    pub byte_order_mark: bool,
    /// The title of a page of several documents.
    pub title: String,
}

impl<'a> Options<'a> {
    /// Tags without explanation, and no byte-order mark.
    pub fn new(labels: Labels<'a>) -> Self {
        Self {
            labels,
            untagged: false,
            explain: false,
            byte_order_mark: false,
            title: "Tagged documents".to_owned(),
        }
    }
}

/// Writes documents in one format, one after the other.
pub trait DocumentWriter {
    /// Writes what stands before the first document. `overview` has to hold all
    /// documents where [`Format::needs_overview`] says so.
    ///
    /// # Errors
    ///
    /// When writing fails.
    fn begin(&mut self, out: &mut dyn Write, overview: &Overview) -> io::Result<()>;

    /// Writes one document.
    ///
    /// # Errors
    ///
    /// When writing fails, or the format has no room for more.
    fn write(&mut self, out: &mut dyn Write, document: &TaggedDocument) -> io::Result<()>;

    /// Writes what stands behind the last document.
    ///
    /// # Errors
    ///
    /// When writing fails.
    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()>;
}

/// The names of topics in the language of a text, or in one for all.
#[derive(Debug, Clone, Copy)]
pub struct Labels<'a> {
    topics: &'a Topics,
    language: Option<&'a str>,
}

impl<'a> Labels<'a> {
    /// Names in this language; without one, Chinese beside Chinese text and
    /// English elsewhere.
    pub fn new(topics: &'a Topics, language: Option<&'a str>) -> Self {
        Self { topics, language }
    }

    /// The topics.
    pub fn topics(&self) -> &'a Topics {
        self.topics
    }

    /// The name of a topic beside a text.
    pub fn label(&self, topic: TopicId, text: &str) -> &'a str {
        self.topics[topic].name(self.language(text))
    }

    fn language(&self, text: &str) -> &'a str {
        self.language.unwrap_or_else(|| {
            if text.chars().any(crate::text::is_han) {
                "zh"
            } else {
                "en"
            }
        })
    }
}

impl Default for Labels<'_> {
    /// No topics, for documents without tags.
    fn default() -> Self {
        static NONE: std::sync::OnceLock<Topics> = std::sync::OnceLock::new();
        Self {
            topics: NONE.get_or_init(Topics::default),
            language: None,
        }
    }
}

/// Pages as a reader writes them.
///
/// ```
/// use thematic::output::page_ranges;
/// assert_eq!(page_ranges(&[1, 4, 5, 6, 9]), "1, 4–6, 9");
/// ```
pub fn page_ranges(pages: &[u32]) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for page in pages {
        match ranges.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(*page) => *last = *page,
            _ => ranges.push((*page, *page)),
        }
    }
    let words: Vec<String> = ranges
        .into_iter()
        .map(|(first, last)| {
            if first == last {
                first.to_string()
            } else {
                format!("{first}–{last}")
            }
        })
        .collect();
    words.join(", ")
}
