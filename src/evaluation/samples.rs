//! Invented predictions for the tests of this module's parts.

use ndarray::Array2;
use proptest::prelude::*;

use super::{Predictions, Tally};

/// The reference and the predictions of a system, with ties; some rows and
/// topics have no positives.
#[derive(Debug, Clone)]
pub(super) struct Sample {
    pub(super) wanted: Array2<bool>,
    pub(super) predictions: Predictions,
}

impl Sample {
    pub(super) fn tally(&self) -> Tally {
        Tally::new(
            self.wanted.view(),
            self.predictions.given.view(),
            self.predictions.probabilities.view(),
        )
        .unwrap()
    }
}

fn shape() -> impl Strategy<Value = (usize, usize)> {
    (1usize..25, 1usize..7)
}

fn matrix<T: std::fmt::Debug + Clone>(
    shape: (usize, usize),
    cell: impl Strategy<Value = T>,
) -> impl Strategy<Value = Array2<T>> {
    proptest::collection::vec(cell, shape.0 * shape.1)
        .prop_map(move |cells| Array2::from_shape_vec(shape, cells).unwrap())
}

/// What a system might say of `shape` rows and topics.
pub(super) fn predictions(shape: (usize, usize)) -> impl Strategy<Value = Predictions> {
    let tenths = (0u8..=10).prop_map(|tenth| f32::from(tenth) / 10.0);
    (matrix(shape, any::<bool>()), matrix(shape, tenths)).prop_map(|(given, probabilities)| {
        Predictions {
            given,
            probabilities,
        }
    })
}

/// A reference, of shape `(n_samples, n_topics)`.
pub(super) fn wanted(shape: (usize, usize)) -> impl Strategy<Value = Array2<bool>> {
    matrix(shape, proptest::bool::weighted(0.3))
}

/// One system.
pub(super) fn sample() -> impl Strategy<Value = Sample> {
    shape().prop_flat_map(|shape| {
        (wanted(shape), predictions(shape)).prop_map(|(wanted, predictions)| Sample {
            wanted,
            predictions,
        })
    })
}

/// Two systems on the same rows.
pub(super) fn pair() -> impl Strategy<Value = (Array2<bool>, Predictions, Predictions)> {
    shape().prop_flat_map(|shape| (wanted(shape), predictions(shape), predictions(shape)))
}
