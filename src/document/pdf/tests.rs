//! Small files written by hand, read as a whole.

use std::fmt::Write;
use std::io::Read;

use super::*;

/// A file with the objects given, numbered from 1; the first is the catalog.
fn file(objects: &[String]) -> Vec<u8> {
    let mut text = "%PDF-1.7\n".to_owned();
    for (at, object) in objects.iter().enumerate() {
        write!(text, "{} 0 obj\n{object}\nendobj\n", at + 1).unwrap();
    }
    text.push_str("trailer\n<</Root 1 0 R>>\n%%EOF\n");
    text.into_bytes()
}

fn stream(entries: &str, content: &str) -> String {
    format!(
        "<<{entries}/Length {}>>stream\n{content}\nendstream",
        content.len()
    )
}

/// A file with one page for each content; `/F` is Helvetica.
fn pages(contents: &[&str]) -> Vec<u8> {
    let kids: String = (0..contents.len()).fold(String::new(), |kids, at| {
        format!("{kids} {} 0 R", 4 + 2 * at)
    });
    let mut objects = vec![
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        format!(
            "<</Type/Pages/Count {}/Kids[{kids}]/MediaBox[0 0 600 800]\
             /Resources<</Font<</F 3 0 R>>>>>>",
            contents.len()
        ),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned(),
    ];
    for (at, content) in contents.iter().enumerate() {
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/Contents {} 0 R>>",
            5 + 2 * at
        ));
        objects.push(stream("", content));
    }
    file(&objects)
}

fn texts(bytes: &[u8]) -> Vec<String> {
    let extract = read("a.pdf", bytes, &Limits::default()).unwrap();
    extract.lines.into_iter().map(|line| line.text).collect()
}

fn problem(bytes: &[u8]) -> String {
    let limits = Limits {
        pages: 3,
        expanded_bytes: 100_000,
        ..Limits::default()
    };
    read("a.pdf", bytes, &limits).unwrap_err().to_string()
}

#[test]
fn every_way_to_show_text_is_followed() {
    let content = "BT /F 10 Tf 12 TL 100 700 Td (one) Tj T* (two) ' 0 0 (three) \" \
                   [(fo) -20 (ur) -600 (five)] TJ ET \
                   BT /F 10 Tf 1 0 0 1 100 600 Tm (six) Tj 0 -14 TD (seven) Tj T* (eight) Tj ET";
    assert_eq!(
        texts(&pages(&[content])),
        ["one", "two", "threefour five", "six", "seven", "eight"]
    );
}

#[test]
fn text_that_is_invisible_oblique_or_off_the_page_is_left_out() {
    let content = "BT /F 10 Tf 100 700 Td (seen) Tj ET \
                   BT /F 10 Tf 3 Tr 100 600 Td (invisible) Tj 0 Tr ET \
                   BT /F 40 Tf .7 .7 -.7 .7 200 300 Tm (DRAFT) Tj ET \
                   BT /F 10 Tf 100 -50 Td (below) Tj ET \
                   BT /F 10 Tf 0 1 -1 0 50 300 Tm (aside) Tj ET";
    assert_eq!(texts(&pages(&[content])), ["seen"]);
}

#[test]
fn invisible_text_alone_is_what_a_scan_says() {
    let content = "BT /F 10 Tf 3 Tr 100 600 Td (recognised) Tj ET";
    assert_eq!(texts(&pages(&[content])), ["recognised"]);
}

#[test]
fn text_printed_twice_to_look_bold_is_read_once() {
    let content = "BT /F 10 Tf 100 700 Td (bold) Tj .3 0 Td (bold) Tj ET";
    assert_eq!(texts(&pages(&[content])), ["bold"]);
}

#[test]
fn a_page_turned_by_its_text_is_read_upright() {
    let content = "BT /F 10 Tf 0 1 -1 0 100 100 Tm (first line) Tj ET \
                   BT /F 10 Tf 0 1 -1 0 112 100 Tm (second line) Tj ET";
    assert_eq!(texts(&pages(&[content])), ["first line", "second line"]);
}

#[test]
fn the_text_that_a_file_has_in_the_place_of_glyphs_is_taken() {
    let content =
        "BT /F 10 Tf 100 700 Td (e) Tj /Span<</ActualText(ff)>>BDC (#) Tj EMC (ort) Tj ET";
    assert_eq!(texts(&pages(&[content])), ["effort"]);
}

#[test]
fn forms_are_drawn_where_they_are_placed_and_those_that_draw_themselves_end() {
    let form = "/Type/XObject/Subtype/Form/Matrix[1 0 0 1 0 -100]\
                /Resources<</Font<</F 3 0 R>>/XObject<</X 6 0 R>>>>";
    let bytes = file(&[
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Count 1/Kids[4 0 R]/MediaBox[0 0 600 800]>>".to_owned(),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/Contents 5 0 R/Resources<</XObject<</X 6 0 R>>>>>>".to_owned(),
        stream("", "q 1 0 0 1 0 100 cm /X Do Q"),
        stream(form, "BT /F 10 Tf 100 700 Td (in a form) Tj ET /X Do"),
    ]);
    let read = texts(&bytes);
    assert_eq!(read.first().map(String::as_str), Some("in a form"));
    assert!(read.len() <= limits::DEEPEST_FORM + 1);
}

#[test]
fn pages_without_text_are_listed() {
    let drawn = "100 100 m 500 100 l S";
    let text = "BT /F 10 Tf 100 700 Td (text) Tj ET";
    let extract = read(
        "a.pdf",
        &pages(&[text, drawn, "", text]),
        &Limits::default(),
    )
    .unwrap();
    assert_eq!(extract.pages, Some(4));
    assert_eq!(extract.pages_without_text, [2]);
    assert_eq!(
        problem(&pages(&[drawn, drawn])),
        "a.pdf: scanned: 2 pages without text; read it with a text-recognition program first"
    );
    assert!(problem(&pages(&[""])).contains("blank (1 page)"));
}

#[test]
fn what_is_beyond_a_limit_is_refused_in_a_sentence() {
    assert!(problem(&pages(&["", "", "", ""])).contains("has 4 pages, but at most 3 are read"));
    let mut packed = Vec::new();
    flate2::read::ZlibEncoder::new(vec![b' '; 100_001].as_slice(), flate2::Compression::best())
        .read_to_end(&mut packed)
        .unwrap();
    let mut bytes = pages(&[]);
    let page = "1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n\
                2 0 obj\n<</Type/Pages/Count 1/Kids[4 0 R]/MediaBox[0 0 9 9]>>\nendobj\n\
                4 0 obj\n<</Type/Page/Parent 2 0 R/Contents 5 0 R>>\nendobj\n\
                5 0 obj\n<</Filter/FlateDecode/Length ";
    bytes.truncate("%PDF-1.7\n".len());
    bytes.extend(format!("{page}{}>>stream\n", packed.len()).bytes());
    bytes.extend(&packed);
    bytes.extend(b"\nendstream\nendobj\ntrailer\n<</Root 1 0 R>>\n");
    assert!(problem(&bytes).contains("when decompressed"));
}

#[test]
fn cut_off_files_give_what_is_left_or_an_error() {
    let whole = pages(&["BT /F 10 Tf 100 700 Td (left over) Tj ET"]);
    for length in 0..whole.len() {
        let cut = whole.get(..length).unwrap();
        if let Ok(extract) = read("a.pdf", cut, &Limits::default()) {
            assert!(extract.text.contains("left") || extract.text.len() < 10);
        }
    }
    assert!(problem(b"%PDF-1.7\nnothing").contains("no page of this PDF file can be read"));
}
