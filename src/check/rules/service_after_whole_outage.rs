//! TIME14: a service comes back after the moment at which everything is said to be restored.

use crate::check::{Checked, Subject, rule, say};

rule::rule!("TIME14", Error);

fn check(subject: &Subject<'_>) -> Checked {
    let mut findings = Vec::new();
    for outage in &subject.dossier.outages {
        let all = outage.moment("restored_all");
        let Some(end) = all.value().copied() else { continue };
        for row in &subject.dossier.interruptions {
            let belongs = row.outage.value().is_none_or(|id| Some(id) == outage.id.value());
            let late = [("restored_at", &row.restored_at), ("restored_after", &row.restored_after)]
                .into_iter()
                .find_map(|(name, field)| field.value().filter(|at| **at > end).map(|at| (name, *at)));
            if let (true, Some((name, at))) = (belongs, late) {
                findings.push(
                    RULE.at(&row.record, name)
                        .with("service", say::text(&row.service))
                        .with("found", say::moment(at))
                        .with("end", say::moment(end))
                        .related(
                            all.origin(),
                            say::pair(&say::column(&outage.record, "restored_all"), &say::moment(end)),
                        ),
                );
            }
        }
    }
    Ok(findings)
}
