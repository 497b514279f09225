//! Damaged, mislabelled and hostile documents are read as far as they can be,
//! or refused in one sentence that names the file, without taking more time or
//! memory than they are worth.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use thematic::document::{Content, Document, Limits, Members, ReadOptions};
use thematic::{Error, Result};

/// Longest time for one file: far more than it takes without optimisation.
const LONGEST: Duration = Duration::from_secs(20);

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/formats/bad")
}

fn bytes(name: &str) -> Vec<u8> {
    fs::read(folder().join(name)).unwrap()
}

/// Everything that a file gives: the name of each document with its
/// paragraphs, or why it has none.
fn read_all(name: &str) -> Result<Vec<(String, Result<Vec<String>>)>> {
    let options = ReadOptions::default();
    let members = Members::open(name, bytes(name), &options)?;
    Ok(members
        .map(|member| {
            let member_name = member.name.clone();
            let texts = |document: Document| document.texts().map(str::to_owned).collect();
            let read = member
                .document(&options)
                .map(|document| document.map(texts).unwrap_or_default());
            (member_name, read)
        })
        .collect())
}

/// The error of the file, or of the first of its members that cannot be read.
fn failure(name: &str) -> String {
    let error = match read_all(name) {
        Err(error) => Some(error),
        Ok(members) => members.into_iter().find_map(|(_, read)| read.err()),
    };
    error.expect("the file is read").to_string()
}

fn assert_is_a_sentence(name: &str, error: &Error) {
    let text = error.to_string();
    assert!(text.starts_with(name), "{text}");
    assert!(!text.contains('\n') && text.len() < 300, "{text}");
}

#[test]
fn every_bad_document_is_done_with_soon_and_told_in_a_sentence() {
    let mut names: Vec<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert!(names.len() >= 20);
    for name in names {
        let start = Instant::now();
        match read_all(&name) {
            Err(error) => {
                println!("{error}");
                assert_is_a_sentence(&name, &error);
            }
            Ok(members) => {
                for (member, read) in members {
                    match read {
                        Ok(texts) => println!("{member}: {} paragraphs", texts.len()),
                        Err(error) => {
                            println!("{error}");
                            assert_is_a_sentence(&name, &error);
                        }
                    }
                }
            }
        }
        let taken = start.elapsed();
        println!("    {} ms", taken.as_millis());
        assert!(taken < LONGEST, "{name} took {taken:?}");
    }
}

#[test]
fn damage_is_named() {
    for (name, told) in [
        ("truncated.docx", "the archive is damaged"),
        ("truncated.zip", "the archive is damaged"),
        (
            "document-missing.docx",
            "there is no word/document.xml in it",
        ),
        ("markup-broken.docx", "the XML is damaged at byte"),
        ("empty.docx", "the file is empty"),
        ("empty.pdf", "the file is empty"),
        ("png-named-pdf.pdf", "this is a picture"),
    ] {
        let error = failure(name);
        assert!(error.contains(told), "{error}");
    }
}

#[test]
fn bombs_and_deep_nesting_stop_at_a_limit() {
    for (name, told) in [
        ("docx-bomb-1-gigabyte.zip", "it expands to more than"),
        ("nested-bomb-1-gigabyte.zip", "expand"),
        ("overlapping-members-800-megabytes.zip", "overlap"),
        ("nested-100-deep.zip", "archives are nested deeper than 4"),
        ("tables-nested-2000-deep.docx", "nested deeper than 1000"),
        ("billion-laughs.docx", "it declares a document type"),
    ] {
        let error = failure(name);
        assert!(error.contains(told), "{error}");
    }
}

#[test]
fn no_external_entity_is_read() {
    assert!(failure("external-entity.docx").contains("nothing that it names was read"));
}

#[test]
fn files_are_read_as_what_they_are() {
    for name in [
        "docx-named-txt.txt",
        "html-named-txt.txt",
        "quotes-nested-10000-deep.md",
    ] {
        for (member, read) in read_all(name).unwrap() {
            assert!(!read.unwrap().is_empty(), "{member}");
        }
    }
}

#[test]
fn names_of_members_lead_nowhere() {
    let options = ReadOptions::default();
    let name = "member-outside-folder.zip";
    for member in Members::open(name, bytes(name), &options).unwrap() {
        assert!(matches!(member.content, Content::Document { .. }));
        assert!(member.name.starts_with(name), "{}", member.name);
    }
    assert_eq!(read_all("empty.zip").unwrap().len(), 0);
}

#[test]
fn limits_of_the_caller_hold() {
    let name = "member-outside-folder.zip";
    let with = |limits| ReadOptions {
        limits,
        ..ReadOptions::default()
    };
    let few = with(Limits {
        members: 0,
        ..Limits::default()
    });
    let error = Members::open(name, bytes(name), &few).unwrap_err();
    assert!(error.to_string().contains("more than 0 members"));
    let small = with(Limits {
        container_bytes: 1,
        ..Limits::default()
    });
    let all: Vec<_> = Members::open(name, bytes(name), &small).unwrap().collect();
    assert_eq!(all.len(), 1);
    assert!(matches!(&all[0].content, Content::Failed(error)
        if error.to_string().contains("more than 1 bytes together")));
}

#[test]
fn what_is_surely_another_format_is_not_read_as_the_one_that_is_named() {
    use thematic::document::Format;
    let pdf = fs::read(folder().join("../statement-zh.pdf")).unwrap();
    for format in [Format::Html, Format::Markdown, Format::Eml, Format::Docx] {
        let options = ReadOptions {
            format: Some(format),
            ..ReadOptions::default()
        };
        let error = Document::read("s.bin", &pdf, &options).unwrap_err();
        assert_is_a_sentence("s.bin: this is pdf, not ", &error);
    }
    let options = ReadOptions {
        format: Some(Format::Pdf),
        ..ReadOptions::default()
    };
    assert!(Document::read("s.bin", &pdf, &options).is_ok());
}
