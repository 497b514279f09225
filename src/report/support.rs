//! F1 against the number of rows.

use maud::{Markup, html};
use plotters::element::Circle;
use plotters::style::Color;

use super::Report;
use super::format::{columns, shorten};
use super::picture::{
    Axis, Chart, INK, MARK, Painted, Side, Space, chart, figure as boxed, picture, pixels, style,
    write,
};
use crate::error::Result;

const WIDTH: i32 = 880;
const HEIGHT: i32 = 620;
const LABEL: i32 = 11;
/// The width of a letter of a label in pixels, rather too wide than too narrow.
const LETTER: i32 = 6;
/// Labels are no wider than this many letters.
const LETTERS: usize = 28;
const DOT: i32 = 4;

pub(super) fn support(report: &Report<'_>) -> Result<Markup> {
    let points: Vec<(&str, f64, f64)> = (report.evaluation.topics.iter())
        .filter(|topic| topic.support > 0)
        .map(|topic| (topic.id.as_str(), topic.support as f64, topic.scores.f1))
        .collect();
    let supports = || points.iter().map(|point| point.1);
    let most = supports().fold(1.0, f64::max);
    let least = supports().fold(most, f64::min);
    let worst = points.iter().map(|point| point.2).fold(1.0, f64::min);
    let label = format!(
        "F1 against the number of rows that have the topic, for {} topics",
        points.len()
    );
    let svg = picture((WIDTH, HEIGHT), &label, |canvas| {
        let space = Space {
            left: 56,
            right: 24,
            top: 16,
            bottom: 42,
        };
        let x = Axis::decades("rows that have the topic", least, most);
        let y = Axis::share_from("F1", worst);
        let mut chart = chart(canvas, space, x, y)?;
        let places: Vec<(f64, f64)> = (points.iter())
            .map(|(_, support, f1)| (libm::log10(*support), *f1))
            .collect();
        let dots = places.iter();
        chart.draw_series(dots.map(|at| Circle::new(*at, DOT, MARK.filled())))?;
        for (text, at, side) in placed(&chart, &points, &places) {
            write(canvas, &text, at, &side, &style(LABEL, INK))?;
        }
        Ok(()) as Painted
    })?;
    let caption = "To the right are the frequent topics, on a scale of powers of ten. Names that \
                   would cover others are left out.";
    let to_table = html! {
        p.to-table { a href="#topic-table" { "The same as a table" } }
    };
    Ok(boxed(&svg, &label, caption, &to_table))
}

/// A box in pixels: left, top, right, bottom.
type Bounds = [i32; 4];

fn meet(a: &Bounds, b: &Bounds) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

/// Where names can stand without covering a dot or another name.
fn placed(
    chart: &Chart<'_>,
    points: &[(&str, f64, f64)],
    places: &[(f64, f64)],
) -> Vec<(String, (i32, i32), Side)> {
    let dots: Vec<(i32, i32)> = places.iter().map(|at| chart.backend_coord(at)).collect();
    let mut taken: Vec<Bounds> = dots
        .iter()
        .map(|(x, y)| [x - DOT, y - DOT, x + DOT, y + DOT])
        .collect();
    let mut labels = Vec::new();
    for ((name, _, _), (x, y)) in points.iter().zip(&dots) {
        let text = shorten(name, LETTERS);
        let width = pixels(columns(&text)) * LETTER + 2;
        let (near, half) = (DOT + 4, LABEL / 2 + 2);
        let candidates = [
            (x + near, *y, Side::Right),
            (x - near, *y, Side::Left),
            (*x, y - near - half, Side::Middle),
            (*x, y + near + half, Side::Middle),
            (x + near, y - half - 2, Side::Right),
            (x + near, y + half + 2, Side::Right),
            (x - near, y - half - 2, Side::Left),
            (x - near, y + half + 2, Side::Left),
        ];
        let free = candidates.into_iter().find_map(|(x, y, side)| {
            let left = match side {
                Side::Right => x,
                Side::Left => x - width,
                Side::Middle => x - width / 2,
            };
            let bounds = [left, y - half, left + width, y + half];
            let inside = bounds[0] > 58 && bounds[2] < WIDTH && bounds[1] > 0;
            let free = inside && !taken.iter().any(|other| meet(other, &bounds));
            free.then_some((bounds, (x, y), side))
        });
        if let Some((bounds, at, side)) = free {
            taken.push(bounds);
            labels.push((text, at, side));
        }
    }
    labels
}
