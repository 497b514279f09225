//! A vocabulary that gives terms their numbers while a text is read.

use super::{Parts, Vocabulary};
use crate::text::{Term, TermKind, TermNumbers};

/// Knows the terms of a vocabulary.
pub(in crate::features) struct Known<'v>(pub(in crate::features) &'v Vocabulary);

impl TermNumbers for Known<'_> {
    #[inline]
    fn by_text(&mut self, term: Term<'_>) -> Option<u32> {
        self.0.find_text(term)
    }

    #[inline]
    fn pair(&mut self, numbers: [u32; 2], words: [&str; 2]) -> Option<u32> {
        let linked = self.0.find_parts(Parts::of_pair(numbers));
        linked.or_else(|| self.0.find_unlinked(|| words.join(" "), TermKind::WordPair))
    }

    #[inline]
    fn characters(&mut self, prefix: Option<u32>, last: char, text: &str) -> Option<u32> {
        let linked = self.0.find_parts(Parts::of_characters(prefix, last, text));
        linked.or_else(|| {
            self.0
                .find_unlinked(|| text.to_owned(), TermKind::Characters)
        })
    }
}

/// Adds what is new to a vocabulary, so that every term has a number.
pub(in crate::features) struct Growing<'v>(pub(in crate::features) &'v mut Vocabulary);

impl TermNumbers for Growing<'_> {
    #[inline]
    fn by_text(&mut self, term: Term<'_>) -> Option<u32> {
        Some(self.0.insert(term))
    }

    #[inline]
    fn pair(&mut self, numbers: [u32; 2], words: [&str; 2]) -> Option<u32> {
        let known = Known(self.0).pair(numbers, words);
        let [first, second] = words;
        Some(known.unwrap_or_else(|| {
            let parts = Parts::of_pair(numbers);
            self.0.push(TermKind::WordPair, [first, " ", second], parts)
        }))
    }

    #[inline]
    fn characters(&mut self, prefix: Option<u32>, last: char, text: &str) -> Option<u32> {
        let known = Known(self.0).characters(prefix, last, text);
        Some(known.unwrap_or_else(|| {
            let parts = Parts::of_characters(prefix, last, text);
            self.0.push(TermKind::Characters, [text], parts)
        }))
    }
}
