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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::{TfIdf, Vocabulary, extract};
    use crate::glossary::{Glossary, GlossaryMatcher};
    use crate::linear::Weights;
    use crate::text::{Term, TermKind, TokenizerParams};
    use crate::topics::Topics;

    /// Words a, b and c with idf 1, 2 and 3; two topics; a glossary in which
    /// `b` shows the second.
    fn measure(text: &str) -> Measures {
        let tokenizer = TokenizerParams::default().build().unwrap();
        let topics = Topics::from_ids(["one", "two"]).unwrap();
        let csv = "term,topics\nb,two\n";
        let glossary = Glossary::from_reader("g", csv.as_bytes(), &topics).unwrap();
        let matcher = GlossaryMatcher::new(&glossary, &tokenizer).unwrap();
        let mut vocabulary = Vocabulary::default();
        for text in ["a", "b", "c"] {
            let kind = TermKind::Word;
            vocabulary.insert(Term { kind, text });
        }
        let tfidf = TfIdf::from_idf(vec![1.0, 2.0, 3.0]);
        let vectorizer = Vectorizer::new(tfidf, &glossary, 0.5, 2);
        let mut weights = Weights::zeros(5, 2);
        for (feature, row) in [
            [1.0, -1.0],
            [0.5, 0.25],
            [-2.0, 0.0],
            [0.0, 0.0],
            [0.0, 4.0],
        ]
        .iter()
        .enumerate()
        {
            weights.row_mut(feature as u32)[..2].copy_from_slice(row);
        }
        let model = OneVsRest::new(weights, vec![0.1, -0.2], Vec::new()).unwrap();
        let extraction = extract(&[text], &tokenizer, &matcher, &vocabulary);
        Scorer::new(&vectorizer, &model).measure(&extraction, 0)
    }

    fn close(ours: f32, by_hand: f64) {
        assert!(
            (f64::from(ours) - by_hand).abs() < 1e-5,
            "{ours}, by hand {by_hand}"
        );
    }

    #[test]
    fn a_single_clause_is_the_whole() {
        let measures = measure("a b a");
        // Weights (1 + ln 2) · 1 and 2; their length is the root of the squares.
        let a = 1.0 + 2f64.ln();
        let length = (a * a + 4.0).sqrt();
        close(measures.whole[0], 0.1 + (a * 1.0 + 2.0 * 0.5) / length);
        close(
            measures.whole[1],
            -0.2 + (-a + 2.0 * 0.25) / length + 0.5 * 4.0,
        );
        assert_eq!(measures.best, measures.whole);
        assert_eq!(measures.hits, [0, 1]);
        assert_eq!(measures.length, 5);
    }

    #[test]
    fn the_best_of_clauses_and_pairs_is_found() {
        let measures = measure("c, a, a b, c");
        // The first topic is highest in the pair of `a` and `a b`, whose vector
        // is a 2, b 2; `a` alone has only 0.1 + 1.
        close(measures.best[0], 0.1 + (2.0 + 2.0 * 0.5) / 8f64.sqrt());
        assert_eq!(measures.best_clauses[0], 1..3);
        // The second topic counts its hit: it is highest in the last pair,
        // whose vector is a 1, b 2, c 3.
        let length = 14f64.sqrt();
        close(measures.best[1], -0.2 + (-1.0 + 2.0 * 0.25) / length + 2.0);
        assert_eq!(measures.best_clauses[1], 2..4);
    }

    #[test]
    fn terms_that_two_clauses_share_count_in_the_length_of_the_pair() {
        let measures = measure("a c, a c");
        // Each clause is (1, 3), the pair (2, 6): the same direction.
        let expected = 0.1 + (1.0 - 6.0) / 10f64.sqrt();
        close(measures.best[0], expected);
    }

    #[test]
    fn a_text_without_known_terms_has_the_bias() {
        let measures = measure("x y, z");
        assert_eq!(measures.whole, [0.1, -0.2]);
        assert_eq!(measures.best, [0.1, -0.2]);
    }
}
