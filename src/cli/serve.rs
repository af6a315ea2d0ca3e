//! `postpress serve`: `watch`, and the outputs in a browser.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::args::{ServeArgs, SourceArgs};
use super::build::{self, Failure};
use super::exit::Exit;
use super::report::Printer;
use super::watch::{Outcome, Watcher};
use crate::diag::render;
use crate::export::feed_format::FeedFormat;
use crate::export::index_page::{self, Finding, Link, Page, Post, Template};
use crate::model::Site;
use crate::pipeline::{self, Report};
use crate::serve::{self, Answered, Options, Server, address, cover_address};

/// Where the server is looked for, when no other port is given.
const PORT: u16 = 4000;

/// How many posts the page lists: a browser holds no more with ease.
const POSTS: usize = 20_000;

/// The template of the page.
const INDEX: &str = "index.html";

/// Builds and serves until it is told to end.
pub(super) fn serve(args: &ServeArgs, printer: &Printer) -> Exit {
    match start(args, printer) {
        Ok((watcher, mut shown)) => watcher.run(|outcome| shown.show(outcome)),
        Err(failure) => failure.print(printer),
    }
}

fn start<'a>(
    args: &'a ServeArgs,
    printer: &'a Printer,
) -> Result<(Watcher<'a>, Shown<'a>), Failure> {
    let watch = &args.watch;
    let watcher = Watcher::new(&watch.source, watch.poll, watch.fetch, printer)?;
    let out = build::out(&watch.source);
    let options = Options {
        address: args.listen,
        port: args.port.unwrap_or(PORT),
        next: args.port.is_none(),
        hosts: args.allow_host.clone(),
    };
    let says = printer.clone();
    let says_requests = args.requests;
    let answered = move |answered: &Answered| {
        if says_requests {
            let Answered { method, target, status } = answered;
            let (method, target) = (render::visible(method), render::visible(target));
            says.talk(&format!("{method} {target} {status}\n"));
        }
    };
    let failed = |error: &std::io::Error| {
        let place = std::net::SocketAddr::new(options.address, options.port);
        Failure::new(format!("{place}: cannot be listened at: {error}"))
            .hint("give another --port; 0 is any that is free")
    };
    let server = Server::bind(&out, &options, answered).map_err(|e| failed(&e))?;
    let at = server.address().map_err(|e| failed(&e))?;
    let site = server.site();
    let mut shown =
        Shown { args: &watch.source, printer, out, site, last: None, failure: None, builds: 0 };
    // Whoever is faster than the first build is shown an empty page, which is renewed.
    shown.page();
    server.start().map_err(|e| failed(&e))?;
    printer.talk(&format!("serving http://{at}/\n"));
    if !at.ip().is_loopback() {
        printer.talk("  whoever reaches this machine can read the outputs, drafts among them where they are built\n");
    }
    Ok((watcher.with_lists(), shown))
}

/// What the browser is shown.
struct Shown<'a> {
    args: &'a SourceArgs,
    printer: &'a Printer,
    out: PathBuf,
    site: Arc<serve::Site>,
    /// The last build that came to an end.
    last: Option<Last>,
    /// What was told of the template last.
    failure: Option<String>,
    builds: u32,
}

/// What is kept of a build.
struct Last {
    site: Site,
    findings: Vec<Finding>,
    failure: Option<index_page::Failure>,
}

impl Shown<'_> {
    fn show(&mut self, outcome: Outcome) {
        match outcome {
            Ok(report) => {
                let findings = findings(&report);
                let site = report.site.unwrap_or_default();
                self.last = Some(Last { site, findings, failure: None });
            }
            Err(failure) => {
                let none = || Last { site: Site::default(), findings: Vec::new(), failure: None };
                let hints = failure.hints.iter().map(|hint| (*hint).to_owned()).collect();
                let failure = index_page::Failure { message: failure.message, hints };
                self.last.get_or_insert_with(none).failure = Some(failure);
            }
        }
        self.page();
    }

    /// Makes the page anew.
    fn page(&mut self) {
        self.builds += 1;
        // Another run of the program counts from the beginning again.
        let build = format!("{}-{}", std::process::id(), self.builds);
        // A template may call itself as deeply as its syntax allows, on a stack that is made for it.
        let made = pipeline::on_threads(1, || self.fill(&build));
        let (html, wrong) = made.unwrap_or_else(|error| (String::new(), Some(error.to_string())));
        if wrong != self.failure
            && let Some(wrong) = &wrong
        {
            self.printer.fail(wrong, &["the page is shown as it is without that file"]);
        }
        self.failure = wrong;
        self.site.publish(html, &build);
    }

    /// The page by the blog's own template, else by the one that is compiled in; and what is wrong
    /// with the blog's own.
    fn fill(&self, build: &str) -> (String, Option<String>) {
        let empty = Last { site: Site::default(), findings: Vec::new(), failure: None };
        let last = self.last.as_ref().unwrap_or(&empty);
        let mut page = self.describe(last, build);
        let own = own_template(&self.args.root);
        let filled = own.as_ref().map_err(Clone::clone).and_then(|own| {
            let Some((path, template)) = own else { return Ok(None) };
            template.render(&page).map(Some).map_err(|e| format!("{}:{e}", path.display()))
        });
        let wrong = match filled {
            Ok(Some(html)) => return (html, None),
            Ok(None) => None,
            Err(wrong) => Some(wrong),
        };
        if let Some(wrong) = &wrong {
            page.findings.insert(
                0,
                Finding {
                    severity: "error".to_owned(),
                    code: format!("templates/{INDEX}"),
                    message: wrong.clone(),
                    place: format!("templates/{INDEX}"),
                    hints: vec!["this is the page as it is without that file".to_owned()],
                },
            );
        }
        // What is compiled in is right; a blog may have too many posts for the steps it may take.
        let html = Template::default().render(&page).unwrap_or_else(|error| error.to_string());
        (html, wrong)
    }

    fn describe<'p>(&self, last: &'p Last, build: &'p str) -> Page<'p> {
        let made = |path: String| self.out.join(&path).is_file().then(|| address(&path));
        let posts = last.site.posts().iter().take(POSTS).map(|meta| {
            let id = meta.id.as_str();
            let document = made(format!("archive/data/posts/{id}.json"));
            let local = |cover: &&str| !cover.contains("://") && !cover.starts_with("data:");
            let cover = meta.thumbnail.as_deref().filter(local).filter(|_| document.is_some());
            let cover = cover.map(|_| cover_address(id));
            Post { meta, pdf: made(format!("pdf/{id}.pdf")), document, cover }
        });
        let link = |name: &str, path: &str, media_type: &str| {
            let (name, media_type) = (name.to_owned(), media_type.to_owned());
            made(path.to_owned()).map(|url| Link { name, url, media_type })
        };
        let feeds = FeedFormat::ALL.into_iter().map(|f| link(f.name(), f.file(), f.media_type()));
        let lists = [
            link("feed.html", "feed.html", "text/html"),
            link("OPML", "feeds.opml", "text/x-opml"),
        ];
        let archive = [
            link("index.json", "archive/data/index.json", "application/json"),
            link("posts.ndjson", "archive/data/posts.ndjson", "application/x-ndjson"),
            link("README.txt", "archive/data/README.txt", "text/plain"),
        ];
        let mut findings = last.findings.clone();
        if last.site.posts().len() > POSTS {
            findings.push(Finding {
                severity: "note".to_owned(),
                code: format!("templates/{INDEX}"),
                message: format!("this page lists the newest {POSTS} posts"),
                place: String::new(),
                hints: vec!["the archive lists all of them".to_owned()],
            });
        }
        Page {
            about: &last.site.about,
            build,
            posts: posts.collect(),
            feeds: feeds.chain(lists).flatten().collect(),
            archive: archive.into_iter().flatten().collect(),
            findings,
            failure: last.failure.clone(),
        }
    }
}

/// The blog's own template, where there is one; the error says what is wrong with it.
fn own_template(root: &Path) -> Result<Option<(PathBuf, Template)>, String> {
    let (path, text) = build::template(root, INDEX)?;
    let Some(text) = text else { return Ok(None) };
    let template = Template::parse(&text).map_err(|e| format!("{}:{e}", path.display()))?;
    Ok(Some((path, template)))
}

/// The findings of a report as the page shows them.
fn findings(report: &Report) -> Vec<Finding> {
    let list = super::report::json_findings(report);
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let finding = |found: &serde_json::Value| {
        let mut place = text(&found["path"]);
        if let (Some(line), Some(column)) = (found["line"].as_u64(), found["column"].as_u64()) {
            place += &format!(":{line}:{column}");
        }
        Finding {
            severity: text(&found["severity"]),
            code: text(&found["code"]),
            message: text(&found["message"]),
            place,
            hints: found["hints"].as_array().into_iter().flatten().map(text).collect(),
        }
    };
    list.as_array().into_iter().flatten().map(finding).collect()
}
