//! Ctrl-C.
#![cfg(unix)]

use std::process::{Command, Stdio};
use std::time::Duration;

use super::Workplace;

#[test]
fn ctrl_c_while_training_leaves_nothing_behind() {
    let place = Workplace::new();
    place.write_rows("rows.csv", 40_000);
    let child = Command::new(assert_cmd::cargo::cargo_bin("thematic"))
        .args([
            "train",
            "rows.csv",
            "--output",
            "m.safetensors",
            "--algorithm",
            "logistic",
        ])
        .current_dir(place.path("."))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(400));
    let killed = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(
        killed.success(),
        "training was over before it could be interrupted"
    );
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "thematic: interrupted; nothing was written\n"
    );
    assert_eq!(place.files(), ["rows.csv"]);
}

#[test]
fn ctrl_c_while_tuning_keeps_the_best_so_far() {
    let place = Workplace::new();
    place.write_rows("rows.csv", 60);
    let child = Command::new(assert_cmd::cargo::cargo_bin("thematic"))
        .args(["tune", "rows.csv", "--time-limit", "10m", "--folds", "2"])
        .args(["--output", "m.safetensors", "--trials", "trials.csv"])
        .current_dir(place.path("."))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_secs(2));
    let killed = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(killed.success(), "the search was over too soon");
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
    let summary = String::from_utf8_lossy(&output.stdout);
    assert!(summary.contains("m.safetensors written"), "{summary}");
    assert!(super::rows(&place.read("trials.csv")).len() > 3);
    place.output("inspect m.safetensors");
    assert_eq!(place.files(), ["m.safetensors", "rows.csv", "trials.csv"]);
}
