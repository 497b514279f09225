//! What signs, fields and properties do to what is open.

use super::super::properties;
use super::super::symbols::symbol;
use super::super::xml::{Element, Xml};
use super::{Body, Open, PageBreaks};
use crate::error::Result;

impl Body<'_> {
    /// Takes what stands for a character, a break or the part of a field.
    pub(super) fn take_sign(&mut self, name: &str, element: &Element<'_>) {
        match name {
            "tab" | "ptab" => self.push("\t"),
            "cr" => self.push("\n"),
            "noBreakHyphen" => self.push("-"),
            "br" => match element.attribute("type").as_deref() {
                Some("page") => self.break_page(PageBreaks::Made),
                _ => self.push("\n"),
            },
            "lastRenderedPageBreak" => self.break_page(PageBreaks::Shown),
            "sym" => {
                let font = element.attribute("font").unwrap_or_default();
                let code = element.attribute("char");
                let code = code.and_then(|code| u32::from_str_radix(code.trim(), 16).ok());
                if let Some(c) = code.and_then(|code| symbol(&font, code)) {
                    self.push(c.encode_utf8(&mut [0; 4]));
                }
            }
            "fldChar" => self.take_field(element),
            _ => {}
        }
    }

    /// Takes the beginning, the middle or the end of a field.
    pub(super) fn take_field(&mut self, element: &Element<'_>) {
        match element.attribute("fldCharType").as_deref() {
            Some("begin") => {
                self.fields.push(true);
                self.instructions += 1;
            }
            Some("separate") => {
                if let Some(in_instruction) = self.fields.last_mut() {
                    self.instructions -= usize::from(std::mem::take(in_instruction));
                }
            }
            Some("end") => {
                let in_instruction = self.fields.pop().unwrap_or(false);
                self.instructions -= usize::from(in_instruction);
            }
            _ => {}
        }
    }

    pub(super) fn take_properties(&mut self, xml: &mut Xml<'_>) -> Result<Option<Open>> {
        let found = properties::paragraph(xml)?;
        if found.starts_page {
            self.break_page(PageBreaks::Made);
        }
        if self.open.last() == Some(&Open::Paragraph)
            && let Some(paragraph) = self.paragraphs.last_mut()
        {
            paragraph.properties = found;
        }
        Ok(None)
    }

    pub(super) fn take_run_properties(&mut self, xml: &mut Xml<'_>) -> Result<Option<Open>> {
        let found = properties::run(xml)?;
        let styles = &self.parts.styles;
        let by_style = || found.style.as_deref().and_then(|id| styles.run_hidden(id));
        if let Some(says) = found.hidden.or_else(by_style)
            && let Some(Open::Run { hidden, .. }) = self.open.last_mut()
        {
            *hidden = says;
        }
        Ok(None)
    }

    /// A cell that goes on with the one above it shows nothing.
    pub(super) fn take_cell_properties(&mut self, xml: &mut Xml<'_>) -> Result<Option<Open>> {
        let inside = xml.depth();
        let mut goes_on = false;
        while let Some(element) = xml.child(inside)? {
            match element.name() {
                "vMerge" | "hMerge" => goes_on = element.value().as_deref() != Some("restart"),
                "tcPrChange" => xml.skip()?,
                _ => {}
            }
        }
        if let Some(Open::Cell { hidden }) = self.open.last_mut() {
            *hidden = goes_on;
        }
        Ok(None)
    }

    /// A control that shows what is to be filled in has no text yet.
    pub(super) fn take_control_properties(&mut self, xml: &mut Xml<'_>) -> Result<Option<Open>> {
        let inside = xml.depth();
        while let Some(element) = xml.child(inside)? {
            if element.name() == "showingPlcHdr"
                && element.is_on()
                && let Some(Open::Control { is_empty }) = self.open.last_mut()
            {
                *is_empty = true;
            }
        }
        Ok(None)
    }
}
