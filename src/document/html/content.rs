//! What of a page is its content, and what belongs to the site around it.

use std::collections::HashSet;

use ego_tree::{NodeId, NodeRef, Tree};
use scraper::Node;
use scraper::node::Element;

/// Elements that show no text of the page.
const WITHOUT_TEXT: [&str; 29] = [
    "audio", "base", "button", "canvas", "datalist", "embed", "head", "iframe", "input", "link",
    "meta", "meter", "nav", "noscript", "object", "output", "progress", "rp", "rt", "script",
    "select", "style", "svg", "template", "textarea", "title", "video", "label", "del",
];

/// Roles of elements that are there for the hand, not for reading.
const ROLES_WITHOUT_TEXT: [&str; 10] = [
    "navigation",
    "search",
    "menu",
    "menubar",
    "toolbar",
    "tablist",
    "dialog",
    "alertdialog",
    "tooltip",
    "progressbar",
];

/// Classes that sites give to what only a screen reader shows.
const HIDDEN_CLASSES: [&str; 6] = [
    "sr-only",
    "visually-hidden",
    "screen-reader-text",
    "element-invisible",
    "skip-link",
    "skip-to-content",
];

/// The part of a page that is read.
pub(super) struct Content<'a> {
    /// The element that holds it.
    pub(super) root: NodeRef<'a, Node>,
    /// Whether header, footer and aside are parts of the site: the page marks
    /// its content.
    marked: bool,
    /// Whether `root` is the marked content itself.
    inside: bool,
}

impl<'a> Content<'a> {
    /// The content of a page: what it marks as such, or all of it.
    pub(super) fn of(tree: &'a Tree<Node>) -> Self {
        let with_text = with_text(tree);
        let has_text = |node: NodeRef<'_, Node>| with_text.contains(&node.id());
        let mut main = None;
        let mut articles = Vec::new();
        for node in tree.root().descendants() {
            let Some(element) = node.value().as_element() else {
                continue;
            };
            let is_main = element.name() == "main" || element.attr("role") == Some("main");
            if main.is_none() && is_main && !is_hidden(element) && has_text(node) {
                main = Some(node);
            }
            if element.name() == "article" && articles.len() < 2 && has_text(node) {
                articles.push(node);
            }
        }
        let root = match (main, articles.as_slice()) {
            (Some(main), _) => Some(main),
            (None, &[article]) => Some(article),
            _ => None,
        };
        Self {
            root: root.unwrap_or_else(|| tree.root()),
            marked: root.is_some() || !articles.is_empty(),
            inside: root.is_some(),
        }
    }

    /// Whether the element is left out with everything in it.
    pub(super) fn leaves_out(&self, element: &Element, in_article: bool) -> bool {
        let role = element.attr("role").unwrap_or_default();
        let inside = self.inside || in_article;
        let is_part_of_site = match (element.name(), role) {
            (_, "doc-footnote" | "doc-endnotes") => false,
            ("aside", _) | (_, "complementary") => self.marked,
            ("header" | "footer", _) | (_, "banner" | "contentinfo") => self.marked && !inside,
            _ => false,
        };
        is_part_of_site
            || WITHOUT_TEXT.contains(&element.name())
            || ROLES_WITHOUT_TEXT.contains(&role)
            || is_hidden(element)
    }
}

/// Whether a browser does not show the element, or only reads it aloud.
fn is_hidden(element: &Element) -> bool {
    let style = element.attr("style").unwrap_or_default();
    let style: String = style
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_ascii_lowercase())
        .collect();
    element.attr("hidden").is_some()
        || element.attr("aria-hidden") == Some("true")
        || style.contains("display:none")
        || style.contains("visibility:hidden")
        || (element.name() == "dialog" && element.attr("open").is_none())
        || element
            .classes()
            .any(|class| HIDDEN_CLASSES.contains(&class))
}

/// The nodes in which there is any text.
fn with_text(tree: &Tree<Node>) -> HashSet<NodeId> {
    let mut found = HashSet::new();
    for node in tree.nodes() {
        let text = node.value().as_text();
        if text.is_some_and(|text| !text.trim().is_empty()) {
            for ancestor in node.ancestors() {
                if !found.insert(ancestor.id()) {
                    break;
                }
            }
        }
    }
    found
}

/// The title that stands in the head of a page.
pub(super) fn title(tree: &Tree<Node>) -> Option<String> {
    let title = tree.root().descendants().find(|node| {
        let is_title = |element: &Element| element.name() == "title";
        let in_head = |parent: NodeRef<'_, Node>| {
            parent
                .value()
                .as_element()
                .is_some_and(|element| element.name() == "head")
        };
        node.value().as_element().is_some_and(is_title) && node.parent().is_some_and(in_head)
    })?;
    let text: String = title
        .children()
        .filter_map(|node| node.value().as_text().map(|text| &**text))
        .collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}
