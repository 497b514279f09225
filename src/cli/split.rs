//! `thematic split`: only the paragraphs.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::options::{EncodingName, Source};
use super::output::{Output, refuse_overwriting};
use crate::document::Document;
use crate::error::{Error, Result};

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    thematic split statement.txt\n  \
    thematic split statement.txt --format csv --output to-label.csv\n\n\
    The CSV has the columns id, text and topics: fill in the topics, and\n\
    `thematic train` reads it.")]
pub(super) struct SplitArguments {
    /// Plain-text files; standard input where there is none or `-`
    files: Vec<PathBuf>,
    /// How the paragraphs are written [default: by the name of the output file,
    /// else text]
    #[arg(long, short, value_enum)]
    format: Option<Format>,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The encoding of the files
    #[arg(long, value_enum, default_value_t)]
    encoding: EncodingName,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The paragraphs, with an empty line between two
    #[default]
    Text,
    /// One JSON object a line
    Jsonl,
    /// Columns id, text and topics, which is empty
    Csv,
}

#[derive(Serialize)]
struct Line<'a> {
    document: &'a str,
    paragraph: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<u32>,
    text: &'a str,
}

pub(super) fn run(arguments: &SplitArguments) -> Result<()> {
    let sources = Source::all(&arguments.files);
    if let Some(table) = sources.iter().find(|source| source.is_csv()) {
        return Err(Error::parameter(
            "an input of split",
            table.name(),
            "a plain-text file; the rows of a CSV file are paragraphs already",
        ));
    }
    refuse_overwriting(
        arguments.files.iter().map(PathBuf::as_path),
        arguments.output.as_deref(),
    )?;
    let mut documents = Vec::new();
    for source in &sources {
        let text = source.read_text(arguments.encoding.into())?;
        documents.push((source.name(), Document::from_text(&text)));
    }
    let mut output = Output::create(arguments.output.as_deref())?;
    let by_name = || Format::from_str(arguments.output.as_ref()?.extension()?.to_str()?, true).ok();
    match arguments.format.or_else(by_name).unwrap_or_default() {
        Format::Text => write_text(&documents, &mut output)?,
        Format::Jsonl => write_lines(&documents, &mut output)?,
        Format::Csv => write_csv(&documents, &mut output)?,
    }
    output.finish()
}

fn write_text(documents: &[(String, Document)], output: &mut Output) -> Result<()> {
    let texts = documents
        .iter()
        .flat_map(|(_, document)| &document.paragraphs)
        .map(|paragraph| paragraph.text.as_str());
    for (place, text) in texts.enumerate() {
        if place > 0 {
            output.write_str("\n")?;
        }
        output.write_str(text)?;
        output.write_str("\n")?;
    }
    Ok(())
}

fn write_lines(documents: &[(String, Document)], output: &mut Output) -> Result<()> {
    for (name, document) in documents {
        for (place, paragraph) in document.paragraphs.iter().enumerate() {
            let line = Line {
                document: name,
                paragraph: place + 1,
                number: paragraph.number.as_deref(),
                page: paragraph.page,
                text: &paragraph.text,
            };
            output.write_json(&line, false)?;
            output.write_str("\n")?;
        }
    }
    Ok(())
}

fn write_csv(documents: &[(String, Document)], output: &mut Output) -> Result<()> {
    output.write_csv_row(["id", "text", "topics"])?;
    for (name, document) in documents {
        for (place, paragraph) in document.paragraphs.iter().enumerate() {
            let id = format!("{name}#{}", place + 1);
            output.write_csv_row([id.as_str(), &paragraph.text, ""])?;
        }
    }
    Ok(())
}
