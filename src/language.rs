//! The language of a text, told by the `whatlang` crate: by its script, and
//! between languages of one script by the frequency of its trigrams.

use std::fmt;

use rayon::prelude::*;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use whatlang::{Detector, Lang};

use crate::error::{Error, Result};
use crate::text::is_han;

/// How many of many texts are looked at to count their languages.
const LOOKED_AT: usize = 2000;

/// A language.
///
/// ```
/// use thematic::Language;
/// let french = Language::from_code("fr").unwrap();
/// assert_eq!((french.code(), french.name()), ("fr", "French"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Language(Lang);

/// The codes of ISO 639-1.
const CODES: [(Lang, &str); 70] = [
    (Lang::Epo, "eo"),
    (Lang::Eng, "en"),
    (Lang::Rus, "ru"),
    (Lang::Cmn, "zh"),
    (Lang::Spa, "es"),
    (Lang::Por, "pt"),
    (Lang::Ita, "it"),
    (Lang::Ben, "bn"),
    (Lang::Fra, "fr"),
    (Lang::Deu, "de"),
    (Lang::Ukr, "uk"),
    (Lang::Kat, "ka"),
    (Lang::Ara, "ar"),
    (Lang::Hin, "hi"),
    (Lang::Jpn, "ja"),
    (Lang::Heb, "he"),
    (Lang::Yid, "yi"),
    (Lang::Pol, "pl"),
    (Lang::Amh, "am"),
    (Lang::Jav, "jv"),
    (Lang::Kor, "ko"),
    (Lang::Nob, "nb"),
    (Lang::Dan, "da"),
    (Lang::Swe, "sv"),
    (Lang::Fin, "fi"),
    (Lang::Tur, "tr"),
    (Lang::Nld, "nl"),
    (Lang::Hun, "hu"),
    (Lang::Ces, "cs"),
    (Lang::Ell, "el"),
    (Lang::Bul, "bg"),
    (Lang::Bel, "be"),
    (Lang::Mar, "mr"),
    (Lang::Kan, "kn"),
    (Lang::Ron, "ro"),
    (Lang::Slv, "sl"),
    (Lang::Hrv, "hr"),
    (Lang::Srp, "sr"),
    (Lang::Mkd, "mk"),
    (Lang::Lit, "lt"),
    (Lang::Lav, "lv"),
    (Lang::Est, "et"),
    (Lang::Tam, "ta"),
    (Lang::Vie, "vi"),
    (Lang::Urd, "ur"),
    (Lang::Tha, "th"),
    (Lang::Guj, "gu"),
    (Lang::Uzb, "uz"),
    (Lang::Pan, "pa"),
    (Lang::Aze, "az"),
    (Lang::Ind, "id"),
    (Lang::Tel, "te"),
    (Lang::Pes, "fa"),
    (Lang::Mal, "ml"),
    (Lang::Ori, "or"),
    (Lang::Mya, "my"),
    (Lang::Nep, "ne"),
    (Lang::Sin, "si"),
    (Lang::Khm, "km"),
    (Lang::Tuk, "tk"),
    (Lang::Aka, "ak"),
    (Lang::Zul, "zu"),
    (Lang::Sna, "sn"),
    (Lang::Afr, "af"),
    (Lang::Lat, "la"),
    (Lang::Slk, "sk"),
    (Lang::Cat, "ca"),
    (Lang::Tgl, "tl"),
    (Lang::Hye, "hy"),
    (Lang::Cym, "cy"),
];

/// The six official languages of the United Nations.
const UNITED_NATIONS: [Lang; 6] = [
    Lang::Ara,
    Lang::Cmn,
    Lang::Eng,
    Lang::Fra,
    Lang::Rus,
    Lang::Spa,
];

impl Language {
    /// The language with this code of ISO 639-1 (`fr`) or ISO 639-3 (`fra`).
    pub fn from_code(code: &str) -> Option<Self> {
        CODES
            .iter()
            .find(|(lang, two)| *two == code || lang.code() == code)
            .map(|(lang, _)| Self(*lang))
    }

    /// All languages that can be told apart.
    pub fn all() -> impl Iterator<Item = Self> {
        CODES.iter().map(|(lang, _)| Self(*lang))
    }

    /// The code of ISO 639-1, such as `zh`.
    pub fn code(self) -> &'static str {
        CODES
            .iter()
            .find(|(lang, _)| *lang == self.0)
            .map_or_else(|| self.0.code(), |(_, two)| *two)
    }

    /// The name in English.
    pub fn name(self) -> &'static str {
        match self.0 {
            Lang::Cmn => "Chinese",
            lang => lang.eng_name(),
        }
    }

    /// Whether it is written from right to left.
    pub fn is_right_to_left(self) -> bool {
        matches!(
            self.0,
            Lang::Ara | Lang::Heb | Lang::Yid | Lang::Urd | Lang::Pes
        )
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Language {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = std::borrow::Cow::<'_, str>::deserialize(deserializer)?;
        Self::from_code(&code)
            .ok_or_else(|| serde::de::Error::custom(format!("no language has the code {code:?}")))
    }
}

/// Fewest letters by which languages of one script can be told apart.
const ENOUGH_LETTERS: usize = 40;

/// Fewest letters of which a language is guessed at all.
const FEWEST_LETTERS: usize = 12;

/// How many short parts are looked at together, where all are short.
const PARTS_TOGETHER: usize = 50;

/// Tells languages apart, among those that are expected.
///
/// ```
/// use thematic::language::LanguageDetector;
/// let detector = LanguageDetector::default();
/// let code = |text| detector.detect(text).map(|language| language.code());
/// assert_eq!(code("安全理事会重申其决定。"), Some("zh"));
/// assert_eq!(code("Le Conseil de sécurité réaffirme sa décision."), Some("fr"));
/// assert_eq!(code("12/3"), None);
/// ```
#[derive(Debug, Clone)]
pub struct LanguageDetector {
    detector: Detector,
    expected: Vec<Lang>,
}

impl Default for LanguageDetector {
    /// Expects the six official languages of the United Nations.
    fn default() -> Self {
        Self::expecting(UNITED_NATIONS.to_vec())
    }
}

impl LanguageDetector {
    /// Expects every language that it knows.
    pub fn all() -> Self {
        Self::expecting(Lang::all().to_vec())
    }

    /// Expects the languages with these codes.
    ///
    /// # Errors
    ///
    /// When no language has one of the codes, or there is no code.
    pub fn among<'c>(codes: impl IntoIterator<Item = &'c str>) -> Result<Self> {
        let mut languages = Vec::new();
        for code in codes {
            let language = Language::from_code(code).ok_or_else(|| {
                Error::parameter(
                    "a language",
                    format!("{code:?}"),
                    "a code such as ar, en, es, fr, ru or zh",
                )
            })?;
            languages.push(language.0);
        }
        if languages.is_empty() {
            return Err(Error::parameter("the list of languages", "empty", "codes"));
        }
        Ok(Self::expecting(languages))
    }

    fn expecting(languages: Vec<Lang>) -> Self {
        Self {
            detector: Detector::with_allowlist(languages.clone()),
            expected: languages,
        }
    }

    /// The language that the text is most likely written in; `None` for text
    /// without letters, or in a script of none of the languages.
    pub fn detect(&self, text: &str) -> Option<Language> {
        self.info(text)
            .map(|info| info.lang())
            .filter(|lang| self.expected.contains(lang))
            .map(Language)
    }

    /// The languages of the parts of a text, in the same order, and that of
    /// most of it. A part too short to tell is taken to be in the language of
    /// most, if that is written in the part's script.
    ///
    /// ```
    /// use thematic::language::LanguageDetector;
    /// let parts = ["Annexe I", "Le Conseil salue les efforts déployés par les parties."];
    /// let (languages, most) = LanguageDetector::default().detect_parts(&parts);
    /// assert_eq!(most.map(|it| it.code()), Some("fr"));
    /// assert_eq!(languages[0], most);
    /// ```
    pub fn detect_parts(&self, parts: &[&str]) -> (Vec<Option<Language>>, Option<Language>) {
        let told: Vec<Option<Language>> = parts.iter().map(|part| self.tell(part)).collect();
        let lengths = parts.iter().map(|part| part.len());
        let most = longest(told.iter().copied().zip(lengths)).or_else(|| {
            let beginning: Vec<&str> = parts.iter().copied().take(PARTS_TOGETHER).collect();
            let together = beginning.join(" ");
            (Letters::of(&together).all >= FEWEST_LETTERS)
                .then(|| self.detect(&together))
                .flatten()
        });
        let languages = parts
            .iter()
            .zip(told)
            .map(|(part, told)| told.or_else(|| self.assume(part, most)))
            .collect();
        (languages, most)
    }

    /// The language of a text that is long enough, or whose script decides.
    fn tell(&self, text: &str) -> Option<Language> {
        let counts = Letters::of(text);
        if counts.are_chinese() && self.expected.contains(&Lang::Cmn) {
            return Some(Language(Lang::Cmn));
        }
        if counts.all < ENOUGH_LETTERS {
            return None;
        }
        self.info(text)
            .filter(whatlang::Info::is_reliable)
            .map(|info| info.lang())
            .filter(|lang| self.expected.contains(lang))
            .map(Language)
    }

    /// The language of a text that does not tell it.
    fn assume(&self, text: &str, most: Option<Language>) -> Option<Language> {
        let script = whatlang::detect_script(text)?;
        most.filter(|most| script.langs().contains(&most.0))
            .or_else(|| {
                // A script that one expected language alone is written in tells it.
                let mut written = self
                    .expected
                    .iter()
                    .filter(|it| script.langs().contains(it));
                let only = written.next().filter(|_| written.next().is_none())?;
                Some(Language(*only))
            })
            .or_else(|| {
                let enough = Letters::of(text).all >= FEWEST_LETTERS;
                enough.then(|| self.detect(text)).flatten()
            })
    }

    /// How many of the texts are in each language, most first. Of many texts
    /// two thousand are looked at, spread evenly, and the numbers are estimates.
    pub fn count(&self, texts: &[&str]) -> Vec<(Language, usize)> {
        let n_looked_at = texts.len().min(LOOKED_AT);
        let detected: Vec<Option<Language>> = (0..n_looked_at)
            .into_par_iter()
            .map(|place| self.detect(texts[place * texts.len() / n_looked_at]))
            .collect();
        let mut counts: Vec<(Language, usize)> = Vec::new();
        for language in detected.into_iter().flatten() {
            match counts.iter_mut().find(|(known, _)| *known == language) {
                Some((_, count)) => *count += 1,
                None => counts.push((language, 1)),
            }
        }
        for (_, count) in &mut counts {
            *count = *count * texts.len() / n_looked_at;
        }
        counts.sort_by(|one, two| two.1.cmp(&one.1).then(one.0.code().cmp(two.0.code())));
        counts
    }

    fn info(&self, text: &str) -> Option<whatlang::Info> {
        let counts = Letters::of(text);
        if counts.han > 0 && counts.han < counts.all && counts.are_mostly_han() {
            let kept: String = text
                .chars()
                .filter(|c| !c.is_ascii() && c.is_alphabetic())
                .collect();
            return self.detector.detect(&kept);
        }
        self.detector.detect(text)
    }
}

/// What letters a text has.
struct Letters {
    all: usize,
    han: usize,
    kana: usize,
}

impl Letters {
    fn of(text: &str) -> Self {
        let mut counts = Self {
            all: 0,
            han: 0,
            kana: 0,
        };
        for c in text.chars() {
            counts.all += usize::from(c.is_alphabetic());
            counts.han += usize::from(is_han(c));
            counts.kana += usize::from(matches!(c, '\u{3041}'..='\u{30ff}'));
        }
        counts
    }

    /// A Han character says as much as three letters: foreign names do not
    /// make a Chinese sentence foreign.
    fn are_mostly_han(&self) -> bool {
        self.han > 0 && self.han * 4 >= self.all
    }

    fn are_chinese(&self) -> bool {
        self.are_mostly_han() && self.kana == 0
    }
}

/// The language that the most bytes are told to be in; of equals, the first.
fn longest(told: impl Iterator<Item = (Option<Language>, usize)>) -> Option<Language> {
    let mut counts: Vec<(Language, usize)> = Vec::new();
    for (language, length) in told {
        let Some(language) = language else {
            continue;
        };
        match counts.iter_mut().find(|(known, _)| *known == language) {
            Some((_, count)) => *count += length,
            None => counts.push((language, length)),
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max()?;
    counts
        .into_iter()
        .find(|(_, count)| *count == most)
        .map(|(language, _)| language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_that_is_known_has_a_code_of_its_own() {
        assert_eq!(CODES.len(), Lang::all().len());
        for lang in Lang::all() {
            let language = Language(*lang);
            assert_eq!(language.code().len(), 2, "{}", language.name());
            assert_eq!(Language::from_code(language.code()), Some(language));
            assert_eq!(Language::from_code(lang.code()), Some(language));
        }
        assert_eq!(Language::from_code("xx"), None);
    }

    #[test]
    fn the_languages_of_the_united_nations_are_told_apart() {
        let detector = LanguageDetector::default();
        for (code, text) in [
            ("ar", "يؤكد مجلس الأمن من جديد مسؤوليته عن صون السلام"),
            ("en", "The Council stresses the need for cooperation."),
            ("es", "El Consejo reafirma su apoyo al proceso político."),
            (
                "fr",
                "Le Conseil salue les efforts déployés par les parties.",
            ),
            (
                "ru",
                "Совет Безопасности вновь подтверждает свою поддержку.",
            ),
            ("zh", "强调需要加强国际合作"),
        ] {
            assert_eq!(detector.detect(text).map(Language::code), Some(code));
        }
    }

    /// The codes of the parts, and that of most of them.
    fn codes(parts: &[&str]) -> (Vec<Option<&'static str>>, Option<&'static str>) {
        let (languages, most) = LanguageDetector::default().detect_parts(parts);
        let code = |language: Option<Language>| language.map(Language::code);
        (languages.into_iter().map(code).collect(), code(most))
    }

    #[test]
    fn a_short_part_is_in_the_language_of_the_whole() {
        let (parts, most) = codes(&[
            "Annexe I",
            "Le Conseil salue les efforts déployés par les parties à l’accord de paix.",
            "附件",
            "The Council welcomes the report of the Secretary-General on the region.",
            "2031/15",
        ]);
        assert_eq!(
            parts,
            [Some("fr"), Some("fr"), Some("zh"), Some("en"), None]
        );
        assert_eq!(most, Some("fr"));
        assert_eq!(
            codes(&["由Jean-Baptiste Dupont先生代表法国发言"]).1,
            Some("zh")
        );
    }

    #[test]
    fn the_longest_parts_decide_what_most_is_written_in() {
        let (_, most) = codes(&[
            "The Council met in order to hear the report of the region.",
            "安全理事会审议了秘书长的报告并听取了秘书长特别代表关于该区域局势的通报。",
        ]);
        assert_eq!(most, Some("zh"));
        assert_eq!(
            codes(&["Reunión", "Orden del día", "Informe"]).1,
            Some("es")
        );
        let counts = LanguageDetector::default().count(&["决议", "The Council met.", "会议"]);
        let counts: Vec<_> = counts
            .iter()
            .map(|(it, count)| (it.code(), *count))
            .collect();
        assert_eq!(counts, [("zh", 2), ("en", 1)]);
    }

    #[test]
    fn only_expected_languages_are_found() {
        let text = "Der Sicherheitsrat bekräftigt seine Unterstützung für den Prozess.";
        let found = |detector: LanguageDetector| detector.detect(text).map(Language::code);
        assert_eq!(found(LanguageDetector::all()), Some("de"));
        assert_ne!(found(LanguageDetector::default()), Some("de"));
        assert_eq!(found(LanguageDetector::among(["ru"]).unwrap()), None);
        assert!(LanguageDetector::among(["tlh"]).is_err());
        assert!(LanguageDetector::among([]).is_err());
    }
}
