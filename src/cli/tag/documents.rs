//! Tags of documents.

use std::io::{self, IsTerminal};
use std::path::Path;

use super::TagArguments;
use super::formats::Format;
use super::summary::SummaryWriter;
use super::table::TableWriter;
use crate::cli::Outcome;
use crate::cli::documents::Job;
use crate::cli::inputs::Inputs;
use crate::document::Document;
use crate::error::{Error, Result};
use crate::filter::Filter;
use crate::output::{Detail, DocumentWriter, Options, TaggedDocument};
use crate::tagger::{Selection, Tagger};

/// Tags all documents and writes them as the arguments say.
pub(super) fn run(
    arguments: &TagArguments,
    inputs: &Inputs,
    tagger: &Tagger,
    selection: &Selection,
) -> Result<Outcome> {
    let to_terminal = arguments.to.output.is_none() && io::stdout().is_terminal();
    let format = arguments.format().unwrap_or({
        if to_terminal && arguments.to.output_dir.is_none() {
            Format::Table
        } else {
            Format::Jsonl
        }
    });
    if format == Format::Xlsx && to_terminal && arguments.to.output_dir.is_none() {
        return Err(Error::parameter(
            "--format",
            "xlsx",
            "given with --output FILE, since a terminal cannot show a spreadsheet",
        ));
    }
    let only = arguments.only.iter().map(String::as_str);
    let filter = Filter::parse(only, tagger.topics())?;
    let labels = arguments.labels(tagger);
    let options = Options {
        explain: arguments.explain,
        byte_order_mark: arguments.bom,
        ..Options::new(labels)
    };
    let of_format = format.library().map(crate::output::Format::detail);
    let detail = if arguments.summary {
        Detail::Tags
    } else if arguments.explain {
        Detail::Explanations
    } else {
        of_format.unwrap_or_default()
    };
    let process = |name: &str, document: Document| {
        TaggedDocument::tag(name, document, tagger, selection, detail)
    };
    let writer = || -> Box<dyn DocumentWriter + '_> {
        match format.library() {
            Some(format) if arguments.summary => format.summary_writer(options.clone()),
            Some(format) => format.writer(options.clone()),
            None if arguments.summary => Box::new(SummaryWriter::new(labels)),
            None => Box::new(TableWriter::new(labels)),
        }
    };
    let trained: Vec<_> = tagger.languages().collect();
    let mut fingerprint = vec![
        ("choice of topics", arguments.selection.describe()),
        ("detail of reasons", format!("{detail:?}")),
        ("choice of paragraphs", arguments.only.join(" ")),
    ];
    fingerprint.extend(arguments.inputs.describe());
    // The whole model file is read for this, so not where no later run can go on
    // with this one.
    let to_file = arguments.to.output.as_deref() != Some(Path::new("-"));
    if arguments.to.output_dir.is_some() || arguments.to.output.is_some() && to_file {
        fingerprint.push(("model", arguments.model.fingerprint()?));
    }
    Job {
        inputs,
        reading: arguments.inputs.reading(),
        detector: arguments.inputs.detector()?,
        process: &process,
        filter: &filter,
        writer: &writer,
        needs_overview: !arguments.summary
            && format
                .library()
                .is_some_and(crate::output::Format::needs_overview),
        ending: format.ending(),
        n_topics: tagger.topics().len(),
        trained_languages: &trained,
        fingerprint,
    }
    .run(&arguments.to)
}
