//! Properties of the layout on random and hostile documents: nothing is lost, nothing leaves the page, nothing overlaps.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::chart::Charts;
use super::layout::Layout;
use super::line::{Ink, Inks, Paragraph, Text};
use super::pages::{Placed, Sheet, cut};
use super::shape::Shaper;
use super::structure::ARTIFACT;
use super::*;
use crate::render::document::Document;
use crate::render::theme::Colour;

static FONTS: [FontFiles; 2] = [
    FontFiles::inside(
        include_bytes!("../../../templates/fonts/PretendardGOV-Regular.ttf"),
        include_bytes!("../../../templates/fonts/PretendardGOV-Bold.ttf"),
    ),
    FontFiles::inside(
        include_bytes!("../../../templates/fonts/NotoSerifKR-Regular.ttf"),
        include_bytes!("../../../templates/fonts/NotoSerifKR-Bold.ttf"),
    ),
];

/// A piece of text on a page: its box and words.
#[derive(Debug, Clone)]
struct Piece {
    page: usize,
    left: f32,
    right: f32,
    top: f32,
    bottom: f32,
    text: String,
    artifact: bool,
}

struct Laid {
    pieces: Vec<Piece>,
    sheets: Vec<Sheet>,
    anchors: Vec<super::pages::Target>,
    body: String,
    theme: Theme,
}

fn laid(body: &str) -> Laid {
    laid_with(body, &[])
}

/// The same with drawings whose SVG stands in the body.
fn laid_with(body: &str, drawings: &[Scene]) -> Laid {
    let theme = Theme::parse(include_str!("../../../templates/theme.toml")).unwrap();
    let vocabulary = Vocabulary::parse(include_str!("../../../templates/base/vocabulary.toml")).unwrap();
    let text = format!("<html><head><title>시험</title></head><body>{body}</body></html>");
    let document = Document::read(&text, &vocabulary, &theme).unwrap_or_else(|error| panic!("{error}: {text}"));
    let fonts = open(&FONTS).unwrap();
    let mut layout = Layout::new(&theme, &vocabulary, Shaper::new(&fonts), Charts::new(drawings));
    let items = layout.document(&document).unwrap();
    let feet = std::mem::take(&mut layout.feet);
    let mut cut = cut(items, feet, &theme.page, layout.headings.len(), layout.spans.anchors());
    super::contents::number(&mut cut, &mut layout.shaper, &mut layout.inks, &mut layout.segments);
    let super::pages::Cut { sheets, anchors, .. } = cut;
    let mut pieces = Vec::new();
    for (page, sheet) in sheets.iter().enumerate() {
        for placed in &sheet.content {
            let Placed::Text { x, y, segments, count, stretch, node } = *placed else { continue };
            let mut piece =
                Piece { page, left: x, right: x, top: y, bottom: y, text: String::new(), artifact: node == ARTIFACT };
            let mut pen = x;
            for segment in &layout.segments[segments as usize..segments as usize + usize::from(count)] {
                let ink = layout.inks.all[usize::from(segment.ink)];
                piece.top = piece.top.min(y - ink.size * 0.7);
                for glyph in
                    &layout.shaper.arena[segment.start as usize..segment.start as usize + usize::from(segment.count)]
                {
                    let text = &layout.shaper.codes(ink.face())[usize::from(glyph.code)].text;
                    piece.text.push_str(text);
                    pen += f32::from(glyph.advance) * ink.size / 1000.0 + if &**text == " " { stretch } else { 0.0 };
                    if &**text != " " {
                        piece.right = pen;
                    }
                }
            }
            pieces.push(piece);
        }
    }
    Laid { pieces, sheets, anchors, body: document.body.text(), theme }
}

fn letters(text: &str) -> Vec<char> {
    let mut letters: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    letters.sort_unstable();
    letters
}

/// Every character of the document is on some page, once.
fn assert_nothing_lost(laid: &Laid) {
    let shown: String = laid.pieces.iter().filter(|piece| !piece.artifact).map(|piece| piece.text.as_str()).collect();
    assert_eq!(letters(&shown), letters(&laid.body));
}

/// Everything stands between the margins; a little air for rounding.
fn assert_inside(laid: &Laid) {
    for piece in laid.pieces.iter().filter(|piece| !piece.text.trim().is_empty()) {
        let page = &laid.sheets[piece.page].paper;
        assert!(piece.left >= page.margin[3] - 0.5 && piece.right <= page.width - page.margin[1] + 0.5, "{piece:?}");
        assert!(piece.top >= page.margin[0] - 1.0 && piece.bottom <= page.height - page.margin[2] + 1.0, "{piece:?}");
    }
    let fills =
        |sheet: &'_ Sheet| sheet.fills.iter().chain(&sheet.rules).map(|fill| (sheet.paper, *fill)).collect::<Vec<_>>();
    for (page, fill) in laid.sheets.iter().flat_map(fills) {
        assert!(
            fill.x >= 0.0 && fill.x + fill.width <= page.width && fill.y >= 0.0 && fill.y + fill.height <= page.height,
            "{fill:?}"
        );
        assert!(fill.width.is_finite() && fill.height.is_finite() && fill.height >= -0.01, "{fill:?}");
    }
}

/// No two pieces of text cover each other.
fn assert_apart(laid: &Laid) {
    for (index, a) in laid.pieces.iter().enumerate() {
        for b in laid.pieces[index + 1..]
            .iter()
            .filter(|b| b.page == a.page && !b.text.trim().is_empty() && !a.text.trim().is_empty())
        {
            let apart = a.right <= b.left + 0.3
                || b.right <= a.left + 0.3
                || a.bottom <= b.top + 0.3
                || b.bottom <= a.top + 0.3;
            assert!(apart, "{a:?}\n{b:?}");
        }
    }
}

fn assert_sound(body: &str) -> Laid {
    let laid = laid(body);
    assert_nothing_lost(&laid);
    assert_inside(&laid);
    assert_apart(&laid);
    laid
}

fn table(rows: usize, columns: usize, cell: &str) -> String {
    let row = format!("<tr>{}</tr>", format!("<td>{cell}</td>").repeat(columns));
    format!("<section><table><thead>{row}</thead><tbody>{}</tbody></table></section>", row.repeat(rows))
}

#[test]
fn a_row_taller_than_a_page_goes_on_over_pages() {
    let long = "이용자 피해 접수 내역을 모두 적은 매우 긴 칸입니다. ".repeat(130);
    let laid = assert_sound(&table(2, 3, &long));
    assert!(laid.sheets.len() > 4);
}

#[test]
fn forty_columns_stay_on_the_paper() {
    assert_sound(&table(5, 40, "127시간 33분"));
}

#[test]
fn two_hundred_columns_stay_on_the_paper() {
    assert_sound(&table(1, 200, "가나"));
}

#[test]
fn empty_cells_rows_and_tables_are_no_trouble() {
    assert_sound("<section><table><tbody></tbody></table><table><tbody><tr></tr></tbody></table></section>");
    assert_sound(&table(3, 3, ""));
    assert_sound("<section><ol><li></li><li><span class=\"mark\">가.</span></li></ol><p></p><h2></h2></section>");
}

#[test]
fn a_word_of_ten_thousand_characters_is_broken_not_lost() {
    for word in ["가", "a", "1", ".", "("] {
        assert_sound(&format!("<section><p>{}</p></section>", word.repeat(10_000)));
    }
}

#[test]
fn spans_over_everything_are_no_trouble() {
    let cell = "<td colspan=\"9\" rowspan=\"9\">합계</td>";
    let row = format!("<tr>{cell}<td>가</td></tr>");
    assert_sound(&format!("<section><table><thead>{row}</thead><tbody>{}</tbody></table></section>", row.repeat(4)));
}

#[test]
fn a_long_span_goes_on_over_pages() {
    let rows: String = (0..90)
        .map(|row| format!("<tr>{}<td>{row}</td></tr>", if row == 0 { "<td rowspan=\"90\">서비스</td>" } else { "" }))
        .collect();
    let laid = assert_sound(&format!("<section><table><tbody>{rows}</tbody></table></section>"));
    assert!(laid.sheets.len() > 1);
    // What the rows belong to is said again on every page, and read once.
    let labels: Vec<_> = laid.pieces.iter().filter(|piece| piece.text == "서비스").collect();
    assert_eq!(labels.iter().map(|piece| piece.page).collect::<Vec<_>>(), (0..laid.sheets.len()).collect::<Vec<_>>());
    assert!(!labels[0].artifact && labels[1..].iter().all(|label| label.artifact));
}

#[test]
fn a_label_taller_than_the_rows_left_is_not_said_again() {
    for rows in 60..90 {
        let label = "가<br/>나<br/>다<br/>라<br/>마";
        let rows: String = (0..rows)
            .map(|row| {
                format!(
                    "<tr>{}<td>{row}</td></tr>",
                    if row == 0 { format!("<td rowspan=\"{rows}\">{label}</td>") } else { String::new() }
                )
            })
            .collect();
        assert_sound(&format!("<section><table><tbody>{rows}</tbody></table><p>끝</p></section>"));
    }
}

#[test]
fn a_footnote_stands_at_the_foot_of_the_page_of_its_place() {
    let note = |text: &str| format!("<sup>*</sup><span class=\"footnote\"><span class=\"mark\">*</span> {text}</span>");
    for lines in 20..46 {
        let filler = "<p>줄</p>".repeat(lines);
        let cell = format!("<table><tbody><tr><td>칸{} 뒤</td></tr></tbody></table>", note("칸의 주"));
        let body = format!("<section>{filler}<p>앞{} 다음</p>{cell}<p>끝</p></section>", note("본문의 주"));
        let laid = assert_sound(&body);
        let find =
            |text: &str| laid.pieces.iter().find(|piece| piece.text.trim() == text).unwrap_or_else(|| panic!("{text}"));
        for (place, note) in [("앞*", "본문의 주"), ("칸*", "칸의 주")] {
            let (place, note) = (find(place), find(note));
            assert_eq!(place.page, note.page, "{lines}");
            let below = laid.pieces.iter().filter(|piece| piece.page == note.page && piece.top > note.bottom + 1.0);
            assert!(
                below.clone().all(|piece| piece.text.contains('주') || piece.text.trim() == "*"),
                "{lines}: {:?}",
                below.collect::<Vec<_>>()
            );
        }
        // In the order of reading, a footnote follows its reference.
        let at = |text: &str| laid.pieces.iter().position(|piece| piece.text.trim() == text).unwrap();
        assert_eq!((at("본문의 주") - at("앞*"), at("다음") - at("본문의 주")), (2, 1), "{lines}");
    }
}

#[test]
fn footnotes_beyond_a_page_go_on_over_the_next() {
    let note = "<sup>*</sup><span class=\"footnote\"><span class=\"mark\">*</span> 여러 줄에 걸친 긴 주를 많이 단 칸입니다 그래서 한 쪽에 다 담기지 않습니다 </span>";
    assert_sound(&format!(
        "<section><table><tbody><tr><td>{}</td></tr></tbody></table><p>끝</p></section>",
        format!("칸{note} ").repeat(90)
    ));
    let long = "한 쪽의 절반을 넘는 주 ".repeat(300);
    assert_sound(&format!(
        "<section><p>앞<span class=\"footnote\">{long}</span> 뒤</p><p><span class=\"footnote\">홀로</span></p></section>"
    ));
}

#[test]
fn a_table_too_wide_upright_lies_on_its_side_with_its_heading_and_notes() {
    let cells = "<td>서비스제공시설명칭</td>".repeat(9);
    let wide =
        format!("<table><caption>넓은표</caption><tbody>{}</tbody></table>", format!("<tr>{cells}</tr>").repeat(40));
    let body = format!(
        "<section><h2>앞</h2><p>본문</p><h2>제목</h2><div class=\"scroll\">{wide}</div><p class=\"note\">아래주</p><h2>뒤</h2><p>본문</p></section>"
    );
    let laid = assert_sound(&body);
    let page = |text: &str| laid.pieces.iter().find(|piece| piece.text.trim() == text).unwrap().page;
    let wide = |page: usize| laid.sheets[page].paper.width > laid.sheets[page].paper.height;
    assert!(!wide(page("앞")) && wide(page("제목")) && wide(page("아래주")) && !wide(page("뒤")));
    assert_eq!(page("제목"), page("넓은표"));
    assert!(
        laid.pieces.iter().filter(|piece| piece.text.trim() == "서비스제공시설명칭").count() == 360,
        "no word is broken"
    );
    // Two in a row turn the paper once.
    let cells = "<td>서비스제공시설명칭</td>".repeat(9);
    let short = format!("<h2>표</h2><table><tbody><tr>{cells}</tr></tbody></table>");
    let laid = assert_sound(&format!("<section>{}</section>", short.repeat(3)));
    assert_eq!(laid.sheets.len(), 1);
    // A second that is nothing but its head lies on the same paper, whatever comes after.
    let head = format!("<table><thead><tr>{cells}</tr></thead><tbody></tbody></table>");
    let laid = assert_sound(&format!("<section>{short}{head}<p>뒤</p></section>"));
    assert_eq!(laid.sheets.len(), 2);
}

#[test]
fn a_justified_line_is_flush_and_none_is_torn_open() {
    let words: Vec<&str> =
        "이용자에게 제공하던 서비스의 중단 사실과 그 원인을 확인하여 지체 없이 고지하고 복구 경과를 차례로 알렸습니다"
            .split(' ')
            .collect();
    let text: Vec<&str> = (0..140).map(|at| words[(at * at * 7 + at * 3) % words.len()]).collect();
    let single = format!("{} {}", "가".repeat(39), "나".repeat(39));
    let laid = assert_sound(&format!(
        "<section><p class=\"body\">{}</p><p class=\"body\">{single}</p></section>",
        text.join(" ")
    ));
    let page = &laid.theme.page;
    let right = page.width - page.margin[1];
    let lines: Vec<_> = laid.pieces.iter().filter(|piece| !piece.text.contains(['가', '나'])).collect();
    let flush = lines.iter().filter(|line| (line.right - right).abs() < 0.1).count();
    assert!(lines.len() > 10 && flush * 5 >= (lines.len() - 1) * 4, "{flush} of {}", lines.len());
    assert!(lines.iter().all(|line| line.right < right + 0.1));
    assert!(lines[lines.len() - 1].right < right);
    // A line of one word has no space to grow.
    let first = laid.pieces.iter().find(|piece| piece.text.starts_with("가가")).unwrap();
    assert!(first.right < right - 20.0);
}

/// A typeface that holds only some characters, put together of the tables of a subset.
#[allow(clippy::ptr_arg, reason = "a face that lies in the program is opened without a copy of it")]
fn cut_down(font: &std::borrow::Cow<'static, [u8]>, characters: &str) -> Vec<u8> {
    let tables = crate::render::webfont::tables(font, "Few", &characters.chars().collect()).unwrap();
    let mut file = vec![0, 1, 0, 0];
    for short in [u16::try_from(tables.len()).unwrap(), 0, 0, 0] {
        file.extend(short.to_be_bytes());
    }
    let mut at = 12 + tables.len() * 16;
    for (tag, bytes) in &tables {
        file.extend(tag);
        for long in [0, u32::try_from(at).unwrap(), u32::try_from(bytes.len()).unwrap()] {
            file.extend(long.to_be_bytes());
        }
        at += bytes.len().div_ceil(4) * 4;
    }
    for (_, bytes) in &tables {
        file.extend(bytes);
        file.resize(file.len().div_ceil(4) * 4, 0);
    }
    file
}

#[test]
fn what_the_first_typeface_lacks_the_next_prints() {
    let few = cut_down(&FONTS[0].regular, "가나다 .");
    let families = [FontFiles { regular: few.clone().into(), bold: few.into() }, FONTS[0].clone()];
    let theme = Theme::parse(include_str!("../../../templates/theme.toml")).unwrap();
    let vocabulary = Vocabulary::parse(include_str!("../../../templates/base/vocabulary.toml")).unwrap();
    let document = "<html><head><title>가</title></head><body><section><p>가나漢라다. <strong>마가</strong></p></section></body></html>";
    let options = PdfOptions { date: "2023-01-06T10:00:00+09:00".to_owned(), ..PdfOptions::default() };
    let output = pdf(document, &theme, &vocabulary, &families, &options).unwrap();
    assert_eq!(output.missing, []);
    let file = lopdf::Document::load_mem(&output.bytes).unwrap();
    // lopdf sets a space wherever the face changes.
    let text: String = file.extract_text(&[1]).unwrap().split_whitespace().collect();
    assert_eq!(text, "가나漢라다.마가");
    let fonts = file.get_page_fonts(*file.get_pages().values().next().unwrap()).unwrap();
    assert_eq!(fonts.len(), 4, "two weights of two typefaces");
}

#[test]
fn a_link_covers_its_words_and_leads_to_its_place() {
    let filler = "<p>줄</p>".repeat(60);
    let long = "여러 줄에 걸친 이름 ".repeat(12);
    let body = format!(
        "<section><p>앞 <a href=\"#n\">{long}</a> 뒤 <a href=\"#none\">없음</a></p>{filler}<p id=\"n\">여기</p></section>"
    );
    let laid = assert_sound(&body);
    let links: Vec<_> = laid.sheets.iter().flat_map(|sheet| &sheet.links).collect();
    assert!(links.len() >= 3, "a box for each line of the link, none for one that leads nowhere");
    let place = laid.pieces.iter().find(|piece| piece.text == "여기").unwrap();
    assert_eq!(laid.anchors.iter().map(|anchor| anchor.page).collect::<Vec<_>>(), [place.page]);
    assert!(laid.anchors[0].y <= place.top && laid.anchors[0].y > place.top - 20.0);
    for link in links {
        let page = &laid.theme.page;
        assert!(link.x >= page.margin[3] - 0.5 && link.x + link.width <= page.width - page.margin[1] + 0.5, "{link:?}");
    }
}

#[test]
fn contents_stand_in_long_documents_alone_and_name_the_right_pages() {
    let document = |paragraphs: usize| {
        let part = |number: usize| {
            format!(
                "<section id=\"c{number}\"><h2><span class=\"mark\">{number}.</span> 부분</h2>{}</section>",
                "<p>줄</p>".repeat(paragraphs)
            )
        };
        let entry =
            |number: usize| format!("<li><a href=\"#c{number}\"><span class=\"mark\">{number}.</span> 부분</a></li>");
        let (parts, entries): (String, String) = ((1..9).map(part).collect(), (1..9).map(entry).collect());
        format!("<nav class=\"contents\"><h2>차례</h2><ol>{entries}</ol></nav>{parts}")
    };
    assert!(laid(&document(3)).pieces.iter().all(|piece| piece.text != "차례"));
    let laid = laid(&document(40));
    assert_inside(&laid);
    assert_apart(&laid);
    assert!(laid.pieces.iter().any(|piece| piece.text == "차례" && piece.page == 0));
    for number in 1..9 {
        let title = format!("{number}. 부분");
        let heading = laid.pieces.iter().filter(|piece| piece.text.trim() == "부분").nth(number - 1).unwrap();
        let line = laid.pieces.iter().find(|piece| piece.text.trim() == title).unwrap();
        let printed = laid.pieces.iter().find(|piece| {
            piece.page == 0 && (piece.bottom - line.bottom).abs() < 0.01 && piece.text.trim().parse::<usize>().is_ok()
        });
        assert_eq!(printed.unwrap().text.trim().parse(), Ok(heading.page + 1), "{title}");
    }
}

/// Places of the text of a page to a tenth of a point: a change of layout shows as a change of a line.
#[test]
fn the_sample_stands_where_it_stood() {
    let sample = include_str!("../../../tests/documents/sample.xhtml");
    let body = sample.split_once("<body>").unwrap().1.split_once("</body>").unwrap().0;
    let drawing = Scene { width: 640, height: 220, title: "접수".to_owned(), ..Scene::default() };
    let laid = laid_with(&body.replace("{drawing}", &drawing.svg()), &[drawing]);
    let mut places = String::new();
    for page in 0..laid.sheets.len() {
        let own: Vec<_> = laid.pieces.iter().filter(|piece| piece.page == page && !piece.artifact).collect();
        let _ = writeln!(places, "page {} with {} pieces", page + 1, own.len());
        // The first and last of a page say where it was cut, every tenth between them how it was set.
        for (index, piece) in own.iter().enumerate() {
            if index % 10 == 0 || index + 1 == own.len() {
                let start: String = piece.text.trim().chars().take(12).collect();
                let _ = writeln!(
                    places,
                    "{:6.1} {:6.1} {:6.1}  {start}",
                    piece.left,
                    piece.bottom,
                    piece.right - piece.left
                );
            }
        }
    }
    insta::assert_snapshot!(places);
}

#[test]
fn a_head_repeats_as_an_artifact() {
    let rows = "<tr><td>가</td></tr>".repeat(100);
    let laid = assert_sound(&format!(
        "<section><table><thead><tr><th>머리</th></tr></thead><tbody>{rows}</tbody></table></section>"
    ));
    let heads: Vec<_> = laid.pieces.iter().filter(|piece| piece.text == "머리").collect();
    assert_eq!(heads.len(), laid.sheets.len());
    assert!(!heads[0].artifact && heads[1..].iter().all(|head| head.artifact));
}

#[test]
fn a_heading_stays_with_what_follows() {
    for lines in 1..60 {
        let filler = "<p>줄</p>".repeat(lines);
        let laid = assert_sound(&format!("<section>{filler}<h2>제목</h2><p>본문</p></section>"));
        let page = |text: &str| laid.pieces.iter().find(|piece| piece.text.trim() == text).map(|piece| piece.page);
        assert_eq!(page("제목"), page("본문"), "{lines}");
    }
}

#[test]
fn a_new_page_is_begun_unless_three_quarters_of_the_last_one_would_be_empty() {
    for (lines, pages) in [(2, 1), (8, 1), (20, 2), (35, 2)] {
        let filler = "<p>줄</p>".repeat(lines);
        let laid =
            assert_sound(&format!("<section>{filler}</section><section class=\"break\"><h2>근거</h2></section>"));
        assert_eq!(laid.sheets.len(), pages, "{lines} lines");
        let place = |text: &str| laid.pieces.iter().find(|piece| piece.text.trim() == text).map(|piece| piece.top);
        // What shares a page stands well apart.
        assert!(pages > 1 || place("근거").unwrap() > place("줄").unwrap() + 36.0);
    }
}

#[test]
fn a_paragraph_leaves_no_single_line() {
    let long = "이용자에게 알린 내용을 여기에 적습니다. ".repeat(14);
    for lines in 20..40 {
        let laid = assert_sound(&format!("<section>{}<div><p>{long}</p></div></section>", "<p>줄</p>".repeat(lines)));
        for page in 0..laid.sheets.len() {
            let own = laid
                .pieces
                .iter()
                .filter(|piece| piece.page == page && piece.text.starts_with(|c| "이내적여알".contains(c)))
                .count();
            assert_ne!(own, 1, "{lines} lines before, page {page}");
        }
    }
}

#[test]
fn a_mark_hangs_beside_its_lines() {
    let text = "여러 줄로 이어지는 긴 항목의 내용입니다. ".repeat(8);
    let laid = assert_sound(&format!("<section><ol><li><span class=\"mark\">가.</span> {text}</li></ol></section>"));
    let lefts: Vec<f32> = laid.pieces[1..].iter().map(|piece| piece.left).collect();
    assert!(lefts.len() > 2 && lefts.iter().all(|left| (left - lefts[0]).abs() < 0.01));
    assert!(laid.pieces[0].text.starts_with("가.") && laid.pieces[0].right < lefts[0]);
}

#[test]
fn tiles_taller_than_a_page_stand_one_below_the_other() {
    let text = "이용자 피해 접수 ".repeat(300);
    let laid = assert_sound(&format!(
        "<section><div class=\"tiles\"><div class=\"tile\"><p class=\"figure-value\">{text}</p></div><div class=\"tile\"><p>{text}</p></div></div></section>"
    ));
    assert!(laid.sheets.len() > 1);
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => "[가-힣]{1,7}",
        1 => "[가-힣]{30,60}",
        2 => Just("105,116건".to_owned()),
        1 => Just("2022. 10. 15. 15:19".to_owned()),
        1 => Just("제33조제2항".to_owned()),
        1 => Just("https://example.go.kr/a/b/c?d=e".to_owned()),
        1 => "[a-zA-Z0-9]{1,40}",
        1 => Just("<strong>중요</strong>".to_owned()),
        1 => Just("가<br/>나".to_owned()),
        1 => Just("「전기통신사업법」(법률)".to_owned()),
        1 => "[가-힣 ]{0,80}".prop_map(|text| format!("값<sup>*</sup><span class=\"footnote\"><span class=\"mark\">*</span> {text}</span>")),
    ]
}

fn sentence() -> impl Strategy<Value = String> {
    prop::collection::vec(word(), 0..25).prop_map(|words| words.join(" "))
}

fn cell() -> impl Strategy<Value = String> {
    let class = prop::sample::select(vec![
        "",
        " class=\"num\"",
        " class=\"nowrap\"",
        " class=\"narrow\"",
        " class=\"wide\"",
        " class=\"top\"",
    ]);
    let short = prop::collection::vec(word(), 0..5).prop_map(|words| words.join(" "));
    let inside = prop_oneof![
        4 => short,
        1 => sentence().prop_map(|text| format!("<p>{text}</p>")),
        1 => sentence().prop_map(|text| format!("<ul><li><span class=\"mark\">○</span>{text}</li><li>끝</li></ul>")),
    ];
    (1u32..4, 1u32..4, class, inside).prop_map(|(columns, rows, class, inside)| {
        let mut cell = String::new();
        let _ = write!(cell, "<td colspan=\"{columns}\" rowspan=\"{rows}\"{class}>{inside}</td>");
        cell
    })
}

fn any_table() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::collection::vec(cell(), 0..6), 0..12).prop_map(|rows| {
        let row = |cells: &Vec<String>| format!("<tr>{}</tr>", cells.concat());
        let (head, body) = rows.split_at(rows.len().min(1));
        let part = |rows: &[Vec<String>]| rows.iter().map(row).collect::<String>();
        format!("<table><caption>표</caption><thead>{}</thead><tbody>{}</tbody></table>", part(head), part(body))
    })
}

fn block() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => sentence().prop_map(|text| format!("<p>{text}</p>")),
        2 => sentence().prop_map(|text| format!("<h2><span class=\"mark\">1.</span> {text}</h2>")),
        2 => prop::collection::vec(sentence(), 1..4).prop_map(|items| {
            let items: String = items.iter().map(|text| format!("<li><span class=\"mark\">가.</span>{text}<ul><li>{text}</li></ul></li>")).collect();
            format!("<ol>{items}</ol>")
        }),
        2 => sentence().prop_map(|text| format!("<div class=\"summary\"><p>{text}</p><p>{text}</p></div>")),
        1 => sentence().prop_map(|text| format!("<div class=\"tiles\"><div class=\"tile\"><p class=\"figure-value\">{text}</p></div><div class=\"tile\"><p>{text}</p></div></div>")),
        2 => any_table(),
    ]
}

/// A paragraph of plain text in the regular face at 10 points.
fn lines_of(text: &str, width: f32) -> (Vec<line::Line>, Vec<f32>, f32) {
    let fonts = open(&FONTS).unwrap();
    let mut shaper = Shaper::new(&fonts);
    let mut inks = Inks::default();
    let mut content = Text::default();
    content.push(text, inks.id(Ink { bold: false, size: 10.0, colour: Colour(0, 0, 0), family: 0, rise: 0.0 }));
    let paragraph = Paragraph::new(&content, &mut inks, &mut shaper, &mut |_, _| {});
    let lines = paragraph.lines(width);
    let widths = lines.iter().map(|line| line.width).collect();
    (lines, widths, paragraph.floor)
}

#[test]
fn digits_are_equally_wide_so_that_columns_of_numbers_align() {
    let width = |text: &str| lines_of(text, 1000.0).1[0];
    assert!((width("1111111111") - width("0000000000")).abs() < 0.01);
    assert!((width("4747474747") - width("9898989898")).abs() < 0.01);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lines_hold_every_glyph_once_and_fit(words in prop::collection::vec(word().prop_filter("plain", |word| !word.contains('<')), 1..20), width in 2.0f32..400.0) {
        let (lines, widths, floor) = lines_of(&words.join(" "), width);
        let mut next = 0;
        for line in &lines {
            prop_assert_eq!(line.glyphs.start, next);
            prop_assert!(line.glyphs.end > line.glyphs.start);
            next = line.glyphs.end;
        }
        // A line may be wider only where a single character is.
        for width_of_line in widths {
            prop_assert!(width_of_line <= width.max(floor) + 0.02, "{} in {}", width_of_line, width);
        }
    }
}

proptest! {
    // PROPTEST_CASES asks for more.
    #![proptest_config(ProptestConfig { cases: if std::env::var_os("PROPTEST_CASES").is_some() { ProptestConfig::default().cases } else { 48 }, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_documents_are_laid_out_soundly(blocks in prop::collection::vec(block(), 0..14)) {
        assert_sound(&format!("<section>{}</section>", blocks.concat()));
    }
}
