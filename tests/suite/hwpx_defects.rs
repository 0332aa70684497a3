//! Packages with one defect each: our own check sees every one. What the other programs see of them is told by
//! `tests/hwpx/gates.sh`.

#![allow(clippy::unwrap_used, reason = "a test fails where it unwraps")]

use std::io::{Cursor, Write as _};

use bogo::render::hwpx::check;
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

use crate::hwpx::{leave, parts, whole};

const HEADER: &str = "Contents/header.xml";
const SECTION: &str = "Contents/section0.xml";
const LIST: &str = "Contents/content.hpf";

/// A defect: its name, the part, what is replaced, and by what; once, or with a star in front wherever it stands.
const DEFECTS: &[(&str, &str, &str, &str)] = &[
    ("kind-wrong", "mimetype", "hwp+zip", "epub+zip"),
    (
        "list-item-gone",
        LIST,
        "<opf:item id=\"section0\" href=\"Contents/section0.xml\" media-type=\"application/xml\"/>",
        "",
    ),
    ("list-href-dangling", LIST, "href=\"settings.xml\"", "href=\"setting.xml\""),
    ("list-id-twice", LIST, "<opf:item id=\"settings\"", "<opf:item id=\"header\""),
    (
        "list-order",
        LIST,
        "<opf:itemref idref=\"header\" linear=\"yes\"/><opf:itemref idref=\"section0\" linear=\"yes\"/>",
        "<opf:itemref idref=\"section0\" linear=\"yes\"/><opf:itemref idref=\"header\" linear=\"yes\"/>",
    ),
    ("list-spine-dangling", LIST, "<opf:itemref idref=\"section0\"", "<opf:itemref idref=\"section9\""),
    ("list-kind-wrong", LIST, "media-type=\"image/svg+xml\"", "media-type=\"image/png\""),
    ("list-picture-outside", LIST, " isEmbeded=\"1\"", " isEmbeded=\"0\""),
    ("list-picture-unnumbered", LIST, "<opf:item id=\"image1\"", "<opf:item id=\"chart\""),
    ("title-gone", LIST, "<opf:title>부가통신서비스 장애 결과 보고</opf:title>", "<opf:title/>"),
    ("language-gone", LIST, "<opf:language>ko</opf:language>", ""),
    ("container-dangling", "META-INF/container.xml", "Contents/content.hpf", "Contents/package.opf"),
    ("relations-gone", "META-INF/container.rdf", "\"Contents/section0.xml\"", "\"Contents/section7.xml\""),
    (
        "declaration-gone",
        SECTION,
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\" ?>",
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
    ),
    ("root-wrong", LIST, "*opf:package", "opf:bundle"),
    ("namespace-gone", SECTION, " xmlns:hwpunitchar=\"http://www.hancom.co.kr/hwpml/2016/HwpUnitChar\"", ""),
    ("not-well-formed", SECTION, "</hs:sec>", "</hs:sec"),
    ("sections-miscounted", HEADER, "secCnt=\"1\"", "secCnt=\"2\""),
    ("characters-miscounted", HEADER, "<hh:charProperties itemCnt=\"", "<hh:charProperties itemCnt=\"1"),
    ("paragraphs-miscounted", HEADER, "<hh:paraProperties itemCnt=\"", "<hh:paraProperties itemCnt=\"1"),
    ("styles-miscounted", HEADER, "<hh:styles itemCnt=\"14\"", "<hh:styles itemCnt=\"13\""),
    ("border-unnumbered", HEADER, "<hh:borderFill id=\"2\"", "<hh:borderFill id=\"77\""),
    ("style-paragraph-dangling", HEADER, "engName=\"Body\" paraPrIDRef=\"1\"", "engName=\"Body\" paraPrIDRef=\"999\""),
    ("style-next-dangling", HEADER, "nextStyleIDRef=\"1\"", "nextStyleIDRef=\"99\""),
    ("font-dangling", HEADER, "<hh:fontRef hangul=\"0\"", "<hh:fontRef hangul=\"9\""),
    ("fonts-miscounted", HEADER, "lang=\"HANGUL\" fontCnt=\"2\"", "lang=\"HANGUL\" fontCnt=\"3\""),
    ("font-embedded", HEADER, "isEmbedded=\"0\"><hh:substFont", "isEmbedded=\"1\"><hh:substFont"),
    ("script-gone", HEADER, "<hh:fontface lang=\"SYMBOL\"", "<hh:fontface lang=\"USER\""),
    ("size-zero", HEADER, "<hh:charPr id=\"0\" height=\"1050\"", "<hh:charPr id=\"0\" height=\"0\""),
    ("colour-wrong", HEADER, "textColor=\"#1E2124\"", "textColor=\"black\""),
    ("line-width-wrong", HEADER, "width=\"0.4 mm\"", "width=\"9 mm\""),
    ("line-kind-wrong", HEADER, "<hh:topBorder type=\"SOLID\"", "<hh:topBorder type=\"THICK\""),
    ("ratio-wrong", HEADER, "<hh:ratio hangul=\"94\"", "<hh:ratio hangul=\"940\""),
    ("tab-dangling", HEADER, "<hh:paraPr id=\"0\" tabPrIDRef=\"0\"", "<hh:paraPr id=\"0\" tabPrIDRef=\"8\""),
    ("paragraph-border-dangling", HEADER, "<hh:border borderFillIDRef=\"1\"", "<hh:border borderFillIDRef=\"500\""),
    (
        "leading-zero",
        HEADER,
        "<hh:lineSpacing type=\"PERCENT\" value=\"160\"",
        "<hh:lineSpacing type=\"PERCENT\" value=\"0\"",
    ),
    (
        "margins-one-sided",
        HEADER,
        "<hp:default><hh:margin><hc:intent value=\"0\"",
        "<hp:default><hh:margin><hc:intent value=\"5\"",
    ),
    (
        "level-wrong",
        HEADER,
        "<hh:heading type=\"OUTLINE\" idRef=\"0\" level=\"2\"",
        "<hh:heading type=\"OUTLINE\" idRef=\"0\" level=\"12\"",
    ),
    ("align-wrong", HEADER, "<hh:align horizontal=\"CENTER\"", "<hh:align horizontal=\"MIDDLE\""),
    ("number-level-wrong", HEADER, "<hh:paraHead start=\"1\" level=\"10\"", "<hh:paraHead start=\"1\" level=\"11\""),
    ("paragraph-shape-dangling", SECTION, "<hp:p id=\"100001\" paraPrIDRef=\"", "<hp:p id=\"100001\" paraPrIDRef=\"90"),
    ("paragraph-style-dangling", SECTION, " styleIDRef=\"2\"", " styleIDRef=\"90\""),
    ("run-shape-dangling", SECTION, "<hp:run charPrIDRef=\"", "<hp:run charPrIDRef=\"90"),
    ("section-undefined", SECTION, "*hp:secPr", "hp:secDef"),
    ("paper-zero", SECTION, "width=\"59528\"", "width=\"0\""),
    ("margins-beyond-paper", SECTION, " left=\"5669\"", " left=\"55669\""),
    ("columns-gone", SECTION, "<hp:colPr ", "<hp:colDef "),
    ("outline-dangling", SECTION, "outlineShapeIDRef=\"1\"", "outlineShapeIDRef=\"5\""),
    (
        "page-border-dangling",
        SECTION,
        "<hp:pageBorderFill type=\"BOTH\" borderFillIDRef=\"1\"",
        "<hp:pageBorderFill type=\"BOTH\" borderFillIDRef=\"600\"",
    ),
    (
        "lines-in-advance",
        SECTION,
        "</hp:run></hp:p></hs:sec>",
        "</hp:run><hp:linesegarray><hp:lineseg textpos=\"0\" vertpos=\"0\"/></hp:linesegarray></hp:p></hs:sec>",
    ),
    ("carriage-return", SECTION, "<hp:t>발신", "<hp:t>&#13;발신"),
    ("control-character", SECTION, "<hp:t>발신", "<hp:t>\u{7f}발신"),
    ("paragraph-number-twice", SECTION, "<hp:p id=\"100003\"", "<hp:p id=\"100001\""),
    ("paragraph-number-gone", SECTION, "<hp:p id=\"100001\"", "<hp:p"),
    (
        "paragraph-without-run",
        SECTION,
        "</hs:sec>",
        "<hp:p id=\"7777777\" paraPrIDRef=\"0\" styleIDRef=\"1\" pageBreak=\"0\" columnBreak=\"0\" merged=\"0\"></hp:p></hs:sec>",
    ),
    ("field-open", SECTION, "<hp:fieldEnd beginIDRef=\"900000001\" fieldid=\"628387683\"/>", ""),
    ("field-end-dangling", SECTION, "<hp:fieldEnd beginIDRef=\"900000002\"", "<hp:fieldEnd beginIDRef=\"900000009\""),
    ("field-parameters-miscounted", SECTION, "<hp:parameters cnt=\"5\"", "<hp:parameters cnt=\"4\""),
    ("link-dangling", SECTION, ">?#2;0;1;0;<", ">?#300;0;1;0;<"),
    ("note-miscounted", SECTION, "<hp:footNote number=\"1\"", "<hp:footNote number=\"4\""),
    ("note-unmarked", SECTION, "*hp:autoNum", "hp:autoSign"),
    ("picture-without-words", SECTION, "<hp:shapeComment>", "<hp:shapeComment></hp:shapeComment><hp:shapeComment>"),
    ("picture-dangling", SECTION, "binaryItemIDRef=\"image1\"", "binaryItemIDRef=\"image9\""),
    ("picture-size-zero", SECTION, "<hp:curSz width=\"", "<hp:curSz width=\"0\" was=\""),
    (
        "picture-parts-out-of-order",
        SECTION,
        "<hp:effects/><hp:sz ",
        "<hp:sz width=\"1\" height=\"1\"/><hp:effects/><hp:sz ",
    ),
    ("table-as-character", SECTION, "<hp:pos treatAsChar=\"0\"", "<hp:pos treatAsChar=\"1\""),
    ("table-unbroken", SECTION, "pageBreak=\"CELL\"", "pageBreak=\"NONE\""),
    (
        "table-beside-text",
        SECTION,
        "textWrap=\"TOP_AND_BOTTOM\" textFlow=\"BOTH_SIDES\" lock=\"0\" dropcapstyle=\"None\" pageBreak",
        "textWrap=\"SQUARE\" textFlow=\"BOTH_SIDES\" lock=\"0\" dropcapstyle=\"None\" pageBreak",
    ),
    ("head-not-repeated", SECTION, "repeatHeader=\"1\"", "repeatHeader=\"0\""),
    ("head-cell-unmarked", SECTION, "<hp:tc name=\"\" header=\"1\"", "<hp:tc name=\"\" header=\"0\""),
    ("rows-miscounted", SECTION, "rowCnt=\"4\"", "rowCnt=\"5\""),
    ("columns-miscounted", SECTION, "colCnt=\"2\"", "colCnt=\"3\""),
    ("table-size-zero", SECTION, "<hp:sz width=\"", "<hp:sz width=\"0\" was=\""),
    (
        "table-border-dangling",
        SECTION,
        "cellSpacing=\"0\" borderFillIDRef=\"1\"",
        "cellSpacing=\"0\" borderFillIDRef=\"700\"",
    ),
    ("table-number-twice", SECTION, "<hp:tbl id=\"2\"", "<hp:tbl id=\"1\""),
    (
        "cells-overlap",
        SECTION,
        "<hp:cellSpan colSpan=\"1\" rowSpan=\"1\"/>",
        "<hp:cellSpan colSpan=\"2\" rowSpan=\"1\"/>",
    ),
    (
        "span-beyond-table",
        SECTION,
        "<hp:cellSpan colSpan=\"1\" rowSpan=\"1\"/>",
        "<hp:cellSpan colSpan=\"1\" rowSpan=\"99\"/>",
    ),
    ("span-zero", SECTION, "<hp:cellSpan colSpan=\"1\" rowSpan=\"1\"/>", "<hp:cellSpan colSpan=\"0\" rowSpan=\"1\"/>"),
    (
        "cell-elsewhere",
        SECTION,
        "<hp:cellAddr colAddr=\"0\" rowAddr=\"1\"/>",
        "<hp:cellAddr colAddr=\"0\" rowAddr=\"2\"/>",
    ),
    ("cell-width-zero", SECTION, "<hp:cellSz width=\"", "<hp:cellSz width=\"0\" was=\""),
    ("cell-width-odd", SECTION, "<hp:cellSz width=\"", "<hp:cellSz width=\"1"),
    ("cell-margins-odd", SECTION, "<hp:cellMargin left=\"510\"", "<hp:cellMargin left=\"0\""),
    ("cell-border-dangling", SECTION, "dirty=\"0\" borderFillIDRef=\"", "dirty=\"0\" borderFillIDRef=\"99"),
    (
        "cell-parts-out-of-order",
        SECTION,
        "<hp:cellAddr colAddr=\"0\" rowAddr=\"0\"/><hp:cellSpan colSpan=\"1\" rowSpan=\"1\"/>",
        "<hp:cellSpan colSpan=\"1\" rowSpan=\"1\"/><hp:cellAddr colAddr=\"0\" rowAddr=\"0\"/>",
    ),
    ("cell-without-place", SECTION, "<hp:cellAddr colAddr=\"0\" rowAddr=\"0\"/>", ""),
    ("cell-neither-head-nor-body", SECTION, "<hp:tc name=\"\" header=\"0\"", "<hp:tc name=\"\""),
    (
        "list-without-paragraph",
        SECTION,
        "</hs:sec>",
        "<hp:p id=\"7777777\" paraPrIDRef=\"0\" styleIDRef=\"1\" pageBreak=\"0\" columnBreak=\"0\" merged=\"0\"><hp:run charPrIDRef=\"0\"><hp:ctrl><hp:hiddenComment><hp:subList id=\"\"/></hp:hiddenComment></hp:ctrl></hp:run></hp:p></hs:sec>",
    ),
];

/// A package of parts; the first is not packed.
pub(crate) fn packed(parts: &[(String, Vec<u8>)], stores_first: bool) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (at, (name, bytes)) in parts.iter().enumerate() {
        let method = if at == 0 && stores_first { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        zip.start_file(name.as_str(), SimpleFileOptions::default().compression_method(method)).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Defects of the archive rather than of a part.
fn archives(parts: &[(String, Vec<u8>)]) -> Vec<(String, Vec<u8>)> {
    let without = |name: &str| parts.iter().filter(|(own, _)| own != name).cloned().collect::<Vec<_>>();
    let mut all = Vec::new();
    for name in [
        "version.xml",
        "settings.xml",
        HEADER,
        SECTION,
        LIST,
        "Preview/PrvText.txt",
        "META-INF/container.xml",
        "META-INF/container.rdf",
        "META-INF/manifest.xml",
        "BinData/image1.svg",
    ] {
        all.push((format!("without-{}", name.rsplit('/').next().unwrap()), packed(&without(name), true)));
    }
    let mut turned = parts.to_vec();
    turned.swap(0, 1);
    all.push(("kind-not-first".to_owned(), packed(&turned, true)));
    all.push(("kind-packed".to_owned(), packed(parts, false)));
    let with = |name: &str, bytes: &[u8]| {
        let mut more = parts.to_vec();
        more.push((name.to_owned(), bytes.to_vec()));
        packed(&more, true)
    };
    all.push(("part-unlisted".to_owned(), with("BinData/image2.svg", b"<svg/>")));
    all.push(("part-of-nothing".to_owned(), with("note.txt", b"?")));
    all.push((
        "sections-not-in-turn".to_owned(),
        with("Contents/section3.xml", b"<?xml version=\"1.0\" standalone=\"yes\"?><hs:sec/>"),
    ));
    let mut flat = parts.to_vec();
    let (_, bytes) = flat.iter_mut().find(|(name, _)| name == SECTION).unwrap();
    let text = String::from_utf8(bytes.clone()).unwrap();
    let size = text.split("<hp:cellSz ").nth(1).unwrap().split("/>").next().unwrap();
    let none = format!("{} height=\"0\"", size.split(" height").next().unwrap());
    *bytes = text.replacen(size, &none, 1).into_bytes();
    all.push(("cell-height-zero".to_owned(), packed(&flat, true)));
    let mut blank = parts.to_vec();
    blank.iter_mut().filter(|(name, _)| name == "Preview/PrvText.txt").for_each(|(_, bytes)| bytes.clear());
    all.push(("preview-empty".to_owned(), packed(&blank, true)));
    all
}

#[test]
fn every_defect_is_seen() {
    let package = whole();
    leave("0-sound", &package);
    assert_eq!(check(&package), [], "the package without a defect");
    let parts = parts(&package);
    let mut broken = archives(&parts);
    let mut absent = Vec::new();
    for (name, part, from, to) in DEFECTS {
        let mut own = parts.clone();
        let (_, bytes) = own.iter_mut().find(|(own, _)| own == part).unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        let (from, count) = from.strip_prefix('*').map_or((*from, 1), |from| (from, usize::MAX));
        if !text.contains(from) {
            absent.push(format!("{name}: `{from}` is not in {part}"));
        }
        *bytes = text.replacen(from, to, count).into_bytes();
        broken.push(((*name).to_owned(), packed(&own, true)));
    }
    assert!(absent.is_empty(), "{absent:#?}");
    assert!(broken.len() >= 40, "{}", broken.len());
    let mut unseen = Vec::new();
    for (name, bytes) in &broken {
        leave(name, bytes);
        if check(bytes).is_empty() {
            unseen.push(name.clone());
        }
    }
    assert!(unseen.is_empty(), "{unseen:#?} of {}", broken.len());
}
