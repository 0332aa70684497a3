//! The ledger of the statutes: what each article asks, item by item, and what becomes of it here; with the acts that
//! amended them (`acts.toml`) and the ids that were retired (`pack.toml`).
//!
//! An item is done by a duty, a rule, an item of a form or a way of counting; or left to the user; or not done.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::NaiveDate;
use serde::Deserialize;

use super::fault::why;
use super::{Assets, Duty, Pack, broken, parse};
use crate::error::Result;
use crate::lang::Text;

/// The list of those who may ask for data.
const AUTHORITIES: &str = "authority";

/// One thing that an article asks.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerItem {
    /// Place in the article, such as `①1`; `-` for the article as a whole.
    pub at: String,
    /// What it asks, in our own words.
    pub what: Text,
    /// First day on which it no longer stood there: nothing of a later day may cite the place.
    #[serde(default, deserialize_with = "super::day::optional")]
    pub repealed: Option<NaiveDate>,
    /// What does it: a duty's id, a rule's code, `form:item`, or `method:id`.
    #[serde(default)]
    pub by: Vec<String>,
    /// Why it is left to the user.
    #[serde(default)]
    pub left: Option<Text>,
    /// Why nothing is done about it.
    #[serde(default)]
    pub undone: Option<Text>,
}

/// An act that amended statutes.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// As cited: `법률 제19153호`.
    pub number: String,
    #[serde(default, deserialize_with = "super::day::optional")]
    pub promulgated: Option<NaiveDate>,
    /// First day of its first part in force.
    #[serde(deserialize_with = "super::day::date")]
    pub in_force: NaiveDate,
    pub source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LedgerFile {
    #[serde(rename = "schema")]
    _schema: u32,
    act: Vec<Act>,
}

/// All acts, by number. A pack that cites none needs no file.
pub(super) fn acts(assets: &Assets) -> Result<BTreeMap<String, Act>> {
    let path = assets.own("acts.toml");
    if assets.text(&path).is_err() {
        return Ok(BTreeMap::new());
    }
    let file: LedgerFile = parse(assets, &path)?;
    let mut acts = BTreeMap::new();
    for act in file.act {
        if act.promulgated.is_some_and(|day| day > act.in_force) {
            return Err(broken(&path, why("pack-dates", "promulgated").of(&act.number)));
        }
        if let Some(twice) = acts.insert(act.number.clone(), act) {
            return Err(broken(&path, why("pack-twice", twice.number)));
        }
    }
    Ok(acts)
}

impl Pack {
    /// Every act cited is known and was in force by then; every item of the ledger has one account of itself, whose names
    /// lead somewhere; a retired id is no longer used and leads to one that is.
    pub(super) fn check_ledger(&self) -> Result<()> {
        let file = |id: &str| self.assets.own(&format!("statutes/{}.toml", id.split('.').next().unwrap_or_default()));
        for (_, article) in self.statutes.iter() {
            for version in &article.version {
                self.act(version.act.as_deref(), version.from, &file(&article.id))?;
            }
            for item in &article.item {
                let accounts = [!item.by.is_empty(), item.left.is_some(), item.undone.is_some()];
                if accounts.iter().filter(|given| **given).count() != 1 {
                    let wrong = why("pack-exactly-one", &item.at).expected("by, left, undone").of(&article.id);
                    return Err(broken(&file(&article.id), wrong));
                }
                if let Some(unknown) = item.by.iter().find(|name| !self.does(name)) {
                    return Err(broken(&file(&article.id), why("pack-no-account", unknown).of(&article.id)));
                }
            }
        }
        for duty in &self.duties.duties {
            for row in duty.parameters.values().flat_map(|parameter| &parameter.values) {
                self.act(row.act.as_deref(), row.from, &duty.file)?;
            }
            self.check_places(duty)?;
        }
        for (_, article) in self.statutes.iter() {
            // One that stands beside another leads no further.
            let leads_on = |id: &&String| self.statutes.article(id).is_some_and(|other| !other.beside.is_empty());
            let unknown = article.beside.iter().find(leads_on);
            let unknown = unknown.or(article.binds.iter().find(|duty| self.duties.get(duty).is_none()));
            let unknown = unknown.or_else(|| article.beside.iter().find(|id| !self.statutes.contains(id)));
            let is_authority = |code: &&String| self.terms.term(AUTHORITIES, code).is_some();
            if let Some(unknown) = unknown.or_else(|| article.asked_by.iter().find(|code| !is_authority(code))) {
                return Err(broken(&file(&article.id), why("pack-no-account", unknown).of(&article.id)));
            }
        }
        for (old, new) in &self.manifest.retired {
            if self.is_known(old) || !self.is_known(new) {
                return Err(broken(&self.assets.own("pack.toml"), why("pack-retired", old).expected(new)));
            }
        }
        Ok(())
    }

    /// No row and no number of a duty cites a place of its articles on a day on which that place was deleted.
    fn check_places(&self, duty: &Duty) -> Result<()> {
        let articles = || duty.article.iter().filter_map(|id| self.statutes.article(id));
        let gone = |at: &str| articles().flat_map(|article| &article.item).find(|item| item.at == at)?.repealed;
        let outlives = |at: Option<&String>, until: Option<NaiveDate>| {
            let end = gone(at?)?;
            until.is_none_or(|until| end < until).then_some(end)
        };
        let mut wrong = None;
        let mut note = |name: &str, at: Option<&String>, until: Option<NaiveDate>| {
            if let (Some(end), None) = (outlives(at, until), &wrong) {
                let place = at.cloned().unwrap_or_default();
                wrong = Some(why("pack-place-repealed", place).expected(end).of(name));
            }
        };
        for row in duty.rows() {
            row.walk(&mut |row| note(&row.id, row.at.as_ref(), row.repealed));
        }
        for (name, parameter) in &duty.parameters {
            let ends = parameter.values.iter().skip(1).map(|row| Some(row.from)).chain([duty.repealed]);
            for (row, end) in parameter.values.iter().zip(ends) {
                note(name, row.at.as_ref(), end);
            }
        }
        wrong.map_or(Ok(()), |wrong| Err(broken(&duty.file, wrong)))
    }

    fn act(&self, cited: Option<&str>, from: NaiveDate, path: &str) -> Result<()> {
        let Some(number) = cited else { return Ok(()) };
        match self.acts.get(number) {
            Some(act) if act.in_force <= from => Ok(()),
            Some(act) => Err(broken(path, why("pack-dates", number).expected(act.in_force))),
            None => Err(broken(path, why("pack-no-act", number))),
        }
    }

    /// Whether a name of the ledger is something that the pack holds.
    fn does(&self, name: &str) -> bool {
        match name.split_once(':') {
            Some(("method", id)) => self.methods.get(id).is_some(),
            Some((form, item)) => self.forms.get(form).is_some_and(|form| {
                form.section.iter().flat_map(|section| &section.item).any(|found| found.id == item)
            }),
            None => self.duties.get(name).is_some() || self.rules.get(name).is_some(),
        }
    }

    fn is_known(&self, id: &str) -> bool {
        self.duties.get(id).is_some() || self.forms.contains_key(id) || self.statutes.contains(id)
    }

    /// The id that stands for a retired one; the id itself where it is not retired.
    #[must_use]
    pub fn current<'a>(&'a self, id: &'a str) -> &'a str {
        self.manifest.retired.get(id).map_or(id, String::as_str)
    }

    /// The ledger as a page of Markdown, in Korean.
    #[must_use]
    pub fn coverage(&self) -> String {
        let mut out = String::from(
            "# 조문별 처리 현황\n\n이 파일은 statutes 폴더의 자료에서 만들어집니다. 고치지 말고 자료를 고친 뒤 `BOGO_WRITE_DOCS=1 cargo test --test coverage`로 다시 만듭니다.\n\n",
        );
        let items = || self.statutes.iter().flat_map(|(_, article)| &article.item);
        let count = |of: fn(&LedgerItem) -> bool| items().filter(|item| of(item)).count();
        let _ = writeln!(
            out,
            "조문 {}개, 항목 {}개: 하는 것 {}개, 제출자에게 맡긴 것 {}개, 하지 않은 것 {}개.",
            self.statutes.iter().count(),
            items().count(),
            count(|item| !item.by.is_empty()),
            count(|item| item.left.is_some()),
            count(|item| item.undone.is_some()),
        );
        let mut statute = "";
        for (name, article) in self.statutes.iter() {
            if name != statute {
                let _ = writeln!(out, "\n## {name}\n\n| 조문 | 자리 | 내용 | 처리 |\n|---|---|---|---|");
                statute = name;
            }
            let number = article.version.last().map_or("", |version| version.number.as_str());
            for item in &article.item {
                let account = match (&item.left, &item.undone) {
                    (Some(why), _) => format!("제출자: {}", why.ko),
                    (_, Some(why)) => format!("하지 않음: {}", why.ko),
                    _ => item.by.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "),
                };
                let gone = item.repealed.map(|day| format!(" ({} 삭제)", crate::korean::date(day))).unwrap_or_default();
                let at = format!("{}{gone}", item.at);
                let _ = writeln!(out, "| {number} {} | {at} | {} | {account} |", article.title, item.what.ko);
            }
        }
        out
    }
}
