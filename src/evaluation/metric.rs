//! The figures by name: what intervals, spreads and comparisons are given for.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! metrics {
    ($($variant:ident $name:literal $better:ident $doc:literal;)*) => {
        /// One figure of a whole set of rows. [`Metric::name`] is the name that
        /// commands, tables and JSON use.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Metric {
            $(
                #[doc = $doc]
                #[serde(rename = $name)]
                $variant,
            )*
        }

        impl Metric {
            /// All figures, in the order in which tables show them.
            pub const ALL: [Self; [$(Self::$variant),*].len()] = [$(Self::$variant),*];

            /// The name, such as `micro-f1`.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// Whether a greater value is a better one.
            pub fn higher_is_better(self) -> bool {
                match self {
                    $(Self::$variant => metrics!(@$better),)*
                }
            }
        }
    };
    (@higher) => { true };
    (@lower) => { false };
}

metrics! {
    MicroPrecision "micro-precision" higher "Right tags among all given ones.";
    MicroRecall "micro-recall" higher "Right tags among all wanted ones.";
    MicroF1 "micro-f1" higher "The harmonic mean of micro precision and recall.";
    MacroPrecision "macro-precision" higher "The mean precision of topics.";
    MacroRecall "macro-recall" higher "The mean recall of topics.";
    MacroF1 "macro-f1" higher "The mean F1 of topics.";
    SamplesPrecision "samples-precision" higher "The mean precision of rows.";
    SamplesRecall "samples-recall" higher "The mean recall of rows.";
    SamplesF1 "samples-f1" higher "The mean F1 of rows.";
    WeightedPrecision "weighted-precision" higher "The mean precision of topics, weighted by support.";
    WeightedRecall "weighted-recall" higher "The mean recall of topics, weighted by support.";
    WeightedF1 "weighted-f1" higher "The mean F1 of topics, weighted by support.";
    SubsetAccuracy "subset-accuracy" higher "The share of rows with exactly the wanted tags.";
    HammingLoss "hamming-loss" lower "The share of wrong decisions of row and topic.";
    Jaccard "jaccard" higher "The mean over rows of right among given or wanted tags.";
    RankingAveragePrecision "ranking-average-precision" higher "Label ranking average precision.";
    Coverage "coverage" lower "How far down the ranking one must go for all wanted topics.";
    RankingLoss "ranking-loss" lower "The share of pairs of topics in the wrong order.";
    PrecisionAt1 "precision@1" higher "The share of rows whose most probable topic is wanted.";
    PrecisionAt3 "precision@3" higher "The share of wanted topics among the three most probable.";
    PrecisionAt5 "precision@5" higher "The share of wanted topics among the five most probable.";
    RecallAt1 "recall@1" higher "The share of wanted topics that the most probable one makes up.";
    RecallAt3 "recall@3" higher "The share of wanted topics among the three most probable.";
    RecallAt5 "recall@5" higher "The share of wanted topics among the five most probable.";
    NdcgAt1 "ndcg@1" higher "Normalised discounted cumulative gain of one rank.";
    NdcgAt3 "ndcg@3" higher "Normalised discounted cumulative gain of three ranks.";
    NdcgAt5 "ndcg@5" higher "Normalised discounted cumulative gain of five ranks.";
    MeanAveragePrecision "mean-average-precision" higher "The mean average precision of topics.";
    MeanRocAuc "mean-roc-auc" higher "The mean area under the ROC curve of topics.";
    BrierScore "brier-score" lower "The mean squared error of probabilities.";
    CalibrationError "calibration-error" lower "The expected calibration error.";
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl std::str::FromStr for Metric {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let known = || Self::ALL.into_iter().map(Self::name);
        Self::ALL
            .into_iter()
            .find(|metric| metric.name() == name)
            .ok_or_else(|| match crate::topics::nearest(name, known()) {
                Some(near) => format!("there is no such figure; the nearest is {near:?}"),
                None => format!(
                    "there is no such figure; there are {}",
                    known().collect::<Vec<_>>().join(", ")
                ),
            })
    }
}
