//! What the machine allows for each stage of the pipeline, and what share of it
//! the stage reaches.
//!
//! `cargo bench --bench limits` takes each stage and its limit by turns, on one
//! thread, and prints the medians. The texts are the project's own,
//! `training-data/zh.csv`. `benches/README.md` says what the limits are.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a benchmark that fails may panic"
)]

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;

use linfa::prelude::*;
use ndarray::Array1;
use rand_core::{RngCore, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use thematic::corpus::CorpusReader;
use thematic::features::{LabelledRows, SparseRecords, TfIdfParams, Vectorizer, extract_corpus};
use thematic::glossary::GlossaryMatcher;
use thematic::linear::{Effort, LinearParams, LinearValidParams, OneVsRest, WarmStart};
use thematic::text::TokenizerParams;
use thematic::{Corpus, Glossary, Tagger};

/// How often each pair is measured.
const TURNS: usize = 7;

/// A cache line: the weights of a term for sixteen topics.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Line([f32; 16]);

fn seconds<T>(work: impl FnOnce() -> T) -> f64 {
    let start = Instant::now();
    black_box(work());
    start.elapsed().as_secs_f64()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Measures a stage and its limit by turns and prints a line about them.
fn compare(name: &str, limit_name: &str, stage: impl Fn() -> f64, limit: impl Fn() -> f64) {
    let turns: Vec<(f64, f64)> = (0..TURNS).map(|_| (stage(), limit())).collect();
    let shares = turns.iter().map(|(stage, limit)| limit / stage);
    let share = median(shares.collect());
    let [stage, limit] = [
        turns.iter().map(|turn| turn.0).collect(),
        turns.iter().map(|turn| turn.1).collect(),
    ]
    .map(median);
    println!(
        "| {name} | {:.1} ms | {limit_name} | {:.1} ms | {:.0} % |",
        1e3 * stage,
        1e3 * limit,
        100.0 * share
    );
}

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("training-data/zh.csv")
}

fn read_corpus() -> Corpus {
    CorpusReader::default().read(&[path()]).unwrap()
}

/// The records of the corpus as training makes them, and their topics.
fn dataset(corpus: &Corpus) -> DatasetBase<SparseRecords, ndarray::Array2<bool>> {
    let texts = corpus.texts();
    let tokenizer = TokenizerParams::default().build().unwrap();
    let matcher = GlossaryMatcher::new(&Glossary::default(), &tokenizer).unwrap();
    let (vocabulary, extraction) = extract_corpus(&texts, &tokenizer, &matcher, 1, &|_| {});
    let rows: Vec<usize> = (0..texts.len()).collect();
    let (targets, weights) = (corpus.targets(), Array1::ones(rows.len()));
    let seen = LabelledRows {
        counts: &extraction.terms,
        rows: &rows,
        targets: targets.view(),
        weights: weights.view(),
    };
    let (tfidf, columns) = TfIdfParams::default().fit(&seen, &vocabulary).unwrap();
    let vectorizer = Vectorizer::new(tfidf, &Glossary::default(), 0.0, 1);
    let records = vectorizer.records(&extraction, &columns, &rows).unwrap();
    DatasetBase::new(records, corpus.targets())
}

fn solve(
    params: &LinearValidParams,
    dataset: &DatasetBase<SparseRecords, ndarray::Array2<bool>>,
) -> (OneVsRest, Effort) {
    let mut solution = WarmStart::default();
    let model = params
        .fit_from(dataset, &mut solution, &|weight| weight, &|| true)
        .unwrap();
    (model, solution.report().effort)
}

/// Reads the lines of as many terms as the fit read, and changes those of as many
/// as it changed, row by row in random order, in a table as large as the fit's:
/// what is left of it without its arithmetic.
struct Touch<'r> {
    records: &'r SparseRecords,
    effort: Effort,
}

impl pulp::WithSimd for Touch<'_> {
    type Output = f64;

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _simd: S) -> f64 {
        let Self { records, effort } = self;
        let mut lines = vec![Line([1.0; 16]); effort.terms as usize];
        // The fit has fewer columns, as it takes those that say the same as one.
        let line_of =
            |column: u32| (u64::from(column) * effort.terms / records.nfeatures() as u64) as usize;
        let of_row = |row: usize| records.row(row).0.iter().map(|column| line_of(*column));
        let rows: Vec<Vec<usize>> = (0..records.nsamples())
            .map(|row| of_row(row).collect())
            .collect();
        let changed_share = effort.terms_changed as f64 / effort.terms_read as f64;
        let mut random = Xoshiro256PlusPlus::seed_from_u64(42);
        let start = Instant::now();
        let mut sums = Line([0.0; 16]);
        let (mut read, mut changed) = (0u64, 0u64);
        while read < effort.terms_read {
            let places = &rows[random.next_u64() as usize % rows.len()];
            for place in places {
                for (sum, weight) in sums.0.iter_mut().zip(&lines[*place].0) {
                    *sum += weight;
                }
            }
            read += places.len() as u64;
            if (changed as f64) < changed_share * read as f64 {
                for place in places {
                    for weight in &mut lines[*place].0 {
                        *weight += 1e-6;
                    }
                }
                changed += places.len() as u64;
            }
        }
        black_box(sums);
        start.elapsed().as_secs_f64()
    }
}

fn main() {
    // `cargo test --benches` asks for nothing but that this can be started.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build_global()
        .unwrap();
    println!("| stage | takes | limit | takes | share |\n|---|--:|---|--:|--:|");

    compare(
        "read a corpus",
        "read the bytes of the file",
        || seconds(read_corpus),
        || seconds(|| std::fs::read(path()).unwrap()),
    );

    let corpus = read_corpus();
    let texts = corpus.texts();
    let tokenizer = TokenizerParams::default().build().unwrap();
    let matcher = GlossaryMatcher::new(&Glossary::default(), &tokenizer).unwrap();
    let jieba = jieba_rs::Jieba::new();
    let cut = || {
        let n_words = texts.iter().map(|text| jieba.cut(text, false).len());
        n_words.sum::<usize>()
    };
    compare(
        "tokenize and count terms",
        "jieba-rs alone",
        || seconds(|| extract_corpus(&texts, &tokenizer, &matcher, 1, &|_| {})),
        || seconds(cut),
    );

    let dataset = dataset(&corpus);
    let params = LinearParams::new().check().unwrap();
    let (model, effort) = solve(&params, &dataset);
    compare(
        "fit",
        "read and change as many lines",
        || seconds(|| solve(&params, &dataset)),
        || {
            let records = &dataset.records;
            pulp::Arch::new().dispatch(Touch { records, effort })
        },
    );

    let tagger = Tagger::embedded().unwrap();
    let selection = tagger.default_selection();
    let tag = || seconds(|| tagger.tag_texts(&texts, &selection));
    compare("tag", "jieba-rs alone", tag, || seconds(cut));
    compare("tag", "add up weights alone", tag, || {
        seconds(|| model.predict(&dataset.records))
    });

    println!(
        "\nThe fit of {} rows made {} passes and {} visits of rows, read the lines of {} terms \
         and changed {}, of {} different ones.",
        texts.len(),
        effort.passes,
        effort.visits,
        effort.terms_read,
        effort.terms_changed,
        effort.terms
    );
}
