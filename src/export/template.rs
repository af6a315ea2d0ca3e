//! Templates in Jinja's syntax: a text with places to fill in, and what is there for them.
//!
//! A template gets data and has no way to files or code; its steps are counted. What is wrong with
//! one is told with its place and with the names that there are.

use std::collections::BTreeMap;
use std::fmt;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Value;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior};

use crate::html::escape::push_attribute;
use crate::limits;

/// What is wrong with a template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct TemplateError {
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
    /// What is wrong, and what would be right.
    pub message: String,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.message)
    }
}

/// What a template can ask for, by name.
pub(super) type Context = BTreeMap<String, Value>;

/// Checks what must hold before a template is read.
pub(super) fn check(text: &str) -> Result<(), TemplateError> {
    let Some(at) = long_tag(text) else { return Ok(()) };
    let before = &text[..at];
    Err(TemplateError {
        line: before.matches('\n').count() + 1,
        column: before.rsplit('\n').next().unwrap_or_default().chars().count() + 1,
        message: format!("the tag is longer than {} bytes", limits::TEMPLATE_EXPRESSION_BYTES),
    })
}

/// Fills a template in.
pub(super) fn fill(text: &str, context: &Context) -> Result<String, TemplateError> {
    let place = |error: &Error| locate(text, error, context);
    let environment = environment();
    let template = environment.template_from_str(text).map_err(|e| place(&e))?;
    template.render(Value::from(context.clone())).map_err(|e| place(&e))
}

/// A thing with named texts.
pub(super) fn map<const N: usize>(entries: [(&str, String); N]) -> Value {
    let entries = entries.map(|(name, value)| (name.to_owned(), Value::from(value)));
    Value::from(Context::from(entries))
}

/// What an error says to the one who wrote the template.
fn locate(text: &str, error: &Error, context: &Context) -> TemplateError {
    let range = error.range().filter(|range| text.get(range.clone()).is_some());
    let line = error.line().unwrap_or(1);
    let (line, column) = match &range {
        Some(range) => {
            let before = &text[..range.start];
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            (before.matches('\n').count() + 1, column)
        }
        None => (line, 1),
    };
    let written = range.map(|range| text[range].trim()).filter(|text| !text.is_empty());
    let message = match (error.kind(), written) {
        (ErrorKind::UndefinedError, Some(name)) => {
            format!("`{name}` is not there; {}", known(name, context))
        }
        _ => {
            let detail = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
            crate::model::text::one_line(&detail)
        }
    };
    TemplateError { line, column, message }
}

/// Where a tag begins that is longer than the limit. A quote in it hides what would end it.
fn long_tag(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(start) = text[at..].find('{').map(|found| at + found) {
        let end: &[u8] = match bytes.get(start + 1) {
            Some(b'{') => b"}}",
            Some(b'%') => b"%}",
            _ => {
                at = start + 1;
                continue;
            }
        };
        let mut quote = None;
        at = start + 2;
        while at < bytes.len() {
            match (quote, bytes[at]) {
                (Some(_), b'\\') => at += 1,
                (Some(open), byte) if open == byte => quote = None,
                (None, byte @ (b'"' | b'\'')) => quote = Some(byte),
                (None, _) if bytes[at..].starts_with(end) => break,
                _ => {}
            }
            at += 1;
            if at - start > limits::TEMPLATE_EXPRESSION_BYTES {
                return Some(start);
            }
        }
        at = text.ceil_char_boundary(at.min(bytes.len()));
    }
    None
}

/// The names that a template can ask for instead of one that is not there.
fn known(name: &str, context: &Context) -> String {
    let list = |value: &Value| -> String {
        let keys = value.try_iter().into_iter().flatten();
        keys.map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")
    };
    let root = name.split(['.', '[', ' ', '(']).next().unwrap_or_default();
    if name.contains('.') {
        if let Some(value) = context.get(root) {
            return format!("`{root}` has {}", list(value));
        }
        // What a loop goes through is called as the author likes: say what each list holds.
        let lists = context.iter().filter_map(|(key, value)| {
            let first =
                value.get_item(&Value::from(0)).ok().filter(|first| !first.is_undefined())?;
            Some(format!("one of `{key}` has {}", list(&first)))
        });
        return lists.collect::<Vec<_>>().join("; ");
    }
    format!("there are {}", list(&Value::from(context.clone())))
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_debug(true);
    // Both would fill the memory in one step, which the count of steps does not see.
    environment.remove_filter("format");
    environment.add_function("range", |from: u32, to: Option<u32>, step: Option<u32>| {
        let (from, to) = to.map_or((0, from), |to| (from, to));
        let step = step.unwrap_or(1).max(1);
        if to.saturating_sub(from) / step > limits::TEMPLATE_RANGE {
            let message = format!("a range has more than {} numbers", limits::TEMPLATE_RANGE);
            return Err(Error::new(ErrorKind::InvalidOperation, message));
        }
        Ok((from..to).step_by(step as usize).collect::<Vec<_>>())
    });
    environment.set_fuel(Some(limits::TEMPLATE_STEPS));
    if let Ok(syntax) = SyntaxConfig::builder().keep_trailing_newline(true).build() {
        environment.set_syntax(syntax);
    }
    // As the rest of the program escapes: slashes stay, what XML cannot hold goes.
    environment.set_formatter(|out, _, value| {
        if value.is_undefined() {
            return Err(ErrorKind::UndefinedError.into());
        }
        let text = value.to_string();
        if value.is_safe() {
            out.write_str(&text)?;
        } else {
            let mut escaped = String::with_capacity(text.len());
            push_attribute(&mut escaped, &text);
            out.write_str(&escaped)?;
        }
        Ok(())
    });
    environment
}

#[cfg(test)]
mod tests {
    use super::{Context, fill};

    #[test]
    fn values_are_escaped() {
        let text = "{{ '<a&\"b/\u{7}>' }}{{ '<b>' | safe }}";
        assert_eq!(fill(text, &Context::new()).unwrap(), "&lt;a&amp;&quot;b/&gt;<b>");
    }
}
