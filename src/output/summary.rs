//! Which topics each document has, and of several documents a matrix.

mod csv;
mod html;
mod json;
mod markdown;
mod spreadsheet;

use super::record::{TaggedDocument, TaggedTopic};
use super::{DocumentWriter, Format, Labels, Options, Overview};
use crate::document::Metadata;
use crate::topics::TopicId;

/// So many paragraphs are named for each topic of a document.
const STRONGEST: usize = 3;
/// Of a paragraph that is named, so many characters are shown.
const EXCERPT: usize = 160;
/// A matrix of more documents has these as its rows.
const MOST_COLUMNS: usize = 12;

/// The topics of one document.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentSummary {
    /// The file's name.
    pub name: String,
    /// What the document says of itself.
    pub metadata: Metadata,
    /// The number of paragraphs.
    pub paragraphs: usize,
    /// The number of characters of all paragraphs.
    pub characters: usize,
    /// The topics that were given, those of most paragraphs first, of equals
    /// those of most characters, then in the order of the scheme.
    pub topics: Vec<TopicShare>,
}

/// A topic's part of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct TopicShare {
    /// The topic.
    pub topic: TopicId,
    /// The number of paragraphs that were given it.
    pub paragraphs: usize,
    /// The number of these paragraphs' characters.
    pub characters: usize,
    /// The mean probability in these paragraphs.
    pub mean_probability: f64,
    /// The paragraphs in which it is most probable, that one first.
    pub strongest: Vec<StrongParagraph>,
}

/// A paragraph in which a topic is very probable.
#[derive(Debug, Clone, PartialEq)]
pub struct StrongParagraph {
    /// The paragraph's place in its document, counted from 1.
    pub place: usize,
    /// Its page, where that is known.
    pub page: Option<u32>,
    /// The topic's probability.
    pub probability: f32,
    /// The beginning of its text.
    pub text: String,
}

impl DocumentSummary {
    /// Counts the topics of a document.
    ///
    /// ```
    /// use thematic::output::{Detail, DocumentSummary, TaggedDocument};
    /// use thematic::{Document, Tagger};
    /// let tagger = Tagger::embedded()?;
    /// let document = Document::from_text("打击恐怖主义。\n\n会议于上午十时开始。\n");
    /// let selection = tagger.default_selection();
    /// let tagged = TaggedDocument::tag("a.txt", document, &tagger, &selection, Detail::Tags);
    /// let summary = DocumentSummary::new(&tagged);
    /// let terrorism = tagger.topics().find("terrorism").unwrap();
    /// let share = summary.topics.iter().find(|share| share.topic == terrorism).unwrap();
    /// assert_eq!((share.paragraphs, summary.paragraphs), (1, 2));
    /// assert_eq!((share.characters, summary.characters), (7, 17));
    /// # Ok::<(), thematic::Error>(())
    /// ```
    pub fn new(document: &TaggedDocument) -> Self {
        let mut topics: Vec<TopicShare> = Vec::new();
        let mut characters = 0;
        for tagged in &document.paragraphs {
            let text = &tagged.paragraph.text;
            let length = text.chars().count();
            characters += length;
            for tag in &tagged.tags {
                let strong = StrongParagraph {
                    place: tagged.place,
                    page: tagged.paragraph.page,
                    probability: tag.probability,
                    text: excerpt(text),
                };
                add(&mut topics, tag, length, strong);
            }
        }
        for share in &mut topics {
            share.mean_probability /= share.paragraphs as f64;
        }
        topics.sort_by(|a, b| {
            let most = (b.paragraphs, b.characters).cmp(&(a.paragraphs, a.characters));
            most.then(a.topic.cmp(&b.topic))
        });
        Self {
            name: document.name.clone(),
            metadata: document.metadata.clone(),
            paragraphs: document.paragraphs.len(),
            characters,
            topics,
        }
    }

    /// The part of the paragraphs that were given a topic, from 0 to 1.
    pub fn share_of_paragraphs(&self, share: &TopicShare) -> f64 {
        share.paragraphs as f64 / self.paragraphs.max(1) as f64
    }

    /// The part of the characters that are in such paragraphs, from 0 to 1.
    pub fn share_of_characters(&self, share: &TopicShare) -> f64 {
        share.characters as f64 / self.characters.max(1) as f64
    }
}

/// Counts a paragraph; `mean_probability` is the sum until all are counted.
fn add(topics: &mut Vec<TopicShare>, tag: &TaggedTopic, length: usize, strong: StrongParagraph) {
    let place = topics.iter().position(|share| share.topic == tag.topic);
    let place = place.unwrap_or_else(|| {
        topics.push(TopicShare {
            topic: tag.topic,
            paragraphs: 0,
            characters: 0,
            mean_probability: 0.0,
            strongest: Vec::new(),
        });
        topics.len() - 1
    });
    let Some(share) = topics.get_mut(place) else {
        return;
    };
    share.paragraphs += 1;
    share.characters += length;
    share.mean_probability += f64::from(tag.probability);
    let weaker = |other: &StrongParagraph| other.probability >= strong.probability;
    let at = share.strongest.partition_point(weaker);
    share.strongest.insert(at, strong);
    share.strongest.truncate(STRONGEST);
}

fn excerpt(text: &str) -> String {
    let mut characters = text.chars();
    let mut excerpt: String = characters.by_ref().take(EXCERPT).collect();
    if characters.next().is_some() {
        excerpt.push('…');
    }
    excerpt
}

/// The share of each topic in each document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Matrix {
    /// The names of the documents.
    pub documents: Vec<String>,
    /// For each document the share of its paragraphs that were given each
    /// topic, in the order of the scheme.
    pub shares: Vec<Vec<f64>>,
}

/// A matrix as a table of few columns.
pub(crate) struct Grid {
    /// What the rows are.
    pub(crate) corner: &'static str,
    pub(crate) columns: Vec<String>,
    /// The name of each row and its shares, `None` where the topic was not
    /// given.
    pub(crate) rows: Vec<(String, Vec<Option<f64>>)>,
}

impl Matrix {
    fn add(&mut self, summary: &DocumentSummary, n_topics: usize) {
        let mut shares = vec![0.0; n_topics];
        for share in &summary.topics {
            if let Some(cell) = shares.get_mut(share.topic.column()) {
                *cell = summary.share_of_paragraphs(share);
            }
        }
        self.documents.push(summary.name.clone());
        self.shares.push(shares);
    }

    /// The topics that some document has as rows and the documents as columns,
    /// or the other way about where there are many documents.
    pub(crate) fn grid(&self, labels: Labels<'_>, sample: &str) -> Grid {
        let given = |share: f64| (share > 0.0).then_some(share);
        let topics: Vec<TopicId> = labels
            .topics()
            .iter()
            .map(|(topic, _)| topic)
            .filter(|topic| {
                let mut documents = self.shares.iter();
                documents.any(|shares| shares.get(topic.column()).is_some_and(|s| *s > 0.0))
            })
            .collect();
        let cell = |shares: &Vec<f64>, topic: &TopicId| {
            shares.get(topic.column()).copied().and_then(given)
        };
        let label = |topic: &TopicId| labels.label(*topic, sample).to_owned();
        if self.documents.len() > MOST_COLUMNS {
            let rows = self.documents.iter().zip(&self.shares);
            return Grid {
                corner: "document",
                columns: topics.iter().map(label).collect(),
                rows: rows
                    .map(|(name, shares)| {
                        let cells = topics.iter().map(|topic| cell(shares, topic));
                        (name.clone(), cells.collect())
                    })
                    .collect(),
            };
        }
        Grid {
            corner: "topic",
            columns: self.documents.clone(),
            rows: topics
                .iter()
                .map(|topic| {
                    let cells = self.shares.iter().map(|shares| cell(shares, topic));
                    (label(topic), cells.collect())
                })
                .collect(),
        }
    }
}

/// What the writers of summaries have in common: the counts over all documents.
pub(crate) struct Summaries<'a> {
    pub(crate) options: Options<'a>,
    pub(crate) overview: Overview,
    pub(crate) matrix: Matrix,
}

impl<'a> Summaries<'a> {
    pub(crate) fn new(options: Options<'a>) -> Self {
        Self {
            overview: Overview::new(options.labels.topics().len()),
            options,
            matrix: Matrix::default(),
        }
    }

    /// Counts a document and gives its summary.
    pub(crate) fn add(&mut self, document: &TaggedDocument) -> DocumentSummary {
        let summary = DocumentSummary::new(document);
        self.overview.add(document);
        self.matrix.add(&summary, self.overview.topics.len());
        summary
    }

    /// Whether a matrix says more than the summary of the only document.
    pub(crate) fn has_matrix(&self) -> bool {
        self.matrix.documents.len() > 1
    }
}

impl Format {
    /// A writer of summaries of documents in this format. JSON lines are one
    /// object for each document; CSV has a row for each topic of each document.
    pub fn summary_writer(self, options: Options<'_>) -> Box<dyn DocumentWriter + '_> {
        let summaries = Summaries::new(options);
        match self {
            Self::Csv => Box::new(csv::SummaryTable::new(summaries)),
            Self::Xlsx => Box::new(spreadsheet::SummarySheets::new(summaries)),
            Self::JsonLines => Box::new(json::SummaryJson::lines(summaries)),
            Self::Json => Box::new(json::SummaryJson::whole(summaries)),
            Self::Html => Box::new(html::SummaryPage::new(summaries)),
            Self::Markdown => Box::new(markdown::SummaryText::new(summaries)),
        }
    }
}

/// A share as per cent; one that is not nothing does not look like it.
pub(crate) fn percent(share: f64) -> String {
    if share > 0.0 && share < 0.005 {
        "<1 %".to_owned()
    } else {
        format!("{:.0} %", share * 100.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::{TaggedParagraph, TaggedTopic};
    use crate::paragraph::Paragraph;
    use crate::topics::Topics;

    fn tag(column: usize, probability: f32) -> TaggedTopic {
        TaggedTopic {
            topic: TopicId::from_column(column),
            probability,
            explanation: None,
            highlights: Vec::new(),
        }
    }

    fn document(paragraphs: &[(&str, Vec<TaggedTopic>)]) -> TaggedDocument {
        TaggedDocument {
            name: "d".to_owned(),
            paragraphs: paragraphs
                .iter()
                .enumerate()
                .map(|(place, (text, tags))| TaggedParagraph {
                    place: place + 1,
                    paragraph: Paragraph::new(*text),
                    tags: tags.clone(),
                })
                .collect(),
            ..TaggedDocument::default()
        }
    }

    #[test]
    fn shares_are_those_of_paragraphs_and_of_characters() {
        // 2 + 4 + 10 characters; topic 1 in the first two, topic 0 in the last.
        let summary = DocumentSummary::new(&document(&[
            ("ab", vec![tag(1, 0.5)]),
            ("边界安全", vec![tag(1, 0.75)]),
            ("0123456789", vec![tag(0, 1.0)]),
            ("", vec![]),
        ]));
        let [first, second] = summary.topics.as_slice() else {
            panic!("{summary:?}");
        };
        assert_eq!(first.topic.column(), 1);
        assert_eq!(summary.share_of_paragraphs(first), 0.5);
        assert_eq!(summary.share_of_characters(first), 6.0 / 16.0);
        assert_eq!(first.mean_probability, 0.625);
        let places: Vec<usize> = first.strongest.iter().map(|strong| strong.place).collect();
        assert_eq!(places, [2, 1]);
        assert_eq!(summary.share_of_characters(second), 10.0 / 16.0);
        assert_eq!(percent(0.004), "<1 %");
        assert_eq!(
            (percent(0.0), percent(0.125)),
            ("0 %".into(), "12 %".into())
        );
    }

    #[test]
    fn only_the_strongest_paragraphs_are_named_the_earlier_of_equals_first() {
        let probabilities = [0.5, 0.9, 0.9, 0.7, 0.95];
        let paragraphs: Vec<(&str, Vec<TaggedTopic>)> = probabilities
            .iter()
            .map(|probability| ("text", vec![tag(0, *probability)]))
            .collect();
        let summary = DocumentSummary::new(&document(&paragraphs));
        let strongest = &summary.topics[0].strongest;
        let places: Vec<usize> = strongest.iter().map(|strong| strong.place).collect();
        assert_eq!(places, [5, 2, 3]);
    }

    #[test]
    fn a_matrix_of_many_documents_has_them_as_rows() {
        let topics = Topics::from_ids(["a", "b", "c"]).unwrap();
        let labels = Labels::new(&topics, None);
        let mut summaries = Summaries::new(Options::new(labels));
        summaries.add(&document(&[("x", vec![tag(1, 0.9)]), ("y", vec![])]));
        let grid = summaries.matrix.grid(labels, "");
        assert_eq!((grid.corner, grid.columns.len()), ("topic", 1));
        assert_eq!(grid.rows, [("b".to_owned(), vec![Some(0.5)])]);
        for _ in 0..MOST_COLUMNS {
            summaries.add(&document(&[("x", vec![tag(0, 0.9)])]));
        }
        let grid = summaries.matrix.grid(labels, "");
        assert_eq!(
            (grid.corner, grid.columns),
            ("document", vec!["a".into(), "b".into()])
        );
        assert_eq!(grid.rows.len(), MOST_COLUMNS + 1);
        assert_eq!(grid.rows[0].1, [None, Some(0.5)]);
    }
}
