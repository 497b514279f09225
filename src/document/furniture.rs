//! Page furniture: the lines that belong to the page and not to the text.
//!
//! Document symbols, job numbers, page numbers, bar codes, requests to recycle
//! and rules are furniture wherever they stand alone on a line; so are lines
//! that most pages have at the same edge. A symbol within a sentence is text.

use super::edges::Ending;
use super::lines::{LONGEST_WRAPPED_LINE, Line};
use super::marks::{Mark, is_request, mark};
use super::masthead::{self, Candidate};
use super::notes;
use super::pages;

/// Words before a symbol that the sentence cannot do without, so that a
/// symbol alone on the next line is text.
const SYMBOL_EXPECTED: [&str; 22] = [
    "document",
    "documents",
    "symbol",
    "symbols",
    "see",
    "in",
    "of",
    "and",
    "also",
    "resolution",
    "resolutions",
    "report",
    "letter",
    "to",
    "文件",
    "载于",
    "載於",
    "见",
    "見",
    "和",
    "以及",
    "号",
];

/// Most characters of two lines that are a request to recycle.
const LONGEST_REQUEST: usize = 60;

/// Fewest bare numbers in sequence that are page numbers.
const FEWEST_BARE_NUMBERS: usize = 3;

/// Fewest lines on average between bare numbers that are page numbers.
const LEAST_BETWEEN_NUMBERS: usize = 8;

/// What a line is to the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Part of the text.
    Text,
    /// Furniture that shows the page number, if it does.
    Furniture(Option<pages::Shown>),
}

impl Role {
    /// Whether the line is part of the text.
    pub(super) fn is_text(self) -> bool {
        self == Self::Text
    }
}

/// The lines of the text alone. Where furniture was removed, the next line
/// begins a new page; every line knows its page if the document shows pages.
pub(super) fn remove(mut lines: Vec<Line>) -> Vec<Line> {
    let roles = roles(&lines);
    notes::find(&mut lines, &roles);
    pages::number(&mut lines, &roles);
    let mut text = Vec::with_capacity(lines.len());
    let mut page_ended = false;
    for (mut line, role) in lines.into_iter().zip(roles) {
        page_ended |= line.new_page;
        if role.is_text() {
            line.new_page = std::mem::take(&mut page_ended);
            text.push(line);
        } else {
            page_ended = true;
        }
    }
    text
}

/// The role of every line.
fn roles(lines: &[Line]) -> Vec<Role> {
    let marks: Vec<_> = lines.iter().map(short_mark).collect();
    let mut roles = Vec::with_capacity(lines.len());
    for (at, mark) in marks.iter().enumerate() {
        roles.push(role(lines, at, *mark));
    }
    settle_wrapped_requests(lines, &mut roles);
    settle_bare_numbers(lines, &marks, &mut roles);
    settle_languages(&marks, &mut roles);
    settle_repeated(lines, &mut roles);
    let top = lines.iter().zip(&roles).map(|(line, role)| {
        let candidate = Candidate::new(&line.text);
        Candidate {
            is_sign: candidate.is_sign && !role.is_text(),
            ..candidate
        }
    });
    for at in masthead::find(top) {
        settle(&mut roles, at, Role::Furniture(None));
    }
    roles
}

fn short_mark(line: &Line) -> Option<Mark> {
    (!line.is_long() && line.text.len() <= LONGEST_WRAPPED_LINE)
        .then(|| mark(&line.text))
        .flatten()
}

/// The role of the line at `at` as far as the line before it decides.
fn role(lines: &[Line], at: usize, mark: Option<Mark>) -> Role {
    match mark {
        Some(Mark::Symbol) if is_cited(lines, at) => Role::Text,
        Some(Mark::Symbol | Mark::Sign) => Role::Furniture(None),
        Some(Mark::Page(shown)) => Role::Furniture(Some(shown)),
        Some(Mark::Number(_) | Mark::Language) | None => Role::Text,
    }
}

/// Whether the line before, on the same page and not set apart, breaks off at
/// a word that calls for a symbol.
fn is_cited(lines: &[Line], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| lines.get(before));
    let (Some(before), Some(line)) = (before, lines.get(at)) else {
        return false;
    };
    let last = before.text.rsplit(' ').next().unwrap_or_default();
    let expected = SYMBOL_EXPECTED
        .iter()
        .any(|word| last == *word || (!word.is_ascii() && last.ends_with(word)));
    line.blanks == 0 && !line.new_page && before.ending == Ending::Open && expected
}

/// Numbers alone on a line are page numbers at the edges of a page, next to
/// other furniture, and where they count pages through the document.
fn settle_bare_numbers(lines: &[Line], marks: &[Option<Mark>], roles: &mut [Role]) {
    let numbers: Vec<(usize, u32)> = marks
        .iter()
        .enumerate()
        .filter_map(|(at, mark)| match mark {
            Some(Mark::Number(value)) => Some((at, *value)),
            _ => None,
        })
        .collect();
    let counts_pages = count_pages(&numbers);
    for (at, value) in numbers {
        if counts_pages || is_at_edge(lines, at) || is_beside_furniture(roles, at) {
            let shown = pages::Shown::number(value);
            settle(roles, at, Role::Furniture(Some(shown)));
        }
    }
}

/// Whether the numbers ascend one by one with a page of text between them.
fn count_pages(numbers: &[(usize, u32)]) -> bool {
    let (Some(first), Some(last)) = (numbers.first(), numbers.last()) else {
        return false;
    };
    numbers.len() >= FEWEST_BARE_NUMBERS
        && numbers
            .iter()
            .zip(numbers.iter().skip(1))
            .all(|(one, two)| two.1 == one.1 + 1)
        && last.0 - first.0 >= LEAST_BETWEEN_NUMBERS * (numbers.len() - 1)
}

/// Whether a form feed stands directly before or after the line.
fn is_at_edge(lines: &[Line], at: usize) -> bool {
    let feeds = |at: usize| lines.get(at).is_some_and(|line| line.feeds > 0);
    feeds(at) || feeds(at + 1) || (at + 1 == lines.len() && lines.iter().any(|line| line.feeds > 0))
}

fn is_beside_furniture(roles: &[Role], at: usize) -> bool {
    let is_furniture = |at: usize| roles.get(at).is_some_and(|role| !role.is_text());
    is_furniture(at + 1) || at.checked_sub(1).is_some_and(is_furniture)
}

/// A request to recycle may take two lines.
fn settle_wrapped_requests(lines: &[Line], roles: &mut [Role]) {
    for (at, pair) in lines.windows(2).enumerate() {
        if let [line, next] = pair
            && line.characters + next.characters <= LONGEST_REQUEST
            && is_request(&line.text, &next.text)
        {
            settle(roles, at, Role::Furniture(None));
            settle(roles, at + 1, Role::Furniture(None));
        }
    }
}

/// A language alone on a line belongs to the masthead if other furniture is
/// beside it.
fn settle_languages(marks: &[Option<Mark>], roles: &mut [Role]) {
    for (at, mark) in marks.iter().enumerate() {
        if *mark == Some(Mark::Language) && is_beside_furniture(roles, at) {
            settle(roles, at, Role::Furniture(None));
        }
    }
}

/// Lines that most pages have at their edge are running headers and footers.
fn settle_repeated(lines: &[Line], roles: &mut [Role]) {
    for at in pages::repeated(lines, roles) {
        settle(roles, at, Role::Furniture(None));
    }
}

fn settle(roles: &mut [Role], at: usize, settled: Role) {
    if let Some(role) = roles.get_mut(at) {
        *role = settled;
    }
}
