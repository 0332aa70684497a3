//! TIME08: a moment in a zone other than Korea's: right as an instant, easily misread on a page.

use crate::check::{CheckInput, Checked, rule, say};
use crate::value::Value;

rule::rule!("TIME08", Warning);

fn check(subject: &CheckInput<'_>) -> Checked {
    let mut findings = Vec::new();
    for record in subject.dossier.records.values().flatten() {
        for (schema, field) in record.schema.field.iter().zip(&record.fields) {
            if let Some(Value::Moment(at)) = field.value()
                && !at.is_korean()
            {
                findings.push(
                    RULE.at(record, &schema.id)
                        .with("name", say::column(record, &schema.id))
                        .with("found", say::moment(*at))
                        .with("korean", say::moment(at.korean())),
                );
            }
        }
    }
    Ok(findings)
}
