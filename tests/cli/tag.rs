//! `thematic tag` and `thematic split`.

use serde_json::Value;

use super::{Workplace, project, rows};

const STATEMENT: &str = "安全理事会主席声明\n\
    安全理事会对恐怖主义团体跨越边境贩运轻小武器表示严重关切，并促请会员国加强边境管制。\n\
    安全理事会呼吁各方确保人道主义准入，并保护平民。\n";

fn json_lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn a_statement_becomes_json_lines_in_a_pipe() {
    let place = Workplace::new();
    place.write("s.txt", STATEMENT);
    let lines = json_lines(&place.output("tag s.txt"));
    assert_eq!(lines.len(), 3);
    let second = &lines[1];
    assert_eq!(second["document"], "s.txt");
    assert_eq!(second["paragraph"], 2);
    assert!(
        second["text"]
            .as_str()
            .unwrap()
            .starts_with("安全理事会对恐怖主义")
    );
    let ids: Vec<&str> = second["topics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|topic| topic["id"].as_str().unwrap())
        .collect();
    for expected in ["terrorism", "arms-trafficking", "border-security"] {
        assert!(ids.contains(&expected), "{ids:?}");
    }
    let first = &second["topics"][0];
    assert!(first["probability"].as_f64().unwrap() <= 1.0);
    let keys: Vec<&String> = first.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["id", "label", "probability"]);
}

#[test]
fn standard_input_is_a_statement() {
    let place = Workplace::new();
    let assert = place
        .thematic("tag")
        .write_stdin(STATEMENT)
        .assert()
        .success();
    let output = String::from_utf8(assert.get_output().stdout.clone()).unwrap();
    assert_eq!(json_lines(&output)[0]["document"], "standard input");
}

#[test]
fn labels_are_in_the_language_asked_for() {
    let place = Workplace::new();
    place.write("s.txt", "打击恐怖主义。\n");
    let label = |arguments: &str| {
        let lines = json_lines(&place.output(arguments));
        lines[0]["topics"][0]["label"].as_str().unwrap().to_owned()
    };
    assert_eq!(label("tag s.txt"), "恐怖主义与暴力极端主义");
    assert_eq!(
        label("tag s.txt --label-language en"),
        "Terrorism and violent extremism"
    );
    let error = place.failure("tag s.txt --label-language fr", 2);
    assert!(error.contains("en or zh"), "{error}");
}

#[test]
fn json_is_one_array() {
    let place = Workplace::new();
    place.write("s.txt", STATEMENT);
    let array: Value = serde_json::from_str(&place.output("tag s.txt --format json")).unwrap();
    assert_eq!(array.as_array().unwrap().len(), 3);
    place.write("empty.txt", "\n \n");
    let array: Value = serde_json::from_str(&place.output("tag empty.txt --format json")).unwrap();
    assert_eq!(array.as_array().unwrap().len(), 0);
}

#[test]
fn a_table_shows_number_topics_and_beginning_within_its_width() {
    let place = Workplace::new();
    place.write("s.txt", STATEMENT);
    let table = place.output("tag s.txt --format table");
    assert!(table.contains("恐怖主义与暴力极端主义"), "{table}");
    assert!(
        table
            .lines()
            .any(|line| line.trim_start().starts_with("2 ")),
        "{table}"
    );
    for line in table.lines() {
        assert!(unicode_width::UnicodeWidthStr::width(line) <= 100, "{line}");
    }
}

#[test]
fn every_row_and_column_of_a_table_is_kept() {
    let place = Workplace::new();
    let csv = "number,text,remark\r\n\
        1,\"打击恐怖主义，\n加强合作\",\"a, b\"\r\n\
        2,,empty\r\n\
        3,\"他说\"\"边境管制\"\"\",\r\n";
    place.write("r.csv", csv);
    let output = rows(&place.output("tag r.csv"));
    assert_eq!(
        output[0],
        ["number", "text", "remark", "topics", "probabilities"]
    );
    assert_eq!(output.len(), 4);
    let input = rows(csv);
    for (before, after) in input.iter().zip(&output) {
        assert_eq!(before[..], after[..3]);
    }
    let topics: Vec<&str> = output[1][3].split(';').collect();
    let probabilities: Vec<f64> = output[1][4]
        .split(';')
        .map(|p| p.parse().unwrap())
        .collect();
    assert_eq!(topics.len(), probabilities.len());
    assert!(topics.contains(&"terrorism") && topics.contains(&"cooperation"));
    assert!(probabilities.is_sorted_by(|a, b| a >= b));
    assert_eq!(output[2][3..], ["", ""]);
}

#[test]
fn a_table_that_has_topics_already_keeps_them() {
    let place = Workplace::new();
    place.write("r.csv", "text,topics\n打击恐怖主义,mine\n");
    let output = rows(&place.output("tag r.csv"));
    assert_eq!(
        output[0],
        [
            "text",
            "topics",
            "predicted_topics",
            "predicted_probabilities"
        ]
    );
    assert_eq!(output[1][1], "mine");
    assert!(output[1][2].contains("terrorism"));
}

#[test]
fn many_rows_come_out_in_their_order_whatever_the_number_of_threads() {
    let place = Workplace::new();
    let mut csv = String::from("id,text\n");
    for row in 0..9_000 {
        csv.push_str(&format!("{row},第{row}次会议审议边境管制\n"));
    }
    place.write("r.csv", csv);
    place.output("tag r.csv --output one.csv --threads 1");
    place.output("tag r.csv --output two.csv --threads 2");
    assert_eq!(place.read("one.csv"), place.read("two.csv"));
    let output = rows(&place.read("one.csv"));
    assert_eq!(output.len(), 9_001);
    assert!((0..9_000).all(|row| output[row + 1][0] == row.to_string()));
}

#[test]
fn contributions_add_up_to_the_decision_value() {
    let place = Workplace::new();
    place.write("s.txt", STATEMENT);
    let lines = json_lines(&place.output("tag s.txt --explain"));
    let mut topics = 0;
    for topic in lines
        .iter()
        .flat_map(|line| line["topics"].as_array().unwrap())
    {
        let sum: f64 = topic["terms"]
            .as_array()
            .unwrap()
            .iter()
            .map(|term| term["contribution"].as_f64().unwrap())
            .sum();
        let value = topic["decision_value"].as_f64().unwrap();
        assert!((sum - value).abs() < 1e-4, "{sum} against {value}");
        topics += 1;
    }
    assert!(topics > 3);
    let terrorism = lines[1]["topics"]
        .as_array()
        .unwrap()
        .iter()
        .find(|topic| topic["id"] == "terrorism")
        .unwrap();
    let named = terrorism["glossary"].as_array().unwrap();
    assert!(
        named
            .iter()
            .any(|term| term.as_str().unwrap().contains("恐怖主义"))
    );
    assert!(
        terrorism["best_clause"]
            .as_str()
            .unwrap()
            .contains("恐怖主义")
    );
}

#[test]
fn options_bound_the_number_of_topics() {
    let place = Workplace::new();
    place.write("s.txt", STATEMENT);
    let counts = |options: &str| -> Vec<usize> {
        json_lines(&place.output(&format!("tag s.txt {options}")))
            .iter()
            .map(|line| line["topics"].as_array().unwrap().len())
            .collect()
    };
    assert!(counts("--max-topics 1").iter().all(|n| *n <= 1));
    assert!(counts("--min-topics 2").iter().all(|n| *n >= 2));
    assert_eq!(counts("--threshold 0"), [38, 38, 38]);
    let rows_file = project("training-data/zh.csv");
    let given = |precision: &str| -> usize {
        let output = place.output(&format!("tag {rows_file} --precision {precision}"));
        let tags = rows(&output).into_iter().skip(1);
        tags.map(|row| row[6].split(';').filter(|id| !id.is_empty()).count())
            .sum()
    };
    let (strict, loose) = (given("0.98"), given("0.7"));
    assert!(strict < loose, "{strict} against {loose}");
}

#[test]
fn several_documents_are_told_apart() {
    let place = Workplace::new();
    place.write("a.txt", "打击恐怖主义。\n");
    place.write("b.txt", "保护平民。\n");
    let output = rows(&place.output("tag a.txt b.txt --format csv"));
    assert_eq!(output[0].last().unwrap(), "probabilities");
    let place_of = |row: &[String]| (row[0].clone(), row[8].clone());
    assert_eq!(place_of(&output[1]), ("a.txt".into(), "1".into()));
    assert_eq!(place_of(&output[2]), ("b.txt".into(), "1".into()));
}

#[test]
fn the_name_of_the_output_chooses_the_format() {
    let place = Workplace::new();
    place.write("s.txt", STATEMENT);
    place.output("tag s.txt --output t.csv");
    assert!(place.read("t.csv").starts_with("document,symbol,"));
    place.output("tag s.txt --output t.json");
    assert!(place.read("t.json").starts_with("[\n{"));
    assert_eq!(place.files(), ["s.txt", "t.csv", "t.json"]);
}

#[test]
fn gb18030_and_utf16_files_are_read() {
    let place = Workplace::new();
    let text = "安全理事会强调必须打击恐怖主义，加强边境管制和国际合作。\n";
    let gb18030 = encoding_rs::GB18030.encode(text).0.into_owned();
    let utf16: Vec<u8> = std::iter::once(0xfeff)
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    place.write("utf8.txt", text);
    place.write("gb.txt", gb18030);
    place.write("utf16.txt", utf16);
    let of = |name: &str| {
        let mut line = json_lines(&place.output(&format!("tag {name}"))).remove(0);
        line["document"] = Value::Null;
        line
    };
    assert_eq!(of("gb.txt"), of("utf8.txt"));
    assert_eq!(of("utf16.txt"), of("utf8.txt"));
}

#[test]
fn traditional_text_is_tagged_as_simplified_text_is() {
    let place = Workplace::new();
    place.write("t.txt", "打擊恐怖主義，加強邊境管制。\n");
    let line = json_lines(&place.output("tag t.txt")).remove(0);
    assert_eq!(line["text"], "打擊恐怖主義，加強邊境管制。");
    let topics = line["topics"].to_string();
    assert!(topics.contains("terrorism") && topics.contains("border-security"));
}

#[test]
fn split_gives_the_paragraphs_as_text_json_and_rows_to_label() {
    let place = Workplace::new();
    place.write("s.txt", STATEMENT);
    assert_eq!(place.output("split s.txt").matches("\n\n").count(), 2);
    let lines = json_lines(&place.output("split s.txt --format jsonl"));
    assert_eq!(lines[2]["paragraph"], 3);
    let csv = rows(&place.output("split s.txt --format csv"));
    assert_eq!(csv[0][..3], ["id", "text", "topics"]);
    assert_eq!(csv[1][..3], ["s.txt#1", "安全理事会主席声明", ""]);
}

#[test]
fn completions_name_the_commands() {
    let place = Workplace::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = place.output(&format!("completions {shell}"));
        assert!(script.contains("evaluate"), "{shell}");
    }
}
