//! The findings as sections of a table or a page.

use super::Found;
use crate::audit::{Duplicates, FEW_ROWS};
use crate::cli::render::{figure, fit};
use crate::report::{Section, Table};

impl Found {
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

    /// What was found, kind by kind, each with at most so many examples.
    pub(super) fn sections(&self, show: usize) -> Vec<Section> {
        let audit = &self.audit;
        let section = |title: &str, count: usize, told: &str, header: &[&str], rows| Section {
            title: format!("{title}: {count}"),
            paragraph: told.to_owned(),
            table: Table {
                caption: title.to_owned(),
                header: header.iter().map(|name| (*name).to_owned()).collect(),
                rows,
            },
        };
        let doubtful = |labelled: bool| {
            let of = audit.doubts.iter().filter(move |d| d.labelled == labelled);
            let rows = of.clone().take(show).map(|doubt| {
                let [row, text] = self.name(doubt.row);
                let topic = self.topic(doubt.topic).to_owned();
                vec![row, topic, figure(f64::from(doubt.probability)), text]
            });
            (of.count(), rows.collect::<Vec<_>>())
        };
        let labels = ["row", "topic", "probability", "text"];
        let (wrong, wrong_rows) = doubtful(true);
        let (missing, missing_rows) = doubtful(false);
        let mut duplicates: Vec<&Duplicates> = audit.duplicates.iter().collect();
        duplicates.sort_by_key(|found| (!found.contradictory, found.rows[0]));
        let duplicate_rows = duplicates.iter().take(show).map(|found| {
            let others = found.rows.iter().map(|row| (row + 1).to_string());
            let [_, text] = self.name(found.rows[0]);
            vec![
                others.collect::<Vec<_>>().join(", "),
                figure(found.similarity),
                if found.contradictory {
                    "differ"
                } else {
                    "same"
                }
                .to_owned(),
                text,
            ]
        });
        let ids = self.corpus.topics().ids().zip(&audit.topic_doubts);
        let by_topic = ids.filter(|(_, counts)| counts.wrong + counts.missing > 0);
        let by_topic: Vec<Vec<String>> = by_topic
            .map(|(id, counts)| {
                vec![
                    id.to_owned(),
                    counts.labelled.to_string(),
                    counts.wrong.to_string(),
                    counts.missing.to_string(),
                ]
            })
            .collect();
        let topics = audit.rare_topics.iter().map(|(topic, rows)| {
            let told = format!("{rows} rows");
            vec![self.topic(*topic).to_owned(), told]
        });
        let bound = audit.bound_topics.iter().map(|bound| {
            let other = self.topic(bound.with);
            let told = if bound.mutual {
                format!("never apart from {other} in {} rows", bound.rows)
            } else {
                format!("never without {other} in {} rows", bound.rows)
            };
            vec![self.topic(bound.topic).to_owned(), told]
        });
        let texts = (audit.empty.iter().map(|row| (*row, "no text".to_owned())))
            .chain(
                (audit.oversized.iter())
                    .map(|(row, length)| (*row, format!("{length} characters"))),
            )
            .chain(
                (audit.repeated_ids.iter())
                    .map(|(row, before)| (*row, format!("has the id of row {}", before + 1))),
            );
        let text_rows: Vec<Vec<String>> = texts
            .map(|(row, told)| {
                let [number, text] = self.name(row);
                vec![number, told, text]
            })
            .collect();
        vec![
            section(
                "Labels that are probably wrong",
                wrong,
                "Models that had not seen the row are sure that it does not have the topic.",
                &labels,
                wrong_rows,
            ),
            section(
                "Labels that are probably missing",
                missing,
                "Models that had not seen the row are sure that it has the topic.",
                &labels,
                missing_rows,
            ),
            section(
                "Topics with doubtful labels",
                by_topic.len(),
                "Of the rows labelled with a topic, so many are probably wrong; of the others, \
                 so many probably lack it.",
                &["topic", "labelled", "wrong", "missing"],
                by_topic,
            ),
            section(
                "Near-duplicates",
                audit.duplicates.len(),
                "Rows with nearly the same text; those with different topics come first.",
                &["rows", "similarity", "topics", "text"],
                duplicate_rows.collect(),
            ),
            section(
                "Topics that are too rare or never apart",
                audit.rare_topics.len() + audit.bound_topics.len(),
                &format!(
                    "Topics with fewer than {FEW_ROWS} rows are too rare to learn; topics that \
                     never part cannot be told apart."
                ),
                &["topic", "finding"],
                topics.chain(bound).collect(),
            ),
            section(
                "Rows to look at",
                text_rows.len(),
                "Rows without text, far longer than the others, or with the id of another.",
                &["row", "finding", "text"],
                text_rows.into_iter().take(show).collect(),
            ),
        ]
    }
}
