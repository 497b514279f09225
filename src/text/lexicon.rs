//! The dictionary of jieba as a file that is read where it is needed.
//!
//! Words stand in groups by their first two characters, so that those which
//! can occur in a text are found without reading the others. All numbers are
//! little-endian; a character is its number in the basic plane (`u16`):
//!
//! | part | |
//! |---|---|
//! | `u64` | the sum of all frequencies |
//! | `u32` | the number of first characters |
//! | for each, ascending | `u16` the character, `u16` its number of groups, `u32` the place of its section among the sections |
//! | sections, each | `u16` × groups, the second characters, ascending, 0 for none; `u16` × groups, the lengths of the groups in bytes; the groups |
//! | a group: for each word | `u8` the number of characters behind the second; the frequency, in as few bytes as it needs (`src/varint.rs`); `u16` × characters |
//!
//! `examples/make_words.rs` makes the file; `models/README.md` says from what.

use crate::varint;

/// The file.
static FILE: &[u8] = include_bytes!("../../models/words.bin");

/// How long the two numbers are with which the file begins.
const NUMBERS: usize = 12;

/// What is known of a first character, and a number of two bytes.
type Entry = [u8; 8];
type Unit = [u8; 2];

/// The sum of the frequencies of all words.
pub(super) fn total() -> u64 {
    FILE.first_chunk()
        .map_or(0, |bytes| u64::from_le_bytes(*bytes))
}

/// Calls `each` with the words that begin with these two characters, or with
/// the word of one character where there is no second, and their frequencies.
pub(super) fn for_each_word(first: char, second: Option<char>, each: &mut impl FnMut(&str, u32)) {
    if let (Some(section), Some(second)) = (Section::find(first), unit(second.unwrap_or('\0')))
        && let Some(group) = section.group(second)
    {
        section.read(second, group, &mut String::new(), each);
    }
}

/// The frequency of a word; `None` for one that is not in the dictionary.
pub(super) fn frequency(word: &str) -> Option<u32> {
    let mut characters = word.chars();
    let section = Section::find(characters.next()?)?;
    let second = match characters.next() {
        // It stands for none where there is none.
        Some('\0') => None,
        Some(second) => unit(second),
        None => Some(0),
    };
    let group = section.group(second?)?;
    entries(group)
        .find(|(_, further)| decoded(further).eq(characters.clone()))
        .map(|(frequency, _)| frequency)
}

/// Calls `each` with all words that begin with a character for which `wanted`
/// holds, and their frequencies.
pub(super) fn for_all_words(wanted: impl Fn(char) -> bool, each: &mut impl FnMut(&str, u32)) {
    let mut word = String::new();
    let sections = first_characters()
        .0
        .iter()
        .copied()
        .filter_map(Section::new);
    for section in sections.filter(|section| wanted(section.first)) {
        let mut groups = section.groups;
        for (second, length) in section.seconds.iter().zip(section.lengths) {
            let length = usize::from(u16::from_le_bytes(*length));
            let Some((group, rest)) = groups.split_at_checked(length) else {
                break;
            };
            section.read(u16::from_le_bytes(*second), group, &mut word, each);
            groups = rest;
        }
    }
}

/// The words of one first character.
struct Section {
    first: char,
    seconds: &'static [Unit],
    lengths: &'static [Unit],
    /// The groups, and whatever follows them.
    groups: &'static [u8],
}

impl Section {
    fn find(first: char) -> Option<Self> {
        let first = unit(first)?;
        let (entries, _) = first_characters();
        let place = entries
            .binary_search_by_key(&first, |[low, high, ..]| u16::from_le_bytes([*low, *high]));
        Self::new(entries[place.ok()?])
    }

    fn new([c0, c1, n0, n1, place @ ..]: Entry) -> Option<Self> {
        let n_groups = usize::from(u16::from_le_bytes([n0, n1]));
        let (_, sections) = first_characters();
        let section = sections.get(u32::from_le_bytes(place) as usize..)?;
        let (seconds, rest) = section.split_at_checked(2 * n_groups)?;
        let (lengths, groups) = rest.split_at_checked(2 * n_groups)?;
        Some(Self {
            first: character(u16::from_le_bytes([c0, c1]))?,
            seconds: seconds.as_chunks().0,
            lengths: lengths.as_chunks().0,
            groups,
        })
    }

    fn group(&self, second: u16) -> Option<&'static [u8]> {
        let place = self
            .seconds
            .binary_search_by_key(&second, |unit| u16::from_le_bytes(*unit));
        let (before, rest) = self.lengths.split_at_checked(place.ok()?)?;
        let length = |bytes: &Unit| usize::from(u16::from_le_bytes(*bytes));
        let start: usize = before.iter().map(length).sum();
        self.groups.get(start..start + length(rest.first()?))
    }

    /// Calls `each` with the words of a group. `word` is overwritten.
    fn read(&self, second: u16, group: &[u8], word: &mut String, each: &mut impl FnMut(&str, u32)) {
        word.clear();
        word.push(self.first);
        if second != 0 {
            word.extend(character(second));
        }
        let stem = word.len();
        for (frequency, further) in entries(group) {
            word.truncate(stem);
            word.extend(decoded(further));
            each(word, frequency);
        }
    }
}

/// The entries of the first characters, and the sections.
fn first_characters() -> (&'static [Entry], &'static [u8]) {
    let number = FILE.get(NUMBERS - 4..).and_then(<[u8]>::first_chunk);
    let length = 8 * number.map_or(0, |bytes| u32::from_le_bytes(*bytes) as usize);
    let rest = FILE
        .get(NUMBERS..)
        .and_then(|rest| rest.split_at_checked(length));
    rest.map_or((&[], &[]), |(entries, sections)| {
        (entries.as_chunks().0, sections)
    })
}

/// The words of a group: their frequencies and what follows the second
/// character.
fn entries(mut group: &[u8]) -> impl Iterator<Item = (u32, &[u8])> {
    std::iter::from_fn(move || {
        let (n_further, rest) = group.split_first()?;
        let (frequency, rest) = varint::read(rest)?;
        let (further, rest) = rest.split_at_checked(2 * usize::from(*n_further))?;
        group = rest;
        Some((frequency, further))
    })
}

fn decoded(units: &[u8]) -> impl Iterator<Item = char> {
    let units = units.as_chunks().0.iter();
    units.filter_map(|unit| character(u16::from_le_bytes(*unit)))
}

fn unit(character: char) -> Option<u16> {
    u16::try_from(u32::from(character)).ok()
}

fn character(unit: u16) -> Option<char> {
    char::from_u32(u32::from(unit))
}

#[cfg(test)]
mod tests {
    use jieba_rs::Jieba;

    use super::*;

    #[test]
    fn words_and_frequencies_are_those_of_jieba() {
        let mut jieba = Jieba::new();
        // Only here does jieba tell the number of its words and their sum.
        let before = format!("{jieba:?}");
        let mut copy = Jieba::empty();
        for_all_words(|_| true, &mut |word, frequency| {
            assert!(jieba.has_word(word), "{word}");
            jieba.add_word(word, Some(frequency as usize), None);
            copy.add_word(word, Some(frequency as usize), None);
            // The sum stays only where the word had this frequency.
            assert_eq!(format!("{jieba:?}"), before, "{word}");
        });
        assert_eq!(format!("{copy:?}"), before);
        assert!(
            before.contains(&format!("total_freq: {}", total())),
            "{before}"
        );
    }

    #[test]
    fn words_are_found_by_their_first_characters() {
        let mut all = 0;
        for_all_words(|_| true, &mut |word, frequency| {
            assert_eq!(super::frequency(word), Some(frequency), "{word}");
            all += 1;
        });
        assert_eq!(all, 349_045);
        for word in ["", "安全理事会决", "\u{20000}", "c"] {
            assert_eq!(super::frequency(word), None, "{word}");
        }
        let mut found = Vec::new();
        for_each_word('核', Some('武'), &mut |word, _| {
            found.push(word.to_owned());
        });
        assert!(found.contains(&"核武器".to_owned()), "{found:?}");
        assert!(
            found.iter().all(|word| word.starts_with("核武")),
            "{found:?}"
        );
    }
}
