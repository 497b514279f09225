//! Tags paragraphs of documents of the United Nations with their topics:
//! several to a paragraph, each with a calibrated probability and with the
//! words that caused it, offline.
//!
//! ```
//! use thematic::{Paragraph, Tagger};
//! let tagger = Tagger::embedded()?;
//! for tag in tagger.tag(&Paragraph::new("必须加强边境管制，打击恐怖主义。")) {
//!     println!("{} {:.2}", tagger.topics()[tag.topic].id, tag.probability);
//! }
//! # Ok::<(), thematic::Error>(())
//! ```
//!
//! # The way of the data
//!
//! [`document`] splits a text into [paragraphs](Paragraph). [`text`] takes each
//! apart into clauses and terms, [`glossary`] finds the terms of a glossary in
//! it, [`features`] turns both into a sparse row, [`linear`] scores it,
//! [`scoring`] does so clause by clause, and [`linear::calibration`] makes
//! probabilities of the scores. [`Tagger`] is all of that in one, and the only
//! place where text becomes tags.
//!
//! [`train`] makes a `Tagger` from a [`corpus`], [`evaluation`] measures one,
//! [`report`] shows its figures as a page of HTML, [`model_file`] saves and
//! loads it, [`output`] writes tagged documents,
//! and [`filter`] chooses among their paragraphs. Around that, [`audit`] finds what is wrong with a corpus,
//! [`tuning`] searches for the parameters that suit it, and [`cross_validation`]
//! tells how good a model trained on it would be. [`cli`] is the command line
//! over it all.
//!
//! The linear model speaks [linfa](https://docs.rs/linfa)'s traits:
//! [`linear::LinearParams`] is a `ParamGuard` that fits a
//! `DatasetBase<SparseRecords, Array2<bool>>`, and [`linear::OneVsRest`]
//! predicts decision values.
//!
//! # Conventions
//!
//! Matrices are of shape `(n_samples, n_topics)` or `(n_samples, n_features)`;
//! probabilities are from 0 to 1; lengths of text are in characters, ranges of
//! text in bytes. The same data, parameters and seed give the same model, bit
//! for bit, whatever the number of threads.

pub mod atomic;
pub mod audit;
pub mod cli;
pub mod corpus;
pub mod cross_validation;
pub mod dictionary;
pub mod document;
pub mod encoding;
pub mod error;
pub mod evaluation;
pub mod features;
mod file_kind;
pub mod filter;
pub mod glossary;
pub mod language;
pub mod linear;
pub mod model_file;
pub mod observer;
pub mod output;
pub mod paragraph;
pub mod predictions;
pub mod report;
pub mod scoring;
mod simd;
pub mod table;
pub mod tagger;
pub mod text;
pub mod topics;
pub mod train;
pub mod tuning;
mod varint;

pub use corpus::Corpus;
pub use document::Document;
pub use error::{Error, Location, Result};
pub use glossary::Glossary;
pub use language::Language;
pub use paragraph::{Paragraph, ParagraphKind};
pub use tagger::{Tag, Tagger};
pub use topics::{Topic, TopicId, TopicSet, Topics};
