//! Division of a corpus into folds that all have the topics in like shares.

use std::collections::{BTreeMap, HashMap};

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
/// Where `groups` gives each row a group, as [`Corpus::groups`] does, the rows
/// of a group go to one fold together; folds are then as even as the groups
/// allow.
///
/// [`Corpus::groups`]: super::Corpus::groups
///
/// ```
/// use ndarray::array;
/// use thematic::corpus::stratified_folds;
/// let targets = array![[true], [false], [true], [false]];
/// let folds = stratified_folds(targets.view(), None, 2, 42);
/// assert_ne!(folds[0], folds[2]);
/// assert_ne!(folds[1], folds[3]);
/// let folds = stratified_folds(targets.view(), Some(&[0, 0, 1, 1]), 2, 42);
/// assert_eq!(folds[0], folds[1]);
/// assert_ne!(folds[1], folds[2]);
/// ```
///
/// # Panics
///
/// When `groups` is shorter than the rows.
pub fn stratified_folds(
    targets: ArrayView2<'_, bool>,
    groups: Option<&[usize]>,
    n_folds: usize,
    seed: u64,
) -> Vec<usize> {
    let (n_samples, n_topics) = targets.dim();
    let n_folds = n_folds.max(1);
    let unit_of = units(n_samples, groups);
    let n_units = unit_of.iter().max().map_or(0, |most| most + 1);
    let mut sizes = vec![0.0; n_units];
    let mut positives = vec![BTreeMap::<usize, usize>::new(); n_units];
    for (row, &unit) in unit_of.iter().enumerate() {
        sizes[unit] += 1.0;
        for (topic, _) in targets.row(row).iter().enumerate().filter(|(_, has)| **has) {
            *positives[unit].entry(topic).or_default() += 1;
        }
    }
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut order: Vec<usize> = (0..n_units).collect();
    shuffle(&mut order, &mut random);

    let mut units_of: Vec<Vec<usize>> = vec![Vec::new(); n_topics];
    let mut left = vec![0; n_topics];
    for &unit in &order {
        for (&topic, count) in &positives[unit] {
            units_of[topic].push(unit);
            left[topic] += count;
        }
    }
    let share = |count: usize| count as f64 / n_folds as f64;
    let mut wanted_rows = vec![share(n_samples); n_folds];
    let mut wanted: Vec<Vec<f64>> = left.iter().map(|n| vec![share(*n); n_folds]).collect();
    let mut fold_of = vec![usize::MAX; n_units];

    while let Some(topic) = (0..n_topics)
        .filter(|t| left[*t] > 0)
        .min_by_key(|t| left[*t])
    {
        for &unit in &units_of[topic] {
            if fold_of[unit] != usize::MAX {
                continue;
            }
            let fold = most_wanting(&wanted[topic], &wanted_rows, &mut random);
            fold_of[unit] = fold;
            wanted_rows[fold] -= sizes[unit];
            for (&other, &count) in &positives[unit] {
                wanted[other][fold] -= count as f64;
                left[other] -= count;
            }
        }
    }
    for &unit in &order {
        if fold_of[unit] == usize::MAX {
            let fold = most_wanting(&wanted_rows, &wanted_rows, &mut random);
            fold_of[unit] = fold;
            wanted_rows[fold] -= sizes[unit];
        }
    }
    unit_of.iter().map(|unit| fold_of[*unit]).collect()
}

/// The unit of each row, numbered without gaps in the order of first rows.
fn units(n_samples: usize, groups: Option<&[usize]>) -> Vec<usize> {
    let Some(groups) = groups else {
        return (0..n_samples).collect();
    };
    let mut numbers = HashMap::new();
    groups[..n_samples]
        .iter()
        .map(|group| {
            let next = numbers.len();
            *numbers.entry(group).or_insert(next)
        })
        .collect()
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
        fn every_row_has_a_fold_groups_stay_whole_and_single_rows_are_spread_evenly(
            rows in proptest::collection::vec(proptest::collection::vec(any::<bool>(), 3), 1..80),
            n_folds in 1usize..6,
            seed in any::<u64>(),
        ) {
            let flat: Vec<bool> = rows.iter().flatten().copied().collect();
            let targets = Array2::from_shape_vec((rows.len(), 3), flat).unwrap();
            let folds = stratified_folds(targets.view(), None, n_folds, seed);
            prop_assert_eq!(folds.len(), rows.len());
            prop_assert!(folds.iter().all(|fold| *fold < n_folds));
            prop_assert_eq!(&folds, &stratified_folds(targets.view(), None, n_folds, seed));
            // The rarest topic is dealt out first, and so as evenly as can be.
            let positives = |topic: usize| targets.column(topic).iter().filter(|has| **has).count();
            if let Some(rarest) = (0..3).filter(|t| positives(*t) > 0).min_by_key(|t| positives(*t)) {
                for fold in 0..n_folds {
                    let here = (0..rows.len()).filter(|r| folds[*r] == fold && targets[[*r, rarest]]);
                    let share = positives(rarest) as f64 / n_folds as f64;
                    prop_assert!((here.count() as f64 - share).abs() < 1.0 + 1e-9);
                }
            }
            let groups: Vec<usize> = (0..rows.len()).map(|row| row / 3 * 7).collect();
            let folds = stratified_folds(targets.view(), Some(&groups), n_folds, seed);
            for row in 1..rows.len() {
                prop_assert!(groups[row] != groups[row - 1] || folds[row] == folds[row - 1]);
            }
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
        let folds = stratified_folds(targets.view(), None, 5, 1);
        for fold in 0..5 {
            let rows: Vec<usize> = (0..100).filter(|row| folds[*row] == fold).collect();
            assert_eq!(rows.len(), 20);
            assert_eq!(rows.iter().filter(|row| targets[[**row, 0]]).count(), 1);
            assert_eq!(rows.iter().filter(|row| targets[[**row, 1]]).count(), 10);
        }
    }
}
