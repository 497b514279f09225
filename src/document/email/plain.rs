//! The plain text of a message: its quotations of other messages, its
//! signature, and how its lines are broken.

use super::super::extract::{Block, BlockRole};
use super::super::outline::Outline;

/// How lines are broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    /// As they are shown.
    Fixed,
    /// A line that ends with a space goes on in the next (RFC 3676).
    Flowed {
        /// Whether that space is there only to say so.
        deletes_space: bool,
    },
}

/// What stands above a signature.
const SIGNATURE: &str = "-- ";

/// Adds the text of a message to `outline`: lines for what it says itself,
/// and a block for each paragraph that it quotes.
pub(super) fn append(outline: &mut Outline, text: &str, flow: Flow) {
    let mut own = String::new();
    let mut quoted = Vec::new();
    let mut depth_before = 0;
    let mut goes_on = false;
    let mut rest = text;
    while !rest.is_empty() {
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        rest = after;
        let (depth, line) = part(line.strip_suffix('\r').unwrap_or(line));
        if depth == 0 && begins_signature(line, rest) {
            break;
        }
        if depth != depth_before {
            goes_on = false;
            quote(outline, &mut quoted);
            if depth_before == 0 {
                outline.push_lines(std::mem::take(&mut own));
            }
        }
        depth_before = depth;
        let (line, breaks) = match flow {
            Flow::Flowed { deletes_space } if line.ends_with(' ') && line != SIGNATURE => {
                let kept = if deletes_space {
                    line.strip_suffix(' ')
                } else {
                    None
                };
                (kept.unwrap_or(line), false)
            }
            _ => (line, true),
        };
        match (depth, quoted.last_mut()) {
            (0, _) => {
                own.push_str(line);
                if breaks {
                    own.push('\n');
                }
            }
            (_, Some(last)) if goes_on => last.push_str(line),
            _ => quoted.push(line.to_owned()),
        }
        goes_on = !breaks;
    }
    quote(outline, &mut quoted);
    outline.push_lines(own);
}

/// Whether the signature begins with the line at the start of `rest`. Its
/// space is lost on some ways; then only a few lines may follow.
fn begins_signature(line: &str, rest: &str) -> bool {
    const MOST_LINES: usize = 10;
    line == SIGNATURE || (line == SIGNATURE.trim_end() && rest.lines().count() <= MOST_LINES)
}

/// How often the line is quoted, and the line without the marks of that. The
/// space that protects the start of a flowed line is one of them.
fn part(line: &str) -> (usize, &str) {
    let mut rest = line;
    let mut depth = 0;
    while let Some(after) = rest.strip_prefix('>') {
        depth += 1;
        rest = after;
        if let Some(after) = rest.strip_prefix(' ')
            && after.starts_with('>')
        {
            rest = after;
        }
    }
    let rest = if depth > 0 {
        rest.strip_prefix(' ').unwrap_or(rest)
    } else {
        rest
    };
    (depth, rest)
}

/// Adds the quoted lines, of which blank ones part paragraphs.
fn quote(outline: &mut Outline, lines: &mut Vec<String>) {
    let lines = std::mem::take(lines);
    for paragraph in lines.split(|line| line.trim().is_empty()) {
        outline.push(Block {
            text: paragraph.join("\n"),
            role: BlockRole::Quotation,
            ..Block::default()
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str, flow: Flow) -> Vec<(String, bool)> {
        let mut outline = Outline::default();
        append(&mut outline, text, flow);
        let extract = outline.finish(None);
        let blocks = extract
            .blocks
            .into_iter()
            .map(|placed| (placed.order, placed.block.text, true));
        let lines = extract
            .lines
            .into_iter()
            .map(|line| (line.order, line.text, false));
        let mut all: Vec<_> = blocks.chain(lines).collect();
        all.sort_by_key(|(order, ..)| *order);
        all.into_iter()
            .map(|(_, text, quoted)| (text, quoted))
            .collect()
    }

    #[test]
    fn quotations_are_blocks_and_the_signature_is_left_out() {
        let text = "Dear colleague,\n\n> One\n> two\n>\n>> three\n\nYes.\n-- \nA. B.\n";
        assert_eq!(
            texts(text, Flow::Fixed),
            [
                ("Dear colleague,".to_owned(), false),
                ("One\ntwo".to_owned(), true),
                ("three".to_owned(), true),
                ("Yes.".to_owned(), false),
            ]
        );
    }

    #[test]
    fn flowed_lines_go_on() {
        let flowed = |deletes_space| Flow::Flowed { deletes_space };
        assert_eq!(texts("One \ntwo\n> a \n> b", flowed(false))[0].0, "One two");
        assert_eq!(texts("One \ntwo\n> a \n> b", flowed(false))[1].0, "a b");
        assert_eq!(texts("安全 \n理事会", flowed(true))[0].0, "安全理事会");
    }

    #[test]
    fn a_rule_in_a_long_text_begins_no_signature() {
        let text = "One.\n--\n".to_owned() + &"Two.\n".repeat(11);
        assert_eq!(texts(&text, Flow::Fixed).len(), 13);
        assert_eq!(texts("One.\n--\nA. B.", Flow::Fixed).len(), 1);
    }
}
