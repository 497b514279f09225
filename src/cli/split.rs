//! `thematic split`: only the paragraphs.

mod text;

use std::io::{self, IsTerminal};
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Outcome;
use super::documents::{Job, OutputArguments};
use super::inputs::InputArguments;
use super::progress;
use crate::document::Document;
use crate::error::{Error, Result};
use crate::filter::Filter;
use crate::output::{self, DocumentWriter, Labels, Options, TaggedDocument};
use crate::paragraph::Paragraph;
use crate::topics::Topics;
use text::{ExtractedText, TextWriter};

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    thematic split statement.pdf\n  \
    thematic split statements/ --output to-label.csv\n  \
    thematic split report.docx --only kind=operative --format jsonl\n  \
    thematic split statement.pdf --extracted-text\n\n\
    The CSV has the columns id, text and topics, and then those of `thematic tag`:\n\
    fill in the topics, and `thematic train` reads it as it is. `thematic tag --help`\n\
    tells what inputs there are and what --only takes.")]
pub(super) struct SplitArguments {
    #[command(flatten)]
    inputs: InputArguments,
    #[command(flatten)]
    to: OutputArguments,
    /// How the paragraphs are written [default: by the name of the output file,
    /// else text]
    #[arg(long, short, value_enum)]
    format: Option<Format>,
    /// Print the text of one document as it was extracted, to which the columns
    /// start and end refer, instead of its paragraphs
    #[arg(long, conflicts_with = "format")]
    extracted_text: bool,
    /// Keep only what fulfils the condition, such as kind=operative; may be
    /// given several times
    #[arg(long, value_name = "CONDITION")]
    only: Vec<String>,
    /// Begin CSV with a byte-order mark, so that Excel shows Chinese right
    #[arg(long)]
    bom: bool,
    /// Use this many threads [default: one for each core]
    #[arg(long, value_name = "N", value_parser = super::options::parse_threads)]
    threads: Option<usize>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The paragraphs, with an empty line between two
    #[default]
    #[value(alias = "txt")]
    Text,
    /// One JSON object a line
    #[value(alias = "ndjson")]
    Jsonl,
    /// A table, ready to be labelled
    Csv,
    /// The same as a spreadsheet
    Xlsx,
}

impl Format {
    fn library(self) -> Option<output::Format> {
        match self {
            Self::Text => None,
            Self::Jsonl => Some(output::Format::JsonLines),
            Self::Csv => Some(output::Format::Csv),
            Self::Xlsx => Some(output::Format::Xlsx),
        }
    }
}

pub(super) fn run(arguments: &SplitArguments) -> Result<Outcome> {
    super::use_threads(arguments.threads)?;
    progress::listen_for_interrupts();
    let written = arguments.to.written();
    let inputs = arguments
        .inputs
        .inputs(written.iter().map(PathBuf::as_path))?;
    let mut sources = inputs.list.iter().map(|input| &input.source);
    if let Some(table) = sources.find(|source| arguments.inputs.is_table(source)) {
        return Err(Error::parameter(
            "an input of split",
            table.name(),
            "a document; the rows of a CSV file are paragraphs already",
        ));
    }
    if arguments.extracted_text && !arguments.only.is_empty() {
        return Err(Error::parameter(
            "--extracted-text",
            "given with --only",
            "given alone: the text is that of the whole document",
        ));
    }
    if arguments.extracted_text && inputs.list.len() > 1 && arguments.to.output_dir.is_none() {
        return Err(Error::parameter(
            "--extracted-text",
            "given for several documents",
            "given for one, or with --output-dir",
        ));
    }
    let files = inputs.list.iter().filter_map(|input| input.source.path());
    arguments.to.prepare(files)?;
    let by_name =
        || Format::from_str(arguments.to.output.as_ref()?.extension()?.to_str()?, true).ok();
    let format = arguments.format.or_else(by_name).unwrap_or_default();
    if arguments.format.is_none() {
        let fits = |ending: &str| ending == "txt" || Format::from_str(ending, true).is_ok();
        arguments.to.check_ending(fits)?;
    }
    if arguments.bom && format != Format::Csv {
        return Err(Error::parameter(
            "--bom",
            "given with another format",
            "left out, or given with --format csv",
        ));
    }
    let to_file = arguments.to.output.is_some() || arguments.to.output_dir.is_some();
    if format == Format::Xlsx && !to_file && io::stdout().is_terminal() {
        return Err(Error::parameter(
            "--format",
            "xlsx",
            "given with --output FILE, since a terminal cannot show a spreadsheet",
        ));
    }
    let topics = Topics::default();
    let only = arguments.only.iter().map(String::as_str);
    let filter = Filter::parse(only, &topics)?;
    let options = Options {
        untagged: true,
        byte_order_mark: arguments.bom,
        ..Options::new(Labels::new(&topics, None))
    };
    let process = |name: &str, mut document: Document| {
        if arguments.extracted_text {
            let text = std::mem::take(&mut document.text);
            document.paragraphs = vec![Paragraph::new(text)];
        }
        TaggedDocument::untagged(name, document)
    };
    let writer = || -> Box<dyn DocumentWriter + '_> {
        match format.library() {
            _ if arguments.extracted_text => Box::new(ExtractedText::default()),
            Some(format) => format.writer(options.clone()),
            None => Box::new(TextWriter::default()),
        }
    };
    let mut fingerprint = vec![
        (
            "kind",
            format!("extracted text: {}", arguments.extracted_text),
        ),
        ("choice of paragraphs", arguments.only.join(" ")),
    ];
    fingerprint.extend(arguments.inputs.describe());
    Job {
        inputs: &inputs,
        reading: arguments.inputs.reading(),
        detector: arguments.inputs.detector()?,
        process: &process,
        filter: &filter,
        writer: &writer,
        needs_overview: false,
        ending: format.library().map_or("txt", output::Format::ending),
        n_topics: 0,
        trained_languages: &[],
        fingerprint,
    }
    .run(&arguments.to)
}
