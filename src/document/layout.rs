//! How the text lies on the page: wrapped or not, double-spaced or not, how
//! wide, and whether first lines are indented.
//!
//! Nothing here is assumed of a kind of document; all is learned from pairs of
//! neighbouring lines. A pair is evidence of wrapping when the first line
//! breaks off without punctuation near the right margin and the second goes
//! on, in a small letter where the script has such.

use super::characters::{columns, is_han};
use super::edges::{Beginning, Ending, first_word};
use super::lines::{Line, Script};
use super::markers::marker;

/// Columns beyond which line widths are not told apart.
const WIDEST: usize = 1024;

/// Columns below which lines of a script without capitals are headings rather
/// than wrapped text.
const NARROWEST_CASELESS: usize = 20;

/// Blank lines between the lines of one paragraph that are thought possible.
const MOST_SPACING: usize = 3;

/// Columns of indentation that mark a first line; one column is noise that
/// the extraction from a PDF file leaves.
const LEAST_INDENT: usize = 2;

/// Columns of indentation above which a line is centred.
const MOST_INDENT: usize = 12;

/// Full lines from which the slack of a margin is known.
const ENOUGH_FULL_LINES: usize = 20;

/// What was learned of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Layout {
    /// Blank lines between two lines of one paragraph: 1 in double-spaced text.
    pub(super) spacing: usize,
    /// The indentation of the text as a whole.
    base_indent: usize,
    /// The least indentation of a first line, where first lines are indented.
    first_line: Option<usize>,
    han: Measure,
    spaced: Measure,
}

/// What was learned of the lines of one script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Measure {
    /// Whether lines end because the page does.
    wrapped: bool,
    /// The column of the right margin.
    width: usize,
    /// Columns that full lines may fall short of the margin.
    slack: usize,
}

impl Layout {
    /// Learns the layout of `lines`.
    pub(super) fn of(lines: &[Line]) -> Self {
        let widths = Widths {
            han: margin(lines, Script::Han),
            spaced: margin(lines, Script::Spaced),
        };
        let pairs = Pairs::count(lines, &widths);
        let spacing = pairs.spacing();
        let measure = |script| Measure {
            wrapped: pairs.within(script, spacing).show_wrapping(),
            width: widths.of(script),
            slack: slack(lines, script, &widths),
        };
        Self {
            spacing,
            base_indent: base_indent(lines),
            first_line: first_line_indent(lines),
            han: measure(Script::Han),
            spaced: measure(Script::Spaced),
        }
    }

    /// Whether lines of this script are wrapped.
    pub(super) fn is_wrapped(&self, script: Script) -> bool {
        self.measure(script).wrapped
    }

    /// Whether the first word of `next` would have fitted behind `line`, more
    /// clearly than behind a full line.
    pub(super) fn has_room(&self, line: &Line, next: &Line) -> bool {
        self.room(line, next) > self.measure(line.script).slack
    }

    /// Whether `line` ends so early that a paragraph must end with it. The less
    /// it looks like an end, the earlier it must be; `expects_mark` says that
    /// a number or indentation was to be expected on the next line.
    pub(super) fn is_short(&self, line: &Line, next: &Line, expects_mark: bool) -> bool {
        let width = self.measure(line.script).width;
        let doubtful = expects_mark || next.beginning == Beginning::Small;
        let least = match line.ending {
            Ending::Terminal if !doubtful => 0,
            Ending::Comma if !doubtful => width / 20,
            Ending::Terminal | Ending::Comma | Ending::Open | Ending::Hyphen => width / 8,
        };
        self.has_room(line, next) && self.room(line, next) > least
    }

    /// The columns that would stay free behind `line` and the first word of
    /// `next`. A line in the middle or at the right of the page is as long as
    /// its text.
    fn room(&self, line: &Line, next: &Line) -> usize {
        let aside = line.indent > self.base_indent + MOST_INDENT;
        let before = if aside { line.indent } else { 0 };
        gap(line, next, self.measure(line.script).width + before)
    }

    /// Whether the document indents first lines and `line` is one of them.
    pub(super) fn is_first_line(&self, line: &Line) -> bool {
        self.first_line.is_some_and(|least| line.indent >= least)
    }

    /// Whether the document indents first lines.
    pub(super) fn indents_first_lines(&self) -> bool {
        self.first_line.is_some()
    }

    fn measure(&self, script: Script) -> Measure {
        match script {
            Script::Han => self.han,
            Script::Spaced => self.spaced,
        }
    }
}

/// The right margin of each script.
struct Widths {
    han: usize,
    spaced: usize,
}

impl Widths {
    fn of(&self, script: Script) -> usize {
        match script {
            Script::Han => self.han,
            Script::Spaced => self.spaced,
        }
    }
}

/// The column that one line in twenty reaches, or the longest of fewer.
fn margin(lines: &[Line], script: Script) -> usize {
    let rights = lines
        .iter()
        .filter(|line| line.script == script && !line.is_long())
        .map(|line| line.right);
    percentile_95(rights)
}

/// The smallest value that 95 in 100 values do not exceed; with fewer than 20
/// the largest. Values are cut off at [`WIDEST`]. Counting keeps it linear.
fn percentile_95(values: impl Iterator<Item = usize>) -> usize {
    let mut counts = vec![0_usize; WIDEST + 1];
    let mut total = 0;
    for value in values {
        if let Some(count) = counts.get_mut(value.min(WIDEST)) {
            *count += 1;
            total += 1;
        }
    }
    let mut above = total / 20;
    for (value, &count) in counts.iter().enumerate().rev() {
        if count > above {
            return value;
        }
        above -= count;
    }
    0
}

/// The columns up to `width` that would stay free if the first word of `next`
/// stood behind `line`; none if it would not have fitted.
fn gap(line: &Line, next: &Line, width: usize) -> usize {
    let word = first_word(&next.text);
    let space = usize::from(!word.starts_with(is_han) && !line.text.ends_with(is_han));
    let word: usize = word.chars().map(columns).sum();
    width.saturating_sub(line.right + space + word)
}

/// Whether `line` breaks off so near the margin as a full line does. A small
/// letter on the next line is much evidence in itself, so less is asked then.
fn is_nearly_full(line: &Line, next: &Line, width: usize) -> bool {
    let least_percent = match (line.script, next.beginning) {
        (Script::Spaced, Beginning::Caseless) => 75,
        (Script::Han, Beginning::Caseless) => 85,
        _ => 60,
    };
    line.right * 100 >= width * least_percent
}

/// Whether the sentence of `line` runs on into `next`, as only wrapped text
/// shows it.
fn runs_on(line: &Line, next: &Line, width: usize) -> bool {
    let letter = match next.beginning {
        Beginning::Small => true,
        Beginning::Caseless => line.script == next.script && width >= NARROWEST_CASELESS,
        Beginning::Capital | Beginning::Mark => false,
    };
    letter && breaks_off(line) && !next.is_long() && is_nearly_full(line, next, width)
}

/// Whether the line breaks off where wrapped text runs on. Where capitals tell
/// headings from sentences, headings are known to be shorter than the rest and
/// do not count; elsewhere they count, and speak against wrapping.
fn might_run_on(line: &Line, next: &Line, width: usize) -> bool {
    breaks_off(line) && (next.beginning == Beginning::Caseless || is_nearly_full(line, next, width))
}

/// Whether the line is Chinese and ends a clause. Lines among which there is
/// none are headings or a list, however equal their lengths.
fn is_han_clause(line: &Line) -> bool {
    line.script == Script::Han && matches!(line.ending, Ending::Terminal | Ending::Comma)
}

/// Whether the line ends without any punctuation.
fn breaks_off(line: &Line) -> bool {
    !line.is_long() && matches!(line.ending, Ending::Open | Ending::Hyphen)
}

/// Pairs of neighbouring lines of one script at one distance, but for those
/// whose second line looks numbered: they are apart in any layout.
#[derive(Debug, Default, Clone, Copy)]
struct Tally {
    pairs: usize,
    /// Pairs of which the first line breaks off.
    open: usize,
    /// Pairs that are evidence of wrapping.
    running_on: usize,
}

impl Tally {
    /// A sixth of all pairs and a third of those that break off must run on.
    fn show_wrapping(self) -> bool {
        self.running_on > 0 && self.running_on * 6 >= self.pairs && self.running_on * 3 >= self.open
    }

    fn plus(self, other: Self) -> Self {
        Self {
            pairs: self.pairs + other.pairs,
            open: self.open + other.open,
            running_on: self.running_on + other.running_on,
        }
    }
}

/// The tallies by script and by the number of blank lines between the lines.
#[derive(Default)]
struct Pairs {
    han: [Tally; MOST_SPACING + 2],
    spaced: [Tally; MOST_SPACING + 2],
    /// Pairs with the end of a page between them: their distance says nothing.
    across_pages: [Tally; 2],
}

impl Pairs {
    fn count(lines: &[Line], widths: &Widths) -> Self {
        let mut pairs = Self::default();
        let han_text = lines.iter().any(is_han_clause);
        for (line, next) in lines.iter().zip(lines.iter().skip(1)) {
            let width = widths.of(line.script);
            if marker(&next.text).is_some() {
                continue;
            }
            if let Some(tally) = pairs.at(line.script, next) {
                tally.pairs += 1;
                tally.open += usize::from(might_run_on(line, next, width));
                let runs_on =
                    runs_on(line, next, width) && (line.script != Script::Han || han_text);
                tally.running_on += usize::from(runs_on);
            }
        }
        pairs
    }

    fn at(&mut self, script: Script, next: &Line) -> Option<&mut Tally> {
        let distance = next.blanks.min(MOST_SPACING + 1);
        match (next.new_page, script) {
            (true, script) => self.across_pages.get_mut(script as usize),
            (false, Script::Han) => self.han.get_mut(distance),
            (false, Script::Spaced) => self.spaced.get_mut(distance),
        }
    }

    /// The blank lines between lines of one paragraph: the distance that most
    /// pairs have, if text runs on across it.
    fn spacing(&self) -> usize {
        let both = |distance: usize| {
            let of = |tallies: &[Tally]| tallies.get(distance).copied().unwrap_or_default();
            of(&self.han).plus(of(&self.spaced))
        };
        let all: usize = (0..MOST_SPACING + 2)
            .map(|distance| both(distance).pairs)
            .sum();
        (1..=MOST_SPACING)
            .find(|&distance| {
                both(distance).pairs * 10 >= all * 7 && both(distance).show_wrapping()
            })
            .unwrap_or(0)
    }

    /// All pairs of a script that may belong to one paragraph.
    fn within(&self, script: Script, spacing: usize) -> Tally {
        let tallies = match script {
            Script::Han => &self.han,
            Script::Spaced => &self.spaced,
        };
        let across = self
            .across_pages
            .get(script as usize)
            .copied()
            .unwrap_or_default();
        tallies
            .iter()
            .take(spacing + 1)
            .fold(across, |sum, &tally| sum.plus(tally))
    }
}

/// How far full lines fall short of the margin, from those lines that surely
/// run on: nothing in a fixed-width font, a tenth of the width in others. Few
/// such lines leave room for a twentieth; it is never more than a quarter.
fn slack(lines: &[Line], script: Script, widths: &Widths) -> usize {
    let width = widths.of(script);
    let gaps: Vec<usize> = lines
        .iter()
        .zip(lines.iter().skip(1))
        .filter(|(line, next)| line.script == script && runs_on(line, next, width))
        .map(|(line, next)| gap(line, next, width))
        .collect();
    let least = if gaps.len() < ENOUGH_FULL_LINES {
        width / 20
    } else {
        0
    };
    percentile_95(gaps.into_iter()).clamp(least, width / 4)
}

/// The least indentation that marks first lines, if lines so indented mostly
/// follow the end of a sentence, or a heading.
fn first_line_indent(lines: &[Line]) -> Option<usize> {
    let base = base_indent(lines);
    let least = base + LEAST_INDENT;
    let (mut indented, mut opening) = (0_usize, 0_usize);
    let before = std::iter::once(None).chain(lines.iter().map(Some));
    for (before, line) in before.zip(lines) {
        if (least..=base + MOST_INDENT).contains(&line.indent) && marker(&line.text).is_none() {
            indented += 1;
            opening += usize::from(before.is_none_or(|before| is_end(before, line)));
        }
    }
    (indented > 0 && opening * 4 >= indented * 3).then_some(least)
}

/// Whether a paragraph may end with `before`, when the next line is indented.
fn is_end(before: &Line, line: &Line) -> bool {
    match before.ending {
        Ending::Terminal => true,
        Ending::Comma | Ending::Open => {
            before.right * 2 < line.right || line.beginning == Beginning::Capital
        }
        Ending::Hyphen => false,
    }
}

/// The least indentation that a fifth of the lines have.
fn base_indent(lines: &[Line]) -> usize {
    let mut counts = vec![0_usize; WIDEST + 1];
    for line in lines {
        if let Some(count) = counts.get_mut(line.indent.min(WIDEST)) {
            *count += 1;
        }
    }
    counts
        .iter()
        .position(|&count| count > 0 && count * 5 >= lines.len())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::super::lines::split;
    use super::*;

    fn layout(text: &str) -> Layout {
        Layout::of(&split(text))
    }

    #[test]
    fn lines_that_break_off_near_the_margin_are_wrapped() {
        let text = "The Security Council welcomes the\nreport of the Secretary-General and\ninvites comments.";
        assert!(layout(text).is_wrapped(Script::Spaced));
        let text = "安全理事会欢迎秘书长关于该区域局势的\n最新报告，并请各方提出意见。";
        assert!(layout(text).is_wrapped(Script::Han));
    }

    #[test]
    fn whole_sentences_on_lines_are_not_wrapped() {
        let text =
            "The Council met.\nIt welcomed the report of the mission in the north.\nIt rose.";
        assert!(!layout(text).is_wrapped(Script::Spaced));
        let text = "主席声明\n安全理事会举行了会议，并听取了通报。\n会议结束。";
        assert!(!layout(text).is_wrapped(Script::Han));
        let text = "安全理事会第九千次会议临时议程\n安全理事会第九千次会议简要记录";
        assert!(!layout(text).is_wrapped(Script::Han));
    }

    #[test]
    fn one_blank_line_within_sentences_is_double_spacing() {
        let text = "The Council welcomes the\n\nreport of the mission in\n\nthe north.\n\nIt rose at noon.";
        assert_eq!(layout(text).spacing, 1);
        assert_eq!(layout("The Council met.\n\nIt rose.\n\nIt met.").spacing, 0);
    }

    #[test]
    fn a_line_is_short_if_the_next_word_would_have_fitted() {
        let text = "The Security Council welcomes the full\nreport of the Secretary-General and\ninvites more.\nComments are due.";
        let lines = split(text);
        let layout = Layout::of(&lines);
        assert!(!layout.is_short(&lines[1], &lines[2], false));
        assert!(layout.is_short(&lines[2], &lines[3], false));
    }

    #[test]
    fn indentation_after_full_stops_marks_first_lines() {
        let text = "  The Council welcomes the\nreport of the mission.\n  It invites the members to\ncomment on it.\n";
        let lines = split(text);
        let layout = Layout::of(&lines);
        assert!(layout.is_first_line(&lines[2]));
        assert!(!layout.is_first_line(&lines[1]));
    }

    #[test]
    fn hanging_indentation_marks_no_first_lines() {
        let text = "1. The Council welcomes the\n   report of the mission in\n   the north.\n2. It thanks the members of\n   the mission.\n";
        assert!(!layout(text).indents_first_lines());
    }

    #[test]
    fn the_margin_ignores_one_line_in_twenty() {
        assert_eq!(percentile_95((1..=100).chain([900])), 96);
        assert_eq!(percentile_95([3, 9].into_iter()), 9);
        assert_eq!(percentile_95(std::iter::empty()), 0);
    }
}
