//! A case folder in a temporary place, its cells changed one at a time.

pub(crate) mod biff12;
pub(crate) mod biff8;
pub(crate) mod grid;
pub(crate) mod ods;
pub(crate) mod package;
pub(crate) mod samples;
pub(crate) mod schema;
pub(crate) mod tables;
pub(crate) mod tags;
pub(crate) mod written;

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use bogo::source::{Budget, Reading};
use fixtures::book;
use tempfile::TempDir;

/// A copy of the Kakao case whose sources can be edited before its workbooks are written.
pub(crate) struct Case {
    dir: TempDir,
}

impl Case {
    pub(crate) fn kakao() -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/kakao-2022-10-15");
        fs::create_dir(dir.path().join("source")).expect("a folder");
        for entry in fs::read_dir(from.join("source")).expect("the sources").flatten() {
            fs::copy(entry.path(), dir.path().join("source").join(entry.file_name())).expect("a copy");
        }
        fs::copy(from.join("case.toml"), dir.path().join("case.toml")).expect("a copy");
        let case = Self { dir };
        case.write(None);
        case
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn out(&self) -> PathBuf {
        self.dir.path().join("out")
    }

    /// Changes one cell and returns its address: the row whose `key` column says `row`, column `column`.
    pub(crate) fn set(&self, sheet: &str, (key, row): (&str, &str), column: &str, text: &str) -> String {
        let path = self.path().join("source").join(format!("{sheet}.csv"));
        let mut rows = book::rows(&path).expect("the source reads");
        let at =
            |name: &str| rows[0].iter().position(|header| header == name).unwrap_or_else(|| panic!("no column {name}"));
        let (key, column) = (at(key), at(column));
        let index = rows.iter().position(|cells| cells[key] == row).unwrap_or_else(|| panic!("no row {row}"));
        text.clone_into(&mut rows[index][column]);
        let line = |cells: &Vec<String>| {
            let quoted: Vec<String> = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
            quoted.join(",") + "\n"
        };
        fs::write(&path, rows.iter().map(line).collect::<String>()).expect("the source is ours");
        self.write(Some(sheet));
        let letter = char::from(b'A' + u8::try_from(column).expect("few columns"));
        format!("{letter}{}", index + 1 + self.heading(sheet))
    }

    /// Lines above the header of a sheet.
    fn heading(&self, sheet: &str) -> usize {
        let book: toml::Table =
            fs::read_to_string(self.path().join("source/book.toml")).expect("a book").parse().expect("TOML");
        let workbooks = book["workbook"].as_array().expect("workbooks");
        let sheets = workbooks.iter().flat_map(|workbook| workbook["sheet"].as_array().expect("sheets"));
        sheets
            .filter(|found| found["name"].as_str() == Some(sheet))
            .find_map(|found| found.get("heading")?.as_array().map(Vec::len))
            .unwrap_or(0)
    }

    /// Writes the workbooks anew, only that of a sheet where it alone has changed.
    pub(crate) fn write(&self, sheet: Option<&str>) {
        for workbook in book::workbooks(self.path(), sheet).expect("the sources make workbooks") {
            fs::write(self.path().join(workbook.file), workbook.bytes).expect("a writable folder");
        }
    }
}

/// The built binary, with nothing of this machine's settings.
pub(crate) fn bogo() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bogo"));
    command.env_clear().env("LC_ALL", "C").env("TZ", "America/St_Johns");
    command
}

/// Runs an ignored test of this program in a process of its own, where it measures or sets what belongs to the process.
pub(crate) fn in_a_process_of_its_own(test: &str) {
    let program = std::env::current_exe().expect("the test program");
    let run = std::process::Command::new(program).args([test, "--exact", "--ignored", "--nocapture"]).output();
    let run = run.expect("it starts");
    let said = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success() && said.contains("test result: ok. 1 passed"), "{said}");
}

/// How the program itself reads: what cannot be streamed in a child process.
pub(crate) fn as_the_program(budget: Budget) -> Reading {
    Reading { budget, child: Some(env!("CARGO_BIN_EXE_bogo").into()) }
}
