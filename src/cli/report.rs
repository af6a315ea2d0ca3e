//! What is printed: findings and summaries on standard error, data on standard output.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{IsTerminal as _, Write as _};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anstream::{AutoStream, ColorChoice as Choice};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::args::ColorChoice;
use super::exit::Exit;
use crate::artifact::OutPath;
use crate::diag::render::{self, FileTable};
use crate::diag::{Code, Diagnostic, Severity};
use crate::limits;
use crate::output::Change;
use crate::pipeline::{Cause, Progress, Report};
use crate::source::{self, Sources};
use crate::span::FileId;

/// Prints for one run of the program.
#[derive(Clone)]
pub(super) struct Printer {
    choice: Choice,
    quiet: bool,
}

impl Printer {
    pub(super) fn new(color: ColorChoice, quiet: bool) -> Self {
        let choice = match color {
            ColorChoice::Auto => AutoStream::choice(&std::io::stderr()),
            ColorChoice::Always => Choice::Always,
            ColorChoice::Never => Choice::Never,
        };
        Self { choice, quiet }
    }

    /// Writes to standard error. Whoever closed it does not want to know.
    pub(super) fn talk(&self, text: &str) {
        let mut stream = AutoStream::new(std::io::stderr().lock(), self.choice);
        let _ = stream.write_all(text.as_bytes());
    }

    /// Writes to standard output; a closed pipe ends the program's output, not the program.
    #[expect(clippy::unused_self, reason = "all that is printed goes through the printer")]
    pub(super) fn data(&self, text: &str) {
        let mut stream = AutoStream::new(std::io::stdout().lock(), Choice::Never);
        let _ = stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
    }

    /// Says that something is as it should be, where that is wanted.
    #[cfg(feature = "watch")]
    pub(super) fn news(&self, text: &str) {
        if !self.quiet {
            self.talk(text);
        }
    }

    /// Says why the program cannot go on.
    pub(super) fn fail(&self, message: &str, hints: &[&str]) -> Exit {
        let mut text = format!("\x1b[1;31merror\x1b[0m: {message}\n");
        for hint in hints {
            text += &format!("  hint: {hint}\n");
        }
        self.talk(&text);
        Exit::Usage
    }

    /// Prints all findings with their places in the text.
    pub(super) fn findings(&self, report: &Report) {
        let color = self.choice != Choice::Never;
        self.talk(&render::human(&self.shown(report), &Files(&report.sources), color));
    }

    /// Prints all findings, a line each.
    pub(super) fn short_findings(&self, report: &Report) {
        self.talk(&render::short(&self.shown(report), &Files(&report.sources)));
    }

    /// Prints findings of an earlier build that are no more, a line each.
    #[cfg(feature = "watch")]
    pub(super) fn gone(&self, lines: &[String]) {
        if !self.quiet {
            let lines = lines.iter().map(|line| format!("\x1b[32mgone\x1b[0m {line}\n"));
            self.talk(&lines.collect::<String>());
        }
    }

    /// The findings that are printed: errors alone where the program shall be quiet.
    fn shown(&self, report: &Report) -> Vec<Diagnostic> {
        let shows = |d: &&Diagnostic| !self.quiet || d.severity == Severity::Error;
        report.diagnostics.iter().filter(shows).cloned().collect()
    }

    /// Prints what became of each output, where that was asked for, a line each.
    pub(super) fn outputs(&self, report: &Report) {
        let line = |(path, change): &(OutPath, Change)| {
            format!("{path}: {}\n", why(*change, report.cause))
        };
        self.talk(&report.outputs.iter().map(line).collect::<String>());
    }

    /// Prints the report as data.
    pub(super) fn json(&self, report: &Report, exit: Exit) {
        let published = report.published.unwrap_or_default();
        let document = serde_json::json!({
            "diagnostics": render::json(&report.diagnostics, &Files(&report.sources)),
            "summary": {
                "posts": report.posts,
                "failed": report.failed,
                "drafts": report.drafts,
                "future": report.future,
                "vanished": report.vanished,
                "pages": report.pages,
                "published": report.published.is_some(),
                "files": published.written + published.unchanged,
                "written": published.written,
                "unchanged": published.unchanged,
                "removed": published.removed,
                "errors": report.count(Severity::Error),
                "warnings": report.count(Severity::Warning),
                "notes": report.count(Severity::Note),
                "ok": exit == Exit::Success,
            },
        });
        self.data(&format!("{document:#}\n"));
    }

    /// Prints what a build came to, for people: what was made, where it is, what was found, and what
    /// to do next. `out` is the output folder, where something was to be published.
    pub(super) fn summary(&self, report: &Report, out: Option<&Path>, took: Duration) {
        if !self.quiet || report.count(Severity::Error) > 0 {
            self.talk(&summary(report, out, took));
        }
    }
}

/// A line of a summary: a word about it, and what it says.
fn row(text: &mut String, word: &str, says: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "  \x1b[1m{word:<8}\x1b[0m {says}");
}

fn summary(report: &Report, out: Option<&Path>, took: Duration) -> String {
    let verb = match (out, report.published.is_some()) {
        (Some(_), true) => "\x1b[1;32mbuilt\x1b[0m",
        (Some(_), false) => "\x1b[1;31mnothing published\x1b[0m:",
        (None, _) => "\x1b[1;32mchecked\x1b[0m",
    };
    let mut made = vec![count(report.posts, "post", "posts")];
    if report.pages > 0 {
        made.push(count(report.pages, "page", "pages"));
    }
    let mut text = format!("{verb} {} in {:.2} s\n", made.join(", "), took.as_secs_f64());
    if let (Some(published), Some(out)) = (report.published, out) {
        let files = count(published.written + published.unchanged, "file", "files");
        let what = match (published.written, published.removed) {
            (0, 0) => "all as they were".to_owned(),
            (written, 0) => format!("{written} written"),
            (written, removed) => format!("{written} written, {removed} removed"),
        };
        let place = render::visible(&out.display().to_string());
        row(&mut text, "outputs", &format!("{files} in {place} ({what})"));
    }
    let listed = |numbers: &[(usize, &str, &str)]| {
        let some = numbers.iter().filter(|(number, ..)| *number > 0);
        some.map(|(number, one, many)| count(*number, one, many)).collect::<Vec<_>>().join(", ")
    };
    let without = listed(&[
        (report.drafts, "draft", "drafts"),
        (report.future, "post of the future", "posts of the future"),
    ]);
    if !without.is_empty() {
        row(&mut text, "without", &without);
    }
    if report.vanished > 0 {
        let gone = count(report.vanished, "removed post", "removed posts");
        row(&mut text, "archive", &format!("{gone} kept"));
    }
    let found = listed(&[
        (report.count(Severity::Error), "error", "errors"),
        (report.count(Severity::Warning), "warning", "warnings"),
        (report.count(Severity::Note), "note", "notes"),
    ]);
    row(&mut text, "found", if found.is_empty() { "nothing to mend" } else { &found });
    if let Some(next) = next(report, out) {
        row(&mut text, "next", &next);
    }
    text
}

/// The one thing to do that helps most.
fn next(report: &Report, out: Option<&Path>) -> Option<String> {
    let has = |code| report.diagnostics.iter().any(|d| d.code == code);
    if out.is_some() && report.published.is_none() {
        let refused = |d: &Diagnostic| d.code == Code::GuidChanged && d.severity == Severity::Error;
        if report.diagnostics.iter().any(refused) {
            let next =
                "keep the ids that readers know, or build without --deny-warnings to change them";
            return Some(next.to_owned());
        }
        if report.posts > report.failed {
            return Some("mend the errors, or publish the other posts by --keep-going".to_owned());
        }
        return Some("mend the errors".to_owned());
    }
    let has_errors = report.count(Severity::Error) > 0;
    if has(Code::NoPosts) {
        return Some("name the folders with posts by --content, or in postpress.toml".to_owned());
    }
    if has(Code::ConfigAssumed) && !has_errors {
        return Some("`postpress init` writes what was assumed into a file to edit".to_owned());
    }
    if has(Code::FeedNoUrl) && !has_errors {
        return Some(
            "set `site.url` in postpress.toml, so that links in feeds lead home".to_owned(),
        );
    }
    // Of the worst findings those there are most of.
    let worst = report.diagnostics.iter().map(|d| d.severity).min()?;
    let mut counts: BTreeMap<Code, usize> = BTreeMap::new();
    for finding in report.diagnostics.iter().filter(|d| d.severity == worst) {
        *counts.entry(finding.code).or_default() += 1;
    }
    let (code, _) = counts.into_iter().max_by_key(|(code, count)| (*count, Reverse(*code)))?;
    (worst != Severity::Note)
        .then(|| format!("`postpress explain {}` says what to do about it", code.as_str()))
}

/// The findings of a report as data.
#[cfg(feature = "serve")]
pub(super) fn json_findings(report: &Report) -> serde_json::Value {
    render::json(&report.diagnostics, &Files(&report.sources))
}

/// Why an output was made again, or was not.
fn why(change: Change, cause: Cause) -> &'static str {
    match (change, cause) {
        (Change::New, _) => "new",
        (Change::Changed, Cause::Sources) => "source changed",
        (Change::Changed, Cause::Settings) => "settings, templates or program changed",
        (Change::Changed, Cause::Unknown) => "changed",
        (Change::Missing, _) => "was missing",
        (Change::Foreign, _) => "was changed by someone else",
        (Change::Forced, _) => "made anew, as --force asks",
        (Change::Unchanged, _) => "unchanged",
        (Change::Removed, _) => "removed",
    }
}

/// A number and what it counts.
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// The files of a build, for findings to point into.
struct Files<'a>(&'a Sources);

impl FileTable for Files<'_> {
    fn path(&self, file: FileId) -> &str {
        self.0.path(file)
    }

    fn text(&self, file: FileId) -> Option<Cow<'_, str>> {
        let entry = self.0.files.get(file.0 as usize)?;
        let bytes = source::read(entry, limits::POST_BYTES).ok()?;
        Some(Cow::Owned(source::decode(bytes, file).value.text))
    }
}

/// How long a build takes before its progress is shown.
const LONG: Duration = Duration::from_millis(500);

/// The progress of a long build on a terminal, nothing elsewhere.
pub(super) struct Bar {
    line: ProgressBar,
    /// Whether it may be shown.
    shows: bool,
    /// The posts that are at work, the longest first.
    at_work: Mutex<Vec<String>>,
}

impl Bar {
    pub(super) fn new(printer: &Printer) -> Self {
        let line = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::hidden());
        let template = "{bar:24} {pos} of {len} posts, {eta} left: {wide_msg}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            line.set_style(style);
        }
        let shows = !printer.quiet && std::io::stderr().is_terminal();
        Self { line, shows, at_work: Mutex::default() }
    }

    pub(super) fn finish(&self) {
        self.line.finish_and_clear();
    }

    /// The posts at work; a thread that failed while it held them has its own say.
    fn at_work(&self) -> MutexGuard<'_, Vec<String>> {
        self.at_work.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Progress for Bar {
    fn begins(&self, id: &str) {
        if self.shows {
            self.at_work().push(render::visible(id));
        }
    }

    fn post(&self, _place: usize, of: usize, id: &str) {
        if !self.shows {
            return;
        }
        if self.line.is_hidden() && self.line.elapsed() > LONG {
            self.line.set_draw_target(ProgressDrawTarget::stderr());
        }
        let mut at_work = self.at_work();
        let id = render::visible(id);
        if let Some(at) = at_work.iter().position(|other| *other == id) {
            at_work.remove(at);
        }
        self.line.set_length(of as u64);
        self.line.inc(1);
        self.line.set_message(at_work.first().cloned().unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::Duration;

    use super::summary;
    use crate::diag::{Code, Diagnostic, Place};
    use crate::output::Published;
    use crate::pipeline::Report;

    fn said(report: &Report, out: Option<&str>) -> String {
        let text = summary(report, out.map(Path::new), Duration::from_millis(1234));
        anstream::adapter::strip_str(&text).to_string()
    }

    fn found(code: Code) -> Diagnostic {
        Diagnostic::new(code, Place::Site, "x")
    }

    #[test]
    fn a_summary_says_what_was_made_where_it_is_and_what_to_do_next() {
        let mut report = Report {
            posts: 3,
            pages: 7,
            drafts: 2,
            future: 1,
            vanished: 1,
            published: Some(Published { written: 2, unchanged: 40, removed: 1 }),
            diagnostics: vec![found(Code::LinkDead), found(Code::NoDate)],
            ..Report::default()
        };
        snapbox::assert_data_eq!(
            said(&report, Some("blog/out")),
            snapbox::str![[r"
built 3 posts, 7 pages in 1.23 s
  outputs  42 files in blog/out (2 written, 1 removed)
  without  2 drafts, 1 post of the future
  archive  1 removed post kept
  found    1 warning, 1 note
  next     `postpress explain link/dead` says what to do about it

"]]
        );
        report = Report { posts: 1, ..Report::default() };
        snapbox::assert_data_eq!(
            said(&report, None),
            snapbox::str![[r"
checked 1 post in 1.23 s
  found    nothing to mend

"]]
        );
        report = Report {
            posts: 2,
            failed: 1,
            diagnostics: vec![found(Code::FrontMatterSyntax)],
            ..Report::default()
        };
        snapbox::assert_data_eq!(
            said(&report, Some("out")),
            snapbox::str![[r"
nothing published: 2 posts in 1.23 s
  found    1 error
  next     mend the errors, or publish the other posts by --keep-going

"]]
        );
    }
}
