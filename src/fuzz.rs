//! What fuzzing drives, as functions: bytes of a stranger in, no panic out.
//!
//! `cargo test` replays the corpus of each (`fuzz/corpus/`); `fuzz/` runs them by hand with cargo-fuzz, and
//! `cargo run --example fuzz` without it. A new body is one function here, one line in `tests/fuzz_corpus.rs` and in
//! `examples/fuzz.rs`, and a target in `fuzz/`.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::OnceLock;

use crate::dossier;
use crate::error::{Error, ErrorKind};
use crate::mapping::{self, DateForm, DateOrder};
use crate::pack::{Assets, Pack};
use crate::source::{Budget, CellValue, Reading, Serial, Workbook};

/// Limits that a small file passes and a hostile one soon reaches.
fn budget() -> Budget {
    Budget {
        file: 4 << 20,
        text: 4 << 20,
        sheet: 16 << 20,
        part: 16 << 20,
        total: 32 << 20,
        cells: 300_000,
        held: 300_000,
        ..Budget::default()
    }
}

/// A file of any format: it opens and is read to its end, or is refused as an input. `scratch` is where the bytes are
/// put.
///
/// # Errors
/// The refusal.
///
/// # Panics
/// When a file is to blame for anything but an input error, or the bytes cannot be put there.
pub fn workbook(bytes: &[u8], scratch: &Path) -> Result<u64, Error> {
    #[allow(clippy::expect_used, reason = "a fuzzer without a place for its bytes cannot go on")]
    fs::write(scratch, bytes).expect("a place to write");
    let read = || -> Result<u64, Error> {
        let mut book = Workbook::open(scratch, "file", 1, &Reading { budget: budget(), child: None })?;
        let mut cells = 0;
        for sheet in book.sheets.clone() {
            let sheet = &sheet.source.sheet;
            book.head(sheet, 3)?;
            book.each_row(sheet, |row| {
                cells += row.cells.iter().map(|cell| u64::from(!cell.value.display().is_empty())).sum::<u64>();
                ControlFlow::Continue(())
            })?;
            book.layout(sheet)?;
        }
        Ok(cells)
    };
    let outcome = read();
    if let Err(error) = &outcome {
        assert!(error.kind == ErrorKind::Input, "{error}");
    }
    outcome
}

/// A table of a case: every column of a sheet in every type. The first byte chooses the sheet; `dir` is where the case
/// is put.
///
/// # Errors
/// The refusal of the case.
///
/// # Panics
/// When the case cannot be put there, or the pack does not load.
pub fn table(bytes: &[u8], dir: &Path) -> Result<usize, Error> {
    let (first, bytes) = bytes.split_first().unwrap_or((&0, &[]));
    let sheets = &pack().sheets.sheet;
    let sheet = &sheets[usize::from(*first) % sheets.len()].ko;
    case(dir, &[(&format!("{sheet}.csv"), bytes)])
}

/// A mapping file (`mapping.toml`) beside sheets whose headers need one; `dir` is where the case is put.
///
/// # Errors
/// The refusal of the case.
///
/// # Panics
/// When a mapping is to blame for anything but an error of the input or the case, the case cannot be put there, or the
/// pack does not load.
pub fn mapping_file(bytes: &[u8], dir: &Path) -> Result<usize, Error> {
    const EXPORT: &str = "내역,,,,,,,\n번호,지점,접수한 때,시각,구분/서비스,금액,상태,메모\n\
        1,가,15/10/22,15:33,자영업/톡,30,접수,-\n2,나,16/10/22,16:00,개인/메일,0.5,취소,-\n합계,,,,,30.5,,\n";
    let outcome = case(
        dir,
        &[
            ("사업자.csv", "식별자,상호\nfiler,가나다\n".as_bytes()),
            ("사고.csv", "식별자,사고명,장애 시작\no1,장애,2022-10-15 15:30\n".as_bytes()),
            ("접수-1.csv", EXPORT.as_bytes()),
            ("mapping.toml", bytes),
        ],
    );
    if let Err(error) = &outcome {
        assert!(matches!(error.kind, ErrorKind::Input | ErrorKind::Case), "{error}");
    }
    outcome
}

/// Loads a case of text files, written afresh; the number of its findings.
fn case(dir: &Path, files: &[(&str, &[u8])]) -> Result<usize, Error> {
    const CASE: &str = "schema = 1\nid = \"fuzz\"\ntitle = \"장애\"\nfiler = \"filer\"\n\
        report_at = 2022-11-01T10:00:00+09:00\nforms = [\"executive-summary\"]\n[inputs]\nfiles = [\"*.csv\"]\n";
    #[allow(clippy::expect_used, reason = "a fuzzer without a place for its bytes cannot go on")]
    {
        // What an earlier run left there, if anything.
        let _ = fs::remove_dir_all(dir);
        fs::create_dir_all(dir).expect("a place to write");
        for (name, bytes) in [("case.toml", CASE.as_bytes())].iter().chain(files) {
            fs::write(dir.join(name), bytes).expect("a place to write");
        }
    }
    dossier::load(dir, pack()).map(|(_, findings)| findings.len())
}

fn pack() -> &'static Pack {
    static PACK: OnceLock<Pack> = OnceLock::new();
    PACK.get_or_init(|| Pack::load(Assets::embedded()).unwrap_or_else(|error| panic!("{error}")))
}

/// A date or a moment as text, as a number and as a serial, in one cell and in two.
pub fn date(bytes: &[u8]) {
    let orders = [None, Some(DateOrder::Ymd), Some(DateOrder::Dmy), Some(DateOrder::Mdy)];
    let centuries = [None, Some(0), Some(2000), Some(u16::MAX)];
    let cells = cells(bytes);
    for form in orders.iter().flat_map(|order| centuries.map(|century| DateForm { order: *order, century })) {
        for cell in &cells {
            let _ = mapping::date(cell, form);
            let _ = mapping::moment(cell, form);
            let _ = mapping::readings(cell, None, form);
            for time in &cells {
                let _ = mapping::moment_of(cell, time, form);
            }
        }
    }
    let _ = mapping::stated_moment(&String::from_utf8_lossy(bytes));
}

/// An amount as text, as a number and as a serial.
pub fn amount(bytes: &[u8]) {
    for cell in cells(bytes) {
        let _ = mapping::won(&cell);
    }
}

/// The bytes as a text, and their first eight as a number and a date.
fn cells(bytes: &[u8]) -> Vec<CellValue<'_>> {
    let mut eight = [0; 8];
    eight.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    let value = f64::from_le_bytes(eight);
    let flag = |bit: u8| bytes.last().is_some_and(|last| last & bit != 0);
    let serial =
        Serial { days: value, is_1904: flag(1), elapsed: flag(2), clock: flag(4), day: flag(8), seconds: flag(16) };
    vec![
        CellValue::Text(String::from_utf8_lossy(bytes)),
        CellValue::Number { value, percent: flag(1) },
        CellValue::Serial(serial),
    ]
}
