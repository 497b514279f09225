//! The arguments that name documents and say how they are read.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use globset::{GlobBuilder, GlobMatcher};

use crate::cli::options::{EncodingName, Source};
use crate::document::{Format, ReadOptions};
use crate::error::{Error, Result};
use crate::language::LanguageDetector;

/// Which documents, and how they are read.
#[derive(Debug, Args)]
pub(in crate::cli) struct InputArguments {
    /// Files, folders with all that is in them, and patterns between quotation
    /// marks such as 'reports/**/*.pdf'; standard input where there is none or
    /// `-`
    #[arg(value_name = "INPUT")]
    pub(in crate::cli) files: Vec<PathBuf>,
    /// In folders, read only files whose path matches; may be given several
    /// times
    #[arg(long, value_name = "GLOB", help_heading = "Inputs")]
    pub(super) include: Vec<String>,
    /// In folders, pass over files and folders whose path matches
    #[arg(long, value_name = "GLOB", help_heading = "Inputs")]
    pub(super) exclude: Vec<String>,
    /// What the inputs are, whatever their names and contents say
    #[arg(long, value_enum, default_value_t, help_heading = "Inputs")]
    pub(in crate::cli) input_format: InputFormat,
    /// The encoding of plain text, tables and of pages that do not name theirs
    #[arg(long, value_enum, default_value_t, help_heading = "Inputs")]
    pub(in crate::cli) encoding: EncodingName,
    /// The languages that paragraphs may be in, as codes, or `all` that can be
    /// told apart [default: ar,en,es,fr,ru,zh]
    #[arg(
        long,
        value_name = "CODES",
        value_delimiter = ',',
        help_heading = "Inputs"
    )]
    pub(in crate::cli) languages: Vec<String>,
}

/// What the inputs are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum InputFormat {
    /// Tables where the file's name ends in .csv; of documents the content tells
    #[default]
    Auto,
    /// Plain text
    Text,
    /// PDF
    Pdf,
    /// Word since 2007
    Docx,
    /// Web pages
    Html,
    /// Markdown
    Markdown,
    /// Messages with their attachments
    Eml,
    /// ZIP archives of documents
    Zip,
    /// Tables in CSV
    Csv,
}

impl InputArguments {
    /// How documents are read.
    pub(in crate::cli) fn reading(&self) -> ReadOptions {
        ReadOptions {
            format: match self.input_format {
                InputFormat::Auto | InputFormat::Csv => None,
                InputFormat::Text => Some(Format::Text),
                InputFormat::Pdf => Some(Format::Pdf),
                InputFormat::Docx => Some(Format::Docx),
                InputFormat::Html => Some(Format::Html),
                InputFormat::Markdown => Some(Format::Markdown),
                InputFormat::Eml => Some(Format::Eml),
                InputFormat::Zip => Some(Format::Zip),
            },
            encoding: self.encoding.into(),
            ..ReadOptions::default()
        }
    }

    /// What tells languages apart; `None` for what reading does by itself.
    pub(in crate::cli) fn detector(&self) -> Result<Option<LanguageDetector>> {
        let codes = || self.languages.iter().map(|code| code.trim());
        if self.languages.is_empty() {
            Ok(None)
        } else if codes().eq(["all"]) {
            Ok(Some(LanguageDetector::all()))
        } else {
            LanguageDetector::among(codes()).map(Some)
        }
    }

    /// Whether the input is a table.
    pub(in crate::cli) fn is_table(&self, source: &Source) -> bool {
        match self.input_format {
            InputFormat::Auto => source.is_csv(),
            InputFormat::Csv => true,
            _ => false,
        }
    }

    /// What the options are, for telling whether two runs had the same.
    pub(in crate::cli) fn describe(&self) -> Vec<(&'static str, String)> {
        vec![
            ("input format", format!("{:?}", self.input_format)),
            ("encoding", format!("{:?}", self.encoding)),
            ("list of languages", self.languages.join(",")),
        ]
    }
}

/// The pattern that an argument is, where there is no file of that name.
pub(super) fn pattern(path: &Path) -> Option<Result<GlobMatcher>> {
    let text = path.to_str()?;
    let is_pattern = text.contains(['*', '?', '[', '{']) && path.symlink_metadata().is_err();
    is_pattern.then(|| glob("the pattern", text))
}

/// A pattern in which `*` does not go beyond a folder and `**` does.
pub(super) fn glob(name: &'static str, text: &str) -> Result<GlobMatcher> {
    // A folder's name at the front of one is no part of the paths compared.
    let text = text.strip_prefix("./").unwrap_or(text);
    match GlobBuilder::new(text).literal_separator(true).build() {
        Ok(glob) => Ok(glob.compile_matcher()),
        Err(error) => Err(Error::parameter(
            name,
            format!("{text:?}"),
            format!("a pattern such as 'reports/**/*.pdf' ({})", error.kind()),
        )),
    }
}
