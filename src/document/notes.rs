//! Footnotes: what stands between a rule and the end of the page. They
//! interrupt a paragraph no less than the page does, and follow it as
//! paragraphs of their own.

use super::furniture::Role;
use super::lines::Line;
use super::marks::is_rule;

/// Most lines of footnotes on a page.
const MOST_LINES: usize = 30;

/// Blank lines that are thought before a footnote: enough to part paragraphs
/// in any layout.
const APART: usize = 9;

/// Marks the lines of `lines` that are footnotes, beside those that their
/// format knows, and sets each note apart.
pub(super) fn find(lines: &mut [Line], roles: &[Role]) {
    for line in lines.iter_mut().filter(|line| line.is_note) {
        if begins_note(&line.text) {
            line.blanks = APART;
        }
    }
    for rule in 0..lines.len() {
        if lines.get(rule).is_some_and(|line| is_rule(&line.text)) {
            let end = rule + 1 + length(lines, roles, rule + 1);
            for line in lines.get_mut(rule + 1..end).unwrap_or_default() {
                line.is_note = true;
                if begins_note(&line.text) {
                    line.blanks = APART;
                }
            }
        }
    }
}

/// The lines from `start` to the end of the page if they are footnotes.
fn length(lines: &[Line], roles: &[Role], start: usize) -> usize {
    let page: Vec<_> = lines
        .iter()
        .zip(roles)
        .skip(start)
        .take(MOST_LINES + 1)
        .take_while(|(line, role)| role.is_text() && line.feeds == 0)
        .collect();
    let is_note = page
        .first()
        .is_some_and(|(line, _)| begins_note(&line.text));
    if is_note && page.len() <= MOST_LINES {
        page.len()
    } else {
        0
    }
}

/// Whether the line begins as a footnote does: `* Reissued`, `12 See`, `a/ See`.
fn begins_note(text: &str) -> bool {
    let mark = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = text.len() - mark.len();
    let numbered = (1..=3).contains(&digits)
        && mark.starts_with(|c: char| c == ' ' || c == '/' || c.is_uppercase());
    let lettered = text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.get(1..).is_some_and(|after| after.starts_with('/'));
    numbered
        || lettered
        || text.starts_with(['*', '†', '‡', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'])
}

/// Parts the text from its footnotes.
pub(super) fn part(lines: Vec<Line>) -> (Vec<Line>, Vec<Line>) {
    let (notes, mut body): (Vec<Line>, Vec<Line>) =
        lines.into_iter().partition(|line| line.is_note);
    mend(&mut body);
    (body, notes)
}

/// Where notes stood between two lines, a page ended.
fn mend(body: &mut [Line]) {
    let mut expected = 0;
    for line in body {
        line.new_page |= line.order > expected;
        expected = line.order + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::super::furniture;
    use super::super::lines::split;
    use super::*;

    fn parts(text: &str) -> (Vec<String>, Vec<String>) {
        let (body, notes) = part(furniture::remove(split(text)));
        let texts = |lines: Vec<Line>| lines.into_iter().map(|line| line.text).collect();
        (texts(body), texts(notes))
    }

    #[test]
    fn what_stands_between_a_rule_and_the_end_of_the_page_is_a_note() {
        let text = "One and\n_____\n1 See S/2031/7,\nannex.\n2 Ibid.\n\u{c}two.";
        let (body, notes) = parts(text);
        assert_eq!(body, ["One and", "two."]);
        assert_eq!(notes, ["1 See S/2031/7,", "annex.", "2 Ibid."]);
    }

    #[test]
    fn a_rule_between_sections_begins_no_note() {
        let (body, notes) = parts("One.\n_____\nTwo.\n\u{c}Three.");
        assert_eq!((body.len(), notes.len()), (3, 0));
    }

    #[test]
    fn notes_begin_with_their_mark() {
        for text in ["* Reissued", "12 See", "1See", "a/ See", "1/ See", "¹ See"] {
            assert!(begins_note(text), "{text}");
        }
        for text in ["See", "1. See", "2031 was", "and/or", ""] {
            assert!(!begins_note(text), "{text}");
        }
    }
}
