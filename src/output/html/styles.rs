//! The style sheet, and the part of it that depends on the topics.

use std::fmt::Write;

use crate::output::{Overview, Palette};
use crate::topics::{TopicId, Topics};

/// The rules that are the same on every page.
pub(in crate::output) const PAGE: &str = include_str!("page.css");

/// The class of what belongs to a topic.
pub(super) fn topic_class(topic: TopicId) -> String {
    format!("t{}", topic.column())
}

/// The classes of several topics, each behind a space.
pub(super) fn topic_classes(topics: impl IntoIterator<Item = TopicId>) -> String {
    topics.into_iter().fold(String::new(), |classes, topic| {
        classes + " " + &topic_class(topic)
    })
}

/// The rules of each topic that was given: its colour, which paragraphs stay
/// when it is chosen, which words are marked when its chip is pointed at.
pub(super) fn topics(overview: &Overview, topics: &Topics, palette: &Palette) -> String {
    let mut rules = String::new();
    let given = topics
        .iter()
        .zip(&overview.topics)
        .filter(|(_, total)| total.paragraphs > 0);
    for ((topic, _), _) in given {
        let class = topic_class(topic);
        let colour = palette.colour(topic);
        let lit = format!(".chips:has(.{class}:is(:hover, :focus)) ~ .text mark.{class}");
        // Writing to a string does not fail.
        let _ = write!(
            rules,
            ".chip.{class} {{ --ground: #{colour}; }}\n\
             {lit}, {lit}-strong {{ text-decoration: underline 2px #{colour}; }}\n\
             {lit}-strong {{ background: #{colour}; color: #1b1f24; }}\n\
             .sidebar:has(#filter-{class}:checked) ~ main .{class}:is(.document, .paragraph) \
             {{ display: var(--shown); }}\n"
        );
    }
    rules
}
