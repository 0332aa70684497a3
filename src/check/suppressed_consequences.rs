//! One root cause, one finding: what only follows from an error already named is left out.

use crate::finding::{Finding, Severity};
use crate::mapping::codes;
use crate::origin::{Origin, Place, Range};

/// Rules that compare what other cells give: silent when another rule already calls one of those cells wrong.
const YIELDING: &[&str] =
    &["CLM05", "DUR01", "DUR02", "DUR03", "FORM01", "PAY11", "PAY12", "PAY13", "PAY14", "PAY15", "PAY16", "TIME14"];

/// Rules that call no number wrong: an estimate without a method may add up or not.
const ASIDE: &[&str] = &["FORM04"];

/// Rules that hold whole rows against each other: silent when any cell of one of those rows is wrong.
const YIELDING_BY_ROW: &[&str] = &["CLM07", "REP04", "STD01", "STD02", "STD03"];

/// Removes findings that stand on a cell already in error. Returns their codes.
pub(super) fn drop_consequences(findings: &mut Vec<Finding>, before: &[Finding]) -> Vec<&'static str> {
    // Of a case of which a whole sheet lies on its side nothing else can be said.
    if before.iter().any(|finding| finding.code == codes::TRANSPOSED) {
        return findings.drain(..).map(|finding| finding.code).collect();
    }
    let is_error = |finding: &&Finding| finding.severity == Severity::Error;
    let known: Vec<&Origin> = before.iter().filter(is_error).filter_map(|finding| finding.origin.as_ref()).collect();
    let found: Vec<Origin> = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .filter(|finding| ![YIELDING, YIELDING_BY_ROW, ASIDE].iter().any(|codes| codes.contains(&finding.code)))
        .filter_map(|finding| finding.origin.clone())
        .collect();
    let mut silent = Vec::new();
    findings.retain(|finding| {
        let touches = |wrong: &Origin| places(finding).any(|place| overlap(place, wrong));
        let yields = YIELDING.contains(&finding.code) && found.iter().any(touches);
        let shares_row = |wrong: &Origin| places(finding).any(|place| same_rows(place, wrong));
        let by_row = YIELDING_BY_ROW.contains(&finding.code)
            && (found.iter().any(shares_row) || known.iter().any(|wrong| shares_row(wrong)));
        let stays = !yields && !by_row && !known.iter().any(|wrong| touches(wrong));
        if !stays {
            silent.push(finding.code);
        }
        stays
    });
    silent
}

/// The cells that a finding stands on. A folded group spans its whole sheet, and one wrong cell of a hundred thousand
/// explains nothing about it.
fn places(finding: &Finding) -> impl Iterator<Item = &Origin> {
    let all = finding.origin.iter().chain(finding.related.iter().map(|related| &related.origin));
    all.filter(|origin| origin.filter.is_none())
}

fn overlap(a: &Origin, b: &Origin) -> bool {
    a.sheet == b.sheet
        && match (&a.place, &b.place) {
            (Place::Cells(a), Place::Cells(b)) => cross(*a, *b),
            (Place::Key(a), Place::Key(b)) => a == b,
            (Place::Cells(_), Place::Key(_)) | (Place::Key(_), Place::Cells(_)) => false,
        }
}

/// Whether two places of one sheet share a row.
fn same_rows(a: &Origin, b: &Origin) -> bool {
    match (&a.place, &b.place) {
        (Place::Cells(x), Place::Cells(y)) => {
            a.sheet == b.sheet && x.first.row <= y.last.row && y.first.row <= x.last.row
        }
        _ => false,
    }
}

fn cross(a: Range, b: Range) -> bool {
    a.first.row <= b.last.row && b.first.row <= a.last.row && a.first.col <= b.last.col && b.first.col <= a.last.col
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::origin::{Address, SheetRef};

    fn sheet() -> Arc<SheetRef> {
        let (file, sheet, sha256) = ("a.xlsx".to_owned(), "서비스".to_owned(), String::new());
        Arc::new(SheetRef { file, file_no: 1, sheet, sheet_no: 1, sha256 })
    }

    #[test]
    fn a_finding_on_a_cell_already_in_error_is_left_out() {
        let sheet = sheet();
        let before = [Finding::new("MAP01", Severity::Error).at(&Origin::cell(&sheet, 4, 4))];
        let rows = Range { first: Address { row: 2, col: 1 }, last: Address { row: 9, col: 9 } };
        let mut findings = vec![
            Finding::new("TIME01", Severity::Error).at(&Origin::cell(&sheet, 4, 4)),
            Finding::new("TIME02", Severity::Error).at(&Origin::cell(&sheet, 5, 4)),
            Finding::new("CLM01", Severity::Error).at(&Origin::range(&sheet, rows)),
        ];
        assert_eq!(drop_consequences(&mut findings, &before), ["TIME01", "CLM01"]);
        assert_eq!(findings[0].code, "TIME02");
    }

    #[test]
    fn one_wrong_claim_does_not_hide_a_finding_on_a_group_of_claims() {
        let sheet = sheet();
        let before = [Finding::new("MAP13", Severity::Error).at(&Origin::cell(&sheet, 50_000, 7))];
        let rows = Range { first: Address { row: 3, col: 1 }, last: Address { row: 105_118, col: 10 } };
        let group =
            Origin { filter: Some("접수일 = 2022-12-25".into()), rows: Some(1), ..Origin::range(&sheet, rows) };
        let mut findings = vec![Finding::new("CLM07", Severity::Error).at(&group)];
        assert!(drop_consequences(&mut findings, &before).is_empty());
    }

    #[test]
    fn a_rule_that_compares_rows_yields_to_an_error_in_one_of_them() {
        let sheet = sheet();
        let before = [Finding::new("MAP07", Severity::Error).at(&Origin::cell(&sheet, 19, 8))];
        let mut findings = vec![
            Finding::new("STD01", Severity::Error).at(&Origin::cell(&sheet, 19, 10)),
            Finding::new("STD01", Severity::Error).at(&Origin::cell(&sheet, 21, 10)),
        ];
        assert_eq!(drop_consequences(&mut findings, &before), ["STD01"]);
        assert_eq!(findings.len(), 1);
    }

    #[test]
    fn a_warning_before_silences_nothing() {
        let sheet = sheet();
        let before = [Finding::new("MAP01", Severity::Warning).at(&Origin::cell(&sheet, 4, 4))];
        let mut findings = vec![Finding::new("TIME01", Severity::Error).at(&Origin::cell(&sheet, 4, 4))];
        assert!(drop_consequences(&mut findings, &before).is_empty());
    }
}
