//! The PDF engine, driven from outside: one realistic filing, held against validators, readers and itself.

#![allow(clippy::unwrap_used, reason = "a test fails where it unwraps")]

use bogo::render::document::Vocabulary;
use bogo::render::pdf::{Attachment, FontFiles, PdfOptions, PdfOutput, Relation, RenderError, pdf};
use bogo::render::scene::{Anchor, Outline, Scene, SceneText, Shape, Stroke, TextRole};
use bogo::render::theme::{Colour, Theme};
use page_validation::{ValidationOptions, ValidationProfile, validate_pdf_bytes};

use crate::support::tags;

static FONTS: [FontFiles; 2] = [
    FontFiles::inside(
        include_bytes!("../../templates/fonts/PretendardGOV-Regular.ttf"),
        include_bytes!("../../templates/fonts/PretendardGOV-Bold.ttf"),
    ),
    FontFiles::inside(
        include_bytes!("../../templates/fonts/NotoSerifKR-Regular.ttf"),
        include_bytes!("../../templates/fonts/NotoSerifKR-Bold.ttf"),
    ),
];

/// A filing in hand-written markup, around a drawing.
fn sample() -> String {
    include_str!("../documents/sample.xhtml").replace("{drawing}", &drawing().svg())
}

/// One of everything that a drawing holds.
fn drawing() -> Scene {
    let stroke = Stroke { colour: Colour(0x1c, 0x58, 0x9c), width: 8 };
    let text = |x: i64, anchor: Anchor, text: &str| {
        let (size, fill, role) = (12, Colour(0x1e, 0x21, 0x24), TextRole::Words);
        Shape::Text(SceneText { x, y: 1000, anchor, size, fill, text: text.to_owned(), role })
    };
    let rect = |x: i64, outline: Option<Outline>| {
        let fill = Colour(0xec, 0xf2, 0xfe);
        Shape::Rect { x, y: 50, width: 200, height: 300, fill, outline }
    };
    Scene {
        width: 640,
        height: 220,
        title: "접수".to_owned(),
        description: "막대와 점".to_owned(),
        shapes: vec![
            rect(100, None),
            rect(400, Some(Outline { stroke, dashes: (3, 2) })),
            Shape::Line { from: (0, 1800), to: (6400, 1800), stroke },
            Shape::Polyline { points: vec![(0, 0), (300, 900), (600, 450)], stroke },
            Shape::Dot { x: 300, y: 900, radius: 35, fill: stroke.colour },
            text(0, Anchor::Start, "10. 19. < 10. 20. & 그 밖"),
            text(3200, Anchor::Middle, "42,111건"),
            text(6400, Anchor::End, "龍山 접수 → 닫힘"),
        ],
    }
}

fn options() -> PdfOptions {
    let date = "2023-01-06T10:00:00+09:00".to_owned();
    PdfOptions { date, drawings: vec![drawing()], ..PdfOptions::default() }
}

fn render(document: &str, options: &PdfOptions) -> Result<PdfOutput, RenderError> {
    let theme = Theme::parse(include_str!("../../templates/theme.toml")).unwrap();
    let vocabulary = Vocabulary::parse(include_str!("../../templates/base/vocabulary.toml")).unwrap();
    pdf(document, &theme, &vocabulary, &FONTS, options)
}

/// A document around blocks.
fn page(body: &str) -> String {
    format!("<html><head><title>시험</title></head><body>{body}</body></html>")
}

/// Text of every page as a reader extracts it, white space collapsed.
fn text(bytes: &[u8]) -> String {
    let document = lopdf::Document::load_mem(bytes).unwrap();
    let pages: Vec<u32> = document.get_pages().keys().copied().collect();
    document.extract_text(&pages).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// For eyes and outside validators: `BOGO_PDF_OUT=DIR cargo test --test pdf_engine`.
fn leave(name: &str, bytes: &[u8]) {
    if let Ok(folder) = std::env::var("BOGO_PDF_OUT") {
        std::fs::write(format!("{folder}/{name}.pdf"), bytes).unwrap();
    }
}

fn assert_conformant(bytes: &[u8]) {
    for profile in [ValidationProfile::PdfUa1, ValidationProfile::PdfA3a] {
        let report = validate_pdf_bytes(bytes, &ValidationOptions::default().profile(profile)).unwrap();
        assert!(report.is_compliant, "{profile:?}: {:#?}", report.failures);
    }
}

#[test]
fn the_sample_conforms_and_is_the_same_twice() {
    let first = render(&sample(), &options()).unwrap();
    assert_eq!(first.missing, []);
    assert!(first.pages >= 5);
    assert_eq!(first.bytes, render(&sample(), &options()).unwrap().bytes);
    leave("sample", &first.bytes);
    assert_conformant(&first.bytes);
}

#[test]
fn a_draft_with_its_data_inside_conforms() {
    let attachment = Attachment {
        name: "보고.json".to_owned(),
        media_type: "application/json".to_owned(),
        description: "보고서의 자료".to_owned(),
        relation: Relation::Data,
        bytes: b"{\"version\":1}".to_vec(),
    };
    let options = PdfOptions { draft: Some("초안".to_owned()), attachments: vec![attachment], ..options() };
    let output = render(&sample(), &options).unwrap();
    leave("draft", &output.bytes);
    assert_conformant(&output.bytes);
}

#[test]
fn the_smallest_document_conforms() {
    let output = render(&page("<h1>장애 결과 보고</h1>"), &options()).unwrap();
    assert_eq!(output.pages, 1);
    assert_conformant(&output.bytes);
}

#[test]
fn every_kind_of_block_conforms() {
    let body = "<header><h1>제목</h1></header><nav><h2>차례</h2><ol><li>개요</li></ol></nav>\
        <section><h2><span class=\"mark\">1.</span> 개요</h2><h3>가</h3><h4>1)</h4><p>글 <em>강조</em> <a href=\"#x\">연결</a> <cite>법 제33조</cite></p>\
        <figure>{drawing}\
        <figcaption>그림 1</figcaption><table><tbody><tr><th scope=\"row\">합계</th><td><p>10</p><ul><li>가</li></ul></td></tr></tbody></table></figure>\
        <div class=\"box\">상자 글<ul><li><span class=\"mark\">○</span> 항목<div>속글</div></li></ul></div></section>\
        <footer><p class=\"sender\">보낸 이</p></footer>";
    let output = render(&page(&body.replace("{drawing}", &drawing().svg())), &options()).unwrap();
    leave("kinds", &output.bytes);
    assert_conformant(&output.bytes);
}

#[test]
fn text_is_extracted_as_korean_with_its_spaces() {
    let body = "<section><p>전기통신사업법 제33조 제2항에 따라 105,116건을 ㆍ · 보고합니다.</p></section>";
    let text = text(&render(&page(body), &options()).unwrap().bytes);
    assert_eq!(text, "전기통신사업법 제33조 제2항에 따라 105,116건을 ㆍ · 보고합니다.");
}

#[test]
fn what_is_written_in_a_drawing_is_text_and_in_its_place() {
    let body = format!("<section><figure>{}</figure></section>", drawing().svg());
    let bytes = render(&page(&body), &options()).unwrap().bytes;
    assert_eq!(text(&bytes), "10. 19. < 10. 20. & 그 밖 42,111건 龍山 접수 → 닫힘");
    let root = tags::read(&bytes).root;
    let figures = root.named("Figure");
    assert_eq!(figures[0].line(), "10. 19. < 10. 20. & 그 밖 42,111건 龍山 접수 → 닫힘");
    assert_eq!(figures[0].alt.as_deref(), Some("접수. 막대와 점"));
    assert!(figures[0].bounds.is_some());
    // Where the scene puts it: left edge, middle and right edge of 170 mm, all on one baseline.
    let places = places(&bytes);
    let wide = 170.0 / 25.4 * 72.0;
    let left = places[0].0;
    assert!(places[1].0 > left + wide * 0.4 && places[1].0 < left + wide * 0.5, "{places:?}");
    assert!(places[2].0 > left + wide * 0.7 && places[2].0 < left + wide, "{places:?}");
    assert!(places.iter().all(|place| (place.1 - places[0].1).abs() < 0.01), "{places:?}");
}

/// Where the pieces of text of a page begin: points from the lower left corner.
fn places(bytes: &[u8]) -> Vec<(f32, f32)> {
    let document = lopdf::Document::load_mem(bytes).unwrap();
    let page = *document.get_pages().values().next().unwrap();
    let content = lopdf::content::Content::decode(&document.get_page_content(page)).unwrap();
    let matrices = content.operations.iter().filter(|operation| operation.operator == "Tm");
    matrices.map(|one| (one.operands[4].as_float().unwrap(), one.operands[5].as_float().unwrap())).collect()
}

#[test]
fn a_character_without_a_glyph_is_reported_and_the_text_stays() {
    let output = render(&page("<section><p>처리 상태 \u{1f525} 표시 \u{1f525}</p></section>"), &options()).unwrap();
    assert_eq!(output.missing.len(), 1);
    assert_eq!(output.missing[0].character, '\u{1f525}');
    assert_eq!(output.missing[0].around, "처리 상태 \u{1f525} 표시 \u{1f525}");
    assert_conformant(&output.bytes);
}

#[test]
fn every_character_of_the_korean_standard_prints_but_four() {
    // KS X 1001: rows and cells 21 to 7E, in EUC-KR with the high bit set.
    let cells = (0xa1..=0xfd).flat_map(|row| (0xa1..=0xfe).map(move |cell| [row, cell]));
    let characters: Vec<String> = cells
        .filter_map(|bytes| {
            let text = encoding_rs::EUC_KR.decode_without_bom_handling_and_without_replacement(&bytes)?;
            // CP949 fills what the standard leaves free with rare syllables and characters of its own.
            let own = text.chars().all(|one| !('\u{e000}'..='\u{f8ff}').contains(&one));
            own.then(|| text.into_owned())
        })
        .collect();
    assert!(characters.len() > 8_200, "{}", characters.len());
    let text = characters.join(" ").replace('&', "&amp;").replace('<', "&lt;");
    // Numbers of pages are in regular type.
    for (weight, typefaces) in [("span", 2), ("strong", 3)] {
        let body = format!("<section><p><{weight}>{text}</{weight}></p></section>");
        let output = render(&page(&body), &options()).unwrap();
        let mut missing: String = output.missing.iter().map(|missing| missing.character).collect();
        missing.retain(|character| !matches!(character, '\u{ad}'));
        assert_eq!(missing, "≒◈⅔ŉ");
        let file = lopdf::Document::load_mem(&output.bytes).unwrap();
        let fonts = file.get_page_fonts(file.get_pages()[&1]).unwrap();
        assert_eq!(fonts.len(), typefaces, "both typefaces in the weight of the text");
        assert_conformant(&output.bytes);
    }
}

#[test]
fn a_note_sets_its_terms_in_another_typeface() {
    let body = "<section><p>글 <em>강조</em></p><p class=\"note\"><span class=\"mark\">※</span> <em>자율 지원</em>은 똠방 喆</p></section>";
    let output = render(&page(body), &options()).unwrap();
    assert_conformant(&output.bytes);
    let file = lopdf::Document::load_mem(&output.bytes).unwrap();
    let fonts = file.get_page_fonts(file.get_pages()[&1]).unwrap();
    let names: Vec<String> = fonts
        .values()
        .map(|font| {
            String::from_utf8_lossy(font.get(b"BaseFont").and_then(lopdf::Object::as_name).unwrap()).into_owned()
        })
        .map(|name| name.split_once('+').unwrap().1.to_owned())
        .collect();
    assert_eq!(names, ["PretendardGOV-Regular", "PretendardGOV-Bold", "NotoSerifKR-Regular"]);
}

#[test]
fn a_cluster_of_glyphs_says_its_text_as_a_whole() {
    // A letter and a mark above it for which there is no glyph of their own.
    let output = render(&page("<section><p>기호 q\u{301} 뒤</p></section>"), &options()).unwrap();
    assert_conformant(&output.bytes);
    let file = tags::read(&output.bytes);
    assert_eq!(file.root.line(), "기호 q\u{301} 뒤");
}

#[test]
fn another_language_a_note_and_spans_are_told_of() {
    let body = "<section><p>이용 <span lang=\"en\">Service Level Agreement</span> 조항</p><p lang=\"en\">English</p>\
        <p class=\"note\"><span class=\"mark\">※</span> 참고</p>\
        <table><thead><tr><th colspan=\"2\">구분</th></tr></thead><tbody><tr><td rowspan=\"2\">가</td><td>1</td></tr><tr><td>2</td></tr></tbody></table></section>";
    let output = render(&page(body), &options()).unwrap();
    assert_conformant(&output.bytes);
    let file = tags::read(&output.bytes);
    let foreign: Vec<_> = ["Span", "P"]
        .iter()
        .flat_map(|name| file.root.named(name))
        .filter(|tag| tag.lang.as_deref() == Some("en"))
        .map(tags::Tag::line)
        .collect();
    assert_eq!(foreign, ["Service Level Agreement", "English"]);
    let [note] = file.root.named("Note")[..] else { panic!("one note") };
    assert_eq!(
        note.kids.iter().map(|kid| (kid.name.as_str(), kid.line())).collect::<Vec<_>>(),
        [("Lbl", "※".to_owned()), ("P", "참고".to_owned())]
    );
    let spans = |name: &str| file.root.named(name).iter().map(|cell| (cell.columns, cell.rows)).collect::<Vec<_>>();
    assert_eq!((spans("TH"), spans("TD")), (vec![(2, 1)], vec![(1, 2), (1, 1), (1, 1)]));
}

#[test]
fn a_tower_of_elements_is_refused_not_climbed() {
    let tower = |height: usize| format!("{}{}", "<div>".repeat(height), "</div>".repeat(height));
    let error = render(&page(&tower(49)), &options()).unwrap_err().to_string();
    assert!(error.contains("48 deep"), "{error}");
}

#[test]
fn errors_say_where() {
    let error = render(&page("<p>가</p><blink/>"), &options()).unwrap_err();
    assert_eq!(error.to_string(), "line 1: element `blink` is not in the vocabulary");
    let error = render(&page("<h1>가</h1><section><h3>나</h3></section>"), &options()).unwrap_err();
    assert_eq!(error.to_string(), "line 1: `h3` follows `h1`: a level of headings is missing");
    let error = render(&sample(), &PdfOptions { date: "어제".to_owned(), ..options() }).unwrap_err();
    assert_eq!(error.to_string(), "`어제` is not a date in RFC 3339 form");
    let foreign = "<section><figure><svg><title>x</title></svg></figure></section>";
    assert!(matches!(render(&page(foreign), &options()), Err(RenderError::Drawing { line: 1 })));
    let empty = Scene { title: "x".to_owned(), ..Scene::default() };
    let body = format!("<section><figure>{}</figure></section>", empty.svg());
    let options = PdfOptions { drawings: vec![empty], ..options() };
    assert!(matches!(render(&page(&body), &options), Err(RenderError::Drawing { line: 1 })));
}
