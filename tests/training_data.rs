//! The form of the training data. Whether it is true, only reading tells.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;

use thematic::encoding::Encoding;
use thematic::table::Table;
use thematic::{Glossary, Topics};

const KINDS: [&str; 12] = [
    "presidential statement",
    "preambular paragraph",
    "operative paragraph",
    "press statement",
    "report of the Secretary-General",
    "report of a panel of experts",
    "letter",
    "summary record",
    "concept note",
    "treaty or instrument text",
    "agenda or procedural text",
    "news-like account",
];

fn rows(name: &str) -> Vec<BTreeMap<String, String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("training-data")
        .join(name);
    let mut table = Table::open(&path, Encoding::Utf8).unwrap();
    let headers = table.headers().to_vec();
    let mut rows = Vec::new();
    while let Some(row) = table.next_row().unwrap() {
        rows.push(
            headers
                .iter()
                .cloned()
                .zip(row.iter().map(str::to_owned))
                .collect(),
        );
    }
    rows
}

fn topics() -> Topics {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("training-data/topics.csv");
    Topics::read(&path).unwrap()
}

fn split(joined: &str) -> Vec<&str> {
    joined.split(';').filter(|id| !id.is_empty()).collect()
}

/// Checks one language: the number of rows, and of rows of each topic.
fn check(name: &str, language: &str, least_rows: usize, least_positives: usize) {
    let topics = topics();
    let rows = rows(name);
    assert!(rows.len() >= least_rows, "{name} has {} rows", rows.len());
    let mut ids = HashSet::new();
    let mut positives: HashMap<String, usize> = HashMap::new();
    let (mut labels, mut without) = (0, 0);
    for row in &rows {
        let id = &row["id"];
        assert!(ids.insert(id.clone()), "{id} stands twice");
        assert!(!row["text"].trim().is_empty(), "{id} has no text");
        assert_eq!(row["language"], language, "{id}");
        assert!(
            KINDS.contains(&row["kind"].as_str()),
            "{id}: {}",
            row["kind"]
        );
        assert!(!row["group"].is_empty(), "{id} has no group");
        let set = topics.parse_set(&row["topics"]).unwrap();
        assert_eq!(
            topics.join(&set),
            row["topics"],
            "{id}: the order of the scheme"
        );
        for topic in split(&row["topics"]) {
            *positives.entry(topic.to_owned()).or_default() += 1;
        }
        labels += set.len();
        without += usize::from(set.is_empty());
    }
    for topic in topics.ids() {
        let found = positives.get(topic).copied().unwrap_or_default();
        assert!(found >= least_positives, "{name}: {topic} has {found} rows");
    }
    let per_row = labels as f64 / rows.len() as f64;
    assert!(
        (1.7..=2.4).contains(&per_row),
        "{name}: {per_row} topics a row"
    );
    let share = without as f64 / rows.len() as f64;
    assert!(
        (0.08..=0.30).contains(&share),
        "{name}: {share} without topic"
    );
    assert_few_near_duplicates(name, &rows);
}

/// Texts that share more than half of their character n-grams.
fn assert_few_near_duplicates(name: &str, rows: &[BTreeMap<String, String>]) {
    const N: usize = 6;
    let shingles: Vec<HashSet<String>> = rows
        .iter()
        .map(|row| {
            let characters: Vec<char> =
                row["text"].chars().filter(|c| !c.is_whitespace()).collect();
            characters
                .windows(N)
                .map(|window| window.iter().collect())
                .collect()
        })
        .collect();
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for (row, set) in shingles.iter().enumerate() {
        for shingle in set {
            places.entry(shingle).or_default().push(row);
        }
    }
    let mut shared: HashMap<(usize, usize), usize> = HashMap::new();
    for rows in places.values().filter(|rows| rows.len() <= 20) {
        for (place, a) in rows.iter().enumerate() {
            for b in &rows[place + 1..] {
                *shared.entry((*a.min(b), *a.max(b))).or_default() += 1;
            }
        }
    }
    let near: Vec<(&str, &str)> = shared
        .iter()
        .filter(|((a, b), n)| **n * 2 > shingles[*a].len() + shingles[*b].len() - **n)
        .map(|((a, b), _)| (rows[*a]["id"].as_str(), rows[*b]["id"].as_str()))
        .collect();
    assert!(
        near.len() * 300 < rows.len(),
        "{name}: near-duplicates {near:?}"
    );
}

#[test]
fn the_chinese_paragraphs_have_their_form() {
    check("zh.csv", "zh", 4000, 130);
}

#[test]
fn the_english_paragraphs_have_their_form() {
    check("en.csv", "en", 2000, 65);
}

/// A row that is a translation bears its source's id as its group.
#[test]
fn few_rows_are_translations_and_each_has_its_source() {
    let (zh, en) = (rows("zh.csv"), rows("en.csv"));
    for (rows, others) in [(&zh, &en), (&en, &zh)] {
        let sources: HashSet<&str> = others
            .iter()
            .filter(|row| row["id"] == row["group"])
            .map(|row| row["id"].as_str())
            .collect();
        let translations: Vec<&BTreeMap<String, String>> = rows
            .iter()
            .filter(|row| row["id"] != row["group"])
            .collect();
        assert!(3 * translations.len() <= rows.len());
        let mut seen = HashSet::new();
        for row in translations {
            let (id, source) = (&row["id"], row["group"].as_str());
            assert!(sources.contains(source), "{id} has no source {source}");
            assert!(seen.insert(source), "{source} is translated twice");
        }
    }
}

#[test]
fn the_glossary_is_large_enough_in_both_languages() {
    let topics = topics();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("training-data/glossary.csv");
    Glossary::read(&path, &topics).unwrap();
    for (language, least, least_of_topic) in [("zh", 6000, 150), ("en", 4000, 80)] {
        let terms: Vec<_> = rows("glossary.csv")
            .into_iter()
            .filter(|row| row["language"] == language)
            .collect();
        assert!(terms.len() >= least, "{language}: {} terms", terms.len());
        for topic in topics.ids() {
            let found = terms
                .iter()
                .filter(|row| split(&row["topics"]).contains(&topic))
                .count();
            assert!(
                found >= least_of_topic,
                "{language}: {topic} has {found} terms"
            );
        }
        let without = terms.iter().filter(|row| row["topics"].is_empty()).count();
        assert!(without >= 800, "{language}: {without} terms without topic");
    }
}

#[test]
fn the_record_of_annotation_leads_to_the_labels() {
    let read = |name: &str| -> BTreeMap<String, BTreeSet<String>> {
        rows(&format!("annotation/{name}"))
            .into_iter()
            .map(|row| {
                let topics = split(&row["topics"])
                    .into_iter()
                    .map(str::to_owned)
                    .collect();
                (row["id"].clone(), topics)
            })
            .collect()
    };
    let readings = ["first.csv", "second.csv", "third.csv"].map(read);
    let mut settled: BTreeMap<String, BTreeMap<String, bool>> = BTreeMap::new();
    for row in rows("annotation/settled.csv") {
        let (id, topic) = (&row["id"], &row["topic"]);
        assert!(!row["reason"].is_empty(), "{id} {topic}");
        for (reading, name) in readings.iter().zip(["first", "second", "third"]) {
            let given = match reading.get(id) {
                Some(topics) if topics.contains(topic) => "yes",
                Some(_) => "no",
                None => "",
            };
            assert_eq!(row[name], given, "{id} {topic}");
        }
        let decisions = settled.entry(id.clone()).or_default();
        let before = decisions.insert(topic.clone(), row["final"] == "yes");
        assert!(before.is_none(), "{id}: {topic} is settled twice");
    }
    let rows: Vec<_> = rows("zh.csv").into_iter().chain(rows("en.csv")).collect();
    let of_id: HashMap<&str, &str> = rows
        .iter()
        .map(|row| (row["id"].as_str(), row["topics"].as_str()))
        .collect();
    for row in &rows {
        let (id, source) = (&row["id"], &row["group"]);
        if id != source {
            assert_eq!(
                of_id.get(source.as_str()),
                Some(&row["topics"].as_str()),
                "{id}"
            );
            assert!(
                readings.iter().all(|reading| !reading.contains_key(id)),
                "{id}"
            );
            continue;
        }
        let decisions = settled.remove(id).unwrap_or_default();
        let readings: Vec<&BTreeSet<String>> = readings.iter().filter_map(|r| r.get(id)).collect();
        assert!(
            readings.len() >= 2,
            "{id} was read {} times",
            readings.len()
        );
        let given = readings.iter().copied().flatten();
        let mut expected = BTreeSet::new();
        for topic in given.chain(decisions.keys()) {
            let by = readings.iter().filter(|reading| reading.contains(topic));
            let agreed = [0, readings.len()].contains(&by.count());
            match decisions.get(topic) {
                Some(true) => expected.insert(topic.clone()),
                Some(false) => false,
                None => {
                    assert!(agreed, "{id}: {topic} is not settled");
                    expected.insert(topic.clone())
                }
            };
        }
        let labels: BTreeSet<String> = split(&row["topics"])
            .into_iter()
            .map(str::to_owned)
            .collect();
        assert_eq!(labels, expected, "{id}");
    }
    assert!(settled.is_empty(), "decisions on rows that are not there");
}
