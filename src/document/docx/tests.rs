//! Whole packages, made of the XML that word processors write.

use super::super::archive::tests::zipped;
use super::super::format::Format;
use super::super::limits::Limits;
use super::super::{Document, ReadOptions};

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const KINDS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const MC: &str = "http://schemas.openxmlformats.org/markup-compatibility/2006";

fn part(root: &str, content: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><w:{root} xmlns:w=\"{WORD}\" xmlns:mc=\"{MC}\">{content}</w:{root}>"
    )
}

/// A package with this body and these parts: their kind and content.
fn package(body: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let relationship = |id: usize, kind: &str, target: &str| {
        format!("<Relationship Id=\"r{id}\" Type=\"{KINDS}/{kind}\" Target=\"{target}\"/>")
    };
    let relationships =
        |content: &str| format!("<Relationships xmlns=\"{PACKAGE}\">{content}</Relationships>");
    let related: String = parts
        .iter()
        .enumerate()
        .map(|(id, (kind, _))| relationship(id, kind, &format!("{kind}.xml")))
        .collect();
    let mut members = vec![
        ("[Content_Types].xml".to_owned(), "<Types/>".to_owned()),
        (
            "_rels/.rels".to_owned(),
            relationships(&relationship(0, "officeDocument", "word/document.xml")),
        ),
        (
            "word/document.xml".to_owned(),
            part("document", &format!("<w:body>{body}</w:body>")),
        ),
        (
            "word/_rels/document.xml.rels".to_owned(),
            relationships(&related),
        ),
    ];
    for (kind, content) in parts {
        members.push((format!("word/{kind}.xml"), part(kind, content)));
    }
    let members: Vec<(&str, &[u8])> = members
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_bytes()))
        .collect();
    zipped(&members)
}

fn read(bytes: &[u8]) -> crate::error::Result<Document> {
    Document::read("a.docx", bytes, &ReadOptions::default())
}

fn texts(body: &str, parts: &[(&str, &str)]) -> Vec<String> {
    let document = read(&package(body, parts)).unwrap();
    document.texts().map(str::to_owned).collect()
}

fn run(text: &str) -> String {
    format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

fn p(text: &str) -> String {
    format!("<w:p>{}</w:p>", run(text))
}

#[test]
fn tracked_changes_are_accepted() {
    let body = format!(
        "<w:p>{}<w:ins>{}</w:ins><w:del><w:r><w:delText>old</w:delText></w:r></w:del>\
         <w:moveFrom>{}</w:moveFrom><w:moveTo>{}</w:moveTo></w:p>\
         <w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{}</w:p>{}",
        run("One "),
        run("new "),
        run("gone "),
        run("here"),
        run("Two "),
        p("goes on.")
    );
    assert_eq!(texts(&body, &[]), ["One new here", "Two goes on."]);
}

#[test]
fn what_nobody_sees_is_left_out() {
    let field = |kind: &str| format!("<w:r><w:fldChar w:fldCharType=\"{kind}\"/></w:r>");
    let body = format!(
        "<w:p>{}{}<w:r><w:instrText> REF x </w:instrText><w:t>no</w:t></w:r>{}{}{}\
         <w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>\
         <w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>.</w:t></w:r></w:p>\
         <w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>\
         <w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>",
        run("See "),
        field("begin"),
        field("separate"),
        run("part 2"),
        field("end"),
        p("Click here"),
        p("Filled in")
    );
    assert_eq!(texts(&body, &[]), ["See part 2.", "Filled in"]);
}

#[test]
fn signs_have_their_characters() {
    let body = "<w:p><w:r><w:t>co</w:t><w:noBreakHyphen/><w:t>op</w:t><w:softHyphen/><w:t>s</w:t>\
        <w:tab/><w:t>at 5</w:t><w:sym w:font=\"Symbol\" w:char=\"F0B0\"/><w:br/><w:t>安</w:t><w:br/>\
        <w:t>全</w:t></w:r></w:p>";
    assert_eq!(texts(body, &[]), ["co-ops at 5°安全"]);
}

#[test]
fn only_one_alternative_of_a_text_box_is_read() {
    let inner = |text: &str| {
        format!(
            "<w:drawing><w:txbxContent>{}</w:txbxContent></w:drawing>",
            p(text)
        )
    };
    let body = format!(
        "<w:p>{}<w:r><mc:AlternateContent><mc:Choice>{}</mc:Choice><mc:Fallback>{}</mc:Fallback>\
         </mc:AlternateContent></w:r>{}</w:p>",
        run("Before "),
        inner("Box"),
        inner("Box again"),
        run("and after")
    );
    assert_eq!(texts(&body, &[]), ["Before and after", "Box"]);
}

#[test]
fn headings_and_lists_have_their_numbers() {
    let styles = "<w:style w:styleId=\"h\"><w:name w:val=\"heading 1\"/><w:pPr><w:numPr>\
        <w:numId w:val=\"1\"/></w:numPr></w:pPr></w:style>";
    let level = |place: u8, format: &str, text: &str, more: &str| {
        format!(
            "<w:lvl w:ilvl=\"{place}\"><w:start w:val=\"1\"/>{more}<w:numFmt w:val=\"{format}\"/>\
             <w:lvlText w:val=\"{text}\"/></w:lvl>"
        )
    };
    let numbering = format!(
        "<w:abstractNum w:abstractNumId=\"0\">{}{}</w:abstractNum>\
         <w:abstractNum w:abstractNumId=\"1\">{}{}</w:abstractNum>\
         <w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num>\
         <w:num w:numId=\"2\"><w:abstractNumId w:val=\"1\"/></w:num>",
        level(
            0,
            "chineseCountingThousand",
            "%1、",
            "<w:pStyle w:val=\"h\"/>"
        ),
        level(1, "bullet", "\u{f0b7}", ""),
        level(0, "decimal", "%1.", ""),
        level(1, "lowerLetter", "(%2)", ""),
    );
    let numbered = |list: u8, level: u8, text: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr>\
             </w:pPr>{}</w:p>",
            run(text)
        )
    };
    let heading = |text: &str, more: &str| {
        format!(
            "<w:p><w:pPr><w:pStyle w:val=\"h\"/>{more}</w:pPr>{}</w:p>",
            run(text)
        )
    };
    let body = heading("背景", "")
        + &numbered(2, 0, "One")
        + &numbered(2, 1, "Two")
        + &numbered(1, 1, "Three")
        + &numbered(2, 0, "Four")
        + &heading("结论", "")
        + &heading("Without", "<w:numPr><w:numId w:val=\"0\"/></w:numPr>");
    let document = read(&package(
        &body,
        &[("styles", styles), ("numbering", &numbering)],
    ))
    .unwrap();
    let found: Vec<_> = document
        .paragraphs
        .iter()
        .map(|paragraph| (paragraph.text.as_str(), paragraph.number.as_deref()))
        .collect();
    assert_eq!(
        found,
        [
            ("一、背景", Some("一、")),
            ("1. One", Some("1.")),
            ("(a) Two", Some("(a)")),
            ("• Three", None),
            ("2. Four", Some("2.")),
            ("二、结论", Some("二、")),
            ("Without", None),
        ]
    );
}

#[test]
fn notes_stand_after_the_paragraph_that_refers_to_them() {
    let note = |kind: &str, id: u8, text: &str| {
        format!(
            "<w:{kind} w:id=\"{id}\"><w:p><w:r><w:footnoteRef/><w:t> {text}</w:t></w:r></w:p></w:{kind}>"
        )
    };
    let footnotes = format!(
        "<w:footnote w:type=\"separator\" w:id=\"0\">{}</w:footnote>{}{}",
        p("line"),
        note("footnote", 1, "See A."),
        note("footnote", 2, "* See B.")
    );
    let endnotes = note("endnote", 1, "End.");
    let reference =
        |kind: &str, id: u8, more: &str| format!("<w:r><w:{kind} {more} w:id=\"{id}\"/></w:r>");
    let body = format!(
        "<w:p>{}{}{}<w:r><w:footnoteReference w:customMarkFollows=\"1\" w:id=\"2\"/><w:t>*</w:t></w:r>{}</w:p>{}",
        run("One"),
        reference("endnoteReference", 1, ""),
        run(" two"),
        reference("footnoteReference", 1, ""),
        p("Three")
    );
    assert_eq!(
        texts(&body, &[("footnotes", &footnotes), ("endnotes", &endnotes)]),
        ["One two", "i End.", "* See B.", "1 See A.", "Three"]
    );
}

#[test]
fn cells_are_read_row_by_row() {
    let cell = |properties: &str, content: &str| {
        format!("<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>")
    };
    let inner = format!(
        "<w:tbl><w:tr>{}{}</w:tr></w:tbl>",
        cell("", &p("x")),
        cell("", &p("y"))
    );
    let body = format!(
        "<w:tbl><w:tblPr/><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr></w:tbl>{}",
        cell("<w:vMerge w:val=\"restart\"/>", &(p("A") + &p("B"))),
        cell("<w:gridSpan w:val=\"2\"/>", &(p("C") + &inner + &p(""))),
        cell("<w:vMerge/>", &p("unseen")),
        cell("", &p("D")),
        p("After")
    );
    assert_eq!(texts(&body, &[]), ["A B", "C", "x", "y", "D", "After"]);
}

#[test]
fn pages_are_those_that_were_shown_last() {
    let shown = "<w:r><w:lastRenderedPageBreak/></w:r>";
    let made = "<w:r><w:br w:type=\"page\"/></w:r>";
    let body = format!(
        "{}<w:p>{made}{shown}{}{shown}{}</w:p>{}",
        p("a"),
        run("b"),
        run("c"),
        p("d")
    );
    let document = read(&package(&body, &[])).unwrap();
    let pages: Vec<_> = document.paragraphs.iter().map(|p| p.page).collect();
    assert_eq!(
        (pages, document.pages),
        (vec![Some(1), Some(2), Some(3)], Some(3))
    );
    let document = read(&package(
        &(p("a") + "<w:p>" + made + &run("b") + "</w:p>"),
        &[],
    ))
    .unwrap();
    let pages: Vec<_> = document.paragraphs.iter().map(|p| p.page).collect();
    assert_eq!((pages, document.pages), (vec![Some(1), Some(2)], None));
}

#[test]
fn damaged_and_hostile_packages_are_told_in_a_sentence() {
    let told = |bytes: &[u8]| read(bytes).unwrap_err().to_string();
    let whole = package(&p("One"), &[]);
    let truncated = told(&whole[..whole.len() / 2]);
    assert!(
        truncated.starts_with("a.docx: the archive is damaged"),
        "{truncated}"
    );
    let deep = "<w:tbl><w:tr><w:tc>".repeat(2000) + &"</w:tc></w:tr></w:tbl>".repeat(2000);
    assert!(told(&package(&deep, &[])).contains("nested deeper than 1000"));
    let entity = "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><x>&e;</x>";
    let hostile = zipped(&[
        ("[Content_Types].xml", b""),
        ("word/document.xml", entity.as_bytes()),
    ]);
    assert!(told(&hostile).starts_with("a.docx/word/document.xml: it declares a document type"));
    let empty = zipped(&[("[Content_Types].xml", b""), ("word/other.xml", b"")]);
    assert!(told(&empty).contains("there is no word/document.xml in it"));
    let broken = zipped(&[
        ("[Content_Types].xml", b""),
        ("word/document.xml", b"<a><b>"),
    ]);
    assert!(told(&broken).contains("breaks off"));
}

#[test]
fn a_bomb_stops_at_the_limit() {
    let spaces = vec![b' '; 8 << 20];
    let bomb = zipped(&[("[Content_Types].xml", b""), ("word/document.xml", &spaces)]);
    let error = read(&bomb).unwrap_err().to_string();
    assert!(error.contains("it expands to more than 4 MiB"), "{error}");
    let mut lying = zipped(&[
        ("[Content_Types].xml", b""),
        ("word/document.xml", &[b' '; 100]),
    ]);
    let places: Vec<usize> = (0..lying.len() - 4)
        .filter(|&at| lying[at..at + 4] == 100_u32.to_le_bytes())
        .collect();
    assert!(!places.is_empty());
    for at in places {
        lying[at] = 50;
    }
    let error = read(&lying).unwrap_err().to_string();
    assert!(error.contains("the archive is damaged"), "{error}");
    let options = ReadOptions {
        format: Some(Format::Docx),
        limits: Limits {
            expanded_bytes: 100,
            ..Limits::default()
        },
        ..ReadOptions::default()
    };
    let error =
        Document::read("a.docx", &package(&p(&"x".repeat(200)), &[]), &options).unwrap_err();
    assert!(error.to_string().contains("more than 100 bytes"));
}
