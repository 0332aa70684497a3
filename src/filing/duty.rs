//! What a row of duties says: the outcome's own words, its deadlines as figures, and the fields of the row of the case
//! that it was judged for.

use super::find::{Context, FoundFact, Named, known, of_record};
use crate::dossier::Record;
use crate::lang::Lang;
use crate::law::LawWords;
use crate::law::agenda;
use crate::law::due::Point;
use crate::law::duties::{DutyOutcome, Status};
use crate::law::task::Task;
use crate::pack::Force;
use crate::value::{Certainty, Fact, Value};

impl<'a> Context<'a> {
    /// What `name` is in a row of duties.
    pub(super) fn of_duty<'r>(&self, tasks: &'r [Task<'r>], name: &str) -> Named<'r>
    where
        'a: 'r,
    {
        let Some(task) = tasks.first() else { return Named::Nothing };
        let first = task.outcome;
        let words = LawWords { pack: self.pack, dossier: self.dossier, lang: Lang::Ko };
        let law = |text: String| match text.as_str() {
            "" => Named::Nothing,
            _ => Named::Law { text, article: self.article(first) },
        };
        let duty = self.pack.duties.get(&first.duty);
        let only = tasks.len() == 1;
        match name {
            "label" => Named::Wording(words.label(&first.duty)),
            "article" => first.article.as_ref().map_or(Named::Nothing, |article| law(article.text.clone())),
            "subject" if only => self.subject(first),
            "subject" => self.subjects(tasks),
            "entity" => {
                let record = rows(first).find_map(|id| self.record(id, "name"));
                record.map_or(Named::Nothing, |record| of_record(record, "name"))
            }
            "status" => Named::Wording(first.status.word().to_owned()),
            "status_label" => Named::Wording(words.say(&format!("duties-word-{}", first.status.word()), &[])),
            "state" => Named::Wording(task.progress().word().to_owned()),
            "state_label" => Named::Wording(words.say(&format!("duties-state-{}", task.progress().word()), &[])),
            "recipient" => Named::Wording(words.delivered_to(task.to)),
            "clock" => task.clock(&words).map_or(Named::Nothing, law),
            "due" | "late_by" if first.status != Status::NotRequired => self.worst(tasks, name),
            "due_latest" if only => self.named(&task.id_of(name)),
            "due_word" => {
                let word = task.due.and_then(|due| due.word.as_ref());
                word.map_or(Named::Nothing, |word| law(word.ko.clone()))
            }
            "due_open" => task.open(&words).map_or(Named::Nothing, law),
            "due_note" => law(notes(&words, task)),
            "filed_at" => filed_at(tasks),
            "filed_on" => filed_on(tasks),
            "filed_by" => {
                let code = task.done.method.as_ref().filter(|_| only);
                let term = code.and_then(|code| self.pack.terms.term("filing_method", code));
                term.map_or(Named::Nothing, |term| Named::Wording(term.ko.clone()))
            }
            "left" => match words.left(&tasks.iter().map(|task| (task.outcome, task.done)).collect::<Vec<_>>()) {
                text if text.is_empty() => Named::Nothing,
                text => Named::Wording(text),
            },
            "penalty" => duty.map_or(Named::Nothing, |duty| law(duty.penalty.ko.clone())),
            "urgency" => {
                let now = self.dossier.case.report_at.value;
                Named::Wording(agenda::urgency(tasks, now, self.pack.filing.agenda.days).word().to_owned())
            }
            "why" => law(words.why(first)),
            field => match self.row_of(tasks, field) {
                Some(record) => of_record(record, field),
                None => Named::Nothing,
            },
        }
    }

    /// How many a row stands for: all of a duty with one status, by the figure that says so; else each by its name.
    fn subjects<'r>(&self, tasks: &[Task<'r>]) -> Named<'r>
    where
        'a: 'r,
    {
        let Some(first) = tasks.first().map(|task| task.outcome) else { return Named::Nothing };
        let status = first.status.word().replace('-', "_");
        let all = self.named(&format!("duty.{}.{status}.count", first.duty));
        let counted = all.known().and_then(|(value, _)| value.plain());
        if counted.as_deref() == Some(tasks.len().to_string().as_str()) {
            return all;
        }
        let words = LawWords { pack: self.pack, dossier: self.dossier, lang: Lang::Ko };
        let name = |task: &Task<'_>| match self.subject(task.outcome).known() {
            Some((Value::Text(text), _)) => Some(text.clone()),
            _ => None,
        };
        let mut names: Vec<String> = Vec::new();
        for name in tasks.iter().filter_map(name) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        Named::Law { text: words.first_of(&names), article: self.article(first) }
    }

    /// The earliest deadline or the longest delay of a row.
    fn worst<'r>(&self, tasks: &[Task<'r>], what: &str) -> Named<'r>
    where
        'a: 'r,
    {
        let figures = tasks.iter().filter_map(|task| self.figures.get(&task.id_of(what)));
        let best = figures.min_by_key(|figure| match &figure.value {
            Some(Value::Moment(at)) => at.timestamp(),
            Some(Value::Date(day)) => Point::On(*day).ends().timestamp(),
            Some(Value::Duration(late)) => -late.as_seconds(),
            _ => i64::MAX,
        });
        best.map_or(Named::Nothing, Named::Figure)
    }

    /// The row of the case that has the field: the closest one.
    pub(super) fn row_of(&self, tasks: &[Task<'_>], field: &str) -> Option<&'a Record> {
        let first = tasks.first().filter(|_| tasks.len() == 1)?;
        rows(first.outcome).find_map(|id| self.record(id, field))
    }

    /// The legal basis of the form, one citation after the other.
    pub(super) fn basis(&self) -> Named<'a> {
        let cited = self.ground().cite(&self.about.basis);
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
    fn subject(&self, outcome: &DutyOutcome) -> Named<'a> {
        let of =
            |field: &str| rows(outcome).find_map(|id| self.record(id, field).map(|record| of_record(record, field)));
        of("service").or_else(|| of("title")).or_else(|| of("name")).unwrap_or(Named::Nothing)
    }

    /// The article that an outcome rests on; that of the duty where none was in force.
    fn article(&self, outcome: &DutyOutcome) -> String {
        let of_duty = || self.pack.duties.get(&outcome.duty).and_then(|duty| duty.article.first().cloned());
        outcome.article.as_ref().map(|article| article.id.clone()).or_else(of_duty).unwrap_or_default()
    }
}

fn rows(outcome: &DutyOutcome) -> impl Iterator<Item = &str> {
    outcome.subject.rows.iter().map(String::as_str)
}

/// What a deadline rests on when not on statute alone.
fn notes(words: &LawWords<'_>, task: &Task<'_>) -> String {
    let Some(due) = task.due.filter(|due| due.earliest.is_some()) else { return String::new() };
    match (due.force, &due.yearly) {
        (Force::Enforced, _) => words.say("duties-enforced", &[]),
        // Told only where the statutory day is not itself a working day.
        (_, Some(yearly)) if yearly.by_analogy != Some(yearly.statutory) => match task.clock(words) {
            Some(_) => words.until(due),
            None => words.one_due(due),
        },
        _ => String::new(),
    }
}

/// The last of several records.
fn last<'r, T: Ord + Copy>(tasks: &[Task<'r>], of: impl Fn(&Task<'r>) -> Option<T>) -> Option<(T, Task<'r>)> {
    tasks.iter().filter_map(|task| Some((of(task)?, *task))).max_by_key(|(at, _)| *at)
}

/// When it was done, or a part of it, as the case records it.
fn filed_at<'r>(tasks: &[Task<'r>]) -> Named<'r> {
    let found = last(tasks, |task| task.done.filed_at);
    let Some((at, task)) = found else { return Named::Nothing };
    let Some(origin) = task.done.origin.clone() else { return Named::Nothing };
    let fact = Fact { value: at, certainty: Certainty::Exact, origin };
    let found: FoundFact<'r> = known(&task.id_of("filed_at"), &fact, Value::Moment(at));
    Named::Fact(found)
}

/// The day on which it was done, where the time is not known.
fn filed_on<'r>(tasks: &[Task<'r>]) -> Named<'r> {
    let found = last(tasks, |task| task.done.filed_on);
    let Some((day, task)) = found else { return Named::Nothing };
    let Some(origin) = task.done.origin.clone() else { return Named::Nothing };
    let fact = Fact { value: day, certainty: Certainty::Exact, origin };
    let found: FoundFact<'r> = known(&task.id_of("filed_on"), &fact, Value::Date(day));
    Named::Fact(found)
}
