//! `case.toml`: which files, which filings, who files and when. Unknown keys are refused; the clock is never read.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::origin::{Origin, SheetRef};
use crate::time::Moment;
use crate::value::Fact;

/// Stage of a filing (단계).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// 최초
    Initial,
    /// 중간 n보
    Interim(u32),
    /// 최종
    Final,
}

impl Stage {
    /// The stage that a code names; nothing for anything else.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        match code {
            "initial" => Some(Self::Initial),
            "final" => Some(Self::Final),
            _ => code.strip_prefix("interim:")?.parse().ok().filter(|number| *number > 0).map(Self::Interim),
        }
    }

    /// As `case.toml` and `--stage` write it.
    #[must_use]
    pub fn code(self) -> String {
        match self {
            Self::Initial => "initial".to_owned(),
            Self::Interim(number) => format!("interim:{number}"),
            Self::Final => "final".to_owned(),
        }
    }
}

/// Whom a filing is for (판): what it may say follows from that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Edition {
    /// Everything that is to be filed; inputs by neutral labels.
    Regulator,
    /// 공개: no contacts, nothing withheld, no small counts.
    Public,
    /// For the house, with names of files, sheets and cells.
    Internal,
}

impl Edition {
    pub const ALL: [Self; 3] = [Self::Regulator, Self::Public, Self::Internal];

    /// As `case.toml`, `--edition` and every JSON write it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Regulator => "regulator",
            Self::Public => "public",
            Self::Internal => "internal",
        }
    }

    /// The edition of a code.
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|edition| edition.code() == code)
    }

    /// The folder of the bundle that its filings lie in.
    #[must_use]
    pub fn folder(self) -> &'static str {
        match self {
            Self::Regulator => "submit",
            Self::Public => "public",
            Self::Internal => "internal",
        }
    }
}

/// What "the" duration is counted from and to: names of moments in the sheet 사고.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseAnchor {
    pub start: String,
    pub end: String,
    pub origin: Origin,
}

/// Who receives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// Id in `agencies.toml`.
    pub agency: String,
}

/// Who answers questions; printed on filings, never in the public edition.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contact {
    pub name: Option<String>,
    pub department: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
}

/// What only the letter (제출 공문) prints, in its head and below its text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Letter {
    /// Through whom it goes (경유).
    pub via: Option<String>,
    /// Who drew it up (기안자): position and name, as the two below.
    pub drafter: Option<String>,
    /// 검토자
    pub reviewer: Option<String>,
    /// 결재권자
    pub approver: Option<String>,
    /// The day on which it goes out (시행일).
    pub issued_on: Option<NaiveDate>,
    pub address: Option<String>,
    pub homepage: Option<String>,
}

/// A case as its `case.toml` states it.
#[derive(Debug, Clone)]
pub struct Case {
    /// `case.toml`, or the sheet of settings in its place: where what the case says of itself stands.
    pub source: Arc<SheetRef>,
    /// Cells of the sheet of settings, by the key that each states; empty where `case.toml` says them.
    pub cells: BTreeMap<String, Origin>,
    pub id: String,
    pub title: Fact<String>,
    /// `incident` or `annual`.
    pub kind: String,
    pub filer: Fact<String>,
    /// Selects agency names; also the 기준 시각 of every filing.
    pub report_at: Fact<Moment>,
    pub forms: Vec<String>,
    pub stage: Stage,
    /// When the next report is to follow (다음 보고 시각).
    pub next_report_at: Option<Fact<Moment>>,
    /// Another day's law, asked for by a flag and never by the file.
    pub law_date: Option<NaiveDate>,
    /// What is built beside what is to be filed.
    pub edition: Edition,
    /// File patterns as written.
    pub inputs: Vec<String>,
    pub anchor: Option<CaseAnchor>,
    pub recipients: Vec<Recipient>,
    pub contact: Contact,
    pub letter: Letter,
    /// Document number, when one was given.
    pub doc_no: Option<Fact<String>>,
    /// Counts of claims and payouts below it are not printed as they are in what leaves the house.
    pub smallest: Option<u64>,
}

impl Case {
    /// Where the case says a setting, such as `contact.name`: its cell in the sheet of settings, filled or to be filled,
    /// else its key in `case.toml`.
    #[must_use]
    pub fn origin(&self, key: &str) -> Origin {
        self.cells.get(key).cloned().unwrap_or_else(|| Origin::key(&self.source, key))
    }
}
