//! The parts of a package, between zero bytes: text, styles, lists, footnotes.
//! They are put into an archive here, since no change of a compressed one
//! would get past its checksums.
#![no_main]

use std::io::{Cursor, Write};

use libfuzzer_sys::fuzz_target;
use thematic::document::Format;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

#[path = "../reading.rs"]
mod reading;

const PATHS: [&str; 4] = [
    "word/document.xml",
    "word/styles.xml",
    "word/numbering.xml",
    "word/footnotes.xml",
];

const RELATIONSHIPS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Type="/styles" Target="styles.xml"/><Relationship Type="/numbering" Target="numbering.xml"/><Relationship Type="/footnotes" Target="footnotes.xml"/></Relationships>"#;

fn package(bytes: &[u8]) -> zip::result::ZipResult<Vec<u8>> {
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("word/_rels/document.xml.rels", stored)?;
    writer.write_all(RELATIONSHIPS.as_bytes())?;
    for (path, part) in PATHS.iter().zip(bytes.split(|byte| *byte == 0)) {
        writer.start_file(*path, stored)?;
        writer.write_all(part)?;
    }
    Ok(writer.finish()?.into_inner())
}

fuzz_target!(|bytes: &[u8]| {
    if let Ok(package) = package(bytes) {
        reading::read(Format::Docx, &package);
    }
});
