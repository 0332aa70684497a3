//! The two days that choose among dated data.

use chrono::NaiveDate;

use crate::dossier::Dossier;

/// The days of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LawDay {
    /// Chooses law: the day the outage began.
    pub law_date: NaiveDate,
    /// Chooses names of agencies and rules on documents: the day of the report.
    pub filing_date: NaiveDate,
    /// The law date was put in place of the case's own: nothing that rests on it is fit for filing.
    pub hypothetical: bool,
}

/// The days of a case. The law date is the day of the moment that the case counts its outage from; without one the day
/// of the first interruption; without any the day of the report.
#[must_use]
pub fn day(dossier: &Dossier) -> LawDay {
    let filing_date = dossier.case.report_at.value.korean().date();
    let anchored = dossier.case.anchor.as_ref().and_then(|anchor| {
        let starts = dossier.outages.iter().filter_map(|outage| outage.moment(&anchor.start).value().copied());
        starts.min()
    });
    let interrupted =
        || dossier.interruptions.iter().filter_map(|interruption| interruption.started_at.value().copied()).min();
    let own = anchored.or_else(interrupted).map_or(filing_date, |moment| moment.korean().date());
    let other = dossier.case.law_date;
    LawDay { law_date: other.unwrap_or(own), filing_date, hypothetical: other.is_some() }
}
