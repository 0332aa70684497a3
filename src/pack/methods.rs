//! How periods are counted (`templates/kr/methods.toml`), and periods as the pack writes them: `10min` `24h` `30d` `1m`.

use std::fmt;

use serde::{Deserialize, Deserializer, de::Error as _};

use super::fault::why;
use super::{Assets, Statutes, broken, parse};
use crate::error::Result;
use crate::lang::Text;

/// Unit of a period. Minutes and hours are elapsed time, days and months calendar time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeriodUnit {
    Minutes,
    Hours,
    Days,
    Months,
}

/// A period of the law.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub count: u32,
    pub unit: PeriodUnit,
}

impl Period {
    /// Reads `10min`, `24h`, `30d` or `1m`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.find(|c: char| !c.is_ascii_digit())?;
        let unit = match &text[digits..] {
            "min" => PeriodUnit::Minutes,
            "h" => PeriodUnit::Hours,
            "d" => PeriodUnit::Days,
            "m" => PeriodUnit::Months,
            _ => return None,
        };
        Some(Self { count: text[..digits].parse().ok()?, unit })
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            PeriodUnit::Minutes => "min",
            PeriodUnit::Hours => "h",
            PeriodUnit::Days => "d",
            PeriodUnit::Months => "m",
        };
        write!(f, "{}{unit}", self.count)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom(why("pack-literal", text).expected("10min, 24h, 30d, 1m")))
    }
}

/// When a period begins to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Begins {
    AtOnce,
    NextDay,
}

/// A way of counting, resting on articles.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Method {
    pub id: String,
    pub label: Text,
    pub from: Begins,
    /// Whether a last day that is closed moves to the next working day.
    pub rolls: bool,
    pub articles: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MethodsFile {
    #[serde(rename = "schema")]
    _schema: u32,
    method: Vec<Method>,
}

/// All methods.
#[derive(Debug, Clone)]
pub struct Methods(Vec<Method>);

impl Methods {
    pub(super) fn load(assets: &Assets, statutes: &Statutes) -> Result<Self> {
        let path = assets.own("methods.toml");
        let file: MethodsFile = parse(assets, &path)?;
        for method in &file.method {
            if let Some(unknown) = method.articles.iter().find(|id| !statutes.contains(id)) {
                return Err(broken(&path, why("pack-no-article", unknown).of(&method.id)));
            }
            if file.method.iter().filter(|other| other.id == method.id).count() > 1 {
                return Err(broken(&path, why("pack-twice", &method.id)));
            }
        }
        Ok(Self(file.method))
    }

    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Method> {
        self.0.iter().find(|method| method.id == id)
    }
}
