//! Clears layout space from finished paragraphs.

use super::characters::is_han;
use super::extract::BlockRole;
use super::paragraphs::Draft;
use crate::corpus::Paragraph;

/// The paragraph without space beside Han characters. The space between a
/// number and the text stays where it parts words: `1. 欢迎`, `第二条 会员国`.
pub(super) fn clear(draft: Draft) -> Paragraph {
    let (number, text) = match draft.number.and_then(|span| parts(&draft.text, &span)) {
        Some((lead, number, rest)) => {
            let number = without_layout_space(number);
            let text = without_layout_space(lead) + &number + separator(&number, rest);
            (
                Some(number),
                text + &without_layout_space(rest.trim_start()),
            )
        }
        None if draft.role == BlockRole::Footnote => (None, with_mark_space(&draft.text)),
        None => (None, with_bullet_space(&draft.text)),
    };
    Paragraph {
        number,
        page: draft.page,
        ..Paragraph::new(text)
    }
}

/// The text before, in and after the number.
fn parts<'a>(text: &'a str, span: &std::ops::Range<usize>) -> Option<(&'a str, &'a str, &'a str)> {
    Some((
        text.get(..span.start)?,
        text.get(span.clone())?,
        text.get(span.end..)?,
    ))
}

/// The space that stays after a number: none after full-width punctuation.
fn separator(number: &str, rest: &str) -> &'static str {
    let closed = number.ends_with(['、', '．', '）']);
    if rest.starts_with(' ') && !closed {
        " "
    } else {
        ""
    }
}

/// The text without layout space, but with the space after a bullet.
fn with_bullet_space(text: &str) -> String {
    let is_bullet = |first: &str| first.chars().count() == 1 && !first.starts_with(is_word);
    match text.split_once(' ') {
        Some((bullet, rest)) if is_bullet(bullet) && !bullet.starts_with(['“', '‘', '(', '《']) =>
        {
            format!("{bullet} {}", without_layout_space(rest))
        }
        _ => without_layout_space(text),
    }
}

/// The text of a footnote without layout space, but with the space after its
/// mark: `1 见附件`, `* 因技术原因`.
fn with_mark_space(text: &str) -> String {
    const LONGEST_MARK: usize = 5;
    let is_mark = |mark: &str| {
        mark.len() <= LONGEST_MARK
            && mark
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '*' | '†' | '‡' | '/'))
    };
    match text.split_once(' ') {
        Some((mark, rest)) if is_mark(mark) => format!("{mark} {}", without_layout_space(rest)),
        _ => without_layout_space(text),
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || is_han(c)
}

/// The text without the spaces that have a Han character on either side.
fn without_layout_space(text: &str) -> String {
    let mut cleared = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    let mut after_han = false;
    while let Some(c) = characters.next() {
        let before_han = characters.peek().is_some_and(|&next| is_han(next));
        if c == ' ' && (after_han || before_han) {
            continue;
        }
        cleared.push(c);
        after_han = is_han(c);
    }
    cleared
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn space_beside_han_is_layout_and_between_other_words_it_is_not() {
        assert_eq!(
            without_layout_space("“ 安 理 会”在 2023 年由 Jean Dupont 说"),
            "“安理会”在2023年由Jean Dupont说"
        );
    }

    #[test]
    fn the_space_after_a_number_stays_where_it_parts_words() {
        let cleared = |text: &str, end| {
            let mut draft = Draft::new(text);
            draft.number = Some(0..end);
            clear(draft)
        };
        assert_eq!(cleared("1. 欢迎 各方", 2).text, "1. 欢迎各方");
        assert_eq!(cleared("一、 欢迎", 6).text, "一、欢迎");
        let article = cleared("第 3 条 会员国", 9);
        assert_eq!(
            (article.number.as_deref(), article.text.as_str()),
            (Some("第3条"), "第3条 会员国")
        );
    }

    #[test]
    fn the_space_after_the_mark_of_a_footnote_stays() {
        let mut draft = Draft::new("12 见 附件");
        draft.role = BlockRole::Footnote;
        assert_eq!(clear(draft).text, "12 见附件");
    }

    #[test]
    fn the_space_after_a_bullet_stays() {
        assert_eq!(clear(Draft::new("• 欢迎 各方")).text, "• 欢迎各方");
        assert_eq!(clear(Draft::new("“ 欢迎")).text, "“欢迎");
    }
}
