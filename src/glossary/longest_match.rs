//! The longest of many strings at each place of a text.

use std::ops::Range;

use rustc_hash::FxHashMap;

/// Opens and closes every word that is not Han in the forms that are searched.
pub(super) const WORD_MARK: char = '\u{1f}';

/// Strings that are looked for from left to right: at each place the longest
/// that begins there, and behind it go on.
///
/// Sorted strings need no automaton: all that a text begins with are the last
/// one that is not greater than the text, or beginnings of that one. It is
/// searched for among those that share the text's first characters.
///
/// A string that begins with the mark of a word and holds no second one is not
/// found.
#[derive(Debug, Clone, Default)]
pub(super) struct LongestMatch {
    /// All strings, sorted, one after the other, and where each ends.
    text: String,
    ends: Vec<usize>,
    /// For each string the longest other one that it begins with.
    shorter: Vec<Option<u32>>,
    /// The strings that begin with a marked word, by that word with its marks.
    words: FxHashMap<Box<str>, Range<usize>>,
    /// The others by their first two characters (see [`pair`]).
    pairs: FxHashMap<u64, Range<usize>>,
    /// Whether some strings are of one character.
    has_single: bool,
    /// One bit for each ASCII character that a string begins with. Of English
    /// text these are the marks of words alone, so that letters are passed over.
    ascii: u128,
}

impl LongestMatch {
    /// `strings` are sorted, each once, and none is empty.
    pub(super) fn new<'s>(strings: impl Iterator<Item = &'s str>) -> Self {
        let mut found = Self::default();
        let mut beginnings: Vec<u32> = Vec::new();
        for (place, string) in strings.enumerate() {
            let begins = |other: &u32| string.starts_with(found.string(*other as usize));
            let n_beginnings = beginnings.iter().take_while(|other| begins(other)).count();
            beginnings.truncate(n_beginnings);
            found.shorter.push(beginnings.last().copied());
            beginnings.push(place as u32);
            if let Some(first) = string.bytes().next().filter(u8::is_ascii) {
                found.ascii |= 1 << first;
            }
            found.has_single |= string.chars().nth(1).is_none();
            let group = if string.starts_with(WORD_MARK) {
                let word = first_word(string).unwrap_or(string);
                found.words.entry(word.into()).or_insert(place..place)
            } else {
                found
                    .pairs
                    .entry(pair(string.chars()))
                    .or_insert(place..place)
            };
            group.end = place + 1;
            found.text.push_str(string);
            found.ends.push(found.text.len());
        }
        found
    }

    /// Calls `each` with the place of every string that is found and with its
    /// number.
    pub(super) fn find(&self, text: &str, mut each: impl FnMut(usize, usize)) {
        let none_begins = |byte: &u8| byte.is_ascii() && self.ascii >> byte & 1 == 0;
        let mut place = 0;
        while place < text.len() {
            place += text.as_bytes()[place..]
                .iter()
                .take_while(|byte| none_begins(byte))
                .count();
            let rest = &text[place..];
            if let Some(string) = self.longest_at(rest) {
                each(place, string);
                place += self.string(string).len();
            } else {
                place += rest.chars().next().map_or(0, char::len_utf8);
            }
        }
    }

    /// The longest string that a text begins with.
    fn longest_at(&self, text: &str) -> Option<usize> {
        if text.starts_with(WORD_MARK) {
            let group = self.words.get(first_word(text)?)?;
            return self.longest_of(group, text);
        }
        let longest = |key| self.longest_of(self.pairs.get(&key)?, text);
        longest(pair(text.chars())).or_else(|| {
            let single = self.has_single.then(|| pair(text.chars().take(1)))?;
            longest(single)
        })
    }

    fn longest_of(&self, group: &Range<usize>, text: &str) -> Option<usize> {
        let (mut low, mut high) = (group.start, group.end);
        while low < high {
            let middle = low.midpoint(high);
            if self.string(middle) <= text {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let mut candidate = (low > group.start).then(|| low - 1);
        while let Some(string) = candidate {
            if text.starts_with(self.string(string)) {
                break;
            }
            candidate = self.shorter[string].map(|shorter| shorter as usize);
        }
        candidate
    }

    fn string(&self, number: usize) -> &str {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[number]]
    }
}

/// The marked word that a text begins with, and its marks.
fn first_word(text: &str) -> Option<&str> {
    let word = text.strip_prefix(WORD_MARK)?;
    let end = word.find(WORD_MARK)?;
    Some(&text[..end + 2 * WORD_MARK.len_utf8()])
}

/// The first two characters as one number; the second is 0 where there is none.
fn pair(mut characters: impl Iterator<Item = char>) -> u64 {
    let mut next = || characters.next().map_or(0, u64::from);
    next() << 32 | next()
}

#[cfg(test)]
mod tests {
    use aho_corasick::{AhoCorasickBuilder, MatchKind};
    use proptest::prelude::*;

    use super::*;

    fn found(strings: &[String], text: &str) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        LongestMatch::new(strings.iter().map(String::as_str))
            .find(text, |place, string| found.push((place, string)));
        found
    }

    proptest! {
        #[test]
        fn the_same_is_found_as_by_an_automaton(
            mut strings in prop::collection::vec("[a-c\u{1f}甲乙\u{20000}]{1,6}", 0..40),
            text in "[a-c\u{1f}甲乙\u{20000}]{0,60}",
        ) {
            strings.retain(|string| !string.starts_with(WORD_MARK) || string[1..].contains(WORD_MARK));
            strings.sort();
            strings.dedup();
            let automaton = AhoCorasickBuilder::new()
                .match_kind(MatchKind::LeftmostLongest)
                .build(&strings)
                .unwrap();
            let expected: Vec<(usize, usize)> = automaton
                .find_iter(&text)
                .map(|hit| (hit.start(), hit.pattern().as_usize()))
                .collect();
            prop_assert_eq!(found(&strings, &text), expected);
        }
    }

    #[test]
    fn nothing_is_found_where_nothing_is_looked_for() {
        assert!(found(&[], "甲乙").is_empty());
        assert!(found(&["甲乙".into()], "").is_empty());
    }
}
