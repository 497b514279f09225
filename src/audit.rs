//! What is wrong with labelled rows, before one trains on them.

mod labels;
mod near_duplicates;

pub use labels::{LabelDoubt, TopicDoubts, doubts};
pub use near_duplicates::{Duplicates, near_duplicates};

use std::collections::HashMap;

use serde::Serialize;

use crate::corpus::Corpus;
use crate::error::Result;
use crate::evaluation::Predictions;
use crate::topics::TopicId;

/// Fewer rows than this are too few to learn a topic from, let alone to
/// measure it.
pub const FEW_ROWS: usize = 10;

/// Texts are oversized from so many characters on, if they are also
/// [`OVERSIZED_TIMES`] as long as the median.
pub const OVERSIZED_CHARACTERS: usize = 1000;

/// See [`OVERSIZED_CHARACTERS`].
pub const OVERSIZED_TIMES: usize = 10;

/// Everything that was found. Rows are places in the corpus, counted from 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Audit {
    /// Groups of rows whose texts are nearly the same.
    pub duplicates: Vec<Duplicates>,
    /// Labels that models which had not seen them contradict most, the most
    /// doubtful first.
    pub doubts: Vec<LabelDoubt>,
    /// How many labels of each topic are doubtful, in the order of the scheme.
    pub topic_doubts: Vec<TopicDoubts>,
    /// Topics with fewer than [`FEW_ROWS`] rows, and how many they have.
    pub rare_topics: Vec<(TopicId, usize)>,
    /// Topics that go together always.
    pub bound_topics: Vec<BoundTopics>,
    /// Rows without text.
    pub empty: Vec<usize>,
    /// Rows that are far longer than the others, with their length in characters.
    pub oversized: Vec<(usize, usize)>,
    /// Rows that have the `id` of another row before them, and that row.
    pub repeated_ids: Vec<(usize, usize)>,
}

/// A topic all of whose rows have another topic too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct BoundTopics {
    /// The topic that never comes alone.
    pub topic: TopicId,
    /// The topic that it always comes with.
    pub with: TopicId,
    /// The number of rows with the first topic.
    pub rows: usize,
    /// Whether the other one never comes without it, either: then no model can
    /// tell them apart.
    pub mutual: bool,
}

impl Audit {
    /// Looks at a corpus. `predictions` are what models that had not seen the
    /// rows say of them, as [`OutOfFold`](crate::train::OutOfFold) holds them;
    /// both matrices are of shape `(n_samples, n_topics)`. `similarity` is the
    /// share of common character 4-grams from which on texts are near-duplicates.
    ///
    /// # Errors
    ///
    /// When the predictions are not of that shape.
    ///
    /// ```
    /// use thematic::audit::Audit;
    /// use thematic::corpus::CorpusReader;
    /// use thematic::evaluation::Predictions;
    /// let csv = "id,text,topics\n1,打击边境地区的武器走私,arms\n1,打击边境地区的武器走私！,\n";
    /// let corpus = CorpusReader::default().read_from("rows.csv", csv.as_bytes())?;
    /// let said = Predictions {
    ///     given: corpus.targets(),
    ///     probabilities: corpus.targets().mapv(f32::from),
    /// };
    /// let audit = Audit::new(&corpus, &said, 0.8)?;
    /// assert_eq!(audit.duplicates[0].rows, [0, 1]);
    /// assert!(audit.duplicates[0].contradictory);
    /// assert_eq!(audit.repeated_ids, [(1, 0)]);
    /// # Ok::<(), thematic::Error>(())
    /// ```
    pub fn new(corpus: &Corpus, predictions: &Predictions, similarity: f64) -> Result<Self> {
        let targets = corpus.targets();
        let lengths: Vec<usize> = (corpus.texts().iter())
            .map(|text| text.chars().count())
            .collect();
        let (doubts, topic_doubts) = doubts(targets.view(), predictions.probabilities.view())?;
        Ok(Self {
            duplicates: near_duplicates(corpus, similarity),
            doubts,
            topic_doubts,
            rare_topics: rare_topics(corpus),
            bound_topics: bound_topics(corpus),
            empty: (corpus.texts().iter().enumerate())
                .filter(|(_, text)| text.trim().is_empty())
                .map(|(row, _)| row)
                .collect(),
            oversized: oversized(&lengths),
            repeated_ids: repeated_ids(corpus),
        })
    }
}

fn rare_topics(corpus: &Corpus) -> Vec<(TopicId, usize)> {
    let targets = corpus.targets();
    let support = targets
        .columns()
        .into_iter()
        .enumerate()
        .map(|(topic, has)| {
            let rows = has.iter().filter(|has| **has).count();
            (TopicId::from_column(topic), rows)
        });
    support.filter(|(_, rows)| *rows < FEW_ROWS).collect()
}

/// Topics are bound only where enough rows say so.
fn bound_topics(corpus: &Corpus) -> Vec<BoundTopics> {
    let n_topics = corpus.topics().len();
    let mut support = vec![0usize; n_topics];
    let mut together: HashMap<(usize, usize), usize> = HashMap::new();
    for example in corpus.examples() {
        for topic in example.topics.iter() {
            support[topic.column()] += 1;
            for other in example.topics.iter().filter(|other| *other != topic) {
                let pair = (topic.column(), other.column());
                *together.entry(pair).or_default() += 1;
            }
        }
    }
    let always = |(topic, with): (usize, usize)| {
        support[topic] > 1 && together.get(&(topic, with)) == Some(&support[topic])
    };
    let mut bound = Vec::new();
    for topic in 0..n_topics {
        for with in 0..n_topics {
            let mutual = always((with, topic));
            // A mutual pair is named once.
            if topic == with || !always((topic, with)) || mutual && with < topic {
                continue;
            }
            if mutual || support[topic] >= FEW_ROWS {
                bound.push(BoundTopics {
                    topic: TopicId::from_column(topic),
                    with: TopicId::from_column(with),
                    rows: support[topic],
                    mutual,
                });
            }
        }
    }
    bound
}

fn oversized(lengths: &[usize]) -> Vec<(usize, usize)> {
    let mut sorted = lengths.to_vec();
    sorted.sort_unstable();
    let median = sorted.get(sorted.len() / 2).copied().unwrap_or(0);
    let limit = OVERSIZED_CHARACTERS.max(OVERSIZED_TIMES * median);
    let long = lengths.iter().copied().enumerate();
    long.filter(|(_, length)| *length >= limit).collect()
}

fn repeated_ids(corpus: &Corpus) -> Vec<(usize, usize)> {
    let mut first = HashMap::new();
    let mut repeated = Vec::new();
    for (row, example) in corpus.examples().iter().enumerate() {
        let Some(id) = example.paragraph.id.as_deref().filter(|id| !id.is_empty()) else {
            continue;
        };
        let before = *first.entry(id).or_insert(row);
        if before != row {
            repeated.push((row, before));
        }
    }
    repeated
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::CorpusReader;

    fn corpus(csv: &str) -> Corpus {
        let reader = CorpusReader {
            empty_texts: true,
            ..CorpusReader::default()
        };
        reader.read_from("r.csv", csv.as_bytes()).unwrap()
    }

    #[test]
    fn topics_that_never_part_are_named_once() {
        let corpus = corpus("text,topics\na,x;y\nb,y;x\nc,z\nd,z;x;y\n");
        let bound = bound_topics(&corpus);
        assert_eq!(bound.len(), 1);
        assert!(bound[0].mutual);
        assert_eq!((bound[0].topic.column(), bound[0].with.column()), (0, 1));
        assert_eq!(bound[0].rows, 3);
    }

    #[test]
    fn what_is_far_longer_than_the_median_is_oversized() {
        assert_eq!(oversized(&[20, 30, 40, 999]), []);
        assert_eq!(oversized(&[20, 30, 40, 1000]), [(3, 1000)]);
        assert_eq!(oversized(&[900, 950, 2000]), []);
        assert_eq!(oversized(&[]), []);
    }

    #[test]
    fn ids_and_rare_topics_are_found() {
        let corpus = corpus("id,text,topics\n7,a,x\n8,,x\n7,c,\n,d,\n,e,\n");
        assert_eq!(repeated_ids(&corpus), [(2, 0)]);
        assert_eq!(rare_topics(&corpus), [(TopicId::from_column(0), 2)]);
    }
}
