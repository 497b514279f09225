//! The tree of a page to blocks, in one pass without recursion.

use ego_tree::iter::Edge;
use ego_tree::{NodeId, NodeRef, Tree};
use scraper::Node;
use scraper::node::Element;

use super::super::counting::Counting;
use super::super::extract::{Block, BlockRole};
use super::super::item_lists::{ItemList, ItemMark, marked};
use super::super::outline::Outline;
use super::content::Content;
use super::notes;
use super::tables::DataTables;

/// Elements that begin and end lines of their own.
const BLOCKS: [&str; 46] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "html",
    "legend",
    "li",
    "main",
    "menu",
    "ol",
    "p",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "ul",
];

/// The blocks of a page.
pub(super) fn outline(tree: &Tree<Node>) -> Outline {
    let content = Content::of(tree);
    let mut walk = Walk {
        tables: DataTables::of(tree),
        outline: Outline::default(),
        frames: Vec::new(),
        text: String::new(),
        breaks: 0,
    };
    let mut left_out: Option<NodeId> = None;
    let mut articles = 0_usize;
    for edge in content.root.traverse() {
        match edge {
            Edge::Open(node) if left_out.is_none() => match node.value() {
                Node::Text(text) => walk.take_text(text),
                Node::Element(element) => {
                    if content.leaves_out(element, articles > 0) || walk.leaves_out(node, element) {
                        left_out = Some(node.id());
                    } else {
                        articles += usize::from(element.name() == "article");
                        walk.enter(node, element);
                    }
                }
                _ => {}
            },
            Edge::Open(_) => {}
            Edge::Close(node) => {
                if left_out == Some(node.id()) {
                    left_out = None;
                } else if left_out.is_none()
                    && let Some(element) = node.value().as_element()
                {
                    articles -= usize::from(element.name() == "article" && articles > 0);
                    walk.leave(node.id(), element);
                }
            }
        }
    }
    walk.flush();
    walk.outline
}

/// Where the walk is, and what it has found.
struct Walk {
    tables: DataTables,
    outline: Outline,
    /// The open elements that matter to the text in them.
    frames: Vec<Frame>,
    /// The text since the last block.
    text: String,
    /// The line breaks at its end.
    breaks: usize,
}

struct Frame {
    id: NodeId,
    kind: Kind,
}

enum Kind {
    Heading(u8),
    List(ItemList),
    /// An item with its mark, as long as that has not been printed.
    Item(Option<ItemMark>),
    Quotation,
    DataTable,
    Cell,
    Note,
    Preformatted,
}

impl Walk {
    /// Whether the element is a reference to a note, or leads back from one.
    fn leaves_out(&self, node: NodeRef<'_, Node>, element: &Element) -> bool {
        let is_mark = self.in_note() && self.text.trim().is_empty();
        notes::is_way_back(node, element) || (!is_mark && notes::is_reference(node, element))
    }

    fn in_note(&self) -> bool {
        self.has(|kind| matches!(kind, Kind::Note))
    }

    fn in_cell(&self) -> bool {
        self.has(|kind| matches!(kind, Kind::Cell))
    }

    fn has(&self, is_it: impl Fn(&Kind) -> bool) -> bool {
        self.frames.iter().any(|frame| is_it(&frame.kind))
    }

    fn enter(&mut self, node: NodeRef<'_, Node>, element: &Element) {
        let name = element.name();
        match name {
            "br" => return self.break_line(),
            "q" => return self.text.push('“'),
            "hr" => return self.end_block(),
            _ => {}
        }
        if is_block(element) {
            self.end_block();
        }
        let kind = match name {
            _ if notes::is_note(element) => Kind::Note,
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Kind::Heading(heading_depth(element)),
            "ol" | "ul" | "menu" | "dir" => Kind::List(list(node, element)),
            "li" => Kind::Item(self.next_mark(element)),
            "blockquote" => Kind::Quotation,
            "table" if self.tables.contains(node.id()) => Kind::DataTable,
            "td" | "th" if self.has(|kind| matches!(kind, Kind::DataTable)) => Kind::Cell,
            "pre" | "listing" | "plaintext" if self.frames.is_empty() => Kind::Preformatted,
            _ if element.attr("role") == Some("heading") => Kind::Heading(heading_depth(element)),
            _ => return,
        };
        if let (true, Kind::Item(mark)) = (self.in_cell(), &kind) {
            let mark = mark.as_ref().map_or("", ItemMark::printed);
            self.text.push_str(mark);
            self.text.push(' ');
        }
        self.frames.push(Frame {
            id: node.id(),
            kind,
        });
    }

    fn leave(&mut self, id: NodeId, element: &Element) {
        if element.name() == "q" {
            self.text.push('”');
        }
        let ends_frame = self.frames.last().is_some_and(|frame| frame.id == id);
        if ends_frame
            && matches!(self.frames.last(), Some(frame) if matches!(frame.kind, Kind::Cell))
        {
            self.flush();
        } else if is_block(element) {
            self.end_block();
        }
        if ends_frame {
            self.frames.pop();
        }
    }

    fn take_text(&mut self, text: &str) {
        if matches!(self.frames.last(), Some(frame) if matches!(frame.kind, Kind::Preformatted)) {
            self.text.push_str(text);
            return;
        }
        for c in text.chars() {
            if !c.is_ascii_whitespace() {
                self.text.push(c);
                self.breaks = 0;
            } else if !self.text.ends_with([' ', '\n']) {
                self.text.push(' ');
            }
        }
    }

    /// A line break; two of them are what other pages write as paragraphs.
    fn break_line(&mut self) {
        self.text.push('\n');
        self.breaks += 1;
        let preformatted = self.has(|kind| matches!(kind, Kind::Preformatted));
        if self.breaks > 1 && !preformatted {
            self.end_block();
        }
    }

    /// Ends a block, unless it is within a cell, which is one block.
    fn end_block(&mut self) {
        if self.in_cell() {
            self.text.push('\n');
        } else {
            self.flush();
        }
    }

    /// Adds the text since the last block as a block.
    fn flush(&mut self) {
        self.breaks = 0;
        let text = std::mem::take(&mut self.text);
        if text.trim().is_empty() {
            return;
        }
        if self.has(|kind| matches!(kind, Kind::Preformatted)) {
            self.outline.push_lines(text);
        } else {
            let block = self.block(text.trim());
            self.outline.push(block);
        }
    }

    /// The text as a block of the innermost element that says what it is.
    fn block(&mut self, text: &str) -> Block {
        let in_note = self.in_note();
        let depth = self
            .frames
            .iter()
            .filter(|frame| matches!(frame.kind, Kind::Item(_)))
            .count();
        let depth = u8::try_from(depth).unwrap_or(u8::MAX);
        let plain = |text: &str, role, level| Block {
            text: text.to_owned(),
            role,
            level,
            ..Block::default()
        };
        for frame in self.frames.iter_mut().rev() {
            match &mut frame.kind {
                Kind::Heading(depth) => return plain(text, BlockRole::Heading, *depth),
                Kind::Cell => return plain(text, BlockRole::TableCell, 0),
                Kind::Item(mark) if in_note => {
                    let text = match mark.take() {
                        Some(mark) => format!("{} {text}", mark.as_note()),
                        None => text.to_owned(),
                    };
                    return plain(&text, BlockRole::Footnote, 0);
                }
                Kind::Note => return plain(&notes::with_mark(text), BlockRole::Footnote, 0),
                Kind::Item(mark) => {
                    return match mark.take() {
                        Some(mark) => marked(&mark, text, depth),
                        None => plain(text, BlockRole::Text, depth),
                    };
                }
                Kind::Quotation => return plain(text, BlockRole::Quotation, depth),
                Kind::List(_) | Kind::DataTable | Kind::Preformatted => {}
            }
        }
        plain(text, BlockRole::Text, 0)
    }

    /// The mark of the next item of the innermost list.
    fn next_mark(&mut self, element: &Element) -> Option<ItemMark> {
        if has_no_marks(element) {
            return None;
        }
        let value = element
            .attr("value")
            .and_then(|value| value.trim().parse().ok());
        let list = self
            .frames
            .iter_mut()
            .rev()
            .find_map(|frame| match &mut frame.kind {
                Kind::List(list) => Some(list),
                _ => None,
            });
        match list {
            Some(list) => list.next(value),
            None => Some(ItemMark::Bullet),
        }
    }
}

fn is_block(element: &Element) -> bool {
    BLOCKS.contains(&element.name())
        || element.name() == "tr"
        || element.attr("role") == Some("heading")
}

fn heading_depth(element: &Element) -> u8 {
    element
        .attr("aria-level")
        .and_then(|level| level.trim().parse().ok())
        .or_else(|| element.name().strip_prefix('h')?.parse().ok())
        .unwrap_or(2)
        .clamp(1, 9)
}

/// Whether a list or an item is shown without bullets and numbers.
fn has_no_marks(element: &Element) -> bool {
    list_style(element).is_some_and(|style| style == "none")
}

fn list_style(element: &Element) -> Option<String> {
    let style = element.attr("style")?.to_ascii_lowercase();
    style.split(';').find_map(|declaration| {
        let (property, value) = declaration.split_once(':')?;
        matches!(property.trim(), "list-style" | "list-style-type").then(|| value.trim().to_owned())
    })
}

fn list(node: NodeRef<'_, Node>, element: &Element) -> ItemList {
    if has_no_marks(element) {
        return ItemList::without_marks();
    }
    if element.name() != "ol" {
        return ItemList::bullets();
    }
    let items = || {
        let items = node.children().filter(|child| {
            child
                .value()
                .as_element()
                .is_some_and(|element| element.name() == "li")
        });
        i64::try_from(items.count()).unwrap_or(i64::MAX)
    };
    let reversed = element.attr("reversed").is_some();
    let start = element
        .attr("start")
        .and_then(|start| start.trim().parse().ok())
        .unwrap_or_else(|| if reversed { items() } else { 1 });
    let (counting, stop) = match list_style(element).as_deref() {
        Some("lower-alpha" | "lower-latin") => (Counting::SmallAlphabet, "."),
        Some("upper-alpha" | "upper-latin") => (Counting::CapitalAlphabet, "."),
        Some("lower-roman") => (Counting::SmallRoman, "."),
        Some("upper-roman") => (Counting::CapitalRoman, "."),
        Some("decimal-leading-zero") => (Counting::DecimalZero, "."),
        Some("arabic-indic") => (Counting::ArabicIndic, "."),
        Some(
            "cjk-decimal" | "cjk-ideographic" | "simp-chinese-informal" | "trad-chinese-informal",
        ) => (Counting::Chinese, "、"),
        Some("cjk-heavenly-stem") => (Counting::Stems, "、"),
        Some("cjk-earthly-branch") => (Counting::Branches, "、"),
        _ => match element.attr("type") {
            Some("a") => (Counting::SmallAlphabet, "."),
            Some("A") => (Counting::CapitalAlphabet, "."),
            Some("i") => (Counting::SmallRoman, "."),
            Some("I") => (Counting::CapitalRoman, "."),
            _ => (Counting::Decimal, "."),
        },
    };
    ItemList::numbered(counting, stop, start, reversed)
}
