//! Whom a duty is owed to, and whom a row of 제출이력 says it was sent to.

use super::duties::DutyOutcome;
use super::evaluate::{EvaluationStep, Met};
use super::history::Fulfilment;
use crate::dossier::{Dossier, Record};
use crate::pack::{Duty, LANDLORD, Pack};

/// The list of those who may ask for data: an agency goes by the names that stand there, too.
pub(super) const AUTHORITIES: &str = "authority";
/// The list of recipients that are no agency.
pub(super) const OTHERS: &str = "addressee";

/// A recipient of a duty, with what was done for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Ids; of several any one will do.
    pub to: Vec<String>,
    /// Of each deadline of the outcome, in its order; empty for a duty that goes on.
    pub clocks: Vec<Fulfilment>,
    pub fulfilment: Fulfilment,
}

impl DutyOutcome {
    /// The recipients as they are named, each with what was done for it, where there are several.
    #[must_use]
    pub fn is_owed_to_several(&self) -> bool {
        self.deliveries.len() > 1
    }
}

/// Whom a duty is owed to on these facts: its own recipient first, then those that a row of it brings in.
pub(super) fn owed_to<'a>(duty: &'a Duty, steps: &[EvaluationStep]) -> Vec<Vec<&'a str>> {
    let holds = |row: &String| steps.iter().any(|step| step.row == *row && step.met == Met::Yes);
    let first = std::iter::once(duty.recipient.as_str()).chain(duty.either.iter().map(String::as_str));
    let more = duty.more.iter().filter(|more| more.rows.is_empty() || more.rows.iter().any(holds));
    std::iter::once(first.collect()).chain(more.map(|more| vec![more.to.as_str()])).collect()
}

/// Whom rows of 제출이력 name.
pub(super) struct NamedRecipient<'a> {
    pub(super) pack: &'a Pack,
    pub(super) dossier: &'a Dossier,
}

impl NamedRecipient<'_> {
    /// Whether a row was sent to one of `to`. One that names nobody was sent to whom the duty is first owed to; so was one
    /// whose words are not known, where there is nobody else.
    pub(super) fn was_sent(&self, row: &Record, to: &[&str], is_first: bool, is_only: bool) -> bool {
        let cell = row.text("recipient");
        let Some(text) = cell.value().map(|text| bare(text)).filter(|text| !text.is_empty()) else { return is_first };
        if to.iter().any(|id| self.names(id).iter().any(|name| text.contains(name.as_str()))) {
            return true;
        }
        is_only && !self.others(to).any(|id| self.names(&id).iter().any(|name| text.contains(name.as_str())))
    }

    fn others<'i>(&'i self, to: &'i [&str]) -> impl Iterator<Item = String> + 'i {
        let known = self.pack.agencies.ids().map(str::to_owned);
        let others = self.pack.terms.list(OTHERS).unwrap_or_default().iter().map(|(id, _)| id.clone());
        known.chain(others).filter(|id| !to.contains(&id.as_str()))
    }

    /// All that a recipient is called, without spaces.
    fn names(&self, id: &str) -> Vec<String> {
        let mut names: Vec<&str> = self.pack.agencies.names(id).collect();
        for term in [AUTHORITIES, OTHERS].iter().filter_map(|list| self.pack.terms.term(list, id)) {
            names.extend([term.ko.as_str(), term.en.as_str()].into_iter().chain(term.also.iter().map(String::as_str)));
        }
        let mut names: Vec<String> = names.into_iter().map(bare).collect();
        if id == LANDLORD {
            let is_landlord = |row: &&Record| row.code("relation").value().is_some_and(|code| code == LANDLORD);
            for row in self.dossier.sheet("entity").iter().filter(is_landlord) {
                names.extend(["id", "name"].iter().filter_map(|field| row.text(field).value().map(|text| bare(text))));
            }
        }
        names.retain(|name| !name.is_empty());
        names
    }
}

/// Without spaces and case.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}
