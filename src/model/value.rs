//! Front matter as data: the least common multiple of YAML, TOML and JSON.

/// A value of the front matter. Maps keep an order: the author's at the top level, the keys'
/// own below it (the engines that parse front matter lose it there).
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`, `~` or an empty value.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number that fits.
    Int(i64),
    /// Any other number. Never NaN or infinite (those are kept as strings).
    Float(f64),
    /// Text; dates of YAML and TOML are text too, as they were written.
    String(String),
    /// A list.
    List(Vec<Value>),
    /// A map, in order.
    Map(Vec<(String, Value)>),
}

impl Value {
    /// The text of a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The value of a key, where this is a map.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Map(entries) => entries.iter().find(|(k, _)| k == key).map(|(_, v)| v),
            _ => None,
        }
    }

    /// The scalar as a person would write it; nothing for lists, maps and null.
    #[must_use]
    pub fn scalar(&self) -> Option<String> {
        match self {
            Self::String(text) => Some(text.clone()),
            Self::Int(n) => Some(n.to_string()),
            Self::Float(n) => Some(n.to_string()),
            Self::Bool(b) => Some(b.to_string()),
            Self::Null | Self::List(_) | Self::Map(_) => None,
        }
    }
}
