//! Amounts, counts, shares and elapsed times as people write them.

use proptest::prelude::*;

use super::{number, text};
use crate::mapping::amount::{self, count, duration, quantity, share, won};
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
    ] {
        let got = won(&text(written)).map(|got| (got.value, got.estimate));
        assert_eq!(got, Ok((Decimal::from(expected), estimate)), "{written}");
    }
}

#[test]
fn what_is_no_amount_is_not_read() {
    for written in ["", "원", "5만~10만", "1,00", "1.2.3", "3만 2억", "12 34", "협의", "1e5", "5%", "1,000,00원"]
    {
        assert!(won(&text(written)).is_err(), "{written}");
    }
    assert_eq!(won(&text("1,000.5원")), Err(Problem::FractionOfWon));
    assert_eq!(won(&number(1e16)), Err(Problem::NotAnAmount));
    assert_eq!(won(&number(f64::NAN)), Err(Problem::NotAnAmount));
    assert_eq!(won(&CellValue::Error("#REF!")), Err(Problem::ErrorCell));
}

#[test]
fn counts_are_whole_and_not_negative() {
    for (written, expected) in [("105,116건", 105_116), ("100여 건", 100), ("약 4,112만 명", 41_120_000), ("0", 0)]
    {
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
    ] {
        assert_eq!(duration(&text(written)).map(|got| got.value), Ok(Elapsed::minutes(minutes)), "{written}");
    }
    for written in ["127", "33분 127시간", "3시간 반", "1:7", "1:60", "", "시간"] {
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

proptest! {
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
