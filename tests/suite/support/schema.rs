//! Holds JSON against the published schemas of `docs/schema/`: the part of JSON Schema that they use.

use std::fs;
use std::path::Path;

use serde_json::Value as Json;

/// Panics with the first place where `json` is not what the schema says.
pub(crate) fn assert_fits(schema: &str, what: &str, json: &Json) {
    let root = read(schema);
    if let Err(why) = fits(&root, &root, json) {
        panic!("{what} against {schema}: {why}");
    }
}

fn read(name: &str) -> Json {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema").join(name);
    serde_json::from_str(&fs::read_to_string(path).expect("the schema")).expect("JSON")
}

fn fits(root: &Json, schema: &Json, json: &Json) -> Result<(), String> {
    if let Some(reference) = schema["$ref"].as_str() {
        let (file, pointer) = reference.split_once('#').ok_or(reference)?;
        if file.is_empty() {
            return fits(root, root.pointer(pointer).ok_or(reference)?, json);
        }
        let other = read(file);
        return fits(&other, other.pointer(pointer).ok_or(reference)?, json);
    }
    for part in schema["allOf"].as_array().into_iter().flatten() {
        fits(root, part, json)?;
    }
    if let Some(constant) = schema.get("const").filter(|constant| *constant != json) {
        return Err(format!("{json} is not {constant}"));
    }
    if let Some(allowed) = schema["enum"].as_array().filter(|allowed| !allowed.contains(json)) {
        return Err(format!("{json} is none of {allowed:?}"));
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let fitting = choices.iter().filter(|choice| fits(root, choice, json).is_ok()).count();
        return if fitting == 1 { Ok(()) } else { Err(format!("{fitting} of the choices fit {json}")) };
    }
    if let Some(wanted) = schema.get("type") {
        let name = match json {
            Json::Null => "null",
            Json::Bool(_) => "boolean",
            Json::Number(number) if number.is_u64() => "integer",
            Json::Number(_) => "number",
            Json::String(_) => "string",
            Json::Array(_) => "array",
            Json::Object(_) => "object",
        };
        let is = |wanted: &Json| wanted == name || (wanted == "number" && name == "integer");
        if !wanted.as_array().map_or_else(|| is(wanted), |all| all.iter().any(is)) {
            return Err(format!("{json} is not {wanted}"));
        }
    }
    if let (Some(items), Some(array)) = (schema.get("items"), json.as_array()) {
        array.iter().try_for_each(|item| fits(root, items, item))?;
    }
    if let Some(object) = json.as_object() {
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Json::as_str) {
            object.get(name).ok_or_else(|| format!("no {name}"))?;
        }
        for (name, value) in object {
            match schema["properties"].get(name) {
                Some(property) => fits(root, property, value).map_err(|why| format!("{name}: {why}"))?,
                None if schema["additionalProperties"] == false => return Err(format!("{name} is not in the schema")),
                None => {}
            }
        }
    }
    Ok(())
}
