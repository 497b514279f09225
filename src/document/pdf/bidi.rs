//! The order in which characters are read, from the order in which they lie on
//! paper.
//!
//! The bidirectional algorithm of Unicode (Annex 9) goes the other way. Going
//! back is not always possible without doubt; what is done here follows the
//! rules by which numbers and foreign words keep their direction within text
//! that runs from right to left.

use unicode_normalization::char::is_combining_mark;

use super::characters::is_right_to_left;

/// What a character is to the direction of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// A letter that is read from right to left.
    Right,
    /// A letter that is read from left to right.
    Left,
    /// A digit, which is read from left to right in any text.
    Digit,
    /// What joins digits to one number: `1,000`, `3/5`, `10:30`.
    Separator,
    /// Spaces and marks, which go with what is around them.
    Neutral,
}

fn class(c: char) -> Class {
    match c {
        '0'..='9' | '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}' => Class::Digit,
        '.' | ',' | '/' | ':' | '\u{66b}' | '\u{66c}' => Class::Separator,
        c if is_right_to_left(c) => Class::Right,
        c if c.is_alphanumeric() => Class::Left,
        _ => Class::Neutral,
    }
}

/// Whether most letters are read from right to left; nothing if there are no
/// letters.
pub(super) fn runs_leftwards(text: &[char]) -> Option<bool> {
    let count = |wanted| text.iter().filter(|&&c| class(c) == wanted).count();
    let (right, left) = (count(Class::Right), count(Class::Left));
    (right + left > 0).then_some(right >= left)
}

/// The characters of a line in the order in which they are read, from their
/// order from left to right. `leftwards` says whether the line as a whole is
/// read from right to left, `among_leftwards` whether the text around it is.
pub(super) fn logical(visual: &[char], leftwards: bool, among_leftwards: bool) -> String {
    let mut text: Vec<char> = if leftwards {
        from_right(visual)
    } else if visual.iter().any(|&c| is_right_to_left(c)) {
        from_left(visual)
    } else {
        visual.to_vec()
    };
    mirror(&mut text, leftwards, leftwards || among_leftwards);
    text.into_iter().collect()
}

/// A line that is read from right to left, in which runs of foreign words and
/// numbers are read from left to right.
fn from_right(visual: &[char]) -> Vec<char> {
    let mut text = Vec::with_capacity(visual.len());
    let mut end = visual.len();
    while end > 0 {
        let start = run_start(visual, end);
        if let Some(run) = visual.get(start..end) {
            text.extend_from_slice(run);
        }
        end = start;
    }
    text
}

/// Where the stretch begins that ends before `end` and is read from left to
/// right; a single cluster otherwise.
fn run_start(visual: &[char], end: usize) -> usize {
    let class_at = |at: usize| visual.get(at).map_or(Class::Neutral, |&c| class(c));
    let last = end - 1;
    let has_letter = left_run(visual, end);
    if let Some(start) = has_letter {
        return start;
    }
    if class_at(last) == Class::Digit {
        return number_start(visual, end);
    }
    // A letter is read before the marks that lie to its right in the line.
    let mut start = last;
    while start > 0 && visual.get(start).is_some_and(|&c| is_combining_mark(c)) {
        start -= 1;
    }
    start
}

/// The start of a number whose last digit stands before `end`.
fn number_start(visual: &[char], end: usize) -> usize {
    let class_at = |at: usize| visual.get(at).map_or(Class::Neutral, |&c| class(c));
    let mut start = end - 1;
    loop {
        let before = |back: usize| start.checked_sub(back).map(class_at);
        if before(1) == Some(Class::Digit) {
            start -= 1;
        } else if before(1) == Some(Class::Separator) && before(2) == Some(Class::Digit) {
            start -= 2;
        } else {
            return start;
        }
    }
}

/// The start of a run of foreign words that ends before `end`: it begins and
/// ends with letters or digits, and has a letter before any digit that stands
/// apart.
fn left_run(visual: &[char], end: usize) -> Option<usize> {
    let class_at = |at: usize| visual.get(at).map_or(Class::Neutral, |&c| class(c));
    if !matches!(class_at(end - 1), Class::Left | Class::Digit) {
        return None;
    }
    let mut start = end;
    let mut first_letter = None;
    while let Some(at) = start.checked_sub(1) {
        match class_at(at) {
            Class::Right => break,
            Class::Left => first_letter = Some(at),
            Class::Digit | Class::Separator | Class::Neutral => {}
        }
        start = at;
    }
    let letter = first_letter?;
    // Digits that touch the first letter belong to it: `10K`.
    let mut first = letter;
    while first > start && class_at(first - 1) == Class::Digit {
        first -= 1;
    }
    Some(first)
}

/// A line that is read from left to right, with words that are not.
fn from_left(visual: &[char]) -> Vec<char> {
    let is_right = |at: usize| visual.get(at).is_some_and(|&c| class(c) == Class::Right);
    let mut text = Vec::with_capacity(visual.len());
    let mut at = 0;
    while let Some(&c) = visual.get(at) {
        if !is_right(at) {
            text.push(c);
            at += 1;
            continue;
        }
        let is_left = |at: usize| visual.get(at).is_some_and(|&c| class(c) == Class::Left);
        let reach = (at..visual.len()).take_while(|&at| !is_left(at));
        let end = reach.filter(|&at| is_right(at)).max().unwrap_or(at) + 1;
        let marks = visual
            .iter()
            .skip(end)
            .take_while(|&&c| is_combining_mark(c));
        let end = end + marks.count();
        if let Some(run) = visual.get(at..end) {
            text.extend(from_right(run));
        }
        at = end;
    }
    text
}

/// Brackets that look at each other.
const PAIRS: [(char, char); 6] = [
    ('(', ')'),
    ('[', ']'),
    ('{', '}'),
    ('«', '»'),
    ('‹', '›'),
    ('<', '>'),
];

/// Turns brackets within text that is read from right to left, unless the file
/// names them by what they mean rather than by how they look.
fn mirror(text: &mut [char], leftwards: bool, among_leftwards: bool) {
    if !among_leftwards && !text.iter().any(|&c| is_right_to_left(c)) {
        return;
    }
    let turned: Vec<char> = text
        .iter()
        .enumerate()
        .map(|(at, &c)| {
            if is_among_left(text, at) {
                c
            } else {
                turned(c)
            }
        })
        .collect();
    if faults(&turned) < faults(text) || (faults(&turned) == faults(text) && leftwards) {
        text.copy_from_slice(&turned);
    }
}

/// Whether the nearest letters or digits on both sides are read from left to
/// right.
fn is_among_left(text: &[char], at: usize) -> bool {
    let is_strong = |c: &&char| matches!(class(**c), Class::Left | Class::Right);
    let before = text.iter().take(at).rev().find(is_strong);
    let after = text.iter().skip(at + 1).find(is_strong);
    let is_left = |c: Option<&char>| c.is_some_and(|&c| class(c) == Class::Left);
    is_left(before) && is_left(after)
}

fn turned(c: char) -> char {
    PAIRS
        .iter()
        .find_map(|&(open, close)| match c {
            c if c == open => Some(close),
            c if c == close => Some(open),
            _ => None,
        })
        .unwrap_or(c)
}

/// How many brackets close nothing or are never closed, stand beside a space
/// on their inner side, or beside a letter on their outer side.
fn faults(text: &[char]) -> usize {
    let mut open: Vec<char> = Vec::new();
    let mut faults = 0;
    let is_space = |c: Option<&char>| c.is_none_or(|c| c.is_whitespace());
    let is_letter = |c: Option<&char>| c.is_some_and(|c| c.is_alphanumeric());
    for (at, &c) in text.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| text.get(before));
        let after = text.get(at + 1);
        if let Some((_, close)) = PAIRS.iter().find(|pair| pair.0 == c) {
            open.push(*close);
            faults += usize::from(is_space(after)) + usize::from(is_letter(before));
        } else if PAIRS.iter().any(|pair| pair.1 == c) {
            faults += usize::from(open.pop_if(|last| *last == c).is_none());
            faults += usize::from(is_space(before)) + usize::from(is_letter(after));
        }
    }
    faults + open.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(visual: &str, leftwards: bool) -> String {
        logical(&visual.chars().collect::<Vec<_>>(), leftwards, false)
    }

    /// The text as it lies on paper, by the letters alone: Latin capitals stand
    /// for Hebrew letters in what follows.
    fn hebrew(text: &str) -> String {
        let letter = |c: char| match c {
            'A'..='Z' => char::from_u32(0x5d0 + u32::from(c) - u32::from('A')).unwrap(),
            c => c,
        };
        text.chars().map(letter).collect()
    }

    #[test]
    fn letters_are_read_from_the_right_and_numbers_from_the_left() {
        assert_eq!(
            read(&hebrew("2031 FED 18 CBA"), true),
            hebrew("ABC 18 DEF 2031")
        );
        assert_eq!(read(&hebrew("3.5 BA"), true), hebrew("AB 3.5"));
    }

    #[test]
    fn numbers_with_a_space_between_them_are_two() {
        assert_eq!(read(&hebrew("20 18 A"), true), hebrew("A 18 20"));
    }

    #[test]
    fn foreign_words_keep_their_direction_and_their_digits() {
        assert_eq!(
            read(&hebrew("CB s/res/2031 (2031) x A"), true),
            hebrew("A s/res/2031 (2031) x BC")
        );
    }

    #[test]
    fn brackets_are_turned_where_they_are_named_by_their_looks() {
        assert_eq!(read(&hebrew(")CB( A"), true), hebrew("A (BC)"));
        assert_eq!(read(&hebrew("(CB) A"), true), hebrew("A (BC)"));
        assert_eq!(read(&hebrew("DC) (BA X"), true), hebrew("X AB) (CD"));
        assert_eq!(
            read(&hebrew(",(s/2031/77 CBA) D"), true),
            hebrew("D (ABC s/2031/77),")
        );
    }

    #[test]
    fn words_from_the_right_within_a_line_from_the_left_are_turned() {
        assert_eq!(
            read(&hebrew("see CBA ED 7 here"), false),
            hebrew("see DE ABC 7 here")
        );
        assert_eq!(read("plain (text)", false), "plain (text)");
    }

    #[test]
    fn marks_stay_behind_their_letter() {
        assert_eq!(read("\u{5d1}\u{5d0}\u{5b7}", true), "\u{5d0}\u{5b7}\u{5d1}");
    }

    #[test]
    fn the_direction_is_that_of_most_letters() {
        let direction = |text: &str| runs_leftwards(&hebrew(text).chars().collect::<Vec<_>>());
        assert_eq!(direction("ABC x"), Some(true));
        assert_eq!(direction("xyz A"), Some(false));
        assert_eq!(direction("12 %"), None);
    }
}
