//! Checks a glossary against labelled rows: for each term, in how many rows it
//! stands, and how many of these have all the topics that the glossary gives it.
//!
//! ```text
//! cargo run --release --example glossary_precision -- \
//!     training-data/topics.csv training-data/glossary.csv training-data/zh.csv training-data/en.csv
//! ```
//!
//! Prints CSV, the worst first: `term,topics,rows,right,share`. A term without
//! topics has no share; terms that stand in no row are left out.

use std::collections::BTreeSet;
use std::path::PathBuf;

use thematic::corpus::CorpusReader;
use thematic::features::{Vocabulary, extract};
use thematic::glossary::GlossaryMatcher;
use thematic::text::TokenizerParams;
use thematic::{Glossary, Topics};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let files: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let [topics, glossary, corpora @ ..] = files.as_slice() else {
        return Err("usage: glossary_precision TOPICS GLOSSARY CORPUS...".into());
    };
    let topics = Topics::read(topics)?;
    let glossary = Glossary::read(glossary, &topics)?;
    let reader = CorpusReader {
        topics: Some(topics.clone()),
        ..CorpusReader::default()
    };
    let corpus = reader.read(corpora)?;
    let tokenizer = TokenizerParams::default().build()?;
    let matcher = GlossaryMatcher::new(&glossary, &tokenizer)?;
    let extraction = extract(
        &corpus.texts(),
        &tokenizer,
        &matcher,
        &Vocabulary::default(),
    );

    let mut counts = vec![(0u32, 0u32); glossary.terms().len()];
    for (row, example) in corpus.examples().iter().enumerate() {
        let terms: BTreeSet<u32> = extraction.hits(row).iter().map(|hit| hit.term).collect();
        for term in terms {
            let shown = &glossary.terms()[term as usize].topics;
            let (rows, right) = &mut counts[term as usize];
            *rows += 1;
            *right += u32::from(shown.iter().all(|topic| example.topics.contains(*topic)));
        }
    }
    let mut order: Vec<usize> = (0..counts.len())
        .filter(|term| counts[*term].0 > 0)
        .collect();
    let share = |term: usize| f64::from(counts[term].1) / f64::from(counts[term].0);
    order.sort_by(|a, b| {
        share(*a)
            .total_cmp(&share(*b))
            .then(counts[*b].0.cmp(&counts[*a].0))
    });
    let mut writer = csv::Writer::from_writer(std::io::stdout());
    writer.write_record(["term", "topics", "rows", "right", "share"])?;
    for term in order {
        let (rows, right) = counts[term];
        let entry = &glossary.terms()[term];
        let joined = topics.join(&glossary.topics_of(term));
        let share = if entry.topics.is_empty() {
            String::new()
        } else {
            format!("{:.2}", share(term))
        };
        writer.write_record([
            &entry.term,
            &joined,
            &rows.to_string(),
            &right.to_string(),
            &share,
        ])?;
    }
    writer.flush()?;
    Ok(())
}
