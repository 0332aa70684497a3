//! What was filed before (`filed/`), and which of it a filing follows.

use super::model::Filing;
use crate::dossier::Stage;
use crate::time::Moment;

/// Why a file among what was filed is not what it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum HistoryFault {
    /// A file that the list of hashes names is gone, or the list itself.
    Missing,
    /// Its hash is another.
    Changed,
    /// No line of the list names it, or it is no plain file.
    Unknown,
    /// It belongs to another case.
    Foreign,
}

impl HistoryFault {
    /// Its word in the wording of findings.
    #[must_use]
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Missing => ("없음", "missing"),
            Self::Changed => ("해시가 다름", "changed"),
            Self::Unknown => ("목록에 없음", "not listed"),
            Self::Foreign => ("다른 사건의 것", "of another case"),
        }
    }
}

/// One stage as it was filed: the copied folder of its bundle.
#[derive(Debug, Clone, PartialEq)]
pub struct PriorFiling {
    /// `filed/interim-1`
    pub folder: String,
    /// What its manifest says.
    pub stage: Option<Stage>,
    /// The filings in it, letters included; none where a file of it is not what it was.
    pub filings: Vec<Filing>,
    /// Files that are not what they were, with `/` below the case folder.
    pub faults: Vec<(String, HistoryFault)>,
}

/// The last filing of a form before another.
#[derive(Debug, Clone, Copy)]
pub struct Before<'a> {
    pub kept: &'a PriorFiling,
    pub filing: &'a Filing,
}

impl<'a> Before<'a> {
    /// The last filing of the same form and edition whose reference time is earlier. Drafts were never filed.
    #[must_use]
    pub fn of(kept: &'a [PriorFiling], filing: &Filing) -> Option<Self> {
        let at = |filing: &Filing| Moment::parse_rfc3339(&filing.report_at).map(|at| at.timestamp());
        let now = at(filing)?;
        let sound = kept.iter().filter(|kept| kept.faults.is_empty());
        let all = sound.flat_map(|kept| kept.filings.iter().map(move |filing| Self { kept, filing }));
        let alike = all.filter(|before| {
            let old = before.filing;
            (&old.file, &old.edition) == (&filing.file, &filing.edition) && !old.draft && !old.hypothetical
        });
        let earlier = alike.filter_map(|before| Some((at(before.filing)?, before))).filter(|(then, _)| *then < now);
        earlier.max_by_key(|(then, _)| *then).map(|(_, before)| before)
    }

    /// Whether a filing after it, at `stage`, corrects it (정정) rather than being the next stage.
    #[must_use]
    pub fn is_amended_at(&self, stage: Stage) -> bool {
        self.kept.stage == Some(stage)
    }

    /// Where it lies in the case folder.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{}/{}.json", self.kept.folder, self.filing.file)
    }
}
