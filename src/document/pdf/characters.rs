//! The characters that a file names for its glyphs, brought into the form in
//! which people write them: ligatures and contextual forms taken apart,
//! radicals replaced by the characters that look the same.

use unicode_normalization::UnicodeNormalization;

use super::super::characters::is_line_end;

/// The characters that one character of a glyph is written with; none if it
/// shows nothing.
pub(super) fn visible(c: char) -> impl Iterator<Item = char> {
    let c = replaced(c);
    let shown = c.filter(|&c| !(c.is_control() || is_line_end(c) || is_private(c)));
    let (plain, formed) = match shown {
        Some(c) if is_compatibility_form(c) => (None, Some(c)),
        plain => (plain, None),
    };
    plain
        .into_iter()
        .chain(formed.into_iter().flat_map(|c| std::iter::once(c).nfkc()))
}

/// The character that looks the same and is meant.
fn replaced(c: char) -> Option<char> {
    match u32::from(c) {
        0x09 | 0xa0 | 0x1680 | 0x2000..=0x200a | 0x202f | 0x205f => Some(' '),
        // Bullets of symbol fonts, whose characters have no standard.
        0xf0a7 | 0xf0b7 | 0xf0d8 | 0xf0fc => Some('•'),
        0xfffd..=0xffff => None,
        0x2e80..=0x2ef3 => Some(radical(c).unwrap_or(c)),
        _ => Some(c),
    }
}

fn is_private(c: char) -> bool {
    matches!(u32::from(c), 0xe000..=0xf8ff | 0xf_0000..=0x10_ffff)
}

/// Whether the character is a ligature, a contextual form or a compatible
/// ideograph, which fonts have and texts do not.
fn is_compatibility_form(c: char) -> bool {
    matches!(
        u32::from(c),
        0x2f00..=0x2fd5 | 0xf900..=0xfaff | 0xfb00..=0xfb4f | 0xfb50..=0xfdff | 0xfe70..=0xfefc
    )
}

/// The ideograph that a radical of the supplement stands for (equivalences as
/// in the Unicode Character Database).
fn radical(c: char) -> Option<char> {
    const EQUIVALENT: [(char, char); 62] = [
        ('⺁', '厂'),
        ('⺄', '乙'),
        ('⺅', '亻'),
        ('⺆', '冂'),
        ('⺈', '刀'),
        ('⺉', '刂'),
        ('⺊', '卜'),
        ('⺌', '小'),
        ('⺍', '小'),
        ('⺎', '尢'),
        ('⺒', '巳'),
        ('⺓', '幺'),
        ('⺔', '彑'),
        ('⺖', '忄'),
        ('⺘', '扌'),
        ('⺙', '攵'),
        ('⺛', '旡'),
        ('⺜', '日'),
        ('⺝', '月'),
        ('⺟', '母'),
        ('⺠', '民'),
        ('⺡', '氵'),
        ('⺢', '氺'),
        ('⺣', '灬'),
        ('⺦', '丬'),
        ('⺨', '犭'),
        ('⺩', '王'),
        ('⺪', '疋'),
        ('⺬', '示'),
        ('⺭', '礻'),
        ('⺮', '竹'),
        ('⺰', '纟'),
        ('⺶', '羊'),
        ('⺹', '耂'),
        ('⺻', '聿'),
        ('⺾', '艹'),
        ('⻁', '虎'),
        ('⻂', '衤'),
        ('⻄', '西'),
        ('⻅', '见'),
        ('⻆', '角'),
        ('⻈', '讠'),
        ('⻉', '贝'),
        ('⻋', '车'),
        ('⻌', '辶'),
        ('⻐', '钅'),
        ('⻑', '長'),
        ('⻓', '长'),
        ('⻔', '门'),
        ('⻖', '阝'),
        ('⻘', '青'),
        ('⻙', '韦'),
        ('⻚', '页'),
        ('⻛', '风'),
        ('⻜', '飞'),
        ('⻝', '食'),
        ('⻢', '马'),
        ('⻥', '鱼'),
        ('⻦', '鸟'),
        ('⻨', '麦'),
        ('⻩', '黄'),
        ('⻰', '龙'),
    ];
    EQUIVALENT
        .binary_search_by_key(&c, |&(radical, _)| radical)
        .ok()
        .and_then(|at| EQUIVALENT.get(at))
        .map(|&(_, ideograph)| ideograph)
}

/// Whether the character belongs to a script that is written from right to
/// left: Hebrew, Arabic and their like.
pub(super) fn is_right_to_left(c: char) -> bool {
    matches!(
        u32::from(c),
        0x0590..=0x05ff
            | 0x0600..=0x0605
            | 0x0608
            | 0x060b
            | 0x060d
            | 0x061b..=0x064a
            | 0x066d..=0x066f
            | 0x0671..=0x06d5
            | 0x06e5..=0x06e6
            | 0x06ee..=0x06ef
            | 0x06fa..=0x08ff
            | 0xfb1d..=0xfdff
            | 0xfe70..=0xfefc
            | 0x1_0800..=0x1_0fff
            | 0x1_e800..=0x1_efff
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        text.chars().flat_map(visible).collect()
    }

    #[test]
    fn ligatures_and_contextual_forms_are_taken_apart() {
        assert_eq!(shown("oﬃce ﻻﺎ"), "office لاا");
    }

    #[test]
    fn radicals_become_the_ideographs_that_look_the_same() {
        assert_eq!(shown("意⻅⽴⻓"), "意见立长");
    }

    #[test]
    fn full_width_marks_and_superscript_digits_stay_as_they_are() {
        assert_eq!(shown("（１）²№"), "（１）²№");
    }

    #[test]
    fn what_shows_nothing_vanishes() {
        assert_eq!(shown("a\0\u{fffd}\u{e001}\u{a0}\u{f0b7}"), "a •");
    }
}
