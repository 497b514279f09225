//! Measures to probabilities.
//!
//! Platt's method fits a sigmoid to decision values (Platt 1999; Lin, Lin and
//! Weng 2007). Here the sigmoid has five inputs, and is fitted to all topics
//! together with a correction for each, which is held back by a penalty where
//! the topic has few examples:
//!
//! ```text
//! P(topic t | x) = 1 / (1 + exp(-(β·z + β₀ + aₜ + bₜ f(x))))
//! z = (f(x), g(x), r(x), ln(1 + h), ln(1 + length))
//! ```
//!
//! with `f` the decision value of the whole paragraph, `g` the highest among
//! its clauses, `r` the highest decision value of another topic for the whole,
//! and `h` the topic's glossary hits. Where most texts have one topic, `r` gets
//! a negative coefficient, so that topics compete; where topics go together it
//! gets none. `β` maximises the likelihood less a trace of a penalty that keeps
//! it finite; `aₜ` and `bₜ` then maximise it less `λ/2 (aₜ² + bₜ²)`. With one
//! topic and no glossary, and single clauses of one length, this is Platt's
//! sigmoid.
//!
//! Decision values of a support vector machine are not spread as a sigmoid
//! supposes: those beyond the margin say less than those within. So the
//! probabilities `p` that come of this are bent into
//!
//! ```text
//! 1 / (1 + exp(-((1 + γ₂) ln p - (1 + γ₁) ln(1 - p) + γ₀)))
//! ```
//!
//! with coefficients that all topics share (beta calibration: Kull, Silva Filho
//! and Flach 2017), which maximise the likelihood less `λ/2 |γ|²`. Where they
//! would not leave the probabilities in their order, they are 0.

mod elementary;
mod likelihood;
mod sigmoid;

use std::ops::Range;

use rayon::prelude::*;

use likelihood::{Likelihood, of_bend, of_correction, of_shared};
use sigmoid::{product, to_probabilities};

/// The number of inputs of the sigmoid, besides the constant.
pub const N_INPUTS: usize = 5;

/// The coefficients that all topics share, the constant's last.
type Shared = [f64; N_INPUTS + 1];

/// `γ₁`, `γ₂` and `γ₀`.
type Bend = [f64; 3];

/// One example: what was measured of a paragraph for one topic.
///
/// The logarithms are taken once, here, and not in each step of the fit.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Inputs {
    whole: f32,
    best: f32,
    rival: f32,
    log_hits: f32,
    log_length: f32,
}

impl Inputs {
    /// The decision value of the whole paragraph, the highest among its
    /// clauses, the highest of another topic for the whole, the number of
    /// glossary hits and the length in characters.
    pub fn new(whole: f32, best: f32, rival: f32, hits: u32, length: u32) -> Self {
        Self::of_length(length).with(whole, best, rival, hits)
    }

    /// The inputs of a paragraph of this length, the others 0: all its topics
    /// share the logarithm.
    pub(crate) fn of_length(length: u32) -> Self {
        Self {
            log_length: libm::log1p(f64::from(length)) as f32,
            ..Self::default()
        }
    }

    /// The inputs of a paragraph as long for one of its topics.
    pub(crate) fn with(self, whole: f32, best: f32, rival: f32, hits: u32) -> Self {
        let log_hits = match hits {
            0 => 0.0,
            _ => libm::log1p(f64::from(hits)) as f32,
        };
        Self {
            whole,
            best,
            rival,
            log_hits,
            ..self
        }
    }

    #[inline(always)]
    fn vector(self) -> Shared {
        [
            f64::from(self.whole),
            f64::from(self.best),
            f64::from(self.rival),
            f64::from(self.log_hits),
            f64::from(self.log_length),
            1.0,
        ]
    }
}

/// What was measured of a paragraph for one topic, and whether it has the topic.
pub type Example = (Inputs, bool);

/// A fitted calibration.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    shared: Shared,
    /// `aₜ` and `bₜ` of each topic.
    corrections: Vec<[f64; 2]>,
    bend: Bend,
}

impl Calibration {
    /// Puts a calibration together from its coefficients; its probabilities are
    /// not bent.
    pub fn new(shared: [f64; N_INPUTS + 1], corrections: Vec<[f64; 2]>) -> Self {
        Self {
            shared,
            corrections,
            bend: Bend::default(),
        }
    }

    /// The same with probabilities bent by `γ₁`, `γ₂` and `γ₀`, in this order;
    /// `None` where `γ₁` or `γ₂` is not above -1, so that the higher of two
    /// probabilities would not stay the higher.
    pub fn with_bend(self, bend: [f64; 3]) -> Option<Self> {
        (bend[0] > -1.0 && bend[1] > -1.0).then_some(Self { bend, ..self })
    }

    /// The coefficients that all topics share: of the whole, the best clause,
    /// the rival, the hits, the length, and the constant.
    pub fn shared(&self) -> &[f64; N_INPUTS + 1] {
        &self.shared
    }

    /// What each topic adds to the constant and to the coefficient of the whole.
    pub fn corrections(&self) -> &[[f64; 2]] {
        &self.corrections
    }

    /// `γ₁`, `γ₂` and `γ₀`: how the probabilities are bent.
    pub fn bend(&self) -> &[f64; 3] {
        &self.bend
    }

    /// The probability of a topic.
    pub fn probability(&self, topic: usize, inputs: Inputs) -> f32 {
        let mut logit = [self.logit(topic, inputs)];
        to_probabilities(&mut logit, &self.bend);
        logit[0] as f32
    }

    /// The probability of each topic, given what was measured for each, in the
    /// order of the topics; computed several at once.
    pub fn probabilities(&self, inputs: impl Iterator<Item = Inputs>) -> Vec<f32> {
        let logits = inputs
            .enumerate()
            .map(|(topic, inputs)| self.logit(topic, inputs));
        let mut logits: Vec<f64> = logits.collect();
        to_probabilities(&mut logits, &self.bend);
        logits
            .into_iter()
            .map(|probability| probability as f32)
            .collect()
    }

    /// The argument of a topic's sigmoid, before the bend.
    fn logit(&self, topic: usize, inputs: Inputs) -> f64 {
        let z = inputs.vector();
        let [a, b] = self.corrections[topic];
        product(&self.shared, &z) + a + b * z[0]
    }

    /// Fits the coefficients. `examples` gives for each topic what was measured
    /// of each paragraph and whether it has the topic; the values must come
    /// from models that did not see the paragraph. Those in the range `left_out`
    /// do not count. `penalty` is λ. A fit to nearly the same examples may be
    /// given to `start` from; the result is the same within the tolerance of the fit,
    /// and comes sooner.
    ///
    /// ```
    /// use thematic::linear::calibration::{Calibration, Inputs};
    /// let inputs = |value| Inputs::new(value, value, 0.0, 0, 9);
    /// let topic = vec![(inputs(1.0), true), (inputs(0.5), true), (inputs(-1.0), false)];
    /// let calibration = Calibration::fit(&[topic], &(0..0), 1.0, None);
    /// assert!(calibration.probability(0, inputs(0.8)) > 0.5);
    /// ```
    ///
    /// # Panics
    ///
    /// When a topic has fewer examples than are left out.
    pub fn fit(
        examples: &[Vec<Example>],
        left_out: &Range<usize>,
        penalty: f64,
        start: Option<&Self>,
    ) -> Self {
        let start_of_shared = start.map_or([0.0; N_INPUTS + 1], |start| start.shared);
        let shared = fit_shared(examples, left_out, start_of_shared);
        let corrections: Vec<[f64; 2]> = examples
            .par_iter()
            .enumerate()
            .map(|(topic, examples)| {
                let start = start.and_then(|start| start.corrections.get(topic));
                let start = start.copied().unwrap_or_default();
                maximize(start, &[penalty; 2], |correction| {
                    of_correction(examples, left_out, &shared, *correction)
                })
            })
            .collect();
        let start_of_bend = start.map_or(Bend::default(), |start| start.bend);
        let bend = maximize(start_of_bend, &[penalty; 3], |bend| {
            sum_of_topics(examples, |topic, examples| {
                of_bend(examples, left_out, &shared, corrections[topic], *bend)
            })
        });
        let straight = Self::new(shared, corrections);
        straight.clone().with_bend(bend).unwrap_or(straight)
    }
}

/// The ridge that keeps the shared coefficients finite when examples can be
/// told apart without error.
const SHARED_RIDGE: f64 = 1e-3;
/// Newton's method needs about ten steps.
const MAX_STEPS: usize = 50;
const SMALLEST_STEP: f64 = 1e-7;

fn fit_shared(examples: &[Vec<Example>], left_out: &Range<usize>, start: Shared) -> Shared {
    let ridge = [SHARED_RIDGE; N_INPUTS + 1];
    maximize(start, &ridge, |beta| {
        sum_of_topics(examples, |_, examples| of_shared(examples, left_out, beta))
    })
}

/// Summed topic by topic, so that the sum does not depend on threads.
fn sum_of_topics<const N: usize>(
    examples: &[Vec<Example>],
    of_topic: impl Fn(usize, &[Example]) -> Likelihood<N> + Sync,
) -> Likelihood<N> {
    let parts: Vec<_> = examples
        .par_iter()
        .enumerate()
        .map(|(topic, examples)| of_topic(topic, examples))
        .collect();
    let mut sum = Likelihood::zero();
    for part in &parts {
        sum.merge(part);
    }
    sum
}

/// Newton's method with step halving on a penalised log-likelihood.
fn maximize<const N: usize>(
    start: [f64; N],
    ridge: &[f64; N],
    likelihood: impl Fn(&[f64; N]) -> Likelihood<N>,
) -> [f64; N] {
    let penalised = |beta: &[f64; N]| {
        let mut at = likelihood(beta);
        for i in 0..N {
            at.value -= 0.5 * ridge[i] * beta[i] * beta[i];
            at.gradient[i] -= ridge[i] * beta[i];
            at.curvature[i][i] += ridge[i];
        }
        at
    };
    let mut beta = start;
    let mut here = penalised(&beta);
    for _ in 0..MAX_STEPS {
        let step = solve(here.curvature, here.gradient);
        let mut share = 1.0;
        let next = loop {
            let mut candidate = beta;
            for i in 0..N {
                candidate[i] += share * step[i];
            }
            let there = penalised(&candidate);
            if there.value >= here.value || share < 1e-4 {
                break (candidate, there);
            }
            share *= 0.5;
        };
        let improved = next.1.value > here.value;
        let largest = step
            .iter()
            .fold(0.0f64, |most, s| most.max((s * share).abs()));
        if improved {
            (beta, here) = next;
        }
        if !improved || largest < SMALLEST_STEP {
            break;
        }
    }
    beta
}

/// Solves a system with a symmetric positive definite matrix, of which the
/// lower half is given (Cholesky).
fn solve<const N: usize>(mut matrix: [[f64; N]; N], mut right: [f64; N]) -> [f64; N] {
    for i in 0..N {
        for j in 0..=i {
            let mut sum = matrix[i][j];
            for k in 0..j {
                sum -= matrix[i][k] * matrix[j][k];
            }
            matrix[i][j] = if i == j {
                sum.max(f64::MIN_POSITIVE).sqrt()
            } else {
                sum / matrix[j][j]
            };
        }
        for k in 0..i {
            right[i] -= matrix[i][k] * right[k];
        }
        right[i] /= matrix[i][i];
    }
    for i in (0..N).rev() {
        for k in i + 1..N {
            right[i] -= matrix[k][i] * right[k];
        }
        right[i] /= matrix[i][i];
    }
    right
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(whole: f32) -> Inputs {
        Inputs::new(whole, 0.0, 0.0, 0, 0)
    }

    #[test]
    fn the_system_is_solved() {
        // [4 2; 2 3] x = [10, 8] has the solution [1.75, 1.5].
        let solution = solve([[4.0, 0.0], [2.0, 3.0]], [10.0, 8.0]);
        assert!((solution[0] - 1.75).abs() < 1e-12);
        assert!((solution[1] - 1.5).abs() < 1e-12);
    }

    #[test]
    fn with_one_input_it_is_platts_sigmoid() {
        // Three decision values, each seen ten times with 2, 5 and 8 positives:
        // by symmetry the constant is 0, and the slope s solves
        // (8 - 10 σ(s)) - (2 - 10 σ(-s)) = 0, that is σ(s) = 0.8, s = ln 4.
        let mut topic = Vec::new();
        for (value, positives) in [(-1.0, 2), (0.0, 5), (1.0, 8)] {
            topic.extend((0..10).map(|i| (at(value), i < positives)));
        }
        let fitted = Calibration::fit(&[topic], &(0..0), 1e6, None);
        assert!((fitted.shared()[0] - 4.0f64.ln()).abs() < 1e-3);
        assert!(fitted.shared()[N_INPUTS].abs() < 1e-9);
        assert!((fitted.probability(0, at(1.0)) - 0.8).abs() < 1e-3);
    }

    /// A thousand examples at each of -1, 0 and 1 with so many positives.
    fn fit_three(positives: [usize; 3]) -> Calibration {
        let values = [-1.0, 0.0, 1.0].into_iter().zip(positives);
        let topic = values.flat_map(|(value, n)| (0..1000).map(move |i| (at(value), i < n)));
        Calibration::fit(&[topic.collect()], &(0..0), 1e-3, None)
    }

    #[test]
    fn three_frequencies_that_are_on_no_sigmoid_are_met_by_a_bend() {
        // ln(p / (1 - p)) is -3.18, 0 and 1.73: no line.
        let fitted = fit_three([40, 500, 850]);
        for (value, frequency) in [(-1.0, 0.04), (0.0, 0.5), (1.0, 0.85)] {
            let probability = fitted.probability(0, at(value));
            assert!((probability - frequency).abs() < 2e-3, "{probability}");
        }
        assert!(fitted.bend()[0] < 0.0 && fitted.bend()[1] > 0.0);
    }

    #[test]
    fn a_bend_that_would_change_the_order_is_none() {
        // -3.89, 0 and 0.85 would need a negative coefficient of -ln(1 - p).
        let fitted = fit_three([20, 500, 700]);
        assert_eq!(fitted.bend(), &[0.0; 3]);
        let probabilities = [-1.0, 0.0, 1.0].map(|value| fitted.probability(0, at(value)));
        assert!(probabilities.is_sorted());
    }

    #[test]
    fn a_bend_by_hand() {
        // p = ½: (1 + 1) ln ½ - (1 - ½) ln ½ + ¼ = -1.5 ln 2 + ¼.
        let calibration = Calibration::new([0.0; N_INPUTS + 1], vec![[0.0; 2]]);
        let bent = calibration.with_bend([-0.5, 1.0, 0.25]).unwrap();
        let logit = -1.5 * 2f64.ln() + 0.25;
        let expected = 1.0 / (1.0 + (-logit).exp());
        assert!((f64::from(bent.probability(0, at(3.0))) - expected).abs() < 1e-7);
    }

    #[test]
    fn topics_that_exclude_each_other_compete() {
        // The topic is there where its value is above the other's.
        let values = [(0.2, 0.5), (0.9, 0.4), (0.6, 0.8), (0.6, 0.1), (0.3, 0.2)];
        let input = |(own, other): (f32, f32)| Inputs::new(own, 0.0, other, 0, 0);
        let topic = values.map(|v| (input(v), v.0 > v.1)).to_vec();
        let fitted = Calibration::fit(&[topic], &(0..0), 1e6, None);
        assert!(fitted.shared()[0] > 0.0 && fitted.shared()[2] < 0.0);
        let alone = fitted.probability(0, input((0.5, 0.0)));
        assert!(alone > fitted.probability(0, input((0.5, 0.9))));
    }

    #[test]
    fn a_topic_with_examples_departs_from_the_others_and_one_with_few_does_not() {
        let often = |n: usize| (0..n).map(|i| (at(0.0), i % 10 < 9)).collect::<Vec<_>>();
        let seldom: Vec<_> = (0..2000).map(|i| (at(0.0), i % 10 < 1)).collect();
        let fitted = Calibration::fit(&[often(2000), seldom, often(10)], &(0..0), 10.0, None);
        let probability = |topic| fitted.probability(topic, at(0.0));
        assert!((probability(0) - 0.9).abs() < 0.02, "{}", probability(0));
        assert!((probability(1) - 0.1).abs() < 0.02, "{}", probability(1));
        assert!((0.5..0.7).contains(&probability(2)), "{}", probability(2));
    }

    #[test]
    fn examples_that_can_be_told_apart_give_finite_coefficients() {
        let topic = vec![(at(-1.0), false), (at(1.0), true)];
        let fitted = Calibration::fit(&[topic, Vec::new()], &(0..0), 1.0, None);
        assert!(fitted.shared().iter().all(|beta| beta.is_finite()));
        assert!(fitted.probability(0, at(1e30)) <= 1.0);
        assert!(fitted.probability(1, at(-1e30)) >= 0.0);
    }
}
