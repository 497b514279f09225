//! Records for the solvers, in which columns that say the same are one.
//!
//! Two columns with the same value in every row get the same weight, because the
//! penalty is strictly convex: a solver need not look at both. `c` such columns
//! with the values `xᵢ` are one with the values `√c xᵢ`; where its weight is `u`,
//! each of them has `u / √c`. Columns that stand in one and the same single row
//! need not even have the same value: together they are one with the value
//! `v = √(Σⱼ xⱼ²)`, and each has the weight `u xⱼ / v`. Either way every product
//! of two rows is what it was, but for rounding, and so are the dual problem and
//! each step towards its solution.
//!
//! Text has many such columns: most n-grams of a corpus stand in one row alone,
//! and those of a rare name or a formula stand together wherever it does.

use hashbrown::HashMap;
use linfa::dataset::Records;
use rustc_hash::FxBuildHasher;

use crate::error::Result;
use crate::features::SparseRecords;

/// Stands for no column.
const NONE: u32 = u32::MAX;

/// Records with merged columns, and the way back to the columns they came from.
#[derive(Debug)]
pub(crate) struct Merged {
    pub(crate) records: SparseRecords,
    /// For each column the merged one's place, or [`NONE`].
    places: Vec<u32>,
    /// For each column its part of the merged one's weight.
    shares: Vec<f32>,
}

impl Merged {
    /// Merges the columns of records, in the memory of their entries.
    ///
    /// # Errors
    ///
    /// Those of [`SparseRecords::from_parts`]; records that are in order give none.
    pub(crate) fn new(records: SparseRecords) -> Result<Self> {
        let Classes { leaders, shares } = Classes::new(&records);
        let mut places = vec![NONE; leaders.len()];
        let mut n_merged = 0;
        for (column, &leader) in leaders.iter().enumerate() {
            if leader as usize == column {
                places[column] = n_merged;
                n_merged += 1;
            }
        }
        for (column, &leader) in leaders.iter().enumerate() {
            if leader != NONE {
                places[column] = places[leader as usize];
            }
        }
        let (mut starts, mut columns, mut values) = records.into_parts();
        let mut end = 0;
        for row in 1..starts.len() {
            for place in starts[row - 1]..starts[row] {
                let (column, value) = (columns[place] as usize, values[place]);
                if leaders[column] as usize == column && value != 0.0 {
                    columns[end] = places[column];
                    values[end] = value / shares[column];
                    end += 1;
                }
            }
            starts[row - 1] = end;
        }
        // Each row's end was written where its start had been read.
        starts.pop();
        starts.insert(0, 0);
        columns.truncate(end);
        columns.shrink_to_fit();
        values.truncate(end);
        values.shrink_to_fit();
        let records = SparseRecords::from_parts(n_merged as usize, starts, columns, values)?;
        Ok(Self {
            records,
            places,
            shares,
        })
    }

    /// How many columns there were.
    pub(crate) fn n_columns(&self) -> usize {
        self.places.len()
    }

    /// The merged column that a column is in, and its part of that one's weight;
    /// `None` where the column's weight is 0, as all its values are.
    #[inline]
    pub(crate) fn place_of(&self, column: usize) -> Option<(usize, f32)> {
        match self.places[column] {
            NONE => None,
            place => Some((place as usize, self.shares[column])),
        }
    }
}

/// Which columns are one.
struct Classes {
    /// For each column one that stands for its class; [`NONE`] where all its values
    /// are 0.
    leaders: Vec<u32>,
    shares: Vec<f32>,
}

impl Classes {
    fn new(records: &SparseRecords) -> Self {
        let n_columns = records.nfeatures();
        let (fingerprints, occurrences) = fingerprints(records);
        let mut leaders = vec![NONE; n_columns];
        let mut sizes = vec![0u32; n_columns];
        let mut leader_of: HashMap<u128, u32, FxBuildHasher> = HashMap::default();
        for column in
            (0..n_columns).filter(|column| occurrences[*column] == Occurrence::SeveralRows)
        {
            let leader = *leader_of
                .entry(fingerprints[column])
                .or_insert(column as u32);
            leaders[column] = leader;
            sizes[leader as usize] += 1;
        }
        let share = |leader: &u32| match sizes.get(*leader as usize) {
            Some(size) => (1.0 / f64::from(*size).sqrt()) as f32,
            None => 0.0,
        };
        let mut shares: Vec<f32> = leaders.iter().map(share).collect();
        for row in 0..records.nsamples() {
            let alone = || {
                entries(records, row)
                    .filter(|(column, _)| occurrences[*column] == Occurrence::OneRow)
            };
            let squares = alone().map(|(_, value)| f64::from(value) * f64::from(value));
            let length = squares.sum::<f64>().sqrt();
            // The largest, so that its share is not near 0.
            let largest = alone().max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()));
            for (column, value) in alone() {
                leaders[column] = largest.map_or(NONE, |(leader, _)| leader as u32);
                shares[column] = (f64::from(value) / length) as f32;
            }
        }
        Self { leaders, shares }
    }
}

/// In how many rows a column stands.
#[derive(Clone, Copy, PartialEq)]
enum Occurrence {
    Nowhere,
    OneRow,
    SeveralRows,
}

/// For each column a fingerprint of all its values, and in how many rows it stands.
///
/// A fingerprint is the sum, over the rows, of numbers that are as good as drawn for
/// the row and the value. Columns with the same values have the same one; others
/// would need 128 bits to agree by chance.
fn fingerprints(records: &SparseRecords) -> (Vec<u128>, Vec<Occurrence>) {
    let mut fingerprints = vec![0u128; records.nfeatures()];
    let mut occurrences = vec![Occurrence::Nowhere; records.nfeatures()];
    for row in 0..records.nsamples() {
        let of_row = mix(row as u64);
        for (column, value) in entries(records, row) {
            let high = mix(of_row ^ mix(u64::from(value.to_bits())));
            let low = mix(high);
            let drawn = u128::from(high) << 64 | u128::from(low);
            fingerprints[column] = fingerprints[column].wrapping_add(drawn);
            occurrences[column] = match occurrences[column] {
                Occurrence::Nowhere => Occurrence::OneRow,
                Occurrence::OneRow | Occurrence::SeveralRows => Occurrence::SeveralRows,
            };
        }
    }
    (fingerprints, occurrences)
}

/// A step of the generator `SplitMix64` (Steele, Lea and Flood 2014), whose results
/// look drawn whatever goes in.
#[inline(always)]
fn mix(seed: u64) -> u64 {
    let z = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// The columns of a row whose value is not 0.
fn entries(records: &SparseRecords, row: usize) -> impl Iterator<Item = (usize, f32)> {
    let (columns, values) = records.row(row);
    let entries = columns.iter().zip(values);
    entries
        .filter(|(_, value)| **value != 0.0)
        .map(|(column, value)| (*column as usize, *value))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn merge(n_columns: usize, rows: Vec<Vec<(u32, f32)>>) -> Merged {
        Merged::new(SparseRecords::from_rows(n_columns, rows).unwrap()).unwrap()
    }

    fn weight_of(merged: &Merged, column: usize, weights: &[f32]) -> f32 {
        let place = merged.place_of(column);
        place.map_or(0.0, |(place, share)| weights[place] * share)
    }

    #[test]
    fn columns_with_the_same_values_are_one() {
        // Columns 0 and 3 are alike, 1 differs from them in the second row, 2 in
        // that it has none, and 4 stands nowhere.
        let merged = merge(
            5,
            vec![
                vec![(0, 2.0), (1, 2.0), (2, 2.0), (3, 2.0)],
                vec![(0, 1.0), (1, 3.0), (3, 1.0)],
                vec![(2, 1.0)],
            ],
        );
        let root = 2f32.sqrt();
        assert_eq!(merged.records.nfeatures(), 3);
        assert_eq!(merged.records.row(0).0, [0, 1, 2]);
        assert_eq!(merged.records.row(0).1, [2.0 * root, 2.0, 2.0]);
        assert_eq!(merged.records.row(1).1, [root, 3.0]);
        let weights = [4.0, 5.0, 6.0];
        let weight = |column| weight_of(&merged, column, &weights);
        let expected = [4.0 / root, 5.0, 6.0, 4.0 / root, 0.0];
        for (column, expected) in expected.into_iter().enumerate() {
            assert!((weight(column) - expected).abs() < 1e-6, "{column}");
        }
    }

    #[test]
    fn columns_of_one_row_are_one() {
        // 3² + 4² = 5².
        let merged = merge(3, vec![vec![(0, 3.0), (1, 1.0), (2, -4.0)], vec![(1, 1.0)]]);
        assert_eq!(merged.records.nfeatures(), 2);
        let (columns, values) = merged.records.row(0);
        assert_eq!(columns, [0, 1]);
        assert!((values[1].abs() - 5.0).abs() < 1e-6, "{values:?}");
        assert_eq!(values[0], 1.0);
        let weight = |column| weight_of(&merged, column, &[0.0, 10.0]);
        assert!((weight(0) - 6.0).abs() < 1e-6 && (weight(2) + 8.0).abs() < 1e-6);
    }

    proptest! {
        #[test]
        fn products_of_rows_stay_what_they_were(
            rows in proptest::collection::vec(
                proptest::collection::vec(0u8..4, 12), 1..12),
        ) {
            let values = |row: &Vec<u8>| -> Vec<f32> {
                row.iter().map(|value| f32::from(*value) - 1.0).collect()
            };
            let dense: Vec<Vec<f32>> = rows.iter().map(values).collect();
            let sparse = dense.iter().map(|row| {
                // Some zeros are kept, as records may have them.
                let entries = row.iter().enumerate().filter(|(column, value)| {
                    **value != 0.0 || column % 3 == 0
                });
                entries.map(|(column, value)| (column as u32, *value)).collect()
            });
            let merged = merge(12, sparse.collect());
            let back = |row: usize| -> Vec<f32> {
                let mut lanes = vec![0.0; merged.records.nfeatures()];
                let (columns, values) = merged.records.row(row);
                for (column, value) in columns.iter().zip(values) {
                    lanes[*column as usize] = *value;
                }
                // A row is a weight vector, too: its way back is the row itself.
                (0..12).map(|column| weight_of(&merged, column, &lanes)).collect()
            };
            for (row, expected) in dense.iter().enumerate() {
                for (value, expected) in back(row).iter().zip(expected) {
                    prop_assert!((value - expected).abs() < 1e-5);
                }
            }
        }
    }
}
