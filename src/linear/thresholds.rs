//! From which probability on a topic is given.
//!
//! For each topic the probabilities that models gave to paragraphs they had
//! not seen are counted in steps of a thousandth. The threshold is the step
//! with the best F1. A rare topic's own counts say little: they are mixed with
//! those of topics of like frequency, scaled down to a few positives. (Topics
//! of like frequency are like in how sure a model can be of them: thresholds of
//! rare ones are low.) That gives a topic without examples the threshold of
//! its like, where Fan and Lin (2007, "A Study on Threshold Selection for
//! Multi-label Classification", the `fbr` heuristic) would put it out of reach.

use serde::{Deserialize, Serialize};

/// The number of steps between 0 and 1.
const STEPS: usize = 1000;

/// One point of a topic's curve: what giving the topic from `threshold` on
/// came to, on paragraphs that the models had not seen.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CurvePoint {
    /// The probability from which on the topic is given.
    pub threshold: f32,
    /// The share of the paragraphs given the topic that have it.
    pub precision: f32,
    /// The share of the paragraphs that have the topic that were given it.
    pub recall: f32,
}

/// How many paragraphs have a probability of at least each step, and how many
/// of them have the topic.
#[derive(Debug, Clone)]
struct Counts {
    given: Vec<f64>,
    right: Vec<f64>,
}

impl Counts {
    fn new(examples: &[(f32, bool)]) -> Self {
        let mut given = vec![0.0; STEPS + 1];
        let mut right = vec![0.0; STEPS + 1];
        for (probability, has) in examples {
            let step = highest_step(*probability);
            given[step] += 1.0;
            right[step] += f64::from(u8::from(*has));
        }
        for step in (0..STEPS).rev() {
            given[step] += given[step + 1];
            right[step] += right[step + 1];
        }
        Self { given, right }
    }

    fn none() -> Self {
        Self {
            given: vec![0.0; STEPS + 1],
            right: vec![0.0; STEPS + 1],
        }
    }

    fn add(&mut self, other: &Self, weight: f64) {
        for step in 0..=STEPS {
            self.given[step] += weight * other.given[step];
            self.right[step] += weight * other.right[step];
        }
    }

    fn positives(&self) -> f64 {
        self.right[0]
    }
}

/// The highest step that a probability reaches, consistently with comparing it
/// to [`threshold_at`] in single precision.
fn highest_step(probability: f32) -> usize {
    let near = (probability * STEPS as f32) as usize;
    let mut step = near.min(STEPS);
    while step < STEPS && threshold_at(step + 1) <= probability {
        step += 1;
    }
    while step > 0 && threshold_at(step) > probability {
        step -= 1;
    }
    step
}

fn threshold_at(step: usize) -> f32 {
    step as f32 / STEPS as f32
}

/// The counts of topics of like frequency together.
struct Common {
    /// For topics of which `log₂(positives + 1)` rounds to the place.
    octaves: Vec<Counts>,
}

impl Common {
    fn new(topics: &[Counts]) -> Self {
        let n_octaves = topics.iter().map(octave).max().unwrap_or(0) + 1;
        let mut sums = vec![Counts::none(); n_octaves];
        for topic in topics {
            sums[octave(topic)].add(topic, 1.0);
        }
        let octaves = (0..n_octaves).map(|here| {
            let mut like = Counts::none();
            for (there, sum) in sums.iter().enumerate() {
                let distance = here.abs_diff(there) as f64;
                like.add(sum, libm::exp(-0.5 * distance * distance));
            }
            like
        });
        Self {
            octaves: octaves.collect(),
        }
    }

    fn like(&self, topic: &Counts) -> &Counts {
        &self.octaves[octave(topic)]
    }
}

fn octave(topic: &Counts) -> usize {
    libm::log2(topic.positives() + 1.0).round() as usize
}

/// For each topic the threshold with the best F1. `examples` gives for each
/// topic the probability of each paragraph and whether it has the topic; the
/// counts of topics of like frequency together are mixed in with the weight of
/// `mixed` positives.
///
/// ```
/// use thematic::linear::thresholds::best_thresholds;
/// let topic = vec![(0.9, true), (0.35, true), (0.2, false), (0.1, false)];
/// // Anything above 0.2 and up to 0.35 is right: the middle is taken.
/// assert_eq!(best_thresholds(&[topic], 0.0), [0.275]);
/// ```
pub fn best_thresholds(examples: &[Vec<(f32, bool)>], mixed: f64) -> Vec<f32> {
    let counts: Vec<Counts> = examples.iter().map(|topic| Counts::new(topic)).collect();
    let common = Common::new(&counts);
    counts
        .iter()
        .map(|topic| {
            let all = common.like(topic);
            let scale = if all.positives() > 0.0 {
                mixed / all.positives()
            } else {
                0.0
            };
            let f1 = |step: usize| {
                let right = topic.right[step] + scale * all.right[step];
                let given = topic.given[step] + scale * all.given[step];
                let positives = topic.positives() + scale * all.positives();
                2.0 * right / (given + positives).max(f64::MIN_POSITIVE)
            };
            // Of equal neighbours the middle, as far from both sides as can be;
            // a topic without positives anywhere is given only when certain.
            let mut best = STEPS;
            for step in (1..STEPS).rev() {
                if f1(step) > f1(best) {
                    best = step;
                }
            }
            let mut lowest = best;
            while lowest > 1 && f1(lowest - 1) == f1(best) && f1(best) > 0.0 {
                lowest -= 1;
            }
            let best = lowest.midpoint(best);
            threshold_at(best)
        })
        .collect()
}

/// The precision and recall of one topic at every threshold that matters: the
/// highest from which on another paragraph with the topic is found.
pub fn curve(examples: &[(f32, bool)]) -> Vec<CurvePoint> {
    let counts = Counts::new(examples);
    (1..=STEPS)
        .rev()
        .filter(|step| {
            let above = counts.right.get(step + 1).copied().unwrap_or(0.0);
            counts.right[*step] > above
        })
        .map(|step| CurvePoint {
            threshold: threshold_at(step),
            precision: (counts.right[step] / counts.given[step]) as f32,
            recall: (counts.right[step] / counts.positives()) as f32,
        })
        .collect()
}

/// The point of a curve with the highest recall among those of at least this
/// precision, or `None` where there is none.
pub fn point_for_precision(curve: &[CurvePoint], precision: f32) -> Option<CurvePoint> {
    curve
        .iter()
        .filter(|point| point.precision >= precision)
        .max_by(|a, b| a.recall.total_cmp(&b.recall))
        .copied()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_topic_without_examples_takes_the_common_threshold() {
        let common: Vec<(f32, bool)> = (0..100)
            .map(|i| (if i < 30 { 0.6 } else { 0.2 }, i < 30))
            .collect();
        let thresholds = best_thresholds(&[common, vec![(0.3, false), (0.9, false)]], 20.0);
        assert_eq!(thresholds, [0.45, 0.45]);
    }

    #[test]
    fn the_curve_is_precision_and_recall_by_hand() {
        let points = curve(&[(0.9, true), (0.5, false), (0.4, true), (0.1, false)]);
        let expected = [
            CurvePoint {
                threshold: 0.9,
                precision: 1.0,
                recall: 0.5,
            },
            CurvePoint {
                threshold: 0.4,
                precision: 2.0 / 3.0,
                recall: 1.0,
            },
        ];
        assert_eq!(points, expected);
        assert_eq!(point_for_precision(&points, 0.9), Some(expected[0]));
        assert_eq!(point_for_precision(&points, 0.6), Some(expected[1]));
        assert_eq!(point_for_precision(&[], 0.5), None);
    }

    proptest! {
        #[test]
        fn a_probability_reaches_just_its_step(probability in 0.0f32..=1.0) {
            let step = highest_step(probability);
            prop_assert!(threshold_at(step) <= probability);
            prop_assert!(step == STEPS || threshold_at(step + 1) > probability);
        }

        #[test]
        fn no_other_step_has_a_better_f1(
            examples in proptest::collection::vec((0.0f32..1.0, any::<bool>()), 1..40)
        ) {
            let f1 = |threshold: f32| {
                let given = examples.iter().filter(|e| e.0 >= threshold);
                let right = given.clone().filter(|e| e.1).count() as f64;
                let positives = examples.iter().filter(|e| e.1).count() as f64;
                2.0 * right / (given.count() as f64 + positives).max(1.0)
            };
            let best = best_thresholds(std::slice::from_ref(&examples), 0.0)[0];
            for step in 1..=STEPS {
                prop_assert!(f1(threshold_at(step)) <= f1(best) + 1e-12);
            }
        }
    }
}
