//! HTML to a tree, within limits of depth, size and time.

use html5ever::driver::{ParseOpts, parse_document};
use html5ever::tendril::{StrTendril, TendrilSink};
use scraper::{Html, HtmlTreeSink};

use super::super::limits::Limits;
use crate::error::{Error, Location, Result};

/// How many bytes are parsed before the limits are looked at. The parser takes
/// time in proportion to the depth for every tag, and may repeat as many open
/// elements.
const CHUNK_BYTES: usize = 1024;

/// Most elements and stretches of text that a page may have.
const MOST_NODES: usize = 4_000_000;

/// Elements that a small page may have beyond one for each byte.
const FREE_NODES: usize = 10_000;

/// Parses a page.
pub(super) fn parse(name: &str, text: &str, limits: &Limits) -> Result<Html> {
    let deadline = limits.deadline();
    let sink = HtmlTreeSink::new(Html::new_document());
    let mut parser = parse_document(sink, ParseOpts::default());
    let mut rest = text;
    while !rest.is_empty() {
        let (chunk, after) = rest.split_at(rest.floor_char_boundary(CHUNK_BYTES));
        rest = after;
        parser.process(StrTendril::from_slice(chunk));
        let page = parser.tokenizer.sink.sink.0.borrow();
        check(name, &page, text.len(), limits)?;
        deadline.check(name)?;
    }
    let page = parser.finish();
    check(name, &page, text.len(), limits)?;
    Ok(page)
}

/// Whether the page so far is within the limits.
fn check(name: &str, page: &Html, bytes: usize, limits: &Limits) -> Result<()> {
    let nodes = page.tree.values().len();
    let last = page.tree.nodes().next_back();
    let depth = last.map_or(0, |node| {
        node.ancestors().take(limits.element_depth + 1).count()
    });
    let problem = if nodes > MOST_NODES {
        format!("it has more than {MOST_NODES} elements")
    } else if depth > limits.element_depth {
        format!(
            "its elements are nested deeper than {}",
            limits.element_depth
        )
    } else if nodes > bytes + FREE_NODES {
        "its elements are nested in a way that multiplies them without end".to_owned()
    } else {
        return Ok(());
    };
    Err(Error::data(
        Location::file(name),
        problem,
        "the page is damaged; save it anew from a browser",
    ))
}
