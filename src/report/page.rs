//! The frame of the page: head, table of contents, sections.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::Part;
use super::format::{language, text};

/// What all pages have in common.
const BASE: &str = include_str!("base.css");
const STYLE: &str = include_str!("style.css");

/// Nothing is loaded and nothing runs, whatever the texts on the page hold.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// The head of a page with these style sheets beside the common one.
pub(crate) fn head(title: &str, styles: &[&str]) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta http-equiv="Content-Security-Policy" content=(POLICY);
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            meta name="generator" content=(concat!("thematic ", env!("CARGO_PKG_VERSION")));
            title lang=[language(title)] { (title) }
            style {
                (PreEscaped(BASE))
                @for style in styles { (PreEscaped(style)) }
            }
        }
    }
}

/// What made the page.
pub(crate) fn footer() -> Markup {
    html! {
        footer {
            p { "Made by thematic " (env!("CARGO_PKG_VERSION")) "." }
        }
    }
}

pub(super) fn page(title: &str, parts: &[Part]) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            (head(title, &[STYLE]))
            body {
                a.skip href="#content" { "Skip to the figures" }
                header { h1 { (text(title)) } }
                nav aria-label="Contents" {
                    ol {
                        @for part in parts {
                            li { a href={ "#" (part.id) } { (text(&part.title)) } }
                        }
                    }
                }
                main #content tabindex="-1" {
                    @for part in parts {
                        section #(part.id) aria-labelledby={ (part.id) "-heading" } {
                            h2 #{ (part.id) "-heading" } { (text(&part.title)) }
                            (part.content)
                        }
                    }
                }
                (footer())
            }
        }
    }
}
