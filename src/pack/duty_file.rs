//! Reads and checks the files of duties; what they hold is [`super::duty`].

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Deserialize;

use super::condition::{Catalogue, FactType, KnownNames, datum};
use super::duty::{
    Covers, Due, Duty, DutyCatalogue, DutyRule, DutyScope, Evidence, Force, LANDLORD, Limit, More, Parameter,
    ParameterValue, RowTest, RuleRow, USERS, Window,
};
use super::fault::{Why, why};
use super::{Agencies, Assets, Methods, Period, Sheets, Statutes, Terms, TextStatus, broken, parse};
use crate::error::{Error, Result};
use crate::lang::Text;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DutyFile {
    #[serde(rename = "schema")]
    _schema: u32,
    id: String,
    label: Text,
    what: Text,
    form: Option<String>,
    recipient: String,
    #[serde(default)]
    either: Vec<String>,
    #[serde(default)]
    more: Vec<More>,
    scope: DutyScope,
    law_date: String,
    article: Vec<String>,
    #[serde(default, deserialize_with = "super::day::optional")]
    in_force: Option<NaiveDate>,
    #[serde(default, deserialize_with = "super::day::optional")]
    modelled_from: Option<NaiveDate>,
    #[serde(default)]
    older_for: Vec<String>,
    #[serde(default, deserialize_with = "super::day::optional")]
    repealed: Option<NaiveDate>,
    standing: TextStatus,
    penalty: Text,
    #[serde(default)]
    evidence: Evidence,
    covers: Option<Covers>,
    #[serde(default)]
    repeats: bool,
    #[serde(default)]
    parameter: BTreeMap<String, ParameterFile>,
    #[serde(default)]
    who: Vec<RowFile>,
    #[serde(default)]
    when: Vec<RowFile>,
    #[serde(default)]
    exempt: Vec<RowFile>,
    due: Vec<DueFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ParameterFile {
    #[serde(rename = "type")]
    kind: String,
    list: Option<String>,
    values: Vec<ValueFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ValueFile {
    #[serde(deserialize_with = "super::day::date")]
    from: NaiveDate,
    value: Option<toml::Value>,
    #[serde(default)]
    unknown: bool,
    at: Option<String>,
    act: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RowFile {
    id: String,
    text: Option<Text>,
    at: Option<String>,
    test: Option<String>,
    ask: Option<Text>,
    #[serde(default)]
    all: Vec<RowFile>,
    #[serde(default)]
    any: Vec<RowFile>,
    #[serde(default)]
    unless: Vec<RowFile>,
    #[serde(default, deserialize_with = "super::day::optional")]
    from: Option<NaiveDate>,
    #[serde(default, deserialize_with = "super::day::optional")]
    repealed: Option<NaiveDate>,
    standing: Option<TextStatus>,
    window: Option<Window>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DueFile {
    id: String,
    word: Option<Text>,
    after: Option<String>,
    method: Option<String>,
    stated: Option<String>,
    yearly: Option<String>,
    #[serde(default)]
    from: Vec<String>,
    #[serde(default)]
    force: Force,
    text: Option<Text>,
    #[serde(default)]
    methods: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NotExaminedFile {
    #[serde(rename = "schema")]
    _schema: u32,
    regime: Vec<Text>,
}

/// What the files may name.
pub(super) struct DutyParts<'a> {
    pub(super) sheets: &'a Sheets,
    pub(super) terms: &'a Terms,
    pub(super) statutes: &'a Statutes,
    pub(super) agencies: &'a Agencies,
    pub(super) methods: &'a Methods,
}

pub(super) fn load(assets: &Assets, parts: &DutyParts<'_>) -> Result<DutyCatalogue> {
    let catalogue = Catalogue::of(parts.sheets, parts.terms);
    let mut duties: Vec<Duty> = Vec::new();
    for path in assets.list(&assets.own("duties"), "toml").into_iter().filter(|path| !path.ends_with(".cases.toml")) {
        let file: DutyFile = parse(assets, &path)?;
        let reader = DutyReader { path: &path, parts, catalogue: &catalogue };
        let duty = reader.duty(file)?;
        if duties.iter().any(|other| other.id == duty.id) {
            return Err(broken(&path, why("pack-twice", &duty.id)));
        }
        duties.push(duty);
    }
    let not_examined: NotExaminedFile = parse(assets, &assets.own("not_examined.toml"))?;
    Ok(DutyCatalogue { duties, catalogue, not_examined: not_examined.regime })
}

struct DutyReader<'a> {
    path: &'a str,
    parts: &'a DutyParts<'a>,
    catalogue: &'a Catalogue,
}

impl DutyReader<'_> {
    fn wrong(&self, why: Why) -> Error {
        broken(self.path, why)
    }

    fn duty(&self, file: DutyFile) -> Result<Duty> {
        let ((Some(start), None) | (None, Some(start))) = (file.in_force, file.modelled_from) else {
            return Err(self.wrong(why("pack-exactly-one", "in_force").expected("in_force, modelled_from")));
        };
        if file.repealed.is_some_and(|repealed| repealed <= start) {
            return Err(self.wrong(why("pack-repealed", "repealed")));
        }
        if let Some(unknown) = file.article.iter().find(|id| !self.parts.statutes.contains(id)) {
            return Err(self.wrong(why("pack-no-article", unknown)));
        }
        if file.article.is_empty() || file.due.is_empty() || (file.who.is_empty() && file.when.is_empty()) {
            return Err(self.wrong(why("pack-needs", "article, due, who/when")));
        }
        let told = std::iter::once(&file.recipient).chain(&file.either).chain(file.more.iter().map(|more| &more.to));
        let is_known = |id: &str| [USERS, LANDLORD].contains(&id) || self.parts.agencies.ids().any(|known| known == id);
        if let Some(unknown) = told.into_iter().find(|id| !is_known(id)) {
            return Err(self.wrong(why("pack-no-agency", unknown)));
        }
        if let Some(unknown) = file.older_for.iter().find(|role| self.parts.terms.term("role", role).is_none()) {
            return Err(self.wrong(why("pack-no-code", unknown).expected("role")));
        }
        if !matches!(self.catalogue.get(&file.law_date), Some(FactType::Moment | FactType::Date)) {
            return Err(self.wrong(why("pack-test-type", file.law_date).expected("Moment, Date")));
        }
        if let Some(covers) = &file.covers {
            let notice = self.parts.sheets.get("notice");
            let column = notice.and_then(|sheet| sheet.field.iter().find(|field| field.id == covers.field));
            let list = column.and_then(|column| column.list.as_deref()).unwrap_or_default();
            let told = |item: &String| self.parts.terms.term(list, item).is_some();
            if !covers.items.iter().all(told) || covers.items.is_empty() || file.evidence != Evidence::Notice {
                return Err(self.wrong(why("pack-no-code", &covers.field).of("covers")));
            }
        }
        let parameters = self.parameters(file.parameter, start)?;
        let types = parameters.iter().map(|(name, found)| (name.clone(), found.kind.clone())).collect();
        let names = KnownNames { catalogue: self.catalogue, parameters: &types, terms: self.parts.terms };
        let due = file.due.into_iter().map(|due| self.due(due, &types)).collect::<Result<_>>()?;
        let (who, when, exempt) =
            (self.rows(file.who, &names)?, self.rows(file.when, &names)?, self.rows(file.exempt, &names)?);
        let mut ids = BTreeSet::new();
        for row in who.iter().chain(&when).chain(&exempt) {
            row.walk(&mut |row| {
                ids.insert(row.id.clone());
            });
        }
        if let Some(unknown) = file.more.iter().flat_map(|more| &more.rows).find(|row| !ids.contains(*row)) {
            return Err(self.wrong(why("pack-no-row", unknown).expected(&file.id)));
        }
        Ok(Duty {
            who,
            when,
            exempt,
            due,
            parameters,
            id: file.id,
            file: self.path.to_owned(),
            label: file.label,
            what: file.what,
            form: file.form,
            form_title: None,
            recipient: file.recipient,
            either: file.either,
            more: file.more,
            scope: file.scope,
            law_date: file.law_date,
            article: file.article,
            in_force: file.in_force,
            modelled_from: file.modelled_from,
            older_for: file.older_for,
            repealed: file.repealed,
            standing: file.standing,
            penalty: file.penalty,
            evidence: file.evidence,
            covers: file.covers,
            repeats: file.repeats,
        })
    }

    fn parameters(
        &self,
        files: BTreeMap<String, ParameterFile>,
        start: NaiveDate,
    ) -> Result<BTreeMap<String, Parameter>> {
        let mut parameters = BTreeMap::new();
        for (name, file) in files {
            let list = file.list.unwrap_or_default();
            let kind = match file.kind.as_str() {
                "count" => FactType::Count,
                "share" => FactType::Share,
                "won" => FactType::Won,
                "number" => FactType::Number,
                "duration" => FactType::Duration,
                "flag" => FactType::Flag,
                "period" => FactType::Period,
                "codes" if self.parts.terms.list(&list).is_some() => FactType::Codes(list),
                "codes" => return Err(self.wrong(why("pack-no-list", list).of(&name))),
                other => return Err(self.wrong(why("pack-unknown-word", other).of(&name))),
            };
            let falling = file.values.windows(2).find(|pair| pair[1].from <= pair[0].from);
            if let Some(pair) = falling {
                return Err(self.wrong(why("pack-dates", pair[1].from).expected(pair[0].from).of(&name)));
            }
            if file.values.first().is_none_or(|row| row.from > start) {
                return Err(self.wrong(why("pack-dates-start", "values").expected(start).of(&name)));
            }
            let mut values = Vec::with_capacity(file.values.len());
            for row in file.values {
                let value = match (&row.value, row.unknown) {
                    (Some(value), false) => {
                        Some(datum(value, &kind, self.parts.terms).map_err(|why| self.wrong(why.of(&name)))?)
                    }
                    (None, true) => None,
                    _ => return Err(self.wrong(why("pack-exactly-one", row.from).expected("value, unknown").of(&name))),
                };
                values.push(ParameterValue { from: row.from, value, at: row.at, act: row.act });
            }
            parameters.insert(name, Parameter { kind, values });
        }
        Ok(parameters)
    }

    fn rows(&self, files: Vec<RowFile>, names: &KnownNames<'_>) -> Result<Vec<RuleRow>> {
        let rows: Vec<RuleRow> = files.into_iter().map(|file| self.row(file, names)).collect::<Result<_>>()?;
        for (position, row) in rows.iter().enumerate() {
            // Rows of one id are versions of one condition: each begins where the one before ends.
            if let Some(next) = rows[position + 1..].iter().find(|next| next.id == row.id)
                && (row.repealed.is_none() || row.repealed != next.from)
            {
                return Err(self.wrong(why("pack-versions", &row.id).of(&row.id)));
            }
        }
        Ok(rows)
    }

    fn row(&self, file: RowFile, names: &KnownNames<'_>) -> Result<RuleRow> {
        let id = file.id;
        let bodies = [file.test.is_some(), file.ask.is_some(), !file.all.is_empty(), !file.any.is_empty()];
        if bodies.iter().filter(|found| **found).count() != 1 {
            return Err(self.wrong(why("pack-exactly-one", &id).expected("test, ask, all, any").of(&id)));
        }
        if matches!((file.from, file.repealed), (Some(from), Some(repealed)) if repealed <= from) {
            return Err(self.wrong(why("pack-repealed", "repealed").of(&id)));
        }
        let text = file.text.or_else(|| file.ask.clone());
        let body = match (&file.test, &file.ask) {
            (Some(test), _) => RowTest::Test(names.parse(test).map_err(|why| self.wrong(why.of(&id)))?),
            (None, Some(_)) => RowTest::Ask,
            (None, None) if !file.all.is_empty() => RowTest::All(self.rows(file.all, names)?),
            (None, None) => RowTest::Any(self.rows(file.any, names)?),
        };
        let window = self.window(&id, file.window, &body)?;
        Ok(RuleRow {
            window,
            text: text.ok_or_else(|| self.wrong(why("pack-needs", "text").of(&id)))?,
            unless: self.rows(file.unless, names)?,
            id,
            at: file.at,
            body,
            from: file.from,
            repealed: file.repealed,
            standing: file.standing.unwrap_or(TextStatus::Verified),
        })
    }

    /// The period over which the law counts the value tested; the value's sheet must have a column that states its own.
    fn window(&self, id: &str, window: Option<Window>, body: &RowTest) -> Result<Option<(Window, String)>> {
        let RowTest::Test(condition) = body else {
            return if window.is_none() { Ok(None) } else { Err(self.wrong(why("pack-needs", "test").of(id))) };
        };
        let stated = condition.facts().find_map(|path| self.catalogue.period(path));
        match (window, stated) {
            (Some(window), Some(stated)) => Ok(Some((window, stated.to_owned()))),
            (None, _) => Ok(None),
            (Some(_), None) => Err(self.wrong(why("pack-unknown-key", "window").of(id))),
        }
    }

    fn due(&self, file: DueFile, parameters: &BTreeMap<String, FactType>) -> Result<Due> {
        let wrong = |key: &str, name: &str, expected: &str| self.wrong(why(key, name).expected(expected).of(&file.id));
        let time = |path: &String| matches!(self.catalogue.get(path), Some(FactType::Moment | FactType::Date));
        if !file.methods.iter().all(|code| self.parts.terms.term("filing_method", code).is_some()) {
            return Err(wrong("pack-no-code", "methods", "filing_method"));
        }
        if !file.from.iter().chain(&file.stated).all(time) {
            return Err(wrong("pack-test-type", "from", "Moment, Date"));
        }
        let rule = match (file.word, file.after, file.stated, file.yearly) {
            (Some(word), None, None, None) => DutyRule::Word(word),
            (None, Some(after), None, None) => {
                let period = match after.strip_prefix("law.") {
                    Some(name) if parameters.get(name) == Some(&FactType::Period) => Limit::Parameter(name.to_owned()),
                    Some(_) => return Err(wrong("pack-no-parameter", &after, "Period")),
                    None => Limit::Fixed(
                        Period::parse(&after).ok_or_else(|| wrong("pack-literal", &after, "10min, 24h, 30d, 1m"))?,
                    ),
                };
                let known = file.method.as_ref().filter(|id| self.parts.methods.get(id).is_some());
                let named = file.method.as_deref().unwrap_or("method");
                let method = known.cloned().ok_or_else(|| wrong("pack-no-method", named, ""))?;
                if file.from.is_empty() {
                    return Err(wrong("pack-needs", "from", ""));
                }
                DutyRule::After { period, method }
            }
            (None, None, Some(path), None) => DutyRule::Stated(path),
            (None, None, None, Some(date)) => {
                let parts =
                    date.split_once('-').and_then(|(month, day)| Some((month.parse().ok()?, day.parse().ok()?)));
                let (month, day) = parts
                    .filter(|(month, day)| NaiveDate::from_ymd_opt(2023, *month, *day).is_some())
                    .ok_or_else(|| wrong("pack-literal", &date, "01-31"))?;
                DutyRule::Yearly { month, day }
            }
            _ => return Err(wrong("pack-exactly-one", &file.id, "word, after, stated, yearly")),
        };
        Ok(Due { id: file.id, rule, from: file.from, force: file.force, text: file.text, methods: file.methods })
    }
}
