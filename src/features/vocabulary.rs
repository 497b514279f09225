//! Terms and their columns.

use std::hash::Hasher;

use hashbrown::HashTable;
use rustc_hash::FxHasher;

use crate::text::{Term, TermKind};

/// A two-way table of terms and columns.
///
/// All terms stand in one buffer, each behind a byte for its kind; a column is
/// found by hashing that stretch of bytes, so that a lookup allocates nothing.
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
    columns: HashTable<u32>,
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
        self.columns
            .find(hash(term), |column| self.is_at(*column, term))
            .copied()
    }

    /// The column of a term, which is added behind all others if it is new.
    pub fn insert(&mut self, term: Term<'_>) -> u32 {
        if let Some(column) = self.find(term) {
            return column;
        }
        let column = self.ends.len() as u32;
        self.bytes.push(code(term.kind));
        self.bytes.extend_from_slice(term.text.as_bytes());
        self.ends.push(self.bytes.len() as u64);
        let (bytes, ends) = (&self.bytes, &self.ends);
        self.columns.insert_unique(hash(term), column, |other| {
            hash_bytes(stretch(bytes, ends, *other))
        });
        column
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
            // Only `insert` and `from_parts` write bytes, both from strings.
            text: std::str::from_utf8(&stretch[1..]).unwrap_or_default(),
        }
    }

    /// All terms, in the order of their columns.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Term<'_>> {
        (0..self.ends.len() as u32).map(|column| self.term(column))
    }

    /// The same terms sorted by kind and bytes, and the new column of each old
    /// one.
    pub fn sorted(&self) -> (Self, Vec<u32>) {
        let mut order: Vec<u32> = (0..self.ends.len() as u32).collect();
        order.sort_unstable_by_key(|column| stretch(&self.bytes, &self.ends, *column));
        let mut new_columns = vec![0; order.len()];
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
        let mut selected = Self {
            columns: HashTable::with_capacity(columns.len()),
            ..Self::default()
        };
        for column in columns {
            selected.insert(self.term(*column));
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
        let mut columns = HashTable::with_capacity(ends.len());
        let mut start = 0;
        for (column, end) in ends.iter().enumerate() {
            let end = usize::try_from(*end).ok()?;
            let stretch = bytes.get(start..end)?;
            let (first, text) = stretch.split_first()?;
            kind(*first)?;
            std::str::from_utf8(text).ok()?;
            columns.insert_unique(hash_bytes(stretch), column as u32, |other: &u32| {
                hash_bytes(self::stretch(&bytes, &ends, *other))
            });
            start = end;
        }
        (start == bytes.len()).then_some(Self {
            bytes,
            ends,
            columns,
        })
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
        fn sorting_keeps_every_term_and_says_where_it_went(
            terms in proptest::collection::vec("[a-c边界]{1,3}", 0..50)
        ) {
            let mut vocabulary = Vocabulary::default();
            for term in &terms {
                vocabulary.insert(word(term));
            }
            let (sorted, new_columns) = vocabulary.sorted();
            for (old, new) in new_columns.iter().enumerate() {
                prop_assert_eq!(vocabulary.term(old as u32), sorted.term(*new));
                prop_assert_eq!(sorted.find(vocabulary.term(old as u32)), Some(*new));
            }
            let texts: Vec<&str> = sorted.iter().map(|term| term.text).collect();
            prop_assert!(texts.windows(2).all(|two| two[0].as_bytes() < two[1].as_bytes()));
        }
    }
}
