//! The widest vector instructions that the processor has.
//!
//! The program is built for any x86-64 (or other) processor, whose vectors hold
//! four numbers; most have wider ones. Loops over arrays of fixed length become
//! vector instructions by themselves, and here the same code is compiled for
//! several widths, of which the processor's own is chosen when it runs. The crate
//! pulp makes the choice and gives vectors of any width one face.
//!
//! Results do not depend on the choice: what is computed for one place of an
//! array does not depend on the others, and Rust never contracts a
//! multiplication and an addition into one rounding.

pub(crate) use pulp::Simd;
use pulp::{Arch, WithSimd};

/// Work that is worth compiling for several widths.
///
/// `run` and what takes the time in it must be `#[inline(always)]`: what is not
/// inlined is compiled for the narrowest vectors only.
pub(crate) trait Wide {
    type Output;

    /// `simd` stands for the width, for those loops that are written in vectors.
    fn run<S: Simd>(self, simd: S) -> Self::Output;
}

struct Call<W>(W);

impl<W: Wide> WithSimd for Call<W> {
    type Output = W::Output;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> W::Output {
        self.0.run(simd)
    }
}

/// Does the work with the widest vectors that the processor has.
pub(crate) fn widest<W: Wide>(work: W) -> W::Output {
    Arch::new().dispatch(Call(work))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Does the work without vectors beyond those that every processor has.
    pub(crate) fn narrowest<W: Wide>(work: W) -> W::Output {
        pulp::Scalar::new().vectorize(Call(work))
    }
}
