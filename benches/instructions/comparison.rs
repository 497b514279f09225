//! The counts that are kept in the repository, and how far others are from them.

use std::fmt;
use std::io::{Read, Write};

use serde::{Deserialize, Serialize};

/// How far a count may be from the recorded one, as a share of it.
pub(crate) const TOLERANCE: f64 = 0.05;

/// How many instructions a stage took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Count {
    /// The stage's name.
    pub(crate) stage: String,
    /// The number of instructions.
    pub(crate) instructions: u64,
    /// The compiler and the processor that it depends on.
    pub(crate) toolchain: String,
}

/// What a change means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Within the tolerance.
    Same,
    /// More instructions than the tolerance allows.
    Risen,
    /// So many fewer that a rise up to here would go unseen.
    Fallen,
    /// Made by another toolchain: no telling what the code has to do with it.
    Incomparable,
}

/// A count beside the recorded one of the same stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) counted: Count,
    pub(crate) recorded: Count,
}

impl Change {
    /// The change as a share of what is recorded.
    pub(crate) fn share(&self) -> f64 {
        let recorded = self.recorded.instructions as f64;
        (self.counted.instructions as f64 - recorded) / recorded
    }

    pub(crate) fn verdict(&self) -> Verdict {
        let share = self.share();
        if self.counted.toolchain != self.recorded.toolchain {
            Verdict::Incomparable
        } else if share > TOLERANCE {
            Verdict::Risen
        } else if share < -TOLERANCE {
            Verdict::Fallen
        } else {
            Verdict::Same
        }
    }
}

/// A line of the table that [`header`] is the first line of.
impl fmt::Display for Change {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let remark = match self.verdict() {
            Verdict::Same => "",
            Verdict::Risen => "  RISEN",
            Verdict::Fallen => "  fallen",
            Verdict::Incomparable => "  another toolchain",
        };
        write!(
            formatter,
            "{:<12}{:>16}{:>16}{:>+10.2} %{remark}",
            self.counted.stage,
            self.counted.instructions,
            self.recorded.instructions,
            100.0 * self.share(),
        )
    }
}

/// The first line of the table of changes.
pub(crate) fn header() -> String {
    format!(
        "{:<12}{:>16}{:>16}{:>12}",
        "stage", "instructions", "recorded", "change"
    )
}

/// Every count beside the recorded one.
///
/// # Errors
///
/// When the stages are not those that are recorded.
pub(crate) fn changes(counted: Vec<Count>, recorded: Vec<Count>) -> Result<Vec<Change>, String> {
    let names = |counts: &[Count]| -> Vec<String> {
        counts.iter().map(|count| count.stage.clone()).collect()
    };
    let (here, there) = (names(&counted), names(&recorded));
    if here != there {
        return Err(format!(
            "the stages are {}, but counts are recorded of {}",
            here.join(", "),
            there.join(", "),
        ));
    }
    let pairs = counted.into_iter().zip(recorded);
    Ok(pairs
        .map(|(counted, recorded)| Change { counted, recorded })
        .collect())
}

/// Reads counts from CSV.
pub(crate) fn read(csv: impl Read) -> csv::Result<Vec<Count>> {
    csv::Reader::from_reader(csv).deserialize().collect()
}

/// Writes counts as CSV.
pub(crate) fn write(csv: impl Write, counts: &[Count]) -> csv::Result<()> {
    let mut writer = csv::Writer::from_writer(csv);
    for count in counts {
        writer.serialize(count)?;
    }
    Ok(writer.flush()?)
}

/// The total in what callgrind has written.
pub(crate) fn total(profile: &str) -> Option<u64> {
    profile
        .lines()
        .find_map(|line| line.strip_prefix("totals: "))
        .and_then(|total| total.trim().parse().ok())
}
