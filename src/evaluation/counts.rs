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
