//! The document as HWPX: what real programs lose or refuse is not in it, and nothing of its text is lost.

#![allow(clippy::unwrap_used, reason = "a test fails where it unwraps")]

use std::collections::BTreeMap;
use std::fmt::Write as _;

use bogo::render::document::Vocabulary;
use bogo::render::hwpx::{HwpxOptions, Line, Reading, check, hwpx, is_hwpx, read};
use bogo::render::pdf::{Attachment, FontFiles, PdfOptions, PdfOutput, Relation, pdf};
use bogo::render::scene::{Anchor, Scene, SceneText, Shape, TextRole};
use bogo::render::theme::{Colour, Theme};

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
const DATE: &str = "2023-01-06T10:00:00+09:00";

/// A filing in hand-written markup, around a drawing.
fn sample() -> String {
    include_str!("../documents/sample.xhtml").replace("{drawing}", &drawing().svg())
}

fn drawing() -> Scene {
    let (fill, role) = (Colour(0x1e, 0x21, 0x24), TextRole::Words);
    let text = |x: i64, anchor: Anchor, text: &str| {
        Shape::Text(SceneText { x, y: 1000, anchor, size: 12, fill, text: text.to_owned(), role: role.clone() })
    };
    Scene {
        width: 640,
        height: 220,
        title: "접수".to_owned(),
        description: "막대 둘".to_owned(),
        shapes: vec![
            Shape::Rect { x: 100, y: 50, width: 200, height: 300, fill, outline: None },
            text(0, Anchor::Start, "10. 19. < 10. 20. & 그 밖"),
            text(3200, Anchor::Middle, "42,111건"),
        ],
    }
}

fn theme() -> Theme {
    Theme::parse(include_str!("../../templates/theme.toml")).unwrap()
}

fn vocabulary() -> Vocabulary {
    Vocabulary::parse(include_str!("../../templates/base/vocabulary.toml")).unwrap()
}

fn laid(document: &str) -> PdfOutput {
    let options = PdfOptions { date: DATE.to_owned(), drawings: vec![drawing()], ..PdfOptions::default() };
    pdf(document, &theme(), &vocabulary(), &FONTS, &options).unwrap()
}

fn options() -> HwpxOptions {
    let data = Attachment {
        name: "sample.json".to_owned(),
        media_type: "application/json".to_owned(),
        description: String::new(),
        relation: Relation::Data,
        bytes: b"{}".to_vec(),
    };
    HwpxOptions { date: DATE.to_owned(), draft: None, attachments: vec![data] }
}

fn made(document: &str) -> Vec<u8> {
    hwpx(document, &theme(), &vocabulary(), &laid(document), &options()).unwrap()
}

/// The sample with contents, links and a footnote as well: everything that a document can have.
pub(crate) fn whole() -> Vec<u8> {
    let nav = "<nav class=\"contents\"><h2>차례</h2><ol><li><a href=\"#c-1\">1. 장애 개요</a></li></ol></nav><main>";
    let note = "<p class=\"basis\">근거: <cite>시행령</cite><sup class=\"ref\">*</sup><span class=\"footnote\">\
                <span class=\"mark\">*</span> 번호는 확정되지 않음</span>, 다른 근거</p>";
    let document =
        sample().replacen("<main>", nav, 1).replacen("<section><h2>", &format!("<section id=\"c-1\">{note}<h2>"), 1);
    let page = PdfOutput { contents: true, ..laid(&document) };
    hwpx(&document, &theme(), &vocabulary(), &page, &options()).unwrap()
}

/// The parts of a package, in order.
pub(crate) fn parts(package: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(package)).unwrap();
    let count = zip.len();
    let part = |at: usize| {
        let mut file = zip.by_index(at).unwrap();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
        (file.name().unwrap().into_owned(), bytes)
    };
    (0..count).map(part).collect()
}

fn part(package: &[u8], name: &str) -> String {
    let bytes = parts(package).into_iter().find(|(own, _)| own == name).unwrap().1;
    String::from_utf8(bytes).unwrap()
}

fn page(body: &str) -> String {
    format!(
        "<html><head><title>시험</title></head><body><header><h1>시험</h1></header><main>{body}</main></body></html>"
    )
}

fn words(reading: &Reading) -> Vec<&str> {
    reading.words().collect()
}

/// For eyes and other programs: `BOGO_HWPX_OUT=DIR cargo test --test suite hwpx`.
pub(crate) fn leave(name: &str, bytes: &[u8]) {
    if let Ok(folder) = std::env::var("BOGO_HWPX_OUT") {
        std::fs::write(format!("{folder}/{name}.hwpx"), bytes).unwrap();
    }
}

#[test]
fn a_package_holds_together_and_says_all_that_its_document_says() {
    let source = sample();
    let package = made(&source);
    leave("sample", &package);
    assert_eq!(check(&package), []);
    let reading = read(&package).unwrap();
    let tree = roxmltree::Document::parse(&source).unwrap();
    let body = tree.descendants().find(|node| node.has_tag_name("body") || node.tag_name().name() == "body").unwrap();
    // Every word of the document, the drawing apart, stands in the package.
    let skipped = |node: &roxmltree::Node<'_, '_>| {
        node.ancestors().any(|node| {
            matches!(node.tag_name().name(), "svg" | "aside" | "nav")
                || node.attribute("class").is_some_and(|class| class.split(' ').any(|class| class == "screen"))
        })
    };
    let text: String = body
        .descendants()
        .filter(|node| node.is_text() && !skipped(node))
        .filter_map(|node| node.text())
        .map(|text| format!(" {text}"))
        .collect();
    let squeeze = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let (drawn, own): (Vec<_>, Vec<_>) = reading.lines.iter().partition(|line| line.is_drawn);
    let lines = |lines: &[&Line]| lines.iter().map(|line| line.text.clone()).collect::<Vec<_>>();
    assert_eq!(squeeze(&lines(&own).concat()), squeeze(&text));
    assert_eq!(lines(&drawn), ["10. 19. < 10. 20. & 그 밖", "42,111건"]);
    assert_eq!(reading.alternatives.len(), 1);
    assert_eq!(reading.files, [("sample.json".to_owned(), b"{}".to_vec())]);
    assert_eq!(reading.program, "bogo");
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    assert_eq!(made(&sample()), made(&sample()));
    assert_eq!(whole(), whole());
}

#[test]
fn the_kind_stands_first_and_unpacked() {
    let package = made(&sample());
    assert!(is_hwpx(&package) && !is_hwpx(b"%PDF-1.7") && !is_hwpx(b"PK\x03\x04"));
    assert_eq!(&package[30..38], b"mimetype");
    assert_eq!(&package[38..57], b"application/hwp+zip");
    // No part has a time of its own.
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&package)).unwrap();
    for at in 0..zip.len() {
        assert_eq!(zip.by_index(at).unwrap().last_modified(), Some(zip::DateTime::default()));
    }
}

#[test]
fn a_table_is_no_character_and_breaks_within_rows() {
    let section = part(&made(&sample()), "Contents/section0.xml");
    let tables = section.matches("<hp:tbl ").count();
    assert!(tables >= 6, "{tables}");
    let table =
        |at: usize| section.match_indices("<hp:tbl ").nth(at).map(|(from, _)| &section[from..from + 900]).unwrap();
    for at in 0..tables {
        assert!(table(at).contains("pageBreak=\"CELL\"") && table(at).contains("treatAsChar=\"0\""), "{}", table(at));
    }
}

#[test]
fn a_head_repeats_only_where_it_is_marked_on_the_table_and_its_cells() {
    let document = page(
        "<section><table><thead><tr><th scope=\"col\">가</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>\
         <table><tbody><tr><th scope=\"row\">나</th></tr></tbody></table></section>",
    );
    let section = part(&made(&document), "Contents/section0.xml");
    let marks: Vec<&str> =
        section.match_indices("repeatHeader=\"").map(|(at, found)| &section[at + found.len()..][..1]).collect();
    assert_eq!(marks, ["1", "0"]);
    let heads: Vec<&str> = section
        .match_indices(" header=\"")
        .filter(|(at, _)| section[..*at].ends_with("name=\"\""))
        .map(|(at, found)| &section[at + found.len()..][..1])
        .collect();
    assert_eq!(heads, ["1", "0", "0"]);
}

#[test]
fn cells_have_the_usual_margins() {
    let section = part(
        &made(&page("<section><table><tbody><tr><td>1</td></tr></tbody></table></section>")),
        "Contents/section0.xml",
    );
    for name in ["inMargin", "cellMargin"] {
        assert!(
            section.contains(&format!("<hp:{name} left=\"510\" right=\"510\" top=\"141\" bottom=\"141\"/>")),
            "{name}"
        );
    }
}

#[test]
fn spans_cover_the_grid_and_columns_have_the_widths_of_the_page() {
    let document = page(
        "<section><table><thead><tr><th rowspan=\"2\">구분</th><th colspan=\"2\">접수</th></tr><tr><th>건수</th><th>비율</th></tr></thead>\
         <tbody><tr><td>가</td><td class=\"num\">14,918</td><td class=\"num\">17.1</td></tr><tr><td>나</td><td>1</td></tr></tbody></table></section>",
    );
    let page = laid(&document);
    let package = hwpx(&document, &theme(), &vocabulary(), &page, &options()).unwrap();
    assert_eq!(check(&package), []);
    let section = part(&package, "Contents/section0.xml");
    assert!(section.contains("<hp:cellAddr colAddr=\"0\" rowAddr=\"0\"/><hp:cellSpan colSpan=\"1\" rowSpan=\"2\"/>"));
    assert!(section.contains("<hp:cellAddr colAddr=\"1\" rowAddr=\"0\"/><hp:cellSpan colSpan=\"2\" rowSpan=\"1\"/>"));
    // A row that its source left short is filled up.
    assert!(section.contains("<hp:cellAddr colAddr=\"2\" rowAddr=\"3\"/>"));
    let set = page.tables.values().next().unwrap();
    let whole: f32 = set.widths.iter().sum();
    let width: f32 = section.split("<hp:sz width=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap();
    assert!((width / 100.0 - whole).abs() < 0.1, "{width} {whole}");
}

#[test]
fn lines_are_never_broken_in_advance_and_no_control_stands_in_a_text() {
    let document = page("<section><p>앞&#13;뒤&#10;줄</p></section>");
    let package = made(&document);
    let section = part(&package, "Contents/section0.xml");
    assert!(!section.contains("linesegarray") && !section.contains('\r') && !section.contains("&#"));
    assert!(words(&read(&package).unwrap()).contains(&"줄"));
}

#[test]
fn namespaces_are_those_of_2011_with_the_extensions_of_2016() {
    let package = made(&sample());
    for name in ["Contents/header.xml", "Contents/section0.xml", "Contents/content.hpf"] {
        let text = part(&package, name);
        for space in ["hwpml/2011/paragraph", "hwpml/2016/paragraph", "hwpml/2016/HwpUnitChar", "hwpml/2011/core"] {
            assert!(text.contains(space), "{name} {space}");
        }
    }
}

#[test]
fn korean_lines_break_between_words() {
    let header = part(&made(&sample()), "Contents/header.xml");
    assert!(header.contains("breakNonLatinWord=\"BREAK_WORD\"") && !header.contains("breakNonLatinWord=\"KEEP_WORD\""));
    assert!(header.contains("breakLatinWord=\"KEEP_WORD\""));
}

#[test]
fn no_typeface_is_inside_and_each_has_another_to_fall_back_on() {
    let package = made(&sample());
    let header = part(&package, "Contents/header.xml");
    assert!(header.contains("face=\"함초롬돋움\"") && header.contains("<hh:substFont face=\"맑은 고딕\""));
    assert!(!header.contains("isEmbedded=\"1\""));
    assert!(parts(&package).iter().all(|(name, _)| !name.to_ascii_lowercase().ends_with(".ttf")));
}

#[test]
fn headings_are_of_the_outline_at_their_level_and_carry_their_own_numbers() {
    let document = page(
        "<section><h2><span class=\"mark\">1.</span> 개요</h2><h3><span class=\"mark\">가.</span> 원인</h3><p>글</p></section>",
    );
    let package = made(&document);
    let (header, section) = (part(&package, "Contents/header.xml"), part(&package, "Contents/section0.xml"));
    for (style, level) in [("개요 1", 0), ("개요 2", 1), ("개요 3", 2)] {
        let row = header.split("<hh:style ").find(|row| row.contains(&format!("name=\"{style}\""))).unwrap();
        let id = row.split('"').nth(1).unwrap();
        let used = section.split("<hp:p ").find(|p| p.contains(&format!("styleIDRef=\"{id}\""))).unwrap();
        let shape = used.split("paraPrIDRef=\"").nth(1).unwrap().split('"').next().unwrap();
        let shape = header.split("<hh:paraPr ").find(|row| row.starts_with(&format!("id=\"{shape}\""))).unwrap();
        assert!(
            shape.contains(&format!("<hh:heading type=\"OUTLINE\" idRef=\"0\" level=\"{level}\"/>")),
            "{style}: {shape}"
        );
    }
    let texts: Vec<String> = read(&package).unwrap().lines.into_iter().map(|line| line.text).collect();
    assert_eq!(texts, ["시험", "1. 개요", "가. 원인", "글"]);
}

#[test]
fn a_footnote_is_a_real_one_whose_mark_the_program_writes_once() {
    let document = page(
        "<section><p>근거: 시행령<sup class=\"ref\">*</sup><span class=\"footnote\"><span class=\"mark\">*</span> 확정되지 않음</span>, 그 밖<sup class=\"ref\">*</sup></p></section>",
    );
    let package = made(&document);
    let section = part(&package, "Contents/section0.xml");
    assert!(section.contains("<hp:footNote number=\"1\"") && section.contains("type=\"USER_CHAR\" userChar=\"*\""));
    let texts: Vec<String> = read(&package).unwrap().lines.into_iter().map(|line| line.text).collect();
    assert_eq!(texts, ["시험", "근거: 시행령*", "* 확정되지 않음", ", 그 밖*"]);
}

#[test]
fn a_very_wide_table_lies_on_paper_on_its_side_and_the_paper_turns_back() {
    let cell = "<td class=\"nowrap\">2022. 10. 15. 15:19</td>";
    let table = format!("<table><tbody><tr>{}</tr></tbody></table>", cell.repeat(9));
    let document =
        page(&format!("<section><p>글</p><h2>앞</h2>{table}</section><section><h2>뒤</h2><p>글</p></section>"));
    let package = made(&document);
    assert_eq!(check(&package), []);
    let papers: Vec<String> = (0..3)
        .map_while(|at| parts(&package).into_iter().find(|(name, _)| *name == format!("Contents/section{at}.xml")))
        .map(|(_, bytes)| String::from_utf8(bytes).unwrap())
        .map(|text| text.split("landscape=\"").nth(1).unwrap().split('"').next().unwrap().to_owned())
        .collect();
    assert_eq!(papers, ["WIDELY", "NARROWLY", "WIDELY"]);
    // The heading goes along with its table.
    assert!(part(&package, "Contents/section1.xml").contains("앞"));
    assert!(part(&package, "Contents/section2.xml").contains("뒤"));
}

#[test]
fn a_draft_says_so_on_every_page() {
    let options = HwpxOptions { draft: Some("초안".to_owned()), ..options() };
    let package = hwpx(&sample(), &theme(), &vocabulary(), &laid(&sample()), &options).unwrap();
    assert_eq!(check(&package), []);
    assert!(read(&package).unwrap().furniture.iter().any(|text| text.starts_with("초안")));
    assert!(part(&package, "Contents/section0.xml").contains("hideFirstHeader=\"0\""));
}

#[test]
fn a_table_of_two_thousand_rows_is_whole() {
    let mut rows = String::new();
    for row in 1..=2000 {
        write!(rows, "<tr><td class=\"num\">{row}</td><td class=\"nowrap\">2022. 10. 15. 15:19</td><td>카카오톡 메시지 전송</td><td class=\"num\">{}</td></tr>", row * 37).unwrap();
    }
    let document = page(&format!(
        "<section><table><thead><tr><th>연번</th><th>일시</th><th>서비스</th><th>건수</th></tr></thead><tbody>{rows}</tbody></table></section>"
    ));
    let package = made(&document);
    leave("long-table", &package);
    assert_eq!(check(&package), []);
    let reading = read(&package).unwrap();
    assert_eq!(reading.lines.len(), 1 + 4 + 2000 * 4);
    assert_eq!(reading.lines.last().unwrap().place.cell, Some((1, 2001, 4)));
}

#[test]
fn hostile_packages_are_refused_in_words() {
    for bytes in [&b""[..], b"PK\x03\x04", b"%PDF-1.7"] {
        assert!(read(bytes).is_err());
        assert!(!check(bytes).is_empty());
    }
    // Deep nesting is read without end of the stack.
    let mut package: BTreeMap<String, Vec<u8>> = parts(&made(&sample())).into_iter().collect();
    let section = String::from_utf8(package["Contents/section0.xml"].clone()).unwrap();
    let deep = "<hp:tbl><hp:tr><hp:tc><hp:subList><hp:p><hp:run>".repeat(20_000);
    let end = "</hp:run></hp:p></hp:subList></hp:tc></hp:tr></hp:tbl>".repeat(20_000);
    let section = section.replacen("</hs:sec>", &format!("<hp:p><hp:run>{deep}{end}</hp:run></hp:p></hs:sec>"), 1);
    package.insert("Contents/section0.xml".to_owned(), section.into_bytes());
    let bytes = crate::hwpx_defects::packed(&package.into_iter().collect::<Vec<_>>(), true);
    assert!(read(&bytes).is_ok());
}
