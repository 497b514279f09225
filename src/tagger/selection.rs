//! Which of a paragraph's topics are given.

use ndarray::{Array2, ArrayView2};

use super::Tag;
use crate::error::{Error, Result};
use crate::linear::thresholds::{CurvePoint, point_for_precision};
use crate::topics::TopicId;

/// What a user may ask of the choice of topics.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TagOptions {
    /// Each topic's threshold is the one with the highest recall among those
    /// that had at least this precision in cross-validation.
    pub precision: Option<f32>,
    /// One threshold for all topics.
    pub threshold: Option<f32>,
    /// Every paragraph is given at least so many topics: where too few reach
    /// their thresholds, the most probable ones.
    pub min_topics: usize,
    /// No paragraph is given more topics than this: the most probable stay.
    pub max_topics: Option<usize>,
}

/// A threshold for each topic and bounds on their number.
///
/// ```
/// use thematic::tagger::Selection;
/// let selection = Selection::new(vec![0.5, 0.2]);
/// let tags = selection.choose(&[0.4, 0.3]);
/// assert_eq!(tags.len(), 1);
/// assert_eq!(tags[0].topic.column(), 1);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Selection {
    thresholds: Vec<f32>,
    min_topics: usize,
    max_topics: usize,
    unreachable: Vec<TopicId>,
}

impl Selection {
    /// Thresholds, one for each topic, and any number of topics.
    pub fn new(thresholds: Vec<f32>) -> Self {
        Self {
            thresholds,
            min_topics: 0,
            max_topics: usize::MAX,
            unreachable: Vec::new(),
        }
    }

    /// What the options ask for. `thresholds` and `curves` are those that
    /// cross-validation found for each topic; without cross-validation there
    /// are no curves.
    ///
    /// # Errors
    ///
    /// When a number is out of range, the options contradict each other, or a
    /// precision is asked for and there are no curves.
    pub fn with_options(
        options: &TagOptions,
        thresholds: Vec<f32>,
        curves: Option<&[Vec<CurvePoint>]>,
    ) -> Result<Self> {
        let TagOptions {
            precision,
            threshold,
            min_topics,
            max_topics,
        } = *options;
        let n_topics = thresholds.len();
        let mut selection = Self::new(thresholds);
        selection.min_topics = min_topics;
        selection.max_topics = max_topics.unwrap_or(usize::MAX);
        if selection.min_topics > selection.max_topics {
            return Err(Error::parameter(
                "the smallest number of topics",
                min_topics,
                "at most the largest number",
            ));
        }
        if min_topics > n_topics {
            return Err(Error::parameter(
                "the smallest number of topics",
                min_topics,
                "at most the number of topics that the model has",
            ));
        }
        for (name, value) in [("the precision", precision), ("the threshold", threshold)] {
            if value.is_some_and(|value| !(0.0..=1.0).contains(&value)) {
                return Err(Error::parameter(
                    name,
                    value.unwrap_or_default(),
                    "a number from 0 to 1",
                ));
            }
        }
        match (precision, threshold) {
            (Some(precision), Some(_)) => {
                return Err(Error::parameter(
                    "the precision",
                    precision,
                    "left out when a threshold is given",
                ));
            }
            (Some(precision), None) => selection.reach(precision, curves)?,
            (None, Some(threshold)) => selection.thresholds.fill(threshold),
            (None, None) => {}
        }
        Ok(selection)
    }

    fn reach(&mut self, precision: f32, curves: Option<&[Vec<CurvePoint>]>) -> Result<()> {
        let Some(curves) = curves else {
            return Err(Error::parameter(
                "the precision",
                precision,
                "left out with this model, which was trained without cross-validation",
            ));
        };
        for (topic, curve) in curves.iter().enumerate() {
            let point = point_for_precision(curve, precision);
            self.thresholds[topic] = point.map_or(f32::INFINITY, |point| point.threshold);
            if point.is_none() {
                self.unreachable.push(TopicId::from_column(topic));
            }
        }
        Ok(())
    }

    /// The threshold of each topic; infinite where the topic is never given.
    pub fn thresholds(&self) -> &[f32] {
        &self.thresholds
    }

    /// The topics that are never given, because no threshold had the precision
    /// that was asked for.
    pub fn unreachable(&self) -> &[TopicId] {
        &self.unreachable
    }

    /// Chooses for many rows; both matrices are of shape `(n_samples, n_topics)`.
    pub fn given(&self, probabilities: ArrayView2<'_, f32>) -> Array2<bool> {
        let mut given = Array2::from_elem(probabilities.dim(), false);
        for (row, probabilities) in probabilities.rows().into_iter().enumerate() {
            for tag in self.choose(&probabilities.to_vec()) {
                given[[row, tag.topic.column()]] = true;
            }
        }
        given
    }

    /// Chooses among the probabilities of all topics; the most probable come
    /// first, of equals the one whose column is first.
    pub fn choose(&self, probabilities: &[f32]) -> Vec<Tag> {
        let mut tags: Vec<Tag> = probabilities
            .iter()
            .enumerate()
            .map(|(topic, probability)| Tag {
                topic: TopicId::from_column(topic),
                probability: *probability,
            })
            .collect();
        tags.sort_by(|a, b| b.probability.total_cmp(&a.probability));
        let reached = |tag: &Tag| tag.probability >= self.thresholds[tag.topic.column()];
        let n_reached = tags.iter().filter(|tag| reached(tag)).count();
        if n_reached >= self.min_topics {
            tags.retain(reached);
        } else {
            let mut missing = self.min_topics - n_reached;
            tags.retain(|tag| {
                let filled = !reached(tag) && missing > 0;
                missing -= usize::from(filled);
                filled || reached(tag)
            });
        }
        tags.truncate(self.max_topics);
        tags
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(selection: &Selection, probabilities: &[f32]) -> Vec<usize> {
        selection
            .choose(probabilities)
            .iter()
            .map(|tag| tag.topic.column())
            .collect()
    }

    #[test]
    fn thresholds_are_reached_at_the_value_itself() {
        let selection = Selection::new(vec![0.5, 0.5]);
        assert_eq!(columns(&selection, &[0.5, 0.499]), [0]);
    }

    #[test]
    fn too_few_are_filled_up_with_the_most_probable() {
        let mut selection = Selection::new(vec![0.9, 0.1, 0.9]);
        selection.min_topics = 2;
        assert_eq!(columns(&selection, &[0.3, 0.2, 0.4]), [2, 1]);
        selection.max_topics = 2;
        selection.min_topics = 0;
        assert_eq!(columns(&selection, &[0.95, 0.2, 0.92]), [0, 2]);
    }
}
