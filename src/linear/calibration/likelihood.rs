//! The log-likelihood of a logistic model with its derivatives, several
//! examples at once.

use std::ops::Range;

use super::elementary::exp_of_negative;
use super::sigmoid::inputs_of_bend;
use super::{Bend, Example, Inputs, N_INPUTS, Shared};
use crate::simd::{Simd, Wide, widest};

/// How many examples are computed side by side. Sums are kept for each place
/// and added up in the end, so that they do not depend on the processor.
const WIDTH: usize = 8;

/// After so many steps a product of factors from 1 to 2 is still a number.
const STEPS_OF_A_PRODUCT: usize = 1000;

/// Several numbers side by side.
type Row = [f64; WIDTH];

/// The value and the derivatives at one place, of `N` coefficients.
pub(super) struct Likelihood<const N: usize> {
    pub(super) value: f64,
    pub(super) gradient: [f64; N],
    /// The negative second derivatives; only the lower half is filled.
    pub(super) curvature: [[f64; N]; N],
}

impl<const N: usize> Likelihood<N> {
    pub(super) fn zero() -> Self {
        Self {
            value: 0.0,
            gradient: [0.0; N],
            curvature: [[0.0; N]; N],
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.value += other.value;
        for i in 0..N {
            self.gradient[i] += other.gradient[i];
            for j in 0..=i {
                self.curvature[i][j] += other.curvature[i][j];
            }
        }
    }
}

/// The likelihood of the coefficients that all topics share, of one topic's
/// examples without those in a range.
pub(super) fn of_shared(
    examples: &[Example],
    left_out: &Range<usize>,
    shared: &Shared,
) -> Likelihood<{ N_INPUTS + 1 }> {
    widest(OfShared {
        examples,
        left_out,
        shared,
    })
}

/// The likelihood of one topic's correction beside the shared coefficients.
pub(super) fn of_correction(
    examples: &[Example],
    left_out: &Range<usize>,
    shared: &Shared,
    correction: [f64; 2],
) -> Likelihood<2> {
    widest(OfCorrection {
        examples,
        left_out,
        shared,
        correction,
    })
}

/// The likelihood of the bend of the probabilities that the coefficients give.
pub(super) fn of_bend(
    examples: &[Example],
    left_out: &Range<usize>,
    shared: &Shared,
    correction: [f64; 2],
    bend: Bend,
) -> Likelihood<3> {
    widest(OfBend {
        of: OfCorrection {
            examples,
            left_out,
            shared,
            correction,
        },
        bend,
    })
}

struct OfShared<'a> {
    examples: &'a [Example],
    left_out: &'a Range<usize>,
    shared: &'a Shared,
}

impl Wide for OfShared<'_> {
    type Output = Likelihood<{ N_INPUTS + 1 }>;

    #[inline(always)]
    fn run<S: Simd>(self, _simd: S) -> Self::Output {
        let mut sums = Sums::zero();
        for examples in kept(self.examples, self.left_out) {
            for examples in examples.chunks(WIDTH) {
                let block = Block::new(examples);
                let logits = block.products(self.shared);
                sums.add(&block.inputs, &logits, &block);
            }
        }
        sums.total()
    }
}

struct OfCorrection<'a> {
    examples: &'a [Example],
    left_out: &'a Range<usize>,
    shared: &'a Shared,
    correction: [f64; 2],
}

impl Wide for OfCorrection<'_> {
    type Output = Likelihood<2>;

    #[inline(always)]
    fn run<S: Simd>(self, _simd: S) -> Likelihood<2> {
        let mut sums = Sums::zero();
        for examples in kept(self.examples, self.left_out) {
            for examples in examples.chunks(WIDTH) {
                let block = Block::new(examples);
                let (own, logits) = self.corrected(&block);
                sums.add(&own, &logits, &block);
            }
        }
        sums.total()
    }
}

impl OfCorrection<'_> {
    /// The inputs of the correction, and the logits with it.
    #[inline(always)]
    fn corrected(&self, block: &Block) -> ([Row; 2], Row) {
        let [constant, slope] = self.correction;
        let mut logits = block.products(self.shared);
        let own = [block.inputs[N_INPUTS], block.inputs[0]];
        for place in 0..WIDTH {
            logits[place] += constant * own[0][place] + slope * own[1][place];
        }
        (own, logits)
    }
}

struct OfBend<'a> {
    of: OfCorrection<'a>,
    bend: Bend,
}

impl Wide for OfBend<'_> {
    type Output = Likelihood<3>;

    #[inline(always)]
    fn run<S: Simd>(self, _simd: S) -> Likelihood<3> {
        let mut sums = Sums::zero();
        for examples in kept(self.of.examples, self.of.left_out) {
            for examples in examples.chunks(WIDTH) {
                let block = Block::new(examples);
                let (_, mut logits) = self.of.corrected(&block);
                let mut own = [[0.0; WIDTH]; 3];
                for place in 0..WIDTH {
                    let there = block.inputs[N_INPUTS][place];
                    for (row, input) in own.iter_mut().zip(inputs_of_bend(logits[place])) {
                        row[place] = there * input;
                    }
                    for (row, bend) in own.iter().zip(self.bend) {
                        logits[place] += bend * row[place];
                    }
                }
                sums.add(&own, &logits, &block);
            }
        }
        sums.total()
    }
}

/// What is before and behind the range.
fn kept<'e>(examples: &'e [Example], left_out: &Range<usize>) -> [&'e [Example]; 2] {
    [&examples[..left_out.start], &examples[left_out.end..]]
}

/// Some examples, input by input; where there are fewer than places, all of the
/// last is 0.
struct Block {
    inputs: [Row; N_INPUTS + 1],
    /// 1 where the example has the topic.
    has: Row,
}

impl Block {
    #[inline(always)]
    fn new(examples: &[Example]) -> Self {
        let mut block = Self {
            inputs: [[0.0; WIDTH]; N_INPUTS + 1],
            has: [0.0; WIDTH],
        };
        for (place, (inputs, has)) in examples.iter().enumerate() {
            for (row, input) in block.inputs.iter_mut().zip(Inputs::vector(*inputs)) {
                row[place] = input;
            }
            block.has[place] = f64::from(u8::from(*has));
        }
        block
    }

    #[inline(always)]
    fn products(&self, coefficients: &Shared) -> Row {
        let mut products = [0.0; WIDTH];
        for (row, coefficient) in self.inputs.iter().zip(coefficients) {
            for place in 0..WIDTH {
                products[place] += coefficient * row[place];
            }
        }
        products
    }
}

/// The sums of each place.
struct Sums<const N: usize> {
    value: Row,
    /// Products whose logarithms are still to be subtracted from the values:
    /// one logarithm for many examples.
    product: Row,
    steps: usize,
    gradient: [Row; N],
    curvature: [[Row; N]; N],
}

impl<const N: usize> Sums<N> {
    #[inline(always)]
    fn zero() -> Self {
        Self {
            value: [0.0; WIDTH],
            product: [1.0; WIDTH],
            steps: 0,
            gradient: [[0.0; WIDTH]; N],
            curvature: [[[0.0; WIDTH]; N]; N],
        }
    }

    #[inline(always)]
    fn add(&mut self, z: &[Row; N], logits: &Row, block: &Block) {
        let (mut errors, mut weights) = ([0.0; WIDTH], [0.0; WIDTH]);
        for place in 0..WIDTH {
            let (logit, has) = (logits[place], block.has[place]);
            let small = exp_of_negative(-logit.abs());
            let of_small = 1.0 / (1.0 + small);
            let probability = if logit >= 0.0 {
                of_small
            } else {
                small * of_small
            };
            // ln P = min(signed, 0) - ln(1 + exp(-|signed|)), the factors from
            // 1 to 2; the constant input is 0 where there is no example.
            let signed = (2.0 * has - 1.0) * logit;
            self.value[place] += if signed < 0.0 { signed } else { 0.0 };
            self.product[place] *= 1.0 + small * block.inputs[N_INPUTS][place];
            errors[place] = has - probability;
            weights[place] = probability * (1.0 - probability);
        }
        for i in 0..N {
            for place in 0..WIDTH {
                self.gradient[i][place] += errors[place] * z[i][place];
            }
            for j in 0..=i {
                for place in 0..WIDTH {
                    self.curvature[i][j][place] += weights[place] * z[i][place] * z[j][place];
                }
            }
        }
        self.steps += 1;
        if self.steps == STEPS_OF_A_PRODUCT {
            self.settle();
        }
    }

    fn settle(&mut self) {
        for place in 0..WIDTH {
            self.value[place] -= libm::log(self.product[place]);
        }
        self.product = [1.0; WIDTH];
        self.steps = 0;
    }

    fn total(mut self) -> Likelihood<N> {
        self.settle();
        let sum = |row: &Row| row.iter().sum();
        let mut total = Likelihood::zero();
        total.value = sum(&self.value);
        for i in 0..N {
            total.gradient[i] = sum(&self.gradient[i]);
            for j in 0..=i {
                total.curvature[i][j] = sum(&self.curvature[i][j]);
            }
        }
        total
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::simd::tests::narrowest;

    proptest! {
        #[test]
        fn blocks_add_up_to_the_sums_of_single_examples(
            examples in proptest::collection::vec((any::<[i8; 3]>(), any::<bool>()), 0..40),
            cut in 0usize..40,
            length in 0usize..40,
        ) {
            let examples: Vec<Example> = examples
                .iter()
                .map(|([whole, best, hits], has)| {
                    let scale = |value: i8| f32::from(value) / 32.0;
                    let hits = u32::from(hits.unsigned_abs());
                    (Inputs::new(scale(*whole), scale(*best), 0.5, hits, 9), *has)
                })
                .collect();
            let start = cut.min(examples.len());
            let left_out = start..(start + length).min(examples.len());
            let shared = [1.5, -0.5, 0.25, 0.125, 0.5, -1.0];
            let (mut value, mut slope) = (0.0, 0.0);
            for (place, (inputs, has)) in examples.iter().enumerate() {
                if left_out.contains(&place) {
                    continue;
                }
                let z = Inputs::vector(*inputs);
                let logit: f64 = z.iter().zip(&shared).map(|(z, b)| z * b).sum();
                let probability = 1.0 / (1.0 + (-logit).exp());
                value += if *has { probability } else { 1.0 - probability }.ln();
                slope += (f64::from(u8::from(*has)) - probability) * z[0];
            }
            let found = of_shared(&examples, &left_out, &shared);
            prop_assert!((found.value - value).abs() < 1e-9 * (1.0 + value.abs()));
            prop_assert!((found.gradient[0] - slope).abs() < 1e-9 * (1.0 + slope.abs()));
            let (correction, bend) = ([0.25, -0.5], [-0.5, 0.25, 0.125]);
            let (mut value, mut slopes) = (0.0, [0.0; 3]);
            for (place, (inputs, has)) in examples.iter().enumerate() {
                if left_out.contains(&place) {
                    continue;
                }
                let z = Inputs::vector(*inputs);
                let logit: f64 = z.iter().zip(&shared).map(|(z, b)| z * b).sum();
                let p = 1.0 / (1.0 + (-(logit + correction[0] + correction[1] * z[0])).exp());
                let own = [-(1.0 - p).ln(), p.ln(), 1.0];
                let bent = (1.0 + bend[1]) * own[1] + (1.0 + bend[0]) * own[0] + bend[2];
                let probability = 1.0 / (1.0 + (-bent).exp());
                value += if *has { probability } else { 1.0 - probability }.ln();
                for (slope, own) in slopes.iter_mut().zip(own) {
                    *slope += (f64::from(u8::from(*has)) - probability) * own;
                }
            }
            let of = of_bend(&examples, &left_out, &shared, correction, bend);
            prop_assert!((of.value - value).abs() < 1e-9 * (1.0 + value.abs()));
            for (found, slope) in of.gradient.iter().zip(slopes) {
                prop_assert!((found - slope).abs() < 1e-9 * (1.0 + slope.abs()));
            }
            let narrow = narrowest(OfShared {
                examples: &examples,
                left_out: &left_out,
                shared: &shared,
            });
            prop_assert_eq!(narrow.value.to_bits(), found.value.to_bits());
            prop_assert_eq!(narrow.gradient.map(f64::to_bits), found.gradient.map(f64::to_bits));
        }
    }
}
