//! A paragraph while it is read, and as a block.

use super::super::extract::{Block, BlockRole};
use super::numbering::{Numbering, Printed};
use super::properties::{NumberReference, ParagraphProperties};
use super::styles::{StyleRole, Styles};

/// Longer paragraphs are text though the outline has them.
const LONGEST_HEADING: usize = 300;

/// A paragraph that is being read.
#[derive(Debug, Default)]
pub(super) struct Paragraph {
    pub(super) properties: ParagraphProperties,
    pub(super) text: String,
    /// The page of its first character.
    pub(super) page: Option<u32>,
    /// What stands after it: notes that it refers to, text boxes.
    pub(super) after: Vec<Block>,
}

impl Paragraph {
    /// The paragraph as a block, counted on in its list.
    pub(super) fn block(&self, styles: &Styles, numbering: &mut Numbering<'_>) -> Block {
        let style = self.properties.style.as_deref();
        let printed = number(styles, style, self.properties.number, numbering)
            .and_then(|(list, level)| numbering.next(list, level));
        let mut role = styles.role(style);
        if let Some(depth @ 0..9) = self.properties.outline {
            role = StyleRole::Heading(depth);
        }
        if matches!(role, StyleRole::Heading(_)) && self.text.len() > LONGEST_HEADING {
            role = StyleRole::Text;
        }
        let (role, level) = match (role, &printed) {
            (StyleRole::Title, _) => (BlockRole::Title, 0),
            (StyleRole::Heading(depth), _) => (BlockRole::Heading, depth + 1),
            (_, Some(printed)) => in_list(printed, styles.list_depth(style)),
            (StyleRole::Quotation, None) => (BlockRole::Quotation, 0),
            (StyleRole::Text, None) => (BlockRole::Text, 0),
        };
        let text = self.text.trim();
        let mut block = Block {
            text: text.to_owned(),
            role,
            level,
            number_length: 0,
            page: self.page,
        };
        if let Some(printed) = printed.filter(|_| !text.is_empty()) {
            let gap = if printed.is_parted { " " } else { "" };
            block.text = format!("{}{gap}{text}", printed.text);
            block.number_length = if printed.is_bullet {
                0
            } else {
                printed.text.len()
            };
        }
        block
    }
}

/// What a number makes of a paragraph. Those of the first level, and plain
/// numbers of any, number the paragraphs of a text; what they are is for the
/// text to say. `deeper` is how much deeper the style says that they are.
fn in_list(printed: &Printed, deeper: u8) -> (BlockRole, u8) {
    let is_plain = printed
        .text
        .strip_suffix('.')
        .is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
    match printed.level.saturating_add(deeper) {
        level if printed.is_bullet => (BlockRole::ListItem, level + 1),
        0 => (BlockRole::Text, 0),
        _ if is_plain => (BlockRole::Text, 0),
        level => (BlockRole::ListItem, level),
    }
}

/// The list and level of a paragraph: its own, or those of its style.
fn number(
    styles: &Styles,
    style: Option<&str>,
    own: NumberReference,
    numbering: &Numbering<'_>,
) -> Option<(i32, u8)> {
    let of_style = styles.number(style);
    let list = own
        .list
        .or_else(|| of_style.and_then(|(_, number)| number.list))?;
    if list == 0 {
        return None;
    }
    let level_of_style = || {
        let (style, number) = of_style?;
        let linked = numbering.level_of_style(list, style);
        linked.or(number.level)
    };
    let level = match own {
        NumberReference {
            level: Some(level), ..
        } => level,
        NumberReference { list: Some(_), .. } => 0,
        NumberReference { .. } => level_of_style().unwrap_or(0),
    };
    Some((list, level))
}
