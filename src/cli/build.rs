//! `postpress build` and `postpress check`.

use std::path::{Path, PathBuf};
use std::time::{Instant, SystemTime};

use chrono::{DateTime, Utc};

use super::args::{BuildArgs, CheckArgs, MessageFormat, Prune, SourceArgs};
use super::exit::Exit;
use super::previous;
use super::report::{Bar, Printer};
use crate::config::{self, Config};
use crate::diag::{self, Code, Diagnostic, Place, Severity};
use crate::export::Format;
use crate::export::feed_page::{STYLESHEET, Template};
use crate::export::item::Wrapper;
use crate::export::pdf::style::Style;
use crate::limits;
use crate::output::OutputError;
use crate::pipeline::{self, Report, Request};
use crate::stamp::Stamp;

/// Makes the outputs.
pub(super) fn build(args: &BuildArgs, printer: &Printer) -> Exit {
    run(
        &args.source,
        printer,
        Mode {
            publish: true,
            force: args.force,
            keep_going: args.keep_going,
            prune: args.prune == Prune::Yes,
            fetch: args.fetch,
            verbose: args.verbose,
            book: true,
            lists: false,
        },
    )
}

/// Reads and exports, and writes nothing.
pub(super) fn check(args: &CheckArgs, printer: &Printer) -> Exit {
    run(
        &args.source,
        printer,
        Mode {
            publish: false,
            force: false,
            keep_going: true,
            prune: false,
            fetch: false,
            verbose: false,
            book: false,
            lists: false,
        },
    )
}

/// What tells the commands apart that build.
#[derive(Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(super) struct Mode {
    pub(super) publish: bool,
    pub(super) force: bool,
    pub(super) keep_going: bool,
    pub(super) prune: bool,
    pub(super) fetch: bool,
    /// Whether each output is told of.
    pub(super) verbose: bool,
    /// Whether the book that the settings ask for is made, without being named: it takes as long
    /// as all handouts do, and has no findings of its own.
    pub(super) book: bool,
    /// Whether the report says which posts there are.
    pub(super) lists: bool,
}

fn run(args: &SourceArgs, printer: &Printer, mode: Mode) -> Exit {
    #[expect(clippy::disallowed_methods, reason = "the summary says how long a build took")]
    let started = Instant::now();
    let report = match once(args, printer, mode) {
        Ok(report) => report,
        Err(failure) => return failure.print(printer),
    };
    let exit = exit(&report, args.deny_warnings);
    if args.json {
        printer.json(&report, exit);
    } else {
        printer.outputs(&report);
        tell_findings(args, printer, &report);
        let out = mode.publish.then(|| out(args));
        printer.summary(&report, out.as_deref(), started.elapsed());
    }
    exit
}

/// Prints the findings of a report in the form that was asked for.
pub(super) fn tell_findings(args: &SourceArgs, printer: &Printer, report: &Report) {
    match args.messages {
        MessageFormat::Full => printer.findings(report),
        MessageFormat::Short => printer.short_findings(report),
    }
}

/// Why there was no build: what is wrong with the arguments, the settings, the templates or the
/// machine, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) message: String,
    pub(super) hints: Vec<&'static str>,
    /// Whether it will pass by itself: another build is at work.
    pub(super) passes: bool,
}

impl Failure {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hints: Vec::new(), passes: false }
    }

    pub(super) fn hint(mut self, hint: &'static str) -> Self {
        self.hints.push(hint);
        self
    }

    pub(super) fn print(&self, printer: &Printer) -> Exit {
        printer.fail(&self.message, &self.hints)
    }
}

/// One build from the settings on; only its progress is printed.
pub(super) fn once(args: &SourceArgs, printer: &Printer, mode: Mode) -> Result<Report, Failure> {
    check_root(args)?;
    let (config, assumed) = settings(args)?;
    let style = style(&args.root, &config).map_err(Failure::new)?;
    let (feed_page, feed_css) = feed_templates(&args.root).map_err(Failure::new)?;
    let item = item_template(&args.root).map_err(Failure::new)?;
    let formats: Vec<Format> = if args.only.is_empty() {
        let book = mode.book && config.pdf.book.is_some();
        let wanted = |format: &Format| *format != Format::Book || book;
        Format::ALL.into_iter().filter(wanted).collect()
    } else {
        args.only.iter().map(|&format| format.into()).collect()
    };
    let out = out(args);
    let previous: Result<Vec<_>, _> = args.previous.iter().map(|p| previous::load(p)).collect();
    let previous = previous.map_err(|message| {
        Failure::new(message).hint("give an RSS, Atom or JSON feed: a file, or https://…")
    })?;
    #[cfg(feature = "fetch")]
    let fetcher = mode.fetch.then(super::fetch::Fetcher::new);
    #[cfg(feature = "fetch")]
    let remote = fetcher.as_ref().map(|fetcher| -> &dyn pipeline::Remote { fetcher });
    #[cfg(not(feature = "fetch"))]
    let remote = None;
    #[cfg(not(feature = "fetch"))]
    if mode.fetch {
        return Err(
            Failure::new("--fetch: this build asks no server").hint("download the pictures")
        );
    }
    let request = Request {
        root: &args.root,
        out: &out,
        config: &config,
        style: &style,
        feed_page: &feed_page,
        item: item.as_ref(),
        feed_css: &feed_css,
        formats: &formats,
        publish: mode.publish,
        force: mode.force,
        keep_going: mode.keep_going,
        prune: mode.prune,
        previous: &previous,
        deny_changed_ids: args.deny_warnings,
        remote,
        now: now(),
        program: program(),
        lists: mode.verbose || mode.lists,
    };
    let bar = Bar::new(printer);
    let threads = args.jobs.map_or(0, std::num::NonZeroUsize::get);
    let outcome = pipeline::on_threads(threads, || {
        let mut report = pipeline::run(&request, &bar)?;
        if mode.lists && report.site.is_none() {
            report.site = Some(pipeline::site(&request, &report.sources));
        }
        Ok::<_, OutputError>(report)
    });
    bar.finish();
    let outcome =
        outcome.map_err(|error| Failure::new(format!("cannot start threads: {error}")))?;
    let mut report = outcome.map_err(|error| Failure {
        passes: matches!(error, OutputError::Busy { .. }),
        ..Failure::new(error.to_string())
    })?;
    let assumed = assumed.into_iter().map(|m| Diagnostic::new(Code::ConfigAssumed, Place::Site, m));
    report.diagnostics.extend(assumed);
    let pipeline::Report { diagnostics, sources, .. } = &mut report;
    diag::sort(diagnostics, |file| sources.path(file));
    Ok(report)
}

/// Whether there is a folder at all.
pub(super) fn check_root(args: &SourceArgs) -> Result<(), Failure> {
    if args.root.is_dir() {
        return Ok(());
    }
    let message = format!("{} is not a folder", args.root.display());
    Err(Failure::new(message).hint("give the blog's folder with --root"))
}

/// Where the outputs go.
pub(super) fn out(args: &SourceArgs) -> PathBuf {
    args.out.clone().unwrap_or_else(|| args.root.join("out"))
}

pub(super) fn exit(report: &Report, deny_warnings: bool) -> Exit {
    let errors = report.count(Severity::Error);
    let warnings = report.count(Severity::Warning);
    if errors > 0 || (deny_warnings && warnings > 0) { Exit::Content } else { Exit::Success }
}

/// The settings of the file, or what can be assumed, with what the command line says instead;
/// and what was assumed.
pub(super) fn settings(args: &SourceArgs) -> Result<(Config, Vec<String>), Failure> {
    let loaded = match &args.config {
        Some(file) => config::load_from(&args.root, file),
        None => config::load(&args.root),
    };
    let loaded = loaded.map_err(|error| Failure::new(error.to_string()))?;
    let nowhere = !loaded.config.content.iter().any(|folder| args.root.join(folder).is_dir());
    if nowhere && loaded.file.is_none() && args.content.is_empty() {
        let message = format!("no Markdown post was found in {}", args.root.display());
        return Err(Failure::new(message)
            .hint("give the blog's folder with --root, or its folders of posts with --content")
            .hint("`postpress new \"A title\"` begins a blog here"));
    }
    let (mut config, mut assumed) = (loaded.config, loaded.assumed);
    if !args.content.is_empty() {
        assumed.clear();
        config.content.clear();
        for given in &args.content {
            let folder = config::folder(given).filter(|folder| args.root.join(folder).is_dir());
            let Some(folder) = folder else {
                let message = format!("--content {given}: not a folder below the root");
                return Err(Failure::new(message).hint("name a folder below the root"));
            };
            config.content.push(folder);
        }
    }
    if let Some(id) = args.feed_id {
        config.feed.id = id.into();
    }
    config.drafts |= args.drafts;
    config.future |= args.future;
    Ok((config, assumed))
}

/// How handouts look: the blog's own `templates/handout.toml`, else the one that is compiled in.
fn style(root: &Path, config: &Config) -> Result<Style, String> {
    let (path, text) = template(root, "handout.toml")?;
    let style = Style::parse_over(&text.unwrap_or_default(), config.pdf.theme)
        .map_err(|e| format!("{}:{e}", path.display()))?;
    let mut style = style.on(config.pdf.paper).with_links(config.pdf.links);
    style.line_numbers = config.pdf.line_numbers;
    Ok(style)
}

/// The page for people who click on a feed and the sheet for browsers: the blog's own
/// `templates/feed.html` and `templates/feed.css`, else those that are compiled in.
fn feed_templates(root: &Path) -> Result<(Template, String), String> {
    let (path, text) = template(root, "feed.html")?;
    let page = match text {
        Some(text) => Template::parse(&text).map_err(|e| format!("{}:{e}", path.display()))?,
        None => Template::default(),
    };
    let (_, sheet) = template(root, "feed.css")?;
    Ok((page, sheet.unwrap_or_else(|| STYLESHEET.to_owned())))
}

/// What surrounds the text of each entry: the blog's own `templates/item.html`.
fn item_template(root: &Path) -> Result<Option<Wrapper>, String> {
    let (path, text) = template(root, "item.html")?;
    let parse = |text: &str| Wrapper::parse(text).map_err(|e| format!("{}:{e}", path.display()));
    text.map_or(Ok(None), |text| parse(&text))
}

/// A file of the blog's own `templates/`, with its path; no text where there is none.
pub(super) fn template(root: &Path, name: &str) -> Result<(PathBuf, Option<String>), String> {
    let path = root.join("templates").join(name);
    if !path.is_file() {
        return Ok((path, None));
    }
    let failed = |e: &dyn std::fmt::Display| format!("{}: {e}", path.display());
    let (home, target) = (root.canonicalize(), path.canonicalize());
    let (home, target) = (home.map_err(|e| failed(&e))?, target.map_err(|e| failed(&e))?);
    if !target.starts_with(&home) {
        return Err(failed(&"the symbolic link leads out of the root; put a copy there"));
    }
    let bytes = crate::assets::read(&target, limits::CONFIG_BYTES).map_err(|e| failed(&e))?;
    let text = String::from_utf8(bytes).map_err(|e| failed(&e))?;
    Ok((path, Some(text)))
}

/// The file of this program.
fn program() -> Option<Stamp> {
    let path = std::env::current_exe().ok()?;
    // To link it elsewhere touches a program and changes nothing in it.
    path.metadata().ok().map(|found| Stamp { changed: 0, ..Stamp::of(&found) })
}

/// The moment that tells future posts from others: `SOURCE_DATE_EPOCH` (reproducible-builds.org)
/// where it is set, else the clock.
#[expect(clippy::disallowed_methods, reason = "the clock and the environment are asked here alone")]
pub(super) fn now() -> DateTime<Utc> {
    let fixed = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|s| s.trim().parse().ok());
    fixed
        .and_then(|seconds| DateTime::from_timestamp(seconds, 0))
        .unwrap_or_else(|| DateTime::<Utc>::from(SystemTime::now()))
}
