//! Amounts, counts, shares and elapsed times as people write them.

use proptest::prelude::*;

use super::{number, text};
use crate::mapping::amount::{self, count, quantity, share, won};
use crate::mapping::elapsed::duration;
use crate::mapping::problem::Problem;
use crate::source::CellValue;
use crate::time::Elapsed;
use rust_decimal::Decimal;

#[test]
fn amounts_as_people_write_them() {
    for (written, expected, estimate) in [
        ("1,000원", 1_000_i64, false),
        ("₩1,000", 1_000, false),
        ("1000", 1_000, false),
        ("5만", 50_000, false),
        ("3만 원", 30_000, false),
        ("3만 5천 원", 35_000, false),
        ("5천만 원", 50_000_000, false),
        ("400억", 40_000_000_000, false),
        ("1억 2,000만 원", 120_000_000, false),
        ("3.5억", 350_000_000, false),
        ("약 3,120억 5,000만 원", 312_050_000_000, true),
        ("100만여 원", 1_000_000, true),
        ("30만원 정도", 300_000, true),
        ("~10,000원", 10_000, true),
        ("-1,000", -1_000, false),
        ("△1,000원", -1_000, false),
        ("(1,000)", -1_000, false),
        ("만 원", 10_000, false),
        ("0원", 0, false),
        ("￦1,000", 1_000, false),
        ("KRW 1,000", 1_000, false),
        ("3억 2,500만원", 325_000_000, false),
        ("1조 2,345억 6,789만 1,234원", 1_234_567_891_234, false),
        ("1,234백만원", 1_234_000_000, false),
        ("12.5천원", 12_500, false),
        ("2십만원", 200_000, false),
        ("2천3백원", 2_300, false),
        ("일금 삼만 오천원정", 35_000, false),
        ("금 1,000원정", 1_000, false),
        ("１，２３４원", 1_234, false),
        ("1,234.00원", 1_234, false),
        ("▲ 1,000", -1_000, false),
        ("(1,000원)", -1_000, false),
        ("(△1,000)", -1_000, false),
        ("1,000-", -1_000, false),
        ("−1,000원", -1_000, false),
        ("-₩1,000", -1_000, false),
        ("₩-1,000", -1_000, false),
        ("3만원 안팎", 30_000, true),
    ] {
        let got = won(&text(written)).map(|got| (got.value, got.estimate));
        assert_eq!(got, Ok((Decimal::from(expected), estimate)), "{written}");
    }
}

#[test]
fn what_is_no_amount_is_not_read() {
    for written in [
        "",
        "원",
        "5만~10만",
        "1,00",
        "1.2.3",
        "3만 2억",
        "12 34",
        "협의",
        "1e5",
        "5%",
        "1,000,00원",
        "5백2천",
        "$100",
        "100달러",
        "1.05E+5",
        "30만원 이상",
        "1 000 000",
        "--",
        "일이삼",
    ] {
        assert!(won(&text(written)).is_err(), "{written}");
    }
    assert_eq!(won(&text("1,000.5원")), Err(Problem::FractionOfWon));
    assert_eq!(won(&number(1e16)), Err(Problem::NotAnAmount));
    assert_eq!(won(&number(f64::NAN)), Err(Problem::NotAnAmount));
    assert_eq!(won(&CellValue::Error("#REF!")), Err(Problem::ErrorCell));
}

#[test]
fn counts_are_whole_and_not_negative() {
    for (written, expected) in [
        ("105,116건", 105_116),
        ("100여 건", 100),
        ("약 4,112만 명", 41_120_000),
        ("0", 0),
        ("5회선", 5),
        ("3천 명", 3_000),
        ("2만3천여 개사", 23_000),
        ("1,234.0", 1_234),
    ] {
        assert_eq!(count(&text(written)).map(|got| got.value), Ok(expected), "{written}");
    }
    for cell in [number(-1.0), number(0.5), text("-3건"), text("3.5")] {
        assert_eq!(count(&cell), Err(Problem::NotACount), "{cell:?}");
    }
}

#[test]
fn elapsed_times_need_a_unit() {
    for (written, minutes) in [
        ("127시간 33분", 7_653),
        ("3시간", 180),
        ("45분", 45),
        ("1일 2시간", 1_560),
        ("127:33", 7_653),
        ("127:33:00", 7_653),
        ("PT127H33M", 7_653),
        ("2h 30m", 150),
        ("약 3시간", 180),
        ("2일 3시간", 3_060),
        ("90분", 90),
        ("90분간", 90),
        ("01:30", 90),
        ("1시간30분", 90),
        ("1.5시간", 90),
        ("3시간 반", 210),
        ("한 시간 반", 90),
        ("두 시간 10분", 130),
        ("3시간 동안", 180),
        ("1 day 2 hours", 1_560),
        ("P1DT2H", 1_560),
        ("1,440분", 1_440),
    ] {
        assert_eq!(duration(&text(written)).map(|got| got.value), Ok(Elapsed::minutes(minutes)), "{written}");
    }
    for written in
        ["127", "33분 127시간", "90분 반", "1.5시간 30분", "한 분", "1.00001초", "시간간", "1:7", "1:60", "", "시간"]
    {
        assert_eq!(duration(&text(written)), Err(Problem::NotADuration), "{written}");
    }
    assert_eq!(duration(&number(127.0)), Err(Problem::NotADuration));
}

#[test]
fn text_that_is_a_number_is_told_from_text_with_a_number() {
    let marked = |written: &str| won(&text(written)).map(|got| got.text_number);
    assert_eq!(
        [marked("1,000"), marked("1,000원"), marked("약 1,000"), marked("5만")].map(Result::ok),
        [Some(true), Some(false), Some(false), Some(false)]
    );
}

#[test]
fn a_double_is_the_decimal_that_a_person_sees() {
    let seen = |value: f64| quantity(&number(value)).map(|got| got.value.to_string());
    for (value, expected) in [
        (0.1 + 0.2, "0.3"),
        (123_456_789.12 + 0.01, "123456789.13"),
        (1.1 * 3.0, "3.3"),
        (105_116.0, "105116"),
        (0.000_1, "0.0001"),
        (-2.5, "-2.5"),
        (999_999_999_999_999.0, "999999999999999"),
    ] {
        assert_eq!(seen(value).as_deref(), Ok(expected), "{value}");
    }
    assert_eq!(seen(1e-30).as_deref(), Ok("0"));
    // 33,000.000000000004 is 30,000 × 1.1; half a won is half a won.
    let vat = won(&number(30_000.0 * 1.1));
    assert_eq!(vat.map(|got| got.value), Ok(Decimal::from(33_000)));
    assert_eq!(won(&number(33_000.5)), Err(Problem::FractionOfWon));
}

#[test]
fn a_share_below_one_is_read_as_percent_and_said_to_be() {
    let read = |cell: &CellValue<'_>| share(cell).map(|got| (got.value.to_string(), got.remark));
    assert_eq!(read(&number(0.171)), Ok(("0.171".to_owned(), Some(Problem::FractionOfOne))));
    assert_eq!(read(&number(1.0)), Ok(("1".to_owned(), None)));
    assert_eq!(read(&text("0.5%")), Ok(("0.5".to_owned(), None)));
    assert_eq!(read(&text("17.1％")), Ok(("17.1".to_owned(), None)));
    assert_eq!(read(&text("1.5%p")), Err(Problem::NotAShare));
}

proptest! {
    #[test]
    fn an_amount_survives_korean_multipliers(won in 1_i64..9_999_999_999_999) {
        let (man, rest) = (won / 10_000, won % 10_000);
        let (eok, man) = (man / 10_000, man % 10_000);
        let grouped = |value: i64| crate::korean::grouped(&Decimal::from(value));
        let mut parts = Vec::new();
        for (value, unit) in [(eok, "억"), (man, "만"), (rest, "")] {
            if value > 0 {
                parts.push(format!("{}{unit}", grouped(value)));
            }
        }
        for written in [format!("{}원", parts.join(" ")), format!("△{} 원", parts.join(" ")), format!("({}원)", parts.join(""))] {
            // 3억 2,500 without 만 may be joined with a blank only.
            let negative = !written.ends_with("원") || written.starts_with('△');
            let expected = if negative { -won } else { won };
            let got = amount::won(&text(&written)).map(|got| got.value);
            prop_assert_eq!(got, Ok(Decimal::from(expected)), "{}", written);
        }
    }

    #[test]
    fn an_elapsed_time_survives_every_way_of_writing_it(minutes in 0_i64..1_000_000) {
        let expected = Elapsed::minutes(minutes);
        let (hours, rest, days) = (minutes / 60, minutes % 60, minutes / 1440);
        for written in [
            format!("{hours}시간 {rest}분"),
            format!("{hours}시간{rest}분"),
            format!("{days}일 {}시간 {rest}분", hours % 24),
            format!("{minutes}분"),
            format!("{hours}:{rest:02}"),
            format!("{hours}:{rest:02}:00"),
            format!("PT{hours}H{rest}M"),
            format!("P{days}DT{}H{rest}M", hours % 24),
            format!("{hours}h {rest}m"),
        ] {
            prop_assert_eq!(duration(&text(&written)).map(|got| got.value), Ok(expected), "{}", written);
        }
        #[allow(clippy::cast_precision_loss, reason = "below fifteen digits")]
        let days = minutes as f64 / 1_440.0;
        let cell = CellValue::Serial(crate::source::Serial { elapsed: true, clock: true, ..crate::source::Serial::plain(days, false) });
        prop_assert_eq!(duration(&cell).map(|got| got.value), Ok(expected));
    }

    #[test]
    fn a_count_survives_every_way_of_writing_it(count in 0_u64..1_000_000_000) {
        let grouped = crate::korean::grouped(&Decimal::from(count));
        for written in [format!("{count}"), format!("{grouped}건"), format!("{grouped} 명"), format!("약 {grouped}회선")] {
            prop_assert_eq!(super::super::amount::count(&text(&written)).map(|got| got.value), Ok(count), "{}", written);
        }
    }

    #[test]
    fn nothing_like_a_number_makes_a_parser_panic(written in "[-0-9,.()△₩만억조천백십원일이삼시간분초반약여 pdthms:%]{0,20}") {
        let cell = text(&written);
        let _ = (amount::won(&cell), count(&cell), share(&cell), duration(&cell), quantity(&cell));
    }

    #[test]
    fn a_whole_amount_survives_every_way_of_writing_it(won in -999_999_999_999_i64..999_999_999_999) {
        let exact = Decimal::from(won);
        let grouped = crate::korean::grouped(&exact);
        #[allow(clippy::cast_precision_loss, reason = "below fifteen digits")]
        let cells = [number(won as f64), text(&grouped), text(&format!("{grouped}원")), text(&won.to_string())]
            .map(|cell| amount::won(&cell).map(|got| got.value));
        for read in cells {
            prop_assert_eq!(read, Ok(exact));
        }
    }

    #[test]
    fn an_elapsed_time_survives_official_style(seconds in 0_i64..10_000_000) {
        let elapsed = Elapsed::seconds(seconds);
        for written in [crate::korean::duration(elapsed), elapsed.to_string()] {
            prop_assert_eq!(duration(&text(&written)).map(|got| got.value), Ok(elapsed));
        }
    }

    #[test]
    fn a_share_survives_its_format(tenths in 0_i64..=1_000) {
        let exact = Decimal::new(tenths, 1);
        let fraction: f64 = (exact / Decimal::ONE_HUNDRED).to_string().parse().expect("a double");
        let cell = CellValue::Number { value: fraction, percent: true };
        prop_assert_eq!(share(&cell).map(|got| got.value), Ok(exact.normalize()));
        prop_assert_eq!(share(&text(&format!("{exact}%"))).map(|got| got.value.normalize()), Ok(exact.normalize()));
    }

    #[test]
    fn nothing_typed_makes_a_parser_panic(written in "\\PC{0,24}") {
        let cell = text(&written);
        let _ = (amount::won(&cell), count(&cell), share(&cell), duration(&cell), quantity(&cell));
    }
}
