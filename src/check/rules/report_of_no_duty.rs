//! FORM09: a row of 제출이력 names no report that the pack knows, so it fulfils nothing.

use crate::check::{CheckInput, Checked, rule, say};
use crate::korean::nearest;
use crate::mapping::hint;

rule::rule!("FORM09", Warning);

fn check(subject: &CheckInput<'_>) -> Checked {
    let duties = &subject.pack.duties.duties;
    let forms = subject.pack.forms.values().flat_map(|form| [form.id.as_str(), form.title.as_str()]);
    let forms: Vec<&str> = forms.collect();
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let mut findings = Vec::new();
    for row in subject.dossier.sheet("filed") {
        let named = row.text("duty");
        let Some(text) = named.value() else { continue };
        let is_form = || forms.iter().any(|form| bare(form) == bare(text));
        if duties.iter().any(|duty| duty.is_called(text)) || is_form() {
            continue;
        }
        let labels = duties.iter().map(|duty| duty.label.ko.as_str()).chain(forms.iter().copied());
        let meant = nearest(text, labels).map(|name| (name, name));
        let finding = RULE.at(row, "duty").with("value", say::quote(text));
        findings.push(finding.with("hint", hint(subject.pack, meant)));
    }
    Ok(findings)
}
