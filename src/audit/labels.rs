//! Labels that are probably wrong: confident learning.
//!
//! For each topic by itself, after Northcutt, Jiang and Chuang (2021,
//! "Confident Learning: Estimating Uncertainty in Dataset Labels"), from the
//! probabilities of models that had not seen the rows. A row counts confidently
//! as having the topic when its probability is at least the mean probability
//! `t₁` of the rows that are labelled with it, and confidently as not having it
//! when the probability of not having it is at least the mean `t₀` of the rows
//! that are labelled so. A label is doubtful where the row counts confidently as
//! the contrary of it. The doubt is how much more likely the contrary is.

use ndarray::ArrayView2;
use serde::Serialize;

use crate::error::{Error, Result};
use crate::topics::TopicId;

/// A label that models contradict.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LabelDoubt {
    /// The row, counted from 0.
    pub row: usize,
    /// The topic.
    pub topic: TopicId,
    /// Whether the row is labelled with the topic.
    pub labelled: bool,
    /// The topic's probability, from a model that had not seen the row.
    pub probability: f32,
    /// The probability of the contrary less that of the label, from 0 to 1.
    pub doubt: f32,
}

/// How many labels of a topic are doubtful.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct TopicDoubts {
    /// The number of rows that are labelled with the topic.
    pub labelled: usize,
    /// The rows that are labelled with it, and probably do not have it.
    pub wrong: usize,
    /// The rows that are not labelled with it, and probably have it.
    pub missing: usize,
}

/// The doubtful labels, the most doubtful first, and their number by topic.
/// Both matrices are of shape `(n_samples, n_topics)`.
///
/// # Errors
///
/// When the shapes differ.
pub fn doubts(
    targets: ArrayView2<'_, bool>,
    probabilities: ArrayView2<'_, f32>,
) -> Result<(Vec<LabelDoubt>, Vec<TopicDoubts>)> {
    if targets.dim() != probabilities.dim() {
        return Err(Error::parameter(
            "the shape of the probabilities",
            format!("{:?}", probabilities.dim()),
            "that of the labels",
        ));
    }
    let mut all = Vec::new();
    let counts = (0..targets.ncols())
        .map(|topic| {
            let labels = targets.column(topic);
            let values = probabilities.column(topic);
            let mean = |labelled: bool| {
                let of = labels.iter().zip(values).filter(|(l, _)| **l == labelled);
                let (count, sum) = of.fold((0usize, 0.0f64), |(count, sum), (_, value)| {
                    (count + 1, sum + f64::from(*value))
                });
                (count > 0).then(|| sum / count as f64)
            };
            let mut counts = TopicDoubts::default();
            // Without rows of both kinds there is nothing to be confident of.
            let (Some(with), Some(without)) = (mean(true), mean(false)) else {
                counts.labelled = labels.iter().filter(|label| **label).count();
                return counts;
            };
            for (row, (labelled, value)) in labels.iter().zip(values).enumerate() {
                let probability = f64::from(*value);
                counts.labelled += usize::from(*labelled);
                let doubtful = if *labelled {
                    probability <= without && probability < 0.5
                } else {
                    probability >= with && probability > 0.5
                };
                if doubtful {
                    counts.wrong += usize::from(*labelled);
                    counts.missing += usize::from(!*labelled);
                    all.push(LabelDoubt {
                        row,
                        topic: TopicId::from_column(topic),
                        labelled: *labelled,
                        probability: *value,
                        doubt: (2.0 * probability - 1.0).abs() as f32,
                    });
                }
            }
            counts
        })
        .collect();
    all.sort_by(|a, b| {
        let by_doubt = b.doubt.total_cmp(&a.doubt);
        by_doubt.then((a.row, a.topic.column()).cmp(&(b.row, b.topic.column())))
    });
    Ok((all, counts))
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn what_is_confidently_the_contrary_is_doubtful() {
        // Labelled rows have the mean (0.9 + 0.8 + 0.05) / 3 = 0.583, the others
        // (0.1 + 0.2 + 0.7) / 3 = 0.333.
        let targets = array![[true], [true], [true], [false], [false], [false]];
        let probabilities = array![[0.9], [0.8], [0.05], [0.1], [0.2], [0.7f32]];
        let (found, counts) = doubts(targets.view(), probabilities.view()).unwrap();
        let rows: Vec<(usize, bool)> = found.iter().map(|d| (d.row, d.labelled)).collect();
        assert_eq!(rows, [(2, true), (5, false)]);
        assert!((found[0].doubt - 0.9).abs() < 1e-6);
        assert_eq!(
            counts,
            [TopicDoubts {
                labelled: 3,
                wrong: 1,
                missing: 1
            }]
        );
    }

    #[test]
    fn a_topic_that_all_rows_have_is_not_doubted() {
        let targets = array![[true], [true]];
        let probabilities = array![[0.1], [0.2f32]];
        let (found, counts) = doubts(targets.view(), probabilities.view()).unwrap();
        assert!(found.is_empty());
        assert_eq!(counts[0].labelled, 2);
        assert!(doubts(targets.view(), array![[0.1f32, 0.2]].view()).is_err());
    }
}
