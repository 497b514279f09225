//! The model file: one safetensors file that holds all that tagging needs.
//!
//! It is data only: to load it runs no code; lengths and offsets are checked,
//! and that numbers are finite. The metadata has one key, `thematic`, with JSON: the
//! format's version, the topics, all parameters, the tokenizer's configuration
//! and the figures of cross-validation. The tensors are
//!
//! | tensor | type, shape | |
//! |---|---|---|
//! | `vocabulary.terms` | u8, bytes | the terms, each behind a byte for its kind |
//! | `vocabulary.lengths` | u32, terms | the length of each in bytes, its kind included |
//! | `idf` | f32, terms | inverse document frequencies |
//! | `weights.counts` | u32, features | how many weights of each feature are not 0 |
//! | `weights.topics` | u16, weights | their topics, ascending within a feature |
//! | `weights.values` | f16, weights | their values |
//! | `bias` | f32, topics | |
//! | `calibration.shared` | f64, 6 | coefficients that all topics share |
//! | `calibration.corrections` | f64, 2 × topics | what each topic adds to them |
//! | `calibration.bend` | f64, 3 | how the probabilities are bent; not at all where a file is without it |
//! | `thresholds` | f32, topics | |
//! | `curves.lengths` | u32, topics | the number of points of each topic's curve |
//! | `curves.points` | f32, 3 × points | threshold, precision and recall |
//! | `glossary` | u8, bytes | the glossary as JSON |
//! | `dictionary.frequencies` | u8, bytes | how frequent each word of the tokenizer's dictionary is taken to be, in as few bytes as it needs; found anew where a file is without it |
//!
//! The checksum is the CRC-32 of the whole file with the digits of the
//! checksum itself taken as zeros, so that any changed byte is noticed.

mod decode;
mod encode;

use std::fs;
use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::atomic::AtomicFile;
use crate::error::{Error, Result};
use crate::tagger::{Tagger, TrainingRecord};
use crate::topics::Topics;

/// The version of the format that is written, and the newest that is read.
const FORMAT: u32 = 1;
/// The key of the metadata.
const KEY: &str = "thematic";
const NO_CHECKSUM: &str = "00000000";
/// What stands before the checksum's digits: JSON inside a JSON string.
const CHECKSUM_MARK: &[u8] = br#"\"checksum\":\""#;

/// The names of the tensors, as the table above describes them.
mod names {
    pub(super) const TERMS: &str = "vocabulary.terms";
    pub(super) const LENGTHS: &str = "vocabulary.lengths";
    pub(super) const IDF: &str = "idf";
    pub(super) const COUNTS: &str = "weights.counts";
    pub(super) const TOPICS: &str = "weights.topics";
    pub(super) const VALUES: &str = "weights.values";
    pub(super) const BIAS: &str = "bias";
    pub(super) const SHARED: &str = "calibration.shared";
    pub(super) const CORRECTIONS: &str = "calibration.corrections";
    pub(super) const BEND: &str = "calibration.bend";
    pub(super) const THRESHOLDS: &str = "thresholds";
    pub(super) const CURVE_LENGTHS: &str = "curves.lengths";
    pub(super) const CURVE_POINTS: &str = "curves.points";
    pub(super) const GLOSSARY: &str = "glossary";
    pub(super) const FREQUENCIES: &str = "dictionary.frequencies";
}

/// The metadata. The checksum comes first, so that its place in the file is
/// the first that bears its name.
#[derive(Debug, Serialize, Deserialize)]
struct Metadata {
    checksum: String,
    format: u32,
    /// The version of the crate that wrote the file.
    version: String,
    topics: Topics,
    record: TrainingRecord,
}

/// The default model.
static EMBEDDED: &[u8] = include_bytes!("../models/default.safetensors");

impl Tagger {
    /// The default model, which is part of the program.
    ///
    /// # Errors
    ///
    /// Only if the program was built with a damaged model.
    pub fn embedded() -> Result<Self> {
        Self::from_bytes(EMBEDDED, "the default model")
    }

    /// Loads a model file.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, is damaged, cut short, of another kind or
    /// of a newer format.
    pub fn load(path: &Path) -> Result<Self> {
        let bytes = fs::read(path).map_err(|source| Error::io("read", path, source))?;
        Self::from_bytes(&bytes, &path.display().to_string())
    }

    /// Loads a model from the bytes of its file; `name` is for errors.
    ///
    /// # Errors
    ///
    /// As [`Tagger::load`].
    pub fn from_bytes(bytes: &[u8], name: &str) -> Result<Self> {
        decode::decode(bytes).map_err(|problem| Error::Model {
            file: name.to_owned(),
            problem,
        })
    }

    /// The bytes of the model's file. The same model gives the same bytes.
    ///
    /// # Errors
    ///
    /// When the model is too large for the format.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        encode::encode(self).map_err(|problem| Error::Model {
            file: "the model".to_owned(),
            problem,
        })
    }

    /// Writes the model to a file, whole or not at all; returns its size in
    /// bytes.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn save(&self, path: &Path) -> Result<u64> {
        let bytes = self.to_bytes()?;
        let mut file = AtomicFile::create(path)?;
        file.write_all(&bytes)
            .map_err(|source| Error::io("write", path, source))?;
        file.commit()?;
        Ok(bytes.len() as u64)
    }
}

/// A number that tells the default model from that of another version.
pub(crate) fn embedded_checksum() -> u32 {
    crc32fast::hash(EMBEDDED)
}

/// Where the checksum's digits stand in a file.
fn checksum_place(bytes: &[u8]) -> Option<std::ops::Range<usize>> {
    let header = u64::from_le_bytes(bytes.get(..8)?.try_into().ok()?);
    let end = usize::try_from(header).ok()?.checked_add(8)?;
    let header = bytes.get(..end)?;
    let mark = header
        .windows(CHECKSUM_MARK.len())
        .position(|window| window == CHECKSUM_MARK)?;
    let start = mark + CHECKSUM_MARK.len();
    (start + NO_CHECKSUM.len() <= end).then(|| start..start + NO_CHECKSUM.len())
}

/// The checksum of a file, whatever digits stand in the checksum's place.
fn checksum(bytes: &[u8], place: &std::ops::Range<usize>) -> String {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&bytes[..place.start]);
    hasher.update(NO_CHECKSUM.as_bytes());
    hasher.update(&bytes[place.end..]);
    format!("{:08x}", hasher.finalize())
}
