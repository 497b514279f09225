//! What the machine allows, for each stage of the pipeline.
//!
//! `cargo bench --bench limits` prints it beside what the stages of
//! `cargo bench --bench pipeline` come to; `benches/README.md` compares the two.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a benchmark that fails may panic"
)]

use std::hint::black_box;
use std::path::Path;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rand_core::{RngCore, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// A cache line: the weights of a term for sixteen topics.
type Line = [f32; 16];

/// Reading a file of training rows, without looking at it.
fn read(criterion: &mut Criterion) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("training-data/zh.csv");
    let mut group = criterion.benchmark_group("limits: read a file");
    group.throughput(Throughput::Bytes(std::fs::metadata(&path).unwrap().len()));
    group.bench_function("bytes", |bencher| {
        bencher.iter(|| std::fs::read(&path).unwrap());
    });
    group.finish();
}

/// Copying memory far larger than the caches.
fn copy(criterion: &mut Criterion) {
    let from = vec![1u8; 256 << 20];
    let mut to = vec![0u8; from.len()];
    let mut group = criterion.benchmark_group("limits: copy memory");
    group.throughput(Throughput::Bytes(2 * from.len() as u64));
    group.bench_function("read and written", |bencher| {
        bencher.iter(|| black_box(&mut to).copy_from_slice(black_box(&from)));
    });
    group.finish();
}

/// What a solver cannot do without: the sum of lines at places that nothing
/// foresees, in tables of as many terms as small and large corpora have.
fn gather(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("limits: lines at random places");
    for n_terms in [1 << 15, 1 << 17, 1 << 20] {
        let lines: Vec<Line> = vec![[1.0; 16]; n_terms];
        let mut random = Xoshiro256PlusPlus::seed_from_u64(42);
        let places: Vec<u32> = (0..1 << 16)
            .map(|_| random.next_u32() % n_terms as u32)
            .collect();
        group.throughput(Throughput::Elements(places.len() as u64));
        let id = BenchmarkId::from_parameter(format!("{n_terms} terms"));
        group.bench_function(id, |bencher| {
            bencher.iter(|| {
                let mut sums: Line = [0.0; 16];
                for place in &places {
                    for (sum, weight) in sums.iter_mut().zip(&lines[*place as usize]) {
                        *sum += weight;
                    }
                }
                sums
            });
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = read, copy, gather
}
criterion_main!(benches);
