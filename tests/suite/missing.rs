//! What is not there: the answer says that it is missing and what stands near it by name, and speaks of permissions only
//! where something is there that may not be read.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

const CASE: &str = r#"schema = 1
id = "missing"
title = "장애"
filer = "filer"
report_at = 2023-07-04T10:00:00+09:00
forms = ["executive-summary"]
[inputs]
files = [FILES]
"#;

/// A folder with a case of some inputs and what else stands there.
fn case(files: &str, there: &[&str]) -> TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    fs::write(dir.path().join("case.toml"), CASE.replace("FILES", files)).expect("a file");
    add(dir.path(), there);
    dir
}

fn add(dir: &Path, there: &[&str]) {
    for name in there {
        let path = dir.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, "식별자,상호\nfiler,가나다\n").expect("a file");
    }
}

/// What is said of a command that ends with 2, without the marks of its lines.
fn said(dir: &Path, words: &[&str], lang: &str) -> String {
    let output = assert_cmd::Command::new(env!("CARGO_BIN_EXE_bogo"))
        .env_clear()
        .current_dir(dir)
        .args(words)
        .args(["--lang", lang])
        .output()
        .expect("it runs");
    assert_eq!(output.status.code(), Some(2), "{words:?}");
    let text = String::from_utf8(output.stderr).expect("UTF-8");
    let marks = [("  = 고치기: ", ""), ("  = fix: ", ""), ("오류: ", ""), ("error: ", "")];
    marks.iter().fold(text, |text, (mark, with)| text.replace(mark, with))
}

/// The error of a case and its remedy, in Korean and English.
fn refused(dir: &Path, ko: &str, en: &str) {
    for (lang, expected) in [("ko", ko), ("en", en)] {
        let found = said(dir, &["check", "."], lang);
        assert_eq!(found.trim_end(), expected);
        assert!(!found.contains("권한") && !found.contains("may read"), "{found}");
    }
}

const LINKS_KO: &str =
    "사건 설정의 `inputs.files`에 적은 이름과 확장자를 확인하십시오. 사건 폴더 밖을 가리키는 링크는 읽지 않습니다.";
const LINKS_EN: &str = "Check name and extension in `inputs.files` of the case settings. Links that lead out of the case folder are not followed.";

#[test]
fn a_file_that_is_not_there_is_missing_and_the_nearest_is_named() {
    for (wanted, there, meant) in [
        ("사건.xlsx", &["사건.csv", "접수.csv"][..], "사건.csv"),
        ("피해접수.csv", &["사건.csv", "피해졉수.csv"], "피해졉수.csv"),
        ("사건.csv", &["자료/사건.csv", "접수.csv"], "자료/사건.csv"),
        ("Claims.csv", &["claims.csv"], "claims.csv"),
    ] {
        let dir = case(&format!("\"{wanted}\""), there);
        refused(
            dir.path(),
            &format!("입력 파일을 찾지 못했습니다: {wanted}\n혹시 '{meant}'입니까? {LINKS_KO}"),
            &format!("Input file not found: {wanted}\nDid you mean '{meant}'? {LINKS_EN}"),
        );
    }
}

#[test]
fn where_no_name_is_near_the_folder_is_shown() {
    let dir = case("\"outage.csv\"", &["가.csv", "나.csv", "다.csv", "라.csv", "마.csv", "바.csv", "README.md"]);
    refused(
        dir.path(),
        &format!(
            "입력 파일을 찾지 못했습니다: outage.csv\n사건 폴더에 있는 파일은 가.csv, 나.csv, 다.csv, 라.csv, 마.csv, …입니다. {LINKS_KO}"
        ),
        &format!(
            "Input file not found: outage.csv\nThe case folder holds 가.csv, 나.csv, 다.csv, 라.csv, 마.csv, …. {LINKS_EN}"
        ),
    );
    let dir = case("\"outage.csv\"", &["README.md"]);
    refused(
        dir.path(),
        &format!(
            "입력 파일을 찾지 못했습니다: outage.csv\n사건 폴더에 스프레드시트나 텍스트 표가 없습니다. {LINKS_KO}"
        ),
        &format!(
            "Input file not found: outage.csv\nThe case folder holds no spreadsheet and no text table. {LINKS_EN}"
        ),
    );
}

#[test]
fn a_pattern_that_nothing_fits_names_what_nearly_does() {
    let dir = case("\"피해접수-*.xlsx\"", &["사건.csv", "피해접수_1.csv"]);
    refused(
        dir.path(),
        "이름이 맞는 입력 파일을 찾지 못했습니다: 피해접수-*.xlsx\n혹시 '피해접수_1.csv'입니까? 사건 폴더의 파일 이름과 \
         사건 설정의 `inputs.files`를 맞추십시오.",
        "No input file found that matches: 피해접수-*.xlsx\nDid you mean '피해접수_1.csv'? Make `inputs.files` of the case \
         settings fit the files in the case folder.",
    );
}

#[test]
fn every_missing_file_is_told_at_once() {
    let dir = case("\"사건.xlsx\", \"*.ods\", \"접수.csv\"", &["접수.csv"]);
    let told = said(dir.path(), &["check", "."], "en");
    assert!(told.contains("not found: 사건.xlsx") && told.contains("matches: *.ods"), "{told}");
    assert!(!told.contains("not found: 접수.csv"), "{told}");
}

#[test]
fn a_folder_that_is_no_case_says_what_it_lacks_and_where_one_is() {
    let (ko, en) = (
        "사건 폴더에는 case.toml과 스프레드시트가 있어야 합니다. 새 사건 폴더는 `bogo new`로 만듭니다.",
        "A case folder holds case.toml and spreadsheets; `bogo new` makes one.",
    );
    for (there, hint_ko, hint_en) in [
        (&["사건.csv"][..], "", ""),
        (&["case.toml.txt"], "혹시 'case.toml.txt'입니까? ", "Did you mean 'case.toml.txt'? "),
        (&["csae.toml"], "혹시 'csae.toml'입니까? ", "Did you mean 'csae.toml'? "),
        (
            &["가/case.toml", "나/case.toml", "다/사건.csv"],
            "case.toml은 그 아래 가, 나에 있습니다. ",
            "case.toml stands below it, in 가, 나. ",
        ),
    ] {
        let dir = tempfile::tempdir().expect("a folder");
        add(dir.path(), there);
        refused(
            dir.path(),
            &format!("폴더에서 case.toml을 찾지 못했습니다: .\n{hint_ko}{ko}"),
            &format!("No case.toml found in the folder: .\n{hint_en}{en}"),
        );
    }
}

#[test]
fn a_case_folder_that_is_not_there_names_its_neighbour() {
    let dir = tempfile::tempdir().expect("a folder");
    add(dir.path(), &["kakao-2022/case.toml"]);
    for command in ["check", "build", "duties", "trace"] {
        let told = said(dir.path(), &[command, "kakoa-2022"], "ko");
        assert_eq!(
            told.trim_end(),
            "사건 폴더를 찾지 못했습니다: kakoa-2022\n혹시 'kakao-2022'입니까? 폴더의 이름과 위치를 확인하십시오.",
            "{command}"
        );
    }
    let told = said(dir.path(), &["check", "kakao-2022/case.toml"], "en");
    assert_eq!(
        told.trim_end(),
        "A file, not a case folder: kakao-2022/case.toml\nDid you mean 'kakao-2022'? Name the folder that holds case.toml."
    );
}

#[test]
fn inspect_names_the_neighbour_of_a_missing_file() {
    let dir = tempfile::tempdir().expect("a folder");
    add(dir.path(), &["자료/접수내역.csv"]);
    let told = said(dir.path(), &["inspect", "자료/접수내력.csv"], "ko");
    assert_eq!(
        told.trim_end(),
        "파일을 찾지 못했습니다: 자료/접수내력.csv\n혹시 '자료/접수내역.csv'입니까? 파일의 이름과 확장자, 위치를 확인하십시오."
    );
}

/// Forms, and whatever can be explained.
#[test]
fn a_name_that_is_none_is_answered_with_the_one_near_it() {
    let dir = tempfile::tempdir().expect("a folder");
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/first-report-one-sheet").display().to_string();
    let form = ["--form", "kr-relief-raport"];
    for command in [["new", "사건.xlsx"], ["check", &case], ["build", &case]] {
        let words = [&command[..], &form].concat();
        let told = said(dir.path(), &words, "ko");
        assert!(told.contains("\n혹시 'kr-relief-report'입니까? 쓸 수 있는 서식: "), "{told}");
        let told = said(dir.path(), &words, "en");
        assert!(told.contains("\nDid you mean 'kr-relief-report'? Forms: "), "{told}");
    }
    for (topic, meant) in [
        ("FROM05", "FORM05"),
        ("kr-incident-reprot", "kr-incident-report"),
        ("kr-outage-notice:notice.servise", "kr-outage-notice:notice.service"),
        ("kr.outage-notise", "kr.outage-notice"),
        ("역무 제공 중단의 고자", "역무 제공 중단의 고지"),
        ("제37죠의11", "제37조의11"),
    ] {
        let told = said(dir.path(), &["explain", topic], "ko");
        assert!(told.contains(&format!("혹시 '{meant}'입니까? 지적 코드")), "{told}");
        let told = said(dir.path(), &["explain", topic], "en");
        assert!(told.contains(&format!("Did you mean '{meant}'? Give a code")), "{told}");
    }
    let told = said(dir.path(), &["explain", "아무것도 아닌 말"], "ko");
    assert!(told.contains("\n지적 코드, 서식이나"), "{told}");
}

/// A workbook that is a case by itself.
#[test]
fn a_missing_workbook_is_called_missing_with_its_neighbour() {
    let dir = tempfile::tempdir().expect("a folder");
    add(dir.path(), &["자료/장애보고.xlsx"]);
    for command in ["check", "build", "duties"] {
        let told = said(dir.path(), &[command, "자료/장애보거.xlsx"], "ko");
        let expected = "파일을 찾지 못했습니다: 자료/장애보거.xlsx\n혹시 '자료/장애보고.xlsx'입니까? 파일의 이름과 확장자, 위치를 확인하십시오.";
        assert_eq!(told.trim_end(), expected, "{command}");
    }
    let told = said(dir.path(), &["check", "none.xlsx"], "en");
    assert_eq!(told.trim_end(), "File not found: none.xlsx\nCheck the file's name, extension and place.");
}

#[test]
fn inspect_says_that_a_folder_is_one_and_names_the_tables_in_it() {
    let dir = tempfile::tempdir().expect("a folder");
    add(dir.path(), &["자료/접수내역.csv", "자료/사건.xlsx", "자료/메모.md"]);
    let told = said(dir.path(), &["inspect", "자료"], "ko");
    let expected = "파일이 아니라 폴더입니다: 자료\n폴더에 있는 파일은 사건.xlsx, 접수내역.csv입니다. 볼 파일의 이름을 적으십시오.";
    assert_eq!(told.trim_end(), expected);
}

/// A case file that is there and cannot be read is no missing one.
#[cfg(unix)]
#[test]
fn what_is_there_and_cannot_be_read_is_not_called_missing() {
    let dir = tempfile::tempdir().expect("a folder");
    fs::create_dir(dir.path().join("case.toml")).expect("a folder in its place");
    let told = said(dir.path(), &["check", "."], "en");
    assert!(told.starts_with("The case.toml of the case folder cannot be read: ."), "{told}");
    assert!(told.contains("Check that you may read"), "{told}");
}
