//! Whether one system is better than another on the same rows.
//!
//! The interval of a difference is that of the paired bootstrap: both systems
//! are measured on the same draws of rows. The p-value is that of approximate
//! randomisation (Noreen 1989; Yeh 2000, "More accurate tests for the
//! statistical significance of result differences"): if the systems were
//! equal, exchanging their predictions for any row would change nothing; the
//! p-value is the share of such exchanges, drawn at random, after which the
//! difference is at least as great as it is, `(n + 1) / (N + 1)`. It is not
//! corrected for the number of figures and topics that one looks at.

use ndarray::{ArrayView2, Axis, concatenate};
use rand_core::RngCore;
use rayon::prelude::*;
use serde::Serialize;

use super::Predictions;
use super::bootstrap::{Bootstrap, Interval, Units, random};
use super::metric::Metric;
use super::tally::{Figures, Tally};
use crate::error::{Error, Result};

/// A figure of both systems, and how sure it is that they differ.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Difference {
    /// The figure of the first system.
    pub first: f64,
    /// The figure of the second system.
    pub second: f64,
    /// The second less the first.
    pub difference: f64,
    /// The interval of the difference.
    pub interval: Option<Interval>,
    /// The probability of so great a difference if the systems were equal.
    pub p_value: f64,
}

/// A topic's F1 of both systems.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TopicDifference {
    /// The number of rows that have the topic.
    pub support: u64,
    /// F1 and its difference.
    pub f1: Difference,
}

/// Two systems on the same rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    figures: Vec<Difference>,
    /// The topics, in the order of the scheme; `None` where no row has one.
    pub topics: Vec<Option<TopicDifference>>,
}

impl Comparison {
    /// Compares two systems. `wanted` is of shape `(n_samples, n_topics)`, as
    /// are both predictions; `groups` gives each row's document where whole
    /// documents are to be drawn and exchanged.
    ///
    /// # Errors
    ///
    /// When the shapes differ, or as [`Bootstrap::intervals`].
    pub fn new(
        wanted: ArrayView2<'_, bool>,
        first: &Predictions,
        second: &Predictions,
        groups: Option<&[usize]>,
        bootstrap: &Bootstrap,
    ) -> Result<Self> {
        bootstrap.check()?;
        let both = stack(wanted, first, second)?;
        let n_rows = wanted.nrows();
        let units = Units::new(n_rows, groups)?;
        let tally = |system: &Predictions| {
            Tally::new(wanted, system.given.view(), system.probabilities.view())
        };
        let (of_first, of_second) = (tally(first)?, tally(second)?);
        let pair = |weights: &[u32]| (of_first.weighted(weights), of_second.weighted(weights));
        let observed = pair(&vec![1; n_rows]);
        let drawn = bootstrap.replicates(&units, pair);
        let exchanged: Vec<(Figures, Figures)> = (0..bootstrap.replicates)
            .into_par_iter()
            .map(|replicate| {
                // Another stream than the draws have.
                let mut random = random(!bootstrap.seed, replicate);
                let swap: Vec<u32> = (0..units.count())
                    .map(|_| (random.next_u64() >> 63) as u32)
                    .collect();
                let stays: Vec<u32> = units.of_row().iter().map(|unit| 1 - swap[*unit]).collect();
                let goes: Vec<u32> = stays.iter().map(|stays| 1 - stays).collect();
                (
                    both.weighted(&[stays.as_slice(), &goes].concat()),
                    both.weighted(&[goes.as_slice(), &stays].concat()),
                )
            })
            .collect();
        let difference = |value: &dyn Fn(&Figures) -> f64| {
            let differ = |pair: &(Figures, Figures)| value(&pair.1) - value(&pair.0);
            let found = differ(&observed);
            // Rounding must not make an equal difference a smaller one.
            let as_great = exchanged
                .iter()
                .filter(|pair| differ(pair).abs() >= found.abs() - 1e-12)
                .count();
            Difference {
                first: value(&observed.0),
                second: value(&observed.1),
                difference: found,
                interval: Interval::holding(drawn.iter().map(differ).collect(), bootstrap.level),
                p_value: (as_great + 1) as f64 / (exchanged.len() + 1) as f64,
            }
        };
        Ok(Self {
            figures: Metric::ALL
                .into_iter()
                .map(|metric| difference(&|figures| figures.value(metric)))
                .collect(),
            topics: (0..both.n_topics())
                .map(|topic| {
                    let support = observed.0.topics[topic].support;
                    (support > 0).then(|| TopicDifference {
                        support,
                        // A draw without positives says nothing of the topic.
                        f1: difference(&|figures| match &figures.topics[topic] {
                            topic if topic.support > 0 => topic.scores.f1,
                            _ => f64::NAN,
                        }),
                    })
                })
                .collect(),
        })
    }

    /// One figure of both systems.
    pub fn value(&self, metric: Metric) -> Difference {
        self.figures[metric as usize]
    }
}

/// The rows of the first system, then those of the second: with weights of 0
/// and 1 this is any mixture of both.
fn stack(wanted: ArrayView2<'_, bool>, first: &Predictions, second: &Predictions) -> Result<Tally> {
    for predictions in [first, second] {
        let shapes = [predictions.given.dim(), predictions.probabilities.dim()];
        if shapes != [wanted.dim(); 2] {
            return Err(Error::parameter(
                "the shape of the predictions",
                format!("{:?}", shapes[0]),
                "that of the reference",
            ));
        }
    }
    let stacked = "two matrices of one shape can be stacked";
    let join = |_| Error::parameter("the shape of the predictions", stacked, stacked);
    let wanted = concatenate(Axis(0), &[wanted, wanted]).map_err(join)?;
    let given = concatenate(Axis(0), &[first.given.view(), second.given.view()]).map_err(join)?;
    let probabilities = concatenate(
        Axis(0),
        &[first.probabilities.view(), second.probabilities.view()],
    )
    .map_err(join)?;
    Tally::new(wanted.view(), given.view(), probabilities.view())
}

#[cfg(test)]
mod tests {
    use ndarray::{Array2, array};
    use proptest::prelude::*;

    use super::*;
    use crate::evaluation::samples::pair;

    const FEW: Bootstrap = Bootstrap {
        replicates: 40,
        level: 0.9,
        seed: 7,
    };

    fn certain(given: Array2<bool>) -> Predictions {
        Predictions {
            probabilities: given.mapv(f32::from),
            given,
        }
    }

    #[test]
    fn the_p_value_is_the_share_of_exchanges_as_great() {
        // The second system is right in all of five rows, the first in none. Of
        // 2⁵ exchanges two make as great a difference: none and all.
        let wanted = Array2::from_elem((5, 1), true);
        let first = certain(Array2::from_elem((5, 1), false));
        let second = certain(wanted.clone());
        let bootstrap = Bootstrap {
            replicates: 4000,
            ..FEW
        };
        let compare = |groups| {
            Comparison::new(wanted.view(), &first, &second, groups, &bootstrap)
                .unwrap()
                .value(Metric::SubsetAccuracy)
        };
        let rows = compare(None);
        assert_eq!((rows.first, rows.second, rows.difference), (0.0, 1.0, 1.0));
        assert_eq!(
            rows.interval,
            Some(Interval {
                low: 1.0,
                high: 1.0
            })
        );
        // 2/32; the standard error is √(0.0625 · 0.9375 / 4,000) = 0.004.
        assert!((rows.p_value - 0.0625).abs() < 0.012, "{}", rows.p_value);
        // Two documents: none or all of two are exchanged in half of the cases.
        let documents = compare(Some(&[1, 1, 1, 4, 4]));
        assert!((documents.p_value - 0.5).abs() < 0.024);
    }

    #[test]
    fn a_topic_that_no_row_has_is_not_compared() {
        let wanted = array![[true, false], [false, false]];
        let same = certain(wanted.clone());
        let comparison = Comparison::new(wanted.view(), &same, &same, None, &FEW).unwrap();
        assert!(comparison.topics[1].is_none());
        let topic = comparison.topics[0].unwrap();
        assert_eq!(topic.support, 1);
        // Every draw that has the topic at all finds it.
        let worse = certain(array![[false, false], [false, false]]);
        let comparison = Comparison::new(wanted.view(), &worse, &same, None, &FEW).unwrap();
        let f1 = comparison.topics[0].unwrap().f1;
        assert_eq!(
            f1.interval,
            Some(Interval {
                low: 1.0,
                high: 1.0
            })
        );
    }

    #[test]
    fn other_shapes_are_refused() {
        let wanted = array![[true, false]];
        let right = certain(wanted.clone());
        let wrong = certain(array![[true]]);
        let half_wrong = Predictions {
            given: wanted.clone(),
            ..wrong.clone()
        };
        let compare = |first, second| Comparison::new(wanted.view(), first, second, None, &FEW);
        assert!(compare(&right, &wrong).is_err());
        assert!(compare(&wrong, &right).is_err());
        assert!(compare(&right, &half_wrong).is_err());
        assert!(Comparison::new(wanted.view(), &right, &right, Some(&[]), &FEW).is_err());
    }

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-9
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn a_system_does_not_differ_from_itself((wanted, system, _) in pair()) {
            let same = Comparison::new(wanted.view(), &system, &system, None, &FEW).unwrap();
            let topics = same.topics.iter().flatten().map(|topic| topic.f1);
            let figures = Metric::ALL.into_iter().map(|metric| same.value(metric));
            for difference in figures.chain(topics) {
                prop_assert_eq!(difference.difference, 0.0);
                prop_assert_eq!(difference.p_value, 1.0);
                prop_assert_eq!(difference.interval, Some(Interval { low: 0.0, high: 0.0 }));
            }
        }

        #[test]
        fn exchanging_the_systems_mirrors_the_differences((wanted, first, second) in pair()) {
            let compare = |first, second| {
                Comparison::new(wanted.view(), first, second, None, &FEW).unwrap()
            };
            let (forth, back) = (compare(&first, &second), compare(&second, &first));
            for metric in Metric::ALL {
                let (forth, back) = (forth.value(metric), back.value(metric));
                prop_assert_eq!(forth.first, back.second);
                prop_assert_eq!(forth.difference, -back.difference);
                prop_assert_eq!(forth.p_value, back.p_value);
                let (forth, back) = (forth.interval.unwrap(), back.interval.unwrap());
                prop_assert!(near(forth.low, -back.high) && near(forth.high, -back.low));
            }
            prop_assert_eq!(forth.topics.len(), back.topics.len());
        }

        #[test]
        fn documents_of_one_row_are_no_documents((wanted, first, second) in pair()) {
            let alone: Vec<usize> = (0..wanted.nrows()).rev().collect();
            let compare = |groups| {
                Comparison::new(wanted.view(), &first, &second, groups, &FEW).unwrap()
            };
            prop_assert_eq!(compare(Some(&alone)), compare(None));
        }
    }
}
