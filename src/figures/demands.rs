//! Demands (시정요구): how many the filer received, how far they are, and in which phase; and its own measures beside them.
//!
//! Demands to others in the same case are counted apart.

use std::collections::BTreeMap;

use super::builder::{Builder, Draft};
use crate::dossier::Demand;
use crate::value::Field;

/// Where no state is given: it is not known, and the parts still make the whole.
const UNSTATED: &str = "unstated";

pub(super) fn compute(work: &mut Builder<'_>) {
    let dossier = work.dossier;
    let asked = dossier.sheet("request");
    if !asked.is_empty() {
        let unanswered = asked.iter().filter(|record| record.get("answer").known().is_none()).count();
        let origins = asked.iter().map(|record| &record.origin);
        work.add(Draft::new("requests.open.count", "requests.open.count", "rows").origins(origins).count(unanswered));
    }
    if dossier.demands.is_empty() {
        return;
    }
    let is = |row: &Demand, origin: &str| row.origin.value().is_some_and(|found| found == origin);
    let ours = |row: &Demand| row.entity.value().is_none_or(|entity| *entity == dossier.case.filer.value);
    let of = |origin: &str, own: bool| -> Vec<&Demand> {
        dossier.demands.iter().filter(|row| is(row, origin) && ours(row) == own).collect()
    };
    let (own, others) = (of("demand", true), of("demand", false));
    count(work, "demands.count", &own);
    if !others.is_empty() {
        count(work, "demands.others.count", &others);
    }
    let is_done = |row: &Demand| row.state.value().is_some_and(|state| state == "done");
    let open: Vec<&Demand> = own.iter().copied().filter(|row| !is_done(row)).collect();
    count(work, "demands.open.count", &open);
    by(work, "demands", "state", "task_state", &own, |row| &row.state);
    by(work, "demands", "phase", "phase", &own, |row| &row.phase);
    let measures = of("own", true);
    if !measures.is_empty() {
        count(work, "measures.count", &measures);
        by(work, "measures", "state", "task_state", &measures, |row| &row.state);
        by(work, "measures", "phase", "phase", &measures, |row| &row.phase);
    }
}

fn count(work: &mut Builder<'_>, id: &'static str, rows: &[&Demand]) {
    // With none left, the whole sheet is what says so.
    let all: Vec<&Demand> = work.dossier.demands.iter().collect();
    let from = if rows.is_empty() { &all } else { rows };
    let draft = Draft::new(id, id, "rows").origins(from.iter().map(|row| row.origin.origin()));
    work.add(draft.count(rows.len()));
}

fn by(
    work: &mut Builder<'_>,
    noun: &str,
    field: &str,
    list: &str,
    rows: &[&Demand],
    of: fn(&Demand) -> &Field<String>,
) {
    let mut groups: BTreeMap<&str, Vec<&Field<String>>> = BTreeMap::new();
    for row in rows {
        groups.entry(of(row).value().map_or(UNSTATED, String::as_str)).or_default().push(of(row));
    }
    let pattern = if noun == "demands" { "demands.by_*.*" } else { "measures.by_*.*" };
    for (code, fields) in groups {
        let name = if code == UNSTATED { work.phrase("unstated") } else { work.pack.terms.ko(list, code).to_owned() };
        let draft = Draft::new(pattern, format!("{noun}.by_{field}.{code}"), "rows")
            .name(name)
            .arg("column", work.column("demand", field))
            .origins(fields.iter().map(|field| field.origin()))
            .count(fields.len());
        work.add(draft);
    }
}
