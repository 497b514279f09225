//! The binary through its real command line, in temporary folders.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

mod audit;
mod bad_input;
mod compare;
mod cross_validate;
mod documents;
mod evaluate;
mod interrupt;
mod model;
mod outputs;
mod report;
mod resume;
mod spreadsheet;
mod tag;
mod train;
mod tune;

use std::fs;
use std::path::PathBuf;

use assert_cmd::Command;
use tempfile::TempDir;

/// A temporary folder and the program that works in it.
pub(crate) struct Workplace {
    folder: TempDir,
}

impl Workplace {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// The names of all files, sorted, hidden ones included.
    pub(crate) fn files(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// The program with arguments separated by spaces.
    pub(crate) fn thematic(&self, arguments: &str) -> Command {
        let mut command = Command::cargo_bin("thematic").unwrap();
        command
            .current_dir(self.folder.path())
            .args(arguments.split_whitespace());
        command
    }

    /// What the program prints when it succeeds.
    pub(crate) fn output(&self, arguments: &str) -> String {
        let assert = self.thematic(arguments).assert().success();
        String::from_utf8(assert.get_output().stdout.clone()).unwrap()
    }

    /// What the program says on standard error when it fails with this status.
    pub(crate) fn failure(&self, arguments: &str, status: i32) -> String {
        let assert = self.thematic(arguments).assert().code(status);
        let output = assert.get_output();
        assert_eq!(String::from_utf8_lossy(&output.stdout), "");
        String::from_utf8(output.stderr.clone()).unwrap()
    }

    /// Runs a command that must fail with this status and one sentence, and
    /// leave no new file.
    pub(crate) fn refused(&self, arguments: &str, expected: &str, status: i32) {
        let before = self.files();
        let error = self.failure(arguments, status);
        assert_eq!(error.lines().count(), 1, "{arguments}: {error}");
        assert!(
            error.starts_with(&format!("thematic: {expected}")),
            "{arguments}: {expected:?} is not in {error:?}"
        );
        assert_eq!(self.files(), before, "{arguments}");
    }

    /// Rows of two topics that are easily told apart, some with both, some with
    /// neither; three neighbours are a group.
    pub(crate) fn write_rows(&self, name: &str, n: usize) {
        let mut csv = String::from("id,text,topics,group\n");
        for row in 0..n {
            let (text, topics) = match row % 4 {
                0 => ("边境哨所和海关人员加强巡逻", "border"),
                1 => ("难民返回家园并得到安置", "refugees"),
                2 => ("难民越过边境，海关人员登记", "border;refugees"),
                _ => ("会议于上午十时开始", ""),
            };
            csv.push_str(&format!(
                "{row},第{row}段{text}第{}次,{topics},{}\n",
                row * 7 % 13,
                row / 3
            ));
        }
        self.write(name, csv);
    }
}

/// The rows of a CSV text, the header first.
pub(crate) fn rows(csv: &str) -> Vec<Vec<String>> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(csv.as_bytes())
        .records()
        .map(|record| record.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

/// Where a file of the project is.
pub(crate) fn project(path: &str) -> String {
    format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))
}
