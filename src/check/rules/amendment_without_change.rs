//! HIST05: a stage that was filed is filed again (정정), and nothing of it changed.

use crate::check::{CheckInput, Checked, history, rule};
use crate::filing::difference::{ChangePlace, Difference};
use crate::finding::Arg;

/// Items that say what was filed before: they are of the amendment alone.
const OF_BEFORE: [&str; 2] = ["restated.before", "restated.filed"];

rule::rule!("HIST05", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    let mut findings = Vec::new();
    let stage = subject.dossier.case.stage;
    for (before, filing) in history::followed(subject) {
        if before.is_amended_at(stage) && !is_changed(&Difference::between(before.filing, filing)) {
            let origin = subject.dossier.case.origin("stage");
            let finding = RULE.on(&origin).with("form", Arg::Plain(filing.title.clone()));
            let finding = finding.with("stage", history::word(subject, stage));
            findings
                .push(finding.related(&history::kept_file(&before.path(), "report_at"), before.filing.stage.as_str()));
        }
    }
    Ok(findings)
}

/// Whether any part says another thing: not the head, and not what only an amendment brings. Its moments are told there.
fn is_changed(difference: &Difference) -> bool {
    difference.places.iter().any(|place| match &place.place {
        ChangePlace::Item { item, .. } => !OF_BEFORE.contains(&item.as_str()),
        ChangePlace::Summary | ChangePlace::Foot => true,
        ChangePlace::Head => false,
    })
}
