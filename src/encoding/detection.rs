//! Which encoding bytes are in, as far as they show it.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding as Codec, GB18030};

use super::{Encoding, named};

/// Shorter texts in an encoding of single bytes could be in any other, too.
const FEWEST_BYTES: usize = 60;

/// UTF-16 without a mark.
pub(super) fn utf16(sample: &[u8]) -> Option<Encoding> {
    [Encoding::Utf16Le, Encoding::Utf16Be]
        .into_iter()
        .find(|&candidate| looks_like_utf16(sample, candidate))
}

/// UTF-16 without a mark: nearly all of its units are letters, digits, spaces
/// or punctuation of the scripts that documents use, which hardly happens when
/// the bytes of another encoding are read in pairs.
fn looks_like_utf16(sample: &[u8], encoding: Encoding) -> bool {
    if sample.len() < 4 {
        return false;
    }
    let units = sample.chunks_exact(2).map(|pair| match encoding {
        Encoding::Utf16Be => u16::from_be_bytes([pair[0], pair[1]]),
        _ => u16::from_le_bytes([pair[0], pair[1]]),
    });
    let (mut usual, mut signs, mut all) = (0usize, 0usize, 0usize);
    for unit in units {
        all += 1;
        let sign = matches!(
            unit,
            0x09 | 0x0a | 0x0d | 0x20..=0x7e | 0x3001 | 0x3002 | 0xff0c
        );
        signs += usize::from(sign);
        usual += usize::from(
            sign || matches!(unit,
                0xa0..=0x24f | 0x400..=0x4ff | 0x600..=0x6ff | 0x2010..=0x203b
                | 0x3000..=0x3011 | 0x4e00..=0x9fff | 0xff01..=0xff5e),
        );
    }
    usual * 100 >= all * 97
        && signs > 0
        && sample.len().is_multiple_of(2)
        && std::str::from_utf8(sample).is_ok_and(|text| text.contains('\0'))
        || usual * 100 >= all * 97 && signs * 200 >= all && std::str::from_utf8(sample).is_err()
}

/// The encoding of text that is not UTF-8: Chinese first, whose bytes are
/// hardly well-formed by chance, then whatever single bytes are plausible.
pub(super) fn legacy(sample: &[u8], whole: bool) -> Option<Encoding> {
    if has_utf8_characters(sample) {
        return None;
    }
    let big5 = decoded(BIG5, sample, whole).map(|text| common_han(&text));
    if looks_like_gb18030(sample, whole) && !are_letters_between_ascii(sample) {
        let gb18030 = common_han(&GB18030.decode(sample).0);
        return Some(match big5 {
            Some(count) if count > gb18030 => Encoding::Big5,
            _ => Encoding::Gb18030,
        });
    }
    let guess = guess(sample, whole)?;
    let plausible = match guess {
        Encoding::Big5 => big5.is_some_and(|count| count > 0),
        _ => is_plausible(sample, guess),
    };
    plausible.then_some(guess)
}

/// The text, if it is well-formed up to where a sample may cut it off.
fn decoded(codec: &'static Codec, sample: &[u8], whole: bool) -> Option<String> {
    let (text, _) = codec.decode_without_bom_handling(sample);
    let malformed = text.matches('\u{fffd}').count();
    let at_end = !whole && malformed == 1 && text.ends_with('\u{fffd}');
    (malformed == 0 || at_end).then(|| text.into_owned())
}

/// Whether most bytes beyond ASCII stand before ASCII, as accented letters and
/// apostrophes do, and the first bytes of Chinese characters do not.
fn are_letters_between_ascii(sample: &[u8]) -> bool {
    let (mut alone, mut all) = (0_usize, 0_usize);
    let mut bytes = sample.iter();
    while let Some(byte) = bytes.next() {
        if !byte.is_ascii() {
            all += 1;
            alone += usize::from(bytes.next().is_none_or(u8::is_ascii));
        }
    }
    alone * 2 > all
}

/// How often the text has the most frequent characters of Chinese, simplified
/// and traditional, and its stops. Read in the wrong encoding, it hardly has.
fn common_han(text: &str) -> usize {
    const COMMON: &str = "的一是在不了有和人这這中大为為上个個国國以要他时時来來用们們到说說地也子就道出而得于於\
        对對与與及其等安全理事会會议議员員决決定报報告年月日第，。、；：";
    text.chars().filter(|c| COMMON.contains(*c)).count()
}

/// What a detector that knows the frequencies of letters takes the text for,
/// as far as it is an encoding of the six languages.
fn guess(sample: &[u8], whole: bool) -> Option<Encoding> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, whole);
    let codec = detector.guess(None, Utf8Detection::Deny);
    [
        Encoding::Big5,
        Encoding::Windows1252,
        Encoding::Windows1256,
        Encoding::Iso8859Part6,
        Encoding::Windows1251,
        Encoding::Koi8,
        Encoding::Iso8859Part5,
        Encoding::Ibm866,
    ]
    .into_iter()
    .find(|&encoding| named(encoding) == Some(codec))
}

/// Whether there is text enough to tell, and nearly all of it beyond ASCII is
/// letters and punctuation that such texts have.
fn is_plausible(sample: &[u8], encoding: Encoding) -> bool {
    let Some(codec) = named(encoding) else {
        return false;
    };
    let (text, malformed) = codec.decode_without_bom_handling(sample);
    let (mut usual, mut all) = (0_usize, 0_usize);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        all += 1;
        let is_letter = match encoding {
            Encoding::Windows1252 => {
                matches!(c, 'À'..='ý' | 'Œ' | 'œ' | 'Ÿ')
                    && !matches!(c, '×' | '÷' | 'Þ' | 'ð' | 'Ð')
            }
            Encoding::Windows1256 | Encoding::Iso8859Part6 => {
                matches!(c, '\u{600}'..='\u{6ff}' | 'à'..='ü')
            }
            _ => matches!(c, '\u{401}'..='\u{45f}'),
        };
        usual += usize::from(
            is_letter
                || matches!(
                    c,
                    '\u{2010}'
                        ..='\u{203a}'
                            | '\u{a0}'
                            | '«'
                            | '»'
                            | '°'
                            | 'º'
                            | 'ª'
                            | '§'
                            | '·'
                            | '€'
                            | '№'
                            | '¿'
                            | '¡'
                ),
        );
    }
    !malformed && sample.len() >= FEWEST_BYTES && usual * 100 >= all * 97
}

/// GB18030: it decodes, and nearly all characters beyond ASCII are in the
/// GB2312 region, which the stray bytes of other encodings seldom are.
fn looks_like_gb18030(sample: &[u8], whole: bool) -> bool {
    let (text, _, _) = GB18030.decode(sample);
    let mut tolerated = if whole { 0 } else { 2 };
    let (mut usual, mut all) = (0usize, 0usize);
    for character in text.chars().filter(|character| !character.is_ascii()) {
        if character == '\u{fffd}' {
            if tolerated == 0 {
                return false;
            }
            tolerated -= 1;
            continue;
        }
        all += 1;
        usual += usize::from(matches!(character,
            '\u{4e00}'..='\u{9fa5}' | '\u{3000}'..='\u{3017}' | '\u{ff01}'..='\u{ff5e}'
            | '\u{2014}'..='\u{2026}' | '\u{b7}'));
    }
    all > 0 && usual * 10 >= all * 9
}

/// Whether most of the bytes beyond ASCII are UTF-8 for characters that texts
/// use: then the file is damaged UTF-8, not another encoding. Pairs of GB18030
/// are often well-formed UTF-8 too, but for characters that hardly occur.
fn has_utf8_characters(sample: &[u8]) -> bool {
    let (mut usual, mut all) = (0usize, 0usize);
    for chunk in sample.utf8_chunks() {
        all += chunk.invalid().len();
        for character in chunk.valid().chars().filter(|c| !c.is_ascii()) {
            all += character.len_utf8();
            if matches!(character,
                '\u{a0}'..='\u{ff}' | '\u{400}'..='\u{45f}' | '\u{600}'..='\u{6ff}'
                | '\u{2010}'..='\u{203b}' | '\u{3000}'..='\u{3017}'
                | '\u{4e00}'..='\u{9fa5}' | '\u{ff01}'..='\u{ff5e}')
            {
                usual += character.len_utf8();
            }
        }
    }
    usual * 2 > all
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRENCH: &str = "Le Conseil de sécurité réaffirme sa responsabilité première à l’égard du \
        maintien de la paix ; il a décidé de rester saisi de la question.";
    const ARABIC: &str = "يعيد مجلس الأمن تأكيد مسؤوليته الرئيسية عن صون السلام والأمن الدوليين، ويقرر أن \
        يبقي المسألة قيد نظره، وأن يعود إليها قبل نهاية السنة.";
    const RUSSIAN: &str = "Совет Безопасности вновь подтверждает свою главную ответственность за \
        поддержание международного мира и постановляет продолжать заниматься этим вопросом.";
    const TRADITIONAL: &str = "安全理事會重申其維持國際和平與安全的首要責任，歡迎秘書長二〇三一年的報告，\
        並決定繼續處理此案。理事會要求各方立即停止敵對行動，不得阻礙人道主義援助，並在三十日內提出報告。";
    const SIMPLIFIED: &str = "安全理事会重申其维持国际和平与安全的首要责任，欢迎秘书长的报告。";

    fn told(text: &str, encoding: Encoding) -> Option<Encoding> {
        let codec = named(encoding).unwrap();
        let (bytes, _, unmappable) = codec.encode(text);
        assert!(!unmappable, "{encoding:?} cannot write the text");
        legacy(&bytes, true)
    }

    #[test]
    fn texts_of_a_hundred_characters_are_told_right() {
        for (text, encoding) in [
            (FRENCH, Encoding::Windows1252),
            (ARABIC, Encoding::Windows1256),
            (ARABIC, Encoding::Iso8859Part6),
            (RUSSIAN, Encoding::Windows1251),
            (RUSSIAN, Encoding::Koi8),
            (RUSSIAN, Encoding::Iso8859Part5),
            (RUSSIAN, Encoding::Ibm866),
            (TRADITIONAL, Encoding::Big5),
            (SIMPLIFIED, Encoding::Gb18030),
        ] {
            assert_eq!(told(text, encoding), Some(encoding), "{text}");
        }
        assert_eq!(
            told(TRADITIONAL, Encoding::Gb18030),
            Some(Encoding::Gb18030)
        );
    }

    #[test]
    fn the_rest_of_a_sample_cut_in_a_character_is_no_mistake() {
        let (bytes, _, _) = BIG5.encode(TRADITIONAL);
        let cut = &bytes[..bytes.len() - 3];
        assert_eq!(legacy(cut, false), Some(Encoding::Big5));
    }

    #[test]
    fn one_apostrophe_in_a_long_english_text_is_windows_1252() {
        let text = "The Council takes note of the Secretary-General’s report on the border, and \
            decides to remain seized of the matter until the end of the year.";
        assert_eq!(
            told(text, Encoding::Windows1252),
            Some(Encoding::Windows1252)
        );
    }

    #[test]
    fn what_is_no_text_in_any_encoding_is_not_told() {
        assert_eq!(legacy(b"caf\xe9", true), None);
        let noise: Vec<u8> = (0..2000_u32)
            .map(|n| ((n * n * 31) >> 3) as u8 | 0x80)
            .collect();
        assert_eq!(legacy(&noise, true), None);
    }
}
