//! Holds the names of a form against the sheets, code lists and articles of the pack: a misspelt one is a broken pack,
//! never an item that is silently empty. Figures are known only when a case is.

use std::collections::BTreeSet;

use super::fault::{Why, why};
use super::form::{Audience, FactRow, Form, Item, ItemKind, Requirement, RowSource, TableForm};
use super::phrase::{Choices, Path, Phrase, PhrasePiece, Test, Tests, wording};
use super::remark::PackRemark;
use super::say::Say;
use super::{Duty, Sheets, Statutes, Terms};

/// What a form's names are held against.
#[derive(Clone, Copy)]
pub(super) struct PackNames<'a> {
    pub duties: &'a [Duty],
    /// Paths of the forms of the pack.
    pub forms: &'a [String],
    pub sheets: &'a Sheets,
    pub terms: &'a Terms,
    pub statutes: &'a Statutes,
    /// Parts of the form that a sentence may speak of where it stands.
    pub told: &'a BTreeSet<String>,
}

/// A row of `rows = "duties"` or `rows = "duty:…"`.
const DUTY: &str = "duty";
/// What such a row has of its own.
const OUTCOME: [&str; 23] = [
    "label",
    "article",
    "subject",
    "entity",
    "status",
    "status_label",
    "state",
    "state_label",
    "recipient",
    "due",
    "due_latest",
    "due_word",
    "due_open",
    "due_note",
    "clock",
    "filed_at",
    "filed_on",
    "filed_by",
    "left",
    "late_by",
    "penalty",
    "urgency",
    "why",
];
/// The person in charge, as `case.toml` names them.
const CONTACT: &str = "contact";
const OF_CONTACT: [&str; 4] = ["name", "department", "phone", "email"];
/// A row of `rows = "withheld"`, and what it has.
const WITHHELD: &str = "withheld";
const OF_WITHHELD: [&str; 3] = ["part", "word", "article"];
/// Sheets whose rows duties are judged for: their fields stand in such a row by their own names.
const ROWS_OF_DUTIES: [&str; 5] = ["interruption", "demand", "request", "outage", "entity"];

type Checked = std::result::Result<(), Why>;

impl PackNames<'_> {
    pub(super) fn check(&self, path: &str, form: &Form) -> Checked {
        if !path.ends_with(&format!("/{}.toml", form.id)) {
            return Err(why("pack-id", &form.id).expected(path));
        }
        let labels = form.section.iter().map(|section| &section.label);
        for text in labels.chain(&form.keywords).chain([&form.title]) {
            wording(text)?;
        }
        for basis in &form.basis {
            self.basis(basis)?;
        }
        form.attachments.iter().try_for_each(|name| self.phrase(name, None))?;
        form.sender.iter().try_for_each(|sender| self.choices(sender, None))?;
        let lines = form.head.iter().flatten().chain(&form.approval).chain(&form.dispatch);
        lines.clone().try_for_each(|line| self.fact(line, None))?;
        let mut before = BTreeSet::new();
        for section in &form.section {
            for item in &section.item {
                // An item may speak of what stands before it.
                PackNames { told: &before, ..*self }.item(item).map_err(|why| why.of(&item.id))?;
                if !before.insert(format!("item.{}", item.id)) {
                    return Err(why("pack-twice", &item.id));
                }
            }
            before.insert(format!("section.{}", section.id));
        }
        form.summary.iter().try_for_each(|say| PackNames { told: &before, ..*self }.say(say, None))?;
        form.items().try_for_each(|item| told(form, item).map_err(|why| why.of(&item.id)))
    }

    fn item(&self, item: &Item) -> Checked {
        if item.requirement == Requirement::Required && item.basis.is_empty() {
            return Err(why("pack-needs", "basis"));
        }
        item.basis.iter().try_for_each(|basis| self.basis(basis))?;
        for text in [Some(&item.label), item.nothing.as_ref(), item.told.as_ref()].into_iter().flatten() {
            wording(text)?;
        }
        match item.from.as_deref().and_then(|from| from.split_once('.')) {
            Some((CONTACT, key)) if OF_CONTACT.contains(&key) => {}
            Some((sheet, field)) => self.field(sheet, field)?,
            None => {}
        }
        let row = item.each.as_deref();
        if let Some(sheet) = row {
            self.sheet(sheet)?;
        }
        self.tests(&item.when, row)?;
        match &item.content {
            ItemKind::Text { text } => text.iter().try_for_each(|say| self.say(say, row)),
            ItemKind::Facts { facts } => facts.iter().try_for_each(|fact| self.fact(fact, row)),
            ItemKind::Table(table) => self.table(table),
            ItemKind::Chart(chart) => {
                let row = self.rows(&chart.rows, chart.list.as_deref())?;
                self.tests(&chart.only, row)?;
                self.choices(&chart.label, row)?;
                self.choices(&chart.value, row)?;
                for marks in &chart.marks {
                    wording(&marks.label)?;
                    let row = self.rows(&marks.rows, None)?;
                    self.tests(&marks.only, row)?;
                    row.map_or(Ok(()), |row| self.field(row, "at"))?;
                    marks.value.iter().try_for_each(|value| self.choices(value, None))?;
                }
                chart.alt_bounded.iter().chain([&chart.alt]).try_for_each(|alt| self.phrase(alt, None))
            }
        }
    }

    fn table(&self, table: &TableForm) -> Checked {
        let row = self.rows(&table.rows, table.list.as_deref())?;
        self.tests(&table.only, row)?;
        if let (Some(sort), Some(sheet)) = (&table.sort, row) {
            let path = super::phrase::path(sort.trim_start_matches('-'))?;
            self.path(&path, Some(sheet))?;
        }
        for column in &table.columns {
            wording(&column.label)?;
            self.choices(&column.value, row)?;
            column.below.iter().try_for_each(|choices| self.choices(choices, row))?;
            column.alarm.iter().try_for_each(|tests| self.tests(tests, row))?;
        }
        if !table.total.is_empty() && table.total.len() != table.columns.len() {
            return Err(why("pack-needs", "total").expected("columns"));
        }
        table.total.iter().chain(&table.author).try_for_each(|phrase| self.phrase(phrase, None))?;
        let column = |note: &&PackRemark| {
            note.column.as_ref().is_some_and(|label| table.columns.iter().all(|column| column.label != *label))
        };
        if let Some(note) = table.notes.iter().find(column) {
            return Err(why("pack-no-field", note.column.clone().unwrap_or_default()).expected("columns"));
        }
        table.notes.iter().try_for_each(|note| self.remark(note, None))
    }

    fn remark(&self, note: &PackRemark, row: Option<&str>) -> Checked {
        wording(&note.say)?;
        self.tests(&note.when, row)
    }

    /// The sheet whose fields a row has; `None` for a family.
    fn rows<'r>(&self, rows: &'r RowSource, list: Option<&str>) -> std::result::Result<Option<&'r str>, Why> {
        if let Some(list) = list
            && self.terms.list(list).is_none()
            && self.sheets.get(list).is_none()
        {
            return Err(why("pack-no-list", list));
        }
        match rows {
            RowSource::Sheet(sheet) => self.sheet(sheet).map(|()| Some(sheet.as_str())),
            RowSource::Duty(duty) if !self.duties.iter().any(|known| known.id == *duty) => {
                Err(why("pack-no-duty", duty))
            }
            RowSource::Duty(_) | RowSource::Duties | RowSource::Agenda => Ok(Some(DUTY)),
            RowSource::Withheld => Ok(Some(WITHHELD)),
            RowSource::Family(_) | RowSource::Restated(_) | RowSource::Changes => Ok(None),
        }
    }

    fn fact(&self, fact: &FactRow, row: Option<&str>) -> Checked {
        wording(&fact.label)?;
        fact.note.iter().try_for_each(|note| self.remark(note, row))?;
        self.tests(&fact.when, row)?;
        self.choices(&fact.value, row)
    }

    fn say(&self, say: &Say, row: Option<&str>) -> Checked {
        let row = match &say.rows {
            Some(rows) => self.rows(rows, None)?,
            None => row,
        };
        self.tests(&say.only, row)?;
        self.tests(&say.when, row)?;
        say.choices().try_for_each(|choice| {
            self.tests(&choice.when, row)?;
            self.phrase(&choice.phrase, row)
        })
    }

    fn choices(&self, choices: &Choices, row: Option<&str>) -> Checked {
        choices.0.iter().try_for_each(|choice| {
            self.tests(&choice.when, row)?;
            self.phrase(&choice.phrase, row)
        })
    }

    fn phrase(&self, phrase: &Phrase, row: Option<&str>) -> Checked {
        phrase.cites().try_for_each(|id| self.basis(id))?;
        phrase.slots().try_for_each(|slot| self.path(&slot.path, row))
    }

    fn tests(&self, tests: &Tests, row: Option<&str>) -> Checked {
        tests.0.iter().try_for_each(|test| self.test(test, row))
    }

    fn test(&self, test: &Test, row: Option<&str>) -> Checked {
        match test {
            Test::Not(test) => self.test(test, row),
            Test::Any(any) => any.iter().try_for_each(|tests| self.tests(tests, row)),
            Test::Known(path) | Test::Unknown(path) | Test::Pending(path) | Test::Has { path, .. } => {
                self.path(path, row)
            }
            Test::Is { path, words, .. } | Test::Within { path, words } => {
                self.path(path, row)?;
                self.words(path, words, row)
            }
            Test::Same { left, outside: true, .. } => self.path(left, row),
            Test::Same { left, right, outside: false } => self.path(left, row).and_then(|()| self.path(right, row)),
            Test::Rows { sheet, tests, .. } => self.sheet(sheet).and_then(|()| self.tests(tests, Some(sheet))),
        }
    }

    /// The words a code is compared with are codes of its list.
    fn words(&self, path: &Path, words: &[String], row: Option<&str>) -> Checked {
        let (sheet, field) = match (path, row) {
            (Path::Joined { sheet, to, .. }, _) => (sheet.as_str(), to),
            (Path::Named(field), Some(sheet)) => (sheet, field),
            (Path::Named(name), None) if matches!(name.as_str(), "form.id" | "case.forms") => {
                let known = |word: &&String| self.forms.iter().any(|path| path.ends_with(&format!("/{word}.toml")));
                return words.iter().find(|word| !known(word)).map_or(Ok(()), |word| Err(why("pack-no-form", word)));
            }
            _ => return Ok(()),
        };
        let schema = self.sheets.get(sheet).and_then(|schema| schema.field.iter().find(|found| found.id == *field));
        let Some(list) = schema.and_then(|schema| schema.list.as_deref()) else { return Ok(()) };
        match words.iter().find(|word| self.terms.term(list, word).is_none()) {
            Some(word) => Err(why("pack-no-code", word).expected(list)),
            None => Ok(()),
        }
    }

    /// A path that stands in a row names a field of its sheet; figures are known only when a case is.
    fn path(&self, path: &Path, row: Option<&str>) -> Checked {
        match (path, row) {
            (Path::Named(name), Some(sheet)) if !name.contains('.') => self.field(sheet, name),
            (Path::Named(name), _) if name.starts_with("item.") || name.starts_with("section.") => {
                if self.told.contains(name) { Ok(()) } else { Err(why("pack-no-item", name)) }
            }
            (Path::Joined { field, sheet, to }, Some(row)) => {
                self.field(row, field).and_then(|()| self.field(sheet, to))
            }
            (Path::Joined { sheet, to, .. }, None) => self.field(sheet, to),
            (Path::Figure(pieces), Some(sheet)) => pieces.iter().try_for_each(|piece| match piece {
                PhrasePiece::Field(field) => self.field(sheet, field),
                PhrasePiece::Text(_) => Ok(()),
            }),
            (Path::Named(_) | Path::Figure(_), _) => Ok(()),
        }
    }

    fn field(&self, sheet: &str, field: &str) -> Checked {
        if sheet == WITHHELD {
            let known = OF_WITHHELD.contains(&field);
            return if known { Ok(()) } else { Err(why("pack-no-field", field).expected(sheet)) };
        }
        if sheet == DUTY {
            let of_row = || ROWS_OF_DUTIES.iter().any(|sheet| self.field(sheet, field).is_ok());
            let known = OUTCOME.contains(&field) || of_row();
            return if known { Ok(()) } else { Err(why("pack-no-field", field).expected(sheet)) };
        }
        let known = self.sheets.get(sheet).is_some_and(|schema| schema.index(field).is_some());
        if known { Ok(()) } else { Err(why("pack-no-field", field).expected(sheet)) }
    }

    fn sheet(&self, sheet: &str) -> Checked {
        if self.sheets.get(sheet).is_some() { Ok(()) } else { Err(why("pack-no-sheet", sheet)) }
    }

    fn basis(&self, id: &str) -> Checked {
        if self.statutes.contains(id) { Ok(()) } else { Err(why("pack-no-article", id)) }
    }
}

/// Sentences tell items of their form, and the text of a channel tells each that the law asks a notice for: an item that two
/// others settle by one cell is told with either.
fn told(form: &Form, item: &Item) -> Checked {
    let ItemKind::Text { text } = &item.content else { return Ok(()) };
    let find = |id: &String| form.items().find(|known| known.id == *id).ok_or_else(|| why("pack-no-item", id));
    let mut cells = Vec::new();
    for id in text.iter().flat_map(|say| &say.tells) {
        cells.push((id, find(id)?.from.as_ref()));
    }
    for say in text {
        let has_slots = say.choices().any(|choice| choice.phrase.slots().next().is_some());
        for id in &say.heads {
            // What a heading printed would stand among the sources even where it is left out.
            if has_slots || !cells.iter().any(|(told, _)| *told == id) {
                return Err(why("pack-heading", id));
            }
        }
    }
    if form.audience != Audience::Users || item.channel.is_none() {
        return Ok(());
    }
    let of_notice = form.section.iter().filter(|section| !section.inside).flat_map(|section| &section.item);
    let is_told = |wanted: &&Item| {
        cells.iter().any(|(id, from)| **id == wanted.id || (wanted.from.is_some() && *from == wanted.from.as_ref()))
    };
    let mut untold = of_notice.filter(|wanted| wanted.requirement == Requirement::Required && !is_told(wanted));
    untold.next().map_or(Ok(()), |wanted| Err(why("pack-untold", &wanted.id)))
}
