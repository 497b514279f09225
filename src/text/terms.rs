//! The terms that a text taken apart is made of, and how they get their numbers.

use super::TokenizerParams;
use super::analysis::Analysis;

use serde::{Deserialize, Serialize};

/// The kind of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum TermKind {
    /// A character n-gram of Han text.
    Characters,
    /// Two words that follow each other; a space is between them.
    WordPair,
    /// A word, or its stem.
    Word,
}

impl TermKind {
    /// All kinds, in the order that terms of one frequency have in a vocabulary.
    pub const ALL: [Self; 3] = [Self::Characters, Self::WordPair, Self::Word];

    /// The name that tables and JSON use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Characters => "characters",
            Self::WordPair => "word pair",
            Self::Word => "word",
        }
    }
}

/// One occurrence of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term<'t> {
    /// The kind.
    pub kind: TermKind,
    /// The term in normal form.
    pub text: &'t str,
}

impl Term<'_> {
    /// Whether the term is longer than a word mostly is: a pair of words, or
    /// three Han characters and more.
    pub fn is_phrase(self) -> bool {
        match self.kind {
            TermKind::WordPair => true,
            TermKind::Characters => self.text.chars().nth(2).is_some(),
            TermKind::Word => false,
        }
    }
}

/// Gives terms their numbers.
///
/// A term that consists of others is asked for by the numbers of its parts:
/// these are at hand, and two numbers are compared sooner than two texts.
pub trait TermNumbers {
    /// The number of a term; `None` where it is not known.
    fn by_text(&mut self, term: Term<'_>) -> Option<u32>;

    /// The number of the pair of two words with these numbers.
    fn pair(&mut self, numbers: [u32; 2], words: [&str; 2]) -> Option<u32>;

    /// The number of the character n-gram `text`, which consists of the n-gram
    /// with the number `prefix` (`None` for a single character) and of the
    /// character `last`.
    fn characters(&mut self, prefix: Option<u32>, last: char, text: &str) -> Option<u32>;
}

impl Analysis {
    /// Appends the number of every term of a clause that the configuration asks
    /// for, as often as it occurs.
    ///
    /// A longer term is known only if the shorter ones in it are, because it
    /// occurs in no text without them: it is left out where one of them is not.
    #[inline]
    pub fn number_terms(
        &self,
        clause: usize,
        params: &TokenizerParams,
        numbers: &mut impl TermNumbers,
        found: &mut Vec<u32>,
    ) {
        let mut previous: Option<(&str, Option<u32>)> = None;
        for (word, follows) in self.words_of(clause) {
            let kind = TermKind::Word;
            let number = if params.words {
                numbers.by_text(Term { kind, text: word })
            } else {
                None
            };
            found.extend(number);
            let known = number.is_some() || !params.words;
            if let Some((first, number_of_first)) =
                previous.filter(|_| params.word_pairs && known && follows)
            {
                let words = [first, word];
                found.extend(match (number_of_first, number) {
                    (Some(a), Some(b)) => numbers.pair([a, b], words),
                    _ => numbers.by_text(Term {
                        kind: TermKind::WordPair,
                        text: &words.join(" "),
                    }),
                });
            }
            previous = known.then_some((word, number));
        }
        if params.longest_characters == 0 {
            return;
        }
        for run in self.runs_of(clause) {
            for (start, _) in run.char_indices() {
                number_ngrams(&run[start..], params, numbers, found);
            }
        }
    }

    /// Calls `each` with every term of a clause that the configuration asks
    /// for, as often as it occurs. `each` tells whether the term is known; see
    /// [`Analysis::number_terms`].
    pub fn for_each_term(
        &self,
        clause: usize,
        params: &TokenizerParams,
        each: impl FnMut(Term<'_>) -> bool,
    ) {
        self.number_terms(clause, params, &mut Each(each), &mut Vec::new());
    }
}

/// The n-grams of characters that a text begins with; those longer than one
/// that is not known are left out.
#[inline]
fn number_ngrams(
    text: &str,
    params: &TokenizerParams,
    numbers: &mut impl TermNumbers,
    found: &mut Vec<u32>,
) {
    let (shortest, longest) = (params.shortest_characters, params.longest_characters);
    let (mut prefix, mut end) = (None, 0);
    for (length, last) in (1..=longest).zip(text.chars()) {
        end += last.len_utf8();
        if length < shortest {
            continue;
        }
        let ngram = &text[..end];
        let number = if length == 1 || prefix.is_some() {
            numbers.characters(prefix, last, ngram)
        } else {
            numbers.by_text(Term {
                kind: TermKind::Characters,
                text: ngram,
            })
        };
        if number.is_none() {
            return;
        }
        found.extend(number);
        prefix = number;
    }
}

/// Shows every term to a function that tells whether it is known.
struct Each<F>(F);

impl<F: FnMut(Term<'_>) -> bool> TermNumbers for Each<F> {
    fn by_text(&mut self, term: Term<'_>) -> Option<u32> {
        (self.0)(term).then_some(0)
    }

    fn pair(&mut self, _numbers: [u32; 2], words: [&str; 2]) -> Option<u32> {
        self.by_text(Term {
            kind: TermKind::WordPair,
            text: &words.join(" "),
        })
    }

    fn characters(&mut self, _prefix: Option<u32>, _last: char, text: &str) -> Option<u32> {
        self.by_text(Term {
            kind: TermKind::Characters,
            text,
        })
    }
}
