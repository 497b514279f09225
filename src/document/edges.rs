//! How a line begins and how it ends: what its edges say about whether the
//! sentence goes on.

use super::characters::{is_closer, is_han, is_opener};

/// What stands at the end of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// A mark that ends a sentence, or a clause of its own line: `.` `;` `:`
    /// and their like in every script.
    Terminal,
    /// A comma, after which a sentence goes on and a preambular clause ends.
    Comma,
    /// A letter and a hyphen: perhaps half a word.
    Hyphen,
    /// Anything else: the sentence goes on, or the line is a heading.
    Open,
}

/// What stands at the beginning of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Beginning {
    /// A small letter: the sentence comes from the line before.
    Small,
    /// A capital letter.
    Capital,
    /// A letter of a script without capitals.
    Caseless,
    /// A digit, a bracket or another mark.
    Mark,
}

/// Words that join the last two items of a list, and so stand after the
/// semicolon or comma that ends the item before.
const CONJUNCTIONS: [&str; 8] = ["and", "or", "et", "ou", "y", "o", "и", "или"];

/// The same in Chinese, where they follow the semicolon without a space.
const HAN_CONJUNCTIONS: [&str; 5] = ["以及", "和", "及", "或", "并"];

/// Words that cannot be the last of a heading or paragraph.
const CONNECTING_WORDS: [&str; 67] = [
    "a",
    "against",
    "an",
    "and",
    "are",
    "as",
    "at",
    "be",
    "before",
    "between",
    "by",
    "concerning",
    "dated",
    "de",
    "del",
    "des",
    "du",
    "el",
    "en",
    "entitled",
    "et",
    "for",
    "from",
    "has",
    "have",
    "her",
    "his",
    "in",
    "into",
    "is",
    "its",
    "la",
    "las",
    "le",
    "les",
    "los",
    "of",
    "on",
    "or",
    "par",
    "per",
    "pour",
    "regarding",
    "sur",
    "than",
    "that",
    "the",
    "their",
    "these",
    "this",
    "through",
    "to",
    "under",
    "upon",
    "via",
    "was",
    "were",
    "which",
    "with",
    "within",
    "without",
    "y",
    "в",
    "и",
    "на",
    "о",
    "по",
];

/// How `text`, without spaces at its end, ends.
pub(super) fn ending(text: &str) -> Ending {
    let item = without_conjunction(text);
    let bare = item.trim_end_matches(|c| is_closer(c) || c == ' ');
    match bare.chars().next_back() {
        Some(
            '.' | '!' | '?' | ';' | ':' | '。' | '．' | '！' | '？' | '；' | '：' | '…' | '؟' | '؛'
            | '۔' | '︰',
        ) => Ending::Terminal,
        Some(',' | '，' | '、' | '،') => Ending::Comma,
        Some('-' | '\u{2010}') if bare.len() == text.len() && ends_with_hyphen(text) => {
            Ending::Hyphen
        }
        _ => Ending::Open,
    }
}

/// Whether the last character is a hyphen that hangs on a letter or digit.
fn ends_with_hyphen(text: &str) -> bool {
    let mut backwards = text.chars().rev();
    backwards.next().is_some_and(is_hyphen) && backwards.next().is_some_and(char::is_alphanumeric)
}

/// Whether the character is a hyphen, but not a dash.
pub(super) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}')
}

/// The text before a conjunction that follows a comma or semicolon; the whole
/// text where there is none.
fn without_conjunction(text: &str) -> &str {
    let spaced = CONJUNCTIONS
        .iter()
        .filter_map(|word| text.strip_suffix(word)?.strip_suffix(' '));
    let han = HAN_CONJUNCTIONS
        .iter()
        .filter_map(|word| text.strip_suffix(word));
    spaced
        .chain(han)
        .map(str::trim_end)
        .find(|rest| rest.ends_with([';', ',', '；', '，']))
        .unwrap_or(text)
}

/// How `text`, without spaces at its start, begins. Opening quotation marks
/// are passed over, brackets are not.
pub(super) fn beginning(text: &str) -> Beginning {
    match text
        .trim_start_matches(|c| is_quotation_mark(c) || c == ' ')
        .chars()
        .next()
    {
        Some(c) if c.is_lowercase() => Beginning::Small,
        Some(c) if c.is_uppercase() => Beginning::Capital,
        Some(c) if c.is_alphabetic() => Beginning::Caseless,
        _ => Beginning::Mark,
    }
}

fn is_quotation_mark(c: char) -> bool {
    matches!(c, '“' | '‘' | '"' | '«' | '「' | '『' | '„')
}

/// Whether the text begins with an opening quotation mark.
pub(super) fn begins_quotation(text: &str) -> bool {
    text.starts_with(is_quotation_mark)
}

/// Whether the last word is one that calls for another, as in “Statement by
/// the President of the”.
pub(super) fn ends_with_connecting_word(text: &str) -> bool {
    text.rsplit(' ').next().is_some_and(|word| {
        CONNECTING_WORDS
            .iter()
            .any(|known| word.eq_ignore_ascii_case(known))
    })
}

/// Words that a number follows, as in “shown in table 3”.
const CITING_WORDS: [&str; 32] = [
    "annex",
    "appendix",
    "article",
    "articles",
    "chapter",
    "chapters",
    "draft",
    "figure",
    "figures",
    "item",
    "items",
    "no",
    "page",
    "pages",
    "para",
    "paragraph",
    "paragraphs",
    "paras",
    "part",
    "phase",
    "principle",
    "regulation",
    "resolution",
    "resolutions",
    "rule",
    "section",
    "sections",
    "sentence",
    "subparagraph",
    "table",
    "tables",
    "volume",
];

/// Whether the last word calls for a number that is no paragraph's.
pub(super) fn calls_for_number(text: &str) -> bool {
    let last = text
        .trim_end_matches('.')
        .rsplit(' ')
        .next()
        .unwrap_or_default();
    CITING_WORDS
        .iter()
        .any(|known| last.eq_ignore_ascii_case(known))
        || (!text.ends_with('.') && ends_with_connecting_word(text))
}

/// Whether the line breaks off within a symbol or bracket, so that what comes
/// next follows without a space.
pub(super) fn ends_within_word(text: &str) -> bool {
    let mut backwards = text.chars().rev();
    match backwards.next() {
        Some('/') => backwards.next().is_some_and(char::is_alphanumeric),
        Some(c) => is_opener(c) && c != '"',
        None => false,
    }
}

/// The first word of the text with the punctuation that hangs on it: what
/// would have had to fit on the line before.
pub(super) fn first_word(text: &str) -> &str {
    let mut end = text.len();
    for (at, c) in text.char_indices() {
        let breakable = c == ' ' || (at > 0 && is_han(c) && !cannot_begin_a_line(c));
        if breakable {
            end = at;
            break;
        }
    }
    text.get(..end).unwrap_or(text)
}

/// Whether typesetters keep the character away from the start of a line.
fn cannot_begin_a_line(c: char) -> bool {
    is_closer(c) || matches!(c, '。' | '，' | '、' | '；' | '：' | '！' | '？' | '．')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_marks_do_not_hide_the_end_of_a_sentence() {
        for text in [
            "done.",
            "done.”",
            "(done.)",
            "完成。”",
            "完成；",
            "如下：",
            "?»",
            "done; and",
            "完成；以及",
        ] {
            assert_eq!(ending(text), Ending::Terminal, "{text}");
        }
    }

    #[test]
    fn commas_hyphens_and_open_ends_are_told_apart() {
        assert_eq!(ending("its resolution,"), Ending::Comma);
        assert_eq!(ending("回顾其决议，"), Ending::Comma);
        assert_eq!(ending("coopera-"), Ending::Hyphen);
        assert_eq!(ending("the Council -"), Ending::Open);
        assert_eq!(ending("主席声明"), Ending::Open);
        assert_eq!(ending("men and"), Ending::Open);
        assert_eq!(ending("(反恐办)"), Ending::Open);
        assert_eq!(ending(""), Ending::Open);
    }

    #[test]
    fn a_quotation_mark_does_not_hide_the_first_letter() {
        assert_eq!(beginning("“The"), Beginning::Capital);
        assert_eq!(beginning("“ 安"), Beginning::Caseless);
        assert_eq!(beginning("the"), Beginning::Small);
        assert_eq!(beginning("(the"), Beginning::Mark);
        assert_eq!(beginning("2023 年"), Beginning::Mark);
        assert_eq!(beginning(""), Beginning::Mark);
    }

    #[test]
    fn the_first_word_takes_its_punctuation_along() {
        assert_eq!(first_word("Council, which"), "Council,");
        assert_eq!(first_word("安全理事会"), "安");
        assert_eq!(first_word("性。”"), "性。”");
        assert_eq!(first_word("1971 年"), "1971");
        assert_eq!(first_word(""), "");
    }

    #[test]
    fn citations_and_prepositions_call_for_a_number() {
        for text in [
            "as shown in table",
            "see para.",
            "pursuant to Article",
            "by the end of",
        ] {
            assert!(calls_for_number(text), "{text}");
        }
        assert!(!calls_for_number("The Council met in particular"));
    }

    #[test]
    fn a_symbol_that_breaks_off_at_a_stroke_is_within_a_word() {
        assert!(ends_within_word("S/PRST/"));
        assert!(ends_within_word("called “"));
        assert!(!ends_within_word("/"));
        assert!(!ends_within_word("the"));
    }
}
