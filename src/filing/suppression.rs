//! Small counts (`[privacy] smallest` of `case.toml`): what a filing that leaves the house may not say of few people.
//!
//! A count of claims or payouts below the limit is printed as such (`5건 미만`). What it could be computed back from is
//! withheld (비공개): another cell of its table, its share, amount and corrections, the running totals around it. Which
//! numbers hang together stands in [`super::suppression_claims`] and [`super::suppression_payouts`]. The figures themselves, and papers
//! that stay in the house, keep their numbers.

use std::collections::BTreeMap;

use super::{suppression_claims, suppression_payouts};
use crate::dossier::Dossier;
use crate::figures::{Figure, Figures};

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
    /// The cells that the formula of a sum names.
    terms: BTreeMap<String, Vec<String>>,
}

/// Cells that add up to a number that may be printed.
#[derive(Debug, Default)]
pub(super) struct CountFamily {
    /// Ids of the sum. Without one the cells have a sum all the same that a reader may know.
    totals: Vec<String>,
    cells: BTreeMap<String, u64>,
}

impl CountFamily {
    pub(super) fn new(
        totals: impl IntoIterator<Item = String>,
        cells: impl IntoIterator<Item = (String, u64)>,
    ) -> Self {
        Self { totals: totals.into_iter().collect(), cells: cells.into_iter().collect() }
    }

    pub(super) fn add(&mut self, cells: impl IntoIterator<Item = (String, u64)>) {
        self.cells.extend(cells);
    }
}

/// By name; those of the family without one stand alone.
pub(super) type Families = BTreeMap<String, CountFamily>;

impl Small {
    /// What is not printed where counts below `below` are not; everything is below two.
    pub(super) fn of(dossier: &Dossier, figures: &Figures, below: u64) -> Self {
        let mut small = Self { below, ..Self::default() };
        if below < 2 {
            return small;
        }
        let mut families = suppression_claims::families(figures);
        families.extend(suppression_claims::stated(&dossier.claim_counts));
        let payouts = suppression_payouts::families(dossier, figures);
        for family in payouts.values() {
            for total in &family.totals {
                small.terms.entry(total.clone()).or_default().extend(family.cells.keys().cloned());
            }
        }
        for (name, family) in payouts {
            let known = families.entry(name).or_insert_with(|| CountFamily::new(family.totals, []));
            known.cells.extend(family.cells);
        }
        // Amounts among the cells are no people, however small.
        let is_count = |id: &str| !matches!(id.rsplit('.').next(), Some("amount" | "value")) && id != "payouts.total";
        for family in families.values() {
            let few = family.cells.iter().filter(|(id, count)| is_count(id) && (1..below).contains(*count));
            small.ids.extend(few.map(|(id, _)| (id.clone(), Veil::Small)));
        }
        small.rest_of_scope(&families);
        small.rest_of_row(dossier);
        let bonds = suppression_payouts::bonds(&dossier.payout_counts);
        small.settle(&families, &bonds);
        small.running_totals(figures);
        let ratios = suppression_payouts::ratios(figures, &|id| small.ids.contains_key(id));
        for ratio in &ratios {
            small.withhold(ratio);
        }
        small.followers(figures);
        small
    }

    pub(super) fn veil(&self, id: &str) -> Option<Veil> {
        self.ids.get(id).copied()
    }

    /// Whether the formula of a figure would tell a number that is not printed.
    pub(super) fn tells(&self, figure: &Figure) -> bool {
        let terms = self.terms.get(&figure.id).into_iter().flatten();
        figure.inputs.iter().chain(terms).any(|input| self.ids.contains_key(input))
    }

    fn withhold(&mut self, id: &str) {
        self.ids.entry(id.to_owned()).or_insert(Veil::Withheld);
    }

    /// All claims of a kind less the filer's own are the affiliates': few of them are told by the difference.
    fn rest_of_scope(&mut self, families: &Families) {
        for family in families.values() {
            for (id, count) in &family.cells {
                let own = id.strip_prefix("claims.by_").map(|rest| format!("claims.own.by_{rest}"));
                let own_count = own.as_ref().and_then(|own| families.values().find_map(|family| family.cells.get(own)));
                if let (Some(own), Some(own_count)) = (own, own_count)
                    && (1..self.below).contains(&count.saturating_sub(*own_count))
                {
                    self.withhold(&own);
                }
            }
        }
    }

    /// Of a row that says how many applied and how many were accepted or paid, few others are told by the difference.
    fn rest_of_row(&mut self, dossier: &Dossier) {
        for (whole, part, rest) in suppression_payouts::rests(&dossier.payout_counts) {
            let is_hidden = self.ids.contains_key(&whole) || self.ids.contains_key(&part);
            if !is_hidden && (1..self.below).contains(&rest) {
                self.withhold(&part);
            }
        }
    }

    /// Withholds until nothing more can be computed. What is withheld in one table may be a cell of another: those that
    /// leave the least choice come first, and again after every change, so that no more is withheld than must be.
    fn settle(&mut self, families: &Families, bonds: &[(Vec<String>, Vec<String>)]) {
        let mut order: Vec<(&String, &CountFamily)> = families.iter().collect();
        order.sort_by_key(|(_, family)| family.cells.len());
        loop {
            let before = self.ids.len();
            self.bind(bonds);
            for (name, family) in &order {
                if self.ids.len() == before {
                    self.protect(name, family);
                }
            }
            if self.ids.len() == before {
                return;
            }
        }
    }

    /// Withholds what goes with a number that is not printed.
    fn bind(&mut self, bonds: &[(Vec<String>, Vec<String>)]) {
        for (counts, amounts) in bonds {
            if counts.iter().any(|id| self.ids.contains_key(id)) {
                for id in amounts {
                    self.withhold(id);
                }
            }
        }
    }

    /// Withholds cells until those that are not printed cannot be told from the total and the rest.
    fn protect(&mut self, name: &str, family: &CountFamily) {
        // A family of one has no rest to compute from.
        if name.is_empty() {
            return;
        }
        let CountFamily { totals, cells } = family;
        if totals.iter().any(|total| self.ids.contains_key(total)) {
            // A total that is not printed must not be the sum of what is.
            for total in totals {
                self.withhold(total);
            }
            if cells.keys().all(|id| !self.ids.contains_key(id))
                && let Some((id, _)) = cells.iter().min_by_key(|(_, count)| (**count == 0, **count))
            {
                self.withhold(id);
            }
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
                for total in totals {
                    self.withhold(total);
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
        let mut small = Small { below, ..Small::default() };
        let few = cells.iter().filter(|(_, count)| (1..below).contains(*count));
        small.ids.extend(few.map(|(id, _)| (id.clone(), Veil::Small)));
        let family = CountFamily::new(suppression_claims::totals("claims.by_harm@"), cells.clone());
        small.protect("claims.by_harm@", &family);
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
}
