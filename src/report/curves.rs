//! Precision against recall, for all topics together and for each.

use maud::{Markup, html};
use ndarray::{Array1, ArrayView1};
use plotters::element::{Circle, PathElement};
use plotters::series::LineSeries;
use plotters::style::Color;

use super::Report;
use super::format::{count, figure, figure_or_none, text};
use super::picture::{Axis, GRID, MARK, Painted, SECOND, Space, chart, figure as boxed, picture};
use super::table::Table;
use crate::error::Result;
use crate::evaluation::{Scores, precision_recall};

/// So many topics have a curve: those with the most rows.
const MOST_CURVES: usize = 120;
/// Curves are drawn to this part of the field, far below a pixel.
const STEPS: f64 = 1000.0;

pub(super) fn curves(report: &Report<'_>) -> Result<Markup> {
    let wanted = report.corpus.targets();
    let probabilities = &report.predictions.probabilities;
    let all_wanted: Array1<bool> = wanted.iter().copied().collect();
    let all_probabilities: Array1<f32> = probabilities.iter().copied().collect();
    let together = precision_recall(all_wanted.view(), all_probabilities.view());

    let mut columns: Vec<usize> = (0..report.evaluation.topics.len())
        .filter(|column| report.evaluation.topics[*column].support > 0)
        .collect();
    columns.sort_by_key(|column| std::cmp::Reverse(report.evaluation.topics[*column].support));
    let left_out = columns.len().saturating_sub(MOST_CURVES);
    columns.truncate(MOST_CURVES);
    columns.sort_unstable();
    let mut rows = vec![at_recalls("all topics", &together)];
    let mut small = Vec::new();
    for column in columns {
        let topic = &report.evaluation.topics[column];
        let points = precision_recall(wanted.column(column), of(probabilities, column));
        rows.push(at_recalls(&topic.id, &points));
        let label = format!(
            "Precision against recall of {}: average precision {}; given with precision {} and \
             recall {}",
            topic.id,
            figure_or_none(topic.average_precision),
            figure(topic.scores.precision),
            figure(topic.scores.recall),
        );
        let given = (topic.predicted > 0).then_some(topic.scores);
        small.push((topic, small_curve(&points, given, &label)?));
    }
    let label = "Precision against recall of all topics together, from the most probable tag down";
    let svg = large_curve(&together, report.evaluation.micro, label)?;
    let mut header = vec!["topic".to_owned()];
    header.extend((0..=10).map(|tenth| format!("{:.1}", f64::from(tenth) / 10.0)));
    let table = Table {
        caption: "The highest precision at this recall or more".to_owned(),
        header,
        rows,
    };
    let caption = "All decisions of row and topic, from the most probable down. \
                   The ring is where the thresholds put the model.";
    Ok(html! {
        (boxed(&svg, label, caption, &html! {}))
        h3 { "Topic by topic" }
        p {
            "Each field is from 0 to 1 in both directions, recall to the right and precision "
            "upwards; AP is the average precision, the ring is where the threshold puts the topic."
            @if left_out > 0 {
                " The " (count(left_out)) " topics with the fewest rows have no curve."
            }
        }
        ul.small-multiples {
            @for (topic, svg) in &small {
                li {
                    figure {
                        figcaption {
                            strong dir="auto" { (text(&topic.id)) }
                            span { "AP " (figure_or_none(topic.average_precision)) ", "
                                (count(topic.support)) " rows" }
                        }
                        (svg)
                    }
                }
            }
        }
        (table.behind("The curves as a table"))
    })
}

fn of(probabilities: &ndarray::Array2<f32>, column: usize) -> ArrayView1<'_, f32> {
    probabilities.column(column)
}

/// The highest precision at each tenth of recall or beyond.
fn at_recalls(name: &str, points: &[(f64, f64)]) -> Vec<String> {
    let mut row = vec![name.to_owned()];
    row.extend((0..=10).map(|tenth| {
        // A recall of 3 in 10 must not miss 0.3 by rounding.
        let recall = f64::from(tenth) / 10.0 - 1e-9;
        let beyond = points.iter().filter(|point| point.0 >= recall);
        figure_or_none(beyond.map(|point| point.1).max_by(f64::total_cmp))
    }));
    row
}

/// The points that can be told apart, from left to right.
fn thinned(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let step = |value: f64| libm::round(value * STEPS) / STEPS;
    let mut thin: Vec<(f64, f64)> = points.iter().map(|p| (step(p.0), step(p.1))).collect();
    // Of a stretch at one recall the first and the last show.
    let stretches: Vec<(f64, f64)> = thin
        .chunk_by(|a, b| a.0 == b.0)
        .flat_map(|stretch| [stretch[0], stretch[stretch.len() - 1]])
        .collect();
    thin = stretches;
    thin.dedup();
    // The curve begins at the axis.
    if let Some(first) = thin.first().filter(|first| first.0 > 0.0) {
        thin.insert(0, (0.0, first.1));
    }
    thin
}

fn large_curve(points: &[(f64, f64)], given: Scores, label: &str) -> Result<Markup> {
    picture((620, 420), label, |canvas| {
        let space = Space {
            left: 56,
            right: 16,
            top: 14,
            bottom: 42,
        };
        let mut chart = chart(canvas, space, Axis::unit("recall"), Axis::unit("precision"))?;
        chart.draw_series(LineSeries::new(thinned(points), MARK.stroke_width(2)))?;
        let ring = Circle::new((given.recall, given.precision), 6, SECOND.stroke_width(3));
        chart.draw_series([ring])?;
        Ok(())
    })
}

fn small_curve(points: &[(f64, f64)], given: Option<Scores>, label: &str) -> Result<Markup> {
    picture((180, 132), label, |canvas| -> Painted {
        let space = Space {
            left: 6,
            right: 8,
            top: 8,
            bottom: 6,
        };
        let mut chart = chart(canvas, space, Axis::bare(0.0, 1.0), Axis::bare(0.0, 1.0))?;
        let half = [[(0.5, 0.0), (0.5, 1.0)], [(0.0, 0.5), (1.0, 0.5)]];
        chart.draw_series(half.map(|line| PathElement::new(line, GRID.stroke_width(1))))?;
        chart.draw_series(LineSeries::new(thinned(points), MARK.stroke_width(2)))?;
        if let Some(given) = given {
            let at = (given.recall, given.precision);
            chart.draw_series([Circle::new(at, 5, SECOND.stroke_width(2))])?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn precision_at_a_recall_is_the_best_beyond_it() {
        let row = at_recalls("t", &[(0.3, 1.0), (0.6, 0.5), (1.0, 0.6)]);
        assert_eq!(row[1..5], ["1.000", "1.000", "1.000", "1.000"]);
        assert_eq!(row[5..], ["0.600"; 7]);
    }

    #[test]
    fn a_thin_curve_keeps_its_ends() {
        let points: Vec<(f64, f64)> = (0..5000).map(|i| (0.5, 1.0 - f64::from(i) / 1e4)).collect();
        assert_eq!(thinned(&points), [(0.0, 1.0), (0.5, 1.0), (0.5, 0.5)]);
        assert!(thinned(&[]).is_empty());
    }
}
