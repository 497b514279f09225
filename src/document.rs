//! Documents: plain text, as it comes out of a PDF file or a word processor,
//! split into the paragraphs that a reader sees.
//!
//! What the page added is taken away again: line breaks and divided words,
//! double spacing, running headers and footers, layout space beside Chinese
//! characters, and the quotation mark repeated before each paragraph of a
//! quotation. Nothing else is lost. How the text lies on the page is learned
//! from the text; nothing has to be said about it.

mod characters;
mod clauses;
mod edges;
mod furniture;
mod hyphens;
mod layout;
mod lines;
mod markers;
mod marks;
mod notes;
mod numbering;
mod numerals;
mod pages;
mod paragraphs;
mod quotations;
mod typography;

use crate::corpus::Paragraph;

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
        let lines = furniture::remove(lines::split(text));
        let (body, notes) = notes::part(lines);
        let mut drafts = paragraphs::join(&body);
        drafts.extend(paragraphs::join(&notes));
        drafts.sort_by_key(|draft| draft.order);
        quotations::drop_repeated_marks(&mut drafts);
        Self {
            paragraphs: drafts.into_iter().map(typography::clear).collect(),
        }
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
