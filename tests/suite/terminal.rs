//! The terminal: what people read is broken to its width, a Hangul syllable taking two columns, and nothing is cut.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use assert_cmd::Command;
use tempfile::TempDir;
use unicode_width::UnicodeWidthStr;

const CASES: [&str; 3] = ["kakao-2022-10-15", "kakao-2024-05", "first-report-one-sheet"];
const WIDTH: usize = 80;

fn case(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name).display().to_string()
}

/// Bundles of the cases, built once.
fn bundle(name: &str) -> String {
    static BUILT: OnceLock<TempDir> = OnceLock::new();
    let built = BUILT.get_or_init(|| {
        let dir = tempfile::tempdir().expect("a folder");
        let mut command = bogo();
        command.arg("build").args(CASES.map(case)).arg("--out").arg(dir.path()).args(["--format", "pdf,json", "-q"]);
        command.assert().success();
        dir
    });
    built.path().join(name).display().to_string()
}

fn bogo() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bogo"));
    command.env_clear();
    command
}

/// What a command writes to stdout; `width` as a terminal or another program would ask for it.
fn said(args: &[&str], lang: &str, width: Option<usize>) -> String {
    let mut command = bogo();
    if let Some(width) = width {
        command.env("COLUMNS", width.to_string());
    }
    let output = command.args(args).args(["--lang", lang]).output().expect("it runs");
    assert!(!output.stdout.is_empty(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// How often each character stands in a text, blanks aside.
fn tally(text: &str) -> BTreeMap<char, usize> {
    let mut found = BTreeMap::new();
    text.chars().filter(|c| !c.is_whitespace()).for_each(|c| *found.entry(c).or_default() += 1);
    found
}

/// No line is wider than the terminal, and every character that is there without a width is there with one, cells that are
/// broken across lines included.
fn assert_fits(args: &[&str]) {
    for lang in ["ko", "en"] {
        let (narrow, whole) = sides(args, lang);
        let found = tally(&narrow);
        for (c, count) in tally(&whole) {
            let here = found.get(&c).copied().unwrap_or(0);
            assert!(here >= count, "{args:?} ({lang}): {here} of {count} {c:?}\n{narrow}");
        }
    }
}

/// What a command says in the width of the terminal, no line wider and no sign of a cut added, and without a width. What
/// `…` both have stands in the words themselves: a long cell of a workbook is quoted in part, whatever the width.
fn sides(args: &[&str], lang: &str) -> (String, String) {
    let (narrow, whole) = (said(args, lang, Some(WIDTH)), said(args, lang, None));
    for line in narrow.lines() {
        // A word that has no place to be broken (a path, a hash) stands alone on its line, however long.
        let is_one_word = !line.trim().contains(' ');
        assert!(line.width() <= WIDTH || is_one_word, "{args:?}: {} columns: {line}", line.width());
        assert_eq!(line, line.trim_end(), "{args:?}: blanks at the end");
    }
    let cuts = |text: &str| text.matches('…').count();
    assert_eq!(cuts(&narrow), cuts(&whole), "{args:?} ({lang}): a cut\n{narrow}");
    (narrow, whole)
}

#[test]
fn duties_fit_the_terminal() {
    for name in CASES {
        assert_fits(&["duties", &case(name)]);
    }
}

#[test]
fn inspect_fits_the_terminal() {
    for name in CASES {
        let books = std::fs::read_dir(case(name)).expect("a case").flatten().map(|entry| entry.path());
        let books: Vec<PathBuf> = books.filter(|path| path.extension().is_some_and(|end| end == "xlsx")).collect();
        let mut args = vec!["inspect"];
        args.extend(books.iter().filter_map(|path| path.to_str()));
        assert_fits(&args);
    }
}

#[test]
fn trace_fits_the_terminal() {
    let kakao = case("kakao-2022-10-15");
    for more in [&["outage.duration"][..], &["outage.services.count"], &[], &["--reverse", "사건.xlsx!서비스!F3"]]
    {
        assert_fits(&[&["trace", kakao.as_str()], more].concat());
    }
}

#[test]
fn what_bundles_are_told_fits_the_terminal() {
    let [old, new, first] = CASES.map(bundle);
    assert_fits(&["verify", &old, &new, &first]);
    assert_fits(&["review", &old, &new, &first]);
    // Two sides that have no room beside one another stand below one another, without the arrow between them.
    for lang in ["ko", "en"] {
        sides(&["diff", &old, &new], lang);
    }
}

#[test]
fn explain_fits_the_terminal() {
    for topic in [&[][..], &["MAP05"], &["kr-incident-report"], &["kr.outage-notice"], &["제37조의11"]] {
        assert_fits(&[&["explain"], topic].concat());
    }
}

#[test]
fn a_review_of_one_filing_is_a_block_of_labels_where_a_table_has_no_room() {
    let bundle = bundle("kakao-2022-10-15");
    let text = said(&["review", &bundle], "ko", Some(WIDTH));
    assert!(text.contains("제출자: 카카오\n  사건: 판교 데이터센터 화재로 인한 서비스 장애\n"), "{text}");
    let wide = said(&["review", &bundle], "ko", None);
    assert!(wide.lines().any(|line| line.starts_with("카카오  판교 데이터센터 화재로 인한 서비스 장애  ")), "{wide}");
}

#[test]
fn empty_sheets_are_told_in_one_line_and_others_each() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("사건.xlsx");
    let mut book = rust_xlsxwriter::Workbook::new();
    for name in ["고지", "경과", "메모"] {
        book.add_worksheet().set_name(name).expect("a name");
    }
    let sheet = book.add_worksheet().set_name("사업자").expect("a name");
    for (col, (head, value)) in (0..).zip([("식별자", "filer"), ("상호", "가나다")]) {
        sheet.write_string(0, col, head).and_then(|sheet| sheet.write_string(1, col, value)).expect("cells");
    }
    book.save(&path).expect("a workbook");
    let path = path.display().to_string();
    for (lang, line) in [("ko", "빈 시트 3개(칸이 없거나 머리글뿐임): 고지, 경과, 메모"), ("en", "3 empty sheets")]
    {
        let text = said(&["inspect", &path], lang, None);
        assert_eq!(text.matches(line).count(), 1, "{text}");
        assert_eq!(text.matches("메모").count(), 1, "{text}");
        assert!(text.contains("사업자"), "{text}");
    }
}

#[test]
fn help_of_a_command_is_the_same_however_it_is_asked_for() {
    for command in ["build", "check", "duties", "review", "verify", "new"] {
        assert_eq!(said(&["help", command], "ko", None), said(&[command, "--help"], "ko", None), "{command}");
    }
}
