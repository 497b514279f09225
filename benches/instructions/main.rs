//! Counts the instructions of each stage of the pipeline with callgrind, and
//! fails where there are more than are recorded. See `benches/instructions.md`.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a benchmark that fails may panic"
)]

mod comparison;
mod stages;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode};
use std::{env, io};

use comparison::{Count, TOLERANCE, Verdict};
use stages::STAGES;

type Result<T> = std::result::Result<T, String>;

/// The name of the profile, which is that of a folder under `target`, too.
const PROFILE: &str = "counts";
const COMMAND: &str = "cargo bench --profile counts --bench instructions";
const RECORD: &str = "cargo bench --profile counts --bench instructions -- record";

/// Where the recorded counts are, from the root of the project.
const RECORDED: &str = "benches/instructions/recorded.csv";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments[..] {
        // What valgrind runs.
        ["stage", name] => run(name),
        // cargo adds the option to `cargo bench`, but not to `cargo test`.
        ["--bench"] => count().and_then(check),
        ["record", "--bench"] => count().and_then(|counts| record(&counts)),
        _ => {
            println!("To count instructions: {COMMAND}");
            println!("To record the counts:  {RECORD}");
            Ok(())
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

/// Runs one stage on one thread, the only one that callgrind looks at.
fn run(name: &str) -> Result<()> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .use_current_thread()
        .build_global()
        .map_err(|error| error.to_string())?;
    let (_, stage) = STAGES
        .iter()
        .find(|(stage, _)| *stage == name)
        .ok_or_else(|| format!("there is no stage `{name}`"))?;
    stage();
    Ok(())
}

/// The counts of all stages, each from a process of its own: what one stage
/// leaves in memory or loads at first use changes none of the others.
fn count() -> Result<Vec<Count>> {
    let program = env::current_exe().map_err(|error| error.to_string())?;
    let folder = program.ancestors().nth(2).unwrap_or(&program);
    if !folder.ends_with(PROFILE) {
        return Err(format!(
            "this is not built with the profile `{PROFILE}`, as the recorded counts are; \
             run {COMMAND}"
        ));
    }
    let toolchain = toolchain()?;
    let profiles = Path::new(env!("CARGO_TARGET_TMPDIR")).join("instructions");
    fs::create_dir_all(&profiles)
        .map_err(|error| format!("{} could not be made: {error}", profiles.display()))?;
    println!("Callgrind's profiles: {}", profiles.display());
    let runs = STAGES.map(|(stage, _)| {
        let profile = profiles.join(format!("{stage}.callgrind"));
        let run = callgrind(&program, stage, &profile).spawn();
        (stage, profile, run)
    });
    // All are waited for before the first error is told: none runs on alone.
    let totals = runs.map(|(stage, profile, run)| {
        let total = run
            .map_err(|error| format!("valgrind could not be run: {error}; is it installed?"))
            .and_then(|child| total(stage, &profile, child));
        (stage, total)
    });
    totals
        .into_iter()
        .map(|(stage, total)| {
            Ok(Count {
                stage: stage.to_owned(),
                instructions: total?,
                toolchain: toolchain.clone(),
            })
        })
        .collect()
}

/// Waits for a stage's end and reads its count.
fn total(stage: &str, profile: &Path, mut run: Child) -> Result<u64> {
    let status = run.wait().map_err(|error| error.to_string())?;
    if !status.success() {
        return Err(format!("valgrind failed at the stage `{stage}`: {status}"));
    }
    let text = fs::read_to_string(profile)
        .map_err(|error| format!("{} could not be read: {error}", profile.display()))?;
    comparison::total(&text)
        .filter(|total| *total > 0)
        .ok_or_else(|| {
            format!(
                "callgrind counted nothing at the stage `{stage}`: is there still a function \
                 `counted` in the module `stages`?"
            )
        })
}

fn callgrind(program: &Path, stage: &str, profile: &Path) -> Command {
    let mut out_file = std::ffi::OsString::from("--callgrind-out-file=");
    out_file.push(profile);
    let mut command = Command::new("valgrind");
    command
        .args([
            "--quiet",
            "--tool=callgrind",
            "--toggle-collect=*stages::counted*",
        ])
        .arg(out_file)
        .arg(program)
        .args(["stage", stage]);
    command
}

/// What counts depend on beside the code. Callgrind shows programs the same
/// processor everywhere, but one with the widest vectors that it can run.
fn toolchain() -> Result<String> {
    let output = Command::new("rustc")
        .arg("-vV")
        .output()
        .map_err(|error| format!("rustc could not be asked for its version: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let mut lines = text.lines();
    let version = lines.next().unwrap_or_default();
    let host = lines
        .find_map(|line| line.strip_prefix("host: "))
        .unwrap_or_default();
    Ok(format!("{version} {host}{}", wide_vectors()))
}

#[cfg(target_arch = "x86_64")]
fn wide_vectors() -> &'static str {
    if std::arch::is_x86_feature_detected!("avx2") {
        " AVX2"
    } else {
        ""
    }
}

#[cfg(not(target_arch = "x86_64"))]
fn wide_vectors() -> &'static str {
    ""
}

fn recorded() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(RECORDED)
}

fn check(counts: Vec<Count>) -> Result<()> {
    let again = |error: String| format!("{RECORDED}: {error}; record the counts: {RECORD}");
    let file = File::open(recorded()).map_err(|error| again(error.to_string()))?;
    let recorded =
        comparison::read(io::BufReader::new(file)).map_err(|error| again(error.to_string()))?;
    let changes = comparison::changes(counts, recorded).map_err(again)?;
    println!("{}", comparison::header());
    for change in &changes {
        println!("{change}");
    }
    let with = |verdict| {
        changes
            .iter()
            .filter(move |change| change.verdict() == verdict)
    };
    if let Some(change) = with(Verdict::Incomparable).next() {
        println!(
            "note: recorded with {}, counted with {}: a rise is no failure",
            change.recorded.toolchain, change.counted.toolchain
        );
    }
    let limit = 100.0 * TOLERANCE;
    if with(Verdict::Fallen).next().is_some() {
        println!(
            "hint: what has fallen by over {limit} % may rise again unseen; record it: {RECORD}"
        );
    }
    let risen: Vec<String> = with(Verdict::Risen)
        .map(|change| {
            format!(
                "{} by {:.2} %",
                change.counted.stage,
                100.0 * change.share()
            )
        })
        .collect();
    if risen.is_empty() {
        return Ok(());
    }
    Err(format!(
        "instructions have risen by over {limit} %: {}. See with callgrind_annotate where they \
         are; if the rise is worth it, record it: {RECORD}",
        risen.join(", ")
    ))
}

fn record(counts: &[Count]) -> Result<()> {
    let file = File::create(recorded()).map_err(|error| format!("{RECORDED}: {error}"))?;
    comparison::write(file, counts).map_err(|error| format!("{RECORDED}: {error}"))?;
    println!("Recorded in {RECORDED}");
    Ok(())
}
