//! The linear model: one weight vector for each topic.

pub mod calibration;
mod logistic;
mod one_vs_rest;
mod params;
mod problem;
mod squared_hinge;
pub mod thresholds;

pub use one_vs_rest::{OneVsRest, WarmStart, Weights};
pub use params::{LinearParams, LinearValidParams, Loss};
