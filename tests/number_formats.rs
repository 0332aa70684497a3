//! What number formats show, held against what `LibreOffice` shows of the same numbers; and what a cell with such a
//! format is read as. `tests/number_formats/README.md` says where the table comes from.

use bogo::source::shown;

fn table() -> Vec<(String, f64, String)> {
    let line = |line: &str| {
        let parts: Vec<&str> = line.split('\t').collect();
        let [code, value, shown, ours @ ..] = parts.as_slice() else { panic!("{line}") };
        let shown = ours.first().copied().unwrap_or_else(|| shown.trim_matches('|'));
        ((*code).to_owned(), value.parse().expect("a number"), shown.to_owned())
    };
    let text = include_str!("number_formats/table.tsv");
    text.lines().filter(|text| !text.starts_with("# ") || text.contains("?/")).map(line).collect()
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
