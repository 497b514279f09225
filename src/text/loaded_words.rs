//! A jieba whose dictionary grows with the texts that it meets.

use jieba_rs::Jieba;
use rustc_hash::FxHashSet;

use super::domain_words::DomainWords;
use super::lexicon;
use super::normalize::is_han;

/// Texts with more different pairs of characters than this need so much of the
/// dictionary that all of it is loaded.
const MOST_PAIRS: usize = 60_000;

/// Stands for all words that are not loaded: jieba weighs a word by its share of
/// the sum of all frequencies. No text that is segmented holds it.
const FILLER: &str = "\0";

/// The words that have been loaded. Which of them jieba knows makes no
/// difference to texts that hold no others.
pub(super) struct LoadedWords {
    jieba: Jieba,
    /// The pairs of characters whose words are loaded; `None` when all are.
    pairs: Option<FxHashSet<u64>>,
    /// The sum of the frequencies of all words, and of those that are loaded.
    total: u64,
    loaded: u64,
}

impl LoadedWords {
    pub(super) fn new(domain: &DomainWords) -> Self {
        Self {
            jieba: Jieba::empty(),
            pairs: Some(FxHashSet::default()),
            total: domain.total(),
            loaded: 0,
        }
    }

    pub(super) fn jieba(&self) -> &Jieba {
        &self.jieba
    }

    /// Whether all words that can occur in a text are loaded.
    pub(super) fn covers(&self, form: &str) -> bool {
        self.pairs.as_ref().is_none_or(|loaded| {
            pairs(form).all(|(first, second)| loaded.contains(&key(first, second)))
        })
    }

    /// Loads the words that can occur in a text.
    pub(super) fn load(&mut self, form: &str, domain: &DomainWords) {
        for (first, second) in pairs(form) {
            self.load_pair(first, None, domain);
            if second.is_some() {
                self.load_pair(first, second, domain);
            }
        }
        if self
            .pairs
            .as_ref()
            .is_some_and(|pairs| pairs.len() > MOST_PAIRS)
        {
            self.load_all(domain);
        }
        let left = self.total.saturating_sub(self.loaded);
        self.jieba.add_word(FILLER, Some(left as usize), None);
    }

    /// Loads the words that begin with two characters, or the word of one
    /// character where there is no second.
    fn load_pair(&mut self, first: char, second: Option<char>, domain: &DomainWords) {
        let is_new = |pairs: &mut FxHashSet<u64>| pairs.insert(key(first, second));
        if !self.pairs.as_mut().is_some_and(is_new) {
            return;
        }
        let prefix: String = [Some(first), second].into_iter().flatten().collect();
        let mut theirs = domain.beginning_with(&prefix);
        if second.is_none() {
            // Longer words come with their second character.
            let alone = theirs.first().is_some_and(|(word, _)| **word == *prefix);
            theirs = &theirs[..usize::from(alone)];
        }
        lexicon::for_each_word(first, second, &mut |word, frequency| {
            if theirs
                .binary_search_by(|(other, _)| (**other).cmp(word))
                .is_err()
            {
                self.add(word, frequency);
            }
        });
        for (word, frequency) in theirs {
            self.add(word, *frequency);
        }
    }

    fn load_all(&mut self, domain: &DomainWords) {
        self.pairs = None;
        // Words that are there already are only given their frequency again.
        self.loaded = 0;
        lexicon::for_all_words(is_han, &mut |word, frequency| {
            if !domain.contains(word) {
                self.add(word, frequency);
            }
        });
        for (word, frequency) in domain
            .all()
            .iter()
            .filter(|(word, _)| word.starts_with(is_han))
        {
            self.add(word, *frequency);
        }
    }

    fn add(&mut self, word: &str, frequency: u32) {
        self.jieba.add_word(word, Some(frequency as usize), None);
        self.loaded += u64::from(frequency);
    }
}

/// The Han characters of a text, each with that behind it where it is Han, too.
fn pairs(form: &str) -> impl Iterator<Item = (char, Option<char>)> {
    let mut characters = form.chars().peekable();
    std::iter::from_fn(move || {
        let first = characters.by_ref().find(|character| is_han(*character))?;
        Some((
            first,
            characters.peek().copied().filter(|next| is_han(*next)),
        ))
    })
}

fn key(first: char, second: Option<char>) -> u64 {
    u64::from(first) << 32 | second.map_or(0, u64::from)
}
