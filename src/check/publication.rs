//! Rows of claim statistics as they were published together: one channel, scope, cut-off day and day of publication.

use chrono::NaiveDate;
use rust_decimal::{Decimal, RoundingStrategy};

use crate::dossier::{ClaimCount, Dossier};
use crate::time::AsOf;
use crate::value::Fact;

/// One publication of statistics.
#[derive(Debug, Clone)]
pub(super) struct Publication<'a> {
    pub channel: &'a str,
    pub scope: &'a str,
    pub as_of: AsOf,
    pub published_on: Option<NaiveDate>,
    pub rows: Vec<&'a ClaimCount>,
}

impl<'a> Publication<'a> {
    /// The row of the total.
    pub(super) fn total(&self) -> Option<&'a ClaimCount> {
        self.rows.iter().copied().find(|row| row.dimension.value().is_some_and(|dimension| dimension == "total"))
    }

    /// The total's count, when it is known exactly.
    pub(super) fn total_count(&self) -> Option<(&'a ClaimCount, u64)> {
        let row = self.total()?;
        Some((row, exact(row)?))
    }

    /// Dimensions in the order of their first row, the total left out.
    pub(super) fn dimensions(&self) -> Vec<&'a str> {
        let mut names: Vec<&str> = Vec::new();
        for row in &self.rows {
            if let Some(name) = row.dimension.value().map(String::as_str)
                && name != "total"
                && !names.contains(&name)
            {
                names.push(name);
            }
        }
        names
    }

    /// The rows of a dimension, its own total row left out.
    pub(super) fn parts(&self, dimension: &str) -> Vec<&'a ClaimCount> {
        let of = |row: &&ClaimCount| row.dimension.value().is_some_and(|name| name == dimension);
        self.rows.iter().copied().filter(of).filter(|row| row.key() != Some("total")).collect()
    }
}

/// All publications, in the order of their first row.
pub(super) fn publications(dossier: &Dossier) -> Vec<Publication<'_>> {
    let mut found: Vec<Publication<'_>> = Vec::new();
    for row in &dossier.claim_counts {
        let (Some(scope), Some(as_of)) = (row.scope.value(), row.as_of.value()) else { continue };
        let channel = row.channel.value().map_or("", String::as_str);
        let published_on = row.published_on.value().copied();
        let same = |p: &&mut Publication<'_>| {
            p.channel == channel && p.scope == scope && p.as_of == *as_of && p.published_on == published_on
        };
        match found.iter_mut().find(same) {
            Some(publication) => publication.rows.push(row),
            None => found.push(Publication { channel, scope, as_of: *as_of, published_on, rows: vec![row] }),
        }
    }
    found
}

/// The publication of `scope` that stood when `other` came out: the latest of the same channel and day.
pub(super) fn beside<'a, 'b>(
    all: &'b [Publication<'a>],
    other: &Publication<'_>,
    scope: &str,
) -> Option<&'b Publication<'a>> {
    let known_then = |p: &Publication<'_>| match (p.published_on, other.published_on) {
        (Some(p), Some(other)) => p <= other,
        (None, _) | (_, None) => true,
    };
    all.iter()
        .filter(|p| p.channel == other.channel && p.scope == scope && p.as_of == other.as_of && known_then(p))
        .max_by_key(|p| p.published_on)
}

/// Whether a later publication of the same channel, scope and day restates this row.
pub(super) fn is_superseded(all: &[Publication<'_>], row: &ClaimCount, of: &Publication<'_>) -> bool {
    all.iter().any(|p| {
        p.channel == of.channel
            && p.scope == of.scope
            && p.as_of == of.as_of
            && p.published_on > of.published_on
            && p.rows.iter().any(|other| same_cell(row, other))
    })
}

/// Whether two rows state the same thing.
pub(super) fn same_cell(a: &ClaimCount, b: &ClaimCount) -> bool {
    a.dimension.value() == b.dimension.value() && a.key() == b.key()
}

/// The count, when it is known and no estimate.
pub(super) fn exact(row: &ClaimCount) -> Option<u64> {
    row.count.known().filter(|fact| is_exact(fact)).map(|fact| fact.value)
}

fn is_exact<T>(fact: &Fact<T>) -> bool {
    fact.certainty == crate::value::Certainty::Exact
}

/// `part / whole` in percent.
pub(super) fn percent_of(part: u64, whole: u64) -> Option<Decimal> {
    Decimal::from(part).checked_mul(Decimal::ONE_HUNDRED)?.checked_div(Decimal::from(whole))
}

/// How a printed share relates to the exact one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PublishedValue {
    /// Within half a unit of its last place.
    Right,
    /// Cut instead of rounded: 32.58 as 32.5.
    Cut,
    /// Rounded up where it should have gone down.
    RoundedUp,
    /// Further off than rounding explains.
    Wrong,
}

/// Compares a printed share with the exact one, at the places that it was printed with.
pub(super) fn printed(stated: Decimal, exact: Decimal) -> PublishedValue {
    let places = stated.scale();
    let unit = Decimal::new(1, places);
    let half = unit / Decimal::TWO;
    let off = (stated - exact).abs();
    if off <= half {
        PublishedValue::Right
    } else if stated == exact.round_dp_with_strategy(places, RoundingStrategy::ToZero) {
        PublishedValue::Cut
    } else if stated == exact.round_dp_with_strategy(places, RoundingStrategy::AwayFromZero) {
        PublishedValue::RoundedUp
    } else {
        PublishedValue::Wrong
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_compared_at_their_own_places() {
        let dec = |text: &str| text.parse::<Decimal>().expect("a decimal");
        let exact = percent_of(87_195, 105_116).expect("no overflow");
        assert_eq!(printed(dec("83.0"), exact), PublishedValue::Right);
        assert_eq!(printed(dec("83"), exact), PublishedValue::Right);
        assert_eq!(printed(dec("83.1"), exact), PublishedValue::Wrong);
        assert_eq!(printed(dec("32.5"), dec("32.58")), PublishedValue::Cut);
        assert_eq!(printed(dec("32.6"), dec("32.53")), PublishedValue::RoundedUp);
    }
}
