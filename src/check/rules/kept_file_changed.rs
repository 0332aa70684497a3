//! HIST01: a file among what was filed (`filed/`) is not what it was: nothing may be held against it.

use crate::check::{CheckInput, Checked, history, rule, say};
use crate::finding::Finding;

rule::rule!("HIST01", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    let faults = subject.kept.iter().flat_map(|kept| &kept.faults);
    let finding = |(path, fault): &(String, crate::filing::HistoryFault)| -> Finding {
        let (ko, en) = fault.words();
        let finding = RULE.on(&history::kept_file(path, "sha256"));
        finding.with("file", say::quote(path)).with("what", say::both(ko, en))
    };
    Ok(faults.map(finding).collect())
}
