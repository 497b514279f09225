//! The document symbol, and the body that it or the masthead names.

use std::sync::LazyLock;

use regex::Regex;

use super::super::marks::{Mark, mark};
use super::pattern;

static SYMBOL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?:^|[\s(])([A-Z]{1,10}(?:/[A-Za-z0-9.()-]+)+(?: ?\(\d{4}\))?(?:[–-][A-Z]/[A-Z0-9/.]+)?)",
    )
});

/// Bodies by the beginning of their symbols, the more particular first.
const BY_SYMBOL: [(&str, &str); 7] = [
    ("S/", "Security Council"),
    ("A/HRC/", "Human Rights Council"),
    ("A/", "General Assembly"),
    ("E/", "Economic and Social Council"),
    ("T/", "Trusteeship Council"),
    ("PBC/", "Peacebuilding Commission"),
    ("ST/", "Secretariat"),
];

/// Bodies by their names in the six languages.
const BY_NAME: [(&str, &str); 26] = [
    ("Security Council", "Security Council"),
    ("Conseil de sécurité", "Security Council"),
    ("Consejo de Seguridad", "Security Council"),
    ("Совет Безопасности", "Security Council"),
    ("مجلس الأمن", "Security Council"),
    ("安全理事会", "Security Council"),
    ("安全理事會", "Security Council"),
    ("General Assembly", "General Assembly"),
    ("Assemblée générale", "General Assembly"),
    ("Asamblea General", "General Assembly"),
    ("Генеральная Ассамблея", "General Assembly"),
    ("الجمعية العامة", "General Assembly"),
    ("大会", "General Assembly"),
    ("Economic and Social Council", "Economic and Social Council"),
    (
        "Conseil économique et social",
        "Economic and Social Council",
    ),
    ("Consejo Económico y Social", "Economic and Social Council"),
    (
        "Экономический и Социальный Совет",
        "Economic and Social Council",
    ),
    ("المجلس الاقتصادي والاجتماعي", "Economic and Social Council"),
    ("经济及社会理事会", "Economic and Social Council"),
    ("Human Rights Council", "Human Rights Council"),
    ("Conseil des droits de l’homme", "Human Rights Council"),
    ("Consejo de Derechos Humanos", "Human Rights Council"),
    ("Совет по правам человека", "Human Rights Council"),
    ("مجلس حقوق الإنسان", "Human Rights Council"),
    ("人权理事会", "Human Rights Council"),
    ("Peacebuilding Commission", "Peacebuilding Commission"),
];

/// The symbol: that of the first line that has nothing else to say.
pub(super) fn symbol(lines: &[String]) -> Option<String> {
    let alone = lines
        .iter()
        .filter(|line| matches!(mark(line), Some(Mark::Symbol | Mark::Page(_))));
    let headed = lines.iter().take(8).filter(|line| is_headed(line));
    alone.chain(headed).find_map(|line| in_line(line))
}

/// Whether the symbol comes first in the line, or behind one word or the name
/// of a body: `Document S/2031/520, 2 July 2031`.
fn is_headed(line: &str) -> bool {
    let before = line
        .find('/')
        .and_then(|at| line.get(..at))
        .unwrap_or_default();
    let named = BY_NAME.iter().any(|(name, _)| before.starts_with(name));
    line.chars().count() <= 60 && (named || before.split(' ').count() <= 2)
}

fn in_line(line: &str) -> Option<String> {
    let found = SYMBOL.as_ref()?.captures(line)?.get(1)?.as_str();
    let symbol = found.trim_end_matches(['.', ')', '-']);
    let symbol = if found.ends_with(')') && symbol.contains('(') {
        found
    } else {
        symbol
    };
    symbol
        .contains(|c: char| c.is_ascii_digit())
        .then(|| symbol.to_owned())
}

/// The body: by the symbol, by a line of the masthead that is its name, or by
/// the first that the title or introduction names.
pub(super) fn body(symbol: Option<&str>, lines: &[String], openings: &[&str]) -> Option<String> {
    let by_symbol = symbol.and_then(|symbol| {
        BY_SYMBOL
            .iter()
            .find(|(beginning, _)| symbol.starts_with(beginning))
    });
    let by_name = || {
        lines.iter().take(20).find_map(|line| {
            let line = line.trim_end_matches([',', '，', '،']);
            BY_NAME.iter().find(|(name, _)| line == *name)
        })
    };
    let by_mention = || {
        openings.iter().find_map(|text| {
            let mentioned = BY_NAME
                .iter()
                .filter(|(name, _)| *name != "大会" || text.contains("在大会"))
                .filter_map(|entry| Some((text.find(entry.0)?, entry)));
            mentioned.min_by_key(|(at, _)| *at).map(|(_, entry)| entry)
        })
    };
    by_symbol
        .or_else(by_name)
        .or_else(by_mention)
        .map(|(_, body)| (*body).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(lines: &[&str]) -> Vec<String> {
        lines.iter().map(|line| (*line).to_owned()).collect()
    }

    #[test]
    fn the_symbol_stands_alone_or_in_the_masthead() {
        for (line, expected) in [
            ("S/PRST/2031/6", "S/PRST/2031/6"),
            ("United Nations S/RES/2931 (2031)", "S/RES/2931 (2031)"),
            ("联合国 S/2031/15*", "S/2031/15"),
            ("A/85/L.2/Rev.1", "A/85/L.2/Rev.1"),
            ("S/PV.10214 18/03/2031", "S/PV.10214"),
        ] {
            let expected = Some(expected.to_owned());
            assert_eq!(symbol(&lines(&["Title", line])), expected, "{line}");
        }
    }

    #[test]
    fn a_symbol_that_is_cited_is_not_the_documents_own() {
        let text =
            "Recalling the report of the Secretary-General of 3 May (S/2031/15), and all that";
        assert_eq!(symbol(&lines(&[text])), None);
    }

    #[test]
    fn the_body_is_that_of_the_symbol_or_of_the_masthead() {
        let body_of = |symbol, names: &[&str]| body(symbol, &lines(names), &["The Council met"]);
        assert_eq!(
            body_of(Some("A/HRC/52/1"), &[]).as_deref(),
            Some("Human Rights Council")
        );
        assert_eq!(
            body_of(None, &["安全理事会"]).as_deref(),
            Some("Security Council")
        );
        assert_eq!(body_of(None, &["The members met"]), None);
        let title = "Lettre adressée au Président du Conseil de sécurité";
        assert_eq!(
            body(None, &[], &[title]).as_deref(),
            Some("Security Council")
        );
    }
}
