//! What cross-validation finds, and how it is summed up over folds.

use serde::Serialize;

use crate::evaluation::{Evaluation, Metric, Predictions};

/// The figures of one fold.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FoldEvaluation {
    /// The repeat, counted from 1.
    pub repeat: usize,
    /// The fold, counted from 1.
    pub fold: usize,
    /// The number of rows that the model was trained on.
    pub training_rows: usize,
    /// The figures on the rows of the fold.
    pub evaluation: Evaluation,
}

/// A figure over several folds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spread {
    /// The mean over folds.
    pub mean: f64,
    /// The standard deviation over folds (with `n - 1`); 0 of a single one.
    pub deviation: f64,
    /// The lowest value.
    pub lowest: f64,
    /// The highest value.
    pub highest: f64,
}

impl Spread {
    /// The spread of some values; `None` of none.
    pub fn of(values: &[f64]) -> Option<Self> {
        let count = values.len() as f64;
        if values.is_empty() {
            return None;
        }
        let mean = values.iter().sum::<f64>() / count;
        let squares: f64 = values.iter().map(|v| (v - mean) * (v - mean)).sum();
        Some(Self {
            mean,
            deviation: (squares / (count - 1.0).max(1.0)).sqrt(),
            lowest: values.iter().copied().fold(f64::INFINITY, f64::min),
            highest: values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        })
    }
}

/// One point of a learning curve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct LearningPoint {
    /// The share of the training rows.
    pub share: f64,
    /// The number of training rows, averaged over folds.
    pub rows: usize,
    /// Micro-F1 over the folds.
    pub micro_f1: Spread,
    /// Macro-F1 over the folds.
    pub macro_f1: Spread,
}

/// What models said of the rows that they had not seen, in one repeat.
#[derive(Debug, Clone, PartialEq)]
pub struct Repeat {
    /// The fold of each row, counted from 0.
    pub folds: Vec<usize>,
    /// What each row was given.
    pub predictions: Predictions,
}

/// What cross-validation finds.
#[derive(Debug, Clone, PartialEq)]
pub struct CrossValidated {
    /// The figures of each fold of each repeat.
    pub folds: Vec<FoldEvaluation>,
    /// The predictions of each repeat.
    pub repeats: Vec<Repeat>,
    /// The figures of the first repeat's predictions, all rows together.
    pub pooled: Evaluation,
    /// The learning curve, its last point with all training rows; empty where
    /// none was asked for.
    pub learning_curve: Vec<LearningPoint>,
}

impl CrossValidated {
    /// A figure over all folds of all repeats.
    pub fn spread(&self, metric: Metric) -> Spread {
        let values = self.folds.iter().map(|fold| fold.evaluation.value(metric));
        Spread::of(&values.collect::<Vec<_>>()).unwrap_or(Spread {
            mean: 0.0,
            deviation: 0.0,
            lowest: 0.0,
            highest: 0.0,
        })
    }

    /// A topic's F1 over the folds in which some row has the topic.
    pub fn topic_spread(&self, topic: usize) -> Option<Spread> {
        let values: Vec<f64> = self
            .folds
            .iter()
            .map(|fold| &fold.evaluation.topics[topic])
            .filter(|topic| topic.support > 0)
            .map(|topic| topic.scores.f1)
            .collect();
        Spread::of(&values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spread_is_mean_and_sample_deviation() {
        // Of 2, 4, 4, 4, 5, 5, 7, 9 the squares about the mean 5 add up to 32.
        let spread = Spread::of(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]).unwrap();
        assert!((spread.mean - 5.0).abs() < 1e-12);
        assert!((spread.deviation - (32.0f64 / 7.0).sqrt()).abs() < 1e-12);
        assert_eq!((spread.lowest, spread.highest), (2.0, 9.0));
        assert_eq!(Spread::of(&[3.0]).unwrap().deviation, 0.0);
        assert_eq!(Spread::of(&[]), None);
    }
}
