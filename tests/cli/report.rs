//! `thematic evaluate --format html`, and the page in a browser.

use std::path::Path;
use std::time::Duration;

use assert_cmd::Command;

use super::Workplace;

/// A page on rows of which some are decided wrongly, with Chinese in it.
fn page() -> Workplace {
    let place = Workplace::new();
    place.write_rows("rows.csv", 60);
    place.output("train rows.csv --output m.safetensors --quiet");
    place.write(
        "test.csv",
        "id,text,topics\n1,海关人员在边境哨所巡逻,border\n2,难民返回家园,refugees\n\
         3,会议开始 <script>console.log(1)</script> &amp;,border\n4,难民得到安置,\n",
    );
    place.output("evaluate test.csv --model m.safetensors --output report.html");
    place
}

#[test]
fn the_name_of_the_output_chooses_the_page() {
    let place = page();
    let html = place.read("report.html");
    assert!(html.starts_with("<!DOCTYPE html>"));
    for expected in [
        "thematic evaluate test.csv --model m.safetensors --output report.html",
        "by the model's thresholds",
        "Wrongly given",
        "Missed",
        "<mark class=\"for-",
        "Trained on       60 rows",
    ] {
        assert!(html.contains(expected), "{expected}");
    }
    assert!(!html.contains("<script>"));
    let page = scraper::Html::parse_document(&html);
    let quoted = scraper::Selector::parse(".quoted").unwrap();
    let texts: Vec<String> = page
        .select(&quoted)
        .map(|text| text.text().collect::<String>().replace(['⟦', '⟧'], ""))
        .collect();
    let hostile = "会议开始 <script>console.log(1)</script> &amp;";
    assert!(texts.contains(&hostile.to_owned()), "{texts:?}");
    assert!(place.files().contains(&"report.html".to_owned()));
}

#[test]
fn the_page_is_the_same_for_any_number_of_threads() {
    let place = page();
    let with = |threads: &str| {
        let arguments = "evaluate test.csv --model m.safetensors --format html";
        let mut command = place.thematic(arguments);
        let assert = command.env("RAYON_NUM_THREADS", threads).assert().success();
        assert.get_output().stdout.clone()
    };
    let one = with("1");
    assert!(one.len() > 10_000);
    assert_eq!(one, with("3"));
}

#[test]
fn the_command_is_quoted_for_a_shell() {
    let place = page();
    place.write("a b's.csv", place.read("test.csv"));
    let mut command = place.thematic("evaluate --model m.safetensors --format html");
    let assert = command.arg("a b's.csv").assert().success();
    let html = String::from_utf8(assert.get_output().stdout.clone()).unwrap();
    assert!(
        html.contains(
            "thematic evaluate --model m.safetensors --format html &quot;a b's.csv&quot;"
        )
    );
}

/// A browser, where the machine has one.
fn browser() -> Option<&'static str> {
    ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find(|name| {
            let version = std::process::Command::new(name).arg("--version").output();
            version.is_ok_and(|output| output.status.success())
        })
}

/// What the browser says on standard error, and the page that it made of a file.
fn load(browser: &str, place: &Workplace, file: &Path, options: &[&str]) -> (String, String) {
    let mut command = Command::new(browser);
    command
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
        ])
        .args(["--enable-logging=stderr", "--v=0"])
        .arg(format!(
            "--user-data-dir={}",
            place.path("profile").display()
        ))
        .args(options)
        .arg(format!("file://{}", file.display()))
        .timeout(Duration::from_mins(2));
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    (
        String::from_utf8_lossy(&output.stderr).into_owned(),
        String::from_utf8_lossy(&output.stdout).into_owned(),
    )
}

#[test]
fn a_browser_shows_the_page_without_a_word_on_its_console() {
    let Some(browser) = browser() else {
        eprintln!("skipped: there is no chromium, chromium-browser or google-chrome");
        return;
    };
    let place = page();
    let (said, document) = load(browser, &place, &place.path("report.html"), &["--dump-dom"]);
    assert!(!said.contains("CONSOLE"), "{said}");
    assert!(document.contains("id=\"model-card\""));
    for scheme in ["0", "1"] {
        let picture = place.path(&format!("{scheme}.png"));
        let options = [
            format!("--blink-settings=preferredColorScheme={scheme}"),
            "--window-size=1280,3000".to_owned(),
            format!("--screenshot={}", picture.display()),
        ];
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        let (said, _) = load(browser, &place, &place.path("report.html"), &options);
        assert!(!said.contains("CONSOLE"), "{said}");
        let bytes = std::fs::read(picture).unwrap();
        assert!(bytes.starts_with(b"\x89PNG") && bytes.len() > 20_000);
    }
    let dark = std::fs::read(place.path("0.png")).unwrap();
    assert_ne!(dark, std::fs::read(place.path("1.png")).unwrap());
    // A browser that hides its console would prove nothing.
    let loud = place
        .read("report.html")
        .replace("<h1>", "<script>1</script><h1>");
    place.write("loud.html", loud);
    let (said, _) = load(browser, &place, &place.path("loud.html"), &["--dump-dom"]);
    assert!(said.contains("CONSOLE"), "{said}");
}
