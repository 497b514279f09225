//! Tables of data, told from tables that only lay out a page.

use std::collections::HashSet;

use ego_tree::iter::Edge;
use ego_tree::{NodeId, Tree};
use scraper::Node;

/// Paragraphs that a cell of data may have.
const MOST_PARAGRAPHS: usize = 3;

/// Bytes of text that a cell of data may have.
const MOST_BYTES: usize = 2000;

/// The tables of a page that hold data.
pub(super) struct DataTables(HashSet<NodeId>);

/// What is known of a table so far.
struct Shape {
    id: NodeId,
    cells: usize,
    /// Paragraphs and bytes in the cell that is open.
    paragraphs: usize,
    bytes: usize,
    is_layout: bool,
}

impl DataTables {
    /// Finds them in one pass over the page.
    pub(super) fn of(tree: &Tree<Node>) -> Self {
        let mut found = HashSet::new();
        let mut open: Vec<Shape> = Vec::new();
        for edge in tree.root().traverse() {
            match edge {
                Edge::Open(node) => match node.value() {
                    Node::Element(element) if element.name() == "table" => {
                        if let Some(outer) = open.last_mut() {
                            outer.is_layout = true;
                        }
                        let role = element.attr("role").unwrap_or_default();
                        open.push(Shape {
                            id: node.id(),
                            cells: 0,
                            paragraphs: 0,
                            bytes: 0,
                            is_layout: matches!(role, "presentation" | "none"),
                        });
                    }
                    Node::Element(element) => {
                        if let Some(shape) = open.last_mut() {
                            shape.see(element.name());
                        }
                    }
                    Node::Text(text) => {
                        if let Some(shape) = open.last_mut() {
                            shape.bytes += text.trim().len();
                            shape.is_layout |= shape.bytes > MOST_BYTES && shape.cells > 0;
                        }
                    }
                    _ => {}
                },
                Edge::Close(node) => {
                    if open.last().is_some_and(|shape| shape.id == node.id())
                        && let Some(shape) = open.pop()
                        && !shape.is_layout
                        && shape.cells > 1
                    {
                        found.insert(shape.id);
                    }
                }
            }
        }
        Self(found)
    }

    /// Whether the table holds data.
    pub(super) fn contains(&self, table: NodeId) -> bool {
        self.0.contains(&table)
    }
}

impl Shape {
    fn see(&mut self, element: &str) {
        match element {
            "td" | "th" => {
                self.cells += 1;
                self.paragraphs = 0;
                self.bytes = 0;
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "article" | "section" | "blockquote" => {
                self.is_layout = true;
            }
            "p" => {
                self.paragraphs += 1;
                self.is_layout |= self.paragraphs > MOST_PARAGRAPHS;
            }
            _ => {}
        }
    }
}
