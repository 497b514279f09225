//! Words divided at the end of a line: which keep their hyphen.
//!
//! In this order:
//!
//! 1. before a capital or a digit, and in a word with another hyphen, the
//!    hyphen stays: `Secretary-General`, `COVID-19`, `state-of-the-art`;
//! 2. the form that occurs more often elsewhere in the document is right;
//! 3. after a first part that forms compounds the hyphen stays, unless the
//!    second part is known to be joined: `counter-terrorism`, `counterpart`;
//!    after first parts that are mostly joined it stays only before second
//!    parts known to keep it: `cooperation`, `co-chair`; and it stays before
//!    last parts of compounds: `conflict-related`;
//! 4. between two words of the document it stays, `market-watch`, unless the
//!    first is one that is joined: `furthermore`;
//! 5. every other word is joined.

use std::collections::HashMap;

use super::edges::{Beginning, Ending, is_hyphen};
use super::lines::Line;

/// First parts that keep the hyphen, and how the second parts begin that lose
/// it all the same.
const COMPOUNDING: [(&str, &[&str]); 27] = [
    ("anti", &["cipat", "quit", "dote", "biotic", "bod"]),
    ("contre", &["fa", "ven", "bal", "di"]),
    (
        "counter",
        &["part", "feit", "act", "measure", "balanc", "sign"],
    ),
    ("cross", &["ing", "road"]),
    ("full", &[]),
    ("good", &["ness"]),
    ("half", &["way"]),
    ("high", &["light", "est", "way", "lands"]),
    ("large", &[]),
    ("long", &["est", "itud", "ing"]),
    ("low", &["est", "land"]),
    ("mid", &["dle", "day", "night", "wi"]),
    ("multi", &["lateral", "pl", "tud", "national"]),
    ("non", &["sens"]),
    ("post", &["pon", "age", "script"]),
    ("quasi", &[]),
    ("self", &["less", "ish"]),
    ("semi", &["nar"]),
    ("short", &["age", "est", "en", "fall", "coming"]),
    ("small", &["est", "holder"]),
    ("socio", &["log"]),
    (
        "sub",
        &[
            "ject", "mi", "sequen", "stan", "sid", "sist", "due", "urb", "scri", "vers", "merg",
            "poena", "stitut", "trac", "tl",
        ],
    ),
    ("vice", &["roy"]),
    ("well", &["ness", "being"]),
    ("военно", &["служащ", "пленн", "обязан"]),
    ("северо", &["атлант"]),
    ("социально", &[]),
];

/// How the second parts begin that keep the hyphen after a first part that
/// mostly loses it.
const HYPHENATED: [(&str, &[&str]); 7] = [
    (
        "co",
        &[
            "chair",
            "sponsor",
            "author",
            "facilitat",
            "lead",
            "host",
            "found",
            "president",
            "locat",
            "signator",
            "defendant",
            "exist",
        ],
    ),
    ("ex", &["combatant", "president", "officio", "ante", "post"]),
    (
        "inter",
        &[
            "agency",
            "agencies",
            "communal",
            "community",
            "ethnic",
            "faith",
            "religious",
            "korean",
            "american",
            "clan",
            "tribal",
            "institutional",
            "sessional",
            "parliamentary",
            "party",
        ],
    ),
    ("pre", &["trial", "election", "conflict", "deployment"]),
    (
        "re",
        &[
            "elect",
            "establish",
            "entry",
            "enter",
            "examin",
            "engag",
            "emerg",
            "export",
            "use",
        ],
    ),
    ("so", &["called"]),
    (
        "по",
        &[
            "прежнему",
            "видимому",
            "моему",
            "нашему",
            "своему",
            "новому",
            "разному",
            "иному",
            "другому",
        ],
    ),
];

/// Last parts of compounds, which keep the hyphen after four letters or more.
const LAST_PARTS: [&str; 62] = [
    "affected",
    "armed",
    "based",
    "bearing",
    "being",
    "building",
    "called",
    "centred",
    "changing",
    "contributing",
    "disaggregated",
    "down",
    "driven",
    "driving",
    "effective",
    "effectiveness",
    "enabled",
    "fact",
    "finding",
    "free",
    "friendly",
    "funded",
    "general",
    "governmental",
    "grade",
    "held",
    "income",
    "induced",
    "led",
    "level",
    "like",
    "long",
    "made",
    "making",
    "mentioned",
    "mounted",
    "needed",
    "neutral",
    "off",
    "only",
    "oriented",
    "либо",
    "нибудь",
    "owned",
    "party",
    "raising",
    "rate",
    "related",
    "responsive",
    "rich",
    "saving",
    "scale",
    "sensitive",
    "sharing",
    "sized",
    "specific",
    "standing",
    "supported",
    "term",
    "tolerance",
    "up",
    "wide",
];

/// First parts of numbers and ordinals that keep the hyphen.
const TENS: [&str; 8] = [
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
];

/// Words that join with another one without a hyphen.
const JOINING: [&str; 40] = [
    "after", "any", "back", "can", "every", "fore", "frame", "further", "here", "how", "in",
    "land", "life", "may", "more", "net", "never", "news", "no", "none", "not", "note", "off",
    "on", "other", "out", "over", "some", "them", "there", "through", "to", "under", "up", "what",
    "when", "where", "who", "with", "work",
];

/// Words after which a hyphen hangs in the air: `short- and long-term`.
const SUSPENDING: [&str; 6] = ["and", "or", "to", "et", "ou", "и"];

/// Words in the middle of a compound such as `state-of-the-art`.
const MIDDLE_PARTS: [&str; 9] = ["a", "and", "by", "in", "of", "on", "the", "to", "à"];

/// What stands between two lines that may have been one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Division {
    /// The hyphen goes: `cooperation`.
    Joined,
    /// The hyphen stays: `long-term`.
    Hyphenated,
    /// The hyphen stays, and a space follows it: `short- and long-term`.
    Suspended,
}

/// How often the words that lines divide occur undivided.
#[derive(Debug, Default)]
pub(super) struct Hyphens {
    occurrences: HashMap<String, usize>,
}

impl Hyphens {
    /// Counts the words of `lines` that any pair of them divides.
    pub(super) fn of(lines: &[Line]) -> Self {
        let mut hyphens = Self::default();
        for (line, next) in lines.iter().zip(lines.iter().skip(1)) {
            if let Some((first, second)) = parts(line, next) {
                let second = head(&second);
                hyphens.occurrences.insert(format!("{first}{second}"), 0);
                hyphens.occurrences.insert(format!("{first}-{second}"), 0);
                hyphens.occurrences.insert(second.to_owned(), 0);
                hyphens.occurrences.insert(first, 0);
            }
        }
        if !hyphens.occurrences.is_empty() {
            for line in lines {
                hyphens.count(line);
            }
        }
        hyphens
    }

    /// Counts the words of a line, but for those at its edges that may be
    /// parts of words. A compound counts as a whole and in its parts.
    fn count(&mut self, line: &Line) {
        let text = match line.ending {
            Ending::Hyphen => line.text.rsplit_once(' ').map_or("", |(text, _)| text),
            _ => &line.text,
        };
        let text = match line.beginning {
            Beginning::Small => text
                .split_once(|c: char| !is_word(c))
                .map_or("", |(_, text)| text),
            _ => text,
        };
        for word in text.split(|c: char| !is_word(c)) {
            let word = normal(word);
            self.count_word(&word);
            if word.contains('-') {
                word.split('-').for_each(|part| self.count_word(part));
            }
        }
    }

    fn count_word(&mut self, word: &str) {
        if let Some(count) = self.occurrences.get_mut(word) {
            *count += 1;
        }
    }

    /// What becomes of the hyphen that `line` ends with, before `next`.
    pub(super) fn division(&self, line: &Line, next: &Line) -> Division {
        let Some((first, second)) = parts(line, next) else {
            return Division::Hyphenated;
        };
        let middle = second != head(&second) && MIDDLE_PARTS.contains(&head(&second));
        if SUSPENDING.contains(&second.as_str()) {
            Division::Suspended
        } else if middle || first.contains('-') || self.keeps_hyphen(&first, head(&second)) {
            Division::Hyphenated
        } else {
            Division::Joined
        }
    }

    fn keeps_hyphen(&self, first: &str, second: &str) -> bool {
        let joined = self.occurrences(&format!("{first}{second}"));
        let hyphenated = self.occurrences(&format!("{first}-{second}"));
        if joined == hyphenated {
            is_compound(first, second) || self.are_words(first, second)
        } else {
            hyphenated > joined
        }
    }

    /// Whether both parts are words of the document that a hyphen may part.
    /// Words at the edges of lines may be parts themselves, and short parts
    /// are words by chance.
    fn are_words(&self, first: &str, second: &str) -> bool {
        let is_word = |word: &str| word.chars().count() >= 3 && self.occurrences(word) > 0;
        is_word(first) && is_word(second) && !JOINING.contains(&first)
    }

    fn occurrences(&self, word: &str) -> usize {
        self.occurrences.get(word).copied().unwrap_or(0)
    }
}

/// The parts of the word that `line` and `next` may divide: letters before
/// the hyphen, and after it a small letter.
fn parts(line: &Line, next: &Line) -> Option<(String, String)> {
    if line.ending != Ending::Hyphen {
        return None;
    }
    let stem = line.text.trim_end_matches(is_hyphen);
    let first = stem.rsplit(|c: char| !is_word(c)).next()?;
    let second = next.text.split(|c: char| !is_word(c)).next()?;
    let divides = first.ends_with(char::is_alphabetic) && second.starts_with(char::is_lowercase);
    divides.then(|| (normal(first), normal(second)))
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || is_hyphen(c)
}

/// The word in small letters, with one kind of hyphen and none at its ends.
fn normal(word: &str) -> String {
    word.trim_matches(is_hyphen)
        .to_lowercase()
        .replace('\u{2010}', "-")
}

/// The part of a word before its first hyphen.
fn head(word: &str) -> &str {
    word.split('-').next().unwrap_or(word)
}

/// Whether the lists of parts say that the word is a compound.
fn is_compound(first: &str, second: &str) -> bool {
    let begins = |parts: &[&str]| parts.iter().any(|part| second.starts_with(part));
    let is_first = |(known, _): &&(&str, &[&str])| *known == first;
    COMPOUNDING
        .iter()
        .find(is_first)
        .is_some_and(|(_, joined)| !begins(joined))
        || HYPHENATED
            .iter()
            .find(is_first)
            .is_some_and(|(_, kept)| begins(kept))
        || (first.chars().count() >= 4 && LAST_PARTS.contains(&second))
        || TENS.contains(&first)
}

#[cfg(test)]
mod tests {
    use super::super::lines::split;
    use super::*;

    fn division(text: &str) -> Division {
        let lines = split(text);
        Hyphens::of(&lines).division(&lines[0], &lines[1])
    }

    #[test]
    fn divided_words_are_joined() {
        for text in [
            "coopera-\ntion",
            "counter-\nparts",
            "inter-\nnational",
            "co-\noperation",
            "re-\nsponse",
            "sub-\nmitted",
            "coopera-\ntion-related",
            "coopé-\nration",
            "безопас-\nность",
        ] {
            assert_eq!(division(text), Division::Joined, "{text}");
        }
    }

    #[test]
    fn compounds_keep_their_hyphen() {
        for text in [
            "long-\nterm",
            "counter-\nterrorism",
            "sub-\nregional",
            "Secretary-\nGeneral",
            "COVID-\n19",
            "state-of-the-\nart",
            "state-\nof-the-art",
            "co-\nchairs",
            "inter-\nagency",
            "conflict-\nrelated",
            "социально-\nэкономического",
        ] {
            assert_eq!(division(text), Division::Hyphenated, "{text}");
        }
    }

    #[test]
    fn two_words_of_the_document_keep_their_hyphen() {
        let text = "a market-\nwatch is\nNot the watch but the market furthers";
        assert_eq!(division(text), Division::Hyphenated);
        let text = "Further-\nmore we\nWant more and go further now";
        assert_eq!(division(text), Division::Joined);
    }

    #[test]
    fn a_hyphen_before_and_hangs_in_the_air() {
        assert_eq!(division("short-\nand long-term"), Division::Suspended);
    }

    #[test]
    fn the_form_that_occurs_elsewhere_is_right() {
        assert_eq!(
            division("sub-\nregional bodies\nSubregional offices"),
            Division::Joined
        );
        assert_eq!(
            division("cease-\nfire lines\nA cease-fire"),
            Division::Hyphenated
        );
    }
}
