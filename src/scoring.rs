//! What a linear model says of a paragraph: as a whole, and clause by clause.

use std::ops::Range;

use crate::features::{ClauseCounts, Extraction, Vectorizer};
use crate::glossary::Hit;
use crate::linear::OneVsRest;
use crate::linear::calibration::Inputs;
use crate::simd::{Simd, Wide, widest};

/// The place of the highest decision value where there is no clause.
const NOWHERE: u32 = u32::MAX;

/// What is measured of one paragraph for each topic, before it becomes a
/// probability. Each vector has one value for each topic.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Measures {
    /// The decision value of the whole paragraph.
    pub whole: Vec<f32>,
    /// The highest decision value among its clauses, taken singly and in pairs
    /// of neighbours; that of the whole where it has one clause or none.
    pub best: Vec<f32>,
    /// Where the highest decision value is: twice the number of the clause, and
    /// one more where the clause before belongs to it.
    best_places: Vec<u32>,
    /// The number of glossary hits.
    pub hits: Vec<u32>,
    /// The length of the paragraph in characters of its normal form.
    pub length: u32,
}

impl Measures {
    /// The clauses that have the highest decision value for a topic; none where
    /// the paragraph has none.
    ///
    /// # Panics
    ///
    /// When there is no such topic.
    pub fn best_clauses(&self, topic: usize) -> Range<usize> {
        match self.best_places[topic] {
            NOWHERE => 0..0,
            place => {
                let clause = place as usize / 2;
                clause - place as usize % 2..clause + 1
            }
        }
    }

    /// What the calibration takes in, for each topic.
    pub fn inputs(&self) -> impl Iterator<Item = Inputs> {
        let blank = Inputs::of_length(self.length);
        // Each topic's rival is the highest topic, and that one's the second.
        let (mut highest, mut second) = (f32::NEG_INFINITY, f32::NEG_INFINITY);
        for &value in &self.whole {
            if value > highest {
                (highest, second) = (value, highest);
            } else if value > second {
                second = value;
            }
        }
        (0..self.whole.len()).map(move |topic| {
            let whole = self.whole[topic];
            let rival = if whole == highest { second } else { highest };
            // A model of one topic knows no rival.
            let rival = if rival.is_finite() { rival } else { 0.0 };
            blank.with(whole, self.best[topic], rival, self.hits[topic])
        })
    }
}

/// Measures paragraphs with a model.
///
/// A paragraph that speaks of five topics dilutes each of them when its row is
/// scaled to length 1; a clause that speaks of one does not. The vector of two
/// neighbouring clauses is the sum of theirs, scaled to length 1.
///
/// Each term's weights are fetched once for its clause; what clauses come to
/// together, as pairs and as the whole, is made of their sums.
pub struct Scorer<'m> {
    model: Model<'m>,
    previous: Clause,
    current: Clause,
    pair: Part,
    whole: Whole,
    /// Decision values.
    sums: Vec<f32>,
}

#[derive(Clone, Copy)]
struct Model<'m> {
    vectorizer: &'m Vectorizer,
    linear: &'m OneVsRest,
}

/// A part of a paragraph.
#[derive(Default)]
struct Part {
    /// The products of the terms' weights, not scaled, with the model's.
    products: Vec<f32>,
    /// The sum of the squares of the terms' weights.
    squares: f64,
    /// Glossary hits for each topic.
    hits: Vec<u32>,
}

/// A clause, with its terms' weights by ascending column.
#[derive(Default)]
struct Clause {
    part: Part,
    weights: Vec<(u32, f32)>,
}

/// The whole paragraph, summed up from its clauses: only a term that several of
/// them share weighs something else than in all of them together.
#[derive(Default)]
struct Whole {
    part: Part,
    /// For each term, its count so far in the row that is measured.
    counts: Vec<u32>,
    /// The terms whose count is not 0.
    seen: Vec<u32>,
}

impl<'m> Scorer<'m> {
    /// A scorer; it keeps buffers, so use one for many rows.
    pub fn new(vectorizer: &'m Vectorizer, model: &'m OneVsRest) -> Self {
        let n_topics = model.n_topics();
        let part = || Part {
            products: vec![0.0; n_topics],
            squares: 0.0,
            hits: vec![0; n_topics],
        };
        let clause = || Clause {
            part: part(),
            weights: Vec::new(),
        };
        Self {
            model: Model {
                vectorizer,
                linear: model,
            },
            previous: clause(),
            current: clause(),
            pair: part(),
            whole: Whole {
                part: part(),
                counts: vec![0; vectorizer.n_terms()],
                seen: Vec::new(),
            },
            sums: vec![0.0; n_topics],
        }
    }

    /// Measures one row.
    pub fn measure(&mut self, extraction: &Extraction, row: usize) -> Measures {
        widest(Measure {
            scorer: self,
            extraction,
            row,
        })
    }
}

/// The measuring of a row.
struct Measure<'s, 'm> {
    scorer: &'s mut Scorer<'m>,
    extraction: &'s Extraction,
    row: usize,
}

impl Wide for Measure<'_, '_> {
    type Output = Measures;

    #[inline(always)]
    fn run<S: Simd>(self, _simd: S) -> Measures {
        let Self {
            scorer,
            extraction,
            row,
        } = self;
        let model = scorer.model;
        let n_topics = model.linear.n_topics();
        let mut measures = Measures {
            best: vec![f32::NEG_INFINITY; n_topics],
            best_places: vec![NOWHERE; n_topics],
            length: extraction.length(row),
            ..Measures::default()
        };
        scorer.whole.clear();
        let mut hits = extraction.hits(row);
        let whole = &mut scorer.whole.part;
        model.vectorizer.count_hits(hits, &mut whole.hits);
        let clauses = extraction.terms.clauses(row);
        let n_clauses = clauses.len();
        for (clause, counts) in clauses.enumerate() {
            std::mem::swap(&mut scorer.previous, &mut scorer.current);
            let here = hits.iter().take_while(|hit| hit.clause as usize == clause);
            let (own, rest) = hits.split_at(here.count());
            hits = rest;
            scorer.current.fill(counts, own, model);
            scorer.whole.add(counts, &scorer.current.part, model);
            if n_clauses == 1 {
                break;
            }
            let place = 2 * clause as u32;
            model.decide(&scorer.current.part, &mut scorer.sums);
            offer(&scorer.sums, place, &mut measures);
            if clause > 0 {
                scorer.pair.join(&scorer.previous, &scorer.current);
                model.decide(&scorer.pair, &mut scorer.sums);
                offer(&scorer.sums, place + 1, &mut measures);
            }
        }
        model.decide(&scorer.whole.part, &mut scorer.sums);
        measures.whole.clone_from(&scorer.sums);
        measures.hits.clone_from(&scorer.whole.part.hits);
        if n_clauses < 2 {
            measures.best.clone_from(&measures.whole);
            if n_clauses == 1 {
                measures.best_places.fill(0);
            }
        }
        measures
    }
}

impl Model<'_> {
    /// The decision value of a part for each topic.
    #[inline(always)]
    fn decide(self, part: &Part, sums: &mut [f32]) {
        let scale = if part.squares > 0.0 {
            (1.0 / part.squares.sqrt()) as f32
        } else {
            0.0
        };
        for ((sum, bias), product) in sums.iter_mut().zip(self.linear.bias()).zip(&part.products) {
            *sum = bias + scale * product;
        }
        if self.vectorizer.uses_glossary() {
            for (topic, count) in part.hits.iter().enumerate().filter(|(_, n)| **n > 0) {
                let (feature, value) = self.vectorizer.hit_feature(topic, *count);
                self.linear.weights().add_row(feature, value, sums);
            }
        }
    }
}

impl Clause {
    #[inline(always)]
    fn fill(&mut self, counts: ClauseCounts<'_>, hits: &[Hit], model: Model<'_>) {
        self.weights.clear();
        self.part.clear();
        let weights = model.linear.weights();
        for (place, (column, count)) in counts.iter().enumerate() {
            if let Some(later) = counts.columns.get(place + 4) {
                weights.prefetch(*later);
            }
            let weight = model.vectorizer.tfidf().weight(column, count);
            self.part.squares += square(weight);
            self.weights.push((column, weight));
            let products = &mut self.part.products;
            weights.add_row(column, weight, products);
        }
        model.vectorizer.count_hits(hits, &mut self.part.hits);
    }
}

impl Part {
    #[inline(always)]
    fn clear(&mut self) {
        self.products.fill(0.0);
        self.squares = 0.0;
        self.hits.fill(0);
    }

    /// Becomes the sum of two neighbouring clauses.
    #[inline(always)]
    fn join(&mut self, one: &Clause, other: &Clause) {
        let (a, b) = (&one.part, &other.part);
        for (sum, (a, b)) in self
            .products
            .iter_mut()
            .zip(a.products.iter().zip(&b.products))
        {
            *sum = a + b;
        }
        for (sum, (a, b)) in self.hits.iter_mut().zip(a.hits.iter().zip(&b.hits)) {
            *sum = a + b;
        }
        self.squares = a.squares + b.squares + 2.0 * dot(&one.weights, &other.weights);
    }
}

impl Whole {
    #[inline(always)]
    fn clear(&mut self) {
        self.part.clear();
        for column in self.seen.drain(..) {
            self.counts[column as usize] = 0;
        }
    }

    #[inline(always)]
    fn add(&mut self, counts: ClauseCounts<'_>, clause: &Part, model: Model<'_>) {
        let part = &mut self.part;
        part.squares += clause.squares;
        for (sum, product) in part.products.iter_mut().zip(&clause.products) {
            *sum += product;
        }
        for (column, count) in counts.iter() {
            let total = &mut self.counts[column as usize];
            let before = *total;
            *total += count;
            if before == 0 {
                self.seen.push(column);
                continue;
            }
            let weight = |count| model.vectorizer.tfidf().weight(column, count);
            let (old, added, new) = (weight(before), weight(count), weight(before + count));
            part.squares += square(new) - square(old) - square(added);
            let weights = model.linear.weights();
            weights.add_row(column, new - old - added, &mut part.products);
        }
    }
}

/// Keeps the decision values that are higher than those found so far.
#[inline(always)]
fn offer(sums: &[f32], place: u32, measures: &mut Measures) {
    let best = measures.best.iter_mut().zip(&mut measures.best_places);
    for ((best, best_place), sum) in best.zip(sums) {
        let higher = *sum > *best;
        *best = if higher { *sum } else { *best };
        *best_place = if higher { place } else { *best_place };
    }
}

#[inline(always)]
fn square(weight: f32) -> f64 {
    f64::from(weight) * f64::from(weight)
}

/// The product of two sparse vectors with ascending columns.
#[inline(always)]
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
        let tfidf = TfIdf::from_weights(vec![1.0, 2.0, 3.0]);
        let vectorizer = Vectorizer::new(tfidf, &glossary, 0.5, 2);
        let mut weights = Weights::new(2);
        for row in [
            [1.0, -1.0],
            [0.5, 0.25],
            [-2.0, 0.0],
            [0.0, 0.0],
            [0.0, 4.0],
        ] {
            weights.push_feature(&row);
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
        assert_eq!(measures.best_clauses(0), 1..3);
        // The second topic counts its hit: it is highest in the last pair,
        // whose vector is a 1, b 2, c 3.
        let length = 14f64.sqrt();
        close(measures.best[1], -0.2 + (-1.0 + 2.0 * 0.25) / length + 2.0);
        assert_eq!(measures.best_clauses(1), 2..4);
    }

    #[test]
    fn terms_that_two_clauses_share_count_in_the_length_of_the_pair() {
        let measures = measure("a c, a c");
        // Each clause is (1, 3), the pair (2, 6): the same direction.
        let expected = 0.1 + (1.0 - 6.0) / 10f64.sqrt();
        close(measures.best[0], expected);
    }

    #[test]
    fn the_rival_of_a_topic_is_the_highest_of_the_others() {
        let rivals = |whole: &[f32]| {
            let measures = Measures {
                whole: whole.to_vec(),
                best: whole.iter().map(|value| value + 1.0).collect(),
                best_places: vec![0; whole.len()],
                hits: vec![2; whole.len()],
                length: 9,
            };
            measures.inputs().collect::<Vec<_>>()
        };
        let with = |value: f32, rival| Inputs::new(value, value + 1.0, rival, 2, 9);
        assert_eq!(
            rivals(&[-1.0, 0.5, 0.25]),
            [with(-1.0, 0.5), with(0.5, 0.25), with(0.25, 0.5)]
        );
        // Of two that are highest each is the other's rival.
        assert_eq!(
            rivals(&[0.5, -1.0, 0.5]),
            [with(0.5, 0.5), with(-1.0, 0.5), with(0.5, 0.5)]
        );
        assert_eq!(rivals(&[0.5]), [with(0.5, 0.0)]);
    }

    #[test]
    fn a_text_without_known_terms_has_the_bias() {
        let measures = measure("x y, z");
        assert_eq!(measures.whole, [0.1, -0.2]);
        assert_eq!(measures.best, [0.1, -0.2]);
    }
}
