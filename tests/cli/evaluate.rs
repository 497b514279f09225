//! `thematic evaluate` and `thematic inspect`.

use serde_json::Value;

use super::Workplace;

#[test]
fn figures_are_those_of_the_counts() {
    let place = Workplace::new();
    place.write_rows("rows.csv", 60);
    place.output("train rows.csv --output m.safetensors --quiet");
    // Two right, one missed, one too many: precision 2/3, recall 2/3.
    place.write(
        "test.csv",
        "text,topics\n海关人员在边境哨所巡逻,border\n难民返回家园,refugees\n会议开始,border\n\
         难民得到安置,\n",
    );
    let json = place.output("evaluate test.csv --model m.safetensors --format json");
    let figures: Value = serde_json::from_str(&json).unwrap();
    let close = |value: &Value, expected: f64| {
        assert!((value.as_f64().unwrap() - expected).abs() < 1e-9, "{value}");
    };
    close(&figures["micro"]["precision"], 2.0 / 3.0);
    close(&figures["micro"]["recall"], 2.0 / 3.0);
    close(&figures["micro"]["f1"], 2.0 / 3.0);
    close(&figures["macro"]["f1"], 2.0 / 3.0);
    close(&figures["samples"]["f1"], 0.5);
    close(&figures["subset_accuracy"], 0.5);
    close(&figures["hamming_loss"], 0.25);
    assert_eq!(figures["topics"][0]["id"], "border");
    assert_eq!(figures["topics"][0]["support"], 2);
    close(&figures["topics"][0]["recall"], 0.5);
    assert!(figures["topics"][0]["average_precision"].as_f64().unwrap() <= 1.0);
}

#[test]
fn the_table_names_topics_without_rows() {
    let place = Workplace::new();
    place.write_rows("rows.csv", 60);
    place.output("train rows.csv --output m.safetensors --quiet");
    place.write("test.csv", "text,topics\n海关人员在边境哨所,border\n");
    let table = place.output("evaluate test.csv --model m.safetensors");
    assert!(table.contains("macro leaves out: refugees"), "{table}");
}

/// Four rows of which two are right, one is missed and one is too many.
fn four_rows() -> Workplace {
    let place = Workplace::new();
    place.write_rows("rows.csv", 60);
    place.output("train rows.csv --output m.safetensors --quiet");
    place.write(
        "test.csv",
        "id,text,topics\n1,海关人员在边境哨所巡逻,border\n2,难民返回家园,refugees\n\
         3,会议开始,border\n4,难民得到安置,\n",
    );
    place
}

#[test]
fn intervals_stand_beside_the_figures() {
    let place = four_rows();
    let table = place.output("evaluate test.csv --model m.safetensors --bootstrap 200 --seed 7");
    assert!(table.contains("0.667 ("), "{table}");
    assert!(table.contains("95 % intervals of 200 bootstrap replicates, seed 7"));
    let json = place.output("evaluate test.csv --model m.safetensors --format json");
    let figures: Value = serde_json::from_str(&json).unwrap();
    let interval = &figures["intervals"]["micro-f1"];
    let bound = |name: &str| interval[name].as_f64().unwrap();
    assert!(bound("low") <= 2.0 / 3.0 && 2.0 / 3.0 <= bound("high"));
    assert_eq!(figures["bootstrap"]["replicates"], 1000);
    assert_eq!(figures["topics"][1]["intervals"]["recall"]["low"], 1.0);
    assert!(json.find("\"rows\"").unwrap() < json.find("\"micro\"").unwrap());

    let without = place.output("evaluate test.csv --model m.safetensors --bootstrap 0");
    assert!(
        without.contains("0.667") && !without.contains('('),
        "{without}"
    );
    let json = place.output("evaluate test.csv --model m.safetensors --bootstrap 0 -f json");
    assert!(!json.contains("intervals"));
}

#[test]
fn the_same_seed_gives_the_same_intervals() {
    let place = four_rows();
    let with = |seed| {
        place.output(&format!(
            "evaluate test.csv --model m.safetensors --format json --bootstrap 50 --seed {seed}"
        ))
    };
    assert_eq!(with(1), with(1));
    assert_ne!(with(1), with(2));
}

#[test]
fn csv_has_a_row_for_each_topic_and_average() {
    let place = four_rows();
    place.output("evaluate test.csv --model m.safetensors --output figures.csv");
    let rows = super::rows(&place.read("figures.csv"));
    let names: Vec<&str> = rows.iter().map(|row| row[0].as_str()).collect();
    let expected = [
        "topic",
        "border",
        "refugees",
        "(micro)",
        "(macro)",
        "(samples)",
        "(weighted)",
    ];
    assert_eq!(names, expected);
    assert_eq!(
        rows[1][..6],
        ["border", "2", "1", "1", "0.5", "0.6666666666666666"]
    );
    assert_eq!(rows[3][1..3], ["3", "3"]);
    let column = |name: &str| rows[0].iter().position(|header| header == name).unwrap();
    let low: f64 = rows[3][column("f1_low")].parse().unwrap();
    assert!(low <= 2.0 / 3.0);
    assert_eq!(rows[5][column("roc_auc")], "");
    let refused = place.failure("evaluate test.csv --format csv --errors 3", 2);
    assert!(refused.contains("left out with CSV"), "{refused}");
}

#[test]
fn the_worst_errors_are_explained() {
    let place = four_rows();
    let table = place.output("evaluate test.csv --model m.safetensors --errors 9");
    assert!(
        table.contains("wrongly given refugees, probability"),
        "{table}"
    );
    assert!(table.contains("missed border, probability"), "{table}");
    let json = place.output("evaluate test.csv --model m.safetensors --errors 1 --format json");
    let figures: Value = serde_json::from_str(&json).unwrap();
    let errors = figures["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 1);
    assert_eq!(
        (&errors[0]["row"], &errors[0]["id"]),
        (&4.into(), &"4".into())
    );
    assert_eq!(errors[0]["wanted"], false);
    assert!(!errors[0]["contributions"].as_array().unwrap().is_empty());
}

#[test]
fn another_column_can_be_the_text() {
    let place = Workplace::new();
    place.write("test.csv", "id,t,labels\n1,打击恐怖主义,terrorism\n");
    let table = place.output("evaluate test.csv --text-column t --topics-column labels");
    assert!(table.contains("rows 1"), "{table}");
}

#[test]
fn the_default_model_can_be_looked_into() {
    let place = Workplace::new();
    let text = place.output("inspect");
    for expected in [
        "38 topics",
        "character n-grams",
        "terrorism",
        "Strongest terms",
        "threshold",
    ] {
        assert!(text.contains(expected), "{expected}");
    }
    let json: Value = serde_json::from_str(&place.output("inspect --format json")).unwrap();
    assert_eq!(json["topics"].as_array().unwrap().len(), 38);
    assert!(json["record"]["rows"].as_u64().unwrap() > 6000);
}
