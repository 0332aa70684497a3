//! FORM03: a text column holds nothing but a number: most likely the value slipped into the next column.

use crate::check::{CheckInput, Checked, rule, say};
use crate::pack::FieldType;
use crate::value::Value;

rule::rule!("FORM03", Warning);

/// Text columns in which a bare number is ordinary: numbers of documents and registers, periods, stages, codes.
const NUMBERS: &[&str] = &[
    "business_no",
    "registration_no",
    "doc_no",
    "users_period",
    "traffic_period",
    "revenue_period",
    "stage",
    "code",
    "alert_level",
];

fn check(subject: &CheckInput<'_>) -> Checked {
    let mut findings = Vec::new();
    for record in subject.dossier.records.values().flatten() {
        for (schema, field) in record.schema.field.iter().zip(&record.fields) {
            if let Some(Value::Text(text)) = field.value()
                && schema.kind == FieldType::Text
                && !NUMBERS.contains(&schema.id.as_str())
                && is_number(text)
            {
                findings.push(
                    RULE.at(record, &schema.id)
                        .with("name", say::column(record, &schema.id))
                        .with("found", say::quote(text)),
                );
            }
        }
    }
    Ok(findings)
}

/// Digits with separators, a sign, a unit of won or percent.
fn is_number(text: &str) -> bool {
    let bare = text.trim().trim_end_matches(['원', '건', '명', '%']).trim_start_matches(['-', '+', '₩']);
    bare.contains(|c: char| c.is_ascii_digit())
        && bare.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | ' '))
}

#[cfg(test)]
mod tests {
    use super::is_number;

    #[test]
    fn prose_with_digits_is_no_number() {
        assert!(is_number("105,116") && is_number("1,500원") && is_number("-3"));
        assert!(!is_number("10-19부터 19일간") && !is_number("") && !is_number("-") && !is_number("1577-3357"));
    }
}
