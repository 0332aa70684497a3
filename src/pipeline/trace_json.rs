//! Figures as the JSON contract of `trace.json` has them (`docs/schema/trace.v1.json`).

use serde_json::{Value as Json, json};

use crate::figures::{Figure, Figures};
use crate::lineage::{SampleCell, Samples};
use crate::origin::Origin;
use crate::value::JsonValue;

/// The JSON of a figure, those it was computed from inside it.
#[must_use]
pub fn figure_json(figure: &Figure, figures: &Figures, depth: usize) -> Json {
    figure_json_with(figure, figures, depth, None)
}

/// The same, with the first cells of each origin.
#[must_use]
pub fn figure_json_with(figure: &Figure, figures: &Figures, depth: usize, samples: Option<&Samples>) -> Json {
    let inputs: Vec<Json> = figure
        .inputs
        .iter()
        .filter(|_| depth > 0)
        .filter_map(|id| figures.get(id))
        .map(|input| figure_json_with(input, figures, depth - 1, samples))
        .collect();
    let mut json = json!({
        "figure": figure.id,
        "label": figure.label,
        "value": value_json(figure),
        "unit": figure.unit,
        "formula": figure.formula,
        "origins": figure.origins,
        "inputs": inputs,
    });
    if let Json::Object(map) = &mut json {
        map.extend(samples.map(|samples| ("samples".to_owned(), samples_json(&figure.origins, samples))));
        if !figure.chosen_by.is_empty() {
            map.insert("chosen_by".to_owned(), json!(figure.chosen_by));
        }
    }
    json
}

/// The value of a figure; not knowing is a state of its own.
#[must_use]
pub fn value_json(figure: &Figure) -> Json {
    figure.value.as_ref().map_or_else(
        || json!({ "type": null, "value": null, "state": "unknown" }),
        |value| json!(JsonValue(value, figure.certainty)),
    )
}

/// The first cells of each origin, in the order of the origins.
#[must_use]
pub fn samples_json(origins: &[Origin], samples: &Samples) -> Json {
    let one = |sample: &SampleCell| json!({ "cell": sample.at.to_string(), "text": sample.shown });
    let of = |origin: &Origin| samples.of(origin).iter().map(one).collect::<Vec<_>>();
    let all = origins
        .iter()
        .map(|origin| json!({ "file": origin.sheet.file, "sheet": origin.sheet.sheet, "cells": of(origin) }));
    all.collect()
}
