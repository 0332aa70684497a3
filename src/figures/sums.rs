//! Exact arithmetic over counts, shares and amounts. Knows no figure and no wording.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::origin::{Address, Origin, Place, Range};

/// The share of `part` in `base` in percent, exact to the last digit a decimal holds; none of an empty base.
pub(super) fn share(part: u64, base: u64) -> Option<Decimal> {
    Decimal::from(part).checked_mul(Decimal::ONE_HUNDRED)?.checked_div(Decimal::from(base))
}

/// The whole counts of `base` whose share, rounded half up to `places`, prints as `share`. None when there is none.
pub(super) fn counts_that_print(share: Decimal, places: u32, base: u64) -> Option<(u64, u64)> {
    // Beyond this a percentage cannot have been meant as one, and half a unit would not fit a decimal.
    const MOST_PLACES: u32 = 12;
    if places > MOST_PLACES || share.is_sign_negative() {
        return None;
    }
    let half = Decimal::new(5, places + 1);
    let at = |bound: Decimal| bound.checked_mul(Decimal::from(base))?.checked_div(Decimal::ONE_HUNDRED);
    let least = whole(at(share.checked_sub(half)?)?.ceil().max(Decimal::ZERO))?;
    // The upper bound itself rounds up, out of the range.
    let most = whole(at(share.checked_add(half)?)?.ceil().checked_sub(Decimal::ONE)?)?.min(base);
    (least <= most).then_some((least, most))
}

fn whole(number: Decimal) -> Option<u64> {
    number.trunc().try_into().ok()
}

/// The mean in whole won, half up.
pub(super) fn mean_won(total: Decimal, count: u64) -> Option<Decimal> {
    let mean = total.checked_div(Decimal::from(count))?;
    Some(mean.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero))
}

/// The median in whole won, half up; of an even number of amounts the mean of the middle two.
pub(super) fn median_won(amounts: &mut [Decimal]) -> Option<Decimal> {
    amounts.sort_unstable();
    let upper = *amounts.get(amounts.len() / 2)?;
    if amounts.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = *amounts.get(amounts.len() / 2 - 1)?;
    mean_won(lower.checked_add(upper)?, 2)
}

/// The sum, or nothing when it does not fit.
pub(super) fn sum(amounts: impl IntoIterator<Item = Decimal>) -> Option<Decimal> {
    amounts.into_iter().try_fold(Decimal::ZERO, Decimal::checked_add)
}

/// The sum of counts, or nothing when it does not fit.
pub(super) fn sum_counts(counts: impl IntoIterator<Item = u64>) -> Option<u64> {
    counts.into_iter().try_fold(0_u64, u64::checked_add)
}

/// Many cells as one range per sheet with the filter that chose them: a sum of a million rows has one origin.
pub(super) fn folded<'o>(origins: impl IntoIterator<Item = &'o Origin>, filter: Option<&str>) -> Vec<Origin> {
    let mut out: Vec<Origin> = Vec::new();
    for origin in origins {
        let Place::Cells(range) = origin.place else {
            out.push(origin.clone());
            continue;
        };
        let same = |found: &&mut Origin| found.sheet == origin.sheet && matches!(found.place, Place::Cells(_));
        match out.iter_mut().rev().find(same) {
            Some(found) => {
                if let Place::Cells(all) = &mut found.place {
                    *all = around(*all, range);
                }
                found.rows = found.rows.map(|rows| rows + 1);
            }
            None => out.push(Origin { filter: filter.map(Into::into), rows: Some(1), ..origin.clone() }),
        }
    }
    out
}

fn around(a: Range, b: Range) -> Range {
    let first = Address { row: a.first.row.min(b.first.row), col: a.first.col.min(b.first.col) };
    let last = Address { row: a.last.row.max(b.last.row), col: a.last.col.max(b.last.col) };
    Range { first, last }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().expect("a decimal")
    }

    #[test]
    fn two_decimals_of_1108_leave_one_count() {
        let published = ["50.54", "45.58", "42.06", "31.95", "18.86", "12.45", "33.57", "24.19", "16.52", "13.99"];
        let counts: Vec<_> = published.iter().map(|share| counts_that_print(decimal(share), 2, 1108)).collect();
        let whole = [560, 505, 466, 354, 209, 138, 372, 268, 183, 155].map(|count| Some((count, count)));
        assert_eq!(counts, whole);
    }

    #[test]
    fn one_decimal_of_87198_leaves_a_range_around_the_truth() {
        let (least, most) = counts_that_print(decimal("67.8"), 1, 87_198).expect("a range");
        assert!(least < 59_082 && 59_082 < most);
        assert_eq!(most - least, 86);
    }

    #[test]
    fn a_share_that_no_count_prints_has_no_range() {
        assert_eq!(counts_that_print(decimal("33.3"), 1, 2), None);
        assert_eq!(counts_that_print(decimal("100.1"), 1, 7), None);
        assert_eq!(counts_that_print(decimal("-1"), 0, 7), None);
    }

    #[test]
    fn the_median_of_an_even_number_lies_between() {
        let mut amounts: Vec<Decimal> = [50_000, 30_000, 90_000, 30_001].map(Decimal::from).to_vec();
        assert_eq!(median_won(&mut amounts), Some(Decimal::from(40_001)));
        assert_eq!(median_won(&mut []), None);
    }

    proptest! {
        #[test]
        fn bounds_contain_the_count_that_was_published_as_a_share(base in 1_u64..2_000_000, part in 0_u64..2_000_000, places in 0_u32..4) {
            let part = part.min(base);
            let exact = share(part, base).expect("a base above zero");
            let printed = exact.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
            let (least, most) = counts_that_print(printed, places, base).expect("the count itself prints it");
            prop_assert!(least <= part && part <= most);
            for edge in [least, most] {
                let share = share(edge, base).expect("a base above zero");
                prop_assert_eq!(share.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero), printed);
            }
        }

        #[test]
        fn shares_of_the_parts_make_the_whole(parts in proptest::collection::vec(0_u64..1_000_000, 1..12)) {
            let base: u64 = parts.iter().sum();
            prop_assume!(base > 0);
            let total: Decimal = parts.iter().filter_map(|part| share(*part, base)).sum();
            prop_assert!((total - Decimal::ONE_HUNDRED).abs() < Decimal::new(1, 20));
        }
    }
}
