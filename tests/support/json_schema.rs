//! As much of JSON Schema 2020-12 as the schemas of the tests use. A keyword that is not known
//! here fails, so that no rule is passed over in silence.

use serde_json::{Map, Value};

/// What is wrong with a value, each with the pointer to its place; empty where it is valid.
pub(crate) fn faults(schema: &Value, value: &Value) -> Vec<String> {
    let mut checker = Checker { root: schema, faults: Vec::new() };
    checker.check(schema, value, "");
    checker.faults
}

struct Checker<'a> {
    root: &'a Value,
    faults: Vec<String>,
}

impl Checker<'_> {
    fn check(&mut self, schema: &Value, value: &Value, at: &str) {
        let rules = schema.as_object().unwrap_or_else(|| panic!("{schema} is no schema"));
        for (keyword, rule) in rules {
            let good = match keyword.as_str() {
                "$schema" | "$id" | "$defs" | "title" | "description" => true,
                "$ref" => {
                    let pointer = rule.as_str().and_then(|r| r.strip_prefix('#'));
                    let root = self.root;
                    let target = pointer.and_then(|p| root.pointer(p)).expect("a local reference");
                    self.check(target, value, at);
                    true
                }
                "type" => is_type(rule, value),
                "const" => rule == value,
                "minLength" => length(value).is_none_or(|n| rule.as_u64() <= Some(n)),
                "minimum" => value.as_f64().is_none_or(|n| rule.as_f64() <= Some(n)),
                "format" => value.as_str().is_none_or(|text| has_format(rule, text)),
                "anyOf" => rule.as_array().expect("schemas").iter().any(|one| {
                    let mut inner = Checker { root: self.root, faults: Vec::new() };
                    inner.check(one, value, at);
                    inner.faults.is_empty()
                }),
                "items" => {
                    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                        self.check(rule, item, &format!("{at}/{index}"));
                    }
                    true
                }
                "required" => value.as_object().is_none_or(|object| {
                    let mut names = rule.as_array().expect("names").iter();
                    names.all(|name| object.contains_key(name.as_str().expect("a name")))
                }),
                "properties" | "patternProperties" => true,
                "additionalProperties" => {
                    assert_eq!(rule, &Value::Bool(false), "only `false` is known");
                    true
                }
                keyword => panic!("the keyword {keyword} is not known"),
            };
            if !good {
                self.faults.push(format!("{at}: {value} breaks {keyword} {rule}"));
            }
        }
        if let Some(object) = value.as_object() {
            self.properties(rules, object, at);
        }
    }

    fn properties(&mut self, rules: &Map<String, Value>, object: &Map<String, Value>, at: &str) {
        let table = |name: &str| rules.get(name).and_then(Value::as_object);
        for (key, value) in object {
            let here = format!("{at}/{key}");
            let named = table("properties").and_then(|known| known.get(key));
            let by_start = table("patternProperties").into_iter().flatten().find(|(pattern, _)| {
                let start = pattern.strip_prefix('^').expect("only `^start` is known");
                key.starts_with(start)
            });
            match named.or(by_start.map(|(_, schema)| schema)) {
                Some(schema) => self.check(schema, value, &here),
                None if rules.contains_key("additionalProperties") => {
                    self.faults.push(format!("{here}: not a key of this object"));
                }
                None => {}
            }
        }
    }
}

fn is_type(rule: &Value, value: &Value) -> bool {
    match rule.as_str().expect("one type") {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        name => panic!("the type {name} is not known"),
    }
}

fn length(value: &Value) -> Option<u64> {
    value.as_str().map(|text| text.chars().count() as u64)
}

fn has_format(rule: &Value, text: &str) -> bool {
    match rule.as_str() {
        Some("uri") => text.is_ascii() && url::Url::parse(text).is_ok(),
        Some("date-time") => chrono::DateTime::parse_from_rfc3339(text).is_ok(),
        name => panic!("the format {name:?} is not known"),
    }
}
