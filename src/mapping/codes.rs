//! Codes of the findings made while reading, and how bad each is. The words are in `templates/base/rules/`.

use crate::finding::Severity::{self, Error, Note, Warning};

/// A sheet that is no sheet of a case.
pub const UNKNOWN_SHEET: &str = "SRC01";
/// A sheet of a case without a row of headers.
pub const NO_HEADER: &str = "SRC02";
/// A sheet of a case without a row of data.
pub const NO_ROWS: &str = "SRC03";
/// A hidden sheet that is read all the same.
pub const HIDDEN_SHEET: &str = "SRC04";
/// A title or header that states a unit, from which its columns were converted.
pub const SCALED_UNIT: &str = "SRC05";
/// A row with a single cell, which can be no record.
pub const LONE_CELL: &str = "SRC06";
/// A text file: how it was read.
pub const TEXT_FILE: &str = "SRC07";
/// A formula that nobody computed.
pub const UNCOMPUTED: &str = "SRC08";
/// Formulas that refer to other workbooks.
pub const EXTERNAL_LINKS: &str = "SRC09";
/// Hidden rows or columns that are read all the same.
pub const HIDDEN_CELLS: &str = "SRC10";
/// A row of a text file with more fields than its header.
pub const LONGER_ROW: &str = "SRC11";
/// A row of a text file with fewer fields than its header.
pub const SHORTER_ROW: &str = "SRC12";
/// A cell of a text file that holds what looks like rows.
pub const ROWS_IN_CELL: &str = "SRC13";
/// A column that is no column of its sheet.
pub const UNKNOWN_COLUMN: &str = "MAP01";
/// A column about a person that is no column of its sheet.
pub const PERSONAL_COLUMN: &str = "TEXT04";
/// Two columns for one field.
pub const DUPLICATE_COLUMN: &str = "MAP02";
/// A required column that is not there.
pub const MISSING_COLUMN: &str = "MAP03";
/// A required cell that is empty.
pub const BLANK: &str = "MAP04";
/// Not a date, or not a moment.
pub const NOT_A_DATE: &str = "MAP05";
/// A date that can be read in two ways.
pub const AMBIGUOUS_DATE: &str = "MAP06";
/// Not an amount.
pub const NOT_AN_AMOUNT: &str = "MAP07";
/// A fraction of a won.
pub const FRACTION_OF_WON: &str = "MAP08";
/// Not a count.
pub const NOT_A_COUNT: &str = "MAP09";
/// Not a percentage from 0 to 100.
pub const NOT_A_SHARE: &str = "MAP10";
/// Not an elapsed time.
pub const NOT_A_DURATION: &str = "MAP11";
/// Neither yes nor no.
pub const NOT_A_FLAG: &str = "MAP12";
/// A word that its list does not hold.
pub const UNKNOWN_CODE: &str = "MAP13";
/// "파악 중" where a value must stand.
pub const PENDING_REFUSED: &str = "MAP14";
/// Numbers that the sheet holds as text.
pub const NUMBER_AS_TEXT: &str = "MAP15";
/// A cell with a formula's error.
pub const ERROR_CELL: &str = "MAP16";
/// An amount with the dust of binary arithmetic.
pub const BINARY_DUST: &str = "MAP17";
/// A date where a time of day is needed.
pub const NO_TIME_OF_DAY: &str = "MAP18";
/// A date without a year.
pub const NO_YEAR: &str = "MAP40";
/// Not a time of day.
pub const NOT_A_TIME: &str = "MAP41";
/// A total that is not the sum of its rows.
pub const TOTAL_CONTRADICTED: &str = "MAP20";
/// Rows below a header that are no records: totals, repeated headers, notes.
pub const ROWS_ASIDE: &str = "MAP21";
/// A title or header that states money of another country.
pub const FOREIGN_MONEY: &str = "MAP22";
/// A cell that states its own unit below a header or title that states another.
pub const OWN_UNIT: &str = "MAP23";
/// A table that was found by its columns, not by the name of its sheet.
pub const TABLE_BY_COLUMNS: &str = "MAP25";
/// Several sheets that could each be the table that the case otherwise lacks.
pub const WHICH_SHEET: &str = "MAP26";
/// An entry of `mapping.toml` that speaks of no sheet of the case.
pub const SPEAKS_OF_NOTHING: &str = "MAP28";
/// A column that `mapping.toml` names and the header lacks.
pub const NO_SUCH_COLUMN: &str = "MAP29";
/// Rows that `mapping.toml` leaves out.
pub const ROWS_FILTERED: &str = "MAP30";
/// Merged cells whose value is read in every row of the merge.
pub const MERGE_FILLED: &str = "MAP35";
/// A quantity or a key that is merged over several rows.
pub const MERGE_OF_QUANTITY: &str = "MAP36";
/// Cells of records that are merged over several columns.
pub const MERGE_ACROSS: &str = "MAP37";
/// A dash in a column of numbers, read as empty.
pub const DASH: &str = "MAP42";
/// A share below one that may be a fraction of one.
pub const FRACTION_OF_ONE: &str = "MAP43";
/// A cell with money of another country.
pub const FOREIGN_CELL: &str = "MAP50";
/// A number format that leaves out thousands, which no header speaks of.
pub const SCALED_BY_FORMAT: &str = "MAP51";
/// A number format that does not show its number.
pub const VEILED: &str = "MAP52";
/// An id of which a spreadsheet program kept fifteen digits.
pub const LOST_DIGITS: &str = "MAP53";
/// Cells that are struck through.
pub const STRUCK: &str = "MAP54";
/// A sheet whose names stand down its side.
pub const TRANSPOSED: &str = "MAP55";
/// A moment with a zone, read as a day in Korea.
pub const ZONED_DAY: &str = "MAP56";
/// A column that is 15:00:00 throughout.
pub const MIDNIGHTS_OF_KOREA: &str = "MAP57";
/// A text of an old workbook that is as long as some programs write it there.
pub const FULL_TEXT: &str = "MAP58";
/// A unit that stands below a table.
pub const UNIT_BELOW: &str = "MAP59";
/// A time zone that a title or a note names.
pub const ZONE_BESIDE: &str = "MAP60";
/// A number format that hides a part of a moment or a day.
pub const HIDDEN_PART: &str = "MAP61";
/// One key in two rows.
pub const DUPLICATE_KEY: &str = "CASE01";
/// Two keys that differ in marks alone.
pub const ALIKE_KEYS: &str = "CASE10";
/// A reference to a row that is not there.
pub const UNRESOLVED: &str = "CASE02";
/// A filer that is no row of the sheet 사업자.
pub const UNKNOWN_FILER: &str = "CASE03";
/// An anchor that is no moment of an outage.
pub const UNKNOWN_ANCHOR: &str = "CASE04";
/// An anchor whose moment an outage leaves empty.
pub const EMPTY_ANCHOR: &str = "CASE05";
/// A workbook made from another version of the worktable.
pub const OTHER_VERSION: &str = "CASE08";

/// Every code above with its severity.
pub const ALL: &[(&str, Severity)] = &[
    (UNKNOWN_SHEET, Note),
    (NO_HEADER, Error),
    (NO_ROWS, Note),
    (HIDDEN_SHEET, Warning),
    (SCALED_UNIT, Note),
    (LONE_CELL, Warning),
    (UNKNOWN_COLUMN, Warning),
    (PERSONAL_COLUMN, Warning),
    (TEXT_FILE, Note),
    (UNCOMPUTED, Error),
    (EXTERNAL_LINKS, Warning),
    (HIDDEN_CELLS, Warning),
    (LONGER_ROW, Error),
    (SHORTER_ROW, Error),
    (ROWS_IN_CELL, Error),
    (DUPLICATE_COLUMN, Error),
    (MISSING_COLUMN, Error),
    (BLANK, Error),
    (NOT_A_DATE, Error),
    (AMBIGUOUS_DATE, Error),
    (NOT_AN_AMOUNT, Error),
    (FRACTION_OF_WON, Error),
    (NOT_A_COUNT, Error),
    (NOT_A_SHARE, Error),
    (NOT_A_DURATION, Error),
    (NOT_A_FLAG, Error),
    (UNKNOWN_CODE, Error),
    (PENDING_REFUSED, Error),
    (NUMBER_AS_TEXT, Warning),
    (ERROR_CELL, Error),
    (BINARY_DUST, Warning),
    (NO_TIME_OF_DAY, Warning),
    (NO_YEAR, Error),
    (NOT_A_TIME, Error),
    (TOTAL_CONTRADICTED, Error),
    (ROWS_ASIDE, Note),
    (FOREIGN_MONEY, Error),
    (OWN_UNIT, Error),
    (TABLE_BY_COLUMNS, Warning),
    (WHICH_SHEET, Error),
    (SPEAKS_OF_NOTHING, Error),
    (NO_SUCH_COLUMN, Error),
    (ROWS_FILTERED, Note),
    (MERGE_FILLED, Note),
    (MERGE_OF_QUANTITY, Error),
    (MERGE_ACROSS, Warning),
    (DASH, Note),
    (FRACTION_OF_ONE, Warning),
    (FOREIGN_CELL, Error),
    (SCALED_BY_FORMAT, Error),
    (VEILED, Error),
    (LOST_DIGITS, Error),
    (STRUCK, Warning),
    (TRANSPOSED, Error),
    (ZONED_DAY, Note),
    (MIDNIGHTS_OF_KOREA, Error),
    (FULL_TEXT, Warning),
    (UNIT_BELOW, Error),
    (ZONE_BESIDE, Error),
    (HIDDEN_PART, Warning),
    (DUPLICATE_KEY, Error),
    (ALIKE_KEYS, Error),
    (UNRESOLVED, Error),
    (UNKNOWN_FILER, Error),
    (UNKNOWN_ANCHOR, Error),
    (EMPTY_ANCHOR, Error),
    (OTHER_VERSION, Note),
];

/// How bad a code of this table is.
#[must_use]
pub fn severity(code: &str) -> Severity {
    ALL.iter().find(|(found, _)| *found == code).map_or(Error, |(_, severity)| *severity)
}
