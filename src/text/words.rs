//! Words of scripts that put spaces between them, and their stems.

use std::borrow::Cow;

use rust_stemmers::{Algorithm, Stemmer};
use serde::{Deserialize, Serialize};

/// How words of Latin script are reduced to their stems (Snowball).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stemming {
    /// Words of every script stay as they are.
    None,
    /// As English words.
    #[default]
    English,
    /// As French words.
    French,
    /// As Spanish words.
    Spanish,
}

/// The stem of a word in lower case, by the language that its script and the
/// configuration tell.
pub(super) fn stem(word: &str, stemming: Stemming) -> Cow<'_, str> {
    let latin = match stemming {
        Stemming::None => return Cow::Borrowed(word),
        Stemming::English => Algorithm::English,
        Stemming::French => Algorithm::French,
        Stemming::Spanish => Algorithm::Spanish,
    };
    let algorithm = match word.chars().next() {
        // Short words have no ending to lose, and numbers have no stem.
        Some('a'..='z') if word.len() > 2 => latin,
        Some('\u{c0}'..='\u{24f}') => latin,
        Some('\u{400}'..='\u{52f}') => Algorithm::Russian,
        Some('\u{600}'..='\u{6ff}') => Algorithm::Arabic,
        _ => return Cow::Borrowed(word),
    };
    Stemmer::create(algorithm).stem(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_tells_the_language() {
        assert_eq!(stem("trafficking", Stemming::English), "traffick");
        assert_eq!(stem("trafficking", Stemming::None), "trafficking");
        assert_eq!(stem("continuellement", Stemming::French), "continuel");
        assert_eq!(stem("безопасности", Stemming::English), "безопасн");
        assert_eq!(stem("2014", Stemming::English), "2014");
    }
}
