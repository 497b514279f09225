//! Bootstrap intervals and the comparison of two systems, on as many rows as a
//! public test set has.
//!
//! `cargo bench --bench evaluation`. The predictions are invented: figures do
//! not depend on where they come from, nor does the time.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a benchmark that fails may panic"
)]

use criterion::{Criterion, criterion_group, criterion_main};
use ndarray::Array2;
use rand_core::{RngCore, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use thematic::evaluation::{Bootstrap, Comparison, Predictions, Tally};

const ROWS: usize = 8000;
const TOPICS: usize = 54;
/// The share of topics that a row has.
const DENSITY: f32 = 0.03;

/// From 0 to 1, with the 24 digits that a 32-bit float holds.
fn uniform(random: &mut impl RngCore) -> f32 {
    (random.next_u64() >> 40) as f32 / (1u64 << 24) as f32
}

fn wanted() -> Array2<bool> {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(1);
    Array2::from_shape_simple_fn((ROWS, TOPICS), || uniform(&mut random) < DENSITY)
}

/// Probabilities that are mostly high where the topic is wanted.
fn predictions(wanted: &Array2<bool>, seed: u64) -> Predictions {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
    let probabilities = wanted.mapv(|wanted| {
        let probability = uniform(&mut random).powi(6);
        if wanted {
            1.0 - probability
        } else {
            probability
        }
    });
    Predictions {
        given: probabilities.mapv(|probability| probability >= 0.5),
        probabilities,
    }
}

fn evaluation(criterion: &mut Criterion) {
    let wanted = wanted();
    let [first, second] = [2, 3].map(|seed| predictions(&wanted, seed));
    let count = || {
        Tally::new(
            wanted.view(),
            first.given.view(),
            first.probabilities.view(),
        )
        .unwrap()
    };
    let mut group = criterion.benchmark_group("evaluation of 8,000 rows and 54 topics");
    group.sample_size(10);
    group.bench_function("count predictions", |bencher| bencher.iter(count));
    let tally = count();
    group.bench_function("all figures", |bencher| bencher.iter(|| tally.figures()));
    group.bench_function("bootstrap of 1,000", |bencher| {
        bencher.iter(|| Bootstrap::default().intervals(&tally, None).unwrap());
    });
    group.bench_function("comparison with 1,000 draws and exchanges", |bencher| {
        bencher.iter(|| {
            Comparison::new(wanted.view(), &first, &second, None, &Bootstrap::default()).unwrap()
        });
    });
    group.finish();
}

criterion_group!(benches, evaluation);
criterion_main!(benches);
