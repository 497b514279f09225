//! A document with the tags of its paragraphs, ready to be written or kept.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::document::{Document, Metadata};
use crate::paragraph::Paragraph;
use crate::report::{Highlight, highlights};
use crate::tagger::{Explanation, Selection, Tag, Tagger};
use crate::topics::TopicId;

/// A document with the tags of its paragraphs.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TaggedDocument {
    /// The file's name, as outputs show it.
    pub name: String,
    /// What the document says of itself.
    pub metadata: Metadata,
    /// The number of pages, where the format has pages.
    pub pages: Option<u32>,
    /// The pages that show something but have no text, counted from 1.
    pub pages_without_text: Vec<u32>,
    /// The paragraphs, in their order.
    pub paragraphs: Vec<TaggedParagraph>,
}

/// A paragraph with its tags.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TaggedParagraph {
    /// The paragraph's place in its document, counted from 1.
    pub place: usize,
    /// The paragraph.
    pub paragraph: Paragraph,
    /// Its topics, from the most probable down.
    pub tags: Vec<TaggedTopic>,
}

/// A topic that a paragraph was given, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TaggedTopic {
    /// The topic.
    pub topic: TopicId,
    /// How likely it is that the paragraph has the topic, from 0 to 1.
    pub probability: f32,
    /// All terms for and against it, where they were asked for.
    pub explanation: Option<Explanation>,
    /// The words that speak for it, in the order of the text, where they were
    /// asked for.
    pub highlights: Vec<Highlight>,
}

/// How much of the reasons is kept beside each topic.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Topic and probability.
    #[default]
    Tags,
    /// Also where the words stand that speak for it.
    Highlights,
    /// Also every term for and against it.
    Explanations,
}

impl TaggedDocument {
    /// Tags the paragraphs of a document.
    pub fn tag(
        name: &str,
        document: Document,
        tagger: &Tagger,
        selection: &Selection,
        detail: Detail,
    ) -> Self {
        let texts: Vec<&str> = document.texts().collect();
        let tags = tag_texts(&texts, tagger, selection, detail);
        let mut tagged = Self::untagged(name, document);
        for (paragraph, tags) in tagged.paragraphs.iter_mut().zip(tags) {
            paragraph.tags = tags;
        }
        tagged
    }

    /// A document whose paragraphs have no tags.
    pub fn untagged(name: &str, document: Document) -> Self {
        let paragraphs = document.paragraphs.into_iter().enumerate();
        Self {
            name: name.to_owned(),
            metadata: document.metadata,
            pages: document.pages,
            pages_without_text: document.pages_without_text,
            paragraphs: paragraphs
                .map(|(place, paragraph)| TaggedParagraph {
                    place: place + 1,
                    paragraph,
                    tags: Vec::new(),
                })
                .collect(),
        }
    }

    /// The text of its title, where one paragraph is that.
    pub fn title(&self) -> Option<&str> {
        self.paragraphs
            .iter()
            .find(|tagged| tagged.paragraph.kind == crate::ParagraphKind::Title)
            .map(|tagged| tagged.paragraph.text.as_str())
    }

    /// Whether all topics are among `n_topics` and all ranges within their
    /// texts, which is not certain of a record that was read from a file.
    pub fn is_consistent(&self, n_topics: usize) -> bool {
        self.paragraphs.iter().all(|tagged| {
            let text = &tagged.paragraph.text;
            tagged.tags.iter().all(|tag| {
                let clause = tag.explanation.as_ref().map(|e| e.best_clause.clone());
                let mut end = 0;
                tag.topic.column() < n_topics
                    && clause.is_none_or(|clause| text.get(clause).is_some())
                    && tag.highlights.iter().all(|highlight| {
                        let follows = highlight.range.start >= end;
                        end = highlight.range.end;
                        follows && text.get(highlight.range.clone()).is_some()
                    })
            })
        })
    }
}

/// The topics of texts, in their order, with as much of the reasons as is asked
/// for; computed in parallel.
pub(crate) fn tag_texts(
    texts: &[&str],
    tagger: &Tagger,
    selection: &Selection,
    detail: Detail,
) -> Vec<Vec<TaggedTopic>> {
    let tags = tagger.tag_texts(texts, selection);
    if detail == Detail::Tags {
        let plain = |tag: Tag| TaggedTopic {
            topic: tag.topic,
            probability: tag.probability,
            explanation: None,
            highlights: Vec::new(),
        };
        return tags
            .into_iter()
            .map(|tags| tags.into_iter().map(plain).collect())
            .collect();
    }
    texts
        .par_iter()
        .zip(tags)
        .map(|(text, tags)| explained(text, &tags, tagger, detail))
        .collect()
}

fn explained(text: &str, tags: &[Tag], tagger: &Tagger, detail: Detail) -> Vec<TaggedTopic> {
    let topics: Vec<TopicId> = tags.iter().map(|tag| tag.topic).collect();
    tags.iter()
        .zip(tagger.explain_topics(text, &topics))
        .map(|(tag, explanation)| {
            let mut found = highlights(text, &explanation.contributions, tagger.tokenizer());
            found.retain(|highlight| highlight.strength > 0);
            TaggedTopic {
                topic: tag.topic,
                probability: tag.probability,
                highlights: found,
                explanation: (detail == Detail::Explanations).then_some(explanation),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_that_was_kept_as_json_is_the_same_again() {
        let tagger = Tagger::embedded().unwrap();
        let document = Document::from_text("打击恐怖主义。\n\n保护平民，加强边境管制。\n");
        let selection = tagger.default_selection();
        let tagged =
            TaggedDocument::tag("a.txt", document, &tagger, &selection, Detail::Explanations);
        assert!(tagged.paragraphs.iter().all(|p| !p.tags.is_empty()));
        let kept = serde_json::to_string(&tagged).unwrap();
        let again: TaggedDocument = serde_json::from_str(&kept).unwrap();
        assert_eq!(again, tagged);
        assert!(again.is_consistent(tagger.topics().len()));
        assert!(!again.is_consistent(1));
    }

    #[test]
    fn several_topics_are_explained_as_each_alone() {
        let tagger = Tagger::embedded().unwrap();
        let text = "打击恐怖主义，加强边境管制。";
        let topics: Vec<TopicId> = tagger.topics().iter().map(|(id, _)| id).collect();
        let together = tagger.explain_topics(text, &topics);
        for (topic, explanation) in topics.iter().zip(together) {
            assert_eq!(explanation, tagger.explain(text, *topic));
        }
    }
}
