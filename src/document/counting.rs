//! Numbers as lists print them: the numbering that a format counts itself.

/// How a list counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Counting {
    /// `1` `2` `3`
    #[default]
    Decimal,
    /// `01` `02`
    DecimalZero,
    /// `１` `２`
    FullWidth,
    /// `١` `٢`
    ArabicIndic,
    /// `1st` `2nd`
    Ordinal,
    /// `①` `②`
    Circled,
    /// `⑴` `⑵`
    InParentheses,
    /// `⒈` `⒉`
    WithStop,
    /// `a` `b`, and behind `z` `aa` `bb` as word processors count.
    SmallLetter,
    /// The same with capitals.
    CapitalLetter,
    /// `a` `b`, and behind `z` `aa` `ab` as pages count.
    SmallAlphabet,
    /// The same with capitals.
    CapitalAlphabet,
    /// `i` `ii`
    SmallRoman,
    /// `I` `II`
    CapitalRoman,
    /// `а` `б`
    SmallRussian,
    /// `А` `Б`
    CapitalRussian,
    /// `أ` `ب` `ت`
    ArabicAlphabet,
    /// `أ` `ب` `ج`
    Abjad,
    /// `一` `十一` `一百零一`
    Chinese,
    /// `壹` `壹拾壹`
    ChineseLegal,
    /// `一` `一〇` `一〇一`: digit by digit.
    ChineseDigits,
    /// `甲` `乙`
    Stems,
    /// `子` `丑`
    Branches,
}

const RUSSIAN: &str = "абвгдежзиклмнопрстуфхцчшщыэюя";
const ARABIC_ALPHABET: &str = "أبتثجحخدذرزسشصضطظعغفقكلمنهوي";
const ABJAD: &str = "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ";
const STEMS: &str = "甲乙丙丁戊己庚辛壬癸";
const BRANCHES: &str = "子丑寅卯辰巳午未申酉戌亥";
const CHINESE: Han = Han {
    digits: ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'],
    units: ["", "十", "百", "千"],
    zero: "零",
    bare_ten: true,
};
const CHINESE_LEGAL: Han = Han {
    digits: ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'],
    units: ["", "拾", "佰", "仟"],
    zero: "零",
    bare_ten: false,
};

/// The signs of a way to write numbers in Chinese.
struct Han {
    digits: [char; 10],
    units: [&'static str; 4],
    /// What stands for units that are left out.
    zero: &'static str,
    /// Whether ten is `十` and not `一十`.
    bare_ten: bool,
}

impl Counting {
    /// The number as it is printed. What the way of counting cannot write is
    /// written in digits, as word processors do.
    pub(super) fn print(self, value: u32) -> String {
        let printed = match self {
            Self::Decimal => None,
            Self::DecimalZero => Some(format!("{value:02}")),
            Self::FullWidth => digits(value, |digit| char::from_u32(0xff10 + digit)),
            Self::ArabicIndic => digits(value, |digit| char::from_u32(0x660 + digit)),
            Self::Ordinal => Some(ordinal(value)),
            Self::Circled => circled(value),
            Self::InParentheses => beginning_with(value, 20, 0x2474),
            Self::WithStop => beginning_with(value, 20, 0x2488),
            Self::SmallLetter => repeated(value, "abcdefghijklmnopqrstuvwxyz"),
            Self::CapitalLetter => repeated(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
            Self::SmallAlphabet => alphabet(value, b'a'),
            Self::CapitalAlphabet => alphabet(value, b'A'),
            Self::SmallRoman => roman(value).map(|roman| roman.to_lowercase()),
            Self::CapitalRoman => roman(value),
            Self::SmallRussian => repeated(value, RUSSIAN),
            Self::CapitalRussian => repeated(value, RUSSIAN).map(|text| text.to_uppercase()),
            Self::ArabicAlphabet => repeated(value, ARABIC_ALPHABET),
            Self::Abjad => repeated(value, ABJAD),
            Self::Chinese => han(value, &CHINESE),
            Self::ChineseLegal => han(value, &CHINESE_LEGAL),
            Self::ChineseDigits => {
                digits(value, |digit| CHINESE.digits.get(digit as usize).copied())
            }
            Self::Stems => once(value, STEMS),
            Self::Branches => once(value, BRANCHES),
        };
        printed.unwrap_or_else(|| value.to_string())
    }
}

/// The number with each of its digits replaced.
fn digits(value: u32, sign: impl Fn(u32) -> Option<char>) -> Option<String> {
    value
        .to_string()
        .chars()
        .map(|c| sign(c.to_digit(10)?))
        .collect()
}

fn ordinal(value: u32) -> String {
    let ending = match (value % 10, value % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{value}{ending}")
}

fn circled(value: u32) -> Option<String> {
    match value {
        1..=20 => beginning_with(value, 20, 0x2460),
        21..=35 => beginning_with(value - 20, 15, 0x3251),
        36..=50 => beginning_with(value - 35, 15, 0x32b1),
        _ => None,
    }
}

/// The character at `first + value - 1`, for values up to `most`.
fn beginning_with(value: u32, most: u32, first: u32) -> Option<String> {
    (1..=most)
        .contains(&value)
        .then(|| char::from_u32(first + value - 1))
        .flatten()
        .map(String::from)
}

/// The letter, doubled and trebled behind the end of the alphabet.
fn repeated(value: u32, letters: &str) -> Option<String> {
    const MOST_TIMES: u32 = 30;
    let count = letters.chars().count() as u32;
    let place = value.checked_sub(1)?;
    let times = place / count + 1;
    let letter = letters.chars().nth((place % count) as usize)?;
    (times <= MOST_TIMES).then(|| std::iter::repeat_n(letter, times as usize).collect())
}

/// `a` to `z`, `aa`, `ab`.
fn alphabet(value: u32, first: u8) -> Option<String> {
    let mut letters = Vec::new();
    let mut rest = value;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(first + (rest % 26) as u8));
        rest /= 26;
    }
    (!letters.is_empty()).then(|| letters.into_iter().rev().collect())
}

fn once(value: u32, signs: &str) -> Option<String> {
    let place = value.checked_sub(1)? as usize;
    signs.chars().nth(place).map(String::from)
}

fn roman(value: u32) -> Option<String> {
    const STEPS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if !(1..4000).contains(&value) {
        return None;
    }
    let mut rest = value;
    let mut numeral = String::new();
    for (step, letters) in STEPS {
        while rest >= step {
            numeral.push_str(letters);
            rest -= step;
        }
    }
    Some(numeral)
}

/// `十一`, `一百零一`, up to four digits.
fn han(value: u32, signs: &Han) -> Option<String> {
    if !(1..10_000).contains(&value) {
        return None;
    }
    let mut text = String::new();
    let mut skipped = false;
    for (place, unit) in signs.units.iter().enumerate().rev() {
        let digit = value / 10_u32.pow(place as u32) % 10;
        if digit == 0 {
            skipped = true;
            continue;
        }
        if skipped && !text.is_empty() {
            text.push_str(signs.zero);
        }
        skipped = false;
        let is_bare = signs.bare_ten && place == 1 && digit == 1 && text.is_empty();
        if !is_bare {
            text.push(*signs.digits.get(digit as usize)?);
        }
        text.push_str(unit);
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(counting: Counting, values: &[u32]) -> Vec<String> {
        values.iter().map(|&value| counting.print(value)).collect()
    }

    #[test]
    fn latin_letters_and_numerals() {
        let letters = [1, 26, 27, 28, 53];
        assert_eq!(
            printed(Counting::SmallLetter, &letters),
            ["a", "z", "aa", "bb", "aaa"]
        );
        assert_eq!(
            printed(Counting::CapitalAlphabet, &letters),
            ["A", "Z", "AA", "AB", "BA"]
        );
        assert_eq!(
            printed(Counting::SmallRoman, &[1, 4, 9, 49, 1990]),
            ["i", "iv", "ix", "xlix", "mcmxc"]
        );
        assert_eq!(
            printed(Counting::Ordinal, &[1, 2, 3, 11, 21]),
            ["1st", "2nd", "3rd", "11th", "21st"]
        );
    }

    #[test]
    fn han_numerals() {
        assert_eq!(
            printed(
                Counting::Chinese,
                &[1, 10, 11, 20, 21, 100, 101, 110, 1001, 1010, 1100]
            ),
            [
                "一",
                "十",
                "十一",
                "二十",
                "二十一",
                "一百",
                "一百零一",
                "一百一十",
                "一千零一",
                "一千零一十",
                "一千一百"
            ]
        );
        assert_eq!(printed(Counting::ChineseLegal, &[3, 12]), ["叁", "壹拾贰"]);
        assert_eq!(
            printed(Counting::ChineseDigits, &[10, 105]),
            ["一〇", "一〇五"]
        );
        assert_eq!(printed(Counting::Stems, &[1, 10, 11]), ["甲", "癸", "11"]);
        assert_eq!(printed(Counting::FullWidth, &[12]), ["１２"]);
        assert_eq!(
            printed(Counting::Circled, &[3, 21, 36, 51]),
            ["③", "㉑", "㊱", "51"]
        );
    }

    #[test]
    fn other_alphabets() {
        assert_eq!(
            printed(Counting::SmallRussian, &[1, 2, 29, 30]),
            ["а", "б", "я", "аа"]
        );
        assert_eq!(printed(Counting::Abjad, &[1, 3]), ["أ", "ج"]);
        assert_eq!(printed(Counting::ArabicIndic, &[12]), ["١٢"]);
    }

    #[test]
    fn what_cannot_be_written_is_written_in_digits() {
        for counting in [
            Counting::SmallLetter,
            Counting::SmallAlphabet,
            Counting::SmallRoman,
            Counting::Chinese,
            Counting::Stems,
        ] {
            assert_eq!(counting.print(0), "0");
            assert!(!counting.print(u32::MAX).is_empty());
        }
    }
}
