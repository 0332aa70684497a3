//! The executive page (경영진 요약): of every fixture one page on paper, a lead of three lines, what is late first and marked
//! by word and sign, and each number of it a figure.

#![allow(clippy::unwrap_used, reason = "a test fails where it unwraps")]

use std::path::{Path, PathBuf};

use bogo::dossier::Edition;
use bogo::filing::{Body, Filing, Inline, Material};
use bogo::pack::{Assets, Pack};
use bogo::{dossier, figures, filing, law, proof, render};

const FORM: &str = "executive-summary";

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut cases: Vec<_> = std::fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path()).collect();
    cases.retain(|case| case.join("case.toml").is_file());
    cases.sort();
    assert!(cases.len() >= 7, "{cases:?}");
    cases
}

fn summary(pack: &Pack, case: &Path) -> Filing {
    let (dossier, _) = dossier::load(case, pack).unwrap();
    let (mut figures, _) = figures::compute(pack, &dossier);
    let duties = law::duties::examine(pack, &dossier, &figures, None);
    for figure in law::figures::figures(pack, &dossier, &duties) {
        figures.add(figure);
    }
    let material = Material { dossier: &dossier, figures: &figures, duties: &duties };
    filing::fill(pack, material, FORM, Edition::Internal, false).unwrap()
}

fn text(inlines: &[Inline]) -> String {
    let text = |inline: &Inline| match inline {
        Inline::Text { text } | Inline::Value { text, .. } | Inline::Cite { text, .. } => text.clone(),
    };
    inlines.iter().map(text).collect()
}

/// The rows of the duties on the page, cell by cell.
fn agenda(filing: &Filing) -> Vec<Vec<String>> {
    let item = filing.items().find(|item| item.id == "due.agenda").expect("every page says what is due");
    match &item.content {
        Body::Table { table } => {
            table.rows.iter().map(|row| row.cells.iter().map(|cell| text(&cell.content)).collect()).collect()
        }
        _ => Vec::new(),
    }
}

#[test]
fn every_fixture_has_one_page_with_a_lead_of_three_lines() {
    let pack = Pack::load(Assets::embedded()).unwrap();
    for case in cases() {
        let filing = summary(&pack, &case);
        let lead: Vec<String> = filing.summary.iter().map(|line| text(line)).collect();
        assert_eq!(lead.len(), 3, "{}: {lead:#?}", case.display());
        assert!(lead[2].contains("기한") || lead[2].contains("까지"), "{}: by when: {}", case.display(), lead[2]);
        let document = render::document(&pack, &filing).unwrap();
        let html = render::html(&pack, &filing, &document).unwrap();
        assert_eq!(proof::html(&html, &filing), vec![], "{}", case.display());
        let bytes = render::pdf(&pack, &filing, &document, &[], None).unwrap();
        assert_eq!(lopdf::Document::load_mem(&bytes).unwrap().get_pages().len(), 1, "{}", case.display());
    }
}

#[test]
fn what_is_late_stands_first_by_word_and_sign_and_the_rest_is_counted() {
    let pack = Pack::load(Assets::embedded()).unwrap();
    let late = |row: &Vec<String>| row[0].contains("▲ 기한 지남");
    let mut counted = 0;
    for case in cases() {
        let filing = summary(&pack, &case);
        let rows = agenda(&filing);
        let first_in_time = rows.iter().position(|row| !late(row)).unwrap_or(rows.len());
        assert!(rows[first_in_time..].iter().all(|row| !late(row) && row[0].contains("● 곧 닥침")), "{rows:#?}");
        assert!(rows.len() <= pack.filing.agenda.most, "{rows:#?}");
        let rest = filing.items().find(|item| item.id == "due.rest").unwrap();
        let Body::Text { paragraphs } = &rest.content else { panic!("{rest:?}") };
        counted += paragraphs.iter().filter(|line| text(line).starts_with("외 ")).count();
    }
    assert!(counted > 0, "of some case the page has no room for all");
}

#[test]
fn notices_and_reports_stand_on_the_axis_of_the_services() {
    let pack = Pack::load(Assets::embedded()).unwrap();
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/sample-2026-09");
    let filing = summary(&pack, &case);
    let charts = filing.items().filter_map(|item| match &item.content {
        Body::Chart { chart: filing::Chart::Spans { marks, .. } } => Some(marks.clone()),
        _ => None,
    });
    let marks: Vec<_> = charts.flatten().map(|marks| (marks.label, marks.at.len())).collect();
    assert_eq!(marks, [("고지".to_owned(), 2), ("보고 · 제출".to_owned(), 2)]);
}
