//! SUM01: a text computes, and what it says comes out does not: `a × b = c`, or a part that is not the share it is said to be.

use rust_decimal::Decimal;

use crate::check::publication::{PublishedValue, printed};
use crate::check::{CheckInput, Checked, rule, say};
use crate::dossier::Record;
use crate::finding::{Arg, Finding};
use crate::korean::arithmetic::{ArithmeticTerm, Product, Quantity, parts, products};
use crate::korean::grouped;
use crate::value::{Certainty, Value, spread};

rule::rule!("SUM01", Error);

fn check(subject: &CheckInput<'_>) -> Checked {
    let records = subject.dossier.records.values().flatten();
    Ok(records.flat_map(of_record).collect())
}

fn of_record(record: &Record) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (schema, field) in record.schema.field.iter().zip(&record.fields) {
        let Some(Value::Text(text)) = field.value() else { continue };
        let Some((said, expected)) = wrong(text) else { continue };
        let mut finding = RULE.at(record, &schema.id).with("name", say::column(record, &schema.id)).with("said", said);
        // What somebody else published stands as it was said: the row says so, or names where it comes from.
        let is_own = match record.code("basis").value() {
            Some(basis) => basis == "own",
            None => record.text("source").value().is_none(),
        };
        finding.severity = rule::severity_of(is_own);
        findings.push(finding.with("expected", expected));
    }
    findings
}

/// The first computation of a text that does not come out: what it says, and what it should.
fn wrong(text: &str) -> Option<(Arg, Arg)> {
    let product = products(text).iter().find_map(of_product);
    product.or_else(|| parts(text).iter().find_map(of_part))
}

fn of_product(product: &Product<'_>) -> Option<(Arg, Arg)> {
    let result = product.result.as_ref()?;
    let mut all = (Decimal::ONE, Decimal::ONE, Decimal::ONE);
    for factor in &product.factors {
        let (from, to) = spread(factor.value, factor.certainty);
        all = (all.0.checked_mul(from)?, all.1.checked_mul(factor.value)?, all.2.checked_mul(to)?);
    }
    let (from, to) = spread(result.value, result.certainty);
    let factors: Vec<String> = product.factors.iter().map(|factor| grouped(&factor.value)).collect();
    let said = format!("{} = {}", factors.join(" × "), grouped(&result.value));
    // A percentage among the factors counts in hundredths.
    let is_share = |quantity: &Quantity<'_>| quantity.word.starts_with('%');
    let is_other = product.factors.iter().chain([result]).any(is_share);
    (!is_other && (all.2 < from || to < all.0)).then(|| (say::quote(&said), say::number(all.1)))
}

fn of_part(of: &ArithmeticTerm<'_>) -> Option<(Arg, Arg)> {
    let ArithmeticTerm { whole, part, share, .. } = of;
    let (most, least) = (spread(whole.value, whole.certainty).1, spread(part.value, part.certainty).0);
    if least > most {
        let said = format!("{} ≤ {}", grouped(&part.value), grouped(&whole.value));
        return Some((say::quote(&said), say::both("일부가 전체보다 많지 않아야 함", "no more than the whole")));
    }
    let share = share.as_ref()?;
    let is_exact = [whole, part, share].iter().all(|quantity| quantity.certainty == Certainty::Exact);
    let actual = part.value.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole.value).filter(|_| is_exact)?;
    let said = format!("{} ÷ {} = {}%", grouped(&part.value), grouped(&whole.value), grouped(&share.value));
    let is_right = printed(share.value, actual) == PublishedValue::Right;
    (!is_right).then(|| (say::quote(&said), say::percent(actual)))
}
