//! The graphics state, as far as text and rules depend on it.

use std::rc::Rc;

use hayro_font::kurbo::Affine;

use super::face::Face;

/// The state that `q` keeps and `Q` brings back.
#[derive(Clone)]
pub(super) struct State<'a> {
    /// From the coordinates of the content to those of the page.
    pub(super) page: Affine,
    pub(super) face: Option<Rc<Face<'a>>>,
    pub(super) size: f64,
    pub(super) character_space: f64,
    pub(super) word_space: f64,
    /// The width of the text, where 1 is its own.
    pub(super) stretch: f64,
    pub(super) leading: f64,
    pub(super) rise: f64,
    pub(super) mode: i64,
}

impl State<'_> {
    pub(super) fn new(page: Affine) -> Self {
        Self {
            page,
            face: None,
            size: 1.0,
            character_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
            mode: 0,
        }
    }

    /// Whether text leaves a trace on paper: mode 3 draws nothing, mode 7 only
    /// clips.
    pub(super) fn is_visible(&self) -> bool {
        !matches!(self.mode, 3 | 7)
    }

    /// Whether outlines are drawn around filled glyphs, which makes them bold.
    pub(super) fn is_outlined(&self) -> bool {
        matches!(self.mode, 2 | 6)
    }
}

/// Where the next glyph and the next line begin.
#[derive(Clone, Copy)]
pub(super) struct TextPlace {
    pub(super) glyph: Affine,
    pub(super) line: Affine,
}

impl TextPlace {
    pub(super) const START: Self = Self {
        glyph: Affine::IDENTITY,
        line: Affine::IDENTITY,
    };

    pub(super) fn set(&mut self, matrix: Affine) {
        self.line = matrix;
        self.glyph = matrix;
    }

    /// Begins a line at an offset from the beginning of the last.
    pub(super) fn next_line(&mut self, x: f64, y: f64) {
        self.set(self.line * Affine::translate((x, y)));
    }

    /// Moves on without drawing.
    pub(super) fn advance(&mut self, x: f64, y: f64) {
        self.glyph *= Affine::translate((x, y));
    }
}
