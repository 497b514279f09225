//! What models say of rows that they have not seen.

use std::collections::BTreeSet;
use std::ops::Range;

use ndarray::Array2;
use rayon::prelude::*;

use super::in_parallel;
use super::preparation::{BATCH, Preparation};
use crate::corpus::stratified_folds;
use crate::error::{Error, Location, Result};
use crate::evaluation::{Evaluation, Predictions};
use crate::linear::WarmStart;
use crate::linear::calibration::{Calibration, Example, Inputs};
use crate::linear::thresholds::{CurvePoint, best_thresholds, curve};
use crate::observer::{Observer, Stage};
use crate::scoring::Scorer;

/// The predictions of cross-validation, in the order of the rows.
#[derive(Debug, Clone, PartialEq)]
pub struct OutOfFold {
    /// The fold of each row, which its model did not see.
    pub folds: Vec<usize>,
    /// What the rows were given. The model had not seen the row; calibration
    /// and thresholds were fitted to the scores that the other folds' rows got
    /// from models that had not seen those.
    pub predictions: Predictions,
}

/// What cross-validation finds.
pub(crate) struct Validated {
    pub(super) calibration: Calibration,
    pub(super) thresholds: Vec<f32>,
    pub(crate) curves: Vec<Vec<CurvePoint>>,
    pub(crate) evaluation: Evaluation,
    pub(crate) out_of_fold: OutOfFold,
}

/// For each topic, what was measured of each row, and whether it has the topic;
/// in the [order of the folds](ByFold).
type Examples = Vec<Vec<Example>>;

/// The rows ordered by fold, so that those of a fold are a range.
struct ByFold<'f> {
    folds: &'f [usize],
    /// The rows in this order.
    rows: Vec<usize>,
    /// The place of each row in it.
    place_of: Vec<usize>,
    ranges: Vec<Range<usize>>,
}

impl<'f> ByFold<'f> {
    fn new(folds: &'f [usize], n_folds: usize) -> Self {
        let mut rows: Vec<usize> = (0..folds.len()).collect();
        rows.sort_by_key(|row| folds[*row]);
        let mut place_of = vec![0; folds.len()];
        for (place, row) in rows.iter().enumerate() {
            place_of[*row] = place;
        }
        let before = |fold| rows.partition_point(|row| folds[*row] < fold);
        let ranges = (0..n_folds).map(|fold| before(fold)..before(fold + 1));
        Self {
            folds,
            ranges: ranges.collect(),
            rows,
            place_of,
        }
    }

    fn n_folds(&self) -> usize {
        self.ranges.len()
    }
}

/// Finds calibration and thresholds for models of these rows with each C;
/// everything here is counted in places among `rows`.
pub(super) fn cross_validate(
    task: &Preparation<'_>,
    rows: &[usize],
    values_of_c: &[f64],
    observer: &dyn Observer,
) -> Result<Vec<Validated>> {
    let targets = task.targets(rows);
    let groups = task.groups(rows);
    let n_folds = task.params.folds.min(divisible(rows, groups.as_deref())?);
    let folds = stratified_folds(targets.view(), groups.as_deref(), n_folds, task.params.seed);

    observer.begin(Stage::CrossValidate, n_folds);
    let measured = in_parallel((0..n_folds).collect(), |fold| {
        let measured = measure_fold(task, rows, &folds, fold, values_of_c, observer)?;
        observer.advance(1);
        Ok(measured)
    })?;
    observer.end(Stage::CrossValidate);
    let order = ByFold::new(&folds, n_folds);
    let blank = unmeasured(&targets, &order);
    let mut examples: Vec<Examples> = vec![blank; values_of_c.len()];
    for of_fold in measured {
        for (examples, of_rows) in examples.iter_mut().zip(of_fold) {
            for (row, inputs) in of_rows {
                for (topic, inputs) in inputs.into_iter().enumerate() {
                    examples[topic][order.place_of[row]].0 = inputs;
                }
            }
        }
    }
    examples
        .into_iter()
        .map(|examples| validate(task, &targets, &order, &examples, observer))
        .collect()
}

/// How many parts the rows can be divided into, which must be two at least.
fn divisible(rows: &[usize], groups: Option<&[usize]>) -> Result<usize> {
    let n_units = match groups {
        Some(groups) => groups.iter().collect::<BTreeSet<_>>().len(),
        None => rows.len(),
    };
    if n_units > 1 {
        return Ok(n_units);
    }
    Err(Error::data(
        Location::file("the training rows"),
        match rows.len() {
            1 => "there is only one, which cannot be divided into folds".to_owned(),
            rows => format!("all {rows} are of one group, which cannot be divided into folds"),
        },
        "add others, or train without folds",
    ))
}

/// The examples of each topic before anything was measured.
fn unmeasured(targets: &Array2<bool>, order: &ByFold<'_>) -> Examples {
    let of_topic = |topic: usize| {
        let rows = order.rows.iter();
        rows.map(|row| (Inputs::default(), targets[[*row, topic]]))
            .collect()
    };
    (0..targets.ncols()).map(of_topic).collect()
}

/// Fits calibration and thresholds to all examples, and again without each
/// fold, whose rows are then tagged by them.
fn validate(
    task: &Preparation<'_>,
    targets: &Array2<bool>,
    order: &ByFold<'_>,
    examples: &Examples,
    observer: &dyn Observer,
) -> Result<Validated> {
    let n_topics = targets.ncols();
    observer.begin(Stage::Calibrate, order.n_folds() + 1);
    let decided = Decided::new(task, examples, &(0..0), None);
    observer.advance(1);
    let mut given = Array2::from_elem(targets.dim(), false);
    let mut probabilities = Array2::zeros(targets.dim());
    for fold in &order.ranges {
        if !observer.keep_on() {
            return Err(Error::Interrupted);
        }
        let decided = Decided::new(task, examples, fold, Some(&decided.calibration));
        let selection = task.selection(decided.thresholds, &decided.probabilities)?;
        let mut of_row = vec![0.0; n_topics];
        for place in fold.clone() {
            let row = order.rows[place];
            for (topic, examples) in examples.iter().enumerate() {
                let probability = decided.calibration.probability(topic, examples[place].0);
                probabilities[[row, topic]] = probability;
                of_row[topic] = probability;
            }
            for tag in selection.choose(&of_row) {
                given[[row, tag.topic.column()]] = true;
            }
        }
        observer.advance(1);
    }
    observer.end(Stage::Calibrate);

    let evaluation = Evaluation::new(
        task.corpus.topics(),
        targets.view(),
        given.view(),
        probabilities.view(),
    )?;
    Ok(Validated {
        curves: decided
            .probabilities
            .par_iter()
            .map(|topic| curve(topic))
            .collect(),
        calibration: decided.calibration,
        thresholds: decided.thresholds,
        evaluation,
        out_of_fold: OutOfFold {
            folds: order.folds.to_vec(),
            predictions: Predictions {
                given,
                probabilities,
            },
        },
    })
}

/// Calibration and thresholds from all examples but those in a range.
struct Decided {
    calibration: Calibration,
    thresholds: Vec<f32>,
    probabilities: Vec<Vec<(f32, bool)>>,
}

impl Decided {
    fn new(
        task: &Preparation<'_>,
        examples: &Examples,
        left_out: &Range<usize>,
        start: Option<&Calibration>,
    ) -> Self {
        let penalty = task.params.calibration_penalty;
        let calibration = Calibration::fit(examples, left_out, penalty, start);
        let probabilities: Vec<Vec<(f32, bool)>> = examples
            .par_iter()
            .enumerate()
            .map(|(topic, examples)| {
                let kept = examples[..left_out.start].iter();
                kept.chain(&examples[left_out.end..])
                    .map(|(inputs, has)| (calibration.probability(topic, *inputs), *has))
                    .collect()
            })
            .collect();
        Self {
            thresholds: best_thresholds(&probabilities, task.params.threshold_mixed),
            calibration,
            probabilities,
        }
    }
}

/// What was measured of each row, for each topic.
type Measured = Vec<(usize, Vec<Inputs>)>;

/// Fits models without one fold, one for each C, and measures the rows of that
/// fold with each.
fn measure_fold(
    task: &Preparation<'_>,
    rows: &[usize],
    folds: &[usize],
    fold: usize,
    values_of_c: &[f64],
    observer: &dyn Observer,
) -> Result<Vec<Measured>> {
    let others = (0..rows.len()).filter(|place| folds[*place] != fold);
    let others: Vec<usize> = others.map(|place| rows[place]).collect();
    let held_out: Vec<usize> = (0..rows.len()).filter(|p| folds[*p] == fold).collect();
    let features = task.features(&others)?;
    let mut start = WarmStart::default();
    let measure = |c: &f64| {
        let model = task.fit(&features, *c, &mut start, observer)?;
        let of_chunk = |places: &[usize]| {
            let rows: Vec<usize> = places.iter().map(|place| rows[*place]).collect();
            let extraction = task.read_with(&features, &rows);
            let mut scorer = Scorer::new(&features.vectorizer, &model);
            let measured = places.iter().enumerate().map(|(row, place)| {
                let measures = scorer.measure(&extraction, row);
                (*place, measures.inputs().collect())
            });
            measured.collect::<Measured>()
        };
        Ok(held_out.par_chunks(BATCH).flat_map_iter(of_chunk).collect())
    };
    values_of_c.iter().map(measure).collect()
}
