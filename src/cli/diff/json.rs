//! A comparison for machines (`docs/schema/diff.v1.json`).

use serde_json::{Value as Json, json};

use super::{Comparison, FormDifference, VERSION};
use crate::filing::Filing;
use crate::filing::difference::{Change, ChangePlace, PlaceDifference, PrintedValue};

pub(super) fn document(comparison: &Comparison<'_>) -> Json {
    let [old, new] =
        comparison.sides.map(|side| json!({ "path": side.path.display().to_string(), "kind": side.kind.word() }));
    json!({
        "version": VERSION,
        "same": comparison.is_same(),
        "old": old,
        "new": new,
        "forms": comparison.forms.iter().map(form).collect::<Vec<_>>(),
    })
}

fn form(form: &FormDifference<'_>) -> Json {
    let became = match (form.old, form.new) {
        (None, _) => "added",
        (_, None) => "removed",
        _ if form.difference.is_empty() => "same",
        _ => "changed",
    };
    let named = form.named();
    json!({
        "form": named.map(|filing| filing.form.as_str()),
        "file": named.map(|filing| filing.file.as_str()),
        "title": named.map(|filing| filing.title.as_str()),
        "became": became,
        "old": form.old.map(side),
        "new": form.new.map(side),
        "places": form.difference.places.iter().map(place).collect::<Vec<_>>(),
        "sources": form.difference.notes,
    })
}

fn side(filing: &Filing) -> Json {
    json!({
        "case": filing.case_id,
        "stage": filing.stage,
        "edition": filing.edition,
        "report_at": filing.report_at,
        "law_date": filing.law_date,
        "draft": filing.draft,
    })
}

fn place(place: &PlaceDifference) -> Json {
    let (part, section, item, section_label, label) = match &place.place {
        ChangePlace::Head => ("head", None, None, None, None),
        ChangePlace::Summary => ("summary", None, None, None, None),
        ChangePlace::Foot => ("foot", None, None, None, None),
        ChangePlace::Item { section, item, section_label, label } => {
            ("item", Some(section), Some(item), Some(section_label), Some(label))
        }
    };
    json!({
        "part": part,
        "section": section,
        "section_label": section_label,
        "item": item,
        "label": label,
        "became": place.became.word(),
        "changes": place.changes.iter().map(change).collect::<Vec<_>>(),
    })
}

fn change(change: &Change) -> Json {
    json!({
        "kind": change.kind.word(),
        "id": change.id,
        "label": change.label,
        "old": change.old.as_ref().map(printed),
        "new": change.new.as_ref().map(printed),
        "reason": change.reason,
    })
}

fn printed(printed: &PrintedValue) -> Json {
    json!({
        "text": printed.text,
        "type": printed.kind,
        "value": printed.value,
        "state": printed.state,
    })
}
