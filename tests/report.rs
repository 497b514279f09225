//! The page that the library makes: what is in it, and what is not.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

use std::collections::HashSet;

use ndarray::{Array2, array};
use proptest::prelude::*;
use scraper::{Html, Selector};
use thematic::corpus::{Corpus, CorpusReader, LabelledParagraph};
use thematic::cross_validation::{LearningPoint, Spread};
use thematic::evaluation::{Bootstrap, Evaluation, Intervals, Predictions, Tally};
use thematic::linear::thresholds::CurvePoint;
use thematic::report::{ErrorExample, Highlight, Report, Section, Table, TopicThreshold};
use thematic::{Error, Paragraph, TopicId, TopicSet, Topics};

const HOSTILE: &str = "<script>alert(1)</script> & \"border\" </title><img src=x onerror=y>";

struct Case {
    corpus: Corpus,
    predictions: Predictions,
    evaluation: Evaluation,
    intervals: Intervals,
    bootstrap: Bootstrap,
    errors: Vec<ErrorExample>,
    learning: Vec<LearningPoint>,
    extra: Vec<Section>,
    curve: Vec<CurvePoint>,
}

impl Case {
    /// Micro: 3 right, 4 given, 5 wanted; the last topic has no row.
    fn new() -> Self {
        let csv = format!(
            "id,text,topics\nr&1,{},a<b>&;边境\nr2,海关人员在边境巡逻,边境\n\
             r3,\"难民, refugees\",refugees;a<b>&\nr4,会议开始,\n",
            format_args!("\"{}\"", HOSTILE.replace('"', "\"\""))
        );
        let topics = Topics::from_ids(["a<b>&", "边境", "refugees", "nothing"]).unwrap();
        let reader = CorpusReader {
            topics: Some(topics),
            ..CorpusReader::default()
        };
        let corpus = reader.read_from("rows.csv", csv.as_bytes()).unwrap();
        let predictions = Predictions {
            given: array![
                [true, true, false, false],
                [false, true, false, false],
                [false, false, false, true],
                [false, false, false, false],
            ],
            probabilities: array![
                [0.9, 0.8, 0.1, 0.0],
                [0.3, 0.7, 0.1, 0.1],
                [0.2, 0.1, 0.4, 0.6],
                [0.1, 0.1, 0.1, 0.1],
            ],
        };
        let wanted = corpus.targets();
        let (given, probabilities) = (predictions.given.view(), predictions.probabilities.view());
        let evaluation =
            Evaluation::new(corpus.topics(), wanted.view(), given, probabilities).unwrap();
        let bootstrap = Bootstrap {
            replicates: 50,
            ..Bootstrap::default()
        };
        let tally = Tally::new(wanted.view(), given, probabilities).unwrap();
        Self {
            intervals: bootstrap.intervals(&tally, None).unwrap(),
            errors: vec![
                error(2, 3, false, "难民, refugees"),
                error(0, 0, true, HOSTILE),
            ],
            learning: vec![point(100, 0.5), point(50, 0.3)],
            extra: vec![Section {
                title: "Rows that are alike <b>".to_owned(),
                paragraph: "Two rows & more".to_owned(),
                table: Table {
                    caption: "Pairs".to_owned(),
                    header: vec!["row".to_owned(), "like".to_owned()],
                    rows: vec![vec!["<i>1</i>".to_owned(), "2".to_owned()]],
                },
            }],
            curve: vec![CurvePoint {
                threshold: 0.5,
                precision: 0.85,
                recall: 0.7,
            }],
            corpus,
            predictions,
            evaluation,
            bootstrap,
        }
    }

    fn html(&self) -> String {
        let thresholds = [0.5, 0.5, 0.5, f32::INFINITY].map(|threshold| TopicThreshold {
            threshold,
            curve: &self.curve,
        });
        Report {
            title: "Figures of <model> & rows",
            command: "thematic evaluate 'a b.csv' --format html",
            facts: &[("Model".to_owned(), "<m>.safetensors".to_owned())],
            corpus: &self.corpus,
            predictions: &self.predictions,
            evaluation: &self.evaluation,
            intervals: Some((&self.bootstrap, &self.intervals)),
            thresholds: &thresholds,
            learning_curve: Some(&self.learning),
            errors: &self.errors,
            extra: &self.extra,
            model_card: Some("# A card\n\n<script>1 & 2</script>"),
        }
        .html()
        .unwrap()
    }
}

fn error(row: usize, topic: usize, wanted: bool, text: &str) -> ErrorExample {
    ErrorExample {
        row,
        topic: TopicId::from_column(topic),
        wanted,
        probability: 0.6,
        text: text.to_owned(),
        highlights: vec![Highlight {
            range: 0..6,
            contribution: 0.4,
            strength: 3,
        }],
        best_clause: 0..text.len(),
        contributions: Vec::new(),
    }
}

fn point(rows: usize, f1: f64) -> LearningPoint {
    let spread = |mean: f64| Spread {
        mean,
        deviation: 0.1,
        lowest: mean - 0.1,
        highest: mean + 0.1,
    };
    LearningPoint {
        rows,
        share: rows as f64 / 100.0,
        micro_f1: spread(f1 + 0.1),
        macro_f1: spread(f1),
    }
}

fn select<'h>(page: &'h Html, selector: &str) -> Vec<scraper::ElementRef<'h>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

fn texts(page: &Html, selector: &str) -> Vec<String> {
    select(page, selector)
        .iter()
        .map(|element| element.text().collect::<String>().trim().to_owned())
        .collect()
}

#[test]
fn nothing_is_loaded_and_nothing_runs() {
    let html = Case::new().html();
    let page = Html::parse_document(&html);
    for forbidden in ["script", "img", "link", "iframe", "object", "base", "image"] {
        assert!(select(&page, forbidden).is_empty(), "{forbidden}");
    }
    for attribute in ["src", "srcset", "style", "onclick", "onerror", "xlink:href"] {
        let selector = format!("[{}]", attribute.replace(':', "\\:"));
        assert!(select(&page, &selector).is_empty(), "{attribute}");
    }
    let ids: Vec<&str> = select(&page, "[id]")
        .iter()
        .filter_map(|element| element.value().id())
        .collect();
    let unique: HashSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len(), "an identifier stands twice");
    for link in select(&page, "[href]") {
        let target = link.attr("href").unwrap().strip_prefix('#').unwrap();
        assert!(unique.contains(target), "{target}");
    }
    let style = texts(&page, "style").concat();
    assert!(!style.contains("url(") && !style.contains("@import"));
    let policy = select(&page, "meta[http-equiv=Content-Security-Policy]");
    assert!(
        policy[0]
            .attr("content")
            .unwrap()
            .contains("default-src 'none'")
    );
}

#[test]
fn texts_are_shown_as_they_are() {
    let html = Case::new().html();
    let page = Html::parse_document(&html);
    assert_eq!(texts(&page, "h1"), ["Figures of <model> & rows"]);
    assert_eq!(texts(&page, "title"), ["Figures of <model> & rows"]);
    let quoted = texts(&page, ".quoted");
    assert!(quoted.contains(&HOSTILE.to_owned()), "{quoted:?}");
    assert_eq!(
        texts(&page, "pre.card"),
        ["# A card\n\n<script>1 & 2</script>"]
    );
    assert_eq!(
        texts(&page, "pre.command"),
        ["thematic evaluate 'a b.csv' --format html"]
    );
    assert!(texts(&page, "#extra-1 th").contains(&"<i>1</i>".to_owned()));
    assert!(texts(&page, "#topics svg text").contains(&"a<b>&".to_owned()));
    let chinese = texts(&page, "[lang=zh]");
    for text in ["边境", "难民, refugees"] {
        assert!(chinese.contains(&text.to_owned()), "{text} in {chinese:?}");
    }
}

#[test]
fn every_topic_is_in_the_table_with_its_figures() {
    let page = Html::parse_document(&Case::new().html());
    let topics = texts(&page, "#topic-table tbody th");
    assert_eq!(topics[..4], ["a<b>&", "边境", "refugees", "nothing"]);
    let cells = texts(&page, "#topic-table tbody tr:nth-child(1) td");
    // One of two rows was found, and nothing wrong was given.
    assert_eq!(cells[..2], ["2", "1"]);
    assert!(cells[2].starts_with("1.000 (") && cells[3].starts_with("0.500 ("));
    assert!(cells[4].starts_with("0.667 ("), "{cells:?}");
    // Nobody has the last topic.
    let cells = texts(&page, "#topic-table tbody tr:nth-child(4) td");
    assert_eq!(cells[..2], ["0", "1"]);
    assert_eq!(cells[3..6], ["–", "–", "–"]);
}

#[test]
fn figures_are_those_of_the_counts() {
    let page = Html::parse_document(&Case::new().html());
    let names = texts(&page, ".tiles dt");
    let values = texts(&page, ".tiles .value");
    let value = |name: &str| {
        let place = names.iter().position(|n| n.starts_with(name)).unwrap();
        values[place].clone()
    };
    // 3 right of 4 given and 5 wanted; rows 1, 2 and 4 are exact.
    assert_eq!(value("Micro-F1"), "0.667");
    assert_eq!(value("Subset accuracy"), "0.750");
    assert_eq!(value("Rows"), "4");
    let missed = texts(&page, "#confusion table:first-of-type tbody tr");
    assert!(
        missed.iter().any(|row| row.contains("nothing\u{a0}(1)")),
        "{missed:?}"
    );
}

#[test]
fn sections_and_headings_are_in_order() {
    let page = Html::parse_document(&Case::new().html());
    let sections: Vec<&str> = select(&page, "section")
        .iter()
        .filter_map(|section| section.value().id())
        .collect();
    let expected = [
        "figures",
        "measured",
        "topics",
        "topic-table",
        "curves",
        "reliability",
        "support",
        "together",
        "confusion",
        "thresholds",
        "learning",
        "errors",
        "extra-1",
        "model-card",
    ];
    assert_eq!(sections, expected);
    assert_eq!(select(&page, "nav a").len(), expected.len());
    let mut level = 0;
    for heading in select(&page, "h1, h2, h3, h4, h5, h6") {
        let next: usize = heading.value().name()[1..].parse().unwrap();
        assert!(next <= level + 1, "h{next} stands below h{level}");
        level = next;
    }
}

#[test]
fn pictures_and_tables_can_be_read_aloud() {
    let page = Html::parse_document(&Case::new().html());
    let pictures = select(&page, "svg");
    assert!(pictures.len() >= 8, "{}", pictures.len());
    for picture in pictures {
        assert_eq!(picture.attr("role"), Some("img"));
        assert!(
            picture
                .attr("aria-label")
                .is_some_and(|label| label.len() > 10)
        );
    }
    let captions = select(&page, "table > caption");
    assert_eq!(captions.len(), select(&page, "table").len());
    for header in select(&page, "th") {
        assert!(matches!(header.attr("scope"), Some("col" | "row")));
    }
    assert_eq!(select(&page, "html[lang=en]").len(), 1);
    assert_eq!(select(&page, "a.skip[href='#content']").len(), 1);
    for region in select(&page, "[role=region]") {
        assert!(region.attr("tabindex") == Some("0") && region.attr("aria-label").is_some());
    }
}

#[test]
fn the_same_figures_give_the_same_bytes() {
    let page = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        pool.build().unwrap().install(|| Case::new().html())
    };
    assert_eq!(page(1), page(3));
}

#[test]
fn what_does_not_belong_together_is_refused() {
    let refused = |change: fn(&mut Case)| {
        let mut case = Case::new();
        change(&mut case);
        let report = Report {
            title: "",
            command: "",
            facts: &[],
            corpus: &case.corpus,
            predictions: &case.predictions,
            evaluation: &case.evaluation,
            intervals: Some((&case.bootstrap, &case.intervals)),
            thresholds: &[],
            learning_curve: None,
            errors: &case.errors,
            extra: &[],
            model_card: None,
        };
        matches!(report.html(), Err(Error::Parameter { .. }))
    };
    assert!(!refused(|_| {}));
    assert!(refused(
        |case| case.predictions.given = Array2::default((3, 4))
    ));
    assert!(refused(|case| case.evaluation.topics.truncate(2)));
    assert!(refused(|case| case.intervals.topics.truncate(2)));
    assert!(refused(|case| case.errors[0].row = 4));
    assert!(refused(|case| case.errors[0].highlights[0].range = 0..1));
    assert!(refused(|case| case.errors[0].best_clause = 0..999));
}

/// A corpus of `n_topics` topics whose rows have the topics that are marked.
fn corpus(n_topics: usize, wanted: &Array2<bool>) -> Corpus {
    let topics = Topics::from_ids((0..n_topics).map(|topic| format!("topic {topic}"))).unwrap();
    let rows = wanted.rows().into_iter().map(|row| LabelledParagraph {
        paragraph: Paragraph::new("text"),
        topics: (row.iter().enumerate())
            .filter(|(_, has)| **has)
            .map(|(topic, _)| TopicId::from_column(topic))
            .collect::<TopicSet>(),
        group: None,
    });
    Corpus::new(topics, rows.collect()).unwrap()
}

fn plain(wanted: &Array2<bool>, given: Array2<bool>, probabilities: Array2<f32>) -> String {
    let corpus = corpus(wanted.ncols(), wanted);
    let (view, predictions) = (
        wanted.view(),
        Predictions {
            given,
            probabilities,
        },
    );
    let evaluation = Evaluation::new(
        corpus.topics(),
        view,
        predictions.given.view(),
        predictions.probabilities.view(),
    );
    Report {
        title: "Any",
        command: "thematic",
        facts: &[],
        corpus: &corpus,
        predictions: &predictions,
        evaluation: &evaluation.unwrap(),
        intervals: None,
        thresholds: &[],
        learning_curve: None,
        errors: &[],
        extra: &[],
        model_card: None,
    }
    .html()
    .unwrap()
}

#[test]
fn many_topics_make_no_endless_page() {
    let n_topics = 600;
    let wanted = Array2::from_shape_fn((1200, n_topics), |(row, topic)| {
        row % n_topics == topic || (row * 7) % n_topics == topic
    });
    let html = plain(&wanted, wanted.clone(), wanted.mapv(f32::from));
    assert!(html.len() < 3_000_000, "{}", html.len());
    let page = Html::parse_document(&html);
    assert_eq!(texts(&page, "#topic-table tbody th").len(), n_topics);
    assert!(texts(&page, "#topics figcaption")[0].contains("450 topics"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn there_is_a_page_for_whatever_figures(
        n_topics in 0usize..6,
        cells in proptest::collection::vec(
            (any::<bool>(), any::<bool>(), prop_oneof![0.0f32..=1.0, Just(1e30), Just(-1e30)]),
            6..60,
        ),
    ) {
        let shape = (cells.len() / 6, n_topics);
        let cell = |(row, topic): (usize, usize)| cells[row * 6 + topic];
        let html = plain(
            &Array2::from_shape_fn(shape, |at| cell(at).0),
            Array2::from_shape_fn(shape, |at| cell(at).1),
            Array2::from_shape_fn(shape, |at| cell(at).2),
        );
        let page = Html::parse_document(&html);
        prop_assert_eq!(texts(&page, "#topic-table tbody th").len(), n_topics);
        prop_assert!(!html.contains("NaN") && !html.contains("inf"));
    }
}
