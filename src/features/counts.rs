//! How often each term occurs in each clause of each row.

use rayon::prelude::*;

/// How many clauses one thread sorts at a time.
const BATCH: usize = 4096;

/// Counts of terms, clause by clause, in compressed rows.
///
/// A row is a paragraph; it has clauses, and each clause has its terms with
/// their counts, by ascending column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermCounts {
    /// The first clause of each row, and the number of clauses.
    rows: Vec<usize>,
    /// The first entry of each clause, and the number of entries.
    clauses: Vec<usize>,
    columns: Vec<u32>,
    counts: Vec<u32>,
}

impl Default for TermCounts {
    fn default() -> Self {
        Self {
            rows: vec![0],
            clauses: vec![0],
            columns: Vec::new(),
            counts: Vec::new(),
        }
    }
}

/// The terms of a clause: columns, ascending, and their counts.
#[derive(Debug, Clone, Copy)]
pub struct ClauseCounts<'c> {
    /// The columns, ascending.
    pub columns: &'c [u32],
    /// The count of each column.
    pub counts: &'c [u32],
}

impl ClauseCounts<'_> {
    /// Pairs of column and count.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u32)> {
        self.columns
            .iter()
            .copied()
            .zip(self.counts.iter().copied())
    }
}

impl TermCounts {
    /// The number of rows.
    pub fn n_rows(&self) -> usize {
        self.rows.len() - 1
    }

    /// The clauses of a row.
    pub fn clauses(&self, row: usize) -> impl ExactSizeIterator<Item = ClauseCounts<'_>> {
        (self.rows[row]..self.rows[row + 1]).map(|clause| {
            let entries = self.clauses[clause]..self.clauses[clause + 1];
            ClauseCounts {
                columns: &self.columns[entries.clone()],
                counts: &self.counts[entries],
            }
        })
    }

    /// Ends a clause that consists of these occurrences, in any order; they
    /// are sorted and cleared.
    pub fn push_clause(&mut self, occurrences: &mut Vec<u32>) {
        occurrences.sort_unstable();
        for same in occurrences.chunk_by(|a, b| a == b) {
            self.columns.push(same[0]);
            self.counts.push(same.len() as u32);
        }
        occurrences.clear();
        self.clauses.push(self.columns.len());
    }

    /// Ends a row that consists of the clauses pushed since the last.
    pub fn end_row(&mut self) {
        self.rows.push(self.clauses.len() - 1);
    }

    /// The counts of a whole row, by ascending column.
    pub fn whole(&self, row: usize, entries: &mut Vec<(u32, u32)>) {
        entries.clear();
        let clauses = self.clauses(row);
        let single = clauses.len() == 1;
        for clause in clauses {
            entries.extend(clause.iter());
        }
        if single {
            return;
        }
        entries.sort_unstable();
        entries.dedup_by(|later, first| {
            let same = later.0 == first.0;
            if same {
                first.1 += later.1;
            }
            same
        });
    }

    /// The same rows, each as a single clause, put together in parallel.
    #[must_use]
    pub fn whole_rows(&self) -> Self {
        let rows: Vec<usize> = (0..self.n_rows()).collect();
        let merged: Vec<Self> = rows
            .par_chunks(BATCH)
            .map(|rows| {
                let (mut merged, mut entries) = (Self::default(), Vec::new());
                for row in rows {
                    self.whole(*row, &mut entries);
                    merged
                        .columns
                        .extend(entries.iter().map(|(column, _)| *column));
                    merged
                        .counts
                        .extend(entries.iter().map(|(_, count)| *count));
                    merged.clauses.push(merged.columns.len());
                    merged.end_row();
                }
                merged
            })
            .collect();
        let n_entries = merged.iter().map(|table| table.columns.len()).sum();
        let mut whole = Self::default();
        whole.columns.reserve_exact(n_entries);
        whole.counts.reserve_exact(n_entries);
        for table in merged {
            whole.append(&table);
        }
        whole
    }

    /// The number of entries of a row's clauses that have a new column.
    pub(super) fn n_renumbered(&self, row: usize, new_columns: &[u32]) -> usize {
        let clauses = self.clauses[self.rows[row]]..self.clauses[self.rows[row + 1]];
        let new = self.columns[clauses].iter();
        new.filter(|column| new_columns[**column as usize] != u32::MAX)
            .count()
    }

    /// In how many of these rows each of `n_columns` columns occurs.
    pub fn document_frequencies(&self, rows: &[usize], n_columns: usize) -> Vec<u32> {
        let mut frequencies = vec![0u32; n_columns];
        let mut last_row = vec![usize::MAX; n_columns];
        for &row in rows {
            for clause in self.clauses(row) {
                for &column in clause.columns {
                    let last = &mut last_row[column as usize];
                    if *last != row {
                        *last = row;
                        frequencies[column as usize] += 1;
                    }
                }
            }
        }
        frequencies
    }

    /// Some of the rows, with new columns; those mapped to `u32::MAX` are
    /// dropped. The mapping of the others must be ascending.
    #[must_use]
    pub fn renumbered(&self, rows: &[usize], new_columns: &[u32]) -> Self {
        let mut result = Self::default();
        for row in rows {
            for clause in self.clauses(*row) {
                for (column, count) in clause.iter() {
                    let column = new_columns[column as usize];
                    if column != u32::MAX {
                        result.columns.push(column);
                        result.counts.push(count);
                    }
                }
                result.clauses.push(result.columns.len());
            }
            result.end_row();
        }
        result
    }

    /// Gives all columns new numbers, in any order, in place and in parallel.
    pub(crate) fn renumber(&mut self, new_columns: &[u32]) {
        let mut batches = Vec::with_capacity(self.clauses.len() / BATCH + 1);
        let (mut columns, mut counts) = (&mut self.columns[..], &mut self.counts[..]);
        for first in (0..self.clauses.len() - 1).step_by(BATCH) {
            let last = (first + BATCH).min(self.clauses.len() - 1);
            let ends = &self.clauses[first..=last];
            let length = ends[ends.len() - 1] - ends[0];
            let (of_batch, rest) = columns.split_at_mut(length);
            let (counts_of_batch, rest_of_counts) = counts.split_at_mut(length);
            batches.push((ends, of_batch, counts_of_batch));
            (columns, counts) = (rest, rest_of_counts);
        }
        batches.into_par_iter().for_each(|(ends, columns, counts)| {
            let mut entries = Vec::new();
            for clause in ends.windows(2) {
                let places = clause[0] - ends[0]..clause[1] - ends[0];
                let (columns, counts) = (&mut columns[places.clone()], &mut counts[places]);
                let new = columns.iter().map(|column| new_columns[*column as usize]);
                entries.clear();
                entries.extend(new.zip(counts.iter().copied()));
                entries.sort_unstable();
                for (place, (column, count)) in entries.iter().enumerate() {
                    (columns[place], counts[place]) = (*column, *count);
                }
            }
        });
    }

    /// Appends the rows of another table with new columns, which need not
    /// ascend: see [`TermCounts::renumber`].
    pub(crate) fn append_renumbered(&mut self, other: &Self, new_columns: &[u32]) {
        let before = self.columns.len();
        self.append(other);
        for column in &mut self.columns[before..] {
            *column = new_columns[*column as usize];
        }
    }

    fn append(&mut self, other: &Self) {
        let (entries, clauses) = (self.columns.len(), self.clauses.len() - 1);
        self.columns.extend_from_slice(&other.columns);
        self.counts.extend_from_slice(&other.counts);
        self.clauses
            .extend(other.clauses[1..].iter().map(|end| entries + end));
        self.rows
            .extend(other.rows[1..].iter().map(|end| clauses + end));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[&[&[u32]]]) -> TermCounts {
        let mut table = TermCounts::default();
        for row in rows {
            for clause in *row {
                table.push_clause(&mut clause.to_vec());
            }
            table.end_row();
        }
        table
    }

    #[test]
    fn a_whole_row_adds_its_clauses_up() {
        let table = table(&[&[&[3, 1, 3], &[3, 0]], &[], &[&[2, 2]]]);
        let mut entries = Vec::new();
        table.whole(0, &mut entries);
        assert_eq!(entries, [(0, 1), (1, 1), (3, 3)]);
        table.whole(1, &mut entries);
        assert!(entries.is_empty());
        table.whole(2, &mut entries);
        assert_eq!(entries, [(2, 2)]);
    }

    #[test]
    fn document_frequency_counts_rows_not_occurrences() {
        let table = table(&[&[&[0, 0], &[0]], &[&[0, 1]], &[&[1]]]);
        assert_eq!(table.document_frequencies(&[0, 1, 2], 3), [2, 2, 0]);
        assert_eq!(table.document_frequencies(&[0], 3), [1, 0, 0]);
    }

    #[test]
    fn dropped_columns_leave_the_clauses_in_place() {
        let table = table(&[&[&[3]], &[&[0, 1, 2], &[1]]]).renumbered(&[1], &[0, u32::MAX, 1, 2]);
        let clauses: Vec<Vec<u32>> = table
            .clauses(0)
            .map(|clause| clause.columns.to_vec())
            .collect();
        assert_eq!(clauses, [vec![0, 1], vec![]]);
        assert_eq!(table.n_rows(), 1);
    }

    #[test]
    fn tables_are_joined_and_columns_exchanged() {
        let mut joined = table(&[&[&[0, 1], &[2, 2]], &[]]);
        joined.append_renumbered(&table(&[&[&[0, 1, 1]]]), &[2, 0]);
        joined.renumber(&[1, 2, 0]);
        assert_eq!(joined, table(&[&[&[1, 2], &[0, 0]], &[], &[&[0, 1, 1]]]));
    }
}
