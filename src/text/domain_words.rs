//! The words that a model adds to jieba's, with their frequencies.

use jieba_rs::Jieba;

use super::lexicon;

/// The frequencies that jieba suggests for these words, each of which is added
/// to its dictionary before it is asked for the next.
pub(super) fn suggest_frequencies(words: &[String]) -> Vec<u32> {
    if words.is_empty() {
        return Vec::new();
    }
    let mut jieba = Jieba::empty();
    lexicon::for_all_words(|_| true, &mut |word, frequency| {
        jieba.add_word(word, Some(frequency as usize), None);
    });
    words
        .iter()
        .map(|word| u32::try_from(jieba.add_word(word, None, None)).unwrap_or(u32::MAX))
        .collect()
}

/// Whether jieba can add these frequencies to those of its dictionary: it adds
/// that of a word twice for a moment.
pub(super) fn can_be_summed(frequencies: &[u32]) -> bool {
    let sum: u64 = frequencies.iter().copied().map(u64::from).sum();
    usize::try_from(2 * (sum + lexicon::total())).is_ok()
}

/// Words and their frequencies, sorted; they take the place of the same words
/// in jieba's dictionary.
pub(super) struct DomainWords {
    words: Vec<(Box<str>, u32)>,
}

impl DomainWords {
    /// Of words that are there several times the last counts.
    pub(super) fn new(words: &[String], frequencies: &[u32]) -> Self {
        let mut words: Vec<(Box<str>, u32)> = words
            .iter()
            .zip(frequencies)
            .filter(|(word, _)| !word.is_empty())
            .map(|(word, frequency)| (word.as_str().into(), *frequency))
            .collect();
        words.sort_by(|a, b| a.0.cmp(&b.0));
        words.dedup_by(|later, earlier| {
            let same = later.0 == earlier.0;
            if same {
                earlier.1 = later.1;
            }
            same
        });
        Self { words }
    }

    /// The sum of the frequencies of these words and of all others in jieba's
    /// dictionary.
    pub(super) fn total(&self) -> u64 {
        let added: u64 = self
            .words
            .iter()
            .map(|(_, frequency)| u64::from(*frequency))
            .sum();
        let replaced: u64 = self
            .words
            .iter()
            .filter_map(|(word, _)| lexicon::frequency(word))
            .map(u64::from)
            .sum();
        lexicon::total() + added - replaced
    }

    /// The words that begin with these characters.
    pub(super) fn beginning_with(&self, prefix: &str) -> &[(Box<str>, u32)] {
        let start = self.words.partition_point(|(word, _)| &**word < prefix);
        let words = &self.words[start..];
        let begin = words
            .iter()
            .take_while(|(word, _)| word.starts_with(prefix));
        &words[..begin.count()]
    }

    pub(super) fn contains(&self, word: &str) -> bool {
        self.words
            .binary_search_by(|(other, _)| (**other).cmp(word))
            .is_ok()
    }

    /// All words.
    pub(super) fn all(&self) -> &[(Box<str>, u32)] {
        &self.words
    }
}
