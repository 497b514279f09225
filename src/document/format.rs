//! The formats of documents, and how a file's is told: by its content first.
//! The name decides only what the content cannot.

use std::fmt;

use super::archive::Archive;
use super::limits::Limits;
use crate::error::{Error, Location, Result};
use crate::file_kind::{FileKind, file_kind};

/// Where the mark of a PDF file may stand at the latest.
const PDF_MARK_WITHIN: usize = 1024;

/// How much of a text is looked at.
const SAMPLE_BYTES: usize = 4096;

/// The format of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Plain text.
    Text,
    /// PDF with text; pictures of text are not read.
    Pdf,
    /// The format of Word since 2007.
    Docx,
    /// A web page.
    Html,
    /// `CommonMark` with tables and footnotes.
    Markdown,
    /// A message with its attachments.
    Eml,
    /// A ZIP archive of documents.
    Zip,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 7] = [
        Self::Text,
        Self::Pdf,
        Self::Docx,
        Self::Html,
        Self::Markdown,
        Self::Eml,
        Self::Zip,
    ];

    /// The format of a file: a PDF file that is named `.docx` is PDF.
    ///
    /// # Errors
    ///
    /// When the file is of a kind that is not read, such as a picture.
    ///
    /// ```
    /// use thematic::document::Format;
    /// assert_eq!(Format::detect("report.docx", b"%PDF-1.7\n")?, Format::Pdf);
    /// assert_eq!(Format::detect("report.md", b"# Report\n")?, Format::Markdown);
    /// # Ok::<(), thematic::Error>(())
    /// ```
    pub fn detect(name: &str, bytes: &[u8]) -> Result<Self> {
        match file_kind(bytes) {
            Some(FileKind::Pdf) => Ok(Self::Pdf),
            Some(FileKind::Zip) => zip_format(name, bytes),
            Some(kind) => Err(unsupported(name, bytes, kind)),
            None if bytes.is_empty() && is_never_empty(name) => Err(Error::data(
                Location::file(name),
                "the file is empty",
                "fetch or save it anew",
            )),
            None if has_pdf_mark(bytes) => Ok(Self::Pdf),
            None => Ok(text_format(name, bytes)),
        }
    }

    /// The format of that [name](Self::name).
    ///
    /// ```
    /// use thematic::document::Format;
    /// assert_eq!(Format::from_name("docx"), Some(Format::Docx));
    /// ```
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// The name on the command line and in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Html => "html",
            Self::Markdown => "markdown",
            Self::Eml => "eml",
            Self::Zip => "zip",
        }
    }

    /// Whether a file of the format may hold several documents.
    pub fn is_container(self) -> bool {
        matches!(self, Self::Eml | Self::Zip)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Endings of names of files that are no documents, by what the files are.
const NO_DOCUMENTS: [(&str, &[&str]); 7] = [
    (
        "a picture",
        &[
            "bmp", "gif", "heic", "ico", "jpeg", "jpg", "png", "svg", "tif", "tiff", "webp",
        ],
    ),
    ("a table", &["csv", "ods", "tsv", "xls", "xlsx", "xlsm"]),
    ("a recording", &["avi", "m4a", "mov", "mp3", "mp4", "wav"]),
    ("a presentation", &["odp", "ppt", "pptx"]),
    (
        "data",
        &[
            "jsonl",
            "json",
            "xml",
            "yaml",
            "toml",
            "db",
            "safetensors",
            "partial",
        ],
    ),
    ("a part of a page", &["css", "js"]),
    ("a program", &["bat", "dll", "exe", "sh"]),
];

/// Whether the name is that of a format that has no empty files.
fn is_never_empty(name: &str) -> bool {
    matches!(ending(name).as_str(), "pdf" | "docx" | "eml" | "zip")
}

/// Why a file of that name is no document, as far as the name tells: files
/// that are passed over in folders and archives.
///
/// ```
/// use thematic::document::passed_over;
/// assert_eq!(passed_over("annex/map.PNG"), Some("a picture"));
/// assert_eq!(passed_over("annex/.notes.txt"), Some("a hidden file"));
/// assert_eq!(passed_over("annex/report.pdf"), None);
/// ```
pub fn passed_over(name: &str) -> Option<&'static str> {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    if file.starts_with('.') || file.starts_with("~$") || file == "Thumbs.db" {
        return Some("a hidden file");
    }
    let ending = ending(file);
    NO_DOCUMENTS
        .iter()
        .find(|(_, endings)| endings.contains(&ending.as_str()))
        .map(|(kind, _)| *kind)
}

/// The ending of the name in small letters, without the dot.
fn ending(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    match file.rsplit_once('.') {
        Some((_, ending)) => ending.to_ascii_lowercase(),
        None => String::new(),
    }
}

/// The mark of a PDF file at the start of a line, behind what some servers and
/// scanners put before it.
fn has_pdf_mark(bytes: &[u8]) -> bool {
    let mark = b"%PDF-";
    let head = bytes.get(..PDF_MARK_WITHIN).unwrap_or(bytes);
    let at = head.windows(mark.len()).position(|window| window == mark);
    at.is_some_and(|at| {
        let before = at.checked_sub(1).and_then(|before| head.get(before));
        before.is_none_or(|&byte| !(b' '..=b'~').contains(&byte))
    })
}

/// What a ZIP archive is, by the names of its members.
fn zip_format(name: &str, bytes: &[u8]) -> Result<Format> {
    let Ok(archive) = Archive::open(name, bytes, &Limits::default()) else {
        // The end is missing or damaged: the first member tells what it was.
        let first = bytes.get(30..).unwrap_or_default();
        let is_package = [b"[Content_Types].xml".as_slice(), b"_rels/", b"word/"]
            .iter()
            .any(|path| first.starts_with(path));
        let named = ending(name) == "docx";
        return Ok(if is_package || named {
            Format::Docx
        } else {
            Format::Zip
        });
    };
    let has = |start: &str| {
        archive
            .paths()
            .any(|path| path.starts_with(start.as_bytes()))
    };
    let kind = match () {
        () if has("[Content_Types].xml") && has("word/") => return Ok(Format::Docx),
        () if has("[Content_Types].xml") && has("xl/") => "a spreadsheet (XLSX)",
        () if has("[Content_Types].xml") && has("ppt/") => "a presentation (PPTX)",
        () if has("[Content_Types].xml") && ending(name) == "docx" => return Ok(Format::Docx),
        () if has("mimetype") && has("META-INF/container.xml") => "an e-book (EPUB)",
        () if has("mimetype") && has("content.xml") => "an OpenDocument file",
        () => return Ok(Format::Zip),
    };
    Err(refusal(name, kind))
}

fn unsupported(name: &str, bytes: &[u8], kind: FileKind) -> Error {
    match kind {
        FileKind::OldOffice if has_package_with_password(bytes) => Error::data(
            Location::file(name),
            "this is an Office file that is locked with a password",
            "save it without password first",
        ),
        FileKind::Picture => Error::data(
            Location::file(name),
            "this is a picture",
            "read it with a text-recognition program first",
        ),
        FileKind::Archive(_) => Error::data(
            Location::file(name),
            format!("this is {}, which is not read", kind.describe()),
            "unpack it first",
        ),
        FileKind::OldOffice => refusal(name, "an old Office file (DOC, XLS or PPT)"),
        other => refusal(name, &other.describe()),
    }
}

fn refusal(name: &str, kind: &str) -> Error {
    Error::data(
        Location::file(name),
        format!("this is {kind}, which is not read"),
        "save or export it as DOCX, PDF or plain text first",
    )
}

/// Office wraps a package with a password into an OLE file, whose directory
/// has this name in UTF-16.
fn has_package_with_password(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage"
        .bytes()
        .flat_map(|letter| [letter, 0])
        .collect();
    bytes.windows(name.len()).any(|window| window == name)
}

/// What a text is: by its beginning, and then by its name.
fn text_format(name: &str, bytes: &[u8]) -> Format {
    let sample = sample(bytes);
    let ending = ending(name);
    let is_markdown = matches!(ending.as_str(), "md" | "markdown" | "mkd" | "mdown");
    if is_page(&sample) {
        return Format::Html;
    }
    match ending.as_str() {
        "eml" => Format::Eml,
        "html" | "htm" | "xhtml" | "xht" => Format::Html,
        _ if is_message(&sample) => Format::Eml,
        _ if is_markdown => Format::Markdown,
        _ if begins_with_tag(&sample) => Format::Html,
        _ => Format::Text,
    }
}

/// The beginning of a text in small letters. Nothing but ASCII matters, so
/// UTF-16 is that without its zero bytes.
fn sample(bytes: &[u8]) -> String {
    let head = bytes.get(..SAMPLE_BYTES).unwrap_or(bytes);
    let marks: [&[u8]; 3] = [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"];
    let head = marks
        .iter()
        .find_map(|mark| head.strip_prefix(*mark))
        .unwrap_or(head);
    head.iter()
        .filter(|&&byte| byte != 0)
        .map(|&byte| char::from(byte).to_ascii_lowercase())
        .collect()
}

/// Whether the text calls itself a page of HTML.
fn is_page(sample: &str) -> bool {
    let start = behind_prologue(sample);
    start.starts_with("<!doctype html") || is_tag(start, &["html", "head", "body"])
}

/// Whether the text begins with a tag of HTML.
fn begins_with_tag(sample: &str) -> bool {
    const TAGS: [&str; 20] = [
        "a", "article", "b", "br", "center", "div", "font", "h1", "h2", "main", "meta", "ol", "p",
        "section", "span", "strong", "style", "table", "title", "ul",
    ];
    is_tag(behind_prologue(sample), &TAGS) && sample.contains("</")
}

/// Whether `text` begins with one of the tags.
fn is_tag(text: &str, tags: &[&str]) -> bool {
    let Some(rest) = text.strip_prefix('<') else {
        return false;
    };
    let name = rest
        .split(|c: char| !c.is_ascii_alphanumeric())
        .next()
        .unwrap_or_default();
    let after = rest.get(name.len()..).unwrap_or_default();
    tags.contains(&name) && after.starts_with([' ', '>', '\n', '\r', '\t', '/'])
}

/// The text behind XML declaration, comments and space.
fn behind_prologue(sample: &str) -> &str {
    let mut rest = sample.trim_start();
    loop {
        let after = if rest.starts_with("<?") {
            rest.split_once("?>")
        } else if rest.starts_with("<!--") {
            rest.split_once("-->")
        } else {
            return rest;
        };
        match after {
            Some((_, after)) => rest = after.trim_start(),
            None => return rest,
        }
    }
}

/// Whether the text begins with the header of a message that went through the
/// post: a letter may have `From:` and `Subject:` too, but no message number.
fn is_message(sample: &str) -> bool {
    const OF_MESSAGES: [&str; 6] = [
        "received",
        "message-id",
        "mime-version",
        "return-path",
        "delivered-to",
        "content-type",
    ];
    let head = sample
        .split("\n\n")
        .next()
        .and_then(|head| head.split("\r\n\r\n").next())
        .unwrap_or_default();
    let (mut fields, mut found, mut sender) = (0, 0, false);
    for line in head.lines() {
        if line.starts_with([' ', '\t']) && fields > 0 {
            continue;
        }
        let Some((field, _)) = line.split_once(':') else {
            // A line of a sample may be cut off.
            return fields > 3 && found > 0 && sender && !head.ends_with('\n');
        };
        if field.is_empty()
            || !field
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
        {
            return false;
        }
        fields += 1;
        found += usize::from(OF_MESSAGES.contains(&field));
        sender |= matches!(field, "from" | "sender" | "to" | "subject");
    }
    found > 0 && sender
}

#[cfg(test)]
mod tests {
    use super::super::archive::tests::zipped;
    use super::*;

    fn detected(name: &str, bytes: &[u8]) -> Format {
        Format::detect(name, bytes).unwrap()
    }

    #[test]
    fn content_decides_against_the_name() {
        let docx = zipped(&[("[Content_Types].xml", b""), ("word/document.xml", b"")]);
        assert_eq!(detected("a.txt", &docx), Format::Docx);
        assert_eq!(detected("a.docx", b"\r\n%PDF-1.4"), Format::Pdf);
        assert_eq!(detected("a.docx", &zipped(&[("b.txt", b"")])), Format::Zip);
        assert_eq!(detected("a.txt", b"<!DOCTYPE html><p>"), Format::Html);
        assert_eq!(
            detected("a.md", b"\xef\xbb\xbf <html lang=en>"),
            Format::Html
        );
        let utf16: Vec<u8> = "\u{feff}<!-- x --><HTML>"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(detected("a", &utf16), Format::Html);
    }

    #[test]
    fn the_name_decides_what_the_content_cannot() {
        assert_eq!(detected("a.md", b"# Title"), Format::Markdown);
        assert_eq!(
            detected("a.md", b"<div align=center></div>"),
            Format::Markdown
        );
        assert_eq!(detected("a", b"<div align=center></div>"), Format::Html);
        assert_eq!(detected("a.txt", b"# Title"), Format::Text);
        assert_eq!(detected("a.htm", b"Text"), Format::Html);
        assert_eq!(detected("a.eml", b"Subject: x\n\nText"), Format::Eml);
        assert_eq!(detected("a", b""), Format::Text);
    }

    #[test]
    fn a_message_is_told_from_a_letter() {
        let message = b"Received: from a\n by b\nFrom: A <a@b.org>\nSubject: x\n\nText";
        assert_eq!(detected("standard input", message), Format::Eml);
        let letter = b"From: the President\nTo: the Council\nSubject: x\n\nText: it says";
        assert_eq!(detected("letter.txt", letter), Format::Text);
        assert_eq!(detected("a", b"Note: <p> is a tag."), Format::Text);
        assert_eq!(
            detected("a", b"The mark is %PDF-1.7, it says"),
            Format::Text
        );
        assert_eq!(detected("a", b"<S/2031/7> is a symbol"), Format::Text);
    }

    #[test]
    fn kinds_that_are_not_read_are_named_with_what_to_do() {
        let told = |bytes: &[u8]| Format::detect("a.pdf", bytes).unwrap_err().to_string();
        assert_eq!(
            told(b"\x89PNG\r\n"),
            "a.pdf: this is a picture; read it with a text-recognition program first"
        );
        assert!(told(b"{\\rtf1").contains("an RTF file, which is not read; save or export"));
        assert!(told(b"\xd0\xcf\x11\xe0").contains("an old Office file"));
        assert!(told(b"Rar!\x1a\x07\0").contains("a RAR archive"));
        let mut locked = b"\xd0\xcf\x11\xe0\0".to_vec();
        locked.extend("EncryptedPackage".bytes().flat_map(|byte| [byte, 0]));
        assert!(told(&locked).contains("locked with a password"));
        let sheet = zipped(&[("[Content_Types].xml", b""), ("xl/workbook.xml", b"")]);
        assert!(told(&sheet).contains("a spreadsheet (XLSX)"));
        let text = zipped(&[("mimetype", b""), ("content.xml", b"")]);
        assert!(told(&text).contains("an OpenDocument file"));
    }

    #[test]
    fn a_truncated_package_is_still_told_by_its_first_member() {
        let docx = zipped(&[("[Content_Types].xml", b"x"), ("word/document.xml", b"y")]);
        assert_eq!(detected("a", &docx[..60]), Format::Docx);
        assert_eq!(
            detected("a", &zipped(&[("b.txt", b"x")])[..40]),
            Format::Zip
        );
    }

    #[test]
    fn names_go_there_and_back() {
        for format in Format::ALL {
            assert_eq!(Format::from_name(format.name()), Some(format));
        }
        assert_eq!(Format::from_name("csv"), None);
    }
}
