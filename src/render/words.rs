//! Words that the renderer itself puts on a page (`templates/base/words.toml`).

use serde::Deserialize;

use super::broken;
use crate::error::Result;
use crate::filing::Filing;
use crate::pack::Pack;

const PATH: &str = "base/words.toml";

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    #[serde(rename = "schema")]
    _schema: u32,
    pub draft: DraftWords,
    pub data: DataWords,
    pub link: LinkWords,
    pub chart: ChartWords,
    pub workbook: WorkbookWords,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DraftWords {
    /// Across every page of a draft.
    pub mark: String,
    /// Across every page of a draft under another day's law.
    pub hypothetical: String,
    /// In front of the text of a channel, around the mark.
    pub text: String,
}

impl DraftWords {
    /// What stands across the pages of a filing; none across one that may be filed.
    pub(super) fn across(&self, filing: &Filing) -> Option<String> {
        let mark = if filing.hypothetical { &self.hypothetical } else { &self.mark };
        (filing.draft || filing.hypothetical).then(|| mark.clone())
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DataWords {
    /// What the data inside a PDF is.
    pub description: String,
    /// What the figures with their origins are.
    pub figures: String,
    /// What an input of the case is.
    pub input: String,
    /// What the seal is.
    pub seal: String,
}

/// What a reader is told of a link.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LinkWords {
    /// Around `{text}`, the words of the link.
    pub description: String,
}

/// Legend of a chart of spans.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChartWords {
    pub sure: String,
    pub uncertain: String,
}

/// What a workbook of tables says around them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WorkbookWords {
    /// Language of the tables, as a tag: `ko-KR`.
    pub language: String,
    pub formula: String,
    pub origins: String,
    pub cited: String,
    pub reason: String,
    /// Behind the places that are named, around `{n}`, the number of others.
    pub more: String,
    /// Around `{text}`, what the document prints where a cell shows the same number in other words.
    pub printed: String,
    /// Why a number is text.
    pub digits: String,
    /// Around `{name}`, who made the table.
    pub author: String,
}

impl Words {
    pub(super) fn load(pack: &Pack) -> Result<Self> {
        toml::from_str(&pack.assets.text(PATH)?).map_err(|why| broken(PATH, why.message()))
    }
}
