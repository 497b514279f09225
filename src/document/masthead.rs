//! The masthead of the first page: who published the document, when, for
//! whom and in which language it was written.
//!
//! Its lines look like text when they stand alone. They are known by where
//! they stand: near a document symbol or the mark of distribution at the top.

use super::marks::{Mark, ORGANISATIONS, is_dated, mark};

/// Lines at the top of a document that may be its masthead.
pub(super) const MOST_LINES: usize = 16;

/// Widest line of a masthead, in characters.
const WIDEST: usize = 60;

/// What else stands alone in a masthead.
const REMARKS: [&str; 10] = [
    "临时逐字记录",
    "Provisional",
    "Provisoire",
    "Предварительный отчет",
    "مؤقت",
    "临时记录",
    "临时文件",
    "Limited",
    "General",
    "普遍分发",
];

/// How lines end or begin that count the years of a body.
const YEARS: [&str; 6] = [" year", " année", "年度", " año", " год", "السنة "];

/// A line or block at the top of a document.
pub(super) struct Candidate<'t> {
    /// What it says.
    pub(super) text: &'t str,
    /// Whether it is a symbol or the mark of distribution, as far as its
    /// surroundings tell.
    pub(super) is_sign: bool,
}

impl<'t> Candidate<'t> {
    /// A line or block that may be a sign.
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            is_sign: text.chars().count() <= WIDEST
                && matches!(mark(text), Some(Mark::Symbol | Mark::Sign)),
        }
    }
}

/// The places of those that belong to the masthead, given all in order.
pub(super) fn find<'t>(candidates: impl Iterator<Item = Candidate<'t>>) -> Vec<usize> {
    let top: Vec<Candidate<'t>> = candidates.take(MOST_LINES).collect();
    let own: Vec<bool> = top.iter().map(|it| belongs(it.text)).collect();
    // Text above a sign shows that the sign belongs to another page.
    let end = top
        .iter()
        .zip(&own)
        .position(|(it, own)| !it.is_sign && !own)
        .unwrap_or(top.len());
    let signed = top.iter().take(end).any(|it| it.is_sign);
    (0..end)
        .filter(|at| signed && own.get(*at).copied().unwrap_or(false))
        .collect()
}

/// Whether the line is one that stands in mastheads.
fn belongs(line: &str) -> bool {
    // With a comma behind it, the name of a body begins a resolution.
    let text = line.trim_end_matches('*');
    let text = text.strip_suffix(" Provisional").unwrap_or(text);
    let counts_years = text.starts_with('第') && text.ends_with('年');
    line.chars().count() <= WIDEST
        && (ORGANISATIONS.contains(&text)
            || REMARKS.contains(&text)
            || YEARS
                .iter()
                .any(|year| text.ends_with(year) || text.starts_with(year))
            || counts_years
            || is_dated(text)
            || mark(text) == Some(Mark::Language))
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
    fn a_body_that_resolves_is_no_masthead() {
        let text = "S/RES/2944 (2031)\n\nСовет Безопасности,\n\nссылаясь на резолюции,\n";
        assert_eq!(texts(text)[0], "Совет Безопасности,");
    }

    #[test]
    fn without_a_symbol_there_is_no_masthead() {
        let text = "Security Council\n18 March 2031\nThe Council met.\n";
        assert_eq!(texts(text).len(), 3);
    }
}
