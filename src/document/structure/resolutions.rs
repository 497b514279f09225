//! Resolutions: the clauses of the preamble and the paragraphs that act.

use super::super::clauses::{acts, opens_clause};
use super::super::edges::{Ending, ending};
use super::super::markers::{Family, Marker};
use super::is_item;
use crate::paragraph::{Paragraph, ParagraphKind};

/// How the bodies that adopt resolutions name themselves before the preamble.
const SUBJECTS: [&str; 16] = [
    "The Security Council",
    "The General Assembly",
    "The Economic and Social Council",
    "The Human Rights Council",
    "Le Conseil de sécurité",
    "L’Assemblée générale",
    "L'Assemblée générale",
    "El Consejo de Seguridad",
    "La Asamblea General",
    "Совет Безопасности",
    "Генеральная Ассамблея",
    "إن مجلس الأمن",
    "إن الجمعية العامة",
    "安全理事会",
    "大会",
    "人权理事会",
];

/// Longest name of a body before a preamble, in characters.
const LONGEST_NAME: usize = 60;

/// Among how many paragraphs behind the name of a body a clause is looked for.
const NEXT_PARAGRAPHS: usize = 3;

/// Fewest clauses that make a preamble where the body is not named before it.
const FEWEST_CLAUSES: usize = 2;

/// Where in a resolution a paragraph stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Outside,
    Preamble,
    Operative,
}

/// Marks the paragraphs of resolutions.
pub(super) fn mark(paragraphs: &mut [Paragraph], markers: &[Option<Marker>]) {
    let mut part = Part::Outside;
    for at in 0..paragraphs.len() {
        let opens = part == Part::Outside && opens_resolution(paragraphs, at);
        let Some(paragraph) = paragraphs.get_mut(at) else {
            return;
        };
        let marker = markers.get(at).and_then(Option::as_ref);
        let numbered = marker.map(|marker| marker.first.family);
        match numbered {
            Some(Family::Preambular) => paragraph.kind = ParagraphKind::Preambular,
            Some(Family::Operative) => {
                paragraph.kind = ParagraphKind::Operative;
                part = Part::Operative;
            }
            _ => {}
        }
        if matches!(
            paragraph.kind,
            ParagraphKind::Heading | ParagraphKind::Title
        ) {
            part = Part::Outside;
        }
        if !matches!(
            paragraph.kind,
            ParagraphKind::Text | ParagraphKind::ListItem
        ) {
            continue;
        }
        if opens {
            part = Part::Preamble;
        }
        part = next_part(part, paragraph, numbered);
        match part {
            Part::Preamble => paragraph.kind = ParagraphKind::Preambular,
            Part::Operative if is_operative(paragraph, numbered) => {
                paragraph.kind = ParagraphKind::Operative;
            }
            Part::Operative | Part::Outside => {}
        }
    }
}

fn next_part(part: Part, paragraph: &Paragraph, numbered: Option<Family>) -> Part {
    match (part, numbered) {
        (Part::Preamble | Part::Operative, Some(Family::Arabic)) => Part::Operative,
        (Part::Preamble, None) if acts(&paragraph.text) && !ends_clause(&paragraph.text) => {
            Part::Operative
        }
        (Part::Preamble, None) if !ends_clause(&paragraph.text) => Part::Outside,
        _ => part,
    }
}

fn is_operative(paragraph: &Paragraph, numbered: Option<Family>) -> bool {
    match numbered {
        // Subparagraphs are part of what they belong to.
        Some(family) => family == Family::Arabic || is_item(family),
        None => acts(&paragraph.text),
    }
}

/// Whether a resolution begins here: its body names itself, or there are a few
/// clauses one after the other.
fn opens_resolution(paragraphs: &[Paragraph], at: usize) -> bool {
    let Some(paragraph) = paragraphs.get(at) else {
        return false;
    };
    let is_clause = |paragraph: &Paragraph| {
        paragraph.number.is_none() && opens_clause(&paragraph.text) && ends_clause(&paragraph.text)
    };
    let next = paragraphs.iter().skip(at + 1).take(NEXT_PARAGRAPHS);
    if subject(&paragraph.text) {
        let acts_at_once =
            |next: &Paragraph| acts(next.text.trim_start_matches(|c: char| !c.is_alphabetic()));
        return next.clone().any(is_clause) || next.take(1).any(acts_at_once);
    }
    if named(&paragraph.text) && next.take(1).any(is_clause) {
        return true;
    }
    let clauses = paragraphs.iter().skip(at).take(FEWEST_CLAUSES);
    clauses.filter(|paragraph| is_clause(paragraph)).count() == FEWEST_CLAUSES
}

/// Whether the paragraph may be the name of a body that is not known, with the
/// comma behind it: `The Conference of the Parties,`.
fn named(text: &str) -> bool {
    ending(text) == Ending::Comma && text.chars().count() <= LONGEST_NAME && !opens_clause(text)
}

/// Whether the paragraph is the name of a body and a comma.
fn subject(text: &str) -> bool {
    let name = text.trim_end_matches([',', '，', '،', ' ']);
    name.len() < text.len() && SUBJECTS.contains(&name)
}

/// Whether the text ends as a clause of a preamble does.
fn ends_clause(text: &str) -> bool {
    ending(text) == Ending::Comma || text.ends_with([';', '；', '؛'])
}

#[cfg(test)]
mod tests {
    use super::super::super::Document;
    use crate::paragraph::ParagraphKind::{self, Operative, Preambular, Text, Title};

    fn kinds(text: &str) -> Vec<ParagraphKind> {
        let paragraphs = Document::from_text(text).paragraphs;
        paragraphs.into_iter().map(|it| it.kind).collect()
    }

    #[test]
    fn a_resolution_has_a_preamble_and_operative_paragraphs() {
        let text = "Resolution 2931 (2031)\n\nThe Security Council,\n\nRecalling its resolution 2900 (2030),\n\n\
            Noting the report,\n\n1. Decides to extend the mandate:\n\n(a) In the north;\n\n\
            (b) In the south;\n\n2. Requests a report;\n\n3. Decides to remain seized of the matter.\n";
        assert_eq!(
            kinds(text),
            [
                Title, Preambular, Preambular, Preambular, Operative, Operative, Operative,
                Operative, Operative
            ]
        );
        let text = "安全理事会，\n\n回顾其第2900(2030)号决议，\n\n注意到秘书长的报告，\n\n1. 决定延长任期；\n\n2. 请秘书长提出报告；\n\n3. 决定继续处理此案。\n";
        assert_eq!(
            kinds(text),
            [
                Preambular, Preambular, Preambular, Operative, Operative, Operative
            ]
        );
    }

    #[test]
    fn a_body_that_is_not_known_adopts_resolutions_too() {
        let text = "La Conferencia,\n\nRecordando su decisión de 2029,\n\n1. Aprueba el informe;\n\n2. Decide reunirse.\n";
        assert_eq!(kinds(text), [Preambular, Preambular, Operative, Operative]);
        let text = "人权理事会，\n\n遵循《联合国宪章》的宗旨和原则，\n\n回顾其以往决议，\n\n1. 欢迎报告；\n";
        assert_eq!(kinds(text), [Preambular, Preambular, Preambular, Operative]);
        let text = "Madam President,\n\nI thank you for the floor.\n";
        assert_eq!(kinds(text), [Text, Text]);
    }

    #[test]
    fn numbered_paragraphs_of_a_report_do_not_act() {
        let text = "Report of the Secretary-General\n\n1. The present report covers a year.\n\n2. It recalls the resolution.\n";
        assert_eq!(kinds(text), [Title, Text, Text]);
    }

    #[test]
    fn draft_paragraphs_say_what_they_are() {
        let text =
            "PP1. Recalling its resolution,\n\nOP1. Decides to meet;\n\nOP2. Requests a report.\n";
        assert_eq!(kinds(text), [Preambular, Operative, Operative]);
    }
}
