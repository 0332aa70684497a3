//! Every row of payout statistics for itself: what was applied for, accepted, paid; and the totals as they were published.

use super::super::builder::{Builder, Draft};
use super::super::sums;
use super::divided;
use super::item::{quantity, unit_of};
use crate::dossier::{PayoutCount, slug};
use crate::value::{Digits, Fact, Field, Value};

pub(super) fn compute(work: &mut Builder<'_>) {
    let dossier = work.dossier;
    for row in &dossier.payout_counts {
        if let Some(id) = row.id.value() {
            single(work, row, &format!("payouts.{}", slug(id)));
            published(work, row, &slug(id));
        }
    }
    let standing: Vec<&PayoutCount> = standing(work);
    overall(work, &standing);
}

/// Rows that may be added up, as far as their counts go: not replaced, not part of another that gives the same count.
fn standing<'a>(work: &Builder<'a>) -> Vec<&'a PayoutCount> {
    let rows = &work.dossier.payout_counts;
    let replaced: Vec<&String> = rows.iter().filter_map(|row| row.supersedes.value()).collect();
    let stands = |row: &&PayoutCount| row.id.value().is_none_or(|id| !replaced.contains(&id));
    let counted: Vec<&PayoutCount> = rows.iter().filter(stands).filter(|row| row.applied.known().is_some()).collect();
    let part_of_counted = |row: &PayoutCount| {
        row.partial.value().is_some_and(|id| counted.iter().any(|other| other.id.value() == Some(id)))
    };
    counted.iter().filter(|row| !part_of_counted(row)).copied().collect()
}

/// What a row is about: its target, in its scope.
fn about(work: &Builder<'_>, row: &PayoutCount) -> String {
    let target = row.target.value().cloned().unwrap_or_default();
    match row.scope.value() {
        Some(scope) => work.phrase_with("scoped", [("target", target), ("scope", scope.clone())]),
        None => target,
    }
}

fn single(work: &mut Builder<'_>, row: &PayoutCount, stem: &str) {
    let name = about(work, row);
    for (pattern, field) in
        [("payouts.*.applied", &row.applied), ("payouts.*.accepted", &row.accepted), ("payouts.*.paid", &row.paid)]
    {
        if field.known().is_none() && !field.is_pending() {
            continue;
        }
        let id = format!("{stem}.{}", pattern.trim_start_matches("payouts.*."));
        let draft = Draft::new(pattern, id, "stated")
            .name(&*name)
            .arg("count", work.field_text(field, &work.unit(pattern), Value::Count))
            .field(field);
        work.add(draft.value(field.value().map(|count| Value::Count(*count))));
    }
    if row.amount.known().is_some() || row.amount.is_pending() {
        let unit = unit_of(row);
        let draft = Draft::new("payouts.*.amount", format!("{stem}.amount"), "stated")
            .name(&*name)
            .arg("amount", work.field_text(&row.amount, "", |amount| quantity(amount, unit)))
            .field(&row.amount);
        work.add(draft.value(row.amount.value().map(|amount| quantity(*amount, unit))));
    }
    rate(work, row, stem, &name);
    row_mean(work, row, stem, &name);
}

/// The share of applications that were accepted; of those paid, where acceptance is not stated.
fn granted(row: &PayoutCount) -> (&'static str, &Field<u64>) {
    if row.accepted.known().is_some() { ("accepted", &row.accepted) } else { ("paid", &row.paid) }
}

fn rate(work: &mut Builder<'_>, row: &PayoutCount, stem: &str, name: &str) {
    let (how, part) = granted(row);
    let (Some(applied), Some(part)) = (row.applied.known(), part.known()) else { return };
    let draft = ratio(work, "payouts.*.acceptance_rate", format!("{stem}.acceptance_rate"), how, part, applied);
    work.add(draft.name(name).input(format!("{stem}.{how}")).input(format!("{stem}.applied")));
}

fn ratio(
    work: &Builder<'_>,
    pattern: &'static str,
    id: String,
    how: &'static str,
    part: &Fact<u64>,
    whole: &Fact<u64>,
) -> Draft {
    let unit = work.unit("payouts.count");
    Draft::new(pattern, id, how)
        .arg("part", work.text(&Value::Count(part.value), part.certainty, &unit))
        .arg("applied", work.text(&Value::Count(whole.value), whole.certainty, &unit))
        .ratio_of(Digits::default().and(part.value, part.certainty).and(whole.value, whole.certainty))
        .value(sums::share(part.value, whole.value).map(Value::Share))
}

fn row_mean(work: &mut Builder<'_>, row: &PayoutCount, stem: &str, name: &str) {
    let (Some(amount), Some(paid)) = (row.amount.known(), row.paid.known()) else { return };
    if unit_of(row) != "won" || paid.value == 0 {
        return;
    }
    let digits = Digits::default().and(amount.value, amount.certainty).and(paid.value, paid.certainty);
    let draft = Draft::new("payouts.*.mean", format!("{stem}.mean"), divided(digits))
        .name(name)
        .arg("total", work.text(&Value::Won(amount.value), amount.certainty, ""))
        .arg("count", work.text(&Value::Count(paid.value), paid.certainty, &work.unit("payouts.count")))
        .ratio_of(digits)
        .input(format!("{stem}.amount"))
        .input(format!("{stem}.paid"))
        .value(sums::mean_won(amount.value, paid.value).map(Value::Won));
    work.add(draft);
}

/// The amount, or else the won value, of a row under its own scope and day. Never added to another.
fn published(work: &mut Builder<'_>, row: &PayoutCount, id: &str) {
    let name = about(work, row);
    let day = row.as_of.value().map_or_else(|| work.phrase("unknown"), |day| crate::korean::as_of(*day));
    let basis =
        row.basis.value().map_or_else(|| work.phrase("no_basis"), |code| work.pack.terms.ko("basis", code).to_owned());
    let state = row.state.value().map(|code| work.pack.terms.ko("payout_state", code).to_owned()).unwrap_or_default();
    let unit = unit_of(row);
    let draft = |how| {
        Draft::new("payouts.published.*", format!("payouts.published.{id}"), how)
            .name(&*name)
            .arg("day", &*day)
            .arg("basis", &*basis)
            .arg("state", &*state)
    };
    let draft = match (row.amount.known(), row.value.known()) {
        (Some(amount), _) => {
            let value = quantity(amount.value, unit);
            draft("stated").arg("amount", work.text(&value, amount.certainty, "")).fact(amount).value(Some(value))
        }
        (None, Some(won)) => {
            let value = Value::Won(won.value);
            draft("valued")
                .arg("amount", work.text(&value, won.certainty, ""))
                .arg("valuation", row.value_basis.value().cloned().unwrap_or_else(|| work.phrase("no_basis")))
                .fact(won)
                .field(&row.value_basis)
                .value(Some(value))
        }
        (None, None) => draft("unknown").field(&row.amount),
    };
    work.add(draft);
}

/// Applied for, accepted, and what is still open, over the rows that say how many applied.
fn overall(work: &mut Builder<'_>, rows: &[&PayoutCount]) {
    if rows.is_empty() {
        return;
    }
    let sum = |of: fn(&PayoutCount) -> &Field<u64>| {
        let counts: Option<Vec<&Fact<u64>>> = rows.iter().map(|row| of(row).known()).collect();
        let counts = counts?;
        let digits = counts.iter().fold(Digits::default(), |all, fact| all.and(fact.value, fact.certainty));
        Some((sums::sum_counts(counts.iter().map(|fact| fact.value))?, digits))
    };
    let applied = sum(|row| &row.applied);
    let accepted = sum(|row| &row.accepted);
    let paid = sum(|row| &row.paid);
    for (pattern, field, total) in [("payouts.applied", "applied", applied), ("payouts.accepted", "accepted", accepted)]
    {
        let Some((count, digits)) = total else { continue };
        let inputs: Vec<String> =
            rows.iter().filter_map(|row| Some(format!("payouts.{}.{field}", slug(row.id.value()?)))).collect();
        let terms: Vec<String> = inputs.iter().map(|id| work.shown(id)).collect();
        let cells: Vec<_> = rows
            .iter()
            .map(|row| if field == "applied" { row.applied.origin() } else { row.accepted.origin() })
            .collect();
        let draft = Draft::new(pattern, pattern, "sum").arg("terms", work.joined(&terms)).inputs(inputs).origins(cells);
        work.add(draft.sum_of(digits).value(Some(Value::Count(count))));
    }
    let Some(applied) = applied else { return };
    if let Some((how, part)) = accepted.map(|part| ("accepted", part)).or(paid.map(|part| ("paid", part))) {
        let text = |work: &Builder<'_>, count: (u64, Digits)| {
            work.text(&Value::Count(count.0), count.1.certainty(), &work.unit("payouts.count"))
        };
        let inputs = rows.iter().filter_map(|row| Some(format!("payouts.{}.{how}", slug(row.id.value()?))));
        let draft = Draft::new("payouts.acceptance_rate", "payouts.acceptance_rate", how)
            .arg("part", text(work, part))
            .arg("applied", text(work, applied))
            .ratio_of(part.1.join(applied.1))
            .input("payouts.applied")
            .inputs(inputs)
            .value(sums::share(part.0, applied.0).map(Value::Share));
        work.add(draft);
    }
    if let Some(accepted) = accepted {
        rest(work, "payouts.open.not_accepted", applied, accepted, "payouts.applied", "payouts.accepted");
        if let Some(paid) = paid.filter(|_| work.dossier.payouts.is_empty()) {
            let ids = rows
                .iter()
                .filter_map(|row| Some(format!("payouts.{}.paid", slug(row.id.value()?))))
                .collect::<Vec<_>>();
            rest(
                work,
                "payouts.open.unpaid",
                accepted,
                paid,
                "payouts.accepted",
                ids.first().map_or("payouts.count", String::as_str),
            );
        }
    }
}

/// What is left of a count after a part of it; unknown where the part is larger, which a rule reports.
fn rest(
    work: &mut Builder<'_>,
    id: &'static str,
    whole: (u64, Digits),
    part: (u64, Digits),
    whole_id: &str,
    part_id: &str,
) {
    let text =
        |count: (u64, Digits)| work.text(&Value::Count(count.0), count.1.certainty(), &work.unit("payouts.count"));
    let draft = Draft::new(id, id, "rest")
        .arg("whole", text(whole))
        .arg("part", text(part))
        .sum_of(whole.1.join(part.1))
        .input(whole_id)
        .input(part_id)
        .value(whole.0.checked_sub(part.0).map(Value::Count));
    work.add(draft);
}
