//! Which paragraphs are wanted: by what their document says of itself, and by
//! what they are.

mod values;

use globset::{GlobBuilder, GlobMatcher};

use crate::document::Metadata;
use crate::error::{Error, Result};
use crate::language::Language;
use crate::paragraph::{Paragraph, ParagraphKind};
use crate::topics::{TopicId, Topics, nearest};
use values::{DateRange, NumberRange};

/// Conditions that all have to hold. What a paragraph or its document does not
/// show does not fulfil a condition.
///
/// ```
/// use thematic::document::Metadata;
/// use thematic::filter::Filter;
/// use thematic::{Paragraph, Topics};
/// let topics = Topics::default();
/// let filter = Filter::parse(["date=2030..2031-06", "kind=text,operative"], &topics)?;
/// let metadata = Metadata {
///     date: Some("2031-06-30".to_owned()),
///     ..Metadata::default()
/// };
/// let paragraph = Paragraph::new("It decides.");
/// assert!(filter.accepts(&metadata, &paragraph, &[]));
/// assert!(!filter.accepts(&Metadata::default(), &paragraph, &[]));
/// # Ok::<(), thematic::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Filter {
    conditions: Vec<Condition>,
}

/// What a condition is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Symbol,
    Body,
    Session,
    Meeting,
    Date,
    AgendaItem,
    Page,
    Kind,
    Speaker,
    Language,
    Topic,
}

const FIELDS: [(&str, Field); 11] = [
    ("symbol", Field::Symbol),
    ("body", Field::Body),
    ("session", Field::Session),
    ("meeting", Field::Meeting),
    ("date", Field::Date),
    ("agenda-item", Field::AgendaItem),
    ("page", Field::Page),
    ("kind", Field::Kind),
    ("speaker", Field::Speaker),
    ("language", Field::Language),
    ("topic", Field::Topic),
];

#[derive(Debug, Clone)]
struct Condition {
    field: Field,
    /// One of them has to hold.
    values: Vec<Value>,
}

#[derive(Debug, Clone)]
enum Value {
    Pattern(GlobMatcher),
    Numbers(NumberRange),
    Dates(DateRange),
    Kind(ParagraphKind),
    Topic(TopicId),
}

impl Filter {
    /// Reads conditions of the form `FIELD=VALUE,VALUE…`. Texts are compared
    /// without regard to case, and `*` and `?` in them stand for anything and
    /// for one character; numbers and dates may be ranges (`3-5`,
    /// `2030..2031-06`), open at an end. `topics` are those that may be named.
    ///
    /// # Errors
    ///
    /// When a field is unknown or a value is none of its field.
    pub fn parse<'c>(
        conditions: impl IntoIterator<Item = &'c str>,
        topics: &Topics,
    ) -> Result<Self> {
        let conditions = conditions.into_iter().map(|text| parse(text, topics));
        Ok(Self {
            conditions: conditions.collect::<Result<_>>()?,
        })
    }

    /// Whether there is no condition.
    pub fn is_empty(&self) -> bool {
        self.conditions.is_empty()
    }

    /// Whether a paragraph with these topics, of a document that says this of
    /// itself, is wanted.
    pub fn accepts(&self, metadata: &Metadata, paragraph: &Paragraph, topics: &[TopicId]) -> bool {
        self.conditions.iter().all(|condition| {
            let field = condition.field;
            condition
                .values
                .iter()
                .any(|value| holds(field, value, metadata, paragraph, topics))
        })
    }
}

fn holds(
    field: Field,
    value: &Value,
    metadata: &Metadata,
    paragraph: &Paragraph,
    topics: &[TopicId],
) -> bool {
    let language = paragraph.language.or(metadata.language);
    match value {
        Value::Pattern(pattern) => {
            let found = match field {
                Field::Symbol => metadata.symbol.as_deref(),
                Field::Body => metadata.body.as_deref(),
                Field::AgendaItem => metadata.agenda_item.as_deref(),
                Field::Speaker => paragraph.speaker.as_deref(),
                Field::Language => {
                    return language.is_some_and(|language| {
                        pattern.is_match(language.code()) || pattern.is_match(language.name())
                    });
                }
                _ => None,
            };
            found.is_some_and(|found| pattern.is_match(found))
        }
        Value::Numbers(range) => {
            let found = match field {
                Field::Session => metadata.session,
                Field::Meeting => metadata.meeting,
                Field::Page => paragraph.page,
                _ => None,
            };
            found.is_some_and(|found| range.contains(found))
        }
        Value::Dates(range) => {
            let date = metadata.date.as_deref();
            date.is_some_and(|date| range.contains(date))
        }
        Value::Kind(kind) => paragraph.kind == *kind,
        Value::Topic(topic) => topics.contains(topic),
    }
}

fn parse(text: &str, topics: &Topics) -> Result<Condition> {
    let refuse =
        |expected: String| Error::parameter("the condition", format!("{text:?}"), expected);
    let Some((name, values)) = text.split_once('=') else {
        let form = "of the form FIELD=VALUE, such as kind=operative";
        return Err(refuse(form.to_owned()));
    };
    let names = || FIELDS.iter().map(|(name, _)| *name);
    let name = name.trim().replace('_', "-").to_lowercase();
    let Some((_, field)) = FIELDS.iter().find(|(known, _)| *known == name) else {
        let known: Vec<&str> = names().collect();
        let near = nearest(&name, names());
        let near = near.map_or_else(String::new, |near| format!("; the nearest is {near}"));
        return Err(refuse(format!("about one of {}{near}", known.join(", "))));
    };
    let parsed: Vec<Value> = values
        .split(',')
        .map(str::trim)
        .filter(|value| !value.is_empty())
        .map(|value| parse_value(*field, value, topics).map_err(refuse))
        .collect::<Result<_>>()?;
    if parsed.is_empty() {
        return Err(refuse("with a value behind the `=`".to_owned()));
    }
    Ok(Condition {
        field: *field,
        values: parsed,
    })
}

/// The value, or what would be expected instead.
fn parse_value(field: Field, value: &str, topics: &Topics) -> Result<Value, String> {
    match field {
        Field::Session | Field::Meeting | Field::Page => NumberRange::parse(value)
            .map(Value::Numbers)
            .ok_or_else(|| "with a number or a range such as 3-5, 3- or -5".to_owned()),
        Field::Date => DateRange::parse(value).map(Value::Dates).ok_or_else(|| {
            "with a date (2031, 2031-03 or 2031-03-18) or a range such as 2030..2031-06".to_owned()
        }),
        Field::Kind => ParagraphKind::from_name(value)
            .map(Value::Kind)
            .ok_or_else(|| {
                let names = ParagraphKind::ALL.map(ParagraphKind::name);
                format!("with a kind among {}", names.join(", "))
            }),
        Field::Topic if topics.is_empty() => {
            Err("about something else than topics, since nothing is tagged".to_owned())
        }
        Field::Topic => topics.find(value).map(Value::Topic).ok_or_else(|| {
            let near = nearest(value, topics.ids());
            let near = near.map_or_else(String::new, |near| format!(", such as {near}"));
            format!("with a topic of the model{near}; `thematic inspect` lists them")
        }),
        Field::Language if !value.contains(['*', '?']) && !is_language(value) => {
            Err("with the code of a language, such as zh".to_owned())
        }
        Field::Symbol | Field::Body | Field::AgendaItem | Field::Speaker | Field::Language => {
            GlobBuilder::new(&without_classes(value))
                .case_insensitive(true)
                .literal_separator(false)
                .build()
                .map(|glob| Value::Pattern(glob.compile_matcher()))
                .map_err(|error| format!("with a pattern ({})", error.kind()))
        }
    }
}

/// Whether a language has this code or name.
fn is_language(text: &str) -> bool {
    Language::from_code(&text.to_lowercase()).is_some()
        || Language::all().any(|language| language.name().eq_ignore_ascii_case(text))
}

/// The pattern in which brackets and braces stand for themselves.
fn without_classes(pattern: &str) -> String {
    let mut escaped = String::with_capacity(pattern.len());
    for c in pattern.chars() {
        if matches!(c, '[' | ']' | '{' | '}' | '\\') {
            escaped.extend(['[', c, ']']);
        } else {
            escaped.push(c);
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(condition: &str) -> Result<Filter> {
        Filter::parse([condition], &Topics::from_ids(["terrorism", "youth"])?)
    }

    fn metadata() -> Metadata {
        Metadata {
            symbol: Some("S/RES/2178 (2031)".to_owned()),
            body: Some("Security Council".to_owned()),
            session: Some(85),
            meeting: Some(10_214),
            date: Some("2031-03-18".to_owned()),
            agenda_item: Some("Threats to international peace".to_owned()),
            language: crate::Language::from_code("en"),
        }
    }

    #[test]
    fn each_field_is_compared_in_its_own_way() {
        let paragraph = Paragraph {
            page: Some(4),
            kind: ParagraphKind::Operative,
            speaker: Some("Ms. Díaz (Chile)".to_owned()),
            ..Paragraph::new("text")
        };
        let topics = [TopicId::from_column(0)];
        for (condition, expected) in [
            ("symbol=s/res/*", true),
            ("symbol=S/PRST/*,S/RES/2178*", true),
            ("symbol=S/RES", false),
            ("body=security council", true),
            ("session=85", true),
            ("meeting=10000-", true),
            ("meeting=-9999", false),
            ("date=2031", true),
            ("date=2030..2031-03", true),
            ("date=2031-03-19..", false),
            ("agenda-item=*peace*", true),
            ("agenda_item=peace", false),
            ("page=3-5", true),
            ("page=1,2", false),
            ("kind=preambular,operative", true),
            ("kind=title", false),
            ("speaker=*chile*", true),
            ("language=en", true),
            ("language=English", true),
            ("symbol=S/PRST/*[2031]*", false),
            ("language=Chinese", false),
            ("topic=terrorism", true),
            ("topic=youth", false),
        ] {
            let accepted = filter(condition)
                .unwrap()
                .accepts(&metadata(), &paragraph, &topics);
            assert_eq!(accepted, expected, "{condition}");
        }
    }

    #[test]
    fn what_is_not_known_fulfils_nothing_and_all_conditions_have_to_hold() {
        let topics = Topics::default();
        let both = Filter::parse(["kind=text", "page=1"], &topics).unwrap();
        let nothing = Metadata::default();
        assert!(!both.accepts(&nothing, &Paragraph::new("a"), &[]));
        let paragraph = Paragraph {
            page: Some(1),
            ..Paragraph::new("a")
        };
        assert!(both.accepts(&nothing, &paragraph, &[]));
        assert!(Filter::default().accepts(&nothing, &paragraph, &[]));
    }

    #[test]
    fn faults_are_named_with_what_is_expected() {
        for (condition, expected) in [
            ("operative", "of the form FIELD=VALUE"),
            ("knd=title", "the nearest is kind"),
            ("colour=red", "about one of symbol, body"),
            ("kind=operatve", "a kind among text, title"),
            ("kind=", "with a value behind"),
            ("page=5-3", "with a number or a range"),
            ("page=x", "with a number or a range"),
            ("date=18.3.2031", "with a date (2031"),
            ("date=2031-02..2030", "with a date (2031"),
            ("topic=terorism", "such as terrorism"),
            ("language=klingon", "with the code of a language"),
        ] {
            let error = filter(condition).unwrap_err().to_string();
            assert!(error.contains(expected), "{condition}: {error}");
            assert!(error.contains(condition), "{condition}: {error}");
        }
    }
}
