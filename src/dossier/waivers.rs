//! Reads `waivers.toml` beside `case.toml`: findings that somebody answers for (예외 승인), each with its place, reason,
//! approver and last day. What is wrong in it is a finding; nothing of it is ever filed.

use chrono::NaiveDate;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::side_file::{self, SideFile};
use crate::error::{Error, ErrorKind, Result};
use crate::finding::{Arg, Finding, Severity};
use crate::korean::nearest;
use crate::mapping::{compose, hint, quoted};
use crate::origin::Origin;
use crate::pack::Pack;
use crate::source::CaseFiles;

/// The file's name.
pub const NAME: &str = "waivers.toml";
/// A waiver that is incomplete or not understood.
pub const FAULTY: &str = "WAIV04";
const KEYS: [&str; 5] = ["code", "place", "reason", "approver", "expires"];

/// A finding that somebody answers for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// Code of the finding.
    pub code: String,
    /// Where it stands, part by part, as `bogo check` prints it: file, sheet, cells; or file and key.
    pub place: Vec<String>,
    pub reason: String,
    pub approver: String,
    /// The last day on which it counts.
    pub expires: NaiveDate,
    /// The waiver itself.
    pub origin: Origin,
}

/// What `waivers.toml` says.
#[derive(Debug, Clone, Default)]
pub struct Waivers {
    pub waivers: Vec<Waiver>,
    /// Findings about the file itself.
    pub faults: Vec<Finding>,
}

/// The waivers of a case; none where there is no file.
///
/// # Errors
/// Kind Case: not readable, not UTF-8, or not TOML.
pub(super) fn read(files: &CaseFiles, pack: &Pack) -> Result<Waivers> {
    let Some(found) = side_file::read(files, NAME, ["waivers-unreadable", "waivers-not-utf8"])? else {
        return Ok(Waivers::default());
    };
    let table = DeTable::parse(&found.text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        Error::new(ErrorKind::Case, "waivers-not-toml").with("line", line(&found.text, at)).detail(error.message())
    })?;
    let mut reader = WaiverReader { found: &found, pack, waivers: Waivers::default() };
    for (key, value) in table.into_inner() {
        match (key.get_ref().as_ref(), value.into_inner()) {
            ("waiver", DeValue::Array(all)) => {
                for (number, one) in (1..).zip(all) {
                    reader.waiver(number, one);
                }
            }
            ("schema", DeValue::Integer(version)) if version.as_str() == "1" => {}
            (key, _) => reader.fault(&Origin::key(&found.source, key), unknown_key(key, &["schema", "waiver"], pack)),
        }
    }
    Ok(reader.waivers)
}

fn line(text: &str, at: usize) -> String {
    (text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1).to_string()
}

/// What is wrong, and a remark on what may have been meant.
type Fault = (Arg, Arg);

fn both(ko: impl Into<String>, en: impl Into<String>) -> Arg {
    Arg::Term { ko: ko.into(), en: en.into() }
}

fn nothing() -> Arg {
    Arg::from("")
}

fn unknown_key(key: &str, known: &[&str], pack: &Pack) -> Fault {
    let key = quoted(key);
    let meant = hint(pack, nearest(&key, known.iter().copied()).map(|name| (name, name)));
    (both(format!("'{key}': 모르는 키이거나 값의 꼴이 다름"), format!("'{key}' is no key, or not of that type")), meant)
}

struct WaiverReader<'f> {
    found: &'f SideFile,
    pack: &'f Pack,
    waivers: Waivers,
}

impl WaiverReader<'_> {
    fn fault(&mut self, at: &Origin, (what, hint): Fault) {
        let finding = Finding::new(FAULTY, Severity::Error).at(at).with("what", what).with("hint", hint);
        self.waivers.faults.push(finding);
    }

    fn waiver(&mut self, number: usize, value: Spanned<DeValue<'_>>) {
        let line = line(&self.found.text, value.span().start);
        let origin = Origin::key(&self.found.source, &format!("waiver {number}, line {line}"));
        let mut texts = std::collections::BTreeMap::new();
        let mut faults = Vec::new();
        let DeValue::Table(table) = value.into_inner() else {
            self.fault(&origin, (both("[[waiver]] 표가 아님", "not a [[waiver]] table"), nothing()));
            return;
        };
        for (key, value) in table {
            let key = key.get_ref().to_string();
            let text = match value.into_inner() {
                DeValue::String(text) => Some(compose(text.trim())),
                DeValue::Datetime(day) if key == "expires" => Some(day.to_string()),
                _ => None,
            };
            match text.filter(|_| KEYS.contains(&key.as_str())) {
                Some(text) => drop(texts.insert(key, text)),
                None => faults.push(unknown_key(&key, &KEYS, self.pack)),
            }
        }
        let missing: Vec<&str> = KEYS.into_iter().filter(|key| texts.get(*key).is_none_or(String::is_empty)).collect();
        if !missing.is_empty() {
            let keys = missing.join(", ");
            faults.push((both(format!("빠진 것: {keys}"), format!("missing: {keys}")), nothing()));
        }
        let text = |key: &str| texts.get(key).cloned().unwrap_or_default();
        let code = text("code");
        if !code.is_empty() && self.pack.rules.get(&code).is_none() {
            let shown = quoted(&code);
            let codes = self.pack.rules.iter().map(|rule| rule.code.as_str());
            let meant = hint(self.pack, nearest(&code, codes).map(|name| (name, name)));
            faults.push((
                both(format!("'{shown}': 없는 지적 코드"), format!("'{shown}' is no code of a finding")),
                meant,
            ));
        }
        let expires = text("expires");
        let day = expires.get(..10).unwrap_or(&expires).parse::<NaiveDate>();
        if day.is_err() && !expires.is_empty() {
            let shown = quoted(&expires);
            faults.push((
                both(
                    format!("'{shown}': 날짜가 아님(예: 2023-03-31)"),
                    format!("'{shown}' is no date such as 2023-03-31"),
                ),
                nothing(),
            ));
        }
        if let (Ok(expires), true) = (day, faults.is_empty()) {
            let (place, reason, approver) = (parts(&text("place")), text("reason"), text("approver"));
            self.waivers.waivers.push(Waiver { code, place, reason, approver, expires, origin: origin.clone() });
        }
        for fault in faults {
            self.fault(&origin, fault);
        }
    }
}

/// The parts of a place, between ` / ` as `bogo check` prints it or `!` as formulas do.
fn parts(place: &str) -> Vec<String> {
    let by = if place.contains(" / ") { " / " } else { "!" };
    place.split(by).map(|part| part.trim().trim_matches('\'').to_owned()).collect()
}
