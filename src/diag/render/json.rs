//! Findings as JSON values, for `--json`.

use serde_json::{Value, json as object};

use super::{Diagnostic, FileTable, Locator, Place, word};

/// Findings as a list of objects; `line` and the like are null where there is no place in a text.
#[must_use]
pub fn json(diagnostics: &[Diagnostic], files: &dyn FileTable) -> Value {
    let mut locator = Locator::new(files);
    let list = diagnostics.iter().map(|diagnostic| {
        let (path, start) = locator.locate(diagnostic);
        let end = match &diagnostic.place {
            Place::Span(span) => Some(locator.position(span.end as usize)),
            _ => None,
        };
        object!({
            "code": diagnostic.code.as_str(),
            "severity": word(diagnostic.severity),
            "path": path,
            "line": start.map(|p| p.line),
            "column": start.map(|p| p.column),
            "end_line": end.map(|p| p.line),
            "end_column": end.map(|p| p.column),
            "message": diagnostic.message,
            "hints": diagnostic.hints,
        })
    });
    Value::Array(list.collect())
}
