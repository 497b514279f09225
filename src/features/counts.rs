//! How often each term occurs in each clause of each row.

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
        entries.extend(clauses.flat_map(|clause| {
            clause
                .columns
                .iter()
                .copied()
                .zip(clause.counts.iter().copied())
        }));
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

    /// The same counts with new columns; those mapped to `u32::MAX` are
    /// dropped. The mapping of the others must be ascending.
    #[must_use]
    pub fn renumbered(&self, new_columns: &[u32]) -> Self {
        let mut result = Self {
            rows: self.rows.clone(),
            clauses: Vec::with_capacity(self.clauses.len()),
            columns: Vec::new(),
            counts: Vec::new(),
        };
        result.clauses.push(0);
        for clause in self.clauses.windows(2) {
            for entry in clause[0]..clause[1] {
                let column = new_columns[self.columns[entry] as usize];
                if column != u32::MAX {
                    result.columns.push(column);
                    result.counts.push(self.counts[entry]);
                }
            }
            result.clauses.push(result.columns.len());
        }
        result
    }

    /// Appends the rows of another table whose columns are renumbered, in any
    /// order.
    pub(crate) fn append_renumbered(&mut self, other: &Self, new_columns: &[u32]) {
        let mut entries = Vec::new();
        for row in 0..other.n_rows() {
            for clause in other.clauses(row) {
                entries.clear();
                entries.extend(
                    clause
                        .iter()
                        .map(|(column, count)| (new_columns[column as usize], count)),
                );
                entries.sort_unstable();
                for &(column, count) in &entries {
                    self.columns.push(column);
                    self.counts.push(count);
                }
                self.clauses.push(self.columns.len());
            }
            self.end_row();
        }
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
        let table = table(&[&[&[0, 1, 2], &[1]]]).renumbered(&[0, u32::MAX, 1]);
        let clauses: Vec<Vec<u32>> = table
            .clauses(0)
            .map(|clause| clause.columns.to_vec())
            .collect();
        assert_eq!(clauses, [vec![0, 1], vec![]]);
    }
}
