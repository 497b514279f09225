//! From a labelled corpus to a model.

mod out_of_fold;

pub use out_of_fold::OutOfFold;

use linfa::dataset::DatasetBase;
use linfa::{ParamGuard, dataset::Records};
use ndarray::{Array1, Array2};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::corpus::Corpus;
use crate::error::{Error, Location, Result};
use crate::features::{Extraction, TfIdfParams, Vectorizer, extract_corpus};
use crate::glossary::{Glossary, GlossaryMatcher};
use crate::linear::calibration::{Calibration, N_INPUTS};
use crate::linear::{LinearParams, LinearValidParams, OneVsRest};
use crate::observer::{Observer, Stage};
use crate::tagger::{Tagger, TrainingRecord};
use crate::text::TokenizerParams;
use out_of_fold::cross_validate;

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
    /// With how many positives' weight all topics together are mixed into a
    /// topic's own counts when its threshold is chosen.
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
            threshold_mixed: 50.0,
            drop_below: 0.03,
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
}

/// Everything that the folds and the final fit share.
struct Task<'a> {
    corpus: &'a Corpus,
    params: &'a TrainParams,
    linear: &'a LinearValidParams,
    glossary: &'a Glossary,
    /// The rows of the corpus, then the glossary's terms where they count as
    /// training texts.
    extraction: Extraction,
    n_terms: usize,
    targets: Array2<bool>,
    weights: Array1<f32>,
}

/// A model of some rows, and which terms it kept.
struct Fitted {
    vectorizer: Vectorizer,
    model: OneVsRest,
    new_columns: Vec<u32>,
    dropped_weights: f64,
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
        let params = self.completed(corpus, glossary.as_ref())?;
        let glossary = glossary.unwrap_or_default();
        refuse_hopeless(corpus)?;
        let linear = params.linear.clone().seed(params.seed).check()?;
        let tokenizer = params.tokenizer.clone().build()?;
        let matcher = GlossaryMatcher::new(&glossary, &tokenizer)?;
        let mut texts = corpus.texts();
        if params.glossary_weight > 0.0 {
            texts.extend(glossary.terms().iter().map(|term| term.term.as_str()));
        }
        observer.begin(Stage::Tokenize, texts.len());
        let (vocabulary, extraction) =
            extract_corpus(&texts, &tokenizer, &matcher, &|rows| observer.advance(rows));
        observer.end(Stage::Tokenize);
        if !observer.keep_on() {
            return Err(Error::Interrupted);
        }
        let task = Task {
            corpus,
            params: &params,
            linear: &linear,
            glossary: &glossary,
            extraction,
            n_terms: vocabulary.len(),
            targets: targets(corpus, &glossary, texts.len()),
            weights: Array1::from_shape_fn(texts.len(), |row| {
                if row < corpus.len() {
                    1.0
                } else {
                    params.glossary_weight
                }
            }),
        };
        let validated = match params.folds {
            0 => None,
            _ => Some(cross_validate(&task, observer)?),
        };

        observer.begin(Stage::Fit, 1);
        let rows: Vec<usize> = (0..texts.len()).collect();
        let fitted = task.fit(&rows, observer)?;
        observer.advance(1);
        observer.end(Stage::Fit);
        let kept: Vec<u32> = (0..vocabulary.len() as u32)
            .filter(|column| fitted.new_columns[*column as usize] != u32::MAX)
            .collect();

        let topics = corpus.topics().clone();
        let record = TrainingRecord {
            rows: corpus.len(),
            support: support(corpus),
            constant_topics: fitted
                .model
                .constant()
                .iter()
                .map(|topic| topics[crate::TopicId::from_column(*topic)].id.clone())
                .collect(),
            dropped_weights: fitted.dropped_weights,
            cross_validation: validated.as_ref().map(|v| v.evaluation.clone()),
            params: params.clone(),
        };
        let (calibration, thresholds, curves, out_of_fold) = match validated {
            Some(v) => (v.calibration, v.thresholds, v.curves, Some(v.out_of_fold)),
            None => (
                uncalibrated(topics.len()),
                vec![0.5; topics.len()],
                vec![Vec::new(); topics.len()],
                None,
            ),
        };
        Ok(Trained {
            tagger: Tagger {
                topics,
                tokenizer,
                vocabulary: vocabulary.select(&kept),
                glossary: glossary.clone(),
                matcher,
                vectorizer: fitted.vectorizer,
                model: fitted.model,
                calibration,
                thresholds,
                curves,
                record,
            },
            out_of_fold,
        })
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

impl Task<'_> {
    /// Fits a model to these rows.
    fn fit(&self, rows: &[usize], observer: &dyn Observer) -> Result<Fitted> {
        let (tfidf, new_columns) =
            self.params
                .tfidf
                .fit(&self.extraction.counts, rows, self.n_terms)?;
        let vectorizer = Vectorizer::new(
            tfidf,
            self.glossary,
            self.params.glossary_scale,
            self.corpus.topics().len(),
        );
        let extraction = self.extraction.renumbered(&new_columns);
        let records = vectorizer.records(&extraction, rows)?;
        let targets = self.targets.select(ndarray::Axis(0), rows);
        let weights = self.weights.select(ndarray::Axis(0), rows);
        let dataset = DatasetBase::new(records, targets).with_weights(weights);
        let model = self.linear.fit_while(&dataset, &|| observer.keep_on())?;
        let n_weights = dataset.records.nfeatures() * model.n_topics();
        let smallest = self.params.drop_below;
        // The weights are those that the model file will hold, in half
        // precision, so that the figures of cross-validation are those of the
        // model as it is shipped.
        let model = model.map_weights(|weight| {
            if weight.abs() < smallest {
                0.0
            } else {
                half::f16::from_f32(weight).to_f32()
            }
        });
        Ok(Fitted {
            dropped_weights: 1.0 - model.weights().count_nonzero() as f64 / n_weights as f64,
            vectorizer,
            model,
            new_columns,
        })
    }
}

fn targets(corpus: &Corpus, glossary: &Glossary, n_texts: usize) -> Array2<bool> {
    let sets = corpus
        .examples()
        .iter()
        .map(|example| example.topics.clone());
    let terms = (0..n_texts - corpus.len()).map(|term| glossary.topics_of(term));
    let sets: Vec<_> = sets.chain(terms).collect();
    crate::corpus::targets(sets.iter(), corpus.topics().len())
}

fn support(corpus: &Corpus) -> Vec<usize> {
    corpus
        .targets()
        .columns()
        .into_iter()
        .map(|column| column.iter().filter(|has| **has).count())
        .collect()
}

/// Nothing can be learned when every row has the same topics.
fn refuse_hopeless(corpus: &Corpus) -> Result<()> {
    let first = &corpus.examples()[0].topics;
    if corpus
        .examples()
        .iter()
        .any(|example| example.topics != *first)
    {
        return Ok(());
    }
    Err(Error::data(
        Location::file("the training rows"),
        format!(
            "all {} have the same topics ({}), so that nothing tells them apart",
            corpus.len(),
            corpus.topics().join(first)
        ),
        "add rows with other topics or with none",
    ))
}

/// A sigmoid for decision values that were not calibrated: above 0 is above ½.
fn uncalibrated(n_topics: usize) -> Calibration {
    let mut shared = [0.0; N_INPUTS + 1];
    shared[0] = 3.0;
    Calibration::new(shared, vec![[0.0; 2]; n_topics])
}

/// Runs `each` for all items in parallel, in a fixed order of results, and
/// stops at the first error.
fn in_parallel<T: Send, R: Send>(
    items: Vec<T>,
    each: impl Fn(T) -> Result<R> + Sync + Send,
) -> Result<Vec<R>> {
    items.into_par_iter().map(each).collect()
}
