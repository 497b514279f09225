//! What a model was made of, in a few lines.

use crate::linear::Loss;
use crate::tagger::Tagger;

use super::format::{count, counted, figure};

/// A summary of a model: rows, terms, topics, parameters and the figures of its
/// cross-validation, as lines of plain text.
pub fn summary(tagger: &Tagger) -> String {
    let record = tagger.record();
    let params = &record.params;
    let tokenizer = &params.tokenizer;
    let linear = params.linear.value();
    let mut terms = Vec::new();
    if tokenizer.words {
        terms.push("words".to_owned());
    }
    if tokenizer.word_pairs {
        terms.push("word pairs".to_owned());
    }
    if tokenizer.longest_characters > 0 {
        terms.push(format!(
            "Han character n-grams of {} to {}",
            tokenizer.shortest_characters, tokenizer.longest_characters
        ));
    }
    let loss = match linear.loss {
        Loss::SquaredHinge => "support vector machine with squared hinge loss",
        Loss::Logistic => "logistic regression",
    };
    let mut lines = vec![
        format!("Trained on       {}", counted(record.rows, "row")),
        format!("Topics           {}", count(tagger.topics().len())),
        format!(
            "Terms            {}, each in at least {}",
            count(tagger.vocabulary().len()),
            counted(params.tfidf.min_document_frequency as usize, "row"),
        ),
        format!("Kinds of terms   {}", terms.join(", ")),
        format!(
            "Glossary         {}",
            counted(tagger.glossary().terms().len(), "term")
        ),
        format!("Linear model     {loss}, C = {}", linear.c),
        format!("Seed             {}", params.seed),
        format!(
            "Dropped weights  {:.1} %, each smaller than {}",
            record.dropped_weights * 100.0,
            params.drop_below
        ),
    ];
    if !record.constant_topics.is_empty() {
        lines.push(format!(
            "Not learned      {}",
            record.constant_topics.join(", ")
        ));
    }
    match &record.cross_validation {
        Some(figures) => lines.extend([
            format!("Cross-validation {}", counted(params.folds, "fold")),
            format!("  micro-F1       {}", figure(figures.micro.f1)),
            format!("  macro-F1       {}", figure(figures.macro_.f1)),
            format!("  exact rows     {}", figure(figures.subset_accuracy)),
            format!("  calibration    {}", figure(figures.calibration_error)),
        ]),
        None => {
            lines.push("Cross-validation none: the probabilities are not calibrated".to_owned());
        }
    }
    lines.push(String::new());
    lines.join("\n")
}
