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

mod results;

pub use results::{CrossValidated, FoldEvaluation, LearningPoint, Repeat, Spread};

use ndarray::{Array2, Axis};

use crate::corpus::{Corpus, stratified_folds};
use crate::error::{Error, Location, Result};
use crate::evaluation::{Evaluation, Predictions};
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

/// About a share of the rows, with the topics in like shares; of a greater share
/// all that a smaller one has. `targets` and `groups` are those of all rows of
/// the corpus.
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
    let of_groups: Option<Vec<usize>> =
        groups.map(|groups| rows.iter().map(|row| groups[*row]).collect());
    let parts = stratified_folds(of_rows.view(), of_groups.as_deref(), PARTS, seed);
    let taken = ((share * PARTS as f64).round() as usize).clamp(1, PARTS);
    let chosen: Vec<usize> = rows
        .iter()
        .zip(parts)
        .filter(|(_, part)| *part < taken)
        .map(|(row, _)| *row)
        .collect();
    // One row, or rows of one group, could not be divided any more.
    let unit = |row: usize| groups.map_or(row, |groups| groups[row]);
    if chosen.iter().all(|row| unit(*row) == unit(chosen[0])) {
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
    use crate::corpus::{CorpusReader, LabelledParagraph};
    use crate::evaluation::Metric;
    use crate::observer::Silent;

    /// Rows of words that no other row has, `copies` times each; the group is
    /// the original. Topics alternate, so that nothing can be learned of a row
    /// from any other.
    fn noise(copies: usize) -> Corpus {
        let letters = |mut number: usize| -> String {
            let mut word = String::from("zq");
            for _ in 0..3 {
                word.push(char::from(b'a' + (number % 26) as u8));
                number /= 26;
            }
            word + "x"
        };
        let mut csv = String::from("text,topics,group\n");
        for row in 0..48 * copies {
            let original = row % 48;
            let words: Vec<String> = (0..4).map(|w| letters(original * 4 + w)).collect();
            let topics = if original % 2 == 0 { "a" } else { "b" };
            csv.push_str(&format!("{},{topics},{original}\n", words.join(" ")));
        }
        let reader = CorpusReader {
            group_column: Some("group".to_owned()),
            ..CorpusReader::default()
        };
        reader.read_from("rows.csv", csv.as_bytes()).unwrap()
    }

    fn validated(corpus: &Corpus, learning_curve: Vec<f64>) -> CrossValidated {
        let mut params = TrainParams {
            folds: 3,
            ..TrainParams::default()
        };
        params.tfidf.min_document_frequency = 1;
        let validation = CrossValidation {
            folds: 4,
            learning_curve,
            ..CrossValidation::default()
        };
        validation.run(corpus, None, &params, &Silent).unwrap()
    }

    #[test]
    fn nothing_of_a_row_reaches_the_model_that_tags_it() {
        // A model that had seen a row would know its words.
        let area = validated(&noise(1), Vec::new()).spread(Metric::MeanRocAuc);
        assert!((area.mean - 0.5).abs() < 0.15, "{area:?}");
    }

    #[test]
    fn groups_are_on_one_side_of_each_fold() {
        let twins = noise(2);
        let found = validated(&twins, vec![0.5]);
        let area = found.spread(Metric::MeanRocAuc);
        assert!((area.mean - 0.5).abs() < 0.15, "{area:?}");
        let folds = &found.repeats[0].folds;
        assert_eq!(folds[..48], folds[48..]);
        assert_eq!(found.learning_curve[1].rows, 72);
        assert!((30..=42).contains(&found.learning_curve[0].rows));

        // Without groups most rows have a twin to learn from.
        let examples = twins
            .examples()
            .iter()
            .cloned()
            .map(|example| LabelledParagraph {
                group: None,
                ..example
            });
        let apart = Corpus::new(twins.topics().clone(), examples.collect()).unwrap();
        let area = validated(&apart, Vec::new()).spread(Metric::MeanRocAuc);
        assert!(area.mean > 0.75, "{area:?}");
    }

    #[test]
    fn a_part_holds_its_share_and_can_be_divided() {
        let targets = Array2::from_shape_fn((200, 1), |(row, _)| row % 4 == 0);
        let rows: Vec<usize> = (0..200).collect();
        let quarter = part(&rows, 0.25, &targets, None, 1);
        let half = part(&rows, 0.5, &targets, None, 1);
        assert!((45..=55).contains(&quarter.len()) && (95..=105).contains(&half.len()));
        assert!(quarter.iter().all(|row| half.contains(row)));
        let positives = quarter.iter().filter(|row| *row % 4 == 0).count();
        assert!((10..=16).contains(&positives), "{positives}");
        // One group could not be divided, nor one row.
        let groups: Vec<usize> = rows.iter().map(|row| row / 100).collect();
        assert_eq!(part(&rows, 0.1, &targets, Some(&groups), 1), rows);
        assert_eq!(part(&rows[..2], 0.1, &targets, None, 1), [0, 1]);
    }
}
