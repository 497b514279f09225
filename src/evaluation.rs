//! How well topics were given: counts of right and wrong, and what follows.
//!
//! The definitions are scikit-learn's, `zero_division=0`: a share of nothing
//! is 0. A topic that no row of the reference has is left out of macro
//! averages and listed in [`Evaluation::without_positives`], because no recall
//! can be measured for it; its wrong tags count in all micro figures.

use ndarray::{ArrayView2, Axis};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::topics::{TopicId, Topics};

/// Precision, recall and their harmonic mean F1, each from 0 to 1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Scores {
    /// The share of the given tags that are right.
    pub precision: f64,
    /// The share of the right tags that were given.
    pub recall: f64,
    /// `2 · right / (given + wanted)`.
    pub f1: f64,
}

impl Scores {
    fn new(right: usize, given: usize, wanted: usize) -> Self {
        Self {
            precision: share(right, given),
            recall: share(right, wanted),
            f1: share(2 * right, given + wanted),
        }
    }
}

/// The figures of one topic.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TopicScores {
    /// The topic's identifier.
    pub id: String,
    /// The number of rows that have the topic.
    pub support: usize,
    /// The number of rows that were given it.
    pub predicted: usize,
    /// Precision, recall and F1 of the topic.
    #[serde(flatten)]
    pub scores: Scores,
    /// The mean precision over the rows that have the topic, ranked by
    /// probability; `None` where no row has it.
    pub average_precision: Option<f64>,
}

/// The figures of a whole set of rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// The number of rows.
    pub rows: usize,
    /// Over all tags of all topics together.
    pub micro: Scores,
    /// The mean over the topics that some row has.
    #[serde(rename = "macro")]
    pub macro_: Scores,
    /// The mean over the rows; a row with neither wanted nor given tags counts 0.
    pub samples: Scores,
    /// The mean over the topics, weighted by support.
    pub weighted: Scores,
    /// The share of rows whose tags are exactly the wanted ones.
    pub subset_accuracy: f64,
    /// The share of wrong decisions among all decisions of row and topic.
    pub hamming_loss: f64,
    /// The mean over rows of the share of right tags among given or wanted
    /// ones; a row with neither counts 0.
    pub jaccard: f64,
    /// The mean over the wanted tags of a row, and then over rows, of the
    /// precision at the tag's rank (label ranking average precision); a row
    /// that wants none or all topics counts 1.
    pub ranking_average_precision: f64,
    /// The topics that no row has, which the macro figures leave out.
    pub without_positives: Vec<String>,
    /// The figures of each topic, in the order of the scheme.
    pub topics: Vec<TopicScores>,
}

impl Evaluation {
    /// Compares the topics that were given to the ones that are right. All
    /// matrices are of shape `(n_samples, n_topics)`; `probabilities` may be
    /// any values of which the higher means the more likely.
    ///
    /// # Errors
    ///
    /// When the shapes differ or there is no row.
    pub fn new(
        topics: &Topics,
        wanted: ArrayView2<'_, bool>,
        given: ArrayView2<'_, bool>,
        probabilities: ArrayView2<'_, f32>,
    ) -> Result<Self> {
        let shape = wanted.dim();
        if given.dim() != shape || probabilities.dim() != shape || shape.1 != topics.len() {
            return Err(Error::parameter(
                "the shape of the predictions",
                format!("{:?}", given.dim()),
                "that of the reference",
            ));
        }
        if shape.0 == 0 {
            return Err(linfa::Error::NotEnoughSamples.into());
        }
        let per_topic: Vec<TopicScores> = (0..topics.len())
            .map(|topic| {
                let counts = Counts::of(wanted.column(topic), given.column(topic));
                let ranked = wanted
                    .column(topic)
                    .iter()
                    .zip(probabilities.column(topic))
                    .map(|(has, probability)| (*probability, *has))
                    .collect();
                TopicScores {
                    id: topics[TopicId::from_column(topic)].id.clone(),
                    support: counts.wanted,
                    predicted: counts.given,
                    scores: counts.scores(),
                    average_precision: average_precision(ranked),
                }
            })
            .collect();
        let total =
            per_topic
                .iter()
                .enumerate()
                .fold(Counts::default(), |mut total, (topic, _)| {
                    total.add(Counts::of(wanted.column(topic), given.column(topic)));
                    total
                });
        let rows: Vec<Counts> = wanted
            .axis_iter(Axis(0))
            .zip(given.axis_iter(Axis(0)))
            .map(|(wanted, given)| Counts::of(wanted, given))
            .collect();
        let n = rows.len() as f64;
        let with_positives = || per_topic.iter().filter(|topic| topic.support > 0);
        Ok(Self {
            rows: rows.len(),
            micro: total.scores(),
            macro_: mean(with_positives().map(|topic| (topic.scores, 1.0))),
            samples: mean(rows.iter().map(|row| (row.scores(), 1.0))),
            weighted: mean(with_positives().map(|topic| (topic.scores, topic.support as f64))),
            subset_accuracy: rows.iter().filter(|row| row.exact()).count() as f64 / n,
            hamming_loss: share(
                total.wanted + total.given - 2 * total.right,
                shape.0 * shape.1,
            ),
            jaccard: rows.iter().map(Counts::jaccard).sum::<f64>() / n,
            ranking_average_precision: wanted
                .axis_iter(Axis(0))
                .zip(probabilities.axis_iter(Axis(0)))
                .map(|(wanted, scores)| ranking_precision(wanted, scores))
                .sum::<f64>()
                / n,
            without_positives: per_topic
                .iter()
                .filter(|topic| topic.support == 0)
                .map(|topic| topic.id.clone())
                .collect(),
            topics: per_topic,
        })
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    right: usize,
    given: usize,
    wanted: usize,
}

impl Counts {
    fn of<'a>(
        wanted: impl IntoIterator<Item = &'a bool>,
        given: impl IntoIterator<Item = &'a bool>,
    ) -> Self {
        let mut counts = Self::default();
        for (wanted, given) in wanted.into_iter().zip(given) {
            counts.wanted += usize::from(*wanted);
            counts.given += usize::from(*given);
            counts.right += usize::from(*wanted && *given);
        }
        counts
    }

    fn add(&mut self, other: Self) {
        self.right += other.right;
        self.given += other.given;
        self.wanted += other.wanted;
    }

    fn scores(&self) -> Scores {
        Scores::new(self.right, self.given, self.wanted)
    }

    fn exact(&self) -> bool {
        self.right == self.given && self.right == self.wanted
    }

    fn jaccard(&self) -> f64 {
        share(self.right, self.given + self.wanted - self.right)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

fn mean(scores: impl Iterator<Item = (Scores, f64)>) -> Scores {
    let mut sum = Scores::default();
    let mut weights = 0.0;
    for (scores, weight) in scores {
        sum.precision += weight * scores.precision;
        sum.recall += weight * scores.recall;
        sum.f1 += weight * scores.f1;
        weights += weight;
    }
    if weights > 0.0 {
        sum.precision /= weights;
        sum.recall /= weights;
        sum.f1 /= weights;
    }
    sum
}

/// The sum over thresholds of precision times the recall gained there; rows
/// with the same value count as one threshold.
fn average_precision(mut ranked: Vec<(f32, bool)>) -> Option<f64> {
    let positives = ranked.iter().filter(|(_, has)| *has).count();
    if positives == 0 {
        return None;
    }
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut right, mut given, mut sum) = (0, 0, 0.0);
    for same in ranked.chunk_by(|a, b| a.0 == b.0) {
        let gained = same.iter().filter(|(_, has)| *has).count();
        right += gained;
        given += same.len();
        sum += share(right, given) * share(gained, positives);
    }
    Some(sum)
}

/// The mean over a row's wanted topics of the share of wanted ones among those
/// ranked as high or higher.
fn ranking_precision(
    wanted: ndarray::ArrayView1<'_, bool>,
    scores: ndarray::ArrayView1<'_, f32>,
) -> f64 {
    let n_wanted = wanted.iter().filter(|wanted| **wanted).count();
    if n_wanted == 0 || n_wanted == wanted.len() {
        return 1.0;
    }
    let at_least = |score: f32, only_wanted: bool| {
        scores
            .iter()
            .zip(wanted)
            .filter(|(other, wanted)| **other >= score && (**wanted || !only_wanted))
            .count()
    };
    let sum: f64 = scores
        .iter()
        .zip(wanted)
        .filter(|(_, wanted)| **wanted)
        .map(|(score, _)| share(at_least(*score, true), at_least(*score, false)))
        .sum();
    sum / n_wanted as f64
}
