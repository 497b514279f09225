//! Reads what a target was given, and checks what holds of every document.
#![allow(dead_code)]

use thematic::document::{Document, Format, Limits, Members, ReadOptions};

fn options(format: Option<Format>) -> ReadOptions {
    ReadOptions {
        format,
        limits: Limits {
            expanded_bytes: 16 << 20,
            container_bytes: 64 << 20,
            seconds: 8,
            ..Limits::default()
        },
        ..ReadOptions::default()
    }
}

/// Reads one document of that format.
pub fn read(format: Format, bytes: &[u8]) {
    match Document::read("fuzzed", bytes, &options(Some(format))) {
        Ok(document) => check(&document),
        Err(error) => check_sentence(&error.to_string()),
    }
}

/// Reads every document in the file.
pub fn read_members(format: Option<Format>, bytes: &[u8]) {
    let options = options(format);
    let members = match Members::open("fuzzed", bytes.to_vec(), &options) {
        Ok(members) => members,
        Err(error) => return check_sentence(&error.to_string()),
    };
    for member in members {
        assert!(member.name.starts_with("fuzzed"));
        match member.document(&options) {
            Ok(document) => document.iter().for_each(check),
            Err(error) => check_sentence(&error.to_string()),
        }
    }
}

fn check(document: &Document) {
    let characters = document.text.chars().count();
    for paragraph in &document.paragraphs {
        assert!(!paragraph.text.is_empty());
        assert!(!paragraph.text.contains(['\n', '\r', '\0']));
        if let Some(range) = &paragraph.range {
            assert!(range.start <= range.end && range.end <= characters);
        }
        if let Some(number) = &paragraph.number {
            assert!(paragraph.text.contains(number.as_str()));
        }
    }
}

fn check_sentence(error: &str) {
    assert!(error.starts_with("fuzzed"), "{error}");
    assert!(!error.contains('\n'), "{error}");
}
