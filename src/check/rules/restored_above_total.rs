//! RST01: more was restored than there was.

use crate::check::{CheckInput, Checked, rule, say};

rule::rule!("RST01", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    let above = subject.dossier.sheet("recovery").iter().filter_map(|row| {
        let (restored, total) = (row.count("restored"), row.count("total"));
        let (some, all) = (*restored.value()?, *total.value()?);
        (some > all).then(|| {
            let finding = RULE.at(row, "restored").with("what", say::text(&row.text("what")));
            let finding = finding.with("restored", say::count(some)).with("total", say::count(all));
            finding.related(total.origin(), say::count(all))
        })
    });
    Ok(above.collect())
}
