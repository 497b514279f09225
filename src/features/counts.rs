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
        self.push_sorted_clause(occurrences);
    }

    /// As [`TermCounts::push_clause`], of ascending occurrences.
    pub(super) fn push_sorted_clause(&mut self, occurrences: &mut Vec<u32>) {
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
}
