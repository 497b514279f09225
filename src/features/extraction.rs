//! What is read from texts: term counts, glossary hits and lengths.

use rayon::prelude::*;

use super::vocabulary::{Growing, Known};
use super::{TermCounts, TermRows, Vocabulary};
use crate::glossary::{GlossaryMatcher, Hit};
use crate::text::{Analysis, TermNumbers, Tokenizer};

/// How many rows are read at a time. Fixed, so that terms are numbered the
/// same way whatever the number of threads.
const CHUNK_ROWS: usize = 2048;

/// What was read from a number of texts, one row each: the terms of each clause,
/// or those of rows of a corpus.
#[derive(Debug, Clone, Default)]
pub struct Extraction<T = TermCounts> {
    /// The terms.
    pub terms: T,
    hits: Vec<Hit>,
    /// Where the hits of each row end.
    hit_ends: Vec<usize>,
    lengths: Vec<u32>,
}

impl<T> Extraction<T> {
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
}

impl Extraction<TermRows> {
    /// Some of the rows, clause by clause and with new columns; see
    /// [`TermRows::divided`].
    #[must_use]
    pub fn divided(&self, rows: &[usize], new_columns: &[u32]) -> Extraction {
        let mut hits = Vec::new();
        let hit_ends = rows.iter().map(|row| {
            hits.extend_from_slice(self.hits(*row));
            hits.len()
        });
        Extraction {
            hit_ends: hit_ends.collect(),
            hits,
            terms: self.terms.divided(rows, new_columns),
            lengths: rows.iter().map(|row| self.lengths[*row]).collect(),
        }
    }

    fn append(&mut self, other: &Self, new_columns: &[u32]) {
        self.terms.append_renumbered(&other.terms, new_columns);
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

    /// Appends a row but for its terms, which `clause` is given clause by clause
    /// and must clear.
    fn read<T>(
        &mut self,
        text: &str,
        numbers: &mut impl TermNumbers,
        extraction: &mut Extraction<T>,
        clause: impl Fn(&mut T, &mut Vec<u32>),
    ) {
        let analysis = &mut self.analysis;
        self.tokenizer.analyze(text, analysis);
        for place in 0..analysis.n_clauses() {
            let params = self.tokenizer.params();
            analysis.number_terms(place, params, numbers, &mut self.occurrences);
            clause(&mut extraction.terms, &mut self.occurrences);
        }
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
        let numbers = &mut Known(vocabulary);
        reader.read(text, numbers, &mut extraction, TermCounts::push_clause);
        extraction.terms.end_row();
    }
    extraction
}

/// Reads texts in parallel and collects their vocabulary on the way,
/// [sorted](Vocabulary::sorted) by the number of texts that have each term;
/// terms of fewer than `least` texts are left out. `progress` is called with the
/// number of rows done since the last call.
pub fn extract_corpus(
    texts: &[&str],
    tokenizer: &Tokenizer,
    matcher: &GlossaryMatcher,
    least: u32,
    progress: &(dyn Fn(usize) + Sync),
) -> (Vocabulary, Extraction<TermRows>) {
    let mut vocabulary = Vocabulary::default();
    let mut corpus = Extraction::<TermRows>::default();
    // Chunks are read in parallel but numbered in order, a few at a time: the
    // result does not depend on the threads, and memory stays bounded.
    let group = CHUNK_ROWS * rayon::current_num_threads().max(1);
    for texts in texts.chunks(group) {
        let chunks: Vec<(Vocabulary, Extraction<TermRows>)> = texts
            .par_chunks(CHUNK_ROWS)
            .map(|texts| {
                let mut vocabulary = Vocabulary::default();
                let mut extraction = Extraction::default();
                let mut reader = Reader::new(tokenizer, matcher);
                for text in texts {
                    let numbers = &mut Growing(&mut vocabulary);
                    reader.read(text, numbers, &mut extraction, TermRows::push_clause);
                    extraction.terms.end_unsorted_row();
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
    let frequencies = corpus.terms.document_frequencies(&rows, vocabulary.len());
    let (sorted, new_columns) = vocabulary.sorted(&frequencies, least);
    corpus.terms.renumber(&new_columns);
    (sorted, corpus)
}
