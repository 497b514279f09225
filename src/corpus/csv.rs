//! Labelled rows from CSV files.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::Path;

use super::{Corpus, LabelledParagraph, Paragraph};
use crate::encoding::Encoding;
use crate::error::{Error, Location, Result};
use crate::table::{Row, Table};
use crate::topics::{Topics, split_ids};

/// How labelled rows are read: which columns, which scheme of topics.
///
/// ```
/// use thematic::Topics;
/// use thematic::corpus::CorpusReader;
/// let mut reader = CorpusReader::default();
/// reader.text_column = "paragraph".to_owned();
/// reader.topics = Some(Topics::from_ids(["youth", "cyber"])?);
/// let csv = "paragraph,topics\nYoung people online,youth;cyber\n";
/// let corpus = reader.read_from("rows.csv", csv.as_bytes())?;
/// assert_eq!(corpus.examples()[0].topics.len(), 2);
/// # Ok::<(), thematic::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct CorpusReader {
    /// The column of the text.
    pub text_column: String,
    /// The column of the topics, joined by `;`.
    pub topics_column: String,
    /// The column that says which rows belong together, such as the paragraphs
    /// of one document; rows with nothing in it stand alone.
    pub group_column: Option<String>,
    /// The scheme. Without one, the labels found in the data are the topics,
    /// sorted by their bytes.
    pub topics: Option<Topics>,
    /// The encoding of the files.
    pub encoding: Encoding,
    /// Whether a row may be without a text, which otherwise is an error.
    pub empty_texts: bool,
}

impl Default for CorpusReader {
    fn default() -> Self {
        Self {
            text_column: "text".to_owned(),
            topics_column: "topics".to_owned(),
            group_column: None,
            topics: None,
            encoding: Encoding::Detect,
            empty_texts: false,
        }
    }
}

/// A row before its labels are known to be topics.
struct RawRow {
    paragraph: Paragraph,
    labels: String,
    group: Option<String>,
    location: Location,
}

impl CorpusReader {
    /// Reads all rows of all files, in order.
    ///
    /// # Errors
    ///
    /// When a file cannot be read, lacks a column, or has a row without text,
    /// with an unknown topic; the message gives the place.
    pub fn read<P: AsRef<Path>>(&self, paths: &[P]) -> Result<Corpus> {
        let mut rows = Vec::new();
        for path in paths {
            self.collect(&mut rows, Table::open(path.as_ref(), self.encoding)?)?;
        }
        self.resolve(rows)
    }

    /// Reads all rows of one source; `name` is for errors.
    ///
    /// # Errors
    ///
    /// As [`CorpusReader::read`].
    pub fn read_from<'r>(&self, name: &str, reader: impl Read + Send + 'r) -> Result<Corpus> {
        let mut rows = Vec::new();
        self.collect(&mut rows, Table::from_reader(name, reader, self.encoding)?)?;
        self.resolve(rows)
    }

    fn collect(&self, rows: &mut Vec<RawRow>, mut table: Table<'_>) -> Result<()> {
        let text = table.column(&self.text_column)?;
        let topics = table.column(&self.topics_column)?;
        let group = self.group_column.as_deref();
        let group = group.map(|name| table.column(name)).transpose()?;
        let id = table.find_column("id");
        let before = rows.len();
        while let Some(row) = table.next_row()? {
            rows.push(RawRow {
                paragraph: self.paragraph(&row, text, id)?,
                labels: row.get(topics).to_owned(),
                group: group
                    .map(|column| row.get(column).trim().to_owned())
                    .filter(|group| !group.is_empty()),
                location: row.location().column(&self.topics_column),
            });
        }
        if rows.len() == before {
            return Err(Error::data(
                Location::file(table.name()),
                "there is no row below the header",
                "give each paragraph a row",
            ));
        }
        Ok(())
    }

    fn paragraph(&self, row: &Row<'_>, text: usize, id: Option<usize>) -> Result<Paragraph> {
        let text = row.get(text);
        if text.trim().is_empty() && !self.empty_texts {
            return Err(Error::data(
                row.location().column(&self.text_column),
                "there is no text",
                "remove the row or give it a text",
            ));
        }
        Ok(Paragraph {
            id: id.map(|id| row.get(id).to_owned()),
            ..Paragraph::new(text)
        })
    }

    fn resolve(&self, rows: Vec<RawRow>) -> Result<Corpus> {
        let topics = match &self.topics {
            Some(topics) => topics.clone(),
            None => found_topics(&rows)?,
        };
        let examples = rows
            .into_iter()
            .map(|row| {
                let set = topics.parse_set(&row.labels).map_err(|problem| {
                    Error::data(
                        row.location,
                        problem,
                        "use the identifiers of the topics file, joined by `;`",
                    )
                })?;
                Ok(LabelledParagraph {
                    paragraph: row.paragraph,
                    topics: set,
                    group: row.group,
                })
            })
            .collect::<Result<Vec<_>>>()?;
        Corpus::new(topics, examples)
    }
}

fn found_topics(rows: &[RawRow]) -> Result<Topics> {
    let mut ids = BTreeSet::new();
    for row in rows {
        for id in split_ids(&row.labels) {
            if !ids.contains(id) {
                Topics::from_ids([id]).map_err(|error| {
                    Error::data(
                        row.location.clone(),
                        error.to_string(),
                        "shorten or correct it",
                    )
                })?;
                ids.insert(id.to_owned());
            }
        }
    }
    if ids.is_empty() {
        let location = rows
            .first()
            .map_or_else(|| Location::file("the data"), |row| row.location.clone());
        return Err(Error::data(
            location,
            "neither this row nor any other has a topic",
            "give some rows topics, joined by `;`",
        ));
    }
    Topics::from_ids(ids)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(csv: &str) -> Result<Corpus> {
        CorpusReader::default().read_from("r.csv", csv.as_bytes())
    }

    #[test]
    fn without_a_scheme_the_labels_found_are_the_topics_in_byte_order() {
        let corpus = read("id,text,topics\n1,a,youth;cyber\n2,b,\n").unwrap();
        assert_eq!(
            corpus.topics().ids().collect::<Vec<_>>(),
            ["cyber", "youth"]
        );
        assert_eq!(corpus.examples()[0].paragraph.id.as_deref(), Some("1"));
        assert!(corpus.examples()[1].topics.is_empty());
    }

    #[test]
    fn what_is_wrong_with_a_row_is_said_with_its_place() {
        let cases = [
            (
                "text,topics\n ,a\n",
                "r.csv, row 2, column text: there is no text",
            ),
            ("text,topics\n", "r.csv: there is no row below the header"),
            (
                "text,topics\nx,\n",
                "r.csv, row 2, column topics: neither this row nor any other has a topic",
            ),
        ];
        for (csv, expected) in cases {
            let error = read(csv).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error}");
        }
    }

    #[test]
    fn a_topic_beyond_the_scheme_is_named() {
        let reader = CorpusReader {
            topics: Some(Topics::from_ids(["youth"]).unwrap()),
            ..CorpusReader::default()
        };
        let csv = "text,topics\na,youth\nb,yuoth\n";
        let error = reader.read_from("r.csv", csv.as_bytes()).unwrap_err();
        assert!(
            error.to_string().starts_with(
                "r.csv, row 3, column topics: the topic \"yuoth\" is unknown, \
                 the nearest is \"youth\""
            ),
            "{error}"
        );
    }
}
