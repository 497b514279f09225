//! A content stream being drawn: the state, the place of text, and the path.

use std::rc::Rc;

use hayro_font::kurbo::Affine;
use hayro_syntax::content::ops::TypedInstruction;
use hayro_syntax::object::{Name, Number};
use hayro_syntax::page::Resources;
use rustc_hash::FxHashMap;

use super::face::{Face, Faces};
use super::limits::MOST_STATES;
use super::paths::Path;
use super::sheet::Gathering;
use super::state::{State, TextPlace};

/// A content stream being drawn.
pub(super) struct Drawing<'a> {
    pub(super) state: State<'a>,
    kept: Vec<State<'a>>,
    pub(super) place: TextPlace,
    path: Path,
    /// The fonts by the names that the resources of this stream give them.
    faces: FxHashMap<Vec<u8>, Option<Rc<Face<'a>>>>,
}

impl<'a> Drawing<'a> {
    pub(super) fn new(state: State<'a>) -> Self {
        Self {
            state,
            kept: Vec::new(),
            place: TextPlace::START,
            path: Path::default(),
            faces: FxHashMap::default(),
        }
    }

    /// Keeps the state for later.
    pub(super) fn keep(&mut self) {
        if self.kept.len() < MOST_STATES {
            self.kept.push(self.state.clone());
        }
    }

    /// Brings back the state that was kept last.
    pub(super) fn bring_back(&mut self) {
        if let Some(state) = self.kept.pop() {
            self.state = state;
        }
    }

    /// The font that the resources name so.
    pub(super) fn face(
        &mut self,
        name: &Name<'_>,
        resources: &Resources<'a>,
        faces: &mut Faces<'a>,
    ) -> Option<Rc<Face<'a>>> {
        if let Some(face) = self.faces.get(name.as_ref()) {
            return face.clone();
        }
        let face = resources.get_font(name).and_then(|dict| faces.face(&dict));
        self.faces.insert(name.as_ref().to_vec(), face.clone());
        face
    }

    /// Moves on by a length in the direction of the text.
    pub(super) fn move_on(&mut self, length: f64) {
        let horizontal = self.state.face.as_ref().is_none_or(|face| face.horizontal);
        if horizontal {
            self.place.advance(length * self.state.stretch, 0.0);
        } else {
            self.place.advance(0.0, -length);
        }
    }

    /// Moves back by thousandths of the font's size.
    pub(super) fn adjust(&mut self, thousandths: f64) {
        let horizontal = self.state.face.as_ref().is_none_or(|face| face.horizontal);
        let length = thousandths / 1000.0 * self.state.size;
        self.move_on(if horizontal { -length } else { length });
    }

    /// Follows an instruction that sets how or where text is shown; says
    /// whether it is one.
    pub(super) fn set_text(&mut self, instruction: &TypedInstruction<'_, '_>) -> bool {
        use TypedInstruction as I;
        match instruction {
            I::BeginText(_) => self.place = TextPlace::START,
            I::EndText(_) => {}
            I::CharacterSpacing(space) => self.state.character_space = space.0.as_f64(),
            I::WordSpacing(space) => self.state.word_space = space.0.as_f64(),
            I::HorizontalScaling(scale) => self.state.stretch = scale.0.as_f64() / 100.0,
            I::TextLeading(leading) => self.state.leading = leading.0.as_f64(),
            I::TextRise(rise) => self.state.rise = rise.0.as_f64(),
            I::TextRenderingMode(mode) => self.state.mode = mode.0.as_i64(),
            I::NextLine(offset) => self.place.next_line(offset.0.as_f64(), offset.1.as_f64()),
            I::NextLineAndSetLeading(offset) => {
                self.state.leading = -offset.1.as_f64();
                self.place.next_line(offset.0.as_f64(), offset.1.as_f64());
            }
            I::NextLineUsingLeading(_) => self.place.next_line(0.0, -self.state.leading),
            I::SetTextMatrix(t) => {
                self.place.set(matrix([&t.0, &t.1, &t.2, &t.3, &t.4, &t.5]));
            }
            _ => return false,
        }
        true
    }

    /// Follows an instruction that makes or draws a path; says whether it is
    /// one.
    pub(super) fn draw_path(
        &mut self,
        instruction: &TypedInstruction<'_, '_>,
        sheet: &mut Gathering,
    ) -> bool {
        use TypedInstruction as I;
        let page = self.state.page;
        match instruction {
            I::MoveTo(to) => self.path.move_to(page, to.0.as_f64(), to.1.as_f64()),
            I::LineTo(to) => self.path.line_to(page, to.0.as_f64(), to.1.as_f64()),
            I::CubicTo(_) | I::CubicStartTo(_) | I::CubicEndTo(_) => self.path.curve(),
            I::ClosePath(_) => self.path.close(),
            I::RectPath(at) => self.path.rectangle(
                page,
                at.0.as_f64(),
                at.1.as_f64(),
                at.2.as_f64(),
                at.3.as_f64(),
            ),
            I::EndPath(_) => self.path.clear(),
            I::StrokePath(_) => self.draw(sheet, true, false),
            I::CloseAndStrokePath(_) => {
                self.path.close();
                self.draw(sheet, true, false);
            }
            I::FillPathNonZero(_) | I::FillPathNonZeroCompatibility(_) | I::FillPathEvenOdd(_) => {
                self.draw(sheet, false, true);
            }
            I::FillAndStrokeNonZero(_) | I::FillAndStrokeEvenOdd(_) => {
                self.draw(sheet, true, true);
            }
            I::CloseFillAndStrokeNonZero(_) | I::CloseFillAndStrokeEvenOdd(_) => {
                self.path.close();
                self.draw(sheet, true, true);
            }
            _ => return false,
        }
        true
    }

    fn draw(&mut self, sheet: &mut Gathering, stroke: bool, fill: bool) {
        if stroke {
            self.path.stroke(sheet);
        }
        if fill {
            self.path.fill(sheet);
        }
        self.path.clear();
    }
}

pub(super) fn matrix(numbers: [&Number; 6]) -> Affine {
    Affine::new(numbers.map(Number::as_f64))
}
