//! Cases whose tables are text files: the same figures as from workbooks, whatever the encoding and the delimiter.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use bogo::dossier;
use bogo::figures::{self, Figures};
use bogo::finding::{Finding, Severity};
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
    let subject = bogo::check::Subject {
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
