//! The figures that are looked at first, and what they were measured on.

use maud::{Markup, html};

use super::Report;
use super::format::{count, counted, figure, text, with_interval};
use super::table::Table;
use crate::evaluation::{Interval, Metric};

/// The averages of precision, recall and F1, by their first figure.
const AVERAGES: [(&str, Metric); 4] = [
    ("micro: over all tags together", Metric::MicroPrecision),
    ("macro: the mean of topics", Metric::MacroPrecision),
    ("samples: the mean of rows", Metric::SamplesPrecision),
    (
        "weighted: the mean of topics by support",
        Metric::WeightedPrecision,
    ),
];

const TILES: [(&str, Metric); 7] = [
    ("Micro-F1", Metric::MicroF1),
    ("Macro-F1", Metric::MacroF1),
    ("Samples F1", Metric::SamplesF1),
    ("Subset accuracy", Metric::SubsetAccuracy),
    (
        "Label ranking average precision",
        Metric::RankingAveragePrecision,
    ),
    ("Brier score", Metric::BrierScore),
    ("Calibration error", Metric::CalibrationError),
];

impl Report<'_> {
    pub(super) fn interval(&self, metric: Metric) -> Option<Interval> {
        self.intervals?.1.value(metric)
    }
}

/// The headline figures, then all others as tables.
pub(super) fn figures(report: &Report<'_>) -> Markup {
    let evaluation = report.evaluation;
    let shown = |metric: Metric| {
        let value = evaluation.value(metric);
        with_interval(value, report.interval(metric))
    };
    let averages = AVERAGES.map(|(name, first)| {
        let place = first as usize;
        let scores = Metric::ALL[place..place + 3].iter();
        let mut row = vec![name.to_owned()];
        row.extend(scores.map(|metric| shown(*metric)));
        row
    });
    let averages = Table::new(
        "Averages of precision, recall and F1",
        &["average", "precision", "recall", "F1"],
    )
    .with(averages);
    let others = Metric::ALL
        .into_iter()
        .filter(|metric| *metric > Metric::WeightedF1);
    let others =
        Table::new("Other figures", &["figure", "value", "better"]).with(others.map(|metric| {
            let better = ["lower", "higher"][usize::from(metric.higher_is_better())];
            vec![metric.name().to_owned(), shown(metric), better.to_owned()]
        }));
    html! {
        dl.tiles {
            @for (name, metric) in TILES {
                div {
                    dt {
                        (name)
                        @if !metric.higher_is_better() { " (lower is better)" }
                    }
                    dd.value { (figure(evaluation.value(metric))) }
                    dd.note {
                        @if let Some(Interval { low, high }) = report.interval(metric) {
                            (figure(low)) "–" (figure(high))
                        }
                    }
                }
            }
            div {
                dt { "Rows" }
                dd.value { (count(evaluation.rows)) }
                dd.note { (counted(evaluation.topics.len(), "topic")) }
            }
        }
        p { (intervals_explained(report)) }
        (averages.markup())
        (others.behind("All other figures"))
        @if !evaluation.without_positives.is_empty() {
            p.note {
                "No row has, and means over topics leave out: "
                (text(&evaluation.without_positives.join(", "))) "."
            }
        }
    }
}

fn intervals_explained(report: &Report<'_>) -> String {
    match report.intervals {
        Some((bootstrap, _)) => format!(
            "The ranges are {} % bootstrap intervals: so much a figure would differ on other rows \
             of the same kind ({}, seed {}). They do not tell how it would differ after another \
             training.",
            bootstrap.level * 100.0,
            counted(bootstrap.replicates, "replicate"),
            bootstrap.seed,
        ),
        None => "No intervals were computed.".to_owned(),
    }
}

/// Rows, model and command.
pub(super) fn measured(report: &Report<'_>) -> Markup {
    let n_rows = report.corpus.len();
    let tags: usize = (report.evaluation.topics.iter())
        .map(|topic| topic.support)
        .sum();
    let given: usize = (report.evaluation.topics.iter())
        .map(|topic| topic.predicted)
        .sum();
    let examples = report.corpus.examples().iter();
    let without = examples.filter(|example| example.topics.is_empty()).count();
    let per_row = |tags: usize| format!("{:.2}", tags as f64 / (n_rows as f64).max(1.0));
    let counts = [
        ("Rows", count(n_rows)),
        ("Rows that have no topic", count(without)),
        (
            "Tags of the reference",
            format!("{}, {} a row", count(tags), per_row(tags)),
        ),
        (
            "Tags that were given",
            format!("{}, {} a row", count(given), per_row(given)),
        ),
    ];
    html! {
        dl.facts {
            @for (name, value) in report.facts {
                dt { (text(name)) }
                dd dir="auto" { (text(value)) }
            }
            @for (name, value) in &counts {
                dt { (name) }
                dd { (value) }
            }
        }
        p { "The command that makes this page:" }
        pre.command tabindex="0" { code dir="ltr" { (text(report.command)) } }
    }
}
