//! What the cells of a column look like, before anyone says which field it is. For `bogo inspect`: nothing is read by it.

use std::collections::{BTreeMap, BTreeSet};

use super::mask;
use super::parse;
use super::problem::Problem;
use super::when::{self, DateForm};
use super::{amount, elapsed};
use crate::pack::FieldType;
use crate::source::{CellValue, Says};

/// How a cell looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ColumnKind {
    Number,
    /// A number with won, 만, 억 or separators, as text.
    Amount,
    Share,
    Date,
    Moment,
    /// A date that can be read in more than one way.
    OpenDate,
    Duration,
    Flag,
    Error,
    Text,
}

impl ColumnKind {
    /// How a cell looks; `None` for words that stand for nothing.
    pub(super) fn of(cell: &CellValue<'_>) -> Option<Self> {
        Some(match cell {
            CellValue::Bool(_) => Self::Flag,
            CellValue::Error(_) => Self::Error,
            CellValue::Serial(serial) if serial.elapsed => Self::Duration,
            CellValue::Serial(serial) if serial.clock => Self::Moment,
            CellValue::Serial(_) => Self::Date,
            CellValue::Number { percent: true, .. } => Self::Share,
            CellValue::Number { value, .. } if (19_800_101.0..=21_001_231.0).contains(value) => {
                if when::date(cell, DateForm::default()).is_ok() { Self::Date } else { Self::Number }
            }
            CellValue::Shown(shown) if shown.says == Says::Words => {
                return Self::of_text(&shown.text, &CellValue::Text(shown.text.as_str().into()));
            }
            CellValue::Number { .. } | CellValue::Shown(_) => Self::Number,
            CellValue::Text(text) => return Self::of_text(text, cell),
        })
    }

    fn of_text(text: &str, cell: &CellValue<'_>) -> Option<Self> {
        if parse::excuse(cell, true).is_some() {
            return None;
        }
        let is_digits = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b',' | b'.'));
        Some(match when::moment(cell, DateForm::default()) {
            Ok(got) if got.remark == Some(Problem::NoTimeOfDay) => Self::Date,
            Ok(_) => Self::Moment,
            Err(Problem::AmbiguousDate) if !is_digits || text.contains('.') => Self::OpenDate,
            Err(_) if is_digits && amount::quantity(cell).is_ok() => Self::Number,
            Err(_) if text.ends_with(['%', '％']) && amount::share(cell).is_ok() => Self::Share,
            Err(_) if amount::quantity(cell).is_ok() => Self::Amount,
            Err(_) if elapsed::duration(cell).is_ok() => Self::Duration,
            Err(_) => Self::Text,
        })
    }

    /// Whether a field of this type may look so.
    pub(super) fn suits(self, kind: FieldType) -> bool {
        match kind {
            FieldType::Date | FieldType::AsOf | FieldType::Moment => {
                matches!(self, Self::Date | Self::Moment | Self::OpenDate)
            }
            FieldType::Won | FieldType::Amount | FieldType::Count | FieldType::Number => {
                matches!(self, Self::Number | Self::Amount)
            }
            FieldType::Share => matches!(self, Self::Share | Self::Number),
            FieldType::Duration => matches!(self, Self::Duration | Self::Number),
            FieldType::Flag => matches!(self, Self::Flag | Self::Text),
            FieldType::Id => matches!(self, Self::Text | Self::Number),
            FieldType::Text | FieldType::Link | FieldType::Code | FieldType::Codes => true,
        }
    }

    /// Key of its name.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Amount => "amount",
            Self::Share => "share",
            Self::Date => "date",
            Self::Moment => "moment",
            Self::OpenDate => "open-date",
            Self::Duration => "duration",
            Self::Flag => "flag",
            Self::Error => "error",
            Self::Text => "text",
        }
    }
}

/// Samples of a column.
const SAMPLES: usize = 3;
/// Different values of a column that are kept to compare with code lists.
const DISTINCT: usize = 64;
/// What the cells of a column look like together.
#[derive(Debug, Clone, Default)]
pub struct ColumnTally {
    pub filled: u64,
    kinds: BTreeMap<ColumnKind, u64>,
    samples: Vec<String>,
    pub(super) distinct: BTreeSet<String>,
    /// There were more different values than are kept.
    pub(super) many: bool,
}

impl ColumnTally {
    pub(super) fn add(&mut self, cell: &CellValue<'_>) {
        self.filled += 1;
        if let Some(kind) = ColumnKind::of(cell) {
            *self.kinds.entry(kind).or_default() += 1;
        }
        if self.many && self.samples.len() == SAMPLES {
            return;
        }
        let shown = cell.display();
        if self.samples.len() < SAMPLES && !self.samples.contains(&shown) {
            self.samples.push(shown.clone());
        }
        if self.distinct.len() < DISTINCT {
            self.distinct.insert(shown);
        } else if !self.distinct.contains(&shown) {
            self.many = true;
        }
    }

    /// How most cells look; `None` where they look too different.
    #[must_use]
    pub fn kind(&self) -> Option<ColumnKind> {
        let all: u64 = self.kinds.values().sum();
        // One date that is open leaves all of its column open: whoever wrote it wrote the others alike.
        let dates = [ColumnKind::Date, ColumnKind::Moment, ColumnKind::OpenDate]
            .map(|kind| self.kinds.get(&kind).copied().unwrap_or(0));
        if dates[2] > 0 && dates.iter().sum::<u64>() * 5 >= all * 4 {
            return Some(ColumnKind::OpenDate);
        }
        let (kind, most) = self.kinds.iter().max_by_key(|(_, count)| **count)?;
        (most * 5 >= all * 4).then_some(*kind)
    }

    /// Some of its cells, fit to be shown; of a column about people, that there are some.
    #[must_use]
    pub fn samples(&self, personal: bool) -> Vec<String> {
        let shown = |sample: &String| if personal { "***".to_owned() } else { mask::quoted(sample) };
        let mut samples: Vec<String> = self.samples.iter().map(shown).collect();
        samples.dedup();
        samples
    }
}
