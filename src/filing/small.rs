//! Small counts (`[privacy] smallest` of `case.toml`): what a filing that leaves the house may not say of few people.
//!
//! A count of claims or payouts below the limit is printed as such (`5건 미만`). What it could be computed back from is
//! withheld (비공개): another cell of its table, its share, amount and corrections, the running totals around it. The
//! figures themselves, and papers that stay in the house, keep their numbers.

use std::collections::BTreeMap;

use crate::dossier::{ClaimCount, Dossier};
use crate::figures::Figures;
use crate::value::Value;

/// What stands in place of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Veil {
    /// Below the limit, which is said.
    Small,
    /// Withheld, so that a small one cannot be computed.
    Withheld,
}

/// Ids of figures and facts that are not printed as they are.
#[derive(Debug, Default)]
pub(super) struct Small {
    pub below: u64,
    ids: BTreeMap<String, Veil>,
}

/// Cells that add up to a total that is printed.
type Families = BTreeMap<String, BTreeMap<String, u64>>;

impl Small {
    pub(super) fn of(dossier: &Dossier, figures: &Figures, stays: bool) -> Self {
        let below = dossier.case.smallest.unwrap_or(0);
        let mut small = Self { below, ids: BTreeMap::new() };
        if stays || below < 2 {
            return small;
        }
        let mut families = families(figures);
        families.extend(stated(&dossier.claim_counts));
        for cells in families.values() {
            let few = cells.iter().filter(|(_, count)| (1..below).contains(*count));
            small.ids.extend(few.map(|(id, _)| (id.clone(), Veil::Small)));
        }
        small.rest_of_scope(&families);
        // What is withheld in one table may be a cell of another.
        loop {
            let before = small.ids.len();
            for (family, cells) in &families {
                small.protect(family, cells);
            }
            if small.ids.len() == before {
                break;
            }
        }
        small.running_totals(figures);
        small.followers(figures);
        small
    }

    pub(super) fn veil(&self, id: &str) -> Option<Veil> {
        self.ids.get(id).copied()
    }

    /// Whether a formula with the numbers of these figures would tell one that is not printed.
    pub(super) fn tells(&self, inputs: &[String]) -> bool {
        inputs.iter().any(|input| self.ids.contains_key(input))
    }

    fn withhold(&mut self, id: &str) {
        self.ids.entry(id.to_owned()).or_insert(Veil::Withheld);
    }

    /// All claims of a kind less the filer's own are the affiliates': few of them are told by the difference.
    fn rest_of_scope(&mut self, families: &Families) {
        for cells in families.values() {
            for (id, count) in cells {
                let own = id.strip_prefix("claims.by_").map(|rest| format!("claims.own.by_{rest}"));
                let own_count = own.as_ref().and_then(|own| families.values().find_map(|cells| cells.get(own)));
                if let (Some(own), Some(own_count)) = (own, own_count)
                    && (1..self.below).contains(&count.saturating_sub(*own_count))
                {
                    self.withhold(&own);
                }
            }
        }
    }

    /// Withholds cells until those that are not printed cannot be told from the total and the rest.
    fn protect(&mut self, family: &str, cells: &BTreeMap<String, u64>) {
        // A family of one has no rest to compute from.
        if family.is_empty() {
            return;
        }
        loop {
            let hidden: Vec<(&String, u64)> =
                cells.iter().filter(|(id, _)| self.ids.contains_key(*id)).map(|(id, count)| (id, *count)).collect();
            let few = hidden.iter().filter(|(id, _)| self.veil(id) == Some(Veil::Small)).count() as u64;
            let sum: u64 = hidden.iter().map(|(_, count)| count).sum();
            // With nothing but small ones, a sum at either end of what they can be gives each of them away.
            let open = few < sum && (few < hidden.len() as u64 || sum < few * (self.below - 1));
            if hidden.is_empty() || (hidden.len() > 1 && open) {
                return;
            }
            let shown = cells.iter().filter(|(id, _)| !self.ids.contains_key(*id));
            let Some((id, _)) = shown.min_by_key(|(_, count)| (**count == 0, **count)) else {
                // Nothing is left to withhold but the total itself.
                for total in totals(family) {
                    self.withhold(&total);
                }
                return;
            };
            self.withhold(id);
        }
    }

    /// From the first day that is not printed to the last, running totals would tell the days between them.
    fn running_totals(&mut self, figures: &Figures) {
        const DAYS: &str = "claims.by_day.";
        let days = self.ids.keys().filter_map(|id| id.strip_prefix(DAYS));
        let (Some(first), Some(last)) = (days.clone().min().map(str::to_owned), days.max().map(str::to_owned)) else {
            return;
        };
        let between = |code: &str| (first.as_str()..last.as_str()).contains(&code);
        let hidden: Vec<String> = figures
            .family("claims.cumulative")
            .filter(|(code, _)| between(code))
            .map(|(_, figure)| figure.id.clone())
            .collect();
        for id in &hidden {
            self.withhold(id);
        }
    }

    /// Shares, amounts and corrections of what is not printed, and what was computed from one such number and others that
    /// are printed.
    fn followers(&mut self, figures: &Figures) {
        loop {
            let follows = |id: &str, inputs: &[String]| {
                let part = id.match_indices('.').any(|(at, _)| self.ids.contains_key(&id[..at]));
                let hidden = inputs.iter().filter(|input| self.ids.contains_key(*input)).count();
                part || (hidden == 1 && !id.starts_with("claims.cumulative.") && !is_total(id))
            };
            let more: Vec<String> = figures
                .iter()
                .filter(|figure| !self.ids.contains_key(&figure.id) && follows(&figure.id, &figure.inputs))
                .map(|figure| figure.id.clone())
                .collect();
            if more.is_empty() {
                return;
            }
            for id in &more {
                self.withhold(id);
            }
        }
    }
}

/// A sum over everything: one part of it that is not printed has another beside it.
fn is_total(id: &str) -> bool {
    matches!(id, "claims.total" | "payouts.count" | "payouts.total") || id.starts_with("claims.base.")
}

/// The figures that are the total of a family.
fn totals(family: &str) -> Vec<String> {
    let stem = family.split('@').next().unwrap_or(family);
    match stem.rsplit_once(".by_") {
        Some(("claims", dimension)) => vec!["claims.total".to_owned(), format!("claims.base.by_{dimension}")],
        Some(("payouts", _)) => vec!["payouts.count".to_owned()],
        Some((scope, _)) => vec![scope.to_owned()],
        None => Vec::new(),
    }
}

/// The counts of claims and payouts by the table that they are cells of. Those of the family without a name stand alone.
fn families(figures: &Figures) -> Families {
    let mut families = Families::new();
    for figure in figures.iter() {
        let count = match &figure.value {
            Some(Value::Count(count) | Value::CountBetween { max: count, .. }) => *count,
            _ => continue,
        };
        for family in families_of(&figure.id) {
            families.entry(family).or_default().insert(figure.id.clone(), count);
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
fn stated(rows: &[ClaimCount]) -> Families {
    let mut families = Families::new();
    for row in rows {
        let text = |field: &str| row.record.get(field).value().and_then(Value::plain).unwrap_or_default();
        let Some(Value::Count(count)) = row.record.get("count").value().cloned() else { continue };
        let part: Vec<String> = ["channel", "scope", "as_of", "dimension"].iter().map(|field| text(field)).collect();
        let family = if text("code") == "total" { String::new() } else { format!("rows of {}", part.join(" ")) };
        families.entry(family).or_default().insert(row.record.fact_id("count"), count);
    }
    families
}

/// Facts of a row of statistics that say the same as its count.
pub(super) fn count_of(fact: &str) -> Option<String> {
    let stem = fact.strip_prefix("claim_count.")?.strip_suffix(".share")?;
    Some(format!("claim_count.{stem}.count"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn cells(counts: &[u64]) -> BTreeMap<String, u64> {
        ('a'..).zip(counts).map(|(code, count)| (format!("claims.by_harm.{code}"), *count)).collect()
    }

    /// What stands in each cell of a table: the number, `<` or `?`.
    fn printed(counts: &[u64], below: u64) -> String {
        let cells = cells(counts);
        let mut small = Small { below, ids: BTreeMap::new() };
        let few = cells.iter().filter(|(_, count)| (1..below).contains(*count));
        small.ids.extend(few.map(|(id, _)| (id.clone(), Veil::Small)));
        small.protect("claims.by_harm@", &cells);
        let cell = |(id, count): (&String, &u64)| match small.veil(id) {
            None => count.to_string(),
            Some(Veil::Small) => "<".to_owned(),
            Some(Veil::Withheld) => "?".to_owned(),
        };
        let total = if small.veil("claims.total").is_some() { " of ?" } else { "" };
        cells.iter().map(cell).collect::<Vec<_>>().join(" ") + total
    }

    /// How many values the hidden cells of a printed table can take, given their sum.
    fn readings(counts: &[u64], shown: &str, below: u64) -> Vec<BTreeSet<u64>> {
        let hidden: Vec<(&str, u64)> = shown
            .split(' ')
            .zip(counts)
            .filter(|(cell, _)| matches!(*cell, "<" | "?"))
            .map(|(cell, count)| (cell, *count))
            .collect();
        let sum: u64 = hidden.iter().map(|(_, count)| count).sum();
        let mut values = vec![BTreeSet::new(); hidden.len()];
        let mut open = vec![Vec::new()];
        for (at, (cell, _)) in hidden.iter().enumerate() {
            let (from, to) = if *cell == "<" { (1, below - 1) } else { (0, sum) };
            open = open
                .into_iter()
                .flat_map(|before: Vec<u64>| (from..=to).map(move |value| [before.clone(), vec![value]].concat()))
                .filter(|values| {
                    values.iter().sum::<u64>() <= sum && (at + 1 < hidden.len() || values.iter().sum::<u64>() == sum)
                })
                .collect();
        }
        for found in open {
            values.iter_mut().zip(found).for_each(|(all, value)| all.extend([value]));
        }
        values
    }

    #[test]
    fn a_small_cell_has_another_beside_it() {
        for (counts, expected) in [
            (&[10, 20, 30][..], "10 20 30"),
            (&[3, 20, 30], "< ? 30"),
            (&[3, 2, 30], "< < 30"),
            (&[1, 1, 30], "< < ?"),
            (&[4, 4, 30], "< < ?"),
            (&[0, 3, 30], "0 < ?"),
            (&[0, 3], "? <"),
            (&[0, 1], "? < of ?"),
            (&[3], "< of ?"),
        ] {
            assert_eq!(printed(counts, 5), expected, "{counts:?}");
        }
    }

    #[test]
    fn no_small_cell_can_be_computed_back() {
        let counts = [0, 1, 2, 4, 5, 9];
        for a in counts {
            for b in counts {
                for c in counts {
                    let shown = printed(&[a, b, c], 5);
                    if shown.ends_with("of ?") {
                        continue;
                    }
                    let values = readings(&[a, b, c], &shown, 5);
                    let told = values.iter().any(|values| values.len() < 2);
                    assert!(!told, "{:?}: {shown} {values:?}", [a, b, c]);
                }
            }
        }
    }

    #[test]
    fn a_cell_knows_its_tables() {
        assert_eq!(families_of("claims.by_harm.paid_service@2022-12-29"), ["claims.by_harm@2022-12-29"]);
        assert_eq!(families_of("claims.own.by_fee.free"), ["claims.own.by_fee@", "scopes of by_fee.free@"]);
        assert_eq!(families_of("claims.own"), ["scopes of claims@"]);
        assert_eq!(families_of("claims.by_harm.paid_service.share"), [""; 0]);
        assert_eq!(families_of("outage.duration"), [""; 0]);
    }
}
