//! L2-regularised logistic regression, a block of topics at once.
//!
//! For each topic, with `y = ±1`, cost `Cᵢ` and the bias as a feature that is
//! always 1, the primal problem is
//!
//! ```text
//! min_w  ½ w·w + Σᵢ Cᵢ ln(1 + exp(-yᵢ w·xᵢ))
//! ```
//!
//! and its dual, with `0 < αᵢ < Cᵢ` and `Q_ij = yᵢ yⱼ xᵢ·xⱼ`,
//!
//! ```text
//! min_α  ½ α'Qα + Σᵢ αᵢ ln αᵢ + (Cᵢ - αᵢ) ln(Cᵢ - αᵢ) .
//! ```
//!
//! One αᵢ at a time is set to its best value by Newton's method (Yu, Huang and
//! Lin 2011, "Dual coordinate descent methods for logistic regression and
//! maximum entropy models", algorithms 4 and 5). The smaller of αᵢ and Cᵢ - αᵢ
//! is the unknown of each step, so that neither loses its digits near 0; both
//! are kept, in double precision.

use super::problem::{LANES, Problem, Solution, ZEROS};
use super::weight_table::WeightTable;
use crate::corpus::shuffle;
use crate::simd::{Simd, Wide, widest};

/// No row needs more steps of Newton's method than this.
const MAX_NEWTON_STEPS: usize = 100;

/// α and C - α of one row, for each lane.
#[derive(Clone, Copy)]
struct Duals {
    alpha: [f64; LANES],
    rest: [f64; LANES],
}

/// Solves a block. `keep_on` is asked once a pass whether to go on; the result
/// is `None` when it says no.
pub(super) fn solve(
    problem: &Problem<'_>,
    weights: WeightTable,
    keep_on: &dyn Fn() -> bool,
) -> Option<Solution> {
    widest(Solve {
        problem,
        weights,
        keep_on,
    })
}

struct Solve<'a> {
    problem: &'a Problem<'a>,
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
            mut weights,
            keep_on,
        } = self;
        let n_samples = problem.n_samples();
        let mut duals = start(simd, problem, &mut weights);
        let mut order: Vec<u32> = (0..n_samples as u32).collect();
        let mut unfinished = problem.used;
        let mut inner_tolerance = [1e-2f64; LANES];
        let least_inner = problem.params.tolerance.min(1e-8);
        let mut random = problem.random();
        let mut effort = problem.effort();

        for _ in 0..problem.params.max_epochs {
            if unfinished == 0 {
                break;
            }
            if !keep_on() {
                return None;
            }
            shuffle(&mut order, &mut random);
            effort.passes += 1;
            effort.visits += order.len() as u64;
            let mut largest = [0.0f64; LANES];
            let mut newton_steps = [0usize; LANES];
            for place in 0..order.len() {
                problem.prefetch(&order, place, &duals);
                let row = order[place] as usize;
                let products = problem.products(simd, &weights, row).0;
                let (signs, costs) = (problem.signs(row), problem.costs(row));
                let mut steps = ZEROS;
                let mut moved = false;
                for lane in (0..LANES).filter(|lane| unfinished >> lane & 1 == 1) {
                    let sign = f64::from(signs[lane]);
                    let outcome = best_dual(
                        &mut duals[row],
                        lane,
                        cost(costs, signs[lane]),
                        sign * f64::from(products[lane]),
                        f64::from(problem.square(row)),
                        inner_tolerance[lane],
                    );
                    largest[lane] = largest[lane].max(outcome.gradient);
                    newton_steps[lane] += outcome.newton_steps;
                    if outcome.step != 0.0 {
                        steps.0[lane] = (outcome.step * sign) as f32;
                        moved = true;
                    }
                }
                let n_terms = problem.n_terms(row);
                effort.terms_read += n_terms;
                if moved {
                    problem.add(simd, &mut weights, row, &steps);
                    effort.terms_changed += n_terms;
                }
            }
            for lane in 0..LANES {
                if largest[lane] < problem.params.tolerance {
                    unfinished &= !(1 << lane);
                }
                if newton_steps[lane] <= n_samples / 10 {
                    inner_tolerance[lane] = (inner_tolerance[lane] * 0.1).max(least_inner);
                }
            }
        }
        Some(Solution {
            weights,
            unfinished,
            effort,
        })
    }
}

/// The starting point: every α small but inside its bounds, and `w` to match.
#[inline(always)]
fn start<S: Simd>(simd: S, problem: &Problem<'_>, weights: &mut [[f32; LANES]]) -> Vec<Duals> {
    (0..problem.n_samples())
        .map(|row| {
            let (signs, costs) = (problem.signs(row), problem.costs(row));
            let mut duals = Duals {
                alpha: [0.0; LANES],
                rest: [0.0; LANES],
            };
            let mut steps = ZEROS;
            for lane in 0..LANES {
                let cost = cost(costs, signs[lane]);
                duals.alpha[lane] = (0.001 * cost).min(1e-8);
                duals.rest[lane] = cost - duals.alpha[lane];
                if problem.used >> lane & 1 == 1 {
                    steps.0[lane] = duals.alpha[lane] as f32 * signs[lane];
                }
            }
            problem.add(simd, weights, row, &steps);
            duals
        })
        .collect()
}

/// The cost that goes with a sign.
fn cost((positive, negative): (f32, f32), sign: f32) -> f64 {
    f64::from(if sign > 0.0 { positive } else { negative })
}

struct Outcome {
    /// The change of α.
    step: f64,
    /// The size of the gradient before the change.
    gradient: f64,
    newton_steps: usize,
}

/// Minimises the dual in one α; `margin` is `y w·x`, `square` is `x·x`.
fn best_dual(
    duals: &mut Duals,
    lane: usize,
    cost: f64,
    margin: f64,
    square: f64,
    inner_tolerance: f64,
) -> Outcome {
    let (alpha, rest) = (duals.alpha[lane], duals.rest[lane]);
    // Where the minimum is in the upper half, C - α is the unknown.
    let mirrored = 0.5 * square * (rest - alpha) + margin < 0.0;
    let (old, slope) = if mirrored {
        (rest, -margin)
    } else {
        (alpha, margin)
    };
    let mut z = old;
    if cost - z < 0.5 * cost {
        z *= 0.1;
    }
    let gradient_at = |z: f64| square * (z - old) + slope + libm::log(z / (cost - z));
    let mut gradient = gradient_at(z);
    let first = gradient.abs();
    let mut newton_steps = 0;
    while gradient.abs() >= inner_tolerance && newton_steps <= MAX_NEWTON_STEPS {
        let curvature = square + cost / (cost - z) / z;
        let next = z - gradient / curvature;
        z = if next <= 0.0 { z * 0.1 } else { next };
        gradient = gradient_at(z);
        newton_steps += 1;
    }
    if newton_steps == 0 {
        return Outcome {
            step: 0.0,
            gradient: first,
            newton_steps,
        };
    }
    if mirrored {
        duals.rest[lane] = z;
        duals.alpha[lane] = cost - z;
    } else {
        duals.alpha[lane] = z;
        duals.rest[lane] = cost - z;
    }
    Outcome {
        step: if mirrored { old - z } else { z - old },
        gradient: first,
        newton_steps,
    }
}
