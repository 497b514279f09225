//! Whatever the bytes are, reading them as PDF ends, in time and within memory,
//! with a document or an error.

#![no_main]

use libfuzzer_sys::fuzz_target;
use thematic::document::{Document, Format, ReadOptions};

fuzz_target!(|bytes: &[u8]| {
    let options = ReadOptions {
        format: Some(Format::Pdf),
        ..ReadOptions::default()
    };
    if let Ok(document) = Document::read("fuzzed.pdf", bytes, &options) {
        assert!(document.texts().all(|text| !text.is_empty()));
    }
});
