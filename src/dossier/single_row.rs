//! One row of a sheet that is folded, taken alone: read as the whole sheet is, so that what it counts in is decided by
//! the same code that counted it.

use super::{ClaimFold, Dossier, Payout, aggregate, payouts, personal};
use crate::mapping::{Report, Schemas, SheetReader};
use crate::pack::Pack;
use crate::source::Row;

/// The fold of a single claim.
#[must_use]
pub fn claim_alone(pack: &Pack, dossier: &Dossier, sheet: &SheetReader, row: &Row<'_>) -> ClaimFold {
    let claimants = Schemas::new(pack).list("claimant").map(|list| list.codes.clone()).unwrap_or_default();
    let mut report = Report::new(pack);
    let mut fold = aggregate::Fold::new(dossier, claimants, pack);
    fold.alone(sheet, row, &mut report);
    fold.finish()
}

/// A single payout; nothing where a cell that it cannot do without is in error.
#[must_use]
pub fn payout_alone(pack: &Pack, sheet: &SheetReader, row: &Row<'_>) -> Option<Payout> {
    let mut typed = sheet.typed(row, &mut Report::new(pack));
    personal::conceal(&sheet.schema, &mut typed, &["id", "claim"], &mut Vec::new());
    payouts::compact(sheet, &typed)
}
