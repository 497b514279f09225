//! Documents: files of any format, split into the paragraphs that a reader
//! sees.
//!
//! The decoder of each format hands on lines as they lie on pages, or blocks
//! where the format knows its paragraphs. Lines are joined to paragraphs; from
//! there on all formats go one way.
//!
//! What the page added is taken away again: line breaks and divided words,
//! double spacing, running headers and footers, layout space beside Chinese
//! characters, and the quotation mark repeated before each paragraph of a
//! quotation. Nothing else is lost. How the text lies on the page is learned
//! from the text; nothing has to be said about it.

mod archive;
mod blocks;
mod characters;
mod clauses;
mod container;
mod counting;
mod docx;
mod edges;
mod email;
mod extract;
mod format;
mod furniture;
mod html;
mod hyphens;
mod item_lists;
mod layout;
mod limits;
mod lines;
mod markdown;
mod markers;
mod marks;
mod masthead;
mod metadata;
mod notes;
mod numbering;
mod numerals;
mod outline;
mod pages;
mod paragraphs;
mod pdf;
mod quotations;
mod reading;
mod speakers;
mod structure;
mod typography;

pub use container::{Content, Member, Members};
use extract::Extract;
pub use format::{Format, passed_over};
pub use limits::Limits;
pub use metadata::Metadata;
pub use reading::ReadOptions;

use crate::language::LanguageDetector;
use crate::paragraph::Paragraph;

/// The paragraphs of a document, in its order.
///
/// ```
/// use thematic::document::Document;
///
/// let document = Document::from_text(
///     "1.  The Security Council welcomes the coopera-\n\
///      tion of the parties.\n\
///      2.  It remains seized of the matter.\n",
/// );
/// assert_eq!(
///     document.texts().collect::<Vec<_>>(),
///     [
///         "1. The Security Council welcomes the cooperation of the parties.",
///         "2. It remains seized of the matter.",
///     ]
/// );
/// assert_eq!(document.paragraphs[1].number.as_deref(), Some("2."));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// The paragraphs. None of them is empty, and none contains a line break.
    pub paragraphs: Vec<Paragraph>,
    /// The text that was read, to which the paragraphs' ranges refer.
    pub text: String,
    /// What the document says of itself.
    pub metadata: Metadata,
    /// The number of pages, where the format has pages.
    pub pages: Option<u32>,
    /// The pages that show something but have no text, such as scans, counted
    /// from 1.
    pub pages_without_text: Vec<u32>,
}

impl Document {
    /// Splits text into paragraphs, whether its lines are wrapped, double-spaced
    /// or whole paragraphs. It takes time in proportion to the length of the
    /// text and cannot fail: text without anything visible has no paragraphs.
    ///
    /// ```
    /// use thematic::document::Document;
    ///
    /// let document = Document::from_text("主席声明\n\n安全理事会重申其 1999 年的决定。\n");
    /// assert_eq!(document.paragraphs.len(), 2);
    /// assert_eq!(document.paragraphs[1].text, "安全理事会重申其1999年的决定。");
    /// ```
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        Self::from_extract(Extract::from_text(text.to_owned()))
    }

    /// What a decoder read, as paragraphs.
    fn from_extract(extract: Extract) -> Self {
        let lines = furniture::remove(extract.lines);
        let (body, notes) = notes::part(lines);
        let mut drafts = paragraphs::join(&body);
        drafts.extend(paragraphs::join(&notes));
        drafts.extend(blocks::drafts(extract.blocks));
        drafts.sort_by_key(|draft| draft.order);
        quotations::drop_repeated_marks(&mut drafts);
        let hints: Vec<_> = drafts.iter().map(structure::Hint::of).collect();
        let ranges = characters::ranges(&extract.text, drafts.iter().map(|draft| &draft.span));
        let mut paragraphs: Vec<_> = drafts.into_iter().map(typography::clear).collect();
        for (paragraph, range) in paragraphs.iter_mut().zip(ranges) {
            paragraph.range = Some(range);
        }
        structure::describe(&mut paragraphs, &hints);
        let texts = paragraphs.iter().map(|paragraph| paragraph.text.as_str());
        let metadata = if extract.head.is_empty() {
            Metadata::of(&extract.text, texts)
        } else {
            Metadata::of(&format!("{}\n{}", extract.head, extract.text), texts)
        };
        let mut document = Self {
            paragraphs,
            text: extract.text,
            metadata,
            pages: extract.pages,
            pages_without_text: extract.pages_without_text,
        };
        document.tell_languages(&LanguageDetector::default());
        document
    }

    /// Tells the language of each paragraph and that of most of them anew,
    /// among the languages that the detector expects.
    ///
    /// ```
    /// use thematic::Document;
    /// use thematic::language::LanguageDetector;
    ///
    /// let mut document = Document::from_text("Der Rat bekräftigt seine Unterstützung für Malis Behörden.");
    /// document.tell_languages(&LanguageDetector::among(["de", "en"])?);
    /// assert_eq!(document.metadata.language.unwrap().code(), "de");
    /// # Ok::<(), thematic::Error>(())
    /// ```
    pub fn tell_languages(&mut self, detector: &LanguageDetector) {
        let texts: Vec<&str> = self.texts().collect();
        let (languages, most) = detector.detect_parts(&texts);
        for (paragraph, language) in self.paragraphs.iter_mut().zip(languages) {
            paragraph.language = language;
        }
        self.metadata.language = most;
    }

    /// The texts of the paragraphs.
    ///
    /// ```
    /// use thematic::document::Document;
    ///
    /// let document = Document::from_text("One paragraph.\n\nAnother one.");
    /// assert_eq!(document.texts().last(), Some("Another one."));
    /// ```
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.paragraphs
            .iter()
            .map(|paragraph| paragraph.text.as_str())
    }
}
