//! How a turn begins in the record of a meeting: `Mr. Okafor (Nigeria):`,
//! `奥卡福先生(尼日利亚)(以英语发言)：`, `The President:`.

use super::characters::is_han;

/// Longest beginning of a turn, in characters.
const LONGEST: usize = 140;

/// What stands before a name, with the space that follows.
const TITLES: [&str; 42] = [
    "Mr. ",
    "Mrs. ",
    "Ms. ",
    "Miss ",
    "Dr. ",
    "Sir ",
    "Dame ",
    "Lord ",
    "Lady ",
    "Baroness ",
    "Prince ",
    "Princess ",
    "Sheikh ",
    "Archbishop ",
    "Monsignor ",
    "Ambassador ",
    "General ",
    "President ",
    "Prime Minister ",
    "M. ",
    "MM. ",
    "Mme ",
    "Mlle ",
    "Cheikh ",
    "Général ",
    "Sr. ",
    "Sra. ",
    "Srta. ",
    "Dra. ",
    "Jeque ",
    "Г-н ",
    "Г-жа ",
    "Сэр ",
    "Лорд ",
    "Шейх ",
    "Генерал ",
    "السيد ",
    "السيدة ",
    "الآنسة ",
    "الشيخ ",
    "الدكتور ",
    "السير ",
];

/// What stands after a name in Chinese.
const HAN_TITLES: [&str; 12] = [
    "先生", "女士", "夫人", "小姐", "博士", "爵士", "勋爵", "大使", "主教", "亲王", "公主", "将军",
];

/// Speakers who are called by their office, as far as the language mark or the
/// colon.
const OFFICES: [&str; 28] = [
    "The President",
    "The Acting President",
    "The Vice-President",
    "The Chair",
    "The Chairman",
    "The Chairperson",
    "The Secretary-General",
    "The Deputy Secretary-General",
    "Le Président",
    "La Présidente",
    "Le Secrétaire général",
    "La Secrétaire générale",
    "La Vice-Secrétaire générale",
    "El Presidente",
    "La Presidenta",
    "El Secretario General",
    "La Secretaria General",
    "La Vicesecretaria General",
    "Председатель",
    "Генеральный секретарь",
    "الرئيس",
    "الرئيسة",
    "الأمين العام",
    "主席",
    "代理主席",
    "秘书长",
    "常务副秘书长",
    "副秘书长",
];

/// The beginning of a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Opening<'t> {
    /// The speaker, without what stands in brackets.
    pub(super) speaker: &'t str,
    /// Whether brackets show that it is the record of a meeting, which an
    /// office before a colon does not.
    pub(super) is_sure: bool,
}

/// The beginning of a turn with which `text` begins, if it does.
pub(super) fn opening(text: &str) -> Option<Opening<'_>> {
    let (head, _) = split_at_colon(text)?;
    let name = head
        .find(['(', '（'])
        .map_or(head, |at| &head[..at])
        .trim_end();
    let brackets = &head[name.len()..];
    if !is_bracketed(brackets) {
        return None;
    }
    (OFFICES.contains(&name) || is_name(name)).then(|| Opening {
        speaker: name,
        is_sure: !brackets.trim().is_empty(),
    })
}

/// The text before the first colon that is outside of brackets, and after it.
fn split_at_colon(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0_usize;
    for (count, (at, c)) in text.char_indices().enumerate() {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            ':' | '：' if depth == 0 => {
                return Some((text[..at].trim_end(), &text[at + c.len_utf8()..]));
            }
            ';' | '；' | '。' | '!' | '?' if depth == 0 => return None,
            _ => {}
        }
        if count >= LONGEST {
            return None;
        }
    }
    None
}

/// Whether `text` is nothing but bracketed remarks.
fn is_bracketed(text: &str) -> bool {
    let mut depth = 0_usize;
    for c in text.chars() {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            c if depth == 0 && !c.is_whitespace() => return false,
            _ => {}
        }
    }
    depth == 0
}

/// Whether `name` is a title and a name of a few words.
fn is_name(name: &str) -> bool {
    if name.chars().any(is_han) {
        let title = HAN_TITLES.iter().find_map(|title| name.strip_suffix(title));
        return title.is_some_and(|name| {
            let length = name.chars().count();
            (1..=24).contains(&length) && !name.contains(['，', '、', '的', '和', '“', '《'])
        });
    }
    let rest = TITLES.iter().find_map(|title| name.strip_prefix(title));
    rest.is_some_and(|rest| {
        let words: Vec<&str> = rest.split_whitespace().collect();
        let cased = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
        let caseless = |word: &str| word.chars().all(|c| !c.is_uppercase() && !c.is_lowercase());
        (1..=7).contains(&words.len())
            && !rest.contains([',', '"', '“'])
            && words
                .first()
                .is_some_and(|word| cased(word) || caseless(word) || words.len() > 1)
            && words
                .last()
                .is_some_and(|word| cased(word) || caseless(word))
    })
}

/// First words of paragraphs in which nobody speaks: what happens in the room.
const EVENTS: [&str; 20] = [
    "The meeting was",
    "The meeting rose",
    "The meeting resumed",
    "A vote was taken",
    "The agenda was adopted",
    "La séance est",
    "L’ordre du jour est adopté",
    "Il est procédé au vote",
    "Se levanta la sesión",
    "Se abre la sesión",
    "Queda aprobado el orden del día",
    "Заседание открывается",
    "Заседание закрывается",
    "Повестка дня утверждается",
    "افتتحت الجلسة",
    "رفعت الجلسة",
    "أقر جدول الأعمال",
    "议程通过",
    "通过议程",
    "进行举手表决",
];

/// Whether `text` tells what happens in the room: `The meeting rose at 1 p.m.`
pub(super) fn is_event(text: &str) -> bool {
    let short = text.chars().count() <= 60;
    EVENTS.iter().any(|event| text.starts_with(event))
        || (short
            && ["散会。", "开会。", "散会", "开会"]
                .iter()
                .any(|end| text.ends_with(end)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn speaker(text: &str) -> Option<&str> {
        opening(text).map(|opening| opening.speaker)
    }

    #[test]
    fn turns_begin_with_a_title_a_name_and_a_colon_in_every_language() {
        for (text, expected) in [
            ("Mr. Okafor (Nigeria): I thank you.", "Mr. Okafor"),
            (
                "Mr. de Rivière (France) (spoke in French): I",
                "Mr. de Rivière",
            ),
            ("The President: I shall now", "The President"),
            ("The President (spoke in Arabic): I", "The President"),
            ("M. Dubois (Suisse) : Je remercie", "M. Dubois"),
            ("La Présidente (parle en anglais) : Je", "La Présidente"),
            ("Sra. Núñez (Chile): Agradezco", "Sra. Núñez"),
            ("Г-н Иванов (Российская Федерация): Мы", "Г-н Иванов"),
            ("Председатель (говорит по-английски): Я", "Председатель"),
            ("奥卡福先生(尼日利亚)(以英语发言)：我感谢", "奥卡福先生"),
            ("主席(以法语发言)：我现在请", "主席"),
            ("السيد العتيبي (الكويت): أشكر", "السيد العتيبي"),
            ("الرئيس (تكلم بالفرنسية): أعطي", "الرئيس"),
        ] {
            assert_eq!(speaker(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn other_colons_begin_no_turn() {
        for text in [
            "The Council decides: to remain",
            "Mr. Okafor said that the report was late: it",
            "Mr. Okafor; he added: that",
            "主席国的声明如下：",
            "理事会主席和秘书长先生们强调，各国：",
            "Mr. : none",
            "Members: none",
            "",
        ] {
            assert_eq!(speaker(text), None, "{text}");
        }
    }

    #[test]
    fn what_happens_in_the_room_is_nobodys_speech() {
        assert!(is_event("The meeting rose at 1.05 p.m."));
        assert!(is_event("下午1时05分散会。"));
        assert!(!is_event("The meeting of experts was useful."));
    }
}
