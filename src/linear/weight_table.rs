//! The weights that a solver works on, in memory of their own.

use std::ops::{Deref, DerefMut};

use memmap2::MmapMut;

use super::problem::LANES;
use crate::error::{Error, Result};

/// Weights of a block of topics, one value for each lane and feature, the bias
/// last; 0 to begin with.
///
/// The terms of a row are all over the table, which is larger than the caches
/// for large corpora, and then larger than what the processor remembers of the
/// places of pages, too. So the table is memory straight from the system, which
/// is asked for large pages where it has them. It begins at the start of a
/// page, so that a feature's sixteen weights are one cache line.
#[derive(Debug)]
pub(crate) struct WeightTable {
    memory: MmapMut,
}

impl WeightTable {
    /// A table for so many features and the bias.
    ///
    /// # Errors
    ///
    /// [`Error::Memory`] when the system does not give so much.
    pub(crate) fn new(n_features: usize) -> Result<Self> {
        let bytes = (n_features + 1).saturating_mul(size_of::<[f32; LANES]>());
        let memory = MmapMut::map_anon(bytes).map_err(|source| Error::Memory { bytes, source })?;
        // Without large pages it is only slower.
        #[cfg(target_os = "linux")]
        let _ = memory.advise(memmap2::Advice::HugePage);
        Ok(Self { memory })
    }
}

impl Deref for WeightTable {
    type Target = [[f32; LANES]];

    #[inline(always)]
    fn deref(&self) -> &[[f32; LANES]] {
        bytemuck::cast_slice(&self.memory)
    }
}

impl DerefMut for WeightTable {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut [[f32; LANES]] {
        bytemuck::cast_slice_mut(&mut self.memory)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_a_line_for_each_feature_and_the_bias() {
        for n_features in [0, 1, 1000] {
            let mut table = WeightTable::new(n_features).unwrap();
            assert_eq!(table.len(), n_features + 1);
            assert!(table.as_flattened().iter().all(|weight| *weight == 0.0));
            assert_eq!(table.as_ptr().addr() % 64, 0);
            table[n_features][LANES - 1] = 1.0;
            assert_eq!(table[n_features][LANES - 1], 1.0);
        }
    }

    #[test]
    fn what_no_machine_has_is_an_error() {
        let error = WeightTable::new(usize::MAX / 2).unwrap_err();
        assert!(error.to_string().contains("MB of memory"), "{error}");
    }
}
