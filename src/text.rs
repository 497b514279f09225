//! From text to tokens: clauses, normal forms, words and character n-grams.

mod analysis;
mod clauses;
mod han;
mod normalize;
mod terms;
mod words;

pub use analysis::Analysis;
pub use clauses::clauses;
pub(crate) use normalize::is_han;
pub use normalize::normalize;
pub use terms::{Term, TermKind, TermNumbers};
pub use words::Stemming;

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use han::HanSegmenter;

/// Which terms a text is made of. The whole of it is kept in the model file,
/// so that a model reads a text the same way everywhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TokenizerParams {
    /// Words: of Han text as jieba segments it, of other scripts by Unicode's
    /// word boundaries.
    pub words: bool,
    /// Pairs of words that follow each other within a clause.
    pub word_pairs: bool,
    /// The shortest character n-gram of Han text, in characters; 0 for none.
    pub shortest_characters: usize,
    /// The longest character n-gram of Han text, in characters; 0 for none.
    pub longest_characters: usize,
    /// Whether jieba guesses words that are not in its dictionary by its
    /// hidden Markov model.
    pub hidden_markov_model: bool,
    /// How words of Latin script are reduced to stems. Cyrillic and Arabic
    /// words are stemmed as Russian and Arabic unless this is `none`.
    pub stemming: Stemming,
    /// Words that jieba is to know beyond its own dictionary.
    pub dictionary: Vec<String>,
}

impl Default for TokenizerParams {
    fn default() -> Self {
        Self {
            words: true,
            word_pairs: true,
            shortest_characters: 1,
            longest_characters: 2,
            hidden_markov_model: false,
            stemming: Stemming::English,
            dictionary: Vec::new(),
        }
    }
}

impl TokenizerParams {
    /// Checks the values and makes a tokenizer.
    ///
    /// # Errors
    ///
    /// When no kind of term is on, or the lengths of character n-grams are out
    /// of order or beyond 8.
    pub fn build(self) -> Result<Tokenizer> {
        let (shortest, longest) = (self.shortest_characters, self.longest_characters);
        if longest > 8 || shortest > longest || (shortest == 0) != (longest == 0) {
            return Err(Error::parameter(
                "the range of character n-grams",
                format!("{shortest}-{longest}"),
                "two lengths from 1 to 8, the shorter first, or 0-0 for none",
            ));
        }
        if !self.words && !self.word_pairs && longest == 0 {
            return Err(Error::parameter(
                "the tokenizer",
                "without words, word pairs and character n-grams",
                "with at least one of them",
            ));
        }
        Ok(Tokenizer {
            params: self,
            segmenter: OnceLock::new(),
        })
    }
}

/// Turns texts into terms.
///
/// ```
/// use thematic::text::{Analysis, TokenizerParams};
/// let tokenizer = TokenizerParams::default().build()?;
/// let mut analysis = Analysis::default();
/// tokenizer.analyze("打擊恐怖主義，Ｃooperating States", &mut analysis);
/// let words: Vec<&str> = analysis.words().collect();
/// assert_eq!(words, ["打击", "恐怖主义", "cooper", "state"]);
/// # Ok::<(), thematic::Error>(())
/// ```
#[derive(Debug)]
pub struct Tokenizer {
    params: TokenizerParams,
    /// Built when the first Han text comes: other texts need not wait for it.
    segmenter: OnceLock<HanSegmenter>,
}

impl Tokenizer {
    /// The configuration.
    pub fn params(&self) -> &TokenizerParams {
        &self.params
    }

    /// Splits a text into clauses and tokens. `analysis` is overwritten; reuse
    /// one to save allocations.
    pub fn analyze(&self, text: &str, analysis: &mut Analysis) {
        analysis.fill(text, self);
    }

    fn segmenter(&self) -> &HanSegmenter {
        self.segmenter
            .get_or_init(|| HanSegmenter::new(&self.params))
    }
}

impl Clone for Tokenizer {
    fn clone(&self) -> Self {
        Self {
            params: self.params.clone(),
            segmenter: OnceLock::new(),
        }
    }
}
