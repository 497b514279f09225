//! The XML of a package: elements, their ends and text, within limits. What a
//! document type could declare is never looked for.

use std::borrow::Cow;

use encoding_rs::Encoding;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::{NsReader, XmlVersion};

use super::super::limits::{Deadline, Limits, in_short};
use crate::error::{Error, Location, Result};

/// Events that are read before the time is looked at.
const EVENTS_BETWEEN_CHECKS: u32 = 4096;

/// The vocabularies that matter, in their transitional and strict forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Space {
    /// Text.
    Word,
    /// Formulas.
    Math,
    /// Alternatives for programs of different age.
    Compatibility,
    /// Relationships between parts.
    Relationships,
    /// Any other.
    Other,
}

impl Space {
    fn of(resolved: &ResolveResult<'_>) -> Self {
        let ResolveResult::Bound(namespace) = resolved else {
            return Self::Other;
        };
        match namespace.0 {
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
            | "http://purl.oclc.org/ooxml/wordprocessingml/main" => Self::Word,
            "http://schemas.openxmlformats.org/officeDocument/2006/math"
            | "http://purl.oclc.org/ooxml/officeDocument/math" => Self::Math,
            "http://schemas.openxmlformats.org/markup-compatibility/2006" => Self::Compatibility,
            "http://schemas.openxmlformats.org/package/2006/relationships" => Self::Relationships,
            _ => Self::Other,
        }
    }
}

/// What the XML consists of.
#[derive(Debug)]
pub(super) enum Item<'i> {
    /// An element begins.
    Start(Element<'i>),
    /// The innermost element ends.
    End,
    /// Text.
    Text(Cow<'i, str>),
}

/// The start of an element.
#[derive(Debug)]
pub(super) struct Element<'i> {
    pub(super) space: Space,
    start: BytesStart<'i>,
}

impl Element<'_> {
    /// The name without prefix.
    pub(super) fn name(&self) -> &str {
        self.start.local_name().into_inner()
    }

    /// The attribute of that name, whatever its prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.start.attributes();
        attributes
            .with_checks(false)
            .flatten()
            .find(|attribute| attribute.key.local_name().into_inner() == name)
            .and_then(|attribute| {
                Some(
                    attribute
                        .normalized_value(XmlVersion::Implicit1_0)
                        .ok()?
                        .into_owned(),
                )
            })
    }

    /// The attribute `val`, which most properties have.
    pub(super) fn value(&self) -> Option<String> {
        self.attribute("val")
    }

    /// The attribute `val` as a number.
    pub(super) fn number<N: std::str::FromStr>(&self) -> Option<N> {
        self.value()?.trim().parse().ok()
    }

    /// Whether a property that is on or off is on.
    pub(super) fn is_on(&self) -> bool {
        self.value()
            .is_none_or(|value| !matches!(value.as_str(), "0" | "false" | "off" | "none"))
    }
}

/// A part of a package while it is read.
pub(super) struct Xml<'i> {
    reader: NsReader<&'i [u8]>,
    name: String,
    depth: usize,
    deepest: usize,
    deadline: Deadline,
    events: u32,
}

impl<'i> Xml<'i> {
    /// A part, whose text is [decoded](decode) already; `name` is for errors.
    pub(super) fn new(name: &str, text: &'i str, limits: &Limits, deadline: Deadline) -> Self {
        let mut reader = NsReader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        Self {
            reader,
            name: name.to_owned(),
            depth: 0,
            deepest: limits.element_depth,
            deadline,
            events: 0,
        }
    }

    /// How many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// The next item; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Item<'i>>> {
        loop {
            self.events = self.events.wrapping_add(1);
            if self.events.is_multiple_of(EVENTS_BETWEEN_CHECKS) {
                self.deadline.check(&self.name)?;
            }
            let (resolved, event) = match self.reader.read_resolved_event() {
                Ok((resolved, event)) => (Space::of(&resolved), event),
                Err(error) => return Err(self.damaged(&error.to_string())),
            };
            return Ok(Some(match event {
                Event::Start(start) => {
                    self.depth += 1;
                    if self.depth > self.deepest {
                        return Err(self.too_deep());
                    }
                    Item::Start(Element {
                        space: resolved,
                        start,
                    })
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    Item::End
                }
                Event::Text(text) => Item::Text(text.into_inner()),
                Event::CData(text) => Item::Text(text.into_inner()),
                Event::GeneralRef(reference) => match self.resolve(&reference)? {
                    Some(text) => Item::Text(text),
                    None => continue,
                },
                Event::DocType(_) => return Err(self.has_document_type()),
                Event::Eof => return self.end(),
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => continue,
            }));
        }
    }

    fn resolve(&self, reference: &quick_xml::events::BytesRef<'_>) -> Result<Option<Cow<'i, str>>> {
        match reference.resolve_char_ref() {
            Ok(Some(c)) => Ok(Some(Cow::Owned(c.to_string()))),
            Ok(None) => {
                let name: &str = reference;
                Ok(quick_xml::escape::resolve_predefined_entity(name).map(Cow::Borrowed))
            }
            Err(error) => Err(self.damaged(&error.to_string())),
        }
    }

    /// Passes over the rest of the innermost element, up to its end.
    pub(super) fn skip(&mut self) -> Result<()> {
        let inside = self.depth;
        while self.depth >= inside {
            if self.next()?.is_none() {
                break;
            }
        }
        Ok(())
    }

    /// The next element within the element whose content is at the depth
    /// `inside`; `None` where that ends.
    pub(super) fn child(&mut self, inside: usize) -> Result<Option<Element<'i>>> {
        while self.depth >= inside {
            match self.next()? {
                Some(Item::Start(element)) => return Ok(Some(element)),
                Some(_) => {}
                None => break,
            }
        }
        Ok(None)
    }

    /// As [`Xml::child`], but elements of other vocabularies are passed over.
    pub(super) fn word_child(&mut self, inside: usize) -> Result<Option<Element<'i>>> {
        while let Some(element) = self.child(inside)? {
            if element.space == Space::Word {
                return Ok(Some(element));
            }
        }
        Ok(None)
    }

    fn end(&self) -> Result<Option<Item<'i>>> {
        if self.depth == 0 {
            return Ok(None);
        }
        Err(self.damaged("it breaks off"))
    }

    fn damaged(&self, problem: &str) -> Error {
        let problem = in_short(problem);
        Error::data(
            Location::file(&self.name),
            format!(
                "the XML is damaged at byte {} ({problem})",
                self.reader.buffer_position() + 1
            ),
            "open the document in a word processor and save it anew",
        )
    }

    fn too_deep(&self) -> Error {
        Error::data(
            Location::file(&self.name),
            format!("its elements are nested deeper than {}", self.deepest),
            "open the document in a word processor and save it anew",
        )
    }

    fn has_document_type(&self) -> Error {
        Error::data(
            Location::file(&self.name),
            "it declares a document type, as no word processor does; nothing that it names was read",
            "do not use the file",
        )
    }
}

/// The text of a part: UTF-8 or, with a byte-order mark, UTF-16.
pub(super) fn decode(name: &str, bytes: &[u8]) -> Result<String> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return Ok(encoding.decode(bytes).0.into_owned());
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) => Err(Error::data(
            Location::file(name),
            format!(
                "the XML is damaged at byte {} (it is not UTF-8)",
                error.valid_up_to() + 1
            ),
            "open the document in a word processor and save it anew",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<String>> {
        let limits = Limits {
            element_depth: 5,
            ..Limits::default()
        };
        let mut xml = Xml::new("a.docx", text, &limits, limits.deadline());
        let mut items = Vec::new();
        while let Some(item) = xml.next()? {
            items.push(match item {
                Item::Start(element) => format!("<{}", element.name()),
                Item::End => ">".to_owned(),
                Item::Text(text) => text.into_owned(),
            });
        }
        Ok(items)
    }

    #[test]
    fn elements_text_and_predefined_references_are_read() {
        let items =
            read("<?xml version='1.0'?><w:a>x &amp; &#x5b89;<b/><![CDATA[<]]></w:a>").unwrap();
        assert_eq!(items.concat(), "<ax & 安<b><>");
    }

    #[test]
    fn document_types_and_damage_are_told_and_unknown_references_are_nothing() {
        let told = |text: &str| read(text).unwrap_err().to_string();
        assert!(
            told("<!DOCTYPE a [<!ENTITY x SYSTEM 'f'>]><a>&x;</a>").contains("a document type")
        );
        assert!(told("<a><b></a>").starts_with("a.docx: the XML is damaged at byte"));
        assert!(told("<a><b>").contains("breaks off"));
        assert!(told(&"<a>".repeat(6)).contains("nested deeper than 5"));
        assert_eq!(read("<a>&x;</a>").unwrap().concat(), "<a>");
    }

    #[test]
    fn a_byte_order_mark_tells_utf_16() {
        let bytes: Vec<u8> = "\u{feff}<a>安</a>"
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        assert_eq!(decode("a", &bytes).unwrap(), "<a>安</a>");
        assert!(decode("a", b"<a>\xff</a>").is_err());
    }
}
