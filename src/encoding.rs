//! Bytes to text: UTF-8, UTF-16 and GB18030, told apart by what they hold.

use std::io::{self, Chain, Cursor, Read};

use encoding_rs::{GB18030, UTF_16BE, UTF_16LE};
use encoding_rs_io::{DecodeReaderBytes, DecodeReaderBytesBuilder};

use crate::error::{Error, Location, Result};
use crate::file_kind::file_kind;

/// How many bytes are looked at before the encoding is decided.
const SAMPLE_BYTES: u64 = 256 * 1024;

/// The encoding of a file of text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Encoding {
    /// Told by a byte-order mark or by the content.
    #[default]
    Detect,
    /// UTF-8, with or without a byte-order mark.
    Utf8,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// GB18030, and with it GBK and GB2312.
    Gb18030,
}

/// Decodes a whole file of text; `name` is for errors.
///
/// # Errors
///
/// When the bytes are not text of the encoding (or of none that is known), or
/// hold NUL bytes; the message gives the line and the byte.
///
/// ```
/// use thematic::encoding::{Encoding, decode};
/// let gb18030 = b"\xb1\xdf\xbd\xe7\xb0\xb2\xc8\xab";
/// assert_eq!(decode("letter.txt", gb18030, Encoding::Detect)?, "边界安全");
/// # Ok::<(), thematic::Error>(())
/// ```
pub fn decode(name: &str, bytes: &[u8], encoding: Encoding) -> Result<String> {
    let decided = decide(name, bytes, true, encoding)?;
    let text = match decided {
        Encoding::Utf16Le | Encoding::Utf16Be | Encoding::Gb18030 => {
            let (text, malformed) = codec(decided).decode_with_bom_removal(bytes);
            if malformed {
                let before = text.split('\u{fffd}').next().unwrap_or_default();
                let line = before.matches('\n').count() as u64 + 1;
                return Err(Error::data(
                    Location::file(name).line(line),
                    format!("there are bytes that are not {}", codec(decided).name()),
                    "save the file as UTF-8",
                ));
            }
            text.into_owned()
        }
        Encoding::Utf8 | Encoding::Detect => match std::str::from_utf8(without_mark(bytes)) {
            Ok(text) => text.to_owned(),
            Err(error) => return Err(broken_utf8(name, bytes, error.valid_up_to())),
        },
    };
    match text.find('\0') {
        Some(place) => {
            let line = text[..place].matches('\n').count() as u64 + 1;
            Err(Error::data(
                Location::file(name).line(line),
                "there is a NUL byte, which no text has",
                "give a file of plain text",
            ))
        }
        None => Ok(text),
    }
}

/// A stream of UTF-8, whatever the encoding of the stream below it.
pub(crate) type Utf8Reader<R> = DecodeReaderBytes<Chain<Cursor<Vec<u8>>, R>, Vec<u8>>;

/// Decides the encoding from the beginning of a stream and decodes the rest as
/// it is read, in constant memory. Malformed UTF-8 further on is passed
/// through, for the caller to find with its place; malformed UTF-16 and
/// GB18030 becomes U+FFFD.
pub(crate) fn stream<R: Read>(
    name: &str,
    mut reader: R,
    encoding: Encoding,
) -> Result<(Utf8Reader<R>, Encoding)> {
    let mut sample = Vec::new();
    reader
        .by_ref()
        .take(SAMPLE_BYTES)
        .read_to_end(&mut sample)
        .map_err(|source| Error::Io {
            action: "read",
            name: name.to_owned(),
            source,
        })?;
    let whole = (sample.len() as u64) < SAMPLE_BYTES;
    let decided = decide(name, &sample, whole, encoding)?;
    let mut builder = DecodeReaderBytesBuilder::new();
    builder.bom_override(false).strip_bom(true);
    match decided {
        Encoding::Utf8 | Encoding::Detect => builder.utf8_passthru(true),
        _ => builder.encoding(Some(codec(decided))),
    };
    if decided == Encoding::Utf8 {
        let mark = sample.len() - without_mark(&sample).len();
        sample.drain(..mark);
    }
    let chained = Cursor::new(sample).chain(reader);
    let buffer = vec![0; 64 * 1024];
    let reader = builder
        .build_with_buffer(chained, buffer)
        .map_err(|source: io::Error| Error::Io {
            action: "read",
            name: name.to_owned(),
            source,
        })?;
    Ok((reader, decided))
}

fn codec(encoding: Encoding) -> &'static encoding_rs::Encoding {
    match encoding {
        Encoding::Utf16Le => UTF_16LE,
        Encoding::Utf16Be => UTF_16BE,
        Encoding::Gb18030 => GB18030,
        Encoding::Utf8 | Encoding::Detect => encoding_rs::UTF_8,
    }
}

fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

fn decide(name: &str, sample: &[u8], whole: bool, given: Encoding) -> Result<Encoding> {
    if let Some(kind) = file_kind(sample) {
        return Err(Error::data(
            Location::file(name),
            format!("this is {}, not plain text", kind.describe()),
            "save or export it as plain text or CSV first",
        ));
    }
    if given != Encoding::Detect {
        return Ok(given);
    }
    if sample.starts_with(b"\xff\xfe") {
        return Ok(Encoding::Utf16Le);
    }
    if sample.starts_with(b"\xfe\xff") {
        return Ok(Encoding::Utf16Be);
    }
    let body = without_mark(sample);
    for candidate in [Encoding::Utf16Le, Encoding::Utf16Be] {
        if looks_like_utf16(body, candidate) {
            return Ok(candidate);
        }
    }
    let Err(error) = std::str::from_utf8(body) else {
        return Ok(Encoding::Utf8);
    };
    // The sample may end in the middle of a character.
    if !whole && error.error_len().is_none() {
        return Ok(Encoding::Utf8);
    }
    let has_mark = body.len() < sample.len();
    if !has_mark && looks_like_gb18030(body, whole) {
        return Ok(Encoding::Gb18030);
    }
    Err(broken_utf8(
        name,
        sample,
        error.valid_up_to() + sample.len() - body.len(),
    ))
}

fn broken_utf8(name: &str, bytes: &[u8], valid_up_to: usize) -> Error {
    let before = &bytes[..valid_up_to.min(bytes.len())];
    let line = before.split(|byte| *byte == b'\n').count() as u64;
    let found = bytes.get(valid_up_to).copied().unwrap_or_default();
    Error::data(
        Location::file(name).line(line),
        format!("byte {} (0x{found:02x}) is not UTF-8", valid_up_to + 1),
        "save the file as UTF-8, or name its encoding with --encoding",
    )
}

/// UTF-16 without a mark: nearly all of its units are letters, digits, spaces
/// or punctuation of the scripts that documents use, which hardly happens when
/// the bytes of another encoding are read in pairs.
fn looks_like_utf16(sample: &[u8], encoding: Encoding) -> bool {
    if sample.len() < 4 {
        return false;
    }
    let units = sample.chunks_exact(2).map(|pair| match encoding {
        Encoding::Utf16Be => u16::from_be_bytes([pair[0], pair[1]]),
        _ => u16::from_le_bytes([pair[0], pair[1]]),
    });
    let (mut usual, mut signs, mut all) = (0usize, 0usize, 0usize);
    for unit in units {
        all += 1;
        let sign = matches!(
            unit,
            0x09 | 0x0a | 0x0d | 0x20..=0x7e | 0x3001 | 0x3002 | 0xff0c
        );
        signs += usize::from(sign);
        usual += usize::from(
            sign || matches!(unit,
                0xa0..=0x24f | 0x400..=0x4ff | 0x600..=0x6ff | 0x2010..=0x203b
                | 0x3000..=0x3011 | 0x4e00..=0x9fff | 0xff01..=0xff5e),
        );
    }
    usual * 100 >= all * 97
        && signs > 0
        && sample.len().is_multiple_of(2)
        && std::str::from_utf8(sample).is_ok_and(|text| text.contains('\0'))
        || usual * 100 >= all * 97 && signs * 200 >= all && std::str::from_utf8(sample).is_err()
}

/// GB18030: it decodes, and nearly all characters beyond ASCII are in the
/// GB2312 region, which the stray bytes of other encodings seldom are.
fn looks_like_gb18030(sample: &[u8], whole: bool) -> bool {
    let (text, _, _) = GB18030.decode(sample);
    let mut tolerated = if whole { 0 } else { 2 };
    let (mut usual, mut all) = (0usize, 0usize);
    for character in text.chars().filter(|character| !character.is_ascii()) {
        if character == '\u{fffd}' {
            if tolerated == 0 {
                return false;
            }
            tolerated -= 1;
            continue;
        }
        all += 1;
        usual += usize::from(matches!(character,
            '\u{4e00}'..='\u{9fa5}' | '\u{3000}'..='\u{3017}' | '\u{ff01}'..='\u{ff5e}'
            | '\u{2014}'..='\u{2026}' | '\u{b7}'));
    }
    all > 0 && usual * 10 >= all * 9 && !has_utf8_characters(sample)
}

/// Whether most of the bytes beyond ASCII are UTF-8 for characters that texts
/// use: then the file is damaged UTF-8, not another encoding. Pairs of GB18030
/// are often well-formed UTF-8 too, but for characters that hardly occur.
fn has_utf8_characters(sample: &[u8]) -> bool {
    let (mut usual, mut all) = (0usize, 0usize);
    for chunk in sample.utf8_chunks() {
        all += chunk.invalid().len();
        for character in chunk.valid().chars().filter(|c| !c.is_ascii()) {
            all += character.len_utf8();
            if matches!(character,
                '\u{a0}'..='\u{ff}' | '\u{400}'..='\u{45f}' | '\u{600}'..='\u{6ff}'
                | '\u{2010}'..='\u{203b}' | '\u{3000}'..='\u{3017}'
                | '\u{4e00}'..='\u{9fa5}' | '\u{ff01}'..='\u{ff5e}')
            {
                usual += character.len_utf8();
            }
        }
    }
    usual * 2 > all
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "安全理事会强调，必须加强边境管理。\nSecond line, 2nd.\n";

    fn utf16(text: &str, big_endian: bool) -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|unit| {
                if big_endian {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
            .collect()
    }

    #[test]
    fn every_encoding_is_told_by_its_content() {
        let gb18030 = GB18030.encode(TEXT).0.into_owned();
        for bytes in [
            TEXT.as_bytes().to_vec(),
            [b"\xef\xbb\xbf".as_slice(), TEXT.as_bytes()].concat(),
            gb18030,
            utf16(TEXT, false),
            utf16(TEXT, true),
            utf16(&format!("\u{feff}{TEXT}"), false),
            utf16(&format!("\u{feff}{TEXT}"), true),
        ] {
            assert_eq!(decode("t", &bytes, Encoding::Detect).unwrap(), TEXT);
            let (mut reader, _) = stream("t", bytes.as_slice(), Encoding::Detect).unwrap();
            let mut text = String::new();
            reader.read_to_string(&mut text).unwrap();
            assert_eq!(text, TEXT);
        }
    }

    #[test]
    fn plain_english_in_utf16_is_told_from_utf8_with_nul_bytes() {
        let text = "The Council,\nrecalling.";
        let bytes = utf16(text, false);
        assert_eq!(decode("t", &bytes, Encoding::Detect).unwrap(), text);
        let error = decode("t.txt", b"one\ntw\0o\n", Encoding::Detect).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("t.txt, line 2: there is a NUL byte")
        );
    }

    #[test]
    fn damaged_utf8_is_not_taken_for_gb18030_and_its_place_is_named() {
        let mut bytes = TEXT.as_bytes().to_vec();
        bytes.insert(3, 0xff);
        let error = decode("t.txt", &bytes, Encoding::Detect).unwrap_err();
        assert_eq!(
            error.to_string(),
            "t.txt, line 1: byte 4 (0xff) is not UTF-8; save the file as UTF-8, \
             or name its encoding with --encoding"
        );
    }

    #[test]
    fn other_kinds_of_file_are_named() {
        let error = decode("s.pdf", b"%PDF-1.7 ...", Encoding::Detect).unwrap_err();
        assert!(error.to_string().contains("this is a PDF file"));
    }

    #[test]
    fn a_latin_1_file_is_refused_and_not_misread() {
        assert!(decode("t", b"caf\xe9 au lait", Encoding::Detect).is_err());
    }
}
