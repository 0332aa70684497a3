//! What only payouts row by row can tell: the median, the largest, and what was decided but not yet paid.

use rust_decimal::Decimal;

use super::super::builder::{Builder, Draft};
use super::super::sums;
use super::item::{self, PayoutBook, PayoutItem};
use crate::value::{Certainty, Value};

pub(super) fn compute(work: &mut Builder<'_>, book: &PayoutBook<'_>, money: &[&PayoutItem<'_>]) {
    spread(work, book, money);
    open(work, book);
}

/// Middle and upper end of the payouts in money; nothing when one of their amounts is not known.
fn spread(work: &mut Builder<'_>, book: &PayoutBook<'_>, money: &[&PayoutItem<'_>]) {
    let amounts: Option<Vec<Decimal>> = money.iter().map(|item| item.amount.value().copied()).collect();
    let Some(mut amounts) = amounts.filter(|amounts| !amounts.is_empty()) else { return };
    let digits = item::amount(money).1;
    let median = sums::median_won(&mut amounts);
    let largest = amounts.iter().max().copied();
    let origins = book.origins(money, |item| item.amount.origin(), &work.phrase("money"));
    let drafts = ["payouts.median", "payouts.largest"].map(|id| {
        Draft::new(id, id, "rows")
            .arg("count", work.text(&Value::Count(money.len() as u64), Certainty::Exact, &work.unit("payouts.count")))
            .origins(&origins)
    });
    let [of_median, of_largest] = drafts;
    work.add(of_median.sum_of(digits).value(median.map(Value::Won)));
    // The largest is one of them, as it stands.
    work.add(of_largest.certainty(digits.certainty()).value(largest.map(Value::Won)));
}

fn open(work: &mut Builder<'_>, book: &PayoutBook<'_>) {
    let decided: Vec<&PayoutItem<'_>> = book.items.iter().filter(|item| item.state == "decided").collect();
    let all: Vec<&PayoutItem<'_>> = book.items.iter().collect();
    let state = work.pack.terms.ko("payout_state", "decided").to_owned();
    let filter = format!("{} = {state}", work.column("payout", "state"));
    let origins = book.origins(if decided.is_empty() { &all } else { &decided }, |item| item.origin, &filter);
    let draft = Draft::new("payouts.open.unpaid", "payouts.open.unpaid", "rows").arg("filter", &*filter);
    work.add(draft.origins(&origins).count(decided.len()));
    let money: Vec<&PayoutItem<'_>> = decided.iter().filter(|item| item.is_money()).copied().collect();
    if money.is_empty() {
        return;
    }
    let (sum, digits) = item::amount(&money);
    let draft = Draft::new("payouts.open.unpaid.amount", "payouts.open.unpaid.amount", "rows")
        .arg("filter", &*filter)
        .origins(&book.origins(&money, |item| item.amount.origin(), &filter))
        .sum_of(digits)
        .value(sum.value().map(Value::Won));
    work.add(draft);
}
