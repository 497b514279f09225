//! Whether probabilities are honest.
//!
//! The Brier score is the mean squared difference of probability and outcome
//! (Brier 1950). The expected calibration error (Naeini, Cooper and Hauskrecht
//! 2015; for each topic's own probability, not for the highest one) sorts
//! decisions into ten bins of equal width and averages the difference of mean
//! probability and observed share over the bins, weighted by their decisions.
//! A bin holds its lower bound, and the last its upper one too; bounds are the
//! tenths as 32-bit floats hold them, so that what is written 0.7 belongs to the
//! bin from 0.7 on.

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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sums(decisions: &[(f32, bool)]) -> BinSums {
        let mut sums = BinSums::default();
        for (probability, has) in decisions {
            BinSum::add(&mut sums, *probability, *has);
        }
        sums
    }

    fn bin_of(probability: f32) -> usize {
        let sums = sums(&[(probability, true)]);
        sums.iter().position(|bin| bin.decisions == 1).unwrap()
    }

    #[test]
    fn a_bin_begins_with_its_tenth_and_not_before() {
        for tenth in 1..N_BINS {
            let bound = tenth as f32 / 10.0;
            assert_eq!(bin_of(bound), tenth);
            assert_eq!(bin_of(bound.next_down()), tenth - 1);
        }
        assert_eq!(bin_of(0.0), 0);
        assert_eq!(bin_of(1.0_f32.next_down()), N_BINS - 1);
        assert_eq!(bin_of(1.0), N_BINS - 1);
    }

    #[test]
    fn the_error_is_the_weighted_distance_of_bins() {
        // Bin 2: probabilities 0.25 and 0.25, one of two positive: |0.5 - 1| = 0.5.
        // Bin 7: 0.75, positive: |0.75 - 1| = 0.25. (0.5 + 0.25) / 3 = 0.25.
        let sums = sums(&[(0.25, true), (0.25, false), (0.75, true)]);
        assert_eq!(calibration_error(&sums), 0.25);
        let bins = bins(&sums);
        let bin = |decisions, mean_probability, observed| ReliabilityBin {
            decisions,
            mean_probability,
            observed,
        };
        assert_eq!(bins[2], bin(2, 0.25, 0.5));
        assert_eq!(bins[7], bin(1, 0.75, 1.0));
        assert_eq!(bins[0], ReliabilityBin::default());
        assert_eq!(bins.len(), N_BINS);
    }

    #[test]
    fn nothing_has_no_error() {
        assert_eq!(calibration_error(&BinSums::default()), 0.0);
    }

    #[test]
    fn squared_errors_are_those_of_the_difference() {
        assert_eq!(squared_error(0.25, false), 0.0625);
        assert_eq!(squared_error(0.25, true), 0.5625);
    }

    proptest! {
        #[test]
        fn the_error_is_within_bounds_and_merging_is_repeating(
            decisions in proptest::collection::vec((0.0f32..=1.0, any::<bool>()), 1..40),
            weight in 1u32..4,
        ) {
            let once = sums(&decisions);
            let error = calibration_error(&once);
            prop_assert!((0.0..=1.0).contains(&error));
            let mut merged = BinSums::default();
            for (bin, other) in merged.iter_mut().zip(&once) {
                bin.merge(other, weight);
            }
            let repeated = sums(&decisions.repeat(weight as usize));
            prop_assert!((calibration_error(&merged) - calibration_error(&repeated)).abs() < 1e-12);
            prop_assert!((calibration_error(&merged) - error).abs() < 1e-12);
            let total: u64 = bins(&once).iter().map(|bin| bin.decisions).sum();
            prop_assert_eq!(total, decisions.len() as u64);
        }
    }
}
