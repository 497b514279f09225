//! Decompression with a limit: whether a stream stays within it is found out
//! before the library decodes the stream in one piece.

use std::borrow::Cow;
use std::io::Read;

use flate2::read::{DeflateDecoder, ZlibDecoder};
use hayro_syntax::Filter;
use hayro_syntax::object::{Array, Dict, Stream};

/// Most bytes that one compressed byte can stand for: 258 for two bits.
const DEFLATE_RATIO: u64 = 1032;

/// The same for LZW, where a code of twelve bits can stand for 3,839 bytes.
const LZW_RATIO: u64 = 2560;

/// The same for run lengths: 128 for two bytes.
const RUN_LENGTH_RATIO: u64 = 64;

/// Streams of a font dictionary or its descriptor that are read with a font.
const FONT_STREAMS: [&[u8]; 6] = [
    b"ToUnicode",
    b"Encoding",
    b"CIDToGIDMap",
    b"FontFile",
    b"FontFile2",
    b"FontFile3",
];

/// The decoded content of a stream; nothing if it is damaged or too large.
pub(super) fn decode<'a>(stream: &Stream<'a>, most: u64) -> Option<Cow<'a, [u8]>> {
    if is_within(stream, most) {
        stream.decoded_data().ok()
    } else {
        None
    }
}

/// Whether all streams that belong to a font are within the limit.
pub(super) fn font_is_within(font: &Dict<'_>, most: u64) -> bool {
    let descendant = font
        .get::<Array<'_>>(b"DescendantFonts".as_slice())
        .and_then(|fonts| fonts.iter::<Dict<'_>>().next());
    let descriptor = |dict: &Dict<'_>| {
        dict.get::<Dict<'_>>(b"FontDescriptor".as_slice())
            .is_none_or(|descriptor| streams_are_within(&descriptor, most))
    };
    streams_are_within(font, most)
        && descriptor(font)
        && descendant.is_none_or(|descendant| {
            streams_are_within(&descendant, most) && descriptor(&descendant)
        })
}

fn streams_are_within(dict: &Dict<'_>, most: u64) -> bool {
    FONT_STREAMS
        .iter()
        .filter_map(|key| dict.get::<Stream<'_>>(key))
        .all(|stream| is_within(&stream, most))
}

/// Whether the stream decodes to at most so many bytes.
pub(super) fn is_within(stream: &Stream<'_>, most: u64) -> bool {
    let filters = stream.filters();
    let expanding = filters.iter().filter(|filter| ratio(**filter) > 1).count();
    let raw = stream.raw_data();
    let length = raw.len() as u64;
    let possible = filters
        .iter()
        .map(|filter| ratio(*filter))
        .fold(length, u64::saturating_mul);
    if possible <= most {
        return true;
    }
    match filters.first() {
        Some(Filter::FlateDecode) if expanding == 1 => inflates_within(&raw, most),
        Some(Filter::LzwDecode) if expanding == 1 => lzw_length(&raw) <= most,
        _ => false,
    }
}

fn ratio(filter: Filter) -> u64 {
    match filter {
        Filter::FlateDecode => DEFLATE_RATIO,
        Filter::LzwDecode => LZW_RATIO,
        Filter::RunLengthDecode => RUN_LENGTH_RATIO,
        _ => 1,
    }
}

/// Whether zlib or bare deflate data stays within the limit; damaged data ends
/// where the damage is.
fn inflates_within(raw: &[u8], most: u64) -> bool {
    let count = |reader: &mut dyn Read| {
        let mut limited = reader.take(most + 1);
        let mut counted = 0_u64;
        let mut buffer = [0_u8; 16 << 10];
        while let Ok(read @ 1..) = limited.read(&mut buffer) {
            counted += read as u64;
        }
        counted
    };
    count(&mut ZlibDecoder::new(raw)) <= most && count(&mut DeflateDecoder::new(raw)) <= most
}

/// How many bytes LZW data decodes to, from the lengths of its codes alone.
fn lzw_length(raw: &[u8]) -> u64 {
    let mut lengths: Vec<u64> = Vec::with_capacity(4096);
    let mut last = 0;
    let (mut total, mut held, mut bits) = (0_u64, 0_u32, 0_u32);
    for &byte in raw {
        held = held << 8 | u32::from(byte);
        bits += 8;
        let size = match lengths.len() + 258 {
            0..=510 => 9,
            511..=1022 => 10,
            1023..=2046 => 11,
            _ => 12,
        };
        if bits < size {
            continue;
        }
        bits -= size;
        let code = held >> bits & ((1 << size) - 1);
        held &= (1 << bits) - 1;
        let length = match code {
            256 => {
                lengths.clear();
                last = 0;
                continue;
            }
            257 => break,
            0..=255 => 1,
            _ => lengths
                .get(code as usize - 258)
                .copied()
                .unwrap_or(last + 1),
        };
        if last > 0 && lengths.len() < 4096 - 258 {
            lengths.push(last + 1);
        }
        last = length;
        total += length;
    }
    total
}

/// Whether the object streams and cross-reference streams of a file, which the
/// library decodes when it opens the file, are within the limit.
pub(super) fn file_is_within(bytes: &[u8], most: u64) -> bool {
    let finder = memchr::memmem::Finder::new(b"stream");
    finder.find_iter(bytes).all(|at| {
        let before = bytes.get(at.saturating_sub(2048)..at).unwrap_or_default();
        let head = match memchr::memmem::rfind(before, b"obj") {
            Some(start) => before.get(start..).unwrap_or_default(),
            None => before,
        };
        let names = |name: &[u8]| memchr::memmem::find(head, name).is_some();
        if head.ends_with(b"end") || !(names(b"ObjStm") || names(b"XRef")) {
            return true;
        }
        let data = bytes.get(at + 6..).unwrap_or_default();
        let data = data.trim_ascii_start();
        inflates_within(data, most)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deflated(bytes: &[u8]) -> Vec<u8> {
        let mut packed = Vec::new();
        flate2::read::ZlibEncoder::new(bytes, flate2::Compression::best())
            .read_to_end(&mut packed)
            .unwrap();
        packed
    }

    #[test]
    fn what_inflates_beyond_the_limit_is_refused() {
        let packed = deflated(&[0; 1001]);
        assert!(!inflates_within(&packed, 1000));
        assert!(inflates_within(&packed, 1001));
        assert!(inflates_within(b"not compressed at all", 1000));
    }

    #[test]
    fn an_object_stream_beyond_the_limit_is_found_in_the_file() {
        let mut file = b"%PDF-1.5\n1 0 obj\n<</Type/ObjStm/Filter/FlateDecode>>stream\n".to_vec();
        let harmless = file.len();
        file.extend(deflated(&[b' '; 1001]));
        file.extend(b"\nendstream");
        assert!(!file_is_within(&file, 1000));
        assert!(file_is_within(&file[..harmless], 1000));
    }

    #[test]
    fn the_length_of_lzw_data_is_that_of_the_standards_example() {
        // 45 45 45 45 45 65 45 45 45 66 in section 7.4.4.2 of ISO 32000-1.
        let packed = [0x80, 0x0b, 0x60, 0x50, 0x22, 0x0c, 0x0c, 0x85, 0x01];
        assert_eq!(lzw_length(&packed), 10);
    }
}
