//! Numbers that a word processor counts: the lists of `numbering.xml`, and how
//! far each has counted.

mod definitions;

use std::collections::{HashMap, HashSet};

use super::super::counting::Counting;
pub(super) use definitions::Definitions;
use definitions::{Format, LEVELS, Level};

/// How far the lists of a document have counted.
#[derive(Debug)]
pub(super) struct Numbering<'a> {
    definitions: &'a Definitions,
    counters: HashMap<i32, Counters>,
    /// Where a list of its own start has begun, by list and level.
    begun: HashSet<(i32, usize)>,
}

/// The last numbers of the levels of a list.
type Counters = [Option<u32>; LEVELS];

/// What is printed before a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Printed {
    /// The number or bullet.
    pub(super) text: String,
    /// Whether a space or tab follows.
    pub(super) is_parted: bool,
    /// Whether it is a bullet.
    pub(super) is_bullet: bool,
    /// How deep the level is, from 0.
    pub(super) level: u8,
}

impl<'a> Numbering<'a> {
    pub(super) fn new(definitions: &'a Definitions) -> Self {
        Self {
            definitions,
            counters: HashMap::new(),
            begun: HashSet::new(),
        }
    }

    /// The level that belongs to a style in a list.
    pub(super) fn level_of_style(&self, list: i32, style: &str) -> Option<u8> {
        let place = (0..LEVELS).find(|&level| {
            self.definitions
                .level(list, level)
                .is_some_and(|level| level.style.as_deref() == Some(style))
        })?;
        u8::try_from(place).ok()
    }

    /// Counts a paragraph on, and says what is printed before it.
    pub(super) fn next(&mut self, list: i32, level: u8) -> Option<Printed> {
        let place = usize::from(level).min(LEVELS - 1);
        let base = self.definitions.base(list)?;
        let definition = self.definitions.level(list, place)?.clone();
        self.count(list, base, place, &definition);
        let is_bullet = definition.format == Format::Bullet;
        let text = match definition.format {
            Format::Bullet => definition.bullet(),
            _ => self.number(list, base, &definition),
        };
        let text = text.trim().to_owned();
        (!text.is_empty()).then_some(Printed {
            text,
            is_parted: definition.is_parted,
            is_bullet,
            level: place as u8,
        })
    }

    fn count(&mut self, list: i32, base: i32, place: usize, level: &Level) {
        let restart = self
            .definitions
            .own_start(list, place)
            .filter(|_| self.begun.insert((list, place)));
        let counters = self.counters.entry(base).or_default();
        let number = match (restart, counters.get(place).copied().flatten()) {
            (Some(start), _) => start,
            (None, None) => level.start,
            (None, Some(last)) => last.saturating_add(1),
        };
        for (deeper, counter) in counters.iter_mut().enumerate().skip(place + 1) {
            let restarts = self
                .definitions
                .level(list, deeper)
                .and_then(|level| level.restarts_after)
                .is_none_or(|highest| place < highest);
            if restarts {
                *counter = None;
            }
        }
        if let Some(counter) = counters.get_mut(place) {
            *counter = Some(number);
        }
    }

    /// The text of a level, with the numbers in it.
    fn number(&self, list: i32, base: i32, level: &Level) -> String {
        let counters = self.counters.get(&base).copied().unwrap_or_default();
        let mut text = String::new();
        let mut rest = level.text.chars().peekable();
        while let Some(c) = rest.next() {
            let digit = rest.peek().and_then(|digit| digit.to_digit(10));
            let place = digit.filter(|digit| c == '%' && *digit > 0);
            let Some(place) = place.map(|digit| digit as usize - 1) else {
                text.push(c);
                continue;
            };
            rest.next();
            let Some(shown) = self.definitions.level(list, place) else {
                continue;
            };
            let value = counters
                .get(place)
                .copied()
                .flatten()
                .unwrap_or(shown.start);
            match shown.format {
                _ if level.is_legal => text.push_str(&Counting::Decimal.print(value)),
                Format::Counted(counting) => text.push_str(&counting.print(value)),
                Format::Dashed => text.push_str(&format!("- {value} -")),
                Format::Bullet | Format::Nothing => {}
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::limits::Limits;
    use super::*;

    const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

    fn definitions(content: &str) -> Definitions {
        let text = format!("<w:numbering xmlns:w='{WORD}'>{content}</w:numbering>");
        let limits = Limits::default();
        Definitions::read("a.docx", &text, &limits, limits.deadline()).unwrap()
    }

    fn level(place: usize, format: &str, text: &str, more: &str) -> String {
        format!(
            "<w:lvl w:ilvl='{place}'><w:start w:val='1'/><w:numFmt w:val='{format}'/>\
             <w:lvlText w:val='{text}'/>{more}</w:lvl>"
        )
    }

    fn list(levels: &str, num: &str) -> Definitions {
        definitions(&format!(
            "<w:abstractNum w:abstractNumId='0'>{levels}</w:abstractNum>\
             <w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>{num}"
        ))
    }

    fn printed(definitions: &Definitions, paragraphs: &[(i32, u8)]) -> Vec<String> {
        let mut numbering = Numbering::new(definitions);
        paragraphs
            .iter()
            .map(|&(list, level)| {
                let printed = numbering.next(list, level);
                printed.map(|printed| printed.text).unwrap_or_default()
            })
            .collect()
    }

    #[test]
    fn deeper_levels_begin_anew_below_each_number() {
        let levels = level(0, "decimal", "%1.", "")
            + &level(1, "lowerLetter", "(%2)", "")
            + &level(2, "decimal", "%1.%2.%3", "<w:isLgl/>");
        let numbers = printed(
            &list(&levels, ""),
            &[
                (1, 0),
                (1, 1),
                (1, 1),
                (1, 2),
                (1, 0),
                (1, 1),
                (1, 2),
                (9, 0),
                (0, 0),
            ],
        );
        assert_eq!(
            numbers,
            ["1.", "(a)", "(b)", "1.2.1", "2.", "(a)", "2.1.1", "", ""]
        );
    }

    #[test]
    fn lists_of_one_definition_count_together_unless_one_has_a_start() {
        let num = "<w:num w:numId='2'><w:abstractNumId w:val='0'/></w:num>\
            <w:num w:numId='3'><w:abstractNumId w:val='0'/><w:lvlOverride w:ilvl='0'>\
            <w:startOverride w:val='5'/></w:lvlOverride></w:num>";
        let numbers = printed(
            &list(&level(0, "decimal", "%1.", ""), num),
            &[(1, 0), (2, 0), (3, 0), (3, 0), (1, 0)],
        );
        assert_eq!(numbers, ["1.", "2.", "5.", "6.", "7."]);
    }

    #[test]
    fn a_list_may_have_a_level_of_its_own() {
        let num = format!(
            "<w:num w:numId='2'><w:abstractNumId w:val='0'/><w:lvlOverride w:ilvl='0'>{}\
             </w:lvlOverride></w:num>",
            level(0, "upperRoman", "%1", "<w:suff w:val='space'/>")
        );
        let numbers = printed(
            &list(&level(0, "decimal", "%1.", ""), &num),
            &[(1, 0), (2, 0), (2, 0)],
        );
        assert_eq!(numbers, ["1.", "II", "III"]);
    }

    #[test]
    fn a_level_may_count_through() {
        let levels = level(0, "upperRoman", "%1.", "")
            + &level(1, "decimal", "%2.", "<w:lvlRestart w:val='0'/>");
        let numbers = printed(
            &list(&levels, ""),
            &[(1, 0), (1, 1), (1, 1), (1, 0), (1, 1)],
        );
        assert_eq!(numbers, ["I.", "1.", "2.", "II.", "3."]);
    }

    #[test]
    fn chinese_numbers_and_bullets() {
        let levels = level(
            0,
            "chineseCountingThousand",
            "%1、",
            "<w:suff w:val='nothing'/>",
        ) + &level(1, "japaneseCounting", "（%2）", "")
            + &level(
                2,
                "bullet",
                "\u{f0b7}",
                "<w:rPr><w:rFonts w:ascii='Symbol'/></w:rPr>",
            )
            + &level(
                3,
                "bullet",
                "o",
                "<w:rPr><w:rFonts w:ascii='Courier New'/></w:rPr>",
            )
            + &level(4, "bullet", "–", "")
            + &level(5, "none", "", "");
        let paragraphs = [(1, 0), (1, 1), (1, 2), (1, 3), (1, 4), (1, 5)];
        assert_eq!(
            printed(&list(&levels, ""), &paragraphs),
            ["一、", "（一）", "•", "•", "–", ""]
        );
    }

    #[test]
    fn a_list_may_stand_for_the_list_of_a_style() {
        let found = definitions(&format!(
            "<w:abstractNum w:abstractNumId='0'><w:styleLink w:val='S'/>{}</w:abstractNum>\
             <w:abstractNum w:abstractNumId='1'><w:numStyleLink w:val='S'/></w:abstractNum>\
             <w:abstractNum w:abstractNumId='2'><w:numStyleLink w:val='T'/></w:abstractNum>\
             <w:num w:numId='4'><w:abstractNumId w:val='1'/></w:num>\
             <w:num w:numId='5'><w:abstractNumId w:val='2'/></w:num>",
            level(0, "decimal", "%1)", "<w:pStyle w:val='P'/>")
        ));
        assert_eq!(printed(&found, &[(4, 0), (4, 0), (5, 0)]), ["1)", "2)", ""]);
        assert_eq!(Numbering::new(&found).level_of_style(4, "P"), Some(0));
    }
}
