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
                "use the identifiers of the topics that are compared, joined by `;`",
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

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;
    use crate::corpus::CorpusReader;

    const LABELLED: &str = "id,text,topics\n1,x,a\n2,y,b\n3,z,\n";

    fn read(labelled: &str, table: &str) -> Result<Predictions> {
        let corpus = CorpusReader::default().read_from("rows.csv", labelled.as_bytes())?;
        read_from("other.csv", table.as_bytes(), &corpus, Encoding::Detect)
    }

    #[test]
    fn without_ids_rows_are_in_the_order_of_the_labelled_ones() {
        let said = read(LABELLED, "predicted\nb\n\"\"\na;b\n").unwrap();
        let given = array![[false, true], [false, false], [true, true]];
        assert_eq!(said.probabilities, given.mapv(f32::from));
        assert_eq!(said.given, given);
        // Numbers of rows are no ids of rows that have none.
        let nameless = "text,topics\nx,a\ny,b\n";
        let said = read(nameless, "id,predicted\n9,a\n8,b\n").unwrap();
        assert_eq!(said.given, array![[true, false], [false, true]]);
    }

    #[test]
    fn what_is_written_is_read_back() {
        let corpus = CorpusReader::default().read_from("rows.csv", LABELLED.as_bytes());
        let corpus = corpus.unwrap();
        let said = Predictions {
            given: array![[true, false], [false, false], [true, true]],
            probabilities: array![[0.75, 0.25], [0.125, 0.0], [1.0, 0.5]],
        };
        let mut table = header(corpus.topics(), &["fold"]).join(",");
        for row in (0..3).rev() {
            table.push_str(&format!(
                "\n{}",
                fields(&corpus, &said, row, &["1"]).join(",")
            ));
        }
        let begin = "id,fold,topics,predicted,probability:a,probability:b\n3,1,,a;b,1.0000,0.5000";
        assert!(table.starts_with(begin), "{table}");
        assert_eq!(read(LABELLED, &table).unwrap(), said);
    }

    #[test]
    fn rows_that_do_not_match_are_named() {
        let cases = [
            (
                "given\na\n",
                "other.csv, row 1: there is no column \"predicted\"",
            ),
            (
                "id,predicted\n1,a\n2,c\n",
                "other.csv, row 3, column predicted: the topic \"c\" is unknown",
            ),
            (
                "id,predicted\n1,a\n4,b\n",
                "other.csv, row 3: no labelled row has the id \"4\"",
            ),
            (
                "id,predicted\n1,a\n1,b\n",
                "other.csv, row 3: a second row is about the same labelled row",
            ),
            (
                "id,predicted\n3,a\n",
                "other.csv: nothing is said of 2 of 3 labelled rows",
            ),
            (
                "predicted\na\nb\na\nb\n",
                "other.csv, row 5: there are only 3 labelled rows",
            ),
            (
                "predicted,probability:a\na,1\n",
                "other.csv, row 1: there is no column \"probability:b\"",
            ),
            (
                "predicted,probability:a,probability:b\na,1,1.5\n",
                "other.csv, row 2, column probability:b: \"1.5\" is no probability",
            ),
            (
                "predicted,probability:a,probability:b\na,NaN,1\n",
                "other.csv, row 2, column probability:a: \"NaN\" is no probability",
            ),
        ];
        for (table, expected) in cases {
            let error = read(LABELLED, table).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error}");
        }
        let twice = "id,text,topics\n1,x,a\n1,y,b\n";
        let error = read(twice, "id,predicted\n1,a\n").unwrap_err().to_string();
        let expected = "the labelled rows, column id: \"1\" stands twice";
        assert!(error.starts_with(expected), "{error}");
    }
}
