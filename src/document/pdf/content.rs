//! Content streams: which glyphs and rules they draw on a page, and where.

use std::time::Instant;

use hayro_font::kurbo::Affine;
use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction;
use hayro_syntax::object::String as PdfString;
use hayro_syntax::object::dict::keys::{CONTENTS, FONT, MATRIX, OC, RESOURCES, SUBTYPE};
use hayro_syntax::object::{Array, Dict, Name, Number, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::{Page, Resources};

use super::super::limits::Limits;
use super::bounded;
use super::drawing::{Drawing, matrix};
use super::face::{Face, Faces, Shown};
use super::layers::Layers;
use super::limits::{DEEPEST_FORM, LONGEST_PAGE, MOST_GLYPHS, MOST_OPERATORS, MOST_STATES};
use super::sheet::{Gathering, Glyph, Mark, Sheet, Turn, UNKNOWN, shares};
use super::state::State;

/// Coordinates beyond which nothing can be on a page, in points.
pub(super) const FARTHEST: f32 = 100_000.0;

/// The smallest type that is read, in points.
const SMALLEST_TYPE: f32 = 1.0;

/// How often the clock is looked at, in operators.
const CLOCK_INTERVAL: usize = 256;

/// Longest text that a file may have in place of glyphs, in characters.
const LONGEST_REPLACEMENT: usize = 200;

/// Reads what a page shows.
pub(super) fn read<'a>(
    page: &Page<'a>,
    faces: &mut Faces<'a>,
    layers: &Layers,
    limits: &Limits,
) -> Sheet {
    let (width, height) = page.render_dimensions();
    let start = Affine::new(page.initial_transform(true).as_coeffs());
    let mut reader = Reader {
        sheet: Gathering::default(),
        faces,
        layers,
        width,
        height,
        operators: 0,
        bytes_left: limits.expanded_bytes,
        ends: Instant::now() + LONGEST_PAGE,
        marked: Vec::new(),
    };
    if let Some(content) = reader.content(page) {
        reader.run(&content, page.resources(), State::new(start), 0);
    }
    reader.sheet.finish(width, height)
}

/// What has been read of a page.
struct Reader<'a, 'f> {
    sheet: Gathering,
    faces: &'f mut Faces<'a>,
    layers: &'f Layers,
    width: f32,
    height: f32,
    operators: usize,
    /// How many bytes the content of the page may still have.
    bytes_left: u64,
    ends: Instant,
    marked: Vec<Marked>,
}

/// Marked content that has begun.
struct Marked {
    hidden: bool,
    replacement: Option<(Mark, Vec<char>)>,
}

impl<'a> Reader<'a, '_> {
    /// The content of the page, which may be several streams.
    fn content(&mut self, page: &Page<'a>) -> Option<Vec<u8>> {
        if let Some(stream) = page.raw().get::<Stream<'_>>(CONTENTS) {
            return Some(self.decode(&stream)?.into_owned());
        }
        let mut content = Vec::new();
        for stream in page.raw().get::<Array<'_>>(CONTENTS)?.iter::<Stream<'_>>() {
            if let Some(part) = self.decode(&stream) {
                content.extend_from_slice(&part);
                content.push(b'\n');
            }
        }
        Some(content)
    }

    fn decode<'s>(&mut self, stream: &Stream<'s>) -> Option<std::borrow::Cow<'s, [u8]>> {
        if !bounded::is_within(stream, self.bytes_left) {
            self.sheet.refuse();
            return None;
        }
        let decoded = stream.decoded_data().ok()?;
        self.bytes_left = self.bytes_left.saturating_sub(decoded.len() as u64);
        Some(decoded)
    }

    /// Whether the page has had its share of time and memory.
    fn is_over(&mut self) -> bool {
        self.operators += 1;
        self.operators > MOST_OPERATORS
            || self.sheet.len() >= MOST_GLYPHS
            || (self.operators.is_multiple_of(CLOCK_INTERVAL) && Instant::now() > self.ends)
    }

    /// Draws what `content` says.
    fn run(&mut self, content: &[u8], resources: &Resources<'a>, start: State<'a>, depth: usize) {
        let mut drawing = Drawing::new(start);
        let marked = self.marked.len();
        let mut instructions = TypedIter::new(content);
        while let Some(instruction) = instructions.next() {
            if self.is_over() {
                break;
            }
            self.follow(&mut drawing, &instruction, resources, depth);
        }
        while self.marked.len() > marked {
            self.end_marked();
        }
    }

    fn follow(
        &mut self,
        drawing: &mut Drawing<'a>,
        instruction: &TypedInstruction<'_, '_>,
        resources: &Resources<'a>,
        depth: usize,
    ) {
        use TypedInstruction as I;
        match instruction {
            I::SaveState(_) => drawing.keep(),
            I::RestoreState(_) => drawing.bring_back(),
            I::Transform(t) => {
                drawing.state.page *= matrix([&t.0, &t.1, &t.2, &t.3, &t.4, &t.5]);
            }
            I::SetGraphicsState(name) => {
                if let Some(dict) = resources.get_ext_g_state(name.0) {
                    self.set_graphics_state(drawing, &dict);
                }
            }
            I::XObject(name) => {
                if let Some(stream) = resources.get_x_object(name.0) {
                    self.draw_object(drawing, &stream, resources, depth);
                }
            }
            I::InlineImage(_) | I::Shading(_) => self.sheet.picture(),
            I::BeginMarkedContent(_) => self.begin_marked(false, None),
            I::BeginMarkedContentWithProperties(content) => {
                self.begin_marked_with(content.0, content.1, resources);
            }
            I::EndMarkedContent(_) => self.end_marked(),
            I::TextFont(font) => {
                drawing.state.face = drawing.face(font.0, resources, self.faces);
                drawing.state.size = font.1.as_f64();
            }
            _ if drawing.set_text(instruction) => {}
            _ if drawing.draw_path(instruction, &mut self.sheet) => {}
            _ => self.show(drawing, instruction),
        }
    }

    /// Shows the text of an instruction that shows text.
    fn show(&mut self, drawing: &mut Drawing<'a>, instruction: &TypedInstruction<'_, '_>) {
        use TypedInstruction as I;
        match instruction {
            I::ShowText(text) => self.show_string(drawing, text.0.as_bytes()),
            I::NextLineAndShowText(text) => {
                drawing.place.next_line(0.0, -drawing.state.leading);
                self.show_string(drawing, text.0.as_bytes());
            }
            I::ShowTextWithParameters(text) => {
                drawing.state.word_space = text.0.as_f64();
                drawing.state.character_space = text.1.as_f64();
                drawing.place.next_line(0.0, -drawing.state.leading);
                self.show_string(drawing, text.2.as_bytes());
            }
            I::ShowTexts(texts) => {
                for part in texts.0.iter::<Object<'_>>() {
                    match part {
                        Object::String(text) => self.show_string(drawing, text.as_bytes()),
                        Object::Number(number) => drawing.adjust(number.as_f64()),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    fn show_string(&mut self, drawing: &mut Drawing<'a>, bytes: &[u8]) {
        let Some(face) = drawing.state.face.clone() else {
            return;
        };
        let hidden = self.marked.last().is_some_and(|marked| marked.hidden);
        let mut at = 0;
        while at < bytes.len() && self.sheet.len() < MOST_GLYPHS {
            let (code, length) = face.code(bytes, at);
            at += length;
            let shown = face.shown(code, length);
            if !hidden {
                self.place(drawing, &face, &shown);
            }
            let space = drawing.state.character_space
                + if code == 32 && length == 1 {
                    drawing.state.word_space
                } else {
                    0.0
                };
            drawing.move_on(f64::from(shown.advance) * drawing.state.size + space);
        }
    }

    /// Puts the characters of a glyph on the page.
    fn place(&mut self, drawing: &Drawing<'a>, face: &Face<'a>, shown: &Shown) {
        let state = &drawing.state;
        let [a, b, c, d, e, f] = (state.page * drawing.place.glyph).as_coeffs();
        let (x, y) = (e + c * state.rise, f + d * state.rise);
        let on_page = (0.0..=f64::from(self.width)).contains(&x)
            && (0.0..=f64::from(self.height)).contains(&y);
        let along = if face.horizontal { (a, b) } else { (-c, -d) };
        let Some(turn) = Turn::of(along.0 * state.size, along.1 * state.size).filter(|_| on_page)
        else {
            return;
        };
        let size = (c.hypot(d) * state.size.abs()) as f32;
        let stretch = if face.horizontal { state.stretch } else { 1.0 };
        let width = f64::from(shown.advance) * state.size.abs() * stretch * along.0.hypot(along.1);
        if !(SMALLEST_TYPE..FARTHEST).contains(&size) || !width.is_finite() {
            return;
        }
        let (left, baseline) = turn.upright(x as f32, y as f32);
        let glyph = Glyph {
            c: ' ',
            left,
            right: left,
            baseline,
            size,
            bold: face.bold || state.is_outlined(),
        };
        let text = if shown.text.is_empty() {
            [UNKNOWN].as_slice()
        } else {
            &shown.text
        };
        for glyph in shares(glyph, left, left + width as f32, text) {
            self.sheet.glyph(glyph, turn, state.is_visible());
        }
    }

    fn set_graphics_state(&mut self, drawing: &mut Drawing<'a>, dict: &Dict<'a>) {
        if let Some(font) = dict.get::<Array<'_>>(FONT) {
            let mut parts = font.flex_iter();
            if let (Some(font), Some(size)) = (parts.next::<Dict<'_>>(), parts.next::<Number>()) {
                drawing.state.face = self.faces.face(&font);
                drawing.state.size = size.as_f64();
            }
        }
    }

    /// Draws a form, or notes a picture.
    fn draw_object(
        &mut self,
        drawing: &Drawing<'a>,
        stream: &Stream<'a>,
        resources: &Resources<'a>,
        depth: usize,
    ) {
        let dict = stream.dict();
        let is_form = dict
            .get::<Name<'_>>(SUBTYPE)
            .is_some_and(|name| name.as_ref() == b"Form");
        let hidden = dict
            .get_ref(OC)
            .is_some_and(|layer| self.layers.hide(layer.into()));
        if hidden {
            return;
        }
        if !is_form {
            self.sheet.picture();
            return;
        }
        if depth >= DEEPEST_FORM {
            return;
        }
        let Some(content) = self.decode(stream) else {
            return;
        };
        let mut state = drawing.state.clone();
        state.page *= Affine::new(
            dict.get::<[f64; 6]>(MATRIX)
                .unwrap_or([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]),
        );
        let own = dict.get::<Dict<'_>>(RESOURCES).map(Resources::new);
        self.run(
            &content,
            own.as_ref().unwrap_or(resources),
            state,
            depth + 1,
        );
    }

    fn begin_marked(&mut self, hidden: bool, replacement: Option<Vec<char>>) {
        if self.marked.len() < MOST_STATES {
            let inherited = self.marked.last().is_some_and(|marked| marked.hidden);
            let start = self.sheet.mark();
            self.marked.push(Marked {
                hidden: hidden || inherited,
                replacement: replacement.map(|text| (start, text)),
            });
        }
    }

    fn begin_marked_with(
        &mut self,
        tag: &Name<'_>,
        properties: &Object<'_>,
        resources: &Resources<'a>,
    ) {
        let named = match properties {
            Object::Name(name) => Some(name),
            _ => None,
        };
        let hidden = tag.as_ref() == b"OC"
            && named
                .and_then(|name| resources.properties.get_ref(name))
                .is_some_and(|layer| self.layers.hide(ObjectIdentifier::from(layer)));
        let text = match properties {
            Object::Dict(dict) => dict.get::<PdfString<'_>>(b"ActualText".as_slice()),
            _ => None,
        };
        self.begin_marked(hidden, text.and_then(|text| replacement(text.as_bytes())));
    }

    fn end_marked(&mut self) {
        if let Some(marked) = self.marked.pop()
            && let Some((start, text)) = marked.replacement
        {
            self.sheet.replace_from(start, &text);
        }
    }
}

/// The characters that a file has in the place of glyphs; nothing if there are
/// none or too many.
fn replacement(bytes: &[u8]) -> Option<Vec<char>> {
    let text: Vec<char> = match bytes.strip_prefix(&[0xfe, 0xff]) {
        Some(units) => {
            let units = units.chunks(2).map(|pair| match pair {
                [high, low] => u16::from_be_bytes([*high, *low]),
                _ => 0,
            });
            char::decode_utf16(units)
                .map(|c| c.unwrap_or('\0'))
                .collect()
        }
        None if bytes.is_ascii() => bytes.iter().map(|&byte| char::from(byte)).collect(),
        None => return None,
    };
    let text: Vec<char> = text
        .into_iter()
        .flat_map(super::characters::visible)
        .collect();
    (1..=LONGEST_REPLACEMENT)
        .contains(&text.len())
        .then_some(text)
}
