//! One line a finding: `path:line:column: severity[code]: message`.

use std::fmt::Write;

use super::{Diagnostic, FileTable, Locator, Place, visible, word};
use crate::span::FileId;

/// Findings as lines, for editors and other tools.
#[must_use]
pub fn short(diagnostics: &[Diagnostic], files: &dyn FileTable) -> String {
    let mut locator = Locator::new(files);
    let mut out = String::new();
    for diagnostic in diagnostics {
        let (path, position) = locator.locate(diagnostic);
        if let Some(path) = path {
            out.push_str(&visible(&path));
            if let Some(position) = position {
                // Writing to a string cannot fail.
                let _ = write!(out, ":{}:{}", position.line, position.column);
            }
            out.push_str(": ");
        }
        let (severity, code) = (word(diagnostic.severity), diagnostic.code.as_str());
        let _ = writeln!(out, "{severity}[{code}]: {}", visible(&diagnostic.message));
    }
    out
}

/// A finding as a line that stays the same when it is moved within its file:
/// `path: severity[code]: message`.
#[must_use]
pub fn unplaced<'a>(diagnostic: &'a Diagnostic, path: impl Fn(FileId) -> &'a str) -> String {
    let path = match &diagnostic.place {
        Place::Span(span) => format!("{}: ", visible(path(span.file))),
        Place::Path(path) => format!("{}: ", visible(path)),
        Place::Site => String::new(),
    };
    let (severity, code) = (word(diagnostic.severity), diagnostic.code.as_str());
    format!("{path}{severity}[{code}]: {}", visible(&diagnostic.message))
}
