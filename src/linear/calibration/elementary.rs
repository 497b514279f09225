//! An exponential and a logarithm without branches and calls, so that the
//! compiler makes vectors of them, and the same on every machine.

/// Adding this rounds to a whole number and leaves it in the lowest bits.
const ROUND: f64 = 6_755_399_441_055_744.0;
/// The bits of ln 2: the first are so few that `n` times them is exact.
const LN_2: [f64; 2] = [0.693_147_180_369_123_8, 1.908_214_929_270_587_7e-10];
/// Below this the exponential is no normal number.
const SMALLEST: f64 = -708.0;
/// 1/13!, 1/12!, …, 1/1!, 1/0!
const INVERSE_FACTORIALS: [f64; 14] = [
    1.0 / 6_227_020_800.0,
    1.0 / 479_001_600.0,
    1.0 / 39_916_800.0,
    1.0 / 3_628_800.0,
    1.0 / 362_880.0,
    1.0 / 40_320.0,
    1.0 / 5_040.0,
    1.0 / 720.0,
    1.0 / 120.0,
    1.0 / 24.0,
    1.0 / 6.0,
    0.5,
    1.0,
    1.0,
];

/// `exp(x)` for `x` of at most 0, within three units in the last place; 0 for
/// what is below the smallest normal number.
///
/// `x = n ln 2 + r` with `|r| ≤ ½ ln 2`, and `exp(r)` is its Taylor series up to
/// the power of 13. There is no branch and no call, so that the compiler makes
/// vectors of it.
#[inline(always)]
pub(super) fn exp_of_negative(x: f64) -> f64 {
    let within = if x > SMALLEST { x } else { SMALLEST };
    let rounded = within * std::f64::consts::LOG2_E + ROUND;
    let n = rounded - ROUND;
    let r = (within - n * LN_2[0]) - n * LN_2[1];
    let mut sum = INVERSE_FACTORIALS[0];
    for inverse in &INVERSE_FACTORIALS[1..] {
        sum = sum * r + inverse;
    }
    let power = f64::from_bits((rounded.to_bits() << 52).wrapping_add(1.0f64.to_bits()));
    if x > SMALLEST { sum * power } else { 0.0 }
}

/// 1/33, 1/31, …, 1/3, 1
const INVERSE_ODDS: [f64; 17] = {
    let mut inverses = [0.0; 17];
    let mut place = 0;
    while place < inverses.len() {
        inverses[place] = 1.0 / (2 * (inverses.len() - place) - 1) as f64;
        place += 1;
    }
    inverses
};

/// `ln(1 + x)` for `x` from 0 to 1, within three units in the last place.
///
/// It is twice the inverse hyperbolic tangent of `y = x / (2 + x)`, whose series
/// in `y ≤ ⅓` is taken up to the power of 33; no branch and no call, as above.
#[inline(always)]
pub(super) fn ln_of_one_and(x: f64) -> f64 {
    let y = x / (2.0 + x);
    let square = y * y;
    let mut sum = INVERSE_ODDS[0];
    for inverse in &INVERSE_ODDS[1..] {
        sum = sum * square + inverse;
    }
    2.0 * y * sum
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_exponential_is_that_of_the_library(x in -700.0f64..=0.0) {
            let exact = libm::exp(x);
            prop_assert!((exp_of_negative(x) / exact - 1.0).abs() < 1e-15, "{}", x);
        }

        #[test]
        fn the_logarithm_is_that_of_the_library(x in 0.0f64..=1.0) {
            let exact = libm::log1p(x);
            prop_assert!((ln_of_one_and(x) - exact).abs() <= 1e-15 * exact, "{}", x);
        }
    }

    #[test]
    fn what_is_too_small_is_nothing() {
        assert_eq!(exp_of_negative(0.0), 1.0);
        assert_eq!(exp_of_negative(-800.0), 0.0);
        assert_eq!(exp_of_negative(f64::NEG_INFINITY), 0.0);
    }
}
