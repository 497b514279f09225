//! `thematic tag`: documents or tables in, topics out.

mod documents;
mod formats;
mod summary;
mod table;
mod tables;

use std::path::PathBuf;

use clap::Args;

use super::Outcome;
use super::documents::OutputArguments;
use super::inputs::InputArguments;
use super::options::{ModelArguments, SelectionArguments};
use super::progress;
use crate::error::{Error, Result};
use crate::output::Labels;
use crate::tagger::Tagger;
use formats::Format;

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    thematic tag statement.pdf\n  \
    thematic tag statement.docx --explain --label-language en\n  \
    thematic tag statements/ --output tags.xlsx\n  \
    thematic tag 'reports/**/*.pdf' --output-dir tagged --format html\n  \
    thematic tag archive.zip --only kind=operative --only date=2030..2031-06\n  \
    thematic tag statements/ --summary --output summary.xlsx\n  \
    thematic tag rows.csv --output tagged.csv\n\n\
    Documents are PDF, Word (.docx), web pages, Markdown, plain text, messages\n\
    (.eml) with their attachments, and ZIP archives of these; the content tells\n\
    which. A file whose name ends in .csv is a table: each row is a paragraph, its\n\
    text is in the column `text`, and all columns are kept.\n\n\
    Tables of documents always have the columns document, symbol, body, session,\n\
    meeting, date, agenda_item, page, paragraph, number, level, kind, speaker,\n\
    language, start, end, text, topics and probabilities; start and end count\n\
    characters of the text that `thematic split --extracted-text` prints.\n\n\
    --only takes FIELD=VALUE,VALUE… and keeps what has one of the values; given\n\
    several times, what fulfils all. Fields and values:\n  \
    symbol, body, agenda-item, speaker   text, with * and ?, such as symbol='S/RES/*'\n  \
    session, meeting, page               number or range, such as page=3-5 or page=3-\n  \
    date                                 date or range, such as date=2030..2031-06\n  \
    language                             code or name, such as language=zh,ar\n  \
    kind       text, title, heading, preambular, operative, list-item, quotation,\n             \
    speech, table-cell, footnote\n  \
    topic                                topic that was given, such as topic=terrorism")]
pub(super) struct TagArguments {
    #[command(flatten)]
    inputs: InputArguments,
    #[command(flatten)]
    to: OutputArguments,
    /// How the tags are written [default: a table on a terminal, CSV for
    /// tables, the format of the output file's name, JSON lines elsewhere]
    #[arg(long, short, value_enum)]
    format: Option<Format>,
    /// Write which topics each document has, not its paragraphs: the share of
    /// paragraphs and characters, the strongest paragraphs, and of several
    /// documents a matrix
    #[arg(long)]
    summary: bool,
    /// Keep only what fulfils the condition (see below); may be given several
    /// times
    #[arg(long, value_name = "CONDITION")]
    only: Vec<String>,
    /// Begin CSV with a byte-order mark, so that Excel shows Chinese right
    #[arg(long)]
    bom: bool,
    /// The language of the topics' names [default: zh for Chinese text, else en]
    #[arg(long, value_name = "CODE")]
    label_language: Option<String>,
    /// Tell why: the terms that speak for and against each topic
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    model: ModelArguments,
    /// The column of a table that holds the text
    #[arg(long, value_name = "NAME", default_value = "text")]
    text_column: String,
    /// Use this many threads [default: one for each core]
    #[arg(long, value_name = "N", value_parser = super::options::parse_threads)]
    threads: Option<usize>,
    #[command(flatten)]
    selection: SelectionArguments,
}

pub(super) fn run(arguments: &TagArguments) -> Result<Outcome> {
    super::use_threads(arguments.threads)?;
    progress::listen_for_interrupts();
    let written = arguments.to.written();
    let inputs = arguments
        .inputs
        .inputs(written.iter().map(PathBuf::as_path))?;
    let tables = inputs
        .list
        .iter()
        .filter(|input| arguments.inputs.is_table(&input.source))
        .count();
    if tables > 0 && tables < inputs.list.len() {
        return Err(Error::parameter(
            "the list of inputs",
            "tables and documents together",
            "either tables or documents: tag them in two runs",
        ));
    }
    if arguments.format.is_none() {
        let is_known = |ending: &str| Format::of_ending(ending).is_some();
        arguments.to.check_ending(is_known)?;
    }
    if arguments.bom
        && arguments
            .format()
            .is_some_and(|format| format != Format::Csv)
    {
        return Err(Error::parameter(
            "--bom",
            "given with another format",
            "left out, or given with --format csv",
        ));
    }
    let files = inputs.list.iter().filter_map(|input| input.source.path());
    arguments.to.prepare(files.chain(arguments.model.path()))?;
    // The program ends with this command: to free the model would only take time.
    let tagger: &Tagger = Box::leak(Box::new(arguments.model.load()?));
    let selection = arguments.selection.resolve(tagger)?;
    if let Some(language) = &arguments.label_language {
        check_language(language, tagger)?;
    }
    if tables > 0 {
        tables::run(arguments, &inputs, tagger, &selection).map(|()| Outcome::Done)
    } else {
        documents::run(arguments, &inputs, tagger, &selection)
    }
}

impl TagArguments {
    /// The names of topics.
    fn labels<'a>(&'a self, tagger: &'a Tagger) -> Labels<'a> {
        Labels::new(tagger.topics(), self.label_language.as_deref())
    }

    /// The format that was asked for, or that the name of the output says.
    fn format(&self) -> Option<Format> {
        self.format.or_else(|| {
            let extension = self.to.output.as_ref()?.extension()?;
            Format::of_ending(extension.to_str()?)
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
