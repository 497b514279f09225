//! The masthead of the first page: who published the document, when, for
//! whom and in which language it was written.
//!
//! Its lines look like text when they stand alone. They are known by where
//! they stand: near a document symbol or the mark of distribution at the top.

use super::furniture::Role;
use super::lines::Line;
use super::marks::{Mark, is_dated, mark};

/// Lines at the top of a document that may be its masthead.
pub(super) const MOST_LINES: usize = 16;

/// Widest line of a masthead, in characters.
const WIDEST: usize = 60;

/// Names of bodies that stand in a masthead, in the official languages.
pub(super) const BODIES: [&str; 32] = [
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

/// What else stands alone in a masthead.
const REMARKS: [&str; 10] = [
    "Provisional",
    "Provisoire",
    "Предварительный отчет",
    "مؤقت",
    "临时记录",
    "临时文件",
    "Advance unedited version",
    "Limited",
    "General",
    "普遍分发",
];

/// How lines end or begin that count years and sessions.
const PERIODS: [&str; 12] = [
    " year",
    " session",
    " année",
    "届会议",
    "年度",
    "周年",
    " sesión",
    " año",
    " сессия",
    " год",
    "السنة ",
    "الدورة ",
];

/// The places of the lines of the masthead.
pub(super) fn find(lines: &[Line], roles: &[Role]) -> Vec<usize> {
    let top = lines.len().min(MOST_LINES);
    let is_sign = |at: usize| {
        lines.get(at).is_some_and(|line| {
            line.characters <= WIDEST
                && matches!(mark(&line.text), Some(Mark::Symbol | Mark::Sign))
                && roles.get(at).is_some_and(|role| !role.is_text())
        })
    };
    let Some(last) = (0..top).rev().find(|at| is_sign(*at)) else {
        return Vec::new();
    };
    let own = |at: &usize| lines.get(*at).is_some_and(belongs);
    // Text above a sign shows that the sign belongs to another page.
    let first_text = (0..top).find(|at| !is_sign(*at) && !own(at)).unwrap_or(top);
    let zone = 0..first_text.max(last.min(first_text));
    zone.filter(own).collect()
}

/// Whether the line is one that stands in mastheads.
fn belongs(line: &Line) -> bool {
    let text = line.text.trim_end_matches(['*', ',']);
    let repeated = |known: &&str| text == *known;
    line.characters <= WIDEST
        && (BODIES.iter().any(|body| repeated(body))
            || REMARKS.iter().any(|remark| repeated(remark))
            || PERIODS
                .iter()
                .any(|period| text.ends_with(period) || text.starts_with(period))
            || is_dated(text))
}

#[cfg(test)]
mod tests {
    use super::super::furniture;
    use super::super::lines::split;

    fn texts(text: &str) -> Vec<String> {
        let lines = furniture::remove(split(text));
        lines.into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn the_lines_around_the_symbol_are_a_masthead() {
        let text = "United Nations S/2031/15\nSecurity Council\nDistr.: General\n18 March 2031\n\
                    Original: English\n\nReport of the Secretary-General\n\n18 March 2031\n";
        assert_eq!(
            texts(text),
            ["Report of the Secretary-General", "18 March 2031"]
        );
        let text = "联合国 S/2031/15\n安全理事会\nDistr.: General\n18 March 2031\nChinese\nOriginal: English\n\n决议草案\n";
        assert_eq!(texts(text), ["决议草案"]);
    }

    #[test]
    fn without_a_symbol_there_is_no_masthead() {
        let text = "Security Council\n18 March 2031\nThe Council met.\n";
        assert_eq!(texts(text).len(), 3);
    }
}
