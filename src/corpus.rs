//! Paragraphs with and without topics, and how a corpus is divided.

mod csv;
mod folds;

pub use csv::CorpusReader;
pub use folds::stratified_folds;
pub(crate) use folds::{below, shuffle};

pub use crate::paragraph::Paragraph;

use std::collections::HashMap;
use std::path::Path;

use ndarray::Array2;

use crate::error::{Error, Result};
use crate::topics::{TopicSet, Topics};

/// A paragraph and the topics that somebody gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelledParagraph {
    /// The paragraph.
    pub paragraph: Paragraph,
    /// Its topics.
    pub topics: TopicSet,
    /// What it belongs together with: the document that it is part of, or the
    /// row that it translates.
    pub group: Option<String>,
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

    /// The group of each row, numbered from 0 in the order of their first rows;
    /// a row without one is a group of its own. `None` where no row has one.
    ///
    /// ```
    /// use thematic::corpus::CorpusReader;
    /// let csv = "text,topics,document\nx,a,S/1\ny,,S/2\nz,a,S/1\n";
    /// let mut reader = CorpusReader::default();
    /// reader.group_column = Some("document".to_owned());
    /// let corpus = reader.read_from("rows.csv", csv.as_bytes())?;
    /// assert_eq!(corpus.groups(), Some(vec![0, 1, 0]));
    /// # Ok::<(), thematic::Error>(())
    /// ```
    pub fn groups(&self) -> Option<Vec<usize>> {
        if self.examples.iter().all(|example| example.group.is_none()) {
            return None;
        }
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let mut count = 0;
        let groups = self.examples.iter().map(|example| {
            let number = match &example.group {
                Some(group) => *numbers.entry(group).or_insert(count),
                None => count,
            };
            count = count.max(number + 1);
            number
        });
        Some(groups.collect())
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
