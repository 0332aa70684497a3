//! A binary workbook (xlsb) of a few cells, record by record as MS-XLSB lays them out: no program at hand writes it.

use fixtures::archive;

/// A cell of a sheet and the number of its format.
pub(crate) enum Cell<'t> {
    Shared(u32),
    Text(&'t str),
    Number(f64, u32),
    /// A number in the short form: an integer.
    Whole(i32),
    Bool(bool),
    Error(u8),
    /// A formula and its value.
    Sum(f64),
    /// A formula that ends in an error.
    FailedSum(u8),
}

/// Formats of cells by number, as they stand in [`styles`].
pub(crate) const PERCENT: u32 = 1;
pub(crate) const MOMENT: u32 = 2;
pub(crate) const DAY: u32 = 3;
pub(crate) const ELAPSED: u32 = 4;
/// The number of the first of [`CODES`], and that of a font that is struck through.
#[allow(dead_code, reason = "shared with other tests")]
pub(crate) const FIRST_CODE: u32 = 5;
#[allow(dead_code, reason = "shared with other tests")]
pub(crate) const STRUCK: u32 = 10;
/// Further formats.
const CODES: [(u16, &str); 5] =
    [(168, "#,##0,"), (169, "#,##0\"만원\""), (170, "[$$-409]#,##0.00"), (171, "00000"), (172, "0.0\\%")];

/// A sheet: name, whether it is hidden, hidden column, rows with number (from 0), whether they are hidden and cells,
/// and merged cells (first row, last row, first column, last column).
pub(crate) struct Sheet<'t> {
    pub name: &'t str,
    pub hidden: bool,
    pub hidden_column: Option<u32>,
    pub rows: Vec<(u32, bool, Vec<(u32, Cell<'t>)>)>,
    pub merges: Vec<[u32; 4]>,
}

/// The workbook.
pub(crate) fn workbook(strings: &[&str], sheets: &[Sheet<'_>]) -> Vec<u8> {
    let mut parts = vec![("[Content_Types].xml".to_owned(), b"<Types/>".to_vec())];
    let mut main = Vec::new();
    let mut rels = String::from("<Relationships>");
    record(&mut main, 131, &[]);
    record(&mut main, 153, &[0; 12]);
    record(&mut main, 143, &[]);
    for (no, sheet) in (1..).zip(sheets) {
        let mut data = u32::from(sheet.hidden).to_le_bytes().to_vec();
        data.extend(u32::to_le_bytes(no));
        data.extend(wide(&format!("rId{no}")));
        data.extend(wide(sheet.name));
        record(&mut main, 156, &data);
        rels += &format!("<Relationship Id=\"rId{no}\" Target=\"worksheets/sheet{no}.bin\"/>");
        parts.push((format!("xl/worksheets/sheet{no}.bin"), sheet_part(sheet)));
    }
    record(&mut main, 144, &[]);
    record(&mut main, 157, &[0; 26]);
    record(&mut main, 132, &[]);
    parts.push(("xl/workbook.bin".to_owned(), main));
    parts.push(("xl/_rels/workbook.bin.rels".to_owned(), (rels + "</Relationships>").into_bytes()));
    parts.push(("xl/styles.bin".to_owned(), styles()));
    let mut shared = Vec::new();
    let count = u32::try_from(strings.len()).expect("few");
    record(&mut shared, 159, &[count.to_le_bytes(), count.to_le_bytes()].concat());
    for text in strings {
        record(&mut shared, 19, &[vec![0], wide(text)].concat());
    }
    record(&mut shared, 160, &[]);
    parts.push(("xl/sharedStrings.bin".to_owned(), shared));
    archive::packed(&parts)
}

fn sheet_part(sheet: &Sheet<'_>) -> Vec<u8> {
    let mut part = Vec::new();
    record(&mut part, 129, &[]);
    let bottom = sheet.rows.iter().map(|(row, _, _)| *row).max().unwrap_or(0);
    let right = sheet.rows.iter().flat_map(|(_, _, cells)| cells).map(|(col, _)| *col).max().unwrap_or(0);
    record(&mut part, 148, &[0, bottom, 0, right].map(u32::to_le_bytes).concat());
    if let Some(column) = sheet.hidden_column {
        let longs = [column, column, 2048, 0].map(u32::to_le_bytes).concat();
        record(&mut part, 390, &[]);
        record(&mut part, 60, &[longs, vec![1, 0]].concat());
        record(&mut part, 391, &[]);
    }
    record(&mut part, 145, &[]);
    for (row, hidden, cells) in &sheet.rows {
        let mut data = row.to_le_bytes().to_vec();
        data.extend([0, 0, 0, 0, 0x2C, 1, 0, if *hidden { 0x10 } else { 0 }, 0, 0, 0, 0, 0]);
        record(&mut part, 0, &data);
        for (col, cell) in cells {
            let (kind, style, value) = match cell {
                Cell::Shared(index) => (7, 0, index.to_le_bytes().to_vec()),
                Cell::Text(text) => (6, 0, wide(text)),
                Cell::Number(number, style) => (5, *style, number.to_le_bytes().to_vec()),
                Cell::Whole(number) => (2, 0, (number << 2 | 2).to_le_bytes().to_vec()),
                Cell::Bool(flag) => (4, 0, vec![u8::from(*flag)]),
                Cell::Error(code) => (3, 0, vec![*code]),
                Cell::Sum(number) => (9, 0, [number.to_le_bytes().to_vec(), formula()].concat()),
                Cell::FailedSum(code) => (11, 0, [vec![*code], formula()].concat()),
            };
            record(&mut part, kind, &[col.to_le_bytes().to_vec(), style.to_le_bytes().to_vec(), value].concat());
        }
    }
    record(&mut part, 146, &[]);
    if !sheet.merges.is_empty() {
        record(&mut part, 177, &[1, 0, 0, 0]);
        for merge in &sheet.merges {
            record(&mut part, 176, &merge.map(u32::to_le_bytes).concat());
        }
        record(&mut part, 178, &[]);
    }
    record(&mut part, 130, &[]);
    part
}

/// Flags and the formula `1`.
fn formula() -> Vec<u8> {
    vec![0, 0, 3, 0, 0, 0, 0x1E, 1, 0, 0, 0, 0, 0]
}

fn styles() -> Vec<u8> {
    let mut part = Vec::new();
    let codes = [(164_u16, "0.0%"), (165, "yyyy-mm-dd hh:mm"), (166, "yyyy-mm-dd"), (167, "[h]:mm")];
    record(&mut part, 615, &9_u32.to_le_bytes());
    for (id, code) in codes.into_iter().chain(CODES) {
        record(&mut part, 44, &[id.to_le_bytes().to_vec(), wide(code)].concat());
    }
    record(&mut part, 616, &[]);
    // Two fonts: a plain one, and one that is struck through.
    record(&mut part, 611, &2_u32.to_le_bytes());
    for flags in [0_u8, 8] {
        record(&mut part, 43, &[vec![220, 0, flags, 0], vec![0; 21]].concat());
    }
    record(&mut part, 612, &[]);
    record(&mut part, 617, &11_u32.to_le_bytes());
    let plain = [0, 164, 165, 166, 167].into_iter().chain(CODES.map(|(id, _)| id)).map(|id| (id, 0_u8));
    for (id, font) in plain.chain([(0_u16, 1)]) {
        record(&mut part, 47, &[vec![0, 0], id.to_le_bytes().to_vec(), vec![font, 0], vec![0; 10]].concat());
    }
    record(&mut part, 618, &[]);
    part
}

/// A text with its length in front.
fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let length = u32::try_from(units.len()).expect("short").to_le_bytes().to_vec();
    length.into_iter().chain(units.into_iter().flat_map(u16::to_le_bytes)).collect()
}

/// Type and length in groups of seven bits, then the data.
fn record(part: &mut Vec<u8>, kind: u16, data: &[u8]) {
    let seven = |value: usize| u8::try_from(value & 0x7F).expect("seven bits");
    if kind < 0x80 {
        part.push(seven(usize::from(kind)));
    } else {
        part.push(seven(usize::from(kind)) | 0x80);
        part.push(seven(usize::from(kind) >> 7));
    }
    let mut length = data.len();
    while length > 0x7F {
        part.push(seven(length) | 0x80);
        length >>= 7;
    }
    part.push(seven(length));
    part.extend(data);
}
