//! Documents are split into the paragraphs that a reader sees.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::Path;
use std::time::Instant;

use proptest::prelude::*;
use thematic::document::Document;

/// The texts of the paragraphs of `text`.
fn split(text: &str) -> Vec<String> {
    Document::from_text(text)
        .texts()
        .map(str::to_owned)
        .collect()
}

/// The printed numbers of the paragraphs of `text`.
fn numbers(text: &str) -> Vec<Option<String>> {
    let paragraphs = Document::from_text(text).paragraphs.into_iter();
    paragraphs.map(|paragraph| paragraph.number).collect()
}

/// The pages of the paragraphs of `text`.
fn pages(text: &str) -> Vec<Option<u32>> {
    let paragraphs = Document::from_text(text).paragraphs.into_iter();
    paragraphs.map(|paragraph| paragraph.page).collect()
}

/// The paragraphs that a `*.paragraphs.txt` file expects, which lines of `---`
/// part from each other.
fn expected(file: &str) -> Vec<String> {
    let file = file.trim_end_matches('\n');
    if file.is_empty() {
        return Vec::new();
    }
    file.split("\n---\n").map(str::to_owned).collect()
}

#[test]
fn every_fixture_has_the_paragraphs_that_a_reader_sees() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/documents");
    let mut files: Vec<_> = fs::read_dir(&folder)
        .expect("the fixtures are there")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".paragraphs.txt").map(str::to_owned))
        .collect();
    files.sort();
    assert!(files.len() >= 14, "only {} fixtures", files.len());
    let mut failures = Vec::new();
    for name in files {
        let read = |suffix: &str| {
            fs::read_to_string(folder.join(format!("{name}{suffix}"))).expect("the file is there")
        };
        let (found, expected) = (split(&read(".txt")), expected(&read(".paragraphs.txt")));
        if found != expected {
            failures.push(format!(
                "{name}:\n found    {found:#?}\n expected {expected:#?}"
            ));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// The texts of the rows of a CSV table whose first column begins with `S`.
fn statement_rows(table: &str) -> Vec<String> {
    let rows = table.lines().filter(|row| row.starts_with('S'));
    rows.filter_map(|row| row.split(',').nth(1).map(str::to_owned))
        .collect()
}

#[test]
fn a_statement_from_a_pdf_file_has_its_title_introduction_and_paragraphs() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let read = |name: &str| fs::read_to_string(shared.join(name));
    let (Ok(statement), Ok(table)) = (
        read("statement/s-prst-2023-6.zh.txt"),
        read("data/real-dev.csv"),
    ) else {
        eprintln!("skipped: the statement is not there to be compared");
        return;
    };
    let found = split(&statement);
    assert_eq!(found[0], "安全理事会主席声明");
    assert!(found[1].contains("“对国际和平与安全的威胁”") && found[1].ends_with("如下："));
    let rows = statement_rows(&table);
    assert_eq!(rows.len(), 17);
    assert_eq!(&found[2..], rows);
}

#[test]
fn the_example_statements_are_split() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/statements");
    let read = |name: &str| fs::read_to_string(folder.join(name)).expect("the example is there");
    let chinese = split(&read("statement.zh.txt"));
    assert_eq!(chinese.len(), 14);
    assert!(
        chinese[2..]
            .iter()
            .all(|text| text.starts_with("安全理事会"))
    );
    let english = Document::from_text(&read("statement.en.txt")).paragraphs;
    let numbered: Vec<_> = english
        .iter()
        .filter_map(|it| it.number.as_deref())
        .collect();
    assert_eq!(
        numbered,
        ["1.", "2.", "3.", "4.", "5.", "6.", "7.", "8.", "9.", "10."]
    );
    assert_eq!(english.last().and_then(|it| it.page), Some(3));
    assert_eq!(split(&read("letter.zh.txt")).len(), 12);
}

#[test]
fn text_without_anything_visible_has_no_paragraphs() {
    for text in [
        "",
        "\n",
        " \t\r\n\u{3000}\n",
        "\u{feff}\0\u{200b}",
        "\u{c}\u{c}",
    ] {
        assert!(split(text).is_empty(), "{text:?}");
    }
}

#[test]
fn a_page_break_inside_a_paragraph_is_healed() {
    let furniture = [
        "\u{c}",
        "\n\n2/3\n\u{c}S/2031/7\n\n",
        "\n- 2 -\n",
        "\n\n31-00001 (E)\n*3100001*\n\n",
        "\n\n第 2 页\n\n",
        "\nS/2031/7\nEnglish\nPage 3\n\n",
    ];
    for furniture in furniture {
        let text = format!(
            "The observers counted the vehicles that crossed\nthe bridge and wrote down the{furniture}plates of the lorries that came back\nempty.\n"
        );
        assert_eq!(
            split(&text),
            [
                "The observers counted the vehicles that crossed the bridge and wrote down the plates of the lorries that came back empty."
            ],
            "{furniture:?}"
        );
    }
}

#[test]
fn a_page_break_between_paragraphs_stays_one() {
    assert_eq!(
        split("The observers counted the vehicles.\n\u{c}\nS/2031/7\n\nThey left at noon.\n"),
        ["The observers counted the vehicles.", "They left at noon."]
    );
    assert_eq!(
        split("第一页的段落在此结束。\u{c}第二页另起一段。"),
        ["第一页的段落在此结束。", "第二页另起一段。"]
    );
}

#[test]
fn a_paragraph_of_one_line_that_a_page_interrupts_is_healed() {
    let (first, second) = (
        "安全理事会欢迎两国重新开放边境市场，并鼓励双方商定共同的营业时间、收费标准和卫生检查办法，以便利商贩",
        "和牧民往来。",
    );
    assert_eq!(
        split(&format!("{first}\u{c}{second}\n完。")),
        [format!("{first}{second}"), "完。".to_owned()]
    );
}

#[test]
fn a_footnote_follows_the_paragraph_that_it_interrupts() {
    let text = "The observers counted the vehicles that crossed\nthe bridge and wrote down the\n_____\n1 See the annex.\n2 As of May.\n\u{c}plates of the lorries.\n\nThey rose.";
    assert_eq!(
        split(text),
        [
            "The observers counted the vehicles that crossed the bridge and wrote down the plates of the lorries.",
            "1 See the annex.",
            "2 As of May.",
            "They rose.",
        ]
    );
}

#[test]
fn a_symbol_within_a_sentence_is_text() {
    let text = "The list is annexed to document\nS/2031/7/Add.2, which replaces\nS/2031/7/Add.1. It was issued in\nthe spring.";
    assert_eq!(
        split(text),
        [
            "The list is annexed to document S/2031/7/Add.2, which replaces S/2031/7/Add.1. It was issued in the spring."
        ]
    );
    assert_eq!(split("他提到文件\nS/2031/7\n\n会议结束。")[0], "他提到文件");
}

#[test]
fn a_masthead_is_no_paragraph() {
    let text = "联合国\n安全理事会\nS/PRST/2031/17\nDistr.: General\n20 March 2031\nChinese\nOriginal: English\n\n安全理事会主席声明\n\n安全理事会开会。";
    assert_eq!(split(text), ["安全理事会主席声明", "安全理事会开会。"]);
}

#[test]
fn numbers_are_set_apart_and_stay_in_the_text() {
    let text = "1. 欢迎报告；\n2.欢迎建议；\n(a) 一项；\n（二）二项；\n三、 三项；\n4、四项；\n第十二条 会员国应合作。\nOP3. Decides.\n";
    let expected = [
        "1.",
        "2.",
        "(a)",
        "（二）",
        "三、",
        "4、",
        "第十二条",
        "OP3.",
    ];
    let document = Document::from_text(text);
    for (paragraph, number) in document.paragraphs.iter().zip(expected) {
        assert_eq!(paragraph.number.as_deref(), Some(number));
        assert!(paragraph.text.starts_with(number), "{}", paragraph.text);
    }
    assert_eq!(document.paragraphs.len(), expected.len());
}

#[test]
fn years_and_quantities_are_no_numbers() {
    for text in [
        "2023 年，各国会晤。",
        "1972 was dry.",
        "3.5 per cent fell ill.",
        "2015. The rest followed.",
    ] {
        assert_eq!(numbers(text), [None], "{text}");
    }
}

#[test]
fn a_number_alone_on_its_line_belongs_to_the_text_below() {
    let text = "1.\nThe Council met.\n\n2.\n\nIt rose.\n•\nAt noon.";
    assert_eq!(
        split(text),
        ["1. The Council met.", "2. It rose.", "• At noon."]
    );
    assert_eq!(
        numbers(text),
        [Some("1.".to_owned()), Some("2.".to_owned()), None]
    );
}

#[test]
fn a_number_within_a_quotation_is_seen() {
    let text = "“1. The Council met.\n\n“2. It rose.”\n";
    assert_eq!(split(text), ["1. The Council met.", "2. It rose.”"]);
    assert_eq!(
        numbers(text),
        [Some("1.".to_owned()), Some("2.".to_owned())]
    );
}

#[test]
fn pages_are_those_on_which_paragraphs_begin() {
    assert_eq!(
        pages("One.\n\nTwo.\u{c}Three."),
        [Some(1), Some(1), Some(2)]
    );
    assert_eq!(pages("One.\n\n1/2\n\nTwo.\n\n2/2\n"), [Some(1), Some(2)]);
    assert_eq!(pages("One.\n\nTwo."), [None, None]);
    let interrupted =
        "The observers counted the lorries that\n\u{c}went over the bridge.\n\nThey rose.";
    assert_eq!(pages(interrupted), [Some(1), Some(2)]);
}

#[test]
fn preambular_clauses_are_apart_however_they_are_laid_out() {
    let english = [
        "Recalling its resolutions,",
        "Deeply concerned by the drought,",
        "Noting the report,",
    ];
    let chinese = ["回顾其各项决议，", "重申各国的主权，", "深为关切旱情，"];
    for clauses in [english, chinese] {
        for separator in ["\n", "\n\n", "\r\n", "\n\n\n"] {
            assert_eq!(split(&clauses.join(separator)), clauses);
        }
    }
}

#[test]
fn chinese_lines_meet_without_a_space_and_latin_words_with_one() {
    let text = "本报告由世界气象组织与联合国人道协调厅\nOCHA 共同编写，使用了积累多年的 HDX\nAtlas 数据，并征求了各国气象部门的意\n见。";
    assert_eq!(
        split(text),
        [
            "本报告由世界气象组织与联合国人道协调厅OCHA共同编写，使用了积累多年的HDX Atlas数据，并征求了各国气象部门的意见。"
        ]
    );
}

#[test]
fn lines_of_more_than_200_characters_are_never_joined() {
    let long = format!("the council {}met", "and the panel ".repeat(20));
    assert_eq!(split(&format!("{long}\n{long}\nand rose")).len(), 3);
}

#[test]
fn a_line_of_50_megabytes_takes_linear_time() {
    let line = |times| "安全理事会重申 its decision, ".repeat(times);
    assert_eq!(in_linear_time(50_000_000 / 36, line).len(), 1);
}

#[test]
fn a_million_short_lines_take_linear_time() {
    let short = |times| "Short line.\n".repeat(times);
    assert_eq!(in_linear_time(1_000_000, short).len(), 1_000_000);
    in_linear_time(200_000, |times| {
        "and more coopera-\ntion\u{c}\n12\n“\n".repeat(times)
    });
}

/// The paragraphs of a text of this size, which must not take more than three times
/// eight as long as an eighth of it: quadratic time takes 64 times as long, whatever
/// the machine and what else it does.
fn in_linear_time(size: usize, text: impl Fn(usize) -> String) -> Vec<String> {
    let time = |size| {
        let text = text(size);
        let start = Instant::now();
        let paragraphs = split(&text);
        (start.elapsed(), paragraphs)
    };
    let (of_part, _) = time(size / 8);
    let (of_whole, paragraphs) = time(size);
    assert!(of_whole < of_part * 24, "{of_part:?}, then {of_whole:?}");
    paragraphs
}

/// Text of a few words, marks, spaces and line ends of every kind.
fn scraps() -> impl Strategy<Value = String> {
    let scrap = prop::sample::select(vec![
        "the",
        "Council",
        "coopera-",
        "tion",
        "1.",
        "(a)",
        "2015.",
        "第三条",
        "一、",
        "安理会",
        "，",
        "。",
        ".",
        ";",
        "“",
        "”",
        "\"",
        " ",
        "\u{3000}",
        "\t",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "\u{2028}",
        "\u{c}",
        "\0",
        "\u{ad}",
        "\u{feff}",
        "S/2031/7",
        "2/3",
        "12",
        "•",
        "–",
        "_____",
        "31-00001",
        "Page 3",
        "第 3 页",
        "é",
        "عربي",
        "𠀀",
        "e\u{301}",
    ]);
    prop::collection::vec(scrap, 0..80).prop_map(|scraps| scraps.concat())
}

/// A sentence of small words that begins with a capital.
fn english_paragraph() -> impl Strategy<Value = String> {
    (3_usize..60).prop_flat_map(|words| {
        prop::collection::vec("[a-z]{4,11}", words)
            .prop_map(|words| format!("Thus {}.", words.join(" ")))
    })
}

/// Clauses of Han characters that end with a full stop.
fn chinese_paragraph() -> impl Strategy<Value = String> {
    let clause = prop::collection::vec(
        prop::sample::select(
            "安保全和平理事会边界地区海关渡口"
                .chars()
                .collect::<Vec<_>>(),
        ),
        3..20,
    );
    prop::collection::vec(clause, 1..6).prop_map(|clauses| {
        let clauses: Vec<String> = clauses
            .iter()
            .map(|clause| clause.iter().collect())
            .collect();
        format!("{}。", clauses.join("，"))
    })
}

/// The words of `text` on lines of at most `width` characters.
fn wrap(text: &str, width: usize) -> String {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().expect("there is a line");
        if line.is_empty() {
            line.push_str(word);
        } else if line.len() + 1 + word.len() <= width {
            *line += " ";
            *line += word;
        } else {
            lines.push(word.to_owned());
        }
    }
    lines.join("\n")
}

/// The characters of `text` that are neither space nor control.
fn visible(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .collect()
}

proptest! {
    #[test]
    fn any_text_is_split_into_clean_paragraphs(text in any::<String>()) {
        for paragraph in Document::from_text(&text).paragraphs {
            prop_assert!(!paragraph.text.trim().is_empty());
            prop_assert_eq!(paragraph.text.trim(), &paragraph.text);
            prop_assert!(!paragraph.text.chars().any(char::is_control));
            prop_assert!(paragraph.number.is_none_or(|number| paragraph.text.contains(&number)));
        }
    }

    #[test]
    fn scraps_of_documents_are_split_into_clean_paragraphs(text in scraps()) {
        for paragraph in Document::from_text(&text).paragraphs {
            prop_assert!(!paragraph.text.trim().is_empty());
            prop_assert!(!paragraph.text.chars().any(char::is_control));
            prop_assert!(paragraph.number.is_none_or(|number| paragraph.text.contains(&number)));
        }
    }

    #[test]
    fn nothing_visible_is_lost_or_reordered(text in "[a-z .,;:()A-Z安理会，。；、《》\\n\\t\r]{0,300}") {
        prop_assert_eq!(visible(&split(&text).concat()), visible(&text));
    }

    #[test]
    fn paragraphs_on_lines_of_their_own_are_split_into_themselves(
        paragraphs in prop::collection::vec(prop_oneof![english_paragraph(), chinese_paragraph()], 1..12),
        separator in prop::sample::select(vec!["\n", "\n\n", "\r\n", "\n\n\n"]),
    ) {
        prop_assert_eq!(split(&paragraphs.join(separator)), paragraphs);
    }

    #[test]
    fn splitting_the_paragraphs_found_changes_nothing(
        paragraphs in prop::collection::vec(english_paragraph(), 1..8),
        width in 50_usize..90,
    ) {
        let wrapped: Vec<_> = paragraphs.iter().map(|text| wrap(text, width)).collect();
        let found = split(&wrapped.join("\n\n"));
        prop_assert_eq!(&found, &paragraphs);
        prop_assert_eq!(split(&found.join("\n")), found);
    }

    #[test]
    fn numbered_paragraphs_without_blank_lines_are_split(
        paragraphs in prop::collection::vec(english_paragraph(), 1..20),
        width in 50_usize..90,
    ) {
        let numbered: Vec<_> = paragraphs.iter().zip(1..).map(|(text, at)| format!("{at}. {text}")).collect();
        let wrapped: Vec<_> = numbered.iter().map(|text| wrap(text, width)).collect();
        prop_assert_eq!(split(&wrapped.join("\n")), numbered);
    }
}
