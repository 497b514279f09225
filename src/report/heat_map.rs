//! Which topics stand together in the reference.

use std::collections::BTreeMap;

use maud::{Markup, html};
use plotters::element::Rectangle;
use plotters::style::{Color, FontTransform};

use super::Report;
use super::bars::{fitted, gutter};
use super::format::count;
use super::picture::{
    Axis, Canvas, FIELD, GRID, INK, Painted, Side, Space, TEXT, chart, figure as boxed, picture,
    pixels, style, write,
};
use super::table::Table;
use crate::error::Result;
use crate::evaluation::together as count_together;

/// So many topics have a row and a column: those with the most rows.
const MOST_TOPICS: usize = 40;
/// So many pairs are in the table: the most frequent ones.
const MOST_PAIRS: usize = 200;
/// The width and height of a field in pixels.
const CELL: i32 = 21;

pub(super) fn together(report: &Report<'_>) -> Result<Markup> {
    let pairs = count_together(report.corpus.targets().view());
    let support = |column: usize| report.evaluation.topics[column].support;
    let mut columns: Vec<usize> = (0..report.evaluation.topics.len())
        .filter(|column| support(*column) > 0)
        .collect();
    columns.sort_by_key(|column| std::cmp::Reverse(support(*column)));
    let left_out = columns.len().saturating_sub(MOST_TOPICS);
    columns.truncate(MOST_TOPICS);
    columns.sort_unstable();

    let mut frequent: Vec<((usize, usize), usize)> = pairs.iter().map(|(p, n)| (*p, *n)).collect();
    frequent.sort_by_key(|(pair, rows)| (std::cmp::Reverse(*rows), *pair));
    let more = frequent.len().saturating_sub(MOST_PAIRS);
    frequent.truncate(MOST_PAIRS);
    let share = |rows: usize, column| percent(rows, support(column));
    let rows = frequent.iter().map(|((first, second), rows)| {
        vec![
            report.topic(*first).to_owned(),
            report.topic(*second).to_owned(),
            count(*rows),
            share(*rows, *first),
            share(*rows, *second),
        ]
    });
    let caption = if more > 0 {
        format!(
            "The {MOST_PAIRS} most frequent of {} pairs",
            count(pairs.len())
        )
    } else {
        "All pairs of topics that stand together".to_owned()
    };
    let header = [
        "topic",
        "with",
        "rows",
        "of the topic's rows",
        "of the other's rows",
    ];
    let table = Table::new(caption, &header).with(rows);
    if frequent.is_empty() {
        return Ok(html! { p { "No row of the reference has two topics." } });
    }
    let label = match frequent.first() {
        Some(((first, second), rows)) => format!(
            "Heat map of the topics that stand together; most often {} and {}, in {} rows",
            report.topic(*first),
            report.topic(*second),
            count(*rows)
        ),
        None => String::new(),
    };
    let map = HeatMap {
        names: columns.iter().map(|column| report.topic(*column)).collect(),
        shares: columns
            .iter()
            .map(|row| shares(*row, &columns, support(*row), &pairs))
            .collect(),
    };
    let gutter = map.gutter();
    let side = pixels(columns.len()) * CELL;
    let size = (gutter + side + 12, gutter + side + 12);
    let svg = picture(size, &label, |canvas| map.paint(canvas))?;
    let mut explained = "Of the rows of the reference that have the topic at the left, so many in \
                         a hundred have the topic above too; below 1 the field is empty."
        .to_owned();
    if left_out > 0 {
        explained.push_str(&format!(
            " The {} topics with the fewest rows are left out.",
            count(left_out)
        ));
    }
    Ok(boxed(
        &svg,
        &label,
        &explained,
        &table.behind("The pairs as a table"),
    ))
}

fn percent(part: usize, whole: usize) -> String {
    format!("{:.0} %", part as f64 / (whole as f64).max(1.0) * 100.0)
}

/// The share of a topic's rows that have each other topic.
fn shares(
    row: usize,
    columns: &[usize],
    support: usize,
    pairs: &BTreeMap<(usize, usize), usize>,
) -> Vec<f64> {
    let share = |column: &usize| {
        let pair = (row.min(*column), row.max(*column));
        let rows = pairs.get(&pair).copied().unwrap_or_default();
        rows as f64 / (support as f64).max(1.0)
    };
    columns.iter().map(share).collect()
}

struct HeatMap<'a> {
    names: Vec<&'a str>,
    /// The share for each row and column, both in the order of the names.
    shares: Vec<Vec<f64>>,
}

impl HeatMap<'_> {
    fn gutter(&self) -> i32 {
        gutter(self.names.iter().copied())
    }

    fn paint(&self, canvas: &Canvas<'_>) -> Painted {
        let n = self.names.len() as f64;
        let gutter = self.gutter();
        let space = Space {
            left: gutter,
            right: 12,
            top: gutter,
            bottom: 12,
        };
        let mut chart = chart(canvas, space, Axis::bare(0.0, n), Axis::bare(n, 0.0))?;
        let label = style(TEXT, INK);
        let upright = label.transform(FontTransform::Rotate270);
        for (row, name) in self.names.iter().enumerate() {
            let name = fitted(name, gutter);
            let middle = row as f64 + 0.5;
            let (_, y) = chart.backend_coord(&(0.0, middle));
            write(canvas, &name, (gutter - 7, y), &Side::Left, &label)?;
            let (x, _) = chart.backend_coord(&(middle, 0.0));
            write(canvas, &name, (x, gutter - 7), &Side::Right, &upright)?;
        }
        let small = style(10, INK);
        for (row, shares) in self.shares.iter().enumerate() {
            for (column, share) in shares.iter().enumerate() {
                let (x, y) = (column as f64, row as f64);
                let corners = [(x, y), (x + 1.0, y + 1.0)];
                if row == column {
                    chart.draw_series([Rectangle::new(corners, GRID.filled())])?;
                    continue;
                }
                let hundredth = libm::round(share * 100.0);
                if hundredth < 1.0 {
                    continue;
                }
                // Nine shades can be told apart; the number says the rest.
                let shade = libm::ceil(share * 9.0).clamp(1.0, 9.0) / 9.0;
                let shade = libm::round((0.08 + 0.92 * shade) * 100.0) / 100.0;
                chart.draw_series([Rectangle::new(corners, FIELD.mix(shade).filled())])?;
                let at = chart.backend_coord(&(x + 0.5, y + 0.5));
                write(canvas, &hundredth.to_string(), at, &Side::Middle, &small)?;
            }
        }
        Ok(())
    }
}
