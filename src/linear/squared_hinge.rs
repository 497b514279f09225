//! The L2-regularised, L2-loss support vector machine, a block of topics at once.
//!
//! For each topic, with `y = ±1`, cost `Cᵢ` and the bias as a feature that is
//! always 1, the primal problem is
//!
//! ```text
//! min_w  ½ w·w + Σᵢ Cᵢ max(0, 1 - yᵢ w·xᵢ)²
//! ```
//!
//! and its dual, with `Q_ij = yᵢ yⱼ xᵢ·xⱼ` and `D_ii = 1 / (2 Cᵢ)`,
//!
//! ```text
//! min_α  ½ α'(Q + D)α - Σᵢ αᵢ   subject to αᵢ ≥ 0 .
//! ```
//!
//! One αᵢ at a time is set to its best value, with `w = Σ yᵢ αᵢ xᵢ` kept up to
//! date (Hsieh, Chang, Lin, Keerthi and Sundararajan 2008, "A Dual Coordinate
//! Descent Method for Large-scale Linear SVM", algorithms 1 and 3). What is
//! new here is only the layout: the rows are taken in one order for sixteen
//! topics, a term's sixteen weights are one cache line, shrinking is a bit for
//! each row and topic, and a row without any bit left is passed over. All
//! sixteen topics of a row take the same steps, without branches, in the lanes
//! of the processor's vectors.
//!
//! A topic whose gradients have become small on the rows it still looks at
//! waits until all topics of the block have come so far: then all rows are
//! looked at again for all of them at once.

use super::Effort;
use super::problem::{LANES, Lanes, Problem, Solution, ZEROS};
use super::weight_table::WeightTable;
use crate::corpus::shuffle;
use crate::simd::{Simd, Wide, widest};

/// Gradients smaller than this move nothing.
const SMALLEST_GRADIENT: f32 = 1e-12;

/// The bounds beyond which a row is put aside, and the extremes of this pass.
struct Gradients {
    /// The largest projected gradient of the pass before.
    upper: [f32; LANES],
    largest: [f32; LANES],
    smallest: [f32; LANES],
}

impl Gradients {
    fn new() -> Self {
        Self {
            upper: [f32::INFINITY; LANES],
            largest: [f32::NEG_INFINITY; LANES],
            smallest: [f32::INFINITY; LANES],
        }
    }

    fn start_pass(&mut self) {
        self.largest = [f32::NEG_INFINITY; LANES];
        self.smallest = [f32::INFINITY; LANES];
    }

    /// Whether no projected gradient of the pass, nor the difference of any two,
    /// is above the tolerance; so too when no row at all was left.
    fn are_small(&self, lane: usize, tolerance: f64) -> bool {
        let (largest, smallest) = (self.largest[lane], self.smallest[lane]);
        let within = |value: f32| f64::from(value) <= tolerance;
        largest < smallest
            || within(largest - smallest) && within(largest.abs()) && within(smallest.abs())
    }

    /// The bound of the next pass: the extreme of this one, or none where it has
    /// the wrong sign.
    fn tighten(&mut self, lane: usize) {
        let largest = self.largest[lane];
        self.upper[lane] = if largest > 0.0 {
            largest
        } else {
            f32::INFINITY
        };
    }

    fn loosen(&mut self, lane: usize) {
        self.upper[lane] = f32::INFINITY;
    }
}

/// Which rows are still looked at, and for which topics.
struct Active {
    rows: Vec<u32>,
    lanes_of: Vec<u16>,
    /// The topics that are worked on.
    working: u16,
    /// Those that wait until rows are looked at again.
    waiting: u16,
    /// Those that have rows put aside.
    shrunk: u16,
}

impl Active {
    fn all(problem: &Problem<'_>) -> Self {
        let n_samples = problem.n_samples();
        Self {
            rows: (0..n_samples as u32).collect(),
            lanes_of: vec![problem.used; n_samples],
            working: problem.used,
            waiting: 0,
            shrunk: 0,
        }
    }

    /// Lays topics aside whose gradients have become small: for good, or until
    /// all others have come so far where some of their rows were put aside.
    fn lay_aside(&mut self, small: u16, gradients: &mut Gradients) {
        self.working &= !small;
        self.waiting |= small & self.shrunk;
        if self.working == 0 && self.waiting != 0 {
            self.working = std::mem::take(&mut self.waiting);
            self.shrunk = 0;
            (0..LANES).for_each(|lane| gradients.loosen(lane));
            self.lanes_of.fill(self.working);
            self.rows = (0..self.lanes_of.len() as u32).collect();
        } else if small != 0 {
            let (lanes_of, working) = (&mut self.lanes_of, self.working);
            self.rows.retain(|row| {
                let lanes = &mut lanes_of[*row as usize];
                *lanes &= working;
                *lanes != 0
            });
        }
    }
}

/// Solves a block. `keep_on` is asked once a pass whether to go on; the result
/// is `None` when it says no.
///
/// `alphas` holds the solution for the same rows and another C to start from,
/// or is empty; it then holds this one's. Any α of at least 0 is feasible for
/// every C, and near C's are near in α, so that little is left to do.
pub(super) fn solve(
    problem: &Problem<'_>,
    alphas: &mut Vec<Lanes>,
    weights: WeightTable,
    keep_on: &dyn Fn() -> bool,
) -> Option<Solution> {
    widest(Solve {
        problem,
        alphas,
        weights,
        keep_on,
    })
}

struct Solve<'a> {
    problem: &'a Problem<'a>,
    alphas: &'a mut Vec<Lanes>,
    /// All 0.
    weights: WeightTable,
    keep_on: &'a dyn Fn() -> bool,
}

impl Wide for Solve<'_> {
    type Output = Option<Solution>;

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> Option<Solution> {
        let Self {
            problem,
            alphas,
            mut weights,
            keep_on,
        } = self;
        start(simd, problem, alphas, &mut weights);
        let mut active = Active::all(problem);
        let mut gradients = Gradients::new();
        let mut random = problem.random();
        let mut effort = problem.effort();
        for _ in 0..problem.params.max_epochs {
            if active.working == 0 {
                break;
            }
            if !keep_on() {
                return None;
            }
            shuffle(&mut active.rows, &mut random);
            pass(
                simd,
                problem,
                &mut active,
                &mut weights,
                alphas,
                &mut gradients,
                &mut effort,
            );
            let mut small = 0u16;
            for lane in (0..LANES).filter(|lane| active.working >> lane & 1 == 1) {
                if gradients.are_small(lane, problem.params.tolerance) {
                    small |= 1 << lane;
                } else {
                    gradients.tighten(lane);
                }
            }
            active.lay_aside(small, &mut gradients);
        }
        Some(Solution {
            weights,
            unfinished: active.working | active.waiting,
            effort,
        })
    }
}

/// Makes the weights those that belong to the α's to start from.
#[inline(always)]
fn start<S: Simd>(
    simd: S,
    problem: &Problem<'_>,
    alphas: &mut Vec<Lanes>,
    weights: &mut [[f32; LANES]],
) {
    if alphas.is_empty() {
        alphas.resize(problem.n_samples(), ZEROS);
        return;
    }
    for (row, alpha) in alphas.iter_mut().enumerate() {
        let (alpha, signs) = (&mut alpha.0, problem.signs(row));
        let mut steps = ZEROS;
        for lane in 0..LANES {
            // What other topics left in a lane without one stays out.
            alpha[lane] *= f32::from(problem.used >> lane & 1);
            steps.0[lane] = alpha[lane] * signs[lane];
        }
        if steps != ZEROS {
            problem.add(simd, weights, row, &steps);
        }
    }
}

/// Updates all rows that are still looked at, once each.
#[inline(always)]
fn pass<S: Simd>(
    simd: S,
    problem: &Problem<'_>,
    active: &mut Active,
    weights: &mut [[f32; LANES]],
    alphas: &mut [Lanes],
    gradients: &mut Gradients,
    effort: &mut Effort,
) {
    gradients.start_pass();
    effort.passes += 1;
    effort.visits += active.rows.len() as u64;
    let mut kept = 0;
    for place in 0..active.rows.len() {
        problem.prefetch(&active.rows, place, alphas);
        let row = active.rows[place];
        let lanes = &mut active.lanes_of[row as usize];
        let (aside, moved) = update(
            simd,
            problem,
            row as usize,
            *lanes,
            weights,
            &mut alphas[row as usize].0,
            gradients,
        );
        let n_terms = problem.n_terms(row as usize);
        effort.terms_read += n_terms;
        effort.terms_changed += if moved { n_terms } else { 0 };
        *lanes &= !aside;
        active.shrunk |= aside;
        active.rows[kept] = row;
        kept += usize::from(*lanes != 0);
    }
    active.rows.truncate(kept);
}

/// Sets one row's α of every active lane to its best value. Returns the lanes
/// for which the row is put aside, as its α is 0 and will hardly grow, and whether
/// any α has changed.
#[inline(always)]
#[expect(
    clippy::needless_bitwise_bool,
    reason = "a lazy operator is a branch, of which lanes have none"
)]
fn update<S: Simd>(
    simd: S,
    problem: &Problem<'_>,
    row: usize,
    lanes: u16,
    weights: &mut [[f32; LANES]],
    alphas: &mut [f32; LANES],
    gradients: &mut Gradients,
) -> (u16, bool) {
    let products = problem.products(simd, weights, row).0;
    let signs = problem.signs(row);
    let square = problem.square(row);
    // `D_ii`, and what one over the second derivative is, for rows that have
    // the topic and for others.
    let (cost, other_cost) = problem.costs(row);
    let (diagonal, other_diagonal) = (0.5 / cost, 0.5 / other_cost);
    let (rate, other_rate) = (1.0 / (square + diagonal), 1.0 / (square + other_diagonal));
    let lanes = u32::from(lanes);
    let mut steps = ZEROS;
    let (mut moved, mut aside) = ([0u32; LANES], [0u32; LANES]);
    for lane in 0..LANES {
        let (bit, sign, alpha) = (1u32 << lane, signs[lane], alphas[lane]);
        let has = sign > 0.0;
        let diagonal = if has { diagonal } else { other_diagonal };
        let rate = if has { rate } else { other_rate };
        let gradient = sign * products[lane] - 1.0 + alpha * diagonal;
        let is_zero = alpha <= 0.0;
        let is_active = lanes & bit != 0;
        let is_put_aside = is_active & is_zero & (gradient > gradients.upper[lane]);
        let counts = is_active & !is_put_aside;
        let projected = if is_zero { gradient.min(0.0) } else { gradient };
        let (high, low) = (&mut gradients.largest[lane], &mut gradients.smallest[lane]);
        *high = if counts & (projected > *high) {
            projected
        } else {
            *high
        };
        *low = if counts & (projected < *low) {
            projected
        } else {
            *low
        };
        let best = (alpha - gradient * rate).max(0.0);
        let moves = counts & (projected.abs() > SMALLEST_GRADIENT);
        let best = if moves { best } else { alpha };
        alphas[lane] = best;
        let step = (best - alpha) * sign;
        steps.0[lane] = step;
        moved[lane] = u32::from(step != 0.0);
        aside[lane] = if is_put_aside { bit } else { 0 };
    }
    let any = |lanes: [u32; LANES]| lanes.into_iter().fold(0, |any, bit| any | bit);
    let moved = any(moved) != 0;
    if moved {
        problem.add(simd, weights, row, &steps);
    }
    (any(aside) as u16, moved)
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;
    use proptest::prelude::*;

    use super::*;
    use crate::features::SparseRecords;
    use crate::linear::LinearValidParams;
    use crate::simd::tests::narrowest;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn the_width_of_vectors_makes_no_difference_to_any_bit(
            rows in proptest::collection::vec(
                proptest::collection::vec(-1.0f32..1.0, 7), 2..40),
            labels in proptest::collection::vec(any::<u16>(), 40),
        ) {
            let sparse = rows.iter().map(|row| {
                let values = row.iter().enumerate().filter(|(_, value)| value.abs() > 0.3);
                values.map(|(column, value)| (column as u32, *value)).collect()
            });
            let records = SparseRecords::from_rows(7, sparse.collect::<Vec<_>>()).unwrap();
            let targets = Array2::from_shape_fn((rows.len(), LANES), |(row, topic)| {
                labels[row] >> topic & 1 == 1
            });
            let params = LinearValidParams::default();
            let topics: Vec<usize> = (0..LANES).collect();
            let weights = vec![1.0; rows.len()];
            let problem = Problem::new(&records, targets.view(), &weights, &topics, &params);
            let bits = |solution: Option<Solution>| -> Vec<u32> {
                let weights = solution.unwrap().weights;
                let lanes = weights.iter().flatten().copied();
                lanes.map(f32::to_bits).collect()
            };
            let table = || WeightTable::new(7).unwrap();
            let wide = bits(solve(&problem, &mut Vec::new(), table(), &|| true));
            let narrow = bits(narrowest(Solve {
                problem: &problem,
                alphas: &mut Vec::new(),
                weights: table(),
                keep_on: &|| true,
            }));
            prop_assert_eq!(wide, narrow);
        }
    }
}
