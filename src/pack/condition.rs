//! One typed comparison of the law: `path`, `!path` or `path OP path|literal`, parsed and checked when the pack loads.
//!
//! Paths are facts of the catalogue (columns of the sheets, and a few derived from them) or parameters (`law.<name>`).
//! Nothing here evaluates: that is for the station `law`.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::fault::{Why, why};
use super::{FieldType, Sheets, Terms};
use crate::time::Elapsed;

/// Type of a fact, a parameter or a literal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactType {
    Text,
    /// A code of a list.
    Code(String),
    Count,
    Share,
    Won,
    Number,
    Duration,
    Moment,
    Date,
    Flag,
    Period,
    /// Several codes of a list; only parameters and literals.
    Codes(String),
}

/// Sheets whose columns are facts.
const SHEETS: [&str; 6] = ["entity", "outage", "interruption", "request", "demand", "facility"];

/// Facts that the law derives from columns: path, type.
const DERIVED: [(&str, FactType); 11] = [
    ("interruption.entered", FactType::Flag),
    ("interruption.duration", FactType::Duration),
    ("interruption.resumed", FactType::Moment),
    ("outage.start", FactType::Moment),
    ("outage.duration", FactType::Duration),
    ("case.kind", FactType::Text),
    ("case.day", FactType::Date),
    // The day whose law is applied; the evaluator itself knows it.
    (LAW_DAY, FactType::Date),
    ("facility.entered", FactType::Flag),
    ("request.entered", FactType::Flag),
    ("demand.entered", FactType::Flag),
];

/// The day whose law is applied.
pub const LAW_DAY: &str = "case.law_day";

/// Every fact a test may name, with its type.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    facts: BTreeMap<String, FactType>,
    /// Fact to the fact that states its period.
    periods: BTreeMap<String, String>,
}

impl Catalogue {
    pub(super) fn of(sheets: &Sheets, terms: &Terms) -> Self {
        let mut facts: BTreeMap<String, FactType> =
            DERIVED.iter().map(|(path, kind)| ((*path).to_owned(), kind.clone())).collect();
        let mut periods = BTreeMap::new();
        for sheet in SHEETS.iter().filter_map(|id| sheets.get(id)) {
            for field in &sheet.field {
                let path = format!("{}.{}", sheet.id, field.id);
                if let Some(column) = &field.period {
                    periods.insert(path.clone(), format!("{}.{column}", sheet.id));
                }
                let list = || field.list.clone().unwrap_or_default();
                let kind = match field.kind {
                    FieldType::Text | FieldType::Id | FieldType::Link => FactType::Text,
                    FieldType::Code => FactType::Code(list()),
                    FieldType::Codes => {
                        // A list of codes is one yes-or-no fact per code.
                        let codes = terms.list(&list()).unwrap_or_default();
                        facts.extend(codes.iter().map(|(code, _)| (format!("{path}.{code}"), FactType::Flag)));
                        FactType::Codes(list())
                    }
                    FieldType::Count => FactType::Count,
                    FieldType::Won => FactType::Won,
                    FieldType::Amount | FieldType::Number => FactType::Number,
                    FieldType::Share => FactType::Share,
                    FieldType::Moment => FactType::Moment,
                    FieldType::Date | FieldType::AsOf => FactType::Date,
                    FieldType::Duration => FactType::Duration,
                    FieldType::Flag => FactType::Flag,
                };
                facts.insert(path, kind);
            }
        }
        Self { facts, periods }
    }

    /// The fact that states the period of a fact.
    #[must_use]
    pub fn period(&self, path: &str) -> Option<&str> {
        self.periods.get(path).map(String::as_str)
    }

    /// The type of a fact.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&FactType> {
        self.facts.get(path)
    }

    /// All paths.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.facts.keys().map(String::as_str)
    }
}

/// A value of the pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Datum {
    Number(Decimal),
    Text(String),
    Codes(Vec<String>),
    Flag(bool),
    Duration(Elapsed),
    Period(super::Period),
}

/// How two sides compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    /// It is one of these; of several, all are.
    In,
    /// One of them at least is one of these.
    Meets,
}

/// A side of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operand {
    Fact(String),
    /// A parameter of the duty, without `law.`.
    Parameter(String),
    Literal(Datum),
}

/// A parsed test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// `path` or `!path`.
    Flag {
        of: Operand,
        negated: bool,
    },
    Compare {
        left: Operand,
        op: Op,
        right: Operand,
    },
}

impl Condition {
    /// The facts it names.
    pub fn facts(&self) -> impl Iterator<Item = &str> {
        let operands = match self {
            Self::Flag { of, .. } => [Some(of), None],
            Self::Compare { left, right, .. } => [Some(left), Some(right)],
        };
        operands.into_iter().flatten().filter_map(|operand| match operand {
            Operand::Fact(path) => Some(path.as_str()),
            Operand::Parameter(_) | Operand::Literal(_) => None,
        })
    }
}

/// Operators, longer ones first.
const OPS: [(&str, Op); 8] = [
    (" == ", Op::Eq),
    (" != ", Op::Ne),
    (" <= ", Op::Le),
    (" >= ", Op::Ge),
    (" < ", Op::Lt),
    (" > ", Op::Gt),
    (" in ", Op::In),
    (" meets ", Op::Meets),
];

/// Knows what a test may name.
pub(super) struct KnownNames<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) parameters: &'a BTreeMap<String, FactType>,
    pub(super) terms: &'a Terms,
}

impl KnownNames<'_> {
    /// Parses and checks a test; the error says what was expected.
    pub(super) fn parse(&self, text: &str) -> Result<Condition, Why> {
        let found = OPS.iter().filter_map(|(sign, op)| text.find(sign).map(|at| (at, *sign, *op))).min_by_key(|f| f.0);
        let Some((at, sign, op)) = found else {
            let (path, negated) = text.trim().strip_prefix('!').map_or((text.trim(), false), |path| (path, true));
            let (of, kind) = self.path(path)?;
            if kind != FactType::Flag {
                return Err(why("pack-test-type", path).expected(format!("{kind:?} → Flag")));
            }
            return Ok(Condition::Flag { of, negated });
        };
        let (left, kind) = self.path(text[..at].trim())?;
        let right = self.right(text[at + sign.len()..].trim(), &kind, op)?;
        Ok(Condition::Compare { left, op, right })
    }

    fn path(&self, path: &str) -> Result<(Operand, FactType), Why> {
        if let Some(name) = path.strip_prefix("law.") {
            let kind = self.parameters.get(name).ok_or_else(|| why("pack-no-parameter", path))?;
            return Ok((Operand::Parameter(name.to_owned()), kind.clone()));
        }
        let kind = self.catalogue.get(path).ok_or_else(|| {
            let near = crate::korean::nearest(path, self.catalogue.paths());
            why("pack-no-fact", path).expected(near.unwrap_or("…"))
        })?;
        Ok((Operand::Fact(path.to_owned()), kind.clone()))
    }

    fn right(&self, text: &str, left: &FactType, op: Op) -> Result<Operand, Why> {
        let ordered = matches!(op, Op::Lt | Op::Le | Op::Gt | Op::Ge);
        let unordered = matches!(left, FactType::Text | FactType::Code(_) | FactType::Flag | FactType::Codes(_));
        if ordered && unordered {
            return Err(why("pack-test-type", text).expected(format!("{left:?}: ==, !=")));
        }
        let wanted = match (left, op) {
            (FactType::Code(list) | FactType::Codes(list), Op::In | Op::Meets) => FactType::Codes(list.clone()),
            (FactType::Codes(list), _) => FactType::Code(list.clone()),
            (_, Op::In | Op::Meets) => {
                return Err(why("pack-test-type", text).expected(format!("{left:?} → Code in Codes")));
            }
            _ => left.clone(),
        };
        let path_like = text.contains('.') && text.starts_with(|c: char| c.is_ascii_lowercase());
        if path_like {
            let (operand, kind) = self.path(text)?;
            let wrong = || why("pack-test-type", text).expected(format!("{kind:?} → {wanted:?}"));
            return if kind == wanted { Ok(operand) } else { Err(wrong()) };
        }
        let value: toml::Value = format!("x = {text}")
            .parse::<toml::Table>()
            .ok()
            .and_then(|mut table| table.remove("x"))
            .ok_or_else(|| why("pack-literal", text).expected("path, \"code\", 100, true"))?;
        datum(&value, &wanted, self.terms).map(Operand::Literal)
    }
}

/// A TOML value as a value of that type.
pub(super) fn datum(value: &toml::Value, kind: &FactType, terms: &Terms) -> Result<Datum, Why> {
    let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let wrong = || why("pack-literal", &shown).expected(format!("{kind:?}"));
    let code = |list: &str, code: &str| {
        terms.term(list, code).map(|_| code.to_owned()).ok_or_else(|| why("pack-no-code", code).expected(list))
    };
    match (kind, value) {
        (FactType::Flag, toml::Value::Boolean(flag)) => Ok(Datum::Flag(*flag)),
        (FactType::Count | FactType::Won | FactType::Share | FactType::Number, toml::Value::Integer(number)) => {
            Ok(Datum::Number(Decimal::from(*number)))
        }
        // Never through a binary float: a share with a fraction is written as text.
        (FactType::Share | FactType::Number, toml::Value::String(text)) => {
            text.parse().map(Datum::Number).map_err(|_| wrong())
        }
        (FactType::Text, toml::Value::String(text)) => Ok(Datum::Text(text.clone())),
        (FactType::Code(list), toml::Value::String(text)) => code(list, text).map(Datum::Text),
        (FactType::Codes(list), toml::Value::Array(items)) => {
            let codes = items.iter().map(|item| code(list, item.as_str().ok_or_else(wrong)?));
            codes.collect::<Result<_, _>>().map(Datum::Codes)
        }
        (FactType::Period, toml::Value::String(text)) => {
            super::Period::parse(text).map(Datum::Period).ok_or_else(wrong)
        }
        (FactType::Duration, toml::Value::String(text)) => elapsed(text).map(Datum::Duration).ok_or_else(wrong),
        _ => Err(wrong()),
    }
}

/// `4h`, `30min`, or both: `2h1min`.
#[must_use]
pub fn elapsed(text: &str) -> Option<Elapsed> {
    let (hours, rest) = text.split_once('h').map_or((0, text), |(hours, rest)| (hours.parse().unwrap_or(-1), rest));
    let minutes = if rest.is_empty() { 0 } else { rest.strip_suffix("min")?.parse::<i64>().ok()? };
    (hours >= 0 && minutes >= 0 && !text.is_empty()).then(|| Elapsed::minutes(hours * 60 + minutes))
}
