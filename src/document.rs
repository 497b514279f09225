//! Documents.
use crate::corpus::Paragraph;
/// x
pub struct Document {
    /// x
    pub paragraphs: Vec<Paragraph>,
}
impl Document {
    /// x
    pub fn from_text(text: &str) -> Self {
        Self {
            paragraphs: text
                .lines()
                .filter(|l| !l.trim().is_empty())
                .map(Paragraph::new)
                .collect(),
        }
    }
}
