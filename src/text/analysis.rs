//! A text taken apart: its clauses, their tokens, and the terms these form.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::han::Segmentation;
use super::normalize::{is_han, normalize};
use super::words::stem;
use super::{Tokenizer, clauses};

/// A text taken apart by [`Tokenizer::analyze`].
#[derive(Debug, Clone, Default)]
pub struct Analysis {
    /// All clauses in normal form, one after the other.
    form: String,
    /// Stems that differ from the words, one after the other.
    stems: String,
    tokens: Vec<Token>,
    /// Stretches of Han characters in `form`.
    runs: Vec<Range<usize>>,
    clauses: Vec<Clause>,
}

#[derive(Debug, Clone)]
struct Token {
    /// The place in the normal form.
    form: Range<usize>,
    /// The place of the stem, where it is not the word itself.
    stem: Option<Range<usize>>,
    /// Whether nothing but a space or hyphen is between this token and the one
    /// before it in the clause.
    follows: bool,
}

#[derive(Debug, Clone)]
struct Clause {
    source: Range<usize>,
    form: Range<usize>,
    tokens: Range<usize>,
    runs: Range<usize>,
}

impl Analysis {
    /// The number of clauses.
    pub fn n_clauses(&self) -> usize {
        self.clauses.len()
    }

    /// The byte range of a clause in the text that was analysed.
    pub fn source(&self, clause: usize) -> Range<usize> {
        self.clauses[clause].source.clone()
    }

    /// The number of characters of the normal form.
    pub fn n_characters(&self) -> usize {
        self.form.chars().count()
    }

    /// All words (or stems) in order.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.tokens.iter().map(|token| self.word(token))
    }

    /// The words of a clause, and whether each follows the one before it with
    /// nothing but a space or hyphen between.
    #[inline]
    pub(super) fn words_of(&self, clause: usize) -> impl Iterator<Item = (&str, bool)> {
        let tokens = &self.tokens[self.clauses[clause].tokens.clone()];
        tokens.iter().map(|token| (self.word(token), token.follows))
    }

    /// The stretches of Han characters of a clause.
    #[inline]
    pub(super) fn runs_of(&self, clause: usize) -> impl Iterator<Item = &str> {
        let runs = &self.runs[self.clauses[clause].runs.clone()];
        runs.iter().map(|run| &self.form[run.clone()])
    }

    /// Appends the form that glossary terms are looked up in: Han text and
    /// marks as they are, every other word between two U+001F, no spaces and
    /// hyphens.
    /// `starts` receives the place where each clause begins.
    pub(crate) fn match_form(&self, form: &mut String, starts: &mut Vec<usize>, text: &str) {
        starts.clear();
        let mut source_end = 0;
        for clause in &self.clauses {
            // The marks between clauses are part of some terms.
            let between = &text[source_end..clause.source.start];
            if source_end > 0 {
                push_marks(form, between);
            }
            source_end = clause.source.end;
            starts.push(form.len());
            let mut place = clause.form.start;
            for token in &self.tokens[clause.tokens.clone()] {
                push_marks(form, &self.form[place..token.form.start]);
                place = token.form.end;
                let word = self.word(token);
                if word.starts_with(is_han) {
                    form.push_str(word);
                } else {
                    form.push('\u{1f}');
                    form.push_str(word);
                    form.push('\u{1f}');
                }
            }
            push_marks(form, &self.form[place..clause.form.end]);
        }
    }

    fn word(&self, token: &Token) -> &str {
        match &token.stem {
            Some(stem) => &self.stems[stem.clone()],
            None => &self.form[token.form.clone()],
        }
    }

    pub(super) fn fill(&mut self, text: &str, tokenizer: &Tokenizer, segmented: bool) {
        self.form.clear();
        self.stems.clear();
        self.tokens.clear();
        self.runs.clear();
        self.clauses.clear();
        for source in clauses(text) {
            let start = self.form.len();
            normalize(&text[source.clone()], &mut self.form);
            self.clauses.push(Clause {
                source,
                form: start..self.form.len(),
                tokens: 0..0,
                runs: 0..0,
            });
        }
        let form = std::mem::take(&mut self.form);
        let segmentation =
            (segmented && form.contains(is_han)).then(|| tokenizer.segmenter().prepare(&form));
        for place in 0..self.clauses.len() {
            let (tokens, runs) = (self.tokens.len(), self.runs.len());
            let clause = self.clauses[place].form.clone();
            self.tokenize(&form, clause, tokenizer, segmentation.as_ref());
            self.clauses[place].tokens = tokens..self.tokens.len();
            self.clauses[place].runs = runs..self.runs.len();
        }
        self.form = form;
    }

    fn tokenize(
        &mut self,
        form: &str,
        clause: Range<usize>,
        tokenizer: &Tokenizer,
        segmentation: Option<&Segmentation<'_>>,
    ) {
        let first = self.tokens.len();
        let mut place = clause.start;
        while place < clause.end {
            let rest = &form[place..clause.end];
            let han = rest.starts_with(is_han);
            let length = rest
                .find(|character| is_han(character) != han)
                .unwrap_or(rest.len());
            let stretch = place..place + length;
            if han {
                self.push_han(form, stretch, segmentation);
            } else {
                self.push_words(form, stretch, tokenizer);
            }
            place += length;
        }
        let mut end = clause.start;
        for token in &mut self.tokens[first..] {
            let gap = &form[end..token.form.start];
            token.follows = end > clause.start && matches!(gap, "" | " " | "-" | "\u{2010}");
            end = token.form.end;
        }
    }

    fn push_han(&mut self, form: &str, run: Range<usize>, segmentation: Option<&Segmentation<'_>>) {
        let whole = |range: Range<usize>| Token {
            form: run.start + range.start..run.start + range.end,
            stem: None,
            follows: false,
        };
        if let Some(segmentation) = segmentation {
            let tokens = &mut self.tokens;
            segmentation.segment(&form[run.clone()], |word| tokens.push(whole(word)));
        } else {
            self.tokens.push(whole(0..run.len()));
        }
        self.runs.push(run);
    }

    fn push_words(&mut self, form: &str, stretch: Range<usize>, tokenizer: &Tokenizer) {
        for (place, word) in form[stretch.clone()].unicode_word_indices() {
            let stemmed = stem(word, tokenizer.params().stemming);
            let stem = (stemmed != word).then(|| {
                let start = self.stems.len();
                self.stems.push_str(&stemmed);
                start..self.stems.len()
            });
            let start = stretch.start + place;
            self.tokens.push(Token {
                form: start..start + word.len(),
                stem,
                follows: false,
            });
        }
    }
}

fn push_marks(form: &mut String, marks: &str) {
    if marks.is_empty() {
        return;
    }
    let mut normal = String::new();
    normalize(marks, &mut normal);
    // A hyphen is written or not: "peace-keeping", "peace keeping".
    form.extend(
        normal
            .chars()
            .filter(|mark| !matches!(mark, ' ' | '-' | '\u{2010}')),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{TermKind, TokenizerParams};

    fn terms(text: &str, params: &TokenizerParams) -> Vec<String> {
        let tokenizer = params.clone().build().unwrap();
        let mut analysis = Analysis::default();
        tokenizer.analyze(text, &mut analysis);
        let mut found = Vec::new();
        for clause in 0..analysis.n_clauses() {
            analysis.for_each_term(clause, params, |term| {
                found.push(term.text.to_owned());
                true
            });
        }
        found
    }

    fn only(words: bool, word_pairs: bool, characters: (usize, usize)) -> TokenizerParams {
        TokenizerParams {
            words,
            word_pairs,
            shortest_characters: characters.0,
            longest_characters: characters.1,
            ..TokenizerParams::default()
        }
    }

    #[test]
    fn character_ngrams_stay_within_their_run() {
        assert_eq!(
            terms("边界、安全2国", &only(false, false, (1, 2))),
            ["边", "边界", "界", "安", "安全", "全", "国"]
        );
    }

    #[test]
    fn word_pairs_stay_within_their_clause_and_cross_hyphens() {
        assert_eq!(
            terms(
                "illicit arms, counter-terrorism (aims)",
                &only(false, true, (0, 0))
            ),
            ["illicit arm", "counter terror"]
        );
    }

    #[test]
    fn what_contains_an_unknown_term_is_left_out() {
        let params = only(true, true, (1, 3));
        let tokenizer = params.clone().build().unwrap();
        let mut analysis = Analysis::default();
        tokenizer.analyze("small arms trade, 甲乙丙", &mut analysis);
        let mut found = Vec::new();
        for clause in 0..analysis.n_clauses() {
            analysis.for_each_term(clause, &params, |term| {
                // How jieba divides the Han characters does not matter here.
                if term.kind == TermKind::Characters || term.text.is_ascii() {
                    found.push(term.text.to_owned());
                }
                !["small", "甲乙"].contains(&term.text)
            });
        }
        assert_eq!(
            found,
            [
                "small",
                "arm",
                "trade",
                "arm trade",
                "甲",
                "甲乙",
                "乙",
                "乙丙",
                "丙"
            ]
        );
    }

    #[test]
    fn words_of_the_dictionary_are_whole() {
        let mut params = only(true, false, (0, 0));
        let text = "轻小武器库存";
        assert_ne!(terms(text, &params)[0], "轻小武器");
        params.dictionary = vec!["轻小武器".to_owned()];
        assert_eq!(terms(text, &params), ["轻小武器", "库存"]);
    }

    #[test]
    fn the_match_form_keeps_marks_and_fences_words() {
        let tokenizer = TokenizerParams::default().build().unwrap();
        let mut analysis = Analysis::default();
        let text = "《1961年公约》、 small arms";
        tokenizer.analyze(text, &mut analysis);
        let (mut form, mut starts) = (String::new(), Vec::new());
        analysis.match_form(&mut form, &mut starts, text);
        assert_eq!(
            form,
            "《\u{1f}1961\u{1f}年公约》、\u{1f}small\u{1f}\u{1f}arm\u{1f}"
        );
        assert_eq!(starts, [0, form.find("、").unwrap() + "、".len()]);
    }

    #[test]
    fn a_long_run_without_marks_is_read_whole() {
        let text = "安全".repeat(3000);
        let words = terms(&text, &only(true, false, (0, 0)));
        assert_eq!(words.concat(), text);
    }
}
