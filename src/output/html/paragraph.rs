//! One paragraph with its topics and the words behind them.

use std::ops::Range;

use maud::{Markup, html};

use super::styles::{topic_class, topic_classes};
use crate::output::record::{TaggedParagraph, TaggedTopic};
use crate::output::{Labels, rounded};
use crate::paragraph::ParagraphKind;
use crate::report::format::language;

/// So many words are named where a chip is pointed at.
const NAMED_WORDS: usize = 6;
/// Deeper nesting is shown as this.
const DEEPEST: u8 = 6;

/// The paragraph; its topics stand before its text, so that the style sheet
/// can mark words for them.
pub(super) fn paragraph(document: &str, tagged: &TaggedParagraph, labels: Labels<'_>) -> Markup {
    let paragraph = &tagged.paragraph;
    let id = format!("{document}-paragraph-{}", tagged.place);
    let kind = paragraph.kind;
    let classes = format!(
        "paragraph kind-{kind} level-{}{}",
        paragraph.level.min(DEEPEST),
        topic_classes(tagged.tags.iter().map(|tag| tag.topic))
    );
    html! {
        div.(classes) #(id) {
            p.place {
                a href={ "#" (id) } aria-label={ "Paragraph " (tagged.place) } { (tagged.place) }
                @if let Some(page) = paragraph.page { " · p. " (page) }
                @if kind != ParagraphKind::Text {
                    " " span.kind { (kind.name().replace('-', " ")) }
                }
                @if let Some(speaker) = &paragraph.speaker {
                    " " span.speaker dir="auto" { (speaker) }
                }
            }
            @if !tagged.tags.is_empty() {
                ul.chips aria-label="Topics" {
                    @for tag in &tagged.tags { li { (chip(tag, &paragraph.text, labels)) } }
                }
            }
            (body(tagged))
        }
    }
}

fn body(tagged: &TaggedParagraph) -> Markup {
    let paragraph = &tagged.paragraph;
    let code = paragraph
        .language
        .map(crate::Language::code)
        .or_else(|| language(&paragraph.text));
    let is_right_to_left = paragraph
        .language
        .map_or(code == Some("ar"), crate::Language::is_right_to_left);
    let direction = if is_right_to_left { "rtl" } else { "auto" };
    let content = marked(&paragraph.text, &tagged.tags);
    match (paragraph.kind, paragraph.level) {
        (ParagraphKind::Title, _) | (ParagraphKind::Heading, 0) => html! {
            h3.text lang=[code] dir=(direction) { (content) }
        },
        (ParagraphKind::Heading, 1) => html! {
            h4.text lang=[code] dir=(direction) { (content) }
        },
        (ParagraphKind::Heading, _) => html! {
            h5.text lang=[code] dir=(direction) { (content) }
        },
        (ParagraphKind::Quotation, _) => html! {
            blockquote.text lang=[code] dir=(direction) { (content) }
        },
        _ => html! { p.text lang=[code] dir=(direction) { (content) } },
    }
}

/// A topic with its probability; the words that speak for it are its tooltip.
fn chip(tag: &TaggedTopic, text: &str, labels: Labels<'_>) -> Markup {
    let label = labels.label(tag.topic, text);
    let words = words(tag, text);
    let words = (!words.is_empty()).then(|| format!("Words for it: {}", words.join(", ")));
    html! {
        button.chip.(topic_class(tag.topic)) type="button" tabindex="0" title=[words] {
            span lang=[language(label)] { (label) }
            " "
            span.probability { (format!("{:.2}", rounded(tag.probability))) }
        }
    }
}

/// The words that speak most for a topic, the strongest first.
fn words<'t>(tag: &TaggedTopic, text: &'t str) -> Vec<&'t str> {
    let mut found: Vec<_> = tag.highlights.iter().collect();
    found.sort_by(|a, b| b.contribution.total_cmp(&a.contribution));
    let mut words: Vec<&str> = Vec::new();
    for highlight in found {
        let word = text.get(highlight.range.clone()).unwrap_or_default();
        if !words.contains(&word) && words.len() < NAMED_WORDS {
            words.push(word);
        }
    }
    words
}

/// The text, each stretch with the topics that it speaks for.
fn marked(text: &str, tags: &[TaggedTopic]) -> Markup {
    let mut bounds: Vec<usize> = tags
        .iter()
        .flat_map(|tag| &tag.highlights)
        .flat_map(|highlight| [highlight.range.start, highlight.range.end])
        .chain([0, text.len()])
        .collect();
    bounds.sort_unstable();
    bounds.dedup();
    html! {
        @for piece in bounds.windows(2) {
            @let range = piece[0]..piece[1];
            @let classes = classes(&range, tags);
            @if classes.is_empty() {
                (text.get(range).unwrap_or_default())
            } @else {
                mark class=(classes) { (text.get(range).unwrap_or_default()) }
            }
        }
    }
}

fn classes(range: &Range<usize>, tags: &[TaggedTopic]) -> String {
    let classes: Vec<String> = tags
        .iter()
        .filter_map(|tag| {
            let highlight = tag.highlights.iter().find(|highlight| {
                highlight.range.start <= range.start && range.end <= highlight.range.end
            })?;
            let strength = if highlight.strength > 1 {
                "-strong"
            } else {
                ""
            };
            Some(format!("{}{strength}", topic_class(tag.topic)))
        })
        .collect();
    classes.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paragraph::Paragraph;
    use crate::report::Highlight;
    use crate::topics::{TopicId, Topics};

    fn tag(column: usize, range: Range<usize>, strength: i8) -> TaggedTopic {
        TaggedTopic {
            topic: TopicId::from_column(column),
            probability: 0.987,
            explanation: None,
            highlights: vec![Highlight {
                range,
                contribution: 1.0,
                strength,
            }],
        }
    }

    #[test]
    fn overlapping_words_are_marked_for_each_of_their_topics_and_escaped() {
        let tags = [tag(0, 0..4, 3), tag(1, 2..6, 1)];
        assert_eq!(
            marked("a<b> cd", &tags).into_string(),
            "<mark class=\"t0-strong\">a&lt;</mark><mark class=\"t0-strong t1\">b&gt;</mark>\
             <mark class=\"t1\"> c</mark>d"
        );
    }

    #[test]
    fn a_paragraph_shows_kind_level_language_and_direction() {
        let topics = Topics::from_ids(["<terror>"]).unwrap();
        let tagged = TaggedParagraph {
            place: 3,
            paragraph: Paragraph {
                kind: ParagraphKind::ListItem,
                level: 1,
                language: crate::Language::from_code("ar"),
                ..Paragraph::new("مكافحة الإرهاب")
            },
            tags: vec![tag(0, 0..4, 3)],
        };
        let shown = paragraph("document-1", &tagged, Labels::new(&topics, None)).into_string();
        for expected in [
            "class=\"paragraph kind-list-item level-1 t0\"",
            "<p class=\"text\" lang=\"ar\" dir=\"rtl\">",
            "list item",
            "&lt;terror&gt;",
            "0.99",
            "id=\"document-1-paragraph-3\"",
        ] {
            assert!(shown.contains(expected), "{expected} is not in {shown}");
        }
    }
}
