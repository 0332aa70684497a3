//! Remarks around a table that would change what its cells say: a unit that stands below it, a time zone above or below.
//!
//! Units are looked for in headers and titles, and moments without a zone are Korea's. What says otherwise elsewhere is
//! asked about, never guessed.

use super::reader::SheetReader;
use super::report::Report;
use super::unit::{HeaderMeasure, HeaderUnit};
use super::{codes, mask};
use crate::origin::Origin;
use crate::pack::FieldType;
use crate::source::{Cell, CellValue, Row};

/// Longest remark.
const LONGEST: usize = 400;

/// The remarks around one table, as its rows stream.
pub(super) struct Legends {
    zones: Vec<(u32, u32, String)>,
    /// Some moment has no zone of its own.
    has_bare_moment: bool,
}

impl Legends {
    /// With the titles of the table.
    pub(super) fn new(sheet: &SheetReader) -> Self {
        let titles = sheet.columns.titles.iter().filter(|(_, text)| text.len() <= LONGEST && names_a_zone(text));
        let zones = titles.map(|(at, text)| (at.row, at.col, text.clone())).collect();
        Self { zones, has_bare_moment: false }
    }

    fn zones(&mut self, row: &Row<'_>) {
        for (cell, text) in texts(row) {
            if names_a_zone(text) {
                self.zones.push((row.number, cell.col, text.to_owned()));
            }
        }
    }

    pub(super) fn record(&mut self, sheet: &SheetReader, row: &Row<'_>) {
        self.has_bare_moment = self.has_bare_moment
            || moments(sheet).filter_map(|col| row.get(col)).any(|cell| match cell {
                CellValue::Text(text) => !text.ends_with(['Z', 'z']) && !text.contains('+') && !names_a_zone(text),
                _ => true,
            });
    }

    /// A row below the table that is no record; whether it states a unit, which is told.
    pub(super) fn remark(&mut self, sheet: &SheetReader, row: &Row<'_>, report: &mut Report<'_>) -> bool {
        self.zones(row);
        let mut is_unit = false;
        for (cell, text) in texts(row) {
            let Some(column) = units(text).iter().find_map(|unit| applies(sheet, unit)) else { continue };
            is_unit = true;
            let finding = Report::finding(codes::UNIT_BELOW).at(&Origin::cell(&sheet.source, row.number, cell.col));
            report.push(finding.with("value", mask::quoted(text)).with("column", column));
        }
        is_unit
    }

    pub(super) fn tell(self, sheet: &SheetReader, report: &mut Report<'_>) {
        let Some(field) = moments(sheet).find_map(|col| sheet.field_of(col)).filter(|_| self.has_bare_moment) else {
            return;
        };
        for (row, col, text) in self.zones {
            let finding = Report::finding(codes::ZONE_BESIDE).at(&Origin::cell(&sheet.source, row, col));
            let column = sheet.columns.headers[field].as_str();
            report.push(finding.with("value", mask::quoted(&text)).with("column", column));
        }
    }
}

/// Columns of moments.
fn moments(sheet: &SheetReader) -> impl Iterator<Item = u32> {
    let fields = sheet.schema.field.iter().zip(&sheet.columns.of_field);
    fields.filter_map(|(field, col)| col.filter(|_| field.kind == FieldType::Moment))
}

fn texts<'r>(row: &'r Row<'r>) -> impl Iterator<Item = (&'r Cell<'r>, &'r str)> {
    row.cells.iter().filter_map(|cell| match &cell.value {
        CellValue::Text(text) if text.len() <= LONGEST => Some((cell, text.as_ref())),
        _ => None,
    })
}

/// Units that a remark states of a whole table: `단위: 천원`, `금액은 백만원 단위임`. One that says how numbers were rounded
/// states none.
fn units(text: &str) -> Vec<HeaderUnit> {
    const ROUNDED: [&str; 6] = ["반올림", "절사", "절삭", "버림", "올림", "round"];
    if ROUNDED.iter().any(|word| text.contains(word)) {
        return Vec::new();
    }
    let before = text.split_once("단위").and_then(|(before, _)| before.split_whitespace().next_back());
    let before = before.map(|word| word.trim_start_matches(['(', '[', '※', '*'])).and_then(HeaderUnit::parse);
    HeaderUnit::of_title(text).into_iter().chain(before).collect()
}

/// The header of a column that a unit would change and that states none itself.
fn applies(sheet: &SheetReader, unit: &HeaderUnit) -> Option<String> {
    // Amounts may have their unit in a column of its own.
    let has_unit_column = sheet.schema.index("unit").is_some_and(|unit| sheet.columns.of_field[unit].is_some());
    let is_money = |kind: FieldType| kind == FieldType::Won || kind == FieldType::Amount && !has_unit_column;
    let is_one = unit.factor == rust_decimal::Decimal::ONE;
    let suits = |kind: FieldType| match unit.measure {
        HeaderMeasure::Money => is_money(kind) && !is_one,
        HeaderMeasure::Count => kind == FieldType::Count && !is_one,
        HeaderMeasure::Any => (is_money(kind) || kind == FieldType::Count) && !is_one,
        HeaderMeasure::Foreign => is_money(kind),
        HeaderMeasure::Share | HeaderMeasure::Time | HeaderMeasure::Nothing => false,
    };
    let mut fields = sheet.schema.field.iter().enumerate();
    let field = fields.find(|(field, schema)| {
        suits(schema.kind) && sheet.columns.of_field[*field].is_some() && sheet.columns.units[*field].is_none()
    });
    field.map(|(field, _)| sheet.columns.headers[field].clone())
}

/// Whether a text names a time zone other than Korea's.
fn names_a_zone(text: &str) -> bool {
    const NAMES: [&str; 8] = ["UTC", "GMT", "PST", "PDT", "EST", "EDT", "CET", "CEST"];
    const WORDS: [&str; 3] = ["협정세계시", "세계표준시", "그리니치"];
    let upper = text.to_uppercase();
    let is_word = |name: &str, at: usize| {
        let is_letter = |c: char| c.is_ascii_alphanumeric();
        let behind = upper[at + name.len()..].trim_start();
        // Nine hours ahead of it is Korea.
        let is_korea = ["+9", "+09", "+ 9"].iter().any(|ahead| behind.starts_with(ahead));
        !is_korea && !upper[..at].ends_with(is_letter) && !upper[at + name.len()..].starts_with(is_letter)
    };
    let has_name = || NAMES.iter().any(|name| upper.match_indices(name).any(|(at, _)| is_word(name, at)));
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    !upper.contains("KST") && (has_name() || WORDS.iter().any(|word| bare.contains(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_of_remarks_are_those_that_a_person_reads() {
        let of = |text: &str| units(text).iter().map(|unit| unit.factor.to_string()).collect::<Vec<_>>();
        for (text, expected) in [
            ("단위: 천원", &["1000"][..]),
            ("(단위 : 백만원)", &["1000000"]),
            ("※ 금액은 천원 단위임", &["1000"]),
            ("주) 만원 단위로 기재", &["10000"]),
            ("천원 단위에서 반올림", &[]),
            ("단위 미만 절사", &[]),
            ("접수 단위별로 적음", &[]),
        ] {
            assert_eq!(of(text), expected, "{text}");
        }
    }

    #[test]
    fn zones_are_words_and_korea_is_none() {
        for text in ["모든 시각은 UTC 기준", "(GMT)", "시각: UTC+0", "협정 세계시", "times in PST"] {
            assert!(names_a_zone(text), "{text}");
        }
        for text in ["UTC+9 기준", "KST(UTC+09:00)", "OUTCOME", "시각은 한국 시각", "BEST 서비스"] {
            assert!(!names_a_zone(text), "{text}");
        }
    }
}
