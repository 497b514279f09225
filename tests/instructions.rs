//! The logic that compares counts of instructions with recorded ones: what
//! decides whether a change may pass.

#[path = "../benches/instructions/comparison.rs"]
mod comparison;

use comparison::{Change, Count, Verdict, changes, header, read, total, write};

fn count(stage: &str, instructions: u64, toolchain: &str) -> Count {
    Count {
        stage: stage.to_owned(),
        instructions,
        toolchain: toolchain.to_owned(),
    }
}

fn change(instructions: u64, toolchain: &str) -> Change {
    Change {
        counted: count("fit", instructions, toolchain),
        recorded: count("fit", 1000, "rustc 1"),
    }
}

#[test]
fn a_change_within_five_per_cent_is_none() {
    for instructions in [950, 1000, 1050] {
        assert_eq!(change(instructions, "rustc 1").verdict(), Verdict::Same);
    }
}

#[test]
fn a_rise_and_a_fall_beyond_five_per_cent_are_told_apart() {
    assert_eq!(change(1051, "rustc 1").verdict(), Verdict::Risen);
    assert_eq!(change(949, "rustc 1").verdict(), Verdict::Fallen);
}

#[test]
fn counts_of_another_toolchain_are_not_judged() {
    assert_eq!(change(2000, "rustc 2").verdict(), Verdict::Incomparable);
}

#[test]
fn the_table_shows_both_counts_and_the_change() {
    let line = change(1062, "rustc 1").to_string();
    assert_eq!(
        line,
        "fit                     1062            1000     +6.20 %  RISEN"
    );
    assert_eq!(header().len(), line.len() - "  RISEN".len());
}

#[test]
fn stages_that_are_not_the_recorded_ones_are_an_error() {
    let error = changes(
        vec![count("tag", 1, ""), count("fit", 1, "")],
        vec![count("tag", 1, "")],
    );
    assert_eq!(
        error,
        Err("the stages are tag, fit, but counts are recorded of tag".to_owned())
    );
}

#[test]
fn what_is_recorded_is_read_back() {
    let counts = vec![count("tag", 12, "rustc 1 x"), count("fit", 34, "rustc 1 x")];
    let mut csv = Vec::new();
    write(&mut csv, &counts).unwrap();
    assert_eq!(read(csv.as_slice()).unwrap(), counts);
}

#[test]
fn the_total_is_found_in_what_callgrind_writes() {
    let profile = "events: Ir\nsummary: 7\n\nfn=(1) thematic::tag\n3 7\n\ntotals: 7\n";
    assert_eq!(total(profile), Some(7));
    assert_eq!(total("events: Ir\n"), None);
}
