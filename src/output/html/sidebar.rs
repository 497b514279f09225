//! The choice of topics and the list of documents.

use maud::{Markup, html};

use super::styles::topic_class;
use crate::output::{Labels, Overview, Palette};
use crate::report::format::{counted, language, text};
use crate::topics::TopicId;

/// So many documents are listed without being asked.
const LISTED: usize = 30;

/// The identifier of a document's section.
pub(super) fn document_id(place: usize) -> String {
    format!("document-{place}")
}

/// Everything beside the text.
pub(super) fn sidebar(overview: &Overview, labels: Labels<'_>, palette: &Palette) -> Markup {
    let given: Vec<(TopicId, usize)> = labels
        .topics()
        .iter()
        .zip(&overview.topics)
        .filter(|(_, total)| total.paragraphs > 0)
        .map(|((topic, _), total)| (topic, total.paragraphs))
        .collect();
    html! {
        div.sidebar {
            @if !given.is_empty() { (filters(&given, labels, palette, overview.sample())) }
            @if overview.documents.len() > 1 { (contents(overview)) }
        }
    }
}

fn filters(
    given: &[(TopicId, usize)],
    labels: Labels<'_>,
    palette: &Palette,
    sample: &str,
) -> Markup {
    html! {
        form.filters autocomplete="off" {
            details open {
                summary { h2 { "Topics" } }
                p.note { "Choose topics to see only their paragraphs." }
                (choices(given, labels, palette, sample))
                button type="reset" { "Show all" }
            }
        }
    }
}

fn choices(
    given: &[(TopicId, usize)],
    labels: Labels<'_>,
    palette: &Palette,
    sample: &str,
) -> Markup {
    let group_of = |topic: TopicId| labels.topics()[topic].group.as_deref();
    let mut groups: Vec<Option<&str>> = palette.groups().map(|(group, _)| Some(group)).collect();
    groups.push(None);
    html! {
            @for group in groups {
                @let topics: Vec<_> = given
                    .iter()
                    .filter(|(topic, _)| group_of(*topic) == group)
                    .collect();
                @if !topics.is_empty() {
                    fieldset {
                        legend { (group.unwrap_or("Topics")) }
                        @for (topic, paragraphs) in topics {
                            @let class = topic_class(*topic);
                            @let label = labels.label(*topic, sample);
                            span.choice {
                                input type="checkbox" id={ "filter-" (class) };
                                label.chip.(class) for={ "filter-" (class) } lang=[language(label)] {
                                    (label) " "
                                    span.count aria-label=(counted(*paragraphs, "paragraph")) {
                                        (paragraphs)
                                    }
                                }
                            }
                        }
                    }
                }
            }
    }
}

fn contents(overview: &Overview) -> Markup {
    let list = html! {
        ol {
            @for (place, document) in overview.documents.iter().enumerate() {
                li {
                    a href={ "#" (document_id(place + 1)) } { (text(&document.name)) }
                    @if let Some(title) = &document.title {
                        span.note dir="auto" { " " (text(title)) }
                    }
                }
            }
        }
    };
    html! {
        nav aria-label="Documents" {
            h2 { "Documents" }
            @if overview.documents.len() > LISTED {
                details {
                    summary { (counted(overview.documents.len(), "document")) }
                    (list)
                }
            } @else {
                (list)
            }
        }
    }
}
