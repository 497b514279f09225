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
