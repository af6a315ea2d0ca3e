//! What is printed: findings and summaries on standard error, data on standard output.

use std::borrow::Cow;
use std::io::{IsTerminal as _, Write as _};
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

    /// Prints a line about the whole build.
    pub(super) fn summary(&self, report: &Report, publish: bool, took: Duration) {
        let errors = report.count(Severity::Error);
        if self.quiet && errors == 0 {
            return;
        }
        let mut parts = vec![count(report.posts, "post", "posts")];
        if report.pages > 0 {
            parts.push(count(report.pages, "page", "pages"));
        }
        if let Some(published) = report.published {
            let files = count(published.written + published.unchanged, "file", "files");
            let (written, removed) = (published.written, published.removed);
            parts.push(match (written, removed) {
                (0, 0) => format!("{files} as they were"),
                (_, 0) => format!("{files} ({written} written)"),
                _ => format!("{files} ({written} written, {removed} removed)"),
            });
        }
        for (number, one, many) in [
            (report.drafts, "draft left out", "drafts left out"),
            (report.future, "future post left out", "future posts left out"),
            (
                report.vanished,
                "removed post kept in the archive",
                "removed posts kept in the archive",
            ),
            (errors, "error", "errors"),
            (report.count(Severity::Warning), "warning", "warnings"),
            (report.count(Severity::Note), "note", "notes"),
        ] {
            if number > 0 {
                parts.push(count(number, one, many));
            }
        }
        let verb = match (publish, report.published.is_some()) {
            (true, true) => "\x1b[1;32mbuilt\x1b[0m",
            (true, false) => "\x1b[1;31mnothing published\x1b[0m",
            (false, _) => "\x1b[1;32mchecked\x1b[0m",
        };
        self.talk(&format!("{verb} {} in {:.2} s\n", parts.join(", "), took.as_secs_f64()));
        if publish && report.published.is_none() {
            let changed = |d: &&Diagnostic| d.code == Code::GuidChanged;
            let refused =
                report.diagnostics.iter().filter(changed).any(|d| d.severity == Severity::Error);
            if refused {
                self.talk("  hint: keep the ids that readers know, or build without --deny-warnings to change them\n");
            } else if report.posts > report.failed {
                self.talk("  hint: --keep-going publishes the posts without errors\n");
            }
        }
    }
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

/// A progress bar on a terminal, nothing elsewhere.
pub(super) struct Bar(ProgressBar);

impl Bar {
    pub(super) fn new(printer: &Printer) -> Self {
        let bar = ProgressBar::new(0);
        if printer.quiet || !std::io::stderr().is_terminal() {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {eta} {msg}") {
            bar.set_style(style);
        }
        Self(bar)
    }

    pub(super) fn finish(&self) {
        self.0.finish_and_clear();
    }
}

impl Progress for Bar {
    fn post(&self, _place: usize, of: usize, id: &str) {
        self.0.set_length(of as u64);
        self.0.inc(1);
        self.0.set_message(id.to_owned());
    }
}
