//! One form for texts that a reader would call the same.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;
use unicode_normalization::UnicodeNormalization;

/// Appends a text in normal form: Unicode NFKC (which also makes full-width
/// letters narrow), lower case, simplified characters, no space beside a Han
/// character, one space elsewhere.
///
/// ```
/// use thematic::text::normalize;
/// let mut form = String::new();
/// normalize("　２０２３ 年 《國際》 ＵＮ  Charter ", &mut form);
/// assert_eq!(form, "2023年《国际》un charter");
/// ```
///
/// Characters that stand only for compatibility are made the usual ones before
/// they are simplified: 樂 (U+F914) is 乐, as 樂 (U+6A02) is.
pub fn normalize(text: &str, form: &mut String) {
    if text.chars().all(is_simple) {
        fold(simplify(text).chars().map(narrow), form);
    } else {
        // Compatibility ideographs become unified ones first, so that they too
        // are made simple.
        let unified: String = text.nfkc().collect();
        fold(simplify(&unified).chars(), form);
    }
}

/// Whether a character is of the Han script (the unified ideographs and the
/// marks 々 and 〇 that stand among them).
pub(crate) fn is_han(character: char) -> bool {
    matches!(character,
        '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '々' | '〇'
        | '\u{20000}'..='\u{323af}' | '\u{f900}'..='\u{faff}')
}

/// Whether NFKC does nothing to a character beyond narrowing it, whatever
/// stands beside it; most Chinese and English text is made of such characters.
fn is_simple(character: char) -> bool {
    matches!(character,
        '\0'..='\u{7e}' | '\u{4e00}'..='\u{9fff}' | '\u{3001}'..='\u{3011}'
        | '\u{2010}' | '\u{2012}'..='\u{2016}' | '\u{2018}'..='\u{2022}'
        | '\u{ff01}'..='\u{ff5e}' | '\u{3000}')
}

fn narrow(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(character as u32 - 0xfee0).unwrap_or(character),
        '\u{3000}' => ' ',
        _ => character,
    }
}

fn fold(characters: impl Iterator<Item = char>, form: &mut String) {
    let start = form.len();
    let mut space = false;
    let mut previous = None;
    for character in characters {
        if character.is_whitespace() {
            space = true;
            continue;
        }
        if space {
            space = false;
            let beside_han = is_wide(character) || previous.is_some_and(is_wide);
            if form.len() > start && !beside_han {
                form.push(' ');
            }
        }
        if character.is_ascii() {
            form.push(character.to_ascii_lowercase());
        } else if is_han(character) {
            form.push(character);
        } else {
            form.extend(character.to_lowercase());
        }
        previous = Some(character);
    }
}

/// Han characters and the marks of their scripts: spaces beside them are layout.
fn is_wide(character: char) -> bool {
    is_han(character) || matches!(character, '\u{3001}'..='\u{3011}')
}

/// Traditional characters as simplified ones, by OpenCC's tables of phrases and
/// characters. Texts without a character that has another simplified form,
/// which is nearly all, are passed through.
fn simplify(text: &str) -> Cow<'_, str> {
    static OPENCC: OnceLock<Option<OpenCC>> = OnceLock::new();
    if !text.chars().any(has_other_form) {
        return Cow::Borrowed(text);
    }
    // The tables are compiled into the program, so this cannot fail.
    let opencc = OPENCC.get_or_init(|| OpenCC::from_config(BuiltinConfig::T2s).ok());
    match opencc {
        Some(opencc) => Cow::Owned(opencc.convert(text)),
        None => Cow::Borrowed(text),
    }
}

/// The basic unified ideographs that OpenCC changes when they stand alone.
static TRADITIONAL: &str = include_str!("traditional.txt");

/// The basic unified ideographs.
const IDEOGRAPHS: Range<usize> = 0x4e00..0xa000;

/// Whether a character changes when it stands alone.
fn has_other_form(character: char) -> bool {
    /// One bit for each basic ideograph.
    static CHANGED: OnceLock<Vec<u64>> = OnceLock::new();
    let place = (character as usize).wrapping_sub(IDEOGRAPHS.start);
    if place >= IDEOGRAPHS.len() {
        return false;
    }
    let changed = CHANGED.get_or_init(|| {
        let mut changed = vec![0; IDEOGRAPHS.len() / 64];
        for character in TRADITIONAL.chars() {
            let place = (character as usize).wrapping_sub(IDEOGRAPHS.start);
            if let Some(bits) = changed.get_mut(place / 64) {
                *bits |= 1 << (place % 64);
            }
        }
        changed
    });
    changed[place / 64] >> (place % 64) & 1 == 1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn normal(text: &str) -> String {
        let mut form = String::new();
        normalize(text, &mut form);
        form
    }

    #[test]
    fn traditional_characters_are_folded_and_words_kept_that_look_traditional() {
        assert_eq!(normal("打擊恐怖主義與邊界安全"), "打击恐怖主义与边界安全");
        assert_eq!(normal("显著"), "显著");
    }

    #[test]
    fn layout_spaces_go_and_others_stay_single() {
        assert_eq!(normal("第 2482(2019) 号 决议"), "第2482(2019)号决议");
        assert_eq!(normal("Security \t Council"), "security council");
    }

    #[test]
    fn compatibility_forms_become_plain() {
        assert_eq!(normal("ﬁre №５ ①"), "fire no5 1");
        assert_eq!(normal("e\u{301}tat"), "état");
        assert_eq!(normal("ÉTAT Ä"), "état ä");
        assert_eq!(normal("音\u{f914}"), "音乐");
        assert_eq!(normal("\u{2f3c}脏"), "心脏");
    }

    #[test]
    fn the_traditional_characters_are_those_that_opencc_changes() {
        let opencc = OpenCC::from_config(BuiltinConfig::T2s).unwrap();
        let ideographs = IDEOGRAPHS.filter_map(|place| char::from_u32(place as u32));
        let changed: String = ideographs
            .filter(|character| {
                let alone = character.to_string();
                let changes = opencc.convert(&alone) != alone;
                assert_eq!(has_other_form(*character), changes, "{character}");
                changes
            })
            .collect();
        assert_eq!(TRADITIONAL.lines().collect::<String>(), changed);
    }

    proptest! {
        #[test]
        fn simple_texts_take_the_short_way_to_the_same_form(
            text in "[a-zA-Z0-9 ,.；，：“”（）\u{4e00}-\u{9fff}]{0,40}"
        ) {
            let mut long = String::new();
            let unified: String = text.nfkc().collect();
            fold(simplify(&unified).chars(), &mut long);
            prop_assert_eq!(normal(&text), long);
        }

        #[test]
        fn the_form_of_a_form_is_itself(text in "[a-zA-Z0-9 ,é；“《\u{4e00}-\u{4eff}]{0,40}") {
            let once = normal(&text);
            prop_assert_eq!(normal(&once), once);
        }
    }
}
