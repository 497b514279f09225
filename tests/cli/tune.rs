//! `thematic tune`.

use std::time::{Duration, Instant};

use super::{Workplace, rows};

const FAST: &str = "tune rows.csv --folds 2 --candidates 3 --races 1 --quiet";

fn place() -> Workplace {
    let place = Workplace::new();
    place.write_rows("rows.csv", 40);
    place
}

#[test]
fn the_best_trial_becomes_a_model() {
    let place = place();
    let summary = place.output(&format!("{FAST} --output m.safetensors --trials t.csv"));
    for expected in [
        "cross-validated over 2 folds of all rows",
        "best: ",
        "m.safetensors written",
    ] {
        assert!(
            summary.contains(expected),
            "{expected} is not in\n{summary}"
        );
    }
    let trials = rows(&place.read("t.csv"));
    let header = ["race", "share", "value", "micro-f1", "macro-f1", "options"];
    assert_eq!(trials[0], header);
    // Each candidate with three values of C, on all of so few rows.
    assert!(trials.len() > 3 && (trials.len() - 1).is_multiple_of(3));
    assert!(trials[1..].iter().all(|trial| trial[..2] == ["1", "1"]));
    assert_eq!(trials[2][5], "as given");
    assert!(trials[1..].iter().all(|trial| trial[2] == trial[3]));

    let best = summary
        .lines()
        .find_map(|line| line.strip_prefix("best: "))
        .unwrap();
    let value = |trial: &[String]| trial[2].parse::<f64>().unwrap();
    let highest = trials[1..].iter().map(|t| value(t)).fold(0.0, f64::max);
    let named = trials[1..].iter().find(|trial| trial[5] == best).unwrap();
    assert_eq!(value(named), highest);
    // Its options give `train` the very same model.
    let options = if best == "as given" { "" } else { best };
    place.output(&format!(
        "train rows.csv --folds 2 --output n.safetensors --quiet {options}"
    ));
    let bytes = |name: &str| std::fs::read(place.path(name)).unwrap();
    assert!(bytes("m.safetensors") == bytes("n.safetensors"));
}

#[test]
fn the_same_seed_makes_the_same_trials_with_any_number_of_threads() {
    let place = place();
    let with = |options: &str| {
        place.output(&format!(
            "{FAST} --output m.safetensors --trials t.csv {options}"
        ));
        let model = std::fs::read(place.path("m.safetensors")).unwrap();
        (place.read("t.csv"), model)
    };
    let one = with("--threads 1");
    assert!(one == with("--threads 2"));
    assert!(one.0 != with("--seed 7").0);
}

#[test]
fn of_a_figure_of_which_less_is_better_the_least_is_found() {
    let place = place();
    let summary = place.output(&format!("{FAST} --metric brier-score --trials t.csv"));
    let trials = rows(&place.read("t.csv"));
    let value = |trial: &[String]| trial[2].parse::<f64>().unwrap();
    let least = trials[1..]
        .iter()
        .map(|t| value(t))
        .fold(f64::INFINITY, f64::min);
    let best = summary
        .lines()
        .find_map(|line| line.strip_prefix("best: "))
        .unwrap();
    let named = trials[1..].iter().find(|trial| trial[5] == best).unwrap();
    assert_eq!(value(named), least);
    assert!(summary.starts_with(" brier-score") || summary.starts_with("brier-score"));
}

#[test]
fn a_time_limit_ends_the_search_and_the_best_is_kept() {
    let place = place();
    let began = Instant::now();
    let arguments = "tune rows.csv --folds 2 --time-limit 2s --output m.safetensors --trials t.csv";
    place.output(arguments);
    let taken = began.elapsed();
    assert!(
        taken >= Duration::from_secs(2),
        "{taken:?}: the time was not used"
    );
    // The model and a busy machine take their time, too.
    assert!(taken < Duration::from_secs(20), "{taken:?}");
    assert!(rows(&place.read("t.csv")).len() > 3);
    place.output("inspect m.safetensors");
    assert_eq!(place.files(), ["m.safetensors", "rows.csv", "t.csv"]);
}

#[test]
fn what_cannot_be_searched_is_refused() {
    let place = place();
    place.write(
        "group.csv",
        "text,topics,g\n边境 一,a,1\n边境 二,,1\n边境 三,a,1\n",
    );
    place.write("same.csv", "text,topics\n边境,a\n难民,a\n");
    for (arguments, expected) in [
        (
            "rows.csv --races 0",
            "the number of races is 0, but must be at least 1",
        ),
        (
            "rows.csv --candidates 0",
            "the number of candidates is 0, but must be at least 1",
        ),
        (
            "rows.csv --folds 0",
            "the number of folds is 0, but must be at least 2",
        ),
        (
            "rows.csv --folds 1",
            "the number of folds is 1, but must be at least 2",
        ),
        (
            "rows.csv --time-limit 0.000001s",
            "the time limit is 0.000001 s, but must be long enough for one trial",
        ),
        ("rows.csv --c nan", "C is NaN"),
        (
            "rows.csv --min-topics 3",
            "the smallest number of topics is 3",
        ),
        (
            "rows.csv --min-document-frequency 99",
            "the minimum document frequency is 99",
        ),
        ("rows.csv --output rows.csv", "the output is rows.csv"),
        ("rows.csv --output m --trials ./m", "the output is ./m"),
    ] {
        place.refused(&format!("tune {arguments}"), expected, 2);
    }
    for (arguments, expected) in [
        ("none.csv", "cannot read none.csv"),
        ("rows.csv --trials none/t.csv", "cannot write none/t.csv"),
        (
            "rows.csv --group-column g",
            "rows.csv, row 1: there is no column \"g\"",
        ),
        (
            "group.csv --group-column g",
            "the training rows: all 3 are of one group",
        ),
        (
            "same.csv",
            "the training rows: all 2 have the same topics (a)",
        ),
    ] {
        place.refused(&format!("tune {arguments}"), expected, 1);
    }
    for wrong in [
        "--metric micro-f2",
        "--time-limit nan",
        "--time-limit -1s",
        "--time-limit 1d",
    ] {
        place.failure(&format!("tune rows.csv {wrong}"), 2);
    }
}

#[test]
fn candidates_that_do_not_suit_the_rows_are_passed_over() {
    let place = Workplace::new();
    // No term but two is in more than two rows.
    let mut csv = String::from("text,topics\n");
    for row in 0..6 {
        csv.push_str(&format!(
            "w{row} {},{}\n",
            ["xa", "xb"][row % 2],
            ["a", ""][row % 2]
        ));
    }
    place.write("rows.csv", csv);
    place.output("tune rows.csv --folds 2 --races 2 --min-document-frequency 1 --trials t.csv");
    assert!(rows(&place.read("t.csv")).len() > 3);
}
