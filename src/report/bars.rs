//! F1 of each topic, as bars and as a table.

use maud::{Markup, html};
use plotters::element::{PathElement, Rectangle};
use plotters::style::Color;

use super::Report;
use super::format::{NONE, columns, count, figure, figure_or_none, shorten, with_interval};
use super::picture::{
    AXIS, Axis, Canvas, FAINT_INK, FIELD, INK, MARK, Painted, Side, Space, TEXT, chart,
    figure as boxed, picture, pixels, style, write,
};
use super::table::Table;
use crate::error::Result;
use crate::evaluation::{TopicIntervals, TopicScores};

/// More bars than these nobody compares; the table has all topics.
const MOST_BARS: usize = 150;
/// The height of one bar with the space around it in pixels.
const ROW: i32 = 21;
const WIDTH: i32 = 880;
/// The space for the figures beside the bars in pixels.
const BESIDE: i32 = 210;
/// How far from the right edge the support stands in pixels.
const SUPPORT: i32 = 8;

struct Bar<'a> {
    topic: &'a TopicScores,
    intervals: Option<TopicIntervals>,
}

/// The topics that have rows by F1, then those that have none.
fn sorted<'a>(report: &'a Report<'_>) -> Vec<Bar<'a>> {
    let mut bars: Vec<Bar<'_>> = (report.evaluation.topics.iter())
        .enumerate()
        .map(|(column, topic)| Bar {
            topic,
            intervals: report.intervals.map(|(_, all)| all.topics[column]),
        })
        .collect();
    bars.sort_by(|a, b| {
        let has_rows = (b.topic.support > 0).cmp(&(a.topic.support > 0));
        has_rows.then(b.topic.scores.f1.total_cmp(&a.topic.scores.f1))
    });
    bars
}

/// The width of the widest label in pixels, within bounds.
pub(super) fn gutter<'s>(labels: impl Iterator<Item = &'s str>) -> i32 {
    let widest = pixels(labels.map(columns).max().unwrap_or_default());
    (widest * 7 + 14).clamp(60, 250)
}

/// A label that fits a gutter.
pub(super) fn fitted(label: &str, gutter: i32) -> String {
    shorten(label, ((gutter - 14) / 7).max(4) as usize)
}

pub(super) fn bars(report: &Report<'_>) -> Result<Markup> {
    let mut bars = sorted(report);
    let left_out = bars.len().saturating_sub(MOST_BARS);
    bars.truncate(MOST_BARS);
    let label = match (bars.first(), bars.iter().rfind(|bar| bar.topic.support > 0)) {
        (Some(first), Some(last)) if first.topic.support > 0 => format!(
            "Bars of F1 for {} topics, from {} with {} down to {} with {}",
            bars.len(),
            first.topic.id,
            figure(first.topic.scores.f1),
            last.topic.id,
            figure(last.topic.scores.f1),
        ),
        _ => "Bars of F1; no topic has rows".to_owned(),
    };
    let height = pixels(bars.len()) * ROW + 66;
    let svg = picture((WIDTH, height), &label, |canvas| paint(canvas, &bars))?;
    let mut caption = "F1 with its interval as a line through the end of the bar; \
                       beside it the number of rows that have the topic. A long line is mostly a \
                       sign of few rows."
        .to_owned();
    if left_out > 0 {
        caption.push_str(&format!(
            " The {} topics with the lowest F1 are in the table alone.",
            count(left_out)
        ));
    }
    let to_table = html! {
        p.to-table { a href="#topic-table" { "The same as a table, with all other figures" } }
    };
    Ok(boxed(&svg, &label, &caption, &to_table))
}

fn paint(canvas: &Canvas<'_>, bars: &[Bar<'_>]) -> Painted {
    let left = gutter(bars.iter().map(|bar| bar.topic.id.as_str()));
    let space = Space {
        left,
        right: BESIDE,
        top: 24,
        bottom: 42,
    };
    let mut chart = chart(
        canvas,
        space,
        Axis::unit("F1"),
        Axis::bare(bars.len() as f64, 0.0),
    )?;
    let figures = WIDTH - BESIDE + 10;
    let support = WIDTH - SUPPORT;
    let (ink, faint) = (style(TEXT, INK), style(TEXT, FAINT_INK));
    write(canvas, "F1", (figures, 12), &Side::Right, &faint)?;
    write(canvas, "rows", (support, 12), &Side::Left, &faint)?;
    for (row, bar) in bars.iter().enumerate() {
        let (row, f1) = (row as f64, bar.topic.scores.f1);
        let (_, y) = chart.backend_coord(&(0.0, row + 0.5));
        let name = fitted(&bar.topic.id, left);
        write(canvas, &name, (left - 8, y), &Side::Left, &ink)?;
        let rows = count(bar.topic.support);
        write(canvas, &rows, (support, y), &Side::Left, &ink)?;
        if bar.topic.support == 0 {
            write(canvas, "no row has it", (figures, y), &Side::Right, &faint)?;
            continue;
        }
        let interval = bar.intervals.and_then(|intervals| intervals.f1);
        let shown = with_interval(f1, interval);
        write(canvas, &shown, (figures, y), &Side::Right, &ink)?;
        let bar = Rectangle::new([(0.0, row + 0.18), (f1, row + 0.82)], FIELD.filled());
        chart.draw_series([bar])?;
        chart.draw_series([PathElement::new(
            [(f1, row + 0.18), (f1, row + 0.82)],
            MARK.stroke_width(2),
        )])?;
        if let Some(interval) = interval {
            let (low, high) = (interval.low, interval.high);
            let line = [(low, row + 0.5), (high, row + 0.5)];
            let ends = [low, high].map(|end| [(end, row + 0.36), (end, row + 0.64)]);
            let strokes = [line, ends[0], ends[1]];
            chart.draw_series(strokes.map(|path| PathElement::new(path, INK.stroke_width(1))))?;
        }
    }
    // The line where bars begin lies over them.
    chart.draw_series([PathElement::new(
        [(0.0, 0.0), (0.0, bars.len() as f64)],
        AXIS.stroke_width(1),
    )])?;
    Ok(())
}

/// All figures of all topics, in the order of the scheme.
pub(super) fn all_topics(report: &Report<'_>) -> Markup {
    let topics = report.corpus.topics();
    let languages = topics.languages();
    let mut header = vec!["topic"];
    header.extend([
        "rows",
        "given",
        "precision",
        "recall",
        "F1",
        "average precision",
        "ROC AUC",
        "Brier score",
        "calibration error",
    ]);
    let rows = (report.evaluation.topics.iter())
        .enumerate()
        .map(|(column, topic)| {
            let intervals = report.intervals.map(|(_, all)| all.topics[column]);
            let shown = |there: bool, value: f64, interval| {
                if there {
                    with_interval(value, interval)
                } else {
                    NONE.to_owned()
                }
            };
            let (given, wanted) = (topic.predicted > 0, topic.support > 0);
            let scores = topic.scores;
            let average_precision = topic.average_precision.map_or(NONE.to_owned(), |value| {
                with_interval(value, intervals.and_then(|i| i.average_precision))
            });
            vec![
                topic.id.clone(),
                count(topic.support),
                count(topic.predicted),
                shown(given, scores.precision, intervals.and_then(|i| i.precision)),
                shown(wanted, scores.recall, intervals.and_then(|i| i.recall)),
                shown(wanted, scores.f1, intervals.and_then(|i| i.f1)),
                average_precision,
                figure_or_none(topic.roc_auc),
                figure(topic.brier_score),
                figure(topic.calibration_error),
            ]
        });
    let table = Table::new("All topics, in the order of the scheme", &header).with(rows);
    let names = Table::new(
        "Identifiers and names",
        &[&["topic"], &languages[..]].concat(),
    )
    .with(topics.iter().map(|(_, topic)| {
        let names = languages.iter().map(|language| topic.name(language));
        let mut row = vec![topic.id.clone()];
        row.extend(names.map(str::to_owned));
        row
    }));
    html! {
        p {
            "In brackets the interval. A dash stands where there is nothing to measure: "
            "no row has the topic, or none was given it."
        }
        (table.markup())
        @if !languages.is_empty() { (names.behind("What the identifiers mean")) }
    }
}
