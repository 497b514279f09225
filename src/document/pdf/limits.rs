//! How much a page may ask for, beside the limits that the caller sets for the
//! file. Honest documents stay far below.

use std::time::Duration;

/// Most glyphs on a page; a page of a newspaper has 30,000.
pub(super) const MOST_GLYPHS: usize = 200_000;

/// Most drawing operators on a page, those of forms included.
pub(super) const MOST_OPERATORS: usize = 4_000_000;

/// Most lines drawn on a page that may be rules of tables.
pub(super) const MOST_RULES: usize = 20_000;

/// Deepest nesting of forms in forms, and of graphics states.
pub(super) const DEEPEST_FORM: usize = 16;

/// Most graphics states that are kept for later.
pub(super) const MOST_STATES: usize = 512;

/// Longest time that a page may take; what was read until then is kept.
pub(super) const LONGEST_PAGE: Duration = Duration::from_secs(4);

/// Longest time without a page done, after which the decoder hangs.
pub(super) const LONGEST_SILENCE: Duration = Duration::from_secs(9);

/// Stack of the thread that decodes, in bytes.
pub(super) const STACK: usize = 16 << 20;
