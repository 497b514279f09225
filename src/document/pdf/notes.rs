//! Footnotes: small type at the foot of a column, below a rule or beginning
//! with a raised mark.

use std::ops::Range;

use super::layout::Item;
use super::lines::TextLine;
use super::sheet::Rule;

/// The length of a rule above footnotes, in points.
const RULE: Range<f32> = 20.0..300.0;

/// The size of the type of footnotes, compared with that of the text.
const NOTE_SIZE: f32 = 0.96;

/// The space, in sizes of type, that sets a running footer apart from the
/// footnotes above it.
const FOOTER_SPACE: f32 = 2.2;

/// The items of a column that are footnotes; `size` is that of the page's text.
pub(super) fn find(items: &[Item], rules: &[Rule], size: f32) -> Range<usize> {
    let none = items.len()..items.len();
    let mut found = none.clone();
    for (at, item) in items.iter().enumerate() {
        let Item::Line(line) = item else {
            continue;
        };
        let above = at.checked_sub(1).and_then(|above| items.get(above));
        let begins_note = line.begins_raised || begins_with_mark(&line.text);
        let is_small = line.size <= size * NOTE_SIZE;
        let below_rule = rules.iter().any(|rule| is_above(rule, line, above));
        let begins = (below_rule && begins_note) || (line.begins_raised && is_small);
        if begins && is_foot(items, at, size) {
            found = at..end(items, at);
            break;
        }
    }
    if found.is_empty() { none } else { found }
}

/// Whether the rule stands between the line and what is above it.
fn is_above(rule: &Rule, line: &TextLine, above: Option<&Item>) -> bool {
    let top = match above {
        Some(Item::Line(above)) => above.baseline - above.size * 0.2,
        Some(Item::Cell(_)) => line.baseline - line.size * 4.0,
        None => line.baseline - line.size * 3.0,
    };
    rule.is_horizontal()
        && RULE.contains(&rule.width())
        && (top..line.baseline).contains(&rule.top)
        && rule.left < line.right
        && rule.right > line.left
}

/// Whether the text begins as a footnote does: `1 See`, `* Reissued`, `a/ See`.
fn begins_with_mark(text: &str) -> bool {
    let rest = text.trim_start_matches(|c: char| c.is_numeric());
    let digits = text.len() - rest.len();
    (digits > 0 && digits <= 6 && rest.starts_with([' ', '/', ')']))
        || text.starts_with(['*', '†', '‡'])
        || (text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.chars().nth(1).is_some_and(|c| matches!(c, '/' | ' ')))
}

/// Whether nothing but small type and running footers follows.
fn is_foot(items: &[Item], start: usize, size: f32) -> bool {
    let end = end(items, start);
    let small = |item: &Item| match item {
        Item::Line(line) => line.size <= size * NOTE_SIZE || line.begins_raised,
        Item::Cell(_) => false,
    };
    let first_is_small = items.get(start).is_some_and(small);
    let notes = items.get(start..end).unwrap_or_default();
    let footer = items.get(end..).unwrap_or_default();
    let same_size = notes.iter().all(|item| matches!(item, Item::Line(_)));
    footer.len() <= 4
        && if first_is_small {
            notes.iter().all(small) || same_size
        } else {
            same_size
        }
}

/// Where the footnotes end: at a running footer, which is set apart.
fn end(items: &[Item], start: usize) -> usize {
    let mut end = start + 1;
    while let (Some(Item::Line(above)), Some(Item::Line(line))) =
        (items.get(end - 1), items.get(end))
    {
        let size = above.size.max(line.size);
        if line.baseline - above.baseline > size * FOOTER_SPACE {
            break;
        }
        end += 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, baseline: f32, size: f32, begins_raised: bool) -> Item {
        Item::Line(TextLine {
            text: text.to_owned(),
            left: 100.0,
            right: 300.0,
            baseline,
            size,
            bold: false,
            leftwards: Some(false),
            begins_raised,
        })
    }

    fn rule(top: f32) -> Rule {
        Rule {
            left: 100.0,
            right: 244.0,
            top,
            bottom: top + 0.5,
        }
    }

    #[test]
    fn small_type_below_a_rule_is_notes_up_to_the_footer() {
        let items = [
            line("text", 100.0, 10.0, false),
            line("1 See S/2031/7,", 130.0, 8.0, true),
            line("annex.", 140.0, 8.0, false),
            line("2/5", 180.0, 8.0, false),
        ];
        assert_eq!(find(&items, &[rule(118.0)], 10.0), 1..3);
        assert_eq!(find(&items, &[], 10.0), 1..3);
    }

    #[test]
    fn text_below_a_rule_is_text() {
        let items = [
            line("title", 100.0, 10.0, false),
            line("text", 130.0, 10.0, false),
        ];
        assert!(find(&items, &[rule(118.0)], 10.0).is_empty());
    }
}
