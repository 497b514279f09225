//! Figures of rankings: of the topics of one row, and of the rows of one topic.
//!
//! Ties are treated as scikit-learn treats them: equal values share the lowest
//! of their ranks in ranking average precision, coverage and ranking loss, and
//! share the mean of their discounts in nDCG. Precision and recall at `k` need
//! exactly `k` topics, so there the topic whose column is first comes first.

use ndarray::{ArrayView1, s};

/// How many of the most probable topics precision, recall and nDCG look at.
pub(super) const DEPTHS: [usize; 3] = [1, 3, 5];

/// The figures of one row's ranking.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct RowRanking {
    pub(super) average_precision: f64,
    pub(super) coverage: f64,
    pub(super) loss: f64,
    pub(super) precision_at: [f64; DEPTHS.len()],
    pub(super) recall_at: [f64; DEPTHS.len()],
    pub(super) ndcg_at: [f64; DEPTHS.len()],
}

impl RowRanking {
    /// A row that wants no topic has coverage, loss and all figures at `k` 0,
    /// and ranking average precision 1; one that wants all topics has loss 0
    /// and average precision 1.
    pub(super) fn new(wanted: ArrayView1<'_, bool>, values: ArrayView1<'_, f32>) -> Self {
        let mut order: Vec<(f32, bool)> =
            values.iter().copied().zip(wanted.iter().copied()).collect();
        order.sort_by(|a, b| b.0.total_cmp(&a.0));
        let n_wanted = order.iter().filter(|(_, wanted)| *wanted).count();
        let mut ranking = Self {
            average_precision: 1.0,
            ..Self::default()
        };
        if n_wanted == 0 {
            return ranking;
        }
        let n_unwanted = order.len() - n_wanted;
        let (mut passed, mut found) = (0usize, 0usize);
        let mut precisions = 0.0;
        let mut wrong_pairs = 0usize;
        let mut gains = [0.0; DEPTHS.len()];
        for tied in order.chunk_by(|a, b| a.0 == b.0) {
            let here = tied.iter().filter(|(_, wanted)| *wanted).count();
            found += here;
            let ranks = passed..passed + tied.len();
            passed = ranks.end;
            if here > 0 {
                precisions += here as f64 * found as f64 / passed as f64;
                ranking.coverage = passed as f64;
            }
            // Unwanted topics up to here stand above or beside these wanted ones.
            wrong_pairs += here * (passed - found);
            for (gain, depth) in gains.iter_mut().zip(DEPTHS) {
                let discounts: f64 = ranks.clone().take_while(|r| *r < depth).map(discount).sum();
                *gain += here as f64 / tied.len() as f64 * discounts;
            }
        }
        if n_unwanted > 0 {
            ranking.average_precision = precisions / n_wanted as f64;
            ranking.loss = wrong_pairs as f64 / (n_wanted * n_unwanted) as f64;
        }
        for (place, depth) in DEPTHS.into_iter().enumerate() {
            let right = order.iter().take(depth).filter(|(_, wanted)| *wanted);
            let right = right.count() as f64;
            ranking.precision_at[place] = right / depth as f64;
            ranking.recall_at[place] = right / n_wanted as f64;
            let ideal: f64 = (0..depth.min(n_wanted)).map(discount).sum();
            ranking.ndcg_at[place] = gains[place] / ideal;
        }
        ranking
    }
}

/// `1 / log₂(rank + 2)` for ranks from 0.
fn discount(rank: usize) -> f64 {
    1.0 / libm::log2(rank as f64 + 2.0)
}

/// Recall and precision after each run of equal values, from the highest down.
/// Both arrays are of the same length: whether each decision was wanted, and
/// its probability.
///
/// ```
/// use ndarray::array;
/// use thematic::evaluation::precision_recall;
/// let wanted = array![true, false, true];
/// let points = precision_recall(wanted.view(), array![0.9, 0.5, 0.4].view());
/// assert_eq!(points, [(0.5, 1.0), (0.5, 0.5), (1.0, 2.0 / 3.0)]);
/// ```
pub fn precision_recall(
    wanted: ArrayView1<'_, bool>,
    probabilities: ArrayView1<'_, f32>,
) -> Vec<(f64, f64)> {
    let n_rows = wanted.len().min(probabilities.len());
    let (wanted, probabilities) = (
        wanted.slice_move(s![..n_rows]),
        probabilities.slice_move(s![..n_rows]),
    );
    TopicRanking::new(wanted, probabilities).curve(&vec![1; n_rows])
}

/// The rows of one topic, from the most probable down, so that figures for
/// weighted rows need no sorting.
#[derive(Debug, Clone)]
pub(super) struct TopicRanking {
    rows: Vec<u32>,
    has: Vec<bool>,
    /// Where each run of equal values ends.
    ends: Vec<u32>,
}

/// A point after a run of equal values.
#[derive(Debug, Clone, Copy)]
struct Passed {
    positives: f64,
    rows: f64,
    new_positives: f64,
    new_rows: f64,
}

impl TopicRanking {
    pub(super) fn new(wanted: ArrayView1<'_, bool>, values: ArrayView1<'_, f32>) -> Self {
        let mut rows: Vec<u32> = (0..values.len() as u32).collect();
        rows.sort_by(|a, b| values[*b as usize].total_cmp(&values[*a as usize]));
        let ends = (1..=rows.len())
            .filter(|end| {
                let next = rows.get(*end).map(|row| values[*row as usize]);
                next != Some(values[rows[*end - 1] as usize])
            })
            .map(|end| end as u32)
            .collect();
        Self {
            has: rows.iter().map(|row| wanted[*row as usize]).collect(),
            rows,
            ends,
        }
    }

    /// Goes down the ranking and tells after each run of equal values how many
    /// positives and rows were passed.
    fn walk(&self, weights: &[u32], mut visit: impl FnMut(Passed)) -> (u64, u64) {
        let (mut positives, mut all, mut begin) = (0u64, 0u64, 0usize);
        for &end in &self.ends {
            let (mut new_positives, mut new_rows) = (0u64, 0u64);
            for place in begin..end as usize {
                let weight = u64::from(weights[self.rows[place] as usize]);
                new_rows += weight;
                new_positives += weight * u64::from(self.has[place]);
            }
            begin = end as usize;
            if new_rows == 0 {
                continue;
            }
            positives += new_positives;
            all += new_rows;
            visit(Passed {
                positives: positives as f64,
                rows: all as f64,
                new_positives: new_positives as f64,
                new_rows: new_rows as f64,
            });
        }
        (positives, all)
    }

    /// The average precision and the area under the ROC curve, where they are
    /// defined: the one needs a positive row, the other a negative one too.
    pub(super) fn areas(&self, weights: &[u32]) -> (Option<f64>, Option<f64>) {
        let (mut precisions, mut wrong_pairs) = (0.0, 0.0);
        let (positives, all) = self.walk(weights, |at| {
            precisions += at.new_positives * at.positives / at.rows;
            let new_negatives = at.new_rows - at.new_positives;
            let negatives_above = at.rows - at.positives - new_negatives;
            wrong_pairs += at.new_positives * (negatives_above + 0.5 * new_negatives);
        });
        if positives == 0 {
            return (None, None);
        }
        let negatives = all - positives;
        let average_precision = precisions / positives as f64;
        let auc =
            (negatives > 0).then(|| 1.0 - wrong_pairs / (positives as f64 * negatives as f64));
        (Some(average_precision), auc)
    }

    /// Recall and precision after each run of equal values.
    pub(super) fn curve(&self, weights: &[u32]) -> Vec<(f64, f64)> {
        let mut points = Vec::new();
        let (positives, _) = self.walk(weights, |at| {
            points.push((at.positives, at.positives / at.rows));
        });
        for point in &mut points {
            point.0 /= (positives as f64).max(1.0);
        }
        points
    }
}
