//! What a row of duties says: the outcome's own words, its deadlines as figures, and the fields of the row of the case
//! that it was judged for.

use super::find::{Context, Found, Named, known, of_record};
use crate::dossier::Record;
use crate::lang::Lang;
use crate::law::due::Open;
use crate::law::duties::{Outcome, Status};
use crate::law::history::State;
use crate::law::{Words, figures};
use crate::pack::Force;
use crate::value::{Certainty, Fact, Value};

impl<'a> Context<'a> {
    /// What `name` is in a row of duties.
    pub(super) fn of_duty<'r>(&self, outcomes: &'r [&'r Outcome], name: &str) -> Named<'r>
    where
        'a: 'r,
    {
        let Some(first) = outcomes.first() else { return Named::Nothing };
        let words = Words { pack: self.pack, dossier: self.dossier, lang: Lang::Ko };
        let law = |text: String| match text.as_str() {
            "" => Named::Nothing,
            _ => Named::Law { text, article: self.article(first) },
        };
        let duty = self.pack.duties.get(&first.duty);
        let only = outcomes.len() == 1;
        match name {
            "label" => Named::Wording(words.label(&first.duty)),
            "article" => first.article.as_ref().map_or(Named::Nothing, |article| law(article.text.clone())),
            "subject" if only => self.subject(first),
            "subject" => {
                let status = first.status.word().replace('-', "_");
                self.named(&format!("duty.{}.{status}.count", first.duty))
            }
            "entity" => {
                let record = first.rows().find_map(|id| self.record(id, "name"));
                record.map_or(Named::Nothing, |record| of_record(record, "name"))
            }
            "status" => Named::Wording(first.status.word().to_owned()),
            "status_label" => Named::Wording(words.say(&format!("duties-word-{}", first.status.word()), &[])),
            "state" => Named::Wording(state(outcomes).to_owned()),
            "state_label" => Named::Wording(words.say(&format!("duties-state-{}", state(outcomes)), &[])),
            "recipient" => Named::Wording(words.recipient(&first.duty)),
            "due" | "due_latest" | "late_by" if only => self.named(&figures::id_of(first, name)),
            "due" | "late_by" if first.status != Status::NotRequired => {
                let group = outcomes.iter().filter_map(|outcome| self.figures.get(&figures::id_of(outcome, name)));
                let headline = self.figures.get(&format!("duty.{}.{name}", first.duty));
                // The headline stands for the group when it is one of it.
                let mut group = group.filter(|figure| headline.is_some_and(|headline| headline.value == figure.value));
                group.next().map_or(Named::Nothing, Named::Figure)
            }
            "due_word" => {
                let word = first.due.iter().find_map(|due| due.word.as_ref());
                word.map_or(Named::Nothing, |word| law(word.ko.clone()))
            }
            "due_note" => law(notes(&words, first)),
            "filed_at" => filed_at(first),
            "penalty" => duty.map_or(Named::Nothing, |duty| law(duty.penalty.ko.clone())),
            "why" => law(words.why(first)),
            field => match self.row_of(outcomes, field) {
                Some(record) => of_record(record, field),
                None => Named::Nothing,
            },
        }
    }

    /// The row of the case that has the field: the closest one.
    pub(super) fn row_of<'r>(&self, outcomes: &[&'r Outcome], field: &str) -> Option<&'a Record> {
        let first = outcomes.first().filter(|_| outcomes.len() == 1)?;
        first.rows().find_map(|id| self.record(id, field))
    }

    /// The legal basis of the form, one citation after the other.
    pub(super) fn basis(&self) -> Named<'a> {
        let cited = crate::law::cite(self.pack, self.dossier, self.day, &self.about.basis);
        let text = cited.iter().map(|citation| citation.text.as_str()).collect::<Vec<_>>();
        match cited.first() {
            Some(first) => Named::Law { text: text.join(&self.pack.filing.comma), article: first.id.clone() },
            None => Named::Nothing,
        }
    }

    fn named(&self, id: &str) -> Named<'a> {
        self.figures.get(id).map_or(Named::Nothing, Named::Figure)
    }

    fn record(&self, id: &str, field: &str) -> Option<&'a Record> {
        let (sheet, _) = id.split_once('.')?;
        let record = self.dossier.sheet(sheet).iter().find(|record| record.id == id)?;
        record.schema.index(field).map(|_| record)
    }

    /// The service, the outage, or the company.
    fn subject(&self, outcome: &Outcome) -> Named<'a> {
        let of =
            |field: &str| outcome.rows().find_map(|id| self.record(id, field).map(|record| of_record(record, field)));
        of("service").or_else(|| of("title")).or_else(|| of("name")).unwrap_or(Named::Nothing)
    }

    /// The article that an outcome rests on; that of the duty where none was in force.
    fn article(&self, outcome: &Outcome) -> String {
        let of_duty = || self.pack.duties.get(&outcome.duty).and_then(|duty| duty.article.first().cloned());
        outcome.article.as_ref().map(|article| article.id.clone()).or_else(of_duty).unwrap_or_default()
    }
}

impl Outcome {
    fn rows(&self) -> impl Iterator<Item = &str> {
        self.subject.rows.iter().map(String::as_str)
    }
}

/// The state of a group: what is worst.
fn state(outcomes: &[&Outcome]) -> &'static str {
    let has = |state: State, late: bool| {
        outcomes.iter().any(|outcome| {
            let done = &outcome.fulfilment;
            done.state == state && done.late_by.is_some() == late
        })
    };
    match () {
        () if has(State::Open, true) => "overdue",
        () if has(State::Late, true) => "late",
        () if has(State::Open, false) => "open",
        () => "done",
    }
}

/// What a deadline rests on when not on statute alone.
fn notes(words: &Words<'_>, outcome: &Outcome) -> String {
    let Some(due) = outcome.due.iter().find(|due| due.earliest.is_some()) else {
        let missing = outcome.due.iter().find(|due| due.word.is_none() && due.open == Some(Open::NoAnchor));
        return missing.map(|_| words.say("duties-due-no-anchor", &[])).unwrap_or_default();
    };
    match (due.force, &due.yearly) {
        (Force::Enforced, _) => words.say("duties-enforced", &[]),
        // Told only where the statutory day is not itself a working day.
        (_, Some(yearly)) if yearly.by_analogy != Some(yearly.statutory) => words.one_due(due),
        _ => String::new(),
    }
}

/// When it was done, as the case records it.
fn filed_at<'r>(outcome: &Outcome) -> Named<'r> {
    let done = &outcome.fulfilment;
    let (Some(at), Some(origin)) = (done.filed_at, done.origin.clone()) else { return Named::Nothing };
    let id = figures::id_of(outcome, "filed_at");
    let fact = Fact { value: at, certainty: Certainty::Exact, origin };
    let found: Found<'r> = known(&id, &fact, Value::Moment(at));
    Named::Fact(found)
}
