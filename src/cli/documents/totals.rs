//! What is counted over all documents that are written.

use std::collections::BTreeMap;

use crate::language::Language;
use crate::output::TaggedDocument;

/// Paragraphs in languages that the model has not learned.
pub(super) struct Totals<'a> {
    trained: &'a [Language],
    strange: BTreeMap<&'static str, usize>,
}

impl<'a> Totals<'a> {
    pub(super) fn new(trained: &'a [Language]) -> Self {
        Self {
            trained,
            strange: BTreeMap::new(),
        }
    }

    pub(super) fn add(&mut self, document: &TaggedDocument) {
        if self.trained.is_empty() {
            return;
        }
        let languages = document
            .paragraphs
            .iter()
            .filter_map(|p| p.paragraph.language);
        for language in languages.filter(|language| !self.trained.contains(language)) {
            *self.strange.entry(language.name()).or_default() += 1;
        }
    }

    /// `12 paragraphs are in languages …`, where there are such.
    pub(super) fn warning(&self) -> Option<String> {
        let all: usize = self.strange.values().sum();
        let names: Vec<String> = self
            .strange
            .iter()
            .map(|(name, count)| format!("{name}: {count}"))
            .collect();
        let paragraphs = if all == 1 {
            "1 paragraph is in a language".to_owned()
        } else {
            format!("{all} paragraphs are in languages")
        };
        (all > 0).then(|| {
            format!(
                "{paragraphs} that the model was not trained on ({}): their topics are not to be \
                 relied on",
                names.join(", ")
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Document, Paragraph};

    #[test]
    fn paragraphs_in_other_languages_are_counted_by_language() {
        let language = |code| Language::from_code(code).unwrap();
        let in_language = |code| Paragraph {
            language: Some(language(code)),
            ..Paragraph::new("text")
        };
        let document = Document {
            paragraphs: ["ru", "zh", "ru"].map(in_language).to_vec(),
            ..Document::default()
        };
        let document = TaggedDocument::untagged("a", document);
        let trained = [language("zh"), language("en")];
        let mut totals = Totals::new(&trained);
        totals.add(&document);
        let warning = totals.warning().unwrap();
        assert!(
            warning.starts_with(
                "2 paragraphs are in languages that the model was not trained on (Russian: 2)"
            ),
            "{warning}"
        );
        let mut unknown = Totals::new(&[]);
        unknown.add(&document);
        assert_eq!(unknown.warning(), None);
    }
}
