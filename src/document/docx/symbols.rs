//! Characters of the symbol fonts, which have no places of their own in
//! Unicode.

/// The character that a symbol font shows at `code`; `None` for ornaments.
pub(super) fn symbol(font: &str, code: u32) -> Option<char> {
    let font = font.to_ascii_lowercase();
    let place = code & 0xff;
    if font.starts_with("symbol") {
        from_symbol(place)
    } else if font.starts_with("wingdings") || font.starts_with("webdings") {
        from_wingdings(place)
    } else if (0xe000..=0xf8ff).contains(&code) {
        None
    } else {
        char::from_u32(code)
    }
}

/// The font Symbol: Greek letters in the places of Latin ones, and signs.
fn from_symbol(place: u32) -> Option<char> {
    const CAPITALS: &str = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ";
    const SMALL: &str = "αβχδεφγηιϕκλμνοπθρστυϖωξψζ";
    let nth = |letters: &str, first: u32| letters.chars().nth((place - first) as usize);
    match place {
        0x41..=0x5a => nth(CAPITALS, 0x41),
        0x61..=0x7a => nth(SMALL, 0x61),
        0x20..=0x7e => char::from_u32(place),
        0xa3 => Some('≤'),
        0xa5 => Some('∞'),
        0xae => Some('→'),
        0xac => Some('←'),
        0xb0 => Some('°'),
        0xb1 => Some('±'),
        0xb2 => Some('″'),
        0xb3 => Some('≥'),
        0xb4 => Some('×'),
        0xb7 => Some('•'),
        0xb8 => Some('÷'),
        0xb9 => Some('≠'),
        0xbb => Some('≈'),
        0xbc => Some('…'),
        0xbe => Some('—'),
        0xd7 => Some('·'),
        0xe5 => Some('∑'),
        _ => None,
    }
}

/// The font Wingdings, as far as it has signs and not ornaments.
fn from_wingdings(place: u32) -> Option<char> {
    match place {
        0x6c | 0x6e | 0x9f | 0xa7 => Some('•'),
        0x6f | 0xa8 => Some('☐'),
        0xfe => Some('☑'),
        0xfd => Some('☒'),
        0xfc => Some('✓'),
        0xfb => Some('✗'),
        0xe0 | 0xe8 => Some('→'),
        0xdf | 0xe7 => Some('←'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_symbol_fonts_have_their_characters() {
        assert_eq!(symbol("Symbol", 0xf0b7), Some('•'));
        assert_eq!(symbol("Symbol", 0xf061), Some('α'));
        assert_eq!(symbol("Symbol", 0x5a), Some('Ζ'));
        assert_eq!(symbol("Wingdings 2", 0xf0fc), Some('✓'));
        assert_eq!(symbol("Arial", 0x5b89), Some('安'));
        assert_eq!(symbol("Arial", 0xf0b7), None);
        assert_eq!(symbol("Wingdings", 0xf0ff), None);
    }
}
