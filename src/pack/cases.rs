//! The cases beside a duty (`<duty>.cases.toml`): law in data, each with only the facts that matter.
//!
//! Read here and held against the catalogue of facts; whether they come out is for the station `law`.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Deserialize;
use toml::Spanned;

use super::fault::{line, why};
use super::{Duty, FactType, Pack, RowTest, broken, elapsed, parse};
use crate::error::{Error, Result};
use crate::time::Moment;
use crate::value::Value;

/// What a case may expect: the words of the JSON contract, and that nothing is judged at all.
const STATUS: [&str; 4] = ["required", "undetermined", "not-required", NOT_EXAMINED];
/// The law of that day is not held, and by the first law that is held nothing would be asked.
pub const NOT_EXAMINED: &str = "not-examined";

/// One case of a duty.
#[derive(Debug, Clone)]
pub struct DutyCase {
    /// What it proves, a Korean sentence.
    pub say: String,
    /// Path of its file.
    pub file: String,
    pub line: usize,
    pub law_date: NaiveDate,
    /// By path; what is not here is unknown.
    pub facts: BTreeMap<String, Value>,
    /// Answers to the rows that ask.
    pub answers: BTreeMap<String, bool>,
    pub status: String,
    /// Rows that must be among those that decide.
    pub deciding: Vec<String>,
    /// Places in the article that rows which decide must cite.
    pub places: Vec<String>,
    /// The first due date that is a date, `earliest..latest` where it is a range; empty for none.
    pub due: Option<String>,
    /// End of the article's number on that day.
    pub number: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CasesFile {
    #[serde(default)]
    defaults: BTreeMap<String, toml::Value>,
    case: Vec<Spanned<CaseFile>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    say: String,
    #[serde(deserialize_with = "super::day::date")]
    law_date: NaiveDate,
    #[serde(default)]
    facts: BTreeMap<String, toml::Value>,
    #[serde(default)]
    without: Vec<String>,
    #[serde(default)]
    answers: BTreeMap<String, bool>,
    status: String,
    #[serde(default)]
    deciding: Vec<String>,
    #[serde(default)]
    places: Vec<String>,
    due: Option<String>,
    number: Option<String>,
}

impl Pack {
    /// The cases beside a duty, none where it has no such file.
    ///
    /// # Errors
    /// A broken file: a fact, code, row or word that the pack does not know.
    pub fn cases(&self, duty: &Duty) -> Result<Vec<DutyCase>> {
        let path = duty.file.replace(".toml", ".cases.toml");
        if !self.assets.list(&self.assets.own("duties"), "toml").contains(&path) {
            return Ok(Vec::new());
        }
        let text = self.assets.text(&path)?;
        let file: CasesFile = parse(&self.assets, &path)?;
        let reader = CaseReader { pack: self, path: &path };
        let defaults = reader.facts(&file.defaults)?;
        let mut rows = (BTreeSet::new(), BTreeSet::new());
        for row in duty.rows() {
            row.walk(&mut |row| {
                rows.0.insert(row.id.as_str());
                if matches!(row.body, RowTest::Ask) {
                    rows.1.insert(row.id.as_str());
                }
            });
        }
        let mut cases = Vec::with_capacity(file.case.len());
        for case in file.case {
            let at = case.span().start;
            let case = case.into_inner();
            let mut facts = defaults.clone();
            facts.extend(reader.facts(&case.facts)?);
            for path in &case.without {
                reader.kind(path)?;
                facts.remove(path);
            }
            if let Some(row) = case.deciding.iter().find(|row| !rows.0.contains(row.as_str())) {
                return Err(reader.wrong("pack-no-row", row, &duty.id));
            }
            if let Some(row) = case.answers.keys().find(|row| !rows.1.contains(row.as_str())) {
                return Err(reader.wrong("pack-no-row", row, &duty.id));
            }
            if !STATUS.contains(&case.status.as_str()) {
                return Err(reader.wrong("pack-unknown-word", &case.status, &STATUS.join(", ")));
            }
            cases.push(DutyCase {
                say: case.say,
                file: path.clone(),
                line: line(&text, at),
                law_date: case.law_date,
                facts,
                answers: case.answers,
                status: case.status,
                deciding: case.deciding,
                places: case.places,
                due: case.due,
                number: case.number,
            });
        }
        Ok(cases)
    }
}

struct CaseReader<'a> {
    pack: &'a Pack,
    path: &'a str,
}

impl CaseReader<'_> {
    fn wrong(&self, key: &str, name: &str, expected: &str) -> Error {
        broken(self.path, why(key, name).expected(expected))
    }

    fn kind(&self, path: &str) -> Result<&FactType> {
        let catalogue = &self.pack.duties.catalogue;
        catalogue.get(path).ok_or_else(|| {
            let near = crate::korean::nearest(path, catalogue.paths()).unwrap_or("…");
            self.wrong("pack-no-fact", path, near)
        })
    }

    fn facts(&self, table: &BTreeMap<String, toml::Value>) -> Result<BTreeMap<String, Value>> {
        table.iter().map(|(path, value)| Ok((path.clone(), self.fact(path, value)?))).collect()
    }

    /// A value in the type of its fact.
    fn fact(&self, path: &str, value: &toml::Value) -> Result<Value> {
        let kind = self.kind(path)?;
        let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let wrong = || broken(self.path, why("pack-literal", &shown).expected(format!("{kind:?}")).of(path));
        let moment = |text: &str| Moment::parse_rfc3339(text).ok_or_else(wrong);
        Ok(match (kind, value) {
            (FactType::Flag, toml::Value::Boolean(flag)) => Value::Flag(*flag),
            (FactType::Count, toml::Value::Integer(count)) => Value::Count(u64::try_from(*count).map_err(|_| wrong())?),
            (FactType::Won, toml::Value::Integer(won)) => Value::Won((*won).into()),
            (FactType::Share, toml::Value::Integer(share)) => Value::Share((*share).into()),
            (FactType::Number, toml::Value::Integer(number)) => Value::Number((*number).into()),
            (FactType::Share, toml::Value::String(text)) => Value::Share(text.parse().map_err(|_| wrong())?),
            (FactType::Number, toml::Value::String(text)) => Value::Number(text.parse().map_err(|_| wrong())?),
            (FactType::Duration, toml::Value::String(text)) => Value::Duration(elapsed(text).ok_or_else(wrong)?),
            (FactType::Date, toml::Value::String(text)) => Value::Date(text.parse().map_err(|_| wrong())?),
            (FactType::Text, toml::Value::String(text)) => Value::Text(text.clone()),
            (FactType::Moment, toml::Value::String(text)) => match text.split_once("..") {
                Some((after, by)) => Value::MomentBetween { after: Some(moment(after)?), by: moment(by)? },
                None => Value::Moment(moment(text)?),
            },
            (FactType::Codes(list), toml::Value::String(text)) => {
                let codes: Vec<String> = text.split(", ").map(str::to_owned).collect();
                if let Some(code) = codes.iter().find(|code| self.pack.terms.term(list, code).is_none()) {
                    return Err(self.wrong("pack-no-code", code, list));
                }
                Value::Codes { list: list.clone(), codes }
            }
            (FactType::Code(list), toml::Value::String(code)) => {
                if self.pack.terms.term(list, code).is_none() {
                    return Err(self.wrong("pack-no-code", code, list));
                }
                Value::Code { list: list.clone(), code: code.clone() }
            }
            _ => return Err(wrong()),
        })
    }
}
