//! Citations of a day and addressees of a day.

use chrono::NaiveDate;

use super::LawDay;
use crate::dossier::Dossier;
use crate::pack::{Citation, Pack, SourceKind};

/// Sheets and fields that say on which day a demand was received.
const RECEIVED: [(&str, &str); 2] = [("demand", "received"), ("request", "received")];

/// The citations of `ids` that hold for this case, in the order given: law in force on the law date, rules on documents
/// in force on the filing date, and demands that the case itself records.
#[must_use]
pub fn cite(pack: &Pack, dossier: &Dossier, day: LawDay, ids: &[String]) -> Vec<Citation> {
    ids.iter().filter_map(|id| one(pack, dossier, day, id)).collect()
}

fn one(pack: &Pack, dossier: &Dossier, day: LawDay, id: &str) -> Option<Citation> {
    match pack.statutes.kind(id)? {
        SourceKind::Law => pack.statutes.cite(id, day.law_date),
        SourceKind::Document => pack.statutes.cite(id, day.filing_date),
        SourceKind::Demand => {
            let citation = pack.statutes.cite(id, day.filing_date)?;
            was_received(dossier, citation.from).then_some(citation)
        }
    }
}

/// Whether the case holds a demand or a request received on that day.
fn was_received(dossier: &Dossier, on: NaiveDate) -> bool {
    RECEIVED.iter().any(|(sheet, field)| {
        dossier.sheet(sheet).iter().any(|record| record.date(field).value().is_some_and(|date| *date == on))
    })
}

/// The recipients of a case as a letter names them on the filing date. An agency that the pack does not know is left out.
#[must_use]
pub fn addressees<'a>(pack: &'a Pack, dossier: &Dossier, day: LawDay) -> Vec<&'a str> {
    let heads = dossier.case.recipients.iter().filter_map(|to| pack.agencies.on(&to.agency, day.filing_date));
    heads.map(|(_, head)| head).collect()
}
