//! `thematic train`.

use super::{Workplace, rows};

#[test]
fn a_model_trained_on_rows_tags_others() {
    let place = Workplace::new();
    place.write_rows("rows.csv", 60);
    let summary = place.output("train rows.csv --output m.safetensors");
    for expected in ["border", "60 rows, 2 topics", "micro-F1", "tokenize", "MB"] {
        assert!(
            summary.contains(expected),
            "{expected} is not in\n{summary}"
        );
    }
    place.write("new.csv", "text\n海关人员在边境哨所\n难民安置\n");
    let output = rows(&place.output("tag new.csv --model m.safetensors"));
    assert_eq!(output[1][1], "border");
    assert_eq!(output[2][1], "refugees");
    assert_eq!(place.files(), ["m.safetensors", "new.csv", "rows.csv"]);
}

#[test]
fn the_same_rows_give_the_same_bytes_with_any_number_of_threads() {
    let place = Workplace::new();
    place.write_rows("rows.csv", 80);
    place.output("train rows.csv --output one.safetensors --threads 1");
    place.output("train rows.csv --output two.safetensors --threads 2");
    place.output("train rows.csv --output three.safetensors --threads 3");
    let bytes = |name: &str| std::fs::read(place.path(name)).unwrap();
    assert!(bytes("one.safetensors") == bytes("two.safetensors"));
    assert!(bytes("one.safetensors") == bytes("three.safetensors"));
}

#[test]
fn out_of_fold_predictions_are_written_in_the_order_of_the_rows() {
    let place = Workplace::new();
    place.write_rows("rows.csv", 40);
    place.output("train rows.csv --output m.safetensors --out-of-fold p.csv --folds 4 --quiet");
    let output = rows(&place.read("p.csv"));
    assert_eq!(output[0][..4], ["id", "fold", "topics", "predicted"]);
    assert!(
        output[0][4..]
            .iter()
            .all(|name| name.starts_with("probability:"))
    );
    assert_eq!(output.len(), 41);
    for fold in 1..=4 {
        let fold = fold.to_string();
        assert_eq!(output.iter().filter(|row| row[1] == fold).count(), 10);
    }
    let right = output[1..].iter().filter(|row| row[2] == row[3]).count();
    assert!(right > 30, "{right} of 40");
}

#[test]
fn both_algorithms_and_every_kind_of_term_can_be_chosen() {
    let place = Workplace::new();
    place.write_rows("rows.csv", 40);
    for options in [
        "--algorithm logistic --c 10",
        "--no-words --no-word-pairs --characters 1-2",
        "--characters 0",
        "--stemming none --hidden-markov-model",
        "--folds 0",
    ] {
        place.output(&format!(
            "train rows.csv --output m.safetensors --quiet {options}"
        ));
        place.write("new.csv", "text\n难民安置\n");
        let output = rows(&place.output("tag new.csv --model m.safetensors"));
        assert_eq!(output[1][1], "refugees", "{options}");
    }
}

#[test]
fn a_glossary_teaches_a_topic_and_is_named_in_explanations() {
    let place = Workplace::new();
    place.write_rows("rows.csv", 40);
    place.write(
        "g.csv",
        "term,topics\n边防站,border\n收容所,refugees\n海关总署,\n",
    );
    place.output("train rows.csv --glossary g.csv --drop-below 0 --output m.safetensors");
    place.write("s.txt", "边防站。\n");
    let output = place.output("tag s.txt --model m.safetensors --explain");
    assert!(output.contains(r#""glossary":["边防站"]"#), "{output}");
    assert!(output.contains(r#""kind":"glossary""#), "{output}");
}

#[test]
fn a_scheme_gives_names_and_topics_that_no_row_has_are_named() {
    let place = Workplace::new();
    place.write_rows("rows.csv", 40);
    place.write(
        "topics.csv",
        "id,en\nborder,Borders\nrefugees,Refugees\nyouth,Youth\n",
    );
    let summary = place.output("train rows.csv --topics topics.csv --output m.safetensors");
    assert!(
        summary.contains("nothing was learned of: youth"),
        "{summary}"
    );
    place.write("s.txt", "海关人员在边境哨所\n");
    let output = place.output("tag s.txt --model m.safetensors --label-language en");
    assert!(output.contains(r#""label":"Borders""#), "{output}");
}

#[test]
fn a_handful_of_rows_is_enough_to_begin_with() {
    let place = Workplace::new();
    place.write(
        "rows.csv",
        "text,topics\n边境 海关,a\n边境 哨所,a\n难民 安置,b\n难民 返回,b\n",
    );
    place.output("train rows.csv --output m.safetensors");
    place.output("inspect m.safetensors");
}
