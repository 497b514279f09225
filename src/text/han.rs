//! Words of Han text, by jieba with the words of the domain.

use std::fmt;
use std::ops::Range;
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use super::domain_words::DomainWords;
use super::loaded_words::LoadedWords;

/// Longer runs of Han characters without any mark are cut: jieba's memory
/// grows with the run, and no sentence is that long.
const LONGEST_RUN: usize = 3 * 512;

/// Segments texts, and loads the words for that as texts come.
pub(super) struct HanSegmenter {
    domain: DomainWords,
    loaded: RwLock<LoadedWords>,
    hidden_markov_model: bool,
}

impl HanSegmenter {
    pub(super) fn new(domain: DomainWords, hidden_markov_model: bool) -> Self {
        Self {
            loaded: RwLock::new(LoadedWords::new(&domain)),
            domain,
            hidden_markov_model,
        }
    }

    /// Sees to it that all words which can occur in a text in normal form are
    /// loaded, so that its runs of Han characters can be segmented.
    pub(super) fn prepare(&self, form: &str) -> Segmentation<'_> {
        // Words are only ever added: once loaded, they stay.
        let mut loaded = self.read();
        if !loaded.covers(form) {
            drop(loaded);
            self.loaded
                .write()
                .unwrap_or_else(PoisonError::into_inner)
                .load(form, &self.domain);
            loaded = self.read();
        }
        Segmentation {
            loaded,
            hidden_markov_model: self.hidden_markov_model,
        }
    }

    fn read(&self) -> RwLockReadGuard<'_, LoadedWords> {
        self.loaded.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for HanSegmenter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HanSegmenter")
            .field("hidden_markov_model", &self.hidden_markov_model)
            .finish_non_exhaustive()
    }
}

/// A segmenter that has all words of one text.
pub(super) struct Segmentation<'s> {
    loaded: RwLockReadGuard<'s, LoadedWords>,
    hidden_markov_model: bool,
}

impl Segmentation<'_> {
    /// Calls `each` with the byte range of every word of a run of Han
    /// characters of the text, in order.
    pub(super) fn segment(&self, run: &str, mut each: impl FnMut(Range<usize>)) {
        let mut start = 0;
        while start < run.len() {
            let mut end = (start + LONGEST_RUN).min(run.len());
            while !run.is_char_boundary(end) {
                end -= 1;
            }
            let jieba = self.loaded.jieba();
            for token in jieba.cut(&run[start..end], self.hidden_markov_model) {
                each(start + token.byte_start..start + token.byte_end);
            }
            start = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use jieba_rs::Jieba;
    use proptest::prelude::*;

    use super::super::domain_words::suggest_frequencies;
    use super::super::lexicon;
    use super::super::normalize::{is_han, normalize};
    use super::*;

    /// The runs of Han characters in the Chinese training texts.
    static RUNS: LazyLock<Vec<String>> = LazyLock::new(|| {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/training-data/zh.csv");
        let mut reader = csv::Reader::from_path(file).unwrap();
        let column = reader
            .headers()
            .unwrap()
            .iter()
            .position(|name| name == "text");
        let mut runs = Vec::new();
        for row in reader.records() {
            let mut form = String::new();
            normalize(&row.unwrap()[column.unwrap()], &mut form);
            let found = form.split(|character| !is_han(character));
            runs.extend(found.filter(|run| !run.is_empty()).map(String::from));
        }
        runs
    });

    /// Words of the domain: some are jieba's, some are not, some cannot occur.
    static WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
        let lines = include_str!("../../training-data/dictionary.txt").lines();
        let lines = lines.filter(|line| line.starts_with(is_han));
        let mut words: Vec<String> = lines.map(String::from).collect();
        words.extend(["中国", "中国人民币", "的", "4s店", "\0\0", "一"].map(String::from));
        words
    });

    /// What is to be equalled: all words in jieba from the start.
    static WHOLE: LazyLock<Jieba> = LazyLock::new(|| {
        let mut jieba = Jieba::new();
        for word in WORDS.iter() {
            jieba.add_word(word, None, None);
        }
        jieba
    });

    static FREQUENCIES: LazyLock<Vec<u32>> = LazyLock::new(|| suggest_frequencies(&WORDS));

    fn segmenter(hidden_markov_model: bool) -> HanSegmenter {
        HanSegmenter::new(DomainWords::new(&WORDS, &FREQUENCIES), hidden_markov_model)
    }

    fn words<'r>(segmenter: &HanSegmenter, run: &'r str) -> Vec<&'r str> {
        let mut words = Vec::new();
        segmenter
            .prepare(run)
            .segment(run, |word| words.push(&run[word]));
        words
    }

    fn whole(run: &str, hidden_markov_model: bool) -> Vec<&str> {
        let tokens = WHOLE.cut(run, hidden_markov_model);
        tokens.into_iter().map(|token| token.word).collect()
    }

    #[test]
    fn texts_are_segmented_as_with_the_whole_dictionary() {
        for hidden_markov_model in [false, true] {
            let segmenter = segmenter(hidden_markov_model);
            for run in RUNS.iter() {
                assert_eq!(words(&segmenter, run), whole(run, hidden_markov_model));
            }
        }
    }

    #[test]
    fn neither_order_nor_threads_make_a_difference() {
        let forwards = segmenter(false);
        let backwards = segmenter(false);
        let together = segmenter(false);
        let runs = &RUNS[..RUNS.len().min(4000)];
        for run in runs.iter().rev() {
            words(&backwards, run);
        }
        std::thread::scope(|scope| {
            for part in runs.chunks(runs.len().div_ceil(4)) {
                let together = &together;
                scope.spawn(move || {
                    for run in part {
                        assert_eq!(words(together, run), whole(run, false));
                    }
                });
            }
        });
        for run in runs {
            let expected = words(&forwards, run);
            assert_eq!(words(&backwards, run), expected);
            assert_eq!(words(&together, run), expected);
        }
    }

    /// A word of the dictionary, by any number.
    fn word(number: usize) -> String {
        static ALL: LazyLock<Vec<String>> = LazyLock::new(|| {
            let mut words = WORDS.clone();
            lexicon::for_all_words(is_han, &mut |word, _| words.push(word.to_owned()));
            words.retain(|word| word.chars().all(is_han));
            words
        });
        ALL[number % ALL.len()].clone()
    }

    proptest! {
        #[test]
        fn rows_of_words_and_characters_are_segmented_as_with_the_whole_dictionary(
            parts in prop::collection::vec(
                prop_oneof![any::<usize>().prop_map(word), "[\u{4e00}-\u{9fff}〇\u{20000}]"],
                1..12,
            ),
            hidden_markov_model: bool,
        ) {
            let run = parts.concat();
            prop_assert_eq!(
                words(&segmenter(hidden_markov_model), &run),
                whole(&run, hidden_markov_model)
            );
        }
    }
}
