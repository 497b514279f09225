//! Arguments that several commands share.

use std::fs;
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::corpus::{Corpus, CorpusReader};
use crate::encoding::Encoding;
use crate::error::{Error, Result};
use crate::evaluation::Bootstrap;
use crate::tagger::{Selection, TagOptions, Tagger};
use crate::topics::Topics;

/// Which model.
#[derive(Debug, Args)]
pub(super) struct ModelArguments {
    /// Use this model file instead of the default model
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
}

impl ModelArguments {
    pub(super) fn path(&self) -> Option<&Path> {
        self.model.as_deref()
    }

    /// What tells this model from others.
    pub(super) fn fingerprint(&self) -> Result<String> {
        let checksum = match &self.model {
            None => crate::model_file::embedded_checksum(),
            Some(path) => {
                let bytes = fs::read(path).map_err(|error| Error::io("read", path, error))?;
                crc32fast::hash(&bytes)
            }
        };
        Ok(format!("{checksum:08x}"))
    }

    pub(super) fn load(&self) -> Result<Tagger> {
        match &self.model {
            Some(path) => Tagger::load(path),
            None => Tagger::embedded(),
        }
    }
}

/// Which topics are given.
#[derive(Debug, Args)]
#[command(next_help_heading = "Which topics are given")]
pub(super) struct SelectionArguments {
    /// Give a topic from that probability on which had at least this precision
    /// in cross-validation, such as 0.9
    #[arg(
        long,
        value_name = "P",
        conflicts_with = "threshold",
        allow_negative_numbers = true
    )]
    precision: Option<f32>,
    /// Give every topic from this probability on, such as 0.5, instead of from
    /// the topic's own threshold on
    #[arg(long, value_name = "T", allow_negative_numbers = true)]
    threshold: Option<f32>,
    /// Give every paragraph at least N topics
    #[arg(long, value_name = "N", default_value_t = 0)]
    min_topics: usize,
    /// Give no paragraph more than N topics
    #[arg(long, value_name = "N")]
    max_topics: Option<usize>,
}

impl SelectionArguments {
    /// What was asked for, in words.
    pub(super) fn describe(&self) -> String {
        let mut words = match (self.precision, self.threshold) {
            (Some(precision), _) => {
                format!("by the thresholds that had the precision {precision} in cross-validation")
            }
            (None, Some(threshold)) => format!("from the probability {threshold} on"),
            (None, None) => "by the model's thresholds".to_owned(),
        };
        if self.min_topics > 0 {
            words.push_str(&format!(", at least {} a row", self.min_topics));
        }
        if let Some(most) = self.max_topics {
            words.push_str(&format!(", at most {most} a row"));
        }
        words
    }

    /// What was asked for.
    pub(super) fn options(&self) -> TagOptions {
        TagOptions {
            precision: self.precision,
            threshold: self.threshold,
            min_topics: self.min_topics,
            max_topics: self.max_topics,
        }
    }

    /// The selection; topics that cannot be given are named on standard error.
    pub(super) fn resolve(&self, tagger: &Tagger) -> Result<Selection> {
        let selection = tagger.selection(&self.options())?;
        let unreachable: Vec<&str> = selection
            .unreachable()
            .iter()
            .map(|topic| tagger.topics()[*topic].id.as_str())
            .collect();
        if !unreachable.is_empty() {
            super::progress::note(&format!(
                "no threshold had the precision {} for {}: these topics are not given",
                self.precision.unwrap_or_default(),
                unreachable.join(", ")
            ));
        }
        Ok(selection)
    }
}

/// How intervals are computed.
#[derive(Debug, Args)]
#[command(next_help_heading = "Intervals")]
pub(super) struct BootstrapArguments {
    /// Draw rows, or groups of rows, N times for 95 % intervals of all figures;
    /// 0 for no intervals
    #[arg(
        long,
        value_name = "N",
        default_value_t = Bootstrap::default().replicates as u32,
        value_parser = clap::value_parser!(u32).range(0..=MOST_REPLICATES)
    )]
    bootstrap: u32,
    /// The seed of these draws
    #[arg(long, value_name = "N", default_value_t = Bootstrap::default().seed)]
    seed: u64,
}

/// More replicates need much memory and move no bound that one could see.
const MOST_REPLICATES: i64 = 100_000;

impl BootstrapArguments {
    /// The bootstrap, unless none is wanted.
    pub(super) fn bootstrap(&self) -> Option<Bootstrap> {
        (self.bootstrap > 0).then(|| Bootstrap {
            replicates: self.bootstrap as usize,
            seed: self.seed,
            ..Bootstrap::default()
        })
    }
}

/// How tables of labelled rows are read.
#[derive(Debug, Args)]
#[command(next_help_heading = "The rows")]
pub(super) struct CorpusArguments {
    /// The column that holds the text
    #[arg(long, value_name = "NAME", default_value = "text")]
    text_column: String,
    /// The column that holds the topics
    #[arg(long, value_name = "NAME", default_value = "topics")]
    topics_column: String,
    /// The column that says which rows belong together, such as the paragraphs
    /// of one document or a row and its translation; rows with nothing in it
    /// stand alone
    #[arg(long, value_name = "NAME")]
    group_column: Option<String>,
    /// The encoding of the files
    #[arg(long, value_enum, default_value_t)]
    pub(super) encoding: EncodingName,
}

impl CorpusArguments {
    /// Reads the rows; without a scheme the labels that are found are the topics.
    pub(super) fn read(&self, files: &[PathBuf], topics: Option<Topics>) -> Result<Corpus> {
        self.reader(topics).read(files)
    }

    /// The reader of the rows.
    pub(super) fn reader(&self, topics: Option<Topics>) -> CorpusReader {
        CorpusReader {
            text_column: self.text_column.clone(),
            topics_column: self.topics_column.clone(),
            group_column: self.group_column.clone(),
            topics,
            encoding: self.encoding.into(),
            ..CorpusReader::default()
        }
    }
}

/// The encoding of input files.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(super) enum EncodingName {
    /// Told by the content
    #[default]
    Auto,
    /// UTF-8
    #[value(name = "utf-8")]
    Utf8,
    /// UTF-16, low byte first
    #[value(name = "utf-16le")]
    Utf16le,
    /// UTF-16, high byte first
    #[value(name = "utf-16be")]
    Utf16be,
    /// GB18030, GBK or GB2312
    Gb18030,
    /// Big5, of traditional Chinese
    Big5,
    /// Windows-1252 or ISO 8859-1, of western European languages
    #[value(name = "windows-1252")]
    Windows1252,
    /// Windows-1256, of Arabic
    #[value(name = "windows-1256")]
    Windows1256,
    /// Windows-1251, of Russian
    #[value(name = "windows-1251")]
    Windows1251,
}

impl From<EncodingName> for Encoding {
    fn from(name: EncodingName) -> Self {
        match name {
            EncodingName::Auto => Self::Detect,
            EncodingName::Utf8 => Self::Utf8,
            EncodingName::Utf16le => Self::Utf16Le,
            EncodingName::Utf16be => Self::Utf16Be,
            EncodingName::Gb18030 => Self::Gb18030,
            EncodingName::Big5 => Self::Big5,
            EncodingName::Windows1252 => Self::Windows1252,
            EncodingName::Windows1256 => Self::Windows1256,
            EncodingName::Windows1251 => Self::Windows1251,
        }
    }
}

/// One input: a file, or standard input.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Source {
    File(PathBuf),
    Stdin,
}

impl Source {
    pub(super) fn name(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Stdin => "standard input".to_owned(),
        }
    }

    /// The file's path.
    pub(super) fn path(&self) -> Option<&Path> {
        match self {
            Self::File(path) => Some(path),
            Self::Stdin => None,
        }
    }

    /// Whether the file's name says that it is a table.
    pub(super) fn is_csv(&self) -> bool {
        match self {
            Self::File(path) => path
                .extension()
                .is_some_and(|extension| extension.eq_ignore_ascii_case("csv")),
            Self::Stdin => false,
        }
    }

    pub(super) fn open(&self) -> Result<Box<dyn Read + Send>> {
        match self {
            Self::File(path) => {
                let file = fs::File::open(path).map_err(|e| Error::io("read", path, e))?;
                Ok(Box::new(file))
            }
            Self::Stdin => {
                if io::stdin().is_terminal() {
                    super::progress::note("reading standard input; Ctrl-D ends it");
                }
                Ok(Box::new(io::stdin()))
            }
        }
    }
}

pub(super) fn parse_threads(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(threads @ 1..=1024) => Ok(threads),
        _ => Err("expected a number from 1 to 1024".to_owned()),
    }
}
