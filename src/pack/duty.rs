//! Duties (`templates/kr/duties/<duty>.toml`): who, when, exemptions, deadlines, with their numbers over time.
//!
//! Loading is the first test: a name, type, date or article that does not fit is a broken pack.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;

use super::condition::{Catalogue, Condition, Datum, FactType};
use super::{Period, TextStatus};
use crate::lang::Text;

/// A recipient that is no agency: the users of the service.
pub const USERS: &str = "users";
/// A recipient that is no agency: whoever lets the space.
pub const LANDLORD: &str = "landlord";

/// What a duty is judged for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DutyScope {
    /// Once, for the filer.
    Case,
    /// Once per entity.
    Entity,
    /// Per outage and entity.
    Outage,
    /// Per service of an entity in an outage.
    Interruption,
    /// Per request for data (요구자료).
    Request,
    /// Per demand received on a day (시정요구).
    Demand,
}

/// Where the file of duties says that something was already done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Evidence {
    /// 제출이력.
    #[default]
    Filed,
    /// 고지, and 제출이력.
    Notice,
}

/// What a notice must have told before it counts: items of one column of 고지.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Covers {
    /// A column of codes of 고지.
    pub field: String,
    /// Its codes that the law asks for.
    pub items: Vec<String>,
}

/// The period over which the law counts a value, seen from the day of the matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Window {
    /// The last three months of the year before.
    PreviousYearLastThreeMonths,
    /// The year before.
    PreviousYear,
}

/// A number or list over time.
#[derive(Debug, Clone)]
pub struct Parameter {
    pub kind: FactType,
    /// Rising by `from`.
    pub values: Vec<ParameterValue>,
}

impl Parameter {
    /// The row in force on a day.
    #[must_use]
    pub fn on(&self, day: NaiveDate) -> Option<&ParameterValue> {
        self.values.iter().rev().find(|row| row.from <= day)
    }
}

/// One row of a parameter.
#[derive(Debug, Clone)]
pub struct ParameterValue {
    pub from: NaiveDate,
    /// `None` where what applied from this day is not known.
    pub value: Option<Datum>,
    /// Place in the article, such as `①5`.
    pub at: Option<String>,
    pub act: Option<String>,
}

/// A condition: one test, one question, or several rows together; less those under `unless`.
#[derive(Debug, Clone)]
pub struct RuleRow {
    pub id: String,
    pub text: Text,
    pub at: Option<String>,
    pub body: RowTest,
    /// Any of these that holds takes the row away.
    pub unless: Vec<RuleRow>,
    pub from: Option<NaiveDate>,
    pub repealed: Option<NaiveDate>,
    pub standing: TextStatus,
    /// Over which period the law counts the value tested, and the fact that states the period of the value entered.
    pub window: Option<(Window, String)>,
}

impl RuleRow {
    /// Whether the row is law on a day.
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.repealed.is_none_or(|repealed| day < repealed)
    }

    /// The row and all below it.
    pub fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a RuleRow)) {
        visit(self);
        self.below().for_each(|row| row.walk(visit));
    }

    /// The rows directly under it.
    pub fn below(&self) -> impl Iterator<Item = &RuleRow> {
        let rows = match &self.body {
            RowTest::All(rows) | RowTest::Any(rows) => rows.as_slice(),
            RowTest::Test(..) | RowTest::Ask => &[],
        };
        rows.iter().chain(&self.unless)
    }
}

/// What decides a row.
#[derive(Debug, Clone)]
pub enum RowTest {
    Test(Condition),
    /// A person answers in 판단.
    Ask,
    All(Vec<RuleRow>),
    Any(Vec<RuleRow>),
}

/// How a due date is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DutyRule {
    /// A word that is no number: 지체 없이, 수시로.
    Word(Text),
    /// A period from a moment, by a method.
    After { period: Limit, method: String },
    /// A date that a cell states.
    Stated(String),
    /// A fixed date of every year.
    Yearly { month: u32, day: u32 },
}

/// A period, or the parameter that holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Limit {
    Fixed(Period),
    Parameter(String),
}

/// How far a deadline rests on public text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Force {
    #[default]
    Statute,
    /// The ministry has acted on it though its text is not public: a countdown, never law.
    Enforced,
    /// What a demand itself says.
    Demand,
}

/// A deadline.
#[derive(Debug, Clone)]
pub struct Due {
    pub id: String,
    pub rule: DutyRule,
    /// Facts it runs from; of several that are known the earliest.
    pub from: Vec<String>,
    pub force: Force,
    pub text: Option<Text>,
    /// Ways of filing (list `filing_method`) that meet it; none: any way.
    pub methods: Vec<String>,
}

/// A further recipient of a duty.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct More {
    /// As [`Duty::recipient`].
    pub to: String,
    /// Rows of the duty of which one must hold; none: always.
    #[serde(default)]
    pub rows: Vec<String>,
}

/// A duty.
#[derive(Debug, Clone)]
pub struct Duty {
    pub id: String,
    /// Path of its file from `templates/`; its cases stand beside it.
    pub file: String,
    pub label: Text,
    /// What must be done, in our own words.
    pub what: Text,
    pub form: Option<String>,
    /// Title of that form, once the forms are read.
    pub form_title: Option<String>,
    /// An agency's id, `users`, or `landlord`.
    pub recipient: String,
    /// Agencies of which any one may be told in its place.
    pub either: Vec<String>,
    /// Who must be told as well, each with a record of its own.
    pub more: Vec<More>,
    pub scope: DutyScope,
    /// The fact whose day selects every row.
    pub law_date: String,
    /// Articles in the order in which they are asked for the day's number: the first in force is the basis.
    pub article: Vec<String>,
    /// First day of the duty: before it nothing is required.
    pub in_force: Option<NaiveDate>,
    /// First day whose law the pack holds, where the duty may be older.
    pub modelled_from: Option<NaiveDate>,
    /// Roles (list `role`) for which the duty is older than `in_force`, by law that the pack does not hold.
    pub older_for: Vec<String>,
    pub repealed: Option<NaiveDate>,
    pub standing: TextStatus,
    pub penalty: Text,
    pub evidence: Evidence,
    pub covers: Option<Covers>,
    /// Whether it goes on until a filing says that it is the last.
    pub repeats: bool,
    pub parameters: BTreeMap<String, Parameter>,
    pub who: Vec<RuleRow>,
    pub when: Vec<RuleRow>,
    pub exempt: Vec<RuleRow>,
    pub due: Vec<Due>,
}

impl Duty {
    /// What people call it: its id and names, and those of its form.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let form = [self.form.as_deref(), self.form_title.as_deref()];
        [self.label.ko.as_str(), self.label.en.as_str(), self.id.as_str()].into_iter().chain(form.into_iter().flatten())
    }

    /// Whether a text names it, whatever its spaces.
    #[must_use]
    pub fn is_called(&self, text: &str) -> bool {
        let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        self.names().any(|name| bare(name) == bare(text))
    }

    /// All conditions at the top, in the order in which they are read.
    pub fn rows(&self) -> impl Iterator<Item = &RuleRow> {
        self.who.iter().chain(&self.when).chain(&self.exempt)
    }

    /// Ids of all whom it may be owed to.
    pub fn recipients(&self) -> impl Iterator<Item = &str> {
        let more = self.more.iter().map(|more| more.to.as_str());
        std::iter::once(self.recipient.as_str()).chain(self.either.iter().map(String::as_str)).chain(more)
    }

    /// Days on which something about the duty changes.
    #[must_use]
    pub fn changes(&self) -> Vec<NaiveDate> {
        let mut days: Vec<NaiveDate> =
            [self.in_force, self.modelled_from, self.repealed].into_iter().flatten().collect();
        for parameter in self.parameters.values() {
            days.extend(parameter.values.iter().skip(1).map(|row| row.from));
        }
        self.rows().for_each(|row| row.walk(&mut |row| days.extend(row.from.into_iter().chain(row.repealed))));
        days.sort_unstable();
        days.dedup();
        days
    }
}

/// All duties, by id, and the facts that their tests may name.
#[derive(Debug, Clone, Default)]
pub struct DutyCatalogue {
    pub duties: Vec<Duty>,
    pub catalogue: Catalogue,
    /// Regimes that the pack does not hold.
    pub not_examined: Vec<Text>,
}

impl DutyCatalogue {
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Duty> {
        self.duties.iter().find(|duty| duty.id == id)
    }
}
