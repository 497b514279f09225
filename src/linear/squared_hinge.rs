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
//! topics, a term's sixteen weights are one cache line, and shrinking is a bit
//! for each row and topic; a row without any bit left is passed over.

use super::problem::{BlockWeights, LANES, Lanes, Problem, ZEROS};
use crate::corpus::shuffle;

/// The bounds beyond which a row is put aside, and the extremes of this pass.
struct Gradients {
    /// Largest and smallest projected gradient of the pass before.
    upper: [f32; LANES],
    lower: [f32; LANES],
    largest: [f32; LANES],
    smallest: [f32; LANES],
}

impl Gradients {
    fn new() -> Self {
        Self {
            upper: [f32::INFINITY; LANES],
            lower: [f32::NEG_INFINITY; LANES],
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

    /// The bounds of the next pass: the extremes of this one, or none where
    /// they have the wrong sign.
    fn tighten(&mut self, lane: usize) {
        let (largest, smallest) = (self.largest[lane], self.smallest[lane]);
        self.upper[lane] = if largest > 0.0 {
            largest
        } else {
            f32::INFINITY
        };
        self.lower[lane] = if smallest < 0.0 {
            smallest
        } else {
            f32::NEG_INFINITY
        };
    }

    fn loosen(&mut self, lane: usize) {
        self.upper[lane] = f32::INFINITY;
        self.lower[lane] = f32::NEG_INFINITY;
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
    n_features: usize,
    alphas: &mut Vec<Lanes>,
    keep_on: &dyn Fn() -> bool,
) -> Option<BlockWeights> {
    let n_samples = problem.signs.len();
    let mut weights = vec![ZEROS; n_features + 1];
    if alphas.is_empty() {
        alphas.resize(n_samples, ZEROS);
    } else {
        for row in 0..n_samples {
            let (alpha, sign) = (&mut alphas[row].0, &problem.signs[row].0);
            let steps: [f32; LANES] = std::array::from_fn(|lane| {
                // What other topics left in a lane without one stays out.
                alpha[lane] *= f32::from(problem.used >> lane & 1);
                alpha[lane] * sign[lane]
            });
            if steps != [0.0; LANES] {
                problem.add(&mut weights, row, &steps);
            }
        }
    }
    // The rows that are still looked at, and for which lanes.
    let mut active: Vec<u32> = (0..n_samples as u32).collect();
    let mut lanes_of = vec![problem.used; n_samples];
    let mut unfinished = problem.used;
    // Lanes that have rows put aside.
    let mut shrunk = 0u16;
    let mut gradients = Gradients::new();
    let mut random = problem.random();

    for _ in 0..problem.params.max_epochs {
        if unfinished == 0 {
            break;
        }
        if !keep_on() {
            return None;
        }
        shuffle(&mut active, &mut random);
        gradients.start_pass();
        active.retain(|row| {
            let row = *row as usize;
            let aside = update(
                problem,
                row,
                lanes_of[row],
                &mut weights,
                &mut alphas[row].0,
                &mut gradients,
            );
            lanes_of[row] &= !aside;
            shrunk |= aside;
            lanes_of[row] != 0
        });
        let mut reopened = 0u16;
        let working = unfinished;
        for lane in (0..LANES).filter(|lane| working >> lane & 1 == 1) {
            let converged = gradients.are_small(lane, problem.params.tolerance);
            if !converged {
                gradients.tighten(lane);
            } else if shrunk >> lane & 1 == 1 {
                reopened |= 1 << lane;
                gradients.loosen(lane);
            } else {
                unfinished &= !(1 << lane);
            }
        }
        if reopened != 0 {
            shrunk &= !reopened;
            for lanes in &mut lanes_of {
                *lanes |= reopened;
            }
        }
        if reopened != 0 || lanes_of.iter().any(|lanes| lanes & !unfinished != 0) {
            for lanes in &mut lanes_of {
                *lanes &= unfinished;
            }
            active = (0..n_samples as u32)
                .filter(|row| lanes_of[*row as usize] != 0)
                .collect();
        }
    }
    Some(weights)
}

/// Sets one row's α of every active lane to its best value. Returns the lanes
/// for which the row is put aside: its α is 0 and will hardly grow.
#[inline]
fn update(
    problem: &Problem<'_>,
    row: usize,
    lanes: u16,
    weights: &mut BlockWeights,
    alphas: &mut [f32; LANES],
    gradients: &mut Gradients,
) -> u16 {
    let products = problem.products(weights, row);
    let signs = &problem.signs[row].0;
    let costs = problem.row_costs(row);
    let square = problem.squares[row];
    let mut steps = [0.0f32; LANES];
    let mut aside = 0u16;
    let mut moved = false;
    for lane in 0..LANES {
        if lanes >> lane & 1 == 0 {
            continue;
        }
        let diagonal = 0.5 / costs[lane];
        let alpha = alphas[lane];
        let gradient = signs[lane] * products[lane] - 1.0 + alpha * diagonal;
        let projected = if alpha > 0.0 {
            gradient
        } else if gradient > gradients.upper[lane] {
            aside |= 1 << lane;
            continue;
        } else {
            gradient.min(0.0)
        };
        gradients.largest[lane] = gradients.largest[lane].max(projected);
        gradients.smallest[lane] = gradients.smallest[lane].min(projected);
        if projected.abs() > 1e-12 {
            let best = (alpha - gradient / (square + diagonal)).max(0.0);
            alphas[lane] = best;
            steps[lane] = (best - alpha) * signs[lane];
            moved = true;
        }
    }
    if moved {
        problem.add(weights, row, &steps);
    }
    aside
}
