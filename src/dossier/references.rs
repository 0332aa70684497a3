//! Names of rows in other sheets: every one must lead somewhere.

use std::collections::{BTreeMap, BTreeSet};

use super::load::plain;
use super::{Dossier, Record, Stage};
use crate::finding::{Arg, Severity};
use crate::korean::nearest;
use crate::mapping::{self, Report, Schemas, codes, quoted};
use crate::origin::Origin;
use crate::pack::FieldSchema;
use crate::value::Field;

/// Sheet, field, and the sheet whose rows it names.
const REFERENCES: &[(&str, &str, &str)] = &[
    ("event", "outage", "outage"),
    ("interruption", "outage", "outage"),
    ("notice", "outage", "outage"),
    ("filed", "outage", "outage"),
    ("filed", "entity", "entity"),
    ("interruption", "entity", "entity"),
    ("notice", "entity", "entity"),
    ("standard", "entity", "entity"),
    ("demand", "entity", "entity"),
    ("redundancy", "entity", "entity"),
    ("claim_count", "channel", "channel"),
    ("payout_count", "standard", "standard"),
    ("payout_count", "partial", "payout_count"),
    ("payout_count", "supersedes", "payout_count"),
];

/// Ids of a sheet's rows, and the ids that their names stand for.
pub(super) struct Ids {
    ids: BTreeSet<String>,
    by_name: BTreeMap<String, String>,
}

impl Ids {
    pub(super) fn of(dossier: &Dossier, sheet: &str) -> Self {
        let records = dossier.sheet(sheet);
        let id = |record: &Record| plain(&record.get("id"));
        let ids = records.iter().filter_map(id).collect();
        let by_name = records
            .iter()
            .flat_map(|record| {
                let names = ["name", "title", "service", "target"].map(|field| plain(&record.get(field)));
                names.into_iter().flatten().filter_map(|name| Some((mapping::normalise(&name), id(record)?)))
            })
            .collect();
        Self { ids, by_name }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    pub(super) fn contains(&self, id: &str) -> bool {
        self.ids.contains(id)
    }

    /// The id of the row with this name.
    pub(super) fn by_name(&self, name: &str) -> Option<&str> {
        self.by_name.get(&mapping::normalise(name)).map(String::as_str)
    }

    /// The id that was probably meant.
    pub(super) fn meant(&self, text: &str) -> Option<&str> {
        self.by_name(text).or_else(|| nearest(text, self.ids.iter().map(String::as_str)))
    }
}

/// Checks every reference of the held sheets, the filer and the anchor.
pub(super) fn check(dossier: &Dossier, schemas: &Schemas, report: &mut Report<'_>) {
    for (sheet, field, target) in REFERENCES {
        let ids = Ids::of(dossier, target);
        if ids.is_empty() {
            continue;
        }
        for record in dossier.sheet(sheet) {
            let reference = record.get(field);
            if let Some(id) = plain(&reference).filter(|id| !ids.contains(id)) {
                unresolved(&format!("{sheet}.{field}"), &id, reference.origin(), target, &ids, report);
            }
        }
    }
    services(dossier, report);
    payouts(dossier, report);
    filer(dossier, report);
    anchor(dossier, schemas, report);
}

/// Services that a notice names, by id or by name: one that leads nowhere would leave the notice without effect.
fn services(dossier: &Dossier, report: &mut Report<'_>) {
    let ids = Ids::of(dossier, "interruption");
    for notice in dossier.sheet("notice") {
        let services = notice.text("services");
        let named = services.value().into_iter().flat_map(|text| text.split([',', ';', '\n']).map(str::trim));
        for name in named.filter(|name| !name.is_empty() && !ids.contains(name) && ids.by_name(name).is_none()) {
            unresolved("notice.services", name, services.origin(), "interruption", &ids, report);
        }
    }
}

fn unresolved(field: &str, id: &str, origin: &Origin, target: &str, ids: &Ids, report: &mut Report<'_>) {
    let hint = report.hint(ids.meant(id).map(|id| (id, id)));
    let finding = Report::finding(codes::UNRESOLVED).at(origin).field(field).with("value", quoted(id));
    let finding = finding.with("target", report.sheet_name(target)).with("hint", hint);
    report.push(finding);
}

fn payouts(dossier: &Dossier, report: &mut Report<'_>) {
    let standards = Ids::of(dossier, "standard");
    if standards.is_empty() {
        return;
    }
    for payout in &dossier.payouts {
        if let Some(id) = payout.standard.as_deref().filter(|id| !standards.contains(id)) {
            unresolved("payout.standard", id, &payout.cell(payout.columns.standard), "standard", &standards, report);
        }
    }
}

fn filer(dossier: &Dossier, report: &mut Report<'_>) {
    let entities = Ids::of(dossier, "entity");
    let filer = &dossier.case.filer;
    if !entities.contains(&filer.value) {
        let hint = report.hint(entities.meant(&filer.value).map(|id| (id, id)));
        let finding = Report::finding(codes::UNKNOWN_FILER).at(&filer.origin).field("case.filer");
        report.push(finding.with("value", quoted(&filer.value)).with("hint", hint));
    }
}

/// An outage whose counted moment is empty has no duration. Before the final report it may still be coming.
fn empty_anchor(dossier: &Dossier, field: &FieldSchema, report: &mut Report<'_>) {
    for outage in &dossier.outages {
        // A duration that was published needs neither. A cell that could not be read counts as empty, and was named for that.
        if let Field::Blank(origin) = outage.record.within(&field.id)
            && outage.record.get("stated_duration").known().is_none()
            && !report.names(&origin)
        {
            let name = Arg::Term { ko: field.ko.clone(), en: field.en.clone() };
            let id = outage.id.value().map_or("-", String::as_str);
            let mut finding = Report::finding(codes::EMPTY_ANCHOR).at(&origin).field(format!("outage.{}", field.id));
            if dossier.case.stage != Stage::Final {
                finding.severity = Severity::Warning;
            }
            report.push(finding.with("name", name).with("outage", quoted(id)));
        }
    }
}

/// An anchor names moments of the sheet 사고, by id.
fn anchor(dossier: &Dossier, schemas: &Schemas, report: &mut Report<'_>) {
    let Some(anchor) = &dossier.case.anchor else { return };
    let Some(outage) = schemas.sheets.iter().find(|sheet| sheet.id == "outage") else { return };
    let moments = || outage.field.iter().filter(|field| field.moment);
    for (key, name) in [("start", &anchor.start), ("end", &anchor.end)] {
        if let Some(field) = moments().find(|field| field.id == *name) {
            empty_anchor(dossier, field, report);
            continue;
        }
        let known = moments().flat_map(|field| [field.id.as_str(), &field.ko, &field.en]);
        let meant = nearest(name, known)
            .and_then(|known| moments().find(|field| [&field.id, &field.ko, &field.en].iter().any(|n| *n == known)));
        let hint = report.hint(meant.map(|field| (field.id.as_str(), field.id.as_str())));
        let finding = Report::finding(codes::UNKNOWN_ANCHOR)
            .at(&dossier.case.origin(&format!("anchor.{key}")))
            .field(format!("case.anchor.{key}"));
        report.push(finding.with("value", quoted(name)).with("hint", hint));
    }
}
