//! What all documents together are: their list, and how often each topic was
//! given.

use super::record::{TaggedDocument, TaggedTopic};
use crate::document::Metadata;

/// The list of documents and the counts of topics.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Overview {
    /// The documents, in their order.
    pub documents: Vec<DocumentOverview>,
    /// What was counted for each topic, in the order of the scheme.
    pub topics: Vec<TopicTotal>,
    /// The number of paragraphs.
    pub paragraphs: usize,
}

/// What is known of one document without its text.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DocumentOverview {
    /// The file's name.
    pub name: String,
    /// The title, where a paragraph is that.
    pub title: Option<String>,
    /// What the document says of itself.
    pub metadata: Metadata,
    /// The number of pages, where the format has pages.
    pub pages: Option<u32>,
    /// The pages that show something but have no text.
    pub pages_without_text: Vec<u32>,
    /// The number of paragraphs.
    pub paragraphs: usize,
    /// The number of paragraphs with at least one topic.
    pub tagged_paragraphs: usize,
    /// The number of characters of all paragraphs.
    pub characters: usize,
    /// Whether more paragraphs than not are in Chinese characters.
    pub is_han: bool,
}

/// How often a topic was given.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct TopicTotal {
    /// The number of paragraphs.
    pub paragraphs: usize,
    /// The number of documents with such a paragraph.
    pub documents: usize,
    /// The sum of the probabilities in these paragraphs.
    pub probability: f64,
}

impl TopicTotal {
    /// The mean probability where the topic was given; `None` where it was not.
    pub fn mean_probability(&self) -> Option<f64> {
        (self.paragraphs > 0).then(|| self.probability / self.paragraphs as f64)
    }
}

impl Overview {
    /// Nothing yet, for a scheme of so many topics.
    pub fn new(n_topics: usize) -> Self {
        Self {
            topics: vec![TopicTotal::default(); n_topics],
            ..Self::default()
        }
    }

    /// Text in the script of most documents, beside which the names of topics
    /// are chosen for all of them.
    pub(crate) fn sample(&self) -> &'static str {
        let han = self.documents.iter().filter(|document| document.is_han);
        if han.count() * 2 > self.documents.len() {
            "文"
        } else {
            ""
        }
    }

    /// Counts a document.
    ///
    /// ```
    /// use thematic::Document;
    /// use thematic::output::{Overview, TaggedDocument};
    /// let mut overview = Overview::new(0);
    /// let document = Document::from_text("One paragraph.\n\nAnother one.");
    /// overview.add(&TaggedDocument::untagged("a.txt", document));
    /// assert_eq!((overview.documents.len(), overview.paragraphs), (1, 2));
    /// ```
    pub fn add(&mut self, document: &TaggedDocument) {
        let mut seen = vec![false; self.topics.len()];
        for tagged in &document.paragraphs {
            self.count(&tagged.tags);
            for tag in &tagged.tags {
                if let Some(seen) = seen.get_mut(tag.topic.column()) {
                    *seen = true;
                }
            }
        }
        for (total, seen) in self.topics.iter_mut().zip(seen) {
            total.documents += usize::from(seen);
        }
        let tagged = document.paragraphs.iter().filter(|p| !p.tags.is_empty());
        let texts = || document.paragraphs.iter().map(|p| &p.paragraph.text);
        let han = texts().filter(|text| text.chars().any(crate::text::is_han));
        self.documents.push(DocumentOverview {
            name: document.name.clone(),
            title: document.title().map(str::to_owned),
            metadata: document.metadata.clone(),
            pages: document.pages,
            pages_without_text: document.pages_without_text.clone(),
            paragraphs: document.paragraphs.len(),
            tagged_paragraphs: tagged.count(),
            is_han: han.count() * 2 > document.paragraphs.len(),
            characters: texts().map(|text| text.chars().count()).sum(),
        });
    }

    /// Counts the topics of one paragraph, or of one row of a table.
    pub(crate) fn count(&mut self, tags: &[TaggedTopic]) {
        self.paragraphs += 1;
        for tag in tags {
            if let Some(total) = self.topics.get_mut(tag.topic.column()) {
                total.paragraphs += 1;
                total.probability += f64::from(tag.probability);
            }
        }
    }
}
