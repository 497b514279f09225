//! What a file is, as far as its first bytes say.

/// A kind of file that is no plain text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileKind {
    /// PDF.
    Pdf,
    /// A ZIP archive, and with it DOCX, XLSX, ODT and others.
    Zip,
    /// OLE: the old formats of Office, and new ones with a password.
    OldOffice,
    /// Rich Text Format.
    Rtf,
    /// PNG, JPEG, GIF, TIFF, BMP, WebP.
    Picture,
    /// An archive or compressed file other than ZIP, by its name.
    Archive(&'static str),
}

impl FileKind {
    /// The kind, with its article.
    pub(crate) fn describe(self) -> String {
        match self {
            Self::Pdf => "a PDF file".to_owned(),
            Self::Zip => "a ZIP archive (perhaps DOCX or XLSX)".to_owned(),
            Self::OldOffice => "an old Office file".to_owned(),
            Self::Rtf => "an RTF file".to_owned(),
            Self::Picture => "a picture".to_owned(),
            Self::Archive(name) => format!("a {name} archive"),
        }
    }
}

/// The first bytes of files of each kind.
const SIGNATURES: [(&[u8], FileKind); 20] = [
    (b"%PDF-", FileKind::Pdf),
    (b"PK\x03\x04", FileKind::Zip),
    (b"PK\x05\x06", FileKind::Zip),
    (b"PK\x07\x08", FileKind::Zip),
    (b"\xd0\xcf\x11\xe0", FileKind::OldOffice),
    (b"{\\rtf", FileKind::Rtf),
    (b"\x89PNG", FileKind::Picture),
    (b"\xff\xd8\xff", FileKind::Picture),
    (b"GIF87a", FileKind::Picture),
    (b"GIF89a", FileKind::Picture),
    (b"II*\0", FileKind::Picture),
    (b"MM\0*", FileKind::Picture),
    (b"Rar!\x1a\x07", FileKind::Archive("RAR")),
    (b"7z\xbc\xaf\x27\x1c", FileKind::Archive("7z")),
    (b"\x1f\x8b", FileKind::Archive("gzip")),
    (b"BZh", FileKind::Archive("bzip2")),
    (b"\xfd7zXZ\0", FileKind::Archive("xz")),
    (b"\x28\xb5\x2f\xfd", FileKind::Archive("zstd")),
    (b"MSCF\0\0\0\0", FileKind::Archive("CAB")),
    (b"\x04\x22\x4d\x18", FileKind::Archive("LZ4")),
];

/// The kind of the file that begins with `bytes`, if it is no plain text.
pub(crate) fn file_kind(bytes: &[u8]) -> Option<FileKind> {
    let webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    let bitmap = bytes.starts_with(b"BM") && bytes.get(6..10) == Some(&[0; 4]);
    if webp || bitmap {
        return Some(FileKind::Picture);
    }
    SIGNATURES
        .iter()
        .find(|(signature, _)| bytes.starts_with(signature))
        .map(|(_, kind)| *kind)
        .filter(|kind| *kind != FileKind::Archive("bzip2") || is_bzip2(bytes))
}

/// Letters could begin a text as well: the block's signature follows.
fn is_bzip2(bytes: &[u8]) -> bool {
    bytes.get(4..10) == Some(b"1AY&SY")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_by_their_first_bytes() {
        for (bytes, kind) in [
            (b"%PDF-1.7 ".as_slice(), "a PDF file"),
            (b"PK\x03\x04", "a ZIP archive (perhaps DOCX or XLSX)"),
            (b"\xff\xd8\xff\xe0", "a picture"),
            (b"RIFF\0\0\0\0WEBPVP8", "a picture"),
            (b"BM\0\0\0\0\0\0\0\0", "a picture"),
            (b"\x1f\x8b\x08", "a gzip archive"),
            (b"BZh91AY&SY", "a bzip2 archive"),
        ] {
            assert_eq!(
                file_kind(bytes).map(FileKind::describe).as_deref(),
                Some(kind)
            );
        }
        for text in ["BMW", "BZh is a name", "RIFF", "PK", "", "{rtf", "Rar"] {
            assert_eq!(file_kind(text.as_bytes()), None, "{text}");
        }
    }
}
