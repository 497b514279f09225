//! What a term consists of, in one number.

/// The parts of a term in one number: of a pair the columns of its words, of one
/// or two characters themselves, of a longer n-gram the column of its prefix and
/// its last character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Parts(u64);

/// An n-gram's mark; the column of a pair's first word is below 2³¹.
const OF_CHARACTERS: u64 = 1 << 63;
/// The mark of an n-gram that is all in the number.
const WHOLE: u64 = 1 << 62;
/// How many bits a character takes.
const CHARACTER_BITS: u32 = 21;

impl Parts {
    /// Those of a term that is found by its bytes.
    pub(super) const NONE: Self = Self(u64::MAX);

    #[inline]
    pub(super) fn of_pair([first, second]: [u32; 2]) -> Self {
        Self(u64::from(first) << 32 | u64::from(second))
    }

    /// Those of an n-gram, where the column of its prefix is known.
    #[inline]
    pub(super) fn of_characters(prefix: Option<u32>, last: char, text: &str) -> Self {
        let last = u64::from(u32::from(last));
        let Some(prefix) = prefix else {
            return Self(OF_CHARACTERS | WHOLE | last);
        };
        let mut characters = text.chars();
        let first = u64::from(characters.next().map_or(0, u32::from));
        let has_two = characters.nth(1).is_none();
        Self(if has_two {
            OF_CHARACTERS | WHOLE | first << CHARACTER_BITS | last
        } else {
            OF_CHARACTERS | u64::from(prefix) << CHARACTER_BITS | last
        })
    }

    /// The same parts where columns have other numbers; none where one of them
    /// has no number any more.
    pub(super) fn renumbered(self, new_columns: &[u32]) -> Self {
        let new = |column: u64| match new_columns.get(column as usize) {
            Some(&u32::MAX) | None => None,
            Some(column) => Some(*column),
        };
        let Self(parts) = self;
        if parts & OF_CHARACTERS == 0 {
            return match (new(parts >> 32), new(parts & u64::from(u32::MAX))) {
                (Some(first), Some(second)) => Self::of_pair([first, second]),
                _ => Self::NONE,
            };
        }
        if parts & WHOLE != 0 {
            return self;
        }
        let last = parts & ((1 << CHARACTER_BITS) - 1);
        new((parts & !OF_CHARACTERS) >> CHARACTER_BITS).map_or(Self::NONE, |prefix| {
            Self(OF_CHARACTERS | u64::from(prefix) << CHARACTER_BITS | last)
        })
    }

    /// The high half of a product depends on all bits of both factors.
    #[inline]
    pub(super) fn hash(self) -> u64 {
        let product = u128::from(self.0) * 0x9e37_79b9_7f4a_7c15;
        (product >> 64) as u64 ^ product as u64
    }
}
