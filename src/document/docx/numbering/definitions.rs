//! The lists that `numbering.xml` defines.

use std::collections::HashMap;

use super::super::super::counting::Counting;
use super::super::super::limits::{Deadline, Limits};
use super::super::xml::{Element, Space, Xml};
use crate::error::Result;

/// How many levels a list has.
pub(super) const LEVELS: usize = 9;

/// Longest text of a level, in characters.
const LONGEST_TEXT: usize = 255;

/// The lists of a document.
#[derive(Debug, Default)]
pub(in super::super) struct Definitions {
    bases: HashMap<i32, Base>,
    /// The lists of styles.
    of_styles: HashMap<String, i32>,
    lists: HashMap<i32, List>,
}

/// What several lists have in common.
#[derive(Debug, Default)]
struct Base {
    levels: [Option<Level>; LEVELS],
    /// The style whose list this is.
    style: Option<String>,
    /// The style whose list stands for this one.
    stands_for: Option<String>,
}

/// A list: its base, and what differs.
#[derive(Debug, Default)]
struct List {
    base: i32,
    levels: [Option<Level>; LEVELS],
    starts: [Option<u32>; LEVELS],
}

/// A level of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Level {
    /// The first number.
    pub(super) start: u32,
    /// How it counts.
    pub(super) format: Format,
    /// What is printed, with `%1` for the number of the first level.
    pub(super) text: String,
    /// Whether a space or tab follows.
    pub(super) is_parted: bool,
    /// Whether all numbers in it are decimal.
    pub(super) is_legal: bool,
    /// The style of paragraphs of this level.
    pub(super) style: Option<String>,
    /// It begins anew after levels above this one; `Some(0)` for never.
    pub(super) restarts_after: Option<usize>,
    /// Whether its font has pictures for letters.
    has_symbol_font: bool,
}

/// How a level counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// With numbers or letters.
    Counted(Counting),
    /// `- 1 -`
    Dashed,
    /// Not at all: it has a bullet.
    Bullet,
    /// Unseen.
    Nothing,
}

impl Default for Format {
    fn default() -> Self {
        Self::Counted(Counting::Decimal)
    }
}

impl Level {
    /// The bullet. Those of symbol fonts are bullets whatever their letter is.
    pub(super) fn bullet(&self) -> String {
        let text = self.text.trim();
        let is_private = text.contains(|c: char| ('\u{e000}'..='\u{f8ff}').contains(&c));
        let is_letter = text.chars().all(char::is_alphanumeric);
        let is_shape = text.contains(|c: char| ('\u{2190}'..='\u{27ff}').contains(&c));
        if text.is_empty() {
            String::new()
        } else if self.has_symbol_font || is_private || is_letter || is_shape {
            "•".to_owned()
        } else {
            text.to_owned()
        }
    }
}

impl Definitions {
    /// Reads `numbering.xml`.
    pub(in super::super) fn read(
        name: &str,
        text: &str,
        limits: &Limits,
        deadline: Deadline,
    ) -> Result<Self> {
        let mut xml = Xml::new(name, text, limits, deadline);
        let mut found = Self::default();
        while let Some(element) = xml.word_child(0)? {
            let id = |attribute| element.attribute(attribute)?.trim().parse().ok();
            match element.name() {
                "abstractNum" => {
                    if let Some(id) = id("abstractNumId") {
                        let base = read_base(&mut xml)?;
                        if let Some(style) = &base.style {
                            found.of_styles.entry(style.clone()).or_insert(id);
                        }
                        found.bases.insert(id, base);
                    }
                }
                "num" => {
                    if let Some(id) = id("numId") {
                        let list = read_list(&mut xml)?;
                        found.lists.insert(id, list);
                    }
                }
                _ => {}
            }
        }
        Ok(found)
    }

    /// The base by which a list counts.
    pub(super) fn base(&self, list: i32) -> Option<i32> {
        let id = self.lists.get(&list)?.base;
        let Some(style) = self.bases.get(&id)?.stands_for.as_deref() else {
            return Some(id);
        };
        Some(self.of_styles.get(style).copied().unwrap_or(id))
    }

    /// A level of a list.
    pub(super) fn level(&self, list: i32, place: usize) -> Option<&Level> {
        let own = self.lists.get(&list)?.levels.get(place)?;
        own.as_ref().or_else(|| {
            let base = self.bases.get(&self.base(list)?)?;
            base.levels.get(place)?.as_ref()
        })
    }

    /// The number with which a list begins at a level, where it has its own.
    pub(super) fn own_start(&self, list: i32, place: usize) -> Option<u32> {
        *self.lists.get(&list)?.starts.get(place)?
    }
}

fn read_base(xml: &mut Xml<'_>) -> Result<Base> {
    let mut base = Base::default();
    let inside = xml.depth();
    while let Some(element) = xml.word_child(inside)? {
        match element.name() {
            "styleLink" => base.style = element.value(),
            "numStyleLink" => base.stands_for = element.value(),
            "lvl" => {
                let place = place(&element);
                let level = read_level(xml)?;
                if let Some(slot) = place.and_then(|place| base.levels.get_mut(place)) {
                    *slot = Some(level);
                }
            }
            _ => {}
        }
    }
    Ok(base)
}

fn read_list(xml: &mut Xml<'_>) -> Result<List> {
    let mut list = List::default();
    let mut overridden = None;
    let inside = xml.depth();
    while let Some(element) = xml.word_child(inside)? {
        match element.name() {
            "abstractNumId" => list.base = element.number().unwrap_or_default(),
            "lvlOverride" => overridden = place(&element),
            "startOverride" => {
                let start = element.number();
                if let Some(slot) = overridden.and_then(|place| list.starts.get_mut(place)) {
                    *slot = start;
                }
            }
            "lvl" => {
                let place = place(&element).or(overridden);
                let level = read_level(xml)?;
                if let Some(slot) = place.and_then(|place| list.levels.get_mut(place)) {
                    *slot = Some(level);
                }
            }
            _ => {}
        }
    }
    Ok(list)
}

fn place(element: &Element<'_>) -> Option<usize> {
    element.attribute("ilvl")?.trim().parse().ok()
}

fn read_level(xml: &mut Xml<'_>) -> Result<Level> {
    let mut level = Level {
        is_parted: true,
        ..Level::default()
    };
    let inside = xml.depth();
    while let Some(element) = xml.child(inside)? {
        if element.space == Space::Compatibility && element.name() == "Choice" {
            // A way of counting that older programs do not know: they read on.
            xml.skip()?;
            continue;
        }
        if element.space != Space::Word {
            continue;
        }
        match element.name() {
            "start" => level.start = element.number().unwrap_or_default(),
            "numFmt" => level.format = format(&element.value().unwrap_or_default()),
            "lvlText" => {
                let text = element.value().unwrap_or_default();
                level.text = text.chars().take(LONGEST_TEXT).collect();
            }
            "suff" => level.is_parted = element.value().as_deref() != Some("nothing"),
            "isLgl" => level.is_legal = element.is_on(),
            "pStyle" => level.style = element.value(),
            "lvlRestart" => level.restarts_after = element.number(),
            "rFonts" => {
                let font = element
                    .attribute("ascii")
                    .or_else(|| element.attribute("hAnsi"));
                let font = font.unwrap_or_default().to_ascii_lowercase();
                level.has_symbol_font = ["symbol", "wingdings", "webdings"]
                    .iter()
                    .any(|symbols| font.starts_with(symbols));
            }
            "pPr" => xml.skip()?,
            _ => {}
        }
    }
    Ok(level)
}

/// The way of counting of that name. Of those for languages that are not
/// among the six, the numbers are the same.
fn format(name: &str) -> Format {
    Format::Counted(match name {
        "bullet" => return Format::Bullet,
        "none" => return Format::Nothing,
        "numberInDash" => return Format::Dashed,
        "decimalZero" => Counting::DecimalZero,
        "decimalFullWidth" | "decimalFullWidth2" => Counting::FullWidth,
        "hindiNumbers" => Counting::ArabicIndic,
        "ordinal" => Counting::Ordinal,
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => Counting::Circled,
        "decimalEnclosedParen" => Counting::InParentheses,
        "decimalEnclosedFullstop" => Counting::WithStop,
        "lowerLetter" => Counting::SmallLetter,
        "upperLetter" => Counting::CapitalLetter,
        "lowerRoman" => Counting::SmallRoman,
        "upperRoman" => Counting::CapitalRoman,
        "russianLower" => Counting::SmallRussian,
        "russianUpper" => Counting::CapitalRussian,
        "arabicAlpha" => Counting::ArabicAlphabet,
        "arabicAbjad" => Counting::Abjad,
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "koreanCounting" => Counting::Chinese,
        "chineseLegalSimplified" | "ideographLegalTraditional" | "japaneseLegal" => {
            Counting::ChineseLegal
        }
        "ideographDigital"
        | "taiwaneseDigital"
        | "japaneseDigitalTenThousand"
        | "koreanDigital2" => Counting::ChineseDigits,
        "ideographTraditional" => Counting::Stems,
        "ideographZodiac" => Counting::Branches,
        _ => Counting::Decimal,
    })
}
