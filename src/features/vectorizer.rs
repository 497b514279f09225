//! Rows of features: TF-IDF weights, and beside them the glossary's hits.

use rayon::prelude::*;

use super::{Extraction, SparseRecords, TermRows, TfIdf};
use crate::error::Result;
use crate::glossary::{Glossary, Hit};
use crate::topics::TopicId;

/// How many rows one thread turns into records at a time.
const BATCH: usize = 1024;

/// Turns what was read from a text into a row of features.
///
/// Columns `0..n_terms` are the terms' TF-IDF weights. If the glossary counts
/// as features, column `n_terms + t` is `scale × (1 + ln h)`, where `h` is the
/// number of hits of terms that show topic `t`, and 0 without a hit. The hits
/// are not scaled with the length of the row: a term of the glossary tells as
/// much in a long paragraph as in a short one.
#[derive(Debug, Clone, PartialEq)]
pub struct Vectorizer {
    tfidf: TfIdf,
    glossary_scale: f32,
    n_topics: usize,
    /// The topics that each term of the glossary shows.
    shown: Vec<Vec<TopicId>>,
}

impl Vectorizer {
    /// Features of terms, and with a `glossary_scale` above 0 also of glossary
    /// hits.
    pub fn new(tfidf: TfIdf, glossary: &Glossary, glossary_scale: f32, n_topics: usize) -> Self {
        let shown = glossary.terms().iter().map(|term| term.topics.clone());
        Self {
            tfidf,
            glossary_scale,
            n_topics,
            shown: shown.collect(),
        }
    }

    /// The weights of the terms.
    pub fn tfidf(&self) -> &TfIdf {
        &self.tfidf
    }

    /// The number of columns that are terms.
    pub fn n_terms(&self) -> usize {
        self.tfidf.weights().len()
    }

    /// The number of columns in all.
    pub fn n_features(&self) -> usize {
        self.n_terms()
            + if self.uses_glossary() {
                self.n_topics
            } else {
                0
            }
    }

    /// Whether glossary hits are among the features.
    pub fn uses_glossary(&self) -> bool {
        self.glossary_scale > 0.0 && !self.shown.is_empty()
    }

    /// The topics that a glossary term shows.
    pub fn shown(&self, hit: Hit) -> &[TopicId] {
        &self.shown[hit.term as usize]
    }

    /// Adds the hits to a count for each topic.
    pub fn count_hits(&self, hits: &[Hit], counts: &mut [u32]) {
        for hit in hits {
            for topic in self.shown(*hit) {
                counts[topic.column()] += 1;
            }
        }
    }

    /// The column and value of the feature that `count` hits of a topic make.
    pub fn hit_feature(&self, topic: usize, count: u32) -> (u32, f32) {
        let value = f64::from(self.glossary_scale) * (1.0 + libm::log(f64::from(count)));
        ((self.n_terms() + topic) as u32, value as f32)
    }

    /// The row of features of a whole paragraph, by ascending column.
    pub fn row(&self, extraction: &Extraction, row: usize) -> Vec<(u32, f32)> {
        let mut entries = Vec::new();
        extraction.terms.whole(row, &mut entries);
        let mut features = Vec::with_capacity(entries.len() + 4);
        self.tfidf.transform(&entries, &mut features);
        if self.uses_glossary() {
            let mut counts = vec![0; self.n_topics];
            self.count_hits(extraction.hits(row), &mut counts);
            self.push_hits(&counts, &mut features);
        }
        features
    }

    /// Appends the features that these counts of hits make.
    pub fn push_hits(&self, counts: &[u32], features: &mut Vec<(u32, f32)>) {
        if self.uses_glossary() {
            let hit = counts.iter().enumerate().filter(|(_, count)| **count > 0);
            features.extend(hit.map(|(topic, count)| self.hit_feature(topic, *count)));
        }
    }

    /// The records of these rows of a corpus, of shape
    /// `(rows.len(), n_features)`, made in parallel. The corpus's columns have
    /// the numbers `new_columns` here, or `u32::MAX` where they are none of this
    /// vectorizer's.
    ///
    /// # Errors
    ///
    /// When a count is of a column that has no weight.
    pub fn records(
        &self,
        corpus: &Extraction<TermRows>,
        new_columns: &[u32],
        rows: &[usize],
    ) -> Result<SparseRecords> {
        let is_kept = |(column, _): &(u32, u32)| new_columns[*column as usize] != u32::MAX;
        let mut hit_counts = vec![0; self.n_topics];
        let mut starts = Vec::with_capacity(rows.len() + 1);
        starts.push(0);
        let mut end = 0;
        for row in rows {
            end += corpus.terms.whole(*row).filter(is_kept).count();
            if self.uses_glossary() {
                hit_counts.fill(0);
                self.count_hits(corpus.hits(*row), &mut hit_counts);
                end += hit_counts.iter().filter(|count| **count > 0).count();
            }
            starts.push(end);
        }
        let (mut columns, mut values) = (vec![0u32; end], vec![0f32; end]);
        let mut batches = Vec::with_capacity(rows.len() / BATCH + 1);
        let (mut columns_left, mut values_left) = (&mut columns[..], &mut values[..]);
        for first in (0..rows.len()).step_by(BATCH) {
            let last = (first + BATCH).min(rows.len());
            let length = starts[last] - starts[first];
            let (columns, rest_of_columns) = columns_left.split_at_mut(length);
            let (values, rest_of_values) = values_left.split_at_mut(length);
            (columns_left, values_left) = (rest_of_columns, rest_of_values);
            batches.push((&rows[first..last], columns, values));
        }
        batches.into_par_iter().for_each(|(rows, columns, values)| {
            let (mut entries, mut features) = (Vec::new(), Vec::new());
            let mut hit_counts = vec![0; self.n_topics];
            let mut place = 0;
            for row in rows {
                entries.clear();
                let whole = corpus.terms.whole(*row).filter(is_kept);
                entries.extend(whole.map(|(column, n)| (new_columns[column as usize], n)));
                features.clear();
                self.tfidf.transform(&entries, &mut features);
                if self.uses_glossary() {
                    hit_counts.fill(0);
                    self.count_hits(corpus.hits(*row), &mut hit_counts);
                    self.push_hits(&hit_counts, &mut features);
                }
                for (column, value) in &features {
                    (columns[place], values[place]) = (*column, *value);
                    place += 1;
                }
            }
        });
        SparseRecords::from_parts(self.n_features(), starts, columns, values)
    }
}
