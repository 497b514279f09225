//! The one place where text becomes tags.

mod explanation;
mod selection;

pub use explanation::{Contribution, ContributionKind, Explanation};
pub use selection::{Selection, TagOptions};

use ndarray::Array2;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::corpus::{Corpus, Paragraph};
use crate::error::{Error, Result};
use crate::evaluation::{Evaluation, Predictions};
use crate::features::{Vectorizer, Vocabulary, extract};
use crate::glossary::{Glossary, GlossaryMatcher};
use crate::language::Language;
use crate::linear::OneVsRest;
use crate::linear::calibration::Calibration;
use crate::linear::thresholds::CurvePoint;
use crate::scoring::Scorer;
use crate::text::Tokenizer;
use crate::topics::{TopicId, Topics};
use crate::train::TrainParams;

/// How many texts one thread takes at a time.
const BATCH: usize = 64;

/// A language is learned from one row in so many at least: in fewer, the
/// detector may have erred.
pub const ROWS_OF_A_LANGUAGE: usize = 50;

/// A topic that a paragraph was given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tag {
    /// The topic.
    pub topic: TopicId,
    /// How likely it is that the paragraph has the topic, from 0 to 1. The
    /// probabilities of different topics are independent and do not add up to 1.
    pub probability: f32,
}

/// What a model was made of and how good it was on rows it had not seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrainingRecord {
    /// All parameters.
    pub params: TrainParams,
    /// The number of labelled rows.
    pub rows: usize,
    /// The number of rows that have each topic.
    pub support: Vec<usize>,
    /// The languages of the rows and how many rows each has (as two thousand of
    /// them show, where there are more), most first; empty
    /// in models that were saved without them.
    #[serde(default)]
    pub languages: Vec<(Language, usize)>,
    /// The topics that all rows had or none, about which nothing was learned.
    pub constant_topics: Vec<String>,
    /// The share of the weights that were too small to be kept.
    pub dropped_weights: f64,
    /// Figures of cross-validation: each row tagged by a model that had not seen
    /// it, with a calibration and thresholds fitted to the other rows' scores.
    /// `None` where there were no folds.
    pub cross_validation: Option<Evaluation>,
}

/// A fitted model: text in, tags out.
///
/// ```
/// use thematic::{Paragraph, Tagger};
/// let tagger = Tagger::embedded()?;
/// let paragraph = Paragraph::new("必须加强边境管制，打击恐怖主义。");
/// let tags = tagger.tag(&paragraph);
/// let ids: Vec<&str> = tags.iter().map(|tag| tagger.topics()[tag.topic].id.as_str()).collect();
/// assert!(ids.contains(&"terrorism") && ids.contains(&"border-security"));
/// # Ok::<(), thematic::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Tagger {
    pub(crate) topics: Topics,
    pub(crate) tokenizer: Tokenizer,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) glossary: Glossary,
    pub(crate) matcher: GlossaryMatcher,
    pub(crate) vectorizer: Vectorizer,
    pub(crate) model: OneVsRest,
    pub(crate) calibration: Calibration,
    pub(crate) thresholds: Vec<f32>,
    pub(crate) curves: Vec<Vec<CurvePoint>>,
    pub(crate) record: TrainingRecord,
}

impl Tagger {
    /// The topics.
    pub fn topics(&self) -> &Topics {
        &self.topics
    }

    /// The languages that the model has learned: those of at least one training
    /// row in [`ROWS_OF_A_LANGUAGE`]. Empty where that is not known.
    ///
    /// ```
    /// let tagger = thematic::Tagger::embedded()?;
    /// let codes: Vec<&str> = tagger.languages().map(|language| language.code()).collect();
    /// assert_eq!(codes, ["zh", "en"]);
    /// # Ok::<(), thematic::Error>(())
    /// ```
    pub fn languages(&self) -> impl Iterator<Item = Language> {
        let least = self.record.rows.div_ceil(ROWS_OF_A_LANGUAGE);
        self.record
            .languages
            .iter()
            .filter(move |(_, rows)| *rows >= least)
            .map(|(language, _)| *language)
    }

    /// The tokenizer, with its whole configuration.
    pub fn tokenizer(&self) -> &Tokenizer {
        &self.tokenizer
    }

    /// The terms, in the order of their columns.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The glossary; empty where the model has none.
    pub fn glossary(&self) -> &Glossary {
        &self.glossary
    }

    /// The linear model. Its first features are the terms of the vocabulary;
    /// behind them, where the glossary counts, one for each topic.
    pub fn model(&self) -> &OneVsRest {
        &self.model
    }

    /// What the model was made of.
    pub fn record(&self) -> &TrainingRecord {
        &self.record
    }

    /// The probability from which on each topic is given by default.
    pub fn thresholds(&self) -> &[f32] {
        &self.thresholds
    }

    /// Precision and recall of a topic at every threshold that matters, as
    /// cross-validation found them; empty where there were no folds.
    pub fn curve(&self, topic: TopicId) -> &[CurvePoint] {
        &self.curves[topic.column()]
    }

    /// The strongest terms for a topic, with weight times inverse document
    /// frequency, from the highest down.
    pub fn strongest_terms(&self, topic: TopicId, count: usize) -> Vec<(String, f32)> {
        let mut terms: Vec<(f32, u32)> = self
            .vectorizer
            .tfidf()
            .weights()
            .iter()
            .enumerate()
            .map(|(column, idf)| {
                let column = column as u32;
                (
                    self.model.weights().weight(column, topic.column()) * idf,
                    column,
                )
            })
            .filter(|(weight, _)| *weight > 0.0)
            .collect();
        terms.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        terms
            .into_iter()
            .take(count)
            .map(|(weight, column)| (self.vocabulary.term(column).text.to_owned(), weight))
            .collect()
    }

    /// The topics of a paragraph, from the most probable down, by the
    /// thresholds of the model.
    pub fn tag(&self, paragraph: &Paragraph) -> Vec<Tag> {
        self.tag_texts(&[&paragraph.text], &self.default_selection())
            .pop()
            .unwrap_or_default()
    }

    /// The topics of many texts, in their order, computed in parallel.
    pub fn tag_texts(&self, texts: &[&str], selection: &Selection) -> Vec<Vec<Tag>> {
        self.map_texts(texts, |probabilities| selection.choose(&probabilities))
    }

    /// The probability of every topic for every text, of shape
    /// `(texts.len(), n_topics)`, computed in parallel.
    pub fn probabilities(&self, texts: &[&str]) -> Array2<f32> {
        let rows = self.map_texts(texts, |probabilities| probabilities);
        let mut matrix = Array2::zeros((texts.len(), self.topics.len()));
        for (mut target, row) in matrix.rows_mut().into_iter().zip(&rows) {
            target.iter_mut().zip(row).for_each(|(t, p)| *t = *p);
        }
        matrix
    }

    /// The default thresholds, with any number of topics.
    pub fn default_selection(&self) -> Selection {
        Selection::new(self.thresholds.clone())
    }

    /// The selection that the options ask for.
    ///
    /// # Errors
    ///
    /// When a number is out of range, the options contradict each other, or a
    /// precision is asked of a model without cross-validated figures.
    pub fn selection(&self, options: &TagOptions) -> Result<Selection> {
        let curves = self.record.cross_validation.as_ref();
        Selection::with_options(
            options,
            self.thresholds.clone(),
            curves.map(|_| self.curves.as_slice()),
        )
    }

    /// Tags the rows of a corpus.
    ///
    /// # Errors
    ///
    /// When the corpus has other topics than the model.
    pub fn predict(&self, corpus: &Corpus, selection: &Selection) -> Result<Predictions> {
        if corpus.topics().ids().ne(self.topics.ids()) {
            return Err(Error::parameter(
                "the corpus's list of topics",
                "another than the model's",
                "the same, in the same order",
            ));
        }
        let probabilities = self.probabilities(&corpus.texts());
        Ok(Predictions {
            given: selection.given(probabilities.view()),
            probabilities,
        })
    }

    /// Tags the rows of a corpus with the same topics and compares.
    ///
    /// # Errors
    ///
    /// When the corpus has other topics than the model.
    pub fn evaluate(&self, corpus: &Corpus, selection: &Selection) -> Result<Evaluation> {
        let predictions = self.predict(corpus, selection)?;
        Evaluation::new(
            corpus.topics(),
            corpus.targets().view(),
            predictions.given.view(),
            predictions.probabilities.view(),
        )
    }

    fn map_texts<T: Send>(&self, texts: &[&str], each: impl Fn(Vec<f32>) -> T + Sync) -> Vec<T> {
        texts
            .par_chunks(BATCH)
            .map_init(
                || Scorer::new(&self.vectorizer, &self.model),
                |scorer, texts| {
                    let extraction =
                        extract(texts, &self.tokenizer, &self.matcher, &self.vocabulary);
                    let tagged: Vec<T> = (0..texts.len())
                        .map(|row| scorer.measure(&extraction, row))
                        .map(|measures| each(self.calibration.probabilities(measures.inputs())))
                        .collect();
                    tagged
                },
            )
            .flatten_iter()
            .collect()
    }
}
