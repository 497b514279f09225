//! A message of any bytes, and what is attached to it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use thematic::document::Format;

#[path = "../reading.rs"]
mod reading;

fuzz_target!(|bytes: &[u8]| {
    reading::read(Format::Eml, bytes);
    reading::read_members(Some(Format::Eml), bytes);
});
