//! A good file of every format that is read.

use std::fs;
use std::path::Path;

use encoding_rs::EUC_KR;
use fixtures::archive;

use super::biff12;

const TABLE: &str =
    "접수번호,접수일,금액,비고\nA-1,2022-10-19,\"30,000\",\"두 줄\n비고\"\nA-2,2022. 10. 20.,15000,\n합계,,45000,\n";

/// Format and bytes.
pub(crate) fn all() -> Vec<(&'static str, Vec<u8>)> {
    let stored = |name: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats").join(name);
        fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    let wide = |text: &str, bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    vec![
        ("xlsx", stored("sample.xlsx")),
        ("xlsm", macros(&stored("sample.xlsx"))),
        ("xlsb", xlsb()),
        ("xls", stored("sample.xls")),
        ("ods", stored("sample.ods")),
        ("utf8.csv", TABLE.as_bytes().to_vec()),
        ("bom.csv", format!("\u{feff}{TABLE}").into_bytes()),
        ("cp949.csv", EUC_KR.encode(TABLE).0.into_owned()),
        ("utf16.csv", wide(&format!("\u{feff}{TABLE}"), u16::to_le_bytes)),
        ("utf16be.csv", wide(TABLE, u16::to_be_bytes)),
    ]
}

/// A workbook with a place for macros, which nobody runs.
fn macros(xlsx: &[u8]) -> Vec<u8> {
    let mut parts = archive::parts(xlsx);
    parts.push(("xl/vbaProject.bin".to_owned(), vec![0xD0, 0xCF, 0x11, 0xE0]));
    archive::packed(&parts)
}

fn xlsb() -> Vec<u8> {
    use biff12::{Cell, MOMENT, PERCENT, Sheet};
    let header = (0..3).map(|index| (index, Cell::Shared(index))).collect();
    let row = vec![(0, Cell::Text("A-1")), (1, Cell::Number(44_849.5, MOMENT)), (2, Cell::Number(0.171, PERCENT))];
    let rest = vec![(0, Cell::Whole(7)), (1, Cell::FailedSum(0x17)), (2, Cell::Sum(1.5)), (3, Cell::Bool(true))];
    let rows = vec![(2, false, header), (3, true, row), (9, false, rest)];
    let sheet = Sheet { name: "접수", hidden: false, hidden_column: Some(1), rows, merges: vec![[0, 0, 0, 2]] };
    biff12::workbook(&["접수번호", "접수 시각", "비율"], &[sheet])
}
