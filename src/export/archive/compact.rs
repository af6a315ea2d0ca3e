//! A document that is indented for people into the same document on one line.

use crate::model::text::first;

/// The JSON that [`super::write::document`] gives without the white space between its tokens, and
/// with a line end: a line of `posts.ndjson`.
#[must_use]
pub fn compact(document: &[u8]) -> Vec<u8> {
    let mut line = Vec::with_capacity(document.len());
    let mut rest = document;
    while !rest.is_empty() {
        let outside = rest.iter().position(|byte| *byte == b'"').unwrap_or(rest.len());
        let (tokens, text) = rest.split_at(outside);
        line.extend(tokens.iter().filter(|byte| !byte.is_ascii_whitespace()));
        let (text, behind) = text.split_at(string(text));
        line.extend_from_slice(text);
        rest = behind;
    }
    line.push(b'\n');
    line
}

/// The length of the string that some JSON begins with, its quotes included; 0 at the end.
fn string(json: &[u8]) -> usize {
    let mut at = 1;
    let ends = |byte| (byte == b'"') | (byte == b'\\');
    while let Some(run) = json.get(at..).and_then(|rest| first(rest, ends)) {
        at += run;
        if json[at] == b'"' {
            return at + 1;
        }
        // A backslash and what it escapes.
        at += 2;
    }
    json.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::compact;

    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<i64>().prop_map(Value::from),
            any::<bool>().prop_map(Value::from),
            "[\"\\\\ \\n:,{}\\[\\]a-c가\u{1}]{0,12}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 6, |inner| {
            let key = "[\"\\\\ a-c가]{0,6}";
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::btree_map(key, inner, 0..6)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn it_is_the_same_document_as_written_on_one_line(value in json()) {
            let pretty = serde_json::to_vec_pretty(&value).unwrap();
            let mut line = serde_json::to_vec(&value).unwrap();
            line.push(b'\n');
            prop_assert_eq!(compact(&pretty), line);
        }
    }
}
