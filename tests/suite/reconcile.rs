//! Reconciliation of finished filings: whatever is turned in one place and not in the others is found, and named with both.

use std::path::Path;
use std::sync::OnceLock;

use assert_cmd::Command;
use bogo::filing::{Body, Chart, Filing, Inline};
use bogo::proof::{Disagreement, Disagrees, reconcile};
use tempfile::TempDir;

fn bogo() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bogo"));
    command.env_clear();
    command
}

/// The bundle of the Kakao case.
fn bundle() -> &'static Path {
    static BUILT: OnceLock<TempDir> = OnceLock::new();
    let dir = BUILT.get_or_init(|| {
        let dir = tempfile::tempdir().expect("a folder");
        let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/kakao-2022-10-15");
        bogo().arg("build").arg(case).arg("--out").arg(dir.path()).arg("-q").assert().success();
        dir
    });
    dir.path()
}

fn filing(name: &str) -> Filing {
    let path = bundle().join("kakao-2022-10-15/submit").join(format!("{name}.json"));
    serde_json::from_slice(&std::fs::read(path).expect("a filing")).expect("a filing")
}

fn found(filings: &[Filing]) -> Vec<Disagreement> {
    reconcile(&filings.iter().collect::<Vec<_>>())
}

fn table<'f>(filing: &'f mut Filing, item: &str) -> &'f mut bogo::filing::Table {
    let items = filing.sections.iter_mut().flat_map(|section| &mut section.items);
    let item = items.into_iter().find(|found| found.id == item).unwrap_or_else(|| panic!("{item}"));
    match &mut item.content {
        Body::Table { table } => table,
        other => panic!("{other:?}"),
    }
}

/// Writes over the first value of a cell: its text, and its plain value where one is given.
fn turn(cell: &mut bogo::filing::TableCell, new: &str, plain: Option<&str>) {
    for inline in &mut cell.content {
        if let Inline::Value { text, value, .. } = inline {
            new.clone_into(text);
            if let Some(plain) = plain {
                *value = Some(plain.to_owned());
            }
            return;
        }
    }
    panic!("a cell without a value");
}

fn only(found: &[Disagreement], kind: Disagrees) -> &Disagreement {
    found.iter().find(|one| one.kind == kind).unwrap_or_else(|| panic!("{found:#?}"))
}

#[test]
fn what_bogo_made_agrees_with_itself() {
    let all = [filing("kr-relief-report"), filing("kr-incident-report")];
    assert_eq!(found(&all), []);
    // And it is held against something: totals, shares and charts are there.
    let adds = all.iter().flat_map(Filing::items).filter_map(|item| match &item.content {
        Body::Table { table } => Some(table.columns.iter().filter(|column| column.adds).count()),
        _ => None,
    });
    assert!(adds.sum::<usize>() >= 3);
}

#[test]
fn a_text_that_is_not_its_value_is_found() {
    let mut filing = filing("kr-relief-report");
    turn(&mut table(&mut filing, "composition.harm").rows[0].cells[1], "14,919건", None);
    let found = found(&[filing]);
    let one = only(&found, Disagrees::Value);
    assert_eq!((one.printed.as_str(), one.expected.as_str()), ("14,919건", "14918"), "{one:?}");
    assert!(one.id.starts_with("claims.by_harm.") && one.place == "피해 유형별", "{one:?}");
}

#[test]
fn parts_that_do_not_add_up_and_shares_of_another_count_are_found() {
    let mut one = filing("kr-relief-report");
    // Text and value alike, as somebody would who makes the data true to the page.
    let harm = table(&mut one, "composition.harm");
    turn(&mut harm.rows[0].cells[1], "24,918건", Some("24918"));
    let told = found(&[one]);
    assert_eq!(only(&told, Disagrees::Total).printed, "87,195건", "{told:#?}");
    assert_eq!(only(&told, Disagrees::Share).printed, "17.1%", "{told:#?}");
    let mut two = filing("kr-relief-report");
    let total = table(&mut two, "composition.harm").rows.last_mut().expect("a total");
    turn(&mut total.cells[1], "87,196건", Some("87196"));
    assert_eq!(only(&found(&[two]), Disagrees::Total).expected, "87195");
}

#[test]
fn a_chart_and_another_form_that_say_something_else_are_found() {
    let mut drawn = filing("kr-relief-report");
    let items = drawn.sections.iter_mut().flat_map(|section| &mut section.items);
    let texts = items.filter_map(|item| match &mut item.content {
        Body::Chart { chart: Chart::Points { points, .. } } => points.last_mut().map(|point| &mut point.text),
        _ => None,
    });
    *texts.into_iter().next().expect("a chart") = "105,117건".to_owned();
    let told = found(&[drawn]);
    assert_eq!(only(&told, Disagrees::Chart).printed, "105,117건", "{told:#?}");
    let mut other = filing("kr-incident-report");
    let text = serde_json::to_string(&other).expect("JSON");
    let text = text.replace("105,116건", "105,117건").replace("\"105116\"", "\"105117\"");
    other = serde_json::from_str(&text).expect("a filing");
    let told = found(&[filing("kr-relief-report"), other]);
    let one = told.iter().find(|one| one.kind == Disagrees::Forms && one.id == "claims.total");
    let one = one.unwrap_or_else(|| panic!("{told:#?}"));
    assert!(
        one.printed != one.expected
            && one.expected.contains("kr-incident-report") | one.file.contains("kr-incident-report"),
        "{one:?}"
    );
}

#[test]
fn a_table_with_shares_says_once_how_they_are_rounded() {
    for name in ["kr-relief-report", "kr-incident-report"] {
        let filing = filing(name);
        for item in filing.items() {
            let Body::Table { table } = &item.content else { continue };
            let inlines = || table.rows.iter().flat_map(|row| &row.cells).flat_map(|cell| &cell.content);
            let is_share = |inline: &Inline| matches!(inline, Inline::Value { figure: Some(id), .. } if id.rsplit('.').next() == Some("share"));
            let rules = table.notes.iter().filter(|note| note.contains("반올림하여")).count();
            assert_eq!(rules, usize::from(inlines().any(is_share)), "{name} {}", item.id);
        }
    }
}

#[test]
fn a_bundle_whose_forms_contradict_each_other_behind_true_hashes_is_named() {
    // Data and sums rewritten together: nothing but the other form tells.
    let dir = tempfile::tempdir().expect("a folder");
    let from = bundle().join("kakao-2022-10-15/submit");
    let to = dir.path().join("submit");
    std::fs::create_dir(&to).expect("a folder");
    let hash = |bytes: &[u8]| bogo::bundle::sha256_hex(bytes);
    let turned = |text: &str| text.replace("105,116건", "105,117건").replace("\"105116\"", "\"105117\"");
    let mut manifest: serde_json::Value =
        serde_json::from_slice(&std::fs::read(from.join("manifest.json")).expect("a manifest")).expect("JSON");
    let mut outputs = Vec::new();
    for name in ["kr-incident-report.json", "kr-relief-report.json"] {
        let text = std::fs::read_to_string(from.join(name)).expect("data");
        let text = if name.starts_with("kr-incident") { turned(&text) } else { text };
        std::fs::write(to.join(name), &text).expect("data");
        outputs.push(serde_json::json!({ "path": name, "sha256": hash(text.as_bytes()), "bytes": text.len() }));
    }
    let mut sums: Vec<(String, String)> =
        outputs.iter().map(|one| (one["path"].to_string(), one["sha256"].to_string())).collect();
    manifest["outputs"] = serde_json::Value::Array(outputs);
    let text = serde_json::to_string_pretty(&manifest).expect("JSON") + "\n";
    std::fs::write(to.join("manifest.json"), &text).expect("a manifest");
    sums.push(("manifest.json".to_owned(), hash(text.as_bytes())));
    let line = |(path, hash): &(String, String)| format!("{}  {}\n", hash.trim_matches('"'), path.trim_matches('"'));
    std::fs::write(to.join("SHA256SUMS"), sums.iter().map(line).collect::<String>()).expect("sums");
    let output = bogo().arg("verify").arg(&to).args(["--message-format", "json"]).output().expect("it runs");
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let failures = told["failures"].as_array().expect("failures");
    let forms =
        failures.iter().find(|one| one["code"] == "verify-disagrees-forms" && one["facts"]["id"] == "claims.total");
    assert!(output.status.code() == Some(1) && forms.is_some_and(|one| one["class"] == "contradictory"), "{told:#}");
}
