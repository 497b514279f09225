//! What more rows would bring: figures of models trained on fewer.

use maud::Markup;
use plotters::element::{Circle, PathElement, Polygon, TriangleMarker};
use plotters::series::LineSeries;
use plotters::style::{Color, RGBColor};

use super::format::{count, figure};
use super::picture::{
    Axis, Chart, MARK, Painted, SECOND, Side, Space, TEXT, chart, figure as boxed, picture, style,
    write,
};
use super::table::Table;
use crate::cross_validation::{LearningPoint, Spread};
use crate::error::Result;

/// A line of the picture.
struct Line {
    name: &'static str,
    colour: RGBColor,
    value: fn(&LearningPoint) -> Spread,
}

const LINES: [Line; 2] = [
    Line {
        name: "micro-F1",
        colour: MARK,
        value: |point| point.micro_f1,
    },
    Line {
        name: "macro-F1",
        colour: SECOND,
        value: |point| point.macro_f1,
    },
];

pub(super) fn curve(points: &[LearningPoint]) -> Result<Markup> {
    let mut points = points.to_vec();
    points.sort_by_key(|point| point.rows);
    let label = "Micro- and macro-F1 against the number of rows that models were trained on";
    let svg = picture((720, 400), label, |canvas| {
        let space = Space {
            left: 56,
            right: 90,
            top: 14,
            bottom: 42,
        };
        let most = points.last().map_or(1, |point| point.rows) as f64;
        let ticks = points.iter().map(|point| point.rows as f64);
        let x = Axis {
            from: 0.0,
            to: most * 1.02,
            ticks: ticks.collect(),
            write: |rows| count(rows as usize),
            name: "rows",
        };
        let mut chart = chart(canvas, space, x, Axis::unit("F1"))?;
        let mut last_label: Option<i32> = None;
        for line in &LINES {
            let end = draw(&mut chart, line, &points)?;
            // Two lines that end together must not write over each other.
            let y = match last_label {
                Some(other) if (end.1 - other).abs() < 16 => other + 16,
                _ => end.1,
            };
            last_label = Some(y);
            let at = (end.0 + 14, y);
            write(
                canvas,
                line.name,
                at,
                &Side::Right,
                &style(TEXT, line.colour),
            )?;
        }
        Ok(())
    })?;
    let shown = |spread: Spread| {
        format!(
            "{} ({}–{})",
            figure(spread.mean),
            figure(spread.lowest),
            figure(spread.highest)
        )
    };
    let table = Table::new(
        "Figures by the number of rows",
        &["rows", "share of all", "micro-F1", "macro-F1"],
    )
    .with(points.iter().map(|point| {
        vec![
            count(point.rows),
            format!("{:.0} %", point.share * 100.0),
            shown(point.micro_f1),
            shown(point.macro_f1),
        ]
    }));
    let caption = "Each point is the mean of models that were trained on so many rows, the field \
                   around it their spread; circles are micro-, triangles macro-F1. Where the \
                   curves still rise at the right, more rows would help.";
    Ok(boxed(
        &svg,
        label,
        caption,
        &table.behind("The curve as a table"),
    ))
}

/// Draws a line and gives the pixel at which it ends.
fn draw(chart: &mut Chart<'_>, line: &Line, points: &[LearningPoint]) -> Painted<(i32, i32)> {
    let at = |point: &LearningPoint, value: f64| (point.rows as f64, value);
    let values = |of: fn(Spread) -> f64| {
        points
            .iter()
            .map(move |point| at(point, of((line.value)(point))))
    };
    let upper = values(|spread| spread.highest);
    let lower = values(|spread| spread.lowest).rev();
    let band: Vec<(f64, f64)> = upper.chain(lower).collect();
    chart.draw_series([Polygon::new(band, line.colour.mix(0.15).filled())])?;
    let means: Vec<(f64, f64)> = values(|spread| spread.mean).collect();
    chart.draw_series(LineSeries::new(means.clone(), line.colour.stroke_width(2)))?;
    let fill = line.colour.filled();
    if line.colour == MARK {
        chart.draw_series(means.iter().map(|mean| Circle::new(*mean, 4, fill)))?;
    } else {
        let triangle = |mean: &(f64, f64)| TriangleMarker::new(*mean, 6, fill);
        chart.draw_series(means.iter().map(triangle))?;
    }
    for point in points {
        let Spread {
            lowest: low,
            highest: high,
            ..
        } = (line.value)(point);
        let ends = [at(point, low), at(point, high)];
        chart.draw_series([PathElement::new(ends, line.colour.stroke_width(1))])?;
    }
    let end = means.last().copied().unwrap_or_default();
    Ok(chart.backend_coord(&end))
}
