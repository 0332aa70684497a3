//! What a person sees in a cell is what is read: number formats, ids, days, headers and text, through to the figures. The
//! case they start from is `tests/seen/base.txt`; the cells of other formats of workbook stand in `seen_formats.rs`.

use std::collections::BTreeMap;
use std::fs;

use assert_cmd::Command;
use fixtures::archive;
use rust_xlsxwriter::Format;

const CASE: &str = r#"
schema = 1
id = "base"
title = "가상 장애"
kind = "incident"
filer = "gasang"
report_at = 2026-10-06T17:00:00+09:00
forms = ["kr-incident-report", "kr-relief-report", "executive-summary"]
stage = "interim:1"
next_report_at = 2026-10-07T09:00:00+09:00
edition = "regulator"
[inputs]
files = ["*"]
[anchor]
start = "outage_start_company"
end = "restored_all"
[[recipient]]
agency = "msit"
[contact]
name = "가상 담당자"
department = "가상팀"
"#;

/// What a cell becomes instead.
#[derive(Clone)]
enum Made {
    Number(f64, &'static str),
    Text(&'static str),
    Struck,
}

/// The case, with cells by `sheet!cell`, and how the markup of sheets is changed after it was written.
#[derive(Default)]
struct Case {
    cells: BTreeMap<String, Made>,
    turned: Option<&'static str>,
    markup: Vec<(&'static str, fn(&str) -> String)>,
    text: Option<(&'static str, String)>,
}

impl Case {
    fn with(mut self, place: &str, made: Made) -> Self {
        self.cells.insert(place.to_owned(), made);
        self
    }

    /// Rows 2 to 8 of a column of claims.
    fn claims(mut self, col: char, made: impl Fn(u32) -> Made) -> Self {
        for row in 2..=8 {
            self.cells.insert(format!("피해접수!{col}{row}"), made(row));
        }
        self
    }

    fn written(&self) -> tempfile::TempDir {
        let dir = tempfile::tempdir().expect("a folder");
        let mut book = rust_xlsxwriter::Workbook::new();
        let text = include_str!("../seen/base.txt");
        let mut numbers = BTreeMap::new();
        for (number, part) in (1..).zip(text.split("\n[").skip(1)) {
            let (name, lines) = part.split_once("]\n").expect("a name");
            if self.text.as_ref().is_some_and(|(own, _)| *own == name) {
                continue;
            }
            numbers.insert(name, number);
            let sheet = book.add_worksheet();
            sheet.set_name(name).expect("a name");
            let rows = lines.trim().lines().map(|line| line.split('|').map(str::trim).collect::<Vec<_>>());
            let mut width = 0;
            for (row, mut cells) in (0..).zip(rows) {
                // Cells that may be made where the case has none.
                width = width.max(cells.len());
                cells.resize(width, "");
                for (col, cell) in (0..).zip(cells) {
                    let place = format!("{name}!{}{}", bogo::origin::column_letters(col + 1), row + 1);
                    let at = if self.turned == Some(name) {
                        (col, u16::try_from(row).expect("few"))
                    } else {
                        (row, u16::try_from(col).expect("few"))
                    };
                    write(sheet, at, cell, self.cells.get(&place));
                }
            }
        }
        let mut bytes = book.save_to_buffer().expect("a workbook");
        for (name, change) in &self.markup {
            let part = numbers.get(name).map_or((*name).to_owned(), |number| format!("sheet{number}.xml"));
            bytes = archive::rewritten(&bytes, &part, change);
        }
        fs::write(dir.path().join("사건.xlsx"), bytes).expect("a file");
        if let Some((name, text)) = &self.text {
            fs::write(dir.path().join(format!("{name}.csv")), text).expect("a file");
        }
        let files = if self.text.is_some() { "[\"사건.xlsx\", \"*.csv\"]" } else { "[\"사건.xlsx\"]" };
        fs::write(dir.path().join("case.toml"), CASE.replace("[\"*\"]", files)).expect("a file");
        dir
    }

    /// Code, place and message of the findings that reading makes, in Korean.
    fn findings(&self) -> Vec<(String, String, String)> {
        let dir = self.written();
        let out = Command::cargo_bin("bogo").expect("the binary");
        let out = { out }.args(["check", "--message-format", "json"]).arg(dir.path()).output().expect("a run");
        let json: serde_json::Value = serde_json::from_slice(&out.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&out.stderr)));
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let told = json["findings"].as_array().expect("findings").iter();
        let told = told.filter(|finding| finding["code"].as_str().is_some_and(|code| !code.starts_with("FORM")));
        told.map(|finding| {
            let origin = &finding["origin"];
            let cell = if origin["cell"].is_string() { &origin["cell"] } else { &origin["range"] };
            let place = format!("{}!{}", text(&origin["sheet"]), text(cell));
            (text(&finding["code"]), place, text(&finding["message"]))
        })
        .collect()
    }

    /// The one finding of the case.
    fn only(&self, code: &str, place: &str) -> String {
        let found = self.findings();
        let [(found_code, found_place, message)] = found.as_slice() else { panic!("{found:#?}") };
        assert_eq!((found_code.as_str(), found_place.as_str()), (code, place), "{message}");
        message.clone()
    }

    /// A figure or a fact as `trace` prints it.
    fn value(&self, id: &str) -> String {
        let dir = self.written();
        let out = Command::cargo_bin("bogo").expect("the binary");
        let out = { out }.arg("trace").arg(dir.path()).arg(id).output().expect("a run");
        let text = String::from_utf8(out.stdout).expect("text");
        let line = text.lines().next().unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&out.stderr)));
        line.split_once(" = ").map_or_else(|| line.to_owned(), |(_, value)| value.to_owned())
    }
}

fn write(sheet: &mut rust_xlsxwriter::Worksheet, (row, col): (u32, u16), cell: &str, made: Option<&Made>) {
    let days = |text: &str| {
        let is_day = text.len() >= 10 && text.as_bytes()[4] == b'-' && text.is_ascii();
        let at = rust_xlsxwriter::ExcelDateTime::parse_from_str(text).ok().filter(|_| is_day)?;
        Some((at, if text.contains(':') { "yyyy-mm-dd hh:mm" } else { "yyyy-mm-dd" }))
    };
    let format = |code: &str| Format::new().set_num_format(code);
    let written = match made {
        Some(Made::Number(number, code)) => sheet.write_number_with_format(row, col, *number, &format(code)),
        Some(Made::Text(text)) => sheet.write_string(row, col, *text),
        _ if cell.is_empty() => return,
        None | Some(Made::Struck) => match (cell.parse::<f64>(), days(cell)) {
            (Ok(number), _) => sheet.write_number(row, col, number),
            (_, Some((at, code))) => sheet.write_datetime_with_format(row, col, at, &format(code)),
            _ => sheet.write_string(row, col, cell),
        },
    };
    written.expect("a cell");
    if matches!(made, Some(Made::Struck)) {
        sheet.set_cell_format(row, col, &Format::new().set_font_strikethrough()).expect("a cell");
    }
}

#[test]
fn the_case_itself_is_clean() {
    let base = Case::default();
    assert_eq!(base.findings(), []);
    assert_eq!(base.value("claims.total.amount"), "280,000원");
}

/// Reported of other readers as apache/fesod#1120 and qax-os/excelize#2297.
#[test]
fn thousands_that_a_format_leaves_out_are_left_out() {
    let amounts = |header| {
        let case = Case::default().claims('I', |row| Made::Number(f64::from(row - 1) * 1_234_000.0, "#,##0,"));
        case.with("피해접수!I1", Made::Text(header))
    };
    let stated = amounts("피해 주장액(천원)");
    assert_eq!(stated.value("claims.total.amount"), "34,552,000원");
    assert!(stated.only("SRC05", "피해접수!I1").contains("천원"));
    assert!(amounts("피해 주장액").only("MAP51", "피해접수!I2").contains("'1,234'"));
}

/// shuchkin/simplexlsx#110
#[test]
fn a_unit_that_a_format_writes_is_the_unit() {
    let amounts = |code| Case::default().claims('I', move |_| Made::Number(12.0, code));
    for (code, expected) in [
        ("#,##0\"만원\"", "840,000원"),
        ("#,##0\"천원\"", "84,000원"),
        ("#,##0\"억\"", "8,400,000,000원"),
        ("#,##0\"만\"", "840,000원"),
        ("#,##0\\원", "84원"),
        ("[$₩-412]#,##0", "84원"),
        ("_-* #,##0_-;-* #,##0_-;_-* \"-\"_-;_-@_-", "84원"),
    ] {
        assert_eq!(amounts(code).value("claims.total.amount"), expected, "{code}");
    }
    let twice = amounts("#,##0\"천원\"").with("피해접수!I1", Made::Text("피해 주장액(천원)"));
    assert_eq!(twice.value("claims.total.amount"), "84,000원", "said twice it is one unit");
    let users = Case::default().with("서비스!I2", Made::Number(430.0, "#,##0\"만명\""));
    assert_eq!(users.value("interruption.s1.users_affected"), "4,300,000");
}

/// SheetJS/sheetjs#1483
#[test]
fn money_of_another_country_is_named() {
    for (code, name) in [
        ("[$$-409]#,##0.00", "달러"),
        ("\"US$\"#,##0", "미국 달러"),
        ("#,##0.00 [$€-407]", "유로"),
        ("[$USD] #,##0", "미국 달러"),
        ("[$¥-411]#,##0", "엔 또는 위안"),
        ("#,##0\"엔\"", "엔"),
    ] {
        let case = Case::default().claims('I', |_| Made::Number(12.0, code));
        let message = case.only("MAP50", "피해접수!I2");
        assert!(message.contains(&format!("'피해 주장액'의 값이 {name}")), "{message}");
    }
    let written = Case::default().with("피해접수!I3", Made::Text("US$12"));
    assert!(written.only("MAP50", "피해접수!I3").contains("미국 달러로"));
}

#[test]
fn a_sign_of_percent_that_is_text_scales_nothing() {
    let share = |value, code| Case::default().with("사고!M2", Made::Number(value, code)).value("outage.o1.users_share");
    assert_eq!(share(38.5, "0.0\\%"), "38.5%");
    assert_eq!(share(0.8, "0.0\\%"), "0.8%");
    assert_eq!(share(38.5, "0.0\"%\""), "38.5%");
    assert_eq!(share(0.385, "0.0%"), "38.5%");
}

#[test]
fn a_value_that_its_format_hides_is_asked_about() {
    let hidden = Case::default().with("피해접수!I3", Made::Number(20_000.0, ";;;"));
    assert!(hidden.only("MAP52", "피해접수!I3").contains("20000"));
    let unsigned = Case::default().with("피해접수!I3", Made::Number(-20_000.0, "#,##0;#,##0"));
    assert!(unsigned.only("MAP52", "피해접수!I3").contains("-20000"));
}

#[test]
fn hours_that_do_not_count_on_show_less_than_the_cell_holds() {
    let stated = |code| {
        let case = Case::default().with("사고!O2", Made::Number(5.314_583_333_333_333, code));
        case.with("사고!P2", Made::Text("장애 시작(당사 기준)")).findings()
    };
    let is_refused = |code| stated(code).iter().any(|(code, place, _)| code == "MAP11" && place == "사고!O2");
    assert!(is_refused("h:mm"), "7:33 is shown of 127:33");
    assert!(!is_refused("[h]:mm"));
}

/// SheetJS/sheetjs#1565
#[test]
fn a_typed_day_is_what_a_spreadsheet_program_shows() {
    let typed = Case {
        markup: vec![("사고", |xml| {
            let at = xml.find("<c r=\"C2\"").expect("the cell");
            let end = at + xml[at..].find("</c>").expect("its end");
            let style = xml[at..].split('"').nth(3).expect("a style");
            let cell = format!("<c r=\"C2\" s=\"{style}\" t=\"d\"><v>2026-09-28T02:14:00.000Z</v>");
            format!("{}{cell}{}", &xml[..at], &xml[end..])
        })],
        ..Case::default()
    };
    assert_eq!(typed.value("outage.o1.outage_start_company"), "2026. 9. 28. 02:14");
}

/// nao1215/filesql#898
#[test]
fn long_ids_keep_the_digits_of_the_file_or_are_said_to_have_lost_them() {
    fn long(xml: &str, digit: impl Fn(usize) -> String) -> String {
        let mut changed = xml.to_owned();
        for row in 2..=8_usize {
            let at = changed.find(&format!("<c r=\"A{row}\"")).expect("the cell");
            let end = at + changed[at..].find("</c>").expect("its end");
            changed.replace_range(at..end, &format!("<c r=\"A{row}\"><v>{}</v>", digit(row)));
        }
        changed
    }
    let whole = Case {
        markup: vec![("피해접수", |xml| long(xml, |row| format!("20260929000000010{row}")))],
        ..Case::default()
    };
    let found = whole.findings();
    assert!(
        found.iter().all(|(code, ..)| code == "PAY01"),
        "payouts name other ids, and nothing else is wrong: {found:#?}"
    );
    let lost = Case {
        markup: vec![("피해접수", |xml| long(xml, |_| "2.0260929000000001E+17".to_owned()))],
        ..Case::default()
    };
    let found = lost.findings();
    assert!(found.iter().any(|(code, place, _)| code == "MAP53" && place == "피해접수!A2"), "{found:#?}");
    assert!(found.iter().all(|(code, ..)| code != "CLM09"), "{found:#?}");
}

#[test]
fn ids_that_a_program_cut_short_are_no_duplicates_in_a_text_file_either() {
    let header = "접수번호,접수창구,접수일,신청인 유형,사업자,서비스,유료·무료,피해 유형,피해 주장액,처리 상태\n";
    for id in ["202609290000000000", "2.02609E+17"] {
        let row = format!("{id},c1,2026-09-29,일반 이용자,gasang,s1,무료,무료 서비스 금전 피해,10000,접수\n");
        let case = Case { text: Some(("피해접수", header.to_owned() + &row.repeat(7))), ..Case::default() };
        let found = case.findings();
        assert!(found.iter().any(|(code, place, _)| code == "MAP53" && place == "피해접수!A2"), "{found:#?}");
        assert!(found.iter().all(|(code, ..)| code != "CLM09"), "{found:#?}");
    }
}

#[test]
fn zeros_in_front_are_part_of_an_id() {
    let case = Case::default()
        .claims('A', |row| Made::Number(f64::from(row - 1), "\"R-\"000"))
        .with("보상지급!B2", Made::Text("R-001"));
    assert_eq!(case.findings(), [], "payouts find their claims by what is shown");
}

#[test]
fn marks_of_footnotes_are_no_part_of_a_header() {
    for (amount, state) in [
        ("피해 주장액1)", "처리 상태(주2)"),
        ("피해 주장액*", "처리\n상태 주2)"),
        ("피해 주장액(원)1)", "처리 상태[1]"),
    ] {
        let case = Case::default().with("피해접수!I1", Made::Text(amount)).with("피해접수!J1", Made::Text(state));
        assert_eq!(case.findings(), [], "{amount} {state}");
        assert_eq!(case.value("claims.total.amount"), "280,000원");
    }
    let scaled = Case::default().with("피해접수!I1", Made::Text("피해 주장액1)\n(천원)"));
    assert_eq!(scaled.value("claims.total.amount"), "280,000,000원");
}

#[test]
fn a_table_on_its_side_is_said_alone() {
    let case = Case { turned: Some("사고"), ..Case::default() };
    assert!(case.only("MAP55", "사고!A1").contains("'사고' 시트"));
}

/// sparna-git/xls2rdf#61
#[test]
fn what_is_struck_through_is_told_by_cell() {
    let mut case = Case::default();
    for col in 'A'..='J' {
        case = case.with(&format!("피해접수!{col}4"), Made::Struck);
    }
    assert!(case.only("MAP54", "피해접수!A4").contains("R-003"));
    let cell = Case::default().with("보상지급!F3", Made::Struck);
    assert!(cell.only("MAP54", "보상지급!F3").contains("10000"));
}

/// sv-grid/sv-grid#103
#[test]
fn a_moment_with_a_zone_is_the_day_that_it_was_in_korea() {
    let header = "접수번호,접수창구,접수일,신청인 유형,사업자,서비스,유료·무료,피해 유형,피해 주장액,처리 상태\n";
    let row = |number| {
        format!(
            "R-00{number},c1,2026-09-29T15:30:00.000Z,일반 이용자,gasang,s1,무료,무료 서비스 금전 피해,10000,접수\n"
        )
    };
    let text = (1..=7).map(row).fold(header.to_owned(), |text, row| text + &row);
    let case = Case { text: Some(("피해접수", text)), ..Case::default() };
    assert_eq!(case.value("claims.by_day.2026-09-30"), "7건");
    let told: Vec<_> = case.findings().into_iter().filter(|(code, ..)| code != "SRC07").collect();
    let [(code, place, message)] = told.as_slice() else { panic!("{told:#?}") };
    assert_eq!((code.as_str(), place.as_str()), ("MAP56", "피해접수!C2"));
    assert!(message.contains("2026. 9. 30."), "{message}");
}

#[test]
fn days_that_are_all_at_fifteen_are_asked_about() {
    let days = Case::default().claims('C', |row| Made::Number(46_293.625 + f64::from(row), "yyyy-mm-dd hh:mm:ss"));
    let found = days.findings();
    assert!(found.iter().any(|(code, place, _)| code == "MAP57" && place == "피해접수!C2"), "{found:#?}");
    let one = days.with("피해접수!C5", Made::Number(46_294.5, "yyyy-mm-dd hh:mm:ss"));
    assert!(one.findings().iter().all(|(code, ..)| code != "MAP57"), "another time of day shows that they are meant");
}

#[test]
fn hangul_in_pieces_is_composed() {
    let decomposed = "\u{1100}\u{1161}\u{1109}\u{1161}\u{11bc} \u{110c}\u{1161}\u{11bc}\u{110b}\u{1162}";
    let case = Case::default().with("사고!B2", Made::Text(decomposed));
    assert_eq!(case.findings(), []);
    assert_eq!(case.value("outage.o1.title"), "가상 장애");
    let spelt = Case::default().with("사고!B2", Made::Text("\u{3164}ㄸㅗㅁ 장애"));
    assert_eq!(spelt.value("outage.o1.title"), "똠 장애");
}

#[test]
fn errors_that_are_texts_are_errors() {
    for error in ["Err:522", "#REF!", "#N/A"] {
        let case = Case::default().with("사고!B2", Made::Text(error));
        assert!(case.only("MAP16", "사고!B2").contains(error), "{error}");
    }
}

#[test]
fn an_element_that_protects_nothing_does_not_keep_from_a_copy() {
    let refused = |markup: fn(&str) -> String| {
        let case = Case { markup: vec![("xl/workbook.xml", markup)], ..Case::default() };
        let dir = case.with("피해접수!J4", Made::Text("이상한 값")).written();
        let out = dir.path().join("고칠 것");
        let run = Command::cargo_bin("bogo").expect("the binary");
        { run }.args(["check", "--annotate"]).arg(&out).arg(dir.path()).output().expect("a run");
        let parts = archive::parts(&fs::read(out.join("사건.지적.xlsx")).expect("a workbook"));
        parts.iter().any(|(_, bytes)| String::from_utf8_lossy(bytes).contains("보호되어"))
    };
    assert!(!refused(|xml| xml.replace("<bookViews>", "<workbookProtection/><bookViews>")));
    assert!(!refused(|xml| xml.replace("<bookViews>", "<workbookProtection lockStructure=\"0\"/><bookViews>")));
    assert!(refused(|xml| xml.replace("<bookViews>", "<workbookProtection lockStructure=\"1\"/><bookViews>")));
}

#[test]
fn what_the_format_of_a_moment_leaves_out_is_left_out_or_told() {
    // 2026-09-28 02:14:59.
    const AT: f64 = 46_293.0 + 8_099.0 / 86_400.0;
    let shown = |code: &'static str| Case::default().with("사고!C2", Made::Number(AT, code));
    assert_eq!(shown("yyyy-mm-dd hh:mm").value("outage.duration"), "3시간 51분");
    assert_eq!(shown("yyyy-mm-dd hh:mm:ss").value("outage.duration"), "3시간 50분 1초");
    for code in ["yyyy-mm-dd", "hh:mm:ss", "yyyy-mm hh:mm"] {
        assert!(shown(code).only("MAP61", "사고!C2").contains("2026-09-28 02:14"), "{code}");
    }
    // A time of day that nobody sees is none of a day.
    let day = Case::default().with("피해접수!C2", Made::Number(46_294.9, "yyyy-mm-dd"));
    assert_eq!(day.findings(), []);
    let month = Case::default().with("피해접수!C2", Made::Number(46_294.0, "yyyy-mm"));
    assert!(month.only("MAP61", "피해접수!C2").contains("2026-09-29"));
}

#[test]
fn a_share_below_one_is_asked_about_in_texts_too() {
    for text in ["0.385", "약 0.385"] {
        let case = Case::default().with("사고!M2", Made::Text(text));
        assert!(case.findings().iter().any(|(code, place, _)| code == "MAP43" && place == "사고!M2"), "{text}");
    }
    let written = Case::default().with("사고!M2", Made::Text("0.385%"));
    assert!(written.findings().iter().all(|(code, ..)| code != "MAP43"));
}

#[test]
fn an_error_of_a_newer_program_is_an_error_in_its_cell_alone() {
    let sheet = "xl/worksheets/sheet2.xml";
    let error = |name: &'static str| -> fn(&str) -> String {
        match name {
            "#SPILL!" => |xml| spilt(xml, "#SPILL!"),
            _ => |xml| spilt(xml, "#ERROR!"),
        }
    };
    for name in ["#SPILL!", "#ERROR!"] {
        let case = Case { markup: vec![(sheet, error(name))], ..Case::default() };
        let found = case.findings();
        assert!(found.iter().any(|(code, place, _)| code == "MAP16" && place == "사고!B2"), "{found:#?}");
    }
}

/// The cell B2 as a formula that gives an error.
fn spilt(xml: &str, error: &str) -> String {
    let (before, rest) = xml.split_once("<c r=\"B2\"").expect("the cell");
    let (_, after) = rest.split_once("</c>").expect("its end");
    format!("{before}<c r=\"B2\" t=\"e\"><f>C2</f><v>{error}</v></c>{after}")
}

#[test]
fn of_a_place_that_is_written_twice_the_last_cell_holds() {
    let twice: fn(&str) -> String = |xml| {
        let (before, rest) = xml.split_once("<c r=\"B2\"").expect("the cell");
        format!("{before}<c r=\"B2\"><v>7</v></c><c r=\"B2\"{rest}")
    };
    let case = Case { markup: vec![("xl/worksheets/sheet2.xml", twice)], ..Case::default() };
    assert_eq!(case.findings(), []);
    assert_eq!(case.value("outage.o1.title"), "가상 장애");
}

#[test]
fn a_day_of_the_week_that_is_another_one_is_asked_about() {
    let day = |text: &'static str| Case::default().claims('C', move |_| Made::Text(text));
    // A Tuesday.
    for right in ["2026. 9. 29.(화)", "26.09.29(화)", "Tue, Sep 29, 2026"] {
        assert_eq!(day(right).findings(), [], "{right}");
    }
    for wrong in ["2026. 9. 29.(월)", "2026-09-29 월요일", "Mon, Sep 29, 2026"] {
        assert!(day(wrong).findings().iter().any(|(code, ..)| code == "MAP05"), "{wrong}");
    }
}

#[test]
fn a_text_that_is_struck_through_in_part_is_told() {
    // The cell shares a text of two runs.
    let struck: fn(&str) -> String = |xml| {
        let plain = "<t>가상 원인</t>";
        assert!(xml.contains(plain));
        xml.replace(plain, "<r><t xml:space=\"preserve\">가상 </t></r><r><rPr><strike/></rPr><t>원인</t></r>")
    };
    let case = Case { markup: vec![("xl/sharedStrings.xml", struck)], ..Case::default() };
    assert!(case.only("MAP54", "사고!I2").contains("가상 원인"));
}
