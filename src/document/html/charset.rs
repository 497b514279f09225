//! The encoding of a page: told by its bytes, by itself, or by its content.

use encoding_rs::{Encoding as Codec, UTF_8, WINDOWS_1252};

use crate::encoding::{self, Encoding};

/// How much of a page is searched for the name of its encoding.
const HEAD_BYTES: usize = 4096;

/// The text of a page. Bytes that its encoding does not have become U+FFFD, as
/// in a browser: pages are seldom without mistakes.
pub(super) fn decode(bytes: &[u8], given: Encoding) -> String {
    if let Some(codec) = encoding::named(given) {
        return codec.decode_with_bom_removal(bytes).0.into_owned();
    }
    if let Some((codec, _)) = Codec::for_bom(bytes) {
        return codec.decode_with_bom_removal(bytes).0.into_owned();
    }
    let valid_utf8 = std::str::from_utf8(bytes);
    let declared = declared(bytes);
    let claims_utf8 = declared.is_some_and(|codec| codec == UTF_8);
    match (valid_utf8, declared) {
        // Hardly any text of another encoding is valid UTF-8.
        (Ok(text), _) if claims_utf8 || !encoding::is_utf16(bytes) => text.to_owned(),
        (_, Some(codec)) if !claims_utf8 => codec.decode_without_bom_handling(bytes).0.into_owned(),
        _ => encoding::decode("", bytes, Encoding::Detect).unwrap_or_else(|_| {
            let codec = if claims_utf8 { UTF_8 } else { WINDOWS_1252 };
            codec.decode_without_bom_handling(bytes).0.into_owned()
        }),
    }
}

/// The encoding that the page names: in a `meta` element or an XML
/// declaration.
fn declared(bytes: &[u8]) -> Option<&'static Codec> {
    let head = bytes.get(..HEAD_BYTES).unwrap_or(bytes);
    let head: String = head
        .iter()
        .map(|&byte| char::from(byte).to_ascii_lowercase())
        .collect();
    let mut rest = head.as_str();
    while let Some(start) = rest.find('<') {
        rest = rest.get(start + 1..)?;
        let (key, end) = if rest.starts_with("meta") {
            ("charset", '>')
        } else if rest.starts_with("?xml") {
            ("encoding", '>')
        } else if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        } else {
            continue;
        };
        let tag = rest.split(end).next().unwrap_or_default();
        if let Some(codec) = value(tag, key).and_then(|label| Codec::for_label(label.as_bytes())) {
            // The page has been read as ASCII up to here.
            let is_utf16 = codec.name().starts_with("UTF-16");
            return Some(if is_utf16 { UTF_8 } else { codec });
        }
    }
    None
}

/// The value behind `key=` in a tag, with or without quotation marks.
fn value<'a>(tag: &'a str, key: &str) -> Option<&'a str> {
    let (_, after) = tag.split_once(key)?;
    let value = after.trim_start().strip_prefix('=')?.trim_start();
    let value = value.trim_start_matches(['"', '\'']);
    value
        .split(['"', '\'', ';', '/', ' ', '\t', '\n', '\r'])
        .next()
        .filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use encoding_rs::{GBK, WINDOWS_1256};

    use super::*;

    #[test]
    fn the_page_names_its_encoding() {
        for (page, codec) in [
            ("<meta charset=gb2312>", Some(GBK)),
            ("<META CHARSET='GBK' />", Some(GBK)),
            (
                "<meta http-equiv=Content-Type content=\"text/html; charset=windows-1256\">",
                Some(WINDOWS_1256),
            ),
            ("<?xml version='1.0' encoding='UTF-8'?><html>", Some(UTF_8)),
            (
                "<!-- <meta charset=gbk> --><meta charset=utf-16>",
                Some(UTF_8),
            ),
            ("<p>charset=gbk</p>", None),
            ("<meta name=charset content=x>", None),
        ] {
            assert_eq!(declared(page.as_bytes()), codec, "{page}");
        }
    }

    #[test]
    fn bytes_overrule_what_the_page_says() {
        let utf8 = "<meta charset=iso-8859-1><p>é 安理会";
        assert_eq!(decode(utf8.as_bytes(), Encoding::Detect), utf8);
        let mut gbk = b"<meta charset=gb2312>".to_vec();
        gbk.extend(GBK.encode("安全理事会").0.iter());
        assert!(decode(&gbk, Encoding::Detect).ends_with("安全理事会"));
        let utf16: Vec<u8> = "\u{feff}<p>é</p>"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(decode(&utf16, Encoding::Detect), "<p>é</p>");
    }
}
