//! Where a text divides into clauses.

use std::ops::Range;

use super::normalize::is_han;

/// The byte ranges of a text's clauses, without the marks between them.
///
/// Clauses end at `，；：、。！？` and their like in other scripts. The marks
/// that also stand inside numbers and abbreviations (`.`, `,`, `:`) end a
/// clause only where no letter or digit follows at once, or Han text does.
///
/// ```
/// use thematic::text::clauses;
/// let text = "Recalling 1,200 rounds, and the U.N. report: 回顾，强调。";
/// let found: Vec<&str> = clauses(text).map(|clause| &text[clause]).collect();
/// assert_eq!(found, ["Recalling 1,200 rounds", " and the U.N", " report", " 回顾", "强调"]);
/// ```
pub fn clauses(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut characters = text.char_indices().peekable();
    let mut start = 0;
    let mut done = false;
    std::iter::from_fn(move || {
        while !done {
            let Some((place, character)) = characters.next() else {
                done = true;
                return has_content(&text[start..]).then_some(start..text.len());
            };
            let next = characters.peek().map(|(_, next)| *next);
            if ends_clause(character, next) {
                let clause = start..place;
                start = place + character.len_utf8();
                if has_content(&text[clause.clone()]) {
                    return Some(clause);
                }
            }
        }
        None
    })
}

fn has_content(clause: &str) -> bool {
    clause.chars().any(char::is_alphanumeric)
}

fn ends_clause(character: char, next: Option<char>) -> bool {
    match character {
        ';' | '!' | '?' | '\n' | '，' | '；' | '：' | '、' | '。' | '！' | '？' | '．' | '｡'
        | '､' | '،' | '؛' | '؟' | '۔' | '।' => true,
        '.' | ',' | ':' => next.is_none_or(|next| !next.is_alphanumeric() || is_han(next)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        clauses(text).map(|clause| text[clause].trim()).collect()
    }

    #[test]
    fn lists_fall_into_their_items() {
        assert_eq!(
            split("贩运军火、毒品、文化财产和贩运人口，包括黄金。"),
            ["贩运军火", "毒品", "文化财产和贩运人口", "包括黄金"]
        );
    }

    #[test]
    fn numbers_times_and_abbreviations_stay_whole() {
        assert_eq!(
            split("At 10:30 a.m. 3.5 per cent,"),
            ["At 10:30 a.m", "3.5 per cent"]
        );
        assert_eq!(split("第2.3段"), ["第2.3段"]);
    }

    #[test]
    fn arabic_marks_count() {
        assert_eq!(split("السلام، والأمن؛ معا"), ["السلام", "والأمن", "معا"]);
    }

    #[test]
    fn nothing_gives_nothing() {
        assert!(split("").is_empty());
        assert!(split("，。！").is_empty());
    }
}
