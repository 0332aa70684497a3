//! The ledger of the statutes: every article of the Korean pack says what becomes of each of its items, the page made of
//! it is current, names that lead nowhere are refused, and retired ids lead on.

use std::fs;
use std::path::Path;

use bogo::pack::{Assets, Pack, RowTest};

use crate::support::bogo;

fn pack() -> Pack {
    Pack::load(Assets::embedded()).expect("the packaged templates load")
}

#[test]
fn the_page_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/kr/COVERAGE.md");
    let page = pack().coverage();
    if std::env::var_os("BOGO_WRITE_DOCS").is_some() {
        fs::write(&path, &page).expect("templates/ is writable");
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(found == page, "templates/kr/COVERAGE.md is not what the statutes say; BOGO_WRITE_DOCS=1 writes it");
}

#[test]
fn every_article_accounts_for_its_items() {
    let pack = pack();
    let silent: Vec<&str> =
        pack.statutes.iter().filter(|(_, article)| article.item.is_empty()).map(|(_, article)| &*article.id).collect();
    assert!(silent.is_empty(), "{silent:?}");
    // Every duty is the account of some article that it rests on.
    for duty in &pack.duties.duties {
        let accounted = pack
            .statutes
            .iter()
            .filter(|(_, article)| duty.article.contains(&article.id))
            .flat_map(|(_, article)| &article.item)
            .any(|item| item.by.contains(&duty.id));
        assert!(accounted, "{}", duty.id);
    }
}

/// A pack in which one file was changed in one place.
fn changed(path: &str, from: &str, to: &str) -> (bool, String) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let place = dir.path().join(path);
    fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("templates").join(path)).expect("a file");
    assert!(text.contains(from), "{from}");
    fs::write(&place, text.replacen(from, to, 1)).expect("a file");
    let topic = if to.contains("retired") { "kr.old-notice" } else { "kr.outage-notice" };
    let output = bogo().args(["explain", topic, "--templates"]).arg(dir.path()).output().expect("it runs");
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).expect("text"))
}

#[test]
fn a_name_that_leads_nowhere_is_refused() {
    let tba = "kr/statutes/tba.toml";
    for (path, from, to, expected) in [
        (tba, "by = [\"kr.stability-annual\"]", "by = [\"kr.stability-yearly\"]", "kr.stability-yearly"),
        (
            tba,
            "by = [\"kr.stability-annual\"]",
            "by = [\"kr-stability-annual:no.item\"]",
            "kr-stability-annual:no.item",
        ),
        (tba, "by = [\"kr.stability-annual\"]", "", "by, left, undone"),
        (tba, "act = \"법률 제19153호\"", "act = \"법률 제19999호\"", "법률 제19999호"),
        ("kr/acts.toml", "in_force = 2023-07-04", "in_force = 2023-07-05", "2023-07-05"),
        (
            "kr/pack.toml",
            "schema = 1",
            "schema = 1\nretired = { \"kr.outage-notice\" = \"kr.leak-report\" }",
            "kr.outage-notice",
        ),
        (
            "kr/pack.toml",
            "schema = 1",
            "schema = 1\nretired = { \"kr.old-notice\" = \"kr.no-notice\" }",
            "kr.no-notice",
        ),
    ] {
        let (worked, said) = changed(path, from, to);
        assert!(!worked && said.contains(expected), "{to}: {said}");
    }
}

#[test]
fn a_retired_id_leads_to_the_one_in_its_place() {
    let retired = "schema = 1\nretired = { \"kr.old-notice\" = \"kr.outage-notice\" }";
    let (worked, said) = changed("kr/pack.toml", "schema = 1", retired);
    assert!(worked && said.contains("kr.old-notice") && said.contains("역무 제공 중단의 고지"), "{said}");
}

#[test]
fn a_number_says_what_it_meant_and_when() {
    let explain = |topic: &str| {
        let output = bogo().args(["explain", topic]).output().expect("it runs");
        String::from_utf8(output.stdout).expect("text")
    };
    let said = explain("제37조의11");
    for part in [
        "제37조의11: 2019. 6. 25.부터 2022. 10. 15.까지 역무 제공 중단의 고지",
        "손해배상 기준 · 절차의 고지",
        "자료에 없습니다",
    ] {
        assert!(said.contains(part), "{part} in {said}");
    }
    // Two versions under one number are one meaning.
    let said = explain("제37조의13");
    assert!(said.contains("제37조의13: 2024. 6. 30.부터 2026. 4. 27.까지 역무 제공 중단의 고지"), "{said}");
    let said = explain("tba-ed.outage-notice");
    assert!(said.contains("kr-outage-notice:notice.cause") && said.contains("제출자가 정함"), "{said}");
    let said = explain("apa.periods");
    assert!(said.contains("시행 첫날은 확인되지 않음"), "{said}");
}

/// A Korean threshold on a value that is counted over a period always says over which.
#[test]
fn every_counted_value_has_its_window() {
    let pack = pack();
    let mut windows = 0;
    for duty in &pack.duties.duties {
        for row in duty.rows() {
            row.walk(&mut |row| {
                let RowTest::Test(condition) = &row.body else { return };
                let counted = condition.facts().any(|path| pack.duties.catalogue.period(path).is_some());
                assert_eq!(row.window.is_some(), counted, "{} {}", duty.id, row.id);
                windows += usize::from(counted);
            });
        }
    }
    assert!(windows >= 10, "{windows}");
}
