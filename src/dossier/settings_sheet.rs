//! The sheet 사건 설정: settings in a workbook, in place of `case.toml`. Its rows become the text that `case.toml` would be, so
//! that both are understood in one way; each line remembers its cell.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::{inputs, missing};
use crate::error::{Error, ErrorKind, Result};
use crate::finding::Arg;
use crate::korean::nearest;
use crate::mapping::{self, normalise};
use crate::origin::{Address, Origin, SheetRef};
use crate::pack::{Pack, Setting, SettingKind};
use crate::source::{CaseFiles, CellValue, Location, Row, Workbook};

/// Formats that hold a sheet of settings.
const WORKBOOKS: [&str; 5] = ["*.xlsx", "*.xlsm", "*.xlsb", "*.xls", "*.ods"];
/// Rows that a sheet of settings may have.
const ROWS: u32 = 500;

/// What a sheet of settings says.
#[derive(Debug)]
pub(super) struct SettingsSheet {
    /// As `case.toml` would say it.
    pub text: String,
    pub source: Arc<SheetRef>,
    /// Cell of each key.
    keys: BTreeMap<String, Address>,
    /// Cell of each line of the text, from 1.
    lines: BTreeMap<usize, Address>,
}

impl SettingsSheet {
    /// Where the value of a key stands.
    pub(super) fn cell(&self, key: &str) -> Option<Origin> {
        self.keys.get(key).map(|at| Origin::cell(&self.source, at.row, at.col))
    }

    /// Where the value of each key stands; the cell to fill of a key that says nothing.
    pub(super) fn cells(&self) -> BTreeMap<String, Origin> {
        self.keys.iter().map(|(key, at)| (key.clone(), Origin::cell(&self.source, at.row, at.col))).collect()
    }

    /// Where the value that became a line of the text stands.
    pub(super) fn origin_of_line(&self, line: &str) -> Option<Origin> {
        let at = self.lines.get(&line.parse().ok()?)?;
        Some(Origin::cell(&self.source, at.row, at.col))
    }
}

/// The settings of a case without a case file; nothing where no workbook of it has any.
///
/// # Errors
/// Kind Case for what the sheet says, or when several workbooks have one; kind Input for a file that is not there or cannot be read.
pub(super) fn find(files: &CaseFiles, pack: &Pack) -> Result<Option<SettingsSheet>> {
    let alone = files.alone();
    if let Some((_, Location::Disk(path))) = &alone
        && let Some(absent) = missing::file(path, pack)
    {
        return Err(absent);
    }
    let all = match &alone {
        Some((name, location)) => BTreeMap::from([(name.clone(), location.clone())]),
        // A folder that is not there, or without any workbook, is told as such by whoever asked.
        None => inputs::present(files, &WORKBOOKS).unwrap_or_default(),
    };
    let mut found = Vec::new();
    for (name, location) in all {
        let mut book = match Workbook::open(location, &name, 1, &files.reading) {
            Ok(book) => book,
            Err(error) if alone.is_some() => return Err(error),
            // Among others it is read as an input, or not at all.
            Err(_) => continue,
        };
        let named = book.sheets.iter().find(|sheet| pack.settings.is_named(&sheet.source.sheet));
        if let Some(source) = named.map(|sheet| Arc::clone(&sheet.source)) {
            found.push((name, read(&mut book, &source, pack)?));
        }
    }
    match (found.len(), alone) {
        (0, Some((name, _))) => {
            let sheet = Arg::Term { ko: pack.settings.sheet.ko.clone(), en: pack.settings.sheet.en.clone() };
            Err(fault("settings-missing").with("file", name).with("sheet", sheet))
        }
        (0 | 1, _) => found.pop().map(|(_, rows)| rows.settings(pack)).transpose(),
        _ => {
            let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
            Err(fault("settings-twice").with("list", names.join(", ")))
        }
    }
}

fn fault(key: &'static str) -> Error {
    Error::new(ErrorKind::Case, key)
}

/// The rows of a sheet of settings: setting, cell of its value, what it says.
struct SettingRows {
    source: Arc<SheetRef>,
    rows: Vec<(Setting, Address, Option<String>)>,
}

fn read(book: &mut Workbook, source: &Arc<SheetRef>, pack: &Pack) -> Result<SettingRows> {
    let mut rows = SettingRows { source: Arc::clone(source), rows: Vec::new() };
    let mut failed = None;
    book.each_row(&source.sheet, |row| {
        if row.number > ROWS {
            return ControlFlow::Break(());
        }
        match rows.take(row, pack) {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        }
    })?;
    failed.map_or(Ok(rows), Err)
}

impl SettingRows {
    fn take(&mut self, row: &Row<'_>, pack: &Pack) -> Result<()> {
        let words = &pack.settings;
        let filled = |cell: &&crate::source::Cell<'_>| !cell.value.display().trim().is_empty();
        let Some(first) = row.cells.iter().find(filled) else { return Ok(()) };
        let label = first.value.display().trim().to_owned();
        let is = |names: [&str; 2]| names.iter().any(|name| normalise(name) == normalise(&label));
        let known = words.setting.iter().find(|one| is([&one.label.ko, &one.label.en]) || one.key == label);
        let at = Address { row: row.number, col: first.col + 1 };
        let value = row.get(at.col).map(stated).filter(|text| !text.is_empty());
        let Some(setting) = known else {
            // Above the settings stand a title and heads; a row with a value of its own is meant as one.
            let is_head = is([&words.setting_head.ko, &words.setting_head.en]) || self.rows.is_empty();
            if value.is_none() || is_head {
                return Ok(());
            }
            let names = words.setting.iter().flat_map(|one| [one.label.ko.as_str(), one.label.en.as_str()]);
            let hint = mapping::hint(pack, nearest(&label, names).map(|name| (name, name)));
            let error = fault("settings-unknown").with("place", self.place(Address { col: first.col, ..at }));
            return Err(error.with("value", mapping::quoted(&label)).with("hint", hint));
        };
        if self.rows.iter().any(|(one, ..)| one.key == setting.key) {
            let error = fault("settings-row-twice").with("place", self.place(at));
            return Err(error.with("label", label_of(setting)));
        }
        self.rows.push((setting.clone(), at, value));
        Ok(())
    }

    fn place(&self, at: Address) -> String {
        Origin::cell(&self.source, at.row, at.col).to_string()
    }

    /// The text that `case.toml` would be, or all that keeps the rows from being one.
    fn settings(self, pack: &Pack) -> Result<SettingsSheet> {
        let mut failed = self.unfilled(pack);
        let mut said: BTreeMap<&str, (Address, String)> = BTreeMap::new();
        for (setting, at, value) in &self.rows {
            match value.as_ref().map(|value| self.toml(setting, *at, value, pack)).transpose() {
                Ok(Some(value)) => drop(said.insert(setting.key.as_str(), (*at, value))),
                Ok(None) => {}
                Err(error) => failed.push(error),
            }
        }
        if let Some(error) = Error::together(failed) {
            return Err(error);
        }
        let mut text = SettingsText::default();
        text.line(None, "schema = 1");
        let recipients = said.remove("recipient");
        let others = said.remove("inputs.files").map(|(_, files)| format!(", {files}")).unwrap_or_default();
        for (key, (at, value)) in said.iter().filter(|(key, _)| !key.contains('.')) {
            text.line(Some((key, *at)), &format!("{key} = {value}"));
        }
        text.line(None, "[inputs]");
        text.line(None, &format!("files = [{}{others}]", quoted(&self.source.file)));
        let mut table = "";
        for (key, (at, value)) in &said {
            let Some((of, name)) = key.split_once('.') else { continue };
            if of != table {
                text.line(None, &format!("[{of}]"));
                table = of;
            }
            text.line(Some((key, *at)), &format!("{name} = {value}"));
        }
        for (at, agency) in recipients.iter().flat_map(|(at, all)| all.split(", ").map(move |agency| (at, agency))) {
            text.line(None, "[[recipient]]");
            text.line(Some(("recipient.agency", *at)), &format!("agency = {agency}"));
        }
        let SettingsText { text, mut keys, lines, .. } = text;
        // A setting that says nothing has the cell that would say it.
        for (setting, at, _) in &self.rows {
            keys.entry(setting.key.clone()).or_insert(*at);
        }
        Ok(SettingsSheet { text, source: self.source, keys, lines })
    }

    /// Settings that must have a value and have none.
    fn unfilled(&self, pack: &Pack) -> Vec<Error> {
        let told = |setting: &Setting| {
            let error = match self.rows.iter().find(|(one, ..)| one.key == setting.key) {
                Some((_, _, Some(_))) => return None,
                Some((_, at, None)) => fault("settings-required").with("place", self.place(*at)),
                None => {
                    let error = fault("settings-no-row").with("file", self.source.file.as_str());
                    error.with("sheet", self.source.sheet.as_str())
                }
            };
            Some(error.with("label", label_of(setting)).with("note", note_of(setting)))
        };
        pack.settings.setting.iter().filter(|setting| setting.required).filter_map(told).collect()
    }

    /// A value as `case.toml` writes it.
    fn toml(&self, setting: &Setting, at: Address, value: &str, pack: &Pack) -> Result<String> {
        let choices = setting.choices(pack);
        let one = |text: &str| {
            let is = |name: &str| normalise(name) == normalise(text);
            let found = choices.iter().find(|(names, code)| is(code) || names.iter().any(|name| is(name)));
            found.map(|(_, code)| quoted(code)).ok_or_else(|| {
                let names = choices.iter().filter_map(|(names, _)| names.first().map(String::as_str));
                self.wrong(setting, at, text, &names.collect::<Vec<_>>(), pack)
            })
        };
        let parts = || value.split([',', '\n']).map(str::trim).filter(|part| !part.is_empty());
        Ok(match setting.kind {
            SettingKind::Text => quoted(value),
            SettingKind::Texts => parts().map(quoted).collect::<Vec<_>>().join(", "),
            SettingKind::Number if value.parse::<u64>().is_ok() => value.to_owned(),
            SettingKind::Moment if mapping::stated_moment(value).is_some() => quoted(value),
            SettingKind::Day if mapping::stated_day(value).is_some() => quoted(value),
            SettingKind::Number => return Err(self.wrong(setting, at, value, &["3", "5"], pack)),
            SettingKind::Day => return Err(self.wrong(setting, at, value, &["2026-11-10"], pack)),
            SettingKind::Moment => return Err(self.wrong(setting, at, value, &["2026-11-10 18:00"], pack)),
            SettingKind::Stage => {
                let allowed = ["최초", "중간 1보", "최종"];
                quoted(&stage(value).ok_or_else(|| self.wrong(setting, at, value, &allowed, pack))?)
            }
            SettingKind::Choice | SettingKind::Moments => one(value)?,
            SettingKind::Forms => format!("[{}]", parts().map(one).collect::<Result<Vec<_>>>()?.join(", ")),
            SettingKind::Agencies => parts().map(one).collect::<Result<Vec<_>>>()?.join(", "),
        })
    }

    fn wrong(&self, setting: &Setting, at: Address, value: &str, allowed: &[&str], pack: &Pack) -> Error {
        let hint = mapping::hint(pack, nearest(value, allowed.iter().copied()).map(|name| (name, name)));
        let error = fault("settings-bad-value").with("place", self.place(at)).with("label", label_of(setting));
        error.with("value", mapping::quoted(value)).with("allowed", allowed.join(", ")).with("hint", hint)
    }
}

/// The text as it grows, with the cell of each line.
#[derive(Default)]
struct SettingsText {
    text: String,
    count: usize,
    keys: BTreeMap<String, Address>,
    lines: BTreeMap<usize, Address>,
}

impl SettingsText {
    fn line(&mut self, of: Option<(&str, Address)>, line: &str) {
        let _ = writeln!(self.text, "{line}");
        self.count += 1;
        if let Some((key, at)) = of {
            self.keys.insert(key.to_owned(), at);
            self.lines.insert(self.count, at);
        }
    }
}

fn label_of(setting: &Setting) -> Arg {
    Arg::Term { ko: setting.label.ko.clone(), en: setting.label.en.clone() }
}

fn note_of(setting: &Setting) -> Arg {
    Arg::Term { ko: setting.note.ko.clone(), en: setting.note.en.clone() }
}

/// A cell as a person reads it.
fn stated(value: &CellValue<'_>) -> String {
    mapping::compose(value.display().trim())
}

/// `최초`, `중간 2보`, `최종` and their English names, as `case.toml` writes them.
fn stage(text: &str) -> Option<String> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
    let plain = plain.trim_end_matches("보고");
    match plain {
        "최초" | "초기" | "initial" | "first" => return Some("initial".to_owned()),
        "최종" | "final" => return Some("final".to_owned()),
        _ => {}
    }
    let rest = plain.strip_prefix("중간").or_else(|| plain.strip_prefix("interim"))?;
    let digits = rest.trim_start_matches([':', '제']).trim_end_matches('보');
    let number: u32 = if digits.is_empty() { 1 } else { digits.parse().ok()? };
    (number > 0).then(|| format!("interim:{number}"))
}

/// A text as TOML quotes it.
fn quoted(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_are_read_as_people_write_them() {
        for (text, code) in [
            ("최초", Some("initial")),
            ("초기 보고", Some("initial")),
            ("중간 2보", Some("interim:2")),
            ("중간보고", Some("interim:1")),
            ("interim 3", Some("interim:3")),
            ("interim:1", Some("interim:1")),
            ("최종", Some("final")),
            ("중간 0보", None),
            ("아무거나", None),
        ] {
            assert_eq!(stage(text).as_deref(), code, "{text}");
        }
    }

    #[test]
    fn a_quoted_text_is_one_text_of_toml() {
        for text in ["a\"b", "c\\d", "e\nf", "가\u{7}나", "'''", "[x]\n[y]", "\u{7f}"] {
            let table: toml::Table = format!("k = {}", quoted(text)).parse().expect("TOML");
            assert_eq!(table["k"].as_str(), Some(text));
        }
    }
}
