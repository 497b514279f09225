//! Messages: subject and text, and the files attached to them.

mod plain;

use mail_parser::{DateTime, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::extract::{Block, BlockRole, Extract};
use super::html;
use super::outline::Outline;
use super::reading::ReadOptions;
use crate::error::{Error, Location, Result};

/// Reads a message: its subject is the title, and its text that which a mail
/// program shows. Plain text is preferred to HTML.
pub(super) fn read(name: &str, bytes: &[u8], options: &ReadOptions) -> Result<Extract> {
    let Some(message) = MessageParser::default().parse(bytes) else {
        return Err(Error::data(
            Location::file(name),
            "there is no message in it",
            "save the message anew from the mail program",
        ));
    };
    let mut outline = Outline::default();
    if let Some(subject) = message.subject() {
        outline.push(Block {
            text: subject.to_owned(),
            role: BlockRole::Title,
            ..Block::default()
        });
    }
    if has_plain_text(&message) {
        for part in message.text_bodies() {
            if let PartType::Text(text) = &part.body {
                options.limits.check_text(name, text.len())?;
                plain::append(&mut outline, text, flow(part));
            }
        }
    } else {
        for part in message.html_bodies() {
            if let PartType::Html(page) = &part.body {
                options.limits.check_text(name, page.len())?;
                html::append(&mut outline, name, page, options)?;
            }
        }
    }
    let mut extract = outline.finish(None);
    extract.head = message.date().map(day).unwrap_or_default();
    Ok(extract)
}

fn has_plain_text(message: &Message<'_>) -> bool {
    message
        .text_bodies()
        .any(|part| matches!(&part.body, PartType::Text(text) if !text.trim().is_empty()))
}

/// The day on which a message was sent, as documents write it.
fn day(date: &DateTime) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let month = usize::from(date.month).checked_sub(1);
    match month.and_then(|month| MONTHS.get(month)) {
        Some(month) => format!("{} {month} {}", date.day, date.year),
        None => String::new(),
    }
}

/// How the lines of a part are broken (RFC 3676).
fn flow(part: &MessagePart<'_>) -> plain::Flow {
    let attribute = |name: &str| part.content_type().and_then(|kind| kind.attribute(name));
    let is = |name, value| attribute(name).is_some_and(|found| found.eq_ignore_ascii_case(value));
    match (is("format", "flowed"), is("delsp", "yes")) {
        (false, _) => plain::Flow::Fixed,
        (true, deletes_space) => plain::Flow::Flowed { deletes_space },
    }
}

/// The attachments of a message, by name. Pictures that the text shows are
/// attachments, too.
pub(super) fn attachments(name: &str, bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let Some(message) = MessageParser::default().parse(bytes) else {
        return Vec::new();
    };
    message
        .attachments()
        .enumerate()
        .map(|(index, part)| {
            let given = part.attachment_name().map(shown).unwrap_or_default();
            let file = if given.is_empty() {
                format!("attachment-{}{}", index + 1, ending(part))
            } else {
                given
            };
            (format!("{name}/{file}"), contents(part).to_vec())
        })
        .collect()
}

/// The bytes of a part. Those of a message within the message are as it was
/// sent.
fn contents<'a>(part: &'a MessagePart<'_>) -> &'a [u8] {
    match &part.body {
        PartType::Message(message) => {
            let start = message.parts.first().map_or(0, |root| root.offset_header);
            let end = message.parts.first().map_or(0, |root| root.offset_end);
            message
                .raw_message
                .get(start as usize..end as usize)
                .unwrap_or_default()
        }
        _ => part.contents(),
    }
}

/// An ending for a part that has no name.
fn ending(part: &MessagePart<'_>) -> &'static str {
    let kind = part.content_type();
    let subtype = kind.and_then(|kind| kind.subtype()).unwrap_or_default();
    match (&part.body, subtype) {
        (PartType::Message(_), _) => ".eml",
        (PartType::Html(_), _) => ".html",
        (_, "markdown") => ".md",
        (PartType::Text(_), _) => ".txt",
        (_, "jpeg" | "png" | "gif" | "webp" | "tiff" | "bmp") => ".png",
        _ => "",
    }
}

/// A name without folders and invisible characters.
fn shown(name: &str) -> String {
    name.rsplit(['/', '\\'])
        .next()
        .unwrap_or_default()
        .chars()
        .filter(|c| !c.is_control())
        .collect::<String>()
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::Document;
    use super::super::container::{Content, Members};
    use super::super::format::Format;
    use super::*;

    fn texts(message: &str) -> Vec<String> {
        let options = ReadOptions {
            format: Some(Format::Eml),
            ..ReadOptions::default()
        };
        let document = Document::read("m.eml", message.as_bytes(), &options).unwrap();
        document.texts().map(str::to_owned).collect()
    }

    #[test]
    fn subject_and_plain_text_are_decoded() {
        let message = "From: a@b.org\nSubject: =?gb18030?B?sbO+sA==?=\nMIME-Version: 1.0\n\
            Content-Type: multipart/alternative; boundary=x\n\n--x\n\
            Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n\
            L=C3=A9on says that it is so, and that nothing will=\n change.\n\n-- \nSecretariat\n\
            --x\nContent-Type: text/html\n\n<p>Other</p>\n--x--\n";
        assert_eq!(
            texts(message),
            [
                "背景",
                "Léon says that it is so, and that nothing will change."
            ]
        );
    }

    #[test]
    fn html_is_read_where_there_is_no_plain_text() {
        let message = "Subject: T\nMIME-Version: 1.0\nContent-Type: text/html; charset=windows-1252\n\n\
            <h1>Head</h1><p>One</p>";
        assert_eq!(texts(message), ["T", "Head", "One"]);
    }

    #[test]
    fn attachments_are_members() {
        let message = "Subject: T\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n\
            --x\nContent-Type: text/plain\n\nBody.\n\
            --x\nContent-Type: text/markdown; name=\"a/../note.md\"\nContent-Disposition: attachment\n\n# N\n\
            --x\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0=\n\
            --x\nContent-Type: message/rfc822\n\nSubject: Inner\nMessage-ID: <1@a>\n\nInner text.\n\
            --x--\n";
        let options = ReadOptions::default();
        let members = Members::open("m.eml", message.as_bytes().to_vec(), &options).unwrap();
        let mut found = Vec::new();
        for member in members {
            let name = member.name.clone();
            if let Content::PassedOver(kind) = member.content {
                found.push((name, kind.to_owned()));
            } else {
                let document = member.document(&options).unwrap().unwrap();
                found.push((name, document.texts().collect::<Vec<_>>().join("|")));
            }
        }
        let expected = [
            ("m.eml", "T|Body."),
            ("m.eml/note.md", "N"),
            ("m.eml/attachment-2.png", "a picture"),
            ("m.eml/attachment-3.eml", "Inner|Inner text."),
        ];
        assert_eq!(found, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
    }

    #[test]
    fn what_is_no_message_is_an_error_or_text() {
        let options = ReadOptions::default();
        assert!(read("m.eml", b"", &options).is_err());
    }
}
