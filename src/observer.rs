//! How long work tells what it is doing, and is told to stop.

/// A stage of training.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Texts are split into terms; counted in rows.
    Tokenize,
    /// Models are fitted without one fold each; counted in folds.
    CrossValidate,
    /// Probabilities and thresholds are fitted; counted in fits.
    Calibrate,
    /// The model is fitted to all rows.
    Fit,
}

impl Stage {
    /// All stages, in the order in which they come.
    pub const ALL: [Self; 4] = [
        Self::Tokenize,
        Self::CrossValidate,
        Self::Calibrate,
        Self::Fit,
    ];

    /// The stage's name, for progress bars and summaries.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tokenize => "tokenize",
            Self::CrossValidate => "cross-validate",
            Self::Calibrate => "calibrate",
            Self::Fit => "fit",
        }
    }
}

/// Told of the progress of long work. The library itself neither prints nor
/// reads the clock.
pub trait Observer: Sync {
    /// A stage begins that has so many steps.
    fn begin(&self, _stage: Stage, _steps: usize) {}

    /// So many steps of the current stage are done.
    fn advance(&self, _steps: usize) {}

    /// The stage is done.
    fn end(&self, _stage: Stage) {}

    /// Whether to go on; asked several times a second.
    fn keep_on(&self) -> bool {
        true
    }
}

/// An observer that does not care.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Observer for Silent {}
