//! Whether probabilities are honest.
//!
//! The Brier score is the mean squared difference of probability and outcome
//! (Brier 1950). The expected calibration error (Naeini, Cooper and Hauskrecht
//! 2015; for each topic's own probability, not for the highest one) sorts
//! decisions into ten bins of equal width and averages the difference of mean
//! probability and observed share over the bins, weighted by their decisions.
//! A bin holds its lower bound, and the last its upper one too.

use serde::{Deserialize, Serialize};

/// The number of bins of equal width between 0 and 1.
pub(super) const N_BINS: usize = 10;

/// The decisions of row and topic whose probability lies in one range.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct ReliabilityBin {
    /// The number of decisions.
    pub decisions: u64,
    /// Their mean probability; 0 where there is none.
    pub mean_probability: f64,
    /// The share of them that are positive; 0 where there is none.
    pub observed: f64,
}

/// Sums over the decisions of one bin.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct BinSum {
    decisions: u64,
    positives: u64,
    probability: f64,
}

pub(super) type BinSums = [BinSum; N_BINS];

impl BinSum {
    pub(super) fn add(bins: &mut BinSums, probability: f32, has: bool) {
        let bin = &mut bins[((probability * N_BINS as f32) as usize).min(N_BINS - 1)];
        bin.decisions += 1;
        bin.positives += u64::from(has);
        bin.probability += f64::from(probability);
    }

    pub(super) fn merge(&mut self, other: &Self, weight: u32) {
        self.decisions += other.decisions * u64::from(weight);
        self.positives += other.positives * u64::from(weight);
        self.probability += other.probability * f64::from(weight);
    }
}

pub(super) fn bins(sums: &BinSums) -> Vec<ReliabilityBin> {
    let bin = |sum: &BinSum| {
        let decisions = (sum.decisions as f64).max(1.0);
        ReliabilityBin {
            decisions: sum.decisions,
            mean_probability: sum.probability / decisions,
            observed: sum.positives as f64 / decisions,
        }
    };
    sums.iter().map(bin).collect()
}

pub(super) fn calibration_error(sums: &BinSums) -> f64 {
    let decisions: u64 = sums.iter().map(|sum| sum.decisions).sum();
    let differences: f64 = sums
        .iter()
        .map(|sum| (sum.probability - sum.positives as f64).abs())
        .sum();
    differences / (decisions as f64).max(1.0)
}

pub(super) fn squared_error(probability: f32, has: bool) -> f64 {
    let difference = f64::from(probability) - f64::from(u8::from(has));
    difference * difference
}
