//! Arithmetic against values that scikit-learn computed; how they were made is
//! in `tests/fixtures/reference/make.py`.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

use std::collections::BTreeMap;

use linfa::prelude::*;
use ndarray::{Array1, Array2};
use serde::Deserialize;
use thematic::Topics;
use thematic::evaluation::{Bootstrap, Evaluation, Figures, Metric, Scores, Tally};
use thematic::features::{LabelledRows, SparseRecords, TermRows, TfIdfParams, Vocabulary};
use thematic::linear::{LinearParams, Loss, WarmStart};
use thematic::text::{Term, TermKind};

fn fixture<T: for<'de> Deserialize<'de>>(name: &str) -> T {
    let path = format!(
        "{}/tests/fixtures/reference/{name}",
        env!("CARGO_MANIFEST_DIR")
    );
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

#[derive(Deserialize)]
struct Row {
    columns: Vec<u32>,
    values: Vec<f64>,
}

#[derive(Deserialize)]
struct TfIdfFixture {
    train: Vec<Vec<String>>,
    test: Vec<Vec<String>>,
    min_df: u32,
    vocabulary: Vec<String>,
    idf: Vec<f64>,
    train_rows: Vec<Row>,
    test_rows: Vec<Row>,
}

fn word(text: &str) -> Term<'_> {
    Term {
        kind: TermKind::Word,
        text,
    }
}

#[test]
fn tfidf_equals_scikit_learns() {
    let fixture: TfIdfFixture = fixture("tfidf.json");
    let mut unsorted = Vocabulary::default();
    for token in fixture.train.iter().flatten() {
        unsorted.insert(word(token));
    }
    let (all, _) = unsorted.sorted(&vec![1; unsorted.len()], 1);
    let count = |documents: &[Vec<String>], vocabulary: &Vocabulary| {
        let mut counts = TermRows::default();
        for tokens in documents {
            let mut columns = tokens
                .iter()
                .filter_map(|token| vocabulary.find(word(token)))
                .collect();
            counts.push_clause(&mut columns);
            counts.end_row();
        }
        counts
    };
    let rows: Vec<usize> = (0..fixture.train.len()).collect();
    let params = TfIdfParams {
        min_document_frequency: fixture.min_df,
        ..TfIdfParams::plain()
    };
    let counts = count(&fixture.train, &all);
    let (targets, weights) = (
        Array2::from_elem((rows.len(), 1), false),
        Array1::ones(rows.len()),
    );
    let seen = LabelledRows {
        counts: &counts,
        rows: &rows,
        targets: targets.view(),
        weights: weights.view(),
    };
    let (tfidf, new_columns) = params.fit(&seen, &all).unwrap();
    let kept: Vec<u32> = (0..all.len() as u32)
        .filter(|column| new_columns[*column as usize] != u32::MAX)
        .collect();
    let vocabulary = all.select(&kept);
    let terms: Vec<&str> = vocabulary.iter().map(|term| term.text).collect();
    assert_eq!(terms, fixture.vocabulary);
    for (ours, theirs) in tfidf.weights().iter().zip(&fixture.idf) {
        assert!((f64::from(*ours) - theirs).abs() < 1e-6);
    }
    let compare = |documents: &[Vec<String>], expected: &[Row]| {
        let counts = count(documents, &vocabulary);
        assert_eq!(counts.n_rows(), expected.len());
        let (mut entries, mut weights) = (Vec::new(), Vec::new());
        for (row, expected) in expected.iter().enumerate() {
            entries.clear();
            entries.extend(counts.whole(row));
            weights.clear();
            tfidf.transform(&entries, &mut weights);
            let columns: Vec<u32> = weights.iter().map(|(column, _)| *column).collect();
            assert_eq!(columns, expected.columns, "row {row}");
            for ((_, ours), theirs) in weights.iter().zip(&expected.values) {
                assert!((f64::from(*ours) - theirs).abs() < 1e-6, "row {row}");
            }
        }
    };
    compare(&fixture.train, &fixture.train_rows);
    compare(&fixture.test, &fixture.test_rows);
}

#[derive(Deserialize)]
struct LinearFixture {
    rows: Vec<Row>,
    targets: Vec<Vec<bool>>,
    problems: Vec<LinearProblem>,
}

#[derive(Deserialize)]
struct LinearProblem {
    loss: String,
    #[serde(rename = "C")]
    c: f64,
    positive_weight: f64,
    bias: bool,
    objectives: Vec<f64>,
    coefficients: Vec<Vec<f64>>,
    intercepts: Vec<f64>,
}

/// The primal objective, computed here in double precision.
fn objective(
    problem: &LinearProblem,
    fixture: &LinearFixture,
    topic: usize,
    weights: &[f64],
    bias: f64,
) -> f64 {
    let squares: f64 = weights.iter().map(|w| w * w).sum::<f64>() + bias * bias;
    let losses: f64 = fixture
        .rows
        .iter()
        .zip(&fixture.targets)
        .map(|(row, has)| {
            let product: f64 = row
                .columns
                .iter()
                .zip(&row.values)
                .map(|(column, value)| weights[*column as usize] * value)
                .sum();
            let (sign, cost) = if has[topic] {
                (1.0, problem.positive_weight)
            } else {
                (-1.0, 1.0)
            };
            let margin = sign * (product + bias);
            cost * match problem.loss.as_str() {
                "squared_hinge" => (1.0 - margin).max(0.0).powi(2),
                _ => (-margin).exp().ln_1p(),
            }
        })
        .sum();
    0.5 * squares + problem.c * losses
}

fn linear(problem: &LinearProblem, tolerance: f64) -> LinearParams {
    LinearParams::new()
        .loss(match problem.loss.as_str() {
            "squared_hinge" => Loss::SquaredHinge,
            _ => Loss::Logistic,
        })
        .c(problem.c)
        .positive_weight(problem.positive_weight)
        .bias(problem.bias)
        .tolerance(tolerance)
}

fn dataset(fixture: &LinearFixture) -> DatasetBase<SparseRecords, Array2<bool>> {
    let rows = fixture.rows.iter().map(|row| {
        let values = row.values.iter().map(|value| *value as f32);
        row.columns.iter().copied().zip(values).collect()
    });
    let records = SparseRecords::from_rows(60, rows.collect::<Vec<_>>()).unwrap();
    let n_topics = fixture.targets[0].len();
    let targets = Array2::from_shape_fn((fixture.rows.len(), n_topics), |(row, topic)| {
        fixture.targets[row][topic]
    });
    DatasetBase::new(records, targets)
}

#[test]
fn objectives_are_liblinears() {
    let fixture: LinearFixture = fixture("liblinear.json");
    let dataset = dataset(&fixture);
    for problem in &fixture.problems {
        let model = linear(problem, 0.01).fit(&dataset).unwrap();
        for topic in 0..problem.objectives.len() {
            let weights: Vec<f64> = (0..60)
                .map(|feature| f64::from(model.weights().weight(feature, topic)))
                .collect();
            let bias = f64::from(model.bias()[topic]);
            let ours = objective(problem, &fixture, topic, &weights, bias);
            let theirs = problem.objectives[topic];
            assert!(
                (ours - theirs) / theirs < 1e-3,
                "{} C={} topic {topic}: {ours} against {theirs}",
                problem.loss,
                problem.c
            );
            assert!(ours > theirs * (1.0 - 1e-6), "below the optimum");
        }
    }
}

#[test]
fn weights_are_liblinears_when_the_tolerance_is_small() {
    let fixture: LinearFixture = fixture("liblinear.json");
    let dataset = dataset(&fixture);
    for problem in &fixture.problems {
        let model = linear(problem, 1e-5)
            .max_epochs(20_000)
            .fit(&dataset)
            .unwrap();
        for (topic, expected) in problem.coefficients.iter().enumerate() {
            for (feature, expected) in expected.iter().enumerate() {
                let ours = f64::from(model.weights().weight(feature as u32, topic));
                assert!(
                    (ours - expected).abs() < 2e-3,
                    "{} C={} topic {topic} feature {feature}: {ours} against {expected}",
                    problem.loss,
                    problem.c
                );
            }
            let bias = f64::from(model.bias()[topic]);
            assert!((bias - problem.intercepts[topic]).abs() < 2e-3);
        }
    }
}

#[test]
fn warm_starts_come_to_liblinears_objectives() {
    let fixture: LinearFixture = fixture("liblinear.json");
    let dataset = dataset(&fixture);
    let problems = fixture.problems.iter();
    for problem in problems.filter(|problem| problem.loss == "squared_hinge") {
        for factor in [0.25, 0.5, 4.0] {
            let mut start = WarmStart::default();
            let other = linear(problem, 0.01).c(problem.c * factor);
            for params in [other, linear(problem, 0.01)] {
                let params = params.check().unwrap();
                let model = params
                    .fit_from(&dataset, &mut start, &|weight| weight, &|| true)
                    .unwrap();
                if params.c() != problem.c {
                    continue;
                }
                for topic in 0..problem.objectives.len() {
                    let weights: Vec<f64> = (0..60)
                        .map(|feature| f64::from(model.weights().weight(feature, topic)))
                        .collect();
                    let bias = f64::from(model.bias()[topic]);
                    let ours = objective(problem, &fixture, topic, &weights, bias);
                    let theirs = problem.objectives[topic];
                    assert!(
                        (ours - theirs) / theirs < 1e-3,
                        "C={} from {factor} times it, topic {topic}: {ours} against {theirs}",
                        problem.c
                    );
                }
            }
        }
    }
}

#[test]
fn predictions_are_the_products_with_the_weights() {
    let fixture: LinearFixture = fixture("liblinear.json");
    let dataset = dataset(&fixture);
    let model = LinearParams::new().fit(&dataset).unwrap();
    let values = model.predict(&dataset.records);
    let row = &fixture.rows[7];
    let by_hand: f64 = row
        .columns
        .iter()
        .zip(&row.values)
        .map(|(column, value)| f64::from(model.weights().weight(*column, 3)) * value)
        .sum::<f64>()
        + f64::from(model.bias()[3]);
    assert!((f64::from(values[[7, 3]]) - by_hand).abs() < 1e-5);
}

#[derive(Deserialize)]
struct MetricsFixture {
    sets: Vec<MetricsSet>,
}

#[derive(Deserialize)]
struct MetricsSet {
    truth: Vec<Vec<bool>>,
    predicted: Vec<Vec<bool>>,
    scores: Vec<Vec<f64>>,
    weights: Vec<u32>,
    once: ExpectedFigures,
    repeated: ExpectedFigures,
    intervals: BTreeMap<Metric, ExpectedInterval>,
}

#[derive(Deserialize)]
struct ExpectedFigures {
    figures: BTreeMap<Metric, f64>,
    topics: Vec<ExpectedTopic>,
}

#[derive(Deserialize)]
struct ExpectedTopic {
    #[serde(flatten)]
    scores: Scores,
    average_precision: Option<f64>,
    roc_auc: Option<f64>,
    brier_score: f64,
    calibration_error: f64,
    support: u64,
    predicted: u64,
}

#[derive(Deserialize)]
struct ExpectedInterval {
    low: f64,
    high: f64,
    /// How far the bounds of 1,000 replicates are apart from run to run.
    standard_errors: [f64; 2],
}

impl MetricsSet {
    fn all() -> Vec<Self> {
        fixture::<MetricsFixture>("metrics.json").sets
    }

    fn matrix<T: Copy, U>(rows: &[Vec<T>], convert: impl Fn(T) -> U) -> Array2<U> {
        Array2::from_shape_fn((rows.len(), rows[0].len()), |(row, topic)| {
            convert(rows[row][topic])
        })
    }

    fn wanted(&self) -> Array2<bool> {
        Self::matrix(&self.truth, |has| has)
    }

    fn given(&self) -> Array2<bool> {
        Self::matrix(&self.predicted, |given| given)
    }

    fn probabilities(&self) -> Array2<f32> {
        Self::matrix(&self.scores, |score| score as f32)
    }

    fn tally(&self) -> Tally {
        Tally::new(
            self.wanted().view(),
            self.given().view(),
            self.probabilities().view(),
        )
        .unwrap()
    }
}

#[track_caller]
fn close(ours: f64, theirs: f64, what: &str) {
    assert!(
        (ours - theirs).abs() < 1e-9,
        "{what}: {ours} against {theirs}"
    );
}

#[track_caller]
fn close_where_defined(ours: Option<f64>, theirs: Option<f64>, what: &str) {
    assert_eq!(ours.is_some(), theirs.is_some(), "{what}");
    close(ours.unwrap_or(0.0), theirs.unwrap_or(0.0), what);
}

#[track_caller]
fn same_scores(ours: Scores, theirs: Scores, what: &str) {
    close(ours.precision, theirs.precision, what);
    close(ours.recall, theirs.recall, what);
    close(ours.f1, theirs.f1, what);
}

fn same_figures(ours: &Figures, theirs: &ExpectedFigures) {
    for metric in Metric::ALL {
        close(ours.value(metric), theirs.figures[&metric], metric.name());
    }
    assert_eq!(ours.topics.len(), theirs.topics.len());
    for (topic, (ours, theirs)) in ours.topics.iter().zip(&theirs.topics).enumerate() {
        let what = format!("topic {topic}");
        assert_eq!(ours.support, theirs.support, "{what}");
        assert_eq!(ours.predicted, theirs.predicted, "{what}");
        same_scores(ours.scores, theirs.scores, &what);
        close_where_defined(ours.average_precision, theirs.average_precision, &what);
        close_where_defined(ours.roc_auc, theirs.roc_auc, &what);
    }
}

#[test]
fn metrics_equal_scikit_learns() {
    for set in MetricsSet::all() {
        let wanted = set.wanted();
        let topics =
            Topics::from_ids((0..wanted.ncols()).map(|topic| format!("t{topic}"))).unwrap();
        let evaluation = Evaluation::new(
            &topics,
            wanted.view(),
            set.given().view(),
            set.probabilities().view(),
        )
        .unwrap();
        for metric in Metric::ALL {
            let expected = set.once.figures[&metric];
            close(evaluation.value(metric), expected, metric.name());
        }
        for (ours, theirs) in evaluation.topics.iter().zip(&set.once.topics) {
            same_scores(ours.scores, theirs.scores, &ours.id);
            assert_eq!(ours.support as u64, theirs.support);
            assert_eq!(ours.predicted as u64, theirs.predicted);
            close_where_defined(ours.average_precision, theirs.average_precision, &ours.id);
            close_where_defined(ours.roc_auc, theirs.roc_auc, &ours.id);
            close(ours.brier_score, theirs.brier_score, &ours.id);
            close(ours.calibration_error, theirs.calibration_error, &ours.id);
        }
        let without = set.once.topics.iter().zip(&evaluation.topics);
        let without: Vec<&String> = without
            .filter(|(theirs, _)| theirs.support == 0)
            .map(|(_, ours)| &ours.id)
            .collect();
        assert_eq!(
            evaluation.without_positives.iter().collect::<Vec<_>>(),
            without
        );
        same_figures(&set.tally().figures(), &set.once);
    }
}

#[test]
fn weighted_rows_count_as_scikit_learn_counts_repeated_ones() {
    for set in MetricsSet::all() {
        same_figures(&set.tally().weighted(&set.weights), &set.repeated);
    }
}

#[test]
fn bootstrap_intervals_are_those_of_numpy_but_for_the_draws() {
    for set in MetricsSet::all() {
        let intervals = Bootstrap::default().intervals(&set.tally(), None).unwrap();
        for (metric, theirs) in &set.intervals {
            let ours = intervals.value(*metric).unwrap();
            for (ours, theirs, error) in [
                (ours.low, theirs.low, theirs.standard_errors[0]),
                (ours.high, theirs.high, theirs.standard_errors[1]),
            ] {
                assert!(
                    (ours - theirs).abs() < 3.0 * error,
                    "{metric}: {ours} against {theirs}, standard error {error}"
                );
            }
        }
    }
}
