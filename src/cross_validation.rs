//! How good a model would be that is trained on such rows: nested
//! cross-validation.
//!
//! Each fold is tagged by a model that was trained on the other folds exactly
//! as [`TrainParams::train`] trains: vocabulary, inverse document frequencies,
//! weights, calibration and thresholds all come from those folds alone, the
//! last two from a cross-validation within them. Nothing of a row reaches the
//! model that tags it, which is what makes the figures fit to be cited. (The
//! figures that training itself prints reuse the folds from which calibration
//! and thresholds are learned; they cost a fifth and are a little less strict.)

use ndarray::{Array2, Axis};
use serde::Serialize;

use crate::corpus::{Corpus, stratified_folds};
use crate::error::{Error, Location, Result};
use crate::evaluation::{Evaluation, Metric, Predictions};
use crate::glossary::Glossary;
use crate::observer::{Observer, Stage};
use crate::tagger::{Selection, TagOptions};
use crate::topics::TopicId;
use crate::train::{Preparation, TrainParams, in_parallel};

/// How a corpus is cross-validated.
///
/// ```
/// use thematic::corpus::CorpusReader;
/// use thematic::cross_validation::CrossValidation;
/// use thematic::evaluation::Metric;
/// use thematic::observer::Silent;
/// use thematic::train::TrainParams;
/// let mut csv = String::from("text,topics\n");
/// for n in 0..12 {
///     csv.push_str(&format!("边境管制第{n}号,border\n难民营地第{n}号,refugees\n"));
/// }
/// let corpus = CorpusReader::default().read_from("rows.csv", csv.as_bytes())?;
/// let validation = CrossValidation { folds: 3, ..CrossValidation::default() };
/// let found = validation.run(&corpus, None, &TrainParams::default(), &Silent)?;
/// assert_eq!(found.folds.len(), 3);
/// assert!(found.spread(Metric::MicroF1).mean > 0.9);
/// # Ok::<(), thematic::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct CrossValidation {
    /// The number of folds, at least 2.
    pub folds: usize,
    /// How many times the rows are divided anew, at least 1.
    pub repeats: usize,
    /// The seed of the division; each repeat has another.
    pub seed: u64,
    /// Which topics are given, from the thresholds that training finds.
    pub selection: TagOptions,
    /// Whether topics may have fewer rows than there are folds. They are then
    /// left out of the means over topics of the folds that have none.
    pub rare_topics: bool,
    /// The shares of the training rows, each greater than 0 and less than 1,
    /// with which a learning curve is measured, on the same test rows.
    pub learning_curve: Vec<f64>,
}

impl Default for CrossValidation {
    fn default() -> Self {
        Self {
            folds: 5,
            repeats: 1,
            seed: 42,
            selection: TagOptions::default(),
            rare_topics: false,
            learning_curve: Vec::new(),
        }
    }
}

/// The figures of one fold.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FoldEvaluation {
    /// The repeat, counted from 1.
    pub repeat: usize,
    /// The fold, counted from 1.
    pub fold: usize,
    /// The number of rows that the model was trained on.
    pub training_rows: usize,
    /// The figures on the rows of the fold.
    pub evaluation: Evaluation,
}

/// A figure over several folds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spread {
    /// The mean over folds.
    pub mean: f64,
    /// The standard deviation over folds (with `n - 1`); 0 of a single one.
    pub deviation: f64,
    /// The lowest value.
    pub lowest: f64,
    /// The highest value.
    pub highest: f64,
}

impl Spread {
    /// The spread of some values; `None` of none.
    pub fn of(values: &[f64]) -> Option<Self> {
        let count = values.len() as f64;
        if values.is_empty() {
            return None;
        }
        let mean = values.iter().sum::<f64>() / count;
        let squares: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
        Some(Self {
            mean,
            deviation: (squares / (count - 1.0).max(1.0)).sqrt(),
            lowest: values.iter().copied().fold(f64::INFINITY, f64::min),
            highest: values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        })
    }
}

/// One point of a learning curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LearningPoint {
    /// The share of the training rows.
    pub share: f64,
    /// The number of training rows, averaged over folds.
    pub rows: usize,
    /// Micro-F1 over the folds.
    pub micro_f1: Spread,
    /// Macro-F1 over the folds.
    pub macro_f1: Spread,
}

/// What models said of the rows that they had not seen, in one repeat.
#[derive(Debug, Clone, PartialEq)]
pub struct Repeat {
    /// The fold of each row, counted from 0.
    pub folds: Vec<usize>,
    /// What each row was given.
    pub predictions: Predictions,
}

/// What cross-validation finds.
#[derive(Debug, Clone, PartialEq)]
pub struct CrossValidated {
    /// The figures of each fold of each repeat.
    pub folds: Vec<FoldEvaluation>,
    /// The predictions of each repeat.
    pub repeats: Vec<Repeat>,
    /// The figures of the first repeat's predictions, all rows together.
    pub pooled: Evaluation,
    /// The learning curve, its last point with all training rows; empty where
    /// none was asked for.
    pub learning_curve: Vec<LearningPoint>,
}

impl CrossValidated {
    /// A figure over all folds of all repeats.
    pub fn spread(&self, metric: Metric) -> Spread {
        let values = self.folds.iter().map(|fold| fold.evaluation.value(metric));
        Spread::of(&values.collect::<Vec<_>>()).unwrap_or(Spread {
            mean: 0.0,
            deviation: 0.0,
            lowest: 0.0,
            highest: 0.0,
        })
    }

    /// A topic's F1 over the folds in which some row has the topic.
    pub fn topic_spread(&self, topic: usize) -> Option<Spread> {
        let values: Vec<f64> = self
            .folds
            .iter()
            .map(|fold| &fold.evaluation.topics[topic])
            .filter(|topic| topic.support > 0)
            .map(|topic| topic.scores.f1)
            .collect();
        Spread::of(&values)
    }
}

/// One model to be trained and measured.
struct Job {
    repeat: usize,
    fold: usize,
    /// The place in the learning curve; `None` for all training rows.
    share: Option<usize>,
    train: Vec<usize>,
    test: Vec<usize>,
}

impl CrossValidation {
    /// Cross-validates the parameters on a corpus.
    ///
    /// # Errors
    ///
    /// When a parameter is out of range, a topic has fewer rows than there are
    /// folds (but none at all is no fault), a fold would have no row, or as
    /// [`TrainParams::train`].
    pub fn run(
        &self,
        corpus: &Corpus,
        glossary: Option<Glossary>,
        params: &TrainParams,
        observer: &dyn Observer,
    ) -> Result<CrossValidated> {
        self.check(corpus)?;
        let preparation = Preparation::new(params, corpus, glossary, observer)?;
        let all: Vec<usize> = (0..corpus.len()).collect();
        let targets = preparation.targets(&all);
        let groups = preparation.groups(&all);
        let divisions: Vec<Vec<usize>> = (0..self.repeats)
            .map(|repeat| {
                let seed = self.seed.wrapping_add(repeat as u64);
                stratified_folds(targets.view(), groups.as_deref(), self.folds, seed)
            })
            .collect();
        let jobs = self.jobs(&divisions, &targets, groups.as_deref())?;
        observer.begin(Stage::CrossValidate, jobs.len());
        let quiet = KeepOn(observer);
        let measured = in_parallel(jobs, |job| {
            let learned = preparation.learn(&job.train, &quiet)?;
            let probabilities = preparation.probabilities(&learned, &job.test);
            let selection = Selection::with_options(
                &self.selection,
                learned.thresholds().to_vec(),
                learned.curves(),
            )?;
            let predictions = Predictions {
                given: selection.given(probabilities.view()),
                probabilities,
            };
            let evaluation = Evaluation::new(
                corpus.topics(),
                preparation.targets(&job.test).view(),
                predictions.given.view(),
                predictions.probabilities.view(),
            )?;
            observer.advance(1);
            Ok((job, predictions, evaluation))
        })?;
        observer.end(Stage::CrossValidate);
        self.gather(corpus, &targets, divisions, measured)
    }

    fn check(&self, corpus: &Corpus) -> Result<()> {
        if self.folds < 2 {
            return Err(Error::parameter(
                "the number of folds",
                self.folds,
                "at least 2",
            ));
        }
        if self.repeats == 0 {
            return Err(Error::parameter("the number of repeats", 0, "at least 1"));
        }
        let units = corpus.groups().map_or(corpus.len(), |groups| {
            groups.iter().max().map_or(0, |most| most + 1)
        });
        if self.folds > units {
            return Err(Error::parameter(
                "the number of folds",
                self.folds,
                "at most the number of rows, or of groups of rows",
            ));
        }
        if !self.rare_topics {
            self.refuse_rare_topics(corpus)?;
        }
        if let Some(share) = self
            .learning_curve
            .iter()
            .find(|share| !(**share > 0.0 && **share < 1.0))
        {
            return Err(Error::parameter(
                "a share of the learning curve",
                share,
                "a number between 0 and 1",
            ));
        }
        Ok(())
    }

    fn refuse_rare_topics(&self, corpus: &Corpus) -> Result<()> {
        let targets = corpus.targets();
        let support = |topic: usize| targets.column(topic).iter().filter(|has| **has).count();
        let rarest = (0..corpus.topics().len())
            .map(|topic| (support(topic), topic))
            .filter(|(support, _)| *support > 0)
            .min();
        match rarest {
            Some((rows, topic)) if rows < self.folds => Err(Error::data(
                Location::file("the labelled rows"),
                format!(
                    "the topic {:?} has {rows} of them, fewer than the {} folds",
                    corpus.topics()[TopicId::from_column(topic)].id,
                    self.folds
                ),
                "take fewer folds, add rows, or allow rare topics, which are then measured in \
                 the folds that have them",
            )),
            _ => Ok(()),
        }
    }

    fn jobs(
        &self,
        divisions: &[Vec<usize>],
        targets: &Array2<bool>,
        groups: Option<&[usize]>,
    ) -> Result<Vec<Job>> {
        let mut jobs = Vec::new();
        for (repeat, folds) in divisions.iter().enumerate() {
            for fold in 0..self.folds {
                let (test, train): (Vec<usize>, Vec<usize>) =
                    (0..folds.len()).partition(|row| folds[*row] == fold);
                if test.is_empty() {
                    return Err(Error::parameter(
                        "the number of folds",
                        self.folds,
                        "so small that each fold gets a row; the groups are too large for it",
                    ));
                }
                for (place, share) in self.learning_curve.iter().enumerate() {
                    let seed = self.seed.wrapping_add(fold as u64);
                    jobs.push(Job {
                        repeat,
                        fold,
                        share: Some(place),
                        train: part(&train, *share, targets, groups, seed),
                        test: test.clone(),
                    });
                }
                jobs.push(Job {
                    repeat,
                    fold,
                    share: None,
                    train,
                    test,
                });
            }
        }
        Ok(jobs)
    }

    fn gather(
        &self,
        corpus: &Corpus,
        targets: &Array2<bool>,
        divisions: Vec<Vec<usize>>,
        measured: Vec<(Job, Predictions, Evaluation)>,
    ) -> Result<CrossValidated> {
        let mut repeats: Vec<Repeat> = divisions
            .into_iter()
            .map(|folds| Repeat {
                folds,
                predictions: Predictions {
                    given: Array2::from_elem(targets.dim(), false),
                    probabilities: Array2::zeros(targets.dim()),
                },
            })
            .collect();
        let mut folds = Vec::new();
        let mut points: Vec<Vec<(usize, f64, f64)>> =
            vec![Vec::new(); self.learning_curve.len() + 1];
        for (job, predictions, evaluation) in measured {
            let point = job.share.unwrap_or(self.learning_curve.len());
            points[point].push((job.train.len(), evaluation.micro.f1, evaluation.macro_.f1));
            if job.share.is_some() {
                continue;
            }
            let whole = &mut repeats[job.repeat].predictions;
            for (place, row) in job.test.iter().enumerate() {
                let given = predictions.given.row(place);
                whole.given.row_mut(*row).assign(&given);
                let probabilities = predictions.probabilities.row(place);
                whole.probabilities.row_mut(*row).assign(&probabilities);
            }
            folds.push(FoldEvaluation {
                repeat: job.repeat + 1,
                fold: job.fold + 1,
                training_rows: job.train.len(),
                evaluation,
            });
        }
        let first = &repeats[0].predictions;
        let pooled = Evaluation::new(
            corpus.topics(),
            targets.view(),
            first.given.view(),
            first.probabilities.view(),
        )?;
        let shares = self.learning_curve.iter().copied().chain([1.0]);
        let learning_curve = shares
            .zip(&points)
            .filter(|_| !self.learning_curve.is_empty())
            .filter_map(|(share, points)| {
                let of = |value: fn(&(usize, f64, f64)) -> f64| {
                    Spread::of(&points.iter().map(value).collect::<Vec<_>>())
                };
                Some(LearningPoint {
                    share,
                    rows: of(|point| point.0 as f64)?.mean.round() as usize,
                    micro_f1: of(|point| point.1)?,
                    macro_f1: of(|point| point.2)?,
                })
            })
            .collect();
        Ok(CrossValidated {
            folds,
            repeats,
            pooled,
            learning_curve,
        })
    }
}

/// About a share of the rows, with the topics in like shares.
pub(crate) fn part(
    rows: &[usize],
    share: f64,
    targets: &Array2<bool>,
    groups: Option<&[usize]>,
    seed: u64,
) -> Vec<usize> {
    // Hundredths of the rows, of which as many are taken as the share says.
    const PARTS: usize = 100;
    let of_rows = targets.select(Axis(0), rows);
    let groups: Option<Vec<usize>> =
        groups.map(|groups| rows.iter().map(|row| groups[*row]).collect());
    let parts = stratified_folds(of_rows.view(), groups.as_deref(), PARTS, seed);
    let taken = ((share * PARTS as f64).round() as usize).clamp(1, PARTS);
    let chosen: Vec<usize> = rows
        .iter()
        .zip(parts)
        .filter(|(_, part)| *part < taken)
        .map(|(row, _)| *row)
        .collect();
    // A handful of rows is too few for hundredths.
    if chosen.len() < 2 {
        rows.to_vec()
    } else {
        chosen
    }
}

/// Stages within a stage are not shown.
struct KeepOn<'o>(&'o dyn Observer);

impl Observer for KeepOn<'_> {
    fn keep_on(&self) -> bool {
        self.0.keep_on()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spread_is_mean_and_sample_deviation() {
        // Of 2, 4, 4, 4, 5, 5, 7, 9 the squares about the mean 5 add up to 32.
        let spread = Spread::of(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]).unwrap();
        assert!((spread.mean - 5.0).abs() < 1e-12);
        assert!((spread.deviation - (32.0f64 / 7.0).sqrt()).abs() < 1e-12);
        assert_eq!((spread.lowest, spread.highest), (2.0, 9.0));
        assert_eq!(Spread::of(&[3.0]).unwrap().deviation, 0.0);
        assert_eq!(Spread::of(&[]), None);
    }
}
