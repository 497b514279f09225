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
    /// When there is not so much memory.
    pub(crate) fn new(n_features: usize) -> Result<Self> {
        let bytes = (n_features + 1) * size_of::<[f32; LANES]>();
        let memory = MmapMut::map_anon(bytes).map_err(|source| Error::Io {
            action: "get",
            name: format!("{:.1} GB of memory for weights", bytes as f64 / 1e9),
            source,
        })?;
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
