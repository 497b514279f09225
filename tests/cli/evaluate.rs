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
