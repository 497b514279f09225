//! Makes `models/words.bin`, the dictionary of the segmenter, from the one of
//! jieba: lines of a word, its frequency and a tag, which is left out.
//!
//! ```text
//! cargo run --example make_words -- dict.txt models/words.bin
//! ```
//!
//! The layout is described in `src/text/lexicon.rs`, which reads it.

use std::collections::BTreeMap;
use std::error::Error;
use std::{env, fs};

/// The words of a group by what follows their first two characters.
type Group = BTreeMap<Vec<u16>, u32>;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [dictionary, output] = arguments.as_slice() else {
        return Err("give the file of jieba's dictionary and that to write".into());
    };
    let words = parse(&fs::read_to_string(dictionary)?)?;
    fs::write(output, encode(&words)?)?;
    Ok(())
}

/// The groups of words by their first and second characters; the second of
/// words of one character is 0.
fn parse(text: &str) -> Result<BTreeMap<u16, BTreeMap<u16, Group>>, Box<dyn Error>> {
    let mut words = BTreeMap::<u16, BTreeMap<u16, Group>>::new();
    for line in text.lines() {
        let mut fields = line.split_ascii_whitespace();
        let Some(word) = fields.next() else {
            continue;
        };
        let frequency = fields.next().map_or(Ok(0), str::parse)?;
        let units = word
            .chars()
            .map(|character| u16::try_from(u32::from(character)))
            .collect::<Result<Vec<u16>, _>>()?;
        let first = units[0];
        let second = units.get(1).copied().unwrap_or(0);
        let rest = units.get(2..).unwrap_or_default().to_vec();
        let group = words.entry(first).or_default().entry(second).or_default();
        if group.insert(rest, frequency).is_some() {
            return Err(format!("the word {word:?} is there twice").into());
        }
    }
    Ok(words)
}

fn encode(words: &BTreeMap<u16, BTreeMap<u16, Group>>) -> Result<Vec<u8>, Box<dyn Error>> {
    let groups = || words.values().flat_map(BTreeMap::values);
    let total: u64 = groups()
        .flat_map(Group::values)
        .map(|f| u64::from(*f))
        .sum();
    let mut header = Vec::new();
    header.extend(total.to_le_bytes());
    header.extend(u32::try_from(words.len())?.to_le_bytes());
    let mut sections = Vec::new();
    for (first, groups) in words {
        header.extend(first.to_le_bytes());
        header.extend(u16::try_from(groups.len())?.to_le_bytes());
        header.extend(u32::try_from(sections.len())?.to_le_bytes());
        let encoded: Vec<Vec<u8>> = groups
            .values()
            .map(encode_group)
            .collect::<Result<_, _>>()?;
        for second in groups.keys() {
            sections.extend(second.to_le_bytes());
        }
        for group in &encoded {
            sections.extend(u16::try_from(group.len())?.to_le_bytes());
        }
        sections.extend(encoded.concat());
    }
    header.extend(sections);
    Ok(header)
}

/// Each word: the number of further characters, the frequency in groups of
/// seven bits, the lowest first, and the characters.
fn encode_group(group: &Group) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut bytes = Vec::new();
    for (rest, frequency) in group {
        bytes.push(u8::try_from(rest.len())?);
        let mut left = *frequency;
        while left >= 0x80 {
            bytes.push(left as u8 | 0x80);
            left >>= 7;
        }
        bytes.push(left as u8);
        bytes.extend(rest.iter().flat_map(|unit| unit.to_le_bytes()));
    }
    Ok(bytes)
}
