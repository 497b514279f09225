//! Bytes to text: UTF-8, UTF-16, GB18030, Big5 and the encodings of Windows,
//! told apart by what they hold.

mod detection;

use std::io::{self, Chain, Cursor, Read};

use encoding_rs::{
    BIG5, GB18030, IBM866, ISO_8859_5, ISO_8859_6, KOI8_U, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251,
    WINDOWS_1252, WINDOWS_1256,
};
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
    /// Big5, of traditional Chinese.
    Big5,
    /// Windows-1252, and with it ISO 8859-1, of western European languages.
    Windows1252,
    /// Windows-1256, of Arabic.
    Windows1256,
    /// ISO 8859-6, of Arabic.
    Iso8859Part6,
    /// Windows-1251, of Russian.
    Windows1251,
    /// KOI8-R and KOI8-U, of Russian.
    Koi8,
    /// ISO 8859-5, of Russian.
    Iso8859Part5,
    /// IBM 866, of Russian.
    Ibm866,
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
    let text = match named(decided) {
        Some(codec) if codec != UTF_8 => {
            let (text, malformed) = codec.decode_with_bom_removal(bytes);
            if malformed {
                let before = text.split('\u{fffd}').next().unwrap_or_default();
                let line = before.matches('\n').count() as u64 + 1;
                return Err(Error::data(
                    Location::file(name).line(line),
                    format!("there are bytes that are not {}", codec.name()),
                    "save the file as UTF-8",
                ));
            }
            text.into_owned()
        }
        _ => match std::str::from_utf8(without_mark(bytes)) {
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
/// through, for the caller to find with its place; what is malformed in
/// another encoding becomes U+FFFD.
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
    match named(decided) {
        Some(codec) if codec != UTF_8 => builder.encoding(Some(codec)),
        _ => builder.utf8_passthru(true),
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

/// The encoding under the name that the web has for it; `None` where it is to
/// be told by the content.
pub(crate) fn named(encoding: Encoding) -> Option<&'static encoding_rs::Encoding> {
    Some(match encoding {
        Encoding::Detect => return None,
        Encoding::Utf8 => UTF_8,
        Encoding::Utf16Le => UTF_16LE,
        Encoding::Utf16Be => UTF_16BE,
        Encoding::Gb18030 => GB18030,
        Encoding::Big5 => BIG5,
        Encoding::Windows1252 => WINDOWS_1252,
        Encoding::Windows1256 => WINDOWS_1256,
        Encoding::Iso8859Part6 => ISO_8859_6,
        Encoding::Windows1251 => WINDOWS_1251,
        Encoding::Koi8 => KOI8_U,
        Encoding::Iso8859Part5 => ISO_8859_5,
        Encoding::Ibm866 => IBM866,
    })
}

/// Whether the bytes are UTF-16 without a byte-order mark.
pub(crate) fn is_utf16(bytes: &[u8]) -> bool {
    detection::utf16(bytes).is_some()
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
    if let Some(found) = detection::utf16(body) {
        return Ok(found);
    }
    let Err(error) = std::str::from_utf8(body) else {
        return Ok(Encoding::Utf8);
    };
    // The sample may end in the middle of a character.
    if !whole && error.error_len().is_none() {
        return Ok(Encoding::Utf8);
    }
    let has_mark = body.len() < sample.len();
    if let Some(found) = (!has_mark)
        .then(|| detection::legacy(body, whole))
        .flatten()
    {
        return Ok(found);
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
