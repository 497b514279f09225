//! How well topics were given: counts of right and wrong, and what follows.
//!
//! Where scikit-learn has a figure, ours is its, with `zero_division=0`: a
//! share of nothing is 0. A topic that no row of the reference has is left out
//! of all means over topics and listed in [`Evaluation::without_positives`],
//! because no recall can be measured for it; its wrong tags count in all micro
//! figures. That holds for each replicate of a bootstrap too.

mod bootstrap;
mod comparison;
mod counts;
mod metric;
mod ranking;
mod reliability;
#[cfg(test)]
mod samples;
mod tally;

pub use bootstrap::{Bootstrap, Interval, Intervals, TopicIntervals};
pub use comparison::{Comparison, Difference, TopicDifference};
pub use counts::Scores;
pub use metric::Metric;
pub use reliability::ReliabilityBin;
pub use tally::{Figures, Tally, TopicFigures};

use ndarray::{Array2, ArrayView2};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::topics::{TopicId, Topics};
use ranking::DEPTHS;
use reliability::{BinSum, BinSums, squared_error};

/// What a system said of some rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Predictions {
    /// Which row was given which topic, of shape `(n_samples, n_topics)`.
    pub given: Array2<bool>,
    /// The probability of each topic for each row, of the same shape.
    pub probabilities: Array2<f32>,
}

/// The figures of one topic.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TopicScores {
    /// The topic's identifier.
    pub id: String,
    /// The number of rows that have the topic.
    pub support: usize,
    /// The number of rows that were given it.
    pub predicted: usize,
    /// Precision, recall and F1 of the topic.
    #[serde(flatten)]
    pub scores: Scores,
    /// The mean precision over the rows that have the topic, ranked by
    /// probability; `None` where no row has it.
    pub average_precision: Option<f64>,
    /// The share of pairs of a row with and one without the topic in which the
    /// former has the higher probability; `None` where one of them is lacking.
    pub roc_auc: Option<f64>,
    /// The mean squared error of the topic's probabilities.
    pub brier_score: f64,
    /// The mean difference of probability and observed share, over ten ranges
    /// of probability.
    pub calibration_error: f64,
}

/// The figures of the most probable topics of each row.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct AtDepth {
    /// How many topics of a row are looked at.
    pub k: usize,
    /// The mean over rows of the share of wanted topics among them.
    pub precision: f64,
    /// The mean over rows of the share of the wanted topics that are among
    /// them; a row that wants none counts 0.
    pub recall: f64,
    /// Normalised discounted cumulative gain (Järvelin and Kekäläinen 2002); a
    /// row that wants no topic counts 0.
    pub ndcg: f64,
}

/// The figures of a whole set of rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// The number of rows.
    pub rows: usize,
    /// Over all tags of all topics together.
    pub micro: Scores,
    /// The mean over the topics that some row has.
    #[serde(rename = "macro")]
    pub macro_: Scores,
    /// The mean over the rows; a row with neither wanted nor given tags counts 0.
    pub samples: Scores,
    /// The mean over the topics, weighted by support.
    pub weighted: Scores,
    /// The share of rows whose tags are exactly the wanted ones.
    pub subset_accuracy: f64,
    /// The share of wrong decisions among all decisions of row and topic.
    pub hamming_loss: f64,
    /// The mean over rows of the share of right tags among given or wanted
    /// ones; a row with neither counts 0.
    pub jaccard: f64,
    /// The mean over the wanted tags of a row, and then over rows, of the
    /// precision at the tag's rank (label ranking average precision, Schapire
    /// and Singer 2000); a row that wants none or all topics counts 1.
    pub ranking_average_precision: f64,
    /// The mean over rows of the rank down to which one must go to meet all
    /// wanted topics; 0 for a row that wants none (Tsoumakas, Katakis and
    /// Vlahavas 2010, but counted from 1).
    pub coverage: f64,
    /// The mean over rows of the share of pairs of a wanted and an unwanted
    /// topic that are in the wrong order or tie; 0 for a row without such pairs.
    pub ranking_loss: f64,
    /// What the 1, 3 and 5 most probable topics of each row hold.
    pub most_probable: Vec<AtDepth>,
    /// The mean average precision of the topics that some row has.
    pub mean_average_precision: f64,
    /// The mean area under the ROC curve of the topics that have one.
    pub mean_roc_auc: f64,
    /// The mean squared error of all probabilities (Brier 1950).
    pub brier_score: f64,
    /// The expected calibration error of all probabilities, in ten bins
    /// (Naeini, Cooper and Hauskrecht 2015).
    pub calibration_error: f64,
    /// Probabilities against what was observed, in ten ranges from 0 to 1.
    pub reliability: Vec<ReliabilityBin>,
    /// The topics that no row has, which means over topics leave out.
    pub without_positives: Vec<String>,
    /// The figures of each topic, in the order of the scheme.
    pub topics: Vec<TopicScores>,
}

impl Evaluation {
    /// Compares the topics that were given to the ones that are right. All
    /// matrices are of shape `(n_samples, n_topics)`; probabilities lie from 0
    /// to 1. For figures of rank alone they may be any values of which the
    /// higher means the more likely.
    ///
    /// # Errors
    ///
    /// When the shapes differ, there is no row, or a probability is not a number.
    pub fn new(
        topics: &Topics,
        wanted: ArrayView2<'_, bool>,
        given: ArrayView2<'_, bool>,
        probabilities: ArrayView2<'_, f32>,
    ) -> Result<Self> {
        if wanted.ncols() != topics.len() {
            return Err(Error::parameter(
                "the number of topics of the reference",
                wanted.ncols(),
                "that of the scheme",
            ));
        }
        let tally = Tally::new(wanted, given, probabilities)?;
        let figures = tally.figures();
        let value = |metric| figures.value(metric);
        let scores = |first: Metric| Scores {
            precision: value(first),
            recall: value(Metric::ALL[first as usize + 1]),
            f1: value(Metric::ALL[first as usize + 2]),
        };
        let per_topic: Vec<TopicScores> = figures
            .topics
            .iter()
            .enumerate()
            .map(|(topic, figures)| {
                let mut bins = BinSums::default();
                let mut squared = 0.0;
                let has = wanted.column(topic);
                for (probability, has) in probabilities.column(topic).iter().zip(has) {
                    BinSum::add(&mut bins, *probability, *has);
                    squared += squared_error(*probability, *has);
                }
                TopicScores {
                    id: topics[TopicId::from_column(topic)].id.clone(),
                    support: figures.support as usize,
                    predicted: figures.predicted as usize,
                    scores: figures.scores,
                    average_precision: figures.average_precision,
                    roc_auc: figures.roc_auc,
                    brier_score: squared / tally.n_rows() as f64,
                    calibration_error: reliability::calibration_error(&bins),
                }
            })
            .collect();
        Ok(Self {
            rows: tally.n_rows(),
            micro: scores(Metric::MicroPrecision),
            macro_: scores(Metric::MacroPrecision),
            samples: scores(Metric::SamplesPrecision),
            weighted: scores(Metric::WeightedPrecision),
            subset_accuracy: value(Metric::SubsetAccuracy),
            hamming_loss: value(Metric::HammingLoss),
            jaccard: value(Metric::Jaccard),
            ranking_average_precision: value(Metric::RankingAveragePrecision),
            coverage: value(Metric::Coverage),
            ranking_loss: value(Metric::RankingLoss),
            most_probable: DEPTHS
                .into_iter()
                .enumerate()
                .map(|(place, k)| AtDepth {
                    k,
                    precision: value(Metric::ALL[Metric::PrecisionAt1 as usize + place]),
                    recall: value(Metric::ALL[Metric::RecallAt1 as usize + place]),
                    ndcg: value(Metric::ALL[Metric::NdcgAt1 as usize + place]),
                })
                .collect(),
            mean_average_precision: value(Metric::MeanAveragePrecision),
            mean_roc_auc: value(Metric::MeanRocAuc),
            brier_score: value(Metric::BrierScore),
            calibration_error: value(Metric::CalibrationError),
            reliability: reliability::bins(&tally.bins()),
            without_positives: per_topic
                .iter()
                .filter(|topic| topic.support == 0)
                .map(|topic| topic.id.clone())
                .collect(),
            topics: per_topic,
        })
    }

    /// One figure by its name.
    pub fn value(&self, metric: Metric) -> f64 {
        let at = |place: usize| self.most_probable.get(place).copied();
        let at = |place, figure: fn(AtDepth) -> f64| at(place).map_or(f64::NAN, figure);
        match metric {
            Metric::MicroPrecision => self.micro.precision,
            Metric::MicroRecall => self.micro.recall,
            Metric::MicroF1 => self.micro.f1,
            Metric::MacroPrecision => self.macro_.precision,
            Metric::MacroRecall => self.macro_.recall,
            Metric::MacroF1 => self.macro_.f1,
            Metric::SamplesPrecision => self.samples.precision,
            Metric::SamplesRecall => self.samples.recall,
            Metric::SamplesF1 => self.samples.f1,
            Metric::WeightedPrecision => self.weighted.precision,
            Metric::WeightedRecall => self.weighted.recall,
            Metric::WeightedF1 => self.weighted.f1,
            Metric::SubsetAccuracy => self.subset_accuracy,
            Metric::HammingLoss => self.hamming_loss,
            Metric::Jaccard => self.jaccard,
            Metric::RankingAveragePrecision => self.ranking_average_precision,
            Metric::Coverage => self.coverage,
            Metric::RankingLoss => self.ranking_loss,
            Metric::PrecisionAt1 => at(0, |at| at.precision),
            Metric::PrecisionAt3 => at(1, |at| at.precision),
            Metric::PrecisionAt5 => at(2, |at| at.precision),
            Metric::RecallAt1 => at(0, |at| at.recall),
            Metric::RecallAt3 => at(1, |at| at.recall),
            Metric::RecallAt5 => at(2, |at| at.recall),
            Metric::NdcgAt1 => at(0, |at| at.ndcg),
            Metric::NdcgAt3 => at(1, |at| at.ndcg),
            Metric::NdcgAt5 => at(2, |at| at.ndcg),
            Metric::MeanAveragePrecision => self.mean_average_precision,
            Metric::MeanRocAuc => self.mean_roc_auc,
            Metric::BrierScore => self.brier_score,
            Metric::CalibrationError => self.calibration_error,
        }
    }
}
