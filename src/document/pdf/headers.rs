//! Running headers above a rule, which only the rule tells from the text when
//! few pages have one.

use super::pieces::Piece;
use super::sheet::Sheet;

/// How far down the page a running header reaches, as a share of its height.
const ZONE: f32 = 0.12;

/// Most lines of a running header.
const MOST_LINES: usize = 2;

/// The width of the rule, compared with that of the text.
const RULE: f32 = 0.6;

/// Removes the running header of a page that is not the first.
pub(super) fn remove(pieces: &mut Vec<Piece>, sheet: &Sheet) {
    let left = pieces
        .iter()
        .map(|piece| piece.left)
        .fold(f32::MAX, f32::min);
    let right = pieces
        .iter()
        .map(|piece| piece.right)
        .fold(f32::MIN, f32::max);
    let lowest = sheet.top + sheet.height * ZONE;
    let rule = sheet
        .rules
        .iter()
        .filter(|rule| rule.is_horizontal() && rule.width() >= RULE * (right - left))
        .map(|rule| rule.top)
        .filter(|&top| top <= lowest)
        .reduce(f32::max);
    let Some(rule) = rule else {
        return;
    };
    let mut lines: Vec<f32> = pieces
        .iter()
        .map(|piece| piece.baseline)
        .filter(|&baseline| baseline <= rule)
        .collect();
    lines.sort_by(f32::total_cmp);
    lines.dedup_by(|next, kept| *next - *kept < 4.0);
    if lines.len() <= MOST_LINES {
        pieces.retain(|piece| piece.baseline > rule);
    }
}

#[cfg(test)]
mod tests {
    use super::super::pieces::gather;
    use super::super::pieces::tests::typed;
    use super::super::sheet::Rule;
    use super::*;

    fn after_removal(rule: f32) -> usize {
        let mut glyphs = typed("S/PV.10251", 300.0, 50.0, 10.0);
        glyphs.extend(typed("text of the page goes on here", 100.0, 80.0, 10.0));
        let mut pieces = gather(glyphs);
        let sheet = Sheet {
            rules: vec![Rule {
                left: 100.0,
                top: rule,
                right: 350.0,
                bottom: rule,
            }],
            height: 800.0,
            ..Sheet::default()
        };
        remove(&mut pieces, &sheet);
        pieces.len()
    }

    #[test]
    fn a_line_above_a_rule_at_the_top_is_removed() {
        assert_eq!(after_removal(55.0), 1);
    }

    #[test]
    fn a_rule_further_down_removes_nothing() {
        assert_eq!(after_removal(200.0), 2);
    }
}
