//! Dates, in the six languages.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::super::edges::{Ending, ending};
use super::pattern;

/// What shows a weekday, in the line that says when a meeting was held.
const WEEKDAYS: [&str; 30] = [
    "星期",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "lundi",
    "Lundi",
    "mardi",
    "Mardi",
    "mercredi",
    "Mercredi",
    "jeudi",
    "Jeudi",
    "vendredi",
    "Vendredi",
    "lunes",
    "Lunes",
    "martes",
    "Martes",
    "miércoles",
    "Miércoles",
    "jueves",
    "Jueves",
    "viernes",
    "Viernes",
    "онедельник",
    "торник",
    "реда",
    "етверг",
];

/// Widest line whose date is the document's own, in characters.
const WIDEST: usize = 60;

/// The names of the months; Arabic has two for each.
const MONTHS: [&[&str]; 12] = [
    &[
        "january",
        "janvier",
        "enero",
        "января",
        "يناير",
        "كانون الثاني",
    ],
    &[
        "february",
        "février",
        "febrero",
        "февраля",
        "فبراير",
        "شباط",
    ],
    &["march", "mars", "marzo", "марта", "مارس", "آذار"],
    &["april", "avril", "abril", "апреля", "أبريل", "نيسان"],
    &["may", "mai", "mayo", "мая", "مايو", "أيار"],
    &["june", "juin", "junio", "июня", "يونيه", "حزيران", "يونيو"],
    &["july", "juillet", "julio", "июля", "يوليه", "تموز", "يوليو"],
    &["august", "août", "agosto", "августа", "أغسطس", "آب"],
    &[
        "september",
        "septembre",
        "septiembre",
        "сентября",
        "سبتمبر",
        "أيلول",
    ],
    &[
        "october",
        "octobre",
        "octubre",
        "октября",
        "أكتوبر",
        "تشرين الأول",
    ],
    &[
        "november",
        "novembre",
        "noviembre",
        "ноября",
        "نوفمبر",
        "تشرين الثاني",
    ],
    &[
        "december",
        "décembre",
        "diciembre",
        "декабря",
        "ديسمبر",
        "كانون الأول",
    ],
];

/// Day, month, year.
static WESTERN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(\d{1,2})(?:er|st|nd|rd|th|º)? (?:de )?([\p{L}]+(?: (?:الثاني|الأول))?)(?:/[\p{L}]+)?,? (?:de )?(\d{4})\b",
    )
});

/// Month, day, year.
static AMERICAN: LazyLock<Option<Regex>> =
    LazyLock::new(|| pattern(r"\b([A-Z][a-z]+) (\d{1,2}), (\d{4})\b"));

static HAN: LazyLock<Option<Regex>> =
    LazyLock::new(|| pattern(r"(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日"));

static HAN_NUMERALS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日",
    )
});

/// Words that make a date in a sentence the document's own.
const OWN: [&str; 14] = [
    "dated ",
    "meeting",
    "会议",
    "的信",
    "séance",
    "datée du",
    "sesión",
    "de fecha",
    "заседани",
    "от ",
    "الجلسة",
    "المؤرخة",
    "Adopted by",
    "通过",
];

/// The date of the document: one that fills most of a line of the masthead, or
/// that of the meeting or letter with which the document introduces itself.
pub(super) fn date(lines: &[String], openings: &[&str]) -> Option<String> {
    let mut masthead = lines.iter().take(40).map(String::as_str);
    // In the record of a meeting, its day goes before that of distribution.
    let of_meeting = masthead
        .clone()
        .find(|line| fills(line) && WEEKDAYS.iter().any(|day| line.contains(day)));
    let in_masthead = of_meeting.or_else(|| masthead.find(|line| fills(line)));
    let introducing = openings
        .iter()
        .copied()
        .find(|text| OWN.iter().any(|word| text.contains(word)) && find(text).is_some());
    find(in_masthead.or(introducing)?).map(|found| found.iso)
}

/// Whether a date is much of what the line says.
pub(super) fn fills(line: &str) -> bool {
    let length = line.chars().count();
    let is_sentence = ending(line) == Ending::Terminal;
    let least = if is_sentence {
        length * 2 / 5
    } else {
        length / 5
    };
    length <= WIDEST
        && find(line).is_some_and(|found| {
            let before = line.get(..found.start).unwrap_or_default().trim_end();
            // A date that a word governs is one that the sentence cites.
            let stands_alone = before
                .chars()
                .next_back()
                .is_none_or(|c| !c.is_alphanumeric());
            found.length >= least && (stands_alone || !is_sentence && found.length * 2 >= length)
        })
}

struct Found {
    iso: String,
    /// The byte at which it begins.
    start: usize,
    /// In characters.
    length: usize,
}

/// The first date in `text`.
fn find(text: &str) -> Option<Found> {
    let digits = |captures: &Captures<'_>, group: usize| -> Option<u32> {
        captures.get(group)?.as_str().parse().ok()
    };
    let western = || {
        let mut all = WESTERN.as_ref()?.captures_iter(text);
        all.find_map(|c| {
            let month = month(c.get(2)?.as_str())?;
            found(&c, digits(&c, 3)?, month, digits(&c, 1)?)
        })
    };
    let american = || {
        let c = AMERICAN.as_ref()?.captures(text)?;
        found(
            &c,
            digits(&c, 3)?,
            month(c.get(1)?.as_str())?,
            digits(&c, 2)?,
        )
    };
    let han = || {
        let c = HAN.as_ref()?.captures(text)?;
        found(&c, digits(&c, 1)?, digits(&c, 2)?, digits(&c, 3)?)
    };
    let han_numerals = || {
        let c = HAN_NUMERALS.as_ref()?.captures(text)?;
        let number = |group: usize| super::super::numerals::han_number(c.get(group)?.as_str());
        found(
            &c,
            year_in_numerals(c.get(1)?.as_str())?,
            number(2)?.0,
            number(3)?.0,
        )
    };
    han()
        .or_else(western)
        .or_else(american)
        .or_else(han_numerals)
}

fn found(captures: &Captures<'_>, year: u32, month: u32, day: u32) -> Option<Found> {
    let valid =
        (1900..=2199).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    valid.then(|| Found {
        iso: format!("{year:04}-{month:02}-{day:02}"),
        start: captures.get(0).map_or(0, |all| all.start()),
        length: captures
            .get(0)
            .map_or(0, |all| all.as_str().chars().count()),
    })
}

/// The month of that name, from 1.
fn month(name: &str) -> Option<u32> {
    let name = name.to_lowercase();
    let is_it = |names: &&[&str]| names.iter().any(|known| name == *known);
    let full = MONTHS.iter().position(is_it);
    let first_word = || {
        let word = name.split(' ').next()?;
        MONTHS.iter().position(|names| names.contains(&word))
    };
    full.or_else(first_word)
        .and_then(|place| u32::try_from(place + 1).ok())
}

/// `二〇三一`: digit by digit.
fn year_in_numerals(text: &str) -> Option<u32> {
    text.chars().try_fold(0, |year, c| {
        let digit = "〇一二三四五六七八九".chars().position(|digit| digit == c);
        let digit = digit.or(matches!(c, '零' | '○').then_some(0))?;
        Some(year * 10 + u32::try_from(digit).ok()?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_every_language() {
        for text in [
            "18 March 2031",
            "Tuesday, 18 March 2031, 10 a.m.",
            "2031年3月18日",
            "2031 年 3 月 18 日",
            "二〇三一年三月十八日",
            "18 mars 2031",
            "18 de marzo de 2031",
            "18 марта 2031 года",
            "18 آذار/مارس 2031",
            "March 18, 2031",
        ] {
            assert_eq!(
                date(&[text.to_owned()], &[]).as_deref(),
                Some("2031-03-18"),
                "{text}"
            );
        }
        let november = "5 تشرين الثاني/نوفمبر 2031".to_owned();
        assert_eq!(date(&[november], &[]).as_deref(), Some("2031-11-05"));
        assert_eq!(
            date(&["1er juin 2031".to_owned()], &[]).as_deref(),
            Some("2031-06-01")
        );
    }

    #[test]
    fn a_date_that_is_cited_is_not_the_documents_own() {
        let cited = "Recalling its resolution of 3 May 2030 and all those that came before it";
        assert_eq!(date(&[cited.to_owned()], &[cited]), None);
        let deadline = "各缔约方应在2033年12月31日之前提交报告".to_owned();
        assert_eq!(date(&[deadline], &[]), None);
        let meeting = ["23 January 2032", "Thursday, 16 October 2031, 10 a.m."].map(str::to_owned);
        assert_eq!(date(&meeting, &[]).as_deref(), Some("2031-10-16"));
        let own = "Letter dated 18 March 2031 from the Permanent Representative of Chad to the United Nations";
        assert_eq!(date(&[], &[own]).as_deref(), Some("2031-03-18"));
    }

    #[test]
    fn what_is_no_day_is_no_date() {
        for text in [
            "45 March 2031",
            "18 Marching 2031",
            "2031年13月1日",
            "3 May 0031",
        ] {
            assert_eq!(date(&[text.to_owned()], &[]), None, "{text}");
        }
    }

    #[test]
    fn all_patterns_are_valid() {
        assert!(WESTERN.is_some() && AMERICAN.is_some() && HAN.is_some() && HAN_NUMERALS.is_some());
    }
}
