//! Lines that begin with a colon. Fences of containers (`:::tip`) stand apart from the lines around
//! them, which they may touch in the author's text; and only a colon with a blank behind it begins
//! a definition, as its readers elsewhere have it.

use super::{Found, Part, Pass};

/// Whether a line of a text begins with a colon that is no definition's.
pub(super) fn are_in(text: &str) -> bool {
    text.match_indices(':').any(|(at, _)| {
        let before = text[..at].trim_end_matches([' ', '\t', '>']);
        let begins = before.is_empty() || before.ends_with('\n');
        begins && text[at..].lines().next().is_some_and(is_meant)
    })
}

/// Whether a line, from its first sign on, begins with a colon that is neither a definition's nor
/// of a row that aligns the columns of a table.
fn is_meant(line: &str) -> bool {
    let Some(rest) = line.strip_prefix(':') else { return false };
    let is_row =
        || line.contains('-') && line.chars().all(|c| matches!(c, ':' | '-' | '|' | ' ' | '\t'));
    rest.starts_with(|c: char| !c.is_whitespace()) && !is_row()
}

/// Whether a line is the fence of a container: three colons or more, alone or before its kind.
fn is_fence(line: &str) -> bool {
    let kind = line.trim_start_matches(':').trim_start();
    line.starts_with(":::")
        && (kind.is_empty() || kind.starts_with(|c: char| c.is_ascii_alphabetic()))
}

impl Pass<'_, '_> {
    /// A line that begins with a colon.
    pub(super) fn colon(&self, at: usize, end: usize) -> Option<Found> {
        let prefix = self.prefix(at)?;
        let line = self.text.get(at..end)?.lines().next()?;
        if !is_meant(line) {
            return None;
        }
        // Behind a backslash it is a letter like any other (CommonMark, 2.4).
        let line = at..at + line.len();
        let parts = if is_fence(&self.text[line.clone()]) {
            vec![
                Part::New(format!("\n{prefix}\\")),
                Part::Copy(line.clone()),
                Part::New(format!("\n{prefix}")),
            ]
        } else {
            vec![Part::New("\\".to_owned()), Part::Copy(at..at + 1)]
        };
        let end = if parts.len() == 2 { at + 1 } else { line.end };
        Some(Found { end, parts })
    }
}
