//! Where things stand: of every form, the first fixture that files it, and of their letters one. Per page the headings,
//! tables and figures with their distance from the top of the paper in points; a change of layout shows as changed lines.
//!
//! Read from the finished file by another library, so that nothing of the engine has to be known. Before a snapshot is
//! accepted, its pages are looked at: `BOGO_PDF_OUT=DIR cargo test --test pages` leaves the files there.

#![allow(clippy::unwrap_used, reason = "a test fails where it unwraps")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use bogo::filing::{Filing, Material};
use bogo::pack::{Assets, Pack};
use bogo::{dossier, figures, filing, law, render};

use crate::support::tags;
use crate::support::tags::Tag;

/// Characters of a heading or caption that tell it apart.
const WORDS: usize = 16;

/// The first filing of every form and the first letter, by form.
fn filings(pack: &Pack) -> BTreeMap<String, Filing> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut cases: Vec<_> = std::fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path()).collect();
    cases.retain(|case| case.join("case.toml").is_file());
    cases.sort();
    let mut filings = BTreeMap::new();
    for case in cases {
        let (dossier, _) = dossier::load(&case, pack).unwrap();
        let (figures, _) = figures::compute(pack, &dossier);
        let duties = law::duties::examine(pack, &dossier, &figures, None);
        let material = Material { dossier: &dossier, figures: &figures, duties: &duties };
        for form in &dossier.case.forms {
            if filings.contains_key(form) {
                continue;
            }
            let own = filing::fill(pack, material, form, bogo::dossier::Edition::Regulator, false).unwrap();
            let letter = filing::letter(pack, material, &own, false).unwrap();
            for filing in std::iter::once(own).chain(letter) {
                filings.entry(filing.form.clone()).or_insert(filing);
            }
        }
    }
    filings
}

/// A line of the snapshot: page, distance from the top, what stands there. A table below its heading shares its line.
type Line = (u32, i64, String);

fn lines(tag: &Tag, lines: &mut Vec<Line>) {
    let start = |text: &str| text.chars().take(WORDS).collect::<String>();
    match tag.name.as_str() {
        "H1" | "H2" | "H3" | "H4" => {
            let (page, top) = tag.places().into_iter().next().expect("a heading is painted");
            lines.push((page, top, format!("{}  {}", tag.name, start(&tag.line()))));
        }
        "Table" => {
            // A caption is the table's name; its rows are told of page by page.
            let caption = tag.named("Caption").first().map(|caption| start(&caption.line())).unwrap_or_default();
            let mut pages: BTreeMap<u32, (i64, i64, usize)> = BTreeMap::new();
            for row in tag.named("TR") {
                for page in row.all_pages().into_iter().collect::<BTreeSet<_>>() {
                    pages.entry(page).or_insert((i64::MAX, 0, 0)).2 += 1;
                }
                for (page, top) in row.places() {
                    let own = pages.get_mut(&page).unwrap();
                    (own.0, own.1) = (own.0.min(top), own.1.max(top));
                }
            }
            for (page, (first, last, rows)) in pages {
                let place = format!("{first} to {last}, {rows} rows");
                match lines.last_mut() {
                    Some((own, _, words)) if *own == page && words.starts_with('H') && !words.ends_with("rows") => {
                        words.push_str(&format!(" | {place}"));
                    }
                    _ => lines.push((page, first, format!("to {last}, {rows} rows  {caption}").trim_end().to_owned())),
                }
            }
        }
        "Figure" => {
            let (page, top, bottom) = tag.bounds.expect("a figure has bounds");
            lines.push((page, top, format!("figure to {bottom}")));
        }
        _ => tag.kids.iter().for_each(|kid| self::lines(kid, lines)),
    }
}

fn snapshot(bytes: &[u8]) -> String {
    let file = tags::read(bytes);
    let mut found = Vec::new();
    lines(&file.root, &mut found);
    let mut text = String::new();
    for &page in file.document.get_pages().keys() {
        let _ = writeln!(text, "page {page}");
        found.iter().filter(|line| line.0 == page).for_each(|(_, top, words)| {
            let _ = writeln!(text, "{top:>5}  {words}");
        });
    }
    text
}

#[test]
fn every_form_stands_where_it_stood() {
    let pack = Pack::load(Assets::embedded()).unwrap();
    let filings = filings(&pack);
    // Every form of the pack, so that a new one comes with a fixture.
    assert_eq!(filings.keys().collect::<Vec<_>>(), pack.forms.keys().collect::<Vec<_>>());
    for (form, filing) in &filings {
        let document = render::document(&pack, filing).unwrap();
        let bytes = render::pdf(&pack, filing, &document, &[], None).unwrap();
        if let Ok(folder) = std::env::var("BOGO_PDF_OUT") {
            std::fs::write(format!("{folder}/{form}.pdf"), &bytes).unwrap();
        }
        insta::assert_snapshot!(form.as_str(), snapshot(&bytes));
    }
}
