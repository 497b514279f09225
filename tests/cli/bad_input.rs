//! What bad input gets: one sentence, the right status, nothing written.

use super::Workplace;

/// Runs a command that must fail with one sentence and leave no new file.
fn refused(place: &Workplace, arguments: &str, expected: &str) {
    refused_with(place, arguments, expected, 1);
}

fn refused_with(place: &Workplace, arguments: &str, expected: &str, status: i32) {
    let before = place.files();
    let error = place.failure(arguments, status);
    assert_eq!(error.lines().count(), 1, "{error}");
    assert!(error.contains(expected), "{expected:?} is not in {error:?}");
    assert_eq!(place.files(), before);
}

#[test]
fn wrong_usage_exits_with_2() {
    let place = Workplace::new();
    for arguments in [
        "",
        "tagg s.txt",
        "tag --threshold much",
        "tag --precision 0.9 --threshold 0.5 s.txt",
        "train rows.csv",
        "train --output m.safetensors",
        "train rows.csv --output m.safetensors --characters x",
        "evaluate",
        "tag --threads 0 s.txt",
    ] {
        place.failure(arguments, 2);
    }
}

#[test]
fn rows_with_faults_are_named_by_file_row_and_column() {
    let cases: [(&str, &[u8], &str); 11] = [
        (
            "no column",
            b"id,txt\n1,a\n",
            "rows.csv, row 1: there is no column \"text\"",
        ),
        (
            "no topics",
            b"id,text\n1,a\n",
            "there is no column \"topics\"",
        ),
        ("empty file", b"", "rows.csv: the file is empty"),
        (
            "header alone",
            b"text,topics\n",
            "rows.csv: there is no row below the header",
        ),
        (
            "no text",
            b"text,topics\na,x\n  ,x\n",
            "rows.csv, row 3, column text: there is no text",
        ),
        (
            "one label",
            b"text,topics\na,x\nb,x\n",
            "all 2 have the same topics (x)",
        ),
        (
            "no label",
            b"text,topics\na,\nb,\n",
            "neither this row nor any other has a topic",
        ),
        (
            "broken UTF-8",
            b"text,topics\n\xe8\xbe\xb9\xe7\x95\x8c\xff,x\n",
            "line 2: byte 19 (0xff) is not UTF-8",
        ),
        (
            "NUL",
            b"text,topics\na\0b,x\n",
            "row 2, column text: there is a NUL byte",
        ),
        (
            "fields",
            b"text,topics\na,x,y\n",
            "row 2: there are 3 fields where the header has 2",
        ),
        (
            "column twice",
            b"text,text,topics\na,b,x\n",
            "two columns are named \"text\"",
        ),
    ];
    for (what, csv, expected) in cases {
        let place = Workplace::new();
        place.write("rows.csv", csv);
        println!("{what}");
        refused(&place, "train rows.csv --output m.safetensors", expected);
    }
}

#[test]
fn topics_beyond_the_scheme_are_named() {
    let place = Workplace::new();
    place.write("topics.csv", "id\nyouth\n");
    place.write("rows.csv", "text,topics\na,youth\nb,yuoth\n");
    refused(
        &place,
        "train rows.csv --topics topics.csv --output m.safetensors",
        "rows.csv, row 3, column topics: the topic \"yuoth\" is unknown, the nearest is \"youth\"",
    );
    place.write("twice.csv", "id\nyouth\nyouth\n");
    refused(
        &place,
        "train rows.csv --topics twice.csv --output m.safetensors",
        "twice.csv, row 3, column id: the topic \"youth\" stands already in row 2",
    );
    place.write("glossary.csv", "term,topics\nx,old\n");
    place.write("good.csv", "text,topics\na,youth\nb,\n");
    refused(
        &place,
        "train good.csv --topics topics.csv --glossary glossary.csv --output m.safetensors",
        "glossary.csv, row 2, column topics: the topic \"old\" is unknown",
    );
    place.write("other.csv", "text,topics\na,yoga\n");
    refused(
        &place,
        "evaluate other.csv",
        "other.csv, row 2, column topics: the topic \"yoga\" is unknown",
    );
}

#[test]
fn parameters_out_of_range_are_named() {
    let place = Workplace::new();
    place.write_rows("rows.csv", 20);
    place.write("s.txt", "边境\n");
    let cases = [
        ("train rows.csv -o m.safetensors --c=-1", "C is -1"),
        ("train rows.csv -o m.safetensors --c nan", "C is NaN"),
        (
            "train rows.csv -o m.safetensors --algorithm logistic --c 1e39",
            "not finite",
        ),
        (
            "train rows.csv -o m.safetensors --folds 1",
            "the number of folds is 1",
        ),
        ("train rows.csv -o m.safetensors --characters 3-2", "3-2"),
        (
            "train rows.csv -o m.safetensors --min-document-frequency 0",
            "is 0",
        ),
        (
            "train rows.csv -o m.safetensors --min-document-frequency 999",
            "lower it",
        ),
        (
            "train rows.csv -o m.safetensors --no-words --no-word-pairs --characters 0",
            "with at least one of them",
        ),
        (
            "train rows.csv -o m.safetensors --folds 0 --out-of-fold p.csv",
            "the number of folds is 0",
        ),
        ("tag s.txt --precision 1.5", "the precision is 1.5"),
        ("tag s.txt --threshold -0.1", "the threshold is -0.1"),
        (
            "tag s.txt --min-topics 39",
            "the smallest number of topics is 39",
        ),
        (
            "tag s.txt --min-topics 2 --max-topics 1",
            "the smallest number of topics is 2",
        ),
    ];
    for (arguments, expected) in cases {
        refused_with(&place, arguments, expected, 2);
    }
}

#[test]
fn files_that_are_not_there_or_of_another_kind_are_named() {
    let place = Workplace::new();
    place.write("nul.txt", b"a\0b\n");
    place.write("r.csv", "text\na\n");
    place.write("s.txt", "a\n");
    refused(&place, "tag none.txt", "cannot read none.txt");
    refused(
        &place,
        "tag nul.txt",
        "nul.txt, line 1: there is a NUL byte",
    );
    refused_with(&place, "tag r.csv s.txt", "tag them in two runs", 2);
    refused_with(
        &place,
        "split r.csv",
        "a document; the rows of a CSV file are paragraphs already",
        2,
    );
    refused(
        &place,
        "tag r.csv --text-column body",
        "there is no column \"body\"",
    );
    refused(
        &place,
        "tag s.txt --output none/t.csv",
        "cannot write none/t.csv",
    );
    refused(
        &place,
        "train r.csv --output none/m.safetensors",
        "cannot write none/m.safetensors",
    );
    refused(&place, "train r.csv --output .", "cannot write .");
}

#[test]
fn a_fault_far_into_a_table_leaves_no_half_of_a_result() {
    let place = Workplace::new();
    let mut csv = String::from("id,text\n");
    for row in 0..10_000 {
        csv.push_str(&format!("{row},边境\n"));
    }
    csv.push_str("10000,a,b\n");
    place.write("r.csv", csv);
    refused(
        &place,
        "tag r.csv --output t.csv",
        "r.csv, row 10002: there are 3 fields",
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said() {
    let place = Workplace::new();
    place.write_rows("rows.csv", 20);
    place.write("s.txt", "边境\n");
    refused(
        &place,
        "tag s.txt --output /dev/full",
        "cannot write /dev/full: No space left",
    );
    refused(
        &place,
        "train rows.csv --output /dev/full",
        "cannot write /dev/full: No space left",
    );
    let full = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let status = std::process::Command::new(assert_cmd::cargo::cargo_bin("thematic"))
        .args(["tag", "s.txt"])
        .current_dir(place.path("."))
        .stdout(full)
        .stderr(std::process::Stdio::null())
        .status()
        .unwrap();
    assert_eq!(status.code(), Some(1));
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_failure() {
    use std::process::{Command, Stdio};
    let place = Workplace::new();
    let mut csv = String::from("text\n");
    for _ in 0..20_000 {
        csv.push_str("边境管制和国际合作\n");
    }
    place.write("r.csv", csv);
    let mut child = Command::new(assert_cmd::cargo::cargo_bin("thematic"))
        .args(["tag", "r.csv"])
        .current_dir(place.path("."))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn a_text_of_one_long_line_is_tagged() {
    let place = Workplace::new();
    place.write("long.txt", "安全理事会强调边境管制".repeat(60_000));
    let output = place.output("tag long.txt");
    assert_eq!(output.lines().count(), 1);
    assert!(output.contains("border-security"));
}

#[test]
fn an_output_that_is_an_input_is_refused() {
    let place = Workplace::new();
    place.write_rows("rows.csv", 20);
    place.write("s.txt", "边境\n");
    for arguments in [
        "tag s.txt --output s.txt",
        "tag s.txt --output ./s.txt",
        "split s.txt --output s.txt",
        "evaluate rows.csv --output rows.csv",
        "train rows.csv --output rows.csv",
        "train rows.csv --output m.safetensors --out-of-fold rows.csv",
        "train rows.csv --output m.safetensors --out-of-fold m.safetensors",
    ] {
        refused_with(&place, arguments, "the output is", 2);
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_is_replaced_keeps_its_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let place = Workplace::new();
    place.write("s.txt", "边境\n");
    place.write("t.csv", "old");
    let private = std::fs::Permissions::from_mode(0o600);
    std::fs::set_permissions(place.path("t.csv"), private).unwrap();
    place.output("tag s.txt --output t.csv");
    let mode = std::fs::metadata(place.path("t.csv"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn columns_that_no_comma_separates_are_named() {
    let place = Workplace::new();
    place.write("r.csv", "text;topics\na;b\n");
    refused(
        &place,
        "tag r.csv",
        "the columns seem to be separated by ';'",
    );
}
