//! Digits, letters and Han numerals, read as the numbers that count items.

/// Most digits that a printed number has.
const MOST_DIGITS: usize = 4;

/// The Russian letters that count items, in order.
const RUSSIAN: &str = "абвгдежзиклмнопрстуфхцчшщэюя";

/// The Arabic letters that count items, in order.
const ARABIC: &str = "أبجدهوزحطيكلمنسعفصقرشت";

/// The number that the text begins with, in ASCII or full-width digits, and
/// the text after it; nothing if there are more than four digits.
pub(super) fn digits(text: &str) -> Option<(u32, &str)> {
    let mut value = 0;
    let mut count = 0;
    let mut rest = text.chars();
    loop {
        let after = rest.as_str();
        match rest.next().and_then(digit) {
            Some(_) if count == MOST_DIGITS => return None,
            Some(digit) => {
                value = value * 10 + digit;
                count += 1;
            }
            None => return (count > 0).then_some((value, after)),
        }
    }
}

fn digit(c: char) -> Option<u32> {
    let ascii = match c {
        '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0'))?,
        _ => c,
    };
    ascii.to_digit(10)
}

/// The Han numeral below a thousand that the text begins with, and the text
/// after it.
pub(super) fn han_number(text: &str) -> Option<(u32, &str)> {
    let (mut total, mut unit) = (0, None);
    let mut rest = text;
    for _ in 0..6 {
        let mut chars = rest.chars();
        match chars.next().and_then(han_value) {
            Some(HanValue::Digit(digit)) => unit = Some(unit.unwrap_or(0) * 10 + digit),
            Some(HanValue::Times(weight)) => total += unit.take().unwrap_or(1) * weight,
            None => break,
        }
        rest = chars.as_str();
    }
    let value = total + unit.unwrap_or(0);
    (value > 0).then_some((value, rest))
}

/// What one character adds to a Han numeral.
enum HanValue {
    Digit(u32),
    Times(u32),
}

fn han_value(c: char) -> Option<HanValue> {
    let position = "〇一二三四五六七八九".chars().position(|known| known == c);
    match (position, c) {
        (Some(digit), _) => u32::try_from(digit).ok().map(HanValue::Digit),
        (None, '零') => Some(HanValue::Digit(0)),
        (None, '十') => Some(HanValue::Times(10)),
        (None, '百') => Some(HanValue::Times(100)),
        _ => None,
    }
}

/// The value of a small Roman numeral below 40, if it is written canonically.
pub(super) fn roman(text: &str) -> Option<u32> {
    if text.is_empty() || text.len() > 7 {
        return None;
    }
    (1..40).find(|&value| roman_numeral(value) == text)
}

fn roman_numeral(value: u32) -> String {
    const ONES: [&str; 10] = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
    let ones = ONES.get((value % 10) as usize).copied().unwrap_or_default();
    "x".repeat((value / 10) as usize) + ones
}

/// The position of a small Latin letter; after `z` come `aa`, `bb`.
pub(super) fn alphabet_position(text: &str) -> Option<u32> {
    let mut letters = text.chars();
    let letter = letters.next().filter(char::is_ascii_lowercase)?;
    let position = u32::from(letter) - u32::from('a') + 1;
    match letters.next() {
        None => Some(position),
        Some(second) if second == letter && letters.next().is_none() => Some(position + 26),
        Some(_) => None,
    }
}

/// The position of a Russian or Arabic letter among those that count items.
pub(super) fn ordinal_letter(text: &str) -> Option<u32> {
    let mut letters = text.chars();
    let letter = letters.next()?;
    if letters.next().is_some() {
        return None;
    }
    let position = |alphabet: &str| alphabet.chars().position(|known| known == letter);
    let index = position(RUSSIAN).or_else(|| position(ARABIC))?;
    u32::try_from(index + 1).ok()
}

/// The value of a number printed as one character: `③`, `⑶`, `⒊`, `㈢`.
pub(super) fn circled(c: char) -> Option<u32> {
    let first = match c {
        '①'..='⑳' => '①',
        '⑴'..='⒇' => '⑴',
        '⒈'..='⒛' => '⒈',
        '㈠'..='㈩' => '㈠',
        _ => return None,
    };
    Some(u32::from(c) - u32::from(first) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_read_up_to_four() {
        assert_eq!(digits("12. The"), Some((12, ". The")));
        assert_eq!(digits("１２、"), Some((12, "、")));
        assert_eq!(digits("2023年"), Some((2023, "年")));
        assert_eq!(digits("20231. "), None);
        assert_eq!(digits("a"), None);
    }

    #[test]
    fn han_numerals_are_read() {
        for (text, value) in [
            ("一", 1),
            ("十", 10),
            ("十二", 12),
            ("二十", 20),
            ("一百零三", 103),
            ("二〇", 20),
        ] {
            assert_eq!(han_number(text), Some((value, "")), "{text}");
        }
        assert_eq!(han_number("条"), None);
        assert_eq!(han_number("零"), None);
    }

    #[test]
    fn roman_numerals_must_be_canonical() {
        assert_eq!(roman("iv"), Some(4));
        assert_eq!(roman("xxxviii"), Some(38));
        for text in ["iiii", "vx", "il", "", "ivory", "did"] {
            assert_eq!(roman(text), None, "{text}");
        }
    }

    #[test]
    fn letters_count_in_their_alphabet() {
        assert_eq!(alphabet_position("c"), Some(3));
        assert_eq!(alphabet_position("bb"), Some(28));
        assert_eq!(alphabet_position("of"), None);
        assert_eq!(ordinal_letter("б"), Some(2));
        assert_eq!(ordinal_letter("ج"), Some(3));
        assert_eq!(ordinal_letter("и т"), None);
    }

    #[test]
    fn numbers_of_one_character_are_read() {
        assert_eq!(circled('③'), Some(3));
        assert_eq!(circled('㈩'), Some(10));
        assert_eq!(circled('3'), None);
    }
}
