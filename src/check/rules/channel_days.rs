//! CLM06: the stated number of days is not the number from the first to the last day, both counted.

use crate::check::{CheckInput, Checked, rule, say};

rule::rule!("CLM06", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    let mut findings = Vec::new();
    for row in &subject.dossier.channels {
        let (Some(stated), Some(opened), Some(closed)) = (row.days.value(), row.opened.value(), row.closed.value())
        else {
            continue;
        };
        let Ok(days) = u64::try_from((*closed - *opened).num_days() + 1) else { continue };
        if days != *stated && closed >= opened {
            findings.push(
                RULE.at(&row.record, "days")
                    .with("stated", say::count(*stated))
                    .with("computed", say::count(days))
                    .with("opened", say::date(*opened))
                    .with("closed", say::date(*closed))
                    .related(row.opened.origin(), say::date(*opened))
                    .related(row.closed.origin(), say::date(*closed)),
            );
        }
    }
    Ok(findings)
}
