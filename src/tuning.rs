//! The search for parameters that suit some rows.
//!
//! Candidates are drawn at random around the best found so far (Bergstra and
//! Bengio 2012, "Random Search for Hyper-Parameter Optimization") and race by
//! successive halving (Jamieson and Talwalkar 2016): all are cross-validated on
//! a quarter of the rows, the better third of them on half, and the best of
//! those on all rows, where it meets the best of the races before. Of each
//! candidate a whole path of values of C is fitted, each from the solution of
//! the one before. The search looks at the rows that it is given and at no
//! others; its best figure is the best of many, and so a little too good. Of a
//! small corpus candidates are measured on all rows from the start.

use std::collections::BTreeSet;

use rand_core::{RngCore, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde::Serialize;

use crate::corpus::{Corpus, below};
use crate::cross_validation::part;
use crate::error::{Error, Result};
use crate::evaluation::Metric;
use crate::glossary::Glossary;
use crate::linear::Loss;
use crate::observer::{Observer, Silent};
use crate::tagger::TagOptions;
use crate::train::{Preparation, TrainParams};

/// How the search is done.
///
/// ```
/// use thematic::corpus::CorpusReader;
/// use thematic::observer::Silent;
/// use thematic::train::TrainParams;
/// use thematic::tuning::Tuning;
/// let mut csv = String::from("text,topics\n");
/// for n in 0..12 {
///     csv.push_str(&format!("边境管制第{n}号,border\n难民营地第{n}号,refugees\n"));
/// }
/// let corpus = CorpusReader::default().read_from("rows.csv", csv.as_bytes())?;
/// let tuning = Tuning { races: Some(1), candidates: 2, ..Tuning::default() };
/// let found = tuning.run(&corpus, None, &TrainParams::default(), &Silent, &|_| {})?;
/// assert!(found.best.value >= found.trials[0].value || found.trials[0].share < 1.0);
/// # Ok::<(), thematic::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Tuning {
    /// What is to be as good as can be.
    pub metric: Metric,
    /// The number of races, at least 1; without it they go on until the observer
    /// stops them or nothing is left to be tried.
    pub races: Option<usize>,
    /// The number of candidates in a race, at least 1.
    pub candidates: usize,
    /// The seed of what is drawn.
    pub seed: u64,
    /// Which topics are given where candidates are measured.
    pub selection: TagOptions,
}

impl Default for Tuning {
    fn default() -> Self {
        Self {
            metric: Metric::MicroF1,
            races: Some(3),
            candidates: 9,
            seed: 42,
            selection: TagOptions::default(),
        }
    }
}

/// Parameters that were tried, and how they did.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trial {
    /// The race, counted from 1.
    pub race: usize,
    /// The share of the rows that was used.
    pub share: f64,
    /// The figure that is searched for, cross-validated.
    pub value: f64,
    /// Micro-F1, cross-validated.
    pub micro_f1: f64,
    /// Macro-F1, cross-validated.
    pub macro_f1: f64,
    /// The parameters.
    #[serde(skip)]
    pub params: TrainParams,
}

/// What the search found.
#[derive(Debug, Clone, PartialEq)]
pub struct Tuned {
    /// The best trial on all rows; where the search was stopped before there
    /// was one, the best on the greatest share.
    pub best: Trial,
    /// All trials, in the order in which they were made.
    pub trials: Vec<Trial>,
    /// Whether the observer stopped the search.
    pub stopped: bool,
}

/// The shares of the rows on which candidates race; from each to the next one
/// in [`KEPT`] goes on.
const SHARES: [f64; 3] = [0.25, 0.5, 1.0];

/// See [`SHARES`].
const KEPT: usize = 3;

/// On fewer rows than this chance decides who goes on.
const FEWEST_ROWS: usize = 100;

/// How many values of C are fitted of each candidate, each twice the one before.
const PATH: [f64; 3] = [0.5, 1.0, 2.0];

struct Search<'s> {
    tuning: &'s Tuning,
    corpus: &'s Corpus,
    glossary: Option<&'s Glossary>,
    observer: &'s dyn Observer,
    told: &'s dyn Fn(&Trial),
    trials: Vec<Trial>,
    seen: BTreeSet<String>,
    random: Xoshiro256PlusPlus,
}

impl Tuning {
    /// Searches. `start` is the first candidate; its glossary settings, folds
    /// and seed are kept. `told` is called after each trial. When `observer`
    /// says to stop, the best so far is given.
    ///
    /// # Errors
    ///
    /// When a parameter is out of range, the rows cannot be trained on, or
    /// [`Error::Interrupted`] when the search is stopped before the first trial
    /// was done.
    pub fn run(
        &self,
        corpus: &Corpus,
        glossary: Option<&Glossary>,
        start: &TrainParams,
        observer: &dyn Observer,
        told: &dyn Fn(&Trial),
    ) -> Result<Tuned> {
        let numbers = [
            ("the number of candidates", self.candidates),
            ("the number of races", self.races.unwrap_or(1)),
        ];
        for (name, number) in numbers {
            if number == 0 {
                return Err(Error::parameter(name, 0, "at least 1"));
            }
        }
        if start.folds < 2 {
            return Err(Error::parameter(
                "the number of folds",
                start.folds,
                "at least 2, since candidates are cross-validated",
            ));
        }
        let mut search = Search {
            tuning: self,
            corpus,
            glossary,
            observer,
            told,
            trials: Vec::new(),
            seen: BTreeSet::new(),
            random: Xoshiro256PlusPlus::seed_from_u64(self.seed),
        };
        let mut stopped = false;
        for race in 1..=self.races.unwrap_or(usize::MAX) {
            let candidates = search.candidates(race, start);
            if candidates.is_empty() {
                break;
            }
            match search.race(race, candidates, start) {
                Ok(()) => {}
                Err(Error::Interrupted) => {
                    stopped = true;
                    break;
                }
                Err(error) => return Err(error),
            }
        }
        let best = best_of(&search.trials, self.metric)
            .cloned()
            .ok_or(Error::Interrupted)?;
        Ok(Tuned {
            best,
            trials: search.trials,
            stopped,
        })
    }
}

/// The best trial among those on the greatest share of rows; of equals the
/// first.
fn best_of(trials: &[Trial], metric: Metric) -> Option<&Trial> {
    let merit = |trial: &Trial| (trial.share, merit(trial, metric));
    let better = |best, trial| {
        if merit(trial) > merit(best) {
            trial
        } else {
            best
        }
    };
    trials.iter().reduce(better)
}

/// The figure, or its negative where less is better.
fn merit(trial: &Trial, metric: Metric) -> f64 {
    if metric.higher_is_better() {
        trial.value
    } else {
        -trial.value
    }
}

impl Search<'_> {
    /// Parameters that were not tried yet; fewer than wanted where the neighbours
    /// of the best are used up.
    fn candidates(&mut self, race: usize, start: &TrainParams) -> Vec<TrainParams> {
        let mut candidates = Vec::new();
        if race == 1 {
            self.seen.insert(key(start));
            candidates.push(start.clone());
        }
        let centre = best_of(&self.trials, self.tuning.metric)
            .map_or(start, |best| &best.params)
            .clone();
        let mut attempts = 0;
        while candidates.len() < self.tuning.candidates && attempts < 1000 {
            attempts += 1;
            let candidate = self.changed(&centre);
            if self.seen.insert(key(&candidate)) {
                candidates.push(candidate);
            }
        }
        candidates
    }

    /// One race: many candidates on few rows, few on many.
    fn race(
        &mut self,
        race: usize,
        mut candidates: Vec<TrainParams>,
        start: &TrainParams,
    ) -> Result<()> {
        let n_rows = self.corpus.len() as f64;
        let enough = |share: &f64| *share == 1.0 || share * n_rows >= FEWEST_ROWS as f64;
        let metric = self.tuning.metric;
        let mut places = self.tuning.candidates;
        for share in SHARES.into_iter().filter(enough) {
            candidates.truncate(places.max(1));
            places /= KEPT;
            let first = self.trials.len();
            for candidate in &candidates {
                match self.measure(race, share, candidate) {
                    // What was drawn may suit other rows: no term of a few short
                    // texts is in five of them. What the user gave must do.
                    Err(Error::Parameter { .. } | Error::Data { .. })
                        if key(candidate) != key(start) => {}
                    measured => measured?,
                }
            }
            let mut order: Vec<&Trial> = self.trials[first..].iter().collect();
            order.sort_by(|a, b| merit(b, metric).total_cmp(&merit(a, metric)));
            let mut named = BTreeSet::new();
            candidates = order
                .into_iter()
                .filter(|trial| named.insert(key(&trial.params)))
                .map(|trial| trial.params.clone())
                .collect();
        }
        Ok(())
    }

    /// Cross-validates a candidate with a path of values of C.
    fn measure(&mut self, race: usize, share: f64, candidate: &TrainParams) -> Result<()> {
        if !self.observer.keep_on() {
            return Err(Error::Interrupted);
        }
        let glossary = self.glossary.cloned();
        let preparation = Preparation::new(candidate, self.corpus, glossary, &Silent)?
            .with_options(self.tuning.selection.clone());
        let rows: Vec<usize> = (0..self.corpus.len()).collect();
        let targets = preparation.targets(&rows);
        let groups = preparation.groups(&rows);
        let rows = if share < 1.0 {
            part(&rows, share, &targets, groups.as_deref(), self.tuning.seed)
        } else {
            rows
        };
        let centre = candidate.linear.value().c();
        let path = PATH.map(|factor| centre * factor);
        let found = preparation.cross_validated(&rows, &path, self.observer)?;
        for (c, evaluation) in path.into_iter().zip(found) {
            let mut params = candidate.clone();
            params.linear = params.linear.c(c);
            let trial = Trial {
                race,
                share,
                value: evaluation.value(self.tuning.metric),
                micro_f1: evaluation.micro.f1,
                macro_f1: evaluation.macro_.f1,
                params,
            };
            (self.told)(&trial);
            self.trials.push(trial);
        }
        Ok(())
    }

    /// A neighbour of some parameters: one to three settings drawn anew.
    fn changed(&mut self, centre: &TrainParams) -> TrainParams {
        let mut params = centre.clone();
        let changes = 1 + below(&mut self.random, 3);
        for _ in 0..changes {
            let setting = below(&mut self.random, SETTINGS.len());
            SETTINGS[setting](&mut params, &mut self.random);
        }
        params
    }
}

type Setting = fn(&mut TrainParams, &mut Xoshiro256PlusPlus);

/// What may be changed, each to one of a few values.
const SETTINGS: [Setting; 8] = [
    |params, random| {
        let (shortest, longest) = one_of(random, &[(0, 0), (1, 1), (1, 2), (1, 3), (1, 4), (2, 3)]);
        params.tokenizer.shortest_characters = shortest;
        params.tokenizer.longest_characters = longest;
        params.tokenizer.words |= longest == 0;
    },
    |params, _| params.tokenizer.word_pairs = !params.tokenizer.word_pairs,
    |params, random| params.tfidf.min_document_frequency = one_of(random, &[1, 2, 3, 5]),
    |params, random| params.tfidf.phrase_weight = one_of(random, &[0.2, 0.4, 0.6, 1.0]),
    |params, random| params.tfidf.relevance = one_of(random, &[0.0, 1.0, 3.0, 6.0]),
    |params, random| {
        let weight = one_of(random, &[1.0, 2.0, 4.0, 8.0]);
        params.linear = params.linear.clone().positive_weight(weight);
    },
    |params, random| {
        let c = one_of(random, &[0.25, 0.5, 1.0, 2.0, 4.0]);
        // Logistic loss needs a larger C for weights of like size.
        let scale = match params.linear.value().loss() {
            Loss::Logistic => 10.0,
            Loss::SquaredHinge => 1.0,
        };
        params.linear = params.linear.clone().c(c * scale);
    },
    |params, _| {
        let (loss, c) = match params.linear.value().loss() {
            Loss::SquaredHinge => (Loss::Logistic, 10.0),
            Loss::Logistic => (Loss::SquaredHinge, 1.0),
        };
        params.linear = params.linear.clone().loss(loss).c(c);
    },
];

fn one_of<T: Copy>(random: &mut impl RngCore, values: &[T]) -> T {
    values[below(random, values.len())]
}

/// Parameters with another C are one candidate, since C is a path of its own.
fn key(params: &TrainParams) -> String {
    let mut params = params.clone();
    params.linear = params.linear.clone().c(1.0);
    params.tokenizer.dictionary.clear();
    format!("{params:?}")
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::corpus::CorpusReader;

    fn trial(share: f64, value: f64) -> Trial {
        Trial {
            race: 1,
            share,
            value,
            micro_f1: value,
            macro_f1: value,
            params: TrainParams::default(),
        }
    }

    #[test]
    fn the_best_is_the_best_on_most_rows_and_of_equals_the_first() {
        let trials = [
            trial(0.5, 0.9),
            trial(1.0, 0.7),
            trial(1.0, 0.8),
            trial(1.0, 0.8),
        ];
        let best = |metric| std::ptr::from_ref(best_of(&trials, metric).unwrap());
        assert_eq!(best(Metric::MicroF1), &raw const trials[2]);
        assert_eq!(best(Metric::HammingLoss), &raw const trials[1]);
        assert!(best_of(&[], Metric::MicroF1).is_none());
    }

    fn corpus(rows: usize) -> Corpus {
        let mut csv = String::from("text,topics\n");
        for row in 0..rows {
            let (text, topics) = [
                ("边境 海关", "border"),
                ("难民 安置", "refugees"),
                ("会议 开始", ""),
            ][row % 3];
            csv.push_str(&format!("{text} {},{topics}\n", row * 7 % 5));
        }
        let reader = CorpusReader::default();
        reader.read_from("rows.csv", csv.as_bytes()).unwrap()
    }

    fn search(tuning: &Tuning, rows: usize) -> Tuned {
        let start = TrainParams {
            folds: 2,
            ..TrainParams::default()
        };
        let told = std::cell::Cell::new(0);
        let count = |_: &Trial| told.set(told.get() + 1);
        let found = tuning.run(&corpus(rows), None, &start, &Silent, &count);
        let found = found.unwrap();
        assert_eq!(found.trials.len(), told.get());
        found
    }

    #[test]
    fn the_lowest_of_a_figure_of_which_less_is_better_is_found() {
        let tuning = Tuning {
            metric: Metric::BrierScore,
            races: Some(2),
            candidates: 4,
            ..Tuning::default()
        };
        let found = search(&tuning, 30);
        let lowest = found.trials.iter().map(|trial| trial.value);
        assert_eq!(found.best.value, lowest.fold(f64::INFINITY, f64::min));
        assert!(found.trials.iter().any(|t| t.value > found.best.value));
        // Of few rows no part is taken.
        assert!(found.trials.iter().all(|trial| trial.share == 1.0));
        assert!(!found.stopped);
        assert_eq!(found, search(&tuning, 30));
    }

    #[test]
    fn of_many_rows_one_candidate_in_three_goes_on() {
        let tuning = Tuning {
            races: Some(1),
            candidates: 6,
            ..Tuning::default()
        };
        let found = search(&tuning, 240);
        // A half and the whole are enough rows, a quarter is not.
        let trials = |share| found.trials.iter().filter(|t| t.share == share).count();
        assert_eq!(trials(0.5) + trials(1.0), found.trials.len());
        assert_eq!(trials(1.0), 2 * PATH.len());
        assert!(trials(0.5) >= 4 * PATH.len());
        assert_eq!(found.best.share, 1.0);
    }

    struct After(AtomicUsize);

    impl Observer for After {
        fn keep_on(&self) -> bool {
            let left = self.0.load(Ordering::Relaxed);
            self.0.store(left.saturating_sub(1), Ordering::Relaxed);
            left > 0
        }
    }

    #[test]
    fn a_search_that_is_stopped_keeps_the_best_so_far() {
        let tuning = Tuning {
            races: None,
            ..Tuning::default()
        };
        let start = TrainParams {
            folds: 2,
            ..TrainParams::default()
        };
        let run = |asked| {
            let observer = After(AtomicUsize::new(asked));
            tuning.run(&corpus(30), None, &start, &observer, &|_| {})
        };
        let found = run(300).unwrap();
        assert!(found.stopped && !found.trials.is_empty());
        assert!(matches!(run(0), Err(Error::Interrupted)));
    }

    #[test]
    fn what_cannot_be_searched_is_refused() {
        let corpus = corpus(12);
        let run = |tuning: Tuning, start: TrainParams| {
            let found = tuning.run(&corpus, None, &start, &Silent, &|_| {});
            found.unwrap_err().to_string()
        };
        let no_races = Tuning {
            races: Some(0),
            ..Tuning::default()
        };
        let start = TrainParams::default;
        assert!(run(no_races, start()).starts_with("the number of races is 0"));
        let nobody = Tuning {
            candidates: 0,
            ..Tuning::default()
        };
        assert!(run(nobody, start()).starts_with("the number of candidates is 0"));
        let mut rare = start();
        rare.tfidf.min_document_frequency = 99;
        let error = run(Tuning::default(), rare);
        assert!(error.starts_with("the minimum document frequency is 99"));
    }

    #[test]
    fn settings_stay_within_what_can_be_trained() {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(1);
        let mut params = TrainParams::default();
        for step in 0..500 {
            SETTINGS[step % SETTINGS.len()](&mut params, &mut random);
            assert!(params.tokenizer.clone().build().is_ok(), "{params:?}");
        }
    }
}
