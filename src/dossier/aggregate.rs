//! Folds row-level claims (피해접수) while they stream. A claim costs eight bytes: the fingerprint of its id.
//!
//! One sheet is one [`Pass`]; this file joins the passes and finds ids that stand twice.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hasher};

use rust_decimal::Decimal;

use super::aggregate_names::RunningSum;
use super::aggregate_pass::Pass;
use super::examples::Examples;
use super::references::Ids;
use super::{ClaimFold, ClaimOfPayout, Dossier, GroupCount, Standard, TierFold};
use crate::error::Result;
use crate::mapping::{Problem, Report, SheetReader, compose, is_cut};
use crate::origin::Origin;
use crate::pack::Pack;
use crate::source::{Row, Workbook};
use crate::value::Digits;

/// Id of the sheet.
pub(super) const SHEET: &str = "claim";

/// The columns that a claim is folded by.
pub(super) const FIELDS: &[&str] =
    &["id", "channel", "received", "claimant", "entity", "service", "fee", "harm", "amount", "state"];

/// A tier of a standard over the claims of its claimant kind.
pub(super) struct Tier<'d> {
    pub standard: &'d Standard,
    pub claimant: Option<&'d str>,
    /// The entity whose claims the standard covers; all of the case when it names none.
    pub entity: Option<String>,
    pub capped: bool,
    pub pays: Option<Decimal>,
    pub claims: u64,
    pub would_pay: Decimal,
}

impl<'d> Tier<'d> {
    fn of(standard: &'d Standard) -> Option<Self> {
        let id = standard.id.value();
        let review = standard.review.value().copied().unwrap_or(false);
        (id.is_some() && standard.is_tier()).then(|| Self {
            standard,
            claimant: standard.claimant.value().map(String::as_str),
            entity: standard.record.text("entity").value().cloned(),
            capped: standard.loss_capped.value().copied().unwrap_or(false),
            pays: standard.amount.value().copied().filter(|_| !review),
            claims: 0,
            would_pay: Decimal::ZERO,
        })
    }

    fn fold(self) -> Option<TierFold> {
        let standard = self.standard.id.value()?.clone();
        Some(TierFold { standard, claims: self.claims, would_pay: self.pays.map(|_| self.would_pay) })
    }
}

/// The fold over all sheets of claims.
pub(super) struct Fold<'d> {
    pub dossier: &'d Dossier,
    pub entities: Ids,
    pub channels: Ids,
    pub services: Ids,
    pub tiers: Vec<Tier<'d>>,
    /// Codes of the list `claimant`, in its order.
    pub claimant_codes: Vec<String>,
    pub example_rows: Examples<'d>,
    /// Untouched example rows, which count for nothing.
    pub left_out: Vec<Origin>,
    /// Claims that payouts name.
    pub wanted: BTreeSet<&'d str>,
    pub fingerprints: Vec<u64>,
    pub of_payouts: BTreeMap<String, ClaimOfPayout>,
    pub amount_unknown: u64,
    negative: Vec<Origin>,
    personal: Vec<(Origin, String)>,
    examples: Vec<Origin>,
    repeated: Option<BTreeSet<u64>>,
    repeats: BTreeMap<String, Vec<Origin>>,
    origins: Vec<Origin>,
    rows: u64,
    by: Groups,
    own_by: Groups,
    synthetic: Option<Origin>,
}

impl<'d> Fold<'d> {
    pub(super) fn new(dossier: &'d Dossier, claimant_codes: Vec<String>, pack: &'d Pack) -> Self {
        Self {
            example_rows: Examples::new(pack, &dossier.case),
            left_out: Vec::new(),
            claimant_codes,
            dossier,
            entities: Ids::of(dossier, "entity"),
            channels: Ids::of(dossier, "channel"),
            services: Ids::of(dossier, "interruption"),
            tiers: dossier.standards.iter().filter_map(Tier::of).collect(),
            wanted: dossier.payouts.iter().filter_map(|payout| payout.claim.as_deref()).collect(),
            fingerprints: Vec::new(),
            of_payouts: BTreeMap::new(),
            amount_unknown: 0,
            negative: Vec::new(),
            personal: Vec::new(),
            examples: Vec::new(),
            repeated: None,
            repeats: BTreeMap::new(),
            origins: Vec::new(),
            rows: 0,
            by: BTreeMap::new(),
            own_by: BTreeMap::new(),
            synthetic: None,
        }
    }

    /// Takes in one sheet.
    pub(super) fn sheet(&mut self, book: &mut Workbook, sheet: &SheetReader, report: &mut Report<'_>) -> Result<()> {
        if self.synthetic.is_none() {
            self.synthetic = sheet
                .columns
                .titles
                .iter()
                .find(|(_, title)| is_synthetic(title))
                .map(|(at, _)| Origin::cell(&sheet.source, at.row, at.col));
        }
        let mut pass = Pass::new(self, sheet);
        sheet.each_row(book, report, |row, report| pass.row(self, row, report))?;
        self.join(pass, report);
        Ok(())
    }

    /// Takes in a single row.
    pub(super) fn alone(&mut self, sheet: &SheetReader, row: &Row<'_>, report: &mut Report<'_>) {
        let mut pass = Pass::new(self, sheet);
        pass.row(self, row, report);
        self.join(pass, report);
    }

    /// Adds what a pass came to.
    fn join(&mut self, mut pass: Pass<'_>, report: &Report<'_>) {
        self.rows += pass.rows;
        self.negative.append(&mut pass.negative);
        self.personal.append(&mut pass.personal);
        self.examples.append(&mut pass.examples);
        if let Some(origin) = pass.range() {
            self.origins.push(origin);
        }
        for (dimension, code, filter, sum) in pass.groups(report.blank()) {
            let Some(range) = pass.range() else { continue };
            add(&mut self.by, dimension, &code, &range, &filter, (sum.rows, sum.won, sum.digits));
            add(&mut self.own_by, dimension, &code, &range, &filter, (sum.own_rows, sum.own_won, sum.own_digits));
        }
    }

    /// Joins what was folded of other sheets, which come behind those here.
    pub(super) fn absorb(&mut self, other: Self) {
        self.fingerprints.extend(other.fingerprints);
        for (claim, found) in other.of_payouts {
            self.of_payouts.entry(claim).or_insert(found);
        }
        self.amount_unknown += other.amount_unknown;
        for (tier, more) in self.tiers.iter_mut().zip(other.tiers) {
            tier.claims += more.claims;
            tier.would_pay += more.would_pay;
        }
        self.negative.extend(other.negative);
        self.personal.extend(other.personal);
        self.examples.extend(other.examples);
        self.left_out.extend(other.left_out);
        self.origins.extend(other.origins);
        self.rows += other.rows;
        join(&mut self.by, other.by);
        join(&mut self.own_by, other.own_by);
        if self.synthetic.is_none() {
            self.synthetic = other.synthetic;
        }
    }

    /// Reads a sheet again when fingerprints of ids met, and compares the ids themselves.
    pub(super) fn resolve_duplicates(
        &mut self,
        book: &mut Workbook,
        sheet: &SheetReader,
        report: &mut Report<'_>,
    ) -> Result<()> {
        let repeated = self.repeated.get_or_insert_with(|| {
            self.fingerprints.sort_unstable();
            self.fingerprints.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect()
        });
        let Some(field) = sheet.schema.index("id") else { return Ok(()) };
        let Some(col) = sheet.columns.value_column(field) else { return Ok(()) };
        if repeated.is_empty() {
            return Ok(());
        }
        let repeats = &mut self.repeats;
        sheet.again(book, |row| {
            if let Some(cell) = row.get(col) {
                let id = compose(&cell.display());
                if !repeated.contains(&fingerprint(&id)) {
                    return;
                }
                // Ids that a program cut short look alike without being so.
                if is_cut(&id) {
                    sheet.fault(row.number, field, Some(cell), Problem::LostDigits, report);
                } else {
                    repeats.entry(id).or_default().push(sheet.origin(row.number, field));
                }
            }
        })
    }

    pub(super) fn finish(self) -> ClaimFold {
        ClaimFold {
            origins: self.origins,
            rows: self.rows,
            by: self.by,
            own_by: self.own_by,
            amount_unknown: self.amount_unknown,
            tiers: self.tiers.into_iter().filter_map(Tier::fold).collect(),
            of_payouts: self.of_payouts,
            duplicates: self.repeats.into_iter().filter(|(_, cells)| cells.len() > 1).collect(),
            negative: self.negative,
            personal: self.personal,
            examples: self.examples,
            left_out: self.left_out,
            synthetic: self.synthetic,
        }
    }
}

/// A fingerprint that is the same on every run: the hasher's keys are fixed.
pub(super) fn fingerprint(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(id.as_bytes());
    hasher.finish()
}

fn is_synthetic(title: &str) -> bool {
    title.contains("합성") || title.to_lowercase().contains("synthetic")
}

type Groups = BTreeMap<&'static str, BTreeMap<String, GroupCount>>;

/// Adds the groups of other sheets.
fn join(by: &mut Groups, other: Groups) {
    for (dimension, groups) in other {
        let own = by.entry(dimension).or_default();
        for (code, more) in groups {
            match own.get_mut(&code) {
                None => {
                    own.insert(code, more);
                }
                Some(group) => {
                    group.count += more.count;
                    group.amount += more.amount;
                    group.digits = group.digits.join(more.digits);
                    group.more.push(more.origin);
                    group.more.extend(more.more);
                }
            }
        }
    }
}

/// Adds one sheet's group to the groups of a dimension.
fn add(by: &mut Groups, dimension: &'static str, code: &str, range: &Origin, filter: &str, sum: (u64, i128, Digits)) {
    let (rows, won, digits) = sum;
    if rows == 0 {
        return;
    }
    let origin = Origin { filter: Some(filter.into()), rows: Some(rows), ..range.clone() };
    let amount = Decimal::try_from_i128_with_scale(won, 0).unwrap_or(Decimal::MAX);
    let groups = by.entry(dimension).or_default();
    match groups.get_mut(code) {
        None => {
            groups.insert(code.to_owned(), GroupCount { count: rows, amount, digits, origin, more: Vec::new() });
        }
        Some(group) => {
            group.count += rows;
            group.amount += amount;
            group.digits = group.digits.join(digits);
            group.more.push(origin);
        }
    }
}

/// What a group of a pass adds up to; re-exported for the signature of [`Pass::groups`].
pub(super) type Group = (&'static str, String, String, RunningSum);
