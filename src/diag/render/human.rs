//! Findings for people: the line of the file with a caret under the place, and what to do.

use std::collections::BTreeMap;
use std::fmt::Write;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, FileTable, Locator, Place, Severity, is_unsafe, visible, word};
use crate::diag::Code;

/// How many findings with the same code are shown in full.
const SHOWN: usize = 20;

/// How many characters of a line are read before and behind the place; what of them fits into a
/// terminal's line is shown.
const BEFORE: usize = 1000;
const BEHIND: usize = 80;

/// Findings as text for a terminal. Of each code the first 20 are shown, and the rest counted.
#[must_use]
pub fn human(diagnostics: &[Diagnostic], files: &dyn FileTable, color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let mut locator = Locator::new(files);
    let mut counts: BTreeMap<Code, usize> = BTreeMap::new();
    let mut out = String::new();
    for alike in diagnostics.chunk_by(tell_one_thing) {
        let diagnostic = &alike[0];
        let count = counts.entry(diagnostic.code).or_default();
        *count += 1;
        if *count <= SHOWN {
            let group = if alike.len() > 1 { list(alike) } else { group(diagnostic, &mut locator) };
            out.push_str(&renderer.render(&[group]));
            out.push_str("\n\n");
        }
    }
    for (code, count) in counts {
        if count > SHOWN {
            // Writing to a string cannot fail.
            let (severity, more) = (word(code.severity()), count - SHOWN);
            let _ = writeln!(out, "{severity}[{}]: and {more} more", code.as_str());
        }
    }
    out
}

/// Whether two findings have no place and the same advice, so that it need be read only once.
fn tell_one_thing(a: &Diagnostic, b: &Diagnostic) -> bool {
    a.place == Place::Site && b.place == Place::Site && a.code == b.code && a.hints == b.hints
}

/// Findings that tell one thing: what they share, and a line for each.
fn list<'a>(alike: &[Diagnostic]) -> Group<'a> {
    let first = &alike[0];
    let help = first.code.help();
    let title = help.split_once(". ").map_or(help.trim_end_matches('.'), |(title, _)| title);
    let mut letters = title.chars();
    let title: String =
        letters.next().map(|c| c.to_lowercase().chain(letters).collect()).unwrap_or_default();
    let mut group = Group::with_title(level(first).primary_title(title).id(first.code.as_str()));
    for diagnostic in alike {
        group = group.element(Level::NOTE.message(visible(&diagnostic.message)));
    }
    for hint in &first.hints {
        group = group.element(Level::HELP.message(visible(hint)));
    }
    group
}

fn level(diagnostic: &Diagnostic) -> Level<'static> {
    match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    }
}

fn group<'a>(diagnostic: &Diagnostic, locator: &mut Locator) -> Group<'a> {
    let title =
        level(diagnostic).primary_title(visible(&diagnostic.message)).id(diagnostic.code.as_str());
    let mut group = Group::with_title(title);
    let (path, position) = locator.locate(diagnostic);
    if let Some(path) = path {
        let path = visible(&path);
        let line = match &diagnostic.place {
            // The start of a file stands for the file.
            Place::Span(span) if span.end > 0 && !locator.text.is_empty() => {
                let range = span.range();
                // A place between characters is shown at the one behind it.
                let end = locator.text.ceil_char_boundary(range.start + 1).max(range.end);
                Some(clip(&locator.text, range.start..end))
            }
            _ => None,
        };
        let origin = Origin::path(path.clone());
        group = match (position, line) {
            (Some(p), Some((line, range))) => {
                let snippet = Snippet::source(line).line_start(p.line);
                let snippet = snippet.annotation(AnnotationKind::Primary.span(range));
                if p.column <= BEFORE {
                    // The place is counted in the snippet, which begins where its line does.
                    group.element(snippet.path(path))
                } else {
                    group.element(origin.line(p.line).char_column(p.column)).element(snippet)
                }
            }
            (Some(p), None) => group.element(origin.line(p.line).char_column(p.column)),
            (None, _) => group.element(origin),
        };
    }
    for hint in &diagnostic.hints {
        group = group.element(Level::HELP.message(visible(hint)));
    }
    group
}

/// The part of a line around the start of a range, and the range in it. What the range covers on
/// further lines is not shown.
fn clip(text: &str, range: std::ops::Range<usize>) -> (String, std::ops::Range<usize>) {
    let start = text.floor_char_boundary(range.start);
    let end = text.floor_char_boundary(range.end).max(start);
    let (before, behind) = text.split_at(start);
    let is_end = |c: &char| matches!(c, '\n' | '\r');
    let mut head: Vec<char> =
        before.chars().rev().take_while(|c| !is_end(c)).take(BEFORE).collect();
    head.reverse();
    let mut line: String = visible(&head.into_iter().collect::<String>());
    let from = line.len();
    let mut to = from;
    let mut at = start;
    for c in behind.chars().take_while(|c| !is_end(c)).take(BEHIND) {
        line.push(if is_unsafe(c) { '\u{fffd}' } else { c });
        at += c.len_utf8();
        if at <= end {
            to = line.len();
        }
    }
    (line, from..to)
}
