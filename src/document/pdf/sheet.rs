//! What a page shows, as far as text is concerned: glyphs and rules, upright,
//! in points from the top left corner.

use super::limits::{MOST_GLYPHS, MOST_RULES};

/// What stands for a glyph whose character the file does not tell.
pub(super) const UNKNOWN: char = '\u{fffd}';

/// A character as it lies on the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Glyph {
    /// The character.
    pub(super) c: char,
    /// Where it begins.
    pub(super) left: f32,
    /// Where the next one would begin.
    pub(super) right: f32,
    /// The line on which it stands.
    pub(super) baseline: f32,
    /// The size of its font.
    pub(super) size: f32,
    /// Whether its font is bold.
    pub(super) bold: bool,
}

/// A straight line, or a bar as thin as one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rule {
    pub(super) left: f32,
    pub(super) top: f32,
    pub(super) right: f32,
    pub(super) bottom: f32,
}

/// The thickest rule, in points.
const THICKEST_RULE: f32 = 3.0;

impl Rule {
    pub(super) fn width(&self) -> f32 {
        self.right - self.left
    }

    pub(super) fn height(&self) -> f32 {
        self.bottom - self.top
    }

    pub(super) fn is_horizontal(&self) -> bool {
        self.height() <= THICKEST_RULE && self.width() > THICKEST_RULE
    }

    pub(super) fn is_vertical(&self) -> bool {
        self.width() <= THICKEST_RULE && self.height() > THICKEST_RULE
    }

    fn turned(self, turn: Turn) -> Self {
        let (one, two) = (
            turn.upright(self.left, self.top),
            turn.upright(self.right, self.bottom),
        );
        Self {
            left: one.0.min(two.0),
            top: one.1.min(two.1),
            right: one.0.max(two.0),
            bottom: one.1.max(two.1),
        }
    }
}

/// The direction in which text runs on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    Rightwards,
    Downwards,
    Leftwards,
    Upwards,
}

const TURNS: [Turn; 4] = [
    Turn::Rightwards,
    Turn::Downwards,
    Turn::Leftwards,
    Turn::Upwards,
];

impl Turn {
    /// The direction of a vector whose second coordinate points down; nothing
    /// if it is oblique, as watermarks are.
    pub(super) fn of(x: f64, y: f64) -> Option<Self> {
        const OBLIQUE: f64 = 0.05;
        if y.abs() <= x.abs() * OBLIQUE && x != 0.0 {
            Some(if x > 0.0 {
                Self::Rightwards
            } else {
                Self::Leftwards
            })
        } else if x.abs() <= y.abs() * OBLIQUE {
            Some(if y > 0.0 {
                Self::Downwards
            } else {
                Self::Upwards
            })
        } else {
            None
        }
    }

    /// A point of the page when the page is turned so that this text is upright.
    pub(super) fn upright(self, x: f32, y: f32) -> (f32, f32) {
        match self {
            Self::Rightwards => (x, y),
            Self::Downwards => (y, -x),
            Self::Leftwards => (-x, -y),
            Self::Upwards => (-y, x),
        }
    }
}

/// How many times more text must run in another direction than rightwards for
/// the page to be turned.
const MOSTLY: usize = 3;

/// A page with everything that was read of it.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// The glyphs in upright coordinates, in the order in which they are drawn.
    pub(super) glyphs: Vec<Glyph>,
    /// The rules in upright coordinates.
    pub(super) rules: Vec<Rule>,
    /// Where it begins at the top.
    pub(super) top: f32,
    /// How high it is.
    pub(super) height: f32,
    /// Whether it shows anything at all.
    pub(super) shows: bool,
    /// Whether some of its content is too large to be read.
    pub(super) refused: bool,
}

/// Gathers what a page shows.
#[derive(Debug, Default)]
pub(super) struct Gathering {
    /// Visible glyphs by direction.
    visible: [Vec<Glyph>; 4],
    /// Glyphs that are there to be found but not to be seen, as those behind a
    /// scanned page are.
    invisible: [Vec<Glyph>; 4],
    rules: Vec<Rule>,
    count: usize,
    shows: bool,
    refused: bool,
}

impl Gathering {
    /// Adds a glyph, whose coordinates are already upright.
    pub(super) fn glyph(&mut self, glyph: Glyph, turn: Turn, is_visible: bool) {
        let glyphs = if is_visible {
            &mut self.visible
        } else {
            &mut self.invisible
        };
        if self.count < MOST_GLYPHS
            && let Some(glyphs) = glyphs.get_mut(turn as usize)
        {
            self.count += 1;
            glyphs.push(glyph);
        }
        self.shows = true;
    }

    /// How many glyphs there are so far.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// Puts the text that the file has in the place of glyphs where these were
    /// added since `mark`.
    pub(super) fn replace_from(&mut self, mark: Mark, text: &[char]) {
        for turn in TURNS {
            let Some((glyphs, &start)) = self
                .visible
                .get_mut(turn as usize)
                .zip(mark.0.get(turn as usize))
            else {
                continue;
            };
            if let Some(replaced) = glyphs.get(start..).and_then(|old| spread(old, text)) {
                glyphs.truncate(start);
                glyphs.extend(replaced);
            }
        }
    }

    /// The place up to which glyphs were added.
    pub(super) fn mark(&self) -> Mark {
        let mut lengths = [0; 4];
        for (length, glyphs) in lengths.iter_mut().zip(&self.visible) {
            *length = glyphs.len();
        }
        Mark(lengths)
    }

    /// Adds a rule in the coordinates of the page.
    pub(super) fn rule(&mut self, rule: Rule) {
        if self.rules.len() < MOST_RULES {
            self.rules.push(rule);
        }
        self.shows = true;
    }

    /// Notes that the page shows a picture.
    pub(super) fn picture(&mut self) {
        self.shows = true;
    }

    /// Notes that some of the page is too large to be read.
    pub(super) fn refuse(&mut self) {
        self.refused = true;
    }

    /// The page, turned so that most of its text is upright; text in another
    /// direction is left out. `width` and `height` are those of the page.
    pub(super) fn finish(mut self, width: f32, height: f32) -> Sheet {
        let seen = self.visible.iter().any(|glyphs| !glyphs.is_empty());
        let sources = if seen {
            &mut self.visible
        } else {
            &mut self.invisible
        };
        let count = |turn: Turn| sources.get(turn as usize).map_or(0, Vec::len);
        let most = TURNS
            .into_iter()
            .rev()
            .max_by_key(|&turn| count(turn))
            .filter(|&turn| count(turn) > count(Turn::Rightwards) * MOSTLY)
            .unwrap_or(Turn::Rightwards);
        let mut glyphs = sources
            .get_mut(most as usize)
            .map(std::mem::take)
            .unwrap_or_default();
        glyphs.retain(|glyph| glyph.c != UNKNOWN);
        let page = Rule {
            left: 0.0,
            top: 0.0,
            right: width,
            bottom: height,
        }
        .turned(most);
        Sheet {
            top: page.top,
            height: page.height(),
            glyphs: without_duplicates(glyphs),
            rules: self
                .rules
                .into_iter()
                .map(|rule| rule.turned(most))
                .collect(),
            shows: self.shows,
            refused: self.refused,
        }
    }
}

/// A place among the glyphs of each direction.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark([usize; 4]);

/// `text` in the place of `glyphs`, which must be on one line.
fn spread(glyphs: &[Glyph], text: &[char]) -> Option<Vec<Glyph>> {
    let first = glyphs.first()?;
    let on_line = |glyph: &Glyph| (glyph.baseline - first.baseline).abs() < first.size / 2.0;
    if !glyphs.iter().all(on_line) {
        return None;
    }
    let left = glyphs
        .iter()
        .map(|glyph| glyph.left)
        .fold(f32::MAX, f32::min);
    let right = glyphs
        .iter()
        .map(|glyph| glyph.right)
        .fold(f32::MIN, f32::max);
    Some(shares(*first, left, right, text).collect())
}

/// One glyph for each of the characters, which share the space between `left`
/// and `right`; characters of right-to-left scripts begin at the right.
pub(super) fn shares(
    like: Glyph,
    left: f32,
    right: f32,
    text: &[char],
) -> impl Iterator<Item = Glyph> {
    let width = (right - left) / text.len().max(1) as f32;
    let backwards = text.iter().any(|&c| super::characters::is_right_to_left(c));
    let count = text.len();
    text.iter().enumerate().map(move |(at, &c)| {
        let place = if backwards { count - 1 - at } else { at };
        let left = left + width * place as f32;
        Glyph {
            c,
            left,
            right: left + width,
            ..like
        }
    })
}

/// How far apart, in ems, the same character printed twice to look bold is.
const OVERPRINT: f32 = 0.1;

/// How many glyphs back the same glyph may have been printed.
const OVERPRINT_REACH: usize = 400;

/// Drops glyphs that are printed over the same glyph.
fn without_duplicates(glyphs: Vec<Glyph>) -> Vec<Glyph> {
    let mut seen: rustc_hash::FxHashMap<(char, i32, i32), usize> = rustc_hash::FxHashMap::default();
    let mut kept: Vec<Glyph> = Vec::with_capacity(glyphs.len());
    for glyph in glyphs {
        let step = (glyph.size * OVERPRINT).max(0.2);
        let cell = |value: f32| (value / step).round() as i32;
        let (column, row) = (cell(glyph.left), cell(glyph.baseline));
        let near = (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (dx, dy)));
        let duplicate = !glyph.c.is_whitespace()
            && near
                .filter_map(|(dx, dy)| seen.get(&(glyph.c, column + dx, row + dy)))
                .filter_map(|&at| kept.get(at).filter(|_| at + OVERPRINT_REACH > kept.len()))
                .any(|old| {
                    (old.left - glyph.left).abs() < step
                        && (old.baseline - glyph.baseline).abs() < step
                        && glyph.right - glyph.left > step
                });
        if !duplicate {
            seen.insert((glyph.c, column, row), kept.len());
            kept.push(glyph);
        }
    }
    kept
}
