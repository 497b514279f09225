//! One block of topics over the same rows: what both solvers work on.

use linfa::dataset::Records;
use ndarray::ArrayView2;
use rand_core::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;

use super::LinearValidParams;
use crate::features::SparseRecords;

/// How many topics are solved side by side. Sixteen single-precision weights
/// are one cache line, so that a term's weights for the whole block are
/// fetched at the price of one.
pub(crate) const LANES: usize = 16;

/// One value for each topic of a block.
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(align(64))]
pub(crate) struct Lanes(pub(crate) [f32; LANES]);

pub(crate) const ZEROS: Lanes = Lanes([0.0; LANES]);

/// Weights of a block, one [`Lanes`] for each feature, the bias last.
pub(crate) type BlockWeights = Vec<Lanes>;

/// A block of at most [`LANES`] topics.
pub(crate) struct Problem<'a> {
    pub(crate) records: &'a SparseRecords,
    pub(crate) params: &'a LinearValidParams,
    /// For each row and lane, +1 where the row has the topic and -1 elsewhere.
    pub(crate) signs: Vec<Lanes>,
    /// The cost of each row: C times the row's weight.
    pub(crate) costs: Vec<f32>,
    /// For each row, its squared length, the bias's constant 1 included.
    pub(crate) squares: Vec<f32>,
    /// The lanes that stand for a topic with positive and negative rows.
    pub(crate) used: u16,
    pub(crate) seed: u64,
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
        let mut used = 0u16;
        let mut signs = vec![Lanes([-1.0; LANES]); n_samples];
        for (lane, &topic) in topics.iter().enumerate() {
            let mut positives = 0;
            for (row, has) in targets.column(topic).iter().enumerate() {
                if *has {
                    signs[row].0[lane] = 1.0;
                    positives += 1;
                }
            }
            if positives > 0 && positives < n_samples {
                used |= 1 << lane;
            }
        }
        let constant = f64::from(u8::from(params.bias));
        let squares = (0..n_samples).map(|row| {
            let (_, values) = records.row(row);
            let sum: f64 = values.iter().map(|v| f64::from(*v) * f64::from(*v)).sum();
            (sum + constant) as f32
        });
        Self {
            records,
            params,
            signs,
            costs: row_weights
                .iter()
                .map(|weight| (params.c * f64::from(*weight)) as f32)
                .collect(),
            squares: squares.collect(),
            used,
            seed: params.seed ^ topics.first().map_or(0, |topic| *topic as u64 + 1),
        }
    }

    pub(crate) fn random(&self) -> Xoshiro256PlusPlus {
        Xoshiro256PlusPlus::seed_from_u64(self.seed)
    }

    /// The cost of a row for each lane.
    #[inline]
    pub(crate) fn row_costs(&self, row: usize) -> [f32; LANES] {
        let cost = self.costs[row];
        let positive = cost * self.params.positive_weight as f32;
        self.signs[row]
            .0
            .map(|sign| if sign > 0.0 { positive } else { cost })
    }

    /// `w · x` of a row for each lane, the bias included.
    #[inline]
    pub(crate) fn products(&self, weights: &[Lanes], row: usize) -> [f32; LANES] {
        let (columns, values) = self.records.row(row);
        let mut sums = if self.params.bias {
            weights[weights.len() - 1].0
        } else {
            [0.0; LANES]
        };
        for (column, value) in columns.iter().zip(values) {
            let weight = &weights[*column as usize].0;
            for lane in 0..LANES {
                sums[lane] += value * weight[lane];
            }
        }
        sums
    }

    /// Adds `steps × x` of a row to the weights.
    #[inline]
    pub(crate) fn add(&self, weights: &mut [Lanes], row: usize, steps: &[f32; LANES]) {
        let (columns, values) = self.records.row(row);
        for (column, value) in columns.iter().zip(values) {
            let weight = &mut weights[*column as usize].0;
            for lane in 0..LANES {
                weight[lane] += value * steps[lane];
            }
        }
        if self.params.bias {
            let last = weights.len() - 1;
            for lane in 0..LANES {
                weights[last].0[lane] += steps[lane];
            }
        }
    }
}
