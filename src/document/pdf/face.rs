//! Fonts: from the codes of a content stream to characters and widths.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use hayro_cmap::{BfString, CMap, CMapName, CidFamily};
use hayro_font::{Font, FontCache, FontGlyph, FontQuery, FontResolverFn, GlyphId};
use hayro_syntax::object::dict::keys::{BASE_FONT, ENCODING, FLAGS, FONT_DESC, FONT_WEIGHT};
use hayro_syntax::object::{Array, Dict, Name, Object, String as PdfString};
use rustc_hash::FxHashMap;

use super::bounded;
use super::characters;

/// Weight from which a font is bold.
const BOLD_WEIGHT: f32 = 600.0;

/// The flag of a font that is to be drawn bold.
const FORCE_BOLD: u32 = 1 << 18;

/// What the names of bold fonts contain.
const BOLD_NAMES: [&str; 6] = ["bold", "black", "heavy", "demi", "cmbx", "sfbx"];

/// What a code stands for.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    /// Its characters in logical order; none where the file does not tell.
    pub(super) text: Rc<[char]>,
    /// How far it moves on, in ems.
    pub(super) advance: f32,
}

/// A font of the document.
pub(super) struct Face<'a> {
    font: Font<'a>,
    /// Whether it is bold.
    pub(super) bold: bool,
    /// Whether its lines run from left to right, not downwards.
    pub(super) horizontal: bool,
    dict: Dict<'a>,
    most: u64,
    collection: OnceCell<Option<Collection>>,
    shown: RefCell<FxHashMap<u32, Shown>>,
}

impl<'a> Face<'a> {
    fn new(dict: &Dict<'a>, font: Font<'a>, most: u64) -> Self {
        Self {
            horizontal: font.is_horizontal(),
            bold: is_bold(dict),
            dict: dict.clone(),
            most,
            collection: OnceCell::new(),
            font,
            shown: RefCell::default(),
        }
    }

    /// The code that begins at `at`, and its length in bytes.
    pub(super) fn code(&self, bytes: &[u8], at: usize) -> (u32, usize) {
        let (code, length) = self.font.read_code(bytes, at);
        (code, length.max(1))
    }

    /// What `code` stands for.
    pub(super) fn shown(&self, code: u32, length: usize) -> Shown {
        if let Some(shown) = self.shown.borrow().get(&code) {
            return shown.clone();
        }
        let advance = self.font.code_advance(code);
        let thousandths = if self.horizontal {
            advance.x
        } else {
            -advance.y
        };
        let shown = Shown {
            text: self.characters(code, length).into(),
            advance: thousandths as f32 / 1000.0,
        };
        self.shown.borrow_mut().insert(code, shown.clone());
        shown
    }

    fn characters(&self, code: u32, length: usize) -> Vec<char> {
        let known = match self.font.glyph(GlyphId::NOTDEF, code) {
            FontGlyph::Outline(glyph) => glyph.as_unicode(),
            FontGlyph::Type3(glyph) => glyph.as_unicode(),
        };
        let clear = |text: Option<BfString>| -> Vec<char> {
            match text {
                Some(BfString::Char(c)) => characters::visible(c).collect(),
                Some(BfString::String(text)) => {
                    text.chars().flat_map(characters::visible).collect()
                }
                None => Vec::new(),
            }
        };
        let text = clear(known);
        if !text.is_empty() {
            return text;
        }
        let collection = self
            .collection
            .get_or_init(|| Collection::of(&self.dict, self.most));
        match collection {
            Some(collection) => clear(collection.text(code, length)),
            None => char::from_u32(code)
                .filter(|c| length == 1 && (' '..='~').contains(c))
                .into_iter()
                .collect(),
        }
    }
}

/// The fonts that the document has used so far.
pub(super) struct Faces<'a> {
    cache: FontCache<'a>,
    resolver: FontResolverFn,
    /// Most bytes of a stream.
    most: u64,
    known: FxHashMap<(usize, usize), Option<Rc<Face<'a>>>>,
}

impl<'a> Faces<'a> {
    /// No fonts yet; none of their streams may have more than `most` bytes.
    pub(super) fn new(most: u64) -> Self {
        Self {
            most,
            cache: FontCache::new(),
            resolver: Arc::new(|query| {
                let standard = match query {
                    FontQuery::Standard(font) => *font,
                    FontQuery::Fallback(query) => query.pick_standard_font(),
                };
                Some(standard.get_font_data())
            }),
            known: FxHashMap::default(),
        }
    }

    /// The font that a dictionary describes, if it can be used.
    pub(super) fn face(&mut self, dict: &Dict<'a>) -> Option<Rc<Face<'a>>> {
        let data = dict.data();
        let key = (data.as_ptr() as usize, data.len());
        if let Some(face) = self.known.get(&key) {
            return face.clone();
        }
        let cmaps: hayro_font::CMapResolverFn = Arc::new(hayro_cmap::load_embedded);
        let face = bounded::font_is_within(dict, self.most)
            .then(|| self.cache.font(dict, &self.resolver, &cmaps))
            .flatten()
            .map(|font| Rc::new(Face::new(dict, font, self.most)));
        self.known.insert(key, face.clone());
        face
    }
}

fn is_bold(dict: &Dict<'_>) -> bool {
    let descendant = descendant(dict);
    let descriptor = dict
        .get::<Dict<'_>>(FONT_DESC)
        .or_else(|| descendant.as_ref()?.get::<Dict<'_>>(FONT_DESC));
    let named = dict
        .get::<Name<'_>>(BASE_FONT)
        .map(|name| name.as_str().to_lowercase())
        .is_some_and(|name| BOLD_NAMES.iter().any(|bold| name.contains(bold)));
    named
        || descriptor.is_some_and(|descriptor| {
            let weight = descriptor.get::<f32>(FONT_WEIGHT).unwrap_or_default();
            let flags = descriptor.get::<u32>(FLAGS).unwrap_or_default();
            weight >= BOLD_WEIGHT || flags & FORCE_BOLD != 0
        })
}

fn descendant<'a>(dict: &Dict<'a>) -> Option<Dict<'a>> {
    dict.get::<Array<'_>>(b"DescendantFonts".as_slice())?
        .iter::<Dict<'_>>()
        .next()
}

/// A font of a known collection of East Asian characters, whose characters are
/// known from the collection where the font does not tell them.
struct Collection {
    codes: CMap,
    characters: CMap,
}

impl Collection {
    fn of(dict: &Dict<'_>, most: u64) -> Option<Self> {
        let info = descendant(dict)?.get::<Dict<'_>>(b"CIDSystemInfo".as_slice())?;
        let part = |key: &[u8]| {
            info.get::<PdfString<'_>>(key)
                .map(|text| text.as_bytes().to_vec())
        };
        let family = CidFamily::from_registry_ordering(&part(b"Registry")?, &part(b"Ordering")?);
        let characters = load(family.ucs2_cmap()?)?;
        let codes = match dict.get::<Object<'_>>(ENCODING)? {
            Object::Name(name) if name.as_ref().starts_with(b"Identity") => CMap::identity_h(),
            Object::Name(name) => load(CMapName::from_bytes(name.as_ref()))?,
            Object::Stream(stream) => {
                CMap::parse(&bounded::decode(&stream, most)?, hayro_cmap::load_embedded)?
            }
            _ => return None,
        };
        Some(Self { codes, characters })
    }

    fn text(&self, code: u32, length: usize) -> Option<BfString> {
        let length = u8::try_from(length).ok()?;
        let character = self.codes.lookup_cid_code(code, length)?;
        self.characters.lookup_bf_string(character)
    }
}

fn load(name: CMapName<'_>) -> Option<CMap> {
    CMap::parse(hayro_cmap::load_embedded(name)?, hayro_cmap::load_embedded)
}
