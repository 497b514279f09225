//! Where in a text the terms stand that speak for or against a topic.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation;

use crate::tagger::{Contribution, ContributionKind};
use crate::text::{Analysis, Tokenizer, is_han, normalize};

/// What is less than this part of the strongest is not highlighted.
const FAINTEST: f32 = 0.12;
/// The number of strengths on each side.
const STRENGTHS: f32 = 3.0;
/// A contribution that is strong even if there is no stronger one in the text:
/// where all are small, none is to look great.
const NOTABLE: f32 = 0.1;

/// A stretch of a text and what the terms in it add to a decision value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Highlight {
    /// The bytes of the text.
    pub range: Range<usize>,
    /// What they add; negative where they speak against the topic.
    pub contribution: f32,
    /// How strong this is beside the rest of the text: from 1 to 3 for the
    /// topic, from -1 to -3 against it.
    pub strength: i8,
}

/// Finds the terms in the original text, whatever the case, the width and the
/// form of their characters there. A term's contribution is shared equally
/// among the Han characters and the words of other scripts in all its
/// occurrences, and a stretch has the sum of their shares. The stretches are in
/// the order of the text and do not overlap.
///
/// ```
/// use thematic::Tagger;
/// use thematic::report::highlights;
/// let tagger = Tagger::embedded()?;
/// let text = "Deeply concerned by Terrorism.";
/// let topic = tagger.topics().find("terrorism").unwrap();
/// let contributions = tagger.explain(text, topic).contributions;
/// let found = highlights(text, &contributions, tagger.tokenizer());
/// assert!(found.iter().any(|h| &text[h.range.clone()] == "Terrorism" && h.strength == 3));
/// # Ok::<(), thematic::Error>(())
/// ```
pub fn highlights(
    text: &str,
    contributions: &[Contribution],
    tokenizer: &Tokenizer,
) -> Vec<Highlight> {
    let places = Places::new(text, tokenizer);
    let mut shares = vec![0.0f32; places.units.len()];
    for contribution in contributions {
        let found = places.find(contribution, tokenizer);
        let units: Vec<usize> = found
            .iter()
            .flat_map(|range| places.units_within(range))
            .collect();
        for unit in &units {
            shares[*unit] += contribution.contribution / units.len() as f32;
        }
    }
    places.stretches(&shares)
}

/// A text made ready for looking up terms.
struct Places<'t> {
    text: &'t str,
    /// The bytes of each Han character and of each word of another script, in
    /// the order of the text.
    units: Vec<Range<usize>>,
    /// The text in normal form, without spaces, character by character.
    form: String,
    /// For each byte of the form the bytes of the character that it comes from.
    sources: Vec<Range<usize>>,
    /// The words of scripts other than Han, stemmed, with their bytes.
    words: Vec<(String, Range<usize>)>,
}

impl<'t> Places<'t> {
    fn new(text: &'t str, tokenizer: &Tokenizer) -> Self {
        let (mut form, mut sources) = (String::new(), Vec::new());
        let mut buffer = [0; 4];
        for (start, character) in text.char_indices() {
            normalize(character.encode_utf8(&mut buffer), &mut form);
            sources.resize(form.len(), start..start + character.len_utf8());
        }
        let (mut words, mut units) = (Vec::new(), Vec::new());
        for (start, word) in text.unicode_word_indices() {
            if word.contains(is_han) {
                let characters = word.char_indices().filter(|(_, c)| is_han(*c));
                units.extend(characters.map(|(offset, character)| {
                    start + offset..start + offset + character.len_utf8()
                }));
                continue;
            }
            units.push(start..start + word.len());
            for stem in stems(word, tokenizer) {
                words.push((stem, start..start + word.len()));
            }
        }
        Self {
            text,
            units,
            form,
            sources,
            words,
        }
    }

    fn units_within(&self, range: &Range<usize>) -> Range<usize> {
        let first = self.units.partition_point(|unit| unit.start < range.start);
        let end = self.units.partition_point(|unit| unit.end <= range.end);
        first..end.max(first)
    }

    /// Joins neighbouring units of the same strength; `shares` has a number for
    /// each unit.
    fn stretches(&self, shares: &[f32]) -> Vec<Highlight> {
        let greater = |most: f32, share: &f32| most.max(share.abs());
        let most = shares.iter().fold(NOTABLE, greater);
        let strength = |share: f32| {
            let part = share.abs() / most;
            // Not a number, where a contribution is none, is nothing either.
            if part.is_nan() || part < FAINTEST {
                return 0;
            }
            let strength = libm::ceilf(part * STRENGTHS).clamp(1.0, STRENGTHS) as i8;
            if share < 0.0 { -strength } else { strength }
        };
        let mut found: Vec<Highlight> = Vec::new();
        let shares = self.units.iter().zip(shares);
        for (unit, share) in shares.filter(|(_, share)| strength(**share) != 0) {
            let strength = strength(*share);
            match found.last_mut() {
                Some(last) if last.strength == strength && self.is_gap(&last.range, unit) => {
                    last.range.end = unit.end;
                    last.contribution += share;
                }
                _ => found.push(Highlight {
                    range: unit.clone(),
                    contribution: *share,
                    strength,
                }),
            }
        }
        found
    }

    /// Whether nothing but spaces and hyphens is between two ranges.
    fn is_gap(&self, before: &Range<usize>, after: &Range<usize>) -> bool {
        let between = self.text.get(before.end..after.start).unwrap_or_default();
        between
            .chars()
            .all(|c| c.is_whitespace() || matches!(c, '-' | '\u{2010}' | '\u{2011}'))
    }

    fn find(&self, contribution: &Contribution, tokenizer: &Tokenizer) -> Vec<Range<usize>> {
        let term = &contribution.term;
        match contribution.kind {
            ContributionKind::Bias => Vec::new(),
            _ if term.contains(is_han) => self.find_characters(term),
            ContributionKind::Glossary => self.find_words(&stems(term, tokenizer)),
            ContributionKind::Term(_) => {
                let words: Vec<String> = term.split(' ').map(str::to_owned).collect();
                self.find_words(&words)
            }
        }
    }

    fn find_characters(&self, term: &str) -> Vec<Range<usize>> {
        let mut needle = String::new();
        normalize(term, &mut needle);
        needle.retain(|character| !character.is_whitespace());
        if needle.is_empty() {
            return Vec::new();
        }
        let found = self.form.match_indices(&needle);
        found
            .map(|(start, found)| {
                let last = start + found.len() - 1;
                self.sources[start].start..self.sources[last].end
            })
            .collect()
    }

    /// Words that follow each other with nothing but spaces and hyphens between.
    fn find_words(&self, words: &[String]) -> Vec<Range<usize>> {
        if words.is_empty() {
            return Vec::new();
        }
        self.words
            .windows(words.len())
            .filter(|found| {
                found.iter().map(|(word, _)| word).eq(words)
                    && found
                        .windows(2)
                        .all(|pair| self.is_gap(&pair[0].1, &pair[1].1))
            })
            .map(|found| found[0].1.start..found[found.len() - 1].1.end)
            .collect()
    }
}

/// The words of a text as terms have them.
fn stems(text: &str, tokenizer: &Tokenizer) -> Vec<String> {
    let mut analysis = Analysis::default();
    tokenizer.analyze(text, &mut analysis);
    analysis.words().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::{TermKind, TokenizerParams};

    fn term(term: &str, kind: TermKind, contribution: f32) -> Contribution {
        Contribution {
            term: term.to_owned(),
            kind: ContributionKind::Term(kind),
            contribution,
        }
    }

    fn marked(text: &str, contributions: &[Contribution]) -> Vec<(String, f32, i8)> {
        let tokenizer = TokenizerParams::default().build().unwrap();
        highlights(text, contributions, &tokenizer)
            .into_iter()
            .map(|h| (text[h.range].to_owned(), h.contribution, h.strength))
            .collect()
    }

    #[test]
    fn stems_are_found_in_the_words_of_the_text() {
        let contributions = [
            term("traffick", TermKind::Word, 0.6),
            term("arm traffick", TermKind::WordPair, 0.6),
            term("arm", TermKind::Word, -0.3),
        ];
        let found = marked("Arms  TRAFFICKING, and arms", &contributions);
        // The pair adds 0.3 to each of its words, -0.3 goes to two words.
        assert_eq!(found.len(), 3, "{found:?}");
        assert_eq!((found[0].0.as_str(), found[0].2), ("Arms", 1));
        assert!((found[0].1 - 0.15).abs() < 1e-6);
        assert_eq!((found[1].0.as_str(), found[1].2), ("TRAFFICKING", 3));
        assert!((found[1].1 - 0.9).abs() < 1e-6);
        assert_eq!((found[2].0.as_str(), found[2].2), ("arms", -1));
        assert!((found[2].1 + 0.15).abs() < 1e-6);
    }

    #[test]
    fn where_all_is_small_nothing_looks_great() {
        let found = marked("Arms control", &[term("arm", TermKind::Word, 0.03)]);
        assert_eq!(found, [("Arms".to_owned(), 0.03, 1)]);
        let pair = [term("arm control", TermKind::WordPair, 0.4)];
        assert_eq!(marked("Arms control", &pair)[0].0, "Arms control");
    }

    #[test]
    fn han_terms_are_found_in_traditional_characters_too() {
        let contributions = [
            term("恐怖主义", TermKind::Word, 0.8),
            term("恐怖", TermKind::Characters, 0.4),
        ];
        let found = marked("打擊恐怖主義。", &contributions);
        assert_eq!(found[0].0, "恐怖");
        assert!((found[0].1 - 0.8).abs() < 1e-6, "{found:?}");
        assert_eq!(found[1].0, "主義");
        assert!((found[1].1 - 0.4).abs() < 1e-6, "{found:?}");
    }

    #[test]
    fn what_does_not_stand_in_the_text_is_not_shown() {
        assert!(marked("nothing here", &[term("border", TermKind::Word, 1.0)]).is_empty());
        assert!(marked("", &[term("border", TermKind::Word, 1.0)]).is_empty());
        let nothing = [term("nothing", TermKind::Word, 0.0)];
        assert!(marked("nothing here", &nothing).is_empty());
    }

    proptest! {
        #[test]
        fn stretches_are_in_order_and_within_the_text(
            text in "[a-c边境 ，ßﬁ　-]{0,30}",
            terms in proptest::collection::vec(("[a-c边境ﬁ]{1,3}( [a-c])?", -1.0f32..1.0), 0..6),
        ) {
            let contributions: Vec<Contribution> =
                terms.iter().map(|(t, c)| term(t, TermKind::Word, *c)).collect();
            let tokenizer = TokenizerParams::default().build().unwrap();
            let mut end = 0;
            for highlight in highlights(&text, &contributions, &tokenizer) {
                prop_assert!(highlight.range.start >= end);
                prop_assert!(text.get(highlight.range.clone()).is_some_and(|t| !t.is_empty()));
                prop_assert!(highlight.strength != 0);
                end = highlight.range.end;
            }
        }
    }
}
