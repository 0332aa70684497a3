//! Workbooks as other programs pack them: what a spreadsheet program opens is read, to the same cells, or named for what
//! it is.

use std::collections::BTreeMap;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use bogo::error::Result;
use bogo::source::{Reading, Workbook};
use fixtures::archive;

use crate::support::{biff8, samples};

fn good(format: &str) -> Vec<u8> {
    let samples: BTreeMap<&str, Vec<u8>> = samples::all().into_iter().collect();
    samples[format].clone()
}

/// Every cell of every sheet as it is shown, and what the sheet says beside its cells.
fn read(bytes: &[u8]) -> Result<Vec<String>> {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("표");
    fs::write(&path, bytes).expect("a file");
    let mut book = Workbook::open(&path, "표", 1, &Reading::default())?;
    let mut told = Vec::new();
    for sheet in book.sheets.clone() {
        let name = &sheet.source.sheet;
        book.each_row(name, |row| {
            let address = |col| format!("{}{}", bogo::origin::column_letters(col), row.number);
            told.extend(row.cells.iter().map(|cell| format!("{name}!{} {:?}", address(cell.col), cell.value)));
            ControlFlow::Continue(())
        })?;
        let layout = book.layout(name)?;
        told.push(format!("{name} {:?} {:?} {:?}", layout.merges, layout.hidden_rows, layout.hidden_columns));
    }
    Ok(told)
}

fn same(name: &str, changed: &[u8], sound: &[u8]) {
    let expected = read(sound).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert!(expected.len() > 3, "{name}");
    let found = read(changed).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(found, expected, "{name}");
}

/// The markup of some parts changed.
fn xlsx(is_part: impl Fn(&str) -> bool, change: impl Fn(&str) -> String) -> Vec<u8> {
    let mut parts = archive::parts(&good("xlsx"));
    let mut count = 0;
    for (name, bytes) in parts.iter_mut().filter(|(name, _)| is_part(name)) {
        let text = std::str::from_utf8(bytes).expect("XML");
        let changed = change(text);
        assert_ne!(text, changed, "{name}");
        *bytes = changed.into_bytes();
        count += 1;
    }
    assert!(count > 0);
    archive::packed(&parts)
}

#[test]
fn remarks_before_the_root_are_no_damage() {
    let is_part = |name: &str| name.starts_with("xl/") && Path::new(name).extension().is_some_and(|end| end == "xml");
    let changed = xlsx(is_part, |text| text.replacen("?>", "?>\n<!-- <sst uniqueCount=\"9\"> -->\n", 1));
    same("remarks", &changed, &good("xlsx"));
}

fn utf_16(bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let mut parts = archive::parts(&good("xlsx"));
    let is_markup = |name: &str| Path::new(name).extension().is_some_and(|ending| ending == "xml" || ending == "rels");
    for (_, part) in parts.iter_mut().filter(|(name, _)| is_markup(name)) {
        let text = std::str::from_utf8(part).expect("XML").replacen("UTF-8", "UTF-16", 1);
        *part = format!("\u{feff}{text}").encode_utf16().flat_map(bytes).collect();
    }
    archive::packed(&parts)
}

#[test]
fn parts_in_utf_16_are_read() {
    for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
        same("UTF-16", &utf_16(bytes), &good("xlsx"));
    }
}

fn spaced_values(open: &str, close: &str) -> Vec<u8> {
    xlsx(|name| name.contains("/worksheets/"), |text| text.replace("<v>", open).replace("</v>", close))
}

#[test]
fn white_space_around_a_value_is_no_part_of_it() {
    for (open, close) in [("<v>\n    ", "\n  </v>"), ("<v> ", "</v>"), ("<v>", "\t</v>")] {
        same("white space", &spaced_values(open, close), &good("xlsx"));
    }
}

#[test]
fn markup_inside_a_value_is_refused_by_name() {
    for (open, close) in [("<v><![CDATA[", "]]></v>"), ("<v><!-- x -->", "</v>"), ("<v>", "<!-- x --></v>")] {
        assert_eq!(read(&spaced_values(open, close)).err().map(|error| error.key), Some("input-marked"), "{open}");
    }
}

#[test]
fn white_space_around_the_values_of_a_sheet_read_ahead_is_refused_by_name() {
    // Values that do not shrink: a part of a megabyte or more is unpacked while it is read.
    let row = |row: u32| {
        let value = u64::from(row).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        format!("<row r=\"{row}\"><c r=\"A{row}\"><v> {value}</v></c></row>")
    };
    let rows: String = (20..120_000).map(row).collect();
    let changed =
        xlsx(|name| name.ends_with("sheet1.xml"), |text| text.replace("</sheetData>", &format!("{rows}</sheetData>")));
    assert_eq!(read(&changed).err().map(|error| error.key), Some("input-spaced"));
}

/// A sheet whose cells name their row alone, and the same with their columns.
fn columnless() -> [Vec<u8>; 2] {
    // Rows without gaps: nothing says where else their cells could stand.
    let rows = |reference: fn(u32, u32) -> String| {
        let cell = |row, col| format!("<c r=\"{}\"><v>{}</v></c>", reference(row, col), row * 10 + col);
        let row = |row| format!("<row r=\"{row}\">{}{}</row>", cell(row, 1), cell(row, 2));
        let all = row(1) + &row(2) + &row(4);
        xlsx(
            |name| name.ends_with("sheet1.xml"),
            |text| {
                let (head, rest) = text.split_once("<sheetData>").expect("a sheet");
                let (_, tail) = rest.split_once("</sheetData>").expect("a sheet");
                format!("{head}<sheetData>{all}</sheetData>{tail}")
            },
        )
    };
    let sound = rows(|row, col| format!("{}{row}", bogo::origin::column_letters(col)));
    [rows(|row, _| row.to_string()), sound]
}

#[test]
fn references_without_a_column_count_on() {
    let [changed, sound] = columnless();
    same("no column", &changed, &sound);
}

/// A sheet that leads nowhere, and one of macros, beside the others.
fn strange_sheets() -> [Vec<u8>; 2] {
    let with = |sheet: &str, relation: &str| {
        let book =
            xlsx(|name| name == "xl/workbook.xml", |text| text.replace("</sheets>", &format!("{sheet}</sheets>")));
        let mut parts = archive::parts(&book);
        for (name, bytes) in &mut parts {
            if name == "xl/_rels/workbook.xml.rels" {
                let text = std::str::from_utf8(bytes).expect("XML");
                *bytes = text.replace("</Relationships>", &format!("{relation}</Relationships>")).into_bytes();
            }
        }
        parts.push(("xl/macrosheets/sheet1.xml".to_owned(), b"<xm:macrosheet xmlns:xm=\"x\"/>".to_vec()));
        archive::packed(&parts)
    };
    let lost = with("<sheet name=\"없음\" sheetId=\"91\" r:id=\"rId991\"/>", "");
    let relation = "<Relationship Id=\"rId992\" Type=\"http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet\" Target=\"macrosheets/sheet1.xml\"/>";
    let macros = with("<sheet name=\"Macro1\" sheetId=\"92\" r:id=\"rId992\"/>", relation);
    [lost, macros]
}

#[test]
fn sheets_that_lead_nowhere_and_sheets_of_macros_stop_no_other() {
    for changed in strange_sheets() {
        same("a strange sheet", &changed, &good("xlsx"));
    }
}

fn spaced_ods() -> Vec<u8> {
    let spaced = |xml: &str| {
        let xml = xml.replace("><table:", ">\n  <table:").replace("></table:", ">\n  </table:");
        xml.replace("><text:p", ">\n    <text:p").replace("<table:table-row", "<!-- 행 --><table:table-row")
    };
    archive::rewritten(&good("ods"), "content.xml", spaced)
}

#[test]
fn white_space_between_the_elements_of_an_open_document_is_no_cell() {
    same("white space", &spaced_ods(), &good("ods"));
}

/// Bytes with the first of one sequence made another.
fn patched(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let at = bytes.windows(from.len()).position(|found| found == from).expect("there");
    [&bytes[..at], to, &bytes[at + from.len()..]].concat()
}

fn xls() -> Vec<u8> {
    use biff8::{Cell, MOMENT, workbook};
    let cells = [(0, 0, Cell::Text("접수번호")), (0, 1, Cell::Text("시각")), (1, 0, Cell::Text("가-1"))];
    let more = [(1, 1, Cell::Number(44_849.638_194_444_445, MOMENT)), (2, 1, Cell::Number(0.5, 0))];
    workbook("접수", &cells.into_iter().chain(more).collect::<Vec<_>>(), &[])
}

fn code_page(page: u16) -> Vec<u8> {
    patched(&xls(), &[0x42, 0, 2, 0, 0xB0, 4], &[&[0x42, 0, 2, 0][..], &page.to_le_bytes()].concat())
}

#[test]
fn the_code_page_of_a_newer_xls_says_nothing_of_its_text() {
    for page in [949_u16, 1252, 932] {
        same("a code page", &code_page(page), &xls());
    }
}

#[test]
fn number_formats_of_the_file_count_whatever_their_numbers() {
    let sound = xls();
    for id in [50_u8, 14, 1, 63] {
        let format = |id: u8| [0x1E, 0x04, 37, 0, id, 0];
        let style = |id: u8| [0xE0, 0, 20, 0, 0, 0, id, 0];
        let changed = patched(&patched(&sound, &format(164), &format(id)), &style(164), &style(id));
        same("a format", &changed, &sound);
    }
    // A number that the format of its own file shows as one, though others know its number as that of a day.
    let plain = |id: u8| {
        let changed = patched(&sound, &[0xE0, 0, 20, 0, 0, 0, 164, 0], &[0xE0, 0, 20, 0, 0, 0, id, 0]);
        let code: Vec<u8> = "yyyy-mm-dd hh:mm".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let zeros: Vec<u8> = "0000000000000000".encode_utf16().flat_map(u16::to_le_bytes).collect();
        patched(&patched(&changed, &code, &zeros), &[0x1E, 0x04, 37, 0, 164, 0], &[0x1E, 0x04, 37, 0, id, 0])
    };
    assert_eq!(read(&plain(14)).expect("read"), read(&plain(164)).expect("read"));
}

#[test]
fn the_root_of_a_compound_file_may_have_any_name() {
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    for sound in [xls(), small(&xls())] {
        let changed = patched(&sound, &wide("Root Entry"), &wide("루트 Entryxx"));
        same("a root", &changed, &xls());
    }
}

/// The workbook of [`xls`] in small sectors.
fn small(xls: &[u8]) -> Vec<u8> {
    const SECTOR: usize = 512;
    let long = |at: usize| u32::from_le_bytes(xls[at..at + 4].try_into().expect("four bytes")) as usize;
    let sector = |number: usize| &xls[(number + 1) * SECTOR..(number + 2) * SECTOR];
    let directory = sector(long(48));
    let first = u32::from_le_bytes(directory[128 + 116..128 + 120].try_into().expect("four bytes")) as usize;
    // All of it but zeros.
    let stream = &xls[(first + 1) * SECTOR..][..4032];
    let (end, free) = (0xFFFF_FFFE_u32, 0xFFFF_FFFF_u32);
    let mut out = xls[..SECTOR].to_vec();
    let mut set = |at: usize, value: u32| out[at..at + 4].copy_from_slice(&value.to_le_bytes());
    // One table, the directory behind it, the table of small sectors, and theirs.
    (0..109).for_each(|table| set(76 + 4 * table, if table == 0 { 0 } else { free }));
    set(44, 1);
    set(48, 1);
    set(60, 2);
    set(64, 1);
    let chain = |count: u32, start: u32| (start + 1..start + count).chain([end]);
    let table = [0xFFFF_FFFD, end, end].into_iter().chain(chain(8, 3)).chain([free].into_iter().cycle());
    out.extend(table.take(SECTOR / 4).flat_map(u32::to_le_bytes));
    let mut entries = directory.to_vec();
    entries[116..120].copy_from_slice(&3_u32.to_le_bytes());
    entries[120..124].copy_from_slice(&4096_u32.to_le_bytes());
    entries[128 + 116..128 + 120].copy_from_slice(&0_u32.to_le_bytes());
    entries[128 + 120..128 + 124].copy_from_slice(&4032_u32.to_le_bytes());
    out.extend(entries);
    out.extend(chain(63, 0).chain([free].into_iter().cycle()).take(SECTOR / 4).flat_map(u32::to_le_bytes));
    out.extend(stream);
    out.resize(SECTOR * 12, 0);
    out
}

/// The sheet of the sample, its records made others.
fn xlsb(change: impl Fn(u16, &[u8]) -> Vec<(u16, Vec<u8>)>) -> Vec<u8> {
    let mut parts = archive::parts(&good("xlsb"));
    for (_, bytes) in parts.iter_mut().filter(|(name, _)| name.ends_with("sheet1.bin")) {
        let (mut out, mut rest) = (Vec::new(), bytes.as_slice());
        let number = |rest: &mut &[u8], most: usize| {
            let mut value = 0_usize;
            for group in 0..most {
                let byte = rest[0];
                *rest = &rest[1..];
                value |= usize::from(byte & 0x7F) << (7 * group);
                if byte & 0x80 == 0 {
                    break;
                }
            }
            value
        };
        while !rest.is_empty() {
            let kind = u16::try_from(number(&mut rest, 2)).expect("a type");
            let length = number(&mut rest, 4);
            for (kind, data) in change(kind, &rest[..length]) {
                let seven = |value: usize| u8::try_from(value & 0x7F).expect("seven bits");
                let kind = usize::from(kind);
                out.extend(if kind < 0x80 { vec![seven(kind)] } else { vec![seven(kind) | 0x80, seven(kind >> 7)] });
                let length = data.len();
                out.extend(if length < 0x80 {
                    vec![seven(length)]
                } else {
                    vec![seven(length) | 0x80, seven(length >> 7)]
                });
                out.extend(data);
            }
            rest = &rest[length..];
        }
        *bytes = out;
    }
    archive::packed(&parts)
}

/// Cells without a column wherever they stand right of another.
fn short_cells() -> Vec<u8> {
    let (last, count) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    let short = |kind: u16, data: &[u8]| {
        if kind == 0 {
            last.set(0);
        }
        if !(1..=11).contains(&kind) {
            return vec![(kind, data.to_vec())];
        }
        let col = u32::from_le_bytes(data[..4].try_into().expect("a column"));
        let follows = col == last.replace(col + 1);
        if follows && kind <= 7 {
            count.set(count.get() + 1);
            return vec![(kind + 11, data[4..].to_vec())];
        }
        vec![(kind, data.to_vec())]
    };
    let changed = xlsb(short);
    assert!(count.get() > 5, "{} short records", count.get());
    changed
}

fn rich_cells() -> Vec<u8> {
    xlsb(|kind, data| match kind {
        6 => vec![(62, [&data[..8], &[1], &data[8..], &[1, 0, 0, 0, 0, 0, 0, 0]].concat())],
        _ => vec![(kind, data.to_vec())],
    })
}

#[test]
fn short_records_and_rich_text_of_cells_are_read() {
    same("short records", &short_cells(), &good("xlsb"));
    same("rich text", &rich_cells(), &good("xlsb"));
}

#[test]
fn a_record_of_no_known_kind_among_cells_is_refused_by_name() {
    let strange = |kind: u16, data: &[u8]| {
        let mut records = vec![(kind, data.to_vec())];
        records.extend((kind == 2).then(|| (99, data.to_vec())));
        records
    };
    assert_eq!(read(&xlsb(strange)).err().map(|error| error.key), Some("input-unknown-record"));
    // What stands outside the rows holds no cells.
    let outside = |kind: u16, data: &[u8]| {
        let mut records = vec![(kind, data.to_vec())];
        records.extend((kind == 146).then(|| (99, vec![1, 2])));
        records
    };
    same("outside", &xlsb(outside), &good("xlsb"));
}

#[test]
fn formats_of_spreadsheets_that_are_not_read_are_named_under_their_own_names_too() {
    let dir = tempfile::tempdir().expect("a folder");
    let fods = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/sample.fods")).expect("a file");
    let xml = "<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n\
               <Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"/>";
    let wide: Vec<u8> = format!("\u{feff}{xml}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (name, bytes, key) in [
        ("a.fods", fods.as_slice(), "input-is-fods"),
        ("a.xml", xml.as_bytes(), "input-is-xml-2003"),
        ("a.xls", &wide, "input-is-xml-2003"),
        ("a.slk", b"ID;PWXL;N;E\r\nP;PGeneral\r\nC;Y1;X1;K\"a\"\r\nE\r\n", "input-is-sylk"),
        ("a.csv", b"ID;PWXL;N;E\r\nP;PGeneral\r\nC;Y1;X1;K\"a\"\r\nE\r\n", "input-is-sylk"),
        ("a.dif", b"TABLE\r\n0,1\r\n\"EXCEL\"\r\n", "input-is-dif"),
        ("a.xls", &[0x09, 0x04, 0x06, 0, 0, 0, 0x10, 0], "input-is-old-excel"),
    ] {
        let path = dir.path().join(name);
        fs::write(&path, bytes).expect("a file");
        let error = Workbook::open(&path, name, 1, &Reading::default()).err().expect("refused");
        assert_eq!(error.key, key, "{name}");
    }
}

/// Every text and number that calamine alone reads; nothing where it refuses the file.
fn calamine(bytes: Vec<u8>) -> Option<Vec<String>> {
    use calamine::Reader;
    let read = || {
        let mut book = calamine::open_workbook_auto_from_rs(std::io::Cursor::new(bytes)).ok()?;
        let mut told = Vec::new();
        for sheet in book.sheet_names() {
            let range = book.worksheet_range(&sheet).ok()?;
            told.extend(range.used_cells().map(|(row, col, cell)| format!("{sheet}!{row},{col} {cell}")));
        }
        Some(told)
    };
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(read)).ok()?
}

/// A detour stays as long as it is needed: where calamine itself reads what the detour is for, it can go, and this says so.
#[test]
fn what_calamine_reads_by_itself_needs_no_detour() {
    let [columnless, with_columns] = columnless();
    let [lost, macros] = strange_sheets();
    for (detour, changed, sound) in [
        ("UTF-16 in source/mend.rs", utf_16(u16::to_le_bytes), good("xlsx")),
        ("white space around values in source/mend.rs", spaced_values("<v>\n", "</v>"), good("xlsx")),
        ("references without a column in source/mend.rs", columnless, with_columns),
        ("lost sheets in source/mend.rs", lost, good("xlsx")),
        ("sheets of macros in source/mend.rs", macros, good("xlsx")),
        ("source/ods_plain.rs", spaced_ods(), good("ods")),
        ("the code page in source/unstreamed.rs", code_page(949), xls()),
        ("short records in source/xlsb.rs", short_cells(), good("xlsb")),
        ("rich text in source/xlsb.rs", rich_cells(), good("xlsb")),
    ] {
        let expected = calamine(sound).unwrap_or_else(|| panic!("{detour}: a sound file"));
        assert!(expected.len() > 3, "{detour}");
        assert_ne!(calamine(changed).as_ref(), Some(&expected), "no longer needed: {detour}");
    }
    // tafia/calamine#716: the sample holds formulas that end in an error, and they are not among its cells.
    let errors = |told: &[String]| told.iter().filter(|cell| cell.contains('#')).count();
    let told = calamine(good("xlsb")).expect("a sound file");
    assert_eq!(errors(&told), 0, "no longer needed: errors of formulas in source/xlsb.rs");
    assert_eq!(errors(&read(&good("xlsb")).expect("it reads")), 1);
}

#[test]
fn what_a_mac_packs_beside_the_parts_is_no_part() {
    let mut parts = archive::parts(&good("xlsx"));
    let beside = parts.iter().map(|(name, _)| {
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
        (format!("__MACOSX/{folder}/._{file}"), vec![0, 5, 0x16, 7, 0, 2, 0, 0, b'M', b'a', b'c'])
    });
    let beside: Vec<_> = beside.collect();
    parts.extend(beside);
    same("a Mac", &archive::packed(&parts), &good("xlsx"));
}

#[test]
fn an_xls_that_lost_a_shared_text_is_damaged() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/sample.xls");
    let sound = fs::read(path).expect("the sample");
    // A cell with a shared text: row, column, format, number of the text.
    let cell = [0xFD, 0, 10, 0];
    let at = sound.windows(4).position(|found| found == cell).expect("such a cell");
    let mut changed = sound.clone();
    changed[at + 10..at + 14].copy_from_slice(&9_999_u32.to_le_bytes());
    assert!(read(&sound).is_ok());
    assert_eq!(read(&changed).err().map(|error| error.key), Some("input-broken"));
}
