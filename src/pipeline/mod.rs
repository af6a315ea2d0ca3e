//! The way through everything, on one page: folders in, outputs out.
//!
//! The posts are catalogued first (front matter alone: what lists and links need to know), then
//! read whole, exported and forgotten again, many at once and in the site's order, so that memory
//! does not grow with the number of posts. This is the only module that uses threads.

mod alike;
mod archive;
mod book;
mod catalog;
mod copies;
mod feeds;
mod fronts;
mod kept;
mod library;
mod lines;
mod memory;
mod outputs;
mod pictures;
mod places;
mod previous;
mod produce;
mod settings;

use std::io;
use std::path::Path;
use std::sync::OnceLock;

use chrono::{DateTime, Utc};
use rayon::prelude::*;

use crate::artifact::OutPath;
use crate::config::Config;
use crate::diag::{self, Code, Diagnostic, Place, Severity};
use crate::export::Format;
use crate::export::feed_page::Template;
use crate::export::item::Wrapper;
use crate::export::pdf::style::Style;
use crate::model::Site;
use crate::output::{BuildInfo, Change, Opened, OutputError, Published, Stage};
use crate::previous::{Posts, PreviousFeed};
use crate::source::{self, Index, Sources};
use crate::stamp::Stamp;

pub use self::copies::Remote;
use self::memory::{Handouts, Last, Ledger, Memory, Reads, Recall};
use self::outputs::Outputs;

/// How many posts are in memory at once: enough that no thread waits for long, few enough that
/// their outputs are a few megabytes.
const POSTS_AT_ONCE: usize = 128;

/// What is asked for.
#[derive(Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct Request<'a> {
    /// The blog's folder.
    pub root: &'a Path,
    /// Where outputs go.
    pub out: &'a Path,
    /// The settings.
    pub config: &'a Config,
    /// How handouts look.
    pub style: &'a Style,
    /// The page for people who click on a feed.
    pub feed_page: &'a Template,
    /// What surrounds the text of each entry in the feeds; nothing where it is not given.
    pub item: Option<&'a Wrapper>,
    /// How a browser shows a feed: a sheet in CSS.
    pub feed_css: &'a str,
    /// What is made.
    pub formats: &'a [Format],
    /// Whether anything is written.
    pub publish: bool,
    /// Whether files that are right already are written anew.
    pub force: bool,
    /// Whether good posts are published although others have errors.
    pub keep_going: bool,
    /// Whether the archive drops posts that are gone from the content folders.
    pub prune: bool,
    /// Feeds that readers know, besides those of the last build.
    pub previous: &'a [PreviousFeed],
    /// Whether a post that would change the id that readers know stops the build.
    pub deny_changed_ids: bool,
    /// Who asks other servers for their pictures, so that handouts show them; nobody does where it
    /// is not given. Only a build that publishes asks.
    pub remote: Option<&'a dyn Remote>,
    /// The moment that tells future posts from others, and since when a post is gone.
    pub now: DateTime<Utc>,
    /// The file of the running program: what another one has remembered says nothing. Nothing is
    /// remembered where it is not known.
    pub program: Option<Stamp>,
    /// Whether the report tells of each post and each output.
    pub lists: bool,
}

/// What was done and found.
#[derive(Debug, Default)]
pub struct Report {
    /// Everything that was found, by place.
    pub diagnostics: Vec<Diagnostic>,
    /// The files that the findings are about.
    pub sources: Sources,
    /// The posts, as far as lists and links need to know them, where that was asked for; nothing where
    /// there was nothing to do ([`site`] gives them then).
    pub site: Option<Site>,
    /// Posts that were exported.
    pub posts: usize,
    /// Posts with errors.
    pub failed: usize,
    /// Drafts that stayed out.
    pub drafts: usize,
    /// Posts of the future that stayed out.
    pub future: usize,
    /// Posts that are gone from the content folders, and stay in the archive.
    pub vanished: usize,
    /// Pages of all handouts and books.
    pub pages: usize,
    /// What was published; nothing after errors, and when only checking.
    pub published: Option<Published>,
    /// What became of each output, by path, where that was asked for.
    pub outputs: Vec<(OutPath, Change)>,
    /// Why outputs are other than the last build's.
    pub cause: Cause,
}

/// Why a build makes other outputs than the last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Cause {
    /// What the last one was made from is not known.
    #[default]
    Unknown,
    /// Settings, templates, switches or the program are other.
    Settings,
    /// These are the same: the posts and files are other.
    Sources,
}

impl Report {
    /// How many findings of a severity there are.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|d| d.severity == severity).count()
    }
}

/// Told how far a build is.
pub trait Progress: Sync {
    /// A post is begun; several may be at work at once.
    fn begins(&self, _id: &str) {}
    /// A post is done.
    fn post(&self, done: usize, of: usize, id: &str);
}

/// Stack of a worker, in bytes: trees are walked recursively to the nesting limit, in debug
/// builds too.
const STACK: usize = 16 << 20;

/// Does something, [`run`] above all, on `threads` threads; 0 stands for one for each core.
///
/// # Errors
/// When the system gives no threads.
pub fn on_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> io::Result<T> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK).build();
    Ok(pool.map_err(io::Error::other)?.install(work))
}

/// Reads the blog and makes its outputs.
///
/// # Errors
/// When the output folder cannot be written. What is wrong with the content is in the report.
pub fn run(request: &Request<'_>, progress: &dyn Progress) -> Result<Report, OutputError> {
    let folder = if request.publish { Some(Opened::open(request.out)?) } else { None };
    let mut diagnostics = Vec::new();
    let sources =
        source::scan(request.root, request.config, request.out).split_into(&mut diagnostics);
    let memory = Memory::of(request, &sources, &diagnostics);
    let mut last = folder.as_ref().filter(|_| !request.force).and_then(Last::read);
    if let (Some(folder), Some(last)) = (&folder, &mut last)
        && let Some(report) = memory.unchanged(request, folder, last, &sources)
    {
        return Ok(Report { sources, ..report });
    }
    let cause = last.as_ref().map_or(Cause::Unknown, |last| memory.cause(last));
    let last_ledger = match (&folder, &last) {
        (Some(folder), Some(last)) => memory.ledger(request, folder, last),
        _ => None,
    };
    let (left, left_at, handouts, inputs) = last.map(Last::split).unwrap_or_default();
    let recall = inputs.recall(last_ledger.as_deref(), &sources);
    let last_handouts = Handouts::new(request, handouts);
    let outputs = match folder {
        Some(folder) => {
            Outputs::Staged(folder.stage()?.with_force(request.force).with_left(left, left_at))
        }
        None => Outputs::Discarded,
    };
    let mut ledger = memory.begin_ledger(request, &outputs);
    // Most builds want it at their end alone.
    let last = OnceLock::new();
    let last = || last.get_or_init(|| kept::LastArchive::read(&outputs)).as_ref();
    let last_good = |path: &str| {
        let stage = outputs.stage().filter(|_| request.keep_going)?;
        last()?.last_good(stage, path).map(|file| file.disk)
    };
    let mut catalog = catalog::read(
        &sources,
        request.config,
        request.now,
        &last_good,
        (&recall, &mut ledger),
        &mut diagnostics,
    );
    let index = Index::new(&sources, request.config);
    let site = Site::assemble(request.config.about.clone(), std::mem::take(&mut catalog.metas));
    if site.about.url.is_empty() && site.about.publish_url.is_empty() {
        diagnostics.push(
            Diagnostic::new(Code::FeedNoUrl, Place::Site, "the blog's address is not known")
                .hint("set `site.url` in postpress.toml"),
        );
    }

    // A post has a handout and a document, and the archive has all files as they are; feeds and lists
    // are few beside them.
    let has = |format| usize::from(request.formats.contains(&format));
    let of_posts = (has(Format::Pdf) + has(Format::Archive)) * site.posts().len();
    let files = of_posts + has(Format::Archive) * sources.files.len();
    outputs.reserve(files + files / 16);

    let all = Posts { site: &site, failed: &catalog.failed, withheld: &catalog.withheld };
    let mut changed = previous::compare(request, all, &recall, &outputs);
    // Not even `keep_going` lets the last record of an old id be written over.
    let refused = changed.iter().any(|d| d.severity == Severity::Error);

    let alike = alike::find(&sources, &mut diagnostics);
    let (stand_ins, fronts) = (&catalog.stand_ins, &catalog.fronts);
    let texts = produce::Texts { sources: &sources, stand_ins, fronts };
    // Print alone shows copies.
    let printed = [Format::Pdf, Format::Book];
    let prints = request.publish && printed.iter().any(|format| request.formats.contains(format));
    let copies = match request.remote.filter(|_| prints) {
        Some(remote) => Some(copies::Copies::open(remote, request.out)?),
        None => None,
    };
    let library =
        library::Files::new(&index, &site, request.config, texts, copies.as_ref(), &recall);
    let pictures = settings::pictures(&request.config.feed, &library, &alike, &mut diagnostics);
    let shared = settings::shared(&site, &request.config.feed, &pictures);
    let mut feeds = feeds::Feeds::open(request, &site, &shared, &outputs)?;
    let mut archive = archive::Archive::open(request, &outputs)?;
    let found = produce::Found { texts, files: &library, alike: &alike, recall: &recall };
    let names = memory::of_names(&alike);
    let same = if archive.has_last() {
        produce::same(&recall, &site, &found, &catalog, names)
    } else {
        Vec::new()
    };
    feeds.keep(&recall, &same, names)?;
    let same = (same, names);
    let context =
        produce::Context::new(request, &site, found, &outputs, &feeds, &last_handouts, same);
    let (mut pages, mut done) = (0, 0);
    let (mut reads, mut handouts) = (Reads::new(&sources), Vec::new());
    let mut waiting = Vec::new();
    let mut chunks = site.posts().chunks(POSTS_AT_ONCE);
    loop {
        let metas = chunks.next().unwrap_or_default();
        if metas.is_empty() && waiting.is_empty() {
            break;
        }
        let make = || {
            let posts = metas.par_iter().enumerate().map(|(i, meta)| {
                progress.begins(meta.id.as_str());
                let made =
                    produce::post(&context, done + i, meta, catalog.warnings.get(&meta.file));
                progress.post(done + i + 1, site.posts().len(), meta.id.as_str());
                made
            });
            posts.collect::<Result<Vec<_>, OutputError>>()
        };
        // Feeds and lists are written by one thread at a time, while others make the next posts.
        let write = || {
            let made = std::mem::take(&mut waiting);
            write(made, &site, &mut feeds, &mut archive, &mut ledger)
        };
        let (made, written) = rayon::join(make, write);
        written?;
        waiting = made?;
        done += metas.len();
        for made in &mut waiting {
            pages += made.pages;
            diagnostics.append(&mut made.diagnostics);
            handouts.extend(made.handout.take());
            if let Some(meta) = site.posts().get(made.place) {
                reads.add(meta.file.0, Some(made.content));
            }
        }
    }
    let failed = catalog.failed.len() + catalog.stand_ins.len();
    let broken = refused || diagnostics.iter().any(|d| d.severity == Severity::Error);
    let (posts, drafts, future) = (site.posts().len(), catalog.drafts, catalog.future);
    let (mut published, mut vanished, mut changes) = (None, 0, Vec::new());
    let listed;
    if !refused && (!broken || request.keep_going) {
        let again = feeds.again();
        for places in again.clone().step_by(POSTS_AT_ONCE) {
            let metas = &site.posts()[places..again.end.min(places + POSTS_AT_ONCE)];
            let items: Vec<_> =
                metas.par_iter().map(|meta| produce::items_again(&context, meta)).collect();
            for (place, (items, media)) in (places..).zip(items) {
                feeds.push_again(place, &items, media)?;
            }
        }
        pages += book::make(request, &site, found, &outputs, &mut diagnostics)?;
        archive.keep(&catalog.failed, &outputs)?;
        let files = pictures.files;
        feeds.finish(request, &site, found, files, &mut ledger, &mut diagnostics)?;
        let good = catalog.stand_ins.keys().filter_map(|id| {
            let path = &sources.files.get(id.0 as usize)?.path;
            last()?.last_good(outputs.stage()?, path)
        });
        let last = archive::Last { archive: &last, good: good.collect() };
        vanished = archive.finish(request, all, last, found, &mut reads, &outputs)?;
        let kept = match outputs.stage() {
            Some(stage) => keep_other_formats(stage, request.formats)?,
            None => 0,
        };
        library.tell(&mut reads, &mut ledger);
        for (file, content) in &catalog.contents {
            reads.add(file.0, Some(*content));
        }
        let findings_again = ordered(
            [diagnostics.clone(), previous::compare_again(request, all)].concat(),
            &sources,
        );
        diagnostics = ordered([diagnostics, std::mem::take(&mut changed)].concat(), &sources);
        // What a commit needs comes in the place of what the posts were made with.
        drop(context);
        drop(library);
        drop((index, catalog.kept, catalog.fronts));
        drop(recall);
        drop((inputs, last_ledger));
        let counts = [posts, failed, drafts, future, vanished, pages];
        let is_clean = failed == 0 && vanished == 0 && kept == 0;
        let end = memory::End {
            sources: &sources,
            reads,
            turns: catalog.turns,
            archives: request.formats.contains(&Format::Archive),
            is_clean,
            findings: &diagnostics,
            findings_again: &findings_again,
            counts,
            handouts,
            last_handouts,
            ledger: ledger.finish(&sources, is_clean && previous::are_alone(&outputs)),
            opened: outputs.stage().map_or(0, Stage::opened),
        };
        listed = request.lists.then_some(site);
        let list = request.lists.then_some(&mut changes);
        published = outputs.commit(&BuildInfo::default(), list, |done, moment, to| {
            memory.write(end, request, done, moment, to)
        })?;
        if let Some(copies) = &copies {
            copies.prune();
        }
    } else {
        diagnostics = ordered([diagnostics, changed].concat(), &sources);
        listed = request.lists.then_some(site);
    }
    Ok(Report {
        diagnostics,
        sources,
        site: listed,
        posts,
        failed,
        drafts,
        future,
        vanished,
        pages,
        published,
        outputs: changes,
        cause,
    })
}

/// Findings as they are told.
fn ordered(mut findings: Vec<Diagnostic>, sources: &Sources) -> Vec<Diagnostic> {
    diag::sort(&mut findings, |file| sources.path(file));
    diag::fold_site(&mut findings);
    findings
}

/// The posts of a build that had nothing to do, by what it found in the folders.
#[must_use]
pub fn site(request: &Request<'_>, sources: &Sources) -> Site {
    // What is wrong with them was found when they were built.
    let found = &mut Vec::new();
    let nothing = (&Recall::default(), &mut Ledger::none());
    let catalog = catalog::read(sources, request.config, request.now, &|_| None, nothing, found);
    Site::assemble(request.config.about.clone(), catalog.metas)
}

/// Adds posts to the feeds and the archive, in the order given.
fn write(
    made: Vec<produce::Made>,
    site: &Site,
    feeds: &mut feeds::Feeds<'_>,
    archive: &mut archive::Archive<'_>,
    ledger: &mut Ledger,
) -> Result<(), OutputError> {
    for made in made {
        let (place, items) = (made.place, made.items.as_ref());
        let said = feeds.push(place, made.key, items, made.said, made.media)?;
        let line = archive.push(place, made.archived)?;
        if let Some(meta) = site.posts().get(place) {
            ledger.post(meta, &line, said.as_ref(), made.record.as_deref());
        }
    }
    Ok(())
}

/// Keeps what an earlier build made of the formats that this one was not asked for; returns how
/// many files that are.
fn keep_other_formats(stage: &Stage, formats: &[Format]) -> Result<usize, OutputError> {
    let feeds = [Format::Rss, Format::Atom, Format::JsonFeed].iter().any(|f| formats.contains(f));
    let others: Vec<_> = stage
        .previous()
        .map(|(path, _)| path.clone())
        // The handout of a post in error is kept as its last good one already.
        .filter(|path| !stage.has(path))
        .filter(|path| match Format::of_output(path.as_str()) {
            Some(format) => !formats.contains(&format),
            None => !feeds,
        })
        .collect();
    for path in &others {
        stage.keep(path)?;
    }
    Ok(others.len())
}

#[cfg(test)]
mod tests;
