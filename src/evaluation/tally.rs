//! Predictions counted once, so that figures of weighted rows come quickly.

use ndarray::{ArrayView1, ArrayView2};
use rayon::prelude::*;

use super::counts::{Counts, Mean, Scores, mean, share};
use super::metric::Metric;
use super::ranking::{DEPTHS, RowRanking, TopicRanking};
use super::reliability::{BinSum, BinSums, calibration_error, squared_error};
use crate::error::{Error, Result};

/// What the rows of a set were given and should have been given.
///
/// Bootstrap and randomisation ask again and again for the figures of the same
/// rows with other weights: whatever does not depend on weights is done here.
#[derive(Debug, Clone)]
pub struct Tally {
    n_topics: usize,
    rows: Vec<RowTally>,
    /// The topics that a row has or was given, those of all rows one after
    /// another.
    decisions: Vec<Decision>,
    topics: Vec<TopicRanking>,
}

#[derive(Debug, Clone)]
struct RowTally {
    /// Where the row's decisions end.
    end: usize,
    /// The figures that are means over rows, in the order of [`ROW_METRICS`].
    values: [f64; ROW_METRICS.len()],
    bins: BinSums,
}

#[derive(Debug, Clone, Copy)]
struct Decision {
    topic: u32,
    wanted: bool,
    given: bool,
}

/// The figures of one topic for some weights of rows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TopicFigures {
    /// The number of rows that have the topic.
    pub support: u64,
    /// The number of rows that were given it.
    pub predicted: u64,
    /// Precision, recall and F1.
    pub scores: Scores,
    /// The average precision, where a row has the topic.
    pub average_precision: Option<f64>,
    /// The area under the ROC curve, where a row has the topic and another not.
    pub roc_auc: Option<f64>,
}

/// All figures for some weights of rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    values: [f64; Metric::ALL.len()],
    /// The figures of each topic.
    pub topics: Vec<TopicFigures>,
}

impl Figures {
    /// One figure.
    pub fn value(&self, metric: Metric) -> f64 {
        self.values[metric as usize]
    }
}

impl Tally {
    /// Counts predictions. All matrices are of shape `(n_samples, n_topics)`.
    ///
    /// # Errors
    ///
    /// When the shapes differ, there is no row, or a probability is not a number.
    pub fn new(
        wanted: ArrayView2<'_, bool>,
        given: ArrayView2<'_, bool>,
        probabilities: ArrayView2<'_, f32>,
    ) -> Result<Self> {
        let shape = wanted.dim();
        if given.dim() != shape || probabilities.dim() != shape {
            return Err(Error::parameter(
                "the shape of the predictions",
                format!("{:?}", given.dim()),
                "that of the reference",
            ));
        }
        if shape.0 == 0 {
            return Err(linfa::Error::NotEnoughSamples.into());
        }
        if let Some(odd) = probabilities.iter().find(|value| value.is_nan()) {
            return Err(Error::parameter("a probability", odd, "a number"));
        }
        let mut decisions = Vec::new();
        let rows = (0..shape.0)
            .map(|row| {
                let (wanted, given) = (wanted.row(row), given.row(row));
                decisions.extend(decided(wanted, given));
                RowTally::new(wanted, given, probabilities.row(row), decisions.len())
            })
            .collect();
        let topics = (0..shape.1)
            .into_par_iter()
            .map(|topic| TopicRanking::new(wanted.column(topic), probabilities.column(topic)))
            .collect();
        Ok(Self {
            n_topics: shape.1,
            rows,
            decisions,
            topics,
        })
    }

    /// The number of rows.
    pub fn n_rows(&self) -> usize {
        self.rows.len()
    }

    /// The number of topics.
    pub fn n_topics(&self) -> usize {
        self.n_topics
    }

    /// The figures of all rows.
    pub fn figures(&self) -> Figures {
        self.weighted(&vec![1; self.rows.len()])
    }

    /// The figures when each row stands there as often as its weight says.
    ///
    /// # Panics
    ///
    /// When there are fewer weights than rows.
    pub fn weighted(&self, weights: &[u32]) -> Figures {
        let (counts, sums, bins) = self.sum_rows(weights);
        let topics: Vec<TopicFigures> = counts
            .iter()
            .zip(&self.topics)
            .map(|(counts, ranking)| {
                let (average_precision, roc_auc) = ranking.areas(weights);
                TopicFigures {
                    support: counts.wanted,
                    predicted: counts.given,
                    scores: counts.scores(),
                    average_precision,
                    roc_auc,
                }
            })
            .collect();
        let mut total = Counts::default();
        for counts in &counts {
            total.merge(*counts);
        }
        let n_rows: u64 = weights.iter().map(|weight| u64::from(*weight)).sum();
        let mut values = [0.0; Metric::ALL.len()];
        let mut set = |metric: Metric, value: f64| values[metric as usize] = value;
        let with_positives = || topics.iter().filter(|topic| topic.support > 0);
        let averages = [
            (Metric::MicroPrecision, total.scores()),
            (
                Metric::MacroPrecision,
                mean(with_positives().map(|topic| (topic.scores, 1.0))),
            ),
            (
                Metric::WeightedPrecision,
                mean(with_positives().map(|topic| (topic.scores, topic.support as f64))),
            ),
        ];
        for (first, scores) in averages {
            let place = first as usize;
            set(first, scores.precision);
            set(Metric::ALL[place + 1], scores.recall);
            set(Metric::ALL[place + 2], scores.f1);
        }
        for (metric, sum) in ROW_METRICS.into_iter().zip(sums) {
            set(metric, sum / (n_rows as f64).max(1.0));
        }
        set(
            Metric::HammingLoss,
            share(total.wrong(), n_rows * self.n_topics as u64),
        );
        let mean_of = |value: fn(&TopicFigures) -> Option<f64>| {
            let mut mean = Mean::default();
            for value in topics.iter().filter_map(value) {
                mean.add(value, 1.0);
            }
            mean.value()
        };
        set(
            Metric::MeanAveragePrecision,
            mean_of(|topic| topic.average_precision),
        );
        set(Metric::MeanRocAuc, mean_of(|topic| topic.roc_auc));
        set(Metric::CalibrationError, calibration_error(&bins));
        Figures { values, topics }
    }

    fn sum_rows(&self, weights: &[u32]) -> (Vec<Counts>, [f64; ROW_METRICS.len()], BinSums) {
        let mut counts = vec![Counts::default(); self.n_topics];
        let mut sums = [0.0; ROW_METRICS.len()];
        let mut bins = BinSums::default();
        let mut begin = 0;
        for (row, &weight) in self.rows.iter().zip(weights) {
            let decisions = &self.decisions[begin..row.end];
            begin = row.end;
            if weight == 0 {
                continue;
            }
            for decision in decisions {
                counts[decision.topic as usize].add(decision.wanted, decision.given, weight);
            }
            for (sum, value) in sums.iter_mut().zip(row.values) {
                *sum += value * f64::from(weight);
            }
            for (bin, of_row) in bins.iter_mut().zip(&row.bins) {
                bin.merge(of_row, weight);
            }
        }
        (counts, sums, bins)
    }

    /// The sums over all decisions, by range of probability.
    pub(super) fn bins(&self) -> BinSums {
        let mut bins = BinSums::default();
        for row in &self.rows {
            for (bin, of_row) in bins.iter_mut().zip(&row.bins) {
                bin.merge(of_row, 1);
            }
        }
        bins
    }

    /// Recall and precision of a topic, from the most probable row down.
    pub fn precision_recall(&self, topic: usize) -> Vec<(f64, f64)> {
        self.topics[topic].curve(&vec![1; self.rows.len()])
    }
}

/// The figures that are means over rows.
const ROW_METRICS: [Metric; 18] = [
    Metric::SamplesPrecision,
    Metric::SamplesRecall,
    Metric::SamplesF1,
    Metric::SubsetAccuracy,
    Metric::Jaccard,
    Metric::RankingAveragePrecision,
    Metric::Coverage,
    Metric::RankingLoss,
    Metric::BrierScore,
    Metric::PrecisionAt1,
    Metric::PrecisionAt3,
    Metric::PrecisionAt5,
    Metric::RecallAt1,
    Metric::RecallAt3,
    Metric::RecallAt5,
    Metric::NdcgAt1,
    Metric::NdcgAt3,
    Metric::NdcgAt5,
];

impl RowTally {
    fn new(
        wanted: ArrayView1<'_, bool>,
        given: ArrayView1<'_, bool>,
        probabilities: ArrayView1<'_, f32>,
        end: usize,
    ) -> Self {
        let mut counts = Counts::default();
        let mut bins = BinSums::default();
        let mut squared = 0.0;
        for ((wanted, given), probability) in wanted.iter().zip(given).zip(probabilities) {
            counts.add(*wanted, *given, 1);
            BinSum::add(&mut bins, *probability, *wanted);
            squared += squared_error(*probability, *wanted);
        }
        let squared_error = squared / (wanted.len() as f64).max(1.0);
        let ranking = RowRanking::new(wanted, probabilities);
        let scores = counts.scores();
        let [p1, p3, p5]: [f64; DEPTHS.len()] = ranking.precision_at;
        let [r1, r3, r5] = ranking.recall_at;
        let [n1, n3, n5] = ranking.ndcg_at;
        let values = [
            scores.precision,
            scores.recall,
            scores.f1,
            f64::from(u8::from(counts.wrong() == 0)),
            counts.jaccard(),
            ranking.average_precision,
            ranking.coverage,
            ranking.loss,
            squared_error,
            p1,
            p3,
            p5,
            r1,
            r3,
            r5,
            n1,
            n3,
            n5,
        ];
        Self { end, values, bins }
    }
}

fn decided<'v>(
    wanted: ArrayView1<'v, bool>,
    given: ArrayView1<'v, bool>,
) -> impl Iterator<Item = Decision> {
    let pairs: Vec<(bool, bool)> = wanted.iter().copied().zip(given.iter().copied()).collect();
    pairs
        .into_iter()
        .enumerate()
        .filter(|(_, (wanted, given))| *wanted || *given)
        .map(|(topic, (wanted, given))| Decision {
            topic: topic as u32,
            wanted,
            given,
        })
}

#[cfg(test)]
mod tests {
    use ndarray::{Array2, Axis, array};
    use proptest::prelude::*;

    use super::*;
    use crate::evaluation::samples::{Sample, sample};

    fn tally(sample: (Array2<bool>, Array2<bool>, Array2<f32>)) -> Tally {
        let (wanted, given, probabilities) = sample;
        Tally::new(wanted.view(), given.view(), probabilities.view()).unwrap()
    }

    /// Two rows, three topics, of which no row has the last.
    fn small() -> Tally {
        tally((
            array![[true, false, false], [true, true, false]],
            array![[true, false, true], [false, true, false]],
            array![[0.75, 0.25, 0.5], [0.25, 0.75, 0.0]],
        ))
    }

    #[test]
    fn figures_are_those_by_hand() {
        let figures = small().figures();
        // Two right, three given, three wanted.
        for metric in [Metric::MicroPrecision, Metric::MicroRecall, Metric::MicroF1] {
            assert_eq!(figures.value(metric), 2.0 / 3.0);
        }
        // F1 of the first topic 2 · 1 / (1 + 2), of the second 1; the third is
        // left out. Weighted: (2 · 2/3 + 1) / 3.
        assert_eq!(
            figures.value(Metric::MacroF1),
            f64::midpoint(2.0 / 3.0, 1.0)
        );
        assert!((figures.value(Metric::WeightedF1) - 7.0 / 9.0).abs() < 1e-15);
        // Both rows: precision 1/2 and 1, recall 1 and 1/2, Jaccard 1/2.
        assert_eq!(figures.value(Metric::SamplesPrecision), 0.75);
        assert_eq!(figures.value(Metric::SamplesRecall), 0.75);
        assert_eq!(figures.value(Metric::Jaccard), 0.5);
        assert_eq!(figures.value(Metric::SubsetAccuracy), 0.0);
        assert_eq!(figures.value(Metric::HammingLoss), 2.0 / 6.0);
        assert_eq!(figures.value(Metric::RankingAveragePrecision), 1.0);
        assert_eq!(figures.value(Metric::Coverage), 1.5);
        assert_eq!(figures.value(Metric::RankingLoss), 0.0);
        // Squares, in sixteenths: 1, 1, 4 and 9, 1, 0.
        assert!((figures.value(Metric::BrierScore) - 1.0 / 6.0).abs() < 1e-15);
        assert_eq!(figures.topics[2].support, 0);
        assert_eq!(figures.topics[2].predicted, 1);
        assert_eq!(figures.topics[2].average_precision, None);
        assert_eq!(small().precision_recall(1), [(1.0, 1.0), (1.0, 0.5)]);
    }

    #[test]
    fn rows_without_weight_are_not_there() {
        // The second row alone.
        let figures = small().weighted(&[0, 4]);
        assert_eq!(figures.value(Metric::MicroPrecision), 1.0);
        assert_eq!(figures.value(Metric::MicroRecall), 0.5);
        assert_eq!(figures.value(Metric::Coverage), 2.0);
        assert_eq!(figures.topics[0].support, 4);
        assert_eq!(figures.topics[2].predicted, 0);
        let nothing = small().weighted(&[0, 0]);
        assert!(
            Metric::ALL
                .iter()
                .all(|metric| nothing.value(*metric) == 0.0)
        );
    }

    #[test]
    fn odd_matrices_are_refused() {
        let (two, one) = (array![[true, false]], array![[true]]);
        let values = array![[0.5, 0.5]];
        assert!(Tally::new(two.view(), one.view(), values.view()).is_err());
        assert!(Tally::new(one.view(), one.view(), values.view()).is_err());
        let number = array![[f32::NAN]];
        assert!(Tally::new(one.view(), one.view(), number.view()).is_err());
        let none = Array2::from_elem((0, 2), false);
        assert!(Tally::new(none.view(), none.view(), none.mapv(f32::from).view()).is_err());
    }

    fn near(ours: &Figures, theirs: &Figures) -> bool {
        Metric::ALL
            .iter()
            .all(|metric| (ours.value(*metric) - theirs.value(*metric)).abs() < 1e-12)
    }

    fn repeated(sample: &Sample, weights: &[u32]) -> Tally {
        let rows: Vec<usize> = weights
            .iter()
            .enumerate()
            .flat_map(|(row, weight)| std::iter::repeat_n(row, *weight as usize))
            .collect();
        tally((
            sample.wanted.select(Axis(0), &rows),
            sample.predictions.given.select(Axis(0), &rows),
            sample.predictions.probabilities.select(Axis(0), &rows),
        ))
    }

    proptest! {
        #[test]
        fn figures_are_within_bounds(sample in sample()) {
            let figures = sample.tally().figures();
            for metric in Metric::ALL {
                let most = match metric {
                    Metric::Coverage => sample.wanted.ncols() as f64,
                    _ => 1.0 + 1e-12,
                };
                let value = figures.value(metric);
                prop_assert!((0.0..=most).contains(&value), "{}: {}", metric, value);
            }
        }

        #[test]
        fn a_weight_is_a_repetition(sample in sample(), seed in any::<u64>()) {
            let weights: Vec<u32> = (0..sample.wanted.nrows())
                .map(|row| (seed >> (2 * row) & 3) as u32)
                .collect();
            prop_assume!(weights.iter().any(|weight| *weight > 0));
            let weighted = sample.tally().weighted(&weights);
            let expected = repeated(&sample, &weights).figures();
            prop_assert!(near(&weighted, &expected));
            prop_assert_eq!(weighted.topics, expected.topics);
        }

        #[test]
        fn equal_weights_are_no_weights(sample in sample(), weight in 1u32..9) {
            let tally = sample.tally();
            let weights = vec![weight; tally.n_rows()];
            prop_assert!(near(&tally.weighted(&weights), &tally.figures()));
        }

        #[test]
        fn the_order_of_rows_does_not_matter(sample in sample()) {
            let rows: Vec<usize> = (0..sample.wanted.nrows()).rev().collect();
            let turned = tally((
                sample.wanted.select(Axis(0), &rows),
                sample.predictions.given.select(Axis(0), &rows),
                sample.predictions.probabilities.select(Axis(0), &rows),
            ));
            prop_assert!(near(&turned.figures(), &sample.tally().figures()));
        }

        #[test]
        fn what_is_perfect_gets_one(sample in sample()) {
            let mut wanted = sample.wanted;
            // A row that wants nothing counts 0 in means over rows.
            wanted.column_mut(0).fill(true);
            let topics_of: Vec<usize> = wanted
                .rows()
                .into_iter()
                .map(|row| row.iter().filter(|has| **has).count())
                .collect();
            let has_both = |topic: ArrayView1<'_, bool>| {
                topic.iter().any(|has| *has) && topic.iter().any(|has| !has)
            };
            let defined = wanted.columns().into_iter().any(has_both);
            let figures = tally((wanted.clone(), wanted.clone(), wanted.mapv(f32::from))).figures();
            for metric in Metric::ALL {
                let expected = match metric {
                    Metric::Coverage => {
                        topics_of.iter().sum::<usize>() as f64 / topics_of.len() as f64
                    }
                    // A row of fewer topics cannot fill, one of more not exhaust them.
                    Metric::PrecisionAt3
                    | Metric::PrecisionAt5
                    | Metric::RecallAt1
                    | Metric::RecallAt3
                    | Metric::RecallAt5 => continue,
                    Metric::MeanRocAuc if !defined => 0.0,
                    metric => f64::from(u8::from(metric.higher_is_better())),
                };
                let value = figures.value(metric);
                prop_assert!((value - expected).abs() < 1e-12, "{}: {}", metric, value);
            }
        }
    }
}
