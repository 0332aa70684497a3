//! A case of text tables in a temporary folder, invented (`tests/strangers/base`), changed table by table.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value as Json;
use tempfile::TempDir;

type Rows = Vec<Vec<String>>;

/// A case whose tables can be changed until it is run.
pub(crate) struct Tables {
    dir: TempDir,
    sheets: BTreeMap<String, Rows>,
    pub file: toml::Table,
}

/// What a run of the program came to.
pub(crate) struct Ran {
    pub code: i32,
    pub said: String,
}

impl Tables {
    /// The invented base case: one outage, one service, seven claims, six payouts.
    pub(crate) fn base() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/strangers/base");
        let mut sheets = BTreeMap::new();
        for entry in fs::read_dir(&folder).expect("the base").flatten() {
            let path = entry.path();
            if path.extension().is_some_and(|ending| ending == "csv") {
                let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
                sheets.insert(name, rows(&fs::read_to_string(&path).expect("text")));
            }
        }
        let file = fs::read_to_string(folder.join("case.toml")).expect("a case file").parse().expect("TOML");
        Self { dir: tempfile::tempdir().expect("a temporary folder"), sheets, file }
    }

    /// A table in place of the one of that name.
    pub(crate) fn table(mut self, sheet: &str, text: &str) -> Self {
        self.sheets.insert(sheet.to_owned(), rows(text));
        self
    }

    /// Without the table.
    pub(crate) fn without(mut self, sheet: &str) -> Self {
        self.sheets.remove(sheet);
        self
    }

    /// The table with its header alone.
    pub(crate) fn empty(mut self, sheet: &str) -> Self {
        self.sheets.get_mut(sheet).unwrap_or_else(|| panic!("no table {sheet}")).truncate(1);
        self
    }

    /// One cell: the row (from 1, below the header) and the column, which is added where the table has none.
    pub(crate) fn set(mut self, sheet: &str, row: usize, column: &str, text: &str) -> Self {
        let rows = self.sheets.get_mut(sheet).unwrap_or_else(|| panic!("no table {sheet}"));
        let at = rows[0].iter().position(|header| header == column).unwrap_or_else(|| {
            for row in rows.iter_mut() {
                row.push(String::new());
            }
            let last = rows[0].len() - 1;
            column.clone_into(&mut rows[0][last]);
            last
        });
        text.clone_into(&mut rows[row][at]);
        self
    }

    /// A key of `case.toml`.
    pub(crate) fn key(mut self, key: &str, value: impl Into<toml::Value>) -> Self {
        self.file.insert(key.to_owned(), value.into());
        self
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Writes the case as it is now.
    pub(crate) fn write(&self) {
        fs::write(self.path().join("case.toml"), toml::to_string(&self.file).expect("TOML")).expect("a folder");
        for (name, rows) in &self.sheets {
            let mut writer = csv::Writer::from_path(self.path().join(format!("{name}.csv"))).expect("a file");
            for row in rows {
                writer.write_record(row).expect("a row");
            }
            writer.flush().expect("a file");
        }
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.write();
        let mut command = Command::new(env!("CARGO_BIN_EXE_bogo"));
        let output = command.env_clear().args(arguments).output().expect("it runs");
        let Output { status, stdout, stderr } = output;
        let said = String::from_utf8_lossy(&stderr).into_owned() + &String::from_utf8_lossy(&stdout);
        Ran { code: status.code().expect("it ends by itself"), said }
    }

    fn out(&self) -> PathBuf {
        self.path().join("out")
    }

    /// Builds the case with more arguments.
    pub(crate) fn build(&self, more: &[&str]) -> Ran {
        let (folder, out) = (self.path().to_string_lossy().into_owned(), self.out().to_string_lossy().into_owned());
        let mut arguments = vec!["build", &folder, "--out", &out];
        arguments.extend(more);
        self.run(&arguments)
    }

    /// The bundle that was built.
    pub(crate) fn bundle(&self) -> PathBuf {
        let entries = fs::read_dir(self.out()).expect("something was built").flatten().map(|entry| entry.path());
        entries.into_iter().find(|path| path.join("internal").is_dir()).expect("a bundle")
    }

    /// Builds it, verifies it, builds it again; says what went wrong.
    pub(crate) fn holds(&self) {
        let built = self.build(&[]);
        assert_eq!(built.code, 0, "{}", built.said);
        let bundle = self.bundle().to_string_lossy().into_owned();
        let folder = self.path().to_string_lossy().into_owned();
        for arguments in [&["verify", &bundle][..], &["verify", &bundle, "--rebuild", &folder][..]] {
            let verified = self.run(arguments);
            assert_eq!(verified.code, 0, "{arguments:?}\n{}", verified.said);
        }
    }

    /// A file of the bundle as JSON.
    pub(crate) fn json(&self, name: &str) -> Json {
        let bytes = fs::read(self.bundle().join(name)).unwrap_or_else(|_| panic!("{name} is in the bundle"));
        serde_json::from_slice(&bytes).expect("JSON")
    }

    /// All that a filing prints, item by item: labels, values and wording.
    pub(crate) fn prints(&self, name: &str) -> String {
        let mut text = String::new();
        gather(&self.json(name), &mut text);
        text
    }
}

/// Every text of the print of a filing, in order; notes on sources and citations are no statements.
fn gather(json: &Json, out: &mut String) {
    match json {
        Json::Object(map) => {
            if let Some(Json::String(text)) = map.get("text").filter(|_| map.contains_key("kind")) {
                out.push_str(text);
                return;
            }
            for (key, value) in map {
                match value {
                    Json::String(text) if ["label", "caption", "title", "alt"].contains(&key.as_str()) => {
                        out.push_str(&format!("\n{text}: "));
                    }
                    _ if ["sources", "basis", "keywords", "columns"].contains(&key.as_str()) => {}
                    _ => gather(value, out),
                }
            }
        }
        Json::Array(all) => {
            for one in all {
                gather(one, out);
            }
            out.push(' ');
        }
        _ => {}
    }
}

fn rows(text: &str) -> Rows {
    let reader = csv::ReaderBuilder::new().has_headers(false).trim(csv::Trim::All).from_reader(text.as_bytes());
    let records = reader.into_records().map(|record| record.expect("a table"));
    records.map(|record| record.iter().map(str::to_owned).collect()).collect()
}
