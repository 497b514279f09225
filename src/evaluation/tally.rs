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
    counts: Counts,
    ranking: RowRanking,
    squared_error: f64,
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
        let (counts, means, bins) = self.sum_rows(weights);
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
        for (metric, mean) in ROW_METRICS.into_iter().zip(means) {
            set(metric, mean.value());
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

    fn sum_rows(&self, weights: &[u32]) -> (Vec<Counts>, [Mean; ROW_METRICS.len()], BinSums) {
        let mut counts = vec![Counts::default(); self.n_topics];
        let mut means = [Mean::default(); ROW_METRICS.len()];
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
            for (mean, value) in means.iter_mut().zip(row.values()) {
                mean.add(value, f64::from(weight));
            }
            for (bin, of_row) in bins.iter_mut().zip(&row.bins) {
                bin.merge(of_row, weight);
            }
        }
        (counts, means, bins)
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

/// The figures that are means over rows, in the order of [`RowTally::values`].
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
        Self {
            end,
            counts,
            ranking: RowRanking::new(wanted, probabilities),
            squared_error: squared / (wanted.len() as f64).max(1.0),
            bins,
        }
    }

    fn values(&self) -> [f64; ROW_METRICS.len()] {
        let scores = self.counts.scores();
        let ranking = &self.ranking;
        let [p1, p3, p5]: [f64; DEPTHS.len()] = ranking.precision_at;
        let [r1, r3, r5] = ranking.recall_at;
        let [n1, n3, n5] = ranking.ndcg_at;
        [
            scores.precision,
            scores.recall,
            scores.f1,
            f64::from(u8::from(self.counts.wrong() == 0)),
            self.counts.jaccard(),
            ranking.average_precision,
            ranking.coverage,
            ranking.loss,
            self.squared_error,
            p1,
            p3,
            p5,
            r1,
            r3,
            r5,
            n1,
            n3,
            n5,
        ]
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
