//! What a fit took, counted.

use std::ops::AddAssign;

/// What a solver did, summed over blocks of topics. What a machine needs for one
/// of these is to be measured by itself (`cargo bench --bench limits`), and from
/// both follows how near a fit is to what the machine allows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Effort {
    /// Passes over rows.
    pub passes: u64,
    /// Rows that were looked at, each for all topics of a block at once.
    pub rows: u64,
    /// Terms whose weights, for all topics of a block, were read.
    pub terms_read: u64,
    /// Terms whose weights, for all topics of a block, were changed.
    pub terms_changed: u64,
}

impl AddAssign for Effort {
    fn add_assign(&mut self, other: Self) {
        self.passes += other.passes;
        self.rows += other.rows;
        self.terms_read += other.terms_read;
        self.terms_changed += other.terms_changed;
    }
}
