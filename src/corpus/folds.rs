//! Division of a corpus into folds that all have the topics in like shares.

use ndarray::ArrayView2;
use rand_core::{RngCore, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// Gives each row a fold from `0` to `n_folds - 1`, so that every topic's
/// positives, and the rows as a whole, are spread evenly: iterative
/// stratification (Sechidis, Tsoumakas and Vlahavas 2011, "On the
/// Stratification of Multi-Label Data", algorithm 1).
///
/// Topics are taken from the one with fewest rows left; each of its rows goes
/// to the fold that still wants most of that topic, among equals to the one
/// that wants most rows, among equals to one chosen by the seed. Rows without
/// topics fill the folds up. `targets` is of shape `(n_samples, n_topics)`; the
/// result has `n_samples` values. The same seed gives the same folds.
///
/// ```
/// use ndarray::array;
/// use thematic::corpus::stratified_folds;
/// let targets = array![[true], [false], [true], [false]];
/// let folds = stratified_folds(targets.view(), 2, 42);
/// assert_ne!(folds[0], folds[2]);
/// assert_ne!(folds[1], folds[3]);
/// ```
pub fn stratified_folds(targets: ArrayView2<'_, bool>, n_folds: usize, seed: u64) -> Vec<usize> {
    let (n_samples, n_topics) = targets.dim();
    let n_folds = n_folds.max(1);
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut order: Vec<usize> = (0..n_samples).collect();
    shuffle(&mut order, &mut random);

    let mut rows_of: Vec<Vec<usize>> = vec![Vec::new(); n_topics];
    for &row in &order {
        for (topic, _) in targets.row(row).iter().enumerate().filter(|(_, has)| **has) {
            rows_of[topic].push(row);
        }
    }
    let mut left: Vec<usize> = rows_of.iter().map(Vec::len).collect();
    let share = |count: usize| count as f64 / n_folds as f64;
    let mut wanted_rows = vec![share(n_samples); n_folds];
    let mut wanted: Vec<Vec<f64>> = left.iter().map(|n| vec![share(*n); n_folds]).collect();
    let mut fold_of = vec![usize::MAX; n_samples];

    while let Some(topic) = (0..n_topics)
        .filter(|t| left[*t] > 0)
        .min_by_key(|t| left[*t])
    {
        for &row in &rows_of[topic] {
            if fold_of[row] != usize::MAX {
                continue;
            }
            let fold = most_wanting(&wanted[topic], &wanted_rows, &mut random);
            fold_of[row] = fold;
            wanted_rows[fold] -= 1.0;
            for (other, _) in targets.row(row).iter().enumerate().filter(|(_, has)| **has) {
                wanted[other][fold] -= 1.0;
                left[other] -= 1;
            }
        }
    }
    for &row in &order {
        if fold_of[row] == usize::MAX {
            let fold = most_wanting(&wanted_rows, &wanted_rows, &mut random);
            fold_of[row] = fold;
            wanted_rows[fold] -= 1.0;
        }
    }
    fold_of
}

fn most_wanting(first: &[f64], second: &[f64], random: &mut Xoshiro256PlusPlus) -> usize {
    let best = |values: &[f64], among: &[usize]| -> Vec<usize> {
        let highest = among
            .iter()
            .map(|fold| values[*fold])
            .fold(f64::NEG_INFINITY, f64::max);
        among
            .iter()
            .copied()
            .filter(|fold| values[*fold] >= highest)
            .collect()
    };
    let all: Vec<usize> = (0..first.len()).collect();
    let equals = best(second, &best(first, &all));
    match equals.len() {
        1 => equals[0],
        count => equals[below(random, count)],
    }
}

/// A number below `bound`, by multiplication (Lemire 2019; the bias of at most
/// `bound / 2^64` is of no account here).
pub(crate) fn below(random: &mut impl RngCore, bound: usize) -> usize {
    ((u128::from(random.next_u64()) * bound as u128) >> 64) as usize
}

/// The Fisher–Yates shuffle.
pub(crate) fn shuffle<T>(items: &mut [T], random: &mut impl RngCore) {
    for last in (1..items.len()).rev() {
        items.swap(last, below(random, last + 1));
    }
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_row_has_a_fold_and_folds_are_even(
            rows in proptest::collection::vec(proptest::collection::vec(any::<bool>(), 3), 1..80),
            n_folds in 1usize..6,
            seed in any::<u64>(),
        ) {
            let flat: Vec<bool> = rows.iter().flatten().copied().collect();
            let targets = Array2::from_shape_vec((rows.len(), 3), flat).unwrap();
            let folds = stratified_folds(targets.view(), n_folds, seed);
            prop_assert_eq!(folds.len(), rows.len());
            prop_assert!(folds.iter().all(|fold| *fold < n_folds));
            prop_assert_eq!(&folds, &stratified_folds(targets.view(), n_folds, seed));
        }
    }

    #[test]
    fn a_rare_topic_is_in_every_fold() {
        let targets = Array2::from_shape_fn((100, 2), |(row, topic)| {
            if topic == 0 {
                row % 20 == 0
            } else {
                row % 2 == 0
            }
        });
        let folds = stratified_folds(targets.view(), 5, 1);
        for fold in 0..5 {
            let rows: Vec<usize> = (0..100).filter(|row| folds[*row] == fold).collect();
            assert_eq!(rows.len(), 20);
            assert_eq!(rows.iter().filter(|row| targets[[**row, 0]]).count(), 1);
            assert_eq!(rows.iter().filter(|row| targets[[**row, 1]]).count(), 10);
        }
    }
}
