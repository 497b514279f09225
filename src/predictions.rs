//! Predictions as a table: what one system said of the rows of a corpus.
//!
//! The table has a row for each row of the corpus and the columns `id`,
//! `topics` (the right ones), `predicted` (the given ones, both joined by `;`)
//! and one `probability:TOPIC` for each topic. Of another system's table only
//! `predicted` is needed.

use std::collections::HashMap;
use std::path::Path;

use ndarray::Array2;

use crate::corpus::Corpus;
use crate::encoding::Encoding;
use crate::error::{Error, Location, Result};
use crate::evaluation::Predictions;
use crate::table::{Row, Table};
use crate::topics::{TopicId, Topics};

/// What the names of columns with probabilities begin with.
const PROBABILITY: &str = "probability:";

/// The header of a table of predictions; `own` are further columns, which stand
/// behind `id`.
pub fn header(topics: &Topics, own: &[&str]) -> Vec<String> {
    let probabilities = topics.ids().map(|id| format!("{PROBABILITY}{id}"));
    std::iter::once("id")
        .chain(own.iter().copied())
        .chain(["topics", "predicted"])
        .map(str::to_owned)
        .chain(probabilities)
        .collect()
}

/// One row of a table of predictions; a row of the corpus without `id` gets its
/// number, counted from 1.
pub fn fields(corpus: &Corpus, predictions: &Predictions, row: usize, own: &[&str]) -> Vec<String> {
    let example = &corpus.examples()[row];
    let given: Vec<&str> = (0..corpus.topics().len())
        .filter(|topic| predictions.given[[row, *topic]])
        .map(|topic| corpus.topics()[TopicId::from_column(topic)].id.as_str())
        .collect();
    let id = example.paragraph.id.clone();
    let probabilities = predictions.probabilities.row(row);
    std::iter::once(id.unwrap_or_else(|| (row + 1).to_string()))
        .chain(own.iter().map(|field| (*field).to_owned()))
        .chain([corpus.topics().join(&example.topics), given.join(";")])
        .chain(probabilities.iter().map(|value| format!("{value:.4}")))
        .collect()
}

/// Reads a system's predictions for the rows of a corpus.
///
/// Rows are matched by the column `id` where the table and the corpus have one,
/// else by their order. Without columns of probabilities a given topic has
/// probability 1 and another 0.
///
/// ```
/// use thematic::corpus::CorpusReader;
/// use thematic::encoding::Encoding;
/// use thematic::predictions;
/// let labelled = "id,text,topics\n1,x,a\n2,y,b\n";
/// let corpus = CorpusReader::default().read_from("rows.csv", labelled.as_bytes())?;
/// let table = "id,predicted\n2,a;b\n1,a\n";
/// let said = predictions::read_from("other.csv", table.as_bytes(), &corpus, Encoding::Detect)?;
/// assert_eq!(said.given, ndarray::array![[true, false], [true, true]]);
/// # Ok::<(), thematic::Error>(())
/// ```
///
/// # Errors
///
/// When the file cannot be read, a column is missing, a topic is unknown, a
/// probability is not a number from 0 to 1, or the rows are not those of the
/// corpus.
pub fn read(path: &Path, corpus: &Corpus, encoding: Encoding) -> Result<Predictions> {
    collect(Table::open(path, encoding)?, corpus)
}

/// Reads predictions from any source; `name` is for errors.
///
/// # Errors
///
/// As [`read`].
pub fn read_from(
    name: &str,
    reader: impl std::io::Read + Send,
    corpus: &Corpus,
    encoding: Encoding,
) -> Result<Predictions> {
    collect(Table::from_reader(name, reader, encoding)?, corpus)
}

fn collect(mut table: Table<'_>, corpus: &Corpus) -> Result<Predictions> {
    let topics = corpus.topics();
    let predicted = table.column("predicted")?;
    let columns = probability_columns(&table, topics)?;
    let name = table.name().to_owned();
    let mut places = Places::new(&table, corpus)?;
    let shape = (corpus.len(), topics.len());
    let mut predictions = Predictions {
        given: Array2::from_elem(shape, false),
        probabilities: Array2::zeros(shape),
    };
    while let Some(row) = table.next_row()? {
        let place = places.next(&row)?;
        let given = topics.parse_set(row.get(predicted)).map_err(|problem| {
            Error::data(
                row.location().column("predicted"),
                problem,
                "use the identifiers of the model's topics, joined by `;`",
            )
        })?;
        for topic in given.iter() {
            predictions.given[[place, topic.column()]] = true;
            predictions.probabilities[[place, topic.column()]] = 1.0;
        }
        for (topic, column) in columns.iter().enumerate() {
            predictions.probabilities[[place, topic]] = probability(&row, *column, topic, topics)?;
        }
    }
    places.finish(&name)?;
    Ok(predictions)
}

/// The columns of probabilities in the order of the topics; none where the
/// table has none at all.
fn probability_columns(table: &Table<'_>, topics: &Topics) -> Result<Vec<usize>> {
    if !table.headers().iter().any(|h| h.starts_with(PROBABILITY)) {
        return Ok(Vec::new());
    }
    topics
        .ids()
        .map(|id| table.column(&format!("{PROBABILITY}{id}")))
        .collect()
}

fn probability(row: &Row<'_>, column: usize, topic: usize, topics: &Topics) -> Result<f32> {
    let field = row.get(column).trim();
    match field.parse::<f32>() {
        Ok(value) if (0.0..=1.0).contains(&value) => Ok(value),
        _ => Err(Error::data(
            row.location().column(format!(
                "{PROBABILITY}{}",
                topics[TopicId::from_column(topic)].id
            )),
            format!("{field:?} is no probability"),
            "give a number from 0 to 1",
        )),
    }
}

/// Which row of the corpus a row of the table is about.
struct Places<'c> {
    by_id: Option<(usize, HashMap<&'c str, usize>)>,
    seen: Vec<bool>,
    next: usize,
}

impl<'c> Places<'c> {
    fn new(table: &Table<'_>, corpus: &'c Corpus) -> Result<Self> {
        let ids = corpus.examples().iter().map(|e| e.paragraph.id.as_deref());
        let ids: Option<Vec<&str>> = ids.collect();
        let by_id = match (table.find_column("id"), ids) {
            (Some(column), Some(ids)) => {
                let mut places = HashMap::new();
                for (place, id) in ids.into_iter().enumerate() {
                    if places.insert(id, place).is_some() {
                        return Err(Error::data(
                            Location::file("the labelled rows").column("id"),
                            format!("{id:?} stands twice"),
                            "give each row an id of its own, so that predictions can be matched",
                        ));
                    }
                }
                Some((column, places))
            }
            _ => None,
        };
        Ok(Self {
            by_id,
            seen: vec![false; corpus.len()],
            next: 0,
        })
    }

    fn next(&mut self, row: &Row<'_>) -> Result<usize> {
        let wrong = |problem: String| {
            Err(Error::data(
                row.location(),
                problem,
                "give one row of predictions for each labelled row",
            ))
        };
        let place = match &self.by_id {
            Some((column, places)) => {
                let id = row.get(*column);
                match places.get(id) {
                    Some(place) => *place,
                    None => return wrong(format!("no labelled row has the id {id:?}")),
                }
            }
            None => self.next,
        };
        self.next += 1;
        match self.seen.get_mut(place) {
            Some(seen) if !*seen => {
                *seen = true;
                Ok(place)
            }
            Some(_) => wrong("a second row is about the same labelled row".to_owned()),
            None => wrong(format!("there are only {} labelled rows", self.seen.len())),
        }
    }

    fn finish(&self, name: &str) -> Result<()> {
        let missing = self.seen.iter().filter(|seen| !**seen).count();
        if missing == 0 {
            return Ok(());
        }
        Err(Error::data(
            Location::file(name),
            format!(
                "nothing is said of {missing} of {} labelled rows",
                self.seen.len()
            ),
            "give one row of predictions for each labelled row",
        ))
    }
}
