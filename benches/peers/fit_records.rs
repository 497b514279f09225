//! Fits the linear model to records that another program has written, and tells
//! how long it took and what the objective came to.
//!
//! `fit_records FOLDER [--c C] [--tolerance T] [--logistic] [--jobs N] [--repeats N]`
//!
//! The folder holds little-endian arrays: `indptr.u64` (`n_rows + 1`),
//! `indices.u32` and `values.f32` (compressed rows), `targets.u8`
//! (`(n_rows, n_topics)`, row by row, 0 or 1) and `shape.json` with `rows`,
//! `features` and `topics`. One line of JSON is printed: the seconds of each
//! repeat, the primal objective, summed over topics, in double precision, and
//! what the solver counted.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a benchmark that fails may panic"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Parser;
use linfa::prelude::*;
use ndarray::Array2;
use thematic::features::SparseRecords;
use thematic::linear::{Effort, LinearParams, Loss, OneVsRest, WarmStart};

#[derive(Parser)]
struct Arguments {
    folder: PathBuf,
    /// LIBLINEAR's C
    #[arg(long, default_value_t = 1.0)]
    c: f64,
    /// Where to stop; the default of the library unless given
    #[arg(long)]
    tolerance: Option<f64>,
    /// Logistic loss instead of the squared hinge
    #[arg(long)]
    logistic: bool,
    /// Threads
    #[arg(long, default_value_t = 1)]
    jobs: usize,
    #[arg(long, default_value_t = 1)]
    repeats: usize,
}

#[derive(serde::Deserialize)]
struct Shape {
    rows: usize,
    features: usize,
    topics: usize,
}

fn read<T, const N: usize>(folder: &Path, name: &str, from_bytes: impl Fn([u8; N]) -> T) -> Vec<T> {
    fs::read(folder.join(name))
        .unwrap()
        .chunks_exact(N)
        .map(|chunk| from_bytes(chunk.try_into().unwrap()))
        .collect()
}

/// `½ w·w + C Σ loss` summed over topics, the bias a weight like any other.
fn objective(
    model: &OneVsRest,
    dataset: &DatasetBase<SparseRecords, Array2<bool>>,
    c: f64,
    loss: Loss,
) -> f64 {
    let (weights, bias) = (model.weights(), model.bias());
    let n_topics = model.n_topics();
    let square = |weight: f32| f64::from(weight) * f64::from(weight);
    let mut sum: f64 = bias.iter().map(|bias| 0.5 * square(*bias)).sum();
    for feature in 0..weights.n_features() {
        let row = weights.row(feature as u32).iter();
        sum += row.map(|weight| 0.5 * square(weight.value)).sum::<f64>();
    }
    for row in 0..dataset.records.nsamples() {
        let mut margins: Vec<f64> = bias.iter().map(|bias| f64::from(*bias)).collect();
        let (columns, values) = dataset.records.row(row);
        for (column, value) in columns.iter().zip(values) {
            for weight in weights.row(*column) {
                margins[weight.topic as usize] += f64::from(*value) * f64::from(weight.value);
            }
        }
        for topic in 0..n_topics {
            let sign = if dataset.targets[[row, topic]] {
                1.0
            } else {
                -1.0
            };
            let margin = sign * margins[topic];
            sum += c * match loss {
                Loss::SquaredHinge => (1.0 - margin).max(0.0).powi(2),
                Loss::Logistic => (-margin.abs()).exp().ln_1p() + (-margin).max(0.0),
            };
        }
    }
    sum
}

fn main() {
    let arguments = Arguments::parse();
    let folder = &arguments.folder;
    let shape: Shape =
        serde_json::from_slice(&fs::read(folder.join("shape.json")).unwrap()).unwrap();
    let starts = read(folder, "indptr.u64", |bytes| {
        u64::from_le_bytes(bytes) as usize
    });
    let records = SparseRecords::from_parts(
        shape.features,
        starts,
        read(folder, "indices.u32", u32::from_le_bytes),
        read(folder, "values.f32", f32::from_le_bytes),
    )
    .unwrap();
    let targets = read(folder, "targets.u8", |[byte]: [u8; 1]| byte != 0);
    let targets = Array2::from_shape_vec((shape.rows, shape.topics), targets).unwrap();
    let dataset = DatasetBase::new(records, targets);
    let loss = if arguments.logistic {
        Loss::Logistic
    } else {
        Loss::SquaredHinge
    };
    let mut params = LinearParams::new().c(arguments.c).loss(loss);
    if let Some(tolerance) = arguments.tolerance {
        params = params.tolerance(tolerance);
    }
    rayon::ThreadPoolBuilder::new()
        .num_threads(arguments.jobs)
        .build_global()
        .unwrap();
    let mut seconds = Vec::new();
    let mut fitted = None;
    let mut effort = Effort::default();
    let params = params.check().unwrap();
    for _ in 0..arguments.repeats {
        let start = Instant::now();
        let mut solution = WarmStart::default();
        let model = params.fit_from(&dataset, &mut solution, &|weight| weight, &|| true);
        fitted = Some(model.unwrap());
        effort = solution.report().effort;
        seconds.push(start.elapsed().as_secs_f64());
    }
    let objective = fitted.map(|model| objective(&model, &dataset, arguments.c, loss));
    println!(
        "{}",
        serde_json::json!({
            "seconds": seconds,
            "objective": objective,
            "passes": effort.passes,
            "visits": effort.visits,
            "terms_read": effort.terms_read,
            "terms_changed": effort.terms_changed,
        })
    );
}
