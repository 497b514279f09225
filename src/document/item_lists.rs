//! Lists of formats that leave numbers and bullets to the program that shows
//! them.

use super::counting::Counting;
use super::extract::{Block, BlockRole};
use super::markers::marker;

/// What is printed before an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ItemMark {
    /// A bullet.
    Bullet,
    /// A number, with its stop.
    Number {
        /// As it is printed.
        printed: String,
        /// The bytes of its stop.
        stop: usize,
    },
}

impl ItemMark {
    /// As it is printed.
    pub(super) fn printed(&self) -> &str {
        match self {
            Self::Bullet => "•",
            Self::Number { printed, .. } => printed,
        }
    }

    /// As it is printed before a footnote: without a stop.
    pub(super) fn as_note(&self) -> &str {
        match self {
            Self::Bullet => "•",
            Self::Number { printed, stop } => {
                printed.get(..printed.len() - stop).unwrap_or(printed)
            }
        }
    }
}

/// A list whose items are being counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ItemList {
    style: Style,
    next: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Style {
    WithoutMarks,
    Bullets,
    Numbered {
        counting: Counting,
        stop: &'static str,
        reversed: bool,
    },
}

impl ItemList {
    /// A list that shows nothing before its items.
    pub(super) fn without_marks() -> Self {
        Self {
            style: Style::WithoutMarks,
            next: 1,
        }
    }

    /// A list with bullets.
    pub(super) fn bullets() -> Self {
        Self {
            style: Style::Bullets,
            next: 1,
        }
    }

    /// A list that counts from `start`, up or down.
    pub(super) fn numbered(
        counting: Counting,
        stop: &'static str,
        start: i64,
        reversed: bool,
    ) -> Self {
        Self {
            style: Style::Numbered {
                counting,
                stop,
                reversed,
            },
            next: start,
        }
    }

    /// The mark of the next item, whose number may be given.
    pub(super) fn next(&mut self, value: Option<i64>) -> Option<ItemMark> {
        match self.style {
            Style::WithoutMarks => None,
            Style::Bullets => Some(ItemMark::Bullet),
            Style::Numbered {
                counting,
                stop,
                reversed,
            } => {
                let number = value.unwrap_or(self.next);
                let step = if reversed { -1 } else { 1 };
                self.next = number.saturating_add(step);
                let number = match u32::try_from(number) {
                    Ok(number) => counting.print(number),
                    Err(_) => number.to_string(),
                };
                Some(ItemMark::Number {
                    printed: number + stop,
                    stop: stop.len(),
                })
            }
        }
    }
}

/// An item as a block, with its mark before the text. Where the text has a
/// number of its own, the list was meant without bullets.
pub(super) fn marked(mark: &ItemMark, text: &str, level: u8) -> Block {
    let block = Block {
        role: BlockRole::ListItem,
        level,
        ..Block::default()
    };
    match mark {
        ItemMark::Bullet if marker(text).is_some() => Block {
            text: text.to_owned(),
            ..block
        },
        ItemMark::Bullet => Block {
            text: format!("• {text}"),
            ..block
        },
        ItemMark::Number { printed, .. } => Block {
            text: format!("{printed} {text}"),
            number_length: printed.len(),
            ..block
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_counted_from_the_start_up_or_down() {
        let printed = |mut list: ItemList, values: [Option<i64>; 3]| {
            values.map(|value| list.next(value).unwrap().printed().to_owned())
        };
        let letters = ItemList::numbered(Counting::SmallAlphabet, ".", 3, false);
        assert_eq!(printed(letters, [None; 3]), ["c.", "d.", "e."]);
        let down = ItemList::numbered(Counting::Decimal, ".", 1, true);
        assert_eq!(printed(down, [None, Some(7), None]), ["1.", "7.", "6."]);
        let below_zero = ItemList::numbered(Counting::Decimal, ".", -1, true);
        assert_eq!(printed(below_zero, [None; 3]), ["-1.", "-2.", "-3."]);
    }

    #[test]
    fn a_number_of_the_text_stands_for_the_bullet() {
        assert_eq!(marked(&ItemMark::Bullet, "(a) arms", 1).text, "(a) arms");
        assert_eq!(marked(&ItemMark::Bullet, "arms", 1).text, "• arms");
    }

    #[test]
    fn a_footnote_has_its_number_without_stop() {
        let mark = ItemList::numbered(Counting::Decimal, ".", 12, false).next(None);
        assert_eq!(mark.unwrap().as_note(), "12");
    }
}
