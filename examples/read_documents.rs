//! Reads documents of any format and tells how long it took:
//! `cargo run --release --example read_documents -- FILE...`

use std::time::Instant;

use thematic::document::{Document, ReadOptions};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (mut pages, mut paragraphs, mut failures) = (0, 0, 0);
    let start = Instant::now();
    for name in std::env::args().skip(1) {
        let bytes = std::fs::read(&name)?;
        match Document::read(&name, &bytes, &ReadOptions::default()) {
            Ok(document) => {
                pages += document.pages.unwrap_or_default();
                paragraphs += document.paragraphs.len();
            }
            Err(error) => {
                failures += 1;
                eprintln!("{error}");
            }
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{pages} pages, {paragraphs} paragraphs, {failures} failures in {seconds:.3} s: \
         {:.0} pages a second",
        f64::from(pages) / seconds
    );
    Ok(())
}
