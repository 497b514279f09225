//! Whole numbers in as few bytes as they need (LEB128): seven bits in each, the
//! lowest first, and the highest bit set where more follow.

/// Appends a number.
pub(crate) fn push(bytes: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

/// The number at the beginning and what follows it; `None` where there is none
/// or one beyond 32 bits.
pub(crate) fn read(mut bytes: &[u8]) -> Option<(u32, &[u8])> {
    let mut value = 0u64;
    for shift in (0..u32::BITS).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some((u32::try_from(value).ok()?, bytes));
        }
    }
    None
}

/// All numbers of a buffer; `None` where it does not consist of whole ones.
pub(crate) fn read_all(mut bytes: &[u8]) -> Option<Vec<u32>> {
    let mut values = Vec::new();
    while !bytes.is_empty() {
        let (value, rest) = read(bytes)?;
        values.push(value);
        bytes = rest;
    }
    Some(values)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_come_back(values in prop::collection::vec(any::<u32>(), 0..20)) {
            let mut bytes = Vec::new();
            for value in &values {
                push(&mut bytes, *value);
            }
            prop_assert_eq!(read_all(&bytes), Some(values));
        }
    }

    #[test]
    fn what_is_cut_short_or_too_large_is_refused() {
        assert_eq!(read_all(&[1, 0x80]), None);
        assert_eq!(
            read_all(&[0xff, 0xff, 0xff, 0xff, 0x0f]),
            Some(vec![u32::MAX])
        );
        assert_eq!(read_all(&[0xff, 0xff, 0xff, 0xff, 0x10]), None);
        assert_eq!(read_all(&[0x80, 0x80, 0x80, 0x80, 0x80, 0]), None);
    }
}
