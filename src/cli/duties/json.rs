//! The answer for machines (`docs/schema/duties.v1.json`).

use serde_json::{Value as Json, json};

use super::DutiesView;
use crate::law::delivery::Delivery;
use crate::law::due::{DueDate, Point};
use crate::law::duties::{DutyOutcome, OutcomeGround};
use crate::law::evaluate::{Cause, EvaluationStep, RowList};
use crate::law::history::Fulfilment;
use crate::pack::{Datum, Force};
use crate::value::{JsonValue, Value};

/// Version of the JSON shape; fields are only added within one.
const VERSION: u32 = 1;

pub(super) fn document(view: &DutiesView<'_>) -> Json {
    let not_examined: Vec<Json> = view
        .duties
        .not_examined
        .iter()
        .map(|entry| json!({ "label": entry.label.get(view.words.lang), "held_from": entry.held_from }))
        .collect();
    let duties: Vec<Json> = view.duties.outcomes.iter().map(|outcome| one(view, outcome)).collect();
    json!({
        "version": VERSION,
        "case": view.words.dossier.case.id,
        "hypothetical": view.duties.hypothetical,
        "not_examined": not_examined,
        "duties": duties,
    })
}

fn one(view: &DutiesView<'_>, outcome: &DutyOutcome) -> Json {
    let headline = outcome.due.iter().find(|due| due.earliest.is_some());
    let duty = view.words.pack.duties.get(&outcome.duty);
    let causes: Vec<&str> = outcome.causes.iter().map(|cause| cause.word()).collect();
    let because: Vec<Json> = outcome.steps.iter().map(|step| row(view, outcome, step)).collect();
    let ground = match outcome.ground {
        OutcomeGround::Rows => "rows",
        OutcomeGround::Before(_) => "not-yet-in-force",
        OutcomeGround::After(_) => "no-longer-in-force",
        OutcomeGround::Unmodelled(_) => "law-not-modelled",
        OutcomeGround::NothingEntered => "nothing-entered",
    };
    json!({
        "id": outcome.duty,
        "label": view.words.label(&outcome.duty),
        "form": duty.and_then(|duty| duty.form.clone()),
        "entity": outcome.subject.entity,
        "scope": outcome.subject.scope,
        "name": outcome.subject.name,
        "status": outcome.status.word(),
        "ground": ground,
        "why": view.words.why(outcome),
        "causes": causes,
        "settle": view.words.settles(outcome),
        "law_date": outcome.law_date,
        "article": outcome.article,
        "due": headline.and_then(|due| due.earliest).map(Point::plain),
        "due_latest": headline.and_then(|due| due.latest).map(Point::plain),
        "deadlines": outcome.due.iter().map(|due| deadline(view, due)).collect::<Vec<_>>(),
        "recipient": view.words.recipient(outcome),
        "fulfilment": fulfilment(&outcome.fulfilment),
        "deliveries": outcome.deliveries.iter().map(|one| delivery(view, outcome, one)).collect::<Vec<_>>(),
        "because": because,
    })
}

/// One recipient, with its record of each deadline.
fn delivery(view: &DutiesView<'_>, outcome: &DutyOutcome, one: &Delivery) -> Json {
    let clocks = outcome.due.iter().zip(&one.clocks);
    let clocks: Vec<Json> = clocks.map(|(due, done)| json!({ "id": due.id, "fulfilment": fulfilment(done) })).collect();
    json!({
        "to": one.to,
        "recipient": view.words.delivered_to(one),
        "deadlines": clocks,
        "fulfilment": fulfilment(&one.fulfilment),
    })
}

fn fulfilment(done: &Fulfilment) -> Json {
    json!({
        "state": done.state.word(),
        "filed_at": done.filed_at,
        "filed_on": done.filed_on,
        "method": done.method,
        "late_by": done.late_by,
        "late_by_most": done.late_by_most,
        "time_left": done.time_left,
        "missing": done.missing,
        "origin": done.origin,
    })
}

fn deadline(view: &DutiesView<'_>, due: &DueDate) -> Json {
    let force = match due.force {
        Force::Statute => "statute",
        Force::Enforced => "enforced",
        Force::Demand => "demand",
    };
    json!({
        "id": due.id,
        "force": force,
        "word": due.word.as_ref().map(|word| word.get(view.words.lang)),
        "due": due.earliest.map(Point::plain),
        "due_latest": due.latest.map(Point::plain),
        "period": due.period.map(|period| period.to_string()),
        "method": due.method,
        "filed_by": due.methods,
        "fulfilment": due.fulfilment.as_ref().map(fulfilment),
        "moved_by_analogy": due.yearly.and_then(|yearly| yearly.by_analogy),
        "working_day_before": due.yearly.and_then(|yearly| yearly.safe),
        "from": due.anchors.iter().filter(|seen| seen.value.is_some()).map(|seen| &seen.path).collect::<Vec<_>>(),
    })
}

fn row(view: &DutiesView<'_>, outcome: &DutyOutcome, step: &EvaluationStep) -> Json {
    let article = outcome
        .article
        .as_ref()
        .map(|article| json!({ "id": article.id, "number": article.text, "at": step.at, "from": article.from }));
    let facts: Vec<Json> = step
        .facts
        .iter()
        .map(|seen| {
            let value = seen.value.as_ref().map_or_else(
                || json!({ "type": null, "value": null, "state": "unknown" }),
                |value| json!(JsonValue(value, seen.certainty)),
            );
            json!({ "id": seen.path, "value": value, "origin": seen.origins.first() })
        })
        .collect();
    let parameters: Vec<Json> = step
        .parameters
        .iter()
        .map(|used| json!({ "id": used.name, "value": used.value.as_ref().map(plain), "from": used.from }))
        .collect();
    let part = match step.part {
        RowList::Who => "who",
        RowList::When => "when",
        RowList::Exempt => "exempt",
    };
    json!({
        "row": step.row,
        "part": part,
        "depth": step.depth,
        "met": step.met.word(),
        "decisive": step.decisive,
        "text": step.text.get(view.words.lang),
        "cause": step.cause.map(Cause::word),
        "article": article,
        "facts": facts,
        "parameters": parameters,
        "reference": step.reference.as_ref().map(|reference| json!({
            "stated": reference.stated.value.as_ref().and_then(Value::plain),
            "counted": { "first": reference.counted.first, "last": reference.counted.last },
            "fits": reference.fits(),
            "origin": reference.stated.origins.first(),
        })),
        "answer": step.answer.as_ref().map(|answer| json!({ "answer": answer.answer, "reason": answer.reason, "origin": answer.origin })),
    })
}

fn plain(value: &Datum) -> String {
    match value {
        Datum::Number(number) => number.normalize().to_string(),
        Datum::Text(text) => text.clone(),
        Datum::Codes(codes) => codes.join(","),
        Datum::Flag(flag) => flag.to_string(),
        Datum::Duration(elapsed) => elapsed.to_string(),
        Datum::Period(period) => period.to_string(),
    }
}
