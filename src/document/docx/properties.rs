//! What paragraphs and runs say of themselves.

use super::xml::Xml;
use crate::error::Result;

/// A number that a paragraph has from a list: the list and the level in it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct NumberReference {
    /// The list; 0 for none.
    pub(super) list: Option<i32>,
    /// The level, from 0.
    pub(super) level: Option<u8>,
}

/// The properties of a paragraph.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ParagraphProperties {
    /// The identifier of its style.
    pub(super) style: Option<String>,
    /// Its number.
    pub(super) number: NumberReference,
    /// Its depth in the outline, from 0; 9 for text.
    pub(super) outline: Option<u8>,
    /// Whether its end was deleted or moved away, so that it goes on in the
    /// next; the same holds for a first letter in a frame of its own.
    pub(super) goes_on: bool,
    /// Whether a page begins with it.
    pub(super) starts_page: bool,
    /// Whether a section ends with it, and with the section the page.
    pub(super) ends_page: bool,
}

/// The properties of a run of text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct RunProperties {
    /// The identifier of its style.
    pub(super) style: Option<String>,
    /// Whether it is hidden, if it says so.
    pub(super) hidden: Option<bool>,
}

/// Reads `pPr`, whose start has been read.
pub(super) fn paragraph(xml: &mut Xml<'_>) -> Result<ParagraphProperties> {
    let mut found = ParagraphProperties::default();
    let inside = xml.depth();
    let mut in_section = false;
    while let Some(element) = xml.word_child(inside)? {
        match element.name() {
            "pStyle" => found.style = element.value(),
            "numId" => found.number.list = element.number(),
            "ilvl" => found.number.level = element.number(),
            "outlineLvl" => found.outline = element.number(),
            "pageBreakBefore" => found.starts_page = element.is_on(),
            "del" | "moveFrom" => found.goes_on = true,
            "framePr" => {
                let drop = element.attribute("dropCap");
                found.goes_on |= drop.is_some_and(|drop| drop != "none");
            }
            "sectPr" => {
                in_section = true;
                found.ends_page = true;
            }
            "type" if in_section => {
                found.ends_page = element.value().as_deref() != Some("continuous");
            }
            "pPrChange" | "rPrChange" | "sectPrChange" | "numberingChange" => xml.skip()?,
            _ => {}
        }
    }
    Ok(found)
}

/// Reads `rPr`, whose start has been read.
pub(super) fn run(xml: &mut Xml<'_>) -> Result<RunProperties> {
    let mut found = RunProperties::default();
    let inside = xml.depth();
    while let Some(element) = xml.word_child(inside)? {
        match element.name() {
            "rStyle" => found.style = element.value(),
            "vanish" => found.hidden = Some(element.is_on()),
            "rPrChange" => xml.skip()?,
            _ => {}
        }
    }
    Ok(found)
}
