//! From a labelled corpus to a model.

mod out_of_fold;
mod preparation;

pub use out_of_fold::OutOfFold;
pub(crate) use preparation::Preparation;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::corpus::Corpus;
use crate::error::{Error, Result};
use crate::evaluation::Evaluation;
use crate::features::TfIdfParams;
use crate::glossary::Glossary;
use crate::linear::{Effort, LinearParams};
use crate::observer::Observer;
use crate::tagger::Tagger;
use crate::text::TokenizerParams;

/// Everything that decides what a model becomes, besides the data.
///
/// ```
/// use thematic::corpus::CorpusReader;
/// use thematic::observer::Silent;
/// use thematic::train::TrainParams;
/// let csv = "text,topics\n边境管制,border\n边境巡逻,border\n难民营地,refugees\n难民返回,refugees\n";
/// let corpus = CorpusReader::default().read_from("rows.csv", csv.as_bytes())?;
/// let mut params = TrainParams { folds: 2, ..TrainParams::default() };
/// params.tfidf.min_document_frequency = 1;
/// let trained = params.train(&corpus, None, &Silent)?;
/// assert_eq!(trained.tagger.topics().len(), 2);
/// # Ok::<(), thematic::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TrainParams {
    /// Which terms a text is made of.
    pub tokenizer: TokenizerParams,
    /// Which terms are kept.
    pub tfidf: TfIdfParams,
    /// The linear model.
    pub linear: LinearParams,
    /// The size of the feature that one glossary hit makes, where a row's terms
    /// together have length 1; 0 for no such feature.
    pub glossary_scale: f32,
    /// How much a glossary term counts as a training text of its topics, where
    /// a row counts 1; 0 for not at all.
    pub glossary_weight: f32,
    /// Whether Han terms of the glossary are words of the tokenizer's
    /// dictionary.
    pub glossary_words: bool,
    /// The number of folds of the cross-validation from which probabilities
    /// and thresholds are learned; 0 for none: then a topic is given where its
    /// decision value is above 0, and probabilities are not calibrated.
    pub folds: usize,
    /// The seed of folds and of the solver.
    pub seed: u64,
    /// The penalty that holds a topic's own calibration back.
    pub calibration_penalty: f64,
    /// With how many positives' weight topics of like frequency together are
    /// mixed into a topic's own counts when its threshold is chosen.
    pub threshold_mixed: f64,
    /// Weights smaller than this are dropped.
    pub drop_below: f32,
}

impl Default for TrainParams {
    fn default() -> Self {
        Self {
            tokenizer: TokenizerParams::default(),
            tfidf: TfIdfParams::default(),
            linear: LinearParams::default(),
            glossary_scale: 0.05,
            glossary_weight: 0.25,
            glossary_words: true,
            folds: 5,
            seed: 42,
            calibration_penalty: 2.0,
            threshold_mixed: 5.0,
            drop_below: 0.05,
        }
    }
}

/// What training gives.
#[derive(Debug)]
pub struct Trained {
    /// The model.
    pub tagger: Tagger,
    /// What models that had not seen them said of the rows; `None` where there
    /// were no folds.
    pub out_of_fold: Option<OutOfFold>,
    /// What fitting the model to all rows took.
    pub effort: Effort,
    /// The topics whose model was not yet within the tolerance when all passes
    /// that are allowed were made; it may be less accurate than it could be.
    pub unfinished: Vec<String>,
}

impl TrainParams {
    /// Trains a model.
    ///
    /// The same corpus, glossary and parameters give the same model bit for
    /// bit, whatever the number of threads.
    ///
    /// # Errors
    ///
    /// When a parameter is out of range, no topic can be told from the others
    /// (every row has the same topics), or [`Error::Interrupted`] when the
    /// observer says to stop.
    pub fn train(
        &self,
        corpus: &Corpus,
        glossary: Option<Glossary>,
        observer: &dyn Observer,
    ) -> Result<Trained> {
        let preparation = Preparation::new(self, corpus, glossary, observer)?;
        let rows: Vec<usize> = (0..corpus.len()).collect();
        let learned = preparation.learn(&rows, observer)?;
        let ids: Vec<&str> = corpus.topics().ids().collect();
        let report = learned.report.clone();
        let unfinished = report.unfinished.iter();
        let unfinished = unfinished.map(|topic| ids[*topic].to_owned()).collect();
        let (tagger, out_of_fold) = preparation.tagger(learned);
        Ok(Trained {
            tagger,
            out_of_fold,
            effort: report.effort,
            unfinished,
        })
    }

    /// What models say of rows that they have not seen, and the figures of that;
    /// as [`TrainParams::train`], but without a model in the end.
    ///
    /// # Errors
    ///
    /// As [`TrainParams::train`], or when there are no folds.
    pub fn out_of_fold(
        &self,
        corpus: &Corpus,
        glossary: Option<Glossary>,
        observer: &dyn Observer,
    ) -> Result<(OutOfFold, Evaluation)> {
        let preparation = Preparation::new(self, corpus, glossary, observer)?;
        preparation.out_of_fold(observer)
    }

    /// The parameters as they will be recorded: the glossary's words in the
    /// dictionary, no more folds than rows.
    fn completed(&self, corpus: &Corpus, glossary: Option<&Glossary>) -> Result<Self> {
        let mut params = self.clone();
        let numbers = [
            (
                "the scale of glossary features",
                f64::from(self.glossary_scale),
            ),
            (
                "the weight of glossary terms",
                f64::from(self.glossary_weight),
            ),
            ("the calibration's penalty", self.calibration_penalty),
            ("the number of mixed positives", self.threshold_mixed),
            ("the smallest weight", f64::from(self.drop_below)),
        ];
        for (name, value) in numbers {
            if !(value.is_finite() && value >= 0.0) {
                return Err(Error::parameter(name, value, "a number of at least 0"));
            }
        }
        if self.folds == 1 {
            return Err(Error::parameter(
                "the number of folds",
                1,
                "0 or at least 2",
            ));
        }
        params.folds = match corpus.len() {
            1 => 0,
            rows => self.folds.min(rows),
        };
        let Some(glossary) = glossary.filter(|glossary| !glossary.is_empty()) else {
            params.glossary_scale = 0.0;
            params.glossary_weight = 0.0;
            return Ok(params);
        };
        if self.glossary_words {
            params.tokenizer.dictionary.extend(glossary.han_words());
        }
        params.tokenizer.dictionary.sort();
        params.tokenizer.dictionary.dedup();
        Ok(params)
    }
}

fn support(corpus: &Corpus) -> Vec<usize> {
    corpus
        .targets()
        .columns()
        .into_iter()
        .map(|column| column.iter().filter(|has| **has).count())
        .collect()
}

/// Runs `each` for all items in parallel, in a fixed order of results, and
/// stops at the first error.
pub(crate) fn in_parallel<T: Send, R: Send>(
    items: Vec<T>,
    each: impl Fn(T) -> Result<R> + Sync + Send,
) -> Result<Vec<R>> {
    items.into_par_iter().map(each).collect()
}
