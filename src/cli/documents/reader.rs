//! Files are read ahead in a thread of their own, as many as fit into a bound.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::folder::FolderPlan;
use crate::cli::inputs::Input;
use crate::cli::progress::is_interrupted;
use crate::document::{Content, Member, Members, ReadOptions};
use crate::error::Result;

/// So many documents are worked on at a time, at most.
const BATCH: usize = 64;
/// So many bytes are held in memory before they are worked on, unless a single
/// document is larger.
const BYTES: usize = 64 << 20;
/// How long a wait goes on before it is asked whether to stop.
const PATIENCE: Duration = Duration::from_millis(50);

/// A document that is to be worked on.
pub(super) struct Work {
    /// The place of its file among the inputs, and its own within the file.
    pub(super) input: usize,
    pub(super) place: usize,
    pub(super) is_alone: bool,
    /// Where it is written in a folder of outputs.
    pub(super) target: PathBuf,
    pub(super) member: Result<Member>,
    bytes: usize,
}

/// What is passed over because it is done already.
pub(super) enum Plan {
    /// Nothing.
    All,
    /// The documents with these places; of the inputs the whole.
    Done {
        inputs: HashSet<usize>,
        members: HashSet<(usize, usize)>,
    },
    /// What has its output in a folder.
    Folder(FolderPlan),
}

impl Plan {
    /// Whether the whole file is done, so that it is not even read.
    fn is_done(&mut self, place: usize, input: &Input) -> bool {
        match self {
            Self::All => false,
            Self::Done { inputs, .. } => inputs.contains(&place),
            Self::Folder(plan) => plan.is_done(input),
        }
    }

    /// Where the document goes, unless it is done.
    fn target(&mut self, place: (usize, usize), input: &Input, name: &str) -> Option<PathBuf> {
        match self {
            Self::All => Some(PathBuf::new()),
            Self::Done { members, .. } => (!members.contains(&place)).then(PathBuf::new),
            Self::Folder(plan) => plan.target(input, name),
        }
    }
}

/// The other end of the thread that reads.
pub(super) struct Reader {
    works: Receiver<Work>,
    gate: Arc<Gate>,
}

impl Reader {
    /// Begins to read. The thread is not waited for: it may hang in a pipe that
    /// nobody writes to when the user asks to stop.
    pub(super) fn start(inputs: &[Input], options: &ReadOptions, plan: Plan) -> Self {
        let (sender, works) = sync_channel(BATCH);
        let gate = Arc::new(Gate::default());
        let source = Source {
            options: options.clone(),
            plan,
            sender,
            gate: Arc::clone(&gate),
        };
        let inputs = inputs.to_vec();
        thread::spawn(move || source.read(&inputs));
        Self { works, gate }
    }

    /// What has been read by now, at least one document; `None` at the end or
    /// when the user asks to stop.
    pub(super) fn next_batch(&self) -> Option<Vec<Work>> {
        let first = loop {
            match self.works.recv_timeout(PATIENCE) {
                Ok(work) => break work,
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) if is_interrupted() => return None,
                Err(RecvTimeoutError::Timeout) => {}
            }
        };
        let mut batch = vec![first];
        while batch.len() < BATCH {
            match self.works.try_recv() {
                Ok(work) => batch.push(work),
                Err(_) => break,
            }
        }
        self.gate.leave(batch.iter().map(|work| work.bytes).sum());
        Some(batch)
    }
}

/// What the thread that reads works with.
struct Source {
    options: ReadOptions,
    plan: Plan,
    sender: SyncSender<Work>,
    gate: Arc<Gate>,
}

impl Source {
    fn read(mut self, inputs: &[Input]) {
        for (place, input) in inputs.iter().enumerate() {
            if self.plan.is_done(place, input) {
                continue;
            }
            // The other end is gone when the user has asked to stop.
            if self.read_one(place, input).is_none() {
                return;
            }
        }
    }

    fn read_one(&mut self, input_place: usize, input: &Input) -> Option<()> {
        let opened = input
            .source
            .open()
            .and_then(|reader| self.options.limits.read(&input.name, reader))
            .and_then(|bytes| Members::open(&input.name, bytes, &self.options));
        let members = match opened {
            Ok(members) => members,
            Err(error) => {
                return self.send(Work {
                    input: input_place,
                    place: 0,
                    is_alone: true,
                    target: PathBuf::new(),
                    member: Err(error),
                    bytes: 0,
                });
            }
        };
        for (place, member) in members.enumerate() {
            let at = (input_place, place);
            let (bytes, is_alone) = match &member.content {
                Content::Document { bytes, format } => (
                    bytes.len(),
                    member.name == input.name && !format.is_container(),
                ),
                _ => (0, false),
            };
            let Some(target) = self.plan.target(at, input, &member.name) else {
                continue;
            };
            self.send(Work {
                input: input_place,
                place,
                is_alone,
                target,
                member: Ok(member),
                bytes,
            })?;
        }
        Some(())
    }

    fn send(&self, work: Work) -> Option<()> {
        self.gate.enter(work.bytes);
        self.sender.send(work).ok()
    }
}

/// Bounds the bytes that wait.
#[derive(Default)]
struct Gate {
    waiting: Mutex<usize>,
    changed: Condvar,
}

impl Gate {
    fn enter(&self, bytes: usize) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        while *waiting > 0 && *waiting + bytes > BYTES {
            waiting = self
                .changed
                .wait(waiting)
                .unwrap_or_else(PoisonError::into_inner);
        }
        *waiting += bytes;
    }

    fn leave(&self, bytes: usize) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        *waiting = waiting.saturating_sub(bytes);
        self.changed.notify_all();
    }
}
