//! PAY12: the parts of a payout total, which do not overlap, add up to more than it, or leave a rest that nothing explains.

use rust_decimal::Decimal;

use crate::check::payouts::{Division, NUMBERS, Stated, divisions, severity, source, stated, unit};
use crate::check::{CheckInput, Checked, rule, say};
use crate::finding::{Finding, Severity};
use crate::value::Certainty;

rule::rule!("PAY12", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    let mut findings = Vec::new();
    for division in divisions(subject.dossier) {
        for field in NUMBERS {
            if let Some(finding) = contradiction(subject, &division, field)? {
                findings.push(finding);
                // Counts that do not add up beside money that does not have one cause.
                break;
            }
        }
    }
    Ok(findings)
}

fn contradiction(
    subject: &CheckInput<'_>,
    division: &Division<'_>,
    field: &'static str,
) -> Result<Option<Finding>, crate::check::RuleFailure> {
    let Division { whole: of, parts, is_of_one_day } = division;
    let Some(whole) = stated(of, field) else { return Ok(None) };
    let fits = |part: &&&crate::dossier::PayoutCount| field != "amount" || unit(part) == unit(of);
    let known: Vec<Stated> = parts.iter().filter(fits).filter_map(|part| stated(part, field)).collect();
    // One part alone is held against its whole by PAY10.
    if known.len() < 2 || known.iter().any(|part| part.from > whole.to) {
        return Ok(None);
    }
    let sum = |of: fn(&Stated) -> Decimal| known.iter().map(of).try_fold(Decimal::ZERO, Decimal::checked_add);
    let sums = sum(|part| part.from).zip(sum(|part| part.value)).zip(sum(|part| part.to));
    let ((least, sum), most) = sums.ok_or_else(|| RULE.failure("the sum of the parts is too large"))?;
    let is_above = least > whole.to;
    let is_below = most < whole.from && known.len() == parts.len() && *is_of_one_day;
    if !is_above && !is_below {
        return Ok(None);
    }
    let unit = unit(of);
    let certainty = known.iter().fold(Certainty::Exact, |all, part| all.and(part.certainty));
    let said = |value: Decimal, certainty| Stated { value, certainty, ..whole.clone() }.said(subject, unit);
    let (ko, en) = if is_above { ("많습니다", "more") } else { ("적습니다", "less") };
    let mut finding = RULE
        .at(&of.record, field)
        .with("id", say::text(&of.id))
        .with("name", say::column(&of.record, field))
        .with("parts", say::count(known.len() as u64))
        .with("sum", said(sum, certainty))
        .with("whole", said(whole.value, whole.certainty))
        .with("difference", said((sum - whole.value).abs(), certainty.and(whole.certainty)))
        .with("how", say::both(ko, en))
        .with("source", source(of));
    // What a rest is, a filer may have no row for; more than the whole it cannot be.
    finding.severity = if is_above { severity(parts.iter().copied().chain([*of])) } else { Severity::Warning };
    Ok(Some(known.iter().fold(finding, |finding, part| finding.related(&part.origin, part.said(subject, unit)))))
}
