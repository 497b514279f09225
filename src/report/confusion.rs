//! What was given instead of what.

use maud::{Markup, html};

use super::Report;
use super::format::count;
use super::table::Table;
use crate::evaluation::{Confused, Confusion};

/// So many topics are named for each.
const NAMED: usize = 6;

pub(super) fn confusion(report: &Report<'_>) -> Markup {
    let wanted = report.corpus.targets();
    let confusion = Confusion::new(wanted.view(), report.predictions.given.view());
    let missed = Table::new(
        "Missed topics, and the wrong ones that their rows were given",
        &[
            "missed topic",
            "rows",
            "given instead",
            "nothing wrong given",
        ],
    )
    .with(rows(report, &confusion.missed));
    let wrong = Table::new(
        "Wrongly given topics, and what their rows wanted",
        &["wrongly given", "rows", "wanted there", "nothing wanted"],
    )
    .with(rows(report, &confusion.wrong));
    html! {
        p {
            "A row may have several topics: what is named here stood in the same rows, and need "
            "not be the reason. In brackets the number of rows."
        }
        @if missed.rows.is_empty() && wrong.rows.is_empty() {
            p { "Every topic was given to exactly the rows that have it." }
        }
        @if !missed.rows.is_empty() {
            h3 { "Missed topics" }
            (missed.markup())
        }
        @if !wrong.rows.is_empty() {
            h3 { "Wrongly given topics" }
            (wrong.markup())
        }
    }
}

/// A row for each topic that has errors, the one with the most first.
fn rows(report: &Report<'_>, confused: &[Confused]) -> Vec<Vec<String>> {
    let mut sorted: Vec<(usize, &Confused)> = confused.iter().enumerate().collect();
    sorted.retain(|(_, confused)| confused.rows > 0);
    sorted.sort_by_key(|(column, confused)| (std::cmp::Reverse(confused.rows), *column));
    sorted
        .into_iter()
        .map(|(column, confused)| {
            let named = confused.topics.iter().take(NAMED);
            let mut named: Vec<String> = named
                .map(|(other, rows)| format!("{}\u{a0}({})", report.topic(*other), count(*rows)))
                .collect();
            if confused.topics.len() > NAMED {
                let others = confused.topics.len() - NAMED;
                named.push(if others == 1 {
                    "1 other".to_owned()
                } else {
                    format!("{} others", count(others))
                });
            }
            vec![
                report.topic(column).to_owned(),
                count(confused.rows),
                named.join(", "),
                count(confused.alone),
            ]
        })
        .collect()
}
