//! A glossary: terms that show a topic wherever they stand.

mod longest_match;

use std::io::Read;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::encoding::Encoding;
use crate::error::{Error, Location, Result};
use crate::table::Table;
use crate::text::{Analysis, Tokenizer, is_han};
use crate::topics::{TopicId, TopicSet, Topics};
use longest_match::LongestMatch;

/// A term and the topics that it shows; none for a name that only sounds like
/// a topic, such as that of an office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GlossaryTerm {
    /// The term as the glossary writes it.
    pub term: String,
    /// The columns of its topics, ascending.
    pub topics: Vec<TopicId>,
}

/// The terms of a glossary, in the order of its file.
///
/// ```
/// use thematic::{Glossary, Topics};
/// let topics = Topics::from_ids(["terrorism", "cooperation"])?;
/// let csv = "term,topics\n恐怖袭击,terrorism\n反恐怖主义办公室,\n";
/// let glossary = Glossary::from_reader("glossary.csv", csv.as_bytes(), &topics)?;
/// assert_eq!(glossary.terms().len(), 2);
/// # Ok::<(), thematic::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Glossary {
    terms: Vec<GlossaryTerm>,
}

impl Glossary {
    /// Reads a CSV file with the columns `term` and `topics` (joined by `;`).
    ///
    /// # Errors
    ///
    /// When the file cannot be read, lacks a column, or has a row without a
    /// term, a term twice, or an unknown topic; the message gives the place.
    pub fn read(path: &Path, topics: &Topics) -> Result<Self> {
        Self::from_table(Table::open(path, Encoding::Detect)?, topics)
    }

    /// Reads the same table from any source; `name` is for errors.
    ///
    /// # Errors
    ///
    /// As [`Glossary::read`].
    pub fn from_reader<'r>(
        name: &str,
        reader: impl Read + Send + 'r,
        topics: &Topics,
    ) -> Result<Self> {
        Self::from_table(Table::from_reader(name, reader, Encoding::Detect)?, topics)
    }

    fn from_table(mut table: Table<'_>, topics: &Topics) -> Result<Self> {
        let term = table.column("term")?;
        let joined = table.column("topics")?;
        let mut terms = Vec::new();
        let mut rows = std::collections::HashMap::new();
        while let Some(row) = table.next_row()? {
            let text = row.get(term).trim();
            if !text.chars().any(char::is_alphanumeric) {
                return Err(Error::data(
                    row.location().column("term"),
                    "there is no term",
                    "remove the row or give it a term",
                ));
            }
            if let Some(first) = rows.insert(text.to_owned(), row.number()) {
                return Err(Error::data(
                    row.location().column("term"),
                    format!("the term {text:?} stands already in row {first}"),
                    "remove one of the two rows",
                ));
            }
            let set = topics.parse_set(row.get(joined)).map_err(|problem| {
                Error::data(
                    row.location().column("topics"),
                    problem,
                    "use the identifiers of the topics file, joined by `;`",
                )
            })?;
            terms.push(GlossaryTerm {
                term: text.to_owned(),
                topics: set.iter().collect(),
            });
        }
        if terms.is_empty() {
            return Err(Error::data(
                Location::file(table.name()),
                "there is no term below the header",
                "give each term a row",
            ));
        }
        Ok(Self { terms })
    }

    /// The terms, in the order of the file.
    pub fn terms(&self) -> &[GlossaryTerm] {
        &self.terms
    }

    /// Whether there is no term.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The terms that consist of Han characters alone: words that a segmenter
    /// should know.
    pub fn han_words(&self) -> impl Iterator<Item = String> + '_ {
        self.terms
            .iter()
            .map(|term| &term.term)
            .filter(|term| term.chars().all(is_han) && term.chars().nth(1).is_some())
            .cloned()
    }

    /// The topics that a term shows.
    pub fn topics_of(&self, term: usize) -> TopicSet {
        self.terms[term].topics.iter().copied().collect()
    }
}

/// One place where a term stands in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// The clause in which the term begins.
    pub clause: u32,
    /// The term's place in [`Glossary::terms`].
    pub term: u32,
}

/// Finds the terms of a glossary in texts: the longest at each place, from
/// left to right, each stretch of text used once. Han terms are found by their characters, others by the stems of whole words.
#[derive(Debug, Clone)]
pub struct GlossaryMatcher {
    patterns: LongestMatch,
    /// The glossary term that each pattern stands for.
    term_of: Vec<u32>,
}

impl GlossaryMatcher {
    /// Prepares the terms with the tokenizer that will read the texts.
    ///
    /// # Errors
    ///
    /// When two terms that differ only in case, width or ending show different
    /// topics.
    pub fn new(glossary: &Glossary, tokenizer: &Tokenizer) -> Result<Self> {
        let mut analysis = Analysis::default();
        let mut patterns = Vec::with_capacity(glossary.terms.len());
        for (term, entry) in glossary.terms.iter().enumerate() {
            let mut form = String::new();
            tokenizer.match_form(&entry.term, &mut analysis, &mut form);
            patterns.push((form, term as u32));
        }
        // Terms that differ only in case, width or ending are one pattern.
        patterns.sort();
        for same in patterns.chunk_by(|a, b| a.0 == b.0) {
            let term = |place: usize| &glossary.terms[same[place].1 as usize];
            let other = (1..same.len()).find(|place| term(*place).topics != term(0).topics);
            if let Some(other) = other {
                return Err(Error::data(
                    Location::file("the glossary"),
                    format!(
                        "the terms {:?} and {:?} are one word to the tokenizer, but show \
                         different topics",
                        term(0).term,
                        term(other).term
                    ),
                    "give them the same topics, or remove one",
                ));
            }
        }
        patterns.dedup_by(|later, first| later.0 == first.0);
        patterns.retain(|(form, _)| !form.is_empty());
        Ok(Self {
            patterns: LongestMatch::new(patterns.iter().map(|(form, _)| form.as_str())),
            term_of: patterns.into_iter().map(|(_, term)| term).collect(),
        })
    }

    /// Appends the hits in a text that `analysis` was filled with, by place.
    pub fn find(&self, text: &str, analysis: &Analysis, hits: &mut Vec<Hit>) {
        if self.term_of.is_empty() {
            return;
        }
        let (mut form, mut starts) = (String::with_capacity(text.len()), Vec::new());
        analysis.match_form(&mut form, &mut starts, text);
        let mut clause = 0;
        self.patterns.find(&form, |place, pattern| {
            while starts.get(clause + 1).is_some_and(|next| *next <= place) {
                clause += 1;
            }
            hits.push(Hit {
                clause: clause as u32,
                term: self.term_of[pattern],
            });
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::TokenizerParams;

    fn found(terms: &[&str], text: &str) -> Vec<(u32, String)> {
        let glossary = Glossary {
            terms: terms
                .iter()
                .map(|term| GlossaryTerm {
                    term: (*term).to_owned(),
                    topics: Vec::new(),
                })
                .collect(),
        };
        let tokenizer = TokenizerParams::default().build().unwrap();
        let matcher = GlossaryMatcher::new(&glossary, &tokenizer).unwrap();
        let mut analysis = Analysis::default();
        tokenizer.analyze(text, &mut analysis);
        let mut hits = Vec::new();
        matcher.find(text, &analysis, &mut hits);
        hits.into_iter()
            .map(|hit| (hit.clause, terms[hit.term as usize].to_owned()))
            .collect()
    }

    #[test]
    fn the_longest_term_wins_and_uses_its_text_up() {
        assert_eq!(
            found(&["恐怖", "恐怖主义", "主义行为", "行为"], "恐怖主义行为"),
            [(0, "恐怖主义".into()), (0, "行为".into())]
        );
    }

    #[test]
    fn hits_know_their_clause_and_terms_may_cross_clauses() {
        assert_eq!(
            found(
                &["解除武装、复员", "边界"],
                "边界，支持解除武装、复员，边界"
            ),
            [
                (0, "边界".into()),
                (1, "解除武装、复员".into()),
                (3, "边界".into())
            ]
        );
    }

    #[test]
    fn english_terms_are_whole_words_in_any_form() {
        let terms = ["small arm", "small arms trade", "arm"];
        assert_eq!(
            found(&terms, "Small arms, armies and arms; small-arms traders"),
            [
                (0, "small arm".into()),
                (1, "arm".into()),
                (2, "small arm".into())
            ]
        );
        assert_eq!(
            found(&terms, "small arms trade"),
            [(0, "small arms trade".into())]
        );
    }

    #[test]
    fn traditional_text_is_found_by_simplified_terms() {
        assert_eq!(
            found(&["恐怖主义"], "打擊恐怖主義"),
            [(0, "恐怖主义".into())]
        );
    }

    #[test]
    fn terms_of_one_stem_must_show_the_same_topics() {
        let topics = Topics::from_ids(["a", "b"]).unwrap();
        let matcher = |csv: &str| {
            let glossary = Glossary::from_reader("g.csv", csv.as_bytes(), &topics).unwrap();
            GlossaryMatcher::new(&glossary, &TokenizerParams::default().build().unwrap())
        };
        assert!(matcher("term,topics\nbarrel bomb,a\nbarrel bombs,a\n").is_ok());
        let error = matcher("term,topics\nbarrel bomb,a\nbarrel bombs,b\n").unwrap_err();
        assert!(
            error.to_string().starts_with(
                "the glossary: the terms \"barrel bomb\" and \"barrel bombs\" are one word"
            ),
            "{error}"
        );
    }

    #[test]
    fn a_repeated_term_is_an_error_with_its_row() {
        let topics = Topics::from_ids(["a"]).unwrap();
        let csv = "term,topics\nx,a\nx,\n";
        let error = Glossary::from_reader("g.csv", csv.as_bytes(), &topics).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("g.csv, row 3, column term: the term \"x\" stands already in row 2"),
            "{error}"
        );
    }
}
