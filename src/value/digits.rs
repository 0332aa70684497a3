//! How many digits an estimate carries: what is computed from one carries no more than it does.
//!
//! `약 5,000만 원` says nothing of the last thousand won: zeros at the end of an estimate are none of its digits. Two digits
//! it always has, since with one the rounding alone would move a value by up to a third.

use rust_decimal::{Decimal, RoundingStrategy};

use super::Certainty;

/// Digits that an estimate has at least.
const FEWEST: i32 = 2;
/// Beyond this a decimal holds no power of ten.
const LARGEST_PLACE: i32 = 28;

/// How exactly the values are known that something is computed from: its least exact estimate decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Digits {
    /// Of the estimate with the fewest digits, how many it has.
    fewest: Option<i32>,
    /// Of the coarsest estimate, the power of ten of its last digit.
    place: Option<i32>,
    certainty: Certainty,
}

impl Digits {
    /// With one more value in it.
    #[must_use]
    pub fn and(mut self, value: impl Into<Decimal>, certainty: Certainty) -> Self {
        self.certainty = self.certainty.and(certainty);
        if certainty == Certainty::Estimate
            && let Some((digits, place)) = counted(value.into())
        {
            let place = if digits < FEWEST { place - (FEWEST - digits) } else { place };
            let digits = digits.max(FEWEST);
            self.fewest = Some(self.fewest.map_or(digits, |found| found.min(digits)));
            self.place = Some(self.place.map_or(place, |found| found.max(place)));
        }
        self
    }

    /// With all values of another in it.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        let least = |a: Option<i32>, b: Option<i32>| a.into_iter().chain(b).min();
        Self {
            fewest: least(self.fewest, other.fewest),
            place: self.place.max(other.place),
            certainty: self.certainty.and(other.certainty),
        }
    }

    /// An estimate as soon as one value is.
    #[must_use]
    pub fn certainty(self) -> Certainty {
        self.certainty
    }

    /// A sum, difference or middle of the values, to the last digit of the coarsest.
    #[must_use]
    pub fn of_sum(self, value: Decimal) -> Decimal {
        self.place.map_or(value, |place| to_place(value, place))
    }

    /// The power of ten that a sum of the values is rounded to; none where all are exact.
    #[must_use]
    pub fn place(self) -> Option<i32> {
        self.place
    }

    /// A product, quotient or share of the values, to as many digits as the one that has fewest.
    #[must_use]
    pub fn of_ratio(self, value: Decimal) -> Decimal {
        let (Some(digits), Some(first)) = (self.fewest, first_place(value)) else { return value };
        to_place(value, first - (digits - 1))
    }
}

/// The values that a stated one may stand for, both ends included: an exact one for itself, an estimate as far as its last
/// digit leaves open, and never further than one part in twenty.
#[must_use]
pub fn spread(value: Decimal, certainty: Certainty) -> (Decimal, Decimal) {
    const PART: i64 = 20;
    if certainty == Certainty::Exact {
        return (value, value);
    }
    let part = (value / Decimal::from(PART)).abs();
    let half = counted(value).and_then(|(_, place)| power(place)).map_or(part, |unit| (unit / Decimal::TWO).min(part));
    (value.saturating_sub(half), value.saturating_add(half))
}

/// How many digits a number has without the zeros at its end, and the power of ten of the last; none for zero.
fn counted(value: Decimal) -> Option<(i32, i32)> {
    let plain = value.normalize();
    let (mut mantissa, mut place) = (plain.mantissa().unsigned_abs(), -i32::try_from(plain.scale()).ok()?);
    if mantissa == 0 {
        return None;
    }
    while mantissa.is_multiple_of(10) {
        mantissa /= 10;
        place += 1;
    }
    Some((i32::try_from(mantissa.ilog10()).ok()? + 1, place))
}

/// The power of ten of a number's first digit.
fn first_place(value: Decimal) -> Option<i32> {
    let (digits, place) = counted(value)?;
    Some(place + digits - 1)
}

fn power(place: i32) -> Option<Decimal> {
    if place <= 0 {
        return Decimal::try_new(1, place.unsigned_abs()).ok();
    }
    let ten = (place <= LARGEST_PLACE).then(|| 10_i128.checked_pow(place.unsigned_abs())).flatten()?;
    Decimal::try_from_i128_with_scale(ten, 0).ok()
}

/// Rounded to a power of ten, half away from zero; as it is where that is no number.
fn to_place(value: Decimal, place: i32) -> Decimal {
    let half_up = RoundingStrategy::MidpointAwayFromZero;
    if place <= 0 {
        return value.round_dp_with_strategy(place.unsigned_abs(), half_up).normalize();
    }
    let rounded = power(place).and_then(|unit| {
        let units = value.checked_div(unit)?.round_dp_with_strategy(0, half_up);
        units.checked_mul(unit)
    });
    rounded.unwrap_or(value).normalize()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().expect("a decimal")
    }

    fn about(values: &[&str]) -> Digits {
        values.iter().fold(Digits::default(), |all, value| all.and(decimal(value), Certainty::Estimate))
    }

    #[test]
    fn a_quotient_has_the_digits_of_its_least_exact_source() {
        let quotient = decimal("243902.43902");
        for (source, expected) in [
            ("50000000", "240000"),
            ("51000000", "240000"),
            ("50100000", "244000"),
            ("50123456", "243902.44"),
            ("0.5", "240000"),
        ] {
            assert_eq!(about(&[source]).of_ratio(quotient), decimal(expected), "{source}");
        }
        assert_eq!(about(&["50123456", "200"]).of_ratio(quotient), decimal("240000"));
        assert_eq!(Digits::default().and(decimal("205"), Certainty::Exact).of_ratio(quotient), quotient);
        assert_eq!(about(&["45000"]).of_ratio(decimal("99.71")), decimal("100"));
        assert_eq!(about(&["0"]).of_ratio(quotient), quotient);
        assert_eq!(about(&["45000"]).of_ratio(Decimal::ZERO), Decimal::ZERO);
    }

    #[test]
    fn a_sum_ends_where_its_coarsest_source_does() {
        for (source, expected) in
            [("45000", "150000"), ("44600", "150100"), ("17921", "150116"), ("50000000", "0"), ("0.5", "150116")]
        {
            assert_eq!(about(&[source]).of_sum(decimal("150116")), decimal(expected), "{source}");
        }
        assert_eq!(about(&["17.1", "45000"]).place(), Some(3));
        assert_eq!(about(&["17.1"]).join(about(&["45000"])), about(&["45000", "17.1"]));
    }

    #[test]
    fn an_estimate_stands_for_what_rounds_to_it() {
        let of = |value| spread(decimal(value), Certainty::Estimate);
        assert_eq!(of("27500000000"), (decimal("27450000000"), decimal("27550000000")));
        assert_eq!(of("50000000"), (decimal("47500000"), decimal("52500000")));
        assert_eq!(spread(decimal("7"), Certainty::Exact), (decimal("7"), decimal("7")));
        assert_eq!(of("0"), (Decimal::ZERO, Decimal::ZERO));
    }

    proptest! {
        #[test]
        fn nothing_computed_has_more_digits_than_its_source(source in 1_u64..10_000_000_000, value in 1_u64..10_000_000_000) {
            let digits = Digits::default().and(source, Certainty::Estimate);
            let (of_source, _) = counted(source.into()).expect("not zero");
            if let Some((found, _)) = counted(digits.of_ratio(value.into())) {
                prop_assert!(found <= of_source.max(FEWEST));
            }
            prop_assert_eq!(digits.of_ratio(digits.of_ratio(value.into())), digits.of_ratio(value.into()));
        }

        #[test]
        fn an_extreme_number_rounds_without_a_fault(mantissa in any::<i64>(), scale in 0_u32..28, source in any::<u64>()) {
            let value = Decimal::new(mantissa, scale);
            let digits = Digits::default().and(source, Certainty::Estimate).and(value, Certainty::Estimate);
            let _ = (digits.of_sum(value), digits.of_ratio(value), digits.of_sum(Decimal::MAX), digits.of_ratio(Decimal::MAX));
            let _ = spread(value, Certainty::Estimate);
        }
    }
}
