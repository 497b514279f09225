//! One block of topics over the same rows: what both solvers work on.

use std::hint::black_box;

use linfa::dataset::Records;
use ndarray::ArrayView2;
use rand_core::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::weight_table::WeightTable;
use super::{Effort, LinearValidParams};
use crate::features::SparseRecords;
use crate::simd::Simd;

/// How many topics are solved side by side. Sixteen single-precision weights
/// are one cache line, so that a term's weights for the whole block are
/// fetched at the price of one.
pub(crate) const LANES: usize = 16;

/// How many numbers of a row's terms share a cache line.
const NUMBERS_OF_A_LINE: usize = 16;

/// One value for each topic of a block.
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(align(64))]
pub(crate) struct Lanes(pub(crate) [f32; LANES]);

pub(crate) const ZEROS: Lanes = Lanes([0.0; LANES]);

/// What a solver comes to.
pub(crate) struct Solution {
    pub(crate) weights: WeightTable,
    /// The lanes whose topics were not within the tolerance when the passes were
    /// used up.
    pub(crate) unfinished: u16,
    pub(crate) effort: Effort,
}

/// A block of at most [`LANES`] topics.
///
/// What is kept of each row is small, since rows are taken in random order: a
/// bit for each topic rather than a sign.
pub(crate) struct Problem<'a> {
    pub(crate) params: &'a LinearValidParams,
    pub(crate) n_features: usize,
    /// The rows, as in [`SparseRecords::parts`].
    starts: &'a [usize],
    columns: &'a [u32],
    values: &'a [f32],
    /// For each row the lanes of the topics that it has.
    positives: Vec<u16>,
    /// The cost of each row: C times the row's weight.
    costs: Vec<f32>,
    /// For each row, its squared length, the bias's constant 1 included.
    squares: Vec<f32>,
    /// The lanes that stand for a topic with positive and negative rows.
    pub(crate) used: u16,
    seed: u64,
}

impl<'a> Problem<'a> {
    pub(crate) fn new(
        records: &'a SparseRecords,
        targets: ArrayView2<'_, bool>,
        row_weights: &[f32],
        topics: &[usize],
        params: &'a LinearValidParams,
    ) -> Self {
        let n_samples = records.nsamples();
        let (starts, columns, values) = records.parts();
        let mut used = 0u16;
        let mut positives = vec![0u16; n_samples];
        for (lane, &topic) in topics.iter().enumerate() {
            let mut count = 0;
            for (row, has) in targets.column(topic).iter().enumerate() {
                if *has {
                    positives[row] |= 1 << lane;
                    count += 1;
                }
            }
            if count > 0 && count < n_samples {
                used |= 1 << lane;
            }
        }
        let constant = f64::from(u8::from(params.bias));
        let squares = starts.windows(2).map(|row| {
            let values = &values[row[0]..row[1]];
            let sum: f64 = values.iter().map(|v| f64::from(*v) * f64::from(*v)).sum();
            (sum + constant) as f32
        });
        Self {
            params,
            n_features: records.nfeatures(),
            squares: squares.collect(),
            starts,
            columns,
            values,
            positives,
            costs: row_weights
                .iter()
                .map(|weight| (params.c * f64::from(*weight)) as f32)
                .collect(),
            used,
            seed: params.seed ^ topics.first().map_or(0, |topic| *topic as u64 + 1),
        }
    }

    pub(crate) fn n_samples(&self) -> usize {
        self.positives.len()
    }

    /// No effort yet.
    pub(crate) fn effort(&self) -> Effort {
        Effort {
            terms: self.n_features as u64,
            ..Effort::default()
        }
    }

    pub(crate) fn random(&self) -> Xoshiro256PlusPlus {
        Xoshiro256PlusPlus::seed_from_u64(self.seed)
    }

    /// +1 for each lane whose topic the row has, -1 for the others.
    #[inline(always)]
    pub(crate) fn signs(&self, row: usize) -> [f32; LANES] {
        let positives = u32::from(self.positives[row]);
        let mut signs = [0.0; LANES];
        for lane in 0..LANES {
            signs[lane] = if positives & (1 << lane) != 0 {
                1.0
            } else {
                -1.0
            };
        }
        signs
    }

    /// The squared length of a row, the bias's constant 1 included.
    #[inline(always)]
    pub(crate) fn square(&self, row: usize) -> f32 {
        self.squares[row]
    }

    /// The cost of a row for the topics that it has, and for the others.
    #[inline(always)]
    pub(crate) fn costs(&self, row: usize) -> (f32, f32) {
        let cost = self.costs[row];
        (cost * self.params.positive_weight as f32, cost)
    }

    /// How many terms a row has.
    #[inline(always)]
    pub(crate) fn n_terms(&self, row: usize) -> u64 {
        (self.starts[row + 1] - self.starts[row]) as u64
    }

    /// The terms of a row and their values.
    #[inline(always)]
    fn terms(&self, row: usize) -> impl Iterator<Item = (&u32, &f32)> {
        let range = self.starts[row]..self.starts[row + 1];
        self.columns[range.clone()].iter().zip(&self.values[range])
    }

    /// `w · x` of a row for each lane, the bias included.
    #[inline(always)]
    pub(crate) fn products<S: Simd>(&self, simd: S, weights: &[[f32; LANES]], row: usize) -> Lanes {
        let mut sums = if self.params.bias {
            Lanes(weights[self.n_features])
        } else {
            ZEROS
        };
        let (sum_vectors, _) = S::as_mut_simd_f32s(&mut sums.0);
        for (column, value) in self.terms(row) {
            let value = simd.splat_f32s(*value);
            let (weights, _) = S::as_simd_f32s(&weights[*column as usize]);
            for (sum, weight) in sum_vectors.iter_mut().zip(weights) {
                *sum = simd.add_f32s(*sum, simd.mul_f32s(value, *weight));
            }
        }
        sums
    }

    /// Adds `steps × x` of a row to the weights.
    #[inline(always)]
    pub(crate) fn add<S: Simd>(
        &self,
        simd: S,
        weights: &mut [[f32; LANES]],
        row: usize,
        steps: &Lanes,
    ) {
        let (step_vectors, _) = S::as_simd_f32s(&steps.0);
        for (column, value) in self.terms(row) {
            let value = simd.splat_f32s(*value);
            let (weights, _) = S::as_mut_simd_f32s(&mut weights[*column as usize]);
            for (weight, step) in weights.iter_mut().zip(step_vectors) {
                *weight = simd.add_f32s(*weight, simd.mul_f32s(value, *step));
            }
        }
        if self.params.bias {
            let bias = &mut weights[self.n_features];
            for lane in 0..LANES {
                bias[lane] += steps.0[lane];
            }
        }
    }

    /// Asks for what will be needed of the rows that come next in `order` after
    /// the place `here`, and of the `duals` of each.
    ///
    /// Rows are taken in random order, which no processor foresees. A read
    /// whose value is thrown away is the prefetch of safe Rust: nothing waits
    /// for it.
    #[inline(always)]
    pub(crate) fn prefetch<D: Copy>(&self, order: &[u32], here: usize, duals: &[D]) {
        if let Some(later) = order.get(here + 4) {
            black_box(self.starts[*later as usize]);
        }
        if let Some(next) = order.get(here + 2) {
            let next = *next as usize;
            black_box(&duals[next]);
            let range = self.starts[next]..self.starts[next + 1];
            for place in range.step_by(NUMBERS_OF_A_LINE) {
                black_box(self.columns[place]);
                black_box(self.values[place]);
            }
        }
    }
}
