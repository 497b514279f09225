//! What is read from texts: term counts, glossary hits and lengths.

use rayon::prelude::*;

use super::{TermCounts, Vocabulary};
use crate::glossary::{GlossaryMatcher, Hit};
use crate::text::{Analysis, Term, Tokenizer};

/// How many rows are read at a time. Fixed, so that terms are numbered the
/// same way whatever the number of threads.
const CHUNK_ROWS: usize = 2048;

/// What was read from a number of texts, one row each.
#[derive(Debug, Clone, Default)]
pub struct Extraction {
    /// The counts of the terms.
    pub counts: TermCounts,
    hits: Vec<Hit>,
    /// Where the hits of each row end.
    hit_ends: Vec<usize>,
    lengths: Vec<u32>,
}

impl Extraction {
    /// The number of rows.
    pub fn n_rows(&self) -> usize {
        self.lengths.len()
    }

    /// The glossary hits of a row, in the order of the text.
    pub fn hits(&self, row: usize) -> &[Hit] {
        let start = match row {
            0 => 0,
            _ => self.hit_ends[row - 1],
        };
        &self.hits[start..self.hit_ends[row]]
    }

    /// The length of a row's text in characters of its normal form.
    pub fn length(&self, row: usize) -> u32 {
        self.lengths[row]
    }

    /// The same rows with renumbered terms, see [`TermCounts::renumbered`].
    #[must_use]
    pub fn renumbered(&self, new_columns: &[u32]) -> Self {
        Self {
            counts: self.counts.renumbered(new_columns),
            hits: self.hits.clone(),
            hit_ends: self.hit_ends.clone(),
            lengths: self.lengths.clone(),
        }
    }

    fn push(
        &mut self,
        text: &str,
        analysis: &mut Analysis,
        tokenizer: &Tokenizer,
        matcher: &GlossaryMatcher,
        occurrences: &mut Vec<u32>,
        mut column: impl FnMut(Term<'_>) -> Option<u32>,
    ) {
        tokenizer.analyze(text, analysis);
        for clause in 0..analysis.n_clauses() {
            analysis.for_each_term(clause, tokenizer.params(), |term| {
                let column = column(term);
                occurrences.extend(column);
                column.is_some()
            });
            self.counts.push_clause(occurrences);
        }
        self.counts.end_row();
        matcher.find(text, analysis, &mut self.hits);
        self.hit_ends.push(self.hits.len());
        self.lengths.push(analysis.n_characters() as u32);
    }

    fn append(&mut self, other: &Self, new_columns: &[u32]) {
        self.counts.append_renumbered(&other.counts, new_columns);
        let before = self.hits.len();
        self.hits.extend_from_slice(&other.hits);
        self.hit_ends
            .extend(other.hit_ends.iter().map(|end| before + end));
        self.lengths.extend_from_slice(&other.lengths);
    }
}

/// Reads texts with a known vocabulary; terms beyond it are passed over.
pub fn extract(
    texts: &[&str],
    tokenizer: &Tokenizer,
    matcher: &GlossaryMatcher,
    vocabulary: &Vocabulary,
) -> Extraction {
    let mut extraction = Extraction::default();
    let mut analysis = Analysis::default();
    let mut occurrences = Vec::new();
    for text in texts {
        extraction.push(
            text,
            &mut analysis,
            tokenizer,
            matcher,
            &mut occurrences,
            |term| vocabulary.find(term),
        );
    }
    extraction
}

/// Reads texts in parallel and collects their vocabulary on the way, sorted.
/// `progress` is called with the number of rows done since the last call.
pub fn extract_corpus(
    texts: &[&str],
    tokenizer: &Tokenizer,
    matcher: &GlossaryMatcher,
    progress: &(dyn Fn(usize) + Sync),
) -> (Vocabulary, Extraction) {
    let mut vocabulary = Vocabulary::default();
    let mut corpus = Extraction::default();
    // Chunks are read in parallel but numbered in order, a few at a time: the
    // result does not depend on the threads, and memory stays bounded.
    let group = CHUNK_ROWS * rayon::current_num_threads().max(1);
    for texts in texts.chunks(group) {
        let chunks: Vec<(Vocabulary, Extraction)> = texts
            .par_chunks(CHUNK_ROWS)
            .map(|texts| {
                let mut vocabulary = Vocabulary::default();
                let mut extraction = Extraction::default();
                let mut analysis = Analysis::default();
                let mut occurrences = Vec::new();
                for text in texts {
                    extraction.push(
                        text,
                        &mut analysis,
                        tokenizer,
                        matcher,
                        &mut occurrences,
                        |term| Some(vocabulary.insert(term)),
                    );
                }
                progress(texts.len());
                (vocabulary, extraction)
            })
            .collect();
        for (local, extraction) in chunks {
            let columns: Vec<u32> = local.iter().map(|term| vocabulary.insert(term)).collect();
            corpus.append(&extraction, &columns);
        }
    }
    let (sorted, new_columns) = vocabulary.sorted();
    let mut renumbered = Extraction::default();
    renumbered.append(&corpus, &new_columns);
    (sorted, renumbered)
}
