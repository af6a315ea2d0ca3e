//! What TOML front matter needs besides a parser: a bound on its nesting, and where its keys are.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::limits::FRONT_MATTER_NESTING;

/// A key of the outer table, where its value is, and the value as written where it is a date.
pub(super) struct Key {
    pub(super) name: String,
    pub(super) value: Range<usize>,
    pub(super) date: Option<String>,
}

/// What is wrong with a text, and where.
pub(super) struct Fault {
    pub(super) message: String,
    pub(super) place: Range<usize>,
}

/// Whether a key has more parts (`a.b.c`) than front matter may be deep: a table is made of each.
pub(super) fn too_deep(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (mut at, mut dots) = (0, 0);
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'"' | b'\'' => {
                let three = [byte; 3];
                let (skip, end) = if bytes[at - 1..].starts_with(&three) {
                    (2, &three[..])
                } else {
                    (0, &three[..1])
                };
                at += skip;
                while at < bytes.len() && !bytes[at..].starts_with(end) {
                    at += if byte == b'"' && bytes[at] == b'\\' { 2 } else { 1 };
                }
                at += end.len();
            }
            b'#' => {
                while bytes.get(at).is_some_and(|b| *b != b'\n') {
                    at += 1;
                }
            }
            b'.' => {
                dots += 1;
                if dots > FRONT_MATTER_NESTING {
                    return true;
                }
            }
            b'\n' | b'=' | b',' | b'{' | b'[' => dots = 0,
            _ => {}
        }
    }
    false
}

/// The keys of the outer table in the author's order.
pub(super) fn keys(text: &str) -> Result<Vec<Key>, Fault> {
    let table = DeTable::parse(text).map_err(|error| Fault {
        message: error.message().lines().next().unwrap_or("not valid TOML").to_owned(),
        place: error.span().unwrap_or(0..0),
    })?;
    let mut keys: Vec<_> = table
        .get_ref()
        .iter()
        .map(|(name, value)| {
            let span = value.span();
            let date = matches!(value.get_ref(), DeValue::Datetime(_))
                .then(|| text.get(span.clone()).unwrap_or_default().to_owned());
            (name.span().start, Key { name: name.get_ref().to_string(), value: span, date })
        })
        .collect();
    keys.sort_by_key(|(start, _)| *start);
    Ok(keys.into_iter().map(|(_, key)| key).collect())
}

#[cfg(test)]
mod tests {
    use super::{keys, too_deep};

    #[test]
    fn keys_keep_their_order_and_dates_their_text() {
        let text = "b = 1\na.x = 2\ndate = 2024-01-02 03:04:05\n[extra]\nc = 3\n";
        let found = keys(text).map_err(|f| f.message).expect("valid");
        let names: Vec<_> = found.iter().map(|k| k.name.as_str()).collect();
        assert_eq!(names, ["b", "a", "date", "extra"]);
        assert_eq!(found[2].date.as_deref(), Some("2024-01-02 03:04:05"));
    }

    #[test]
    fn long_dotted_keys_are_refused() {
        assert!(too_deep(&format!("a{} = 1", ".a".repeat(200))));
        assert!(!too_deep(&format!("a = \"{}\" # {}", ".".repeat(200), ".".repeat(200))));
    }
}
