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
            "$schema" | "$id" | "$comment" | "$defs" | "title" | "description" => {}
            "$ref" => {
                let name =
                    rule.as_str().and_then(|r| r.strip_prefix("#/$defs/")).expect("a definition");
                inner.push((&root["$defs"][name], value, at.to_owned()));
            }
            "const" if rule != value => fault(format!("{value} is not {rule}")),
            "type" if !one_or_many(rule).any(|kind| is(value, kind)) => {
                fault(format!("{value} is no {rule}"));
            }
            "enum" if !rule.as_array().is_some_and(|known| known.contains(value)) => {
                fault(format!("{value} is none of {rule}"));
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
            "anyOf" | "oneOf" => {
                let fits = |schema: &Value| {
                    let mut faults = Vec::new();
                    check(root, schema, value, at, &mut faults);
                    faults.is_empty()
                };
                let fitting = rule.as_array().into_iter().flatten().filter(|s| fits(s)).count();
                if fitting == 0 || (keyword == "oneOf" && fitting > 1) {
                    fault(format!("{fitting} of {rule} fit"));
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
                let pattern = rule.as_str().expect("a pattern is a string");
                if value.as_str().is_some_and(|text| !matches(pattern, text)) {
                    fault(format!("{value} does not match {rule}"));
                }
            }
            "minimum" | "maximum" => {
                let limit = rule.as_i64().expect("a whole number");
                let outside = |n: i64| if keyword == "minimum" { n < limit } else { n > limit };
                if value.as_i64().is_some_and(outside) {
                    fault(format!("{value} is beyond the {keyword} {rule}"));
                }
            }
            "format" => {
                assert_eq!(rule, "date-time", "the one format that is known here");
                let is_date = |text| chrono::DateTime::parse_from_rfc3339(text).is_ok();
                if !value.as_str().is_none_or(is_date) {
                    fault(format!("{value} is no date of RFC 3339"));
                }
            }
            "const" | "type" | "enum" => {}
            other => panic!("`{other}` is not known here"),
        }
    }
    for (schema, value, at) in inner {
        check(root, schema, value, &at, faults);
    }
}

/// The names that a keyword has, be it one or a list.
fn one_or_many(rule: &Value) -> impl Iterator<Item = &str> {
    let many = rule.as_array().into_iter().flatten();
    many.chain(rule.is_string().then_some(rule)).filter_map(Value::as_str)
}

/// Whether a text matches one of the few patterns that the schemas have.
fn matches(pattern: &str, text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match pattern {
        "^https?://" => ["http://", "https://"].iter().any(|start| text.starts_with(start)),
        r"^1\.[0-9]+$" => text.strip_prefix("1.").is_some_and(digits),
        "^[0-9a-f]{64}$" => {
            text.len() == 64 && text.bytes().all(|b| b"0123456789abcdef".contains(&b))
        }
        r"^archive/data/posts/.+\.json$" => text
            .strip_prefix("archive/data/posts/")
            .and_then(|rest| rest.strip_suffix(".json"))
            .is_some_and(|id| !id.is_empty()),
        "^data/source/." => text.len() > "data/source/".len() && text.starts_with("data/source/"),
        other => panic!("the pattern `{other}` is not known here"),
    }
}

fn is(value: &Value, kind: &str) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "integer" => value.is_u64() || value.is_i64(),
        other => panic!("the type `{other}` is not known here"),
    }
}
