//! Footnotes of a page, and the references to them.

use ego_tree::NodeRef;
use scraper::Node;
use scraper::node::Element;

/// Longest reference, in characters: `[12]`.
const LONGEST_REFERENCE: usize = 5;

/// Whether the element is a footnote, or holds nothing else.
pub(super) fn is_note(element: &Element) -> bool {
    let role = element.attr("role").unwrap_or_default();
    matches!(role, "doc-footnote" | "doc-endnote" | "doc-endnotes")
        || element.classes().any(|class| {
            matches!(
                class,
                "footnote"
                    | "footnotes"
                    | "endnote"
                    | "endnotes"
                    | "MsoFootnoteText"
                    | "MsoEndnoteText"
            )
        }) && !matches!(element.name(), "a" | "sup" | "span")
}

/// Whether the node is a reference to a footnote: a raised number that links
/// to another place of the page.
pub(super) fn is_reference(node: NodeRef<'_, Node>, element: &Element) -> bool {
    match element.name() {
        "a" => {
            let role = element.attr("role").unwrap_or_default();
            if role == "doc-noteref" {
                return true;
            }
            let raised =
                is_raised(node.parent()) || node.children().any(|node| is_raised(Some(node)));
            let named = element.classes().any(|class| {
                let class = class.to_ascii_lowercase();
                class.contains("footnote") || class.contains("noteref") || class.contains("fnref")
            });
            (raised || named) && links_within(element) && is_short(node)
        }
        "sup" => {
            let mut links = node
                .children()
                .filter_map(|node| node.value().as_element())
                .filter(|element| element.name() == "a");
            links.next().is_some_and(links_within) && is_short(node)
        }
        _ => false,
    }
}

/// Whether the element leads from a footnote back to the text.
pub(super) fn is_way_back(node: NodeRef<'_, Node>, element: &Element) -> bool {
    let is_arrow = |text: String| {
        !text.is_empty()
            && text
                .chars()
                .all(|c| matches!(c, '↩' | '↑' | '^' | '⇑' | '⏎' | '\u{fe0e}' | ' '))
    };
    element.name() == "a"
        && (element.attr("role") == Some("doc-backlink")
            || (links_within(element) && is_arrow(text_of(node))))
}

fn is_raised(node: Option<NodeRef<'_, Node>>) -> bool {
    node.and_then(|node| node.value().as_element())
        .is_some_and(|element| {
            element.name() == "sup"
                || element
                    .classes()
                    .any(|class| matches!(class, "MsoFootnoteReference" | "MsoEndnoteReference"))
        })
}

fn links_within(element: &Element) -> bool {
    element
        .attr("href")
        .is_some_and(|target| target.starts_with('#'))
}

fn is_short(node: NodeRef<'_, Node>) -> bool {
    (1..=LONGEST_REFERENCE).contains(&text_of(node).chars().count())
}

/// The beginning of the text in the node.
fn text_of(node: NodeRef<'_, Node>) -> String {
    node.descendants()
        .filter_map(|node| node.value().as_text())
        .flat_map(|text| text.chars())
        .filter(|c| !c.is_whitespace())
        .take(LONGEST_REFERENCE + 1)
        .collect()
}

/// A footnote with its mark as it is printed: `[1] See` is `1 See`.
pub(super) fn with_mark(text: &str) -> String {
    let text = text.trim_start();
    let (open, close) = match text.chars().next() {
        Some('[') => ('[', ']'),
        Some('(') => ('(', ')'),
        _ => return text.to_owned(),
    };
    let inside = text.trim_start_matches(open).split_once(close);
    match inside {
        Some((mark, rest))
            if (1..4).contains(&mark.len()) && mark.bytes().all(|b| b.is_ascii_alphanumeric()) =>
        {
            format!("{mark} {}", rest.trim_start())
        }
        _ => text.to_owned(),
    }
}
