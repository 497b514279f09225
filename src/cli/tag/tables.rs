//! Tags of the rows of tables, which keep all their columns.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use super::TagArguments;
use super::formats::Format;
use super::table::{TableLayout, TableRow};
use crate::cli::inputs::Inputs;
use crate::cli::output::Output;
use crate::cli::progress;
use crate::error::{Error, Location, Result};
use crate::output::{
    Detail, Field, JsonRow, Labels, Options, RowsSheet, TaggedTopic, added_columns,
    explain_in_words, joined_probabilities, joined_topics, tag_texts,
};
use crate::table::Table;
use crate::tagger::{Selection, Tagger};

/// How many rows of a table go through the program together.
const BATCH_ROWS: usize = 4096;

/// How many batches may wait between reading and tagging, and between tagging
/// and writing: the slowest of the three is never kept waiting, and no more than
/// five batches are in memory.
const WAITING_BATCHES: usize = 1;

/// How long a thread waits for a batch before it asks whether to go on.
const PATIENCE: Duration = Duration::from_millis(100);

/// Tags all rows and writes them as the arguments say.
pub(super) fn run(
    arguments: &TagArguments,
    inputs: &Inputs,
    tagger: &Tagger,
    selection: &Selection,
) -> Result<()> {
    refuse_options_of_documents(arguments)?;
    let encoding = arguments.inputs.encoding.into();
    let mut tables = Vec::new();
    for input in &inputs.list {
        let table = Table::from_reader(&input.name, input.source.open()?, encoding)?;
        let text = table.column(&arguments.text_column)?;
        tables.push((table, text));
    }
    let headers = tables
        .first()
        .map(|(table, _)| table.headers().to_vec())
        .unwrap_or_default();
    if let Some((other, _)) = tables.iter().find(|(table, _)| table.headers() != headers) {
        return Err(Error::data(
            Location::file(other.name()).row(1),
            format!("the columns are not those of {}", inputs.list[0].name),
            "tag tables with different columns in runs of their own",
        ));
    }
    let output = Output::create(arguments.to.output.as_deref())?;
    let visible = !output.is_terminal() && std::io::IsTerminal::is_terminal(&std::io::stderr());
    let bar = progress::bar(visible, 0, "tagged rows");
    let format = arguments.format().unwrap_or(Format::Csv);
    let detail = if arguments.explain {
        Detail::Explanations
    } else {
        Detail::Tags
    };
    let options = Options {
        explain: arguments.explain,
        byte_order_mark: arguments.bom,
        ..Options::new(arguments.labels(tagger))
    };
    let mut writer = RowWriter::new(format, output, &headers, &options)?;
    // One thread reads, one has the rows tagged by all cores, and this one writes
    // them in their order. The first may be waiting for input that never comes:
    // it is left alone when the others have ended.
    let (to_tag, untagged) = sync_channel(WAITING_BATCHES);
    let (to_write, tagged) = sync_channel(WAITING_BATCHES);
    let reader = start(|thread| thread.spawn(move || read(tables, &to_tag)))?;
    let is_over = &AtomicBool::new(false);
    thread::scope(|scope| -> Result<()> {
        let _over = SetOnDrop(is_over);
        start(|thread| {
            thread.spawn_scoped(scope, move || {
                tag(&untagged, &to_write, is_over, |texts| {
                    tag_texts(texts, tagger, selection, detail)
                });
            })
        })?;
        while let Some(batch) = next(&tagged, progress::check_interrupt)? {
            let (batch, tags) = batch?;
            for (place, (fields, tags)) in batch.rows.iter().zip(&tags).enumerate() {
                writer.write(&Row {
                    table: &batch.table,
                    number: batch.first + place,
                    text: &fields[batch.text],
                    fields,
                    tags,
                })?;
            }
            bar.inc(batch.rows.len() as u64);
        }
        Ok(())
    })?;
    // It has ended, or more batches would have come: but if it broke off, they are
    // not all.
    if let Err(panic) = reader.join() {
        std::panic::resume_unwind(panic);
    }
    bar.finish_and_clear();
    writer.finish()
}

/// Some rows of a table that follow each other.
struct Batch {
    table: String,
    /// The number of the first row, counted from 1 without the header.
    first: usize,
    /// The column of the text.
    text: usize,
    rows: Vec<Vec<String>>,
}

type Tags = Vec<Vec<TaggedTopic>>;

/// Reads all rows of tables, each with the column of its text, and sends them on
/// until no one listens.
fn read(tables: Vec<(Table<'static>, usize)>, to_tag: &SyncSender<Result<Batch>>) {
    for (mut table, text) in tables {
        let mut first = 1;
        loop {
            let batch = read_batch(&mut table, text, first);
            let n_rows = batch.as_ref().map_or(0, |batch| batch.rows.len());
            let is_failed = batch.is_err();
            if to_tag.send(batch).is_err() || is_failed {
                return;
            }
            if n_rows < BATCH_ROWS {
                break;
            }
            first += n_rows;
        }
    }
}

fn read_batch(table: &mut Table<'_>, text: usize, first: usize) -> Result<Batch> {
    let mut rows: Vec<Vec<String>> = Vec::with_capacity(BATCH_ROWS);
    while rows.len() < BATCH_ROWS {
        match table.next_row()? {
            Some(row) => rows.push(row.iter().map(str::to_owned).collect()),
            None => break,
        }
    }
    Ok(Batch {
        table: table.name().to_owned(),
        first,
        text,
        rows,
    })
}

/// Has the texts of each batch tagged and sends both on, until there are no more
/// or it is over.
fn tag(
    untagged: &Receiver<Result<Batch>>,
    to_write: &SyncSender<Result<(Batch, Tags)>>,
    is_over: &AtomicBool,
    tag_texts: impl Fn(&[&str]) -> Tags,
) {
    let go_on = || {
        if is_over.load(Ordering::Relaxed) {
            return Err(Error::Interrupted);
        }
        Ok(())
    };
    while let Ok(Some(batch)) = next(untagged, go_on) {
        let tagged = batch.map(|batch| {
            let rows = batch.rows.iter();
            let texts: Vec<&str> = rows.map(|row| row[batch.text].as_str()).collect();
            let tags = tag_texts(&texts);
            (batch, tags)
        });
        if to_write.send(tagged).is_err() {
            return;
        }
    }
}

/// The next message, or none when no more will come; `go_on` is asked before and
/// while waiting for it.
fn next<T>(from: &Receiver<T>, go_on: impl Fn() -> Result<()>) -> Result<Option<T>> {
    loop {
        go_on()?;
        match from.recv_timeout(PATIENCE) {
            Ok(message) => return Ok(Some(message)),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Ok(None),
        }
    }
}

/// Starts a thread, unless the system has none to give.
fn start<T>(spawn: impl FnOnce(thread::Builder) -> std::io::Result<T>) -> Result<T> {
    spawn(thread::Builder::new())
        .map_err(|source| Error::io("start", Path::new("a thread"), source))
}

/// Tells the other threads that it is over, however it came to that.
struct SetOnDrop<'f>(&'f AtomicBool);

impl Drop for SetOnDrop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Some options are about documents alone.
fn refuse_options_of_documents(arguments: &TagArguments) -> Result<()> {
    let given = [
        ("--only", !arguments.only.is_empty()),
        ("--summary", arguments.summary),
        ("--output-dir", arguments.to.output_dir.is_some()),
        ("--resume", arguments.to.resume),
    ];
    if let Some((name, _)) = given.into_iter().find(|(_, given)| *given) {
        return Err(Error::parameter(
            name,
            "given for a table",
            "left out: it is for documents",
        ));
    }
    let format = arguments.format();
    if matches!(format, Some(Format::Html | Format::Markdown)) {
        return Err(Error::parameter(
            "the format",
            "html or markdown for a table",
            "csv, xlsx, jsonl, json or table",
        ));
    }
    Ok(())
}

/// A tagged row on its way out.
struct Row<'a> {
    table: &'a str,
    /// The row's place in its table, counted from 1 without the header.
    number: usize,
    text: &'a str,
    fields: &'a [String],
    tags: &'a Vec<TaggedTopic>,
}

/// Writes tagged rows in one format.
struct RowWriter<'a> {
    kind: Kind<'a>,
    output: Output,
    headers: &'a [String],
    labels: Labels<'a>,
    explain: bool,
    written: usize,
}

enum Kind<'a> {
    Table(TableLayout),
    Csv,
    Jsonl,
    Json,
    Sheet(Box<RowsSheet<'a>>),
}

impl<'a> RowWriter<'a> {
    fn new(
        format: Format,
        mut output: Output,
        headers: &'a [String],
        options: &Options<'a>,
    ) -> Result<Self> {
        let kind = match format {
            Format::Csv => {
                write_header(&mut output, headers, options)?;
                Kind::Csv
            }
            Format::Json => {
                output.write_str("[")?;
                Kind::Json
            }
            Format::Xlsx => {
                let sheet = RowsSheet::new(headers, options);
                Kind::Sheet(Box::new(sheet.map_err(|error| output.failed(error))?))
            }
            Format::Table => Kind::Table(TableLayout::new()),
            Format::Jsonl | Format::Html | Format::Markdown => Kind::Jsonl,
        };
        Ok(Self {
            kind,
            output,
            headers,
            labels: options.labels,
            explain: options.explain,
            written: 0,
        })
    }

    fn write(&mut self, row: &Row<'_>) -> Result<()> {
        match &mut self.kind {
            Kind::Table(layout) => {
                let shown = TableRow {
                    heading: (row.number == 1).then_some(row.table),
                    number: row.number,
                    text: row.text,
                    tags: row.tags,
                };
                let text = layout.render(&shown, self.labels, self.written == 0);
                self.output.write_str(&text)?;
            }
            Kind::Csv => self.write_csv(row)?,
            Kind::Jsonl => {
                self.write_json(row)?;
                self.output.write_str("\n")?;
            }
            Kind::Json => {
                let before = if self.written == 0 { "\n" } else { ",\n" };
                self.output.write_str(before)?;
                self.write_json(row)?;
            }
            Kind::Sheet(sheet) => {
                let pushed = sheet.push(row.fields, row.tags);
                pushed.map_err(|error| self.output.failed(error))?;
            }
        }
        self.written += 1;
        Ok(())
    }

    fn finish(mut self) -> Result<()> {
        match self.kind {
            Kind::Json => self.output.write_str("\n]\n")?,
            Kind::Sheet(sheet) => {
                let finished = sheet.finish(&mut self.output);
                finished.map_err(|error| self.output.failed(error))?;
            }
            Kind::Table(_) | Kind::Csv | Kind::Jsonl => {}
        }
        self.output.finish()
    }

    fn write_json(&mut self, row: &Row<'_>) -> Result<()> {
        let object = JsonRow {
            fields: vec![
                ("document", Field::Text(row.table)),
                ("paragraph", Field::Number(row.number as u64)),
                ("text", Field::Text(row.text)),
            ],
            columns: Some((self.headers, row.fields)),
            text: row.text,
            tags: Some(row.tags),
            labels: self.labels,
        };
        self.output.write_json(&object, false)
    }

    fn write_csv(&mut self, row: &Row<'_>) -> Result<()> {
        let topics = self.labels.topics();
        let mut added = vec![
            joined_topics(row.tags, topics),
            joined_probabilities(row.tags),
        ];
        if self.explain {
            added.push(explain_in_words(row.tags, topics));
        }
        let own = row.fields.iter().chain(&added);
        self.output.write_csv_row(own.map(String::as_str))
    }
}

fn write_header(output: &mut Output, headers: &[String], options: &Options<'_>) -> Result<()> {
    let own: Vec<&str> = headers.iter().map(String::as_str).collect();
    let added = added_columns(&own, options.explain);
    if added.first().is_some_and(|name| name != "topics") {
        progress::note(&format!(
            "the table has such columns already: the tags are in {}",
            added.join(" and ")
        ));
    }
    if options.byte_order_mark {
        output.write_str("\u{feff}")?;
    }
    let added = added.iter().map(String::as_str);
    output.write_csv_row(own.into_iter().chain(added))
}
