//! Many documents at once: folders, patterns, archives, failures, folders of
//! outputs.

use std::fs;
use std::io::Write;
use std::path::Path;

use super::{Workplace, rows};

const TEXT: &str = "安全理事会呼吁各国打击恐怖主义，加强边境管制。\n";

/// A folder of documents of several formats, with files that are none.
fn folder() -> Workplace {
    let place = Workplace::new();
    for folder in ["in", "in/b", "in/b/.git", "in/.hidden"] {
        fs::create_dir(place.path(folder)).unwrap();
    }
    place.write("in/z.txt", TEXT);
    place.write("in/b/a.html", format!("<h1>决定</h1><p>{TEXT}</p>"));
    place.write("in/b/c.md", format!("# 决定\n\n{TEXT}"));
    place.write("in/b/table.csv", "text\na\n");
    place.write("in/b/map.png", b"\x89PNG\r\n");
    place.write("in/b/.git/x.txt", TEXT);
    place.write("in/.hidden/y.txt", TEXT);
    place.write("in/.DS_Store", "x");
    place
}

/// The documents of a CSV table, in their order.
fn documents(csv: &str) -> Vec<String> {
    let mut names: Vec<String> = rows(csv)
        .into_iter()
        .skip(1)
        .map(|row| row[0].clone())
        .collect();
    names.dedup();
    names
}

/// What a run that succeeds prints on standard output and standard error.
fn both(place: &Workplace, arguments: &str) -> (String, String) {
    let assert = place.thematic(arguments).assert().success();
    let output = assert.get_output();
    (
        String::from_utf8(output.stdout.clone()).unwrap(),
        String::from_utf8(output.stderr.clone()).unwrap(),
    )
}

fn zip(path: &Path, members: &[(&str, &[u8])]) {
    let mut archive = zip::ZipWriter::new(fs::File::create(path).unwrap());
    for (name, bytes) in members {
        let options = zip::write::SimpleFileOptions::default();
        archive.start_file(*name, options).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap();
}

#[test]
fn a_folder_is_read_sorted_without_hidden_files_and_other_kinds() {
    let place = folder();
    let (csv, notes) = both(&place, "tag in --format csv");
    assert_eq!(documents(&csv), ["in/b/a.html", "in/b/c.md", "in/z.txt"]);
    assert_eq!(
        notes,
        "note: passed over 2 files that are no documents (a picture: 1, a table: 1)\n"
    );
    let (csv, _) = both(&place, "tag . --format csv --exclude b");
    assert_eq!(documents(&csv), ["in/z.txt"]);
    let (csv, _) = both(
        &place,
        "tag in --format csv --include *.md --include b/*.html",
    );
    assert_eq!(documents(&csv), ["in/b/a.html", "in/b/c.md"]);
    let (csv, _) = both(&place, "tag in --format csv --exclude b/**/*.md");
    assert_eq!(documents(&csv), ["in/b/a.html", "in/z.txt"]);
}

#[test]
fn a_pattern_names_files_and_one_that_matches_nothing_is_an_error() {
    let place = folder();
    let (csv, _) = both(&place, "tag in/**/*.{md,txt} --format csv");
    assert_eq!(documents(&csv), ["in/b/c.md", "in/z.txt"]);
    place.refused("tag in/*.pdf", "in/*.pdf: no file matches this pattern", 1);
    place.refused("tag in/[ --format csv", "the pattern is", 2);
    place.write("odd[1].txt", TEXT);
    let (csv, _) = both(&place, "tag odd[1].txt --format csv");
    assert_eq!(documents(&csv), ["odd[1].txt"]);
}

#[test]
fn a_folder_without_documents_says_what_is_in_it() {
    let place = Workplace::new();
    fs::create_dir(place.path("in")).unwrap();
    place.write("in/t.csv", "text\na\n");
    place.refused(
        "tag in",
        "in: there is no document, only 1 file that is no document (a table: 1)",
        1,
    );
}

#[test]
fn tables_of_a_folder_are_read_where_tables_are_asked_for() {
    let place = folder();
    let (csv, _) = both(&place, "tag in --input-format csv");
    assert_eq!(rows(&csv)[1][0], "a");
    let (csv, _) = both(&place, "tag in/b/*.csv");
    assert_eq!(rows(&csv).len(), 2);
}

#[test]
fn archives_and_messages_give_their_members() {
    let place = Workplace::new();
    zip(
        &place.path("a.zip"),
        &[
            ("one.txt", TEXT.as_bytes()),
            ("sub/two.html", b"<p>Text of a page.</p>"),
            ("map.png", b"\x89PNG"),
        ],
    );
    place.write(
        "m.eml",
        "From: a@example.org\r\nSubject: Border posts\r\nContent-Type: text/plain\r\n\r\n\
         The posts are open.\r\n",
    );
    let (csv, notes) = both(&place, "tag a.zip m.eml --format csv");
    assert_eq!(
        documents(&csv),
        ["a.zip/one.txt", "a.zip/sub/two.html", "m.eml"]
    );
    assert!(
        notes.contains("passed over 1 file that is no document (a picture: 1) in archives"),
        "{notes}"
    );
}

#[test]
fn of_standard_input_the_content_tells_the_format_unless_one_is_asked_for() {
    let place = Workplace::new();
    let page = "<!DOCTYPE html><title>t</title><h1>Decision</h1><p>Text of a page.</p>";
    let texts = |arguments: &str| -> Vec<String> {
        let assert = place
            .thematic(arguments)
            .write_stdin(page)
            .assert()
            .success();
        let csv = String::from_utf8(assert.get_output().stdout.clone()).unwrap();
        rows(&csv)
            .into_iter()
            .skip(1)
            .map(|row| row[16].clone())
            .collect()
    };
    assert_eq!(texts("tag - --format csv"), ["Decision", "Text of a page."]);
    assert!(texts("tag --format csv --input-format text")[0].contains("<h1>"));
}

#[test]
fn documents_that_fail_are_listed_at_the_end_and_the_others_are_done() {
    let place = folder();
    place.write("in/b/bad.txt", b"a\0b\n");
    place.write("in/old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old");
    let assert = place.thematic("tag in --output t.csv").assert().code(1);
    let error = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
    let lines: Vec<&str> = error.lines().skip(1).collect();
    assert_eq!(lines[0], "thematic: 2 of 5 documents failed:");
    assert!(
        lines[1].starts_with("  in/b/bad.txt, line 1: there is a NUL byte"),
        "{error}"
    );
    assert!(lines[2].starts_with("  in/old.doc: "), "{error}");
    assert_eq!(lines.len(), 3);
    let written = place.read("t.csv");
    assert_eq!(
        documents(&written),
        ["in/b/a.html", "in/b/c.md", "in/z.txt"]
    );
    assert_eq!(place.files(), ["in", "t.csv"]);
}

#[test]
fn when_all_documents_fail_nothing_is_written() {
    let place = Workplace::new();
    place.write("a.txt", b"a\0b\n");
    place.write("b.txt", b"a\0b\n");
    for arguments in [
        "tag a.txt b.txt none.txt --output t.csv",
        "tag a.txt b.txt none.txt",
        "tag a.txt b.txt none.txt --format html",
        "split a.txt b.txt none.txt",
    ] {
        let error = place.failure(arguments, 1);
        assert!(
            error.starts_with("thematic: 3 of 3 documents failed, and nothing was written:\n"),
            "{error}"
        );
        assert_eq!(place.files(), ["a.txt", "b.txt"]);
    }
}

#[test]
fn the_result_is_the_same_whatever_the_number_of_threads() {
    let place = Workplace::new();
    fs::create_dir(place.path("in")).unwrap();
    for number in 0..200 {
        let text = format!("第{number}次会议审议边境管制。\n").repeat(number % 7 + 1);
        place.write(&format!("in/{number:03}.txt"), text);
    }
    let one = place.output("tag in --format csv --threads 1");
    assert_eq!(place.output("tag in --format csv --threads 2"), one);
    place.output("tag in --output t.csv --threads 2");
    assert_eq!(place.read("t.csv"), one);
    assert_eq!(documents(&one).len(), 200);
}

#[test]
fn what_a_command_writes_it_does_not_read() {
    let place = folder();
    for _ in 0..2 {
        place.output("tag in --output-dir in/out --format markdown");
        place.output("tag . --output all.md --exclude out");
    }
    let markdown = place.read("all.md");
    assert_eq!(markdown.matches("# in/").count(), 3, "{markdown}");
    let mut names: Vec<String> = fs::read_dir(place.path("in/out"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, [".thematic-run", "b", "z.txt.md"]);
}

#[test]
fn a_folder_of_outputs_has_a_file_for_each_document_at_its_own_path() {
    let place = folder();
    zip(
        &place.path("in/k.zip"),
        &[
            ("../../up.txt", TEXT.as_bytes()),
            ("d/e.txt", TEXT.as_bytes()),
        ],
    );
    place.output("tag in --output-dir out/deep --format csv");
    for name in [
        "b/a.html.csv",
        "b/c.md.csv",
        "z.txt.csv",
        "k.zip/d/e.txt.csv",
    ] {
        let written = place.read(&format!("out/deep/{name}"));
        assert!(written.starts_with("document,symbol,"), "{name}");
        assert!(rows(&written).len() > 1);
    }
    assert_eq!(place.files(), ["in", "out"]);
    assert!(!place.path("up.txt.csv").exists() && !place.path("out/up.txt.csv").exists());
}

#[test]
fn outputs_of_the_same_name_are_told_apart() {
    let place = Workplace::new();
    for folder in ["a", "b"] {
        fs::create_dir(place.path(folder)).unwrap();
        place.write(&format!("{folder}/s.txt"), format!("{folder}\n"));
    }
    place.output("split a b a/s.txt --output-dir out --format text");
    assert_eq!(place.read("out/s.txt.txt"), "a\n");
    assert_eq!(place.read("out/s.txt-2.txt"), "b\n");
    let names = fs::read_dir(place.path("out")).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    // The hidden file says with which options the outputs were made.
    assert_eq!(names.filter(|name| !name.starts_with('.')).count(), 2);
}

#[test]
fn what_is_read_is_not_written_over() {
    let place = Workplace::new();
    fs::create_dir(place.path("in")).unwrap();
    place.write("in/s.txt", "Text.\n");
    place.refused(
        "tag in --output in/s.txt --format csv",
        "the output is in/s.txt, but must be a file that is not one of the documents to be read",
        2,
    );
    place.refused(
        "tag in --output-dir in --format csv",
        "the folder of outputs is in, but must be another than the folder of inputs",
        2,
    );
    assert_eq!(place.read("in/s.txt"), "Text.\n");
    place.refused(
        "tag in --output t.docx",
        "the ending of the output is \"docx\"",
        2,
    );
    place.refused(
        "tag in --output t.html --bom",
        "--bom is given with another format",
        2,
    );
    place.refused(
        "tag in --output none/t.csv",
        "cannot write none/t.csv: there is no folder none; create it first",
        1,
    );
}

#[test]
fn outputs_of_other_options_are_not_gone_on_with() {
    let place = Workplace::new();
    fs::create_dir(place.path("in")).unwrap();
    place.write("in/s.txt", "安全理事会谴责恐怖主义。\n");
    place.output("tag in --output-dir out --format csv --only kind=title");
    place.refused(
        "tag in --output-dir out --format csv --resume",
        "out/.thematic-run: the choice of paragraphs of the interrupted run was \"kind=title\", \
         not \"\"",
        1,
    );
    place.output("tag in --output-dir out --format csv --only kind=title --resume");
}

#[cfg(unix)]
#[test]
fn a_link_in_the_folder_of_outputs_does_not_lead_out_of_it() {
    let place = folder();
    fs::create_dir(place.path("out")).unwrap();
    fs::create_dir(place.path("elsewhere")).unwrap();
    std::os::unix::fs::symlink(place.path("elsewhere"), place.path("out/b")).unwrap();
    let error = place.failure("tag in --output-dir out --format csv", 1);
    assert!(error.contains("a link leads out of the folder"), "{error}");
    assert_eq!(fs::read_dir(place.path("elsewhere")).unwrap().count(), 0);
}

#[test]
fn options_that_contradict_each_other_are_refused() {
    let place = folder();
    place.failure("tag in --output t.csv --output-dir out", 2);
    place.refused("tag in --resume", "--resume is given without an output", 2);
    place.refused(
        "tag in/b/table.csv --only kind=title",
        "--only is given for a table",
        2,
    );
    place.refused(
        "tag in/b/table.csv --format html",
        "the format is html or markdown for a table",
        2,
    );
    place.refused(
        "tag in/z.txt in/b/table.csv",
        "the list of inputs is tables",
        2,
    );
    place.refused("tag in --languages xx", "a language is \"xx\"", 2);
    place.refused("tag in --only topic=terorism", "the condition is", 2);
    place.refused("split in --only topic=terrorism", "the condition is", 2);
}

#[test]
fn languages_are_told_and_those_the_model_has_not_learned_are_counted() {
    let place = Workplace::new();
    place.write(
        "s.txt",
        "Совет Безопасности вновь подтверждает свою поддержку.\n\n\
         Der Sicherheitsrat bekräftigt seine Unterstützung für den politischen Prozess.\n",
    );
    let languages = |arguments: &str| -> (Vec<String>, String) {
        let (csv, notes) = both(&place, arguments);
        let rows = rows(&csv).into_iter().skip(1);
        (rows.map(|row| row[13].clone()).collect(), notes)
    };
    let (found, notes) = languages("tag s.txt --format csv --languages ru,de");
    assert_eq!(found, ["ru", "de"]);
    assert!(
        notes.contains("2 paragraphs are in languages that the model was not trained on (German: 1, Russian: 1)"),
        "{notes}"
    );
    let (found, _) = languages("tag s.txt --format csv --languages all");
    assert_eq!(found, ["ru", "de"]);
}
