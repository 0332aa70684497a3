//! Citations of a day and addressees of a day.

use chrono::NaiveDate;

use super::LawDay;
use super::evaluate::{Met, concerns};
use super::facts::CaseRows;
use crate::dossier::{Dossier, Record};
use crate::figures::Figures;
use crate::pack::{Article, Citation, Pack, SourceKind};

/// Sheets and fields that say on which day a demand was received.
const RECEIVED: [(&str, &str); 2] = [("demand", "received"), ("request", "received")];

/// What decides which articles a filing of a case may cite.
#[derive(Debug, Clone, Copy)]
pub struct CitedGround<'a> {
    pub pack: &'a Pack,
    pub dossier: &'a Dossier,
    pub figures: &'a Figures,
    pub day: LawDay,
    /// Ids of the articles that the filing itself rests on.
    pub of: &'a [String],
}

impl CitedGround<'_> {
    /// The citations of `ids` that hold for this case, in the order given: law in force on the law date that applies to the
    /// filer, rules on documents in force on the filing date, and demands that the case itself records.
    #[must_use]
    pub fn cite(&self, ids: &[String]) -> Vec<Citation> {
        ids.iter().filter_map(|id| self.one(id)).collect()
    }

    /// Whether an article of `ids` is law on the day, for whomever.
    #[must_use]
    pub fn is_law(&self, ids: &[String]) -> bool {
        ids.iter().any(|id| self.in_force(id).is_some())
    }

    /// Whether the filing rests on nothing that asks for it: each article that some duty answers is law that day, and yet
    /// none applies to the filer, nor does the case record that anything was asked.
    #[must_use]
    pub fn is_voluntary(&self) -> bool {
        self.asks().any(|id| self.in_force(id).is_some())
            && self.asks().all(|id| self.one(id).is_none())
            && self.dossier.sheet("request").is_empty()
            && !self
                .dossier
                .sheet("demand")
                .iter()
                .any(|row| row.code("origin").value().is_some_and(|of| of == "demand"))
    }

    /// Whether the law that asks for the filing is not held for the law date: nothing is said of whether it must be filed.
    #[must_use]
    pub fn is_not_held(&self) -> bool {
        let is_law = |id: &String| self.pack.statutes.kind(id) == Some(SourceKind::Law);
        self.asks().next().is_some() && self.asks().all(|id| is_law(id) && self.in_force(id).is_none())
    }

    /// The articles of the filing that some duty answers.
    fn asks(&self) -> impl Iterator<Item = &String> {
        let duties = || self.pack.duties.duties.iter().flat_map(|duty| &duty.article);
        self.of.iter().filter(move |id| duties().any(|article| article == *id))
    }

    fn one(&self, id: &str) -> Option<Citation> {
        let citation = self.in_force(id)?;
        let article = self.pack.statutes.article(id)?;
        (self.was_asked(article) && self.binds(article) && self.stands_beside(article)).then_some(citation)
    }

    fn in_force(&self, id: &str) -> Option<Citation> {
        let statutes = &self.pack.statutes;
        match statutes.kind(id)? {
            SourceKind::Law => statutes.cite(id, self.day.law_date),
            SourceKind::Document => statutes.cite(id, self.day.filing_date),
            SourceKind::Demand => {
                let citation = statutes.cite(id, self.day.filing_date)?;
                was_received(self.dossier, citation.from).then_some(citation)
            }
        }
    }

    /// A power to ask is a basis only where it was used.
    fn was_asked(&self, article: &Article) -> bool {
        let by = |row: &Record| row.code("authority").value().is_some_and(|code| article.asked_by.contains(code));
        article.asked_by.is_empty() || self.dossier.sheet("request").iter().any(by)
    }

    /// Not knowing whether the filer is one of those whom it binds leaves the citation where it is.
    fn binds(&self, article: &Article) -> bool {
        let duty = article.binds.as_ref().and_then(|duty| self.pack.duties.get(duty));
        let filer = self.dossier.filer().map(|filer| &filer.record);
        let (Some(duty), Some(filer)) = (duty, filer) else { return true };
        let place = CaseRows::of_entity(self.dossier, self.figures, self.day.law_date, filer);
        concerns(duty, &place, self.day.law_date) != Met::No
    }

    fn stands_beside(&self, article: &Article) -> bool {
        let others = || self.of.iter().filter(|id| article.beside.contains(id) && **id != article.id);
        article.beside.is_empty() || others().any(|id| self.one(id).is_some())
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
