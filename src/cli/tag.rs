//! `thematic tag`: documents or tables in, topics out.

mod formats;
mod table;

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::options::{EncodingName, ModelArguments, SelectionArguments, Source};
use super::output::{Output, refuse_overwriting};
use super::progress;
use crate::document::Document;
use crate::error::{Error, Location, Result};
use crate::table::Table;
use crate::tagger::{Explanation, Selection, Tag, Tagger};
use formats::TagWriter;

/// How many rows of a table are in memory at a time.
const BATCH_ROWS: usize = 4096;

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    thematic tag statement.txt\n  \
    thematic tag statement.txt --explain --label-language en\n  \
    thematic tag rows.csv --output tagged.csv\n  \
    pdftotext -layout report.pdf - | thematic tag --format jsonl --precision 0.9\n\n\
    A file whose name ends in .csv is a table: each row is a paragraph, its text\n\
    is in the column `text`, and all columns are kept. Any other file is a\n\
    statement in plain text, which is split into paragraphs.")]
pub(super) struct TagArguments {
    /// Statements in plain text, or tables in CSV; standard input where there
    /// is none or `-`
    files: Vec<PathBuf>,
    /// How the tags are written [default: a table on a terminal, CSV for
    /// tables, the format of the output file's name, JSON lines elsewhere]
    #[arg(long, short, value_enum)]
    format: Option<Format>,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The language of the topics' names [default: zh for Chinese text, else en]
    #[arg(long, value_name = "CODE")]
    label_language: Option<String>,
    /// Tell why: the terms that speak for and against each topic
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    model: ModelArguments,
    /// What the inputs are
    #[arg(long, value_enum, default_value_t)]
    input_format: InputFormat,
    /// The column of a table that holds the text
    #[arg(long, value_name = "NAME", default_value = "text")]
    text_column: String,
    /// The encoding of the files
    #[arg(long, value_enum, default_value_t)]
    encoding: EncodingName,
    /// Use this many threads [default: one for each core]
    #[arg(long, value_name = "N", value_parser = super::options::parse_threads)]
    threads: Option<usize>,
    #[command(flatten)]
    selection: SelectionArguments,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Table,
    /// One JSON object a line
    Jsonl,
    /// One JSON array
    Json,
    /// Columns document, paragraph, text, topics and probabilities; for a
    /// table its own columns, topics and probabilities
    Csv,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum InputFormat {
    /// Tables where the file's name ends in .csv, text elsewhere
    #[default]
    Auto,
    /// Statements in plain text
    Text,
    /// Tables in CSV
    Csv,
}

/// One tagged paragraph on its way out.
pub(super) struct Tagged<'a> {
    document: &'a str,
    /// The paragraph's place in the document or table, from 1.
    paragraph: usize,
    text: &'a str,
    /// All columns of the row that it came from.
    columns: Option<&'a [String]>,
    tags: &'a [Tag],
    /// In the order of the tags, where they were asked for.
    explanations: Option<&'a [Explanation]>,
}

/// What the writers need to know.
pub(super) struct Context<'a> {
    tagger: &'a Tagger,
    label_language: Option<&'a str>,
    /// The columns of the tables that are read; `None` for documents.
    headers: Option<Vec<String>>,
}

impl Context<'_> {
    /// The topic's name in the language asked for, or in that of the text.
    fn label(&self, tag: Tag, text: &str) -> &str {
        let language = self.label_language.unwrap_or_else(|| {
            if text.chars().any(crate::text::is_han) {
                "zh"
            } else {
                "en"
            }
        });
        self.tagger.topics()[tag.topic].name(language)
    }
}

pub(super) fn run(arguments: &TagArguments) -> Result<()> {
    super::use_threads(arguments.threads)?;
    progress::listen_for_interrupts();
    let sources = Source::all(&arguments.files);
    let tables = sources
        .iter()
        .filter(|source| arguments.is_table(source))
        .count();
    if tables > 0 && tables < sources.len() {
        return Err(Error::parameter(
            "the list of inputs",
            "tables and statements together",
            "either tables or statements: tag them in two runs",
        ));
    }
    refuse_overwriting(
        arguments
            .files
            .iter()
            .map(PathBuf::as_path)
            .chain(arguments.model.path()),
        arguments.output.as_deref(),
    )?;
    let tagger = arguments.model.load()?;
    let selection = arguments.selection.resolve(&tagger)?;
    if let Some(language) = &arguments.label_language {
        check_language(language, &tagger)?;
    }
    let mut context = Context {
        tagger: &tagger,
        label_language: arguments.label_language.as_deref(),
        headers: None,
    };
    if tables > 0 {
        tag_tables(arguments, &sources, &selection, &mut context)
    } else {
        tag_documents(arguments, &sources, &selection, &context)
    }
}

impl TagArguments {
    fn is_table(&self, source: &Source) -> bool {
        match self.input_format {
            InputFormat::Auto => source.is_csv(),
            InputFormat::Text => false,
            InputFormat::Csv => true,
        }
    }

    fn format(&self, output: &Output, of_tables: bool) -> Format {
        let by_name = || {
            let extension = self.output.as_ref()?.extension()?.to_str()?;
            Format::from_str(extension, true).ok()
        };
        self.format.or_else(by_name).unwrap_or(if of_tables {
            Format::Csv
        } else if output.is_terminal() {
            Format::Table
        } else {
            Format::Jsonl
        })
    }
}

fn check_language(language: &str, tagger: &Tagger) -> Result<()> {
    let known = tagger.topics().languages();
    if known.contains(&language) {
        return Ok(());
    }
    let expected = if known.is_empty() {
        "left out, because the model's topics have no names".to_owned()
    } else {
        known.join(" or ")
    };
    Err(Error::parameter(
        "--label-language",
        format!("{language:?}"),
        expected,
    ))
}

fn tag_documents(
    arguments: &TagArguments,
    sources: &[Source],
    selection: &Selection,
    context: &Context<'_>,
) -> Result<()> {
    // All inputs are read before anything is written, so that a file that
    // cannot be read leaves no half of a result.
    let mut documents = Vec::new();
    for source in sources {
        let text = source.read_text(arguments.encoding.into())?;
        documents.push((source.name(), Document::from_text(&text)));
    }
    let output = Output::create(arguments.output.as_deref())?;
    let format = arguments.format(&output, false);
    let mut writer = TagWriter::new(format, output, context, arguments.explain)?;
    for (name, document) in &documents {
        if document.paragraphs.is_empty() {
            progress::note(&format!("{name} has no paragraph"));
        }
        let texts: Vec<&str> = document
            .paragraphs
            .iter()
            .map(|p| p.text.as_str())
            .collect();
        writer.write_batch(name, 1, &texts, None, selection)?;
        progress::check_interrupt()?;
    }
    writer.finish()
}

fn tag_tables(
    arguments: &TagArguments,
    sources: &[Source],
    selection: &Selection,
    context: &mut Context<'_>,
) -> Result<()> {
    let mut tables = Vec::new();
    for source in sources {
        let table = Table::from_reader(&source.name(), source.open()?, arguments.encoding.into())?;
        let text = table.column(&arguments.text_column)?;
        tables.push((table, text));
    }
    let headers = tables[0].0.headers().to_vec();
    if let Some((other, _)) = tables.iter().find(|(table, _)| table.headers() != headers) {
        return Err(Error::data(
            Location::file(other.name()).row(1),
            format!("the columns are not those of {}", tables[0].0.name()),
            "tag tables with different columns in runs of their own",
        ));
    }
    context.headers = Some(headers);
    let output = Output::create(arguments.output.as_deref())?;
    let visible = !output.is_terminal() && std::io::IsTerminal::is_terminal(&std::io::stderr());
    let bar = progress::bar(visible, 0, "tagged rows");
    let format = arguments.format(&output, true);
    let mut writer = TagWriter::new(format, output, context, arguments.explain)?;
    for (mut table, text) in tables {
        let name = table.name().to_owned();
        let mut first = 1;
        loop {
            progress::check_interrupt()?;
            let mut rows: Vec<Vec<String>> = Vec::with_capacity(BATCH_ROWS);
            while rows.len() < BATCH_ROWS {
                match table.next_row()? {
                    Some(row) => rows.push(row.iter().map(str::to_owned).collect()),
                    None => break,
                }
            }
            if rows.is_empty() {
                break;
            }
            let texts: Vec<&str> = rows.iter().map(|row| row[text].as_str()).collect();
            writer.write_batch(&name, first, &texts, Some(&rows), selection)?;
            first += rows.len();
            bar.inc(rows.len() as u64);
        }
    }
    bar.finish_and_clear();
    writer.finish()
}
