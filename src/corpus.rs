//! Paragraphs with and without topics, and how a corpus is divided.

mod csv;
mod folds;

pub use csv::CorpusReader;
pub use folds::stratified_folds;
pub(crate) use folds::{below, shuffle};

use std::path::Path;

use ndarray::Array2;

use crate::error::{Error, Result};
use crate::topics::{TopicSet, Topics};

/// One paragraph of a document, or one row of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
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

/// A paragraph and the topics that somebody gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelledParagraph {
    /// The paragraph.
    pub paragraph: Paragraph,
    /// Its topics.
    pub topics: TopicSet,
}

/// Labelled paragraphs: what a model is trained on and measured with.
///
/// ```
/// use thematic::corpus::{Corpus, CorpusReader};
/// let csv = "text,topics\n边境管制,border-security\n会议开始,\n";
/// let corpus = CorpusReader::default().read_from("rows.csv", csv.as_bytes())?;
/// assert_eq!(corpus.len(), 2);
/// assert_eq!(corpus.targets()[[0, 0]], true);
/// # Ok::<(), thematic::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corpus {
    topics: Topics,
    examples: Vec<LabelledParagraph>,
}

impl Corpus {
    /// Paragraphs whose topics are all of one scheme.
    ///
    /// # Errors
    ///
    /// When there is no paragraph, or a paragraph has a topic beyond the scheme.
    pub fn new(topics: Topics, examples: Vec<LabelledParagraph>) -> Result<Self> {
        if examples.is_empty() {
            return Err(Error::parameter(
                "the number of rows",
                0,
                "at least 1: give a CSV file with a row for each paragraph",
            ));
        }
        let beyond = examples
            .iter()
            .flat_map(|example| example.topics.iter())
            .find(|topic| topic.column() >= topics.len());
        match beyond {
            Some(topic) => Err(Error::parameter(
                "a topic's column",
                topic.column(),
                "less than the number of topics",
            )),
            None => Ok(Self { topics, examples }),
        }
    }

    /// Reads CSV files with the columns `text` and `topics`; see
    /// [`CorpusReader`] for other columns and for a given scheme.
    ///
    /// # Errors
    ///
    /// As [`CorpusReader::read`].
    pub fn read(path: &Path) -> Result<Self> {
        CorpusReader::default().read(&[path])
    }

    /// The scheme of topics.
    pub fn topics(&self) -> &Topics {
        &self.topics
    }

    /// The paragraphs with their topics.
    pub fn examples(&self) -> &[LabelledParagraph] {
        &self.examples
    }

    /// The number of paragraphs.
    pub fn len(&self) -> usize {
        self.examples.len()
    }

    /// Whether there is no paragraph, which [`Corpus::new`] prevents.
    pub fn is_empty(&self) -> bool {
        self.examples.is_empty()
    }

    /// The texts, in the order of the rows.
    pub fn texts(&self) -> Vec<&str> {
        self.examples
            .iter()
            .map(|example| example.paragraph.text.as_str())
            .collect()
    }

    /// Which paragraph has which topic, of shape `(n_samples, n_topics)`.
    pub fn targets(&self) -> Array2<bool> {
        targets(
            self.examples.iter().map(|example| &example.topics),
            self.topics.len(),
        )
    }
}

/// Topic sets as a matrix of shape `(n_samples, n_topics)`.
pub(crate) fn targets<'s>(
    sets: impl ExactSizeIterator<Item = &'s TopicSet>,
    n_topics: usize,
) -> Array2<bool> {
    let mut matrix = Array2::from_elem((sets.len(), n_topics), false);
    for (row, set) in sets.enumerate() {
        for topic in set.iter() {
            matrix[[row, topic.column()]] = true;
        }
    }
    matrix
}
