//! The words with which preambular clauses and statements begin anew.

/// First words of English, French and Spanish preambular clauses, with the
/// capital that tells them from the same words within a sentence.
const CAPITALISED: [&str; 58] = [
    "Acknowledging",
    "Acting",
    "Affirming",
    "Alarmed",
    "Also",
    "Aware",
    "Bearing",
    "Calling",
    "Commending",
    "Concerned",
    "Condemning",
    "Conscious",
    "Considering",
    "Convinced",
    "Deeply",
    "Deploring",
    "Desiring",
    "Determined",
    "Determining",
    "Emphasizing",
    "Encouraged",
    "Encouraging",
    "Endorsing",
    "Expressing",
    "Further",
    "Gravely",
    "Guided",
    "Having",
    "Mindful",
    "Noting",
    "Observing",
    "Paying",
    "Reaffirming",
    "Recalling",
    "Recognizing",
    "Regretting",
    "Reiterating",
    "Seeking",
    "Stressing",
    "Taking",
    "Underlining",
    "Underscoring",
    "Urging",
    "Viewing",
    "Welcoming",
    "Considérant",
    "Convaincu",
    "Gravement",
    "Notant",
    "Profondément",
    "Rappelant",
    "Réaffirmant",
    "Soulignant",
    "Acogiendo",
    "Observando",
    "Reafirmando",
    "Reconociendo",
    "Recordando",
];

/// First words of Chinese clauses.
const HAN: [&str; 32] = [
    "安全理事会",
    "安全理事會",
    "安理会",
    "回顾",
    "回顧",
    "重申",
    "强调",
    "強調",
    "注意到",
    "欢迎",
    "歡迎",
    "认识到",
    "認識到",
    "深为",
    "深為",
    "严重关切",
    "嚴重關切",
    "表示",
    "确认",
    "確認",
    "铭记",
    "赞扬",
    "谴责",
    "譴責",
    "深信",
    "决心",
    "意识到",
    "感谢",
    "考虑到",
    "赞赏",
    "促请",
    "敦促",
];

/// Whether `text` begins as a preambular clause does.
pub(super) fn opens_clause(text: &str) -> bool {
    let text = text.trim_start_matches(['“', '"', '「', '«', ' ']);
    let word = text
        .split(|c: char| !c.is_alphabetic())
        .next()
        .unwrap_or_default();
    CAPITALISED.contains(&word) || HAN.iter().any(|known| text.starts_with(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_words_open_clauses() {
        for text in [
            "Recalling its",
            "Deeply concerned",
            "“Reaffirming",
            "回顾其",
            "重申",
            "Rappelant sa",
        ] {
            assert!(opens_clause(text), "{text}");
        }
        for text in ["recalling its", "Beijing, ", "Switzerland", "年度报告", ""] {
            assert!(!opens_clause(text), "{text}");
        }
    }
}
