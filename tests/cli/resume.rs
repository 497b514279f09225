//! Runs that are interrupted and gone on with.
#![cfg(unix)]

use std::fs;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::Workplace;

/// What is given to the program: a pipe in a folder would be passed over.
const IN: &str = "in/1.txt in/2.txt in/3.txt in/4.txt in/5.txt";

/// Five documents, the fourth of them a pipe that nobody writes to.
fn documents_with_a_pipe() -> Workplace {
    let place = Workplace::new();
    fs::create_dir(place.path("in")).unwrap();
    for number in [1, 2, 3, 5] {
        place.write(
            &format!("in/{number}.txt"),
            format!("第{number}次会议：打击恐怖主义，保护平民。\n\n加强边境管制。\n"),
        );
    }
    let made = Command::new("mkfifo").arg(place.path("in/4.txt")).status();
    assert!(made.unwrap().success());
    place
}

fn start(place: &Workplace, arguments: &str) -> Child {
    Command::new(assert_cmd::cargo::cargo_bin("thematic"))
        .args(arguments.split_whitespace())
        .current_dir(place.path("."))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Interrupts the program once `is_far_enough`; what it says on standard error.
fn interrupt(child: Child, is_far_enough: impl Fn() -> bool) -> String {
    let began = Instant::now();
    while !is_far_enough() {
        assert!(began.elapsed() < Duration::from_mins(1), "nothing is done");
        std::thread::sleep(Duration::from_millis(20));
    }
    let killed = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(killed.unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8(output.stderr).unwrap()
}

/// Puts a document in the place of the pipe.
fn mend(place: &Workplace) {
    fs::remove_file(place.path("in/4.txt")).unwrap();
    place.write("in/4.txt", "第4次会议。\n");
}

fn lines(place: &Workplace, name: &str) -> usize {
    fs::read_to_string(place.path(name)).map_or(0, |text| text.lines().count())
}

#[test]
fn a_resumed_run_into_one_file_gives_the_same_bytes() {
    for (output, options) in [
        ("t.csv", "--explain"),
        ("t.xlsx", ""),
        ("t.html", ""),
        ("t.json", "--summary"),
    ] {
        let place = documents_with_a_pipe();
        let run = format!("tag {IN} --output {output} {options}");
        let partial = format!("{output}.partial");
        let said = interrupt(start(&place, &run), || lines(&place, &partial) == 4);
        assert_eq!(
            said,
            "thematic: interrupted when 3 documents were done; --resume goes on from there\n"
        );
        assert!(!place.path(output).exists());
        mend(&place);
        // Half a line, as a run that was killed leaves it.
        let mut kept = fs::read(place.path(&partial)).unwrap();
        kept.extend_from_slice(b"{\"input\":\"in/5.txt\",\"mem");
        fs::write(place.path(&partial), kept).unwrap();
        place.output(&format!("{run} --resume"));
        assert_eq!(place.files(), ["in", output]);
        let resumed = fs::read(place.path(output)).unwrap();
        fs::remove_file(place.path(output)).unwrap();
        place.output(&run);
        assert_eq!(fs::read(place.path(output)).unwrap(), resumed, "{output}");
    }
}

#[test]
fn only_what_is_missing_or_has_changed_is_done_again() {
    let place = documents_with_a_pipe();
    let run = &format!("tag {IN} --output t.csv");
    interrupt(start(&place, run), || lines(&place, "t.csv.partial") == 4);
    mend(&place);
    place.write("in/1.txt", "A text of another length.\n");
    // What was done is not read again: not even that it is gone is noticed.
    let kept = place
        .read("t.csv.partial")
        .replace("第2次会议", "第二次会议");
    place.write("t.csv.partial", kept);
    place.output(&format!("tag {IN} --output t.csv --resume"));
    let table = place.read("t.csv");
    assert!(table.contains("A text of another length.") && table.contains("第二次会议"));
    assert!(!table.contains("第1次会议") && table.contains("第4次会议"));
}

#[test]
fn a_run_with_other_options_is_not_gone_on_with() {
    let place = documents_with_a_pipe();
    let run = &format!("tag {IN} --output t.csv");
    interrupt(start(&place, run), || lines(&place, "t.csv.partial") == 4);
    mend(&place);
    place.refused(
        &format!("tag {IN} --output t.csv --resume --threshold 0.9"),
        "t.csv.partial: the choice of topics of the interrupted run was \"by the model's \
         thresholds\", not \"from the probability 0.9 on\"",
        1,
    );
    place.refused(
        &format!("tag {IN} --output t.csv --resume --only kind=text"),
        "t.csv.partial: the choice of paragraphs of the interrupted run was",
        1,
    );
    place.write(
        "rows.csv",
        "text,topics\n边境管制,a\n边境巡逻,a\n难民营地,b\n难民返回,b\n",
    );
    place.output("train rows.csv --folds 0 --output other.safetensors");
    place.refused(
        &format!("tag {IN} --output t.csv --resume --model other.safetensors"),
        "t.csv.partial: the model of the interrupted run was",
        1,
    );
    place.output(&format!("tag {IN} --output t.csv"));
    assert_eq!(
        place.files(),
        ["in", "other.safetensors", "rows.csv", "t.csv"]
    );
}

#[test]
fn an_interruption_before_the_first_document_leaves_nothing() {
    let place = documents_with_a_pipe();
    let child = start(&place, "tag in/4.txt --output t.csv");
    let said = interrupt(child, || place.path("t.csv.partial").exists());
    assert_eq!(said, "thematic: interrupted; nothing was written\n");
    assert_eq!(place.files(), ["in"]);
}

#[test]
fn a_resumed_run_into_a_folder_passes_over_what_is_there() {
    let place = documents_with_a_pipe();
    let run = &format!("tag {IN} --output-dir out --format jsonl");
    let said = interrupt(start(&place, run), || {
        place.path("out/3.txt.jsonl").exists()
    });
    assert!(
        said.ends_with("documents were done; --resume goes on from there\n"),
        "{said}"
    );
    mend(&place);
    place.write("out/2.txt.jsonl", "kept\n");
    let later = fs::metadata(place.path("out/3.txt.jsonl"))
        .unwrap()
        .modified()
        .unwrap()
        + Duration::from_mins(1);
    let changed = fs::File::options()
        .write(true)
        .open(place.path("in/3.txt"))
        .unwrap();
    changed.set_modified(later).unwrap();
    place.write("out/3.txt.jsonl", "older than its document\n");
    place.output(&format!("{run} --resume"));
    assert_eq!(place.read("out/2.txt.jsonl"), "kept\n");
    for number in [1, 3, 4, 5] {
        let written = place.read(&format!("out/{number}.txt.jsonl"));
        assert!(written.contains(&format!("第{number}次会议")), "{written}");
    }
}

#[test]
fn a_file_that_is_no_progress_file_is_not_overwritten() {
    let place = Workplace::new();
    place.write("s.txt", "Text.\n");
    place.write("t.csv.partial", "precious\n");
    place.refused(
        "tag s.txt --output t.csv",
        "t.csv.partial: this is not what an interrupted run of this version leaves",
        1,
    );
    assert_eq!(place.read("t.csv.partial"), "precious\n");
}
