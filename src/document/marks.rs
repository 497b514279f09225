//! What single lines of page furniture look like.

use super::characters::is_han;
use super::numerals::digits;
use super::pages::Shown;

/// Longest symbol, in bytes.
const LONGEST_SYMBOL: usize = 48;

/// Fewest signs that make a rule across the page.
const SHORTEST_RULE: usize = 3;

/// What a line may be besides text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// Document symbols: `S/PRST/2023/6`, `联合国 S/2024/15*`.
    Symbol,
    /// A page number that calls itself one: `2/3`, `- 2 -`, `Page 3`.
    Page(Shown),
    /// A number, which may be that of the page.
    Number(u32),
    /// The name of a language, which may be part of the masthead.
    Language,
    /// Job numbers, bar codes, rules, requests to recycle, distribution.
    Sign,
}

/// Organisations that stand beside the symbol at the top of the first page.
pub(super) const ORGANISATIONS: [&str; 32] = [
    "United Nations",
    "Security Council",
    "General Assembly",
    "Economic and Social Council",
    "Human Rights Council",
    "Nations Unies",
    "Conseil de sécurité",
    "Assemblée générale",
    "Conseil économique et social",
    "Conseil des droits de l’homme",
    "Naciones Unidas",
    "Consejo de Seguridad",
    "Asamblea General",
    "Consejo Económico y Social",
    "Consejo de Derechos Humanos",
    "Организация Объединенных Наций",
    "Совет Безопасности",
    "Генеральная Ассамблея",
    "Экономический и Социальный Совет",
    "Совет по правам человека",
    "الأمم المتحدة",
    "مجلس الأمن",
    "الجمعية العامة",
    "المجلس الاقتصادي والاجتماعي",
    "مجلس حقوق الإنسان",
    "联合国",
    "聯合國",
    "安全理事会",
    "安全理事會",
    "大会",
    "经济及社会理事会",
    "人权理事会",
];

/// Requests to recycle the paper.
const RECYCLE: [&str; 7] = [
    "Please recycle",
    "请回收",
    "請回收",
    "Merci de recycler",
    "Se ruega reciclar",
    "Просьба отправить на вторичную переработку",
    "الرجاء إعادة",
];

/// Remarks on the state of a document that stand on each of its pages.
const REMARKS: [&str; 4] = [
    "Advance unedited version",
    "Advance unedited edition",
    "Version préliminaire non éditée",
    "未经编辑的预发本",
];

/// The languages of documents, as mastheads name them.
const LANGUAGES: [&str; 12] = [
    "Arabic",
    "Chinese",
    "English",
    "French",
    "Russian",
    "Spanish",
    "中文",
    "英文",
    "法文",
    "俄文",
    "阿拉伯文",
    "西班牙文",
];

/// What the line may be besides text.
pub(super) fn mark(line: &str) -> Option<Mark> {
    if let Some(shown) = page_number(line) {
        return Some(Mark::Page(shown));
    }
    if let Some(number) = bare_number(line) {
        return Some(Mark::Number(number));
    }
    if LANGUAGES.contains(&line) {
        return Some(Mark::Language);
    }
    let line = match without_request(line) {
        Some("") => return Some(Mark::Sign),
        Some(before) => before,
        None => line,
    };
    let line = without_organisation(line);
    if REMARKS.contains(&line)
        || is_rule(line)
        || is_distribution(line)
        || line == "/..."
        || line == "/…"
    {
        return Some(Mark::Sign);
    }
    signs(line)
}

/// The line as a row of symbols, job numbers and page fractions and nothing
/// else.
fn signs(line: &str) -> Option<Mark> {
    let mut found = None;
    for token in line.split(' ') {
        let mark = token_mark(token);
        match (mark, found) {
            (Some(Mark::Page(_)), _) | (Some(_), None) | (Some(Mark::Sign), Some(Mark::Symbol)) => {
                found = mark;
            }
            (Some(_), Some(_)) => {}
            (None, _) if is_beside_sign(token) => {}
            (None, _) => return None,
        }
    }
    found
}

fn token_mark(token: &str) -> Option<Mark> {
    if let Some(shown) = fraction(token) {
        Some(Mark::Page(shown))
    } else if is_symbol(token) {
        Some(Mark::Symbol)
    } else if is_job_number(token) || is_bar_code(token) {
        Some(Mark::Sign)
    } else {
        None
    }
}

/// Whether the token, though nothing by itself, stands beside symbols and job
/// numbers: `(C)`, `071223`, `(2015)`, `*`.
fn is_beside_sign(token: &str) -> bool {
    let inside = token
        .strip_prefix('(')
        .and_then(|token| token.strip_suffix(')'))
        .unwrap_or_default();
    let language = inside.len() == 1 && inside.chars().all(|c| c.is_ascii_uppercase());
    let year = inside.len() == 4 && all_digits(inside);
    let date = token.len() == 6 && all_digits(token);
    language || year || date || (!token.is_empty() && token.chars().all(|c| c == '*'))
}

fn without_organisation(line: &str) -> &str {
    ORGANISATIONS
        .iter()
        .find_map(|name| line.strip_prefix(name))
        .map_or(line, str::trim_start)
}

/// `S/PRST/2023/6`, `A/78/L.2/Rev.1`, `S/2024/15*`, `A/78/1–S/2023/2`: capital
/// letters, a stroke, and further parts of which one has a digit.
fn is_symbol(token: &str) -> bool {
    let token = token.trim_end_matches('*');
    let organ = token.bytes().take_while(u8::is_ascii_uppercase).count();
    let parts = token.get(organ..).unwrap_or_default();
    token.len() <= LONGEST_SYMBOL
        && (1..=10).contains(&organ)
        && parts.starts_with('/')
        && !parts.ends_with(['/', '.', '-', '–'])
        && !parts.contains("//")
        && parts.contains(|c: char| c.is_ascii_digit())
        && parts
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | '–' | '(' | ')'))
}

/// `23-24524`, `GE.23-24524`.
fn is_job_number(token: &str) -> bool {
    let token = token.trim_end_matches('*');
    let number = token
        .split_once('.')
        .filter(|(place, _)| place.len() <= 3 && place.bytes().all(|b| b.is_ascii_uppercase()))
        .map_or(token, |(_, number)| number);
    number.split_once('-').is_some_and(|(year, number)| {
        year.len() == 2 && (5..=6).contains(&number.len()) && all_digits(year) && all_digits(number)
    })
}

/// `*2324524*`.
fn is_bar_code(token: &str) -> bool {
    token
        .strip_prefix('*')
        .and_then(|token| token.strip_suffix('*'))
        .is_some_and(|digits| digits.len() >= 5 && all_digits(digits))
}

/// `2/3`: a page of all pages.
fn fraction(token: &str) -> Option<Shown> {
    let (page, total) = token.split_once('/')?;
    let (page, total) = (bare_number(page)?, bare_number(total)?);
    (1..=total).contains(&page).then_some(Shown {
        page,
        total: Some(total),
    })
}

/// A page number that says that it is one.
fn page_number(line: &str) -> Option<Shown> {
    han_page(line)
        .or_else(|| page_between_dashes(line))
        .or_else(|| named_page(line))
}

/// `第 3 页`, `第3页，共5页`.
fn han_page(line: &str) -> Option<Shown> {
    let rest = line.strip_prefix('第')?.trim_start();
    let (page, rest) = digits(rest)?;
    let rest = rest.trim_start().strip_prefix(['页', '頁'])?;
    let rest = rest.trim_start_matches(['，', ',', '（', '(', ' ', '/']);
    let end = |rest: &str| rest.trim_end_matches(['）', ')']).is_empty();
    if end(rest) {
        return Some(Shown::number(page));
    }
    let (total, rest) = digits(rest.strip_prefix('共')?.trim_start())?;
    let rest = rest.trim_start().strip_prefix(['页', '頁'])?;
    end(rest).then_some(Shown {
        page,
        total: Some(total),
    })
}

/// `- 2 -`, `–2–`.
fn page_between_dashes(line: &str) -> Option<Shown> {
    let dashes = ['-', '–', '—'];
    let inside = line.strip_prefix(dashes)?.strip_suffix(dashes)?;
    bare_number(inside.trim()).map(Shown::number)
}

/// `Page 3`, `page 3 of 5`, `Стр. 3`.
fn named_page(line: &str) -> Option<Shown> {
    let mut words = line.split(' ');
    let name = words.next()?.to_lowercase();
    if !matches!(
        name.as_str(),
        "page" | "página" | "стр." | "страница" | "صفحة" | "الصفحة"
    ) {
        return None;
    }
    let number = words.next()?;
    let shown = fraction(number).or_else(|| bare_number(number).map(Shown::number))?;
    match (
        words.next(),
        words.next().and_then(bare_number),
        words.next(),
    ) {
        (None, _, _) => Some(shown),
        (Some("of" | "/" | "de" | "sur" | "из"), total @ Some(_), None) => {
            Some(Shown { total, ..shown })
        }
        _ => None,
    }
}

/// A number of at most three digits.
fn bare_number(text: &str) -> Option<u32> {
    (text.len() <= 3 && all_digits(text))
        .then(|| text.parse().ok())
        .flatten()
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// `_____`, `* * *`: three or more of one sign, with or without spaces.
pub(super) fn is_rule(line: &str) -> bool {
    let mut signs = line.chars().filter(|&c| c != ' ');
    let Some(first) = signs.next() else {
        return false;
    };
    matches!(first, '_' | '-' | '–' | '—' | '*' | '=' | '─' | '~')
        && signs.clone().all(|c| c == first)
        && signs.count() + 1 >= SHORTEST_RULE
}

/// The line before a request to recycle at its end: nothing if the line is
/// `Please recycle ♻`, the job number if that stands before it.
fn without_request(line: &str) -> Option<&str> {
    RECYCLE.iter().find_map(|request| {
        let (before, after) = line.split_once(request)?;
        let ends = after.chars().count() <= 20 && !after.contains(['.', '。']);
        ends.then_some(before.trim_end())
    })
}

/// Whether two lines together are a request to recycle, which begins on the
/// first.
pub(super) fn is_request(line: &str, next: &str) -> bool {
    RECYCLE.iter().any(|request| {
        line.len() < request.len()
            && request.starts_with(line)
            && without_request(&format!("{line} {next}")).is_some_and(str::is_empty)
    })
}

/// `Distr.: General`, `Original: English`, `原件：英文`.
fn is_distribution(line: &str) -> bool {
    const LABELS: [&str; 11] = [
        "Distr.",
        "Original:",
        "ORIGINAL:",
        "原件：",
        "原文：",
        "Original :",
        "Русский",
        "Язык оригинала",
        "Оригинал",
        "الأصل",
        "التوزيع",
    ];
    LABELS.iter().any(|label| {
        line.strip_prefix(label).is_some_and(|rest| {
            let rest = rest.trim_start_matches([':', '：', ' ']);
            rest.chars().count() <= 20
                && rest.split(' ').count() <= 2
                && rest
                    .chars()
                    .all(|c| c.is_alphabetic() || is_han(c) || c == ' ')
        })
    })
}

/// Whether the line is a date and nothing else: `18 March 2031`, `2031年3月18日`.
pub(super) fn is_dated(line: &str) -> bool {
    let characters = line.chars().count();
    let year = |text: &str| text.len() == 4 && all_digits(text);
    let words: Vec<&str> = line
        .split(' ')
        .filter(|word| !matches!(*word, "de" | "года" | "г."))
        .collect();
    let western = match words.as_slice() {
        [day, month, last] => {
            let day = day.trim_end_matches("er");
            day.len() <= 2
                && bare_number(day).is_some()
                && !month.contains(|c: char| c.is_numeric())
                && year(last)
        }
        _ => false,
    };
    let han = line.ends_with('日')
        && line.contains('年')
        && line.contains('月')
        && characters <= 14
        && !line.contains(['，', '、']);
    western || han
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_alone_on_a_line_are_symbols() {
        for line in [
            "S/PRST/2023/6",
            "S/2024/15*",
            "A/RES/78/1",
            "A/C.3/78/L.5/Rev.1",
            "S/RES/2250 (2015)",
            "A/78/100–S/2023/20",
            "联合国 S/2024/15",
            "United Nations S/2024/15",
            "S/PV.9497",
        ] {
            assert_eq!(mark(line), Some(Mark::Symbol), "{line}");
        }
    }

    #[test]
    fn job_numbers_rules_and_requests_are_signs() {
        for line in [
            "23-24524 (C) 071223 081223",
            "23-24524",
            "GE.23-24524 (E)",
            "*2324524*",
            "S/2024/15 23-24524",
            "Please recycle",
            "Please recycle ♻",
            "*2324524* Please recycle @",
            "请回收",
            "__________",
            "* * *",
            "31-02417* (E)",
            "Distr.: General",
            "安全理事会 Distr.: General",
            "Original: English",
            "原件：英文",
            "/...",
        ] {
            assert_eq!(mark(line), Some(Mark::Sign), "{line}");
        }
    }

    #[test]
    fn page_numbers_are_read() {
        let total = |page, total| {
            Some(Mark::Page(Shown {
                page,
                total: Some(total),
            }))
        };
        let page = |page| Some(Mark::Page(Shown::number(page)));
        assert_eq!(mark("2/3"), total(2, 3));
        assert_eq!(mark("23-24524 2/3"), total(2, 3));
        assert_eq!(mark("Page 3 of 5"), total(3, 5));
        assert_eq!(mark("第3页，共5页"), total(3, 5));
        for line in [
            "- 2 -",
            "–2–",
            "Page 2",
            "第 2 页",
            "第2頁",
            "Página 2",
            "Стр. 2",
        ] {
            assert_eq!(mark(line), page(2), "{line}");
        }
        assert_eq!(mark("12"), Some(Mark::Number(12)));
    }

    #[test]
    fn text_is_no_mark() {
        for line in [
            "S/2024/15 and S/2024/16",
            "S/2024/15.",
            "N/A",
            "and/or",
            "24/7",
            "2023",
            "Page 3 shows the figures",
            "第 3 页的图表",
            "United Nations",
            "Please recycle the paper. It is good.",
            "They said: Please recycle",
            "--",
            "Original: English text that was lost",
            "7 December 2023",
            "",
        ] {
            assert_eq!(mark(line), None, "{line}");
        }
    }

    #[test]
    fn dates_alone_are_told() {
        for date in [
            "18 March 2031",
            "1er juin 2031",
            "18 de marzo de 2031",
            "18 марта 2031 года",
            "2031年3月18日",
            "18 آذار/مارس 2031",
        ] {
            assert!(is_dated(date), "{date}");
        }
        for other in ["In March 2031", "18 March", "2031年3月18日通过"] {
            assert!(!is_dated(other), "{other}");
        }
    }
}
