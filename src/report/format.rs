//! Numbers and texts as the page writes them.

use maud::{Markup, html};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::evaluation::Interval;
use crate::text::is_han;

/// What stands where there is no figure.
pub(super) const NONE: &str = "–";

/// A share with three digits.
pub(crate) fn figure(value: f64) -> String {
    if value.is_finite() {
        format!("{value:.3}")
    } else {
        NONE.to_owned()
    }
}

pub(super) fn figure_or_none(value: Option<f64>) -> String {
    value.map_or_else(|| NONE.to_owned(), figure)
}

/// A figure with its interval, where there is one.
pub(super) fn with_interval(value: f64, interval: Option<Interval>) -> String {
    match interval {
        Some(Interval { low, high }) => {
            format!("{} ({}–{})", figure(value), figure(low), figure(high))
        }
        None => figure(value),
    }
}

/// A number with commas between thousands.
pub(crate) fn count(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number of things: `1 row`, `2 rows`.
pub(crate) fn counted(number: usize, thing: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{} {thing}{ending}", count(number))
}

/// A number with its sign.
pub(super) fn signed(value: f32) -> String {
    let sign = if value < 0.0 { '−' } else { '+' };
    format!("{sign}{:.2}", value.abs())
}

/// The language that the script of a text tells, where it is not that of the
/// page: what a screen reader speaks and which font is chosen follow from it.
pub(crate) fn language(text: &str) -> Option<&'static str> {
    text.chars().find_map(|character| match character {
        '\u{3040}'..='\u{30ff}' => Some("ja"),
        '\u{400}'..='\u{52f}' => Some("ru"),
        '\u{600}'..='\u{6ff}' => Some("ar"),
        han if is_han(han) => Some("zh"),
        _ => None,
    })
}

/// A text, with its language where the script tells it.
pub(crate) fn text(text: &str) -> Markup {
    html! {
        @if let Some(language) = language(text) {
            span lang=(language) { (text) }
        } @else {
            (text)
        }
    }
}

/// The width of a text in columns of one Latin letter.
pub(super) fn columns(text: &str) -> usize {
    text.width()
}

/// The beginning of a text that is too wide, with `…` for the rest.
pub(super) fn shorten(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut used = 1;
    let mut short: String = text
        .chars()
        .take_while(|character| {
            used += character.width().unwrap_or(0);
            used <= width
        })
        .collect();
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_for_people() {
        assert_eq!(count(0), "0");
        assert_eq!(count(999), "999");
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(counted(1, "row"), "1 row");
        assert_eq!(counted(1000, "row"), "1,000 rows");
        assert_eq!(signed(-0.125), "−0.12");
        assert_eq!(figure(f64::NAN), "–");
        let interval = Interval {
            low: 0.5,
            high: 0.75,
        };
        assert_eq!(with_interval(0.6, Some(interval)), "0.600 (0.500–0.750)");
    }

    #[test]
    fn the_script_tells_the_language() {
        assert_eq!(language("7. 安理会"), Some("zh"));
        assert_eq!(language("Совет Безопасности"), Some("ru"));
        assert_eq!(language("مجلس الأمن"), Some("ar"));
        assert_eq!(language("Conseil de sécurité"), None);
    }

    #[test]
    fn han_characters_are_two_columns_wide() {
        assert_eq!(shorten("边界安全与合作", 7), "边界安…");
        assert_eq!(shorten("border", 6), "border");
    }
}
