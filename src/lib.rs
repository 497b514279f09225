//! Tags paragraphs with their topics.

pub mod atomic;
pub mod cli;
pub mod corpus;
pub mod dictionary;
pub mod document;
pub mod encoding;
pub mod error;
pub mod evaluation;
pub mod features;
pub mod glossary;
pub mod linear;
pub mod model_file;
pub mod observer;
pub mod scoring;
pub mod table;
pub mod tagger;
pub mod text;
pub mod topics;
pub mod train;

pub use corpus::Paragraph;
pub use error::{Error, Location, Result};
pub use glossary::Glossary;
pub use tagger::{Tag, Tagger};
pub use topics::{Topic, TopicId, TopicSet, Topics};
