//! The typed views of a dossier, made from its records: made again whenever those change.

use std::collections::BTreeMap;

use super::{Case, Dossier, Record, Waivers};

impl Dossier {
    /// A dossier of held rows alone.
    #[must_use]
    pub fn new(case: Case, records: BTreeMap<String, Vec<Record>>) -> Self {
        Self {
            case,
            files: Vec::new(),
            mapping: None,
            waivers: Waivers::default(),
            entities: views(&records, "entity"),
            outages: views(&records, "outage"),
            events: views(&records, "event"),
            interruptions: views(&records, "interruption"),
            notices: views(&records, "notice"),
            channels: views(&records, "channel"),
            claim_counts: views(&records, "claim_count"),
            claims: None,
            standards: views(&records, "standard"),
            payouts: Vec::new(),
            payout_counts: views(&records, "payout_count"),
            demands: views(&records, "demand"),
            filed: views(&records, "filed"),
            examples: Vec::new(),
            personal: Vec::new(),
            tables: Vec::new(),
            records,
        }
    }

    /// Puts other records in place and returns those that were there.
    pub fn exchange(&mut self, records: BTreeMap<String, Vec<Record>>) -> BTreeMap<String, Vec<Record>> {
        let mut other = Self::new(self.case.clone(), records);
        std::mem::swap(self, &mut other);
        // What is no view of a record stays.
        self.files = other.files;
        self.mapping = other.mapping;
        self.waivers = other.waivers;
        self.claims = other.claims;
        self.payouts = other.payouts;
        self.examples = other.examples;
        self.personal = other.personal;
        self.tables = other.tables;
        other.records
    }
}

/// The rows of a sheet in their typed view.
fn views<T: From<Record>>(records: &BTreeMap<String, Vec<Record>>, sheet: &str) -> Vec<T> {
    records.get(sheet).into_iter().flatten().cloned().map(T::from).collect()
}
