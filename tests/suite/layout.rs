//! What a sheet says beside its cells is read in every format that says it.

use std::fs;

use bogo::source::{Layout, Reading, Workbook};
use fixtures::archive;
use rust_xlsxwriter::{Format, Formula, Table, TableColumn, Workbook as Writer};

/// A workbook with one of everything on its first sheet, and a hidden second sheet.
fn sample() -> Vec<u8> {
    let mut writer = Writer::new();
    let sheet = writer.add_worksheet();
    sheet.set_name("접수 현황").expect("a name");
    sheet.merge_range(0, 0, 0, 3, "피해 접수 현황", &Format::new()).expect("a merge");
    sheet.merge_range(1, 1, 2, 1, "건수", &Format::new()).expect("a merge");
    for row in 3..20 {
        sheet.write_number(row, 0, f64::from(row)).expect("a number");
    }
    for row in [4, 5, 9] {
        sheet.set_row_hidden(row).expect("a hidden row");
    }
    sheet.set_column_hidden(2).expect("a hidden column");
    sheet.write_formula(5, 5, Formula::new("SUM(A4:A20)").set_result("7")).expect("a formula");
    let columns = [TableColumn::new().set_header("접수번호"), TableColumn::new().set_header("금액")];
    let table = Table::new().set_name("접수표").set_columns(&columns);
    sheet.add_table(4, 7, 9, 8, &table).expect("a table");
    let other = writer.add_worksheet();
    other.set_name("메모").expect("a name").set_hidden(true);
    other.write_string(0, 0, "메모").expect("text");
    writer.define_name("집계구간", "='접수 현황'!$A$4:$A$20").expect("a name");
    writer.define_name("다른곳", "=메모!$A$1").expect("a name");
    writer.save_to_buffer().expect("a workbook")
}

fn open(bytes: &[u8]) -> Workbook {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("표.xlsx");
    fs::write(&path, bytes).expect("a file");
    let mut book = Workbook::open(&path, "표.xlsx", 1, &Reading::default()).unwrap_or_else(|error| panic!("{error}"));
    let sheets = book.sheets.clone();
    for sheet in sheets {
        book.layout(&sheet.source.sheet).unwrap_or_else(|error| panic!("{error}"));
    }
    book
}

fn layout(bytes: &[u8], sheet: &str) -> Layout {
    open(bytes).layout(sheet).expect("it was read")
}

fn told<T: ToString>(list: &[T]) -> Vec<String> {
    list.iter().map(ToString::to_string).collect()
}

#[test]
fn merges_hidden_parts_tables_and_names_are_seen() {
    let bytes = sample();
    let found = layout(&bytes, "접수 현황");
    assert_eq!(told(&found.merges), ["A1:D1", "B2:B3"]);
    assert_eq!(found.hidden_rows, [(5, 6), (10, 10)]);
    assert_eq!(found.hidden_columns, [(3, 3)]);
    assert_eq!((found.hidden_row_count(), found.hidden_column_count()), (3, 1));
    let name = |list: &[(String, bogo::origin::Range)]| {
        list.iter().map(|(name, range)| format!("{name} {range}")).collect::<Vec<_>>()
    };
    assert_eq!(name(&found.tables), ["접수표 H5:I10"]);
    assert_eq!(name(&found.names), ["집계구간 A4:A20"]);
    assert!(found.visibility_known && found.uncomputed_count == 0, "{found:?}");
    let other = layout(&bytes, "메모");
    assert_eq!(name(&other.names), ["다른곳 A1"]);
    assert!(other.merges.is_empty() && other.hidden_rows.is_empty() && other.visibility_known);
    let book = open(&bytes);
    assert_eq!(book.sheets.iter().map(|sheet| sheet.hidden).collect::<Vec<_>>(), [false, true]);
    assert!(!book.external_links);
}

#[test]
fn a_formula_without_a_value_is_no_empty_cell() {
    let computed = layout(&sample(), "접수 현황");
    assert_eq!(computed.uncomputed, []);
    // Programs that write formulas without computing them leave the value out, or empty.
    let bare = "<f t=\"shared\" si=\"0\"/>";
    for (from, to) in
        [("<v>7</v>", ""), ("<v>7</v>", "<v></v>"), ("<v>7</v>", "<v/>"), ("<f>SUM(A4:A20)</f><v>7</v>", bare)]
    {
        let bytes = archive::rewritten(&sample(), "sheet1.xml", |xml| {
            assert!(xml.contains(from), "{xml}");
            xml.replace(from, to)
        });
        let found = layout(&bytes, "접수 현황");
        assert_eq!((told(&found.uncomputed), found.uncomputed_count), (vec!["F6".to_owned()], 1), "{to}");
    }
    let empty_text = archive::rewritten(&sample(), "sheet1.xml", |xml| {
        xml.replace("<v>7</v>", "<v></v>").replace("<c r=\"F6\"", "<c r=\"F6\" t=\"str\"")
    });
    assert_eq!(layout(&empty_text, "접수 현황").uncomputed_count, 0, "a formula may yield no text");
}

#[test]
fn links_to_other_workbooks_are_seen() {
    let mut parts = archive::parts(&sample());
    parts.push(("xl/externalLinks/externalLink1.xml".to_owned(), b"<externalLink/>".to_vec()));
    assert!(open(&archive::packed(&parts)).external_links);
}
