//! How much a figure would differ on other rows of the same kind.
//!
//! Rows, or whole documents where paragraphs of one are alike, are drawn with
//! replacement as many times as there are, and each figure is computed anew;
//! the interval holds the middle share of its values (the percentile method,
//! Efron and Tibshirani 1993, "An Introduction to the Bootstrap", chapter 13).
//! It tells of the chance in the rows that are measured on, not of that in the
//! training of the model.

use rand_core::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::metric::Metric;
use super::tally::{Figures, Tally};
use crate::corpus::below;
use crate::error::{Error, Result};

/// How intervals are computed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bootstrap {
    /// How many times rows are drawn.
    pub replicates: usize,
    /// The share of replicates that the interval holds.
    pub level: f64,
    /// The seed; the same gives the same intervals for any number of threads.
    pub seed: u64,
}

impl Default for Bootstrap {
    fn default() -> Self {
        Self {
            replicates: 1000,
            level: 0.95,
            seed: 42,
        }
    }
}

/// The bounds between which a figure lies in the middle share of replicates.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The lower bound.
    pub low: f64,
    /// The upper bound.
    pub high: f64,
}

impl Interval {
    /// The interval that holds the share `level` of the values that are numbers;
    /// between two values it is interpolated. `None` where there is no number.
    ///
    /// ```
    /// use thematic::evaluation::Interval;
    /// let values: Vec<f64> = (0..=100).map(f64::from).collect();
    /// let interval = Interval::holding(values, 0.9).unwrap();
    /// assert!((interval.low - 5.0).abs() < 1e-9);
    /// assert!((interval.high - 95.0).abs() < 1e-9);
    /// ```
    pub fn holding(mut values: Vec<f64>, level: f64) -> Option<Self> {
        values.retain(|value| !value.is_nan());
        values.sort_by(f64::total_cmp);
        let last = values.len().checked_sub(1)?;
        let quantile = |share: f64| {
            let place = share * last as f64;
            let below = (place.floor() as usize).min(last);
            let above = (below + 1).min(last);
            values[below] + (values[above] - values[below]) * (place - below as f64)
        };
        Some(Self {
            low: quantile((1.0 - level) / 2.0),
            high: quantile(f64::midpoint(1.0, level)),
        })
    }
}

/// The intervals of a topic's figures; `None` where no replicate has one.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TopicIntervals {
    /// The interval of the precision.
    pub precision: Option<Interval>,
    /// The interval of the recall.
    pub recall: Option<Interval>,
    /// The interval of F1.
    pub f1: Option<Interval>,
    /// The interval of the average precision.
    pub average_precision: Option<Interval>,
}

/// The intervals of all figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Intervals {
    values: Vec<Option<Interval>>,
    /// The intervals of each topic.
    pub topics: Vec<TopicIntervals>,
}

impl Intervals {
    /// The interval of one figure.
    pub fn value(&self, metric: Metric) -> Option<Interval> {
        self.values[metric as usize]
    }
}

impl Bootstrap {
    /// The intervals of all figures. `groups` gives each row's document, as a
    /// number below the number of documents; without it rows are drawn alone.
    ///
    /// # Errors
    ///
    /// When there are no replicates, the level is not between 0 and 1, or
    /// `groups` has another length than there are rows.
    ///
    /// ```
    /// use ndarray::array;
    /// use thematic::evaluation::{Bootstrap, Metric, Tally};
    /// let wanted = array![[true], [false], [true], [true]];
    /// let given = array![[true], [true], [true], [false]];
    /// let tally = Tally::new(wanted.view(), given.view(), given.mapv(f32::from).view())?;
    /// let intervals = Bootstrap::default().intervals(&tally, None)?;
    /// let interval = intervals.value(Metric::MicroF1).unwrap();
    /// assert!(interval.low <= tally.figures().value(Metric::MicroF1));
    /// # Ok::<(), thematic::Error>(())
    /// ```
    pub fn intervals(&self, tally: &Tally, groups: Option<&[usize]>) -> Result<Intervals> {
        self.check()?;
        let units = Units::new(tally.n_rows(), groups)?;
        let replicates = self.replicates(&units, |weights| tally.weighted(weights));
        let of = |value: &dyn Fn(&Figures) -> f64| {
            Interval::holding(replicates.iter().map(value).collect(), self.level)
        };
        Ok(Intervals {
            values: Metric::ALL
                .into_iter()
                .map(|metric| of(&|figures| figures.value(metric)))
                .collect(),
            topics: (0..tally.n_topics())
                .map(|topic| {
                    // Without positives or without tags a share says nothing.
                    let when = |there: bool, value: f64| if there { value } else { f64::NAN };
                    TopicIntervals {
                        precision: of(&|figures| {
                            let topic = &figures.topics[topic];
                            when(topic.predicted > 0, topic.scores.precision)
                        }),
                        recall: of(&|figures| {
                            let topic = &figures.topics[topic];
                            when(topic.support > 0, topic.scores.recall)
                        }),
                        f1: of(&|figures| {
                            let topic = &figures.topics[topic];
                            when(topic.support > 0, topic.scores.f1)
                        }),
                        average_precision: of(&|figures| {
                            figures.topics[topic].average_precision.unwrap_or(f64::NAN)
                        }),
                    }
                })
                .collect(),
        })
    }

    pub(super) fn check(&self) -> Result<()> {
        if self.replicates == 0 {
            return Err(Error::parameter(
                "the number of bootstrap replicates",
                0,
                "at least 1",
            ));
        }
        if !(self.level > 0.0 && self.level < 1.0) {
            return Err(Error::parameter(
                "the level of intervals",
                self.level,
                "a number between 0 and 1",
            ));
        }
        Ok(())
    }

    /// What `each` makes of the weights of rows in each replicate.
    pub(super) fn replicates<T: Send>(
        &self,
        units: &Units,
        each: impl Fn(&[u32]) -> T + Sync,
    ) -> Vec<T> {
        (0..self.replicates)
            .into_par_iter()
            .map(|replicate| each(&units.draw(&mut random(self.seed, replicate))))
            .collect()
    }
}

/// A generator of its own for each replicate, whichever thread computes it.
pub(super) fn random(seed: u64, replicate: usize) -> Xoshiro256PlusPlus {
    // The odd constant spreads neighbouring numbers (Steele, Lea and Flood 2014).
    let spread = (replicate as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    Xoshiro256PlusPlus::seed_from_u64(seed ^ spread)
}

/// What is drawn: rows, or groups of rows.
pub(super) struct Units {
    of_row: Vec<usize>,
    count: usize,
}

impl Units {
    pub(super) fn new(n_rows: usize, groups: Option<&[usize]>) -> Result<Self> {
        let of_row = match groups {
            Some(groups) if groups.len() != n_rows => {
                return Err(Error::parameter(
                    "the number of group numbers",
                    groups.len(),
                    "one for each row",
                ));
            }
            Some(groups) => groups.to_vec(),
            None => (0..n_rows).collect(),
        };
        let count = of_row.iter().max().map_or(0, |most| most + 1);
        Ok(Self { of_row, count })
    }

    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// The unit of each row.
    pub(super) fn of_row(&self) -> &[usize] {
        &self.of_row
    }

    /// How often each row is drawn.
    fn draw(&self, random: &mut Xoshiro256PlusPlus) -> Vec<u32> {
        let mut times = vec![0; self.count];
        for _ in 0..self.count {
            times[below(random, self.count)] += 1;
        }
        self.of_row.iter().map(|unit| times[*unit]).collect()
    }
}
