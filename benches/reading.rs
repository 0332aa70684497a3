//! A million claims: `bogo check` beside a bare calamine pass over the same file, and two million rows of CSV, in one run.
//!
//! ```text
//! cargo bench --bench reading [-- ROWS]
//! ```
//!
//! Prints seconds, peak memory and ratios. Whether text is shared or stands inline makes another file of the same rows, so both
//! are measured and named. Where python3 with fastexcel and polars is there, it reads the same file too. Nothing is judged: a
//! machine's speed is not a test.
#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "a bench measures time and prints it")]

mod support;

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use fixtures::claims::{self, Strings};
use support::bare::bare_pass;
use support::process::{median, run};

/// Runs of each, taken in turn so that both see the same machine.
const RUNS: usize = 3;
/// Rows of the text file for each row of the workbook.
const CSV_TIMES: usize = 2;

fn main() {
    let rows: usize = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(1_000_000);
    for (name, strings) in [("shared", Strings::Shared), ("inline", Strings::Inline)] {
        let folder = case(&format!("bogo-bench-reading-{name}"), "피해접수.xlsx");
        let file = folder.join("피해접수.xlsx");
        claims::write_plain_rows(&file, rows, strings).expect("the rows are written");
        let (mut bare, mut checks, mut peak) = (Vec::new(), Vec::new(), 0);
        for _ in 0..RUNS {
            bare.push(bare_pass(&file));
            let (seconds, memory) = run(&["check".into(), folder.clone()]);
            checks.push(seconds);
            peak = peak.max(memory);
        }
        let (bare, check) = (median(bare).as_secs_f64(), median(checks).as_secs_f64());
        println!(
            "xlsx rows={rows} columns=10 strings={name} bytes={}",
            fs::metadata(&file).map_or(0, |file| file.len())
        );
        println!("  bare calamine pass {bare:.3} s");
        println!("  bogo check         {check:.3} s, {:.2} x, peak {} MB", check / bare, peak / 1024);
        match fastexcel(&file) {
            Some(line) => println!("  {line}"),
            None => println!("  fastexcel and polars are not here: no yardstick"),
        }
        fs::remove_dir_all(folder).expect("the folder goes");
    }
    let rows = rows * CSV_TIMES;
    let folder = case("bogo-bench-reading-csv", "피해접수.csv");
    write_csv(&folder.join("피해접수.csv"), rows);
    let (seconds, peak) = run(&["check".into(), folder.clone()]);
    println!("csv rows={rows} bogo check {:.3} s, peak {} MB", seconds.as_secs_f64(), peak / 1024);
    fs::remove_dir_all(folder).expect("the folder goes");
}

/// The Kakao case without its published totals, which these rows do not add up to; claims come from `file`.
fn case(name: &str, file: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(name);
    fs::create_dir_all(&folder).expect("a folder");
    let kakao = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/kakao-2022-10-15");
    let mut case = fs::read_to_string(kakao.join("case.toml")).expect("the case is there");
    let mut inputs = String::new();
    for sheet in [
        "사업자",
        "사고",
        "경과",
        "서비스",
        "접수창구",
        "고지",
        "대비",
        "보상기준",
        "요구자료",
        "시정요구",
        "제출이력",
        "보상지급통계",
    ] {
        let source = format!("{sheet}.csv");
        fs::copy(kakao.join("source").join(&source), folder.join(&source)).expect("the source is there");
        let _ = write!(inputs, "\"{source}\", ");
    }
    case = case.replace("\"사건.xlsx\", \"피해와보상.xlsx\"", &format!("{inputs}\"{file}\""));
    fs::write(folder.join("case.toml"), case).expect("the case is written");
    folder
}

fn write_csv(path: &Path, rows: usize) {
    let mut out = std::io::BufWriter::new(fs::File::create(path).expect("a file"));
    let kinds = ["일반 이용자", "소상공인", "중대형 기업"];
    let services = ["kakaotalk_text", "talk_drawer", "daum_mail", "tistory"];
    writeln!(out, "접수번호,접수일,접수창구,사업자,서비스,유료·무료,피해 유형,신청인 유형,피해 주장액(원),처리 상태")
        .expect("a line");
    for row in 0..rows {
        let day = row * 13 / rows + 19;
        let (kind, service) = (kinds[row % 3], services[row % 4]);
        writeln!(
            out,
            "K-{row:07},2022-10-{day},kakao_claims,kakao,{service},무료,무료 서비스 금전 피해,{kind},{},접수",
            row % 900 * 100
        )
        .expect("a line");
    }
}

/// polars through fastexcel on the same file, in its own words.
fn fastexcel(file: &Path) -> Option<String> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/fastexcel_read.py");
    let output = Command::new("python3").arg(script).arg(file).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
