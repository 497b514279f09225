//! `thematic cross-validate`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Workplace, rows};

const FAST: &str = "cross-validate rows.csv --folds 3 --inner-folds 2 --quiet";

fn place() -> Workplace {
    let place = Workplace::new();
    place.write_rows("rows.csv", 48);
    place
}

#[test]
fn every_format_has_the_same_figures() {
    let place = place();
    let json = place.output(&format!("{FAST} --format json"));
    let found: Value = serde_json::from_str(&json).unwrap();
    let folds = found["folds"].as_array().unwrap();
    assert_eq!(folds.len(), 3);
    assert_eq!(found["learning_curve"].as_array().unwrap().len(), 0);
    let of_fold = |fold: &Value| fold["evaluation"]["micro"]["f1"].as_f64().unwrap();
    let values: Vec<f64> = folds.iter().map(of_fold).collect();
    let mean = values.iter().sum::<f64>() / 3.0;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    let spread = &found["figures"]["micro-f1"];
    assert!(mean > 0.8, "{mean}");
    assert!((spread["mean"].as_f64().unwrap() - mean).abs() < 1e-12);
    let deviation = spread["deviation"].as_f64().unwrap();
    assert!((deviation - (squares / 2.0).sqrt()).abs() < 1e-12);

    let csv = rows(&place.output(&format!("{FAST} --format csv")));
    assert_eq!(csv[0][..4], ["repeat", "fold", "training_rows", "rows"]);
    assert_eq!(csv.len(), 4);
    let micro_f1 = csv[0].iter().position(|name| name == "micro-f1").unwrap();
    for ((row, fold), value) in csv[1..].iter().zip(1..).zip(&values) {
        assert_eq!(row[..2], ["1".to_owned(), fold.to_string()]);
        let both: usize = row[2].parse::<usize>().unwrap() + row[3].parse::<usize>().unwrap();
        assert_eq!(both, 48);
        assert!((row[micro_f1].parse::<f64>().unwrap() - value).abs() < 1e-6);
    }

    let table = place.output(FAST);
    for expected in [
        &format!("{mean:.3} ± {deviation:.3}"),
        "48 rows, 3 folds, repeated 1 times, seed 42",
        "subset-accuracy",
        "refugees",
    ] {
        assert!(table.contains(expected), "{expected} is not in\n{table}");
    }

    place.output(&format!("{FAST} --output page.html --learning-curve 0.5"));
    let page = place.read("page.html");
    for expected in [
        "Cross-validation on rows.csv",
        "models trained on the other folds, of 3 in all",
        "--learning-curve 0.5",
        "Learning curve",
    ] {
        assert!(page.contains(expected), "{expected}");
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_with_any_number_of_threads() {
    let place = place();
    let with = |options: &str, name: &str| {
        let files = format!("--output {name}.json --out-of-fold {name}.csv");
        place.output(&format!("{FAST} --learning-curve 0.5 {files} {options}"));
        place.read(&format!("{name}.json")) + &place.read(&format!("{name}.csv"))
    };
    let one = with("--threads 1", "one");
    assert!(one == with("--threads 2", "two"));
    assert!(one != with("--seed 7", "other"));
    // Nor has the table anything of the clock.
    assert_eq!(
        place.output(&format!("{FAST} --threads 1")),
        place.output(&format!("{FAST} --threads 2"))
    );
}

#[test]
fn groups_are_never_on_both_sides_of_a_fold() {
    let place = place();
    place.output(&format!(
        "{FAST} --group-column group --repeats 2 --out-of-fold p.csv --output figures.json"
    ));
    let table = rows(&place.read("p.csv"));
    assert_eq!(
        table[0][..5],
        ["id", "repeat", "fold", "topics", "predicted"]
    );
    assert_eq!(table.len(), 1 + 2 * 48);
    let mut folds_of: BTreeMap<(String, usize), BTreeSet<&str>> = BTreeMap::new();
    let mut divisions = BTreeSet::new();
    for row in &table[1..] {
        let group = row[0].parse::<usize>().unwrap() / 3;
        let folds = folds_of.entry((row[1].clone(), group)).or_default();
        folds.insert(&row[2]);
    }
    assert_eq!(folds_of.len(), 2 * 16);
    assert!(folds_of.values().all(|folds| folds.len() == 1));
    // The second repeat is another division.
    for repeat in ["1", "2"] {
        let of = table[1..].iter().filter(|row| row[1] == repeat);
        divisions.insert(of.map(|row| row[2].clone()).collect::<Vec<_>>());
    }
    assert_eq!(divisions.len(), 2);
    let figures: Value = serde_json::from_str(&place.read("figures.json")).unwrap();
    assert_eq!(figures["folds"].as_array().unwrap().len(), 6);
}

#[test]
fn the_learning_curve_has_its_points() {
    let place = place();
    let json = place.output(&format!("{FAST} --format json --learning-curve 0.25,0.5"));
    let found: Value = serde_json::from_str(&json).unwrap();
    let points = found["learning_curve"].as_array().unwrap();
    let shares: Vec<f64> = points
        .iter()
        .map(|p| p["share"].as_f64().unwrap())
        .collect();
    assert_eq!(shares, [0.25, 0.5, 1.0]);
    assert_eq!(points[2]["rows"], 32);
    assert!((5..=11).contains(&points[0]["rows"].as_u64().unwrap()));
    assert_eq!(points[2]["micro_f1"], found["figures"]["micro-f1"]);
    let table = place.output(&format!("{FAST} --learning-curve"));
    for share in ["25 %", "50 %", "75 %", "100 %"] {
        assert!(table.contains(share), "{table}");
    }
}

#[test]
fn what_cannot_be_cross_validated_is_refused() {
    let place = place();
    place.write("one.csv", "text,topics\n边境,a\n难民,a\n");
    place.write("two.csv", "text,topics\n边境 管制,a\n边境 难民,b\n");
    let grouped = |groups: usize| {
        let mut csv = String::from("text,topics,group\n");
        for row in 0..12 {
            csv.push_str(&format!(
                "边境 {row},{},{}\n",
                ["a", ""][row / 2 % 2],
                row % groups
            ));
        }
        csv
    };
    place.write("group.csv", grouped(1));
    place.write("groups.csv", grouped(2));
    for (arguments, expected) in [
        (
            "rows.csv --folds 0",
            "the number of folds is 0, but must be at least 2",
        ),
        (
            "rows.csv --folds 1",
            "the number of folds is 1, but must be at least 2",
        ),
        (
            "rows.csv --folds 49",
            "the number of folds is 49, but must be at most",
        ),
        ("rows.csv --repeats 0", "the number of repeats is 0"),
        ("rows.csv --inner-folds 1", "the number of folds is 1"),
        (
            "rows.csv --min-topics 3",
            "the smallest number of topics is 3",
        ),
        ("rows.csv --threshold nan", "the threshold is NaN"),
        ("rows.csv --c nan", "C is NaN"),
        (
            "rows.csv --learning-curve 0.5,2",
            "a share of the learning curve is 2, but must be a number between 0 and 1",
        ),
        (
            "rows.csv --learning-curve nan",
            "a share of the learning curve is NaN",
        ),
        (
            "rows.csv --inner-folds 0 --precision 0.9",
            "the precision is 0.9, but must be left out with this model",
        ),
        (
            "group.csv --group-column group --folds 2",
            "the number of folds is 2, but must be at most the number of rows, or of groups",
        ),
        ("rows.csv --output rows.csv", "the output is rows.csv"),
        (
            "rows.csv -o a.csv --out-of-fold ./a.csv",
            "the output is ./a.csv",
        ),
    ] {
        place.refused(&format!("cross-validate {arguments}"), expected, 2);
    }
    for (arguments, expected) in [
        ("none.csv", "cannot read none.csv"),
        ("rows.csv --output none/a.json", "cannot write none/a.json"),
        (
            "rows.csv --group-column g",
            "rows.csv, row 1: there is no column \"g\"",
        ),
        (
            "rows.csv --folds 30",
            "the labelled rows: the topic \"border\" has 24 of them, fewer than the 30 folds; \
             take fewer folds",
        ),
        (
            "one.csv --folds 2",
            "the training rows: all 2 have the same topics (a)",
        ),
        (
            "two.csv --folds 2 --rare-topics --min-document-frequency 1",
            "the training rows: there is only one, which cannot be divided into folds",
        ),
        (
            "groups.csv --group-column group --folds 2",
            "the training rows: all 6 are of one group, which cannot be divided into folds",
        ),
    ] {
        place.refused(&format!("cross-validate {arguments}"), expected, 1);
    }
}

#[test]
fn odd_rows_are_measured_all_the_same() {
    let place = place();
    place.write("topics.csv", "id\nborder\nrefugees\nyouth\n");
    let table = place.output(&format!("{FAST} --topics topics.csv"));
    let youth = table
        .lines()
        .find(|line| line.trim_start().starts_with("youth"));
    assert!(youth.unwrap().trim_end().ends_with('-'), "{table}");
    let none = place.output(&format!("{FAST} --max-topics 0 --format json"));
    let figures: Value = serde_json::from_str(&none).unwrap();
    assert_eq!(figures["figures"]["micro-f1"]["mean"], 0.0);
    let mut one_topic = String::from("text,topics\n");
    for row in 0..12 {
        one_topic.push_str(&format!("边境 管制 {row},{}\n", ["a", ""][row % 2]));
    }
    place.write("one.csv", one_topic);
    place.output("cross-validate one.csv --folds 3 --quiet");
    place.output("cross-validate one.csv --folds 12 --rare-topics --inner-folds 0 --quiet");
}
