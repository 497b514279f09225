//! How much a term tells about topics.
//!
//! Inverse document frequency knows only how rare a term is; labelled rows tell
//! more. Weighting terms by what labels say of them is the supervised term
//! weighting of Debole and Sebastiani (2003).

use ndarray::{ArrayView1, ArrayView2};
use rayon::prelude::*;

use super::TermRows;

/// With how many rows' weight a term's distribution is held back.
const HELD_BACK: f64 = 3.0;

/// How many terms one thread looks at in a go.
const BATCH: usize = 4096;

/// The rows that a model learns from.
#[derive(Debug, Clone, Copy)]
pub struct LabelledRows<'a> {
    /// What was counted in all texts there are.
    pub counts: &'a TermRows,
    /// Which of them are learned from.
    pub rows: &'a [usize],
    /// The topics of all texts, of shape `(n_texts, n_topics)`.
    pub targets: ArrayView2<'a, bool>,
    /// How much each text counts, `n_texts` values.
    pub weights: ArrayView1<'a, f32>,
}

/// The relevance, from 0 to 1, of each of the `n_kept` terms that are kept;
/// `new_columns` gives each column of the counts its place among them, or
/// `u32::MAX`.
///
/// A row's weight is divided among its topics (a row without any goes to a
/// topic of its own, "none"), and a term's rows give a distribution over
/// topics, `qₜ = (nₜ + β pₜ) / (n + β)`, held back towards the distribution `p`
/// of all rows. The term's relevance is the divergence `Σ qₜ ln(qₜ / pₜ)`
/// (Kullback and Leibler 1951), divided by the greatest one possible: 0 for a
/// term that stands everywhere alike, near 1 for one that stands only in the
/// rarest topic.
///
/// # Panics
///
/// When `new_columns` is shorter than the counts have columns, or names a place
/// from `n_kept` on.
pub fn relevance(seen: &LabelledRows<'_>, new_columns: &[u32], n_kept: usize) -> Vec<f64> {
    let labels = Labels::new(seen);
    let (rows_of, ends) = rows_of_terms(seen, new_columns, n_kept);
    let of_term = |term: usize| {
        let begin = if term == 0 { 0 } else { ends[term - 1] };
        &rows_of[begin..ends[term]]
    };
    let batches: Vec<usize> = (0..n_kept).step_by(BATCH).collect();
    batches
        .into_par_iter()
        .flat_map_iter(|first| {
            let mut counts = vec![0.0; labels.prior.len()];
            let relevances: Vec<f64> = (first..n_kept.min(first + BATCH))
                .map(|term| {
                    counts.fill(0.0);
                    for row in of_term(term) {
                        labels.add(*row as usize, &mut counts);
                    }
                    labels.divergence(&counts)
                })
                .collect();
            relevances
        })
        .collect()
}

/// Which places among the rows hold each term, one list after another, and
/// where each list ends.
fn rows_of_terms(
    seen: &LabelledRows<'_>,
    new_columns: &[u32],
    n_kept: usize,
) -> (Vec<u32>, Vec<usize>) {
    let each = |visit: &mut dyn FnMut(usize, usize)| {
        for (place, row) in seen.rows.iter().enumerate() {
            for (column, _) in seen.counts.whole(*row) {
                let column = new_columns[column as usize];
                if column != u32::MAX {
                    visit(place, column as usize);
                }
            }
        }
    };
    let mut ends = vec![0usize; n_kept];
    each(&mut |_, term| ends[term] += 1);
    let mut sum = 0;
    for end in &mut ends {
        sum += *end;
        *end = sum - *end;
    }
    let mut rows = vec![0u32; sum];
    // What was a list's beginning moves to its end while the list is filled.
    each(&mut |place, term| {
        rows[ends[term]] = place as u32;
        ends[term] += 1;
    });
    (rows, ends)
}

/// The topics of rows as shares of their weight.
struct Labels {
    /// The topics of each row; those without any have the topic "none", which
    /// stands behind the others.
    topics: Vec<u32>,
    ends: Vec<usize>,
    weights: Vec<f64>,
    /// The share of each topic in all rows.
    prior: Vec<f64>,
    greatest: f64,
}

impl Labels {
    fn new(seen: &LabelledRows<'_>) -> Self {
        let none = seen.targets.ncols();
        let mut labels = Self {
            topics: Vec::new(),
            ends: Vec::with_capacity(seen.rows.len()),
            weights: Vec::with_capacity(seen.rows.len()),
            prior: vec![0.0; none + 1],
            greatest: 0.0,
        };
        for &row in seen.rows {
            let before = labels.topics.len();
            let has = seen.targets.row(row);
            let topics = has.iter().enumerate().filter(|(_, has)| **has);
            labels.topics.extend(topics.map(|(topic, _)| topic as u32));
            if labels.topics.len() == before {
                labels.topics.push(none as u32);
            }
            labels.ends.push(labels.topics.len());
            labels.weights.push(f64::from(seen.weights[row]));
        }
        let mut prior = vec![0.0; none + 1];
        for place in 0..labels.ends.len() {
            labels.add(place, &mut prior);
        }
        let sum: f64 = prior.iter().sum();
        if sum > 0.0 {
            for share in &mut prior {
                *share /= sum;
            }
        }
        let rarest = prior.iter().copied().filter(|share| *share > 0.0);
        labels.greatest = -libm::log(rarest.fold(1.0, f64::min));
        labels.prior = prior;
        labels
    }

    fn add(&self, place: usize, counts: &mut [f64]) {
        let begin = if place == 0 { 0 } else { self.ends[place - 1] };
        let topics = &self.topics[begin..self.ends[place]];
        let share = self.weights[place] / topics.len() as f64;
        for topic in topics {
            counts[*topic as usize] += share;
        }
    }

    fn divergence(&self, counts: &[f64]) -> f64 {
        if self.greatest <= 0.0 {
            return 0.0;
        }
        let rows: f64 = counts.iter().sum();
        // Of a topic that none of the term's rows has, a share of the prior is
        // left that is the same for all of these topics: one logarithm does.
        let left = HELD_BACK / (rows + HELD_BACK);
        let (mut sum, mut absent) = (0.0, 0.0);
        for (count, prior) in counts.iter().zip(&self.prior) {
            if *count == 0.0 {
                absent += prior;
            } else {
                let share = (count + HELD_BACK * prior) / (rows + HELD_BACK);
                sum += share * libm::log(share / prior);
            }
        }
        sum += absent * left * libm::log(left);
        (sum / self.greatest).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use ndarray::{Array1, array};

    use super::*;

    #[test]
    fn a_term_of_one_topic_tells_more_than_one_of_all() {
        // Term 0 stands in all four rows, term 1 in the two of the first topic.
        let mut counts = TermRows::default();
        for terms in [vec![0, 1], vec![0, 1], vec![0], vec![0]] {
            counts.push_clause(&mut terms.clone());
            counts.end_row();
        }
        let targets = array![[true, false], [true, false], [false, true], [false, true]];
        let weights = Array1::from_elem(4, 1.0);
        let seen = LabelledRows {
            counts: &counts,
            rows: &[0, 1, 2, 3],
            targets: targets.view(),
            weights: weights.view(),
        };
        let found = relevance(&seen, &[0, 1], 2);
        // With p = (½, ½): q = ((2 + 3/2) / 5, (3/2) / 5) = (0.7, 0.3), and the
        // divergence 0.7 ln 1.4 + 0.3 ln 0.6, of at most ln 2.
        let expected = (0.7 * 1.4f64.ln() + 0.3 * 0.6f64.ln()) / 2.0f64.ln();
        assert!(found[0].abs() < 1e-12, "{}", found[0]);
        assert!((found[1] - expected).abs() < 1e-12, "{}", found[1]);
        // Without the first term the second takes its place.
        assert_eq!(relevance(&seen, &[u32::MAX, 0], 1), [found[1]]);
    }
}
