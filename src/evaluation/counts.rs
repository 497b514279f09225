//! Right, given and wanted tags, and the shares that follow.

use serde::{Deserialize, Serialize};

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

/// How many tags were right, given and wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) right: u64,
    pub(super) given: u64,
    pub(super) wanted: u64,
}

impl Counts {
    pub(super) fn add(&mut self, wanted: bool, given: bool, weight: u32) {
        let weight = u64::from(weight);
        self.wanted += weight * u64::from(wanted);
        self.given += weight * u64::from(given);
        self.right += weight * u64::from(wanted && given);
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.right += other.right;
        self.given += other.given;
        self.wanted += other.wanted;
    }

    pub(super) fn scores(self) -> Scores {
        Scores {
            precision: share(self.right, self.given),
            recall: share(self.right, self.wanted),
            f1: share(2 * self.right, self.given + self.wanted),
        }
    }

    pub(super) fn wrong(self) -> u64 {
        self.wanted + self.given - 2 * self.right
    }

    pub(super) fn jaccard(self) -> f64 {
        share(self.right, self.given + self.wanted - self.right)
    }
}

/// A share of nothing is 0.
pub(super) fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

/// A mean with weights; the mean of nothing is 0.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Mean {
    sum: f64,
    weights: f64,
}

impl Mean {
    pub(super) fn add(&mut self, value: f64, weight: f64) {
        self.sum += value * weight;
        self.weights += weight;
    }

    pub(super) fn value(self) -> f64 {
        if self.weights > 0.0 {
            self.sum / self.weights
        } else {
            0.0
        }
    }
}

/// The mean of each of precision, recall and F1.
pub(super) fn mean(scores: impl Iterator<Item = (Scores, f64)>) -> Scores {
    let mut means = [Mean::default(); 3];
    for (scores, weight) in scores {
        means[0].add(scores.precision, weight);
        means[1].add(scores.recall, weight);
        means[2].add(scores.f1, weight);
    }
    let [precision, recall, f1] = means.map(Mean::value);
    Scores {
        precision,
        recall,
        f1,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn shares_follow_from_counts() {
        // Right 2, given 4 and wanted 3: precision 2/4, recall 2/3, F1 4/7, and
        // 2 of the 5 different tags are right.
        let mut counts = Counts::default();
        for (wanted, given, weight) in [
            (true, true, 2),
            (false, true, 1),
            (false, true, 1),
            (true, false, 1),
            (false, false, 9),
        ] {
            counts.add(wanted, given, weight);
        }
        let scores = counts.scores();
        assert_eq!(scores.precision, 0.5);
        assert_eq!(scores.recall, 2.0 / 3.0);
        assert_eq!(scores.f1, 4.0 / 7.0);
        assert_eq!(counts.jaccard(), 0.4);
        assert_eq!(counts.wrong(), 3);
    }

    #[test]
    fn shares_and_means_of_nothing_are_zero() {
        assert_eq!(Counts::default().scores(), Scores::default());
        assert_eq!(Counts::default().jaccard(), 0.0);
        assert_eq!(Mean::default().value(), 0.0);
        assert_eq!(mean(std::iter::empty()), Scores::default());
    }

    #[test]
    fn a_mean_goes_by_its_weights() {
        let scores = |value| Scores {
            precision: value,
            recall: value / 2.0,
            f1: value / 4.0,
        };
        // (3 · 0.2 + 1 · 1.0) / 4 = 0.4.
        let mean = mean([(scores(0.2), 3.0), (scores(1.0), 1.0)].into_iter());
        assert!((mean.precision - 0.4).abs() < 1e-15);
        assert!((mean.recall - 0.2).abs() < 1e-15);
        assert!((mean.f1 - 0.1).abs() < 1e-15);
    }

    proptest! {
        #[test]
        fn f1_is_the_harmonic_mean_and_lies_between(
            right in 0u64..50,
            false_positives in 0u64..50,
            false_negatives in 0u64..50,
        ) {
            let counts = Counts {
                right,
                given: right + false_positives,
                wanted: right + false_negatives,
            };
            let Scores { precision, recall, f1 } = counts.scores();
            prop_assert!(f1 <= precision.max(recall) + 1e-15);
            if right > 0 {
                prop_assert!((f1 - 2.0 * precision * recall / (precision + recall)).abs() < 1e-12);
                prop_assert!(f1 >= precision.min(recall) - 1e-15);
                // Both are functions of each other: J = F / (2 - F).
                prop_assert!((counts.jaccard() - f1 / (2.0 - f1)).abs() < 1e-12);
            } else {
                prop_assert_eq!(f1, 0.0);
            }
            prop_assert_eq!(counts.wrong(), false_positives + false_negatives);
        }
    }
}
