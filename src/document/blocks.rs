//! Blocks to paragraphs: what the format knows is kept, and what it leaves to
//! the text (a number that was typed, a symbol that stands alone) is found there.

use super::extract::{Block, BlockRole, PlacedBlock};
use super::lines;
use super::markers::marker;
use super::marks::{Mark, mark};
use super::masthead::{self, Candidate};
use super::numbering::{Place, Sequence};
use super::paragraphs::Draft;

/// The drafts of `blocks`, without those that are page furniture.
pub(super) fn drafts(blocks: Vec<PlacedBlock>) -> Vec<Draft> {
    let mut sequence = Sequence::default();
    let top: Vec<String> = blocks
        .iter()
        .take(masthead::MOST_LINES)
        .map(|placed| on_one_line(&placed.block.text))
        .collect();
    let masthead = masthead::find(top.iter().map(|text| Candidate::new(text)));
    blocks
        .into_iter()
        .enumerate()
        .filter(|(at, placed)| !masthead.contains(at) && !is_furniture(&placed.block))
        .map(|(_, placed)| draft(placed, &mut sequence))
        .collect()
}

/// Whether the block is nothing but a document symbol, a page number, a rule
/// or the like.
fn is_furniture(block: &Block) -> bool {
    matches!(
        mark(block.text.trim()),
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
    fn symbols_and_empty_blocks_are_left_out() {
        let found = texts_and_numbers(vec![
            block("S/2031/15", 0),
            block(" \u{200b}", 0),
            block("Text", 0),
        ]);
        assert_eq!(found.len(), 1);
    }
}
