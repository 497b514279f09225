//! Documents as one page for a browser or a printer.
//!
//! The page loads nothing and runs no script, and its security policy forbids
//! both, so that it shows the same from a disk, in a mail or behind a wall.
//! Choosing topics and showing the words behind a tag is done by its style
//! sheet; a browser that does not know `:has()` shows everything.

mod paragraph;
mod sidebar;
mod styles;

use std::io::{self, Write};

use maud::{DOCTYPE, Markup, html};

use super::record::TaggedDocument;
use super::{DocumentWriter, Options, Overview, Palette, page_ranges};
use crate::document::Metadata;
use crate::report::format::{counted, text};
use crate::report::page::{footer, head};
pub(super) use styles::PAGE as PAGE_STYLE;

/// Writes each document as a section.
pub(super) struct HtmlWriter<'a> {
    options: Options<'a>,
    palette: Palette,
    written: usize,
    /// Whether the page has one document, whose name is its heading.
    is_alone: bool,
}

impl<'a> HtmlWriter<'a> {
    pub(super) fn new(options: Options<'a>) -> Self {
        Self {
            palette: Palette::new(options.labels.topics()),
            options,
            written: 0,
            is_alone: false,
        }
    }
}

impl DocumentWriter for HtmlWriter<'_> {
    fn begin(&mut self, out: &mut dyn Write, overview: &Overview) -> io::Result<()> {
        let alone = match overview.documents.as_slice() {
            [document] => Some(document),
            _ => None,
        };
        self.is_alone = alone.is_some();
        let title = alone.map_or(self.options.title.as_str(), |document| {
            document.title.as_deref().unwrap_or(&document.name)
        });
        let topics = styles::topics(overview, self.options.labels.topics(), &self.palette);
        let head = head(title, &[styles::PAGE, &topics]);
        write!(
            out,
            "{}<html lang=\"en\">{}<body class=\"tagged\">{}<main id=\"content\" tabindex=\"-1\">",
            DOCTYPE.into_string(),
            head.into_string(),
            html! {
                a.skip href="#content" { "Skip to the text" }
                header {
                    h1 dir="auto" { (text(title)) }
                    p.note {
                        @if !self.is_alone {
                            (counted(overview.documents.len(), "document")) ", "
                        }
                        (counted(overview.paragraphs, "paragraph")) ", "
                        (overview.documents.iter().map(|d| d.tagged_paragraphs).sum::<usize>())
                        " with topics. Point at a topic, or move to it with the keyboard, to see "
                        "the words that speak for it."
                    }
                }
                (sidebar::sidebar(overview, self.options.labels, &self.palette))
            }
            .into_string()
        )
    }

    fn write(&mut self, out: &mut dyn Write, document: &TaggedDocument) -> io::Result<()> {
        self.written += 1;
        let id = sidebar::document_id(self.written);
        let mut topics: Vec<_> = document
            .paragraphs
            .iter()
            .flat_map(|tagged| &tagged.tags)
            .map(|tag| tag.topic)
            .collect();
        topics.sort_unstable();
        topics.dedup();
        let opening = html! {
            h2 id={ (id) "-heading" } dir="auto" { (text(&document.name)) }
            (facts(document))
            @if document.paragraphs.is_empty() {
                p.note { "There is no paragraph." }
            }
        };
        writeln!(
            out,
            "<section id=\"{id}\" class=\"document{}\" aria-labelledby=\"{id}-heading\">{}",
            styles::topic_classes(topics),
            opening.into_string()
        )?;
        for tagged in &document.paragraphs {
            let markup = paragraph::paragraph(&id, tagged, self.options.labels);
            writeln!(out, "{}", markup.into_string())?;
        }
        writeln!(out, "</section>")
    }

    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "</main>{}</body></html>", footer().into_string())
    }
}

/// What the document says of itself.
pub(super) fn facts(document: &TaggedDocument) -> Markup {
    let Metadata {
        symbol,
        body,
        session,
        meeting,
        date,
        agenda_item,
        language,
    } = &document.metadata;
    let number = |known: Option<u32>| known.map(|known| known.to_string());
    let without_text = page_ranges(&document.pages_without_text);
    let facts = [
        ("Symbol", symbol.clone()),
        ("Body", body.clone()),
        ("Session", number(*session)),
        ("Meeting", number(*meeting)),
        ("Date", date.clone()),
        ("Agenda item", agenda_item.clone()),
        ("Language", language.map(|l| l.name().to_owned())),
        ("Pages", number(document.pages)),
        (
            "Pages without text",
            Some(without_text).filter(|pages| !pages.is_empty()),
        ),
    ];
    html! {
        @if facts.iter().any(|(_, fact)| fact.is_some()) {
            dl.facts {
                @for (name, fact) in &facts {
                    @if let Some(fact) = fact {
                        dt { (name) }
                        dd dir="auto" { (text(fact)) }
                    }
                }
            }
        }
    }
}
