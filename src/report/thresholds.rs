//! From which probability on topics were given, and what others would do.

use maud::{Markup, html};

use super::Report;
use super::format::{NONE, figure};
use super::table::Table;
use crate::linear::thresholds::{CurvePoint, point_for_precision};

/// The precisions that one may ask for.
const ASKED: [f32; 3] = [0.8, 0.9, 0.95];

pub(super) fn thresholds(report: &Report<'_>) -> Markup {
    let used = Table::new(
        "The thresholds, with precision and recall in cross-validation and in these rows",
        &[
            "topic",
            "threshold",
            "precision in cross-validation",
            "precision here",
            "recall in cross-validation",
            "recall here",
        ],
    )
    .with(report.thresholds.iter().enumerate().map(|(column, topic)| {
        let expected = point_at(topic.curve, topic.threshold);
        let shown = |value: fn(&CurvePoint) -> f32| {
            expected.map_or(NONE.to_owned(), |point| figure(f64::from(value(&point))))
        };
        let here = &report.evaluation.topics[column];
        let of_some = |there: usize, value: f64| {
            if there > 0 {
                figure(value)
            } else {
                NONE.to_owned()
            }
        };
        vec![
            report.topic(column).to_owned(),
            threshold(topic.threshold),
            shown(|point| point.precision),
            of_some(here.predicted, here.scores.precision),
            shown(|point| point.recall),
            of_some(here.support, here.scores.recall),
        ]
    }));
    let header: Vec<String> = ASKED
        .iter()
        .flat_map(|precision| {
            [
                format!("threshold for {precision}"),
                format!("recall, for {precision}"),
            ]
        })
        .collect();
    let mut names = vec!["topic"];
    names.extend(header.iter().map(String::as_str));
    let asked = Table::new(
        "What --precision would choose, and the recall that it had in cross-validation",
        &names,
    )
    .with(report.thresholds.iter().enumerate().map(|(column, topic)| {
        let mut row = vec![report.topic(column).to_owned()];
        for precision in ASKED {
            match point_for_precision(topic.curve, precision) {
                Some(point) => {
                    row.extend([point.threshold, point.recall].map(|v| figure(f64::from(v))));
                }
                None => row.extend([NONE.to_owned(), NONE.to_owned()]),
            }
        }
        row
    }));
    let has_curves = report
        .thresholds
        .iter()
        .any(|topic| !topic.curve.is_empty());
    html! {
        p {
            "A topic is given from its threshold on. "
            @if has_curves {
                "The figures in cross-validation are those at the nearest threshold that is not "
                "lower and from which on one more right row was found."
            } @else {
                "The model was trained without cross-validation: what other thresholds would "
                "come to is not known."
            }
        }
        (used.markup())
        @if has_curves {
            h3 { "Higher precision" }
            p {
                "A dash stands where no threshold had that precision: the topic would not be given."
            }
            (asked.markup())
        }
    }
}

fn threshold(value: f32) -> String {
    if value.is_finite() {
        figure(f64::from(value))
    } else {
        "never given".to_owned()
    }
}

/// The lowest point of a curve that is not below a threshold.
fn point_at(curve: &[CurvePoint], threshold: f32) -> Option<CurvePoint> {
    let not_below = curve.iter().filter(|point| point.threshold >= threshold);
    not_below
        .min_by(|a, b| a.threshold.total_cmp(&b.threshold))
        .copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_point_of_a_threshold_is_the_next_one_above() {
        let point = |threshold| CurvePoint {
            threshold,
            precision: 1.0,
            recall: threshold,
        };
        let curve = [point(0.9), point(0.5), point(0.2)];
        assert_eq!(point_at(&curve, 0.5), Some(curve[1]));
        assert_eq!(point_at(&curve, 0.3), Some(curve[1]));
        assert_eq!(point_at(&curve, 0.95), None);
        assert_eq!(point_at(&curve, f32::INFINITY), None);
        assert_eq!(threshold(f32::INFINITY), "never given");
    }
}
