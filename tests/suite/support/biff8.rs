//! An old Excel workbook (xls) of one sheet, record by record as MS-XLS lays them out, in a compound file as MS-CFB does:
//! no program at hand writes it where tests run. It holds what readers ask for, not all that Excel wants to show it.

/// A cell and, where it is a number, its format.
pub(crate) enum Cell<'t> {
    Text(&'t str),
    Number(f64, u16),
    Error(u8),
}

/// Formats of cells by number, as they stand in [`globals`].
pub(crate) const MOMENT: u16 = 1;
pub(crate) const DAY: u16 = 2;

const SECTOR: usize = 512;
const END_OF_CHAIN: u32 = 0xFFFF_FFFE;
const FREE: u32 = 0xFFFF_FFFF;

/// The file: cells by row and column, and merged ranges by top, left, bottom and right, all counted from 0.
pub(crate) fn workbook(sheet: &str, cells: &[(u32, u32, Cell<'_>)], merges: &[[u32; 4]]) -> Vec<u8> {
    // Where the sheet begins is known once the globals, which say so, are written: their length does not depend on it.
    let start = u32::try_from(globals(sheet, 0).len()).expect("short");
    let mut stream = globals(sheet, start);
    stream.extend(sheet_records(cells, merges));
    compound(stream)
}

fn globals(sheet: &str, start: u32) -> Vec<u8> {
    let mut out = Vec::new();
    record(&mut out, 0x0809, &begin(0x0005));
    record(&mut out, 0x0042, &1200_u16.to_le_bytes());
    let codes = [(164_u16, "yyyy-mm-dd hh:mm"), (165, "yyyy-mm-dd")];
    for (id, code) in codes {
        record(&mut out, 0x041E, &[id.to_le_bytes().to_vec(), long_text(code)].concat());
    }
    for id in [0, 164, 165_u16] {
        record(&mut out, 0x00E0, &[vec![0, 0], id.to_le_bytes().to_vec(), vec![0; 16]].concat());
    }
    let letters: Vec<u16> = sheet.encode_utf16().collect();
    let length = u8::try_from(letters.len()).expect("a short name");
    let name = letters.into_iter().flat_map(u16::to_le_bytes).collect();
    record(&mut out, 0x0085, &[start.to_le_bytes().to_vec(), vec![0, 0, length, 1], name].concat());
    record(&mut out, 0x000A, &[]);
    out
}

fn sheet_records(cells: &[(u32, u32, Cell<'_>)], merges: &[[u32; 4]]) -> Vec<u8> {
    let mut out = Vec::new();
    record(&mut out, 0x0809, &begin(0x0010));
    let bottom = cells.iter().map(|(row, _, _)| row + 1).max().unwrap_or(0);
    let right = cells.iter().map(|(_, col, _)| col + 1).max().unwrap_or(0);
    let columns = [shorts(&[0, right]), vec![0, 0]].concat();
    record(&mut out, 0x0200, &[0_u32.to_le_bytes().to_vec(), bottom.to_le_bytes().to_vec(), columns].concat());
    for (row, col, cell) in cells {
        let (kind, format, value) = match cell {
            Cell::Text(text) => (0x0204, 0, long_text(text)),
            Cell::Number(number, format) => (0x0203, *format, number.to_le_bytes().to_vec()),
            Cell::Error(code) => (0x0205, 0, vec![*code, 1]),
        };
        record(&mut out, kind, &[shorts(&[*row, *col]), format.to_le_bytes().to_vec(), value].concat());
    }
    if !merges.is_empty() {
        let mut data = shorts(&[u32::try_from(merges.len()).expect("few")]);
        for [top, left, bottom, right] in merges {
            data.extend(shorts(&[*top, *bottom, *left, *right]));
        }
        record(&mut out, 0x00E5, &data);
    }
    record(&mut out, 0x000A, &[]);
    out
}

/// The beginning of a part: version 8, and which part.
fn begin(part: u16) -> Vec<u8> {
    [0x0600_u16.to_le_bytes(), part.to_le_bytes()].concat().into_iter().chain([0; 12]).collect()
}

/// A text with its length in two bytes and the mark of two bytes a letter.
fn long_text(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let length = u16::try_from(units.len()).expect("short").to_le_bytes();
    length.into_iter().chain([1]).chain(units.into_iter().flat_map(u16::to_le_bytes)).collect()
}

fn shorts(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| u16::try_from(*number).expect("within the limits of xls").to_le_bytes()).collect()
}

fn record(out: &mut Vec<u8>, kind: u16, data: &[u8]) {
    let length = u16::try_from(data.len()).ok().filter(|length| *length <= 8224).expect("one record without another");
    out.extend(kind.to_le_bytes());
    out.extend(length.to_le_bytes());
    out.extend(data);
}

/// A compound file of one stream: header, tables of sectors, directory, stream.
fn compound(mut stream: Vec<u8>) -> Vec<u8> {
    // A shorter one would have to lie in small sectors.
    stream.resize(stream.len().max(4096).next_multiple_of(SECTOR), 0);
    let sectors = stream.len() / SECTOR;
    let per_table = SECTOR / 4;
    let tables = (1..=109).find(|tables| sectors + 1 + tables <= tables * per_table).expect("a small file");
    let long = |number: usize| u32::try_from(number).expect("small");

    let mut out = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    out.resize(24, 0);
    // Versions, order of bytes, sizes of sectors as powers of two.
    out.extend([0x003E_u16, 3, 0xFFFE, 9, 6].into_iter().flat_map(u16::to_le_bytes));
    out.resize(44, 0);
    out.extend(
        [long(tables), long(tables), 0, 4096, END_OF_CHAIN, 0, END_OF_CHAIN, 0].into_iter().flat_map(u32::to_le_bytes),
    );
    out.extend((0..109).flat_map(|at| if at < tables { long(at) } else { FREE }.to_le_bytes()));

    let mut chains = vec![0xFFFF_FFFD; tables];
    chains.push(END_OF_CHAIN);
    let first = tables + 1;
    chains.extend((1..sectors).map(|next| long(first + next)));
    chains.push(END_OF_CHAIN);
    chains.resize(tables * per_table, FREE);
    out.extend(chains.into_iter().flat_map(u32::to_le_bytes));

    out.extend(entry("Root Entry", 5, 1, END_OF_CHAIN, 0));
    out.extend(entry("Workbook", 2, FREE, long(first), long(stream.len())));
    out.extend([entry("", 0, FREE, 0, 0), entry("", 0, FREE, 0, 0)].concat());
    out.extend(stream);
    out
}

/// An entry of the directory: name, kind, first child, first sector, bytes.
fn entry(name: &str, kind: u8, child: u32, start: u32, bytes: u32) -> Vec<u8> {
    let mut out: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let length = if name.is_empty() { 0 } else { u16::try_from(out.len() + 2).expect("a short name") };
    out.resize(64, 0);
    out.extend(length.to_le_bytes());
    out.extend([kind, 1]);
    out.extend([FREE, FREE, child].into_iter().flat_map(u32::to_le_bytes));
    out.resize(116, 0);
    out.extend([start, bytes, 0].into_iter().flat_map(u32::to_le_bytes));
    out
}
