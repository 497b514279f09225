//! Styles: what a paragraph is by the style that it has, or that its style is
//! based on.

use std::collections::HashMap;

use super::super::limits::{Deadline, Limits};
use super::properties::{self, NumberReference, ParagraphProperties};
use super::xml::Xml;
use crate::error::Result;

/// How many styles may be based on each other.
const LONGEST_CHAIN: usize = 40;

/// What the style of a paragraph makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StyleRole {
    /// The title or subtitle.
    Title,
    /// A heading of that depth, from 0.
    Heading(u8),
    /// A paragraph of a quotation.
    Quotation,
    /// Anything else.
    Text,
}

/// A style as it is written.
#[derive(Debug, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    properties: ParagraphProperties,
    hidden: Option<bool>,
}

/// The styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: HashMap<String, Style>,
    /// The style of paragraphs that name none.
    default: Option<String>,
}

impl Styles {
    /// Reads `styles.xml`.
    pub(super) fn read(
        name: &str,
        text: &str,
        limits: &Limits,
        deadline: Deadline,
    ) -> Result<Self> {
        let mut xml = Xml::new(name, text, limits, deadline);
        let mut found = Self::default();
        while let Some(element) = xml.word_child(0)? {
            if element.name() != "style" {
                continue;
            }
            let Some(id) = element.attribute("styleId") else {
                continue;
            };
            let is_default = element
                .attribute("default")
                .is_some_and(|value| matches!(value.as_str(), "1" | "true" | "on"));
            if is_default && element.attribute("type").as_deref() == Some("paragraph") {
                found.default = Some(id.clone());
            }
            let style = read_style(&mut xml)?;
            found.styles.insert(id, style);
        }
        Ok(found)
    }

    /// The styles of the chain that begins with `id`, or with the default.
    fn chain<'a>(&'a self, id: Option<&'a str>) -> impl Iterator<Item = (&'a str, &'a Style)> {
        let mut next = id.or(self.default.as_deref());
        std::iter::from_fn(move || {
            let id = next?;
            let style = self.styles.get(id)?;
            next = style.based_on.as_deref();
            Some((id, style))
        })
        .take(LONGEST_CHAIN)
    }

    /// What the style makes of a paragraph.
    pub(super) fn role(&self, id: Option<&str>) -> StyleRole {
        for (_, style) in self.chain(id) {
            if let Some(role) = role_by_name(&style.name) {
                return role;
            }
            match style.properties.outline {
                Some(depth @ 0..9) => return StyleRole::Heading(depth),
                Some(_) => return StyleRole::Text,
                None => {}
            }
        }
        // Without its style, the identifier is all that is known.
        id.filter(|id| !self.styles.contains_key(*id))
            .and_then(role_by_name)
            .unwrap_or(StyleRole::Text)
    }

    /// How much deeper items of the style are than their lists: `List Bullet 2`
    /// is a list of its own within another.
    pub(super) fn list_depth(&self, id: Option<&str>) -> u8 {
        self.chain(id)
            .find_map(|(_, style)| list_depth_by_name(&style.name))
            .unwrap_or(0)
    }

    /// The number that the style gives, with the style from which it comes.
    pub(super) fn number<'a>(&'a self, id: Option<&'a str>) -> Option<(&'a str, NumberReference)> {
        self.chain(id)
            .map(|(id, style)| (id, style.properties.number))
            .find(|(_, number)| number.list.is_some())
    }

    /// Whether text of the style is hidden, if it says so.
    pub(super) fn hidden(&self, id: Option<&str>) -> Option<bool> {
        self.chain(id).find_map(|(_, style)| style.hidden)
    }

    /// Whether text of a style for runs is hidden, if it says so.
    pub(super) fn run_hidden(&self, id: &str) -> Option<bool> {
        self.chain(Some(id)).find_map(|(_, style)| style.hidden)
    }
}

fn read_style(xml: &mut Xml<'_>) -> Result<Style> {
    let mut style = Style::default();
    let inside = xml.depth();
    while let Some(element) = xml.word_child(inside)? {
        match element.name() {
            "name" => style.name = element.value().unwrap_or_default(),
            "basedOn" => style.based_on = element.value(),
            "pPr" => style.properties = properties::paragraph(xml)?,
            "rPr" => style.hidden = properties::run(xml)?.hidden,
            // The parts of a table that have properties of their own.
            "tblStylePr" => xml.skip()?,
            _ => {}
        }
    }
    Ok(style)
}

/// Names of the styles of headings in the languages of word processors; the
/// depth follows.
const HEADINGS: [&str; 10] = [
    "heading",
    "标题",
    "標題",
    "titre",
    "título",
    "titulo",
    "заголовок",
    "عنوان",
    "العنوان",
    "überschrift",
];

const TITLES: [&str; 10] = [
    "title",
    "subtitle",
    "标题",
    "標題",
    "副标题",
    "titre",
    "título",
    "название",
    "заголовок",
    "العنوان",
];

const QUOTATIONS: [&str; 10] = [
    "quote",
    "intense quote",
    "quotations",
    "block text",
    "block quotation",
    "引用",
    "明显引用",
    "citation",
    "cita",
    "цитата",
];

/// What a style is by its name.
fn role_by_name(name: &str) -> Option<StyleRole> {
    let name = name.trim().to_lowercase();
    if TITLES.contains(&name.as_str()) {
        return Some(StyleRole::Title);
    }
    if QUOTATIONS.contains(&name.as_str()) {
        return Some(StyleRole::Quotation);
    }
    HEADINGS
        .iter()
        .find_map(|heading| name.strip_prefix(heading))
        .and_then(|depth| depth.trim().parse::<u8>().ok())
        .filter(|depth| (1..=9).contains(depth))
        .map(|depth| StyleRole::Heading(depth - 1))
        .or_else(|| role_in_templates(&name))
}

/// How deep a style for lists is by its name.
fn list_depth_by_name(name: &str) -> Option<u8> {
    let name = name.trim().to_lowercase();
    let (list, depth) = name.rsplit_once(' ')?;
    let depth: u8 = depth.parse().ok()?;
    let is_list = matches!(list, "list" | "list bullet" | "list number");
    (is_list && (2..=9).contains(&depth)).then(|| depth - 1)
}

/// What a style is by its name in the templates of the United Nations: `HM`
/// and `HCh` above `H1`, `H23`, `H4`, with or without `_G` and underscores.
fn role_in_templates(name: &str) -> Option<StyleRole> {
    let bare: String = name.chars().filter(|c| !matches!(c, '_' | ' ')).collect();
    let bare = bare.strip_suffix('g').unwrap_or(&bare);
    match bare.strip_prefix('h')? {
        "m" => Some(StyleRole::Title),
        "ch" => Some(StyleRole::Heading(0)),
        "1" => Some(StyleRole::Heading(1)),
        "23" => Some(StyleRole::Heading(2)),
        "4" => Some(StyleRole::Heading(3)),
        "56" => Some(StyleRole::Heading(4)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

    fn styles(content: &str) -> Styles {
        let text = format!("<w:styles xmlns:w='{WORD}'>{content}</w:styles>");
        let limits = Limits::default();
        Styles::read("a.docx", &text, &limits, limits.deadline()).unwrap()
    }

    #[test]
    fn the_role_comes_from_the_chain_of_styles() {
        let styles = styles(
            "<w:style w:type='paragraph' w:default='1' w:styleId='a'><w:name w:val='Normal'/></w:style>\
             <w:style w:styleId='1'><w:name w:val='heading 1'/><w:basedOn w:val='a'/></w:style>\
             <w:style w:styleId='b'><w:name w:val='Mine'/><w:basedOn w:val='1'/></w:style>\
             <w:style w:styleId='c'><w:name w:val='C'/><w:basedOn w:val='c'/>\
               <w:pPr><w:outlineLvl w:val='2'/><w:numPr><w:ilvl w:val='1'/><w:numId w:val='7'/></w:numPr></w:pPr>\
             </w:style>\
             <w:style w:styleId='d'><w:name w:val='D'/><w:basedOn w:val='b'/>\
               <w:rPr><w:vanish/></w:rPr><w:pPr><w:outlineLvl w:val='9'/></w:pPr></w:style>",
        );
        assert_eq!(styles.role(None), StyleRole::Text);
        assert_eq!(styles.role(Some("b")), StyleRole::Heading(0));
        assert_eq!(styles.role(Some("c")), StyleRole::Heading(2));
        assert_eq!(styles.role(Some("d")), StyleRole::Text);
        assert_eq!(styles.role(Some("Heading2")), StyleRole::Heading(1));
        let (style, number) = styles.number(Some("c")).unwrap();
        assert_eq!((style, number.list, number.level), ("c", Some(7), Some(1)));
        assert_eq!(styles.hidden(Some("d")), Some(true));
    }

    #[test]
    fn names_in_other_languages_and_templates_are_known() {
        for (name, role) in [
            ("Title", StyleRole::Title),
            ("标题", StyleRole::Title),
            ("标题 2", StyleRole::Heading(1)),
            ("Titre 3", StyleRole::Heading(2)),
            ("Intense Quote", StyleRole::Quotation),
            ("_ H_Ch_G", StyleRole::Heading(0)),
            ("H23", StyleRole::Heading(2)),
        ] {
            assert_eq!(role_by_name(name), Some(role), "{name}");
        }
        assert_eq!(list_depth_by_name("List Bullet 3"), Some(2));
        assert_eq!(list_depth_by_name("List Bullet"), None);
        for name in ["heading 12", "Header", "Table heading", "H", "Normal", ""] {
            assert_eq!(role_by_name(name), None, "{name}");
        }
    }
}
