//! Figures of rankings: of the topics of one row, and of the rows of one topic.
//!
//! Ties are treated as scikit-learn treats them: equal values share the lowest
//! of their ranks in ranking average precision, coverage and ranking loss, and
//! share the mean of their discounts in nDCG. Precision and recall at `k` need
//! exactly `k` topics, so there the topic whose column is first comes first.

use ndarray::ArrayView1;

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
        // Adding zero makes one zero of the two that a float has: they tie.
        let mut order: Vec<(f32, bool)> = values
            .iter()
            .map(|value| value + 0.0)
            .zip(wanted.iter().copied())
            .collect();
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
    positives: u64,
    rows: u64,
    new_positives: u64,
    new_rows: u64,
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
            let run = begin..end as usize;
            begin = run.end;
            let (mut new_positives, mut new_rows) = (0u64, 0u64);
            for (row, has) in self.rows[run.clone()].iter().zip(&self.has[run]) {
                let weight = u64::from(weights[*row as usize]);
                new_rows += weight;
                new_positives += weight * u64::from(*has);
            }
            positives += new_positives;
            all += new_rows;
            visit(Passed {
                positives,
                rows: all,
                new_positives,
                new_rows,
            });
        }
        (positives, all)
    }

    /// The average precision and the area under the ROC curve, where they are
    /// defined: the one needs a positive row, the other a negative one too.
    pub(super) fn areas(&self, weights: &[u32]) -> (Option<f64>, Option<f64>) {
        let (mut precisions, mut wrong_pairs) = (0.0, 0.0);
        let (positives, all) = self.walk(weights, |at| {
            // Most runs have no positive row and add nothing: bootstrap lives on
            // passing them quickly.
            if at.new_positives == 0 {
                return;
            }
            let new_positives = at.new_positives as f64;
            precisions += new_positives * at.positives as f64 / at.rows as f64;
            let new_negatives = at.new_rows - at.new_positives;
            let negatives_above = at.rows - at.positives - new_negatives;
            wrong_pairs += new_positives * (negatives_above as f64 + 0.5 * new_negatives as f64);
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
            if at.new_rows == 0 {
                return;
            }
            let passed = at.positives as f64;
            points.push((passed, passed / at.rows as f64));
        });
        for point in &mut points {
            point.0 /= (positives as f64).max(1.0);
        }
        points
    }
}

#[cfg(test)]
mod tests {
    use ndarray::{Array1, array};
    use proptest::prelude::*;

    use super::*;

    fn row(wanted: &[bool], values: &[f32]) -> RowRanking {
        RowRanking::new(ArrayView1::from(wanted), ArrayView1::from(values))
    }

    #[test]
    fn a_row_is_ranked_as_by_hand() {
        // Ranks of the wanted topics: 1 and 3, so precision there is 1/1 and 2/3;
        // one of the 2 · 2 pairs is wrong (the second topic above the third).
        let ranking = row(&[true, false, true, false], &[0.9, 0.8, 0.7, 0.1]);
        assert_eq!(ranking.average_precision, f64::midpoint(1.0, 2.0 / 3.0));
        assert_eq!(ranking.coverage, 3.0);
        assert_eq!(ranking.loss, 0.25);
        assert_eq!(ranking.precision_at, [1.0, 2.0 / 3.0, 0.4]);
        assert_eq!(ranking.recall_at, [0.5, 1.0, 1.0]);
        // Discounts 1, 1/log₂3 and 1/2: (1 + 1/2) / (1 + 1/log₂3).
        let ndcg = 1.5 / (1.0 + 1.0 / 3f64.log2());
        assert_eq!(ranking.ndcg_at[0], 1.0);
        assert!((ranking.ndcg_at[1] - ndcg).abs() < 1e-15);
        assert!((ranking.ndcg_at[2] - ndcg).abs() < 1e-15);
    }

    #[test]
    fn ties_share_the_lowest_rank_and_the_mean_discount() {
        // All three tie, the last is wanted: precision 1/3 at rank 3, both pairs
        // count as wrong, and the first place is shared out among three.
        let ranking = row(&[false, false, true], &[0.5, 0.5, 0.5]);
        assert_eq!(ranking.average_precision, 1.0 / 3.0);
        assert_eq!(ranking.coverage, 3.0);
        assert_eq!(ranking.loss, 1.0);
        assert_eq!(ranking.precision_at, [0.0, 1.0 / 3.0, 0.2]);
        assert!((ranking.ndcg_at[0] - 1.0 / 3.0).abs() < 1e-15);
        let mean = (1.0 + 1.0 / 3f64.log2() + 0.5) / 3.0;
        assert!((ranking.ndcg_at[1] - mean).abs() < 1e-15);
    }

    #[test]
    fn zero_and_minus_zero_tie() {
        let ranking = row(&[true, false], &[-0.0, 0.0]);
        assert_eq!(ranking, row(&[true, false], &[0.0, 0.0]));
        assert_eq!(ranking.precision_at[0], 1.0);
    }

    #[test]
    fn rows_that_want_nothing_or_everything() {
        let nothing = row(&[false, false], &[0.9, 0.1]);
        assert_eq!(nothing.average_precision, 1.0);
        assert_eq!((nothing.coverage, nothing.loss), (0.0, 0.0));
        assert_eq!(nothing.ndcg_at, [0.0; 3]);
        let everything = row(&[true, true], &[0.9, 0.1]);
        assert_eq!(everything.average_precision, 1.0);
        assert_eq!((everything.coverage, everything.loss), (2.0, 0.0));
        assert_eq!(everything.recall_at, [0.5, 1.0, 1.0]);
        assert_eq!(row(&[], &[]).average_precision, 1.0);
    }

    #[test]
    fn areas_of_a_topic_are_those_by_hand() {
        // From the most probable down: has, has not, has, has not.
        let ranking = TopicRanking::new(
            array![true, true, false, false].view(),
            array![0.9, 0.4, 0.6, 0.2].view(),
        );
        // Precision 1/1 and 2/3 at the two; 3 of 4 pairs are right.
        let (average_precision, auc) = ranking.areas(&[1; 4]);
        assert_eq!(average_precision, Some(f64::midpoint(1.0, 2.0 / 3.0)));
        assert_eq!(auc, Some(0.75));
        assert_eq!(
            ranking.curve(&[1; 4]),
            [(0.5, 1.0), (0.5, 0.5), (1.0, 2.0 / 3.0), (1.0, 0.5)]
        );
        // The second row twice, the third not at all: precision 1/1, 3/3 and 3/3.
        assert_eq!(ranking.areas(&[1, 2, 0, 1]), (Some(1.0), Some(1.0)));
        // All values equal: precision 2/4, and every pair is half right.
        let tied = TopicRanking::new(
            array![true, true, false, false].view(),
            Array1::from_elem(4, 0.5).view(),
        );
        assert_eq!(tied.areas(&[1; 4]), (Some(0.5), Some(0.5)));
    }

    #[test]
    fn areas_need_positives_and_negatives() {
        let ranking = TopicRanking::new(array![true, false].view(), array![0.9, 0.1].view());
        assert_eq!(ranking.areas(&[0, 3]), (None, None));
        assert_eq!(ranking.areas(&[3, 0]), (Some(1.0), None));
        assert_eq!(ranking.areas(&[0, 0]), (None, None));
        assert!(ranking.curve(&[0, 0]).is_empty());
    }

    proptest! {
        #[test]
        fn figures_of_a_row_are_within_bounds(
            topics in proptest::collection::vec((any::<bool>(), 0u8..6), 1..9),
        ) {
            let wanted: Vec<bool> = topics.iter().map(|(wanted, _)| *wanted).collect();
            let values: Vec<f32> = topics.iter().map(|(_, value)| f32::from(*value)).collect();
            let ranking = row(&wanted, &values);
            let n_wanted = wanted.iter().filter(|wanted| **wanted).count() as f64;
            prop_assert!(ranking.coverage >= n_wanted);
            prop_assert!(ranking.coverage <= topics.len() as f64);
            let shares = [ranking.average_precision, ranking.loss]
                .into_iter()
                .chain(ranking.precision_at)
                .chain(ranking.recall_at)
                .chain(ranking.ndcg_at);
            for share in shares {
                prop_assert!((0.0..=1.0 + 1e-12).contains(&share));
            }
            // The ranking counts, not the values.
            let stretched: Vec<f32> = values.iter().map(|value| value.exp() - 9.0).collect();
            prop_assert_eq!(ranking, row(&wanted, &stretched));
        }

        #[test]
        fn the_area_is_the_share_of_right_pairs(
            rows in proptest::collection::vec((any::<bool>(), 0u8..8, 0u32..3), 1..30),
        ) {
            let has: Array1<bool> = rows.iter().map(|row| row.0).collect();
            let values: Array1<f32> = rows.iter().map(|row| f32::from(row.1)).collect();
            let weights: Vec<u32> = rows.iter().map(|row| row.2).collect();
            let (_, auc) = TopicRanking::new(has.view(), values.view()).areas(&weights);
            let (mut right, mut pairs) = (0.0, 0.0);
            for (_, positive, weight) in rows.iter().filter(|row| row.0) {
                for (_, negative, other) in rows.iter().filter(|row| !row.0) {
                    let pair = f64::from(weight * other);
                    pairs += pair;
                    right += pair * match positive.cmp(negative) {
                        std::cmp::Ordering::Greater => 1.0,
                        std::cmp::Ordering::Equal => 0.5,
                        std::cmp::Ordering::Less => 0.0,
                    };
                }
            }
            // There is an area where there is a pair.
            prop_assert_eq!(auc.is_some(), pairs > 0.0);
            prop_assert!(auc.is_none_or(|auc| (auc - right / pairs).abs() < 1e-12));
        }
    }
}
