//! Findings that somebody answers for (예외 승인): taken out of what stops a build, told and kept inside the house.

use super::say;
use crate::dossier::{Dossier, Waiver};
use crate::finding::{Arg, Finding, Severity};
use crate::mapping::compose;
use crate::origin::{Origin, Place, parse_cells};
use crate::pack::Pack;

/// A waiver that no finding needs.
const UNUSED: &str = "WAIV01";
/// A waiver whose last day is over: its finding stands again.
const EXPIRED: &str = "WAIV02";
/// A waiver of what nobody may waive.
const REFUSED: &str = "WAIV03";

/// Codes of findings about waivers, and how bad each is.
pub const WAIVER_CODES: [(&str, Severity); 4] = [
    (UNUSED, Severity::Warning),
    (EXPIRED, Severity::Warning),
    (REFUSED, Severity::Error),
    (crate::dossier::FAULTY_WAIVER, Severity::Error),
];

/// A finding, and the waiver that answers for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waived {
    pub finding: Finding,
    pub waiver: Waiver,
}

/// Takes the findings out that a waiver of the case answers for, and adds what is wrong with the waivers themselves. A
/// waiver counts to the end of its last day, held against the day of the report.
pub fn waive(pack: &Pack, dossier: &Dossier, findings: &mut Vec<Finding>) -> Vec<Waived> {
    let day = dossier.case.report_at.value.local().date();
    let mut waived = Vec::new();
    let mut about = dossier.waivers.faults.clone();
    for waiver in &dossier.waivers.waivers {
        let told = |code: &'static str| {
            let severity =
                WAIVER_CODES.iter().find(|(known, _)| *known == code).map_or(Severity::Error, |(_, own)| *own);
            let finding = Finding::new(code, severity).at(&waiver.origin).with("code", waiver.code.as_str());
            finding.with("place", waiver.place.join(" / "))
        };
        let reason = pack.rules.get(&waiver.code).and_then(|rule| rule.unwaivable.as_ref());
        if let Some(reason) = reason {
            about.push(told(REFUSED).with("why", Arg::Term { ko: reason.ko.clone(), en: reason.en.clone() }));
            continue;
        }
        let is_meant = |finding: &Finding| finding.code == waiver.code && covers(waiver, finding.origin.as_ref());
        if !findings.iter().any(is_meant) {
            about.push(told(UNUSED));
        } else if waiver.expires < day {
            about.push(told(EXPIRED).with("day", say::date(waiver.expires)));
        } else {
            let taken = findings.extract_if(.., |finding| is_meant(finding));
            waived.extend(taken.map(|finding| Waived { finding, waiver: waiver.clone() }));
        }
    }
    findings.append(&mut about);
    waived
}

/// Whether a waiver's place is that of a finding: the same cells or more of the same sheet, the whole sheet, or the same key.
/// What concerns the whole case stands at `case.toml`.
fn covers(waiver: &Waiver, origin: Option<&Origin>) -> bool {
    let parts: Vec<&str> = waiver.place.iter().map(String::as_str).collect();
    let Some(origin) = origin else { return parts == ["case.toml"] };
    let is_file = |file: &str| compose(&origin.sheet.file) == file;
    let is_sheet = |sheet: &str| compose(&origin.sheet.sheet) == sheet;
    match (&origin.place, parts.as_slice()) {
        (Place::Cells(_), [file, sheet]) => is_file(file) && is_sheet(sheet),
        (Place::Cells(found), [file, sheet, cells]) => {
            // A group of rows is printed with what it is filtered by.
            let cells = cells.split(" (").next().unwrap_or_default();
            let held = parse_cells(cells).is_some_and(|own| {
                let rows = own.first.row <= found.first.row && found.last.row <= own.last.row;
                rows && own.first.col <= found.first.col && found.last.col <= own.last.col
            });
            is_file(file) && is_sheet(sheet) && held
        }
        (Place::Key(found), [file, key]) => is_file(file) && found == key,
        _ => false,
    }
}
