//! Rows of features: TF-IDF weights, and beside them the glossary's hits.

use rayon::prelude::*;

use super::{Extraction, SparseRecords, TfIdf};
use crate::error::Result;
use crate::glossary::{Glossary, Hit};
use crate::topics::TopicId;

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
        extraction.counts.whole(row, &mut entries);
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

    /// The records of these rows, of shape `(rows.len(), n_features)`, read in
    /// parallel.
    ///
    /// # Errors
    ///
    /// When a count is of a column that has no weight.
    pub fn records(&self, extraction: &Extraction, rows: &[usize]) -> Result<SparseRecords> {
        let vectors: Vec<Vec<(u32, f32)>> = rows
            .par_iter()
            .map(|row| self.row(extraction, *row))
            .collect();
        SparseRecords::from_rows(self.n_features(), vectors)
    }
}
