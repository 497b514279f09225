//! What a linear model says of a paragraph: as a whole, and clause by clause.

use std::ops::Range;

use crate::features::{ClauseVector, Extraction, Vectorizer};
use crate::linear::OneVsRest;

/// What is measured of one paragraph for each topic, before it becomes a
/// probability. Each vector has one value for each topic.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Measures {
    /// The decision value of the whole paragraph.
    pub whole: Vec<f32>,
    /// The highest decision value among its clauses, taken singly and in pairs
    /// of neighbours; that of the whole where it has one clause or none.
    pub best: Vec<f32>,
    /// The clauses that have the highest decision value.
    pub best_clauses: Vec<Range<usize>>,
    /// The number of glossary hits.
    pub hits: Vec<u32>,
    /// The length of the paragraph in characters of its normal form.
    pub length: u32,
}

/// Measures paragraphs with a model.
///
/// A paragraph that speaks of five topics dilutes each of them when its row is
/// scaled to length 1; a clause that speaks of one does not. The vector of two
/// neighbouring clauses is the sum of theirs, scaled to length 1.
pub struct Scorer<'m> {
    vectorizer: &'m Vectorizer,
    model: &'m OneVsRest,
    sums: Vec<f32>,
    previous: ClauseScore,
    current: ClauseScore,
}

#[derive(Default)]
struct ClauseScore {
    vector: ClauseVector,
    /// The products of the clause's weights, not scaled, with the model's.
    products: Vec<f32>,
    /// Glossary hits for each topic.
    hits: Vec<u32>,
}

impl<'m> Scorer<'m> {
    /// A scorer; it keeps buffers, so use one for many rows.
    pub fn new(vectorizer: &'m Vectorizer, model: &'m OneVsRest) -> Self {
        Self {
            vectorizer,
            model,
            sums: vec![0.0; model.weights().stride()],
            previous: ClauseScore::default(),
            current: ClauseScore::default(),
        }
    }

    /// Measures one row.
    pub fn measure(&mut self, extraction: &Extraction, row: usize) -> Measures {
        let n_topics = self.model.n_topics();
        let mut measures = Measures {
            hits: vec![0; n_topics],
            length: extraction.length(row),
            ..Measures::default()
        };
        self.vectorizer
            .count_hits(extraction.hits(row), &mut measures.hits);
        self.sums.copy_from_slice(self.model.bias());
        for (feature, value) in self.vectorizer.row(extraction, row) {
            self.model.weights().add_row(feature, value, &mut self.sums);
        }
        measures.whole = self.sums[..n_topics].to_vec();
        self.measure_clauses(extraction, row, &mut measures);
        measures
    }

    fn measure_clauses(&mut self, extraction: &Extraction, row: usize, measures: &mut Measures) {
        let n_topics = self.model.n_topics();
        let clauses = extraction.counts.clauses(row);
        let n_clauses = clauses.len();
        if n_clauses < 2 {
            measures.best.clone_from(&measures.whole);
            measures.best_clauses = vec![0..n_clauses; n_topics];
            return;
        }
        measures.best = vec![f32::NEG_INFINITY; n_topics];
        measures.best_clauses = vec![0..0; n_topics];
        let mut hits = extraction.hits(row);
        for (place, counts) in clauses.enumerate() {
            std::mem::swap(&mut self.previous, &mut self.current);
            let here = hits.iter().take_while(|hit| hit.clause as usize == place);
            let (own, rest) = hits.split_at(here.count());
            hits = rest;
            let clause = &mut self.current;
            self.vectorizer.clause(counts, &mut clause.vector);
            clause.products.clear();
            clause.products.resize(self.sums.len(), 0.0);
            for (feature, value) in &clause.vector.weights {
                self.model
                    .weights()
                    .add_row(*feature, *value, &mut clause.products);
            }
            clause.hits.clear();
            clause.hits.resize(n_topics, 0);
            self.vectorizer.count_hits(own, &mut clause.hits);
            self.offer(false, place..place + 1, measures);
            if place > 0 {
                self.offer(true, place - 1..place + 1, measures);
            }
        }
    }

    /// Keeps the decision values of the current clause, alone or together with
    /// the one before it, where they are higher than what was found so far.
    fn offer(&mut self, paired: bool, clauses: Range<usize>, measures: &mut Measures) {
        let (one, other) = (&self.current, &self.previous);
        let squares = if paired {
            one.vector.squares
                + other.vector.squares
                + 2.0 * dot(&one.vector.weights, &other.vector.weights)
        } else {
            one.vector.squares
        };
        let scale = if squares > 0.0 {
            (1.0 / squares.sqrt()) as f32
        } else {
            0.0
        };
        self.sums.copy_from_slice(self.model.bias());
        for (lane, sum) in self.sums.iter_mut().enumerate() {
            let mut product = one.products[lane];
            if paired {
                product += other.products[lane];
            }
            *sum += scale * product;
        }
        if self.vectorizer.uses_glossary() {
            for topic in 0..one.hits.len() {
                let count = one.hits[topic] + if paired { other.hits[topic] } else { 0 };
                if count > 0 {
                    let (feature, value) = self.vectorizer.hit_feature(topic, count);
                    self.model.weights().add_row(feature, value, &mut self.sums);
                }
            }
        }
        for (topic, sum) in self.sums[..measures.best.len()].iter().enumerate() {
            if *sum > measures.best[topic] {
                measures.best[topic] = *sum;
                measures.best_clauses[topic] = clauses.clone();
            }
        }
    }
}

/// The product of two sparse vectors with ascending columns.
fn dot(a: &[(u32, f32)], b: &[(u32, f32)]) -> f64 {
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    while i < a.len() && j < b.len() {
        match a[i].0.cmp(&b[j].0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += f64::from(a[i].1) * f64::from(b[j].1);
                i += 1;
                j += 1;
            }
        }
    }
    sum
}
