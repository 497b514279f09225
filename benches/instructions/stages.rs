//! What is counted: the stages of the pipeline, each on a small fixed input of
//! the project's own.

use std::hint::black_box;
use std::path::{Path, PathBuf};

use linfa::prelude::*;
use ndarray::{Array1, Array2, Axis};
use thematic::corpus::CorpusReader;
use thematic::features::{LabelledRows, SparseRecords, TfIdfParams, Vectorizer, extract_corpus};
use thematic::glossary::GlossaryMatcher;
use thematic::linear::{LinearParams, Loss};
use thematic::text::{Analysis, Tokenizer, TokenizerParams};
use thematic::{Corpus, Document, Glossary, Tagger};

/// How many rows of the training data are tokenised and vectorised.
const ROWS: usize = 1000;
/// How many rows a model is fitted to.
const FITTED_ROWS: usize = 500;

/// A stage: its name, and what runs it.
pub(crate) type Stage = (&'static str, fn());

/// The stages, in the order of the pipeline.
pub(crate) const STAGES: [Stage; 5] = [
    ("tokenise", tokenise),
    ("vectorise", vectorise),
    ("fit", fit),
    ("tag", tag),
    ("cold-start", cold_start),
];

/// Does the work. Callgrind counts what is done inside of this function and
/// nothing else: it knows it by its name.
#[inline(never)]
fn counted<T>(work: impl FnOnce() -> T) -> T {
    black_box(work())
}

fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn corpus() -> Corpus {
    CorpusReader::default()
        .read(&[project("training-data/zh.csv")])
        .unwrap()
}

/// Rows that lie evenly over the corpus, so that every part of it is there.
fn spread(corpus: &Corpus, count: usize) -> Vec<usize> {
    (0..count).map(|i| i * corpus.len() / count).collect()
}

fn texts<'c>(corpus: &'c Corpus, rows: &[usize]) -> Vec<&'c str> {
    let texts = corpus.texts();
    rows.iter().map(|row| texts[*row]).collect()
}

/// A tokenizer that has read the texts before: what it loads for a text the
/// first time is counted by the cold start, not here.
fn tokenizer(texts: &[&str]) -> Tokenizer {
    let tokenizer = TokenizerParams::default().build().unwrap();
    let mut analysis = Analysis::default();
    for text in texts {
        tokenizer.analyze(text, &mut analysis);
    }
    tokenizer
}

fn tokenise() {
    let corpus = corpus();
    let texts = texts(&corpus, &spread(&corpus, ROWS));
    let tokenizer = tokenizer(&texts);
    let mut analysis = Analysis::default();
    counted(|| {
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
}

/// What a model is fitted to: rows of training data, and how they are read.
struct Training {
    corpus: Corpus,
    rows: Vec<usize>,
    tokenizer: Tokenizer,
    matcher: GlossaryMatcher,
}

impl Training {
    fn new(count: usize) -> Self {
        let corpus = corpus();
        let rows = spread(&corpus, count);
        let tokenizer = tokenizer(&texts(&corpus, &rows));
        Self {
            rows,
            matcher: GlossaryMatcher::new(&Glossary::default(), &tokenizer).unwrap(),
            corpus,
            tokenizer,
        }
    }

    fn targets(&self) -> Array2<bool> {
        self.corpus.targets().select(Axis(0), &self.rows)
    }

    fn records(&self, texts: &[&str], targets: &Array2<bool>) -> SparseRecords {
        let (vocabulary, extraction) =
            extract_corpus(texts, &self.tokenizer, &self.matcher, 1, &|_| {});
        let rows: Vec<usize> = (0..texts.len()).collect();
        let weights = Array1::ones(rows.len());
        let seen = LabelledRows {
            counts: &extraction.terms,
            rows: &rows,
            targets: targets.view(),
            weights: weights.view(),
        };
        let (tfidf, columns) = TfIdfParams::default().fit(&seen, &vocabulary).unwrap();
        Vectorizer::new(tfidf, &Glossary::default(), 0.0, 1)
            .records(&extraction, &columns, &rows)
            .unwrap()
    }
}

fn vectorise() {
    let training = Training::new(ROWS);
    let texts = texts(&training.corpus, &training.rows);
    let targets = training.targets();
    counted(|| training.records(&texts, &targets));
}

fn fit() {
    let training = Training::new(FITTED_ROWS);
    let texts = texts(&training.corpus, &training.rows);
    let targets = training.targets();
    let records = training.records(&texts, &targets);
    let dataset = DatasetBase::new(records, targets);
    let params = LinearParams::new().loss(Loss::SquaredHinge);
    counted(|| params.fit(&dataset).unwrap());
}

/// The paragraphs of the examples, Chinese and English.
fn paragraphs() -> Vec<String> {
    ["statement.zh.txt", "statement.en.txt", "letter.zh.txt"]
        .iter()
        .flat_map(|name| {
            let path = project("examples/statements").join(name);
            let document = Document::from_text(&std::fs::read_to_string(path).unwrap());
            let paragraphs = document.paragraphs.into_iter();
            paragraphs.map(|paragraph| paragraph.text)
        })
        .collect()
}

fn tag() {
    let paragraphs = paragraphs();
    let texts: Vec<&str> = paragraphs.iter().map(String::as_str).collect();
    let tagger = Tagger::embedded().unwrap();
    let selection = tagger.default_selection();
    tagger.tag_texts(&texts, &selection);
    counted(|| tagger.tag_texts(&texts, &selection));
}

fn cold_start() {
    let paragraphs = paragraphs();
    counted(|| {
        let tagger = Tagger::embedded().unwrap();
        tagger.tag_texts(&[&paragraphs[0]], &tagger.default_selection())
    });
}
