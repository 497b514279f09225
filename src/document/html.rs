//! Web pages: the text of their content, without what belongs to the site.

mod charset;
mod content;
mod notes;
mod parse;
mod tables;
mod walk;

use super::extract::Extract;
use super::outline::Outline;
use super::reading::ReadOptions;
use crate::error::Result;

/// Reads a page.
pub(super) fn read(name: &str, bytes: &[u8], options: &ReadOptions) -> Result<Extract> {
    options.limits.check_text(name, bytes.len())?;
    let text = charset::decode(bytes, options.encoding);
    read_text(name, &text, options)
}

/// Reads a page that is text already, such as the body of a message.
pub(super) fn read_text(name: &str, text: &str, options: &ReadOptions) -> Result<Extract> {
    let page = parse::parse(name, text, &options.limits)?;
    Ok(walk::outline(&page.tree).finish(content::title(&page.tree)))
}

/// Adds the blocks of a page, or a part of one, to `outline`.
pub(super) fn append(
    outline: &mut Outline,
    name: &str,
    text: &str,
    options: &ReadOptions,
) -> Result<()> {
    let page = parse::parse(name, text, &options.limits)?;
    outline.append(walk::outline(&page.tree));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::Document;
    use super::super::format::Format;
    use super::super::limits::Limits;
    use super::*;

    fn read_page(page: &str) -> Document {
        let options = ReadOptions {
            format: Some(Format::Html),
            ..ReadOptions::default()
        };
        Document::read("page.html", page.as_bytes(), &options).unwrap()
    }

    fn texts(page: &str) -> Vec<String> {
        read_page(page).texts().map(str::to_owned).collect()
    }

    #[test]
    fn the_site_around_the_content_is_left_out() {
        let page = "<head><title>Site | Statement</title><style>p {}</style></head><body>\
            <header><h1>Site</h1></header><nav><ul><li>Home</ul></nav>\
            <main><h1>Statement</h1><p>One <b>and</b>\n two.<p hidden>Three.<aside>Four</aside>\
            <p style='display: none'>Five<script>6</script></main><footer>Seven</footer>";
        assert_eq!(texts(page), ["Statement", "One and two."]);
        let bare = "<title>Title</title><header>Head</header><p>One.</p>Two.<footer>Foot</footer>";
        assert_eq!(texts(bare), ["Title", "Head", "One.", "Two.", "Foot"]);
    }

    #[test]
    fn lists_are_numbered_as_a_browser_does() {
        let page = "<ol start=3><li>one<li value=7>two<ul><li>three<li>(a) four</ul><li>five</ol>\
            <ol type=i reversed><li>six<li>seven</ol><ul style='list-style:none'><li>eight</ul>\
            <ol style='list-style-type: simp-chinese-informal'><li>九</ol>";
        assert_eq!(
            texts(page),
            [
                "3. one",
                "7. two",
                "• three",
                "(a) four",
                "8. five",
                "ii. six",
                "i. seven",
                "eight",
                "一、九"
            ]
        );
        assert_eq!(read_page(page).paragraphs[1].number.as_deref(), Some("7."));
    }

    #[test]
    fn cells_of_data_are_paragraphs_and_tables_of_layout_are_not() {
        let data = "<table><caption>Table</caption><tr><th>A<th>B<br>C<tr><td><p>1<p>2<td></table>";
        assert_eq!(texts(data), ["Table", "A", "B C", "1 2"]);
        let layout =
            "<table><tr><td>Menu<td><h2>Head</h2><p>One<table><tr><td>a<td>b</table></table>";
        assert_eq!(texts(layout), ["Menu", "Head", "One", "a", "b"]);
    }

    #[test]
    fn references_to_notes_are_left_out_and_notes_have_their_mark() {
        let page = "<p>Water<sup><a href='#n1'>1</a></sup> is H<sub>2</sub>O, the 2<sup>nd</sup>\
            <a href='#n2'><sup>[2]</sup></a>.<section class=footnotes><ol>\
            <li id=n1><p>See the report. <a href='#r1'>↩</a></p></ol></section>\
            <div class=footnote><a href='#r2'><sup>[2]</sup></a> Ibid.</div>";
        assert_eq!(
            texts(page),
            ["Water is H2O, the 2nd.", "1 See the report.", "2 Ibid."]
        );
    }

    #[test]
    fn two_line_breaks_part_paragraphs_and_one_does_not() {
        assert_eq!(texts("<p>One<br>two<br> <br/>three"), ["One two", "three"]);
        assert_eq!(texts("<pre>One.\n\nTwo.\n</pre>"), ["One.", "Two."]);
        assert_eq!(texts("<p>He said <q>yes</q>."), ["He said “yes”."]);
    }

    #[test]
    fn pages_nested_without_end_are_given_up() {
        let told = |page: String| {
            let options = ReadOptions::default();
            let error = read("deep.html", page.as_bytes(), &options).err();
            error.map(|error| error.to_string()).unwrap_or_default()
        };
        assert!(told("<div>".repeat(100_000)).starts_with("deep.html: its elements are nested"));
        let fonts: Vec<String> = (0..900).map(|n| format!("<font size={n}>")).collect();
        let fonts = fonts.concat();
        assert!(told(format!("<p>{fonts}{}", "<p>x".repeat(5000))).contains("multiplies them"));
        let late = ReadOptions {
            limits: Limits {
                seconds: 0,
                ..Limits::default()
            },
            ..ReadOptions::default()
        };
        assert!(read("a", b"<p>x", &late).is_err());
    }
}
