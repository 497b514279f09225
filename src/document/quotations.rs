//! The quotation mark that is repeated before every paragraph of a quotation.
//!
//! It is typography: it says that the quotation goes on, and nothing about the
//! paragraph. So it is dropped from all paragraphs of such a quotation, the
//! first included. The mark that closes the quotation is printed once and
//! stays, as does the opening mark of a quotation of one paragraph.

use super::paragraphs::Draft;

/// A kind of quotation marks: what opens and what closes.
type Marks = (char, char);

const KINDS: [Marks; 6] = [
    ('“', '”'),
    ('「', '」'),
    ('『', '』'),
    ('«', '»'),
    ('„', '“'),
    ('"', '"'),
];

/// Drops the repeated marks from `drafts`.
pub(super) fn drop_repeated_marks(drafts: &mut [Draft]) {
    let mut rest = drafts;
    while let Some((first, after)) = rest.split_first_mut() {
        let taken = match repeated_mark(first, after) {
            Some(marks) => {
                first.quote(marks.0);
                drop_until_closed(after, marks)
            }
            None => 0,
        };
        rest = after.get_mut(taken..).unwrap_or_default();
    }
}

/// The marks of a quotation that `first` opens and the next paragraph repeats.
fn repeated_mark(first: &Draft, after: &[Draft]) -> Option<Marks> {
    let next = after.first()?;
    KINDS.into_iter().find(|&marks| {
        first.text.starts_with(marks.0)
            && next.text.starts_with(marks.0)
            && stays_open(&first.text, marks)
    })
}

/// Drops the mark from the paragraphs that go on with a quotation; says how
/// many there were.
fn drop_until_closed(drafts: &mut [Draft], marks: Marks) -> usize {
    let mut taken = 0;
    for draft in drafts {
        if !draft.text.starts_with(marks.0) {
            break;
        }
        let goes_on = stays_open(&draft.text, marks);
        draft.quote(marks.0);
        taken += 1;
        if !goes_on {
            break;
        }
    }
    taken
}

/// Whether the paragraph opens more quotations than it closes.
fn stays_open(text: &str, (open, close): Marks) -> bool {
    let count = |mark| text.chars().filter(|&c| c == mark).count();
    if open == close {
        count(open) % 2 == 1
    } else {
        count(open) > count(close)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unquoted(texts: &[&str]) -> Vec<String> {
        let mut drafts: Vec<_> = texts.iter().map(|text| Draft::new(text)).collect();
        drop_repeated_marks(&mut drafts);
        drafts.into_iter().map(|draft| draft.text).collect()
    }

    #[test]
    fn the_mark_before_every_paragraph_is_dropped_and_the_last_one_stays() {
        assert_eq!(
            unquoted(&["声明如下：", "“甲“乙”。", "“丙。", "“丁。”", "“戊”"]),
            ["声明如下：", "甲“乙”。", "丙。", "丁。”", "“戊”"]
        );
        assert_eq!(unquoted(&["\"One.", "\" Two.\""]), ["One.", "Two.\""]);
    }

    #[test]
    fn a_quotation_of_one_paragraph_keeps_its_marks() {
        for texts in [["“One.”", "“Two.”"], ["“One.", "Two.”"]] {
            assert_eq!(unquoted(&texts), texts);
        }
    }
}
