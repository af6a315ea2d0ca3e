//! As much of JSON Schema 2020-12 as the schemas of the tests use. A keyword that is not known is
//! a failure of the test, so that no schema asks for what nobody looks at.

use serde_json::{Map, Value};

/// What a document has that its schema does not allow, each with its place.
pub(crate) fn faults(schema: &Value, document: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    check(schema, schema, document, "$", &mut faults);
    faults
}

fn check(root: &Value, schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
    let rules = schema.as_object().expect("a schema is an object");
    let mut fault = |what: String| faults.push(format!("{at}: {what}"));
    let mut inner = Vec::new();
    for (keyword, rule) in rules {
        match keyword.as_str() {
            "$schema" | "$comment" | "$defs" => {}
            "$ref" => {
                let name =
                    rule.as_str().and_then(|r| r.strip_prefix("#/$defs/")).expect("a definition");
                inner.push((&root["$defs"][name], value, at.to_owned()));
            }
            "const" if rule != value => fault(format!("{value} is not {rule}")),
            "type" if !is(value, rule.as_str().expect("one type")) => {
                fault(format!("{value} is no {rule}"));
            }
            "required" => {
                for name in rule.as_array().into_iter().flatten().filter_map(Value::as_str) {
                    if value.get(name).is_none() {
                        fault(format!("no `{name}`"));
                    }
                }
            }
            "additionalProperties" => {
                let known = rules.get("properties").and_then(Value::as_object);
                for name in value.as_object().into_iter().flat_map(Map::keys) {
                    if !known.is_some_and(|known| known.contains_key(name)) {
                        fault(format!("`{name}` is not known"));
                    }
                }
            }
            "properties" => {
                for (name, schema) in rule.as_object().into_iter().flatten() {
                    if let Some(value) = value.get(name) {
                        inner.push((schema, value, format!("{at}.{name}")));
                    }
                }
            }
            "items" => {
                for (i, value) in value.as_array().into_iter().flatten().enumerate() {
                    inner.push((rule, value, format!("{at}[{i}]")));
                }
            }
            "anyOf" => {
                let fits = |schema: &Value| {
                    let mut faults = Vec::new();
                    check(root, schema, value, at, &mut faults);
                    faults.is_empty()
                };
                if !rule.as_array().into_iter().flatten().any(fits) {
                    fault(format!("none of {rule}"));
                }
            }
            "minLength" | "minItems" => {
                let length = value.as_str().map(|s| s.chars().count());
                let length = length.or(value.as_array().map(Vec::len)).unwrap_or(usize::MAX);
                if (length as u64) < rule.as_u64().expect("a number") {
                    fault(format!("{value} is shorter than {rule}"));
                }
            }
            "pattern" => {
                assert_eq!(rule, "^https?://", "the one pattern that is known here");
                let text = value.as_str().unwrap_or_default();
                if !["http://", "https://"].iter().any(|start| text.starts_with(start)) {
                    fault(format!("{value} is no address on the web"));
                }
            }
            "format" => {
                assert_eq!(rule, "date-time", "the one format that is known here");
                let text = value.as_str().unwrap_or_default();
                if chrono::DateTime::parse_from_rfc3339(text).is_err() {
                    fault(format!("{value} is no date of RFC 3339"));
                }
            }
            "const" | "type" => {}
            other => panic!("`{other}` is not known here"),
        }
    }
    for (schema, value, at) in inner {
        check(root, schema, value, &at, faults);
    }
}

fn is(value: &Value, kind: &str) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_u64() || value.is_i64(),
        other => panic!("the type `{other}` is not known here"),
    }
}
