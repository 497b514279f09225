//! The bytes of a file to a model, with every value checked.

use half::f16;
use safetensors::SafeTensors;
use safetensors::tensor::Dtype;

use super::{FORMAT, KEY, Metadata, checksum, checksum_place, names};
use crate::features::{TfIdf, Vectorizer, Vocabulary};
use crate::glossary::{Glossary, GlossaryMatcher};
use crate::linear::calibration::Calibration;
use crate::linear::thresholds::CurvePoint;
use crate::linear::{OneVsRest, Weight, Weights};
use crate::tagger::Tagger;
use crate::text::{Tokenizer, TokenizerParams};
use crate::varint;

const DAMAGED: &str = "the model file is damaged or cut short; copy or train it again";
const OTHER_KIND: &str = "this is not a model file of thematic; train one with `thematic train`";

pub(super) fn decode(bytes: &[u8]) -> Result<Tagger, String> {
    let metadata = read_metadata(bytes)?;
    if metadata.format > FORMAT {
        return Err(newer(&Version {
            format: metadata.format,
            version: metadata.version,
        }));
    }
    let place = checksum_place(bytes).ok_or(DAMAGED)?;
    if checksum(bytes, &place) != metadata.checksum {
        return Err(DAMAGED.to_owned());
    }
    let tensors = SafeTensors::deserialize(bytes).map_err(|_| DAMAGED)?;
    // Only a program that writes false values under a true checksum can fail
    // from here on.
    assemble(metadata, &Tensors(tensors))
        .ok_or_else(|| "the parts of the model file do not fit together; train it again".to_owned())
}

/// Reads the metadata, telling files of another kind from damaged ones.
fn read_metadata(bytes: &[u8]) -> Result<Metadata, String> {
    let (_, header) = match SafeTensors::read_metadata(bytes) {
        Ok(header) => header,
        // The mark of this program is in what is left of the file.
        Err(_) if looks_like_ours(bytes) => return Err(DAMAGED.to_owned()),
        Err(_) => return Err(OTHER_KIND.to_owned()),
    };
    let json = header
        .metadata()
        .as_ref()
        .and_then(|information| information.get(KEY))
        .ok_or(OTHER_KIND)?;
    if let Ok(metadata) = serde_json::from_str(json) {
        return Ok(metadata);
    }
    // A newer format may hold other things; its number says so.
    match serde_json::from_str::<Version>(json) {
        Ok(found) if found.format > FORMAT => Err(newer(&found)),
        _ => Err(DAMAGED.to_owned()),
    }
}

/// What is read of any format.
#[derive(serde::Deserialize)]
struct Version {
    format: u32,
    version: String,
}

fn newer(found: &Version) -> String {
    format!(
        "the model file was written by thematic {} in format {}, and this version reads \
         format {FORMAT}; install a newer thematic",
        found.version, found.format
    )
}

fn looks_like_ours(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(4096)];
    let mark = b"\"thematic\"";
    start.windows(mark.len()).any(|window| window == mark)
}

struct Tensors<'b>(SafeTensors<'b>);

impl Tensors<'_> {
    fn has(&self, name: &str) -> bool {
        self.0.tensor(name).is_ok()
    }

    fn read<T, const N: usize>(
        &self,
        name: &str,
        dtype: Dtype,
        from_bytes: impl Fn([u8; N]) -> T,
    ) -> Option<Vec<T>> {
        let tensor = self.0.tensor(name).ok()?;
        let (values, rest) = tensor.data().as_chunks();
        (tensor.dtype() == dtype && rest.is_empty())
            .then(|| values.iter().map(|bytes| from_bytes(*bytes)).collect())
    }

    fn finite(&self, name: &str) -> Option<Vec<f32>> {
        let values = self.read(name, Dtype::F32, f32::from_le_bytes)?;
        values
            .iter()
            .all(|value| value.is_finite())
            .then_some(values)
    }

    fn finite_double(&self, name: &str) -> Option<Vec<f64>> {
        let values = self.read(name, Dtype::F64, f64::from_le_bytes)?;
        values
            .iter()
            .all(|value| value.is_finite())
            .then_some(values)
    }

    fn lengths(&self, name: &str) -> Option<Vec<usize>> {
        let values = self.read(name, Dtype::U32, u32::from_le_bytes)?;
        Some(values.into_iter().map(|value| value as usize).collect())
    }
}

fn assemble(metadata: Metadata, tensors: &Tensors<'_>) -> Option<Tagger> {
    let Metadata { topics, record, .. } = metadata;
    let n_topics = topics.len();
    let params = &record.params;
    let tokenizer = tokenizer(tensors, &params.tokenizer)?;
    let glossary = glossary(tensors, n_topics)?;
    let constant: Option<Vec<usize>> = record
        .constant_topics
        .iter()
        .map(|id| Some(topics.find(id)?.column()))
        .collect();
    let constant = constant?;
    // To stem the glossary's terms takes about as long as all the rest.
    let (matcher, (vocabulary, model)) = rayon::join(
        || GlossaryMatcher::new(&glossary, &tokenizer),
        || (vocabulary(tensors), model(tensors, n_topics, constant)),
    );
    let (matcher, vocabulary, model) = (matcher.ok()?, vocabulary?, model?);
    let idf = tensors.finite(names::IDF)?;
    let tfidf = TfIdf::from_weights(idf);
    let vectorizer = Vectorizer::new(tfidf, &glossary, params.glossary_scale, n_topics);
    let thresholds = tensors.finite(names::THRESHOLDS)?;
    let fits = vectorizer.n_terms() == vocabulary.len()
        && vectorizer.n_features() == model.weights().n_features()
        && params.glossary_scale.is_finite()
        && thresholds.len() == n_topics
        && record.support.len() == n_topics
        && record
            .cross_validation
            .as_ref()
            .is_none_or(|figures| figures.topics.len() == n_topics);
    fits.then_some(())?;
    Some(Tagger {
        calibration: calibration(tensors, n_topics)?,
        curves: curves(tensors, n_topics)?,
        topics,
        tokenizer,
        vocabulary,
        glossary,
        matcher,
        vectorizer,
        model,
        thresholds,
        record,
    })
}

fn tokenizer(tensors: &Tensors<'_>, params: &TokenizerParams) -> Option<Tokenizer> {
    let tokenizer = params.clone().build().ok()?;
    if !tensors.has(names::FREQUENCIES) {
        return Some(tokenizer);
    }
    let bytes = tensors.read(names::FREQUENCIES, Dtype::U8, |[byte]| byte)?;
    tokenizer.with_word_frequencies(varint::read_all(&bytes)?)
}

fn vocabulary(tensors: &Tensors<'_>) -> Option<Vocabulary> {
    let bytes = tensors.read(names::TERMS, Dtype::U8, |[byte]: [u8; 1]| byte)?;
    let lengths = tensors.lengths(names::LENGTHS)?;
    let mut end = 0u64;
    let ends = lengths.into_iter().map(|length| {
        end += length as u64;
        end
    });
    Vocabulary::from_parts(bytes, ends.collect())
}

fn glossary(tensors: &Tensors<'_>, n_topics: usize) -> Option<Glossary> {
    let json = tensors.read(names::GLOSSARY, Dtype::U8, |[byte]: [u8; 1]| byte)?;
    let glossary: Glossary = serde_json::from_slice(&json).ok()?;
    let mut topics = glossary.terms().iter().flat_map(|term| &term.topics);
    topics
        .all(|topic| topic.column() < n_topics)
        .then_some(glossary)
}

fn model(tensors: &Tensors<'_>, n_topics: usize, constant: Vec<usize>) -> Option<OneVsRest> {
    let counts = tensors.lengths(names::COUNTS)?;
    let topics = tensors.read(names::TOPICS, Dtype::U16, u16::from_le_bytes)?;
    let values = tensors.read(names::VALUES, Dtype::F16, f16::from_le_bytes)?;
    let total: usize = counts.iter().sum();
    (topics.len() == total && values.len() == total).then_some(())?;
    let mut weights = Weights::with_capacity(n_topics, counts.len(), total);
    let mut entries = topics.iter().zip(&values).map(|(topic, value)| Weight {
        topic: u32::from(*topic),
        value: value.to_f32(),
    });
    for count in &counts {
        weights.push_sparse(entries.by_ref().take(*count))?;
    }
    (values.iter().all(|value| value.is_finite())).then_some(())?;
    let bias = tensors.finite(names::BIAS)?;
    OneVsRest::new(weights, bias, constant).ok()
}

fn calibration(tensors: &Tensors<'_>, n_topics: usize) -> Option<Calibration> {
    let shared = tensors.finite_double(names::SHARED)?;
    let corrections = tensors.finite_double(names::CORRECTIONS)?;
    (corrections.len() == 2 * n_topics).then_some(())?;
    let corrections = corrections.chunks_exact(2).map(|pair| [pair[0], pair[1]]);
    let calibration = Calibration::new(shared.try_into().ok()?, corrections.collect());
    if !tensors.has(names::BEND) {
        return Some(calibration);
    }
    calibration.with_bend(tensors.finite_double(names::BEND)?.try_into().ok()?)
}

fn curves(tensors: &Tensors<'_>, n_topics: usize) -> Option<Vec<Vec<CurvePoint>>> {
    let lengths = tensors.lengths(names::CURVE_LENGTHS)?;
    let values = tensors.finite(names::CURVE_POINTS)?;
    let total: usize = lengths.iter().sum();
    (lengths.len() == n_topics && values.len() == 3 * total).then_some(())?;
    let mut points = values.chunks_exact(3).map(|point| CurvePoint {
        threshold: point[0],
        precision: point[1],
        recall: point[2],
    });
    Some(
        lengths
            .iter()
            .map(|length| points.by_ref().take(*length).collect())
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use safetensors::tensor::{TensorView, serialize};

    use super::*;

    /// A tokenizer from a file with these bytes for the frequencies, or none.
    fn read(words: &[&str], frequencies: Option<&[u8]>) -> Option<Tokenizer> {
        let tensors = frequencies.map(|bytes| {
            let view = TensorView::new(Dtype::U8, vec![bytes.len()], bytes).unwrap();
            (names::FREQUENCIES, view)
        });
        let file = serialize(tensors, None).unwrap();
        let params = TokenizerParams {
            dictionary: words.iter().map(|word| (*word).to_owned()).collect(),
            ..TokenizerParams::default()
        };
        tokenizer(&Tensors(SafeTensors::deserialize(&file).unwrap()), &params)
    }

    /// A calibration of one topic from a file with this bend, or none.
    fn read_calibration(bend: Option<&[f64]>) -> Option<Calibration> {
        let bytes = |values: &[f64]| -> Vec<u8> {
            values
                .iter()
                .flat_map(|value| value.to_le_bytes())
                .collect()
        };
        let mut tensors = vec![
            (names::SHARED, bytes(&[2.0, 0.0, 0.0, 0.0, 0.0, 0.5])),
            (names::CORRECTIONS, bytes(&[0.25, 0.0])),
        ];
        tensors.extend(bend.map(|bend| (names::BEND, bytes(bend))));
        let views = tensors.iter().map(|(name, bytes)| {
            let view = TensorView::new(Dtype::F64, vec![bytes.len() / 8], bytes).unwrap();
            (*name, view)
        });
        let file = serialize(views, None).unwrap();
        calibration(&Tensors(SafeTensors::deserialize(&file).unwrap()), 1)
    }

    #[test]
    fn a_calibration_without_a_bend_is_not_bent() {
        assert_eq!(read_calibration(None).unwrap().bend(), &[0.0; 3]);
        let bend = [-0.5, 0.25, 1.0];
        assert_eq!(read_calibration(Some(&bend)).unwrap().bend(), &bend);
    }

    #[test]
    fn a_bend_that_does_not_fit_is_refused() {
        assert!(read_calibration(Some(&[0.0; 2])).is_none());
        assert!(read_calibration(Some(&[0.0, f64::NAN, 0.0])).is_none());
        assert!(read_calibration(Some(&[0.0, -1.5, 0.0])).is_none());
    }

    #[test]
    fn frequencies_are_read_or_found_anew() {
        let words = ["恐怖主义", "轻小武器"];
        let found = read(&words, None).unwrap();
        let mut bytes = Vec::new();
        for frequency in found.word_frequencies() {
            varint::push(&mut bytes, *frequency);
        }
        let kept = read(&words, Some(&bytes)).unwrap();
        assert_eq!(kept.word_frequencies(), found.word_frequencies());
        assert!(read(&[], Some(&[])).is_some());
    }

    #[test]
    fn frequencies_that_do_not_fit_are_refused() {
        let words = ["恐怖主义", "轻小武器"];
        assert!(read(&words, Some(&[1])).is_none());
        assert!(read(&words, Some(&[1, 2, 3])).is_none());
        assert!(read(&words, Some(&[1, 0x80])).is_none());
    }
}
