//! `thematic compare`: two systems on the same labelled rows.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::options::{BootstrapArguments, CorpusArguments, SelectionArguments};
use super::output::{Output, prepare_outputs};
use super::render::{figure, fit, table};
use crate::corpus::Corpus;
use crate::error::{Error, Location, Result};
use crate::evaluation::{Comparison, Difference, Metric, Predictions, TopicDifference};
use crate::predictions;
use crate::tagger::Tagger;
use crate::topics::{TopicId, Topics};

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    thematic compare default my.safetensors labelled.csv\n  \
    thematic compare default other-system.csv labelled.csv --format json\n\n\
    A system is a model file, `default` for the default model, or a table in CSV\n\
    of what another system said: a column predicted with topics joined by `;`, and\n\
    if you like id and a column probability:TOPIC for each topic.\n\n\
    The interval of a difference is that of the paired bootstrap, the p-value that\n\
    of approximate randomisation; neither is corrected for the number of figures\n\
    that one looks at.")]
pub(super) struct CompareArguments {
    /// The first system
    first: PathBuf,
    /// The second system
    second: PathBuf,
    /// Tables of labelled rows in CSV
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// How the comparison is written [default: by the name of the output file,
    /// else a table]
    #[arg(long, short, value_enum)]
    format: Option<Format>,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Show so many of the rows on which the systems differ
    #[arg(long, value_name = "N", default_value_t = 10)]
    show_rows: usize,
    #[command(flatten)]
    bootstrap: BootstrapArguments,
    #[command(flatten)]
    rows: CorpusArguments,
    #[command(flatten)]
    selection: SelectionArguments,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Table,
    /// One JSON object
    Json,
    /// The rows on which the systems differ
    Csv,
}

pub(super) fn run(arguments: &CompareArguments) -> Result<()> {
    let Some(bootstrap) = arguments.bootstrap.bootstrap() else {
        return Err(Error::parameter(
            "the number of bootstrap replicates",
            0,
            "at least 1, since a comparison lives by its intervals",
        ));
    };
    let systems = [&arguments.first, &arguments.second];
    prepare_outputs(
        arguments.files.iter().chain(systems).map(PathBuf::as_path),
        arguments.output.as_deref(),
    )?;
    let [first, second] = systems.map(|path| System::open(path));
    let (first, second) = (first?, second?);
    let topics = common_topics(&first, &second)?;
    let corpus = arguments.rows.read(&arguments.files, topics)?;
    let said = [
        first.predictions(&corpus, arguments)?,
        second.predictions(&corpus, arguments)?,
    ];
    let groups = corpus.groups();
    let comparison = Comparison::new(
        corpus.targets().view(),
        &said[0],
        &said[1],
        groups.as_deref(),
        &bootstrap,
    )?;
    let rows = differing(&corpus, &said);
    let mut output = Output::create(arguments.output.as_deref())?;
    let by_name = || Format::from_str(arguments.output.as_ref()?.extension()?.to_str()?, true).ok();
    match arguments.format.or_else(by_name).unwrap_or_default() {
        Format::Table => {
            output.write_str(&figures(&comparison))?;
            output.write_str(&topics_apart(&comparison, corpus.topics()))?;
            output.write_str(&rows_apart(&rows, &corpus, arguments.show_rows))?;
        }
        Format::Json => {
            output.write_json(&Json::new(&comparison, &corpus, &rows), true)?;
            output.write_str("\n")?;
        }
        Format::Csv => write_rows(&mut output, &rows)?,
    }
    output.finish()
}

/// Something that says which topics rows have.
enum System {
    Model(Box<Tagger>, String),
    Table(PathBuf),
}

impl System {
    fn open(path: &Path) -> Result<Self> {
        let is_table = path
            .extension()
            .is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
        if is_table {
            return Ok(Self::Table(path.to_owned()));
        }
        let (tagger, name) = if path == Path::new("default") {
            (Tagger::embedded()?, "the default model".to_owned())
        } else {
            (Tagger::load(path)?, path.display().to_string())
        };
        Ok(Self::Model(Box::new(tagger), name))
    }

    fn topics(&self) -> Option<(&Topics, &str)> {
        match self {
            Self::Model(tagger, name) => Some((tagger.topics(), name)),
            Self::Table(_) => None,
        }
    }

    fn predictions(&self, corpus: &Corpus, arguments: &CompareArguments) -> Result<Predictions> {
        match self {
            Self::Model(tagger, _) => tagger.predict(corpus, &arguments.selection.resolve(tagger)?),
            Self::Table(path) => predictions::read(path, corpus, arguments.rows.encoding.into()),
        }
    }
}

/// The scheme of the models; without a model it is that of the labelled rows.
fn common_topics(first: &System, second: &System) -> Result<Option<Topics>> {
    let (Some((topics, _)), Some((others, name))) = (first.topics(), second.topics()) else {
        let any = first.topics().or(second.topics());
        return Ok(any.map(|(topics, _)| topics.clone()));
    };
    let missing = |among: &Topics, of: &Topics| {
        let id = of.ids().find(|id| among.find(id).is_none());
        id.map(str::to_owned)
    };
    let problem = match (missing(others, topics), missing(topics, others)) {
        (Some(id), _) => format!("the first model has a topic {id:?}, and this one has not"),
        (None, Some(id)) => format!("the first model has no topic {id:?}, and this one has"),
        (None, None) if topics.ids().ne(others.ids()) => {
            "this model has its topics in another order than the first".to_owned()
        }
        (None, None) => return Ok(Some(topics.clone())),
    };
    Err(Error::data(
        Location::file(name),
        problem,
        "compare models of the same list of topics",
    ))
}

/// A row to which the systems gave different topics.
#[derive(Serialize)]
struct DifferingRow {
    row: usize,
    id: Option<String>,
    text: String,
    topics: Vec<String>,
    first: Vec<String>,
    second: Vec<String>,
    /// How many more right decisions the second made.
    gained: i64,
}

fn differing(corpus: &Corpus, said: &[Predictions; 2]) -> Vec<DifferingRow> {
    let topics = corpus.topics();
    let names = |has: &dyn Fn(usize) -> bool| -> Vec<String> {
        let found = (0..topics.len()).filter(|topic| has(*topic));
        found
            .map(|topic| topics[TopicId::from_column(topic)].id.clone())
            .collect()
    };
    let mut rows = Vec::new();
    for (row, example) in corpus.examples().iter().enumerate() {
        let given = [0, 1].map(|system| said[system].given.row(row));
        if given[0] == given[1] {
            continue;
        }
        let wanted = |topic: usize| example.topics.contains(TopicId::from_column(topic));
        let right = |system: usize| {
            let right = (0..topics.len()).filter(|topic| given[system][*topic] == wanted(*topic));
            i64::try_from(right.count()).unwrap_or(i64::MAX)
        };
        rows.push(DifferingRow {
            row: row + 1,
            id: example.paragraph.id.clone(),
            text: example.paragraph.text.clone(),
            topics: names(&wanted),
            first: names(&|topic| given[0][topic]),
            second: names(&|topic| given[1][topic]),
            gained: right(1) - right(0),
        });
    }
    // Those where most was lost or gained come first.
    rows.sort_by_key(|row| (-row.gained.abs(), row.row));
    rows
}

fn interval(difference: &Difference) -> String {
    difference.interval.map_or("-".to_owned(), |interval| {
        format!("{:+.3} to {:+.3}", interval.low, interval.high)
    })
}

fn figures(comparison: &Comparison) -> String {
    let rows = Metric::ALL.into_iter().map(|metric| {
        let found = comparison.value(metric);
        vec![
            metric.name().to_owned(),
            figure(found.first),
            figure(found.second),
            format!("{:+.3}", found.difference),
            interval(&found),
            format!("{:.3}", found.p_value),
        ]
    });
    table(
        &["figure", "first", "second", "difference", "interval", "p"],
        &[1, 2, 3, 4, 5],
        rows.collect(),
    )
}

fn topics_apart(comparison: &Comparison, topics: &Topics) -> String {
    let mut found: Vec<_> = comparison
        .topics
        .iter()
        .enumerate()
        .filter_map(|(topic, difference)| Some((topic, (*difference)?)))
        .filter(|(_, topic)| topic.f1.difference != 0.0)
        .collect();
    if found.is_empty() {
        return "\nno topic has another F1\n".to_owned();
    }
    found.sort_by(|a, b| b.1.f1.difference.total_cmp(&a.1.f1.difference));
    let rows = found.into_iter().map(|(topic, difference)| {
        vec![
            topics[TopicId::from_column(topic)].id.clone(),
            difference.support.to_string(),
            figure(difference.f1.first),
            figure(difference.f1.second),
            format!("{:+.3}", difference.f1.difference),
            interval(&difference.f1),
            format!("{:.3}", difference.f1.p_value),
        ]
    });
    let header = [
        "topic",
        "support",
        "first F1",
        "second F1",
        "difference",
        "interval",
        "p",
    ];
    format!("\n{}", table(&header, &[1, 2, 3, 4, 5, 6], rows.collect()))
}

fn rows_apart(rows: &[DifferingRow], corpus: &Corpus, show: usize) -> String {
    let better = rows.iter().filter(|row| row.gained > 0).count();
    let worse = rows.iter().filter(|row| row.gained < 0).count();
    let mut text = format!(
        "\nthe systems differ on {} of {} rows: the second is better on {better}, worse on {worse}\n",
        rows.len(),
        corpus.len()
    );
    let list = |topics: &[String]| match topics {
        [] => "-".to_owned(),
        topics => topics.join(", "),
    };
    for row in rows.iter().take(show) {
        let name = match &row.id {
            Some(id) => format!("row {} ({id})", row.row),
            None => format!("row {}", row.row),
        };
        text.push_str(&format!("\n{name}\n"));
        for line in fit(&row.text, 96, 2) {
            text.push_str(&format!("  {line}\n"));
        }
        text.push_str(&format!(
            "  right:  {}\n  first:  {}\n  second: {}\n",
            list(&row.topics),
            list(&row.first),
            list(&row.second)
        ));
    }
    text
}

fn write_rows(output: &mut Output, rows: &[DifferingRow]) -> Result<()> {
    output.write_csv_row(["row", "id", "topics", "first", "second", "gained", "text"])?;
    for row in rows {
        output.write_csv_row([
            row.row.to_string().as_str(),
            row.id.as_deref().unwrap_or_default(),
            &row.topics.join(";"),
            &row.first.join(";"),
            &row.second.join(";"),
            &row.gained.to_string(),
            &row.text,
        ])?;
    }
    Ok(())
}

#[derive(Serialize)]
struct Json<'r> {
    figures: BTreeMap<&'static str, Difference>,
    topics: BTreeMap<String, TopicDifference>,
    rows: usize,
    differing_rows: &'r [DifferingRow],
}

impl<'r> Json<'r> {
    fn new(comparison: &Comparison, corpus: &Corpus, rows: &'r [DifferingRow]) -> Self {
        Self {
            figures: Metric::ALL
                .into_iter()
                .map(|metric| (metric.name(), comparison.value(metric)))
                .collect(),
            topics: comparison
                .topics
                .iter()
                .zip(corpus.topics().ids())
                .filter_map(|(difference, id)| Some((id.to_owned(), (*difference)?)))
                .collect(),
            rows: corpus.len(),
            differing_rows: rows,
        }
    }
}
