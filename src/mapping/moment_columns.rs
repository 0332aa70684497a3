//! A moment in two columns: `발생일` and `발생시각`, `Started date` and `Started time`. Which headers belong together, and
//! which field they are. What their cells say is read by [`super::when`].

use super::header::field_of;
use super::names::normalise;
use crate::pack::{FieldType, SheetSchema};

/// Endings of a header of days.
const DAYS: [&str; 6] = ["일자", "날짜", "연월일", "년월일", "date", "일"];
/// Endings of a header of times of day.
const TIMES: [&str; 5] = ["시분초", "시각", "시간", "시분", "time"];
/// What a stem may lack to be the name of a field: 발생(일) is 발생 일시.
const WHOLE: [&str; 5] = ["", "일시", "시각", "시점", "at"];

/// Two columns of one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct MomentColumns {
    pub field: usize,
    pub day: u32,
    pub time: u32,
}

/// The pairs among a row of headers, given with their columns.
pub(super) fn pairs(schema: &SheetSchema, headers: &[(u32, String)]) -> Vec<MomentColumns> {
    let mut found: Vec<MomentColumns> = Vec::new();
    for (day, header) in headers {
        let Some(stem) = stem(header, &DAYS) else { continue };
        let Some(time) = headers.iter().find(|(col, other)| is_time_of(other, &stem, *col == day + 1)) else {
            continue;
        };
        let Some(field) = moment_field(schema, &stem) else { continue };
        let is_own = |header: &str| field_of(schema, header).is_some_and(|named| named != field);
        // A column that holds the whole moment, or is a field by itself, is left as it is.
        let whole = headers.iter().any(|(col, other)| *col != time.0 && field_of(schema, other) == Some(field));
        let taken = found.iter().any(|pair| pair.field == field || pair.time == time.0);
        if !whole && !taken && !is_own(header) && !is_own(&time.1) {
            found.push(MomentColumns { field, day: *day, time: time.0 });
        }
    }
    found
}

/// What is left of a header without one of the endings.
fn stem(header: &str, endings: &[&str]) -> Option<String> {
    let header = normalise(header);
    endings.iter().find_map(|ending| header.strip_suffix(ending)).map(str::to_owned)
}

/// Whether a header is the time of the day column with `of` as its stem; a bare `시각` is when it stands right after it.
fn is_time_of(header: &str, of: &str, is_next: bool) -> bool {
    stem(header, &TIMES).is_some_and(|stem| stem == of || (is_next && stem.is_empty()))
}

fn moment_field(schema: &SheetSchema, stem: &str) -> Option<usize> {
    let named = |ending: &&str| field_of(schema, &format!("{stem}{ending}"));
    WHOLE.iter().find_map(named).filter(|field| schema.field[*field].kind == FieldType::Moment)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::{Assets, Pack};

    fn found(sheet: &str, headers: &[&str]) -> Vec<(String, u32, u32)> {
        let pack = Pack::load(Assets::embedded()).expect("the pack");
        let schema = pack.sheets.get(sheet).expect("a sheet");
        let headers: Vec<(u32, String)> = (1..).zip(headers.iter().map(|header| (*header).to_owned())).collect();
        pairs(schema, &headers)
            .into_iter()
            .map(|pair| (schema.field[pair.field].id.clone(), pair.day, pair.time))
            .collect()
    }

    #[test]
    fn a_day_and_a_time_of_one_stem_are_one_moment() {
        let at = |day, time| vec![("at".to_owned(), day, time)];
        assert_eq!(found("event", &["발생일", "발생시각", "구분", "내용"]), at(1, 2));
        assert_eq!(found("event", &["시각", "내용", "일자", "구분"]), at(3, 1));
        assert_eq!(found("event", &["발생 날짜", "시간", "구분"]), at(1, 2));
        assert_eq!(found("event", &["Date", "Time", "Kind"]), at(1, 2));
        let started = vec![("started_at".to_owned(), 2, 3)];
        assert_eq!(found("interruption", &["서비스", "중단 시작일", "중단 시작 시각"]), started);
    }

    #[test]
    fn a_column_that_is_a_field_by_itself_is_left_alone() {
        for headers in
            [&["발생 일시", "발생일", "발생시각"][..], &["발생일", "구분"], &["비고", "시간", "발생일", "구분"]]
        {
            assert_eq!(found("event", headers), [], "{headers:?}");
        }
        assert_eq!(found("claim", &["접수일", "접수시각"]), [], "received is a date");
    }
}
