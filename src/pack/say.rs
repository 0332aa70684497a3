//! Sentences of a form: what they say in order of preference, for which rows, and which items of the form they tell.

use serde::Deserialize;

use super::fault::Why;
use super::form::RowSource;
use super::phrase::{Phrase, PhraseChoice, Tests};

/// A sentence; left out when one of its slots is unknown, or when its condition does not hold.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Say {
    pub say: Wording,
    /// What stands right behind it, part by part; without one of these it is not said at all.
    #[serde(default)]
    pub then: Vec<Wording>,
    #[serde(default)]
    pub when: Tests,
    /// Said once for each of these rows, in a paragraph of its own; `when` is then about the row.
    #[serde(default)]
    pub rows: Option<RowSource>,
    /// Keep rows for which all hold; `$^field` is of the row that the item stands for.
    #[serde(default)]
    pub only: Tests,
    /// Ids of the items of the form that it tells. A text in which nothing tells an item, or not of every row, lacks it.
    #[serde(default)]
    pub tells: Vec<String>,
    /// Ids of the items that it stands above as a heading: left out where nothing below tells one of them.
    #[serde(default)]
    pub heads: Vec<String>,
}

/// Alternatives in order of preference: the first whose tests hold and whose values are known. An empty one says nothing,
/// and is enough.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "RawWording")]
pub struct Wording(pub Vec<PhraseChoice>);

#[derive(Deserialize)]
#[serde(untagged)]
enum RawWording {
    One(String),
    Many(Vec<RawSay>),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum RawSay {
    Plain(String),
    When(WhenSay),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WhenSay {
    say: String,
    when: Tests,
}

impl TryFrom<RawWording> for Wording {
    type Error = Why;

    fn try_from(raw: RawWording) -> Result<Self, Why> {
        let many = match raw {
            RawWording::One(text) => vec![RawSay::Plain(text)],
            RawWording::Many(many) => many,
        };
        let choice = |raw| {
            let (say, when) = match raw {
                RawSay::Plain(say) => (say, Tests::default()),
                RawSay::When(WhenSay { say, when }) => (say, when),
            };
            Ok(PhraseChoice { when, phrase: Phrase::try_from(say)? })
        };
        Ok(Self(many.into_iter().map(choice).collect::<Result<_, Why>>()?))
    }
}

impl Say {
    /// Everything it may say.
    pub fn choices(&self) -> impl Iterator<Item = &PhraseChoice> {
        std::iter::once(&self.say).chain(&self.then).flat_map(|wording| &wording.0)
    }
}
