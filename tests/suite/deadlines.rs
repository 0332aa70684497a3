//! Periods of the law, day by day: each row was counted by hand with the holiday table of the reference.

use bogo::law::deadline::{PeriodEnd, Yearly, end, end_of_days, next_working_day, working_day_before, yearly};
use bogo::pack::{Assets, HolidayKind, Pack, Period};
use bogo::time::Moment;
use chrono::NaiveDate;

fn pack() -> Pack {
    Pack::load(Assets::embedded()).expect("the packaged templates load")
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn period(text: &str) -> Period {
    Period::parse(text).expect("a period")
}

#[test]
fn the_holiday_table_is_the_reference() {
    let pack = pack();
    assert_eq!(pack.holidays.len(), 173);
    let kinds = |kind| {
        let days = day("2019-01-01").iter_days().take_while(|day| *day <= pack.holidays.known_until);
        days.filter(|day| pack.holidays.get(*day).is_some_and(|holiday| holiday.kind == kind)).count()
    };
    let counts =
        [HolidayKind::Legal, HolidayKind::Substitute, HolidayKind::Election, HolidayKind::Temporary].map(kinds);
    assert_eq!(counts, [138, 25, 5, 5]);
    // Working days that are easily mistaken for holidays.
    for text in [
        "2019-05-13",
        "2020-03-02",
        "2020-06-08",
        "2020-10-05",
        "2021-06-07",
        "2021-12-27",
        "2022-01-03",
        "2022-05-09",
        "2022-12-26",
        "2023-01-02",
        "2025-05-07",
        "2025-10-10",
        "2026-05-04",
        "2026-06-08",
        "2026-09-28",
        "2027-06-07",
    ] {
        assert_eq!(pack.holidays.is_closed(day(text)), Some(false), "{text}");
    }
}

#[test]
fn a_last_day_that_is_closed_moves() {
    let pack = pack();
    for (last, end) in [
        ("2021-10-09", "2021-10-12"),
        ("2021-12-25", "2021-12-27"),
        ("2023-09-28", "2023-10-04"),
        ("2025-01-25", "2025-01-31"),
        ("2025-05-03", "2025-05-07"),
        ("2025-10-03", "2025-10-10"),
        ("2026-05-01", "2026-05-04"),
        ("2026-07-17", "2026-07-20"),
        ("2026-09-24", "2026-09-28"),
        ("2027-02-06", "2027-02-10"),
        ("2027-05-01", "2027-05-04"),
        ("2027-06-06", "2027-06-07"),
        ("2027-12-25", "2027-12-28"),
        ("2027-12-31", "2027-12-31"),
    ] {
        assert_eq!(next_working_day(day(last), &pack.holidays), Some(day(end)), "{last}");
    }
    assert_eq!(working_day_before(day("2027-01-31"), &pack.holidays), Some(day("2027-01-29")));
}

#[test]
fn days_and_months_leave_the_first_day_out() {
    let pack = pack();
    for (method, anchor, length, counted, last) in [
        // The services of the Kakao case: the bracket of 멜론, and one restored on 10-20.
        ("civil", "2022-10-16", "30d", "2022-11-15", "2022-11-15"),
        ("civil", "2022-10-18", "30d", "2022-11-17", "2022-11-17"),
        ("civil", "2022-10-20", "30d", "2022-11-19", "2022-11-21"),
        ("administrative", "2022-12-06", "1m", "2023-01-06", "2023-01-06"),
        ("administrative", "2024-05-31", "1m", "2024-06-30", "2024-07-01"),
        ("administrative", "2024-05-31", "3m", "2024-08-31", "2024-09-02"),
        // Periods that do not move count their first day: 2024-06-01 to 08-31, a Saturday.
        ("fixed", "2024-06-01", "3m", "2024-08-31", "2024-08-31"),
        // A month without a corresponding day ends with its last day; from the end of February it runs to 03-31.
        ("civil", "2023-01-30", "1m", "2023-02-28", "2023-02-28"),
        ("civil", "2023-02-28", "1m", "2023-03-31", "2023-03-31"),
        ("civil", "2024-01-30", "1m", "2024-02-29", "2024-02-29"),
    ] {
        let method = pack.methods.get(method).expect("a method");
        let found = end_of_days(day(anchor), period(length), method, &pack.holidays);
        assert_eq!(found, PeriodEnd::On { counted: day(counted), day: day(last) }, "{anchor} + {length}");
    }
}

#[test]
fn hours_run_at_once_and_never_move() {
    let pack = pack();
    let method = pack.methods.get("hours").expect("a method");
    // Friday evening before three closed days.
    let anchor = Moment::parse_rfc3339("2025-10-02T22:30:00+09:00").expect("a moment");
    for (length, at) in [
        ("10min", "2025-10-02T22:40:00+09:00"),
        ("2h", "2025-10-03T00:30:00+09:00"),
        ("24h", "2025-10-03T22:30:00+09:00"),
        ("72h", "2025-10-05T22:30:00+09:00"),
    ] {
        let expected = PeriodEnd::At(Moment::parse_rfc3339(at).expect("a moment"));
        assert_eq!(end(anchor, period(length), method, &pack.holidays), expected, "{length}");
    }
}

#[test]
fn a_yearly_date_has_three_faces() {
    let pack = pack();
    let found = yearly(day("2026-11-22"), 1, 31, &pack.holidays);
    let expected =
        Yearly { statutory: day("2027-01-31"), by_analogy: Some(day("2027-02-01")), safe: Some(day("2027-01-29")) };
    assert_eq!(found, Some(expected));
    assert_eq!(yearly(day("2024-01-31"), 1, 31, &pack.holidays).map(|y| y.statutory), Some(day("2024-01-31")));
}

#[test]
fn beyond_the_known_holidays_nothing_is_determined() {
    let pack = pack();
    let method = pack.methods.get("civil").expect("a method");
    let found = end_of_days(day("2027-12-10"), period("30d"), method, &pack.holidays);
    assert_eq!(found, PeriodEnd::Undetermined);
    let known = end_of_days(day("2027-12-01"), period("30d"), method, &pack.holidays);
    assert_eq!(known, PeriodEnd::On { counted: day("2027-12-31"), day: day("2027-12-31") });
    let next = yearly(day("2027-11-01"), 1, 31, &pack.holidays).expect("a date");
    assert_eq!((next.by_analogy, next.safe), (None, None));
}
