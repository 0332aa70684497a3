//! Dates, moments and times of day as people write them.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};
use proptest::prelude::*;

use super::{number, text};
use crate::mapping::problem::Problem;
use crate::mapping::when::{DateForm, DateOrder, date, moment, moment_of, readings};
use crate::source::{CellValue, Serial};
use crate::time::Moment;

const STRICT: DateForm = DateForm { order: None, century: None };

fn at(written: &str) -> Result<String, Problem> {
    moment(&text(written), STRICT).map(|got| got.value.to_string())
}

fn day(cell: &CellValue<'_>, form: DateForm) -> Result<String, Problem> {
    date(cell, form).map(|got| got.value.to_string())
}

fn of_order(order: DateOrder) -> DateForm {
    DateForm { order: Some(order), century: None }
}

fn clock(days: f64) -> CellValue<'static> {
    CellValue::Serial(Serial { clock: true, ..Serial::plain(days, false) })
}

fn local(minutes: i64) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(1985, 1, 1).expect("a date").and_time(NaiveTime::MIN) + TimeDelta::minutes(minutes)
}

proptest! {
    #[test]
    fn a_moment_survives_every_way_of_writing_it(minutes in 0_i64..60_000_000) {
        let local = local(minutes);
        let expected = Moment::in_korea(local);
        let half = if local.hour() < 12 { "오전" } else { "오후" };
        for written in [
            crate::korean::moment(expected),
            expected.to_string(),
            local.format("%Y-%m-%d %H:%M").to_string(),
            local.format("%Y-%m-%dT%H:%M:%S.000+09:00[Asia/Seoul]").to_string(),
            local.format("%Y/%m/%d %-H:%M:%S").to_string(),
            local.format("%Y%m%d%H%M").to_string(),
            local.format("%Y%m%d%H%M%S").to_string(),
            local.format("%Y%m%d %H%M").to_string(),
            local.format("%Y년 %m월 %d일 %H시 %M분").to_string(),
            local.format("%Y년 %-m월 %-d일(토) %-H시 %-M분 0초").to_string(),
            local.format("%d %b %Y %H:%M KST").to_string(),
            local.format("%B %-d, %Y %I:%M %p").to_string(),
            local.format("%a, %d-%b-%Y %H:%M UTC+9").to_string(),
            format!("{} {half} {}", local.format("%Y. %-m. %-d."), local.format("%-I:%M")),
            format!("{} {half} {}", local.format("%Y-%m-%d"), local.format("%-I시 %-M분")),
        ] {
            prop_assert_eq!(at(&written), Ok(expected.to_string()), "{}", written);
        }
    }

    #[test]
    fn a_moment_survives_in_two_cells(minutes in 0_i64..60_000_000) {
        let local = local(minutes);
        let expected = Moment::in_korea(local).to_string();
        let half = if local.hour() < 12 { "오전" } else { "오후" };
        let days = local.format("%Y. %-m. %-d.").to_string();
        let seconds = f64::from(local.num_seconds_from_midnight());
        let typed = local.format("%H%M%S").to_string();
        let halved = format!("{half} {}", local.format("%-I:%M"));
        let worded = local.format("%-H시 %-M분").to_string();
        let plain = local.format("%H:%M:%S").to_string();
        for time in [clock(seconds / 86_400.0), number(seconds / 86_400.0), text(&typed), text(&halved), text(&worded), text(&plain)]
        {
            let got = moment_of(&text(&days), &time, STRICT).map(|got| got.value.to_string());
            prop_assert_eq!(got.as_ref(), Ok(&expected), "{} {:?}", days, time);
        }
    }

    #[test]
    fn a_date_survives_in_the_order_that_is_settled(days in 0_i64..36_500) {
        let day_of = local(days * 1440).date();
        let expected = Ok(day_of.to_string());
        for (order, long, short) in [
            (DateOrder::Ymd, "%Y-%m-%d", "%y.%m.%d"),
            (DateOrder::Dmy, "%d/%m/%Y", "%d-%m-%y"),
            (DateOrder::Mdy, "%m/%d/%Y", "%m. %d. %y"),
        ] {
            prop_assert_eq!(&day(&text(&day_of.format(long).to_string()), of_order(order)), &expected);
            let year: u16 = day_of.format("%Y").to_string().parse().expect("a year");
            let form = DateForm { order: Some(order), century: Some(year / 100 * 100) };
            prop_assert_eq!(&day(&text(&day_of.format(short).to_string()), form), &expected);
        }
    }

    #[test]
    fn what_was_meant_is_among_the_readings(days in 0_i64..36_500) {
        let day_of = local(days * 1440).date();
        for written in ["%y.%m.%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%y", "%y%m%d"] {
            let cell = day_of.format(written).to_string();
            match day(&text(&cell), STRICT) {
                // 05/05/2005 is the same day in every order.
                Ok(read) => prop_assert_eq!(read, day_of.to_string()),
                Err(problem) => {
                    prop_assert_eq!(problem, Problem::AmbiguousDate);
                    prop_assert!(readings(&text(&cell), None, STRICT).contains(&day_of.to_string()), "{}", cell);
                }
            }
        }
    }

    #[test]
    fn a_serial_survives_binary_days(seconds in 1_000_000_000_i64..6_000_000_000) {
        #[allow(clippy::cast_precision_loss, reason = "below fifteen digits")]
        let days = seconds as f64 / 86_400.0;
        let epoch = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).expect("a date").and_time(NaiveTime::MIN);
        for (is_1904, epoch) in [(false, epoch(1899, 12, 30)), (true, epoch(1904, 1, 1))] {
            let serial = Serial { clock: true, ..Serial::plain(days, is_1904) };
            prop_assert_eq!(serial.date_time(), Some(epoch + TimeDelta::seconds(seconds)));
        }
    }

    #[test]
    fn nothing_typed_makes_the_parser_panic(written in "\\PC{0,24}", other in "\\PC{0,12}", value in any::<f64>()) {
        for form in [STRICT, of_order(DateOrder::Dmy), DateForm { order: None, century: Some(u16::MAX) }] {
            for cell in [text(&written), number(value), clock(value)] {
                let _ = (moment(&cell, form), readings(&cell, None, form));
                let _ = (moment_of(&text(&other), &cell, form), moment_of(&cell, &text(&other), form));
            }
        }
    }

    #[test]
    fn nothing_like_a_date_makes_the_parser_panic(written in "[0-9년월일시분초전오후밤자정:. ,/'+-]{0,20}[a-zKST]{0,3}") {
        let _ = (at(&written), readings(&text(&written), Some(&text(&written)), STRICT));
    }
}

#[test]
fn moments_as_people_write_them() {
    for written in [
        "2022-10-15 15:19",
        "2022. 10. 15. 15:19",
        "2022. 10. 15. 오후 3:19",
        "2022.10.15 15:19:00",
        "2022년 10월 15일 15시 19분",
        "2022년 10월 15일(토) 오후 3시 19분",
        "22년 10월 15일 15:19",
        "'22. 10. 15. 15:19",
        "’22.10.15(토) 15:19",
        "2022. 10. 15.(토) 낮 3시 19분",
        "2022/10/15 3:19 PM",
        "2022-10-15T15:19:00+09:00",
        "2022-10-15T15:19:00.000+09:00",
        "2022-10-15T15:19:00+09:00[Asia/Seoul]",
        "2022-10-15 15:19:00,123",
        "2022-10-15 15:19 KST",
        "2022-10-15 15:19 (한국시각)",
        "2022-10-15 15:19 UTC+9",
        "202210151519",
        "20221015 1519",
        "15 Oct 2022, 15:19",
        "15-Oct-22 15:19",
        "15/Oct/22 15:19",
        "15.10.2022 15:19",
        "10/15/2022 3:19 PM",
        "Oct 15, 2022 - 15:19 KST",
        "Saturday, October 15th, 2022 3:19 pm",
        "２０２２．１０．１５ 15:19",
    ] {
        assert_eq!(at(written).as_deref(), Ok("2022-10-15T15:19:00+09:00"), "{written}");
    }
}

#[test]
fn zones_midnights_and_noons() {
    for (written, expected) in [
        ("2022-10-15T06:19:00Z", "2022-10-15T06:19:00+00:00"),
        ("Sep 27, 2026 - 17:14 UTC", "2026-09-27T17:14:00+00:00"),
        ("28/Sep/26 02:14", "2026-09-28T02:14:00+09:00"),
        ("2025-10-19 23:48 PDT", "2025-10-19T23:48:00-07:00"),
        ("2025-10-19 23:48 GMT-7", "2025-10-19T23:48:00-07:00"),
        ("2022-10-15 24:00", "2022-10-16T00:00:00+09:00"),
        ("2022-10-31 24:00", "2022-11-01T00:00:00+09:00"),
        ("2022-10-15 오전 12:05", "2022-10-15T00:05:00+09:00"),
        ("2022-10-15 오후 12:05", "2022-10-15T12:05:00+09:00"),
        ("2022-10-15 정오", "2022-10-15T12:00:00+09:00"),
        ("2022-10-15 새벽 1시 반", "2022-10-15T01:30:00+09:00"),
        ("2022-10-15 저녁 7시", "2022-10-15T19:00:00+09:00"),
        ("2022-10-15 밤 11:30", "2022-10-15T23:30:00+09:00"),
    ] {
        assert_eq!(at(written).as_deref(), Ok(expected), "{written}");
    }
}

#[test]
fn what_can_be_read_in_two_ways_is_not_read_and_the_ways_are_told() {
    for (written, expected) in [
        ("03/04/05", &["2003-04-05", "2005-04-03", "2005-03-04"][..]),
        ("10/11/2022", &["2022-11-10", "2022-10-11"]),
        ("22.10.15", &["2022-10-15", "2015-10-22"]),
        ("221015", &["2022-10-15", "2015-10-22"]),
        ("'85. 1. 2.", &["1985-01-02", "2085-01-02"]),
        ("2022-10-15 자정", &["2022-10-15 00:00", "2022-10-16 00:00"]),
        ("2022-10-15 밤 12시 30분", &["2022-10-15 00:30", "2022-10-16 00:30"]),
        ("2022-10-15 밤 1:30", &["2022-10-15 01:30", "2022-10-16 01:30"]),
    ] {
        assert_eq!(at(written), Err(Problem::AmbiguousDate), "{written}");
        assert_eq!(readings(&text(written), None, STRICT), expected, "{written}");
    }
    assert_eq!(day(&text("05/05/2022"), STRICT).as_deref(), Ok("2022-05-05"), "one day in every order");
}

#[test]
fn a_settled_form_reads_what_is_open_and_refuses_what_does_not_fit() {
    let read = |written: &str, order, century| day(&text(written), DateForm { order, century });
    assert_eq!(read("22.10.15", Some(DateOrder::Ymd), None).as_deref(), Ok("2022-10-15"));
    assert_eq!(read("10/11/2022", Some(DateOrder::Dmy), None).as_deref(), Ok("2022-11-10"));
    assert_eq!(read("10/11/2022", Some(DateOrder::Mdy), None).as_deref(), Ok("2022-10-11"));
    assert_eq!(read("221015", Some(DateOrder::Ymd), None).as_deref(), Ok("2022-10-15"));
    assert_eq!(day(&number(221_015.0), of_order(DateOrder::Ymd)).as_deref(), Ok("2022-10-15"));
    assert_eq!(read("85.10.15", Some(DateOrder::Ymd), None), Err(Problem::AmbiguousDate));
    assert_eq!(read("85.10.15", Some(DateOrder::Ymd), Some(1900)).as_deref(), Ok("1985-10-15"));
    assert_eq!(read("10/15/2022", Some(DateOrder::Dmy), None), Err(Problem::NotADate));
    assert_eq!(
        read("2022-10-15", Some(DateOrder::Dmy), None).as_deref(),
        Ok("2022-10-15"),
        "a year in front settles it"
    );
}

#[test]
fn what_is_no_date_is_not_read() {
    for written in [
        "어제",
        "2022-13-01",
        "2022-02-29",
        "2022-10-15 25:00",
        "2022-10-15 15:60",
        "20221315",
        "2022-10",
        "2022-10-15 15:19~16:00",
        "2022-10-15 24:01",
        "1015",
        "2022-10-15 오전 13:00",
        "2022-10-15 낮 9시",
        "3022-10-15",
        "2022-10-15 1",
        "2022-10-15 15:19 CST",
        "15:19",
        "32/13/2022",
        "",
    ] {
        assert_eq!(at(written), Err(Problem::NotADate), "{written}");
    }
}

#[test]
fn a_date_without_its_year_says_so() {
    for written in
        ["10월 15일 15:19", "10월 15일", "10/15", "10. 15. 15:19", "10월 15일 15시 19분", "Oct 15", "15 Oct 15:19"]
    {
        assert_eq!(at(written), Err(Problem::NoYear), "{written}");
    }
}

#[test]
fn about_makes_an_estimate_and_a_bare_date_a_remark() {
    let got = |written: &str| moment(&text(written), STRICT).expect("a moment");
    assert!(got("2022-10-15 15:30경").estimate);
    assert!(got("약 2022-10-15 15:30").estimate);
    assert_eq!(got("2022. 10. 15.").remark, Some(Problem::NoTimeOfDay));
    assert_eq!(got("2022. 10. 15. 00:00").remark, None);
}

#[test]
fn a_moment_with_a_zone_is_of_the_day_that_it_was_in_korea() {
    for (written, expected, remark) in [
        ("2026-09-29T15:30:00.000Z", "2026-09-30", Some(Problem::ZonedDay)),
        ("2026-09-29T14:59:59Z", "2026-09-29", Some(Problem::ZonedDay)),
        ("2026-09-29 23:30 PDT", "2026-09-30", Some(Problem::ZonedDay)),
        ("2026-09-29T15:30:00+09:00", "2026-09-29", None),
        ("2026-09-29 15:30 KST", "2026-09-29", None),
        ("28.09.2026", "2026-09-28", None),
    ] {
        let got = date(&text(written), STRICT).expect("a day");
        assert_eq!((got.value.to_string().as_str(), got.remark), (expected, remark), "{written}");
    }
}

#[test]
fn numbers_that_are_dates() {
    let day = |value: f64| day(&number(value), STRICT);
    assert_eq!(day(20_221_015.0).as_deref(), Ok("2022-10-15"));
    assert_eq!(day(202_210_151_519.0).as_deref(), Ok("2022-10-15"));
    assert_eq!(day(44_849.0).as_deref(), Ok("2022-10-15"));
    assert_eq!(day(221_015.0), Err(Problem::AmbiguousDate));
    assert_eq!(day(15.0), Err(Problem::NotADate));
}

#[test]
fn a_time_of_day_has_a_cell_of_its_own() {
    let both = |day: &str, time: &CellValue<'_>| moment_of(&text(day), time, STRICT).map(|got| got.value.to_string());
    for time in [text("24:00"), clock(1.0), number(240_000.0)] {
        assert_eq!(both("2022-10-15", &time).as_deref(), Ok("2022-10-16T00:00:00+09:00"), "{time:?}");
    }
    assert_eq!(both("2022-10-15", &number(151_900.0)).as_deref(), Ok("2022-10-15T15:19:00+09:00"));
    assert_eq!(both("2022-10-15", &text("06:19 UTC")).as_deref(), Ok("2022-10-15T06:19:00+00:00"));
    // A cell whose format shows the time alone may hold the whole moment.
    assert_eq!(both("2022-10-15", &clock(44_849.638_194_444_4)).as_deref(), Ok("2022-10-15T15:19:00+09:00"));
    assert_eq!(both("2022-10-16", &clock(44_849.638_194_444_4)), Err(Problem::NotATime));
    for time in [text("25:10"), text("오후"), number(99.0), number(-0.5), CellValue::Bool(true), text("15:19 끝")] {
        assert_eq!(both("2022-10-15", &time), Err(Problem::NotATime), "{time:?}");
    }
    // 1519 as a number may be 15:19 or 00:15:19 with its zeros lost.
    assert_eq!(both("2022-10-15", &number(1519.0)), Err(Problem::AmbiguousDate));
    let told = readings(&text("2022-10-15"), Some(&number(1519.0)), STRICT);
    assert_eq!(told, ["2022-10-15 15:19", "2022-10-15 00:15"]);
}
