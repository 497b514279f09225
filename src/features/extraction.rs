//! What is read from texts: term counts, glossary hits and lengths.

use rayon::prelude::*;

use super::vocabulary::{Growing, Known};
use super::{TermCounts, Vocabulary};
use crate::glossary::{GlossaryMatcher, Hit};
use crate::text::{Analysis, TermNumbers, Tokenizer};

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

    /// Some of the rows, with renumbered terms; see [`TermCounts::renumbered`].
    #[must_use]
    pub fn renumbered(&self, rows: &[usize], new_columns: &[u32]) -> Self {
        let mut hits = Vec::new();
        let hit_ends = rows.iter().map(|row| {
            hits.extend_from_slice(self.hits(*row));
            hits.len()
        });
        Self {
            hit_ends: hit_ends.collect(),
            hits,
            counts: self.counts.renumbered(rows, new_columns),
            lengths: rows.iter().map(|row| self.lengths[*row]).collect(),
        }
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

/// Reads texts one after the other, reusing what it needs.
struct Reader<'t> {
    tokenizer: &'t Tokenizer,
    matcher: &'t GlossaryMatcher,
    analysis: Analysis,
    occurrences: Vec<u32>,
}

impl<'t> Reader<'t> {
    fn new(tokenizer: &'t Tokenizer, matcher: &'t GlossaryMatcher) -> Self {
        Self {
            tokenizer,
            matcher,
            analysis: Analysis::default(),
            occurrences: Vec::new(),
        }
    }

    /// Appends a row.
    fn read(&mut self, text: &str, numbers: &mut impl TermNumbers, extraction: &mut Extraction) {
        let analysis = &mut self.analysis;
        self.tokenizer.analyze(text, analysis);
        for clause in 0..analysis.n_clauses() {
            let params = self.tokenizer.params();
            analysis.number_terms(clause, params, numbers, &mut self.occurrences);
            extraction.counts.push_clause(&mut self.occurrences);
        }
        extraction.counts.end_row();
        self.matcher.find(text, analysis, &mut extraction.hits);
        extraction.hit_ends.push(extraction.hits.len());
        extraction.lengths.push(analysis.n_characters() as u32);
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
    let mut reader = Reader::new(tokenizer, matcher);
    for text in texts {
        reader.read(text, &mut Known(vocabulary), &mut extraction);
    }
    extraction
}

/// Reads texts in parallel and collects their vocabulary on the way,
/// [sorted](Vocabulary::sorted) by the number of texts that have each term.
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
                let mut reader = Reader::new(tokenizer, matcher);
                for text in texts {
                    reader.read(text, &mut Growing(&mut vocabulary), &mut extraction);
                }
                progress(texts.len());
                (vocabulary, extraction)
            })
            .collect();
        for (local, extraction) in chunks {
            let columns = vocabulary.merge(&local);
            corpus.append(&extraction, &columns);
        }
    }
    let rows: Vec<usize> = (0..corpus.n_rows()).collect();
    let frequencies = corpus.counts.document_frequencies(&rows, vocabulary.len());
    let (sorted, new_columns) = vocabulary.sorted(&frequencies);
    corpus.counts.renumber(&new_columns);
    (sorted, corpus)
}
