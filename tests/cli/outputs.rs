//! What each format of tagged documents holds.

use scraper::{Html, Selector};
use serde_json::Value;

use super::spreadsheet::{self, Cell};
use super::{Workplace, project, rows};

const COLUMNS: [&str; 19] = [
    "document",
    "symbol",
    "body",
    "session",
    "meeting",
    "date",
    "agenda_item",
    "page",
    "paragraph",
    "number",
    "level",
    "kind",
    "speaker",
    "language",
    "start",
    "end",
    "text",
    "topics",
    "probabilities",
];

/// A resolution that shows symbol, body and date.
const RESOLUTION: &str = "United Nations  S/RES/2790 (2031)\n\nSecurity Council\n\n\
    18 March 2031\n\n\
    Resolution 2790 (2031)\n\n\
    Adopted by the Security Council at its 10214th meeting, on 18 March 2031\n\n\
    The Security Council,\n\n\
    Recalling its previous resolutions on terrorism and border security,\n\n\
    1.  Calls upon all States to strengthen border controls and to prevent terrorism;\n\n\
    2.  Decides to remain seized of the matter.\n";

const STATEMENT: &str = "安全理事会主席声明\n\n\
    =1+1 安全理事会对恐怖主义团体跨越边境贩运轻小武器表示严重关切。\n\n\
    <b>安全理事会</b>呼吁各方保护平民 & 儿童。\n";

fn place() -> Workplace {
    let place = Workplace::new();
    place.write("r.txt", RESOLUTION);
    place.write("s.txt", STATEMENT);
    place
}

fn sheet(place: &Workplace, file: &str, sheet: &str) -> Vec<Vec<Cell>> {
    spreadsheet::rows(&place.path(file), sheet)
}

/// The rows of one document.
fn of<'t>(table: &'t [Vec<String>], document: &'t str) -> impl Iterator<Item = &'t Vec<String>> {
    let rows = table.iter().skip(1);
    rows.filter(move |row| row[0] == document)
}

fn select<'h>(page: &'h Html, selector: &str) -> Vec<scraper::ElementRef<'h>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

fn text(element: scraper::ElementRef<'_>) -> String {
    element.text().collect()
}

#[test]
fn csv_has_the_same_columns_for_all_documents() {
    let place = place();
    let table = rows(&place.output("tag r.txt s.txt --format csv"));
    assert_eq!(table[0], COLUMNS);
    let first = &table[1];
    assert_eq!(
        first[..6],
        [
            "r.txt",
            "S/RES/2790 (2031)",
            "Security Council",
            "",
            "10214",
            "2031-03-18"
        ]
    );
    let operative = table.iter().find(|row| row[9] == "1.").unwrap();
    assert_eq!(operative[11], "operative");
    assert_eq!(operative[13], "en");
    let text: Vec<char> = RESOLUTION.chars().collect();
    let (start, end): (usize, usize) = (
        operative[14].parse().unwrap(),
        operative[15].parse().unwrap(),
    );
    let range: String = text[start..end].iter().collect();
    assert!(
        range.starts_with("1.  Calls upon") && range.ends_with("terrorism;"),
        "{range}"
    );
    assert!(
        operative[17]
            .split(';')
            .any(|topic| topic == "border-security")
    );
    let with = rows(&place.output("tag s.txt --format csv --explain"));
    assert_eq!(with[0][19], "explanation");
    assert!(with[2][19].contains("terrorism: "), "{:?}", with[2]);
}

#[test]
fn a_byte_order_mark_is_written_where_it_is_asked_for() {
    let place = place();
    place.write("rows.csv", "text\n边境管制\n");
    for arguments in [
        "tag s.txt --format csv",
        "tag s.txt --format csv --summary",
        "split s.txt --format csv",
        "tag rows.csv",
    ] {
        assert!(!place.output(arguments).starts_with('\u{feff}'));
        let marked = place.output(&format!("{arguments} --bom"));
        assert!(marked.starts_with('\u{feff}'), "{arguments}");
        assert_eq!(marked.matches('\u{feff}').count(), 1);
    }
}

#[test]
fn json_leaves_out_what_is_not_known() {
    let place = place();
    let lines = place.output("tag s.txt --format jsonl");
    let first: Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    let object = first.as_object().unwrap();
    assert!(!object.contains_key("symbol") && !object.contains_key("page"));
    assert_eq!(first["language"], "zh");
    assert_eq!(first["start"], 0);
    let lines = place.output("tag r.txt --format jsonl");
    let first: Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    assert_eq!(first["symbol"], "S/RES/2790 (2031)");
    assert_eq!(first["meeting"], 10_214);
}

#[test]
fn a_spreadsheet_has_real_types_and_no_formula() {
    let place = place();
    place.output("tag r.txt s.txt --output t.xlsx");
    let table = sheet(&place, "t.xlsx", "Paragraphs");
    let header: Vec<String> = table[0].iter().map(Cell::shown).collect();
    assert_eq!(header[..19], COLUMNS);
    assert_eq!(header.len(), 19 + 38);
    let csv = rows(&place.output("tag r.txt s.txt --format csv"));
    assert_eq!(table.len(), csv.len());
    for (row, expected) in table.iter().zip(&csv).skip(1) {
        assert_eq!(row[16], Cell::text(&expected[16]));
        assert_eq!(row[8], Cell::Number(expected[8].parse().unwrap()));
        let given = row[19..]
            .iter()
            .filter(|cell| matches!(cell, Cell::Number(_)));
        let topics = expected[17].split(';').filter(|topic| !topic.is_empty());
        assert_eq!(given.count(), topics.count());
    }
    // Days since the end of 1899: it is shown as a date.
    assert_eq!(table[1][5], Cell::Number(47_925.0));
    let styles = spreadsheet::part(&place.path("t.xlsx"), "xl/styles.xml");
    assert!(styles.contains("yyyy-mm-dd"));
    let formula_like = table.iter().any(|row| row[16].shown().starts_with("=1+1"));
    assert!(formula_like);
}

#[test]
fn a_spreadsheet_counts_topics_and_lists_documents() {
    let place = place();
    place.output("tag r.txt s.txt --output t.xlsx");
    let csv = rows(&place.output("tag r.txt s.txt --format csv"));
    let counted = |topic: &str| {
        let has = |row: &&Vec<String>| row[17].split(';').any(|given| given == topic);
        csv.iter().skip(1).filter(has).count()
    };
    let topics = sheet(&place, "t.xlsx", "Topics");
    assert_eq!(topics.len(), 39);
    for row in &topics[1..] {
        let expected = counted(&row[0].shown()) as f64;
        assert_eq!(row[3], Cell::Number(expected), "{row:?}");
        let share = row[5].shown().parse::<f64>().unwrap();
        assert!((share - expected / (csv.len() - 1) as f64).abs() < 1e-9);
    }
    let documents = sheet(&place, "t.xlsx", "Documents");
    assert_eq!(documents.len(), 3);
    assert_eq!(documents[1][2], Cell::text("S/RES/2790 (2031)"));
    assert_eq!(documents[2][11], Cell::Number(3.0));
}

#[test]
fn a_text_that_no_cell_has_room_for_is_cut_with_a_mark() {
    let place = Workplace::new();
    place.write("long.txt", "安全理事会强调边境管制".repeat(4_000));
    place.output("tag long.txt --output t.xlsx");
    let cell = sheet(&place, "t.xlsx", "Paragraphs")[1][16].shown();
    assert_eq!(cell.chars().count(), 32_767);
    assert!(cell.ends_with(" […]"));
}

#[test]
fn rows_of_a_table_become_a_spreadsheet_with_their_columns() {
    let place = Workplace::new();
    place.write("rows.csv", "id,text,topics\n1,打击恐怖主义,mine\n2,,\n");
    place.output("tag rows.csv --output t.xlsx");
    let table = sheet(&place, "t.xlsx", "Rows");
    let header: Vec<String> = table[0].iter().map(Cell::shown).collect();
    assert_eq!(
        header[..5],
        [
            "id",
            "text",
            "topics",
            "predicted_topics",
            "predicted_probabilities"
        ]
    );
    assert_eq!(table[1][0], Cell::text("1"));
    assert!(table[1][3].shown().contains("terrorism"));
    assert_eq!(table.len(), 3);
}

#[test]
fn a_page_shows_paragraphs_topics_and_the_words_behind_them() {
    let place = place();
    place.output("tag r.txt s.txt --output t.html");
    let source = place.read("t.html");
    let page = Html::parse_document(&source);
    let csv = rows(&place.output("tag r.txt s.txt --format csv"));
    let shown = select(&page, "main .paragraph");
    assert_eq!(shown.len(), csv.len() - 1);
    for (paragraph, row) in shown.iter().zip(&csv[1..]) {
        let selector = Selector::parse(".text").unwrap();
        let body = paragraph.select(&selector).next().unwrap();
        assert_eq!(text(body), row[16]);
        assert_eq!(
            body.attr("lang"),
            Some(row[13].as_str()).filter(|code| !code.is_empty())
        );
        let chips = Selector::parse(".chips button").unwrap();
        let topics = row[17].split(';').filter(|topic| !topic.is_empty());
        assert_eq!(paragraph.select(&chips).count(), topics.count());
    }
    assert!(select(&page, ".text mark").len() > 5);
    assert_eq!(select(&page, "section.document").len(), 2);
    assert_eq!(select(&page, "nav a[href='#document-2']").len(), 1);
    assert!(
        select(&page, "dl.facts dd")
            .iter()
            .any(|dd| text(*dd) == "S/RES/2790 (2031)")
    );
    // Each choice of a topic has its paragraphs.
    for choice in select(&page, ".choice") {
        let input = choice
            .select(&Selector::parse("input").unwrap())
            .next()
            .unwrap();
        let class = input.attr("id").unwrap().strip_prefix("filter-").unwrap();
        let count = choice
            .select(&Selector::parse(".count").unwrap())
            .next()
            .unwrap();
        let paragraphs = select(&page, &format!(".paragraph.{class}")).len();
        assert_eq!(text(count), paragraphs.to_string());
        assert!(source.contains(&format!("#filter-{class}:checked")));
    }
}

#[test]
fn a_page_needs_nothing_else_and_runs_nothing() {
    let place = place();
    let source = place.output("tag s.txt --format html");
    let page = Html::parse_document(&source);
    for selector in ["script", "link", "img", "iframe", "[onclick]", "[src]"] {
        assert!(select(&page, selector).is_empty(), "{selector}");
    }
    assert!(!source.contains("http://") && !source.contains("https://"));
    assert!(source.contains("&lt;b&gt;安全理事会") || source.contains("&lt;b&gt;"));
    assert_eq!(select(&page, "b").len(), 0);
    let ids: Vec<&str> = select(&page, "[id]")
        .iter()
        .filter_map(|e| e.attr("id"))
        .collect();
    let unique: std::collections::HashSet<&&str> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len());
}

#[test]
fn arabic_runs_from_right_to_left() {
    let place = Workplace::new();
    place.write(
        "a.txt",
        "يؤكد مجلس الأمن من جديد مسؤوليته عن صون السلام والأمن الدوليين.\n",
    );
    let source = place.output("tag a.txt --format html");
    let page = Html::parse_document(&source);
    let body = select(&page, ".text")[0];
    assert_eq!(
        (body.attr("dir"), body.attr("lang")),
        (Some("rtl"), Some("ar"))
    );
}

#[test]
fn markdown_quotes_paragraphs_with_their_topics() {
    let place = place();
    let markdown = place.output("tag s.txt --format markdown");
    assert!(markdown.starts_with("# s.txt\n"), "{markdown}");
    assert!(
        markdown.contains("> \\=1+1安全理事会对恐怖主义团体"),
        "{markdown}"
    );
    assert!(
        markdown.contains("**恐怖主义与暴力极端主义** "),
        "{markdown}"
    );
    assert!(markdown.contains("\\<b\\>"), "{markdown}");
}

#[test]
fn only_what_fulfils_all_conditions_is_written() {
    let place = place();
    let kept = |conditions: &str| -> Vec<String> {
        let arguments = format!("tag r.txt s.txt --format csv {conditions}");
        let table = rows(&place.output(&arguments));
        table
            .into_iter()
            .skip(1)
            .map(|row| format!("{}#{}", row[0], row[8]))
            .collect()
    };
    let all = kept("");
    let operative = kept("--only kind=operative");
    assert!(operative.len() >= 2 && operative.iter().all(|id| id.starts_with("r.txt")));
    assert_eq!(
        kept("--only symbol=s/res/*,S/PRST/*"),
        kept("--only date=2030..2031-03")
    );
    assert_eq!(kept("--only language=zh").len(), 3);
    assert!(kept("--only symbol=A/*").is_empty());
    assert!(kept("--only kind=operative --only language=zh").is_empty());
    let terrorism = kept("--only topic=terrorism");
    assert!(!terrorism.is_empty() && terrorism.len() < all.len());
    let split = rows(&place.output("split r.txt s.txt --format csv --only kind=operative"));
    assert_eq!(split.len() - 1, operative.len());
}

#[test]
fn a_summary_has_shares_that_can_be_counted_again_in_every_format() {
    let place = place();
    let csv = rows(&place.output("tag r.txt s.txt --format csv"));
    let summary = rows(&place.output("tag r.txt s.txt --summary --format csv"));
    assert_eq!(summary[0][..4], ["document", "symbol", "date", "topic"]);
    assert!(summary.len() > 4);
    for row in &summary[1..] {
        let has = |p: &&Vec<String>| p[17].split(';').any(|topic| topic == row[3]);
        let given: Vec<&Vec<String>> = of(&csv, &row[0]).filter(has).collect();
        assert_eq!(row[5], given.len().to_string());
        let characters: usize = given.iter().map(|p| p[16].chars().count()).sum();
        assert_eq!(row[7], characters.to_string());
        let share = given.len() as f64 / of(&csv, &row[0]).count() as f64;
        assert_eq!(row[6], format!("{share:.4}"));
        let strongest = row[10].split(' ').next().unwrap();
        assert!(given.iter().any(|p| p[8] == strongest), "{row:?}");
    }
    let json = place.output("tag r.txt s.txt --summary --format json");
    let json: Value = serde_json::from_str(&json).unwrap();
    let in_json: usize = json["documents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|document| document["topics"].as_array().unwrap().len())
        .sum();
    assert_eq!(in_json, summary.len() - 1);
    assert_eq!(json["matrix"]["documents"].as_array().unwrap().len(), 2);
    let lines = place.output("tag r.txt s.txt --summary --format jsonl");
    assert_eq!(lines.lines().count(), 2);
    place.output("tag r.txt s.txt --summary --output s.xlsx");
    assert_eq!(sheet(&place, "s.xlsx", "Summary").len(), summary.len());
    let matrix = sheet(&place, "s.xlsx", "Matrix");
    assert_eq!((matrix.len(), matrix[0].len()), (3, 39));
    let source = place.output("tag r.txt s.txt --summary --format html");
    let page = Html::parse_document(&source);
    assert_eq!(
        select(&page, "section:not(#matrix) tbody tr").len(),
        summary.len() - 1
    );
    assert_eq!(select(&page, "#matrix thead th").len(), 3);
    let markdown = place.output("tag r.txt s.txt --summary --format markdown");
    assert!(markdown.contains("| topic | r.txt | s.txt |"), "{markdown}");
    let table = place.output("tag r.txt s.txt --summary --format table");
    assert!(table.contains("shares of paragraphs"), "{table}");
}

#[test]
fn what_split_writes_can_be_labelled_and_trained_on() {
    let place = Workplace::new();
    let mut text = String::new();
    for number in 0..20 {
        text.push_str(&format!("第{number}段：边境哨所和海关人员加强巡逻。\n\n"));
        text.push_str(&format!("第{number}段：难民返回家园并得到安置。\n\n"));
    }
    place.write("s.txt", text);
    place.output("split s.txt --output rows.csv --bom");
    let mut table = rows(place.read("rows.csv").trim_start_matches('\u{feff}'));
    assert_eq!(table[0][..3], ["id", "text", "topics"]);
    assert_eq!(table[0][3..], COLUMNS[..16]);
    assert_eq!(table[1][0], "s.txt#1");
    for row in &mut table[1..] {
        assert_eq!(row[2], "");
        let topic = if row[1].contains("边境") {
            "border"
        } else {
            "refugees"
        };
        topic.clone_into(&mut row[2]);
    }
    let mut labelled = csv::Writer::from_path(place.path("labelled.csv")).unwrap();
    for row in &table {
        labelled.write_record(row).unwrap();
    }
    labelled.flush().unwrap();
    place.output("train labelled.csv --output m.safetensors --group-column document --folds 0");
    let tagged = place.output("tag s.txt --model m.safetensors --format csv");
    assert!(tagged.contains("border") && tagged.contains("refugees"));
    place.output("split s.txt --output rows.xlsx");
    let sheet = sheet(&place, "rows.xlsx", "Paragraphs");
    assert_eq!((sheet.len(), sheet[0].len()), (41, 19));
}

#[test]
fn the_extracted_text_is_what_start_and_end_count_in() {
    let place = place();
    let extracted = place.output("split r.txt --extracted-text");
    assert_eq!(extracted, RESOLUTION);
    place.refused(
        "split r.txt s.txt --extracted-text",
        "--extracted-text is given",
        2,
    );
    place.output("split r.txt s.txt --extracted-text --output-dir out");
    assert_eq!(place.read("out/s.txt.txt"), STATEMENT);
    let name = project("examples/statements/statement.zh.txt");
    assert!(
        place
            .output(&format!("split {name} --extracted-text"))
            .contains("安全理事会")
    );
}
