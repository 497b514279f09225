//! What single characters are, as far as the layout of a page is concerned.

use std::ops::Range;

/// Whether the character ends a line. A form feed does too, and a vertical
/// tabulation, which word processors write for a manual line break.
pub(super) fn is_line_end(c: char) -> bool {
    matches!(
        c,
        '\n' | '\u{b}' | '\u{c}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// Whether the character belongs to a script that is written without spaces
/// between words: Han, kana and bopomofo, with their full-width punctuation.
/// The quotation marks “ ” are not among them, since all scripts share them.
pub(super) fn is_han(c: char) -> bool {
    matches!(
        u32::from(c),
        0x2e80..=0x2fdf
            | 0x3001..=0x30ff
            | 0x3100..=0x312f
            | 0x31a0..=0x31ff
            | 0x3200..=0x4dbf
            | 0x4e00..=0x9fff
            | 0xf900..=0xfaff
            | 0xfe30..=0xfe4f
            | 0xff01..=0xff9f
            | 0x20000..=0x323af
    )
}

/// Whether the character leaves no trace on paper: controls, byte order
/// marks, joiners, marks of direction, soft hyphens and the like.
pub(super) fn is_invisible(c: char) -> bool {
    (c.is_control() && c != '\t' && !is_line_end(c))
        || matches!(
            u32::from(c),
            0xad | 0x34f
                | 0x61c
                | 0x180e
                | 0x200b..=0x200f
                | 0x202a..=0x202e
                | 0x2060..=0x206f
                | 0xfeff
                | 0xfff9..=0xfffc
        )
}

/// Whether the character closes a quotation or a bracket, so that what ends a
/// sentence has to be looked for before it.
pub(super) fn is_closer(c: char) -> bool {
    matches!(
        c,
        '”' | '’' | '"' | '\'' | ')' | ']' | '）' | '》' | '〉' | '」' | '』' | '】' | '»' | '›'
    )
}

/// Whether the character opens a quotation or a bracket.
pub(super) fn is_opener(c: char) -> bool {
    matches!(
        c,
        '“' | '‘' | '"' | '(' | '[' | '（' | '《' | '〈' | '「' | '『' | '【' | '«' | '„'
    )
}

/// The columns that a character takes in a fixed-width font.
pub(super) fn columns(c: char) -> usize {
    unicode_width::UnicodeWidthChar::width(c).unwrap_or(0)
}

/// Ranges of bytes of `text` as ranges of characters, in the same order.
pub(super) fn ranges<'r>(
    text: &str,
    bytes: impl Iterator<Item = &'r Range<usize>>,
) -> Vec<Range<usize>> {
    // Ranges mostly ascend, so that the text is counted through about once.
    let mut counted = (0, 0);
    let mut place = |byte: usize| {
        let between = counted.0.min(byte)..counted.0.max(byte);
        let characters = text.get(between).unwrap_or_default().chars().count();
        let place = if byte < counted.0 {
            counted.1 - characters
        } else {
            counted.1 + characters
        };
        counted = (byte, place);
        place
    };
    bytes
        .map(|range| place(range.start)..place(range.end))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn han_punctuation_is_han_and_common_quotation_marks_are_not() {
        assert!("安一〇《。，：；（）！１ｱあ𠀀".chars().all(is_han));
        assert!(!"aé1 “”\u{3000}Жم한".chars().any(is_han));
    }

    #[test]
    fn line_ends_and_tabs_are_not_invisible() {
        assert!(
            "\u{feff}\u{200b}\u{ad}\0\u{1b}\u{202e}"
                .chars()
                .all(is_invisible)
        );
        assert!(!"\n\r\u{c}\u{85}\u{2028}\t a".chars().any(is_invisible));
    }

    #[test]
    fn han_characters_take_two_columns_and_accents_none() {
        assert_eq!("安a。".chars().map(columns).sum::<usize>(), 5);
        assert_eq!(columns('\u{301}'), 0);
    }

    #[test]
    fn bytes_become_characters() {
        let text = "a安b\n全c";
        let bytes = [0..1, 1..5, 6..10, 1..4];
        assert_eq!(ranges(text, bytes.iter()), [0..1, 1..3, 4..6, 1..2]);
    }
}
