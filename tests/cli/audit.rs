//! `thematic audit`.

use serde_json::Value;

use super::{Workplace, rows};

const FAST: &str = "audit rows.csv --folds 3 --quiet";

/// Sixty rows of three topics, of which row 1 lacks its topic and row 2 has
/// another's, and every other kind of fault behind them.
fn faulty() -> Workplace {
    let place = Workplace::new();
    let mut csv = String::from("id,text,topics\n");
    for row in 0..60 {
        let (text, topics) = match row % 3 {
            0 => ("边境哨所和海关人员加强巡逻", "border"),
            1 => ("难民返回家园并得到安置", "refugees"),
            _ => ("会议于上午十时开始", ""),
        };
        let topics = match row {
            0 => "",
            1 => "border",
            _ => topics,
        };
        // Words of its own, so that rows are no near-duplicates.
        let own: String = ["zq", "kx", "vw"]
            .iter()
            .map(|word| format!(" {word}{}", "abcdefghij".chars().nth(row / 6).unwrap()))
            .chain((0..4).map(|n| format!(" {}", (row * 7919 + n * 104_729) % 99_991)))
            .collect();
        csv.push_str(&format!("{row},{text}{own},{topics}\n"));
    }
    csv.push_str("60,,\n");
    csv.push_str(&format!("61,{},\n", "会议于上午十时开始".repeat(200)));
    csv.push_str("5,安全理事会重申必须加强裁军谈判的多边机制,arms;weapons\n");
    csv.push_str("63,安全理事会重申必须加强裁军谈判的多边机制。,\n");
    csv.push_str("64,核武器不扩散条约的审议大会,arms;weapons\n");
    place.write("rows.csv", csv);
    place
}

#[test]
fn every_kind_of_fault_is_found() {
    let place = faulty();
    let json = place.output(&format!("{FAST} --format json"));
    let found: Vec<Value> = serde_json::from_str(&json).unwrap();
    let of = |kind: &str| -> Vec<&Value> {
        let of = found.iter().filter(|finding| finding["finding"] == kind);
        of.collect()
    };
    let doubted = |kind: &str, row: usize, topic: &str| {
        let found = of(kind)
            .into_iter()
            .any(|f| f["row"] == row && f["topic"] == topic);
        assert!(found, "{kind}, row {row}, {topic}: {json}");
    };
    doubted("probably missing", 1, "border");
    doubted("probably wrong", 2, "border");
    doubted("probably missing", 2, "refugees");
    let twins = of("near-duplicate with other topics");
    assert_eq!(twins.len(), 1);
    assert_eq!(
        (&twins[0]["row"], &twins[0]["other_row"]),
        (&64.into(), &63.into())
    );
    assert_eq!(twins[0]["value"], 1.0);
    let rare: Vec<&Value> = of("rare topic").iter().map(|f| &f["topic"]).collect();
    assert_eq!(rare, ["arms", "weapons"]);
    assert_eq!(of("never apart")[0]["topic"], "arms;weapons");
    assert_eq!(of("never apart")[0]["value"], 2.0);
    assert_eq!(of("no text")[0]["row"], 61);
    assert_eq!(of("oversized")[0]["row"], 62);
    assert_eq!(of("oversized")[0]["value"], 1800.0);
    let repeated = of("repeated id")[0];
    assert_eq!(
        (&repeated["row"], &repeated["other_row"]),
        (&63.into(), &6.into())
    );

    // The table in CSV has the same findings in the same order.
    place.output(&format!("{FAST} --output findings.csv"));
    let csv = rows(&place.read("findings.csv"));
    let header = [
        "finding",
        "row",
        "id",
        "other_row",
        "topic",
        "value",
        "text",
    ];
    assert_eq!(csv[0], header);
    assert_eq!(csv.len(), found.len() + 1);
    for (row, finding) in csv[1..].iter().zip(&found) {
        assert_eq!(row[0], finding["finding"].as_str().unwrap());
        assert_eq!(
            row[1],
            finding["row"]
                .as_u64()
                .map_or(String::new(), |n| n.to_string())
        );
    }
}

#[test]
fn table_and_page_show_each_kind() {
    let place = faulty();
    let table = place.output(&format!("{FAST} --show 1"));
    place.output(&format!("{FAST} --output page.html"));
    let page = place.read("page.html");
    for expected in [
        "Labels that are probably wrong: ",
        "Labels that are probably missing: ",
        "Topics with doubtful labels: ",
        "Near-duplicates: 1",
        "Topics that are too rare or never apart: 3",
        "Rows to look at: 3",
    ] {
        assert!(table.contains(expected), "{expected} is not in\n{table}");
        assert!(page.contains(expected), "{expected}");
    }
    assert!(
        table.contains("never apart from weapons in 2 rows"),
        "{table}"
    );
    assert!(page.contains("Audit of rows.csv") && page.contains("1800 characters"));
    // One example of each kind: the second row to look at is not among them.
    assert!(
        table.contains("no text") && !table.contains("1800 characters"),
        "{table}"
    );
}

#[test]
fn the_same_rows_give_the_same_findings_with_any_number_of_threads() {
    let place = faulty();
    let with = |threads| place.output(&format!("{FAST} -f csv --threads {threads}"));
    assert_eq!(with(1), with(2));
}

#[test]
fn small_and_odd_tables_are_audited() {
    let place = Workplace::new();
    place.write(
        "few.csv",
        "text,topics\n边境,a\n边境,a\n难民,\n难民,\n难民,\n,\n",
    );
    let found = place.output("audit few.csv --folds 2 --min-document-frequency 1 -f csv");
    assert!(found.contains("rare topic,,,,a,2.0000,"), "{found}");
    assert!(found.contains("no text,6,,,,,"), "{found}");
    let mut one_topic = String::from("text,topics\n");
    for row in 0..12 {
        one_topic.push_str(&format!("边境 管制 {row},{}\n", ["a", ""][row % 2]));
    }
    place.write("one.csv", one_topic);
    place.output("audit one.csv --show 0");
}

#[test]
fn what_cannot_be_audited_is_refused() {
    let place = Workplace::new();
    place.write_rows("rows.csv", 24);
    place.write(
        "group.csv",
        "text,topics,g\n边境 一,a,1\n边境 二,,1\n边境 三,a,1\n",
    );
    place.write("same.csv", "text,topics\n边境,a\n难民,a\n");
    place.write("empty.csv", "text,topics\n,a\n,\n,a\n,\n");
    place.write("topics.csv", "id\nborder\n");
    for (arguments, expected) in [
        (
            "rows.csv --folds 0",
            "the number of folds is 0, but must be at least 2",
        ),
        (
            "rows.csv --folds 1",
            "the number of folds is 1, but must be",
        ),
        (
            "rows.csv --min-document-frequency 99",
            "the minimum document frequency is 99",
        ),
        ("rows.csv --output rows.csv", "the output is rows.csv"),
    ] {
        place.refused(&format!("audit {arguments}"), expected, 2);
    }
    for (arguments, expected) in [
        ("none.csv", "cannot read none.csv"),
        ("rows.csv --output none/a.html", "cannot write none/a.html"),
        (
            "rows.csv --text-column body",
            "rows.csv, row 1: there is no column \"body\"",
        ),
        (
            "group.csv --group-column g",
            "the training rows: all 3 are of one group",
        ),
        (
            "same.csv",
            "the training rows: all 2 have the same topics (a)",
        ),
        (
            "empty.csv --min-document-frequency 1",
            "the training rows: none of 3 has a term to learn from",
        ),
        (
            "rows.csv --topics topics.csv",
            "rows.csv, row 3, column topics: the topic \"refugees\" is unknown",
        ),
    ] {
        place.refused(&format!("audit {arguments}"), expected, 1);
    }
    for similarity in ["0", "1.5", "nan", "much"] {
        place.failure(&format!("audit rows.csv --similarity {similarity}"), 2);
    }
}
