//! The command line: parses, runs, reports.

use std::process::ExitCode;

fn main() -> ExitCode {
    thematic::cli::run(std::env::args_os())
}
