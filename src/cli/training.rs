//! Arguments of the commands that train models.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::corpus::Corpus;
use crate::dictionary;
use crate::error::Result;
use crate::features::TfIdfParams;
use crate::glossary::Glossary;
use crate::linear::{LinearParams, Loss};
use crate::text::{Stemming, TokenizerParams};
use crate::topics::Topics;
use crate::train::TrainParams;

/// What a model is trained with, besides rows.
#[derive(Debug, Args)]
pub(super) struct TrainingArguments {
    /// The topics in CSV: a column id, and one for the names in each language,
    /// headed by its code (zh, en) [default: the topics of the rows]
    #[arg(long, value_name = "FILE")]
    topics: Option<PathBuf>,
    /// Terms that show topics, in CSV
    #[arg(long, value_name = "FILE")]
    glossary: Option<PathBuf>,
    /// Words that the segmentation of Chinese should know, one a line
    #[arg(long, value_name = "FILE")]
    dictionary: Option<PathBuf>,
    #[command(flatten)]
    model: ModelOptions,
    #[command(flatten)]
    tokens: TokenOptions,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "The model")]
struct ModelOptions {
    /// A support vector machine or logistic regression
    #[arg(long, value_enum, default_value_t)]
    algorithm: Algorithm,
    /// How much errors on the rows count against small weights
    #[arg(long, value_name = "C", default_value_t = LinearParams::new().value().c())]
    c: f64,
    /// How much more an error counts on a row that has the topic
    #[arg(long, value_name = "W", default_value_t = LinearParams::new().value().positive_weight())]
    positive_weight: f64,
    /// The size of a glossary hit beside the terms of a row; 0 for no feature
    #[arg(long, value_name = "S", default_value_t = TrainParams::default().glossary_scale)]
    glossary_scale: f32,
    /// How much a glossary term counts as a row; 0 for not at all
    #[arg(long, value_name = "W", default_value_t = TrainParams::default().glossary_weight)]
    glossary_weight: f32,
    /// The penalty that holds each topic's own calibration back
    #[arg(long, value_name = "L", default_value_t = TrainParams::default().calibration_penalty)]
    calibration_penalty: f64,
    /// How many positives of topics of like frequency are mixed in when a
    /// topic's threshold is chosen
    #[arg(long, value_name = "N", default_value_t = TrainParams::default().threshold_mixed)]
    threshold_mixed: f64,
    /// Drop weights smaller than this
    #[arg(long, value_name = "W", default_value_t = TrainParams::default().drop_below)]
    drop_below: f32,
    /// The seed of everything that is drawn
    #[arg(long, value_name = "N", default_value_t = TrainParams::default().seed)]
    seed: u64,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "The terms")]
struct TokenOptions {
    /// Leave words out
    #[arg(long)]
    no_words: bool,
    /// Leave pairs of words out
    #[arg(long)]
    no_word_pairs: bool,
    /// The lengths of character n-grams of Han text, such as 1-3; 0 for none
    #[arg(long, value_name = "RANGE", value_parser = parse_range, default_value = "1-2")]
    characters: (usize, usize),
    /// Keep terms that occur in at least N rows
    #[arg(long, value_name = "N", default_value_t = TrainParams::default().tfidf.min_document_frequency)]
    min_document_frequency: u32,
    /// What pairs of words and three and more characters weigh against words
    #[arg(long, value_name = "W", default_value_t = TrainParams::default().tfidf.phrase_weight)]
    phrase_weight: f64,
    /// How much more terms weigh that stand with few topics; 0 for plain TF-IDF
    #[arg(long, value_name = "W", default_value_t = TrainParams::default().tfidf.relevance)]
    relevance: f64,
    /// The language whose endings words of Latin script lose
    #[arg(long, value_enum, default_value_t)]
    stemming: StemmingName,
    /// Let jieba guess words that it does not know
    #[arg(long)]
    hidden_markov_model: bool,
    /// Do not take the glossary's Chinese terms into the dictionary
    #[arg(long)]
    no_glossary_words: bool,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum Algorithm {
    /// L2-regularised, squared hinge loss
    #[default]
    Svm,
    /// L2-regularised logistic regression
    Logistic,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum StemmingName {
    /// Words of all scripts stay whole
    None,
    /// English
    #[default]
    English,
    /// French
    French,
    /// Spanish
    Spanish,
}

fn parse_range(text: &str) -> Result<(usize, usize), String> {
    let parsed = match text.split_once('-') {
        Some((shortest, longest)) => (shortest.parse(), longest.parse()),
        None => (text.parse(), text.parse()),
    };
    match parsed {
        (Ok(shortest), Ok(longest)) => Ok((shortest, longest)),
        _ => Err("expected two lengths such as 1-3, or 0".to_owned()),
    }
}

impl TrainingArguments {
    /// The files that are read.
    pub(super) fn files(&self) -> impl Iterator<Item = &PathBuf> {
        let files = [&self.topics, &self.glossary, &self.dictionary];
        files.into_iter().flatten()
    }

    /// The scheme, where one is named.
    pub(super) fn topics(&self) -> Result<Option<Topics>> {
        self.topics.as_deref().map(Topics::read).transpose()
    }

    /// The glossary, where one is named.
    pub(super) fn glossary(&self, corpus: &Corpus) -> Result<Option<Glossary>> {
        let path = self.glossary.as_deref();
        path.map(|path| Glossary::read(path, corpus.topics()))
            .transpose()
    }

    /// The parameters, with so many folds for calibration.
    pub(super) fn params(&self, folds: usize) -> Result<TrainParams> {
        let (model, tokens) = (&self.model, &self.tokens);
        Ok(TrainParams {
            tokenizer: TokenizerParams {
                words: !tokens.no_words,
                word_pairs: !tokens.no_word_pairs,
                shortest_characters: tokens.characters.0,
                longest_characters: tokens.characters.1,
                hidden_markov_model: tokens.hidden_markov_model,
                stemming: match tokens.stemming {
                    StemmingName::None => Stemming::None,
                    StemmingName::English => Stemming::English,
                    StemmingName::French => Stemming::French,
                    StemmingName::Spanish => Stemming::Spanish,
                },
                dictionary: match &self.dictionary {
                    Some(path) => dictionary::read(path)?,
                    None => Vec::new(),
                },
            },
            tfidf: TfIdfParams {
                min_document_frequency: tokens.min_document_frequency,
                phrase_weight: tokens.phrase_weight,
                relevance: tokens.relevance,
            },
            linear: LinearParams::new()
                .loss(match model.algorithm {
                    Algorithm::Svm => Loss::SquaredHinge,
                    Algorithm::Logistic => Loss::Logistic,
                })
                .c(model.c)
                .positive_weight(model.positive_weight),
            glossary_scale: model.glossary_scale,
            glossary_weight: model.glossary_weight,
            glossary_words: !tokens.no_glossary_words,
            folds,
            seed: model.seed,
            calibration_penalty: model.calibration_penalty,
            threshold_mixed: model.threshold_mixed,
            drop_below: model.drop_below,
        })
    }
}

/// The options of `train` by which some parameters differ from others.
pub(super) fn command_options(params: &TrainParams, others: &TrainParams) -> Vec<String> {
    let mut options = Vec::new();
    let (tokenizer, plain) = (&params.tokenizer, &others.tokenizer);
    let characters = |t: &TokenizerParams| (t.shortest_characters, t.longest_characters);
    if characters(tokenizer) != characters(plain) {
        options.push(match characters(tokenizer) {
            (_, 0) => "--characters 0".to_owned(),
            (shortest, longest) => format!("--characters {shortest}-{longest}"),
        });
    }
    let mut flag = |name: &str, without: bool, plain: bool| match (without, plain) {
        (true, false) => options.push(name.to_owned()),
        (false, true) => options.push(format!("(not {name})")),
        _ => {}
    };
    flag("--no-words", !tokenizer.words, !plain.words);
    flag("--no-word-pairs", !tokenizer.word_pairs, !plain.word_pairs);
    let (tfidf, plain) = (params.tfidf, others.tfidf);
    let mut number = |name: &str, value: f64, other: f64| {
        if value != other {
            options.push(format!("--{name} {value}"));
        }
    };
    number(
        "min-document-frequency",
        f64::from(tfidf.min_document_frequency),
        f64::from(plain.min_document_frequency),
    );
    number("phrase-weight", tfidf.phrase_weight, plain.phrase_weight);
    number("relevance", tfidf.relevance, plain.relevance);
    let (linear, plain) = (params.linear.value(), others.linear.value());
    number("c", linear.c(), plain.c());
    number(
        "positive-weight",
        linear.positive_weight(),
        plain.positive_weight(),
    );
    if linear.loss() != plain.loss() {
        options.push(match linear.loss() {
            Loss::SquaredHinge => "--algorithm svm".to_owned(),
            Loss::Logistic => "--algorithm logistic".to_owned(),
        });
    }
    options
}
