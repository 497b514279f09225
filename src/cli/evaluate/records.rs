//! Figures for programs: JSON and CSV.

use serde::Serialize;
use serde_json::{Map, Value};

use super::Measured;
use crate::cli::output::Output;
use crate::error::{Error, Result};
use crate::evaluation::{Interval, Metric, Scores};

/// A wrong decision in JSON.
#[derive(Serialize)]
struct JsonError<'a> {
    row: usize,
    id: Option<&'a str>,
    topic: &'a str,
    wanted: bool,
    probability: f32,
    text: &'a str,
    contributions: Vec<JsonContribution<'a>>,
}

#[derive(Serialize)]
struct JsonContribution<'a> {
    term: &'a str,
    kind: &'a str,
    contribution: f32,
}

/// The evaluation's own fields, with the intervals beside them and in each
/// topic. Rows of errors are counted from 1,
/// without headers.
pub(super) fn json(measured: &Measured) -> Result<Value> {
    let mut document = value(&measured.evaluation)?;
    if let (Some((bootstrap, intervals)), Some(fields)) =
        (measured.intervals(), document.as_object_mut())
    {
        let named = Metric::ALL.into_iter().filter_map(|metric| {
            let interval = intervals.value(metric)?;
            Some((metric.name().to_owned(), interval))
        });
        let mut of_figures = Map::new();
        for (name, interval) in named {
            of_figures.insert(name, value(&interval)?);
        }
        let topics = fields.get_mut("topics").and_then(Value::as_array_mut);
        for (topic, intervals) in topics.into_iter().flatten().zip(&intervals.topics) {
            if let Some(topic) = topic.as_object_mut() {
                topic.insert("intervals".to_owned(), value(intervals)?);
            }
        }
        // What is about all topics stands before the long list of them.
        let topics = fields.shift_remove("topics");
        fields.insert(
            "bootstrap".to_owned(),
            serde_json::json!({
                "replicates": bootstrap.replicates,
                "level": bootstrap.level,
                "seed": bootstrap.seed,
            }),
        );
        fields.insert("intervals".to_owned(), Value::Object(of_figures));
        fields.extend(topics.map(|topics| ("topics".to_owned(), topics)));
    }
    if let (false, Some(fields)) = (measured.errors.is_empty(), document.as_object_mut()) {
        let errors: Vec<JsonError<'_>> =
            measured.errors.iter().map(|e| error(measured, e)).collect();
        fields.insert("errors".to_owned(), value(&errors)?);
    }
    Ok(document)
}

fn value(of: &impl Serialize) -> Result<Value> {
    serde_json::to_value(of).map_err(|error| Error::Io {
        action: "write",
        name: "the figures as JSON".to_owned(),
        source: error.into(),
    })
}

fn error<'a>(measured: &'a Measured, error: &'a crate::report::ErrorExample) -> JsonError<'a> {
    let contributions = error.contributions.iter();
    JsonError {
        row: error.row + 1,
        id: (measured.corpus.examples()[error.row].paragraph.id).as_deref(),
        topic: &measured.corpus.topics()[error.topic].id,
        wanted: error.wanted,
        probability: error.probability,
        text: &error.text,
        contributions: contributions
            .map(|term| JsonContribution {
                term: &term.term,
                kind: term.kind.name(),
                contribution: term.contribution,
            })
            .collect(),
    }
}

const HEADER: [&str; 16] = [
    "topic",
    "support",
    "given",
    "precision",
    "recall",
    "f1",
    "average_precision",
    "roc_auc",
    "brier_score",
    "calibration_error",
    "precision_low",
    "precision_high",
    "recall_low",
    "recall_high",
    "f1_low",
    "f1_high",
];

/// One row of the CSV table; what is not known stays empty.
#[derive(Default)]
struct CsvRow {
    topic: String,
    support: Option<usize>,
    given: Option<usize>,
    precision: Option<f64>,
    recall: Option<f64>,
    f1: Option<f64>,
    average_precision: Option<f64>,
    roc_auc: Option<f64>,
    brier_score: Option<f64>,
    calibration_error: Option<f64>,
    /// Of precision, recall and F1.
    intervals: [Option<Interval>; 3],
}

impl CsvRow {
    fn fields(&self) -> Vec<String> {
        let number = |value: Option<usize>| value.map_or_else(String::new, |v| v.to_string());
        let figure = |value: Option<f64>| value.map_or_else(String::new, |v| v.to_string());
        let mut fields = vec![
            self.topic.clone(),
            number(self.support),
            number(self.given),
            figure(self.precision),
            figure(self.recall),
            figure(self.f1),
            figure(self.average_precision),
            figure(self.roc_auc),
            figure(self.brier_score),
            figure(self.calibration_error),
        ];
        for interval in self.intervals {
            fields.push(figure(interval.map(|interval| interval.low)));
            fields.push(figure(interval.map(|interval| interval.high)));
        }
        fields
    }

    fn average(measured: &Measured, name: &str, scores: Scores, first: Metric) -> Self {
        let interval = |place: usize| {
            let (_, intervals) = measured.intervals()?;
            intervals.value(Metric::ALL[first as usize + place])
        };
        Self {
            topic: name.to_owned(),
            precision: Some(scores.precision),
            recall: Some(scores.recall),
            f1: Some(scores.f1),
            intervals: [0, 1, 2].map(interval),
            ..Self::default()
        }
    }
}

/// A row for each topic in the order of the scheme, then the averages, whose
/// names are in brackets.
pub(super) fn write_csv(measured: &Measured, output: &mut Output) -> Result<()> {
    output.write_csv_row(HEADER)?;
    for row in topics(measured).chain(averages(measured)) {
        output.write_csv_row(row.fields().iter().map(String::as_str))?;
    }
    Ok(())
}

fn topics(measured: &Measured) -> impl Iterator<Item = CsvRow> {
    let topics = measured.evaluation.topics.iter().enumerate();
    topics.map(|(column, topic)| {
        let intervals = measured.intervals().map(|(_, all)| all.topics[column]);
        let has_rows = topic.support > 0;
        CsvRow {
            topic: topic.id.clone(),
            support: Some(topic.support),
            given: Some(topic.predicted),
            precision: Some(topic.scores.precision),
            recall: has_rows.then_some(topic.scores.recall),
            f1: has_rows.then_some(topic.scores.f1),
            average_precision: topic.average_precision,
            roc_auc: topic.roc_auc,
            brier_score: Some(topic.brier_score),
            calibration_error: Some(topic.calibration_error),
            intervals: intervals.map_or([None; 3], |i| [i.precision, i.recall, i.f1]),
        }
    })
}

fn averages(measured: &Measured) -> [CsvRow; 4] {
    let evaluation = &measured.evaluation;
    let average = |name, scores, first| CsvRow::average(measured, name, scores, first);
    let micro = average("(micro)", evaluation.micro, Metric::MicroPrecision);
    let macro_ = average("(macro)", evaluation.macro_, Metric::MacroPrecision);
    let topics = || evaluation.topics.iter();
    [
        CsvRow {
            support: Some(topics().map(|topic| topic.support).sum()),
            given: Some(topics().map(|topic| topic.predicted).sum()),
            brier_score: Some(evaluation.brier_score),
            calibration_error: Some(evaluation.calibration_error),
            ..micro
        },
        CsvRow {
            average_precision: Some(evaluation.mean_average_precision),
            roc_auc: Some(evaluation.mean_roc_auc),
            ..macro_
        },
        average("(samples)", evaluation.samples, Metric::SamplesPrecision),
        average("(weighted)", evaluation.weighted, Metric::WeightedPrecision),
    ]
}
