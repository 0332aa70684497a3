//! Pages a second for one long Korean table: `cargo bench --bench pdf_table [-- ROWS]`.
//!
//! The yardstick is typst on the same table, started in the same run where python3 and the typst package are there.
//! The best of several runs counts for both: the machine is shared. Then the same table over some 250, 500 and 1,000
//! pages, each in a process of its own, with the peak of its memory.

#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "a bench measures time and prints it")]

use std::process::Command;
use std::time::Instant;

use bogo::render::document::Vocabulary;
use bogo::render::pdf::{FontFiles, PdfOptions, pdf};
use bogo::render::scene::{Anchor, Scene, SceneText, Shape, TextRole};
use bogo::render::theme::{Colour, Theme};

const RUNS: usize = 7;

static FONTS: [FontFiles; 2] = [
    FontFiles::inside(
        include_bytes!("../templates/fonts/PretendardGOV-Regular.ttf"),
        include_bytes!("../templates/fonts/PretendardGOV-Bold.ttf"),
    ),
    FontFiles::inside(
        include_bytes!("../templates/fonts/NotoSerifKR-Regular.ttf"),
        include_bytes!("../templates/fonts/NotoSerifKR-Bold.ttf"),
    ),
];

/// Rows of a page of this table.
const ROWS_A_PAGE: usize = 34;

fn main() {
    if let Some(rows) = std::env::var("BOGO_PDF_ROWS").ok().and_then(|rows| rows.parse().ok()) {
        return long(rows);
    }
    let rows: usize = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(2000);
    let theme = Theme::parse(include_str!("../templates/theme.toml")).expect("the packaged theme reads");
    let vocabulary =
        Vocabulary::parse(include_str!("../templates/base/vocabulary.toml")).expect("the packaged vocabulary reads");
    let options = PdfOptions { date: "2023-01-06T10:00:00+09:00".to_owned(), ..PdfOptions::default() };
    let document = table(rows);
    let mut best = f64::MAX;
    let mut pages = 0;
    let mut bytes = Vec::new();
    for _ in 0..RUNS {
        let started = Instant::now();
        let output = pdf(&document, &theme, &vocabulary, &FONTS, &options).expect("the table renders");
        best = best.min(started.elapsed().as_secs_f64());
        pages = output.pages;
        bytes = output.bytes;
    }
    #[allow(clippy::cast_precision_loss, reason = "thousands of pages at most")]
    let speed = pages as f64 / best;
    println!("bogo  rows={rows} seconds={best:.3} pages={pages} pages/s={speed:.0} bytes={}", bytes.len());
    if let Ok(path) = std::env::var("BOGO_PDF_OUT") {
        std::fs::write(path, &bytes).expect("the folder named by BOGO_PDF_OUT is there");
    }
    let drawing = drawing();
    let sample = include_str!("../tests/documents/sample.xhtml").replace("{drawing}", &drawing.svg());
    let options = PdfOptions { drawings: vec![drawing], ..options };
    let mut best = f64::MAX;
    for _ in 0..RUNS {
        let started = Instant::now();
        let output = pdf(&sample, &theme, &vocabulary, &FONTS, &options).expect("the sample renders");
        best = best.min(started.elapsed().as_secs_f64());
        pages = output.pages;
    }
    println!("bogo  filing with a chart and a table: seconds={best:.3} pages={pages}");
    match typst(rows) {
        Some(other) => println!("typst pages/s={other:.1}   ratio={:.1}", speed / other),
        None => println!("typst is not here: no ratio"),
    }
    let program = std::env::current_exe().expect("a bench has a file");
    for pages in [250, 500, 1000] {
        let rows = (pages * ROWS_A_PAGE).to_string();
        let run = Command::new(&program).env("BOGO_PDF_ROWS", rows).output().expect("the bench starts itself");
        print!("{}", String::from_utf8_lossy(&run.stdout));
    }
}

/// One long table: seconds a page and the peak of memory, where the system tells it.
fn long(rows: usize) {
    let theme = Theme::parse(include_str!("../templates/theme.toml")).expect("the packaged theme reads");
    let vocabulary =
        Vocabulary::parse(include_str!("../templates/base/vocabulary.toml")).expect("the packaged vocabulary reads");
    let options = PdfOptions { date: "2023-01-06T10:00:00+09:00".to_owned(), ..PdfOptions::default() };
    let document = table(rows);
    let started = Instant::now();
    let output = pdf(&document, &theme, &vocabulary, &FONTS, &options).expect("the table renders");
    let seconds = started.elapsed().as_secs_f64();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak =
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    let peak = peak.map_or_else(|| "unknown".to_owned(), |kilobytes| format!("{} MB", kilobytes / 1024));
    #[allow(clippy::cast_precision_loss, reason = "thousands of pages at most")]
    let each = seconds * 1e3 / output.pages as f64;
    println!("bogo  pages={} seconds={seconds:.3} milliseconds a page={each:.2} peak={peak}", output.pages);
}

/// A chart of thirty bars.
fn drawing() -> Scene {
    let bar = |row: i64| {
        let (y, fill) = (row * 150, Colour(0x1c, 0x58, 0x9c));
        let text = format!("{},{:03}건", row + 1, row * 31);
        let text = SceneText {
            x: 900 + row * 150,
            y: y + 100,
            anchor: Anchor::Start,
            size: 12,
            fill,
            text,
            role: TextRole::Words,
        };
        [Shape::Rect { x: 800, y, width: 100 + row * 150, height: 90, fill, outline: None }, Shape::Text(text)]
    };
    let shapes = (0..30).flat_map(bar).collect();
    Scene { width: 680, height: 450, title: "접수".to_owned(), description: "막대".to_owned(), shapes }
}

/// The table of the yardstick.
fn table(rows: usize) -> String {
    let cells: String = (1..=rows)
        .map(|row| {
            let amount = (row * 12345).to_string();
            let grouped: Vec<&str> = amount.as_bytes().rchunks(3).rev().map(|part| std::str::from_utf8(part).unwrap_or_default()).collect();
            format!(
                "<tr><td class=\"num\">{row}</td><td class=\"nowrap\">2022. 10. 15. {}:{:02}</td><td>카카오톡 메시지 수신·발신 기능 장애 {row}</td><td class=\"num\">{}</td></tr>\n",
                15 + row % 8,
                row % 60,
                grouped.join(",")
            )
        })
        .collect();
    format!(
        "<html><head><title>장애 경과</title></head><body><h1>부가통신서비스 장애 경과</h1><main><section><table><thead><tr><th>연번</th><th>일시</th><th>내용</th><th>영향 이용자 수</th></tr></thead><tbody>{cells}</tbody></table></section></main></body></html>"
    )
}

/// Pages a second of typst: the best of two runs of the yardstick's program.
fn typst(rows: usize) -> Option<f64> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/typst_table.py");
    let fonts = concat!(env!("CARGO_MANIFEST_DIR"), "/templates/fonts");
    let out = std::env::temp_dir().join(format!("bogo-typst-{}.pdf", std::process::id()));
    let mut best: Option<f64> = None;
    for _ in 0..2 {
        let run = Command::new("python3").args([script, &rows.to_string(), fonts]).arg(&out).output().ok()?;
        let seconds: f64 =
            String::from_utf8(run.stdout).ok()?.split_once("seconds=")?.1.split(' ').next()?.parse().ok()?;
        let info = Command::new("pdfinfo").arg(&out).output().ok()?;
        let pages: f64 = String::from_utf8(info.stdout)
            .ok()?
            .lines()
            .find_map(|line| line.strip_prefix("Pages:")?.trim().parse().ok())?;
        best = Some(best.unwrap_or(0.0).max(pages / seconds));
    }
    std::fs::remove_file(out).ok()?;
    best
}
