//! How much a file may ask for. Honest documents stay far below.

use std::time::Duration;

/// Most pages of a document.
pub(super) const MOST_PAGES: usize = 8_000;

/// Most glyphs on a page; a page of a newspaper has 30,000.
pub(super) const MOST_GLYPHS: usize = 200_000;

/// Most drawing operators on a page, those of forms included.
pub(super) const MOST_OPERATORS: usize = 4_000_000;

/// Most lines drawn on a page that may be rules of tables.
pub(super) const MOST_RULES: usize = 20_000;

/// Most bytes that one stream may hold after decompression.
pub(super) const MOST_STREAM_BYTES: u64 = 64 << 20;

/// Most bytes that the content of one page may hold, those of forms included.
pub(super) const MOST_PAGE_BYTES: u64 = 128 << 20;

/// Deepest nesting of forms in forms, and of graphics states.
pub(super) const DEEPEST_FORM: usize = 16;

/// Most graphics states that are kept for later.
pub(super) const MOST_STATES: usize = 512;

/// Longest time that a page may take; what was read until then is kept.
pub(super) const LONGEST_PAGE: Duration = Duration::from_secs(4);

/// Longest time that a document may take, apart from its share for each page.
pub(super) const LONGEST_DOCUMENT: Duration = Duration::from_secs(8);

/// What each page adds to the time that a document may take.
pub(super) const SHARE_OF_PAGE: Duration = Duration::from_millis(100);

/// Longest time without a page done, after which the decoder hangs.
pub(super) const LONGEST_SILENCE: Duration = Duration::from_secs(9);

/// Stack of the thread that decodes, in bytes.
pub(super) const STACK: usize = 16 << 20;
