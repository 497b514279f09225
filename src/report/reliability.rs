//! Probabilities against what was observed.

use maud::Markup;
use plotters::element::{Circle, PathElement, Rectangle};
use plotters::series::LineSeries;
use plotters::style::Color;

use super::Report;
use super::format::{NONE, count, figure};
use super::picture::{
    AXIS, Axis, Canvas, FAINT_INK, FIELD, MARK, Painted, SECOND, Side, Space, TEXT, chart,
    figure as boxed, picture, style, write,
};
use super::table::Table;
use crate::error::Result;
use crate::evaluation::ReliabilityBin;

/// The height of the diagram in pixels; the counts stand below.
const UPPER: i32 = 380;
const WIDTH: i32 = 620;

pub(super) fn reliability(report: &Report<'_>) -> Result<Markup> {
    let bins = &report.evaluation.reliability;
    let label = format!(
        "Observed share against probability in {} ranges of probability; \
         the expected calibration error is {}",
        bins.len(),
        figure(report.evaluation.calibration_error)
    );
    let svg = picture((WIDTH, UPPER + 150), &label, |canvas| {
        let (upper, lower) = canvas.split_vertically(UPPER);
        diagram(&upper, bins)?;
        counts(&lower, bins)
    })?;
    let n_bins = (bins.len() as f64).max(1.0);
    let rows = bins.iter().enumerate().map(|(place, bin)| {
        let bound = |place: usize| format!("{:.1}", place as f64 / n_bins);
        let of_some = |value: f64| {
            if bin.decisions > 0 {
                figure(value)
            } else {
                NONE.to_owned()
            }
        };
        vec![
            format!("{}–{}", bound(place), bound(place + 1)),
            count(bin.decisions as usize),
            of_some(bin.mean_probability),
            of_some(bin.observed),
        ]
    });
    let table = Table::new(
        "Probabilities and what was observed",
        &["probability", "decisions", "mean probability", "observed"],
    )
    .with(rows);
    let caption = "Of the decisions of row and topic whose probability was about 0.7, 70 % should \
                   be right: the points lie on the dashed line then. Below it probabilities are too \
                   high, above it too low. The bars count the decisions, on a scale of powers of ten.";
    Ok(boxed(
        &svg,
        &label,
        caption,
        &table.behind("The diagram as a table"),
    ))
}

fn space(bottom: i32) -> Space {
    Space {
        left: 62,
        right: 16,
        top: 14,
        bottom,
    }
}

fn diagram(canvas: &Canvas<'_>, bins: &[ReliabilityBin]) -> Painted {
    let y = Axis::unit("observed share");
    let mut chart = chart(canvas, space(32), Axis::unit(""), y)?;
    let dashes = (0..25).map(|dash| {
        let (from, to) = (f64::from(dash) / 25.0, (f64::from(dash) + 0.5) / 25.0);
        PathElement::new([(from, from), (to, to)], AXIS.stroke_width(2))
    });
    chart.draw_series(dashes)?;
    let points: Vec<(f64, f64)> = (bins.iter())
        .filter(|bin| bin.decisions > 0)
        .map(|bin| (bin.mean_probability, bin.observed))
        .collect();
    chart.draw_series(LineSeries::new(points.clone(), MARK.stroke_width(2)))?;
    chart.draw_series(points.iter().map(|at| Circle::new(*at, 5, SECOND.filled())))?;
    Ok(())
}

fn counts(canvas: &Canvas<'_>, bins: &[ReliabilityBin]) -> Painted {
    let most = bins.iter().map(|bin| bin.decisions).max().unwrap_or(1);
    // A bar of one decision has a height too, and labels have room above bars.
    let height = |decisions: u64| libm::log10(decisions as f64) + 0.3;
    let top = height(most.max(1)) * 1.25;
    let mut chart = chart(
        canvas,
        space(42),
        Axis::unit("probability"),
        Axis::bare(0.0, top),
    )?;
    for (place, bin) in bins.iter().enumerate().filter(|(_, bin)| bin.decisions > 0) {
        let edge = |place: f64| place / bins.len() as f64;
        let (from, to) = (edge(place as f64 + 0.06), edge(place as f64 + 0.94));
        let corners = [(from, 0.0), (to, height(bin.decisions))];
        chart.draw_series([Rectangle::new(corners, FIELD.filled())])?;
        let middle = f64::midpoint(from, to);
        // The lower panel begins where the upper one ends.
        let (x, y) = chart.backend_coord(&(middle, height(bin.decisions)));
        let (_, begin) = canvas.get_base_pixel();
        let at = (x, y - begin - 8);
        let decisions = count(bin.decisions as usize);
        write(
            canvas,
            &decisions,
            at,
            &Side::Middle,
            &style(TEXT, FAINT_INK),
        )?;
    }
    Ok(())
}
