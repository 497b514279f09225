//! The formats of tags.

use clap::ValueEnum;

use crate::output;

/// How tags are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Table,
    /// A row for each paragraph; for a table its own columns, topics and
    /// probabilities
    Csv,
    /// A spreadsheet with a column for each topic in the colour of its group,
    /// and sheets of topics and documents; columns without anything are hidden
    Xlsx,
    /// One JSON object a line
    #[value(alias = "ndjson")]
    Jsonl,
    /// One JSON array
    Json,
    /// One page to read, choose topics in, and print, which needs nothing else
    #[value(alias = "htm")]
    Html,
    /// Paragraphs as quotations with their topics, for a report
    #[value(alias = "md")]
    Markdown,
}

impl Format {
    /// The format of files with this ending.
    pub(super) fn of_ending(ending: &str) -> Option<Self> {
        Self::from_str(ending, true)
            .ok()
            .filter(|format| *format != Self::Table)
    }

    /// The ending of a file's name.
    pub(super) fn ending(self) -> &'static str {
        self.library().map_or("txt", output::Format::ending)
    }

    /// The library's format; a table for people is none.
    pub(super) fn library(self) -> Option<output::Format> {
        match self {
            Self::Table => None,
            Self::Csv => Some(output::Format::Csv),
            Self::Xlsx => Some(output::Format::Xlsx),
            Self::Jsonl => Some(output::Format::JsonLines),
            Self::Json => Some(output::Format::Json),
            Self::Html => Some(output::Format::Html),
            Self::Markdown => Some(output::Format::Markdown),
        }
    }
}
