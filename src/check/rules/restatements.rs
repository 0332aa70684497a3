//! Values of one statistic that a later publication changed.

use rust_decimal::Decimal;

use crate::check::publication::same_cell;
use crate::check::{CheckInput, say};
use crate::dossier::ClaimCount;
use crate::finding::Arg;

pub(super) struct Restatement<'a> {
    pub earlier: &'a ClaimCount,
    pub later: &'a ClaimCount,
    /// Whether the later row gives a reason. A cell that says "no reason was published" gives none.
    pub is_explained: bool,
}

impl Restatement<'_> {
    /// Both counts, where they differ.
    pub(super) fn counts(&self) -> Option<(u64, u64)> {
        let (before, after) = (*self.earlier.count.value()?, *self.later.count.value()?);
        (before != after).then_some((before, after))
    }

    /// Both shares, where they differ.
    pub(super) fn shares(&self) -> Option<(Decimal, Decimal)> {
        let (before, after) = (*self.earlier.share.value()?, *self.later.share.value()?);
        (before != after).then_some((before, after))
    }

    pub(super) fn same_publication(&self, other: &Self) -> bool {
        let of = |row: &ClaimCount| {
            let text = [&row.channel, &row.scope].map(|field| field.value().cloned());
            (text, row.as_of.value().copied(), row.published_on.value().copied())
        };
        of(self.later) == of(other.later)
    }

    pub(super) fn published(&self) -> Arg {
        self.later.published_on.value().map_or_else(|| "-".into(), |day| say::date(*day))
    }
}

/// Each row beside the last one before it that states the same thing for the same day.
pub(super) fn restatements<'a>(subject: &CheckInput<'a>) -> Vec<Restatement<'a>> {
    let rows = &subject.dossier.claim_counts;
    let same = |a: &ClaimCount, b: &ClaimCount| {
        a.channel.value() == b.channel.value()
            && a.scope.value() == b.scope.value()
            && a.as_of.value() == b.as_of.value()
            && same_cell(a, b)
    };
    let before = |later: &'a ClaimCount| {
        let earlier =
            rows.iter().filter(|row| row.published_on.value() < later.published_on.value() && same(row, later));
        earlier.max_by_key(|row| row.published_on.value())
    };
    let dated = rows.iter().filter(|row| row.published_on.value().is_some());
    dated
        .filter_map(|later| {
            Some(Restatement { earlier: before(later)?, later, is_explained: is_explained(subject, later) })
        })
        .collect()
}

fn is_explained(subject: &CheckInput<'_>, row: &ClaimCount) -> bool {
    row.reason.value().is_some_and(|reason| is_reason(subject, reason))
}

/// Whether a 정정 사유 cell gives a reason rather than saying that there is none (`no_reason` in terms.toml).
pub(super) fn is_reason(subject: &CheckInput<'_>, text: &str) -> bool {
    let plain =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let told = plain(text);
    let phrases = subject.pack.terms.list("no_reason").unwrap_or_default();
    let denies = |phrase: &String| told.contains(&plain(phrase));
    !phrases.iter().any(|(_, term)| denies(&term.ko) || denies(&term.en) || term.also.iter().any(denies))
}
