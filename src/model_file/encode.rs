//! A model to the bytes of its file.

use std::collections::HashMap;

use half::f16;
use safetensors::tensor::{Dtype, TensorView, serialize};

use super::{FORMAT, KEY, Metadata, NO_CHECKSUM, checksum, checksum_place, names};
use crate::tagger::Tagger;
use crate::varint;

struct Tensor {
    name: &'static str,
    dtype: Dtype,
    shape: Vec<usize>,
    bytes: Vec<u8>,
}

impl Tensor {
    fn new<T, const N: usize>(
        name: &'static str,
        dtype: Dtype,
        values: impl IntoIterator<Item = T>,
        to_bytes: impl Fn(T) -> [u8; N],
    ) -> Self {
        let bytes: Vec<u8> = values.into_iter().flat_map(to_bytes).collect();
        Self {
            name,
            dtype,
            shape: vec![bytes.len() / N],
            bytes,
        }
    }
}

pub(super) fn encode(tagger: &Tagger) -> Result<Vec<u8>, String> {
    let metadata = Metadata {
        checksum: NO_CHECKSUM.to_owned(),
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        topics: tagger.topics.clone(),
        record: tagger.record.clone(),
    };
    let json = serde_json::to_string(&metadata).map_err(|error| error.to_string())?;
    let tensors = tensors(tagger)?;
    let views = tensors
        .iter()
        .map(|tensor| {
            TensorView::new(tensor.dtype, tensor.shape.clone(), &tensor.bytes)
                .map(|view| (tensor.name, view))
        })
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| error.to_string())?;
    // One key only: the order of several would change from run to run.
    let information = HashMap::from([(KEY.to_owned(), json)]);
    let mut bytes = serialize(views, Some(information)).map_err(|error| error.to_string())?;
    let place = checksum_place(&bytes).ok_or("the checksum has no place in the file")?;
    let digits = checksum(&bytes, &place);
    bytes[place].copy_from_slice(digits.as_bytes());
    Ok(bytes)
}

fn tensors(tagger: &Tagger) -> Result<Vec<Tensor>, String> {
    let (terms, ends) = tagger.vocabulary.parts();
    let starts = std::iter::once(0).chain(ends.iter().copied());
    let lengths = starts.zip(ends).map(|(start, end)| (end - start) as u32);
    let n_topics = tagger.topics.len();
    if n_topics > usize::from(u16::MAX) {
        return Err(format!(
            "{n_topics} topics are more than a model file can hold"
        ));
    }
    let weights = tagger.model.weights();
    let (mut counts, mut topics, mut values) = (Vec::new(), Vec::new(), Vec::new());
    for feature in 0..weights.n_features() {
        let row = weights.row(feature as u32);
        topics.extend(row.iter().map(|weight| weight.topic as u16));
        values.extend(row.iter().map(|weight| f16::from_f32(weight.value)));
        counts.push(row.len() as u32);
    }
    let corrections = tagger.calibration.corrections().iter().flatten().copied();
    let points = tagger.curves.iter().flatten();
    let glossary = serde_json::to_vec(&tagger.glossary).map_err(|error| error.to_string())?;
    let mut frequencies = Vec::new();
    for frequency in tagger.tokenizer.word_frequencies() {
        varint::push(&mut frequencies, *frequency);
    }
    Ok(vec![
        Tensor::new(names::TERMS, Dtype::U8, terms.iter().copied(), |b| [b]),
        Tensor::new(names::LENGTHS, Dtype::U32, lengths, u32::to_le_bytes),
        Tensor::new(
            names::IDF,
            Dtype::F32,
            tagger.vectorizer.tfidf().weights().iter().copied(),
            f32::to_le_bytes,
        ),
        Tensor::new(names::COUNTS, Dtype::U32, counts, u32::to_le_bytes),
        Tensor::new(names::TOPICS, Dtype::U16, topics, u16::to_le_bytes),
        Tensor::new(names::VALUES, Dtype::F16, values, f16::to_le_bytes),
        Tensor::new(
            names::BIAS,
            Dtype::F32,
            tagger.model.bias().iter().copied(),
            f32::to_le_bytes,
        ),
        Tensor::new(
            names::SHARED,
            Dtype::F64,
            tagger.calibration.shared().iter().copied(),
            f64::to_le_bytes,
        ),
        Tensor::new(
            names::CORRECTIONS,
            Dtype::F64,
            corrections,
            f64::to_le_bytes,
        ),
        Tensor::new(
            names::BEND,
            Dtype::F64,
            tagger.calibration.bend().iter().copied(),
            f64::to_le_bytes,
        ),
        Tensor::new(
            names::THRESHOLDS,
            Dtype::F32,
            tagger.thresholds.iter().copied(),
            f32::to_le_bytes,
        ),
        Tensor::new(
            names::CURVE_LENGTHS,
            Dtype::U32,
            tagger.curves.iter().map(|curve| curve.len() as u32),
            u32::to_le_bytes,
        ),
        Tensor::new(
            names::CURVE_POINTS,
            Dtype::F32,
            points.flat_map(|point| [point.threshold, point.precision, point.recall]),
            f32::to_le_bytes,
        ),
        Tensor::new(names::GLOSSARY, Dtype::U8, glossary, |b| [b]),
        Tensor::new(names::FREQUENCIES, Dtype::U8, frequencies, |b| [b]),
    ])
}
