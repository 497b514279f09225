//! The linear model: one weight vector for each topic.

pub mod calibration;
mod logistic;
mod merged;
mod one_vs_rest;
mod params;
mod problem;
mod report;
mod squared_hinge;
pub mod thresholds;
mod weight_table;
mod weights;

pub(crate) use merged::Merged;
pub use one_vs_rest::{OneVsRest, WarmStart};
pub use params::{LinearParams, LinearValidParams, Loss};
pub use report::{Effort, FitReport};
pub use weights::{Weight, Weights};
