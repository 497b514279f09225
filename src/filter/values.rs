//! Ranges of numbers and of dates.

/// Numbers between two, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NumberRange {
    first: u32,
    last: u32,
}

impl NumberRange {
    /// `7`, `3-5`, `3-` or `-5`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let bound = |text: &str, open: u32| match text.trim() {
            "" => Some(open),
            number => number.parse().ok(),
        };
        let range = match text.split_once(['-', '–']) {
            None => {
                let number = text.parse().ok()?;
                Self {
                    first: number,
                    last: number,
                }
            }
            Some((first, last)) => Self {
                first: bound(first, 0)?,
                last: bound(last, u32::MAX)?,
            },
        };
        (range.first <= range.last && text.trim() != "-").then_some(range)
    }

    pub(super) fn contains(self, number: u32) -> bool {
        (self.first..=self.last).contains(&number)
    }
}

/// Days, months or years between two, both included whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DateRange {
    first: String,
    last: String,
}

impl DateRange {
    /// `2031`, `2031-03`, `2030..2031-06`, `2030..` or `..2031-06-30`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (first, last) = text.split_once("..").unwrap_or((text, text));
        let (first, last) = (first.trim(), last.trim());
        let is_open = first.is_empty() && last.is_empty();
        let are_dates = [first, last]
            .iter()
            .all(|date| date.is_empty() || is_date(date));
        let common = first.len().min(last.len());
        // What is the same up to where the shorter one ends is in order.
        let in_order = first.get(..common)? <= last.get(..common)?;
        (!is_open && are_dates && in_order).then(|| Self {
            first: first.to_owned(),
            last: last.to_owned(),
        })
    }

    /// Whether a date as `2031-03-18` is in the range.
    pub(super) fn contains(&self, date: &str) -> bool {
        let same_length = date.get(..self.last.len()).unwrap_or(date);
        date >= self.first.as_str() && same_length <= self.last.as_str()
    }
}

/// Whether it is a year, a month or a day.
fn is_date(text: &str) -> bool {
    let mut parts = text.split('-');
    let mut part = |length: usize, most: u32| match parts.next() {
        None => Some(true),
        Some(part) => {
            let is_number = part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
            let number: u32 = part.parse().ok()?;
            Some(is_number && (1..=most).contains(&number))
        }
    };
    let all = [part(4, 9999), part(2, 12), part(2, 31)];
    all.iter().all(|part| *part == Some(true)) && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_of_dates_holds_whole_months_and_years() {
        let range = DateRange::parse("2030..2031-06").unwrap();
        assert!(range.contains("2030-01-01") && range.contains("2031-06-30"));
        assert!(!range.contains("2029-12-31") && !range.contains("2031-07-01"));
        let from = DateRange::parse("2030-05-02..").unwrap();
        assert!(from.contains("2099-01-01") && !from.contains("2030-05-01"));
        let to = DateRange::parse("..2030").unwrap();
        assert!(to.contains("2030-12-31") && !to.contains("2031-01-01"));
        for text in [
            "..",
            "",
            "2030-13",
            "2030-1",
            "30",
            "2031..2030",
            "2030-01-01-01",
        ] {
            assert_eq!(DateRange::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_range_of_numbers_may_be_open() {
        assert!(NumberRange::parse("3-").unwrap().contains(u32::MAX));
        assert!(NumberRange::parse("-3").unwrap().contains(0));
        assert!(!NumberRange::parse("3").unwrap().contains(4));
        for text in ["-", "", "a", "5-4", "1-2-3"] {
            assert_eq!(NumberRange::parse(text), None, "{text}");
        }
    }
}
