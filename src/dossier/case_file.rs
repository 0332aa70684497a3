//! Reads `case.toml`: every key known, every value of its type, with the line of whatever is wrong.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta};
use sha2::{Digest, Sha256};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::case::{Case, CaseAnchor, Contact, Edition, Letter, Recipient, Stage};
use super::settings_sheet::{self, SettingsSheet};
use crate::error::{Error, ErrorKind, Result};
use crate::finding::Arg;
use crate::korean::nearest;
use crate::mapping;
use crate::origin::{Origin, SheetRef};
use crate::pack::Pack;
use crate::source::CaseFiles;
use crate::time::Moment;
use crate::value::{Certainty, Fact};

pub(super) const NAME: &str = "case.toml";
/// A case file is a page of text; more is no case file.
const LARGEST: u64 = 1 << 20;

const KINDS: [&str; 2] = ["incident", "annual"];
const EDITIONS: [&str; 3] = [Edition::Regulator.code(), Edition::Public.code(), Edition::Internal.code()];

/// Reads the case file of a folder.
///
/// # Errors
/// Kind Case: missing, not TOML, an unknown or missing key, a value of the wrong type.
pub(super) fn read(files: &CaseFiles, pack: &Pack) -> Result<Case> {
    let bytes = match files.read(NAME, LARGEST) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => match settings_sheet::find(files, pack)? {
            Some(settings) => return of_settings(&settings, pack),
            None => return Err(super::missing::case(files, &error, pack)),
        },
        Err(error) if error.kind() == io::ErrorKind::FileTooLarge => {
            return Err(fault("case-not-toml").with("line", "1"));
        }
        Err(error) => return Err(super::missing::case(files, &error, pack)),
    };
    let text = String::from_utf8(bytes).map_err(|error| fault("case-not-utf8").detail(error.utf8_error()))?;
    let parsed = DeTable::parse(&text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        let key = if error.message().contains("duplicate key") { "case-key-twice" } else { "case-not-toml" };
        fault(key).with("line", line(&text, at)).detail(error.message())
    })?;
    let source = Arc::new(SheetRef {
        file: NAME.to_owned(),
        file_no: 0,
        sheet: String::new(),
        sheet_no: 0,
        sha256: crate::source::hex(&Sha256::digest(text.as_bytes())),
    });
    let mut top = CaseTable::new((&text, None), pack, &source, "", parsed.into_inner());
    let case = top.case(&source)?;
    top.nothing_left()?;
    Ok(case)
}

/// The case of a sheet of settings: its rows as the text that `case.toml` would be, each key at home in its cell.
fn of_settings(settings: &SettingsSheet, pack: &Pack) -> Result<Case> {
    let internal = |error| Error::new(ErrorKind::Internal, "internal-fault").with("what", "settings").detail(error);
    let parsed = DeTable::parse(&settings.text).map_err(internal)?;
    let texts = (settings.text.as_str(), Some(settings));
    let mut top = CaseTable::new(texts, pack, &settings.source, "", parsed.into_inner());
    let case = top.case(&settings.source)?;
    top.nothing_left()?;
    Ok(case)
}

/// The id of the case in a folder, when its case file can be read.
#[must_use]
pub fn case_id(files: impl Into<CaseFiles>, pack: &Pack) -> Option<String> {
    read(&files.into(), pack).ok().map(|case| case.id)
}

fn fault(key: &'static str) -> Error {
    Error::new(ErrorKind::Case, key)
}

fn line(text: &str, at: usize) -> String {
    (text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1).to_string()
}

/// A table whose keys are taken out one by one; what is left at the end nobody knows.
struct CaseTable<'t> {
    text: &'t str,
    /// The sheet that the text was made from.
    settings: Option<&'t SettingsSheet>,
    pack: &'t Pack,
    source: &'t Arc<SheetRef>,
    /// `contact.` within `[contact]`.
    prefix: &'static str,
    /// Key to its place in the text and its value.
    left: BTreeMap<String, (usize, DeValue<'t>)>,
    /// Every key asked for, for the suggestion.
    asked: Vec<&'static str>,
}

impl<'t> CaseTable<'t> {
    fn new(
        (text, settings): (&'t str, Option<&'t SettingsSheet>),
        pack: &'t Pack,
        source: &'t Arc<SheetRef>,
        prefix: &'static str,
        table: DeTable<'t>,
    ) -> Self {
        let left = table
            .into_iter()
            .map(|(key, value)| (key.get_ref().to_string(), (key.span().start, value.into_inner())))
            .collect();
        Self { text, settings, pack, source, prefix, left, asked: Vec::new() }
    }

    fn case(&mut self, source: &Arc<SheetRef>) -> Result<Case> {
        self.schema()?;
        let id = self.id()?;
        let title = self.required("title")?;
        let kind = self.choice("kind", &KINDS, "incident")?;
        let filer = self.required("filer")?;
        let report_at = self.report_at()?;
        let forms = self.list("forms")?;
        let stage = self.stage()?;
        let next_report_at = self.moment("next_report_at")?;
        let edition = self.choice("edition", &EDITIONS, "regulator")?;
        let edition = Edition::of(&edition).unwrap_or(Edition::Regulator);
        let doc_no = self.text("doc_no")?;
        let smallest = self.smallest()?;
        Ok(Case {
            source: Arc::clone(source),
            cells: self.settings.map(SettingsSheet::cells).unwrap_or_default(),
            id,
            title,
            kind,
            filer,
            report_at,
            forms,
            stage,
            next_report_at,
            law_date: None,
            edition,
            inputs: self.inputs()?,
            anchor: self.anchor()?,
            recipients: self.recipients()?,
            contact: self.contact()?,
            letter: self.letter()?,
            doc_no,
            smallest,
        })
    }

    fn take(&mut self, key: &'static str) -> Option<(usize, DeValue<'t>)> {
        self.asked.push(key);
        self.left.remove(key)
    }

    fn wrong(&self, message: &'static str, key: &str, at: usize) -> Error {
        let full = format!("{}{key}", self.prefix);
        let label = self.pack.settings.setting.iter().find(|setting| setting.key == full).map(|setting| &setting.label);
        let name = match label.filter(|_| self.settings.is_some()) {
            Some(label) => Arg::Term { ko: label.ko.clone(), en: label.en.clone() },
            None => Arg::from(full),
        };
        let error = fault(message).with("key", name).with("bare", key);
        let line = line(self.text, at);
        let place = match self.settings.and_then(|settings| settings.origin_of_line(&line)) {
            Some(origin) => Arg::from(origin.to_string()),
            None => Arg::Term { ko: format!("case.toml {line}행"), en: format!("case.toml line {line}") },
        };
        error.with("line", line).with("place", place)
    }

    fn missing(&self, key: &str) -> Error {
        fault("case-key-missing").with("key", format!("{}{key}", self.prefix))
    }

    fn fact<T>(&self, key: &str, value: T) -> Fact<T> {
        let key = format!("{}{key}", self.prefix);
        let stated = self.settings.and_then(|settings| settings.cell(&key));
        let origin = stated.unwrap_or_else(|| Origin::key(self.source, &key));
        Fact { value, certainty: Certainty::Exact, origin }
    }

    fn text(&mut self, key: &'static str) -> Result<Option<Fact<String>>> {
        match self.take(key) {
            None => Ok(None),
            Some((_, DeValue::String(text))) if !text.trim().is_empty() => {
                Ok(Some(self.fact(key, text.trim().to_owned())))
            }
            Some((at, _)) => Err(self.wrong("case-not-text", key, at)),
        }
    }

    fn required(&mut self, key: &'static str) -> Result<Fact<String>> {
        self.text(key)?.ok_or_else(|| self.missing(key))
    }

    fn choice(&mut self, key: &'static str, allowed: &[&str], default: &str) -> Result<String> {
        let at = self.left.get(key).map_or(0, |(at, _)| *at);
        let Some(given) = self.text(key)? else { return Ok(default.to_owned()) };
        if allowed.contains(&given.value.as_str()) {
            return Ok(given.value);
        }
        let hint = self.hint(nearest(&given.value, allowed.iter().copied()));
        let error = self.wrong("case-bad-choice", key, at).with("value", mapping::quoted(&given.value));
        Err(error.with("allowed", allowed.join(", ")).with("hint", hint))
    }

    fn hint(&self, meant: Option<&str>) -> crate::finding::Arg {
        mapping::hint(self.pack, meant.map(|name| (name, name)))
    }

    fn list(&mut self, key: &'static str) -> Result<Vec<String>> {
        let (at, value) = self.take(key).ok_or_else(|| self.missing(key))?;
        let DeValue::Array(items) = value else { return Err(self.wrong("case-not-list", key, at)) };
        let texts: Option<Vec<String>> =
            items.iter().map(|item| item.get_ref().as_str().map(|text| text.trim().to_owned())).collect();
        texts
            .filter(|texts| !texts.is_empty() && texts.iter().all(|text| !text.is_empty()))
            .ok_or_else(|| self.wrong("case-not-list", key, at))
    }

    fn schema(&mut self) -> Result<()> {
        let (at, value) = self.take("schema").ok_or_else(|| self.missing("schema"))?;
        match value {
            DeValue::Integer(number) if number.as_str() == "1" => Ok(()),
            _ => Err(self.wrong("case-schema", "schema", at)),
        }
    }

    /// The id names a folder: letters, digits, `-`, `_` and `.` inside.
    fn id(&mut self) -> Result<String> {
        const LONGEST: usize = 80;
        let at = self.left.get("id").map_or(0, |(at, _)| *at);
        let id = self.required("id")?.value;
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        if id.chars().all(plain) && id.starts_with(char::is_alphanumeric) && id.chars().count() <= LONGEST {
            return Ok(mapping::compose(&id));
        }
        Err(self.wrong("case-bad-id", "id", at).with("value", mapping::quoted(&id)))
    }

    /// A moment that a key states.
    fn moment(&mut self, key: &'static str) -> Result<Option<Fact<Moment>>> {
        let (at, text) = match self.take(key) {
            Some((at, DeValue::Datetime(stated))) => (at, stated.to_string()),
            Some((at, DeValue::String(text))) => (at, text.into_owned()),
            Some((at, _)) => return Err(self.wrong("case-bad-moment", key, at)),
            None => return Ok(None),
        };
        let moment = mapping::stated_moment(&text).ok_or_else(|| self.wrong("case-bad-moment", key, at))?;
        Ok(Some(self.fact(key, moment)))
    }

    /// A day that a key states.
    fn day(&mut self, key: &'static str) -> Result<Option<NaiveDate>> {
        let (at, text) = match self.take(key) {
            Some((at, DeValue::Datetime(stated))) => (at, stated.to_string()),
            Some((at, DeValue::String(text))) => (at, text.into_owned()),
            Some((at, _)) => return Err(self.wrong("case-bad-day", key, at)),
            None => return Ok(None),
        };
        mapping::stated_day(&text).map(Some).ok_or_else(|| self.wrong("case-bad-day", key, at))
    }

    /// The moment of the report: stated, or that of `SOURCE_DATE_EPOCH`. The clock is never read.
    fn report_at(&mut self) -> Result<Fact<Moment>> {
        const KEY: &str = "report_at";
        if let Some(stated) = self.moment(KEY)? {
            return Ok(stated);
        }
        let epoch = std::env::var("SOURCE_DATE_EPOCH").ok().ok_or_else(|| fault("case-report-at"))?;
        let seconds = epoch.trim().parse().ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
        let moment = seconds.map(|at| Moment::in_korea(at.naive_utc() + TimeDelta::hours(9)));
        let moment = moment.ok_or_else(|| fault("case-bad-epoch").with("value", mapping::quoted(&epoch)))?;
        Ok(self.fact(KEY, moment))
    }

    fn stage(&mut self) -> Result<Stage> {
        let at = self.left.get("stage").map_or(0, |(at, _)| *at);
        let Some(given) = self.text("stage")? else { return Ok(Stage::Final) };
        let interim = || given.value.strip_prefix("interim:")?.parse().ok().filter(|number| *number > 0);
        match given.value.as_str() {
            "initial" => Ok(Stage::Initial),
            "final" => Ok(Stage::Final),
            _ => interim().map(Stage::Interim).ok_or_else(|| {
                let hint = self.hint(nearest(&given.value, ["initial", "interim:1", "final"]));
                let error = self.wrong("case-bad-choice", "stage", at).with("hint", hint);
                error.with("value", mapping::quoted(&given.value)).with("allowed", "initial, interim:1, final")
            }),
        }
    }

    /// A table inside this one.
    fn inner(&self, prefix: &'static str, value: DeValue<'t>, key: &str, at: usize) -> Result<CaseTable<'t>> {
        match value {
            DeValue::Table(table) => {
                Ok(CaseTable::new((self.text, self.settings), self.pack, self.source, prefix, table))
            }
            _ => Err(self.wrong("case-not-table", key, at)),
        }
    }

    fn inputs(&mut self) -> Result<Vec<String>> {
        let (at, value) = self.take("inputs").ok_or_else(|| self.missing("inputs"))?;
        let mut inputs = self.inner("inputs.", value, "inputs", at)?;
        let files = inputs.list("files")?;
        inputs.nothing_left()?;
        Ok(files)
    }

    fn anchor(&mut self) -> Result<Option<CaseAnchor>> {
        let Some((at, value)) = self.take("anchor") else { return Ok(None) };
        let mut anchor = self.inner("anchor.", value, "anchor", at)?;
        let (start, end) = (anchor.required("start")?, anchor.required("end")?);
        anchor.nothing_left()?;
        let origin = match self.settings {
            Some(_) => start.origin,
            None => Origin::key(self.source, "anchor"),
        };
        Ok(Some(CaseAnchor { start: start.value, end: end.value, origin }))
    }

    fn recipients(&mut self) -> Result<Vec<Recipient>> {
        let Some((at, value)) = self.take("recipient") else { return Ok(Vec::new()) };
        let DeValue::Array(items) = value else { return Err(self.wrong("case-not-table", "recipient", at)) };
        let mut recipients = Vec::new();
        for item in items {
            let (at, item) = spanned(item);
            let mut table = self.inner("recipient.", item, "recipient", at)?;
            let place = table.left.get("agency").map_or(at, |(at, _)| *at);
            let agency = table.required("agency")?.value;
            table.nothing_left()?;
            if !self.pack.agencies.ids().any(|known| known == agency) {
                let allowed = self.pack.agencies.ids().collect::<Vec<_>>().join(", ");
                let hint = self.hint(nearest(&agency, self.pack.agencies.ids()));
                let error = table.wrong("case-bad-choice", "agency", place).with("hint", hint);
                return Err(error.with("value", mapping::quoted(&agency)).with("allowed", allowed));
            }
            recipients.push(Recipient { agency });
        }
        Ok(recipients)
    }

    fn contact(&mut self) -> Result<Contact> {
        let Some((at, value)) = self.take("contact") else { return Ok(Contact::default()) };
        let mut table = self.inner("contact.", value, "contact", at)?;
        let mut text = |key| table.text(key).map(|found| found.map(|fact| fact.value));
        let contact = Contact {
            name: text("name")?,
            department: text("department")?,
            phone: text("phone")?,
            email: text("email")?,
        };
        table.nothing_left()?;
        Ok(contact)
    }

    fn letter(&mut self) -> Result<Letter> {
        let Some((at, value)) = self.take("letter") else { return Ok(Letter::default()) };
        let mut table = self.inner("letter.", value, "letter", at)?;
        let issued_on = table.day("issued_on")?;
        let mut text = |key| table.text(key).map(|found| found.map(|fact| fact.value));
        let letter = Letter {
            via: text("via")?,
            drafter: text("drafter")?,
            reviewer: text("reviewer")?,
            approver: text("approver")?,
            issued_on,
            address: text("address")?,
            homepage: text("homepage")?,
        };
        table.nothing_left()?;
        Ok(letter)
    }

    /// `[privacy] smallest`: below it counts are not printed as they are.
    fn smallest(&mut self) -> Result<Option<u64>> {
        /// Of one there is nothing below but nobody; above the last no table would be left.
        const ALLOWED: std::ops::RangeInclusive<u64> = 2..=100;
        let Some((at, value)) = self.take("privacy") else { return Ok(None) };
        let mut table = self.inner("privacy.", value, "privacy", at)?;
        let (at, value) = table.take("smallest").ok_or_else(|| table.missing("smallest"))?;
        let number = if let DeValue::Integer(number) = &value { number.as_str().parse().ok() } else { None };
        let smallest = number.filter(|number| ALLOWED.contains(number));
        let smallest = smallest.ok_or_else(|| table.wrong("case-bad-smallest", "smallest", at))?;
        table.nothing_left()?;
        Ok(Some(smallest))
    }

    /// Refuses the first key that nobody asked for.
    fn nothing_left(&self) -> Result<()> {
        let Some((key, (at, _))) = self.left.iter().min_by_key(|(_, (at, _))| *at) else { return Ok(()) };
        let hint = self.hint(nearest(key, self.asked.iter().copied()));
        Err(self.wrong("case-key-unknown", key, *at).with("hint", hint))
    }
}

fn spanned(item: Spanned<DeValue<'_>>) -> (usize, DeValue<'_>) {
    (item.span().start, item.into_inner())
}
