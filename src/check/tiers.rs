//! Tiers of one compensation scheme in rising order of loss, and where two neighbours do not meet.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::dossier::{Dossier, Standard};

/// How a tier meets the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joint {
    /// Every loss lies in exactly one of them.
    Closed,
    /// Some loss lies in both.
    Overlap,
    /// Some loss lies in neither.
    Gap,
}

/// Neighbouring tiers that do not meet as `joint` says.
pub(super) fn joints(dossier: &Dossier, joint: Joint) -> Vec<(&Standard, &Standard, Decimal)> {
    let mut groups: BTreeMap<[&str; 3], Vec<&Standard>> = BTreeMap::new();
    for row in dossier.standards.iter().filter(|row| row.is_tier() && !is_inverted(row)) {
        let key = [&row.scheme, &row.claimant, &row.form].map(|field| field.value().map_or("", String::as_str));
        groups.entry(key).or_default().push(row);
    }
    let mut found = Vec::new();
    for mut tiers in groups.into_values() {
        tiers.sort_by_key(|row| (row.loss_from.value().copied(), flag(row, "loss_from_open")));
        for pair in tiers.windows(2) {
            if let [low, high] = pair
                && let (Some(edge), kind) = meets(low, high)
                && kind == joint
            {
                found.push((*low, *high, edge));
            }
        }
    }
    found
}

/// Whether the lower bound lies above the upper one, or leaves no loss between them.
pub(super) fn is_inverted(row: &Standard) -> bool {
    match (row.loss_from.value(), row.loss_to.value()) {
        (Some(from), Some(to)) if from == to => flag(row, "loss_from_open") || flag(row, "loss_to_open"),
        (Some(from), Some(to)) => from > to,
        _ => false,
    }
}

fn meets(low: &Standard, high: &Standard) -> (Option<Decimal>, Joint) {
    let from = high.loss_from.value().copied();
    let Some(to) = low.loss_to.value().copied() else { return (from.or(Some(Decimal::ZERO)), Joint::Overlap) };
    let Some(from) = from else { return (Some(to), Joint::Overlap) };
    let (low_open, high_open) = (flag(low, "loss_to_open"), flag(high, "loss_from_open"));
    let joint = match from.cmp(&to) {
        std::cmp::Ordering::Less => Joint::Overlap,
        std::cmp::Ordering::Greater => Joint::Gap,
        std::cmp::Ordering::Equal if !low_open && !high_open => Joint::Overlap,
        std::cmp::Ordering::Equal if low_open && high_open => Joint::Gap,
        std::cmp::Ordering::Equal => Joint::Closed,
    };
    (Some(from), joint)
}

fn flag(row: &Standard, field: &str) -> bool {
    row.record.flag(field).value().copied().unwrap_or(false)
}
