//! Which topics stand together, and which are given instead of which.

use std::collections::BTreeMap;

use ndarray::ArrayView2;

/// How many rows have both topics of a pair, for the pairs that some row has;
/// the smaller column is first. `wanted` is of shape `(n_samples, n_topics)`.
///
/// ```
/// use ndarray::array;
/// let wanted = array![[true, true], [true, false], [true, true]];
/// let pairs = thematic::evaluation::together(wanted.view());
/// assert_eq!(pairs[&(0, 1)], 2);
/// ```
pub fn together(wanted: ArrayView2<'_, bool>) -> BTreeMap<(usize, usize), usize> {
    let mut pairs = BTreeMap::new();
    for row in wanted.rows() {
        let topics: Vec<usize> = columns(row.iter().copied()).collect();
        for (place, first) in topics.iter().enumerate() {
            for second in &topics[place + 1..] {
                *pairs.entry((*first, *second)).or_default() += 1;
            }
        }
    }
    pairs
}

/// The rows in which one topic was decided wrongly, and what stood there
/// besides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Confused {
    /// The number of such rows.
    pub rows: usize,
    /// The number of them in which nothing stood besides.
    pub alone: usize,
    /// The columns of the topics that did, with the number of rows, the most
    /// frequent first, of equals the one whose column is first.
    pub topics: Vec<(usize, usize)>,
}

/// What was predicted instead of what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confusion {
    /// For each topic the rows in which it was wanted and not given, with the
    /// topics that these were wrongly given.
    pub missed: Vec<Confused>,
    /// For each topic the rows in which it was given and not wanted, with the
    /// topics that these wanted, whether they were found or not.
    pub wrong: Vec<Confused>,
}

impl Confusion {
    /// Counts the wrong decisions. Both matrices are of the same shape,
    /// `(n_samples, n_topics)`; rows beyond the shorter one are left out.
    pub fn new(wanted: ArrayView2<'_, bool>, given: ArrayView2<'_, bool>) -> Self {
        let n_topics = wanted.ncols().min(given.ncols());
        let mut missed = vec![Counter::default(); n_topics];
        let mut wrong = vec![Counter::default(); n_topics];
        for (wanted, given) in wanted.rows().into_iter().zip(given.rows()) {
            let decisions = || wanted.iter().zip(given);
            let wrongly_given: Vec<usize> = columns(decisions().map(|(w, g)| !w && *g)).collect();
            let all_wanted: Vec<usize> = columns(wanted.iter().copied()).collect();
            for topic in columns(decisions().map(|(w, g)| *w && !g)) {
                missed[topic].add(&wrongly_given);
            }
            for topic in wrongly_given {
                wrong[topic].add(&all_wanted);
            }
        }
        Self {
            missed: missed.into_iter().map(Counter::sorted).collect(),
            wrong: wrong.into_iter().map(Counter::sorted).collect(),
        }
    }
}

fn columns(decisions: impl Iterator<Item = bool>) -> impl Iterator<Item = usize> {
    decisions
        .enumerate()
        .filter(|(_, decision)| *decision)
        .map(|(column, _)| column)
}

#[derive(Clone, Default)]
struct Counter {
    rows: usize,
    alone: usize,
    topics: BTreeMap<usize, usize>,
}

impl Counter {
    fn add(&mut self, others: &[usize]) {
        self.rows += 1;
        self.alone += usize::from(others.is_empty());
        for other in others {
            *self.topics.entry(*other).or_default() += 1;
        }
    }

    fn sorted(self) -> Confused {
        let mut topics: Vec<(usize, usize)> = self.topics.into_iter().collect();
        topics.sort_by_key(|(column, rows)| (std::cmp::Reverse(*rows), *column));
        Confused {
            rows: self.rows,
            alone: self.alone,
            topics,
        }
    }
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn what_stood_instead_is_counted_row_by_row() {
        // Row 0 misses topic 0 and is given 1 and 2; row 1 misses 0 alone; row 2
        // is given 1 beside the right 2; row 3 wants nothing and is given 2.
        let wanted = array![
            [true, false, false],
            [true, false, false],
            [false, false, true],
            [false, false, false],
        ];
        let given = array![
            [false, true, true],
            [false, false, false],
            [false, true, true],
            [false, false, true],
        ];
        let confusion = Confusion::new(wanted.view(), given.view());
        let confused = |rows, alone, topics: &[(usize, usize)]| Confused {
            rows,
            alone,
            topics: topics.to_vec(),
        };
        assert_eq!(confusion.missed[0], confused(2, 1, &[(1, 1), (2, 1)]));
        assert_eq!(confusion.missed[1], Confused::default());
        assert_eq!(confusion.wrong[1], confused(2, 0, &[(0, 1), (2, 1)]));
        assert_eq!(confusion.wrong[2], confused(2, 1, &[(0, 1)]));
        assert!(together(wanted.view()).is_empty());
        assert_eq!(together(given.view())[&(1, 2)], 2);
    }
}
