//! Why a paragraph was given a topic.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::Tagger;
use crate::features::{Extraction, extract};
use crate::scoring::{Measures, Scorer};
use crate::text::{TermKind, clauses};
use crate::topics::TopicId;

/// What a contribution comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ContributionKind {
    /// A term of the text.
    Term(TermKind),
    /// A term of the glossary that stands in the text.
    Glossary,
    /// The constant of the topic.
    Bias,
}

impl ContributionKind {
    /// The name that tables and JSON use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Term(kind) => kind.name(),
            Self::Glossary => "glossary",
            Self::Bias => "bias",
        }
    }
}

/// What one term adds to a topic's decision value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contribution {
    /// The term in normal form, a glossary term as the glossary writes it, or
    /// `(bias)`.
    pub term: String,
    /// Where it comes from.
    pub kind: ContributionKind,
    /// What it adds; negative where it speaks against the topic.
    pub contribution: f32,
}

/// Why a paragraph has the probability that it has for a topic.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Explanation {
    /// The topic.
    pub topic: TopicId,
    /// The topic's probability.
    pub probability: f32,
    /// The decision value of the whole paragraph, which the contributions add
    /// up to (but for the rounding of single precision).
    pub decision_value: f32,
    /// All contributions that are not 0, the largest first, whatever their sign.
    pub contributions: Vec<Contribution>,
    /// The glossary terms in the text that show the topic, in the order of the
    /// text. Their number counts when the probability is computed, beyond what
    /// they contribute to the decision value.
    pub glossary: Vec<String>,
    /// The highest decision value among the paragraph's clauses.
    pub best_decision_value: f32,
    /// The bytes of the text that have it.
    pub best_clause: Range<usize>,
}

/// What is known of a text before it is asked about a topic.
struct Examined<'t> {
    text: &'t str,
    extraction: Extraction,
    measures: Measures,
    /// The features that are not 0, with their values.
    row: Vec<(u32, f32)>,
    /// The probability of every topic.
    probabilities: Vec<f32>,
}

impl Tagger {
    /// Explains a topic's probability for a text.
    ///
    /// ```
    /// use thematic::Tagger;
    /// let tagger = Tagger::embedded()?;
    /// let topic = tagger.topics().find("terrorism").unwrap();
    /// let explanation = tagger.explain("打击恐怖主义，加强边境管制。", topic);
    /// let sum: f32 = explanation.contributions.iter().map(|c| c.contribution).sum();
    /// assert!((sum - explanation.decision_value).abs() < 1e-4);
    /// # Ok::<(), thematic::Error>(())
    /// ```
    pub fn explain(&self, text: &str, topic: TopicId) -> Explanation {
        let examined = self.examine(text);
        self.explain_examined(&examined, topic)
    }

    /// Explains the probabilities of several topics for one text, which is
    /// analysed once.
    pub fn explain_topics(&self, text: &str, topics: &[TopicId]) -> Vec<Explanation> {
        if topics.is_empty() {
            return Vec::new();
        }
        let examined = self.examine(text);
        topics
            .iter()
            .map(|topic| self.explain_examined(&examined, *topic))
            .collect()
    }

    fn examine<'t>(&self, text: &'t str) -> Examined<'t> {
        let extraction = extract(&[text], &self.tokenizer, &self.matcher, &self.vocabulary);
        let measures = Scorer::new(&self.vectorizer, &self.model).measure(&extraction, 0);
        Examined {
            text,
            row: self.vectorizer.row(&extraction, 0),
            probabilities: self.calibration.probabilities(measures.inputs()),
            extraction,
            measures,
        }
    }

    fn explain_examined(&self, examined: &Examined<'_>, topic: TopicId) -> Explanation {
        let Examined {
            text,
            extraction,
            measures,
            row,
            probabilities,
        } = examined;
        let column = topic.column();
        let mut contributions = vec![Contribution {
            term: "(bias)".to_owned(),
            kind: ContributionKind::Bias,
            contribution: self.model.bias()[column],
        }];
        for (feature, value) in row.iter().copied() {
            let added = value * self.model.weights().weight(feature, column);
            let place = feature as usize;
            if place < self.vectorizer.n_terms() {
                let term = self.vocabulary.term(feature);
                contributions.push(Contribution {
                    term: term.text.to_owned(),
                    kind: ContributionKind::Term(term.kind),
                    contribution: added,
                });
            } else {
                let shown = TopicId::from_column(place - self.vectorizer.n_terms());
                self.share_among_hits(extraction.hits(0), shown, added, &mut contributions);
            }
        }
        contributions.retain(|contribution| contribution.contribution != 0.0);
        contributions.sort_by(|a, b| {
            let by_size = b.contribution.abs().total_cmp(&a.contribution.abs());
            by_size.then_with(|| (&a.term, a.kind).cmp(&(&b.term, b.kind)))
        });
        let ranges: Vec<Range<usize>> = clauses(text).collect();
        let best = measures.best_clauses(column);
        let bounds = (ranges.get(best.start), ranges.get(best.end.wrapping_sub(1)));
        Explanation {
            topic,
            probability: probabilities[column],
            decision_value: measures.whole[column],
            contributions,
            glossary: extraction
                .hits(0)
                .iter()
                .filter(|hit| self.vectorizer.shown(**hit).contains(&topic))
                .map(|hit| self.glossary.terms()[hit.term as usize].term.clone())
                .collect(),
            best_decision_value: measures.best[column],
            best_clause: match bounds {
                (Some(first), Some(last)) => first.start..last.end,
                _ => 0..text.len(),
            },
        }
    }

    /// What the hits of one topic add together, in equal shares for each hit.
    /// A glossary term that shows several topics may get several shares.
    fn share_among_hits(
        &self,
        hits: &[crate::glossary::Hit],
        shown: TopicId,
        added: f32,
        contributions: &mut Vec<Contribution>,
    ) {
        let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
        for hit in hits {
            if self.vectorizer.shown(*hit).contains(&shown) {
                *counts.entry(hit.term).or_default() += 1;
            }
        }
        let all: u32 = counts.values().sum();
        for (term, count) in counts {
            let share = added * count as f32 / all as f32;
            let term = self.glossary.terms()[term as usize].term.clone();
            let same = contributions
                .iter_mut()
                .find(|c| c.kind == ContributionKind::Glossary && c.term == term);
            match same {
                Some(contribution) => contribution.contribution += share,
                None => contributions.push(Contribution {
                    term,
                    kind: ContributionKind::Glossary,
                    contribution: share,
                }),
            }
        }
    }
}
