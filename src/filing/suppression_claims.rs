//! The tables that counts of claims and payouts are cells of, by the ids of their figures, and the rows of claim statistics.

use super::suppression::{CountFamily, Families};
use crate::dossier::ClaimCount;
use crate::figures::Figures;
use crate::value::Value;

/// The figures that are the total of a family.
pub(super) fn totals(family: &str) -> Vec<String> {
    let stem = family.split('@').next().unwrap_or(family);
    match stem.rsplit_once(".by_") {
        Some(("claims", dimension)) => vec!["claims.total".to_owned(), format!("claims.base.by_{dimension}")],
        Some(("payouts", _)) => vec!["payouts.count".to_owned()],
        Some((scope, _)) => vec![scope.to_owned()],
        None => Vec::new(),
    }
}

/// The counts of claims and payouts by the table that they are cells of. Those of the family without a name stand alone.
pub(super) fn families(figures: &Figures) -> Families {
    let mut families = Families::new();
    for figure in figures.iter() {
        let count = match &figure.value {
            Some(Value::Count(count) | Value::CountBetween { max: count, .. }) => *count,
            _ => continue,
        };
        for family in families_of(&figure.id) {
            let totals = totals(&family);
            let cells = families.entry(family).or_insert_with(|| CountFamily::new(totals, []));
            cells.add([(figure.id.clone(), count)]);
        }
    }
    families
}

/// `claims.by_harm.paid_service@2022-12-29` is a cell of `claims.by_harm@2022-12-29`; of a scope it is one of two parts
/// of the whole as well.
fn families_of(id: &str) -> Vec<String> {
    let (stem, day) = id.split_once('@').map_or((id, ""), |(stem, day)| (stem, day));
    let Some((front, last)) = stem.rsplit_once('.') else { return Vec::new() };
    let is_of = |subject: &str| stem.starts_with(subject);
    let counts_people = is_of("claims.") || is_of("payouts.by_") || (is_of("standards.") && last == "claims");
    if !counts_people {
        return Vec::new();
    }
    if front.rsplit('.').next().is_some_and(|segment| segment.starts_with("by_")) {
        let mut families = vec![format!("{front}@{day}")];
        for scope in ["claims.own.", "claims.affiliate."] {
            families.extend(stem.strip_prefix(scope).map(|rest| format!("scopes of {rest}@{day}")));
        }
        return families;
    }
    match (front, last) {
        (_, "own" | "affiliate") => vec![format!("scopes of {front}@{day}")],
        ("claims", "total") | ("claims.outside", _) | ("claims.amount_unknown", "count") => vec![String::new()],
        (_, "claims") if is_of("standards.") => vec![String::new()],
        _ => Vec::new(),
    }
}

/// The counts of a sheet of statistics, by what they are statistics of.
pub(super) fn stated(rows: &[ClaimCount]) -> Families {
    let mut families = Families::new();
    for row in rows {
        let text = |field: &str| row.record.get(field).value().and_then(Value::plain).unwrap_or_default();
        let Some(Value::Count(count)) = row.record.get("count").value().cloned() else { continue };
        let part: Vec<String> = ["channel", "scope", "as_of", "dimension"].iter().map(|field| text(field)).collect();
        let family = if text("code") == "total" { String::new() } else { format!("rows of {}", part.join(" ")) };
        families.entry(family).or_default().add([(row.record.fact_id("count"), count)]);
    }
    families
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_knows_its_tables() {
        assert_eq!(families_of("claims.by_harm.paid_service@2022-12-29"), ["claims.by_harm@2022-12-29"]);
        assert_eq!(families_of("claims.own.by_fee.free"), ["claims.own.by_fee@", "scopes of by_fee.free@"]);
        assert_eq!(families_of("claims.own"), ["scopes of claims@"]);
        assert_eq!(families_of("claims.by_harm.paid_service.share"), [""; 0]);
        assert_eq!(families_of("outage.duration"), [""; 0]);
    }
}
