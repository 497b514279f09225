//! Which terms occur in each row of a corpus, and in which clause.

use rayon::prelude::*;

use super::TermCounts;

/// How many rows one thread sorts at a time.
const BATCH: usize = 1024;

/// The occurrences of terms in the rows of a corpus.
///
/// A row is a paragraph. Its occurrences are sorted by column, so that the
/// counts of the whole row are at hand, and each knows its clause, so that the
/// counts of the clauses can be [made of them](TermRows::divided): six bytes an
/// occurrence for both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermRows {
    /// The first occurrence of each row, and the number of occurrences.
    starts: Vec<usize>,
    columns: Vec<u32>,
    /// The clause of each occurrence; the last one has what is beyond 65,535.
    clauses: Vec<u16>,
    /// The number of clauses of each row.
    n_clauses: Vec<u16>,
    /// The number of clauses of the row that is being added.
    n_clauses_here: u16,
}

impl Default for TermRows {
    fn default() -> Self {
        Self {
            starts: vec![0],
            columns: Vec::new(),
            clauses: Vec::new(),
            n_clauses: Vec::new(),
            n_clauses_here: 0,
        }
    }
}

impl TermRows {
    /// The number of rows.
    pub fn n_rows(&self) -> usize {
        self.n_clauses.len()
    }

    /// Ends a clause that consists of these occurrences, in any order; they are
    /// cleared.
    pub fn push_clause(&mut self, occurrences: &mut Vec<u32>) {
        let clause = self.n_clauses_here.min(u16::MAX - 1);
        self.n_clauses_here = clause + 1;
        self.columns.append(occurrences);
        self.clauses.resize(self.columns.len(), clause);
    }

    /// Ends a row that consists of the clauses pushed since the last.
    pub fn end_row(&mut self) {
        let start = self.starts[self.n_rows()];
        sort(
            &mut self.columns[start..],
            &mut self.clauses[start..],
            &mut Vec::new(),
        );
        self.end_unsorted_row();
    }

    /// As [`TermRows::end_row`], for rows that will be
    /// [renumbered](TermRows::renumber).
    pub(super) fn end_unsorted_row(&mut self) {
        self.n_clauses.push(self.n_clauses_here);
        self.n_clauses_here = 0;
        self.starts.push(self.columns.len());
    }

    /// The columns of a whole row, ascending, and their counts.
    #[inline]
    pub fn whole(&self, row: usize) -> impl Iterator<Item = (u32, u32)> {
        let columns = &self.columns[self.starts[row]..self.starts[row + 1]];
        let same = columns.chunk_by(|a, b| a == b);
        same.map(|columns| (columns[0], columns.len() as u32))
    }

    /// In how many of these rows each of `n_columns` columns occurs; rows need
    /// not be sorted.
    pub fn document_frequencies(&self, rows: &[usize], n_columns: usize) -> Vec<u32> {
        let mut frequencies = vec![0u32; n_columns];
        let mut last_row = vec![usize::MAX; n_columns];
        for &row in rows {
            for &column in &self.columns[self.starts[row]..self.starts[row + 1]] {
                let last = &mut last_row[column as usize];
                if *last != row {
                    *last = row;
                    frequencies[column as usize] += 1;
                }
            }
        }
        frequencies
    }

    /// The counts of some rows, clause by clause, with new columns; those mapped
    /// to `u32::MAX` are dropped. The mapping of the others must be ascending.
    #[must_use]
    pub fn divided(&self, rows: &[usize], new_columns: &[u32]) -> TermCounts {
        let mut counts = TermCounts::default();
        let mut clauses: Vec<Vec<u32>> = Vec::new();
        for row in rows {
            let n_clauses = usize::from(self.n_clauses[*row]);
            if clauses.len() < n_clauses {
                clauses.resize_with(n_clauses, Vec::new);
            }
            for place in self.starts[*row]..self.starts[*row + 1] {
                let column = new_columns[self.columns[place] as usize];
                if column != u32::MAX {
                    clauses[usize::from(self.clauses[place])].push(column);
                }
            }
            for clause in &mut clauses[..n_clauses] {
                counts.push_sorted_clause(clause);
            }
            counts.end_row();
        }
        counts
    }

    /// Appends the rows of another table with new columns, which need not
    /// ascend: see [`TermRows::renumber`].
    pub(super) fn append_renumbered(&mut self, other: &Self, new_columns: &[u32]) {
        let before = self.columns.len();
        let new = other.columns.iter();
        self.columns
            .extend(new.map(|column| new_columns[*column as usize]));
        self.clauses.extend_from_slice(&other.clauses);
        self.n_clauses.extend_from_slice(&other.n_clauses);
        self.starts
            .extend(other.starts[1..].iter().map(|end| before + end));
    }

    /// Gives all columns new numbers, in any order, and drops those mapped to
    /// `u32::MAX`; rows are sorted in parallel and in place.
    pub(super) fn renumber(&mut self, new_columns: &[u32]) {
        let mut batches = Vec::with_capacity(self.n_rows() / BATCH + 1);
        let (mut columns, mut clauses) = (&mut self.columns[..], &mut self.clauses[..]);
        for first in (0..self.n_clauses.len()).step_by(BATCH) {
            let last = (first + BATCH).min(self.n_clauses.len());
            let starts = &self.starts[first..=last];
            let length = starts[starts.len() - 1] - starts[0];
            let (of_batch, rest) = columns.split_at_mut(length);
            let (clauses_of_batch, rest_of_clauses) = clauses.split_at_mut(length);
            batches.push((starts, of_batch, clauses_of_batch));
            (columns, clauses) = (rest, rest_of_clauses);
        }
        batches
            .into_par_iter()
            .for_each(|(starts, columns, clauses)| {
                let mut keys = Vec::new();
                for column in columns.iter_mut() {
                    *column = new_columns[*column as usize];
                }
                for row in starts.windows(2) {
                    let places = row[0] - starts[0]..row[1] - starts[0];
                    let clauses = &mut clauses[places.clone()];
                    sort(&mut columns[places], clauses, &mut keys);
                }
            });
        self.close_up();
    }

    /// Takes out what was dropped, which stands at the end of each row.
    fn close_up(&mut self) {
        let mut end = 0;
        for row in 0..self.n_rows() {
            let places = self.starts[row]..self.starts[row + 1];
            let columns = &self.columns[places.clone()];
            let kept = columns.partition_point(|column| *column != u32::MAX);
            let kept = places.start..places.start + kept;
            self.columns.copy_within(kept.clone(), end);
            self.clauses.copy_within(kept.clone(), end);
            self.starts[row] = end;
            end += kept.len();
        }
        let n_rows = self.n_rows();
        self.starts[n_rows] = end;
        self.columns.truncate(end);
        self.clauses.truncate(end);
        self.columns.shrink_to_fit();
        self.clauses.shrink_to_fit();
    }
}

/// Sorts occurrences by column and clause.
fn sort(columns: &mut [u32], clauses: &mut [u16], keys: &mut Vec<u64>) {
    keys.clear();
    let both = columns.iter().zip(clauses.iter());
    keys.extend(both.map(|(column, clause)| u64::from(*column) << 16 | u64::from(*clause)));
    keys.sort_unstable();
    for (place, key) in keys.iter().enumerate() {
        columns[place] = (key >> 16) as u32;
        clauses[place] = *key as u16;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(rows: &[&[&[u32]]]) -> TermRows {
        let mut table = TermRows::default();
        for row in rows {
            for clause in *row {
                table.push_clause(&mut clause.to_vec());
            }
            table.end_row();
        }
        table
    }

    fn whole(rows: &TermRows, row: usize) -> Vec<(u32, u32)> {
        rows.whole(row).collect()
    }

    #[test]
    fn a_whole_row_adds_its_clauses_up() {
        let rows = rows(&[&[&[3, 1, 3], &[3, 0]], &[], &[&[2, 2]]]);
        assert_eq!(whole(&rows, 0), [(0, 1), (1, 1), (3, 3)]);
        assert!(whole(&rows, 1).is_empty());
        assert_eq!(whole(&rows, 2), [(2, 2)]);
    }

    #[test]
    fn document_frequency_counts_rows_not_occurrences() {
        let rows = rows(&[&[&[0, 0], &[0]], &[&[0, 1]], &[&[1]]]);
        assert_eq!(rows.document_frequencies(&[0, 1, 2], 3), [2, 2, 0]);
        assert_eq!(rows.document_frequencies(&[0], 3), [1, 0, 0]);
    }

    #[test]
    fn clauses_come_out_as_they_went_in_without_what_is_dropped() {
        let rows = rows(&[&[&[3]], &[&[2, 0, 1, 2], &[1]]]);
        let counts = rows.divided(&[1], &[0, u32::MAX, 1, 2]);
        assert_eq!(counts.n_rows(), 1);
        let clauses: Vec<Vec<(u32, u32)>> = counts
            .clauses(0)
            .map(|clause| clause.iter().collect())
            .collect();
        assert_eq!(clauses, [vec![(0, 1), (1, 2)], vec![]]);
    }

    #[test]
    fn tables_are_joined_renumbered_and_closed_up() {
        let mut joined = rows(&[&[&[0, 1], &[2, 2]], &[]]);
        joined.append_renumbered(&rows(&[&[&[0, 1, 1]]]), &[2, 0]);
        joined.renumber(&[1, u32::MAX, 0]);
        assert_eq!(joined, rows(&[&[&[1], &[0, 0]], &[], &[&[0, 1, 1]]]));
    }
}
