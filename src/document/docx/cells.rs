//! Cells of tables: one block for each, unless a cell holds what is longer
//! than a cell of data.

use super::super::extract::{Block, BlockRole};

/// Paragraphs that a cell of data may have.
const MOST_PARAGRAPHS: usize = 3;

/// Bytes of text that a cell of data may have.
const MOST_BYTES: usize = 2000;

/// The blocks of a table, cell by cell. A table of one cell is a frame around
/// text, which stays as it is.
pub(super) fn blocks(cells: Vec<Vec<Block>>) -> Vec<Block> {
    let is_frame = cells.len() == 1;
    cells
        .into_iter()
        .flat_map(|cell| {
            if is_frame || is_long(&cell) {
                cell
            } else {
                joined(cell)
            }
        })
        .collect()
}

fn is_long(cell: &[Block]) -> bool {
    let own = || cell.iter().filter(|block| is_own(block));
    own().count() > MOST_PARAGRAPHS
        || own().map(|block| block.text.len()).sum::<usize>() > MOST_BYTES
}

/// Whether the block is a paragraph of the cell itself, not a cell of a table
/// in it or a note.
fn is_own(block: &Block) -> bool {
    !matches!(block.role, BlockRole::TableCell | BlockRole::Footnote)
}

/// The paragraphs of a cell in one block; notes after it.
fn joined(cell: Vec<Block>) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let mut notes = Vec::new();
    let mut goes_on = false;
    for block in cell {
        match block.role {
            BlockRole::Footnote => notes.push(block),
            BlockRole::TableCell => {
                found.push(block);
                goes_on = false;
            }
            _ => match found.last_mut() {
                Some(last) if goes_on => {
                    last.text.push('\n');
                    last.text.push_str(&block.text);
                }
                _ => {
                    found.push(Block {
                        text: block.text,
                        role: BlockRole::TableCell,
                        page: block.page,
                        ..Block::default()
                    });
                    goes_on = true;
                }
            },
        }
    }
    found.append(&mut notes);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(text: &str, role: BlockRole) -> Block {
        Block {
            text: text.to_owned(),
            role,
            ..Block::default()
        }
    }

    fn texts(cells: Vec<Vec<Block>>) -> Vec<String> {
        blocks(cells).into_iter().map(|block| block.text).collect()
    }

    #[test]
    fn paragraphs_of_a_cell_are_one_block_with_notes_after_it() {
        use BlockRole::{Footnote, TableCell, Text};
        let cell = vec![
            block("a", Text),
            block("1 n", Footnote),
            block("b", Text),
            block("inner", TableCell),
            block("c", Text),
        ];
        assert_eq!(
            texts(vec![cell, vec![], vec![block("d", Text)]]),
            ["a\nb", "inner", "c", "1 n", "d"]
        );
    }

    #[test]
    fn frames_and_long_cells_are_text() {
        use BlockRole::Text;
        let four = || {
            (0..4)
                .map(|n| block(&n.to_string(), Text))
                .collect::<Vec<_>>()
        };
        assert_eq!(texts(vec![four(), vec![]]).len(), 4);
        let frame = vec![vec![block("a", Text), block("b", Text)]];
        assert_eq!(blocks(frame)[0].role, Text);
    }
}
