//! Term weights: how much a term's occurrence in a text tells.

use serde::{Deserialize, Serialize};

use super::Vocabulary;
use super::relevance::{LabelledRows, relevance};
use crate::error::{Error, Location, Result};

/// Which terms are kept, and what they weigh.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TfIdfParams {
    /// A term is kept when it occurs in at least so many rows.
    pub min_document_frequency: u32,
    /// What a word pair or a character n-gram of three or more weighs against
    /// a word: it repeats what its parts say.
    pub phrase_weight: f64,
    /// How much more a term weighs that tells all about topics than one that
    /// tells nothing; 0 for plain TF-IDF. See
    /// [`relevance`](super::relevance()).
    pub relevance: f64,
}

impl Default for TfIdfParams {
    fn default() -> Self {
        Self {
            min_document_frequency: 2,
            phrase_weight: 0.4,
            relevance: 3.0,
        }
    }
}

impl TfIdfParams {
    /// Plain TF-IDF of all terms: that of scikit-learn's
    /// `TfidfVectorizer(sublinear_tf=True)`.
    pub fn plain() -> Self {
        Self {
            min_document_frequency: 1,
            phrase_weight: 1.0,
            relevance: 0.0,
        }
    }

    /// Fixes the weights of terms from labelled rows.
    ///
    /// Returns the weights of the terms that are kept, and for each column of
    /// the vocabulary its new place, or `u32::MAX` where it is dropped.
    ///
    /// # Errors
    ///
    /// When a parameter is out of range, no term reaches the minimum document
    /// frequency, or there is none at all.
    pub fn fit(
        &self,
        seen: &LabelledRows<'_>,
        vocabulary: &Vocabulary,
    ) -> Result<(TfIdf, Vec<u32>)> {
        self.check()?;
        let frequencies = seen
            .counts
            .document_frequencies(seen.rows, vocabulary.len());
        let mut kept = Vec::new();
        let new_columns: Vec<u32> = frequencies
            .iter()
            .enumerate()
            .map(|(column, frequency)| {
                if *frequency < self.min_document_frequency {
                    return u32::MAX;
                }
                kept.push(column as u32);
                (kept.len() - 1) as u32
            })
            .collect();
        if kept.is_empty() && self.min_document_frequency == 1 {
            return Err(Error::data(
                Location::file("the training rows"),
                format!("none of {} has a term to learn from", seen.rows.len()),
                "give more rows or other kinds of terms",
            ));
        }
        if kept.is_empty() {
            return Err(Error::parameter(
                "the minimum document frequency",
                self.min_document_frequency,
                "one that some term reaches; give more rows or lower it",
            ));
        }
        let n = seen.rows.len() as f64;
        let mut weights: Vec<f64> = kept
            .iter()
            .map(|column| {
                let share = (1.0 + n) / (1.0 + f64::from(frequencies[*column as usize]));
                let phrase = vocabulary.term(*column).is_phrase();
                (1.0 + libm::log(share)) * if phrase { self.phrase_weight } else { 1.0 }
            })
            .collect();
        if self.relevance > 0.0 {
            let relevance = relevance(seen, &new_columns, kept.len());
            for (weight, relevance) in weights.iter_mut().zip(relevance) {
                *weight *= 1.0 + self.relevance * relevance;
            }
        }
        let weights = weights.into_iter().map(|weight| weight as f32).collect();
        Ok((TfIdf { weights }, new_columns))
    }

    fn check(&self) -> Result<()> {
        if self.min_document_frequency == 0 {
            return Err(Error::parameter(
                "the minimum document frequency",
                0,
                "at least 1",
            ));
        }
        if !(0.0..=100.0).contains(&self.phrase_weight) || self.phrase_weight == 0.0 {
            return Err(Error::parameter(
                "the weight of phrases",
                self.phrase_weight,
                "a number above 0 and up to 100",
            ));
        }
        if !(0.0..=100.0).contains(&self.relevance) {
            return Err(Error::parameter(
                "the weight of relevance",
                self.relevance,
                "a number from 0 to 100",
            ));
        }
        Ok(())
    }
}

/// TF-IDF weights: `(1 + ln count) × (1 + ln((1 + n) / (1 + df)))`, rows
/// scaled to length 1 (Salton and Buckley 1988; the smoothing is that of
/// scikit-learn's `TfidfVectorizer(sublinear_tf=True)`, whose values these are
/// with [`TfIdfParams::plain`]). The second factor may carry the weight of
/// phrases and of relevance too.
///
/// All but the count is fixed when the model is trained: a text's weights do
/// not depend on the texts that it is tagged with.
///
/// Logarithms are computed by `libm`, not by the system's library, so that they
/// have the same bits everywhere.
#[derive(Debug, Clone, PartialEq)]
pub struct TfIdf {
    weights: Vec<f32>,
}

impl TfIdf {
    /// Takes up weights that were fitted before; the place in the vector is the
    /// column.
    pub fn from_weights(weights: Vec<f32>) -> Self {
        Self { weights }
    }

    /// What one occurrence of each column's term weighs.
    pub fn weights(&self) -> &[f32] {
        &self.weights
    }

    /// The weight of a term that occurs `count` times, before scaling.
    #[inline]
    pub fn weight(&self, column: u32, count: u32) -> f32 {
        let tf = match count {
            0 => 0.0,
            1 => 1.0,
            _ => (1.0 + libm::log(f64::from(count))) as f32,
        };
        tf * self.weights[column as usize]
    }

    /// Appends a row's weights, scaled to length 1, by ascending column. A row
    /// without any known term stays empty.
    pub fn transform(&self, entries: &[(u32, u32)], weights: &mut Vec<(u32, f32)>) {
        let start = weights.len();
        weights.extend(
            entries
                .iter()
                .map(|(column, count)| (*column, self.weight(*column, *count))),
        );
        let row = &mut weights[start..];
        let scale = inverse_length(row.iter().map(|(_, weight)| *weight));
        for (_, weight) in row {
            *weight *= scale;
        }
    }
}

/// One over the Euclidean length, or 0 for a vector of zeros. The squares are
/// added in double precision.
pub(crate) fn inverse_length(weights: impl Iterator<Item = f32>) -> f32 {
    let squares: f64 = weights.map(|w| f64::from(w) * f64::from(w)).sum();
    if squares > 0.0 {
        (1.0 / squares.sqrt()) as f32
    } else {
        0.0
    }
}
