//! One group for each stage of the pipeline, with its throughput.
//!
//! `cargo bench` runs them all, `cargo bench -- tag` the last one. The texts are
//! the project's own: `training-data/zh.csv` and `examples/statements`.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a benchmark that fails may panic"
)]

use std::path::{Path, PathBuf};

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use linfa::prelude::*;
use ndarray::Array1;
use thematic::corpus::CorpusReader;
use thematic::features::{LabelledRows, TfIdfParams, Vectorizer, extract, extract_corpus};
use thematic::glossary::GlossaryMatcher;
use thematic::linear::{LinearParams, Loss};
use thematic::text::{Analysis, TokenizerParams};
use thematic::{Corpus, Document, Glossary, Tagger};

/// How long the paragraphs are that are tagged, in characters.
const CHARACTERS: usize = 100;
/// How many paragraphs are tagged at a time.
const PARAGRAPHS: usize = 4096;

fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn corpus() -> Corpus {
    CorpusReader::default()
        .read(&[project("training-data/zh.csv")])
        .unwrap()
}

/// Paragraphs of a hundred characters, made of the corpus's texts in a row.
fn paragraphs(corpus: &Corpus) -> Vec<String> {
    let characters: Vec<char> = corpus.texts().concat().chars().collect();
    characters
        .chunks_exact(CHARACTERS)
        .cycle()
        .take(PARAGRAPHS)
        .map(|piece| piece.iter().collect())
        .collect()
}

fn split(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("split");
    for name in ["statement.zh.txt", "statement.en.txt"] {
        let text = std::fs::read_to_string(project("examples/statements").join(name)).unwrap();
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(BenchmarkId::from_parameter(name), &text, |bencher, text| {
            bencher.iter(|| Document::from_text(text));
        });
    }
    group.finish();
}

fn tokenize(criterion: &mut Criterion) {
    let corpus = corpus();
    let texts = corpus.texts();
    let characters: usize = texts.iter().map(|text| text.chars().count()).sum();
    let mut group = criterion.benchmark_group("tokenize");
    group.throughput(Throughput::Elements(characters as u64));
    let tokenizer = TokenizerParams::default().build().unwrap();
    group.bench_function("characters, words and pairs", |bencher| {
        let mut analysis = Analysis::default();
        bencher.iter(|| {
            let mut terms = 0usize;
            for text in &texts {
                tokenizer.analyze(text, &mut analysis);
                for clause in 0..analysis.n_clauses() {
                    analysis.for_each_term(clause, tokenizer.params(), |_| {
                        terms += 1;
                        true
                    });
                }
            }
            terms
        });
    });
    // The glossary's terms are looked for in what the tokenizer has made.
    let tagger = Tagger::embedded().unwrap();
    let matcher = GlossaryMatcher::new(tagger.glossary(), &tokenizer).unwrap();
    let analyses: Vec<Analysis> = texts
        .iter()
        .map(|text| {
            let mut analysis = Analysis::default();
            tokenizer.analyze(text, &mut analysis);
            analysis
        })
        .collect();
    group.bench_function("glossary terms", |bencher| {
        bencher.iter(|| {
            let mut hits = Vec::new();
            for (text, analysis) in texts.iter().zip(&analyses) {
                matcher.find(text, analysis, &mut hits);
            }
            hits.len()
        });
    });
    // The segmenter alone on the same texts: what the stage cannot be faster than.
    let jieba = jieba_rs::Jieba::new();
    group.bench_function("jieba-rs alone", |bencher| {
        bencher.iter(|| {
            texts
                .iter()
                .map(|text| jieba.cut(text, false).len())
                .sum::<usize>()
        });
    });
    group.finish();
}

fn vectorise(criterion: &mut Criterion) {
    let corpus = corpus();
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
    let mut group = criterion.benchmark_group("vectorise");
    group.throughput(Throughput::Elements(texts.len() as u64));
    group.bench_function("count terms of a corpus", |bencher| {
        bencher.iter(|| extract_corpus(&texts, &tokenizer, &matcher, 1, &|_| {}));
    });
    group.bench_function("count known terms, one thread", |bencher| {
        bencher.iter(|| extract(&texts, &tokenizer, &matcher, &vocabulary));
    });
    group.bench_function("weigh", |bencher| {
        bencher.iter(|| {
            let (tfidf, columns) = TfIdfParams {
                min_document_frequency: 1,
                ..TfIdfParams::default()
            }
            .fit(&seen, &vocabulary)
            .unwrap();
            let vectorizer = Vectorizer::new(tfidf, &Glossary::default(), 0.0, 1);
            vectorizer.records(&extraction, &columns, &rows).unwrap()
        });
    });
    group.finish();
}

fn fit(criterion: &mut Criterion) {
    let corpus = corpus();
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
    let dataset = DatasetBase::new(records, corpus.targets());
    let mut group = criterion.benchmark_group("fit");
    group.throughput(Throughput::Elements(
        (texts.len() * corpus.topics().len()) as u64,
    ));
    for (name, loss) in [
        ("squared hinge", Loss::SquaredHinge),
        ("logistic", Loss::Logistic),
    ] {
        let params = LinearParams::new().loss(loss);
        group.bench_function(name, |bencher| {
            bencher.iter(|| params.fit(&dataset).unwrap());
        });
    }
    group.finish();
}

fn tag(criterion: &mut Criterion) {
    let texts = paragraphs(&corpus());
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let tagger = Tagger::embedded().unwrap();
    let selection = tagger.default_selection();
    let mut group = criterion.benchmark_group("tag");
    group.throughput(Throughput::Elements(texts.len() as u64));
    group.bench_function("paragraphs of 100 characters, all cores", |bencher| {
        bencher.iter(|| tagger.tag_texts(&texts, &selection));
    });
    group.throughput(Throughput::Elements(1));
    group.bench_function("load the default model", |bencher| {
        bencher.iter_batched(
            || (),
            |()| Tagger::embedded().unwrap(),
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = split, tokenize, vectorise, fit, tag
}
criterion_main!(benches);
