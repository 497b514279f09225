//! The blocks of formats that mark headings by depth, with their title found
//! and their depths counted from 0.

use super::extract::{Block, BlockRole, Extract};

/// The blocks of a document in order. The level of a heading is its depth as
/// the format counts it, from any number on.
#[derive(Debug, Default)]
pub(super) struct Outline {
    parts: Vec<Part>,
}

#[derive(Debug)]
enum Part {
    Block(Block),
    /// Text whose lines are its own.
    Lines(String),
}

impl Outline {
    /// Adds a block.
    pub(super) fn push(&mut self, block: Block) {
        self.parts.push(Part::Block(block));
    }

    /// Adds text whose lines are its own.
    pub(super) fn push_lines(&mut self, text: String) {
        self.parts.push(Part::Lines(text));
    }

    /// Adds all that `other` has.
    pub(super) fn append(&mut self, mut other: Self) {
        self.parts.append(&mut other.parts);
    }

    /// The extract. The title is the first heading where no other is as high,
    /// and else `title`, where the format has one beside the text.
    pub(super) fn finish(mut self, title: Option<String>) -> Extract {
        let mut extract = Extract::default();
        if !self.mark_title()
            && let Some(text) = title
        {
            extract.push_block(Block {
                text,
                role: BlockRole::Title,
                ..Block::default()
            });
        }
        let highest = self.headings().map(|block| block.level).min().unwrap_or(0);
        for part in self.parts {
            match part {
                Part::Block(mut block) => {
                    if block.role == BlockRole::Heading {
                        block.level -= highest;
                    }
                    extract.push_block(block);
                }
                Part::Lines(text) => extract.push_text(&text),
            }
        }
        extract
    }

    fn headings(&mut self) -> impl Iterator<Item = &mut Block> {
        self.parts.iter_mut().filter_map(|part| match part {
            Part::Block(block) if block.role == BlockRole::Heading => Some(block),
            Part::Block(_) | Part::Lines(_) => None,
        })
    }

    /// Makes the first heading the title if it is one; says whether there is a
    /// title in the text.
    fn mark_title(&mut self) -> bool {
        let has_title = self
            .parts
            .iter()
            .any(|part| matches!(part, Part::Block(block) if block.role == BlockRole::Title));
        if has_title {
            return true;
        }
        let depths: Vec<u8> = self.headings().map(|block| block.level).collect();
        let Some((first, others)) = depths.split_first() else {
            return false;
        };
        let is_title = *first <= TITLE_DEPTH && others.iter().all(|other| other > first);
        if let Some(block) = self.headings().next().filter(|_| is_title) {
            block.role = BlockRole::Title;
            block.level = 0;
        }
        is_title
    }
}

/// The depth of headings that may be the title: that of `h1`.
const TITLE_DEPTH: u8 = 1;

#[cfg(test)]
mod tests {
    use super::*;

    fn roles(depths: &[u8], title: Option<&str>) -> Vec<(BlockRole, u8)> {
        let mut outline = Outline::default();
        for &level in depths {
            outline.push(Block {
                text: format!("Heading {level}"),
                role: BlockRole::Heading,
                level,
                ..Block::default()
            });
        }
        let extract = outline.finish(title.map(str::to_owned));
        let placed = extract.blocks.into_iter();
        placed.map(|p| (p.block.role, p.block.level)).collect()
    }

    #[test]
    fn a_first_heading_above_all_others_is_the_title() {
        use BlockRole::{Heading, Title};
        assert_eq!(
            roles(&[1, 2, 3], Some("T")),
            [(Title, 0), (Heading, 0), (Heading, 1)]
        );
        assert_eq!(
            roles(&[1, 1, 2], None),
            [(Heading, 0), (Heading, 0), (Heading, 1)]
        );
    }

    #[test]
    fn without_such_a_heading_the_title_beside_the_text_counts() {
        use BlockRole::{Heading, Title};
        assert_eq!(
            roles(&[2, 3], Some("T")),
            [(Title, 0), (Heading, 0), (Heading, 1)]
        );
        assert_eq!(roles(&[], Some("T")), [(Title, 0)]);
        assert_eq!(roles(&[], None), []);
    }
}
