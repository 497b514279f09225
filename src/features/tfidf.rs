//! Term weights: how much a term's occurrence in a text tells.

use serde::{Deserialize, Serialize};

use super::TermCounts;
use crate::error::{Error, Result};

/// Which terms are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TfIdfParams {
    /// A term is kept when it occurs in at least so many rows.
    pub min_document_frequency: u32,
}

impl Default for TfIdfParams {
    fn default() -> Self {
        Self {
            min_document_frequency: 2,
        }
    }
}

impl TfIdfParams {
    /// Fixes the weights of terms from rows of counts.
    ///
    /// Returns the weights of the terms that are kept, and for each of the
    /// `n_columns` columns its new place, or `u32::MAX` where it is dropped.
    ///
    /// # Errors
    ///
    /// When the minimum is 0, or no term reaches it.
    pub fn fit(
        &self,
        counts: &TermCounts,
        rows: &[usize],
        n_columns: usize,
    ) -> Result<(TfIdf, Vec<u32>)> {
        if self.min_document_frequency == 0 {
            return Err(Error::parameter(
                "the minimum document frequency",
                0,
                "at least 1",
            ));
        }
        let frequencies = counts.document_frequencies(rows, n_columns);
        let mut idf = Vec::new();
        let new_columns = frequencies
            .iter()
            .map(|frequency| {
                if *frequency < self.min_document_frequency {
                    return u32::MAX;
                }
                let n = rows.len() as f64;
                let share = (1.0 + n) / (1.0 + f64::from(*frequency));
                idf.push((1.0 + libm::log(share)) as f32);
                (idf.len() - 1) as u32
            })
            .collect();
        if idf.is_empty() {
            return Err(Error::parameter(
                "the minimum document frequency",
                self.min_document_frequency,
                "one that some term reaches; give more rows or lower it",
            ));
        }
        Ok((TfIdf { idf }, new_columns))
    }
}

/// TF-IDF weights: `(1 + ln count) × (1 + ln((1 + n) / (1 + df)))`, rows
/// scaled to length 1 (Salton and Buckley 1988; the smoothing is that of
/// scikit-learn's `TfidfVectorizer(sublinear_tf=True)`, whose values these are).
///
/// The inverse document frequencies are fixed when the model is trained: a
/// text's weights do not depend on the texts that it is tagged with.
///
/// Logarithms are computed by `libm`, not by the system's library, so that they
/// have the same bits everywhere.
#[derive(Debug, Clone, PartialEq)]
pub struct TfIdf {
    idf: Vec<f32>,
}

impl TfIdf {
    /// Takes up weights that were fitted before; the place in the vector is the
    /// column.
    pub fn from_idf(idf: Vec<f32>) -> Self {
        Self { idf }
    }

    /// The inverse document frequency of each column.
    pub fn idf(&self) -> &[f32] {
        &self.idf
    }

    /// The weight of a term that occurs `count` times, before scaling.
    #[inline]
    pub fn weight(&self, column: u32, count: u32) -> f32 {
        let tf = match count {
            0 => 0.0,
            1 => 1.0,
            _ => (1.0 + libm::log(f64::from(count))) as f32,
        };
        tf * self.idf[column as usize]
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
