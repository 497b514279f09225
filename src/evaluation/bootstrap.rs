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
use rustc_hash::FxHashMap;
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
    /// The intervals of all figures. `groups` gives each row's document: rows
    /// with equal numbers are of one; without it rows are drawn alone.
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

/// Numbers from 0 in the order in which groups first occur: a number without
/// rows would be drawn as a document that is empty.
fn renumbered(groups: &[usize]) -> Vec<usize> {
    let mut number_of = FxHashMap::default();
    groups
        .iter()
        .map(|group| {
            let next = number_of.len();
            *number_of.entry(group).or_insert(next)
        })
        .collect()
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
            Some(groups) => renumbered(groups),
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

#[cfg(test)]
mod tests {
    use ndarray::array;
    use proptest::prelude::*;

    use super::*;
    use crate::evaluation::samples::{Sample, sample};

    const FEW: Bootstrap = Bootstrap {
        replicates: 60,
        level: 0.9,
        seed: 7,
    };

    #[test]
    fn an_interval_is_numpys_percentile() {
        // numpy.percentile([3, 1, 4, 1.5, 9, 2.6, 5.3], [50 * (1 - l), 50 * (1 + l)])
        let values = vec![3.0, 1.0, f64::NAN, 4.0, 1.5, 9.0, 2.6, 5.3];
        for (level, low, high) in [
            (0.95, 1.075, 8.445),
            (0.9, 1.15, 7.889_999_999_999_999),
            (0.5, 2.05, 4.65),
        ] {
            let interval = Interval::holding(values.clone(), level).unwrap();
            assert!((interval.low - low).abs() < 1e-12, "{level}");
            assert!((interval.high - high).abs() < 1e-12, "{level}");
        }
        assert_eq!(Interval::holding(vec![f64::NAN], 0.9), None);
        let single = Interval::holding(vec![2.0], 0.9).unwrap();
        assert_eq!((single.low, single.high), (2.0, 2.0));
    }

    #[test]
    fn one_document_leaves_nothing_to_chance() {
        let wanted = array![[true], [false], [true]];
        let given = array![[true], [true], [false]];
        let probabilities = given.mapv(f32::from);
        let tally = Tally::new(wanted.view(), given.view(), probabilities.view()).unwrap();
        let intervals = FEW.intervals(&tally, Some(&[usize::MAX; 3])).unwrap();
        for metric in Metric::ALL {
            let figure = tally.figures().value(metric);
            let interval = intervals.value(metric).unwrap();
            assert_eq!((interval.low, interval.high), (figure, figure), "{metric}");
        }
    }

    #[test]
    fn rows_are_drawn_as_often_as_there_are_rows() {
        let units = Units::new(5, None).unwrap();
        let mut times = [0; 5];
        for replicate in 0..2000 {
            let drawn = units.draw(&mut random(1, replicate));
            assert_eq!(drawn.iter().sum::<u32>(), 5);
            for (times, drawn) in times.iter_mut().zip(drawn) {
                *times += drawn;
            }
        }
        // Each about 2,000 times; the standard deviation is √(10,000 · 0.16) = 40.
        assert!(times.iter().all(|times| (1840..=2160).contains(times)));
    }

    #[test]
    fn rows_of_a_document_are_drawn_together() {
        let units = Units::new(4, Some(&[9, 2, 9, 2])).unwrap();
        assert_eq!(units.count(), 2);
        let drawn = units.draw(&mut random(1, 1));
        assert_eq!((drawn[0], drawn[1]), (drawn[2], drawn[3]));
        assert_eq!(drawn[0] + drawn[1], 2);
    }

    #[test]
    fn wrong_parameters_are_refused() {
        let one = array![[true]];
        let tally = Tally::new(one.view(), one.view(), array![[1.0]].view()).unwrap();
        for wrong in [
            Bootstrap {
                replicates: 0,
                ..FEW
            },
            Bootstrap { level: 0.0, ..FEW },
            Bootstrap { level: 1.0, ..FEW },
            Bootstrap {
                level: f64::NAN,
                ..FEW
            },
        ] {
            assert!(wrong.intervals(&tally, None).is_err());
        }
        assert!(FEW.intervals(&tally, Some(&[0, 0])).is_err());
    }

    fn on_threads(count: usize, sample: &Sample) -> Intervals {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(count)
            .build()
            .unwrap();
        pool.install(|| FEW.intervals(&sample.tally(), None).unwrap())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn intervals_hold_the_median_whatever_the_threads(sample in sample()) {
            let tally = sample.tally();
            let intervals = on_threads(1, &sample);
            prop_assert_eq!(&intervals, &on_threads(2, &sample));
            let units = Units::new(tally.n_rows(), None).unwrap();
            let replicates = FEW.replicates(&units, |weights| tally.weighted(weights));
            for metric in Metric::ALL {
                let mut values: Vec<f64> =
                    replicates.iter().map(|figures| figures.value(metric)).collect();
                values.sort_by(f64::total_cmp);
                let interval = intervals.value(metric).unwrap();
                prop_assert!(interval.low <= values[30] && values[29] <= interval.high);
                prop_assert!(values[0] <= interval.low && interval.high <= values[59]);
            }
        }

        #[test]
        fn documents_of_one_row_are_no_documents(sample in sample()) {
            let tally = sample.tally();
            let alone: Vec<usize> = (0..tally.n_rows()).map(|row| 1000 - 3 * row).collect();
            prop_assert_eq!(
                FEW.intervals(&tally, Some(&alone)).unwrap(),
                FEW.intervals(&tally, None).unwrap()
            );
        }

        #[test]
        fn another_seed_gives_other_draws(seed in any::<u64>()) {
            let units = Units::new(50, None).unwrap();
            let draw = |seed, replicate| units.draw(&mut random(seed, replicate));
            prop_assert_eq!(draw(seed, 3), draw(seed, 3));
            prop_assert_ne!(draw(seed, 3), draw(seed.wrapping_add(1), 3));
            prop_assert_ne!(draw(seed, 3), draw(seed, 4));
        }
    }
}
