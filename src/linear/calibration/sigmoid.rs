//! From logits to probabilities.

use super::Bend;
use super::elementary::{exp_of_negative, ln_of_one_and};
use crate::simd::{Simd, Wide, widest};

/// Puts the bent sigmoid of each logit in its place.
pub(super) fn to_probabilities(logits: &mut [f64], bend: &Bend) {
    widest(ToProbabilities { logits, bend });
}

struct ToProbabilities<'a> {
    logits: &'a mut [f64],
    bend: &'a Bend,
}

impl Wide for ToProbabilities<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, _simd: S) {
        for logit in self.logits {
            *logit = sigmoid(*logit + product(self.bend, &inputs_of_bend(*logit)));
        }
    }
}

/// What a bend multiplies: `-ln(1 - p)`, `ln p` and 1, with `p` the sigmoid of
/// the logit.
#[inline(always)]
pub(super) fn inputs_of_bend(logit: f64) -> Bend {
    let rest = ln_of_one_and(exp_of_negative(-logit.abs()));
    let (above, below) = if logit >= 0.0 {
        (logit, 0.0)
    } else {
        (0.0, logit)
    };
    [above + rest, below - rest, 1.0]
}

#[inline(always)]
fn sigmoid(logit: f64) -> f64 {
    let small = exp_of_negative(-logit.abs());
    let of_small = 1.0 / (1.0 + small);
    if logit >= 0.0 {
        of_small
    } else {
        small * of_small
    }
}

#[inline(always)]
pub(super) fn product<const N: usize>(a: &[f64; N], b: &[f64; N]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::tests::narrowest;

    #[test]
    fn the_width_makes_no_difference() {
        let logits: Vec<f64> = (-40..=40).map(|step| f64::from(step) * 0.9).collect();
        let bend = [-0.5, 0.25, 0.125];
        let (mut wide, mut narrow) = (logits.clone(), logits.clone());
        to_probabilities(&mut wide, &bend);
        narrowest(ToProbabilities {
            logits: &mut narrow,
            bend: &bend,
        });
        assert_eq!(wide, narrow);
        assert!(wide.is_sorted());
        for (found, logit) in wide.iter().zip(logits) {
            let p = 1.0 / (1.0 + (-logit).exp());
            let q = 1.0 / (1.0 + logit.exp());
            let bent: f64 = 1.25 * p.ln() - 0.5 * q.ln() + 0.125;
            assert!(
                (found - 1.0 / (1.0 + (-bent).exp())).abs() < 1e-12,
                "{logit}"
            );
        }
    }
}
