//! Terms and their columns.

mod numbering;
mod parts;

pub(super) use numbering::{Growing, Known};

use std::hash::Hasher;

use hashbrown::HashTable;
use rayon::prelude::*;
use rustc_hash::FxHasher;

use parts::Parts;

use crate::text::{Term, TermKind};

/// A two-way table of terms and columns.
///
/// All terms stand in one buffer, each behind a byte for its kind. A word's
/// column is found by hashing its bytes. A pair of words is found by the columns
/// of the two, one or two characters by themselves, and a longer n-gram by the
/// column of the n-gram without its last character and by that character: one
/// number is hashed and compared, without looking at any text. Terms whose parts
/// are not in the vocabulary are found by their bytes, too.
///
/// ```
/// use thematic::features::Vocabulary;
/// use thematic::text::{Term, TermKind};
/// let mut vocabulary = Vocabulary::default();
/// let term = Term { kind: TermKind::Word, text: "边界" };
/// assert_eq!(vocabulary.insert(term), 0);
/// assert_eq!(vocabulary.find(term), Some(0));
/// assert_eq!(vocabulary.term(0), term);
/// ```
#[derive(Clone, Default)]
pub struct Vocabulary {
    bytes: Vec<u8>,
    /// Where each term ends in `bytes`.
    ends: Vec<u64>,
    /// What each term consists of.
    parts: Vec<Parts>,
    /// The columns of terms that are found by their bytes.
    texts: HashTable<u32>,
    /// The columns of terms that are found by their parts.
    links: HashTable<(Parts, u32)>,
    /// How many terms are found by their bytes though they have parts.
    n_unlinked: usize,
}

impl Vocabulary {
    /// The number of terms.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no term.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The column of a term.
    pub fn find(&self, term: Term<'_>) -> Option<u32> {
        let linked = match self.parts_of(term) {
            Parts::NONE => None,
            parts => self.find_parts(parts),
        };
        linked.or_else(|| self.find_text(term))
    }

    /// The column of a term, which is added behind all others if it is new.
    pub fn insert(&mut self, term: Term<'_>) -> u32 {
        match self.find(term) {
            Some(column) => column,
            None => self.push(term.kind, [term.text], self.parts_of(term)),
        }
    }

    /// Adds the terms of another vocabulary that are new, in their order, and
    /// tells the column of each of them.
    pub fn merge(&mut self, other: &Self) -> Vec<u32> {
        let mut columns = vec![u32::MAX; other.len()];
        for old in 0..other.len() {
            let parts = other.parts[old].renumbered(&columns);
            let term = other.term(old as u32);
            let column = match parts {
                Parts::NONE => self.insert(term),
                parts => self
                    .find_parts(parts)
                    .or_else(|| self.find_unlinked(|| term.text.to_owned(), term.kind))
                    .unwrap_or_else(|| self.push(term.kind, [term.text], parts)),
            };
            columns[old] = column;
        }
        columns
    }

    /// The term of a column.
    ///
    /// # Panics
    ///
    /// When there is no such column.
    pub fn term(&self, column: u32) -> Term<'_> {
        let stretch = stretch(&self.bytes, &self.ends, column);
        Term {
            kind: kind(stretch[0]).unwrap_or(TermKind::Word),
            // Only `push` and `from_parts` write bytes, both from strings.
            text: std::str::from_utf8(&stretch[1..]).unwrap_or_default(),
        }
    }

    /// All terms, in the order of their columns.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Term<'_>> {
        (0..self.ends.len() as u32).map(|column| self.term(column))
    }

    /// The terms that occur in at least `least` rows, those first that occur in
    /// most, by their `frequencies`, among equals by kind and bytes. Beside them
    /// the new column of each old term, or `u32::MAX`.
    ///
    /// What is kept of frequent terms then stands close together, in a part of
    /// the memory that the processor has always at hand.
    ///
    /// # Panics
    ///
    /// When there are fewer frequencies than terms.
    pub fn sorted(&self, frequencies: &[u32], least: u32) -> (Self, Vec<u32>) {
        let terms = 0..self.ends.len() as u32;
        let mut order: Vec<u32> = terms
            .filter(|column| frequencies[*column as usize] >= least)
            .collect();
        order.par_sort_unstable_by_key(|column| {
            let frequency = frequencies[*column as usize];
            let text = stretch(&self.bytes, &self.ends, *column);
            (std::cmp::Reverse(frequency), text)
        });
        let mut new_columns = vec![u32::MAX; self.len()];
        for (new, old) in order.iter().enumerate() {
            new_columns[*old as usize] = new as u32;
        }
        (self.select(&order), new_columns)
    }

    /// The terms of these columns, in this order.
    ///
    /// # Panics
    ///
    /// When there is no such column.
    #[must_use]
    pub fn select(&self, columns: &[u32]) -> Self {
        let mut new_columns = vec![u32::MAX; self.len()];
        for (new, old) in columns.iter().enumerate() {
            new_columns[*old as usize] = new as u32;
        }
        let parts = columns.iter().map(|column| {
            let parts = self.parts[*column as usize];
            parts.renumbered(&new_columns)
        });
        let parts: Vec<Parts> = parts.collect();
        let n_linked = parts.iter().filter(|parts| **parts != Parts::NONE).count();
        let mut selected = Self {
            texts: HashTable::with_capacity(columns.len() - n_linked),
            links: HashTable::with_capacity(n_linked),
            ..Self::default()
        };
        for (column, parts) in columns.iter().zip(parts) {
            let Term { kind, text } = self.term(*column);
            selected.push(kind, [text], parts);
        }
        selected
    }

    /// The buffer of all terms and the place where each of them ends, for the
    /// model file.
    pub(crate) fn parts(&self) -> (&[u8], &[u64]) {
        (&self.bytes, &self.ends)
    }

    /// Makes a vocabulary of the parts that a model file holds. `None` when
    /// they do not fit together.
    pub(crate) fn from_parts(bytes: Vec<u8>, ends: Vec<u64>) -> Option<Self> {
        // Kinds are ASCII: terms are text if all of it is and each ends where a
        // character does.
        let text = std::str::from_utf8(&bytes).ok()?;
        let mut start = 0;
        for end in &ends {
            let end = usize::try_from(*end).ok()?;
            let term = text.get(start..end)?;
            kind(*term.as_bytes().first()?)?;
            start = end;
        }
        (start == bytes.len()).then_some(())?;
        let n_terms = ends.len();
        let mut vocabulary = Self {
            bytes,
            ends,
            parts: vec![Parts::NONE; n_terms],
            texts: HashTable::with_capacity(n_terms / 2),
            links: HashTable::with_capacity(n_terms),
            n_unlinked: 0,
        };
        // A pair is found by its words, so they come first.
        let is_pair =
            |vocabulary: &Self, column| vocabulary.term(column).kind == TermKind::WordPair;
        for pairs in [false, true] {
            for column in 0..n_terms as u32 {
                if is_pair(&vocabulary, column) == pairs {
                    vocabulary.parts[column as usize] =
                        vocabulary.parts_of(vocabulary.term(column));
                    vocabulary.enter(column);
                }
            }
        }
        Some(vocabulary)
    }

    /// The parts of a term, where all of them are in the vocabulary.
    fn parts_of(&self, term: Term<'_>) -> Parts {
        match term.kind {
            TermKind::Word => Parts::NONE,
            TermKind::WordPair => {
                let words = term.text.split_once(' ');
                let kind = TermKind::Word;
                let found = words.and_then(|(first, second)| {
                    let first = self.find_text(Term { kind, text: first })?;
                    let second = self.find_text(Term { kind, text: second })?;
                    Some([first, second])
                });
                found.map_or(Parts::NONE, Parts::of_pair)
            }
            TermKind::Characters => {
                let mut characters = term.text.chars();
                let Some(last) = characters.next_back() else {
                    return Parts::NONE;
                };
                let kind = TermKind::Characters;
                let (mut prefix, mut end) = (None, 0);
                for character in characters {
                    let is_first = end == 0;
                    end += character.len_utf8();
                    let text = &term.text[..end];
                    let linked = if is_first || prefix.is_some() {
                        self.find_parts(Parts::of_characters(prefix, character, text))
                    } else {
                        None
                    };
                    // The shortest n-grams may be longer than one character: then
                    // they are found by their bytes, and shorter ones not at all.
                    prefix = linked.or_else(|| self.find_text(Term { kind, text }));
                }
                if end > 0 && prefix.is_none() {
                    return Parts::NONE;
                }
                Parts::of_characters(prefix, last, term.text)
            }
        }
    }

    #[inline]
    fn find_parts(&self, parts: Parts) -> Option<u32> {
        let found = self.links.find(parts.hash(), |(other, _)| *other == parts);
        found.map(|(_, column)| *column)
    }

    #[inline]
    fn find_text(&self, term: Term<'_>) -> Option<u32> {
        let found = self
            .texts
            .find(hash(term), |column| self.is_at(*column, term));
        found.copied()
    }

    /// The column of a term with parts that is found by its bytes all the same.
    #[inline]
    fn find_unlinked(&self, text: impl FnOnce() -> String, kind: TermKind) -> Option<u32> {
        if self.n_unlinked == 0 {
            return None;
        }
        self.find_text(Term {
            kind,
            text: &text(),
        })
    }

    /// Adds a term, whose text is given in pieces.
    fn push<const N: usize>(&mut self, kind: TermKind, text: [&str; N], parts: Parts) -> u32 {
        let column = self.ends.len() as u32;
        self.bytes.push(code(kind));
        for piece in text {
            self.bytes.extend_from_slice(piece.as_bytes());
        }
        self.ends.push(self.bytes.len() as u64);
        self.parts.push(parts);
        self.enter(column);
        column
    }

    /// Makes a term findable.
    fn enter(&mut self, column: u32) {
        let parts = self.parts[column as usize];
        if parts != Parts::NONE {
            let rehash = |(parts, _): &(Parts, u32)| parts.hash();
            self.links
                .insert_unique(parts.hash(), (parts, column), rehash);
            return;
        }
        let (bytes, ends) = (&self.bytes, &self.ends);
        let rehash = |column: &u32| hash_bytes(stretch(bytes, ends, *column));
        self.n_unlinked += usize::from(stretch(bytes, ends, column)[0] != code(TermKind::Word));
        self.texts.insert_unique(rehash(&column), column, rehash);
    }

    fn is_at(&self, column: u32, term: Term<'_>) -> bool {
        let stretch = stretch(&self.bytes, &self.ends, column);
        stretch[0] == code(term.kind) && &stretch[1..] == term.text.as_bytes()
    }
}

impl std::fmt::Debug for Vocabulary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Vocabulary")
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}

impl PartialEq for Vocabulary {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes && self.ends == other.ends
    }
}

fn stretch<'b>(bytes: &'b [u8], ends: &[u64], column: u32) -> &'b [u8] {
    let column = column as usize;
    let start = match column {
        0 => 0,
        _ => ends[column - 1] as usize,
    };
    &bytes[start..ends[column] as usize]
}

fn code(kind: TermKind) -> u8 {
    match kind {
        TermKind::Characters => b'c',
        TermKind::WordPair => b'p',
        TermKind::Word => b'w',
    }
}

fn kind(code: u8) -> Option<TermKind> {
    TermKind::ALL
        .into_iter()
        .find(|kind| self::code(*kind) == code)
}

fn hash(term: Term<'_>) -> u64 {
    hash_parts(code(term.kind), term.text.as_bytes())
}

fn hash_bytes(stretch: &[u8]) -> u64 {
    stretch
        .split_first()
        .map_or(0, |(kind, text)| hash_parts(*kind, text))
}

fn hash_parts(kind: u8, text: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text);
    hasher.write_u8(kind);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::TermNumbers;

    fn word(text: &str) -> Term<'_> {
        Term {
            kind: TermKind::Word,
            text,
        }
    }

    #[test]
    fn the_same_text_of_another_kind_is_another_term() {
        let mut vocabulary = Vocabulary::default();
        vocabulary.insert(word("边界"));
        let characters = Term {
            kind: TermKind::Characters,
            text: "边界",
        };
        assert_eq!(vocabulary.find(characters), None);
        assert_eq!(vocabulary.insert(characters), 1);
    }

    #[test]
    fn a_term_is_found_whether_its_parts_came_before_or_not() {
        let pair = Term {
            kind: TermKind::WordPair,
            text: "arms trade",
        };
        let characters = Term {
            kind: TermKind::Characters,
            text: "边界",
        };
        for parts_first in [false, true] {
            let mut vocabulary = Vocabulary::default();
            let parts = |vocabulary: &mut Vocabulary| {
                let first = Term {
                    kind: TermKind::Characters,
                    text: "边",
                };
                [word("arms"), word("trade"), first].map(|term| vocabulary.insert(term))
            };
            if parts_first {
                parts(&mut vocabulary);
            }
            let whole = [pair, characters].map(|term| vocabulary.insert(term));
            let [arms, trade, first] = parts(&mut vocabulary);
            assert_eq!(vocabulary.len(), 5);
            let (sorted, new_columns) = vocabulary.sorted(&[1; 5], 1);
            let loaded = Vocabulary::from_parts(sorted.bytes.clone(), sorted.ends.clone());
            let new = |column: u32| new_columns[column as usize];
            for known in [&sorted, &loaded.unwrap()] {
                let mut known = Known(known);
                let numbers = [new(arms), new(trade)];
                assert_eq!(known.pair(numbers, ["arms", "trade"]), Some(new(whole[0])));
                let found = known.characters(Some(new(first)), '界', "边界");
                assert_eq!(found, Some(new(whole[1])));
                assert_eq!(known.pair([new(trade), new(arms)], ["trade", "arms"]), None);
            }
            assert_eq!(vocabulary.find(pair), Some(whole[0]));
            let mut growing = Growing(&mut vocabulary);
            let found = growing.pair([arms, trade], ["arms", "trade"]);
            assert_eq!(found, Some(whole[0]));
            assert_eq!(vocabulary.len(), 5);
        }
    }

    #[test]
    fn ngrams_whose_shortest_have_no_parts_are_found() {
        let mut vocabulary = Vocabulary::default();
        let ngram = |text| Term {
            kind: TermKind::Characters,
            text,
        };
        let mut growing = Growing(&mut vocabulary);
        let two = growing.by_text(ngram("边界"));
        let three = growing.characters(two, '安', "边界安");
        let four = growing.characters(three, '全', "边界安全");
        for (text, column) in [("边界", two), ("边界安", three), ("边界安全", four)] {
            assert_eq!(vocabulary.find(ngram(text)), column);
            assert_eq!(Some(vocabulary.insert(ngram(text))), column);
        }
        let (bytes, ends) = vocabulary.parts();
        let loaded = Vocabulary::from_parts(bytes.to_vec(), ends.to_vec()).unwrap();
        assert_eq!(loaded.find(ngram("边界安全")), four);
        assert_eq!(loaded.find(ngram("边")), None);
    }

    #[test]
    fn parts_that_do_not_fit_are_refused() {
        let mut vocabulary = Vocabulary::default();
        vocabulary.insert(word("ab"));
        vocabulary.insert(word("c"));
        let (bytes, ends) = vocabulary.parts();
        let parts =
            |bytes: &[u8], ends: &[u64]| Vocabulary::from_parts(bytes.to_vec(), ends.to_vec());
        assert_eq!(parts(bytes, ends).unwrap(), vocabulary);
        assert!(parts(bytes, &[3]).is_none(), "bytes left over");
        assert!(parts(bytes, &[3, 9]).is_none(), "an end beyond the bytes");
        assert!(parts(bytes, &[3, 2]).is_none(), "an end before its start");
        assert!(parts(b"xab", &[3]).is_none(), "an unknown kind");
        assert!(parts(b"w\xff", &[2]).is_none(), "no text");
    }

    proptest! {
        #[test]
        fn merging_in_any_division_gives_the_same_terms(
            terms in proptest::collection::vec("[ab边界]{1,3}( [ab]{1,2})?", 0..40),
            cut in 0usize..40,
        ) {
            let of = |text: &String| {
                let kind = if text.contains(' ') {
                    TermKind::WordPair
                } else if text.starts_with(['边', '界']) {
                    TermKind::Characters
                } else {
                    TermKind::Word
                };
                (kind, text.clone())
            };
            let (one, other) = terms.split_at(cut.min(terms.len()));
            let mut whole = Vocabulary::default();
            let mut parts = [Vocabulary::default(), Vocabulary::default()];
            for (place, terms) in [one, other].into_iter().enumerate() {
                for (kind, text) in terms.iter().map(of) {
                    whole.insert(Term { kind, text: &text });
                    parts[place].insert(Term { kind, text: &text });
                }
            }
            let [mut merged, second] = parts;
            let columns = merged.merge(&second);
            prop_assert_eq!(merged.len(), whole.len());
            for (old, new) in columns.iter().enumerate() {
                prop_assert_eq!(merged.term(*new), second.term(old as u32));
            }
            for (column, term) in merged.iter().enumerate() {
                prop_assert_eq!(merged.find(term), Some(column as u32));
                prop_assert_eq!(whole.find(term), Some(column as u32));
            }
        }

        #[test]
        fn sorting_keeps_every_term_and_says_where_it_went(
            terms in proptest::collection::vec("[a-c边界]{1,3}", 0..50)
        ) {
            let mut vocabulary = Vocabulary::default();
            for term in &terms {
                vocabulary.insert(word(term));
            }
            let frequencies: Vec<u32> = (0..vocabulary.len() as u32).map(|term| term % 3).collect();
            let (few, _) = vocabulary.sorted(&frequencies, 1);
            prop_assert_eq!(few.len(), frequencies.iter().filter(|count| **count > 0).count());
            let (sorted, new_columns) = vocabulary.sorted(&frequencies, 0);
            for (old, new) in new_columns.iter().enumerate() {
                prop_assert_eq!(vocabulary.term(old as u32), sorted.term(*new));
                prop_assert_eq!(sorted.find(vocabulary.term(old as u32)), Some(*new));
            }
            let mut keys = vec![(std::cmp::Reverse(0), ""); sorted.len()];
            for (old, new) in new_columns.iter().enumerate() {
                let frequency = std::cmp::Reverse(frequencies[old]);
                keys[*new as usize] = (frequency, sorted.term(*new).text);
            }
            prop_assert!(keys.windows(2).all(|two| two[0] < two[1]));
        }
    }
}
