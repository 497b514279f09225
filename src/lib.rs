//! Tags paragraphs with their topics.

pub mod corpus;
pub mod document;
pub mod encoding;
pub mod error;
pub mod features;
pub mod glossary;
pub mod linear;
pub mod table;
pub mod text;
pub mod topics;

pub use corpus::Paragraph;
pub use error::{Error, Location, Result};
pub use glossary::Glossary;
pub use topics::{Topic, TopicId, TopicSet, Topics};
