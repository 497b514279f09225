//! The words with which preambular clauses, operative paragraphs and
//! statements begin.

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

/// First words of Russian and Arabic clauses.
const OTHER: [&str; 27] = [
    "ссылаясь",
    "подтверждая",
    "вновь подтверждая",
    "напоминая",
    "отмечая",
    "принимая",
    "приветствуя",
    "признавая",
    "будучи",
    "выражая",
    "подчеркивая",
    "осуждая",
    "учитывая",
    "сознавая",
    "руководствуясь",
    "определяя",
    "действуя",
    "рассмотрев",
    "с удовлетворением отмечая",
    "с обеспокоенностью отмечая",
    "с признательностью отмечая",
    "заявляя",
    "высоко оценивая",
    "إذ ",
    "وإذ ",
    "وقد ",
    "وتصميما",
];

/// Whether `text` begins as a preambular clause does.
pub(super) fn opens_clause(text: &str) -> bool {
    let text = text.trim_start_matches(['“', '"', '「', '«', ' ']);
    let word = text
        .split(|c: char| !c.is_alphabetic())
        .next()
        .unwrap_or_default();
    CAPITALISED.contains(&word)
        || HAN.iter().any(|known| text.starts_with(known))
        || OTHER
            .iter()
            .any(|known| text.starts_with(known) || text.to_lowercase().starts_with(known))
}

/// Whether `text` begins with the word that opens Arabic clauses.
pub(super) fn begins_arabic_clause(text: &str) -> bool {
    text.starts_with("وإذ ") || text.starts_with("إذ ")
}

/// First words of operative paragraphs in languages that write them with a
/// capital.
const ACTING: [&str; 120] = [
    "Accueille",
    "Acknowledges",
    "Acoge",
    "Adopte",
    "Adopts",
    "Affirme",
    "Affirms",
    "Afirma",
    "Agrees",
    "Appeals",
    "Appelle",
    "Appreciates",
    "Approuve",
    "Approves",
    "Appuie",
    "Aprueba",
    "Authorizes",
    "Autorise",
    "Autoriza",
    "Calls",
    "Commends",
    "Condamne",
    "Condemns",
    "Condena",
    "Confirma",
    "Confirme",
    "Confirms",
    "Congratulates",
    "Considers",
    "Considère",
    "Constate",
    "Crée",
    "Decide",
    "Decides",
    "Declara",
    "Declares",
    "Demande",
    "Demands",
    "Deplora",
    "Deplores",
    "Designates",
    "Destaca",
    "Determines",
    "Directs",
    "Décide",
    "Déclare",
    "Déplore",
    "Emphasizes",
    "Encomia",
    "Encourage",
    "Encourages",
    "Endorses",
    "Engage",
    "Establishes",
    "Exhorta",
    "Exhorte",
    "Exige",
    "Expresa",
    "Expresses",
    "Exprime",
    "Extends",
    "Félicite",
    "Hace",
    "Insiste",
    "Insta",
    "Instructs",
    "Invita",
    "Invite",
    "Invites",
    "Lamenta",
    "Note",
    "Notes",
    "Notifies",
    "Pide",
    "Prend",
    "Prie",
    "Proclaims",
    "Proclama",
    "Proclame",
    "Proroge",
    "Prorroga",
    "Rappelle",
    "Reaffirms",
    "Reafirma",
    "Recalls",
    "Recognizes",
    "Recomienda",
    "Recommande",
    "Recommends",
    "Reconnaît",
    "Reconoce",
    "Recuerda",
    "Regrets",
    "Regrette",
    "Reitera",
    "Reiterates",
    "Remercie",
    "Reminds",
    "Renews",
    "Requests",
    "Requires",
    "Resolves",
    "Réaffirme",
    "Réitère",
    "Salue",
    "Se",
    "Solicita",
    "Souligne",
    "Souscrit",
    "Stresses",
    "Subraya",
    "Supports",
    "Takes",
    "Terminates",
    "Toma",
    "Underlines",
    "Underscores",
    "Urges",
    "Warns",
    "Welcomes",
];

/// How operative paragraphs begin in Chinese, Russian and Arabic.
const ACTING_OTHER: [&str; 52] = [
    "决定",
    "促请",
    "敦促",
    "请",
    "要求",
    "呼吁",
    "强调",
    "重申",
    "谴责",
    "欢迎",
    "赞扬",
    "授权",
    "鼓励",
    "确认",
    "申明",
    "表示",
    "注意到",
    "吁请",
    "建议",
    "核可",
    "延长",
    "关切",
    "邀请",
    "постановляет",
    "призывает",
    "настоятельно",
    "просит",
    "требует",
    "подчеркивает",
    "приветствует",
    "осуждает",
    "вновь",
    "подтверждает",
    "напоминает",
    "выражает",
    "уполномочивает",
    "рекомендует",
    "одобряет",
    "отмечает",
    "يقرر",
    "يطلب",
    "يدعو",
    "يهيب",
    "يحث",
    "يؤكد",
    "يرحب",
    "يدين",
    "يشدد",
    "يعرب",
    "يكرر",
    "يأذن",
    "يشجع",
];

/// Whether `text` begins as an operative paragraph does.
pub(super) fn acts(text: &str) -> bool {
    let text = text.trim_start_matches(['“', '"', '「', '«', ' ']);
    let word = text
        .split(|c: char| !c.is_alphabetic())
        .next()
        .unwrap_or_default();
    ACTING.contains(&word)
        || ACTING_OTHER
            .iter()
            .any(|known| text.starts_with(known) || text.to_lowercase().starts_with(known))
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
        for text in [
            "Decides to",
            "决定继续",
            "Prie le Secrétaire",
            "постановляет",
            "يقرر أن",
        ] {
            assert!(acts(text), "{text}");
        }
        assert!(!acts("Deciding to") && !acts("The Council decides"));
    }
}
