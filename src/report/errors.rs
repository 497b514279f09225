//! The errors in which the model was surest, with the words that caused them.

use std::ops::Range;

use maud::{Markup, html};

use super::Report;
use super::format::{figure, language, signed, text};
use super::highlight::{Highlight, highlights};
use crate::corpus::Corpus;
use crate::error::{Error, Result};
use crate::evaluation::Predictions;
use crate::tagger::{Contribution, ContributionKind, Tagger};
use crate::topics::{TopicId, TopicSet};

/// A longer text is cut around its best clause, to so many bytes at most.
const LONGEST: usize = 3000;
/// So many contributions are kept.
const CONTRIBUTIONS: usize = 12;
/// So many terms are named below a text.
const TERMS: usize = 8;

/// A wrong decision and what caused it.
#[derive(Debug, Clone, PartialEq)]
pub struct ErrorExample {
    /// The row of the corpus, from 0.
    pub row: usize,
    /// The topic.
    pub topic: TopicId,
    /// Whether the row has the topic and was not given it; else it was given
    /// it and has it not.
    pub wanted: bool,
    /// The probability that the model gave the topic.
    pub probability: f32,
    /// The row's text, cut where it is long.
    pub text: String,
    /// The words that speak for and against the topic, in the order of the text.
    pub highlights: Vec<Highlight>,
    /// The bytes of the text that speak most for the topic.
    pub best_clause: Range<usize>,
    /// The strongest contributions, whatever their sign, the largest first.
    pub contributions: Vec<Contribution>,
}

impl ErrorExample {
    /// Whether all ranges are ranges of the text.
    pub(super) fn is_consistent(&self) -> bool {
        let ranges = self.highlights.iter().map(|highlight| &highlight.range);
        let mut end = 0;
        let in_order = ranges.into_iter().all(|range| {
            let follows = range.start >= end;
            end = range.end;
            follows && self.text.get(range.clone()).is_some()
        });
        in_order && self.text.get(self.best_clause.clone()).is_some()
    }
}

/// The wrong decisions in which the model was surest: the wrongly given topics
/// of the highest probability, then the missed ones of the lowest, half as many
/// of each as `count` says, or more of one where there are fewer of the other.
///
/// # Errors
///
/// When the corpus has other topics than the model, or the predictions are not
/// those of its rows.
pub fn worst_errors(
    tagger: &Tagger,
    corpus: &Corpus,
    predictions: &Predictions,
    count: usize,
) -> Result<Vec<ErrorExample>> {
    let shape = (corpus.len(), tagger.topics().len());
    let shapes = [predictions.given.dim(), predictions.probabilities.dim()];
    if corpus.topics().len() != shape.1 || shapes != [shape; 2] {
        return Err(Error::parameter(
            "the shape of the predictions",
            format!("{:?}", shapes[0]),
            "that of the reference",
        ));
    }
    let wanted = corpus.targets();
    let (mut wrong, mut missed) = (Vec::new(), Vec::new());
    for ((at, wanted), given) in wanted.indexed_iter().zip(&predictions.given) {
        let probability = predictions.probabilities[at];
        match (wanted, given) {
            (false, true) => wrong.push((probability, at)),
            (true, false) => missed.push((probability, at)),
            _ => {}
        }
    }
    wrong.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    missed.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let n_wrong = wrong
        .len()
        .min(count - count.min(missed.len()).min(count / 2));
    wrong.truncate(n_wrong);
    missed.truncate(count - n_wrong);
    let wrong = wrong.into_iter().map(|found| (found, false));
    let missed = missed.into_iter().map(|found| (found, true));
    let explained = wrong.chain(missed).map(|((probability, at), wanted)| {
        let (row, column) = at;
        let text = &corpus.examples()[row].paragraph.text;
        let mut example = explain(tagger, text, TopicId::from_column(column));
        example.row = row;
        example.wanted = wanted;
        example.probability = probability;
        example
    });
    Ok(explained.collect())
}

fn explain(tagger: &Tagger, whole: &str, topic: TopicId) -> ErrorExample {
    let explanation = tagger.explain(whole, topic);
    let shown = excerpt(whole, &explanation.best_clause);
    let text = whole[shown.clone()].to_owned();
    let clause = trimmed(whole, &explanation.best_clause);
    let within = |place: usize| place.clamp(shown.start, shown.end) - shown.start;
    let mut contributions = explanation.contributions;
    let highlights = highlights(&text, &contributions, tagger.tokenizer());
    contributions.retain(|contribution| contribution.kind != ContributionKind::Bias);
    contributions.truncate(CONTRIBUTIONS);
    ErrorExample {
        row: 0,
        topic,
        wanted: false,
        probability: explanation.probability,
        best_clause: within(clause.start)..within(clause.end),
        highlights,
        contributions,
        text,
    }
}

/// A range without the spaces at its ends.
fn trimmed(text: &str, range: &Range<usize>) -> Range<usize> {
    let clause = text.get(range.clone()).unwrap_or_default();
    let start = range.start + (clause.len() - clause.trim_start().len());
    start..start + clause.trim().len()
}

/// The part of a text that is shown: all of it, or what is around a clause.
fn excerpt(text: &str, clause: &Range<usize>) -> Range<usize> {
    if text.len() <= LONGEST {
        return 0..text.len();
    }
    let before = LONGEST.saturating_sub(clause.len()) / 2;
    let boundary = |place: usize| {
        let places = (0..=place.min(text.len())).rev();
        places
            .into_iter()
            .find(|place| text.is_char_boundary(*place))
            .unwrap_or_default()
    };
    let start = boundary(clause.start.saturating_sub(before));
    start..boundary(start.saturating_add(LONGEST))
}

/// All errors, the wrongly given ones first.
pub(super) fn errors(report: &Report<'_>) -> Markup {
    let of_kind = |wanted: bool| report.errors.iter().filter(move |e| e.wanted == wanted);
    let kinds = [
        (
            "Wrongly given",
            "Given with the highest probability, and not in the reference. Some of these are \
             errors of the reference.",
            false,
        ),
        (
            "Missed",
            "In the reference, and given the lowest probability.",
            true,
        ),
    ];
    html! {
        p {
            "Highlighted is what speaks "
            mark.for-3 { "for the topic" } " (underlined) and "
            mark.against-3 { "against it" } " (dashed), the stronger the thicker. The brackets "
            span.clause { "⟦ ⟧" } " are around the clause that speaks most for it. Rows are counted from 1, "
            "without the header."
        }
        @for (title, explained, wanted) in kinds {
            @if of_kind(wanted).next().is_some() {
                h3 { (title) }
                p { (explained) }
                @for error in of_kind(wanted) { (article(report, error)) }
            }
        }
    }
}

fn article(report: &Report<'_>, error: &ErrorExample) -> Markup {
    let example = &report.corpus.examples()[error.row];
    let topic = report.topic(error.topic.column());
    let joined = |set: &TopicSet| match report.corpus.topics().join(set).replace(';', ", ") {
        none if none.is_empty() => "none".to_owned(),
        some => some,
    };
    let given = report.predictions.given.row(error.row);
    let given: TopicSet = (given.iter().enumerate())
        .filter(|(_, given)| **given)
        .map(|(column, _)| TopicId::from_column(column))
        .collect();
    html! {
        article.error {
            h4 {
                span dir="auto" { (text(topic)) }
                " " span.probability { "probability " (figure(f64::from(error.probability))) }
                " " span.row {
                    "row " (error.row + 1)
                    @if let Some(id) = &example.paragraph.id { ", " (text(id)) }
                }
            }
            p.quoted dir="auto" lang=[language(&error.text)] { (highlighted(error)) }
            dl.facts {
                dt { "Reference" }
                dd { (text(&joined(&example.topics))) }
                dt { "Given" }
                dd { (text(&joined(&given))) }
                @if !error.contributions.is_empty() {
                    dt { "Strongest terms" }
                    dd {
                        @for (place, (term, added)) in terms(error).into_iter().enumerate() {
                            @if place > 0 { ", " }
                            span.term { (text(term)) " " span.number { (signed(added)) } }
                        }
                    }
                }
            }
        }
    }
}

/// The strongest terms. What counts as a word and as characters too, or in the
/// glossary, is one term to a reader.
fn terms(error: &ErrorExample) -> Vec<(&str, f32)> {
    let mut terms: Vec<(&str, f32)> = Vec::new();
    for contribution in &error.contributions {
        match terms
            .iter_mut()
            .find(|(term, _)| *term == contribution.term)
        {
            Some((_, added)) => *added += contribution.contribution,
            None => terms.push((&contribution.term, contribution.contribution)),
        }
    }
    terms.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    terms.truncate(TERMS);
    terms
}

/// The text with its stretches and with brackets around its best clause.
fn highlighted(error: &ErrorExample) -> Markup {
    let clause = &error.best_clause;
    let whole = clause.len() >= error.text.trim().len();
    let mut bounds: Vec<usize> = (error.highlights.iter())
        .flat_map(|highlight| [highlight.range.start, highlight.range.end])
        .chain([0, error.text.len(), clause.start, clause.end])
        .collect();
    bounds.sort_unstable();
    bounds.dedup();
    html! {
        @for piece in bounds.windows(2) {
            @if !whole && piece[0] == clause.start && !clause.is_empty() {
                span.clause { "⟦" }
            }
            (stretch(error, piece[0]..piece[1]))
            @if !whole && piece[1] == clause.end && !clause.is_empty() {
                span.clause { "⟧" }
            }
        }
    }
}

fn stretch(error: &ErrorExample, range: Range<usize>) -> Markup {
    let within = |h: &&Highlight| h.range.start <= range.start && range.end <= h.range.end;
    let text = &error.text[range.clone()];
    let Some(highlight) = error.highlights.iter().find(within) else {
        return html! { (text) };
    };
    let side = if highlight.strength > 0 {
        "for"
    } else {
        "against"
    };
    let class = format!("{side}-{}", highlight.strength.unsigned_abs());
    html! {
        mark class=(class) title=(signed(highlight.contribution)) { (text) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_around_the_clause() {
        let text = "边".repeat(5000);
        let shown = excerpt(&text, &(9000..9030));
        assert!(shown.start <= 9000 && shown.end >= 9030 && shown.len() <= LONGEST);
        assert!(text.get(shown).is_some());
        assert_eq!(excerpt("short", &(0..5)), 0..5);
        assert_eq!(trimmed("a, b c .", &(2..7)), 3..6);
        let clause_too_long = excerpt(&text, &(3..15_000));
        assert!(text.get(clause_too_long).is_some());
    }

    #[test]
    fn brackets_stand_around_the_clause_and_text_is_escaped() {
        let error = ErrorExample {
            row: 0,
            topic: TopicId::from_column(0),
            wanted: true,
            probability: 0.1,
            text: "a<b>, cd".to_owned(),
            highlights: vec![Highlight {
                range: 0..4,
                contribution: -0.5,
                strength: -2,
            }],
            best_clause: 6..8,
            contributions: Vec::new(),
        };
        assert!(error.is_consistent());
        assert_eq!(
            highlighted(&error).into_string(),
            "<mark class=\"against-2\" title=\"−0.50\">a&lt;b&gt;</mark>, \
             <span class=\"clause\">⟦</span>cd<span class=\"clause\">⟧</span>"
        );
        let beyond = ErrorExample {
            best_clause: 6..9,
            ..error
        };
        assert!(!beyond.is_consistent());
    }
}
