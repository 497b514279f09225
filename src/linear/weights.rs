//! The weights of a linear model, feature by feature.

use std::hint::black_box;

/// The weight of a feature for one topic.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weight {
    /// The topic's column.
    pub topic: u32,
    /// The weight; not 0.
    pub value: f32,
}

/// Weights of shape `(n_features, n_topics)`, those that are 0 left out, a
/// feature's weights side by side: to score a text is to go through a few
/// weights for each of its terms.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    n_topics: usize,
    /// Where each feature's weights start, and the last end.
    starts: Vec<usize>,
    entries: Vec<Weight>,
}

impl Weights {
    /// Weights without any feature.
    pub fn new(n_topics: usize) -> Self {
        Self::with_capacity(n_topics, 0, 0)
    }

    /// As [`Weights::new`], with room for so many features and weights.
    pub fn with_capacity(n_topics: usize, n_features: usize, n_weights: usize) -> Self {
        let mut starts = Vec::with_capacity(n_features + 1);
        starts.push(0);
        Self {
            n_topics,
            starts,
            entries: Vec::with_capacity(n_weights),
        }
    }

    /// Adds a feature with a weight for each topic, or for the first few of
    /// them.
    ///
    /// # Panics
    ///
    /// When there are more weights than topics.
    pub fn push_feature(&mut self, weights: &[f32]) {
        assert!(weights.len() <= self.n_topics, "more weights than topics");
        for (topic, value) in weights.iter().enumerate() {
            if *value != 0.0 {
                let topic = topic as u32;
                self.entries.push(Weight {
                    topic,
                    value: *value,
                });
            }
        }
        self.starts.push(self.entries.len());
    }

    /// Adds a feature with these weights; `None` when their topics do not
    /// ascend, there are not so many topics, or a weight is 0.
    pub(crate) fn push_sparse(&mut self, weights: impl Iterator<Item = Weight>) -> Option<()> {
        let mut next = 0;
        for weight in weights {
            let topic = weight.topic as usize;
            let fits = (next..self.n_topics).contains(&topic) && weight.value != 0.0;
            fits.then_some(())?;
            next = topic + 1;
            self.entries.push(weight);
        }
        self.starts.push(self.entries.len());
        Some(())
    }

    /// Adds the features of other weights behind these.
    pub(super) fn append(&mut self, other: &Self) {
        let before = self.entries.len();
        self.entries.extend_from_slice(&other.entries);
        self.starts
            .extend(other.starts[1..].iter().map(|end| before + end));
    }

    /// The number of features.
    pub fn n_features(&self) -> usize {
        self.starts.len() - 1
    }

    /// The number of topics.
    pub fn n_topics(&self) -> usize {
        self.n_topics
    }

    /// The number of weights that are not 0.
    pub fn count_nonzero(&self) -> usize {
        self.entries.len()
    }

    /// The weights of a feature that are not 0, by ascending topic.
    ///
    /// # Panics
    ///
    /// When there is no such feature.
    #[inline(always)]
    pub fn row(&self, feature: u32) -> &[Weight] {
        let feature = feature as usize;
        &self.entries[self.starts[feature]..self.starts[feature + 1]]
    }

    /// Asks for a feature's weights before they are needed: nothing waits for a
    /// read whose value is thrown away.
    #[inline(always)]
    pub fn prefetch(&self, feature: u32) {
        black_box(
            self.entries
                .get(self.starts[feature as usize])
                .map(|w| w.topic),
        );
    }

    /// The weight of a feature for a topic.
    ///
    /// # Panics
    ///
    /// As [`Weights::row`].
    pub fn weight(&self, feature: u32, topic: usize) -> f32 {
        let row = self.row(feature);
        let place = row.binary_search_by_key(&topic, |weight| weight.topic as usize);
        place.map_or(0.0, |place| row[place].value)
    }

    /// Adds `value` times a feature's weights to the sums, of which there is
    /// one for each topic.
    #[inline(always)]
    pub fn add_row(&self, feature: u32, value: f32, sums: &mut [f32]) {
        for weight in self.row(feature) {
            sums[weight.topic as usize] += value * weight.value;
        }
    }

    /// The weights of these features, in this order.
    #[must_use]
    pub fn select(&self, features: &[u32]) -> Self {
        let n_weights = features.iter().map(|feature| self.row(*feature).len());
        let mut selected = Self::with_capacity(self.n_topics, features.len(), n_weights.sum());
        for feature in features {
            selected.entries.extend_from_slice(self.row(*feature));
            selected.starts.push(selected.entries.len());
        }
        selected
    }
}
