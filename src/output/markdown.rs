//! Paragraphs with their topics as Markdown, to be pasted into a report.

use std::io::{self, Write};

use super::record::{TaggedDocument, TaggedParagraph};
use super::{DocumentWriter, Labels, Options, Overview};
use crate::document::Metadata;
use crate::paragraph::ParagraphKind;

/// Writes each paragraph as a quotation with its topics below.
pub(super) struct MarkdownWriter<'a> {
    options: Options<'a>,
    written: bool,
}

impl<'a> MarkdownWriter<'a> {
    pub(super) fn new(options: Options<'a>) -> Self {
        Self {
            options,
            written: false,
        }
    }
}

impl DocumentWriter for MarkdownWriter<'_> {
    fn begin(&mut self, _: &mut dyn Write, _: &Overview) -> io::Result<()> {
        Ok(())
    }

    fn write(&mut self, out: &mut dyn Write, document: &TaggedDocument) -> io::Result<()> {
        if std::mem::replace(&mut self.written, true) {
            writeln!(out)?;
        }
        writeln!(out, "# {}", escaped(&document.name))?;
        let facts = facts(&document.metadata);
        if !facts.is_empty() {
            writeln!(out, "\n{}", escaped(&facts))?;
        }
        for tagged in &document.paragraphs {
            write_paragraph(out, tagged, self.options.labels)?;
        }
        Ok(())
    }

    fn finish(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// What the document says of itself, on one line.
fn facts(metadata: &Metadata) -> String {
    let numbered = |name: &str, number: Option<u32>| number.map(|n| format!("{name} {n}"));
    [
        metadata.symbol.clone(),
        metadata.body.clone(),
        numbered("session", metadata.session),
        numbered("meeting", metadata.meeting),
        metadata.date.clone(),
        metadata.agenda_item.clone(),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(" · ")
}

fn write_paragraph(
    out: &mut dyn Write,
    tagged: &TaggedParagraph,
    labels: Labels<'_>,
) -> io::Result<()> {
    let paragraph = &tagged.paragraph;
    let text = &paragraph.text;
    let is_heading = matches!(
        paragraph.kind,
        ParagraphKind::Title | ParagraphKind::Heading
    );
    if is_heading {
        // The document's name is the heading above all.
        let depth = match paragraph.kind {
            ParagraphKind::Title => 2,
            _ => usize::from(paragraph.level).min(3) + 3,
        };
        writeln!(out, "\n{} {}", "#".repeat(depth), escaped(text))?;
    } else {
        writeln!(out, "\n> {}", escaped(text))?;
    }
    if tagged.tags.is_empty() {
        return Ok(());
    }
    let mut place = vec![format!("¶ {}", tagged.place)];
    place.extend(paragraph.page.map(|page| format!("p. {page}")));
    place.extend(paragraph.speaker.as_deref().map(escaped));
    let topics: Vec<String> = tagged
        .tags
        .iter()
        .map(|tag| {
            let label = escaped(labels.label(tag.topic, text));
            format!("**{label}** {:.2}", tag.probability)
        })
        .collect();
    let behind = if is_heading { "" } else { ">\n> " };
    writeln!(
        out,
        "{}{behind}— {}: {}",
        if is_heading { "\n" } else { "" },
        place.join(", "),
        topics.join(" · ")
    )
}

/// A text in which nothing is taken for markup.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    for (place, character) in text.chars().enumerate() {
        let is_markup = match character {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' => true,
            // A list or heading begins with these, nothing else does.
            '#' | '+' | '-' | '=' => place == 0,
            '.' | ')' => digits > 0 && place == digits,
            _ => false,
        };
        if is_markup {
            escaped.push('\\');
        }
        escaped.push(if character.is_control() {
            ' '
        } else {
            character
        });
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_not_taken_for_markup() {
        assert_eq!(escaped("1. A*b_c <d>"), "1\\. A\\*b\\_c \\<d\\>");
        assert_eq!(escaped("# 3 - 4"), "\\# 3 - 4");
        assert_eq!(escaped("12) x"), "12\\) x");
        assert_eq!(escaped("3.5"), "3\\.5");
        assert_eq!(escaped("安全理事会。"), "安全理事会。");
    }
}
