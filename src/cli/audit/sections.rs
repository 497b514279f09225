//! The findings as sections of a table or a page.

use super::Found;
use crate::audit::{Duplicates, FEW_ROWS};
use crate::cli::render::{figure, fit};
use crate::report::{Section, Table};

/// `count` is of all that was found, of which the rows may be the first.
fn section(
    title: &str,
    count: usize,
    told: &str,
    header: &[&str],
    rows: Vec<Vec<String>>,
) -> Section {
    Section {
        title: format!("{title}: {count}"),
        paragraph: told.to_owned(),
        table: Table {
            caption: title.to_owned(),
            header: header.iter().map(|name| (*name).to_owned()).collect(),
            rows,
        },
    }
}

impl Found {
    /// What was found, kind by kind, each with at most so many examples.
    pub(super) fn sections(&self, show: usize) -> Vec<Section> {
        vec![
            self.doubtful_labels(
                true,
                "Labels that are probably wrong",
                "Models that had not seen the row are sure that it does not have the topic.",
                show,
            ),
            self.doubtful_labels(
                false,
                "Labels that are probably missing",
                "Models that had not seen the row are sure that it has the topic.",
                show,
            ),
            self.doubtful_topics(),
            self.near_duplicates(show),
            self.odd_topics(),
            self.odd_rows(show),
        ]
    }

    /// The row's number and id, and the beginning of its text.
    fn name(&self, row: usize) -> [String; 2] {
        let paragraph = &self.corpus.examples()[row].paragraph;
        let number = match paragraph.id.as_deref().filter(|id| !id.is_empty()) {
            Some(id) => format!("{} ({id})", row + 1),
            None => (row + 1).to_string(),
        };
        let text = fit(&paragraph.text, 60, 1).pop().unwrap_or_default();
        [number, text]
    }

    fn doubtful_labels(&self, labelled: bool, title: &str, told: &str, show: usize) -> Section {
        let doubts = self.audit.doubts.iter();
        let doubts = doubts.filter(|doubt| doubt.labelled == labelled);
        let rows = doubts.clone().take(show).map(|doubt| {
            let [row, text] = self.name(doubt.row);
            let topic = self.topic(doubt.topic).to_owned();
            vec![row, topic, figure(f64::from(doubt.probability)), text]
        });
        let header = ["row", "topic", "probability", "text"];
        section(title, doubts.count(), told, &header, rows.collect())
    }

    fn doubtful_topics(&self) -> Section {
        let ids = self.corpus.topics().ids().zip(&self.audit.topic_doubts);
        let doubtful = ids.filter(|(_, counts)| counts.wrong + counts.missing > 0);
        let rows: Vec<Vec<String>> = doubtful
            .map(|(id, counts)| {
                let numbers = [counts.labelled, counts.wrong, counts.missing];
                let numbers = numbers.iter().map(usize::to_string);
                std::iter::once(id.to_owned()).chain(numbers).collect()
            })
            .collect();
        section(
            "Topics with doubtful labels",
            rows.len(),
            "Of the rows labelled with a topic, so many are probably wrong; of the others, so \
             many probably lack it.",
            &["topic", "labelled", "wrong", "missing"],
            rows,
        )
    }

    fn near_duplicates(&self, show: usize) -> Section {
        let mut duplicates: Vec<&Duplicates> = self.audit.duplicates.iter().collect();
        duplicates.sort_by_key(|found| (!found.contradictory, found.rows[0]));
        let rows = duplicates.iter().take(show).map(|found| {
            let numbers = found.rows.iter().map(|row| (row + 1).to_string());
            let [_, text] = self.name(found.rows[0]);
            let topics = if found.contradictory {
                "differ"
            } else {
                "same"
            };
            vec![
                numbers.collect::<Vec<_>>().join(", "),
                figure(found.similarity),
                topics.to_owned(),
                text,
            ]
        });
        section(
            "Near-duplicates",
            duplicates.len(),
            "Rows with nearly the same text; those with different topics come first.",
            &["rows", "similarity", "topics", "text"],
            rows.collect(),
        )
    }

    fn odd_topics(&self) -> Section {
        let rare = self.audit.rare_topics.iter().map(|(topic, rows)| {
            let told = format!("{rows} rows");
            vec![self.topic(*topic).to_owned(), told]
        });
        let bound = self.audit.bound_topics.iter().map(|bound| {
            let never = if bound.mutual {
                "apart from"
            } else {
                "without"
            };
            let other = self.topic(bound.with);
            let told = format!("never {never} {other} in {} rows", bound.rows);
            vec![self.topic(bound.topic).to_owned(), told]
        });
        let rows: Vec<Vec<String>> = rare.chain(bound).collect();
        section(
            "Topics that are too rare or never apart",
            rows.len(),
            &format!(
                "Topics with fewer than {FEW_ROWS} rows are too rare to learn; topics that never \
                 part cannot be told apart."
            ),
            &["topic", "finding"],
            rows,
        )
    }

    fn odd_rows(&self, show: usize) -> Section {
        let audit = &self.audit;
        let empty = audit.empty.iter().map(|row| (*row, "no text".to_owned()));
        let oversized = audit.oversized.iter();
        let oversized = oversized.map(|(row, length)| (*row, format!("{length} characters")));
        let repeated = audit.repeated_ids.iter();
        let repeated =
            repeated.map(|(row, before)| (*row, format!("has the id of row {}", before + 1)));
        let found: Vec<(usize, String)> = empty.chain(oversized).chain(repeated).collect();
        let count = found.len();
        let rows = found.into_iter().take(show).map(|(row, told)| {
            let [number, text] = self.name(row);
            vec![number, told, text]
        });
        section(
            "Rows to look at",
            count,
            "Rows without text, far longer than the others, or with the id of another.",
            &["row", "finding", "text"],
            rows.collect(),
        )
    }
}
