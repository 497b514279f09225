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
//! | a group: for each word | `u8` the number of characters behind the second; the frequency, seven bits a byte, the lowest first, the high bit set where more follow; `u16` × characters |
//!
//! `examples/make_words.rs` makes the file; `models/README.md` says from what.

/// The file.
static FILE: &[u8] = include_bytes!("../../models/words.bin");

/// Where the entries of the first characters begin, and how long each is.
const ENTRIES: usize = 12;
const ENTRY: usize = 8;

/// The sum of the frequencies of all words.
pub(super) fn total() -> u64 {
    FILE.first_chunk()
        .map_or(0, |bytes| u64::from_le_bytes(*bytes))
}

/// Calls `each` with the words that begin with these two characters, or with
/// the word of one character where there is no second, and their frequencies.
pub(super) fn for_each_word(first: char, second: Option<char>, each: &mut impl FnMut(&str, u32)) {
    let (Some(section), Some(second)) = (Section::find(first), unit(second.unwrap_or('\0'))) else {
        return;
    };
    if let Some(group) = section.group(second) {
        section.read(second, group, &mut String::new(), each);
    }
}

/// The frequency of a word; `None` for one that is not in the dictionary.
pub(super) fn frequency(word: &str) -> Option<u32> {
    let mut characters = word.chars();
    let section = Section::find(characters.next()?)?;
    let group = section.group(characters.next().map_or(Some(0), unit)?)?;
    entries(group)
        .find(|(_, further)| decoded(further).eq(characters.clone()))
        .map(|(frequency, _)| frequency)
}

/// Calls `each` with all words that begin with a character for which `wanted`
/// holds, and their frequencies.
pub(super) fn for_all_words(wanted: impl Fn(char) -> bool, each: &mut impl FnMut(&str, u32)) {
    let mut word = String::new();
    for entry in 0..n_entries() {
        if let Some(section) = Section::at(entry).filter(|section| wanted(section.first)) {
            let mut place = 0;
            for index in 0..section.n_groups {
                let end = place + usize::from(section.length(index));
                if let Some(group) = section.groups.get(place..end) {
                    section.read(section.second(index), group, &mut word, each);
                }
                place = end;
            }
        }
    }
}

/// The words of one first character.
struct Section {
    first: char,
    n_groups: usize,
    seconds: &'static [u8],
    lengths: &'static [u8],
    groups: &'static [u8],
}

impl Section {
    fn find(first: char) -> Option<Self> {
        let first = unit(first)?;
        let (mut low, mut high) = (0, n_entries());
        while low < high {
            let middle = low.midpoint(high);
            match unit_at(FILE, ENTRIES + middle * ENTRY).cmp(&first) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return Self::at(middle),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    fn at(entry: usize) -> Option<Self> {
        let place = ENTRIES + entry * ENTRY;
        let n_groups = usize::from(unit_at(FILE, place + 2));
        let start = number_at(FILE, place + 4) as usize;
        let sections = FILE.get(ENTRIES + n_entries() * ENTRY..)?;
        let (seconds, rest) = sections.get(start..)?.split_at_checked(2 * n_groups)?;
        let (lengths, groups) = rest.split_at_checked(2 * n_groups)?;
        Some(Self {
            first: character(unit_at(FILE, place))?,
            n_groups,
            seconds,
            lengths,
            groups,
        })
    }

    fn second(&self, index: usize) -> u16 {
        unit_at(self.seconds, 2 * index)
    }

    fn length(&self, index: usize) -> u16 {
        unit_at(self.lengths, 2 * index)
    }

    fn group(&self, second: u16) -> Option<&'static [u8]> {
        let (mut low, mut high) = (0, self.n_groups);
        while low < high {
            let middle = low.midpoint(high);
            if self.second(middle) < second {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if low == self.n_groups || self.second(low) != second {
            return None;
        }
        let place: usize = (0..low).map(|index| usize::from(self.length(index))).sum();
        self.groups
            .get(place..place + usize::from(self.length(low)))
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

/// The words of a group: their frequencies and what follows the second
/// character.
fn entries(mut group: &[u8]) -> impl Iterator<Item = (u32, &[u8])> {
    std::iter::from_fn(move || {
        let (n_further, mut rest) = group.split_first()?;
        let (mut frequency, mut shift) = (0, 0);
        loop {
            let (byte, behind) = rest.split_first()?;
            rest = behind;
            frequency |= u32::from(byte & 0x7f).checked_shl(shift)?;
            shift += 7;
            if byte & 0x80 == 0 {
                break;
            }
        }
        let (further, rest) = rest.split_at_checked(2 * usize::from(*n_further))?;
        group = rest;
        Some((frequency, further))
    })
}

fn decoded(units: &[u8]) -> impl Iterator<Item = char> {
    let units = units.chunks_exact(2);
    units.filter_map(|bytes| character(unit_at(bytes, 0)))
}

fn n_entries() -> usize {
    number_at(FILE, ENTRIES - 4) as usize
}

fn unit_at(bytes: &[u8], place: usize) -> u16 {
    let bytes = bytes.get(place..).and_then(<[u8]>::first_chunk);
    bytes.map_or(0, |bytes| u16::from_le_bytes(*bytes))
}

fn number_at(bytes: &[u8], place: usize) -> u32 {
    let bytes = bytes.get(place..).and_then(<[u8]>::first_chunk);
    bytes.map_or(0, |bytes| u32::from_le_bytes(*bytes))
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
            found.push(word.to_owned())
        });
        assert!(found.contains(&"核武器".to_owned()), "{found:?}");
        assert!(
            found.iter().all(|word| word.starts_with("核武")),
            "{found:?}"
        );
    }
}
