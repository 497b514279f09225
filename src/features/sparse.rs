//! Sparse records that linfa accepts.

use linfa::dataset::Records;
use sprs::CsMatI;

use crate::error::{Error, Result};

/// A sparse matrix of shape `(n_samples, n_features)` in compressed rows.
///
/// A newtype, because linfa's `Records` and sprs's matrix are both foreign to
/// this crate; nothing else in it uses sprs.
///
/// ```
/// use linfa::dataset::Records;
/// use thematic::features::SparseRecords;
/// let records = SparseRecords::from_rows(3, [vec![(0, 1.0)], vec![(1, 0.5), (2, 0.5)]])?;
/// assert_eq!((records.nsamples(), records.nfeatures()), (2, 3));
/// # Ok::<(), thematic::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct SparseRecords(CsMatI<f32, u32, usize>);

impl SparseRecords {
    /// Makes records of rows of `(column, value)`, by ascending column.
    ///
    /// # Errors
    ///
    /// When a row's columns are not ascending or not below `n_features`, or a
    /// value is not finite.
    pub fn from_rows(
        n_features: usize,
        rows: impl IntoIterator<Item = Vec<(u32, f32)>>,
    ) -> Result<Self> {
        let mut starts = vec![0usize];
        let (mut columns, mut values) = (Vec::new(), Vec::new());
        for row in rows {
            for (column, value) in row {
                columns.push(column);
                values.push(value);
            }
            starts.push(columns.len());
        }
        Self::from_parts(n_features, starts, columns, values)
    }

    /// Makes records of the parts of a matrix in compressed rows: where each
    /// row starts (and the last ends), the columns, the values.
    ///
    /// # Errors
    ///
    /// As [`SparseRecords::from_rows`].
    pub fn from_parts(
        n_features: usize,
        starts: Vec<usize>,
        columns: Vec<u32>,
        values: Vec<f32>,
    ) -> Result<Self> {
        if let Some(value) = values.iter().find(|value| !value.is_finite()) {
            return Err(Error::parameter(
                "a value of a sparse matrix",
                value,
                "a finite number",
            ));
        }
        let n_samples = starts.len().saturating_sub(1);
        CsMatI::try_new((n_samples, n_features), starts, columns, values)
            .map(Self)
            .map_err(|(_, _, _, error)| {
                Error::parameter(
                    "a sparse matrix",
                    error,
                    "one whose columns ascend in each row",
                )
            })
    }

    /// The parts of the matrix in compressed rows: where each row starts (and
    /// the last ends), the columns, the values.
    pub fn parts(&self) -> (&[usize], &[u32], &[f32]) {
        let starts = self.0.indptr().into_raw_storage();
        (starts, self.0.indices(), self.0.data())
    }

    /// The parts, to make other records of.
    pub(crate) fn into_parts(self) -> (Vec<usize>, Vec<u32>, Vec<f32>) {
        self.0.into_raw_storage()
    }

    /// The columns and values of a row.
    ///
    /// # Panics
    ///
    /// When there is no such row.
    pub fn row(&self, row: usize) -> (&[u32], &[f32]) {
        let (starts, columns, values) = self.parts();
        let range = starts[row]..starts[row + 1];
        (&columns[range.clone()], &values[range])
    }
}

impl Records for SparseRecords {
    type Elem = f32;

    fn nsamples(&self) -> usize {
        self.0.rows()
    }

    fn nfeatures(&self) -> usize {
        self.0.cols()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_as_they_went_in() {
        let records =
            SparseRecords::from_rows(4, [vec![], vec![(1, 2.0), (3, 4.0)], vec![]]).unwrap();
        assert_eq!(records.row(0), (&[][..], &[][..]));
        assert_eq!(records.row(1), (&[1, 3][..], &[2.0, 4.0][..]));
        assert_eq!(records.nsamples(), 3);
    }

    #[test]
    fn columns_out_of_order_or_range_are_refused() {
        assert!(SparseRecords::from_rows(2, [vec![(1, 1.0), (0, 1.0)]]).is_err());
        assert!(SparseRecords::from_rows(2, [vec![(2, 1.0)]]).is_err());
    }

    #[test]
    fn values_that_are_no_numbers_are_refused() {
        for value in [f32::NAN, f32::INFINITY] {
            let error = SparseRecords::from_rows(2, [vec![(0, value)]]).unwrap_err();
            assert!(error.to_string().contains("a finite number"), "{error}");
        }
    }
}
