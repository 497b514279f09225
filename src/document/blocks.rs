//! Blocks to paragraphs: what the format knows is kept, and what it leaves to
//! the text (a number that was typed, a symbol that stands alone) is found there.

use super::extract::{Block, BlockRole, PlacedBlock};
use super::furniture::Role;
use super::lines::{self, Line};
use super::markers::marker;
use super::marks::{Mark, mark};
use super::masthead;
use super::numbering::{Place, Sequence};
use super::paragraphs::Draft;

/// The drafts of `blocks`, without those that are page furniture.
pub(super) fn drafts(blocks: Vec<PlacedBlock>) -> Vec<Draft> {
    let mut sequence = Sequence::default();
    let masthead = masthead(&blocks);
    blocks
        .into_iter()
        .filter(|placed| !is_furniture(&placed.block) && !masthead.contains(&placed.order))
        .map(|placed| draft(placed, &mut sequence))
        .collect()
}

/// The places of the blocks of the masthead, which word processors' documents
/// have at their top as pages have.
fn masthead(blocks: &[PlacedBlock]) -> Vec<usize> {
    let (mut lines, mut roles) = (Vec::new(), Vec::new());
    let top = blocks.iter().take(masthead::MOST_LINES);
    for placed in top.take_while(|placed| placed.block.role == BlockRole::Text) {
        if let Some(line) = lines::clean(&placed.block.text) {
            roles.push(if is_furniture(&placed.block) {
                Role::Furniture(None)
            } else {
                Role::Text
            });
            lines.push(Line {
                order: placed.order,
                ..line
            });
        }
    }
    let mut places = masthead::find(&lines, &roles);
    for (at, line) in lines.iter().enumerate() {
        let near =
            places.contains(&(at + 1)) || at.checked_sub(1).is_some_and(|at| places.contains(&at));
        if near && mark(&line.text) == Some(Mark::Language) {
            places.push(at);
        }
    }
    let order = |at: usize| lines.get(at).map(|line| line.order);
    places.into_iter().filter_map(order).collect()
}

/// Whether the block is nothing but a document symbol, a page number, a rule
/// or the like.
fn is_furniture(block: &Block) -> bool {
    matches!(
        mark(&on_one_line(&block.text)),
        Some(Mark::Symbol | Mark::Sign | Mark::Page(_))
    )
}

fn draft(placed: PlacedBlock, sequence: &mut Sequence) -> Draft {
    let PlacedBlock { block, span, order } = placed;
    let text = on_one_line(&block.text);
    let number = if block.number_length > 0 {
        Some(0..on_one_line(block.text.get(..block.number_length).unwrap_or_default()).len())
    } else if block.role == BlockRole::TableCell {
        None
    } else {
        let found = marker(&text).filter(|marker| sequence.admits(marker, Place::Start));
        if let Some(marker) = &found {
            sequence.record(marker);
        }
        found
            .filter(|marker| !marker.is_bullet())
            .map(|marker| marker.span)
    };
    let structured = !matches!(block.role, BlockRole::Text | BlockRole::Quotation);
    Draft {
        text,
        number,
        page: block.page,
        order,
        span,
        role: block.role,
        level: (structured || block.level > 0).then_some(block.level),
        ..Draft::default()
    }
}

/// The lines of a block without what shows nothing, joined.
fn on_one_line(text: &str) -> String {
    let lines: Vec<String> = lines::split(text)
        .into_iter()
        .map(|line| line.text)
        .collect();
    lines.join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::extract::Extract;
    use super::*;

    fn texts_and_numbers(blocks: Vec<Block>) -> Vec<(String, Option<String>)> {
        let mut extract = Extract::default();
        for block in blocks {
            extract.push_block(block);
        }
        drafts(extract.blocks)
            .into_iter()
            .map(|draft| {
                let number = draft.number.map(|span| draft.text[span].to_owned());
                (draft.text, number)
            })
            .collect()
    }

    fn block(text: &str, number_length: usize) -> Block {
        Block {
            text: text.to_owned(),
            number_length,
            ..Block::default()
        }
    }

    #[test]
    fn numbers_come_from_the_format_or_from_the_text() {
        let found = texts_and_numbers(vec![
            block("1)  The\nCouncil", 2),
            block("(a) The report", 0),
            block("2031 was a year", 0),
        ]);
        assert_eq!(found[0], ("1) The Council".into(), Some("1)".into())));
        assert_eq!(found[1].1.as_deref(), Some("(a)"));
        assert_eq!(found[2].1, None);
    }

    #[test]
    fn a_masthead_is_left_out() {
        let top = [
            "联合国\tA/86/441",
            "大会\tDistr.: General",
            "6 October 2031",
            "Chinese",
            "Original: English",
            "6 October 2031",
        ];
        let mut all: Vec<_> = top.iter().map(|text| block(text, 0)).collect();
        all.insert(5, block("秘书长的报告", 0));
        let found = texts_and_numbers(all);
        let texts: Vec<_> = found.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(texts, ["秘书长的报告", "6 October 2031"]);
    }

    #[test]
    fn symbols_and_empty_blocks_are_left_out() {
        let found = texts_and_numbers(vec![
            block("S/2031/15", 0),
            block(" \u{200b}", 0),
            block("Text", 0),
        ]);
        assert_eq!(found.len(), 1);
    }
}
