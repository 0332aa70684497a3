//! Row-level claims (피해접수), folded while they stream: marginals, tiers, what payouts need. No row is held.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::origin::Origin;
use crate::value::Digits;

/// How many rows share a code, and the sum of what they claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupCount {
    pub count: u64,
    /// Sum of the amounts claimed, whole won.
    pub amount: Decimal,
    /// How exactly the amounts in it are known.
    pub digits: Digits,
    /// The range of the sheet with the filter of the group.
    pub origin: Origin,
    /// The same group in further sheets, in file and sheet order.
    pub more: Vec<Origin>,
}

/// One tier of a standard over the claims of its claimant kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TierFold {
    /// Id of the standard.
    pub standard: String,
    /// Claims whose amount lies in the tier.
    pub claims: u64,
    /// What the tier would pay them in its own unit; `None` for individual review.
    pub would_pay: Option<Decimal>,
}

/// A claim that a payout names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimOfPayout {
    pub origin: Origin,
    pub received: Option<NaiveDate>,
    pub amount: Option<Decimal>,
}

/// The folded claims.
#[derive(Debug, Clone)]
pub struct ClaimFold {
    /// All rows, sheet by sheet.
    pub origins: Vec<Origin>,
    pub rows: u64,
    /// Dimension (`claimant`, `fee`, `harm`, `service`, `state`, `day`, `scope`) to code to count. Days are ISO dates.
    /// Scope is `own` for the filer and `affiliate` for others.
    pub by: BTreeMap<&'static str, BTreeMap<String, GroupCount>>,
    /// The same dimensions for the filer's own claims alone.
    pub own_by: BTreeMap<&'static str, BTreeMap<String, GroupCount>>,
    /// Rows whose amount is blank or not yet known.
    pub amount_unknown: u64,
    pub tiers: Vec<TierFold>,
    /// Claims named by payouts, by claim id.
    pub of_payouts: BTreeMap<String, ClaimOfPayout>,
    /// Ids that stand more than once: id, its cells.
    pub duplicates: Vec<(String, Vec<Origin>)>,
    /// Cells of amounts below zero, the first ones of each sheet.
    pub negative: Vec<Origin>,
    /// Claim numbers that look like personal data, the first ones of each sheet: cell and text.
    pub personal: Vec<(Origin, String)>,
    /// Cells of claim numbers that are an example's, the first ones of each sheet.
    pub examples: Vec<Origin>,
    /// Rows that are an example as `bogo new` wrote it, and counted nowhere.
    pub left_out: Vec<Origin>,
    /// Whether the sheet says that its rows are synthesised.
    pub synthetic: Option<Origin>,
}
