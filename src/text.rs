//! From text to tokens: clauses, normal forms, words and character n-grams.

mod analysis;
mod clauses;
mod domain_words;
mod han;
mod lexicon;
mod loaded_words;
mod normalize;
mod terms;
mod words;

pub use analysis::Analysis;
pub use clauses::clauses;
pub(crate) use normalize::is_han;
pub use normalize::normalize;
pub use terms::{Term, TermKind, TermNumbers};
pub use words::Stemming;

use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use domain_words::DomainWords;
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
            frequencies: OnceLock::new(),
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
#[derive(Debug, Clone)]
pub struct Tokenizer {
    params: TokenizerParams,
    /// How frequent the segmenter takes each word of the dictionary to be.
    frequencies: OnceLock<Arc<[u32]>>,
    /// Built when the first Han text comes: other texts need not wait for it.
    segmenter: OnceLock<Arc<HanSegmenter>>,
}

impl Tokenizer {
    /// The configuration.
    pub fn params(&self) -> &TokenizerParams {
        &self.params
    }

    /// Splits a text into clauses and tokens. `analysis` is overwritten; reuse
    /// one to save allocations.
    pub fn analyze(&self, text: &str, analysis: &mut Analysis) {
        let segmented = self.params.words || self.params.word_pairs;
        analysis.fill(text, self, segmented);
    }

    /// Appends the form of a glossary term that texts are searched for (see
    /// [`Analysis::match_form`]). It is the same however Han text is segmented,
    /// so that is not done. `analysis` is overwritten.
    pub(crate) fn match_form(&self, term: &str, analysis: &mut Analysis, form: &mut String) {
        analysis.fill(term, self, false);
        analysis.match_form(form, &mut Vec::new(), term);
    }

    /// The frequencies that jieba suggests for the words of the dictionary, in
    /// their order. To find them takes the whole of jieba's own dictionary, so
    /// they are kept in the model file.
    pub(crate) fn word_frequencies(&self) -> &[u32] {
        self.frequencies
            .get_or_init(|| domain_words::suggest_frequencies(&self.params.dictionary).into())
    }

    /// The same, with the frequencies that a model file holds. `None` when they
    /// do not fit the dictionary.
    pub(crate) fn with_word_frequencies(self, frequencies: Vec<u32>) -> Option<Self> {
        let fits = frequencies.len() == self.params.dictionary.len()
            && domain_words::can_be_summed(&frequencies);
        fits.then(|| Self {
            frequencies: OnceLock::from(Arc::from(frequencies)),
            ..self
        })
    }

    fn segmenter(&self) -> &HanSegmenter {
        self.segmenter.get_or_init(|| {
            let words = DomainWords::new(&self.params.dictionary, self.word_frequencies());
            Arc::new(HanSegmenter::new(words, self.params.hidden_markov_model))
        })
    }
}
