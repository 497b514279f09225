//! Texts that are nearly the same.
//!
//! A text is the set of its character 4-grams, in normal form and without
//! spaces and punctuation; two texts are as similar as the share of their
//! 4-grams that both have (Jaccard). Pairs that may be similar are found by
//! `MinHash` in bands (Broder 1997; Leskovec, Rajaraman and Ullman 2014, "Mining
//! of Massive Datasets", chapter 3) in time that grows with the number of texts
//! and not of pairs, and then compared exactly. With 16 bands of 4 values a
//! pair of similarity 0.8 is missed once in 4,600 times, one of 0.7 once in 80,
//! one of 0.5 in every third.

use std::collections::{BTreeMap, HashMap};
use std::hash::{Hash, Hasher};

use rayon::prelude::*;
use rustc_hash::FxHasher;
use serde::Serialize;

use crate::corpus::Corpus;

/// The length of the character n-grams.
const SHINGLE: usize = 4;
const BANDS: usize = 16;
const VALUES: usize = 4;

/// Rows whose texts are nearly the same.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Duplicates {
    /// The rows, counted from 0; each is similar to another of them.
    pub rows: Vec<usize>,
    /// The lowest similarity by which a row belongs to the others.
    pub similarity: f64,
    /// Whether they have different topics.
    pub contradictory: bool,
}

/// Groups of rows whose texts are at least so similar, from 0 to 1, in the order
/// of their first rows. Texts of fewer than four letters are left out.
pub fn near_duplicates(corpus: &Corpus, similarity: f64) -> Vec<Duplicates> {
    let sets: Vec<Vec<u64>> = corpus
        .texts()
        .par_iter()
        .map(|text| shingles(text))
        .collect();
    let mut groups = Groups::new(sets.len());
    for band in 0..BANDS {
        let keys: Vec<Option<u64>> = sets.par_iter().map(|set| key(set, band)).collect();
        let mut buckets: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
        for (row, key) in keys.into_iter().enumerate() {
            if let Some(key) = key {
                buckets.entry(key).or_default().push(row);
            }
        }
        for rows in buckets.values() {
            // Compared with the first that are alike: in a large bucket of equal
            // texts that is one comparison for each.
            let mut different: Vec<usize> = Vec::new();
            for &row in rows {
                let mut alike = false;
                for &other in &different {
                    let found = jaccard(&sets[row], &sets[other]);
                    if found >= similarity {
                        groups.join(other, row, found);
                        alike = true;
                        break;
                    }
                }
                if !alike {
                    different.push(row);
                }
            }
        }
    }
    groups.found(corpus)
}

/// The hashes of a text's character 4-grams, sorted, each once.
fn shingles(text: &str) -> Vec<u64> {
    let letters: Vec<char> = text
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    let mut hashes: Vec<u64> = letters
        .windows(SHINGLE)
        .map(|window| {
            let mut hasher = FxHasher::default();
            window.hash(&mut hasher);
            mixed(hasher.finish())
        })
        .collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// The least values of a band's hash functions, as one number.
fn key(set: &[u64], band: usize) -> Option<u64> {
    if set.is_empty() {
        return None;
    }
    let mut key = band as u64;
    for value in 0..VALUES {
        let salt = mixed((band * VALUES + value) as u64 + 1);
        let least = set.iter().map(|hash| mixed(hash ^ salt)).min()?;
        key = mixed(key ^ least);
    }
    Some(key)
}

/// A bijection that spreads bits (the finaliser of `SplitMix64`, Steele, Lea and
/// Flood 2014).
fn mixed(mut value: u64) -> u64 {
    value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

/// The share of the elements of either sorted set that both have.
fn jaccard(a: &[u64], b: &[u64]) -> f64 {
    let (mut i, mut j, mut both) = (0, 0, 0usize);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                both += 1;
                i += 1;
                j += 1;
            }
        }
    }
    both as f64 / (a.len() + b.len() - both).max(1) as f64
}

/// Rows joined into groups (union–find).
struct Groups {
    parent: Vec<usize>,
    /// The similarity by which a row was joined.
    similarity: HashMap<usize, f64>,
}

impl Groups {
    fn new(count: usize) -> Self {
        Self {
            parent: (0..count).collect(),
            similarity: HashMap::new(),
        }
    }

    fn root(&mut self, mut row: usize) -> usize {
        while self.parent[row] != row {
            self.parent[row] = self.parent[self.parent[row]];
            row = self.parent[row];
        }
        row
    }

    fn join(&mut self, a: usize, b: usize, similarity: f64) {
        let (a, b) = (self.root(a), self.root(b));
        if a != b {
            // The first row stands for all, whatever the order of joining.
            let (first, later) = (a.min(b), a.max(b));
            self.parent[later] = first;
            self.similarity.insert(later, similarity);
        }
    }

    fn found(mut self, corpus: &Corpus) -> Vec<Duplicates> {
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for row in 0..self.parent.len() {
            let root = self.root(row);
            groups.entry(root).or_default().push(row);
        }
        groups
            .into_values()
            .filter(|rows| rows.len() > 1)
            .map(|rows| {
                let topics = |row: usize| &corpus.examples()[row].topics;
                let joined = rows.iter().filter_map(|row| self.similarity.get(row));
                Duplicates {
                    similarity: joined.copied().fold(1.0, f64::min),
                    contradictory: rows.iter().any(|row| topics(*row) != topics(rows[0])),
                    rows,
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::corpus::CorpusReader;

    #[test]
    fn similarity_is_the_share_of_common_character_4_grams() {
        // abcd bcde cdef against bcde cdef defg: two of four.
        let found = jaccard(&shingles("Abc, def"), &shingles("bcdefg"));
        assert!((found - 0.5).abs() < 1e-12);
        assert_eq!(jaccard(&shingles("abc"), &shingles("xyz")), 0.0);
    }

    #[test]
    fn groups_name_all_rows_and_whether_their_topics_differ() {
        let long = "安全理事会重申所有国家都必须加强边境管制以防止武器走私";
        let csv = format!(
            "text,topics\n{long},a\n难民返回原籍地的条件,b\n{long}。,a\n（{long}）,b\n难民返回原籍地的条件,b\n"
        );
        let corpus = CorpusReader::default()
            .read_from("r.csv", csv.as_bytes())
            .unwrap();
        let found = near_duplicates(&corpus, 0.8);
        let rows: Vec<_> = found
            .iter()
            .map(|d| (d.rows.clone(), d.contradictory))
            .collect();
        assert_eq!(rows, [(vec![0, 2, 3], true), (vec![1, 4], false)]);
    }

    proptest! {
        #[test]
        fn a_text_is_a_duplicate_of_itself(text in "[a-z]{4,60}") {
            let csv = format!("text,topics\n{text},a\nsomething else altogether,\n{text},a\n");
            let corpus = CorpusReader::default().read_from("r.csv", csv.as_bytes()).unwrap();
            let found = near_duplicates(&corpus, 0.99);
            prop_assert!(found.iter().any(|d| d.rows.contains(&0) && d.rows.contains(&2)));
        }
    }
}
