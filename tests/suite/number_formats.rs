//! What number formats show, held against what `LibreOffice` shows of the same numbers; and what a cell with such a
//! format is read as. `tests/number_formats/README.md` says where the table comes from.

use bogo::source::shown;

/// The lines of the table, part by part.
fn rows() -> Vec<Vec<&'static str>> {
    let text = include_str!("../number_formats/table.tsv");
    text.lines().skip(1).map(|line| line.split('\t').collect()).collect()
}

/// Format, number, and what is shown here.
fn table() -> Vec<(String, f64, String)> {
    let line = |line: Vec<&str>| {
        let [code, value, shown, ours @ ..] = line.as_slice() else { panic!("{line:?}") };
        let shown = ours.first().copied().unwrap_or_else(|| shown.trim_matches('|'));
        ((*code).to_owned(), value.parse().expect("a number"), shown.to_owned())
    };
    rows().into_iter().map(line).collect()
}

#[test]
fn numbers_are_shown_as_a_spreadsheet_program_shows_them() {
    let table = table();
    assert!(table.len() >= 120, "{}", table.len());
    let wrong: Vec<String> = table
        .iter()
        .filter_map(|(code, value, expected)| {
            let found = shown(code, *value, false);
            (found != *expected).then(|| format!("{code} of {value}: '{found}', not '{expected}'"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), table.len(), wrong.join("\n"));
}

/// Writes the formats and numbers into a workbook and lets `LibreOffice` show them.
#[test]
#[ignore = "needs LibreOffice; run it after a row was added to the table"]
fn the_table_is_what_libreoffice_shows() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("formats.xlsx");
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_column_width(0, 60).expect("a width");
    let lines = rows();
    for (row, line) in (0..).zip(&lines) {
        let format = rust_xlsxwriter::Format::new().set_num_format(line[0]);
        sheet.write_number_with_format(row, 0, line[1].parse::<f64>().expect("a number"), &format).expect("a cell");
    }
    book.save(&path).expect("a workbook");
    let shown = "csv:Text - txt - csv (StarCalc):9,34,76,1,,1042,false,true,true,false";
    let mut office = std::process::Command::new("soffice");
    let run = office.args(["--headless", "--convert-to", shown, "--outdir"]).arg(dir.path()).arg(&path).output();
    assert!(run.expect("LibreOffice").status.success());
    let text = std::fs::read_to_string(dir.path().join("formats.csv")).expect("its table");
    let found = csv_lines(&text);
    let expected: Vec<String> = lines.iter().map(|line| line[2].trim_matches('|').to_owned()).collect();
    assert_eq!(found, expected);
}

/// Lines of one cell, without the marks around those that need them.
fn csv_lines(text: &str) -> Vec<String> {
    let bare = |line: &str| match line.strip_prefix('"').and_then(|line| line.strip_suffix('"')) {
        Some(quoted) => quoted.replace("\"\"", "\""),
        None => line.to_owned(),
    };
    text.lines().map(bare).collect()
}
