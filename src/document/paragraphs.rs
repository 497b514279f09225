//! Lines to paragraphs: where one ends, and how lines are joined.

use std::ops::Range;

use super::characters::is_han;
use super::clauses::{begins_arabic_clause, opens_clause};
use super::edges::{
    Beginning, Ending, begins_quotation, calls_for_number, ends_with_connecting_word,
    ends_within_word,
};
use super::extract::BlockRole;
use super::hyphens::{Division, Hyphens};
use super::layout::Layout;
use super::lines::{Line, Script};
use super::markers::{Marker, marker};
use super::numbering::{Place, Sequence};
use super::speakers;

/// The column up to which a line without punctuation is a heading, where the
/// lines are not wrapped.
const LONGEST_HEADING: usize = 60;

/// How much larger one line is set than another that it does not go on from.
const LARGER: f32 = 1.08;

/// A paragraph whose typography has not been cleared away yet.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Draft {
    /// The joined lines.
    pub(super) text: String,
    /// Where the printed number stands in the text.
    pub(super) number: Option<Range<usize>>,
    /// The page on which it begins.
    pub(super) page: Option<u32>,
    /// The place of its first line in the document.
    pub(super) order: usize,
    /// Its bytes in the text of the file, from its first line to its last.
    pub(super) span: Range<usize>,
    /// What its format or its place says that it is.
    pub(super) role: BlockRole,
    /// How deep it is nested, where its format says so.
    pub(super) level: Option<u8>,
    /// The size of the font of its first line in points; 0 where not known.
    pub(super) size: f32,
    /// Whether all of its lines are bold.
    pub(super) bold: bool,
    /// Whether there is nothing yet but a number or bullet.
    pub(super) awaits_text: bool,
}

impl Draft {
    /// A paragraph without number and page.
    #[cfg(test)]
    pub(super) fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            ..Self::default()
        }
    }

    /// A paragraph that begins with `line`, numbered by `marker`.
    fn begin(line: &Line, marker: Option<&Marker>) -> Self {
        Self {
            text: line.text.clone(),
            number: marker
                .filter(|marker| !marker.is_bullet())
                .map(|marker| marker.span.clone()),
            page: line.page,
            order: line.order,
            span: line.span.clone(),
            role: if line.is_note {
                BlockRole::Footnote
            } else {
                BlockRole::Text
            },
            level: None,
            size: line.size,
            bold: line.bold,
            awaits_text: marker.is_some_and(Marker::needs_text),
        }
    }

    /// Makes it a paragraph of a quotation, without the mark that is repeated.
    pub(super) fn quote(&mut self, mark: char) {
        self.drop_opening(mark);
        if self.role == BlockRole::Text {
            self.role = BlockRole::Quotation;
        }
    }

    /// Drops an opening quotation mark and the space after it, unless that
    /// would leave nothing.
    fn drop_opening(&mut self, mark: char) {
        let Some(rest) = self.text.strip_prefix(mark).map(str::trim_start) else {
            return;
        };
        let dropped = self.text.len() - rest.len();
        if !rest.is_empty() {
            self.text.drain(..dropped);
            self.number = self
                .number
                .take()
                .map(|span| span.start.saturating_sub(dropped)..span.end.saturating_sub(dropped));
        }
    }
}

/// Joins `lines` to paragraphs.
pub(super) fn join(lines: &[Line]) -> Vec<Draft> {
    let mut assembly = Assembly {
        layout: Layout::of(lines),
        hyphens: Hyphens::of(lines),
        sequence: Sequence::default(),
        drafts: Vec::new(),
        numbered: 0,
    };
    let mut before = None;
    for line in lines {
        assembly.take(before, line);
        before = Some(line);
    }
    assembly.drafts
}

/// The paragraphs so far, and what is known about the whole document.
struct Assembly {
    layout: Layout,
    hyphens: Hyphens,
    sequence: Sequence,
    drafts: Vec<Draft>,
    /// How many of the drafts have a number.
    numbered: usize,
}

impl Assembly {
    /// Adds `line` to the last paragraph, or begins one with it.
    fn take(&mut self, before: Option<&Line>, line: &Line) {
        let apart = before.is_none_or(|before| self.is_apart(before, line));
        let place = match before {
            Some(before) if !apart => self.place(before, line),
            _ => Place::Start,
        };
        let number = marker(&line.text).filter(|marker| self.sequence.admits(marker, place));
        if let Some(marker) = &number {
            self.sequence.record(marker);
        }
        match (self.drafts.last_mut(), before) {
            (Some(draft), Some(before)) if number.is_none() && (!apart || draft.awaits_text) => {
                draft.awaits_text = false;
                draft.span.end = line.span.end;
                draft.bold &= line.bold;
                append(&mut draft.text, before, line, &self.hyphens);
            }
            _ => {
                let draft = Draft::begin(line, number.as_ref());
                self.numbered += usize::from(draft.number.is_some());
                self.drafts.push(draft);
            }
        }
    }

    /// Where a number at the start of `line` would stand.
    fn place(&self, before: &Line, line: &Line) -> Place {
        if before.ending == Ending::Open && calls_for_number(&before.text) {
            Place::AfterCitation
        } else if self.layout.has_room(before, line) {
            Place::AfterRoom
        } else {
            match before.ending {
                Ending::Terminal => Place::AfterStop,
                Ending::Comma => Place::AfterComma,
                Ending::Hyphen | Ending::Open => Place::InSentence,
            }
        }
    }

    /// Whether a new paragraph begins with `line`, numbers aside.
    fn is_apart(&self, before: &Line, line: &Line) -> bool {
        if line.set_apart || begins_turn(before, line) {
            true
        } else if line.new_page {
            !self.is_interrupted(before, line)
        } else if line.blanks > self.layout.spacing {
            !self.goes_on_after_blank(before, line)
        } else if before.is_long() || line.is_long() {
            true
        } else if divides_word(before, line) {
            false
        } else {
            !self.layout.is_wrapped(before.script) || self.ends_wrapped(before, line)
        }
    }

    /// Whether a paragraph of wrapped text ends with `before`.
    fn ends_wrapped(&self, before: &Line, line: &Line) -> bool {
        let stopped = before.ending == Ending::Terminal;
        if differs_in_type(before, line) {
            return true;
        }
        if goes_on(before, line) || self.hangs(before, line) {
            return false;
        }
        if self.layout.is_first_line(line)
            && (before.indent < line.indent || before.ending != Ending::Open)
        {
            return true;
        }
        if stopped && begins_quotation(&line.text) {
            return true;
        }
        if !self.is_short(before, line) {
            return begins_clause_after(before, line);
        }
        match (before.ending, line.beginning) {
            (Ending::Terminal, _) => true,
            (_, Beginning::Small) | (Ending::Hyphen, _) => false,
            (Ending::Comma, _) => true,
            (Ending::Open, _) => !ends_with_connecting_word(&before.text),
        }
    }

    /// Whether `line` goes on from the first line of a numbered paragraph, from
    /// whose number it hangs.
    fn hangs(&self, before: &Line, line: &Line) -> bool {
        let first = self
            .drafts
            .last()
            .is_some_and(|draft| draft.number.is_some() && draft.order == before.order);
        first
            && line.indent >= before.indent
            && before.ending != Ending::Terminal
            && line.beginning != Beginning::Capital
            && !self.is_short(before, line)
    }

    fn is_short(&self, before: &Line, line: &Line) -> bool {
        self.layout.is_short(before, line, self.expects_mark())
    }

    /// Whether paragraphs are known to begin with a number or indentation, so
    /// that a line without goes on with the last one.
    fn expects_mark(&self) -> bool {
        let in_number = self
            .drafts
            .last()
            .is_some_and(|draft| draft.number.is_some());
        let numbered = in_number && self.numbered * 4 >= self.drafts.len() * 3;
        self.layout.indents_first_lines() || numbered
    }

    /// Whether the end of a page interrupted the paragraph of `before`.
    fn is_interrupted(&self, before: &Line, line: &Line) -> bool {
        let wrapped = self.layout.is_wrapped(before.script) && !before.is_long();
        let full = !wrapped || !self.is_short(before, line);
        let indented = self.layout.is_first_line(line) && before.indent < line.indent;
        match (before.ending, line.beginning) {
            _ if divides_word(before, line) => true,
            (Ending::Terminal, _) => wrapped && full && self.expects_mark() && !indented,
            (_, Beginning::Small) => true,
            (Ending::Comma, _) => full && !indented && !opens_clause(&line.text),
            (Ending::Open | Ending::Hyphen, _) => {
                full && !indented && (wrapped || !is_heading(before))
            }
        }
    }

    /// Whether a sentence goes on behind a blank line, as it does where the
    /// end of a page left nothing else behind.
    fn goes_on_after_blank(&self, before: &Line, line: &Line) -> bool {
        let same_script = before.script == line.script;
        let surely = match line.beginning {
            Beginning::Small => true,
            Beginning::Caseless => self.layout.spacing > 0,
            Beginning::Capital | Beginning::Mark => false,
        };
        let breaks_off = matches!(before.ending, Ending::Open | Ending::Hyphen);
        (same_script && surely && breaks_off)
            && !before.is_long()
            && self.layout.is_wrapped(before.script)
            && !self.is_short(before, line)
    }
}

/// Whether a speaker's turn begins with `line`, in the record of a meeting.
fn begins_turn(before: &Line, line: &Line) -> bool {
    before.ending == Ending::Terminal
        && speakers::opening(&line.text).is_some_and(|opening| opening.is_sure)
}

/// Whether the line is a heading, as far as its length and end show it.
fn is_heading(line: &Line) -> bool {
    line.ending == Ending::Open && line.right <= LONGEST_HEADING
}

/// Whether a comma or semicolon ends a preambular clause and `line` begins
/// the next. Only capitals show it, and the word with which Arabic clauses
/// begin: in Chinese, such a verb within a sentence looks the same.
fn begins_clause_after(before: &Line, line: &Line) -> bool {
    let clause_may_end = before.ending == Ending::Comma || before.text.ends_with(';');
    let told = line.beginning == Beginning::Capital || begins_arabic_clause(&line.text);
    clause_may_end && told && opens_clause(&line.text)
}

/// Whether a heading ends with `before`, as its type shows it.
fn differs_in_type(before: &Line, line: &Line) -> bool {
    let known = before.size > 0.0 && line.size > 0.0;
    let larger = before.size.max(line.size) > before.size.min(line.size) * LARGER;
    known && before.ending == Ending::Open && (before.bold != line.bold || larger)
}

/// Whether the sentence of `before` surely goes on, however `line` is indented.
fn goes_on(before: &Line, line: &Line) -> bool {
    before.ending == Ending::Open
        && (line.beginning == Beginning::Small || ends_with_connecting_word(&before.text))
        && !before.is_long()
}

/// Whether the lines divide a word, or a compound: `Secretary-General`.
fn divides_word(before: &Line, line: &Line) -> bool {
    let goes_on = match before.ending {
        Ending::Hyphen => line.text.starts_with(char::is_alphanumeric),
        _ => before.divided && line.beginning == Beginning::Small,
    };
    goes_on && !before.is_long()
}

/// Appends `line` to a paragraph that ends with `before`. Where a space next
/// to a Han character results, it is cleared away later.
fn append(text: &mut String, before: &Line, line: &Line, hyphens: &Hyphens) {
    if before.divided || ends_within_word(&before.text) || is_unspaced(before, line) {
        // Nothing stands between the two.
    } else if before.ending != Ending::Hyphen {
        text.push(' ');
    } else {
        match hyphens.division(before, line) {
            Division::Joined => {
                text.pop();
            }
            Division::Hyphenated => {}
            Division::Suspended => text.push(' '),
        }
    }
    text.push_str(&line.text);
}

/// Whether the lines are Chinese and no word meets another.
fn is_unspaced(before: &Line, line: &Line) -> bool {
    let letter = |c: char| c.is_alphanumeric() && !is_han(c);
    before.script == Script::Han
        && line.script == Script::Han
        && !(before.text.ends_with(letter) && line.text.starts_with(letter))
}
