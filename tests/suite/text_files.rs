//! Cases whose tables are text files: the same figures as from workbooks, whatever the encoding and the delimiter.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use bogo::dossier;
use bogo::figures::{self, Figures};
use bogo::finding::{Arg, Finding, Severity};
use bogo::pack::{Assets, Pack};
use encoding_rs::EUC_KR;

const CASE: &str = "fixtures/kakao-2022-10-15";

fn read(case: &Path) -> (Figures, Vec<Finding>) {
    let pack = Pack::load(Assets::embedded()).expect("the packaged templates load");
    let (dossier, findings) = dossier::load(case, &pack).unwrap_or_else(|error| panic!("{error}"));
    let (figures, computed) = figures::compute(&pack, &dossier);
    (figures, findings.into_iter().chain(computed).collect())
}

/// The sources of the fixture's workbooks as inputs, rewritten by `write`, with `case.toml` naming them.
fn case_of_text(write: impl Fn(&str, String) -> (String, Vec<u8>)) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join(CASE);
    for entry in fs::read_dir(from.join("source")).expect("sources").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if let Some(stem) = name.strip_suffix(".csv") {
            let (name, bytes) = write(stem, fs::read_to_string(entry.path()).expect("text"));
            fs::write(dir.path().join(name), bytes).expect("a file");
        }
    }
    let case = fs::read_to_string(from.join("case.toml")).expect("a case");
    let case = case.lines().map(|line| if line.starts_with("files = ") { "files = [\"*.*sv\"]" } else { line });
    fs::write(dir.path().join("case.toml"), case.collect::<Vec<_>>().join("\n")).expect("a file");
    dir
}

/// Ids of figures that only one side has, or whose values differ.
fn differences(a: &Figures, b: &Figures) -> Vec<String> {
    let ids: BTreeSet<&str> = a.iter().chain(b.iter()).map(|figure| figure.id.as_str()).collect();
    ids.into_iter().filter(|id| a.get(id).is_none() || a.value(id) != b.value(id)).map(str::to_owned).collect()
}

#[test]
fn text_files_give_the_figures_of_the_workbooks() {
    let (wanted, _) = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join(CASE));
    let tabs = |text: String| {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        let mut writer = csv::WriterBuilder::new().delimiter(b'\t').from_writer(Vec::new());
        reader.records().for_each(|record| writer.write_record(&record.expect("a record")).expect("written"));
        writer.into_inner().expect("written")
    };
    let utf16 = |text: String| format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let case = case_of_text(|stem, text| match stem {
        "서비스" => (format!("{stem}.csv"), EUC_KR.encode(&text).0.into_owned()),
        "고지" => (format!("{stem}.tsv"), tabs(text)),
        "사업자" => (format!("{stem}.csv"), utf16(text)),
        _ => (format!("{stem}.csv"), text.into_bytes()),
    });
    let (found, findings) = read(case.path());
    assert_eq!(differences(&found, &wanted), Vec::<String>::new());
    assert!(found.iter().count() > 500);
    assert!(findings.iter().all(|finding| finding.severity != Severity::Error));
    let told: Vec<_> = findings.iter().filter(|finding| finding.code == "SRC07").collect();
    assert_eq!(told.len(), 4, "UTF-8 and CP949 with commas, UTF-16, tabs: {told:#?}");
}

#[test]
fn claims_split_over_files_are_one_table() {
    let dir = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).expect("a file");
    write("사업자.csv", "식별자,상호\nfiler,가나다\n");
    write("사고.csv", "식별자,사고명,장애 시작,전체 복구\no1,장애,2022-10-15 15:30,2022-10-15 18:00\n");
    write("피해접수_1.csv", "접수번호,접수일,신청인 유형\n1,2022-10-19,개인\n2,2022-10-19,소상공인\n");
    write("피해접수_2.csv", "접수번호;접수일;신청인 유형\n2;2022-10-19;소상공인\n3;2022-10-20;개인\n");
    write(
        "case.toml",
        "schema = 1\nid = \"split\"\ntitle = \"장애\"\nfiler = \"filer\"\nreport_at = 2022-11-01T10:00:00+09:00\n\
         forms = [\"executive-summary\"]\n[inputs]\nfiles = [\"*.csv\"]\n",
    );
    let pack = Pack::load(Assets::embedded()).expect("the packaged templates load");
    let (dossier, findings) = dossier::load(dir.path(), &pack).unwrap_or_else(|error| panic!("{error}"));
    assert!(findings.iter().all(|finding| finding.severity != Severity::Error), "{findings:#?}");
    let (figures, _) = figures::compute(&pack, &dossier);
    assert_eq!(figures.value("claims.total"), Some(&bogo::value::Value::Count(4)), "rows of both files");
    let duties = bogo::law::duties::examine(&pack, &dossier, &figures, None);
    let material = bogo::filing::Material { dossier: &dossier, figures: &figures, duties: &duties };
    let filing = bogo::filing::fill(&pack, material, "executive-summary", bogo::dossier::Edition::Regulator, false)
        .expect("it fills");
    let subject = bogo::check::CheckInput {
        pack: &pack,
        dossier: &dossier,
        figures: &figures,
        filings: &[filing],
        kept: &[],
        before: &findings,
    };
    let twice: Vec<Finding> =
        bogo::check::run(&subject).findings.into_iter().filter(|finding| finding.code == "CLM09").collect();
    let [twice] = &twice[..] else { panic!("one claim stands twice: {twice:#?}") };
    let places: Vec<String> = twice
        .origin
        .iter()
        .chain(twice.related.iter().map(|related| &related.origin))
        .map(ToString::to_string)
        .collect();
    assert_eq!(places, ["피해접수_2.csv / 피해접수_2 / A2", "피해접수_1.csv / 피해접수_1 / A3"]);
}

const CASE_TOML: &str = "schema = 1\nid = \"torn\"\ntitle = \"장애\"\nfiler = \"filer\"\n\
     report_at = 2026-10-06T17:00:00+09:00\nforms = [\"executive-summary\"]\n[inputs]\nfiles = [\"*.csv\"]\n";
const OUTAGE: &str = "식별자,사고명,장애 시작,전체 복구\no1,장애,2026-09-28 02:14,2026-09-28 06:05\n";
const CLAIMS: &str = "접수번호,접수일,신청인 유형,피해 유형,피해 주장액,처리 상태,비고\n";

/// Figures and findings of a case of text files, written as CP949.
fn read_text(files: &[(&str, &str)]) -> (Figures, Vec<Finding>) {
    let dir = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), EUC_KR.encode(text).0).expect("a file");
    fs::write(dir.path().join("case.toml"), CASE_TOML).expect("a file");
    write("사업자.csv", "식별자,상호\nfiler,가나다\n");
    write("사고.csv", OUTAGE);
    for (name, text) in files {
        write(name, text);
    }
    read(dir.path())
}

fn said(arg: &Arg) -> &str {
    match arg {
        Arg::Plain(text) => text,
        Arg::Term { en, .. } => en,
    }
}

/// Errors: code, place, and the lines that are told.
fn errors(findings: &[Finding]) -> Vec<String> {
    let told = |finding: &Finding| {
        let words: Vec<String> = ["first", "last", "fields", "wanted", "value", "count"]
            .iter()
            .filter_map(|name| Some(format!("{name}={}", said(finding.args.get(name)?))))
            .collect();
        let place = finding.origin.as_ref().map(ToString::to_string).unwrap_or_default();
        format!("{} {place} {}", finding.code, words.join(" "))
    };
    findings.iter().filter(|finding| finding.severity == Severity::Error).map(told).collect()
}

#[test]
fn an_unquoted_comma_in_an_amount_is_an_error_in_its_row_alone() {
    let rows = "R-001,2026-09-29,개인,무료 서비스 금전 피해,10000,접수,\nR-002,2026-09-29,개인,무료 서비스 금전 피해,20,000,접수,\n\
                R-003,2026-09-29,개인,무료 서비스 금전 피해,30000,접수,\n";
    let (_, findings) = read_text(&[("피해접수.csv", &format!("{CLAIMS}{rows}"))]);
    assert_eq!(errors(&findings), ["SRC11 피해접수.csv / 피해접수 / A3:H3 fields=8 wanted=7 value=접수 count=1"]);
    let last = rows.replace(",접수,", ",접수").replace(",20,000", ",20000").replace("20000,접수", "20000,접수,20,000");
    let (_, findings) =
        read_text(&[("피해접수.csv", &format!("{}\n{last}", CLAIMS.trim_end().trim_end_matches(",비고")))]);
    assert_eq!(
        errors(&findings),
        ["SRC11 피해접수.csv / 피해접수 / A3:H3 fields=8 wanted=6 value=접수 | 20 | 000 count=1"]
    );
}

#[test]
fn rows_inside_a_cell_are_an_error_with_both_lines() {
    let row = |number: u32, note: &str| {
        format!("R-00{number},2026-09-29,개인,무료 서비스 금전 피해,{number}0000,접수,{note}\n")
    };
    let claims =
        |notes: [&str; 7]| CLAIMS.to_owned() + &(1..).zip(notes).map(|(no, note)| row(no, note)).collect::<String>();
    let (_, findings) = read_text(&[("피해접수.csv", &claims(["", "\"메모", "", "", "마침\"", "", ""]))]);
    assert_eq!(errors(&findings), ["SRC13 피해접수.csv / 피해접수 / A3:G3 first=3 last=6"]);
    let (figures, findings) =
        read_text(&[("피해접수.csv", &claims(["", "메모", "", "\"두 줄,\n메모\"", "마침", "", ""]))]);
    assert_eq!(errors(&findings), [""; 0]);
    assert_eq!(figures.value("claims.total"), Some(&bogo::value::Value::Count(7)));
}

#[test]
fn a_quotation_mark_that_never_closes_is_an_error_from_its_line_on() {
    let events = "사고,일시,정밀도,구분,내용,주체\no1,2026-09-28 02:14,분,발생,오류 확인,당사\n\
                  o1,2026-09-28 02:20,분,조치,\"전환\" 시도,당사\no1,2026-09-28 02:30,분,조치,\"재시도,당사\n\
                  o1,2026-09-28 06:05,분,복구,정상화,당사\n";
    let (_, findings) = read_text(&[("경과.csv", events)]);
    assert_eq!(errors(&findings), ["SRC13 경과.csv / 경과 / A4:F4 first=4 last=5"]);
    let (_, findings) = read_text(&[("경과.csv", &events.replace("\"재시도", "재시도"))]);
    assert_eq!(errors(&findings), [""; 0]);
}

#[test]
fn digits_kept_as_text_by_a_formula_are_read_as_shown() {
    let rows = "=\"00123\",=\"2026-09-29\",개인,무료 서비스 금전 피해,=\"10000\",접수,\n=\"00124\",=\"2026-09-29\",개인,무료 서비스 금전 피해,=\"20000\",접수,\n";
    let (figures, findings) = read_text(&[("피해접수.csv", &format!("{CLAIMS}{rows}"))]);
    assert_eq!(errors(&findings), [""; 0]);
    assert_eq!(figures.value("claims.total"), Some(&bogo::value::Value::Count(2)));
}

#[test]
fn rows_that_a_program_cut_short_are_errors_but_for_whole_blocks_of_empty_columns() {
    let row = |number: usize, end: &str| {
        format!("R-{number:03},2026-09-29,개인,무료 서비스 금전 피해,{number}0000,접수{end}\r\n")
    };
    let table = |rows: usize, short: std::ops::Range<usize>| {
        let rows = (1..=rows).map(|number| row(number, if short.contains(&number) { "" } else { "," }));
        CLAIMS.replace('\n', "\r\n") + &rows.collect::<String>()
    };
    // Sixteen rows of the file each: the header stands in the first block.
    let (figures, findings) = read_text(&[("피해접수.csv", &table(40, 16..32))]);
    assert_eq!(errors(&findings), [""; 0], "Excel leaves out an empty column of a block");
    assert_eq!(figures.value("claims.total"), Some(&bogo::value::Value::Count(40)));
    let (_, findings) = read_text(&[("피해접수.csv", &table(40, 20..22))]);
    assert_eq!(errors(&findings), ["SRC12 피해접수.csv / 피해접수 / A21:F21 fields=6 wanted=7 value=접수 count=2"]);
}

#[test]
fn lines_that_end_as_on_old_macs_are_rows() {
    let rows = "R-001,2026-09-29,개인,무료 서비스 금전 피해,10000,접수,\nR-002,2026-09-29,개인,무료 서비스 금전 피해,20000,접수,\n";
    let (figures, findings) = read_text(&[("피해접수.csv", &format!("{CLAIMS}{rows}").replace('\n', "\r"))]);
    assert_eq!(errors(&findings), [""; 0]);
    assert_eq!(figures.value("claims.total"), Some(&bogo::value::Value::Count(2)));
}
