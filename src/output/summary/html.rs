//! Summaries as one page.

use std::io::{self, Write};

use maud::{DOCTYPE, Markup, html};

use super::csv::strongest_text;
use super::{DocumentSummary, Summaries, TopicShare, percent};
use crate::output::html::{PAGE_STYLE, facts};
use crate::output::{DocumentWriter, Overview, Palette, TaggedDocument, rounded};
use crate::report::format::{counted, language, text};
use crate::report::page::{footer, head};

const STYLE: &str = include_str!("summary.css");

/// Writes a section for each document and, of several, one with the matrix.
pub(super) struct SummaryPage<'a> {
    summaries: Summaries<'a>,
    palette: Palette,
}

impl<'a> SummaryPage<'a> {
    pub(super) fn new(summaries: Summaries<'a>) -> Self {
        Self {
            palette: Palette::new(summaries.options.labels.topics()),
            summaries,
        }
    }

    fn row(&self, summary: &DocumentSummary, share: &TopicShare) -> Markup {
        let label = self
            .summaries
            .options
            .labels
            .label(share.topic, strongest_text(share));
        html! {
            tr {
                th scope="row" {
                    span.chip lang=[language(label)]
                        style={ "--ground: #" (self.palette.colour(share.topic)) } { (label) }
                }
                td.number { (share.paragraphs) }
                (share_cell(summary.share_of_paragraphs(share)))
                (share_cell(summary.share_of_characters(share)))
                td {
                    ol.strongest {
                        @for strong in &share.strongest {
                            li {
                                span.note {
                                    "¶ " (strong.place)
                                    @if let Some(page) = strong.page { ", p. " (page) }
                                    ", " (format!("{:.2}", rounded(strong.probability)))
                                }
                                " "
                                span dir="auto" { (text(&strong.text)) }
                            }
                        }
                    }
                }
            }
        }
    }

    fn matrix(&self) -> Markup {
        let Summaries {
            options,
            overview,
            matrix,
        } = &self.summaries;
        let grid = matrix.grid(options.labels, overview.sample());
        html! {
            section #matrix aria-labelledby="matrix-heading" {
                h2 #matrix-heading { "Topics and documents" }
                p { "Shares of paragraphs." }
                div.scroll tabindex="0" role="region" aria-labelledby="matrix-heading" {
                    table.matrix {
                        thead {
                            tr {
                                th scope="col" { (grid.corner) }
                                @for column in &grid.columns { th scope="col" { (text(column)) } }
                            }
                        }
                        tbody {
                            @for (name, shares) in &grid.rows {
                                tr {
                                    th scope="row" { (text(name)) }
                                    @for share in shares {
                                        @match share {
                                            Some(share) => (heat(*share)),
                                            None => td {},
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A share with a bar of its length.
fn share_cell(share: f64) -> Markup {
    html! {
        td.number.share style={ "--share: " (format!("{:.1}", share * 100.0)) "%" } {
            (percent(share))
        }
    }
}

/// A share on a ground that is the darker the greater it is.
fn heat(share: f64) -> Markup {
    html! {
        td.number.heat style={ "--share: " (format!("{:.1}", share * 100.0)) "%" } {
            (percent(share))
        }
    }
}

impl DocumentWriter for SummaryPage<'_> {
    fn begin(&mut self, out: &mut dyn Write, _: &Overview) -> io::Result<()> {
        let title = "Topics of documents";
        write!(
            out,
            "{}<html lang=\"en\">{}<body class=\"summary\">{}<main id=\"content\" tabindex=\"-1\">",
            DOCTYPE.into_string(),
            head(title, &[PAGE_STYLE, STYLE]).into_string(),
            html! {
                a.skip href="#content" { "Skip to the topics" }
                header { h1 { (title) } }
            }
            .into_string()
        )
    }

    fn write(&mut self, out: &mut dyn Write, document: &TaggedDocument) -> io::Result<()> {
        let summary = self.summaries.add(document);
        let id = format!("document-{}", self.summaries.matrix.documents.len());
        let section = html! {
            section #(id) aria-labelledby={ (id) "-heading" } {
                h2 #{ (id) "-heading" } dir="auto" { (text(&summary.name)) }
                (facts(document))
                p.note {
                    (counted(summary.paragraphs, "paragraph")) ", "
                    (counted(summary.characters, "character"))
                    @if summary.topics.is_empty() { "; no topic was given." }
                }
                @if !summary.topics.is_empty() {
                    div.scroll tabindex="0" role="region" aria-labelledby={ (id) "-heading" } {
                        table {
                            thead {
                                tr {
                                    th scope="col" { "Topic" }
                                    th.number scope="col" { "Paragraphs" }
                                    th.number scope="col" { "of paragraphs" }
                                    th.number scope="col" { "of characters" }
                                    th scope="col" { "Strongest paragraphs" }
                                }
                            }
                            tbody {
                                @for share in &summary.topics { (self.row(&summary, share)) }
                            }
                        }
                    }
                }
            }
        };
        writeln!(out, "{}", section.into_string())
    }

    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.summaries.has_matrix() {
            writeln!(out, "{}", self.matrix().into_string())?;
        }
        writeln!(out, "</main>{}</body></html>", footer().into_string())
    }
}
