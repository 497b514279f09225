//! How a fit went.

use std::ops::AddAssign;

/// How a fit went.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FitReport {
    /// What the solver did.
    pub effort: Effort,
    /// The columns of the topics whose solution was not yet within the tolerance
    /// when all passes that are allowed were made; in ascending order.
    pub unfinished: Vec<usize>,
}

/// What a solver did, summed over blocks of topics.
///
/// What a machine needs for one of these can be measured by itself
/// (`cargo bench --bench limits`), and from both follows how near a fit is to what
/// the machine allows. Columns that have the same values in all rows, or that
/// stand in the same row alone, are one term here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Effort {
    /// Passes over the rows that are still looked at, each of one block.
    pub passes: u64,
    /// Looks at a row, each for all topics of a block at once; in all passes.
    pub visits: u64,
    /// Terms whose weights, for all topics of a block, were read in visits.
    pub terms_read: u64,
    /// Terms whose weights, for all topics of a block, were changed in visits.
    pub terms_changed: u64,
    /// Different terms.
    pub terms: u64,
}

impl AddAssign for Effort {
    /// Adds what was done to another block of the same records.
    fn add_assign(&mut self, other: Self) {
        self.passes += other.passes;
        self.visits += other.visits;
        self.terms_read += other.terms_read;
        self.terms_changed += other.terms_changed;
        self.terms = self.terms.max(other.terms);
    }
}
