//! HTML: every form renders in the closed vocabulary, hostile text stays text, a template cannot fail silently, and the
//! proof accepts what the filing says and nothing else.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use bogo::error::Error;
use bogo::filing::{Body, Chart, ChartBar, ChartPoint, ChartSpan, Filing, Inline, Material};
use bogo::pack::{Assets, Pack};
use bogo::proof::{self, ProofProblem};
use bogo::render;
use bogo::{dossier, figures, filing, law};

fn pack() -> &'static Pack {
    static PACK: OnceLock<Pack> = OnceLock::new();
    PACK.get_or_init(|| Pack::load(Assets::embedded()).expect("the packaged templates load"))
}

/// The three filings of the Kakao case.
fn filings() -> &'static [Filing] {
    static FILINGS: OnceLock<Vec<Filing>> = OnceLock::new();
    FILINGS.get_or_init(|| {
        let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/kakao-2022-10-15");
        let (dossier, _) = dossier::load(&case, pack()).expect("the case loads");
        let (figures, _) = figures::compute(pack(), &dossier);
        let duties = law::duties::examine(pack(), &dossier, &figures, None);
        let material = Material { dossier: &dossier, figures: &figures, duties: &duties };
        let fill = |form: &String| {
            filing::fill(pack(), material, form, bogo::dossier::Edition::Regulator, false).expect("the form fills")
        };
        pack().forms.keys().map(fill).collect()
    })
}

fn filing_of(form: &str) -> Filing {
    filings().iter().find(|filing| filing.form == form).expect("a form of the pack").clone()
}

fn document(filing: &Filing) -> String {
    render::document(pack(), filing).unwrap_or_else(|error| panic!("{}: {error}", filing.form))
}

fn page(filing: &Filing) -> String {
    render::html(pack(), filing, &document(filing)).expect("the style sheet is sound")
}

fn problems(page: &str, filing: &Filing) -> Vec<String> {
    proof::html(page, filing).iter().map(|problem| format!("{problem:?}")).collect()
}

/// The first exact count of the summary, with its id.
fn a_number(filing: &Filing) -> (String, String) {
    let found = filing.summary.iter().flatten().find_map(|inline| match inline {
        Inline::Value { text, figure: Some(id), value_type, .. } if value_type == "count" => {
            Some((text.clone(), id.clone()))
        }
        _ => None,
    });
    found.expect("the summary counts something")
}

#[test]
fn every_form_renders_and_every_number_is_accounted_for() {
    for filing in filings() {
        let page = page(filing);
        assert_eq!(problems(&page, filing), Vec::<String>::new(), "{}", filing.form);
        assert!(page.starts_with("<!DOCTYPE html>\n<html"), "{}", &page[..80]);
        assert!(page.contains("lang=\"ko\""));
    }
}

#[test]
fn the_page_is_one_file_in_names_html_knows() {
    let known: BTreeSet<&str> = [
        "aria-label",
        "charset",
        "class",
        "colspan",
        "content",
        "d",
        "data-article",
        "data-axis",
        "data-fact",
        "data-figure",
        "data-page",
        "data-source",
        "datetime",
        "fill",
        "font-family",
        "font-size",
        "height",
        "href",
        "id",
        "lang",
        "name",
        "role",
        "rowspan",
        "scope",
        "stroke",
        "stroke-dasharray",
        "stroke-width",
        "tabindex",
        "http-equiv",
        "data-label",
        "text-anchor",
        "value",
        "viewBox",
        "width",
        "x",
        "x1",
        "x2",
        "y",
        "y1",
        "y2",
    ]
    .into();
    for filing in filings() {
        let page = page(filing);
        let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
        let tree = roxmltree::Document::parse_with_options(&page, options).expect("well-formed");
        let mut ids = BTreeSet::new();
        for node in tree.descendants().filter(roxmltree::Node::is_element) {
            for attribute in node.attributes() {
                assert!(known.contains(attribute.name()), "{} on {}", attribute.name(), node.tag_name().name());
            }
            if let Some(id) = node.attribute("id") {
                assert!(ids.insert(id.to_owned()), "{}: id {id} twice", filing.form);
            }
            let void = matches!(node.tag_name().name(), "br" | "meta" | "rect" | "line" | "path");
            let empty = !node.has_children() && page[node.range()].ends_with("/>");
            assert!(void || !empty, "`{}` closes itself, which HTML reads as an opening", node.tag_name().name());
        }
        // One script, which the policy of the page knows by its hash.
        let own = format!("<script>{}</script>", bogo::render::SCRIPT);
        assert_eq!((page.matches("<script").count(), page.matches(&own).count()), (1, 1));
        assert!(!page.contains("@import"));
        let inside = page.matches("url(data:font/woff;base64,").count();
        assert_eq!(page.matches("url(").count(), inside, "something is fetched");
        assert_eq!(page.matches("://").count(), page.matches("http://www.w3.org/").count(), "an address in the page");
    }
}

#[test]
fn notes_that_say_the_same_share_a_row_of_the_annex_and_none_is_lost() {
    let filing = filing_of("kr-incident-report");
    let page = page(&filing);
    let annex = page.split("id=\"annex\"").nth(1).and_then(|rest| rest.split("</table>").next()).expect("the annex");
    let computed: Vec<_> = filing.sources.iter().filter(|source| !source.formula.is_empty()).collect();
    let said: BTreeSet<_> =
        computed.iter().map(|note| (&note.label, &note.text, &note.formula, &note.origins)).collect();
    assert!(said.len() < computed.len());
    assert_eq!(annex.matches("<tr").count(), said.len() + 1);
    for note in computed {
        assert_eq!(annex.matches(&format!("id=\"n{}\"", note.no)).count(), 1, "{}", note.no);
    }
}

#[test]
fn a_filing_renders_to_the_same_bytes() {
    for filing in filings() {
        assert_eq!(page(filing), page(&filing.clone()));
    }
}

#[test]
fn hostile_text_is_shown_as_text() {
    let mut filing = filing_of("kr-incident-report");
    let hostile = "<script>alert(1)</script> & \"끝\" '\u{202e}51\u{0}]]> {{ title }} {% if %}\r\n둘째 줄";
    filing.subtitle = hostile.to_owned();
    filing.title = hostile.to_owned();
    filing.keywords = vec![hostile.to_owned()];
    let text = Inline::Value {
        text: hostile.to_owned(),
        value_type: "text".to_owned(),
        value: Some(hostile.to_owned()),
        state: "exact".to_owned(),
        figure: None,
        fact: Some("event.e1.\"><b>.what".to_owned()),
        source: Some(1),
    };
    filing.summary.push(vec![text]);
    for item in filing.sections.iter_mut().flat_map(|section| &mut section.items) {
        if let Body::Table { table } = &mut item.content {
            table.caption = hostile.to_owned();
            table.notes.push("<b>&amp;</b>".to_owned());
        }
    }
    for source in &mut filing.sources {
        source.label = hostile.to_owned();
        source.formula = hostile.to_owned();
    }
    let page = page(&filing);
    assert!(
        page.matches("<script").count() == 1
            && !page.contains("<b>")
            && !page.contains('\u{202e}')
            && !page.contains('\u{0}')
    );
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;끝&quot;"));
    // Its words are marked as English as those of any text are.
    let text = page.replace("<span lang=\"en\">", "").replace("</span>", "");
    assert!(text.contains("[U+202E]51[U+0000]]]&gt; {{ title }} {% if %}<br/>둘째 줄"));
}

#[test]
fn english_words_are_told_of_on_the_page_and_nowhere_else() {
    let mut filing = filing_of("kr-incident-report");
    filing.subtitle = "Google Cloud Platform 장애와 SK C&C".to_owned();
    let page = page(&filing);
    assert!(page.contains("<span lang=\"en\">Google Cloud Platform</span> 장애와 SK C&amp;C</span>"));
    let head = &page[..page.find("</head>").expect("a head")];
    assert!(head.contains(" - Google Cloud Platform 장애와 SK C&amp;C</title>"));
    assert_eq!(problems(&page, &filing), Vec::<String>::new());
}

#[test]
fn the_terms_of_a_note_stand_out_in_a_typeface_of_their_own() {
    let mut filing = filing_of("kr-incident-report");
    let plain = page(&filing).matches("@font-face").count();
    let table =
        filing.sections.iter_mut().flat_map(|section| &mut section.items).find_map(|item| match &mut item.content {
            Body::Table { table } => Some(table),
            _ => None,
        });
    table.expect("a table").notes = vec!["'자율 지원'은 3가지임. 王의 옛 이름 丟".to_owned()];
    let page = page(&filing);
    assert!(page.contains("<em>자율 지원</em>"));
    // Rare Hanja stand in the second typeface in either weight.
    let faces = page.matches("@font-face{font-family:\"Bogo Text 2\"").count();
    assert!(plain >= 3 && faces == 2, "{plain} {faces}");
    assert!(page.contains(".note em{") && page.contains("font-family:\"Noto Serif KR\""));
    assert!(problems(&page, &filing).iter().any(|problem| problem.contains("3가지임")), "a loose number is found");
}

/// The pack with one template replaced.
fn with_template(path: &str, text: &str) -> (tempfile::TempDir, Pack) {
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join(path);
    fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
    fs::write(file, text).expect("a file");
    let pack = Pack::load(Assets::with_overlay(dir.path())).expect("the rest of the pack is sound");
    (dir, pack)
}

fn refusal(template: &str) -> Error {
    let (_dir, pack) = with_template("kr/forms/kr-incident-report.html", template);
    render::document(&pack, &filing_of("kr-incident-report")).expect_err(template)
}

#[test]
fn a_template_cannot_fail_silently() {
    let page = |inside: &str| {
        format!(
            "{{% extends \"base/page.html\" %}}{{% block footer %}}<footer>{inside}</footer>{{% endblock footer %}}"
        )
    };
    for (inside, key) in [
        ("<p>{{ sectoins }}</p>", "template-broken"),
        ("{% if sectoins %}<p>있음</p>{% endif %}", "template-broken"),
        ("<p>{{ title | safe }}</p>", "template-broken"),
        ("<p>{{ title | default(value=\"-\") }}</p>", "template-broken"),
        ("{{ drawing(no=99) }}", "template-broken"),
        ("{% for section in sections %}<p>{{ section.lable }}</p>{% endfor %}", "template-broken"),
        ("<blink>번쩍</blink>", "document-broken"),
        ("<p class=\"fancy\">글</p>", "document-broken"),
        ("<li>하나</li>", "document-broken"),
        ("<p>닫지 않음", "document-broken"),
    ] {
        assert_eq!(refusal(&page(inside)).key, key, "{inside}");
    }
}

#[test]
fn a_style_sheet_with_markup_or_an_unknown_colour_is_refused() {
    for css in ["p::before{content:\"</style><p>\"}", "a{color:var(--no-such-colour)}"] {
        let (_dir, pack) = with_template("base/screen.css", css);
        let filing = filing_of("executive-summary");
        assert_eq!(render::html(&pack, &filing, &document(&filing)).expect_err(css).key, "pack-broken");
    }
}

#[test]
fn an_unknown_value_is_said_in_words() {
    let mut filing = filing_of("kr-incident-report");
    let pending = Inline::Value {
        text: "파악 중".to_owned(),
        value_type: "text".to_owned(),
        value: None,
        state: "pending".to_owned(),
        figure: None,
        fact: Some("outage.cause".to_owned()),
        source: None,
    };
    filing.summary.push(vec![pending]);
    let missing = &mut filing.sections[0].items[0];
    (missing.content, missing.state) = (Body::None, filing::ItemState::Missing);
    let page = page(&filing);
    assert!(page.contains("<span data-fact=\"outage.cause\" class=\"pending\">파악 중</span>"));
    assert!(page.contains("확인되지 않음"));
    assert_eq!(problems(&page, &filing), Vec::<String>::new());
}

#[test]
fn a_draft_says_so() {
    let mut filing = filing_of("executive-summary");
    assert!(!page(&filing).contains("초안"));
    filing.draft = true;
    assert!(page(&filing).contains("초안"));
}

#[test]
fn the_proof_finds_what_the_filing_does_not_say() {
    let filing = filing_of("kr-relief-report");
    let good = page(&filing);
    let (number, id) = a_number(&filing);
    let element = format!("data-figure=\"{id}\">{number}<");
    assert!(good.contains(&element), "{element}");
    let after_main =
        |inside: &str| good.replacen("<main id=\"main\">", &format!("<main id=\"main\"><p>{inside}</p>"), 1);
    let cases: Vec<(String, fn(&ProofProblem) -> bool)> = vec![
        (after_main("모두 3건"), |p| matches!(p, ProofProblem::LooseNumber { .. })),
        (after_main("모두 ③건"), |p| matches!(p, ProofProblem::LooseNumber { .. })),
        (after_main("<data value=\"3\" data-figure=\"claims.nobody\">3건</data>"), |p| {
            matches!(p, ProofProblem::UnknownId { .. })
        }),
        (good.replace(&element, &format!("data-figure=\"{id}\">7건<")), |p| {
            matches!(p, ProofProblem::Different { .. })
        }),
        (after_main("<cite data-article=\"x\">전기통신사업법 제999조</cite>"), |p| {
            matches!(p, ProofProblem::Unaccounted { .. })
        }),
        (after_main("<span class=\"mark\">105,116건</span>"), |p| matches!(p, ProofProblem::Unaccounted { .. })),
        (after_main("<span data-source=\"1\">98,765건</span>"), |p| matches!(p, ProofProblem::Unaccounted { .. })),
        (after_main("<a href=\"#s99999\">여기</a>"), |p| matches!(p, ProofProblem::DeadLink { .. })),
        (after_main("<a href=\"https://example.com\">여기</a>"), |p| matches!(p, ProofProblem::Outside { .. })),
        (good.replace("</body>", "<script></script></body>"), |p| matches!(p, ProofProblem::Outside { .. })),
        (good.replace("class=\"origin\"", "class=\"strong\""), |p| matches!(p, ProofProblem::NoOrigin { .. })),
        (good.replace("  <span", "<span").replace("1부.", "2부."), |p| matches!(p, ProofProblem::Unaccounted { .. })),
        (good.replace("</main>", ""), |p| matches!(p, ProofProblem::NotWellFormed { .. })),
    ];
    for (position, (page, expected)) in cases.iter().enumerate() {
        let found = proof::html(page, &filing);
        assert!(found.iter().any(expected), "case {position}: {found:?}");
    }
}

#[test]
fn the_proof_finds_an_id_with_two_values_and_one_without_a_note() {
    let filing = filing_of("kr-relief-report");
    let (number, id) = a_number(&filing);
    let value = |text: &str, value: &str, id: &str| Inline::Value {
        text: text.to_owned(),
        value_type: "count".to_owned(),
        value: Some(value.to_owned()),
        state: "exact".to_owned(),
        figure: Some(id.to_owned()),
        fact: None,
        source: None,
    };
    let mut twice = filing.clone();
    twice.summary.push(vec![value("7건", "7", &id)]);
    let found = proof::html(&page(&twice), &twice);
    assert!(found.iter().any(|problem| matches!(problem, ProofProblem::Contradiction { .. })), "{number}: {found:?}");
    let mut unnoted = filing.clone();
    unnoted.summary.push(vec![value("7건", "7", "nobody.counted")]);
    let found = proof::html(&page(&unnoted), &unnoted);
    assert!(found.iter().any(|problem| matches!(problem, ProofProblem::NoSource { .. })), "{found:?}");
}

#[test]
fn a_number_in_a_table_note_or_a_caption_is_found() {
    let mut filing = filing_of("kr-relief-report");
    let items = filing.sections.iter_mut().flat_map(|section| &mut section.items);
    let table = items.into_iter().find_map(|item| match &mut item.content {
        Body::Table { table } => Some(table),
        _ => None,
    });
    table.expect("the report has a table").notes.push("3건은 제외".to_owned());
    assert_eq!(problems(&page(&filing), &filing), [r#"LooseNumber { text: "3건은 제외" }"#]);
}

/// A filing whose only item is a chart of the given data.
fn with_chart(chart: Chart) -> Filing {
    let mut filing = filing_of("executive-summary");
    let mut section = filing.sections.remove(0);
    section.items.truncate(1);
    section.items[0].content = Body::Chart { chart };
    filing.sections = vec![section];
    filing
}

#[test]
fn charts_draw_certainty_apart_and_prove_their_numbers() {
    let figure = Some(a_number(&filing_of("executive-summary")).1);
    let span = |label: &str, sure: i64, latest: i64| ChartSpan {
        label: label.to_owned(),
        from: 0,
        sure: sure * 3_600,
        latest: latest * 3_600,
        text: format!("{sure}시간 ~ {latest}시간"),
        figure: figure.clone(),
    };
    let filing = with_chart(Chart::Spans {
        marks: Vec::new(),
        title: "서비스별 중단".to_owned(),
        alt: "막대 그림. 톡 1 10시간 ~ 20시간, <길고 긴 이름의 서비스> & 그 밖의 모든 부가 기능 5시간 ~ 5시간"
            .to_owned(),
        spans: vec![span("톡 1", 10, 20), span("<길고 긴 이름의 서비스> & 그 밖의 모든 부가 기능", 5, 5)],
        ticks: vec![(0, "15:30".to_owned()), (30_600, "10. 16.".to_owned())],
    });
    let page = page(&filing);
    let svg = &page[page.find("<svg").expect("a drawing")..page.find("</svg>").expect("a drawing")];
    assert_eq!(svg.matches("stroke-dasharray").count(), 2, "one in the legend, one for the uncertain part: {svg}");
    assert!(svg.contains("&lt;길고 긴") && svg.contains("<title>서비스별 중단</title>"));
    assert_eq!(problems(&page, &filing), Vec::<String>::new());
    let lying = page.replace("톡 1 10시간 ~ 20시간", "톡 1 10시간 ~ 21시간");
    assert!(!problems(&lying, &filing).is_empty(), "the text alternative is proven too");
}

#[test]
fn a_character_of_a_chart_that_no_typeface_holds_is_refused_and_a_draft_prints_its_number() {
    let figure = Some(a_number(&filing_of("executive-summary")).1);
    let bar = |label: &str, value: u32| ChartBar {
        label: label.to_owned(),
        value: value.into(),
        text: format!("{value}건"),
        figure: figure.clone(),
    };
    let bars = vec![bar("현금 \u{1f525}", 3), bar("쿠폰", 2)];
    let mut filing = with_chart(Chart::Bars { title: "형태".to_owned(), alt: "그림.".to_owned(), bars });
    let make = |filing: &Filing| render::pdf(pack(), filing, &document(filing), &[], None);
    assert_eq!(make(&filing).expect_err("a blank would be printed").key, "character-not-printable");
    filing.draft = true;
    let reading = proof::pdf::read(&make(&filing).expect("a draft")).expect("it can be read back");
    let drawn: Vec<&str> =
        reading.words.iter().filter(|word| word.drawing == Some(0)).map(|word| word.text.as_str()).collect();
    assert_eq!(drawn, ["현금", "[U+1F525]", "3건", "쿠폰", "2건"]);
}

#[test]
fn points_stand_by_the_calendar_and_crowded_ones_become_bars() {
    let point = |day: u32, value: u32| ChartPoint {
        date: format!("2022-10-{day:02}"),
        label: format!("2022. 10. {day}."),
        value: value.into(),
        text: format!("{value}건"),
        figure: Some("claims.by_day".to_owned()),
    };
    let chart =
        |points: Vec<ChartPoint>| Chart::Points { title: "추이".to_owned(), alt: "그림.".to_owned(), points };
    let few = document(&with_chart(chart(vec![point(1, 3), point(11, 6), point(31, 9)])));
    // 560 units for 30 days: the second point stands a third of the way.
    assert!(few.contains("M60.0 ") && few.contains("L246.7 ") && few.contains("L620.0 "), "{few}");
    let many = document(&with_chart(chart((1..=20).map(|day| point(day, day)).collect())));
    // Once for a wide window, once for a narrow one.
    assert_eq!(many.matches("<rect").count(), 40);
}

#[test]
fn a_chart_of_one_bar_is_a_line_of_text() {
    let (_, id) = a_number(&filing_of("executive-summary"));
    let bar = ChartBar { label: "현금".to_owned(), value: 205.into(), text: "205건".to_owned(), figure: Some(id) };
    let filing = with_chart(Chart::Bars { title: "형태".to_owned(), alt: "그림.".to_owned(), bars: vec![bar] });
    let page = page(&filing);
    assert!(!page.contains("<svg") && page.contains("205건"));
    assert_eq!(problems(&page, &filing), Vec::<String>::new());
}

#[test]
fn the_pdf_of_every_form_can_be_made_from_its_document() {
    for filing in filings() {
        let bytes = render::pdf(pack(), filing, &document(filing), &[], None)
            .unwrap_or_else(|error| panic!("{}: {error}", filing.form));
        assert!(bytes.starts_with(b"%PDF-"));
    }
}
