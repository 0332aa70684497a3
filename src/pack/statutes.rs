//! Articles with their numbers over time, and agencies with their names over time.
//!
//! A citation is asked for by id and date; nobody writes an article number in code.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;

use super::fault::why;
use super::{Assets, LedgerItem, broken, parse};
use crate::error::Result;

/// One number an article had, from a day on.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Version {
    #[serde(deserialize_with = "super::day::date")]
    pub from: NaiveDate,
    /// As printed, such as `제37조의11`.
    pub number: String,
    /// What it says, in our own words.
    pub summary: String,
    #[serde(default)]
    pub act: Option<String>,
    /// Last day on which this number was seen, where the day of the next renumbering is not known: between it and the
    /// next version the number is not established.
    #[serde(default, deserialize_with = "super::day::optional")]
    pub through: Option<NaiveDate>,
    /// Whether `from` itself was read; absent: as the article.
    #[serde(default)]
    pub from_standing: Option<TextStatus>,
}

/// An article under a stable id.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Article {
    pub id: String,
    pub title: String,
    /// Rising by `from`.
    pub version: Vec<Version>,
    /// A basis only in a case that records a request (요구자료) by one of these authorities.
    #[serde(default)]
    pub asked_by: Vec<String>,
    /// A duty whose `who` says whom it binds: no basis for a filer whom the facts show not to be one of them.
    #[serde(default)]
    pub binds: Option<String>,
    /// A basis only beside one of these, in the filing that rests on it.
    #[serde(default)]
    pub beside: Vec<String>,
    /// First day on which it is no longer in force.
    #[serde(default, deserialize_with = "super::day::optional")]
    pub repealed: Option<NaiveDate>,
    pub standing: TextStatus,
    /// Where the text was read.
    pub source: String,
    /// What it asks, item by item, and what becomes of each here.
    #[serde(default)]
    pub item: Vec<LedgerItem>,
}

/// What kind of source a file holds, and so which day selects its versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SourceKind {
    /// An act or decree: the law date.
    #[default]
    Law,
    /// Rules on documents: the filing date.
    Document,
    /// A regulator's demands: the filing date, and only in a case that holds the demand.
    Demand,
}

/// How sure we are of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TextStatus {
    /// The text itself was read.
    Verified,
    /// Only an account of it was read: never decides that something is required.
    Reported,
    Unverified,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StatuteFile {
    #[serde(rename = "schema")]
    _schema: u32,
    id: String,
    name: String,
    #[serde(default)]
    kind: SourceKind,
    #[serde(deserialize_with = "super::day::date")]
    verified_on: NaiveDate,
    article: Vec<Article>,
}

/// An article as it is cited on a day.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
pub struct Citation {
    /// Stable id, such as `tba-ed.outage-notice`.
    pub id: String,
    /// Statute and number of that day, such as `전기통신사업법 시행령 제37조의11`.
    pub text: String,
    /// In force in this form since.
    pub from: NaiveDate,
    /// Whether the number of that very day is established.
    pub established: bool,
}

/// A statute as a whole.
#[derive(Debug, Clone)]
struct Statute {
    name: String,
    kind: SourceKind,
}

/// All statutes.
#[derive(Debug, Clone, Default)]
pub struct Statutes {
    /// Article id to its statute and itself.
    articles: BTreeMap<String, (Statute, Article)>,
}

impl Statutes {
    pub(super) fn load(assets: &Assets) -> Result<Self> {
        let mut articles = BTreeMap::new();
        for path in assets.list(&assets.own("statutes"), "toml") {
            let file: StatuteFile = parse(assets, &path)?;
            if file.verified_on > NaiveDate::MAX {
                return Err(broken(&path, why("pack-dates", "verified_on")));
            }
            let statute = Statute { name: file.name, kind: file.kind };
            for article in file.article {
                let falling = article.version.windows(2).find(|pair| {
                    pair[1].from <= pair[0].from || pair[0].through.is_some_and(|through| pair[1].from <= through)
                });
                let prefixed = article.id.starts_with(&format!("{}.", file.id));
                if let Some(pair) = falling {
                    return Err(broken(&path, why("pack-dates", pair[1].from).expected(pair[0].from).of(&article.id)));
                }
                if article.version.is_empty() {
                    return Err(broken(&path, why("pack-needs", "version").of(&article.id)));
                }
                if !prefixed {
                    return Err(broken(&path, why("pack-id", &article.id).expected(format!("{}.…", file.id))));
                }
                if let Some((_, twice)) = articles.insert(article.id.clone(), (statute.clone(), article)) {
                    return Err(broken(&path, why("pack-twice", twice.id)));
                }
            }
        }
        Ok(Self { articles })
    }

    #[must_use]
    pub fn contains(&self, id: &str) -> bool {
        self.articles.contains_key(id)
    }

    /// All articles with the name of their statute.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Article)> {
        self.articles.values().map(|(statute, article)| (statute.name.as_str(), article))
    }

    /// An article by id.
    #[must_use]
    pub fn article(&self, id: &str) -> Option<&Article> {
        self.articles.get(id).map(|(_, article)| article)
    }

    /// What kind of source an article belongs to.
    #[must_use]
    pub fn kind(&self, id: &str) -> Option<SourceKind> {
        self.articles.get(id).map(|(statute, _)| statute.kind)
    }

    /// The article as numbered on `day`; `None` before it existed or after its repeal.
    #[must_use]
    pub fn cite(&self, id: &str, day: NaiveDate) -> Option<Citation> {
        let (statute, article) = self.articles.get(id)?;
        if article.repealed.is_some_and(|repealed| repealed <= day) {
            return None;
        }
        let version = article.version.iter().rev().find(|version| version.from <= day)?;
        let space = if version.number.starts_with('(') { "" } else { " " };
        Some(Citation {
            id: id.to_owned(),
            text: format!("{}{space}{}", statute.name, version.number),
            from: version.from,
            established: version.through.is_none_or(|through| day <= through),
        })
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct AgencyName {
    #[serde(deserialize_with = "super::day::date")]
    from: NaiveDate,
    name: String,
    /// The title a letter is addressed to, such as `과학기술정보통신부장관`.
    head: String,
}

/// Agencies by id, each with its names over time.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agencies {
    #[serde(rename = "schema")]
    _schema: u32,
    agency: BTreeMap<String, Vec<AgencyName>>,
}

impl Agencies {
    pub(super) fn load(assets: &Assets) -> Result<Self> {
        parse(assets, &assets.own("agencies.toml"))
    }

    /// Days on which an agency changes its name.
    pub fn changes(&self) -> impl Iterator<Item = NaiveDate> {
        self.agency.values().flatten().map(|row| row.from)
    }

    /// Ids of all agencies.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.agency.keys().map(String::as_str)
    }

    /// All names and addressees that an agency has had.
    pub fn names(&self, id: &str) -> impl Iterator<Item = &str> {
        let names = self.agency.get(id).into_iter().flatten();
        names.flat_map(|row| [row.name.as_str(), row.head.as_str()])
    }

    /// Name and addressee of an agency on the filing date.
    #[must_use]
    pub fn on(&self, id: &str, day: NaiveDate) -> Option<(&str, &str)> {
        let names = self.agency.get(id)?;
        let row = names.iter().rev().find(|row| row.from <= day)?;
        Some((&row.name, &row.head))
    }
}
