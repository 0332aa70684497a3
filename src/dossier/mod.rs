//! The dossier (사건 자료): the typed facts of one case, each with its origin. Knows nothing of pages or law.

mod single_row;
mod case;
mod case_file;
mod claims;
mod divisions;
mod outage_end;
mod examples;
mod facts;
mod aggregate;
mod aggregate_names;
mod aggregate_pass;
mod implied;
mod inputs;
mod load;
mod mapping_file;
mod missing;
mod payouts;
mod personal;
mod record;
mod references;
mod sheets;
mod settings_sheet;
mod side_file;
mod slug;
mod fingerprint;
mod statistics;
mod views;
mod waivers;

pub use case::{Case, CaseAnchor, Contact, Edition, Letter, Recipient, Stage};
pub use case_file::case_id;
pub use claims::{ClaimFold, ClaimOfPayout, GroupCount, TierFold};
pub use divisions::{Series, divided, series};
pub use examples::LeftOut;
pub use facts::{
    Channel, ClaimCount, Demand, Entity, Event, Filed, Interruption, Notice, Outage, Payout, PayoutColumns,
    PayoutCount, Standard,
};
pub use fingerprint::{Named, Standing, beside, standing};
pub use load::load;
pub use mapping_file::{NAME as MAPPING_FILE, read as mapping};
pub use missing::file as missing_file;
pub use personal::PersonalCell;
pub use record::{IntervalEnd, OUTAGE_END, Record};
pub use single_row::{claim_alone, payout_alone};
pub use slug::slug;
pub use waivers::{FAULTY as FAULTY_WAIVER, NAME as WAIVERS_FILE, Waiver, Waivers};

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::mapping::SheetReader;
use crate::origin::SheetRef;

/// An input file as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputFile {
    /// Name as the case gives it.
    pub name: String,
    /// Position among the inputs, from 1.
    pub no: u32,
    /// SHA-256 of its bytes, lower-case hexadecimal.
    pub sha256: String,
    pub bytes: u64,
    pub sheets: Vec<Arc<SheetRef>>,
}

/// Everything a case says.
#[derive(Debug)]
pub struct Dossier {
    pub case: Case,
    pub files: Vec<InputFile>,
    /// `mapping.toml`, where the case has one.
    pub mapping: Option<InputFile>,
    /// What `waivers.toml` says, where the case has one.
    pub waivers: Waivers,
    pub entities: Vec<Entity>,
    pub outages: Vec<Outage>,
    pub events: Vec<Event>,
    pub interruptions: Vec<Interruption>,
    pub notices: Vec<Notice>,
    pub channels: Vec<Channel>,
    pub claim_counts: Vec<ClaimCount>,
    /// Row-level claims, folded; `None` when the case has none.
    pub claims: Option<ClaimFold>,
    pub standards: Vec<Standard>,
    /// Row-level payouts, in sheet order.
    pub payouts: Vec<Payout>,
    pub payout_counts: Vec<PayoutCount>,
    pub demands: Vec<Demand>,
    pub filed: Vec<Filed>,
    /// Example rows as `bogo new` wrote them: they are of no sheet above.
    pub examples: Vec<LeftOut>,
    /// Cells whose text was masked, and ids of payouts that seem to be personal.
    pub personal: Vec<PersonalCell>,
    /// How each table was found, in file and sheet order.
    pub tables: Vec<SheetReader>,
    /// Every held record by sheet id, in file, sheet and row order, the typed ones above included.
    pub records: BTreeMap<String, Vec<Record>>,
}

impl Dossier {
    /// The legal person that files.
    #[must_use]
    pub fn filer(&self) -> Option<&Entity> {
        self.entities.iter().find(|entity| entity.id.value().is_some_and(|id| *id == self.case.filer.value))
    }

    /// Records of a sheet; none when the case has no such sheet.
    #[must_use]
    pub fn sheet(&self, id: &str) -> &[Record] {
        self.records.get(id).map_or(&[], Vec::as_slice)
    }

    /// An interruption by its id.
    #[must_use]
    pub fn interruption(&self, id: &str) -> Option<&Interruption> {
        self.interruptions.iter().find(|row| row.id.value().is_some_and(|found| found == id))
    }

    /// A compensation standard by its id.
    #[must_use]
    pub fn standard(&self, id: &str) -> Option<&Standard> {
        self.standards.iter().find(|row| row.id.value().is_some_and(|found| found == id))
    }
}
