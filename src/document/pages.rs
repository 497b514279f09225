//! Pages: where they end, which number they have, and what repeats on them.

use std::collections::HashMap;

use super::edges::{Beginning, Ending};
use super::furniture::Role;
use super::lines::Line;
use super::markers::marker;

/// Lines at the top and the bottom of a page that may be running headers and
/// footers.
const EDGE: usize = 3;

/// Longest running header, in characters.
const LONGEST_HEADER: usize = 120;

/// A page number that is printed on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shown {
    /// The number of the page.
    pub(super) page: u32,
    /// The number of all pages, where it is printed, too.
    pub(super) total: Option<u32>,
}

impl Shown {
    /// A page number without the number of all pages.
    pub(super) fn number(page: u32) -> Self {
        Self { page, total: None }
    }
}

/// Gives every line its page, unless its format knows it: by form feeds where there are any, by printed
/// page numbers otherwise, and none where there is neither.
pub(super) fn number(lines: &mut [Line], roles: &[Role]) {
    let feeds = lines.iter().skip(1).any(|line| line.feeds > 0);
    if lines.iter().any(|line| line.page.is_some()) {
        return;
    }
    if feeds {
        number_by_feeds(lines);
    } else {
        number_by_footers(lines, roles);
    }
}

/// Form feeds before the first line print nothing and are not counted.
fn number_by_feeds(lines: &mut [Line]) {
    let mut page = 1;
    for (at, line) in lines.iter_mut().enumerate() {
        page += if at == 0 { 0 } else { line.feeds };
        line.page = Some(page);
    }
}

/// Text between furniture: where it begins and which page numbers stand
/// before and after it.
struct Stretch {
    start: usize,
    shown_before: Option<Shown>,
    shown_after: Option<Shown>,
}

/// Furniture parts the text into stretches; those beside a page number get
/// theirs from it, the others from their neighbours.
fn number_by_footers(lines: &mut [Line], roles: &[Role]) {
    let stretches = stretches(roles);
    if !roles
        .iter()
        .any(|role| matches!(role, Role::Furniture(Some(_))))
    {
        return;
    }
    let pages = stretch_pages(&stretches);
    let ends = stretches.iter().skip(1).map(|stretch| stretch.start);
    let ends = ends.chain(std::iter::once(lines.len()));
    for ((stretch, end), page) in stretches.iter().zip(ends).zip(pages) {
        for line in lines.get_mut(stretch.start..end).unwrap_or_default() {
            line.page = page;
        }
    }
}

fn stretches(roles: &[Role]) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut shown = None;
    let mut in_text = false;
    for (at, role) in roles.iter().enumerate() {
        match role {
            Role::Text if !in_text => {
                if let Some(last) = stretches.last_mut() {
                    last.shown_after = shown;
                }
                stretches.push(Stretch {
                    start: at,
                    shown_before: shown.take(),
                    shown_after: None,
                });
            }
            Role::Text => {}
            Role::Furniture(page) => shown = page.or(shown),
        }
        in_text = *role == Role::Text;
    }
    if let Some(last) = stretches.last_mut() {
        last.shown_after = shown;
    }
    stretches
}

/// The page of every stretch. Numbers stand below the text unless text
/// follows the last of them.
fn stretch_pages(stretches: &[Stretch]) -> Vec<Option<u32>> {
    let below = stretches
        .last()
        .is_some_and(|last| last.shown_after.is_some())
        || stretches
            .iter()
            .all(|stretch| stretch.shown_after.is_none_or(is_not_last));
    let mut pages: Vec<Option<u32>> = stretches
        .iter()
        .map(|stretch| {
            if below {
                stretch.shown_after
            } else {
                stretch.shown_before
            }
        })
        .map(|shown| shown.map(|shown| shown.page))
        .collect();
    let first_is_late = below
        && pages
            .first()
            .is_some_and(|page| page.is_some_and(|page| page > 1));
    fill_forwards(&mut pages);
    fill_backwards(&mut pages);
    if first_is_late {
        // The text before the footer of page 2 began on page 1, and nothing
        // shows where page 2 begins.
        pages.iter_mut().take(1).for_each(|page| *page = None);
    }
    pages
}

fn is_not_last(shown: Shown) -> bool {
    shown.total.is_some_and(|total| shown.page < total)
}

fn fill_forwards(pages: &mut [Option<u32>]) {
    let mut last = None;
    for page in pages {
        *page = page.or(last.map(|last: u32| last + 1));
        last = *page;
    }
}

fn fill_backwards(pages: &mut [Option<u32>]) {
    let mut next = None;
    for page in pages.iter_mut().rev() {
        *page = page.or(next.map(|next: u32| next.saturating_sub(1).max(1)));
        next = *page;
    }
}

/// The lines that most pages have at an edge: on at least two pages in five
/// (left and right pages may differ) and on two pages at least. With three or
/// more pages, lines that differ only in digits are the same. Below a line
/// that is text, nothing is a header, and above one nothing is a footer.
pub(super) fn repeated(lines: &[Line], roles: &[Role]) -> Vec<usize> {
    let pages = page_lines(lines, roles);
    let depth = |page: &Vec<usize>| EDGE.min(page.len() / 2);
    let tops = pages
        .iter()
        .map(|page| page.iter().copied().take(depth(page)).collect());
    let bottoms = pages
        .iter()
        .map(|page| page.iter().rev().copied().take(depth(page)).collect());
    let mut found = running(lines, tops.collect());
    found.extend(running(lines, bottoms.collect()));
    found
}

/// Of the lines at one edge of every page, from the edge inwards, those that
/// run through the pages.
fn running(lines: &[Line], mut edges: Vec<Vec<usize>>) -> Vec<usize> {
    let pages = edges.len();
    let mut found = Vec::new();
    for depth in 0..EDGE {
        let at = |edge: &Vec<usize>| edge.get(depth).copied();
        let key = |edge: &Vec<usize>| header_key(lines.get(at(edge)?)?, pages);
        let mut counts: HashMap<String, usize> = HashMap::new();
        for key in edges.iter().filter_map(key) {
            *counts.entry(key).or_default() += 1;
        }
        edges.retain(|edge| {
            let count = key(edge)
                .and_then(|key| counts.get(&key))
                .copied()
                .unwrap_or(0);
            count >= 2 && count * 5 >= pages * 2
        });
        found.extend(edges.iter().filter_map(at));
    }
    found
}

/// The lines of text on every page, by index.
fn page_lines(lines: &[Line], roles: &[Role]) -> Vec<Vec<usize>> {
    let mut pages = vec![Vec::new()];
    let mut ended = false;
    for (at, (line, role)) in lines.iter().zip(roles).enumerate() {
        ended |= line.feeds > 0 || matches!(role, Role::Furniture(Some(_)));
        if *role == Role::Text {
            if std::mem::take(&mut ended) {
                pages.push(Vec::new());
            }
            if let Some(page) = pages.last_mut() {
                page.push(at);
            }
        }
    }
    pages.retain(|page| !page.is_empty());
    pages
}

/// The line as it is compared between pages; nothing if it begins or ends as
/// text does.
fn header_key(line: &Line, pages: usize) -> Option<String> {
    let is_text = line.ending != Ending::Open
        || line.beginning == Beginning::Small
        || marker(&line.text).is_some();
    if is_text || line.is_long() || line.characters > LONGEST_HEADER {
        return None;
    }
    let digits_differ = pages >= 3;
    let same = |c: char| {
        if digits_differ && c.is_ascii_digit() {
            '0'
        } else {
            c
        }
    };
    Some(line.text.chars().map(same).collect())
}

#[cfg(test)]
mod tests {
    use super::super::furniture;
    use super::super::lines::split;

    fn pages(text: &str) -> Vec<Option<u32>> {
        let lines = furniture::remove(split(text));
        lines.into_iter().map(|line| line.page).collect()
    }

    fn texts(text: &str) -> Vec<String> {
        let lines = furniture::remove(split(text));
        lines.into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn form_feeds_count_pages() {
        assert_eq!(
            pages("\u{c}One.\nTwo.\u{c}Three.\u{c}\u{c}"),
            [Some(1), Some(1), Some(2)]
        );
    }

    #[test]
    fn a_footer_numbers_the_text_above_it() {
        assert_eq!(
            pages("One.\n1/3\nTwo.\n2/3\nThree."),
            [Some(1), Some(2), Some(3)]
        );
        assert_eq!(pages("One.\n*2324524*\nTwo.\n2/2"), [Some(1), Some(2)]);
    }

    #[test]
    fn a_header_numbers_the_text_below_it() {
        assert_eq!(
            pages("One.\nPage 2\nTwo.\nPage 3\nThree."),
            [Some(1), Some(2), Some(3)]
        );
    }

    #[test]
    fn without_pages_there_are_no_numbers() {
        assert_eq!(pages("One.\n\nTwo."), [None, None]);
        assert_eq!(pages("One.\n\nS/2023/1\n\nTwo."), [None, None]);
    }

    #[test]
    fn lines_that_pages_repeat_are_removed() {
        let text = "Provisional record\nOne.\nNine.\n\u{c}Provisional record\nTwo.\nTen.\n";
        assert_eq!(texts(text), ["One.", "Nine.", "Two.", "Ten."]);
    }

    #[test]
    fn a_line_below_text_is_no_header() {
        let text = "One.\nThe Council met\nA.\nB.\nC.\n\u{c}Two.\nThe Council met\nD.\nE.\nF.\n";
        assert_eq!(texts(text).len(), 10);
    }

    #[test]
    fn lines_that_end_as_text_does_are_kept() {
        let text = "The Council,\nOne.\nNine.\n\u{c}The Council,\nTwo.\nTen.\n";
        assert_eq!(texts(text).len(), 6);
    }
}
