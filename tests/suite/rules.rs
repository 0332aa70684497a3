//! Every rule, by its fixture: the failing case yields exactly that code at the named cell, the repaired one does not,
//! and the words in both languages are reviewed snapshots.
//!
//! A fixture (`tests/rules/<CODE>.toml`) holds small sheets, one row per line, cells between `|`. `[pass]` names the
//! cells that put them right, so the defect is what differs. To add a rule's fixture, copy one and run
//! `INSTA_UPDATE=always cargo test --test rules`, then read the snapshot.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use bogo::check::{self, CheckInput, FilingVerdict};
use bogo::dossier::{self, ClaimCount, Dossier, Interruption, Outage, Stage};
use bogo::figures::{self, Figures};
use bogo::filing::{
    Body, FactLine, Filing, FilledItem, FilledSection, Follows, HistoryFault, Inline, ItemState, PriorFiling,
};
use bogo::finding::{Finding, Severity};
use bogo::lang::{Lang, Text};
use bogo::pack::{Assets, Citation, FieldType, Pack, Requirement};
use bogo::time::Moment;
use bogo::value::{Certainty, Fact, Field, Value};
use fixtures::archive;
use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};
use serde::Deserialize;

use crate::support::biff8;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fixture {
    /// What is wrong, in one sentence.
    why: String,
    /// The cell that the finding names: `sheet!cell`.
    at: String,
    /// Codes of findings that necessarily stand beside it.
    #[serde(default)]
    beside: Vec<String>,
    /// Keys of `case.toml` that differ from [`CASE`].
    #[serde(default)]
    case: BTreeMap<String, toml::Value>,
    /// A required item of a form, settled by one field.
    #[serde(default)]
    item: Option<Item>,
    /// A filing that the case keeps, and what is filed now.
    #[serde(default)]
    filed: Option<FiledBefore>,
    /// Sheets that are hidden.
    #[serde(default)]
    hidden: Vec<String>,
    /// Sheets that are text files of their own.
    #[serde(default)]
    text: Vec<String>,
    /// Sheets that are old workbooks (xls) of their own, of texts alone.
    #[serde(default)]
    old: Vec<String>,
    /// Rows that are hidden: `sheet!row`.
    #[serde(default)]
    hidden_rows: Vec<String>,
    /// Cells that are merged: `sheet!range`.
    #[serde(default)]
    merges: Vec<String>,
    /// Number formats of cells: `sheet!cell`.
    #[serde(default)]
    formats: BTreeMap<String, String>,
    /// Cells that are numbers whatever their column holds: `sheet!cell`.
    #[serde(default)]
    numbers: Vec<String>,
    /// Cells that are struck through: `sheet!cell`.
    #[serde(default)]
    struck: Vec<String>,
    /// Cells that become formulas without a value: `sheet!cell`.
    #[serde(default)]
    uncomputed: Vec<String>,
    /// The workbook refers to another one.
    #[serde(default)]
    links: bool,
    /// A `mapping.toml` beside the case.
    #[serde(default)]
    mapping: Option<String>,
    /// A `waivers.toml` beside the case.
    #[serde(default)]
    waivers: Option<String>,
    /// The version of the worktable that the workbook says it was made from.
    #[serde(default)]
    stamp: Option<u32>,
    sheets: BTreeMap<String, String>,
    /// What repairs the case: `sheet!cell` takes a new value, `sheet` a new name, `case.toml!key` a new value, and
    /// `hidden` shows every sheet, `text` and `old` put every sheet into the workbook, `hidden_rows`, `uncomputed`, `merges`,
    /// `formats`, `numbers`, `struck` and `links` take back what they name, `stamp` states another version, and `mapping` and
    /// `waivers` are other files of their name.
    pass: BTreeMap<String, String>,
}

/// `filed/interim-1` with the form `kr-incident-report`, filed on 2022-12-05. Values are moments or words by the id of
/// their fact.
#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
struct FiledBefore {
    stage: String,
    #[serde(default)]
    values: BTreeMap<String, String>,
    #[serde(default)]
    now: BTreeMap<String, String>,
    /// A file that is not what it was.
    #[serde(default)]
    fault: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    label: String,
    from: String,
}

const CASE: &str = r#"
schema = 1
id = "fixture"
title = "서비스 장애"
kind = "incident"
filer = "filer"
report_at = 2023-07-04T10:00:00+09:00
forms = ["executive-summary"]
stage = "final"
edition = "regulator"
[inputs]
files = ["사건.xlsx"]
[anchor]
start = "outage_start_company"
end = "restored_all"
"#;

/// Sheets of every fixture that does not bring its own.
const BASE: &[(&str, &str)] = &[
    ("사업자", "식별자 | 상호\nfiler | 가나다"),
    (
        "사고",
        "식별자 | 사고명 | 장애 시작(당사 기준) | 전체 복구\no1 | 서비스 장애 | 2022-10-15 15:30 | 2022-10-15 18:00",
    ),
];

type Rows = Vec<Vec<String>>;

/// A case to be written: its `case.toml`, its sheets, and those that are hidden.
struct Case {
    toml: toml::Table,
    sheets: BTreeMap<String, Rows>,
    hidden: Vec<String>,
    text: Vec<String>,
    old: Vec<String>,
    hidden_rows: Vec<String>,
    uncomputed: Vec<String>,
    merges: Vec<String>,
    formats: BTreeMap<String, String>,
    numbers: Vec<String>,
    struck: Vec<String>,
    links: bool,
    stamp: Option<u32>,
    mapping: Option<String>,
    filed: Option<FiledBefore>,
    waivers: Option<String>,
}

impl Fixture {
    fn read(code: &str) -> Self {
        let path = folder().join(format!("{code}.toml"));
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    fn failing(&self) -> Case {
        let own = self.sheets.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        let base = BASE.iter().copied().filter(|(name, _)| !self.sheets.contains_key(*name));
        let mut toml: toml::Table = toml::from_str(CASE).expect("the case");
        toml.extend(self.case.clone());
        let sheets = own.chain(base).map(|(name, text)| (name.to_owned(), rows(text))).collect();
        let (hidden, text, old) = (self.hidden.clone(), self.text.clone(), self.old.clone());
        let (hidden_rows, uncomputed) = (self.hidden_rows.clone(), self.uncomputed.clone());
        let (links, stamp, mapping) = (self.links, self.stamp, self.mapping.clone());
        let (merges, filed, waivers) = (self.merges.clone(), self.filed.clone(), self.waivers.clone());
        let (formats, numbers, struck) = (self.formats.clone(), self.numbers.clone(), self.struck.clone());
        Case {
            toml,
            sheets,
            hidden,
            text,
            old,
            hidden_rows,
            uncomputed,
            merges,
            formats,
            numbers,
            struck,
            links,
            stamp,
            mapping,
            filed,
            waivers,
        }
    }

    fn passing(&self) -> Case {
        let mut case = self.failing();
        for (place, value) in &self.pass {
            match place.split_once('!') {
                None if place == "hidden" => case.hidden.clear(),
                None if place == "text" => case.text.clear(),
                None if place == "old" => case.old.clear(),
                None if place == "hidden_rows" => case.hidden_rows.clear(),
                None if place == "uncomputed" => case.uncomputed.clear(),
                None if place == "merges" => case.merges.clear(),
                None if place == "formats" => case.formats.clear(),
                None if place == "numbers" => case.numbers.clear(),
                None if place == "struck" => case.struck.clear(),
                None if place == "links" => case.links = false,
                None if place == "mapping" => case.mapping = Some(value.clone()),
                None if place == "waivers" => case.waivers = Some(value.clone()),
                None if place == "stamp" => case.stamp = Some(value.parse().expect("a version")),
                None => {
                    let rows = case.sheets.remove(place).expect("a sheet of the fixture");
                    case.sheets.insert(value.clone(), rows);
                }
                Some(("filed", part)) => case.filed.as_mut().expect("a filing").put(part, value),
                Some(("case.toml", path)) => set(&mut case.toml, path, value),
                Some((sheet, cell)) => {
                    let (col, row) = cell.split_at(1);
                    let col = usize::from(col.as_bytes()[0] - b'A');
                    let row: usize = row.parse().expect("a row number");
                    case.sheets.get_mut(sheet).expect("a sheet of the fixture")[row - 1][col].clone_from(value);
                }
            }
        }
        case
    }
}

/// When the filing before was made.
const BEFORE: &str = "2022-12-05T10:00:00+09:00";

impl FiledBefore {
    /// `fault` names another file or none, `value` is what every value was, and `now` what they are.
    fn put(&mut self, part: &str, value: &str) {
        match part {
            "fault" => value.clone_into(&mut self.fault),
            "value" => self.values.values_mut().for_each(|own| value.clone_into(own)),
            "now" => self.now = self.values.keys().map(|id| (id.clone(), value.to_owned())).collect(),
            _ => panic!("{part} is no part of a filing"),
        }
    }

    fn kept(&self, dossier: &Dossier) -> PriorFiling {
        let mut before = filing(&Item { label: "시각".into(), from: "outage.id".into() }, dossier);
        before.report_at = BEFORE.into();
        before.stage = if self.stage == "final" { "최종" } else { "중간 1보" }.into();
        fill(&mut before, &self.values);
        let sound = self.fault.is_empty();
        PriorFiling {
            folder: "filed/interim-1".into(),
            stage: Stage::of_code(&self.stage),
            filings: if sound { vec![before] } else { Vec::new() },
            faults: if sound { Vec::new() } else { vec![(self.fault.clone(), HistoryFault::Changed)] },
        }
    }

    fn filing(&self, dossier: &Dossier) -> Filing {
        let mut now = filing(&Item { label: "시각".into(), from: "outage.id".into() }, dossier);
        fill(&mut now, &self.now);
        let amendment = self.stage == "final";
        now.follows =
            Some(Follows { stage: self.stage.clone(), report_at: BEFORE.into(), amendment, reasons: BTreeMap::new() });
        now
    }
}

/// Puts values into the one item of a filing.
fn fill(filing: &mut Filing, values: &BTreeMap<String, String>) {
    let line = |(id, text): (&String, &String)| {
        let value_type = if text.contains(':') { "moment" } else { "text" };
        let value = Inline::Value {
            text: text.clone(),
            value_type: value_type.into(),
            value: Some(text.clone()),
            state: "exact".into(),
            figure: None,
            fact: Some(id.clone()),
            source: None,
        };
        FactLine { label: id.clone(), value: vec![value], note: None }
    };
    filing.sections[0].items[0].content = Body::Facts { lines: values.iter().map(line).collect() };
}

/// Sets a key such as `anchor.start`.
fn set(table: &mut toml::Table, path: &str, value: &str) {
    match path.split_once('.') {
        None => {
            table.insert(path.to_owned(), value.into());
        }
        Some((first, rest)) => {
            set(table.get_mut(first).and_then(toml::Value::as_table_mut).expect("a table of case.toml"), rest, value);
        }
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules")
}

fn rows(text: &str) -> Vec<Vec<String>> {
    text.trim().lines().map(|line| line.split('|').map(|cell| cell.trim().to_owned()).collect()).collect()
}

/// Writes the case folder: numbers as numbers where the column holds numbers, everything else as text.
fn write(dir: &Path, case: &Case, pack: &Pack) {
    let mut toml = case.toml.clone();
    if !case.text.is_empty() || !case.old.is_empty() {
        let of =
            |names: &[String], ending: &str| names.iter().map(|name| format!("{name}.{ending}")).collect::<Vec<_>>();
        let files = [vec!["사건.xlsx".to_owned()], of(&case.text, "csv"), of(&case.old, "xls")];
        let files = files.into_iter().flatten().map(toml::Value::String).collect::<Vec<_>>();
        toml.insert("inputs".to_owned(), toml::Table::from_iter([("files".to_owned(), files.into())]).into());
    }
    std::fs::write(dir.join("case.toml"), toml::to_string(&toml).expect("the case")).expect("case.toml");
    if let Some(mapping) = &case.mapping {
        std::fs::write(dir.join("mapping.toml"), mapping).expect("mapping.toml");
    }
    if let Some(waivers) = &case.waivers {
        std::fs::write(dir.join("waivers.toml"), waivers).expect("waivers.toml");
    }
    let mut book = Workbook::new();
    for name in &case.text {
        let lines = case.sheets[name].iter().map(|row| row.join(",") + "\n");
        std::fs::write(dir.join(format!("{name}.csv")), lines.collect::<String>()).expect("a text file");
    }
    for name in &case.old {
        let rows = (0_u32..).zip(&case.sheets[name]);
        let cells = rows.flat_map(|(row, cells)| (0_u32..).zip(cells).map(move |(col, text)| (row, col, text)));
        let cells: Vec<_> = cells.map(|(row, col, text)| (row, col, biff8::Cell::Text(text))).collect();
        std::fs::write(dir.join(format!("{name}.xls")), biff8::workbook(name, &cells, &[])).expect("an old workbook");
    }
    let is_own = |name| case.text.contains(name) || case.old.contains(name);
    let in_workbook: Vec<_> = case.sheets.iter().filter(|(name, _)| !is_own(name)).collect();
    for &(name, rows) in &in_workbook {
        let sheet = book.add_worksheet();
        sheet.set_name(name).expect("a sheet name").set_hidden(case.hidden.contains(name));
        for (hidden, row) in case.hidden_rows.iter().filter_map(|place| place.split_once('!')) {
            if hidden == name {
                sheet.set_row_hidden(row.parse::<u32>().expect("a row") - 1).expect("a hidden row");
            }
        }
        // The sheet on top cannot be hidden.
        if name == "사고" {
            sheet.set_active(true).set_first_tab(true);
        }
        for (_, range) in
            case.merges.iter().filter_map(|place| place.split_once('!')).filter(|(merged, _)| merged == name)
        {
            let range = bogo::origin::parse_range(range).expect("a range");
            let [first, last] =
                [range.first, range.last].map(|at| (at.row - 1, u16::try_from(at.col - 1).expect("a column")));
            sheet.merge_range(first.0, first.1, last.0, last.1, "", &Format::new()).expect("a merge");
        }
        let numeric = numeric_columns(name, rows, pack);
        for (row, cells) in (0_u32..).zip(rows) {
            for (col, cell) in (0_u16..).zip(cells) {
                let place = format!("{name}!{}{}", bogo::origin::column_letters(u32::from(col) + 1), row + 1);
                write_cell(sheet, row, col, cell, numeric.contains(&col) || case.numbers.contains(&place));
                let format = case.formats.get(&place).map(|code| Format::new().set_num_format(code));
                let struck = case.struck.contains(&place).then(|| Format::new().set_font_strikethrough());
                if let Some(format) = format.or(struck) {
                    sheet.set_cell_format(row, col, &format).expect("a format");
                }
            }
        }
    }
    if let Some(version) = case.stamp {
        book.define_name(pack.worktable.stamp.as_str(), &format!("={version}")).expect("a name");
    }
    let mut bytes = book.save_to_buffer().expect("a workbook");
    for (sheet, cell) in case.uncomputed.iter().filter_map(|place| place.split_once('!')) {
        let number = in_workbook.iter().position(|(name, _)| name.as_str() == sheet).expect("a sheet") + 1;
        bytes = archive::rewritten(&bytes, &format!("sheet{number}.xml"), |xml| {
            let (before, rest) = xml.split_once(&format!("<c r=\"{cell}\"")).expect("the cell");
            let (_, after) = rest.split_once("</c>").expect("the end of the cell");
            format!("{before}<c r=\"{cell}\"><f>A1</f></c>{after}")
        });
    }
    if case.links {
        let mut parts = archive::parts(&bytes);
        parts.push(("xl/externalLinks/externalLink1.xml".to_owned(), b"<externalLink/>".to_vec()));
        bytes = archive::packed(&parts);
    }
    std::fs::write(dir.join("사건.xlsx"), bytes).expect("a workbook");
}

/// As a spreadsheet program takes a typed cell: `'19` is text, `#REF!` an error.
fn write_cell(sheet: &mut Worksheet, row: u32, col: u16, cell: &str, numeric: bool) {
    let written = match cell.parse::<f64>() {
        Ok(number) if numeric => sheet.write_number(row, col, number),
        _ if cell.is_empty() => sheet.write_blank(row, col, &Format::new()),
        _ if cell.starts_with('#') => sheet.write_formula(row, col, Formula::new("=A0").set_result(cell)),
        _ => sheet.write_string(row, col, cell.strip_prefix('\'').unwrap_or(cell)),
    };
    written.expect("a cell");
}

/// Columns of numbers, by the first row that names columns of the sheet.
fn numeric_columns(name: &str, rows: &Rows, pack: &Pack) -> BTreeSet<u16> {
    let Some(schema) = pack.sheets.sheet.iter().find(|sheet| sheet.ko == *name) else { return BTreeSet::new() };
    let field = |header: &String| schema.field.iter().find(|field| field.ko == *header || field.also.contains(header));
    let header = rows.iter().find(|row| row.iter().filter(|cell| field(cell).is_some()).count() > 1);
    let is_number = |header: &String| {
        field(header).is_some_and(|field| {
            matches!(field.kind, FieldType::Count | FieldType::Won | FieldType::Amount | FieldType::Share)
        })
    };
    let columns = (0_u16..).zip(header.into_iter().flatten());
    columns.filter(|(_, header)| is_number(header)).map(|(col, _)| col).collect()
}

/// What reading and the rules find in a case.
fn findings(fixture: &Fixture, case: &Case, pack: &Pack) -> Vec<Finding> {
    let dir = tempfile::tempdir().expect("a folder");
    write(dir.path(), case, pack);
    let (dossier, mut found) = dossier::load(dir.path(), pack).unwrap_or_else(|error| panic!("{error}"));
    let mut filings: Vec<Filing> = fixture.item.iter().map(|item| filing(item, &dossier)).collect();
    filings.extend(case.filed.iter().map(|filed| filed.filing(&dossier)));
    let kept: Vec<PriorFiling> = case.filed.iter().map(|filed| filed.kept(&dossier)).collect();
    let figures = Figures::default();
    let subject =
        CheckInput { pack, dossier: &dossier, figures: &figures, filings: &filings, kept: &kept, before: &found };
    let outcome = check::run(&subject);
    assert_eq!(outcome.failed, [], "no rule may fail");
    found.extend(outcome.findings);
    check::waive(pack, &dossier, &mut found);
    found
}

/// A filing with one required item, missing while its field is empty.
fn filing(item: &Item, dossier: &Dossier) -> Filing {
    let (sheet, field) = item.from.split_once('.').expect("sheet.field");
    let known = dossier.sheet(sheet).iter().any(|record| record.get(field).known().is_some());
    let text = "전기통신사업법 시행령 제37조의11".to_owned();
    let from = chrono::NaiveDate::from_ymd_opt(2019, 6, 25).expect("a date");
    let item = FilledItem {
        about: Vec::new(),
        id: "item".into(),
        mark: "가.".into(),
        label: item.label.clone(),
        requirement: Requirement::Required,
        basis: vec![Citation { id: "tba-ed.outage-notice".into(), text, from, established: true }],
        state: if known { ItemState::Complete } else { ItemState::Missing },
        content: Body::None,
        from: Some(item.from.clone()),
        channel: None,
        lacks: Vec::new(),
    };
    let section = FilledSection { id: "section".into(), mark: "1.".into(), label: "개요".into(), items: vec![item] };
    Filing {
        version: 1,
        form: "kr-incident-report".into(),
        file: "kr-incident-report".into(),
        audience: bogo::pack::Audience::Agency,
        title: "부가통신서비스 장애 결과 보고".into(),
        subtitle: String::new(),
        case_id: "fixture".into(),
        internal: false,
        stage: "최종".into(),
        stage_code: "final".to_owned(),
        edition: "regulator".into(),
        head: Vec::new(),
        summary: Vec::new(),
        keywords: Vec::new(),
        law_date: "2022-10-15".into(),
        report_at: "2023-07-04T10:00:00+09:00".into(),
        basis: Vec::new(),
        sections: vec![section],
        sender: Vec::new(),
        approval: Vec::new(),
        dispatch: Vec::new(),
        attachments: Vec::new(),
        sources: Vec::new(),
        withheld: Vec::new(),
        end: String::new(),
        follows: None,
        remarks: Vec::new(),
        draft: false,
        hypothetical: false,
    }
}

/// Snapshots are named for their code alone.
fn settings() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

fn place(finding: &Finding) -> String {
    finding.origin.as_ref().map_or_else(String::new, |origin| match &origin.place {
        bogo::origin::Place::Cells(range) => format!("{}!{range}", origin.sheet.sheet),
        bogo::origin::Place::Key(key) => format!("{}!{key}", origin.sheet.file),
    })
}

/// Codes with wording: those of the rules, of reading, and of figures.
fn codes() -> Vec<(&'static str, Severity)> {
    let rules = check::ALL.iter().map(|rule| (rule.code, rule.severity));
    let rules = rules.chain(bogo::mapping::codes::ALL.iter().copied()).chain(check::WAIVER_CODES);
    rules.chain([("FIG01", Severity::Error)]).collect()
}

/// Figures have their own tests: no small sheet holds numbers too large to add.
fn codes_with_fixture() -> impl Iterator<Item = &'static str> {
    codes().into_iter().map(|(code, _)| code).filter(|code| *code != "FIG01")
}

fn pack() -> Pack {
    // The files as they are now, not as they were when the library was compiled.
    let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    Pack::load(Assets::with_overlay(&templates)).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn each_rule_finds_its_defect_and_nothing_else() {
    let pack = pack();
    let mut wrong = String::new();
    for code in codes_with_fixture() {
        let fixture = Fixture::read(code);
        let failing = findings(&fixture, &fixture.failing(), &pack);
        let own = failing.iter().filter(|finding| !fixture.beside.iter().any(|code| code == finding.code));
        let told: Vec<_> = own.map(|finding| (finding.code, place(finding))).collect();
        if told != [(code, fixture.at.clone())] {
            writeln!(wrong, "{} ({}): expected at {}, found {told:?}", code, fixture.why, fixture.at).expect("text");
        }
        let passing = findings(&fixture, &fixture.passing(), &pack);
        let told: Vec<_> = passing.iter().map(|finding| (finding.code, place(finding))).collect();
        if !told.is_empty() {
            writeln!(wrong, "{code} repaired: found {told:?}").expect("text");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn each_message_reads_well_in_both_languages() {
    let pack = pack();
    settings().bind(|| {
        for code in codes_with_fixture() {
            let fixture = Fixture::read(code);
            let found = findings(&fixture, &fixture.failing(), &pack);
            let wording = pack.rules.get(code).expect("wording");
            let mut page = String::new();
            for finding in found.iter().filter(|finding| finding.code == code) {
                for lang in [Lang::Ko, Lang::En] {
                    let text = |text: &Text| text.fill(lang, &finding.args);
                    writeln!(page, "{}[{}]: {}", finding.severity.word(), finding.code, text(&wording.title))
                        .expect("text");
                    writeln!(page, "  --> {}", place(finding)).expect("text");
                    writeln!(page, "  {}\n  = {}", text(&wording.message), text(&wording.help)).expect("text");
                    assert!(!page.contains(['{', '}']), "{code}: an argument is missing\n{page}");
                }
            }
            insta::assert_snapshot!(code, page);
        }
    });
}

#[test]
fn every_code_has_its_wording_in_both_languages() {
    let pack = pack();
    let mut lacking = Vec::new();
    for (code, severity) in codes() {
        let Some(rule) = pack.rules.get(code) else {
            lacking.push(format!("{code}: no wording"));
            continue;
        };
        let texts = [
            ("title", &rule.title),
            ("message", &rule.message),
            ("help", &rule.help),
            ("what", &rule.explain.what),
            ("why", &rule.explain.why),
            ("example", &rule.explain.example),
            ("fix", &rule.explain.fix),
        ];
        let empty = texts.iter().filter(|(_, text)| text.ko.trim().is_empty() || text.en.trim().is_empty());
        lacking.extend(empty.map(|(name, _)| format!("{code}: {name}")));
        if rule.severity != severity.word() {
            lacking.push(format!("{code}: severity {} is not {}", rule.severity, severity.word()));
        }
        let strange = rule.related.iter().filter(|other| !codes().iter().any(|(code, _)| code == other));
        lacking.extend(strange.map(|other| format!("{code}: related {other} does not exist")));
        let unknown =
            rule.law.iter().filter(|law| !pack.statutes.contains(law) && pack.statutes.iter().next().is_some());
        lacking.extend(unknown.map(|law| format!("{code}: law {law} does not exist")));
    }
    assert!(lacking.is_empty(), "{lacking:#?}");
}

#[test]
fn no_wording_and_no_fixture_is_left_without_its_rule() {
    let known: BTreeSet<&str> = codes().into_iter().map(|(code, _)| code).collect();
    let pack = pack();
    assert!(pack.rules.iter().all(|rule| known.contains(rule.code.as_str())));
    for entry in std::fs::read_dir(folder()).expect("the folder of fixtures").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let code = name.strip_suffix(".toml").unwrap_or_else(|| panic!("{name} is no fixture"));
        assert!(known.contains(code), "{name} belongs to no rule");
    }
}

#[test]
fn the_kakao_case_has_no_error() {
    let pack = pack();
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/kakao-2022-10-15");
    let (dossier, mut before) = dossier::load(&dir, &pack).unwrap_or_else(|error| panic!("{error}"));
    let (figures, computed) = figures::compute(&pack, &dossier);
    before.extend(computed);
    let duties = bogo::law::duties::examine(&pack, &dossier, &figures, None);
    let material = bogo::filing::Material { dossier: &dossier, figures: &figures, duties: &duties };
    let fill = |form: &String| {
        bogo::filing::fill(&pack, material, form, bogo::dossier::Edition::Regulator, false)
            .unwrap_or_else(|error| panic!("{error}"))
    };
    let filings: Vec<Filing> = dossier.case.forms.iter().map(fill).collect();
    let subject =
        CheckInput { pack: &pack, dossier: &dossier, figures: &figures, filings: &filings, kept: &[], before: &before };
    let outcome = check::run(&subject);
    let mut page = String::new();
    for finding in &outcome.findings {
        let wording = pack.rules.get(finding.code).expect("wording");
        let message = wording.message.fill(Lang::Ko, &finding.args);
        writeln!(page, "{}[{}] {}\n  {message}", finding.severity.word(), finding.code, place(finding)).expect("text");
    }
    assert_eq!(FilingVerdict::of(&outcome.findings, &outcome.failed), FilingVerdict::Clean, "\n{page}");
    settings().bind(|| insta::assert_snapshot!("kakao", page));
}

/// A known value put in place of a cell's.
fn replace(record: &bogo::dossier::Record, field: &str, value: Value) -> bogo::dossier::Record {
    let mut record = record.clone();
    let index = record.schema.index(field).expect("a field of the sheet");
    let origin = record.fields[index].origin().clone();
    record.fields[index] = Field::Known(Fact { value, certainty: Certainty::Exact, origin });
    record
}

#[test]
fn any_one_broken_cell_of_the_kakao_case_is_an_error_at_that_cell() {
    let pack = pack();
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/kakao-2022-10-15");
    let (mut dossier, before) = dossier::load(&dir, &pack).unwrap_or_else(|error| panic!("{error}"));
    let figures = Figures::default();
    let errors = |dossier: &Dossier| {
        let outcome = check::run(&CheckInput {
            pack: &pack,
            dossier,
            figures: &figures,
            filings: &[],
            kept: &[],
            before: &before,
        });
        outcome.findings.into_iter().filter(|finding| finding.severity == Severity::Error).collect::<Vec<_>>()
    };
    let late = Value::Moment(Moment::parse_rfc3339("2022-11-30T12:00:00+09:00").expect("a moment"));
    for index in 0..dossier.interruptions.len() {
        let sound = dossier.interruptions[index].clone();
        let broken = replace(&sound.record, "started_at", late.clone());
        let cell = broken.get("started_at").origin().clone();
        dossier.interruptions[index] = Interruption::from(broken);
        let told: Vec<_> = errors(&dossier).iter().map(|finding| (finding.code, finding.origin.clone())).collect();
        assert_eq!(told, [("TIME01", Some(cell))]);
        dossier.interruptions[index] = sound;
    }
    let own = |row: &&ClaimCount| row.is_own() && row.dimension.value().is_some_and(|dimension| dimension == "total");
    assert!(dossier.claim_counts.iter().any(|row| own(&row)));
    for index in 0..dossier.claim_counts.len() {
        let sound = dossier.claim_counts[index].clone();
        let Some(count) = sound.count.value().filter(|_| own(&&sound)) else { continue };
        let broken = replace(&sound.record, "count", Value::Count(count + 1));
        let cell = broken.get("count").origin().clone();
        dossier.claim_counts[index] = ClaimCount::from(broken);
        let told: Vec<_> = errors(&dossier).iter().map(|finding| (finding.code, finding.origin.clone())).collect();
        assert_eq!(told, [("CLM02", Some(cell))]);
        dossier.claim_counts[index] = sound;
    }
    let sound = dossier.outages[0].clone();
    for name in ["fire_started", "outage_start_ministry", "outage_start_company", "fire_contained"] {
        let broken = replace(&sound.record, name, late.clone());
        let cell = broken.get(name).origin().clone();
        dossier.outages[0] = Outage::from(broken);
        let told: Vec<_> = errors(&dossier).iter().map(|finding| (finding.code, finding.origin.clone())).collect();
        assert_eq!(told, [("TIME03", Some(cell))], "{name}");
    }
    dossier.outages[0] = sound;
}
