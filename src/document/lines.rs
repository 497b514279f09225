//! Text to lines: every kind of line end, and layout space cleared away.

use std::ops::Range;

use super::characters::{columns, is_han, is_invisible, is_line_end};
use super::edges::{Beginning, Ending, beginning, ending};

/// Characters above which a line cannot come from a page: it is a whole
/// paragraph, however it ends.
pub(super) const LONGEST_WRAPPED_LINE: usize = 200;

/// Columns that a tabulation indents.
const TAB_COLUMNS: usize = 4;

/// Whether words are separated by spaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    /// Chinese and its like: none.
    Han,
    /// Everything else.
    Spaced,
}

/// A line that is not blank, with what the paper around it looked like.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    /// The text without space at its ends, every stretch of space inside
    /// reduced to one.
    pub(super) text: String,
    /// Columns of space before the text.
    pub(super) indent: usize,
    /// The column after the last character; not measured for long lines.
    pub(super) right: usize,
    /// How many characters it has.
    pub(super) characters: usize,
    /// The script of most of it.
    pub(super) script: Script,
    /// Whether a soft hyphen at its end shows that a word was divided.
    pub(super) divided: bool,
    /// Its bytes in the text of the file, without the line end.
    pub(super) span: Range<usize>,
    /// Its place among the lines of the document.
    pub(super) order: usize,
    /// Blank lines between this line and the one before.
    pub(super) blanks: usize,
    /// Form feeds between this line and the one before.
    pub(super) feeds: u32,
    /// Whether a page ended between this line and the one before.
    pub(super) new_page: bool,
    /// Whether something that is no line stands before it, so that nothing
    /// goes on in it.
    pub(super) set_apart: bool,
    /// The size of its font in points; 0 where that is not known.
    pub(super) size: f32,
    /// Whether all of it is bold.
    pub(super) bold: bool,
    /// The page, counted from 1, where the document shows pages.
    pub(super) page: Option<u32>,
    /// Whether it is part of a footnote.
    pub(super) is_note: bool,
    /// How it begins.
    pub(super) beginning: Beginning,
    /// How it ends.
    pub(super) ending: Ending,
}

impl Line {
    /// Whether it has more than [`LONGEST_WRAPPED_LINE`] characters.
    pub(super) fn is_long(&self) -> bool {
        self.characters > LONGEST_WRAPPED_LINE
    }
}

/// The lines of `text` that are not blank.
pub(super) fn split(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut rest = text;
    let (mut blanks, mut feeds) = (0, 0);
    while !rest.is_empty() {
        let (piece, end, after) = next_piece(rest);
        if let Some(mut line) = clean(piece) {
            let start = text.len() - rest.len();
            line.span = start..start + piece.len();
            (line.blanks, line.feeds, line.new_page) = (blanks, feeds, feeds > 0);
            line.order = lines.len();
            (blanks, feeds) = (0, 0);
            lines.push(line);
        } else {
            blanks += 1;
        }
        feeds += u32::from(end == Some('\u{c}'));
        rest = after;
    }
    lines
}

/// The text up to the first line end, the line end, and the text after it;
/// a carriage return and the line feed after it are one line end.
fn next_piece(text: &str) -> (&str, Option<char>, &str) {
    let Some((piece, tail)) = text
        .find(is_line_end)
        .and_then(|at| text.split_at_checked(at))
    else {
        return (text, None, "");
    };
    let mut after = tail.chars();
    let end = after.next();
    let after = after.as_str();
    match end {
        Some('\r') => (piece, end, after.strip_prefix('\n').unwrap_or(after)),
        _ => (piece, end, after),
    }
}

/// The line that `piece` shows on paper, or nothing if it shows nothing.
pub(super) fn clean(piece: &str) -> Option<Line> {
    let mut line = Clean::default();
    for c in piece.chars() {
        line.take(c);
    }
    line.finish()
}

/// A line in the making.
#[derive(Default)]
struct Clean {
    text: String,
    characters: usize,
    indent: usize,
    width: usize,
    han: usize,
    letters: usize,
    pending_space: bool,
    divided: bool,
}

impl Clean {
    fn take(&mut self, c: char) {
        if c.is_whitespace() {
            self.space(c);
        } else if is_invisible(c) {
            self.divided |= c == '\u{ad}';
        } else {
            self.visible(c);
        }
    }

    /// Before the text, space is indentation; after it, it is nothing.
    fn space(&mut self, c: char) {
        if self.text.is_empty() {
            self.indent += if c == '\t' { TAB_COLUMNS } else { columns(c) };
        } else {
            self.pending_space = true;
        }
    }

    fn visible(&mut self, c: char) {
        if self.pending_space {
            self.append(' ');
            self.pending_space = false;
        }
        self.append(c);
        self.divided = false;
        if is_han(c) {
            self.han += 1;
        } else if c.is_alphabetic() {
            self.letters += 1;
        }
    }

    fn append(&mut self, c: char) {
        self.text.push(c);
        self.characters += 1;
        self.width += columns(c);
    }

    fn finish(self) -> Option<Line> {
        if self.text.is_empty() {
            return None;
        }
        Some(Line {
            indent: self.indent,
            right: self.indent + self.width,
            characters: self.characters,
            script: script(self.han, self.letters),
            divided: self.divided,
            span: 0..0,
            order: 0,
            blanks: 0,
            feeds: 0,
            new_page: false,
            set_apart: false,
            size: 0.0,
            bold: false,
            page: None,
            is_note: false,
            beginning: beginning(&self.text),
            ending: ending(&self.text),
            text: self.text,
        })
    }
}

/// The script of a line. A Han character says as much as three letters, so a
/// long foreign name does not make a Chinese line English.
fn script(han: usize, letters: usize) -> Script {
    if han > 0 && han * 3 >= letters {
        Script::Han
    } else {
        Script::Spaced
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        split(text).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn every_kind_of_line_end_ends_a_line() {
        let text = "a\nb\r\nc\rd\u{2028}e\u{2029}f\u{85}g\u{b}h\u{c}i";
        assert_eq!(texts(text), ["a", "b", "c", "d", "e", "f", "g", "h", "i"]);
    }

    #[test]
    fn blank_lines_and_form_feeds_are_counted_with_the_line_that_follows() {
        let lines = split("a\r\n \t\r\n\r\nb\n\u{c}c");
        let counts: Vec<_> = lines.iter().map(|line| (line.blanks, line.feeds)).collect();
        assert_eq!(counts, [(0, 0), (2, 0), (1, 1)]);
    }

    #[test]
    fn layout_space_is_reduced_and_invisible_characters_vanish() {
        assert_eq!(
            texts("\u{feff} a\t\u{a0}\u{3000} b\0\u{200b}c \u{ad} "),
            ["a bc"]
        );
        assert!(texts("\u{200b}\u{feff}\0 \n").is_empty());
    }

    #[test]
    fn a_soft_hyphen_divides_only_at_the_end_of_the_line() {
        assert!(split("coopera\u{ad} ")[0].divided);
        assert!(!split("coo\u{ad}pera")[0].divided);
    }

    #[test]
    fn indentation_and_width_are_in_columns() {
        let line = &split("\u{3000}\u{3000}安理会 a")[0];
        assert_eq!((line.indent, line.right), (4, 12));
        assert_eq!(split("\tx")[0].indent, 4);
    }

    #[test]
    fn a_chinese_line_with_a_foreign_name_stays_chinese() {
        assert_eq!(split("由Jean Dupont先生代表")[0].script, Script::Han);
        assert_eq!(split("the word 安 is")[0].script, Script::Spaced);
    }

    #[test]
    fn two_hundred_characters_are_not_yet_a_long_line() {
        assert!(!split(&"x".repeat(200))[0].is_long());
        assert!(split(&"x".repeat(201))[0].is_long());
    }
}
