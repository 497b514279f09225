//! The model file and the default model.

use std::fs;

use proptest::prelude::*;
use thematic::Tagger;

use super::{Workplace, project};

/// The command that makes the default model, as `models/README.md` gives it.
const TRAIN: [&str; 16] = [
    "train",
    "training-data/zh.csv",
    "training-data/en.csv",
    "--group-column",
    "group",
    "--topics",
    "training-data/topics.csv",
    "--glossary",
    "training-data/glossary.csv",
    "--dictionary",
    "training-data/dictionary.txt",
    "--phrase-weight",
    "0.7",
    "--drop-below",
    "0.1",
    "--output",
];

#[test]
fn the_default_model_is_what_its_command_makes_byte_for_byte() {
    let card = fs::read_to_string(project("models/README.md")).unwrap();
    let words: Vec<&str> = card
        .split_whitespace()
        .filter(|word| *word != "\\")
        .collect();
    assert!(
        words.windows(TRAIN.len()).any(|window| window == TRAIN),
        "the model card gives another command"
    );
    let place = Workplace::new();
    for threads in ["1", "2"] {
        place
            .thematic("")
            .current_dir(project("."))
            .args(TRAIN)
            .arg(place.path("model.safetensors"))
            .args(["--threads", threads])
            .assert()
            .success();
        let made = fs::read(place.path("model.safetensors")).unwrap();
        let kept = fs::read(project("models/default.safetensors")).unwrap();
        assert!(made == kept, "with {threads} threads");
    }
}

#[test]
fn the_default_model_is_small() {
    let size = fs::metadata(project("models/default.safetensors"))
        .unwrap()
        .len();
    assert!(size < 8_500_000, "{size} bytes");
}

fn small_model() -> Vec<u8> {
    let place = Workplace::new();
    place.write_rows("rows.csv", 24);
    place.output("train rows.csv --output m.safetensors --quiet");
    fs::read(place.path("m.safetensors")).unwrap()
}

#[test]
fn a_model_comes_back_as_it_was_saved() {
    let bytes = small_model();
    let tagger = Tagger::from_bytes(&bytes, "m").unwrap();
    assert!(tagger.to_bytes().unwrap() == bytes);
    let paragraph = thematic::Paragraph::new("难民安置");
    assert_eq!(tagger.tag(&paragraph).len(), 1);
}

#[test]
fn a_model_cut_anywhere_is_refused() {
    let bytes = small_model();
    for length in (0..bytes.len())
        .step_by(997)
        .chain(bytes.len() - 9..bytes.len())
    {
        let error = Tagger::from_bytes(&bytes[..length], "m")
            .unwrap_err()
            .to_string();
        assert!(error.starts_with("m: "), "{error}");
        assert!(!error.contains('\n'));
    }
}

#[test]
fn a_model_with_any_byte_changed_is_refused() {
    let bytes = small_model();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(2000));
    runner
        .run(&(0..bytes.len(), 1u8..=255), |(place, change)| {
            let mut damaged = bytes.clone();
            damaged[place] ^= change;
            prop_assert!(Tagger::from_bytes(&damaged, "m").is_err(), "byte {}", place);
            Ok(())
        })
        .unwrap();
    // The header, where a change may do most, byte by byte.
    for place in 0..2000 {
        let mut damaged = bytes.clone();
        damaged[place] ^= 1;
        assert!(Tagger::from_bytes(&damaged, "m").is_err(), "byte {place}");
    }
}

#[test]
fn files_of_another_kind_and_newer_models_are_told_apart() {
    let place = Workplace::new();
    place.write("s.txt", "边境\n");
    place.write("other.safetensors", "not a model");
    let error = place.failure("tag s.txt --model other.safetensors", 1);
    assert_eq!(
        error,
        "thematic: other.safetensors: this is not a model file of thematic; \
         train one with `thematic train`\n"
    );
    place.write("empty.safetensors", "");
    let error = place.failure("inspect empty.safetensors", 1);
    assert!(error.contains("not a model file"), "{error}");

    let bytes = small_model();
    let old = br#"\"format\":1"#;
    let mark = bytes
        .windows(old.len())
        .position(|window| window == old)
        .unwrap();
    let mut newer = bytes.clone();
    newer[mark + old.len() - 1] = b'9';
    place.write("newer.safetensors", newer);
    let error = place.failure("inspect newer.safetensors", 1);
    assert!(error.contains("in format 9"), "{error}");
    assert!(error.contains("install a newer thematic"), "{error}");

    place.write("cut.safetensors", &bytes[..bytes.len() / 2]);
    let error = place.failure("inspect cut.safetensors", 1);
    assert!(error.contains("damaged or cut short"), "{error}");
}

#[test]
fn rows_of_another_scheme_are_not_measured_with_a_model() {
    let tagger = Tagger::from_bytes(&small_model(), "m").unwrap();
    let topics = thematic::Topics::from_ids(["refugees", "border"]).unwrap();
    let reader = thematic::corpus::CorpusReader {
        topics: Some(topics),
        ..Default::default()
    };
    let corpus = reader
        .read_from("r.csv", "text,topics\n难民,refugees\n".as_bytes())
        .unwrap();
    let error = tagger
        .evaluate(&corpus, &tagger.default_selection())
        .unwrap_err();
    assert!(error.to_string().contains("list of topics"), "{error}");
}
