//! FORM10: a message to people outside does not fit, whatever of it is left out.

use crate::check::{CheckInput, Checked, rule, say};
use crate::filing::{Material, outside};
use crate::law::duties::Duties;

rule::rule!("FORM10", Warning);

fn check(subject: &CheckInput<'_>) -> Checked {
    // The texts speak of no duty.
    let duties = Duties::default();
    let material = Material { dossier: subject.dossier, figures: subject.figures, duties: &duties };
    let mut findings = Vec::new();
    for text in outside(subject.pack, material) {
        let Some(limit) = text.limit.filter(|_| !text.fits) else { continue };
        let Some(record) = subject.dossier.sheet("outage").get(text.outage) else { continue };
        findings.push(
            RULE.at(record, "title")
                .with("file", text.file)
                .with("bytes", say::count(text.bytes as u64))
                .with("limit", say::count(limit as u64)),
        );
    }
    Ok(findings)
}
