//! Words of Han text, by jieba with the words of the domain.

use std::fmt;
use std::ops::Range;

use jieba_rs::Jieba;

use super::TokenizerParams;

/// Longer runs of Han characters without any mark are cut: jieba's memory
/// grows with the run, and no sentence is that long.
const LONGEST_RUN: usize = 3 * 512;

pub(super) struct HanSegmenter {
    jieba: Jieba,
    hidden_markov_model: bool,
}

impl HanSegmenter {
    pub(super) fn new(params: &TokenizerParams) -> Self {
        let mut jieba = Jieba::new();
        for word in &params.dictionary {
            jieba.add_word(word, None, None);
        }
        Self {
            jieba,
            hidden_markov_model: params.hidden_markov_model,
        }
    }

    /// Calls `each` with the byte range of every word of a run of Han
    /// characters, in order.
    pub(super) fn segment(&self, run: &str, mut each: impl FnMut(Range<usize>)) {
        let mut start = 0;
        while start < run.len() {
            let mut end = (start + LONGEST_RUN).min(run.len());
            while !run.is_char_boundary(end) {
                end -= 1;
            }
            for token in self.jieba.cut(&run[start..end], self.hidden_markov_model) {
                each(start + token.byte_start..start + token.byte_end);
            }
            start = end;
        }
    }
}

impl fmt::Debug for HanSegmenter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HanSegmenter")
            .field("hidden_markov_model", &self.hidden_markov_model)
            .finish_non_exhaustive()
    }
}
