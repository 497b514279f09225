//! From tokens to numbers: vocabulary, term counts, TF-IDF, sparse records.

mod counts;
mod extraction;
mod relevance;
mod sparse;
mod term_rows;
mod tfidf;
mod vectorizer;
mod vocabulary;

pub use counts::{ClauseCounts, TermCounts};
pub use extraction::{Extraction, extract, extract_corpus};
pub use relevance::{LabelledRows, relevance};
pub use sparse::SparseRecords;
pub use term_rows::TermRows;
pub use tfidf::{TfIdf, TfIdfParams};
pub use vectorizer::Vectorizer;
pub use vocabulary::Vocabulary;
