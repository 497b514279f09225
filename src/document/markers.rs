//! The forms of numbers that are printed before paragraphs: `1.` `(a)` `一、`
//! `第三条` and their like, as far as the line alone can tell.

use std::ops::Range;

use super::characters::{is_han, is_opener};
use super::clauses::acts;
use super::numerals::{alphabet_position, circled, digits, han_number, ordinal_letter, roman};

/// Longest inside of brackets that can be a number, in bytes.
const LONGEST_IN_BRACKETS: usize = 16;

/// What kind of number: every family counts for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    /// `12.` `12、`
    Arabic,
    /// `1.2.`
    Outline,
    /// `(12)` `12)`
    ArabicInBrackets,
    /// `(c)` `c)`
    LetterInBrackets,
    /// `(iv)` `iv)`
    RomanInBrackets,
    /// `（三）`
    HanInBrackets,
    /// `三、`
    Han,
    /// `第三条`
    Article,
    /// `OP3.`
    Operative,
    /// `PP3.`
    Preambular,
    /// `③`
    Circled,
    /// `C.`
    CapitalLetter,
    /// `c.`
    SmallLetter,
    /// `IV.`
    CapitalRoman,
    /// `•`, which counts nothing and stands only before items.
    Bullet,
    /// `–` `-` `*`, which counts nothing and may also stand in a sentence.
    Dash,
}

/// One way to read a number: `(i)` is the ninth letter and a Roman one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) family: Family,
    pub(super) value: u32,
}

/// What looks like a number at the start of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Marker {
    /// Where it stands in the line: after an opening quotation mark.
    pub(super) span: Range<usize>,
    /// Whether nothing follows it.
    pub(super) is_bare: bool,
    /// Whether a capital letter follows it.
    pub(super) before_capital: bool,
    /// The reading to prefer where the sequence does not decide.
    pub(super) first: Reading,
    second: Option<Reading>,
}

/// What looks like a number at the start of `line`.
pub(super) fn marker(line: &str) -> Option<Marker> {
    let text = line.trim_start_matches(['“', '"', '「', '«', '『', ' ']);
    let start = line.len() - text.len();
    let found = bullet(text)
        .or_else(|| bracketed(text))
        .or_else(|| article(text))
        .or_else(|| operative(text))
        .or_else(|| circled_number(text))
        .or_else(|| dashed(text))
        .or_else(|| arabic_ordinal(text))
        .or_else(|| arabic(text))
        .or_else(|| han(text))
        .or_else(|| lettered(text))?;
    let after = text.get(found.len..)?;
    Some(Marker {
        span: start..start + found.len,
        is_bare: after.trim().is_empty(),
        before_capital: after.trim_start().starts_with(char::is_uppercase),
        first: found.first,
        second: found.second,
    })
}

impl Marker {
    /// Whether it is a bullet or dash, which numbers nothing.
    pub(super) fn is_bullet(&self) -> bool {
        matches!(self.first.family, Family::Bullet | Family::Dash)
    }

    /// Whether the text may stand on the line below: `1.` alone is not a
    /// paragraph, but `第三条` alone is a heading.
    pub(super) fn needs_text(&self) -> bool {
        self.is_bare && self.first.family != Family::Article
    }

    /// Every way to read it.
    pub(super) fn readings(&self) -> impl Iterator<Item = Reading> {
        std::iter::once(self.first).chain(self.second)
    }
}

/// A marker's length in bytes and its readings.
struct Found {
    len: usize,
    first: Reading,
    second: Option<Reading>,
}

fn found(len: usize, family: Family, value: u32) -> Found {
    Found {
        len,
        first: Reading { family, value },
        second: None,
    }
}

/// `• text`, `– text`; the dash must be followed by a space, the bullet not.
fn bullet(text: &str) -> Option<Found> {
    let mut rest = text.chars();
    let c = rest.next()?;
    let spaced = rest.next().is_none_or(|next| next == ' ');
    match c {
        '•' | '▪' | '●' | '○' | '■' | '□' | '‣' | '◦' | '◆' | '►' | '\u{f0b7}' | '\u{f0a7}'
        | '\u{f0d8}' | '\u{f0fc}' => Some(found(c.len_utf8(), Family::Bullet, 0)),
        '–' | '—' | '-' | '*' | '·' | '−' if spaced => {
            Some(found(c.len_utf8(), Family::Dash, 0))
        }
        _ => None,
    }
}

/// `(12)`, `(a)`, `(iv)`, `（三）`, and with the closing bracket alone `a)`.
fn bracketed(text: &str) -> Option<Found> {
    let body = text.strip_prefix(['(', '（']).unwrap_or(text);
    let open = text.len() - body.len();
    let close = body
        .char_indices()
        .take_while(|&(at, _)| at <= LONGEST_IN_BRACKETS)
        .find(|&(_, c)| matches!(c, ')' | '）'))?;
    let inside = body.get(..close.0)?;
    let len = open + close.0 + close.1.len_utf8();
    let after = text.get(len..)?.chars().next();
    let stands_alone = after.is_none_or(|c| c == ' ' || is_han(c) || is_opener(c));
    if !stands_alone {
        return None;
    }
    let (first, second) = in_brackets(inside.trim())?;
    Some(Found { len, first, second })
}

/// What stands inside brackets, read as a number.
fn in_brackets(inside: &str) -> Option<(Reading, Option<Reading>)> {
    let one = |family, value| Some((Reading { family, value }, None));
    if let Some((value, "")) = digits(inside) {
        return one(Family::ArabicInBrackets, value);
    }
    if let Some((value, "")) = han_number(inside) {
        return one(Family::HanInBrackets, value);
    }
    if let Some(value) = ordinal_letter(inside) {
        return one(Family::LetterInBrackets, value);
    }
    let small = inside.to_ascii_lowercase();
    let letter = alphabet_position(&small).map(|value| Reading {
        family: Family::LetterInBrackets,
        value,
    });
    let numeral = roman(&small).map(|value| Reading {
        family: Family::RomanInBrackets,
        value,
    });
    match (letter, numeral) {
        (Some(letter), numeral) => Some((letter, numeral)),
        (None, Some(numeral)) => Some((numeral, None)),
        (None, None) => None,
    }
}

/// `第三条`, `第 3 节`, `第一章`, but not `第三条的规定`.
fn article(text: &str) -> Option<Found> {
    let body = text.strip_prefix('第')?.trim_start();
    let (value, rest) = digits(body).or_else(|| han_number(body))?;
    let rest = rest.trim_start();
    let after = ["部分", "条", "條", "章", "节", "節", "编", "編"]
        .iter()
        .find_map(|unit| rest.strip_prefix(unit))?;
    let cited = after.starts_with([
        '的', '规', '規', '和', '与', '與', '及', '、', '，', '。', '款', '第', '或', '至', '所',
        '中', '之', '（', '(', '》', '」', '”',
    ]);
    (!cited).then(|| found(text.len() - after.len(), Family::Article, value))
}

/// `OP3.` and `PP12 bis`, as draft resolutions number their paragraphs.
fn operative(text: &str) -> Option<Found> {
    let (family, body) = match text.get(..2)? {
        "OP" => (Family::Operative, text.get(2..)?),
        "PP" => (Family::Preambular, text.get(2..)?),
        _ => return None,
    };
    let (value, rest) = digits(body.trim_start())?;
    let rest = ["bis", "ter", "quater", "alt"]
        .iter()
        .find_map(|suffix| rest.trim_start().strip_prefix(suffix))
        .unwrap_or(rest);
    let after = rest.strip_prefix(['.', ':', ')']).unwrap_or(rest);
    let stopped = after.len() < rest.len() && after.chars().next().is_none_or(|c| c == ' ');
    let spaced = after.strip_prefix(' ').unwrap_or_default();
    let titled = spaced.starts_with(|c: char| c.is_uppercase() || is_han(c));
    (stopped || titled || after.is_empty()).then(|| found(text.len() - after.len(), family, value))
}

/// `③`, `⑶`.
fn circled_number(text: &str) -> Option<Found> {
    let c = text.chars().next()?;
    let value = circled(c)?;
    Some(found(c.len_utf8(), Family::Circled, value))
}

/// `12.`, `1.2.`, `12、`, but not `3.5` and not `1、2和3段`.
fn arabic(text: &str) -> Option<Found> {
    let (mut value, mut rest) = digits(text)?;
    let mut family = Family::Arabic;
    while let Some((deeper, tail)) = rest.strip_prefix('.').and_then(digits) {
        (value, rest, family) = (deeper, tail, Family::Outline);
    }
    let mut after = rest.chars();
    let stop = after.next()?;
    let next = after.as_str().chars().next();
    let is_number = match stop {
        '.' | '．' => {
            next.is_none_or(|c| c == ' ' || is_han(c) || is_opener(c) || c.is_uppercase())
        }
        // `2.1 Facts`, but not `2.1 million`.
        ' ' => family == Family::Outline && next.is_some_and(char::is_uppercase),
        '、' => family == Family::Arabic && next.is_none_or(|c| !c.is_numeric()),
        _ => false,
    };
    let word = after.as_str().trim_start();
    // Russian resolutions act in small letters.
    let small_follows = word.starts_with(char::is_lowercase) && !acts(word);
    let behind = if stop == ' ' { rest } else { after.as_str() };
    (is_number && !small_follows).then(|| found(text.len() - behind.len(), family, value))
}

/// `3 - يقرر`: the number that Arabic documents print before paragraphs.
fn dashed(text: &str) -> Option<Found> {
    let (value, rest) = digits(text)?;
    let after = rest.trim_start_matches(' ').strip_prefix(['-', '–', '‑'])?;
    let word = after.trim_start_matches(' ');
    let arabic = |c: char| matches!(u32::from(c), 0x600..=0x6ff | 0x750..=0x77f);
    let parted = after.is_empty() || after.starts_with(' ') || rest.starts_with(' ');
    (parted && word.starts_with(|c| arabic(c) && c.is_alphabetic()))
        .then(|| found(text.len() - after.len(), Family::Arabic, value))
}

/// `ثانيا - الحالة الأمنية`: Arabic headings are counted in words.
fn arabic_ordinal(text: &str) -> Option<Found> {
    const ORDINALS: [&str; 10] = [
        "أولا",
        "ثانيا",
        "ثالثا",
        "رابعا",
        "خامسا",
        "سادسا",
        "سابعا",
        "ثامنا",
        "تاسعا",
        "عاشرا",
    ];
    let (place, rest) = ORDINALS
        .iter()
        .enumerate()
        .find_map(|(place, word)| Some((place, text.strip_prefix(word)?)))?;
    let rest = rest.trim_start_matches('\u{64b}');
    let after = rest.trim_start_matches(' ').strip_prefix(['-', '–', '‑'])?;
    let value = u32::try_from(place + 1).ok()?;
    Some(found(text.len() - after.len(), Family::CapitalRoman, value))
}

/// `三、` and `三．`, but not `一、二`.
fn han(text: &str) -> Option<Found> {
    let (value, rest) = han_number(text)?;
    let after = rest.strip_prefix(['、', '．'])?;
    let enumerated = han_number(after).is_some() || digits(after).is_some();
    (!enumerated).then(|| found(text.len() - after.len(), Family::Han, value))
}

/// `C.`, `c.`, `IV.` before a word that starts anew.
fn lettered(text: &str) -> Option<Found> {
    let (letters, after) = text.split_at_checked(text.find('.')?)?;
    let after = after.strip_prefix('.')?;
    let word = after.trim_start();
    let titled = word.starts_with(|c: char| c.is_uppercase() || is_han(c) || is_opener(c));
    let parted = after.is_empty() || after.starts_with(|c: char| c == ' ' || is_han(c));
    if letters.len() > 6 || !parted || (!word.is_empty() && !titled) {
        return None;
    }
    let len = letters.len() + 1;
    if letters.len() == 1 && letters.starts_with(|c: char| c.is_ascii_lowercase()) {
        return Some(found(len, Family::SmallLetter, alphabet_position(letters)?));
    }
    if !letters.chars().all(|c| c.is_ascii_uppercase()) {
        return None;
    }
    let small = letters.to_ascii_lowercase();
    let numeral = roman(&small).map(|value| Reading {
        family: Family::CapitalRoman,
        value,
    });
    let letter = (letters.len() == 1)
        .then(|| alphabet_position(&small))
        .flatten()
        .map(|value| Reading {
            family: Family::CapitalLetter,
            value,
        });
    let (first, second) = match (letter, numeral) {
        (Some(letter), numeral) => (letter, numeral),
        (None, Some(numeral)) => (numeral, None),
        (None, None) => return None,
    };
    Some(Found { len, first, second })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The number that `line` begins with, as it is printed.
    fn printed(line: &str) -> Option<&str> {
        marker(line).and_then(|marker| line.get(marker.span))
    }

    #[test]
    fn numbers_of_every_form_are_seen() {
        for (line, number) in [
            ("1. The Council", "1."),
            ("12.鼓励各国", "12."),
            ("3.2. Deployment", "3.2."),
            ("(a) The report", "(a)"),
            ("a) El informe", "a)"),
            ("(iv) The report", "(iv)"),
            ("（一）各国", "（一）"),
            ("一、回顾", "一、"),
            ("十二、 回顾", "十二、"),
            ("1、回顾", "1、"),
            ("１．回顾", "１．"),
            ("第十二条 会员国", "第十二条"),
            ("第 3 章 执行", "第 3 章"),
            ("OP3. Decides", "OP3."),
            ("PP2 bis. Recalling", "PP2 bis."),
            ("OP12 Decides", "OP12"),
            ("③ 回顾", "③"),
            ("• arms", "•"),
            ("– arms", "–"),
            ("IV. Observations", "IV."),
            ("B. Mandate", "B."),
            ("“5. The Council", "5."),
            ("б) доклад", "б)"),
            ("3. постановляет", "3."),
            ("2.1 The author", "2.1"),
            ("ثانيا - الحالة", "ثانيا -"),
            ("أولا- مقدمة", "أولا-"),
            ("3 - يقرر", "3 -"),
            ("(أ) رصد", "(أ)"),
            ("1.", "1."),
        ] {
            assert_eq!(printed(line), Some(number), "{line}");
        }
    }

    #[test]
    fn what_only_begins_like_a_number_is_none() {
        for line in [
            "2023 年",
            "1972",
            "3.5 per cent",
            "3.5 亿美元",
            "3. per cent",
            "10.30 a.m.",
            "1、2和3段",
            "一、二两段",
            "第十二条的规定",
            "第三次会议",
            "第三节，",
            "一个国家",
            "OP3 of the draft",
            "(see below) The",
            "(a)bc",
            "-5 degrees",
            "——这些",
            "U.S. forces",
            "I think. So",
            "e.g. arms",
            "",
        ] {
            assert_eq!(printed(line), None, "{line}");
        }
    }

    #[test]
    fn a_number_alone_needs_text_but_an_article_is_a_heading() {
        let needs_text = |line| marker(line).is_some_and(|marker| marker.needs_text());
        assert!(needs_text("1."));
        assert!(needs_text("(a)"));
        assert!(!needs_text("第三条"));
        assert!(!needs_text("1. The"));
    }

    #[test]
    fn i_in_brackets_is_a_letter_and_a_roman_numeral() {
        let values: Vec<_> = marker("(i) The")
            .map(|marker| marker.readings().map(|reading| reading.value).collect())
            .unwrap_or_default();
        assert_eq!(values, [9, 1]);
    }
}
