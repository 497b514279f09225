//! Progress bars, notes, and Ctrl-C.

use std::collections::HashMap;
use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::error::{Error, Result};
use crate::observer::{Observer, Stage};

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// From here on Ctrl-C asks the work to stop, so that nothing half written is
/// left; a second one stops the program at once.
pub(super) fn listen_for_interrupts() {
    // Without a handler the program is stopped at once, as any other.
    let _ = ctrlc::set_handler(|| {
        if INTERRUPTED.swap(true, Ordering::SeqCst) {
            std::process::exit(1);
        }
    });
}

/// Whether the user has asked to stop.
pub(super) fn is_interrupted() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}

/// An error when the user has asked to stop.
pub(super) fn check_interrupt() -> Result<()> {
    if is_interrupted() {
        Err(Error::Interrupted)
    } else {
        Ok(())
    }
}

/// Tells something on standard error that is no failure.
pub(super) fn note(message: &str) {
    let _ = writeln!(io::stderr(), "note: {message}");
}

/// Tells on standard error what went wrong.
pub(super) fn complain(message: &str) {
    let _ = writeln!(io::stderr(), "thematic: {message}");
}

/// One of the things that went wrong.
pub(super) fn list(message: &str) {
    let _ = writeln!(io::stderr(), "  {message}");
}

/// Whether a bar may be shown: standard error is a terminal on which no result
/// appears; `streams` says that results go to standard output.
pub(super) fn stderr_is_free(streams: bool) -> bool {
    io::stderr().is_terminal() && !(streams && io::stdout().is_terminal())
}

/// Shows the stages of training on a terminal and keeps their times.
pub(super) struct StageProgress {
    state: Mutex<State>,
    visible: bool,
}

struct State {
    bar: ProgressBar,
    began: Instant,
    times: HashMap<Stage, Duration>,
}

impl StageProgress {
    pub(super) fn new(quiet: bool) -> Self {
        Self {
            state: Mutex::new(State {
                bar: ProgressBar::hidden(),
                began: Instant::now(),
                times: HashMap::new(),
            }),
            visible: !quiet && io::stderr().is_terminal(),
        }
    }

    /// The time that each stage took, in the order of the stages.
    pub(super) fn times(&self) -> Vec<(Stage, Duration)> {
        let state = self.state();
        Stage::ALL
            .into_iter()
            .filter_map(|stage| Some((stage, *state.times.get(&stage)?)))
            .collect()
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Observer for StageProgress {
    fn begin(&self, stage: Stage, steps: usize) {
        let bar = bar(self.visible, steps as u64, stage.name());
        let mut state = self.state();
        state.bar = bar;
        state.began = Instant::now();
    }

    fn advance(&self, steps: usize) {
        self.state().bar.inc(steps as u64);
    }

    fn end(&self, stage: Stage) {
        let mut state = self.state();
        state.bar.finish_and_clear();
        let taken = state.began.elapsed();
        state.times.insert(stage, taken);
    }

    fn keep_on(&self) -> bool {
        !INTERRUPTED.load(Ordering::SeqCst)
    }
}

/// A bar on standard error, or one that does not show; of unknown length where
/// `steps` is 0.
pub(super) fn bar(visible: bool, steps: u64, name: &'static str) -> ProgressBar {
    let target = if visible {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    };
    let (bar, template) = if steps == 0 {
        let bar = ProgressBar::with_draw_target(None, target);
        (bar, "{prefix:15} {spinner} {human_pos} ({per_sec})")
    } else {
        let bar = ProgressBar::with_draw_target(Some(steps), target);
        (
            bar,
            "{prefix:15} [{bar:30}] {human_pos}/{human_len} {elapsed}",
        )
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.set_prefix(name);
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
