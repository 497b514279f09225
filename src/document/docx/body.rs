//! The text of a part to blocks, in one pass without recursion.

mod effects;

use std::collections::HashSet;

use super::super::extract::Block;
use super::cells;
use super::notes::{self, Notes};
use super::numbering::Numbering;
use super::paragraph::Paragraph;
use super::xml::{Element, Item, Space, Xml};
use super::{Parts, Source};
use crate::error::Result;

/// What tells where pages begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PageBreaks {
    /// Nothing.
    Unknown,
    /// The breaks that the author made.
    Made,
    /// All breaks as they were shown last, which are in the file.
    Shown,
}

impl PageBreaks {
    /// What the text of the main part has.
    pub(super) fn of(text: &str) -> Self {
        if text.contains("lastRenderedPageBreak") {
            Self::Shown
        } else if text.contains("type=\"page\"") || text.contains("pageBreakBefore") {
            Self::Made
        } else {
            Self::Unknown
        }
    }
}

/// What a part says.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) blocks: Vec<Block>,
    pub(super) notes: Notes,
    /// The number of pages, where it is known.
    pub(super) pages: Option<u32>,
}

/// A part that is being read.
pub(super) struct Body<'a> {
    parts: &'a Parts,
    numbering: Numbering<'a>,
    open: Vec<Open>,
    /// Blocks of the text, and of the cells, boxes and notes that are open.
    places: Vec<Vec<Block>>,
    /// Cells of the tables that are open.
    tables: Vec<Vec<Vec<Block>>>,
    /// The paragraphs that are open: that in a box is within another.
    paragraphs: Vec<Paragraph>,
    /// The fields that are open, and whether their instruction is.
    fields: Vec<bool>,
    /// How many instructions are open.
    instructions: usize,
    /// The notes that have been given: each is referred to once.
    given: HashSet<(bool, i32)>,
    /// Text of a paragraph whose end was deleted.
    carried: String,
    notes: Notes,
    footnotes: u32,
    endnotes: u32,
    breaks: PageBreaks,
    page: u32,
}

/// An element that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Paragraph,
    Run { hidden: bool, after_mark: bool },
    Text,
    Table,
    Cell { hidden: bool },
    Box,
    Note(i32),
    Alternatives { chosen: bool },
    Control { is_empty: bool },
    Other,
}

impl<'a> Body<'a> {
    pub(super) fn new(parts: &'a Parts, breaks: PageBreaks) -> Self {
        Self {
            parts,
            numbering: Numbering::new(&parts.lists),
            open: Vec::new(),
            places: vec![Vec::new()],
            tables: Vec::new(),
            paragraphs: Vec::new(),
            fields: Vec::new(),
            instructions: 0,
            given: HashSet::new(),
            carried: String::new(),
            notes: Notes::new(),
            footnotes: 0,
            endnotes: 0,
            breaks,
            page: 1,
        }
    }

    /// Reads the part.
    pub(super) fn read(mut self, source: &Source<'_>) -> Result<Read> {
        let mut xml = Xml::new(source.name, source.text, source.limits, source.deadline);
        while let Some(item) = xml.next()? {
            match item {
                Item::Start(element) => self.enter(&element, &mut xml)?,
                Item::End => self.leave(),
                Item::Text(text) => {
                    if self.open.last() == Some(&Open::Text) {
                        self.push(&text);
                    }
                }
            }
        }
        self.end_place();
        Ok(Read {
            blocks: self.places.into_iter().flatten().collect(),
            notes: self.notes,
            pages: (self.breaks == PageBreaks::Shown).then_some(self.page),
        })
    }

    fn enter(&mut self, element: &Element<'_>, xml: &mut Xml<'_>) -> Result<()> {
        let opened = match (element.space, element.name()) {
            (Space::Word, name) => self.enter_word(name, element, xml)?,
            (Space::Math, "t") => Some(Open::Text),
            (Space::Compatibility, "AlternateContent") => {
                Some(Open::Alternatives { chosen: false })
            }
            (Space::Compatibility, "Choice" | "Fallback") => self.choose(xml)?,
            _ => Some(Open::Other),
        };
        self.open.extend(opened);
        Ok(())
    }

    /// The first alternative is read, and no other.
    fn choose(&mut self, xml: &mut Xml<'_>) -> Result<Option<Open>> {
        if let Some(Open::Alternatives { chosen }) = self.open.last_mut()
            && std::mem::replace(chosen, true)
        {
            xml.skip()?;
            return Ok(None);
        }
        Ok(Some(Open::Other))
    }

    /// Takes an element of the text; `None` if it has been read to its end.
    fn enter_word(
        &mut self,
        name: &str,
        element: &Element<'_>,
        xml: &mut Xml<'_>,
    ) -> Result<Option<Open>> {
        let opened = match name {
            "p" => {
                self.paragraphs.push(Paragraph::default());
                Open::Paragraph
            }
            "r" => Open::Run {
                hidden: self.paragraph_is_hidden(),
                after_mark: false,
            },
            "t" => Open::Text,
            "tbl" => {
                self.end_carried();
                self.tables.push(Vec::new());
                Open::Table
            }
            "tc" => {
                self.begin_place();
                Open::Cell { hidden: false }
            }
            "txbxContent" => {
                self.begin_place();
                Open::Box
            }
            "footnote" | "endnote" if element.attribute("type").is_none_or(|t| t == "normal") => {
                self.begin_place();
                let id = element
                    .attribute("id")
                    .and_then(|id| id.trim().parse().ok());
                Open::Note(id.unwrap_or(-1))
            }
            "sdt" => Open::Control { is_empty: false },
            "pPr" => return self.take_properties(xml),
            "rPr" => return self.take_run_properties(xml),
            "tcPr" => return self.take_cell_properties(xml),
            "sdtPr" => return self.take_control_properties(xml),
            "sdtContent" if self.open.last() == Some(&Open::Control { is_empty: true }) => {
                xml.skip()?;
                return Ok(None);
            }
            "footnoteReference" | "endnoteReference" => {
                self.refer(name == "footnoteReference", element);
                Open::Other
            }
            "del" | "moveFrom" | "instrText" | "delText" | "delInstrText" | "rt" | "sdtEndPr"
            | "tblPr" | "tblPrEx" | "tblGrid" | "trPr" | "sectPr" | "fldData" | "ffData"
            | "footnote" | "endnote" | "binData" => {
                xml.skip()?;
                return Ok(None);
            }
            _ => {
                self.take_sign(name, element);
                Open::Other
            }
        };
        Ok(Some(opened))
    }

    fn leave(&mut self) {
        match self.open.pop() {
            Some(Open::Paragraph) => self.end_paragraph(),
            Some(Open::Cell { hidden }) => {
                let blocks = self.end_place();
                if let Some(table) = self.tables.last_mut().filter(|_| !hidden) {
                    table.push(blocks);
                }
            }
            Some(Open::Table) => {
                let cells = self.tables.pop().unwrap_or_default();
                self.emit(cells::blocks(cells));
            }
            Some(Open::Box) => {
                let blocks = self.end_place();
                match self.paragraphs.last_mut() {
                    Some(paragraph) => paragraph.after.extend(blocks),
                    None => self.emit(blocks),
                }
            }
            Some(Open::Note(id)) => {
                let blocks = self.end_place();
                self.notes.insert(id, blocks);
            }
            _ => {}
        }
    }

    fn paragraph_is_hidden(&self) -> bool {
        self.paragraphs.last().is_some_and(|paragraph| {
            let style = paragraph.properties.style.as_deref();
            self.parts.styles.hidden(style).unwrap_or(false)
        })
    }

    /// Adds text to the paragraph that is open, unless nobody sees it.
    fn push(&mut self, text: &str) {
        if self.instructions > 0 || self.run_is_unseen() {
            return;
        }
        let page = self.shown_page();
        if let Some(paragraph) = self.paragraphs.last_mut() {
            if paragraph.page.is_none() && !text.trim().is_empty() {
                paragraph.page = page;
            }
            paragraph.text.push_str(text);
        }
    }

    fn run_is_unseen(&self) -> bool {
        for open in self.open.iter().rev() {
            match open {
                Open::Run { hidden, after_mark } => return *hidden || *after_mark,
                Open::Paragraph => return false,
                _ => {}
            }
        }
        false
    }

    fn shown_page(&self) -> Option<u32> {
        (self.breaks != PageBreaks::Unknown).then_some(self.page)
    }

    fn break_page(&mut self, by: PageBreaks) {
        if self.breaks == by {
            self.page = self.page.saturating_add(1);
        }
    }

    /// A reference to a note: the note stands after the paragraph. A mark that
    /// the author chose is the rest of the run.
    fn refer(&mut self, is_footnote: bool, element: &Element<'_>) {
        if self.run_is_unseen() {
            return;
        }
        let id: Option<i32> = element
            .attribute("id")
            .and_then(|id| id.trim().parse().ok());
        let has_own_mark = element
            .attribute("customMarkFollows")
            .is_some_and(|value| matches!(value.as_str(), "1" | "true" | "on"));
        let parts = self.parts;
        let (notes, format, count) = if is_footnote {
            (
                &parts.footnotes,
                parts.formats.footnotes,
                &mut self.footnotes,
            )
        } else {
            (&parts.endnotes, parts.formats.endnotes, &mut self.endnotes)
        };
        let mark = (!has_own_mark).then(|| format.mark(*count));
        *count += u32::from(!has_own_mark);
        if has_own_mark && let Some(Open::Run { after_mark, .. }) = self.open.last_mut() {
            *after_mark = true;
        }
        let page = self.shown_page();
        let first = id.filter(|id| self.given.insert((is_footnote, *id)));
        let note = first.and_then(|id| notes.get(&id));
        if let (Some(note), Some(paragraph)) = (note, self.paragraphs.last_mut()) {
            paragraph
                .after
                .extend(notes::printed(note, mark.as_deref(), page));
        }
    }

    fn end_paragraph(&mut self) {
        let Some(mut paragraph) = self.paragraphs.pop() else {
            return;
        };
        let mut text = std::mem::take(&mut self.carried);
        text.push_str(&paragraph.text);
        if paragraph.properties.goes_on {
            self.carried = text;
            self.emit(paragraph.after);
            return;
        }
        paragraph.text = text;
        paragraph.page = paragraph.page.or_else(|| self.shown_page());
        let block = paragraph.block(&self.parts.styles, &mut self.numbering);
        if !block.text.is_empty() {
            self.emit(vec![block]);
        }
        self.emit(paragraph.after);
        if paragraph.properties.ends_page {
            self.break_page(PageBreaks::Made);
        }
    }

    fn emit(&mut self, blocks: Vec<Block>) {
        if let Some(place) = self.places.last_mut() {
            place.extend(blocks);
        }
    }

    fn begin_place(&mut self) {
        self.places.push(Vec::new());
    }

    /// Ends a cell, box or note. What a deleted end of a paragraph carried
    /// over goes no further.
    fn end_place(&mut self) -> Vec<Block> {
        self.end_carried();
        if self.places.len() > 1 {
            self.places.pop().unwrap_or_default()
        } else {
            Vec::new()
        }
    }

    fn end_carried(&mut self) {
        let text = std::mem::take(&mut self.carried);
        if !text.trim().is_empty() {
            let page = self.shown_page();
            self.emit(vec![Block {
                text,
                page,
                ..Block::default()
            }]);
        }
    }
}
