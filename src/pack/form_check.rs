//! Holds the names of a form against the sheets, code lists and articles of the pack: a misspelt one is a broken pack,
//! never an item that is silently empty. Figures are known only when a case is.

use super::form::{FactRow, Form, Item, ItemKind, Requirement, Rows, Say, TableForm};
use super::phrase::{Choices, Path, Phrase, Piece, Test, Tests, wording};
use super::why::{Why, why};
use super::{Duty, Sheets, Statutes, Terms};

/// What a form's names are held against.
pub(super) struct Names<'a> {
    pub duties: &'a [Duty],
    /// Paths of the forms of the pack.
    pub forms: &'a [String],
    pub sheets: &'a Sheets,
    pub terms: &'a Terms,
    pub statutes: &'a Statutes,
}

/// A row of `rows = "duties"` or `rows = "duty:…"`.
const DUTY: &str = "duty";
/// What such a row has of its own.
const OUTCOME: [&str; 22] = [
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
    "why",
];
/// A row of `rows = "withheld"`, and what it has.
const WITHHELD: &str = "withheld";
const OF_WITHHELD: [&str; 3] = ["part", "word", "article"];
/// Sheets whose rows duties are judged for: their fields stand in such a row by their own names.
const ROWS_OF_DUTIES: [&str; 5] = ["interruption", "demand", "request", "outage", "entity"];

type Checked = std::result::Result<(), Why>;

impl Names<'_> {
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
        for say in &form.summary {
            self.say(say, None)?;
        }
        form.attachments.iter().try_for_each(|name| self.phrase(name, None))?;
        form.sender.iter().try_for_each(|sender| self.choices(sender, None))?;
        let mut ids = std::collections::BTreeSet::new();
        for item in form.items() {
            if !ids.insert(&item.id) {
                return Err(why("pack-twice", &item.id));
            }
            self.item(item).map_err(|why| why.of(&item.id))?;
        }
        Ok(())
    }

    fn item(&self, item: &Item) -> Checked {
        if item.requirement == Requirement::Required && item.basis.is_empty() {
            return Err(why("pack-needs", "basis"));
        }
        item.basis.iter().try_for_each(|basis| self.basis(basis))?;
        for text in [Some(&item.label), item.nothing.as_ref()].into_iter().flatten() {
            wording(text)?;
        }
        if let Some((sheet, field)) = item.from.as_deref().and_then(|from| from.split_once('.')) {
            self.field(sheet, field)?;
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
                self.phrase(&chart.alt, None)
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
        }
        if !table.total.is_empty() && table.total.len() != table.columns.len() {
            return Err(why("pack-needs", "total").expected("columns"));
        }
        table.total.iter().chain(&table.author).try_for_each(|phrase| self.phrase(phrase, None))?;
        table.notes.iter().try_for_each(|note| wording(&note.say).and_then(|()| self.tests(&note.when, None)))
    }

    /// The sheet whose fields a row has; `None` for a family.
    fn rows<'r>(&self, rows: &'r Rows, list: Option<&str>) -> std::result::Result<Option<&'r str>, Why> {
        if let Some(list) = list
            && self.terms.list(list).is_none()
            && self.sheets.get(list).is_none()
        {
            return Err(why("pack-no-list", list));
        }
        match rows {
            Rows::Sheet(sheet) => self.sheet(sheet).map(|()| Some(sheet.as_str())),
            Rows::Duty(duty) if !self.duties.iter().any(|known| known.id == *duty) => Err(why("pack-no-duty", duty)),
            Rows::Duty(_) | Rows::Duties => Ok(Some(DUTY)),
            Rows::Withheld => Ok(Some(WITHHELD)),
            Rows::Family(_) | Rows::Restated(_) | Rows::Changes => Ok(None),
        }
    }

    fn fact(&self, fact: &FactRow, row: Option<&str>) -> Checked {
        wording(&fact.label)?;
        fact.note.iter().try_for_each(|note| wording(note))?;
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
        self.phrase(&say.say, row)
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
            Test::Known(path) | Test::Unknown(path) => self.path(path, row),
            Test::Is { path, words, .. } => {
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
            (Path::Named(name), None) if name == "form.id" => {
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
            (Path::Joined { field, sheet, to }, Some(row)) => {
                self.field(row, field).and_then(|()| self.field(sheet, to))
            }
            (Path::Joined { sheet, to, .. }, None) => self.field(sheet, to),
            (Path::Figure(pieces), Some(sheet)) => pieces.iter().try_for_each(|piece| match piece {
                Piece::Field(field) => self.field(sheet, field),
                Piece::Text(_) => Ok(()),
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
