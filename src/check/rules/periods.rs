//! Values that the law counts over a period, with what their rows say of it.

use chrono::NaiveDate;

use crate::check::{CheckInput, say};
use crate::dossier::Record;
use crate::finding::Arg;
use crate::law::reference::{self, ReferenceSpan};
use crate::pack::RowTest;
use crate::value::Field;

/// A known value whose period matters.
pub(super) struct CountedPeriod<'a> {
    pub record: &'a Record,
    pub field: String,
    /// The column that states the period.
    pub period: String,
    pub stated: Field<String>,
    /// The period that the law counts.
    pub wanted: ReferenceSpan,
    /// Articles that count it so.
    pub law: Vec<String>,
}

impl CountedPeriod<'_> {
    pub(super) fn span(&self) -> Arg {
        let (ko, en) = (|day| crate::korean::date(day), |day: NaiveDate| day.to_string());
        let ReferenceSpan { first, last } = self.wanted;
        say::both(format!("{} ~ {}", ko(first), ko(last)), format!("{} to {}", en(first), en(last)))
    }
}

/// Every value of the case that a duty counts over a period, of the companies that the case answers for.
pub(super) fn counted<'a>(subject: &CheckInput<'a>) -> Vec<CountedPeriod<'a>> {
    let mut found: Vec<CountedPeriod<'a>> = Vec::new();
    for duty in &subject.pack.duties.duties {
        let mut add = |path: &str, period: &str, window| {
            let (Some((sheet, field)), Some((_, period))) = (path.split_once('.'), period.split_once('.')) else {
                return;
            };
            for record in subject.dossier.sheet(sheet).iter().filter(|record| is_ours(subject, record)) {
                let Some(wanted) = reference::counted(window, matter(subject, record)) else { continue };
                if record.get(field).value().is_none() {
                    continue;
                }
                let same = |other: &&mut CountedPeriod<'_>| {
                    other.record.id == record.id && other.field == field && other.wanted == wanted
                };
                match found.iter_mut().find(same) {
                    Some(other) => other.law.extend(duty.article.iter().cloned()),
                    None => found.push(CountedPeriod {
                        record,
                        field: field.to_owned(),
                        period: period.to_owned(),
                        stated: record.text(period),
                        wanted,
                        law: duty.article.clone(),
                    }),
                }
            }
        };
        for row in duty.rows() {
            row.walk(&mut |row| {
                if let (RowTest::Test(condition), Some((window, period))) = (&row.body, &row.window) {
                    condition.facts().for_each(|path| add(path, period, *window));
                }
            });
        }
    }
    found
}

/// The day of the row itself, or of the case: another day's law does not move it.
fn matter(subject: &CheckInput<'_>, record: &Record) -> NaiveDate {
    let own = record.moment("started_at").value().map(|at| at.korean().date());
    own.unwrap_or_else(|| crate::law::day(subject.dossier).law_date)
}

/// Companies for which the filer does not answer are left out, and their services with them.
fn is_ours(subject: &CheckInput<'_>, record: &Record) -> bool {
    let id = if record.schema.id == "entity" { record.text("id") } else { record.text("entity") };
    let entity = subject.dossier.sheet("entity").iter().find(|entity| entity.text("id").value() == id.value());
    entity.is_none_or(|entity| entity.code("relation").value().is_none_or(|relation| relation != "other"))
}
