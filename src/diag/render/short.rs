//! One line a finding: `path:line:column: severity[code]: message`.

use std::fmt::Write;

use super::{Diagnostic, FileTable, Locator, visible, word};

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
