//! A corpus whose texts are read, ready to be trained on, whole or in part.

use linfa::ParamGuard;
use ndarray::{Array1, Array2, Axis};
use rayon::prelude::*;

use super::out_of_fold::{Validated, cross_validate};
use super::{OutOfFold, TrainParams, support};
use crate::corpus::Corpus;
use crate::error::{Error, Location, Result};
use crate::evaluation::Evaluation;
use crate::features::{Extraction, LabelledRows, TermRows, Vectorizer, Vocabulary, extract_corpus};
use crate::glossary::{Glossary, GlossaryMatcher};
use crate::language::LanguageDetector;
use crate::linear::calibration::{Calibration, N_INPUTS};
use crate::linear::thresholds::{CurvePoint, curve};
use crate::linear::{FitReport, LinearValidParams, Merged, OneVsRest, WarmStart};
use crate::observer::{Observer, Stage};
use crate::scoring::Scorer;
use crate::tagger::{Selection, TagOptions, Tagger, TrainingRecord};
use crate::text::Tokenizer;
use crate::topics::TopicId;

/// How many rows one thread scores at a time.
pub(super) const BATCH: usize = 256;

/// Everything that the models of one corpus share: texts are read once, and
/// models are fitted to any of the rows.
pub(crate) struct Preparation<'c> {
    pub(super) corpus: &'c Corpus,
    pub(super) params: TrainParams,
    linear: LinearValidParams,
    glossary: Glossary,
    tokenizer: Tokenizer,
    matcher: GlossaryMatcher,
    vocabulary: Vocabulary,
    /// The rows of the corpus, then the glossary's terms where they count as
    /// training texts.
    extraction: Extraction<TermRows>,
    targets: Array2<bool>,
    weights: Array1<f32>,
    groups: Option<Vec<usize>>,
    /// Which topics are given in cross-validation.
    options: TagOptions,
}

/// What models are fitted to.
pub(super) struct Features {
    pub(super) vectorizer: Vectorizer,
    records: Merged,
    targets: Array2<bool>,
    weights: Vec<f32>,
    new_columns: Vec<u32>,
}

/// A model of some rows with its calibration and thresholds.
pub(crate) struct Learned {
    features: Features,
    model: OneVsRest,
    pub(super) report: FitReport,
    /// `None` where there were no folds.
    validated: Option<Validated>,
    calibration: Calibration,
    thresholds: Vec<f32>,
}

impl<'c> Preparation<'c> {
    pub(crate) fn new(
        params: &TrainParams,
        corpus: &'c Corpus,
        glossary: Option<Glossary>,
        observer: &dyn Observer,
    ) -> Result<Self> {
        let params = params.completed(corpus, glossary.as_ref())?;
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
        // A term that is too rare in all rows is so in any of them.
        let least = params.tfidf.min_document_frequency;
        let (vocabulary, extraction) =
            extract_corpus(&texts, &tokenizer, &matcher, least, &|rows| {
                observer.advance(rows);
            });
        observer.end(Stage::Tokenize);
        if !observer.keep_on() {
            return Err(Error::Interrupted);
        }
        Ok(Self {
            targets: targets(corpus, &glossary, texts.len()),
            weights: Array1::from_shape_fn(texts.len(), |row| {
                if row < corpus.len() {
                    1.0
                } else {
                    params.glossary_weight
                }
            }),
            groups: corpus.groups(),
            options: TagOptions::default(),
            corpus,
            params,
            linear,
            glossary,
            tokenizer,
            matcher,
            vocabulary,
            extraction,
        })
    }

    /// The same, but with this choice of topics where models are measured.
    pub(crate) fn with_options(self, options: TagOptions) -> Self {
        Self { options, ..self }
    }

    /// The choice of topics by these thresholds, with what probabilities came to.
    pub(super) fn selection(
        &self,
        thresholds: Vec<f32>,
        probabilities: &[Vec<(f32, bool)>],
    ) -> Result<Selection> {
        let curves: Option<Vec<_>> = (self.options.precision)
            .map(|_| probabilities.iter().map(|topic| curve(topic)).collect());
        Selection::with_options(&self.options, thresholds, curves.as_deref())
    }

    /// The topics of some rows of the corpus, of shape `(rows.len(), n_topics)`.
    pub(crate) fn targets(&self, rows: &[usize]) -> Array2<bool> {
        self.targets.select(Axis(0), rows)
    }

    /// The groups of some rows of the corpus.
    pub(crate) fn groups(&self, rows: &[usize]) -> Option<Vec<usize>> {
        let groups = self.groups.as_ref()?;
        Some(rows.iter().map(|row| groups[*row]).collect())
    }

    /// Makes features of these rows of the corpus and of the glossary.
    pub(super) fn features(&self, rows: &[usize]) -> Result<Features> {
        let glossary_rows = self.corpus.len()..self.extraction.n_rows();
        let rows: Vec<usize> = rows.iter().copied().chain(glossary_rows).collect();
        let seen = LabelledRows {
            counts: &self.extraction.terms,
            rows: &rows,
            targets: self.targets.view(),
            weights: self.weights.view(),
        };
        let (tfidf, new_columns) = self.params.tfidf.fit(&seen, &self.vocabulary)?;
        let vectorizer = Vectorizer::new(
            tfidf,
            &self.glossary,
            self.params.glossary_scale,
            self.corpus.topics().len(),
        );
        let records = vectorizer.records(&self.extraction, &new_columns, &rows)?;
        Ok(Features {
            records: Merged::new(records)?,
            targets: self.targets(&rows),
            weights: rows.iter().map(|row| self.weights[*row]).collect(),
            vectorizer,
            new_columns,
        })
    }

    /// Some rows of the corpus, with the features' numbers for terms.
    pub(super) fn read_with(&self, features: &Features, rows: &[usize]) -> Extraction {
        self.extraction.divided(rows, &features.new_columns)
    }

    /// Fits a model with this C. Its weights are those that the model file will
    /// hold, in half precision and without the smallest, so that the figures of
    /// cross-validation are those of the model as it is shipped.
    pub(super) fn fit(
        &self,
        features: &Features,
        c: f64,
        start: &mut WarmStart,
        observer: &dyn Observer,
    ) -> Result<OneVsRest> {
        let linear = self.linear.with_c(c);
        let smallest = self.params.drop_below;
        let round = |weight: f32| {
            if weight.abs() < smallest {
                0.0
            } else {
                half::f16::from_f32(weight).to_f32()
            }
        };
        linear.fit_merged(
            &features.records,
            features.targets.view(),
            &features.weights,
            start,
            &round,
            &|| observer.keep_on(),
        )
    }

    /// Fits a model to these rows, and its calibration and thresholds to what
    /// models without some of them say of those.
    pub(crate) fn learn(&self, rows: &[usize], observer: &dyn Observer) -> Result<Learned> {
        let validated = match self.params.folds {
            0 => None,
            _ => cross_validate(self, rows, &[self.linear.c()], observer)?.pop(),
        };
        observer.begin(Stage::Fit, 1);
        let features = self.features(rows)?;
        let mut start = WarmStart::default();
        let model = self.fit(&features, self.linear.c(), &mut start, observer)?;
        observer.advance(1);
        observer.end(Stage::Fit);
        let n_topics = self.corpus.topics().len();
        let (calibration, thresholds) = match &validated {
            Some(validated) => (validated.calibration.clone(), validated.thresholds.clone()),
            None => (uncalibrated(n_topics), vec![0.5; n_topics]),
        };
        Ok(Learned {
            features,
            model,
            report: start.report().clone(),
            validated,
            calibration,
            thresholds,
        })
    }

    /// What models say of rows that they have not seen, and the figures.
    pub(super) fn out_of_fold(&self, observer: &dyn Observer) -> Result<(OutOfFold, Evaluation)> {
        if self.params.folds == 0 {
            return Err(Error::parameter("the number of folds", 0, "at least 2"));
        }
        let rows: Vec<usize> = (0..self.corpus.len()).collect();
        let found = cross_validate(self, &rows, &[self.linear.c()], observer)?.pop();
        let found = found.ok_or(Error::Interrupted)?;
        Ok((found.out_of_fold, found.evaluation))
    }

    /// The figures of cross-validation over these rows with each C.
    pub(crate) fn cross_validated(
        &self,
        rows: &[usize],
        values_of_c: &[f64],
        observer: &dyn Observer,
    ) -> Result<Vec<Evaluation>> {
        let found = cross_validate(self, rows, values_of_c, observer)?;
        Ok(found.into_iter().map(|found| found.evaluation).collect())
    }

    /// The probability of each topic for some rows of the corpus, of shape
    /// `(rows.len(), n_topics)`.
    pub(crate) fn probabilities(&self, learned: &Learned, rows: &[usize]) -> Array2<f32> {
        let features = &learned.features;
        let n_topics = self.corpus.topics().len();
        let flat: Vec<f32> = rows
            .par_chunks(BATCH)
            .flat_map_iter(|rows| {
                let extraction = self.read_with(features, rows);
                let mut scorer = Scorer::new(&features.vectorizer, &learned.model);
                let mut flat = Vec::with_capacity(rows.len() * n_topics);
                for row in 0..rows.len() {
                    let measures = scorer.measure(&extraction, row);
                    flat.extend(learned.calibration.probabilities(measures.inputs()));
                }
                flat
            })
            .collect();
        let mut matrix = Array2::zeros((rows.len(), n_topics));
        matrix
            .iter_mut()
            .zip(flat)
            .for_each(|(to, from)| *to = from);
        matrix
    }

    /// Puts the fitted pipeline together.
    pub(super) fn tagger(self, learned: Learned) -> (Tagger, Option<OutOfFold>) {
        let Learned {
            features,
            model,
            report: _,
            validated,
            calibration,
            thresholds,
        } = learned;
        let kept: Vec<u32> = (0..self.vocabulary.len() as u32)
            .filter(|column| features.new_columns[*column as usize] != u32::MAX)
            .collect();
        let topics = self.corpus.topics().clone();
        let n_weights = model.weights().n_features() * model.n_topics();
        let record = TrainingRecord {
            rows: self.corpus.len(),
            support: support(self.corpus),
            languages: LanguageDetector::all().count(&self.corpus.texts()),
            constant_topics: model
                .constant()
                .iter()
                .map(|topic| topics[TopicId::from_column(*topic)].id.clone())
                .collect(),
            dropped_weights: 1.0 - model.weights().count_nonzero() as f64 / n_weights as f64,
            cross_validation: validated.as_ref().map(|v| v.evaluation.clone()),
            params: self.params,
        };
        let (curves, out_of_fold) = match validated {
            Some(validated) => (validated.curves, Some(validated.out_of_fold)),
            None => (vec![Vec::new(); topics.len()], None),
        };
        let tagger = Tagger {
            topics,
            tokenizer: self.tokenizer,
            vocabulary: self.vocabulary.select(&kept),
            glossary: self.glossary,
            matcher: self.matcher,
            vectorizer: features.vectorizer,
            model,
            calibration,
            thresholds,
            curves,
            record,
        };
        (tagger, out_of_fold)
    }
}

impl Learned {
    /// The probability from which on each topic is given.
    pub(crate) fn thresholds(&self) -> &[f32] {
        &self.thresholds
    }

    /// Precision and recall at the thresholds of each topic; `None` without folds.
    pub(crate) fn curves(&self) -> Option<&[Vec<CurvePoint>]> {
        let validated = self.validated.as_ref()?;
        Some(&validated.curves)
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
