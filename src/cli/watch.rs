//! `postpress watch`: a build, and another one each time something has changed.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use super::args::{SourceArgs, WatchArgs};
use super::build::{self, Failure, Mode};
use super::exit::Exit;
use super::interrupt::Interrupt;
use super::report::{Printer, count};
use crate::diag::{Diagnostic, Severity, render};
use crate::pipeline::Report;
use crate::watch::{Change, Places, Stopped, Watch};

/// How soon a build is tried again that another one was in the way of.
const AGAIN: Duration = Duration::from_secs(1);

/// How many changed files are named in a line.
const NAMED: usize = 2;

/// Builds until it is told to end.
pub(super) fn watch(args: &WatchArgs, printer: &Printer) -> Exit {
    match Watcher::new(&args.source, args.poll, args.fetch, printer) {
        Ok(watcher) => watcher.run(|_| {}),
        Err(failure) => failure.print(printer),
    }
}

/// What a build came to: its report, or why there was none.
pub(super) type Outcome = Result<Report, Failure>;

/// Builds again and again.
pub(super) struct Watcher<'a> {
    args: &'a SourceArgs,
    printer: &'a Printer,
    mode: Mode,
    watch: Watch,
    interrupt: Interrupt,
    /// What was told last.
    known: Findings,
    failure: Option<Failure>,
}

impl<'a> Watcher<'a> {
    /// Begins to listen, both to the files and to Ctrl-C; nothing is built yet.
    pub(super) fn new(
        args: &'a SourceArgs,
        poll: bool,
        fetch: bool,
        printer: &'a Printer,
    ) -> Result<Self, Failure> {
        build::check_root(args)?;
        if let Some(address) = args.previous.iter().find(|given| given.contains("://")) {
            let message = format!("--previous {address}: not asked at each change of a file");
            return Err(Failure::new(message).hint("download the feed, and give the file"));
        }
        let watch = Watch::new(&args.root, poll).map_err(|e| Failure::new(e.to_string()))?;
        let interrupt = Interrupt::default();
        let stopper = watch.stopper();
        let says = printer.clone();
        interrupt
            .listen(move || stopper.stop(), move |text| says.talk(text))
            .map_err(Failure::new)?;
        let mode = Mode {
            publish: true,
            force: false,
            keep_going: true,
            prune: false,
            fetch,
            verbose: false,
            book: false,
            lists: false,
        };
        let (known, failure) = (Findings::default(), None);
        Ok(Self { args, printer, mode, watch, interrupt, known, failure })
    }

    /// Has each report say which posts there are.
    #[cfg(feature = "serve")]
    pub(super) fn with_lists(mut self) -> Self {
        self.mode.lists = true;
        self
    }

    /// Builds at once and after each change, and gives each outcome away when it was told.
    pub(super) fn run(mut self, mut done: impl FnMut(Outcome)) -> Exit {
        let mut change: Option<Change> = None;
        let mut polls = self.watch.polls();
        loop {
            // What changes while the build runs is a change again: it is watched before.
            let covered = self.cover(None);
            let begun = now();
            let interrupt = self.interrupt.clone();
            let mut outcome = interrupt.finish(|| build::once(self.args, self.printer, self.mode));
            let covered = covered.and_then(|()| self.cover(outcome.as_ref().ok()));
            if let Err(failure) = covered {
                return failure.print(self.printer);
            }
            if self.watch.polls() && !polls {
                polls = true;
                self.printer.talk(
                    "the system lets no more folders be watched: looking at all files every 0.7 s\n",
                );
            }
            let since = change.as_ref().map_or(begun, |change| change.since);
            self.tell(&mut outcome, change.as_ref(), since);
            let again = outcome.as_ref().is_err_and(|failure| failure.passes).then_some(AGAIN);
            done(outcome);
            change = match self.watch.wait(again) {
                Ok(change) => change,
                Err(Stopped) => return Exit::Success,
            };
        }
    }

    /// Watches what the settings name, and what the last build read.
    fn cover(&mut self, report: Option<&Report>) -> Result<(), Failure> {
        // Settings that cannot be read are told by the build; until they are mended, what was
        // watched last is.
        let settings = build::settings(self.args).ok();
        let folders: Vec<&str> = settings
            .iter()
            .flat_map(|(config, _)| config.content.iter().chain(&config.statics))
            .map(String::as_str)
            .collect();
        let out = build::out(self.args);
        let sources = report.map(|report| &report.sources);
        let places = Places { out: &out, folders: &folders, sources };
        self.watch.cover(&places).map_err(|error| Failure::new(error.to_string()))
    }

    /// One line about the build, and what is not as it was at the last one.
    fn tell(&mut self, outcome: &mut Outcome, change: Option<&Change>, since: Instant) {
        let report = match outcome {
            Ok(report) => report,
            Err(failure) => {
                // The same once more says nothing.
                if self.failure.as_ref() != Some(failure) {
                    failure.print(self.printer);
                    self.printer.talk("nothing published: waiting for the next change\n");
                }
                self.failure = Some(failure.clone());
                return;
            }
        };
        self.failure = None;
        let now = Findings::of(report);
        let (new, gone) = now.against(&self.known);
        if self.args.json {
            self.printer.json(report, build::exit(report, self.args.deny_warnings));
        } else {
            let all = std::mem::take(&mut report.diagnostics);
            report.diagnostics = new.iter().filter_map(|i| all.get(*i)).cloned().collect();
            build::tell_findings(self.args, self.printer, report);
            report.diagnostics = all;
            if let Some(change) = change {
                self.printer.gone(&gone);
                let line = line(report, change, since.elapsed());
                match report.count(Severity::Error) {
                    0 => self.printer.news(&line),
                    _ => self.printer.talk(&line),
                }
            } else {
                let out = build::out(self.args);
                self.printer.summary(report, Some(&out), since.elapsed());
            }
        }
        self.known = now;
    }
}

/// `built after content/a.md and 2 more: 4 files written, 1 error in 0.12 s`
fn line(report: &Report, change: &Change, took: Duration) -> String {
    let shown = change.files.iter().take(NAMED).map(|f| render::visible(&slashed(f)));
    let shown: Vec<String> = shown.collect();
    let more = change.files.len() - shown.len() + change.more;
    let names = match (shown.is_empty(), more) {
        (true, _) => "changes".to_owned(),
        (_, 0) => shown.join(", "),
        (_, more) => format!("{} and {more} more", shown.join(", ")),
    };
    let (errors, warnings) = (report.count(Severity::Error), report.count(Severity::Warning));
    let published = report.published.unwrap_or_default();
    let mut parts = vec![match (report.published.is_some(), published.written) {
        (false, _) => "nothing published".to_owned(),
        (true, 0) if published.removed == 0 => "all files as they were".to_owned(),
        (true, written) => count(written, "file written", "files written"),
    }];
    for (number, one, many) in [
        (published.removed, "removed", "removed"),
        (errors, "error", "errors"),
        (warnings, "warning", "warnings"),
    ] {
        if number > 0 {
            parts.push(count(number, one, many));
        }
    }
    let colour = if errors > 0 { "\x1b[1;31m" } else { "\x1b[1;32m" };
    format!(
        "{colour}built\x1b[0m after {names}: {} in {:.2} s\n",
        parts.join(", "),
        took.as_secs_f64()
    )
}

fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

#[expect(clippy::disallowed_methods, reason = "the line about a build says how long it took")]
fn now() -> Instant {
    Instant::now()
}

/// The findings of a build as lines without their places in the files, which move with every
/// edit; each with the numbers of its diagnostics.
#[derive(Debug, Default)]
struct Findings(BTreeMap<String, Vec<usize>>);

impl Findings {
    fn of(report: &Report) -> Self {
        let mut lines: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let key = |d: &Diagnostic| render::unplaced(d, |file| report.sources.path(file));
        for (i, diagnostic) in report.diagnostics.iter().enumerate() {
            lines.entry(key(diagnostic)).or_default().push(i);
        }
        Self(lines)
    }

    /// The diagnostics that an earlier build did not have, by number, and the lines that it had
    /// and this one has not.
    fn against(&self, earlier: &Self) -> (Vec<usize>, Vec<String>) {
        let had = |line: &str, of: &Self| of.0.get(line).map_or(0, Vec::len);
        let mut new: Vec<usize> = Vec::new();
        for (line, numbers) in &self.0 {
            new.extend(&numbers[had(line, earlier).min(numbers.len())..]);
        }
        new.sort_unstable();
        let mut gone = Vec::new();
        for (line, numbers) in &earlier.0 {
            let left = numbers.len().saturating_sub(had(line, self));
            gone.extend(std::iter::repeat_n(line.clone(), left));
        }
        (new, gone)
    }
}
