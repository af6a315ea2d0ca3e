//! What we tell the author: findings as plain data, sorted by place, rendered elsewhere.
//!
//! Three kinds are never mixed: a *diagnostic* is about the author's content and has a place; an
//! *error* is about the world (files, settings) and ends the run; a panic is our own mistake.

pub mod codes;
mod hints;
pub mod render;

pub use codes::Code;

use std::collections::BTreeMap;

use crate::span::{FileId, Span};

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The post cannot be published as it is.
    Error,
    /// Something is probably not what the author meant; the outputs are made all the same.
    Warning,
    /// Good to know; never affects the exit status.
    Note,
}

/// Where a finding is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A range of a file that was read as text.
    Span(Span),
    /// A file or folder, relative to the root, that has no text to point into.
    Path(String),
    /// The build as a whole.
    Site,
}

/// One finding: what it is, where it is, what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which finding this is; stable between versions.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// Where it is.
    pub place: Place,
    /// What is the matter: lower case, one line, no full stop, code in backticks.
    pub message: String,
    /// What to do about it, a line each.
    pub hints: Vec<String>,
}

impl Diagnostic {
    /// A finding with its code's own severity and no hint yet.
    #[must_use]
    pub fn new(code: Code, place: impl Into<Place>, message: impl Into<String>) -> Self {
        let severity = code.severity();
        Self { code, severity, place: place.into(), message: message.into(), hints: Vec::new() }
    }

    /// The same finding with one more line of advice.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }
}

impl From<Span> for Place {
    fn from(span: Span) -> Self {
        Self::Span(span)
    }
}

/// A value and what was found while it was made. Making it never fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked<T> {
    /// What was made.
    pub value: T,
    /// What was found, in the order of finding.
    pub diagnostics: Vec<Diagnostic>,
}

impl<T> Checked<T> {
    /// A value that nothing was found about.
    pub fn clean(value: T) -> Self {
        Self { value, diagnostics: Vec::new() }
    }

    /// The value, with the findings moved to the end of a longer list.
    pub fn split_into(mut self, all: &mut Vec<Diagnostic>) -> T {
        all.append(&mut self.diagnostics);
        self.value
    }
}

/// Orders findings by file and place, then by severity, drops exact repetitions, and gives a hint
/// to those that have none of their own. `path` names the files; what is about the whole blog
/// comes last.
pub fn sort<'a>(diagnostics: &mut Vec<Diagnostic>, path: impl Fn(FileId) -> &'a str) {
    let key = |d: &Diagnostic| -> (bool, String, u32, u32) {
        match &d.place {
            Place::Span(span) => (false, path(span.file).to_owned(), span.start, span.end),
            Place::Path(path) => (false, path.clone(), 0, 0),
            Place::Site => (true, String::new(), 0, 0),
        }
    };
    diagnostics.sort_by_cached_key(|d| (key(d), d.severity, d.code, d.message.clone()));
    diagnostics.dedup();
    for diagnostic in diagnostics.iter_mut().filter(|d| d.hints.is_empty()) {
        diagnostic.hints.push(hints::of(diagnostic.code).to_owned());
    }
}

/// Tells notes of one post that say the same once, at their first place, with their number: what
/// is only said, and need not be mended place by place, shall not hide what must be.
pub fn fold_notes(diagnostics: &mut Vec<Diagnostic>) {
    let mut seen: BTreeMap<(Code, String), usize> = BTreeMap::new();
    let folds = |d: &Diagnostic| d.severity == Severity::Note && !OF_THE_SITE.contains(&d.code);
    for note in diagnostics.iter().filter(|d| folds(d)) {
        *seen.entry((note.code, note.message.clone())).or_default() += 1;
    }
    fold(diagnostics, seen, folds);
}

/// Findings that say something of how the blog is written, not of one post.
const OF_THE_SITE: &[Code] =
    &[Code::UnknownShortcode, Code::UnknownHtml, Code::MathAsSource, Code::BadAddress];

/// Tells what is found all over the blog once, at its first place, with its number.
pub fn fold_site(diagnostics: &mut Vec<Diagnostic>) {
    let mut seen: BTreeMap<(Code, String), usize> = BTreeMap::new();
    let folds = |d: &Diagnostic| d.severity == Severity::Note && OF_THE_SITE.contains(&d.code);
    for note in diagnostics.iter().filter(|d| folds(d)) {
        *seen.entry((note.code, note.message.clone())).or_default() += 1;
    }
    fold(diagnostics, seen, folds);
}

fn fold(
    diagnostics: &mut Vec<Diagnostic>,
    mut seen: BTreeMap<(Code, String), usize>,
    folds: impl Fn(&Diagnostic) -> bool,
) {
    diagnostics.retain_mut(|d| {
        if !folds(d) {
            return true;
        }
        match seen.get_mut(&(d.code, d.message.clone())).map(std::mem::take) {
            Some(0) => false,
            Some(2) => {
                d.message.push_str(", here and in one more place");
                true
            }
            Some(count) if count > 2 => {
                d.message.push_str(&format!(", here and in {} more places", count - 1));
                true
            }
            _ => true,
        }
    });
}
