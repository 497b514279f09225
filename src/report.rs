//! The report on a model's figures: one page of HTML that needs nothing else.
//!
//! The page loads nothing and runs no script, and its security policy forbids
//! both, so that it opens from a disk, in a mail or behind a wall and shows the
//! same everywhere. Every picture is there as a table too. The same figures
//! give the same page, byte for byte.

mod bars;
mod confusion;
mod curves;
mod errors;
pub(crate) mod format;
mod headline;
mod heat_map;
mod highlight;
mod learning;
mod model_card;
pub(crate) mod page;
mod picture;
mod reliability;
mod support;
mod table;
mod thresholds;

pub use errors::{ErrorExample, worst_errors};
pub use highlight::{Highlight, highlights};
pub use model_card::summary;
pub use table::Table;

use maud::{Markup, html};

use crate::corpus::Corpus;
use crate::cross_validation::LearningPoint;
use crate::error::{Error, Result};
use crate::evaluation::{Bootstrap, Evaluation, Intervals, Predictions};
use crate::linear::thresholds::CurvePoint;

/// Everything that the page shows.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// The heading of the page.
    pub title: &'a str,
    /// The command that makes this page, as one writes it in a shell.
    pub command: &'a str,
    /// What was measured on what: names and values, such as the model and the
    /// files of rows.
    pub facts: &'a [(String, String)],
    /// The reference: the rows with their texts and topics.
    pub corpus: &'a Corpus,
    /// What the model said of the rows.
    pub predictions: &'a Predictions,
    /// The figures that follow.
    pub evaluation: &'a Evaluation,
    /// How intervals were computed, and what they are.
    pub intervals: Option<(&'a Bootstrap, &'a Intervals)>,
    /// The threshold of each topic, in the order of the scheme; empty where
    /// topics were not chosen by thresholds.
    pub thresholds: &'a [TopicThreshold<'a>],
    /// Figures of models that were trained on fewer rows.
    pub learning_curve: Option<&'a [LearningPoint]>,
    /// The worst errors, in the order in which they are shown.
    pub errors: &'a [ErrorExample],
    /// Further sections, such as what is wrong with the data.
    pub extra: &'a [Section],
    /// What there is to know of the model, as plain text.
    pub model_card: Option<&'a str>,
}

/// From which probability on a topic was given.
#[derive(Debug, Clone, Copy)]
pub struct TopicThreshold<'a> {
    /// The threshold; infinite where the topic is never given.
    pub threshold: f32,
    /// What other thresholds came to in cross-validation, the highest threshold
    /// first; empty where there was none.
    pub curve: &'a [CurvePoint],
}

/// A section that a caller adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The heading.
    pub title: String,
    /// What the table shows.
    pub paragraph: String,
    /// The table.
    pub table: Table,
}

/// A section of the page, ready to be shown.
struct Part {
    id: String,
    title: String,
    content: Markup,
}

impl Part {
    fn new(id: &str, title: &str, content: Markup) -> Self {
        Self {
            id: id.to_owned(),
            title: title.to_owned(),
            content,
        }
    }
}

impl Report<'_> {
    /// The page, as a whole HTML file.
    ///
    /// ```
    /// use thematic::corpus::CorpusReader;
    /// use thematic::evaluation::{Evaluation, Predictions};
    /// use thematic::report::Report;
    /// let csv = "text,topics\n边境管制,border\n难民营地,refugees\n";
    /// let corpus = CorpusReader::default().read_from("rows.csv", csv.as_bytes())?;
    /// let wanted = corpus.targets();
    /// let predictions = Predictions {
    ///     given: wanted.clone(),
    ///     probabilities: wanted.mapv(f32::from),
    /// };
    /// let evaluation = Evaluation::new(
    ///     corpus.topics(),
    ///     wanted.view(),
    ///     predictions.given.view(),
    ///     predictions.probabilities.view(),
    /// )?;
    /// let page = Report {
    ///     title: "A perfect model",
    ///     command: "thematic evaluate rows.csv --format html",
    ///     facts: &[],
    ///     corpus: &corpus,
    ///     predictions: &predictions,
    ///     evaluation: &evaluation,
    ///     intervals: None,
    ///     thresholds: &[],
    ///     learning_curve: None,
    ///     errors: &[],
    ///     extra: &[],
    ///     model_card: None,
    /// }
    /// .html()?;
    /// assert!(page.starts_with("<!DOCTYPE html>") && page.contains("refugees"));
    /// # Ok::<(), thematic::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the predictions, figures, intervals, thresholds or errors are not
    /// those of the corpus's rows and topics.
    pub fn html(&self) -> Result<String> {
        self.check()?;
        let mut parts = vec![
            Part::new("figures", "Figures", headline::figures(self)),
            Part::new("measured", "What was measured", headline::measured(self)),
            Part::new("topics", "F1 of each topic", bars::bars(self)?),
            Part::new("topic-table", "All topics", bars::all_topics(self)),
            Part::new("curves", "Precision and recall", curves::curves(self)?),
            Part::new(
                "reliability",
                "Are the probabilities honest?",
                reliability::reliability(self)?,
            ),
            Part::new("support", "Support and F1", support::support(self)?),
            Part::new(
                "together",
                "Topics that stand together",
                heat_map::together(self)?,
            ),
            Part::new(
                "confusion",
                "What was given instead of what",
                confusion::confusion(self),
            ),
        ];
        if !self.thresholds.is_empty() {
            let content = thresholds::thresholds(self);
            parts.push(Part::new("thresholds", "Thresholds", content));
        }
        if let Some(points) = self.learning_curve.filter(|points| !points.is_empty()) {
            let content = learning::curve(points)?;
            parts.push(Part::new("learning", "Learning curve", content));
        }
        if !self.errors.is_empty() {
            parts.push(Part::new("errors", "Worst errors", errors::errors(self)));
        }
        for (place, section) in self.extra.iter().enumerate() {
            let content = html! {
                p { (format::text(&section.paragraph)) }
                (section.table.markup())
            };
            let id = format!("extra-{}", place + 1);
            parts.push(Part::new(&id, &section.title, content));
        }
        if let Some(card) = self.model_card {
            let content = html! { pre.card { (format::text(card)) } };
            parts.push(Part::new("model-card", "Model card", content));
        }
        Ok(page::page(self.title, &parts).into_string())
    }

    fn check(&self) -> Result<()> {
        let (n_rows, n_topics) = (self.corpus.len(), self.corpus.topics().len());
        let shape = (n_rows, n_topics);
        let Predictions {
            given,
            probabilities,
        } = self.predictions;
        for found in [given.dim(), probabilities.dim()] {
            if found != shape {
                return Err(Error::parameter(
                    "the shape of the predictions",
                    format!("{found:?}"),
                    "that of the reference",
                ));
            }
        }
        let topics = [
            Some(self.evaluation.topics.len()),
            self.intervals.map(|(_, intervals)| intervals.topics.len()),
            Some(self.thresholds.len()).filter(|topics| *topics > 0),
        ];
        if let Some(found) = topics.into_iter().flatten().find(|n| *n != n_topics) {
            return Err(Error::parameter(
                "the number of topics of a report's figures",
                found,
                "that of the reference",
            ));
        }
        let beyond = |error: &&ErrorExample| {
            error.row >= n_rows || error.topic.column() >= n_topics || !error.is_consistent()
        };
        if let Some(error) = self.errors.iter().find(beyond) {
            return Err(Error::parameter(
                "the row of an error in a report",
                error.row,
                "a row of the reference, with ranges within its text",
            ));
        }
        Ok(())
    }

    /// The identifier of a topic's column.
    fn topic(&self, column: usize) -> &str {
        &self.evaluation.topics[column].id
    }
}
