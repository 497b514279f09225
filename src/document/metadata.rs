//! What a document says of itself at its head: symbol, body, session or
//! meeting, date, agenda item.

use serde::{Deserialize, Serialize};

use crate::language::Language;

/// What a document shows of itself. Nothing of it is guessed: what the
/// document does not show is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// The document symbol, such as `S/PRST/2023/6`.
    pub symbol: Option<String>,
    /// The English name of the organ, such as `Security Council`.
    pub body: Option<String>,
    /// The number of the session.
    pub session: Option<u32>,
    /// The number of the meeting.
    pub meeting: Option<u32>,
    /// The date, as `2023-12-07`.
    pub date: Option<String>,
    /// The agenda item as it is printed.
    pub agenda_item: Option<String>,
    /// The language of most of the text.
    pub language: Option<Language>,
}
