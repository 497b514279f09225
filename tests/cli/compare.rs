//! `thematic compare`, and the predictions that `evaluate` writes.

use serde_json::Value;

use super::{Workplace, rows};

/// Four rows, and two systems: the first has one right that the second has not,
/// the second two that the first has not.
fn systems() -> Workplace {
    let place = Workplace::new();
    place.write(
        "test.csv",
        "id,text,topics\nr1,边境哨所,border\nr2,难民返回,refugees\nr3,难民越过边境,border;refugees\n\
         r4,会议开始,\n",
    );
    place.write(
        "one.csv",
        "id,predicted\nr1,border\nr2,border\nr3,border\nr4,\n",
    );
    place.write(
        "two.csv",
        "id,predicted\nr4,\nr3,border;refugees\nr2,refugees\nr1,\n",
    );
    place
}

#[test]
fn every_format_tells_the_difference() {
    let place = systems();
    let json = place.output("compare one.csv two.csv test.csv --format json --bootstrap 200");
    let found: Value = serde_json::from_str(&json).unwrap();
    let figure = |name: &str, value: &str| found["figures"][name][value].as_f64().unwrap();
    // Precision 2/3 and recall 2/4 against 3/3 and 3/4.
    let (first, second) = (4.0 / 7.0, 6.0 / 7.0);
    assert!((figure("micro-f1", "first") - first).abs() < 1e-12);
    assert!((figure("micro-f1", "second") - second).abs() < 1e-12);
    assert!((figure("micro-f1", "difference") - (second - first)).abs() < 1e-12);
    assert_eq!(figure("subset-accuracy", "difference"), 0.25);
    let p_value = figure("micro-f1", "p_value");
    assert!(p_value > 0.1 && p_value <= 1.0, "{p_value}");
    // border: 2 of 3 given right, 2 of 2 found; then 1 of 1 right, 1 of 2 found.
    let border = &found["topics"]["border"];
    assert_eq!(border["support"], 2);
    assert!((border["f1"]["first"].as_f64().unwrap() - 0.8).abs() < 1e-12);
    assert!((border["f1"]["second"].as_f64().unwrap() - 2.0 / 3.0).abs() < 1e-12);
    let differing = found["differing_rows"].as_array().unwrap();
    assert_eq!(found["rows"], 4);
    assert_eq!(differing.len(), 3);
    assert_eq!(differing[0]["id"], "r2");
    assert_eq!(differing[0]["gained"], 2);

    place.output("compare one.csv two.csv test.csv --output rows.csv --bootstrap 20");
    let table = rows(&place.read("rows.csv"));
    let header = ["row", "id", "topics", "first", "second", "gained", "text"];
    assert_eq!(table[0], header);
    assert_eq!(
        table[1],
        ["2", "r2", "refugees", "border", "refugees", "2", "难民返回"]
    );
    assert_eq!(table[2][..6], ["1", "r1", "border", "border", "", "-1"]);
    assert_eq!(table.len(), 4);

    let text = place.output("compare one.csv two.csv test.csv --show-rows 1");
    for expected in [
        "+0.286",
        "the systems differ on 3 of 4 rows: the second is better on 2, worse on 1",
        "row 2 (r2)\n  难民返回\n  right:  refugees\n  first:  border\n  second: refugees\n",
    ] {
        assert!(text.contains(expected), "{expected} is not in\n{text}");
    }
    assert!(!text.contains("row 1 (r1)"), "{text}");
}

#[test]
fn a_model_does_not_differ_from_itself() {
    let place = systems();
    place.write_rows("rows.csv", 40);
    place.output("train rows.csv --output m.safetensors --folds 2 --quiet");
    let same = "compare m.safetensors m.safetensors test.csv --bootstrap 50";
    let found: Value = serde_json::from_str(&place.output(&format!("{same} -f json"))).unwrap();
    for (name, figure) in found["figures"].as_object().unwrap() {
        assert_eq!(figure["difference"], 0.0, "{name}");
        assert_eq!(figure["p_value"], 1.0, "{name}");
        assert_eq!(figure["interval"]["low"], 0.0, "{name}");
        assert_eq!(figure["interval"]["high"], 0.0, "{name}");
    }
    assert_eq!(found["differing_rows"].as_array().unwrap().len(), 0);
    assert!(place.output(same).contains("no topic has another F1"));
    let one_thread = place.thematic(same).env("RAYON_NUM_THREADS", "1").assert();
    assert_eq!(
        String::from_utf8_lossy(&one_thread.get_output().stdout),
        place.output(same)
    );
}

#[test]
fn predictions_of_other_commands_are_read_back() {
    let place = Workplace::new();
    place.write_rows("rows.csv", 48);
    place.output(
        "cross-validate rows.csv --folds 3 --inner-folds 2 --quiet --out-of-fold p.csv -o f.json",
    );
    place.output("train rows.csv --folds 3 --output m.safetensors --out-of-fold q.csv --quiet");
    place.output(
        "evaluate rows.csv --model m.safetensors --predictions r.csv --bootstrap 0 -o e.json",
    );
    let of_folds: Value = serde_json::from_str(&place.read("f.json")).unwrap();
    let json = place.output("compare p.csv q.csv rows.csv --format json --bootstrap 20");
    let found: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        found["figures"]["micro-f1"]["first"],
        of_folds["pooled"]["micro"]["f1"]
    );
    // What a model said, rounded in a table, against the model itself.
    let json = place.output("compare r.csv m.safetensors rows.csv --format json --bootstrap 20");
    let found: Value = serde_json::from_str(&json).unwrap();
    let figures: Value = serde_json::from_str(&place.read("e.json")).unwrap();
    assert_eq!(found["figures"]["micro-f1"]["difference"], 0.0);
    assert_eq!(
        found["figures"]["micro-f1"]["first"],
        figures["micro"]["f1"]
    );
    let brier = found["figures"]["brier-score"]["difference"]
        .as_f64()
        .unwrap();
    assert!(brier.abs() < 1e-4, "{brier}");
}

#[test]
fn whole_groups_are_drawn_and_exchanged() {
    let place = Workplace::new();
    place.write(
        "test.csv",
        "text,topics,group\na,x,1\nb,x,1\nc,x,2\nd,x,2\ne,,2\n",
    );
    place.write("none.csv", "predicted\n\"\"\n\"\"\n\"\"\n\"\"\n\"\"\n");
    place.write("all.csv", "predicted\nx\nx\nx\nx\n\"\"\n");
    let p_value = |options: &str| {
        let json = place.output(&format!(
            "compare none.csv all.csv test.csv --format json --bootstrap 2000 {options}"
        ));
        let found: Value = serde_json::from_str(&json).unwrap();
        found["figures"]["hamming-loss"]["p_value"]
            .as_f64()
            .unwrap()
    };
    // Two of 2⁴ exchanges of rows are as great (the fifth row is no matter), and
    // two of 2² exchanges of groups.
    assert!((p_value("") - 0.125).abs() < 0.03);
    assert!((p_value("--group-column group") - 0.5).abs() < 0.05);
}

#[test]
fn tables_that_do_not_match_are_named() {
    let place = systems();
    for (name, content) in [
        ("column.csv", "id,given\nr1,border\n"),
        ("short.csv", "id,predicted\nr1,border\nr2,\n"),
        ("long.csv", "predicted\n\"\"\n\"\"\n\"\"\n\"\"\n\"\"\n"),
        ("twice.csv", "id,predicted\nr1,\nr1,\n"),
        ("stranger.csv", "id,predicted\nr1,\nr9,\n"),
        ("topic.csv", "id,predicted\nr1,bordr\n"),
        (
            "sure.csv",
            "id,predicted,probability:border,probability:refugees\nr1,border,7,0\n",
        ),
        ("half.csv", "id,predicted,probability:border\nr1,border,1\n"),
        ("empty.csv", ""),
        ("same.csv", "id,text,topics\nr1,a,border\nr1,b,refugees\n"),
    ] {
        place.write(name, content);
    }
    for (arguments, expected) in [
        (
            "one.csv column.csv test.csv",
            "column.csv, row 1: there is no column \"predicted\"",
        ),
        (
            "one.csv short.csv test.csv",
            "short.csv: nothing is said of 2 of 4 labelled rows; give one row of predictions for \
             each labelled row",
        ),
        (
            "one.csv long.csv test.csv",
            "long.csv, row 6: there are only 4 labelled rows",
        ),
        (
            "one.csv twice.csv test.csv",
            "twice.csv, row 3: a second row is about the same",
        ),
        (
            "stranger.csv one.csv test.csv",
            "stranger.csv, row 3: no labelled row has the id \"r9\"",
        ),
        (
            "one.csv topic.csv test.csv",
            "topic.csv, row 2, column predicted: the topic \"bordr\" is unknown, the nearest is \
             \"border\"",
        ),
        (
            "one.csv sure.csv test.csv",
            "sure.csv, row 2, column probability:border: \"7\" is no probability",
        ),
        (
            "one.csv half.csv test.csv",
            "half.csv, row 1: there is no column \"probability:refugees\"",
        ),
        ("one.csv empty.csv test.csv", "empty.csv: the file is empty"),
        (
            "one.csv two.csv same.csv",
            "the labelled rows, column id: \"r1\" stands twice",
        ),
        ("one.csv none.csv test.csv", "cannot read none.csv"),
        ("one.csv two.csv none.csv", "cannot read none.csv"),
        (
            "one.csv two.csv test.csv --group-column g",
            "test.csv, row 1: there is no column \"g\"",
        ),
        (
            "one.csv two.csv test.csv -o none/a.json",
            "cannot write none/a.json",
        ),
    ] {
        place.refused(&format!("compare {arguments}"), expected, 1);
    }
    for (arguments, expected) in [
        (
            "one.csv two.csv test.csv --bootstrap 0",
            "the number of bootstrap replicates is 0",
        ),
        (
            "one.csv two.csv test.csv -o two.csv",
            "the output is two.csv",
        ),
    ] {
        place.refused(&format!("compare {arguments}"), expected, 2);
    }
}

#[test]
fn models_that_do_not_match_are_named() {
    let place = systems();
    place.write_rows("rows.csv", 40);
    place.write_rows("others.csv", 40);
    place.output("train rows.csv --output m.safetensors --folds 2 --quiet");
    let renamed = place.read("others.csv").replace("refugees", "youth");
    place.write("others.csv", renamed);
    place.output("train others.csv --output youth.safetensors --folds 2 --quiet");
    place.write("broken.safetensors", "no model");
    for (arguments, expected) in [
        (
            "one.csv broken.safetensors test.csv",
            "broken.safetensors: ",
        ),
        (
            "m.safetensors youth.safetensors rows.csv",
            "youth.safetensors: the first model has a topic \"refugees\", and this one has not",
        ),
        (
            "m.safetensors m.safetensors others.csv",
            "others.csv, row 3, column topics: the topic \"youth\" is unknown",
        ),
    ] {
        place.refused(&format!("compare {arguments}"), expected, 1);
    }
    for (arguments, expected) in [
        (
            "m.safetensors two.csv test.csv -o m.safetensors",
            "the output is m.safetensors",
        ),
        (
            "m.safetensors two.csv test.csv --min-topics 3",
            "the smallest number of topics is 3",
        ),
    ] {
        place.refused(&format!("compare {arguments}"), expected, 2);
    }
    // Of two outputs none is written when one cannot be.
    let both = "evaluate rows.csv --model m.safetensors --predictions p.csv --output none/e.json";
    place.refused(both, "cannot write none/e.json", 1);
}
