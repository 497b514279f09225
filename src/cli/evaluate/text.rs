//! Figures as tables for people.

use super::Measured;
use crate::cli::render::{figure, fit, table, width};
use crate::evaluation::{Evaluation, Interval, Intervals, Metric};
use crate::report::ErrorExample;

/// The lines that a text has at most.
const LINES: usize = 4;

pub(super) fn all(measured: &Measured) -> String {
    let intervals = measured.intervals();
    let mut text = overall(&measured.evaluation, intervals.map(|(_, all)| all));
    if let Some((bootstrap, _)) = intervals {
        text.push_str(&format!(
            "in brackets {} % intervals of {} bootstrap replicates, seed {}\n",
            bootstrap.level * 100.0,
            bootstrap.replicates,
            bootstrap.seed
        ));
    }
    text.push('\n');
    text.push_str(&by_topic(&measured.evaluation));
    for error in &measured.errors {
        text.push('\n');
        text.push_str(&describe(measured, error));
    }
    text
}

/// The figures over all topics, with intervals where there are some.
pub(in crate::cli) fn overall(evaluation: &Evaluation, intervals: Option<&Intervals>) -> String {
    let shown = |metric: Metric| {
        let interval = intervals.and_then(|intervals| intervals.value(metric));
        with_interval(evaluation.value(metric), interval)
    };
    let line = |name: &str, metrics: [Metric; 3]| {
        let [precision, recall, f1] = metrics.map(shown);
        vec![name.to_owned(), precision, recall, f1]
    };
    let lines = [
        (
            "micro",
            [Metric::MicroPrecision, Metric::MicroRecall, Metric::MicroF1],
        ),
        (
            "macro",
            [Metric::MacroPrecision, Metric::MacroRecall, Metric::MacroF1],
        ),
        (
            "samples",
            [
                Metric::SamplesPrecision,
                Metric::SamplesRecall,
                Metric::SamplesF1,
            ],
        ),
        (
            "weighted",
            [
                Metric::WeightedPrecision,
                Metric::WeightedRecall,
                Metric::WeightedF1,
            ],
        ),
    ];
    let mut text = table(
        &["average", "precision", "recall", "F1"],
        &[1, 2, 3],
        lines.map(|(name, metrics)| line(name, metrics)).to_vec(),
    );
    text.push_str(&format!(
        "\nrows {}, subset accuracy {}, Hamming loss {:.4}, Jaccard {}, \
         ranking average precision {}\n",
        evaluation.rows,
        shown(Metric::SubsetAccuracy),
        evaluation.hamming_loss,
        figure(evaluation.jaccard),
        figure(evaluation.ranking_average_precision),
    ));
    text.push_str(&format!(
        "Brier score {:.4}, calibration error {:.4}\n",
        evaluation.brier_score, evaluation.calibration_error,
    ));
    if !evaluation.without_positives.is_empty() {
        text.push_str(&format!(
            "no row has, and macro leaves out: {}\n",
            evaluation.without_positives.join(", ")
        ));
    }
    text
}

fn with_interval(value: f64, interval: Option<Interval>) -> String {
    interval.map_or_else(
        || figure(value),
        |Interval { low, high }| format!("{} ({}–{})", figure(value), figure(low), figure(high)),
    )
}

fn by_topic(evaluation: &Evaluation) -> String {
    let rows = evaluation.topics.iter().map(|topic| {
        let measured = |value: f64| {
            if topic.support == 0 {
                "-".to_owned()
            } else {
                figure(value)
            }
        };
        vec![
            topic.id.clone(),
            topic.support.to_string(),
            topic.predicted.to_string(),
            figure(topic.scores.precision),
            measured(topic.scores.recall),
            measured(topic.scores.f1),
            measured(topic.average_precision.unwrap_or_default()),
        ]
    });
    table(
        &[
            "topic",
            "support",
            "given",
            "precision",
            "recall",
            "F1",
            "average precision",
        ],
        &[1, 2, 3, 4, 5, 6],
        rows.collect(),
    )
}

/// What was decided wrongly, where, and the terms that caused it.
fn describe(measured: &Measured, error: &ErrorExample) -> String {
    let paragraph = &measured.corpus.examples()[error.row].paragraph;
    let id = paragraph.id.as_ref();
    let mut text = format!(
        "{} {}, probability {:.3}, row {}{}\n",
        if error.wanted {
            "missed"
        } else {
            "wrongly given"
        },
        measured.corpus.topics()[error.topic].id,
        error.probability,
        error.row + 1,
        id.map_or_else(String::new, |id| format!(", {id}")),
    );
    for line in fit(&error.text, usize::from(width()) - 2, LINES) {
        text.push_str(&format!("  {line}\n"));
    }
    let terms: Vec<String> = (error.contributions.iter())
        .map(|term| format!("{} {:+.2}", term.term, term.contribution))
        .collect();
    text.push_str(&format!("  {}\n", terms.join(", ")));
    text
}
