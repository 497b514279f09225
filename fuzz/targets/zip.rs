//! A file of any bytes as its content tells it, with everything nested in it.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../reading.rs"]
mod reading;

fuzz_target!(|bytes: &[u8]| reading::read_members(None, bytes));
