//! The scheme of topics: their identifiers, names and order.

use std::collections::{BTreeMap, HashMap};
use std::io::Read;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::encoding::Encoding;
use crate::error::{Error, Location, Result};
use crate::table::Table;

/// The column of a topic in every matrix of shape `(n_samples, n_topics)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TopicId(u32);

impl TopicId {
    /// The topic of a column.
    pub fn from_column(column: usize) -> Self {
        Self(u32::try_from(column).unwrap_or(u32::MAX))
    }

    /// The topic's column.
    pub fn column(self) -> usize {
        self.0 as usize
    }
}

/// One topic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// The identifier that data files use, such as `arms-trafficking`.
    pub id: String,
    /// The group that the topic belongs to, such as `threats`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Names by language code (`zh`, `en`).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub names: BTreeMap<String, String>,
    /// Numbers of the UNBIS Thesaurus, separated by spaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unbis: Option<String>,
}

impl Topic {
    /// A topic of which only the identifier is known.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            group: None,
            names: BTreeMap::new(),
            unbis: None,
        }
    }

    /// The name in a language, or the identifier where there is none.
    pub fn name(&self, language: &str) -> &str {
        self.names.get(language).unwrap_or(&self.id)
    }
}

/// The topics of a model or corpus, in the order of its columns.
///
/// ```
/// use thematic::Topics;
/// let topics = Topics::from_ids(["terrorism", "cooperation"])?;
/// let cooperation = topics.find("cooperation").unwrap();
/// assert_eq!(cooperation.column(), 1);
/// assert_eq!(topics[cooperation].id, "cooperation");
/// # Ok::<(), thematic::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Topic>", into = "Vec<Topic>")]
pub struct Topics {
    topics: Vec<Topic>,
    columns: HashMap<String, TopicId>,
}

impl Topics {
    /// Checks the identifiers and fixes the order.
    ///
    /// # Errors
    ///
    /// When an identifier is empty, occurs twice, contains `;` or a control
    /// character, or begins or ends with a space.
    pub fn new(topics: Vec<Topic>) -> Result<Self> {
        let mut columns = HashMap::with_capacity(topics.len());
        for (column, topic) in topics.iter().enumerate() {
            check_id(&topic.id)?;
            if columns
                .insert(topic.id.clone(), TopicId::from_column(column))
                .is_some()
            {
                return Err(Error::parameter(
                    "a topic's identifier",
                    format!("{:?} twice", topic.id),
                    "different from every other",
                ));
            }
        }
        Ok(Self { topics, columns })
    }

    /// Topics of which only the identifiers are known.
    ///
    /// # Errors
    ///
    /// As [`Topics::new`].
    pub fn from_ids<I: Into<String>>(ids: impl IntoIterator<Item = I>) -> Result<Self> {
        Self::new(ids.into_iter().map(Topic::new).collect())
    }

    /// Reads a CSV file with a column `id`, optional columns `group` and
    /// `unbis`, and one column of names for each language, headed by its
    /// two-letter code.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, has no column `id`, no rows, or an
    /// identifier that [`Topics::new`] refuses; the error names the row.
    pub fn read(path: &Path) -> Result<Self> {
        Self::from_table(Table::open(path, Encoding::Detect)?)
    }

    /// Reads the same table from any source; `name` is for errors.
    ///
    /// # Errors
    ///
    /// As [`Topics::read`].
    pub fn from_reader<'r>(name: &str, reader: impl Read + Send + 'r) -> Result<Self> {
        Self::from_table(Table::from_reader(name, reader, Encoding::Detect)?)
    }

    fn from_table(mut table: Table<'_>) -> Result<Self> {
        let id = table.column("id")?;
        let group = table.find_column("group");
        let unbis = table.find_column("unbis");
        let languages: Vec<(usize, String)> = table
            .headers()
            .iter()
            .enumerate()
            .filter(|(_, header)| is_language_code(header) && *header != "id")
            .map(|(column, header)| (column, header.clone()))
            .collect();
        let mut topics = Vec::new();
        let mut seen = HashMap::new();
        while let Some(row) = table.next_row()? {
            let given = |column: Option<usize>| {
                column
                    .map(|column| row.get(column).trim())
                    .filter(|value| !value.is_empty())
                    .map(str::to_owned)
            };
            let topic = Topic {
                id: row.get(id).trim().to_owned(),
                group: given(group),
                names: languages
                    .iter()
                    .filter_map(|(column, code)| Some((code.clone(), given(Some(*column))?)))
                    .collect(),
                unbis: given(unbis),
            };
            let place = || row.location().column("id");
            check_id(&topic.id).map_err(|error| {
                Error::data(
                    place(),
                    error.to_string(),
                    "give every topic a short identifier",
                )
            })?;
            if let Some(first) = seen.insert(topic.id.clone(), row.number()) {
                return Err(Error::data(
                    place(),
                    format!("the topic {:?} stands already in row {first}", topic.id),
                    "remove one of the two rows",
                ));
            }
            topics.push(topic);
        }
        if topics.is_empty() {
            return Err(Error::data(
                Location::file(table.name()),
                "there is no topic below the header",
                "give one topic a row",
            ));
        }
        Self::new(topics)
    }

    /// The number of topics.
    pub fn len(&self) -> usize {
        self.topics.len()
    }

    /// Whether there is no topic.
    pub fn is_empty(&self) -> bool {
        self.topics.is_empty()
    }

    /// The topic with this identifier.
    pub fn find(&self, id: &str) -> Option<TopicId> {
        self.columns.get(id).copied()
    }

    /// All topics, in the order of their columns.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (TopicId, &Topic)> {
        self.topics
            .iter()
            .enumerate()
            .map(|(column, topic)| (TopicId::from_column(column), topic))
    }

    /// All topic identifiers, in the order of their columns.
    pub fn ids(&self) -> impl ExactSizeIterator<Item = &str> {
        self.topics.iter().map(|topic| topic.id.as_str())
    }

    /// The language codes for which every topic has a name.
    pub fn languages(&self) -> Vec<&str> {
        let Some(first) = self.topics.first() else {
            return Vec::new();
        };
        first
            .names
            .keys()
            .map(String::as_str)
            .filter(|code| self.topics.iter().all(|t| t.names.contains_key(*code)))
            .collect()
    }

    /// Reads identifiers joined by `;`. Spaces around an identifier, empty pieces
    /// and an identifier's second occurrence are passed over.
    ///
    /// # Errors
    ///
    /// When an identifier is unknown; the message says which, and which known
    /// one is nearest.
    pub fn parse_set(&self, joined: &str) -> Result<TopicSet, String> {
        let mut set = TopicSet::default();
        for id in split_ids(joined) {
            let Some(topic) = self.find(id) else {
                return Err(match nearest(id, self.ids()) {
                    Some(known) => format!("the topic {id:?} is unknown, the nearest is {known:?}"),
                    None => format!("the topic {id:?} is unknown"),
                });
            };
            set.insert(topic);
        }
        Ok(set)
    }

    /// The identifiers of a set, joined by `;` in the order of the columns.
    pub fn join(&self, set: &TopicSet) -> String {
        let ids: Vec<&str> = set.iter().map(|topic| self[topic].id.as_str()).collect();
        ids.join(";")
    }
}

impl std::ops::Index<TopicId> for Topics {
    type Output = Topic;

    fn index(&self, topic: TopicId) -> &Topic {
        &self.topics[topic.column()]
    }
}

impl TryFrom<Vec<Topic>> for Topics {
    type Error = Error;

    fn try_from(topics: Vec<Topic>) -> Result<Self> {
        Self::new(topics)
    }
}

impl From<Topics> for Vec<Topic> {
    fn from(topics: Topics) -> Self {
        topics.topics
    }
}

/// The topics of one paragraph, in the order of their columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TopicSet(Vec<TopicId>);

impl TopicSet {
    /// Adds a topic; `false` when it was there already.
    pub fn insert(&mut self, topic: TopicId) -> bool {
        match self.0.binary_search(&topic) {
            Ok(_) => false,
            Err(place) => {
                self.0.insert(place, topic);
                true
            }
        }
    }

    /// Whether the topic is in the set.
    pub fn contains(&self, topic: TopicId) -> bool {
        self.0.binary_search(&topic).is_ok()
    }

    /// The topics, in the order of their columns.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = TopicId> + '_ {
        self.0.iter().copied()
    }

    /// The number of topics.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no topic.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<TopicId> for TopicSet {
    fn from_iter<I: IntoIterator<Item = TopicId>>(topics: I) -> Self {
        let mut topics: Vec<TopicId> = topics.into_iter().collect();
        topics.sort_unstable();
        topics.dedup();
        Self(topics)
    }
}

/// The identifiers in a `;`-joined list.
pub(crate) fn split_ids(joined: &str) -> impl Iterator<Item = &str> {
    joined.split(';').map(str::trim).filter(|id| !id.is_empty())
}

/// The known name that differs from `given` in the fewest characters, if it
/// differs in less than half of them.
pub(crate) fn nearest<'k>(given: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    known
        .map(|name| (edit_distance(given, name), name))
        .min()
        .filter(|(distance, name)| *distance * 2 < name.chars().count().max(2))
        .map(|(_, name)| name)
}

/// Levenshtein's distance in characters.
fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

fn is_language_code(header: &str) -> bool {
    header.len() == 2 && header.bytes().all(|byte| byte.is_ascii_lowercase())
}

fn check_id(id: &str) -> Result<()> {
    let expected = if id.is_empty() {
        "not empty"
    } else if id.trim() != id {
        "free of spaces at its ends"
    } else if id.contains(';') {
        "free of `;`, which separates topics"
    } else if id.chars().any(char::is_control) {
        "free of control characters"
    } else if id.chars().count() > 200 {
        "at most 200 characters long"
    } else {
        return Ok(());
    };
    Err(Error::parameter(
        "a topic's identifier",
        format!("{id:?}"),
        expected,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_in_the_order_of_the_columns_whatever_the_order_in_the_file() {
        let topics = Topics::from_ids(["b", "a", "c"]).unwrap();
        let set = topics.parse_set(" c ;b;").unwrap();
        assert_eq!(topics.join(&set), "b;c");
        assert_eq!(set.len(), 2);
    }

    #[test]
    fn unknown_topics_are_named_and_repeated_ones_count_once() {
        let topics = Topics::from_ids(["terrorism", "cooperation"]).unwrap();
        let unknown = topics.parse_set("terorism").unwrap_err();
        assert_eq!(
            unknown,
            "the topic \"terorism\" is unknown, the nearest is \"terrorism\""
        );
        let far = topics.parse_set("xyz").unwrap_err();
        assert_eq!(far, "the topic \"xyz\" is unknown");
        assert_eq!(topics.parse_set("terrorism; terrorism").unwrap().len(), 1);
    }

    #[test]
    fn the_table_of_topics_gives_names_by_language() {
        let csv = "id,group,zh,en,unbis\nenvironment,people,环境,Environment,1 2\n";
        let topics = Topics::from_reader("topics.csv", csv.as_bytes()).unwrap();
        let topic = &topics[TopicId::from_column(0)];
        assert_eq!(topic.name("zh"), "环境");
        assert_eq!(topic.name("fr"), "environment");
        assert_eq!(topic.unbis.as_deref(), Some("1 2"));
        assert_eq!(topics.languages(), ["en", "zh"]);
    }

    #[test]
    fn a_repeated_identifier_is_an_error_with_its_row() {
        let csv = "id\nyouth\nhealth\nyouth\n";
        let error = Topics::from_reader("topics.csv", csv.as_bytes()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "topics.csv, row 4, column id: the topic \"youth\" stands already in row 2; \
             remove one of the two rows"
        );
    }

    #[test]
    fn the_edit_distance_is_levenshteins() {
        assert_eq!(edit_distance("kitten", "sitting"), 3);
        assert_eq!(edit_distance("", "abc"), 3);
        assert_eq!(edit_distance("边界", "边境"), 1);
    }
}
