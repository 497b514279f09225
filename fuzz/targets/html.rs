//! A page of any bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use thematic::document::Format;

#[path = "../reading.rs"]
mod reading;

fuzz_target!(|bytes: &[u8]| reading::read(Format::Html, bytes));
