//! The numbers of the session and of the meeting.

use std::sync::LazyLock;

use regex::Regex;

use super::super::numerals::han_number;
use super::{first_group, pattern};

static MEETING: LazyLock<Vec<Option<Regex>>> = LazyLock::new(|| {
    [
        r"\b(\d{1,5})(?:st|nd|rd|th) (?:\([^)]{1,20}\) )?(?:plenary )?[mM]eeting\b",
        r"第 ?(\d{1,5}) ?次(?:全体)?会议",
        r"\b(\d{1,5}) ?(?:e|ᵉ|ème|re) (?:séance|réunion)",
        r"\b(\d{1,5}) ?(?:ª|a\.?) sesión",
        r"\b(\d{1,5})-(?:е|м|го|ом) заседани",
        r"(?:الجلسة|جلسته) (\d{1,5})",
    ]
    .map(pattern)
    .into()
});

static SESSION: LazyLock<Vec<Option<Regex>>> = LazyLock::new(|| {
    [
        r"\b(\d{1,3})(?:st|nd|rd|th) session\b",
        r"第 ?(\d{1,3}) ?届会议",
        r"\b(\d{1,3}) ?(?:e|ème) session\b",
        r"\b(\d{1,3})-я сессия",
        r"الدورة (\d{1,3})",
    ]
    .map(pattern)
    .into()
});

static HAN_SESSION: LazyLock<Option<Regex>> =
    LazyLock::new(|| pattern(r"^第([〇零一二三四五六七八九十百]{1,6})(?:届会议|年$)"));

static SYMBOL_MEETING: LazyLock<Vec<Option<Regex>>> =
    LazyLock::new(|| vec![pattern(r"/(?:PV|SR)\.(\d{1,5})")]);

static SYMBOL_SESSION: LazyLock<Vec<Option<Regex>>> =
    LazyLock::new(|| vec![pattern(r"^(?:A|A/HRC|A/C\.\d)/(\d{1,3})/")]);

/// English ordinals as sessions are counted in words.
const TENS: [(&str, u32); 9] = [
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
    ("hundred", 100),
];

const ORDINALS: [(&str, u32); 28] = [
    ("first", 1),
    ("second", 2),
    ("third", 3),
    ("fourth", 4),
    ("fifth", 5),
    ("sixth", 6),
    ("seventh", 7),
    ("eighth", 8),
    ("ninth", 9),
    ("tenth", 10),
    ("eleventh", 11),
    ("twelfth", 12),
    ("thirteenth", 13),
    ("fourteenth", 14),
    ("fifteenth", 15),
    ("sixteenth", 16),
    ("seventeenth", 17),
    ("eighteenth", 18),
    ("nineteenth", 19),
    ("twentieth", 20),
    ("thirtieth", 30),
    ("fortieth", 40),
    ("fiftieth", 50),
    ("sixtieth", 60),
    ("seventieth", 70),
    ("eightieth", 80),
    ("ninetieth", 90),
    ("hundredth", 100),
];

/// The number of the meeting: in the masthead, in the symbol of a record, or
/// in the sentence that introduces a statement.
pub(super) fn meeting(symbol: Option<&str>, lines: &[String], openings: &[&str]) -> Option<u32> {
    let in_symbol = symbol.and_then(|symbol| first_group(&SYMBOL_MEETING, symbol));
    let mut short = lines.iter().filter(|line| line.chars().count() <= 80);
    let in_line = short.find_map(|line| first_group(&MEETING, line));
    let in_sentence = || openings.iter().find_map(|text| first_group(&MEETING, text));
    in_symbol.or(in_line).or_else(in_sentence)?.parse().ok()
}

/// Whether the line names a session.
pub(super) fn is_session(line: &str) -> bool {
    session_in_line(line).is_some()
        || [" session", "届会议", " período de sesiones", " сессия"]
            .iter()
            .any(|end| line.ends_with(end))
}

/// The number of the session: in the masthead or in the symbol.
pub(super) fn session(symbol: Option<&str>, lines: &[String]) -> Option<u32> {
    let mut masthead = lines
        .iter()
        .take(20)
        .filter(|line| line.chars().count() <= 60);
    let in_line = masthead.find_map(|line| session_in_line(line));
    let in_symbol = || first_group(&SYMBOL_SESSION, symbol?)?.parse().ok();
    in_line.or_else(in_symbol)
}

fn session_in_line(line: &str) -> Option<u32> {
    let digits = first_group(&SESSION, line).and_then(|number| number.parse().ok());
    digits
        .or_else(|| han_session(line))
        .or_else(|| session_in_words(line))
}

fn han_session(line: &str) -> Option<u32> {
    let group = HAN_SESSION.as_ref()?.captures(line)?.get(1)?;
    han_number(group.as_str()).map(|(number, _)| number)
}

/// `Eighty-fifth session`.
fn session_in_words(line: &str) -> Option<u32> {
    let line = line.to_lowercase();
    // The Council counts years where others count sessions.
    let words = line
        .strip_suffix(" session")
        .or_else(|| line.strip_suffix(" year"))?
        .trim_start_matches("resumed ");
    let (tens, ordinal) = match words.rsplit_once('-') {
        Some((tens, ordinal)) => (TENS.iter().find(|(name, _)| *name == tens)?.1, ordinal),
        None => (0, words),
    };
    let unit = ORDINALS.iter().find(|(name, _)| *name == ordinal)?.1;
    Some(tens + unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meetings_are_found_in_every_language() {
        for line in [
            "10214th meeting",
            "第10214次会议",
            "第 10214 次会议",
            "10214e séance",
            "10214ª sesión",
            "10214-е заседание",
            "الجلسة 10214",
        ] {
            assert_eq!(
                meeting(None, &[line.to_owned()], &[]),
                Some(10214),
                "{line}"
            );
        }
        assert_eq!(meeting(Some("S/PV.10214"), &[], &[]), Some(10214));
        let sentence = "安全理事会主席在2031年3月18日安全理事会第10214次会议上发表声明";
        assert_eq!(meeting(None, &[], &[sentence]), Some(10214));
    }

    #[test]
    fn sessions_are_counted_in_digits_words_and_symbols() {
        for (line, number) in [
            ("Eighty-fifth session", 85),
            ("Fiftieth session", 50),
            ("Eighty-sixth year", 86),
            ("第八十六年", 86),
            ("85th session", 85),
            ("第八十五届会议", 85),
            ("第85届会议", 85),
            ("85e session", 85),
        ] {
            assert_eq!(session(None, &[line.to_owned()]), Some(number), "{line}");
        }
        assert_eq!(session(Some("A/85/L.2"), &[]), Some(85));
        assert_eq!(session(Some("S/2031/2"), &[]), None);
    }

    #[test]
    fn all_patterns_are_valid() {
        let all = [&*MEETING, &*SESSION, &*SYMBOL_MEETING, &*SYMBOL_SESSION];
        assert!(
            all.iter()
                .all(|patterns| patterns.iter().all(Option::is_some))
        );
        assert!(HAN_SESSION.is_some());
    }
}
