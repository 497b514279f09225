//! A colour for each group of topics.

use crate::topics::{TopicId, Topics};

/// Grounds for dark text, told apart with every kind of colour vision: the
/// scheme "light" of Paul Tol, Colour Schemes, SRON/EPS/TN/09-002 (2021).
const COLOURS: [&str; 8] = [
    "77AADD", "EE8866", "EEDD88", "44BB99", "FFAABB", "99DDFF", "BBCC33", "AAAA00",
];
/// The ground of a topic that belongs to no group, where others do.
const NO_GROUP: &str = "DDDDDD";

/// The colours of a scheme's topics: one for each group in the order in which
/// groups appear in the scheme; where no topic has a group, one for each topic
/// in the order of the columns. After eight colours the first comes again.
///
/// ```
/// use thematic::output::Palette;
/// use thematic::Topics;
/// let csv = "id,group\nterrorism,threats\ncyber,threats\nyouth,people\n";
/// let topics = Topics::from_reader("topics.csv", csv.as_bytes())?;
/// let palette = Palette::new(&topics);
/// let colour = |id: &str| palette.colour(topics.find(id).unwrap());
/// assert_eq!(colour("terrorism"), colour("cyber"));
/// assert_ne!(colour("terrorism"), colour("youth"));
/// # Ok::<(), thematic::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Palette {
    groups: Vec<String>,
    colours: Vec<&'static str>,
}

impl Palette {
    /// The colours of these topics.
    pub fn new(topics: &Topics) -> Self {
        let mut groups: Vec<String> = Vec::new();
        for group in topics.iter().filter_map(|(_, topic)| topic.group.as_ref()) {
            if !groups.contains(group) {
                groups.push(group.clone());
            }
        }
        let nth = |place: usize| COLOURS[place % COLOURS.len()];
        let colours = topics
            .iter()
            .map(|(id, topic)| match &topic.group {
                Some(group) => groups
                    .iter()
                    .position(|known| known == group)
                    .map_or(NO_GROUP, nth),
                None if groups.is_empty() => nth(id.column()),
                None => NO_GROUP,
            })
            .collect();
        Self { groups, colours }
    }

    /// The colour of a topic, as six hexadecimal digits.
    pub fn colour(&self, topic: TopicId) -> &'static str {
        self.colours
            .get(topic.column())
            .copied()
            .unwrap_or(NO_GROUP)
    }

    /// The groups with their colours; none where no topic has a group.
    pub fn groups(&self) -> impl Iterator<Item = (&str, &'static str)> {
        self.groups
            .iter()
            .enumerate()
            .map(|(place, group)| (group.as_str(), COLOURS[place % COLOURS.len()]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_without_groups_have_colours_of_their_own() {
        let topics = Topics::from_ids(["a", "b"]).unwrap();
        let palette = Palette::new(&topics);
        assert_ne!(
            palette.colour(TopicId::from_column(0)),
            palette.colour(TopicId::from_column(1))
        );
        assert_eq!(palette.groups().count(), 0);
        assert_eq!(palette.colour(TopicId::from_column(9)), NO_GROUP);
    }

    #[test]
    fn a_topic_without_group_among_groups_is_grey() {
        let csv = "id,group\nterrorism,threats\nother,\n";
        let topics = Topics::from_reader("topics.csv", csv.as_bytes()).unwrap();
        let palette = Palette::new(&topics);
        assert_eq!(palette.colour(TopicId::from_column(1)), NO_GROUP);
        assert_eq!(
            palette.groups().collect::<Vec<_>>(),
            [("threats", COLOURS[0])]
        );
    }
}
