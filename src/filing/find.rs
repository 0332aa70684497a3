//! Finds what a path names: a figure, a fact of a sheet, or a fact of `case.toml`. Prints nothing.

use super::amended::{Amended, Since};
use super::available::AvailableItems;
use super::model::{Inline, Withheld};
use super::reprint::of_before;
use super::suppression::{Small, Veil, count_of};
use crate::dossier::{Case, Dossier, Edition, Record, Stage, slug};
use crate::figures::{Figure, Figures};
use crate::lang::Lang;
use crate::law::duties::Duties;
use crate::law::task::Task;
use crate::law::{self, LawDay, LawWords};
use crate::origin::Origin;
use crate::pack::{Audience, Form, Pack, Path, PhrasePiece, Test, Tests};
use crate::value::{Certainty, Fact, Field, Value};

/// Everything a form is filled from.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub pack: &'a Pack,
    pub dossier: &'a Dossier,
    pub figures: &'a Figures,
    pub duties: &'a Duties,
    pub form: &'a Form,
    /// The form that a letter comes with; the form itself otherwise.
    pub about: &'a Form,
    pub day: LawDay,
    pub edition: Edition,
    /// What the filing that a letter comes with keeps from the public; empty in any other form.
    pub withheld: &'a [Withheld],
    /// Counts that this form does not print as they are.
    pub small: &'a Small,
    /// What stands in it so far.
    pub told: &'a AvailableItems,
    /// What the filing follows, and what changed since.
    pub since: Option<&'a Since<'a>>,
}

/// The row a path stands in.
#[derive(Clone, Copy)]
pub(super) enum RowRef<'a> {
    /// None: paths name figures and facts of the case.
    Case,
    Record(&'a Record),
    /// A figure of a family with its code and the code's name, or a correction.
    Code {
        code: &'a str,
        name: &'a str,
        figure: &'a Figure,
        restated: Option<&'a Restated>,
    },
    /// A part that the public does not see.
    Withheld(&'a Withheld),
    /// What a duty comes to: for one row of the case, or for all with one status.
    Duty(&'a [Task<'a>]),
    /// A value that is not what it was in the filing before.
    Amended(&'a Amended<'a>),
}

/// A correction: what was corrected, and the days of both publications.
pub(super) struct Restated {
    /// Id of the corrected figure without a day.
    pub stem: String,
    /// The same for a share as it was stated.
    pub stated: String,
    pub from: String,
    pub to: String,
}

impl Restated {
    fn part(&self, name: &str) -> Option<&str> {
        match name {
            "stem" => Some(&self.stem),
            "stated" => Some(&self.stated),
            "from" => Some(&self.from),
            "to" => Some(&self.to),
            _ => None,
        }
    }
}

/// A fact with its id.
pub(super) struct FoundFact<'a> {
    pub id: String,
    /// What it is, such as the name of its column.
    pub label: String,
    pub field: Field<Value>,
    /// The row it stands in; none for a key of `case.toml`.
    pub record: Option<&'a Record>,
}

/// What a path names.
pub(super) enum Named<'a> {
    Figure(&'a Figure),
    Fact(FoundFact<'a>),
    /// Wording of the pack, such as the title of the form.
    Wording(String),
    /// What the law says, under an article.
    Law {
        text: String,
        article: String,
    },
    /// A value as the filing before printed it.
    Kept(Inline),
    /// A value as this filing prints it elsewhere.
    Printed(&'a Inline),
    Nothing,
}

impl Named<'_> {
    /// The value and how sure it is, when known.
    pub(super) fn known(&self) -> Option<(&Value, Certainty)> {
        match self {
            Self::Figure(figure) => figure.value.as_ref().map(|value| (value, figure.certainty)),
            Self::Fact(found) => found.field.known().map(|fact| (&fact.value, fact.certainty)),
            Self::Wording(_) | Self::Law { .. } | Self::Kept(_) | Self::Printed(_) | Self::Nothing => None,
        }
    }

    /// What stands in place of its number, where that is not printed.
    pub(super) fn veil(&self, small: &Small) -> Option<Veil> {
        match self {
            Self::Figure(figure) => small.veil(&figure.id),
            Self::Fact(found) => small.veil(&found.id).or_else(|| {
                // The share of a small count tells it.
                small.veil(&count_of(&found.id)?).map(|_| Veil::Withheld)
            }),
            Self::Wording(_) | Self::Law { .. } | Self::Kept(_) | Self::Printed(_) | Self::Nothing => None,
        }
    }

    fn has_value(&self) -> bool {
        self.is_printed() || self.known().is_some()
    }

    /// Whether it is text already.
    pub(super) fn is_printed(&self) -> bool {
        matches!(self, Self::Wording(_) | Self::Law { .. } | Self::Kept(_) | Self::Printed(_))
    }
}

impl<'a> Context<'a> {
    /// What decides which articles this filing may cite.
    pub(super) fn ground(&self) -> law::CitedGround<'a> {
        let Self { pack, dossier, figures, day, about, .. } = *self;
        law::CitedGround { pack, dossier, figures, day, of: &about.basis }
    }

    pub(super) fn find<'r>(&self, path: &Path, row: RowRef<'r>) -> Named<'r>
    where
        'a: 'r,
    {
        match (path, row) {
            (Path::Figure(pieces), _) => self.figure(pieces, row),
            (Path::Joined { field, sheet, to }, RowRef::Record(record)) => self.joined(record, field, sheet, to),
            (Path::Joined { sheet, to, .. }, RowRef::Code { figure, .. }) => self.behind(figure, sheet, to),
            (Path::Joined { field, sheet, to }, RowRef::Duty(outcomes)) => {
                let record = self.row_of(outcomes, field);
                record.map_or(Named::Nothing, |record| self.joined(record, field, sheet, to))
            }
            (Path::Joined { .. }, RowRef::Case | RowRef::Withheld(_) | RowRef::Amended(_)) => Named::Nothing,
            (Path::Named(name), RowRef::Withheld(withheld)) if !name.contains('.') => self.of_withheld(withheld, name),
            (Path::Named(name), RowRef::Duty(outcomes)) if !name.contains('.') => self.of_duty(outcomes, name),
            (Path::Named(name), RowRef::Amended(amended)) if !name.contains('.') => self.of_amended(amended, name),
            (Path::Named(name), RowRef::Record(record)) if !name.contains('.') => of_record(record, name),
            (Path::Named(name), RowRef::Code { figure, .. }) if name == "figure" => Named::Figure(figure),
            (Path::Named(name), RowRef::Code { name: word, .. }) if name == "code" => Named::Wording(word.to_owned()),
            (Path::Named(name), RowRef::Code { restated: Some(restated), .. }) if restated.part(name).is_some() => {
                let day = restated.part(name).unwrap_or_default();
                Named::Wording(day.parse().map_or_else(|_| day.to_owned(), crate::korean::as_of))
            }
            (Path::Named(name), _) => self.of_case(name),
        }
    }

    /// The field `to` of the last row of `sheet` in which a cell of the figure stands.
    fn behind<'r>(&self, figure: &Figure, sheet: &str, to: &str) -> Named<'r>
    where
        'a: 'r,
    {
        let records = self.dossier.sheet(sheet).iter().rev();
        let mut behind = records.filter(|record| figure.origins.contains(record.get(to).origin()));
        behind.next().map_or(Named::Nothing, |record| of_record(record, to))
    }

    fn figure<'r>(&self, pieces: &[PhrasePiece], row: RowRef<'r>) -> Named<'r>
    where
        'a: 'r,
    {
        let mut id = String::new();
        for piece in pieces {
            match (piece, row) {
                (PhrasePiece::Text(text), _) => id.push_str(text),
                (PhrasePiece::Field(field), RowRef::Record(record)) => {
                    match record.get(field).value().and_then(Value::plain) {
                        Some(part) => id.push_str(&slug(&part)),
                        None => return Named::Nothing,
                    }
                }
                (PhrasePiece::Field(field), RowRef::Code { code, restated, .. }) => {
                    id.push_str(restated.and_then(|restated| restated.part(field)).unwrap_or(code));
                }
                (PhrasePiece::Field(field), RowRef::Duty(outcomes)) => {
                    let value = self.row_of(outcomes, field).and_then(|record| record.get(field).value()?.plain());
                    match value {
                        Some(part) => id.push_str(&slug(&part)),
                        None => return Named::Nothing,
                    }
                }
                (PhrasePiece::Field(_), RowRef::Case | RowRef::Withheld(_) | RowRef::Amended(_)) => {
                    return Named::Nothing;
                }
            }
        }
        self.figures.get(&id).map_or(Named::Nothing, Named::Figure)
    }

    /// The row of `sheet` that `field` names; the field's own text where it names none and the wanted field is a name.
    fn joined<'r>(&self, record: &'r Record, field: &str, sheet: &str, to: &str) -> Named<'r>
    where
        'a: 'r,
    {
        let own = record.get(field);
        let Some(Value::Text(id)) = own.value() else { return of_record(record, field) };
        let keyed = self.dossier.sheet(sheet).iter().find(|other| {
            let key = other.schema.key.as_deref();
            key.is_some_and(|key| matches!(other.get(key).value(), Some(Value::Text(found)) if found == id))
        });
        match keyed {
            Some(other) => of_record(other, to),
            None if to == "name" => of_record(record, field),
            None => Named::Nothing,
        }
    }

    pub(super) fn of_case(&self, name: &str) -> Named<'a> {
        if let Some(figure) = self.figures.get(name) {
            return Named::Figure(figure);
        }
        let case = &self.dossier.case;
        match name.split_once('.') {
            Some(("outage", field)) => match &self.dossier.outages[..] {
                [outage] => of_record(&outage.record, field),
                _ => Named::Nothing,
            },
            Some(("filer", field)) => {
                self.dossier.filer().map_or(Named::Nothing, |filer| of_record(&filer.record, field))
            }
            Some(("contact", field)) => self.contact(name, field),
            Some(("letter", field)) => self.letter(name, field),
            Some(("claims", "rows")) if self.dossier.claims.is_some() => Named::Wording(String::new()),
            Some(("claims", "synthetic")) => match self.dossier.claims.as_ref().and_then(|fold| fold.synthetic.clone())
            {
                Some(_) => Named::Wording(String::new()),
                None => Named::Nothing,
            },
            Some(("case", "title")) => Named::Fact(known(name, &case.title, Value::Text(case.title.value.clone()))),
            Some(("case", "report_at")) => {
                Named::Fact(known(name, &case.report_at, Value::Moment(case.report_at.value)))
            }
            Some(("case", "doc_no")) => case
                .doc_no
                .as_ref()
                .map_or(Named::Nothing, |fact| Named::Fact(known(name, fact, Value::Text(fact.value.clone())))),
            Some(("case", "next_report_at")) => case
                .next_report_at
                .as_ref()
                .map_or(Named::Nothing, |fact| Named::Fact(known(name, fact, Value::Moment(fact.value)))),
            Some(("case", "phase")) => Named::Wording(phase(case.stage).to_owned()),
            Some(("agenda", "next")) => self.agenda().next.map_or(Named::Nothing, |task| {
                let words = LawWords { pack: self.pack, dossier: self.dossier, lang: Lang::Ko };
                Named::Wording(words.label(&task.outcome.duty))
            }),
            Some(("case", "kind")) => Named::Wording(case.kind.clone()),
            Some(("case", "forms")) => {
                let codes = Value::Codes { list: "form".to_owned(), codes: case.forms.clone() };
                let fact = Fact { value: (), certainty: Certainty::Exact, origin: case.origin("forms") };
                Named::Fact(known(name, &fact, codes))
            }
            Some(("case", "amendment")) => match self.since {
                Some(since) if since.before.is_amended_at(case.stage) => Named::Wording(String::new()),
                _ => Named::Nothing,
            },
            Some(("before", field)) => self.since.map_or(Named::Nothing, |since| of_before(since.before.filing, field)),
            Some(("case", "law_date")) => case.law_date.map_or(Named::Nothing, |day| {
                let fact =
                    Fact { value: day, certainty: Certainty::Exact, origin: Origin::key(&case.source, "--law-date") };
                Named::Fact(known(name, &fact, Value::Date(day)))
            }),
            Some(("case", "hypothetical")) if self.day.hypothetical => Named::Wording(String::new()),
            Some(("case", "stage")) => key_text(case, name, "stage", stage_word(self.pack, case.stage)),
            Some(("case", "recipient")) => {
                let names = law::addressees(self.pack, self.dossier, self.day).join(&self.pack.filing.comma);
                key_text(case, name, "recipient", names)
            }
            Some(("case", "addressees")) if law::addressees(self.pack, self.dossier, self.day).len() > 1 => {
                Named::Wording(String::new())
            }
            Some(("case", "leaves")) if matches!(self.form.audience, Audience::Agency | Audience::Letter) => {
                Named::Wording(String::new())
            }
            Some(("case", "stays")) if matches!(self.form.audience, Audience::Internal | Audience::Users) => {
                Named::Wording(String::new())
            }
            Some(("case", "inside")) if self.edition == Edition::Internal => Named::Wording(String::new()),
            Some(("form", "id")) => Named::Wording(self.about.id.clone()),
            Some(("form", "title")) => Named::Wording(self.about.title.clone()),
            Some(("form", "tells")) => self.told.joined(&self.pack.filing.comma).map_or(Named::Nothing, Named::Wording),
            Some(("item" | "section" | "withheld", _) | ("form", "blanks")) if self.told.has(name) => {
                Named::Wording(String::new())
            }
            Some(("form", "basis")) => self.basis(),
            Some(("form", "unheld")) if self.ground().is_not_held() => Named::Wording(String::new()),
            Some(("form", "voluntary")) if self.ground().is_voluntary() => Named::Wording(String::new()),
            Some(("form", "disclosure")) => self
                .about
                .disclosure
                .get(self.edition.code())
                .map_or(Named::Nothing, |word| Named::Wording(word.clone())),
            _ => Named::Nothing,
        }
    }

    /// A fact of a row or of the case by its id.
    pub(super) fn fact(&self, id: &str) -> Option<FoundFact<'a>> {
        let (sheet, _) = id.split_once('.')?;
        let of_row = self.dossier.sheet(sheet).iter().find_map(|record| {
            let field = id.strip_prefix(record.id.as_str())?.strip_prefix('.')?;
            Some(of_record(record, field))
        });
        match of_row.unwrap_or_else(|| self.of_case(id)) {
            Named::Fact(found) => Some(found),
            _ => None,
        }
    }

    fn contact(&self, id: &str, field: &str) -> Named<'a> {
        let contact = &self.dossier.case.contact;
        let text = match field {
            "name" => &contact.name,
            "department" => &contact.department,
            "phone" => &contact.phone,
            "email" => &contact.email,
            _ => &None,
        };
        text.as_ref().map_or(Named::Nothing, |text| key_text(&self.dossier.case, id, id, text.clone()))
    }

    fn letter(&self, id: &str, field: &str) -> Named<'a> {
        let case = &self.dossier.case;
        let letter = &case.letter;
        let text = match field {
            "via" => &letter.via,
            "drafter" => &letter.drafter,
            "reviewer" => &letter.reviewer,
            "approver" => &letter.approver,
            "address" => &letter.address,
            "homepage" => &letter.homepage,
            "issued_on" => {
                return letter.issued_on.map_or(Named::Nothing, |day| {
                    let fact = Fact { value: (), certainty: Certainty::Exact, origin: case.origin(id) };
                    Named::Fact(known(id, &fact, Value::Date(day)))
                });
            }
            _ => &None,
        };
        text.as_ref().map_or(Named::Nothing, |text| key_text(case, id, id, text.clone()))
    }

    /// A row that names no outage is about the only one.
    fn named_or_only<'r>(&self, path: &Path, row: RowRef<'r>) -> Named<'r>
    where
        'a: 'r,
    {
        let found = self.find(path, row);
        match (&found, &self.dossier.outages[..], path) {
            (Named::Fact(fact), [only], Path::Named(name)) if name == "outage" && fact.field.known().is_none() => {
                of_record(&only.record, "id")
            }
            _ => found,
        }
    }

    /// Whether all tests hold in the row.
    pub(super) fn holds(&self, tests: &Tests, row: RowRef<'_>) -> bool {
        self.holds_inside(tests, row, RowRef::Case)
    }

    /// Whether one test holds in the row.
    pub(super) fn passes(&self, test: &Test, row: RowRef<'_>) -> bool {
        self.test(test, row, RowRef::Case)
    }

    /// The same in a row inside another, which `$^field` names.
    pub(super) fn holds_inside(&self, tests: &Tests, row: RowRef<'_>, outer: RowRef<'_>) -> bool {
        tests.0.iter().all(|test| self.test(test, row, outer))
    }

    fn test(&self, test: &Test, row: RowRef<'_>, outer: RowRef<'_>) -> bool {
        match test {
            Test::Known(path) => self.find(path, row).has_value(),
            Test::Unknown(path) => !self.find(path, row).has_value(),
            Test::Pending(path) => {
                matches!(self.find(path, row), Named::Fact(found) if matches!(found.field, Field::Pending(_)))
            }
            Test::Within { path, words } => match self.find(path, row).known() {
                Some((Value::Codes { codes, .. }, _)) => codes.iter().all(|code| words.contains(code)),
                Some((value, _)) => is_one_of(value, words),
                None => false,
            },
            Test::Is { path, words, wanted } => match self.find(path, row) {
                Named::Wording(word) => words.contains(&word) == *wanted,
                named => named.known().is_some_and(|(value, _)| is_one_of(value, words) == *wanted),
            },
            Test::Has { path, words } => match self.find(path, row).known() {
                Some((Value::Text(text), _)) => words.iter().any(|word| text.contains(word)),
                _ => false,
            },
            Test::Same { left, right, outside } => {
                let (left, right) =
                    (self.named_or_only(left, row), self.named_or_only(right, if *outside { outer } else { row }));
                matches!((left.known(), right.known()), (Some((a, _)), Some((b, _))) if a == b)
            }
            Test::Not(test) => !self.test(test, row, outer),
            Test::Any(any) => any.iter().any(|tests| self.holds_inside(tests, row, outer)),
            Test::Rows { sheet, tests, wanted } => {
                let mut records = self.dossier.sheet(sheet).iter();
                records.any(|record| self.holds_inside(tests, RowRef::Record(record), row)) == *wanted
            }
        }
    }
}

/// The stage as tests name it.
fn phase(stage: Stage) -> &'static str {
    match stage {
        Stage::Initial => "initial",
        Stage::Interim(_) => "interim",
        Stage::Final => "final",
    }
}

/// A field of a record as a fact.
pub(super) fn of_record<'a>(record: &'a Record, field: &str) -> Named<'a> {
    let schema = record.schema.field.iter().find(|schema| schema.id == field);
    let Some(schema) = schema else { return Named::Nothing };
    if schema.personal {
        return Named::Nothing;
    }
    let label = format!("{} {}", record.schema.ko, schema.ko);
    Named::Fact(FoundFact { id: record.fact_id(field), label, field: record.get(field), record: Some(record) })
}

pub(super) fn known<'a, T>(id: &str, fact: &Fact<T>, value: Value) -> FoundFact<'a> {
    let field = Field::Known(Fact { value, certainty: fact.certainty, origin: fact.origin.clone() });
    FoundFact { id: id.to_owned(), label: String::new(), field, record: None }
}

/// A text of `case.toml`.
fn key_text<'a>(case: &Case, id: &str, key: &str, text: String) -> Named<'a> {
    if text.is_empty() {
        return Named::Nothing;
    }
    let fact = Fact { value: (), certainty: Certainty::Exact, origin: case.origin(key) };
    Named::Fact(known(id, &fact, Value::Text(text)))
}

/// 최초, 중간 n보, 최종.
pub(super) fn stage_word(pack: &Pack, stage: Stage) -> String {
    let words = &pack.filing.stage;
    match stage {
        Stage::Initial => words.initial.clone(),
        Stage::Interim(number) => words.interim.replace("{n}", &number.to_string()),
        Stage::Final => words.last.clone(),
    }
}

fn is_one_of(value: &Value, words: &[String]) -> bool {
    match value {
        Value::Codes { codes, .. } => codes.iter().any(|code| words.contains(code)),
        other => other.plain().is_some_and(|plain| words.contains(&plain)),
    }
}
