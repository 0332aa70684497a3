//! What people write is text: its digits, units, dates, marks and article numbers are no numbers of the report.
//!
//! Every text cell and id of every bundled case, and every text key of `case.toml`, is given realistic text; the case must
//! build (with errors of its own as a draft), never fail to work, and its bundle must verify. `cargo test` runs a sample;
//! the whole is `cargo test --release --test substitutions -- --ignored`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use bogo::pack::{Assets, FieldSchema, FieldType, Pack, SheetSchema};
use fixtures::book;
use fixtures::random::Random;
use rayon::prelude::*;

/// What names and sentences of real cases hold.
const TEXTS: [&str; 30] = [
    "11번가 주식회사",
    "주식회사 3디팩토리",
    "21세기소프트",
    "제1사업부 2팀",
    "담당자 2호",
    "본관 3층 제2회의실",
    "약 1억 2,000만 원 상당의 손실",
    "월 9,900원 정기권",
    "가동률 99.95% 보장",
    "오전 9시 30분부터 18:00까지",
    "v2.14.3-rc1 배포",
    "「전기통신사업법」 제33조제2항",
    "시행령 제37조의21제1항제5호 다목",
    "'24시간 365일' 무중단 운영",
    "\"긴급\" 공지(2차)",
    "[1단계] 복구 (서버 12대)",
    "2026. 9. 28. 02:14 정기 점검",
    "TLS 1.3 · IPv6 전환",
    "① 접속 ② 결제 ③ 정산",
    "제12호 3.5GHz 대역",
    "100% 환불(최대 3개월)",
    "A/B 시험 <B안> & 50:50",
    "(주)하나_2",
    "5G 존, 4층 / 2관",
    "첫째 줄 1호\n둘째 줄 2호",
    "105,116건",
    "127시간 33분",
    "1.",
    "12행",
    "2/3 지점, 표 4, 7행",
];

/// Ids that people give: of letters, digits and marks.
const IDS: [&str; 8] = ["11st", "3d_factory", "가맹점-1", "svc.2", "no 7", "2026", "A/B-50", "제1센터(신관)"];

fn pack() -> &'static Pack {
    static PACK: OnceLock<Pack> = OnceLock::new();
    PACK.get_or_init(|| Pack::load(Assets::embedded()).expect("the packaged templates load"))
}

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let entries = fs::read_dir(folder).expect("fixtures").flatten().map(|entry| entry.path());
    let mut cases: Vec<PathBuf> = entries.filter(|path| path.join("case.toml").is_file()).collect();
    cases.sort();
    cases
}

fn schema(name: &str) -> &'static SheetSchema {
    let is_named = |schema: &&SheetSchema| schema.ko == name || schema.also.iter().any(|also| also == name);
    pack().sheets.sheet.iter().find(is_named).unwrap_or_else(|| panic!("no sheet {name}"))
}

fn field<'s>(schema: &'s SheetSchema, header: &str) -> Option<&'s FieldSchema> {
    let is = |name: &String| name.eq_ignore_ascii_case(header);
    schema.field.iter().find(|field| is(&field.ko) || is(&field.en) || field.also.iter().any(is))
}

/// How much of a case is written anew.
#[derive(Clone, Copy, Debug)]
enum Reach {
    /// One text in twenty.
    Few,
    Half,
    All,
}

/// The case of a seed, written into `dir`; the keys and cells that were given other text.
fn write(case: &Path, dir: &Path, seed: u64) -> Vec<String> {
    let mut random = Random::new(seed);
    let reach = random.weighted(&[(Reach::Few, 2), (Reach::Half, 2), (Reach::All, 1)]);
    let draw = |random: &mut Random| match reach {
        Reach::Few => random.below(20) == 0,
        Reach::Half => random.below(2) == 0,
        Reach::All => true,
    };
    let text =
        |random: &mut Random| TEXTS[usize::try_from(random.below(TEXTS.len() as u64)).expect("small")].to_owned();
    let mut changed = Vec::new();
    let mut sheets: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
    let mut ids: Vec<String> = Vec::new();
    let sources = fs::read_dir(case.join("source")).expect("sources").flatten().map(|entry| entry.path());
    let mut sources: Vec<PathBuf> = sources.filter(|path| path.extension().is_some_and(|e| e == "csv")).collect();
    sources.sort();
    for path in sources {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let mut rows = book::rows(&path).expect("the source reads");
        let fields: Vec<_> = rows[0].iter().map(|header| field(schema(&name), header)).collect();
        for (number, row) in rows.iter_mut().enumerate().skip(1) {
            for (cell, field) in row.iter_mut().zip(&fields) {
                let Some(field) = field.filter(|_| !cell.is_empty()) else { continue };
                if field.kind == FieldType::Id && schema(&name).key.as_deref() == Some(field.id.as_str()) {
                    ids.push(cell.clone());
                }
                // What another column's code is stands in a column of text as well.
                let is_word = matches!(field.id.as_str(), "code" | "duty");
                if field.kind == FieldType::Text && !is_word && cell != "파악 중" && draw(&mut random) {
                    *cell = text(&mut random);
                    changed.push(format!("{name} {} {}: {cell}", number + 1, field.ko));
                }
            }
        }
        sheets.insert(name, rows);
    }
    let file = fs::read_to_string(case.join("case.toml")).expect("a case file");
    let mut file: toml::Table = file.parse().expect("TOML");
    let mut keys: Vec<(&str, &str)> = vec![("", "title"), ("contact", "name"), ("contact", "department")];
    keys.push(("", "doc_no"));
    for (table, key) in keys {
        let table = if table.is_empty() { Some(&mut file) } else { file.get_mut(table).and_then(|t| t.as_table_mut()) };
        let Some(table) = table.filter(|table| table.contains_key(key) || key == "doc_no") else { continue };
        if draw(&mut random) {
            // A title and an address are one line.
            let text = text(&mut random).replace('\n', " ");
            changed.push(format!("case.toml {key}: {text}"));
            table.insert(key.to_owned(), text.into());
        }
    }
    // An id means the same wherever it stands.
    ids.sort();
    ids.dedup();
    let mut fresh: Vec<&str> = IDS.to_vec();
    random.shuffle(&mut fresh);
    for (old, new) in ids.iter().zip(fresh) {
        if !draw(&mut random) {
            continue;
        }
        changed.push(format!("id {old}: {new}"));
        for (name, rows) in &mut sheets {
            let fields: Vec<_> = rows[0].iter().map(|header| field(schema(name), header)).collect();
            for row in rows.iter_mut().skip(1) {
                for (cell, field) in row.iter_mut().zip(&fields) {
                    if field.is_some_and(|field| matches!(field.kind, FieldType::Id | FieldType::Codes)) {
                        let parts = cell.split(", ").map(|part| if part == old { new } else { part });
                        *cell = parts.collect::<Vec<_>>().join(", ");
                    }
                }
            }
        }
        if file["filer"].as_str() == Some(old) {
            file.insert("filer".to_owned(), new.into());
        }
    }
    file.insert("inputs".to_owned(), toml::Table::from_iter([("files".to_owned(), vec!["*.csv"].into())]).into());
    fs::write(dir.join("case.toml"), toml::to_string(&file).expect("TOML")).expect("a writable folder");
    for (name, rows) in sheets {
        let mut writer =
            csv::WriterBuilder::new().flexible(true).from_path(dir.join(format!("{name}.csv"))).expect("a file");
        for row in &rows {
            writer.write_record(row).expect("a row");
        }
        writer.flush().expect("a file");
    }
    changed
}

fn bogo(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bogo"));
    command.env_clear().args(arguments).output().expect("it runs")
}

/// What went wrong with the case of a seed; none where it builds and verifies.
fn problem(cases: &[PathBuf], seed: u64) -> Option<String> {
    let case = &cases[usize::try_from(seed).expect("small") % cases.len()];
    let dir = tempfile::tempdir().expect("a temporary folder");
    let changed = write(case, dir.path(), seed);
    let out = dir.path().join("out");
    let (folder, out) = (dir.path().to_string_lossy(), out.to_string_lossy());
    let told = |what: &str, run: &Output| {
        let said = String::from_utf8_lossy(&run.stderr).into_owned() + &String::from_utf8_lossy(&run.stdout);
        let name = case.file_name().expect("a name").to_string_lossy();
        Some(format!("seed {seed} ({name}): {what}: {:?}\n{said}\n{}", run.status.code(), changed.join("\n")))
    };
    let mut build = bogo(&["build", &folder, "--out", &out, "--quiet"]);
    if build.status.code() == Some(1) {
        build = bogo(&["build", &folder, "--out", &out, "--quiet", "--draft"]);
    }
    if !matches!(build.status.code(), Some(0 | 1)) {
        return told("build", &build);
    }
    let bundles = fs::read_dir(&*out).expect("a bundle").flatten();
    let bundles: Vec<PathBuf> = bundles.map(|entry| entry.path()).filter(|path| path.join("submit").is_dir()).collect();
    let [bundle] = &bundles[..] else { return told("no bundle", &build) };
    let verify = bogo(&["verify", &bundle.to_string_lossy()]);
    if verify.status.code() == Some(0) { None } else { told("verify", &verify) }
}

fn run(seeds: Vec<u64>) {
    let cases = cases();
    let problems: Vec<String> = seeds.into_par_iter().filter_map(|seed| problem(&cases, seed)).collect();
    assert!(problems.is_empty(), "{} problems\n{}", problems.len(), problems.join("\n\n"));
}

#[test]
fn a_sample_of_texts_builds_and_verifies() {
    // A legal ground of several lines, which the whole found.
    run((0..28).chain([1_004, 1_189]).collect());
}

#[test]
#[ignore = "the whole takes minutes: cargo test --release --test substitutions -- --ignored"]
fn five_hundred_texts_build_and_verify() {
    let seeds = std::env::var("SEEDS").ok().and_then(|seeds| seeds.parse().ok()).unwrap_or(504);
    run((1_000..1_000 + seeds).collect());
}
