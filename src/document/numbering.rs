//! Whether what looks like a number is one: the count so far decides.
//!
//! A line of wrapped text may begin with `2015.` or `(a)` by chance, so a
//! number within running text must start or continue a sequence.

use super::markers::{Family, Marker, Reading};

/// Numbers of this size and above are years unless the sequence says otherwise.
const FIRST_YEAR: u32 = 1000;

/// The number of families, for a table of them.
const FAMILIES: usize = Family::Dash as usize + 1;

/// Where a number stands, as far as the line before it tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// A paragraph begins here whether or not there is a number.
    Start,
    /// After a line that had room for more.
    AfterRoom,
    /// After a full line that ends a sentence or clause.
    AfterStop,
    /// After a full line that ends with a comma.
    AfterComma,
    /// After a line that ends with a word that a number follows.
    AfterCitation,
    /// After any other full line.
    InSentence,
}

/// How far each family has counted.
#[derive(Debug, Default)]
pub(super) struct Sequence {
    last: [u32; FAMILIES],
}

impl Sequence {
    /// Whether the marker is a number here, given those recorded before.
    pub(super) fn admits(&self, marker: &Marker, place: Place) -> bool {
        let next = marker.readings().any(|reading| self.is_next(reading));
        let first = marker.readings().any(|reading| reading.value == 1);
        match (marker.first.family, place) {
            (Family::Bullet, _) | (Family::Dash, Place::Start) => true,
            (_, Place::AfterCitation) => false,
            (Family::Dash, _) => place != Place::InSentence || marker.before_capital,
            (Family::CapitalLetter | Family::SmallLetter | Family::CapitalRoman, _) => {
                let first = first && matches!(place, Place::Start | Place::AfterRoom);
                first || (next && place != Place::InSentence)
            }
            (_, Place::Start) => next || marker.first.value < FIRST_YEAR,
            (_, Place::AfterRoom | Place::AfterStop) => next || first,
            (_, Place::AfterComma) => next,
            (family, Place::InSentence) => {
                next && matches!(family, Family::Arabic | Family::Outline)
            }
        }
    }

    /// Counts the marker, which is a number here.
    pub(super) fn record(&mut self, marker: &Marker) {
        let reading = marker
            .readings()
            .find(|&reading| self.is_next(reading))
            .or_else(|| marker.readings().find(|reading| reading.value == 1))
            .unwrap_or(marker.first);
        if let Some(last) = self.last.get_mut(reading.family as usize) {
            *last = reading.value;
        }
    }

    fn is_next(&self, reading: Reading) -> bool {
        let last = self.last.get(reading.family as usize).copied().unwrap_or(0);
        last > 0 && reading.value == last + 1
    }
}

#[cfg(test)]
mod tests {
    use super::super::markers::marker;
    use super::*;

    /// Whether `line` is numbered at `place` after lines that were.
    fn numbered(before: &[&str], line: &str, place: Place) -> bool {
        let mut sequence = Sequence::default();
        for marker in before.iter().filter_map(|line| marker(line)) {
            sequence.record(&marker);
        }
        marker(line).is_some_and(|marker| sequence.admits(&marker, place))
    }

    #[test]
    fn a_year_is_a_number_only_in_sequence() {
        assert!(!numbered(&[], "2015. The Council", Place::AfterStop));
        assert!(!numbered(&[], "2015. The Council", Place::Start));
        assert!(!numbered(
            &["1. The"],
            "2015. The Council",
            Place::InSentence
        ));
        assert!(numbered(&["2014. A"], "2015. B", Place::InSentence));
    }

    #[test]
    fn numbers_in_running_text_start_or_continue_a_sequence() {
        assert!(numbered(&["1. The"], "2. The", Place::InSentence));
        assert!(numbered(&[], "1. The", Place::AfterStop));
        assert!(!numbered(&[], "1. The", Place::InSentence));
        assert!(!numbered(&["1. The"], "7. The", Place::AfterStop));
        assert!(numbered(&[], "7. The", Place::Start));
    }

    #[test]
    fn a_number_that_is_cited_numbers_nothing() {
        assert!(!numbered(&["2. The"], "3. The", Place::AfterCitation));
    }

    #[test]
    fn letters_in_brackets_follow_a_stop() {
        assert!(numbered(&["(a) The"], "(b) The", Place::AfterStop));
        assert!(!numbered(&["(a) The"], "(b) above", Place::InSentence));
        assert!(!numbered(&[], "(c) above", Place::AfterStop));
        assert!(!numbered(&[], "(a) above", Place::AfterComma));
    }

    #[test]
    fn the_sequence_decides_between_letter_and_roman() {
        assert!(numbered(&["(h) A", "(i) B"], "(j) C", Place::AfterStop));
        assert!(numbered(&["(a) A", "(i) B"], "(ii) C", Place::AfterStop));
        assert!(numbered(
            &["(a) A", "(i) B", "(ii) C"],
            "(b) D",
            Place::AfterStop
        ));
    }

    #[test]
    fn initials_are_no_numbers() {
        assert!(!numbered(&[], "V. Ivanova took the floor", Place::Start));
        assert!(!numbered(&[], "A. Mandate", Place::AfterStop));
        assert!(numbered(&["A. Mandate"], "B. Deployment", Place::Start));
    }

    #[test]
    fn dashes_need_a_stop_and_bullets_none() {
        assert!(numbered(&[], "• arms", Place::InSentence));
        assert!(!numbered(&[], "– which met –", Place::InSentence));
        assert!(numbered(&[], "– arms", Place::AfterStop));
        assert!(numbered(&[], "– Arms", Place::InSentence));
    }
}
