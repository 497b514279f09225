//! `thematic train`: labelled rows in, a model out.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::{Args, ValueEnum};

use super::inspect::by_topic;
use super::options::EncodingName;
use super::output::{Output, refuse_overwriting};
use super::progress::{self, StageProgress};
use super::render::{figure, table};
use crate::atomic::AtomicFile;
use crate::corpus::{Corpus, CorpusReader};
use crate::dictionary;
use crate::error::{Error, Result};
use crate::glossary::Glossary;
use crate::linear::{LinearParams, Loss};
use crate::tagger::Tagger;
use crate::text::{Stemming, TokenizerParams};
use crate::topics::Topics;
use crate::train::{OutOfFold, TrainParams, Trained};

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    thematic train rows.csv --output my.safetensors\n  \
    thematic train zh.csv en.csv --topics topics.csv --glossary glossary.csv \\\n      \
    --dictionary dictionary.txt --output my.safetensors\n\n\
    The columns are text and topics (identifiers joined by `;`), and if you like\n\
    id. The glossary has the columns term and topics. The figures that are\n\
    printed are those of cross-validation: every row was tagged by a model that\n\
    had not seen it.")]
pub(super) struct TrainArguments {
    /// Tables of labelled rows in CSV
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Write the model to this file
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
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
    /// Write the predictions of cross-validation to this file, in CSV
    #[arg(long, value_name = "FILE")]
    out_of_fold: Option<PathBuf>,
    /// The column that holds the text
    #[arg(long, value_name = "NAME", default_value = "text")]
    text_column: String,
    /// The column that holds the topics
    #[arg(long, value_name = "NAME", default_value = "topics")]
    topics_column: String,
    /// The encoding of the rows
    #[arg(long, value_enum, default_value_t)]
    encoding: EncodingName,
    /// Use this many threads; the model does not depend on it [default: one
    /// for each core]
    #[arg(long, value_name = "N", value_parser = parse_threads)]
    threads: Option<usize>,
    /// Print no progress and no summary
    #[arg(long, short)]
    quiet: bool,
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
    /// Folds of the cross-validation; 0 for none, and no calibration
    #[arg(long, value_name = "N", default_value_t = TrainParams::default().folds)]
    folds: usize,
    /// The penalty that holds each topic's own calibration back
    #[arg(long, value_name = "L", default_value_t = TrainParams::default().calibration_penalty)]
    calibration_penalty: f64,
    /// How many positives of all topics are mixed in when a topic's threshold
    /// is chosen
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
    /// The lengths of character n-grams of Han text, such as 1-2; 0 for none
    #[arg(long, value_name = "RANGE", value_parser = parse_range, default_value = "1-3")]
    characters: (usize, usize),
    /// Keep terms that occur in at least N rows
    #[arg(long, value_name = "N", default_value_t = TrainParams::default().tfidf.min_document_frequency)]
    min_document_frequency: u32,
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

pub(super) fn parse_threads(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(threads @ 1..=1024) => Ok(threads),
        _ => Err("expected a number from 1 to 1024".to_owned()),
    }
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

impl TrainArguments {
    fn params(&self) -> Result<TrainParams> {
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
            tfidf: crate::features::TfIdfParams {
                min_document_frequency: tokens.min_document_frequency,
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
            folds: model.folds,
            seed: model.seed,
            calibration_penalty: model.calibration_penalty,
            threshold_mixed: model.threshold_mixed,
            drop_below: model.drop_below,
        })
    }
}

pub(super) fn run(arguments: &TrainArguments) -> Result<()> {
    super::use_threads(arguments.threads)?;
    progress::listen_for_interrupts();
    let began = Instant::now();
    if arguments.out_of_fold.is_some() && arguments.model.folds == 0 {
        return Err(Error::parameter(
            "the number of folds",
            0,
            "at least 2 when the predictions of cross-validation are asked for",
        ));
    }
    let read_besides = [
        &arguments.topics,
        &arguments.glossary,
        &arguments.dictionary,
    ];
    refuse_overwriting(
        arguments
            .files
            .iter()
            .chain(read_besides.into_iter().flatten())
            .map(PathBuf::as_path),
        std::iter::once(&arguments.output)
            .chain(&arguments.out_of_fold)
            .map(PathBuf::as_path),
    )?;
    // A folder that cannot be written to is better known before the work.
    for path in std::iter::once(&arguments.output).chain(&arguments.out_of_fold) {
        drop(AtomicFile::create(path)?);
    }
    let reader = CorpusReader {
        text_column: arguments.text_column.clone(),
        topics_column: arguments.topics_column.clone(),
        topics: arguments.topics.as_deref().map(Topics::read).transpose()?,
        encoding: arguments.encoding.into(),
    };
    let corpus = reader.read(&arguments.files)?;
    let glossary = arguments
        .glossary
        .as_deref()
        .map(|path| Glossary::read(path, corpus.topics()))
        .transpose()?;
    let params = arguments.params()?;
    let read = began.elapsed();
    let stages = StageProgress::new(arguments.quiet);
    let Trained {
        tagger,
        out_of_fold,
    } = params.train(&corpus, glossary, &stages)?;
    let saving = Instant::now();
    progress::check_interrupt()?;
    let size = tagger.save(&arguments.output)?;
    if let (Some(path), Some(predictions)) = (&arguments.out_of_fold, &out_of_fold) {
        write_out_of_fold(path, &corpus, predictions, &tagger)?;
    }
    if arguments.quiet {
        return Ok(());
    }
    let mut times = vec![("read", read)];
    times.extend(
        stages
            .times()
            .into_iter()
            .map(|(stage, time)| (stage.name(), time)),
    );
    times.push(("write", saving.elapsed()));
    times.push(("in all", began.elapsed()));
    let mut output = Output::stdout();
    output.write_str(&summary(&tagger, &times, size, &arguments.output))?;
    output.finish()
}

fn write_out_of_fold(
    path: &Path,
    corpus: &Corpus,
    predictions: &OutOfFold,
    tagger: &Tagger,
) -> Result<()> {
    let topics = corpus.topics();
    let mut output = Output::create(Some(path))?;
    output.write_csv_row(["id", "fold", "topics", "predicted", "probabilities"])?;
    for (row, example) in corpus.examples().iter().enumerate() {
        let tags = &predictions.tags[row];
        let ids: Vec<&str> = tags
            .iter()
            .map(|tag| tagger.topics()[tag.topic].id.as_str())
            .collect();
        let probabilities: Vec<String> = tags
            .iter()
            .map(|tag| format!("{:.4}", tag.probability))
            .collect();
        let number = (row + 1).to_string();
        output.write_csv_row([
            example.paragraph.id.as_deref().unwrap_or(&number),
            &predictions.folds[row].to_string(),
            &topics.join(&example.topics),
            &ids.join(";"),
            &probabilities.join(";"),
        ])?;
    }
    output.finish()
}

fn summary(
    tagger: &Tagger,
    times: &[(&str, std::time::Duration)],
    size: u64,
    path: &Path,
) -> String {
    let record = tagger.record();
    let mut text = by_topic(tagger);
    text.push_str(&format!(
        "\n{} rows, {} topics, {} terms\n",
        record.rows,
        tagger.topics().len(),
        tagger.vocabulary().len()
    ));
    if !record.constant_topics.is_empty() {
        text.push_str(&format!(
            "every row or none has, so that nothing was learned of: {}\n",
            record.constant_topics.join(", ")
        ));
    }
    match &record.cross_validation {
        Some(figures) => text.push_str(&format!(
            "cross-validated over {} folds: micro-F1 {}, macro-F1 {}\n",
            record.params.folds,
            figure(figures.micro.f1),
            figure(figures.macro_.f1),
        )),
        None => text.push_str("not cross-validated: probabilities are not calibrated\n"),
    }
    let rows = times
        .iter()
        .map(|(name, time)| vec![(*name).to_owned(), format!("{:.2} s", time.as_secs_f64())]);
    text.push('\n');
    text.push_str(&table(&["stage", "time"], &[1], rows.collect()));
    text.push_str(&format!(
        "\n{} written, {:.2} MB\n",
        path.display(),
        size as f64 / 1e6
    ));
    text
}
