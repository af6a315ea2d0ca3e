//! The archives of the blog's feed as they are written: one after another, each when its posts
//! come by.

use std::collections::BTreeMap;

use super::document::Document;
use super::key::{self, Key};
use super::last::Entries;
use super::newest;
use super::windows::{self, Window};
use crate::export::entry::published;
use crate::export::feed::{Feed, History, Shared};
use crate::export::feed_format::FeedFormat;
use crate::model::{Digest, Site};
use crate::output::OutputError;
use crate::pipeline::Request;
use crate::pipeline::memory::{FeedRecord, Ledger, Recall, Said, Same};
use crate::pipeline::outputs::Outputs;

/// All archives.
pub(super) struct Archives<'a> {
    site: &'a Site,
    shared: &'a Shared<'a>,
    outputs: &'a Outputs,
    formats: Vec<FeedFormat>,
    /// Newest first; none where the settings want none, or addresses are not known.
    windows: Vec<Window>,
    needed: bool,
    /// What is known of each that stays.
    stay: BTreeMap<usize, FeedRecord>,
    /// The archive that is being written, by its place among the windows.
    open: Option<Open<'a>>,
    /// What is known of each that was written.
    written: Vec<FeedRecord>,
    /// What all entries are made from, besides their posts.
    common: Digest,
}

/// An archive that is being written.
struct Open<'a> {
    window: usize,
    documents: Vec<Document<'a>>,
    key: Key,
}

impl<'a> Archives<'a> {
    /// Which archives there may be. They are needed where the feed cannot hold all posts.
    pub(super) fn plan(
        request: &Request<'a>,
        site: &'a Site,
        shared: &'a Shared<'a>,
        formats: Vec<FeedFormat>,
        outputs: &'a Outputs,
    ) -> Self {
        let config = &request.config.feed;
        let linked = config.archives && !formats.is_empty() && !site.about.publish_url.is_empty();
        let windows =
            if linked { windows::cut(site.posts(), request.config.timezone) } else { Vec::new() };
        let needed = !windows.is_empty() && site.posts().len() > config.limit;
        let common = key::of_shared(shared);
        let (stay, open, written) = (BTreeMap::new(), None, Vec::new());
        Self { site, shared, outputs, formats, windows, needed, stay, open, written, common }
    }

    /// Whether they are made.
    pub(super) fn are_needed(&self) -> bool {
        self.needed
    }

    /// Makes them after all; returns whether that can be.
    pub(super) fn need(&mut self) -> bool {
        self.needed = !self.windows.is_empty();
        self.needed
    }

    /// The address of the newest, where there are any.
    pub(super) fn newest(&self, format: FeedFormat) -> Option<String> {
        if self.needed { self.url(0, format) } else { None }
    }

    fn url(&self, window: usize, format: FeedFormat) -> Option<String> {
        published(&self.site.about, &format.archive_file(&self.windows.get(window)?.name))
    }

    /// Lets those stay that are made from what those of the last build were made from.
    pub(super) fn keep(
        &mut self,
        recall: &Recall<'_>,
        same: &[Option<Same<'_>>],
        common: Digest,
    ) -> Result<(), OutputError> {
        self.common = common;
        if !self.needed {
            return Ok(());
        }
        for (at, window) in self.windows.iter().enumerate() {
            let mut key = self.key(at, window);
            let posts = same.get(window.posts.clone()).unwrap_or_default();
            if posts.is_empty() || posts.iter().any(Option::is_none) {
                continue;
            }
            posts.iter().flatten().for_each(|post| key.add(post.key));
            let paths = self.formats.iter().map(|format| format.archive_file(&window.name));
            let paths: Vec<String> = paths.collect();
            let paths = paths.iter().map(String::as_str);
            if let Some(known) = key.last(recall, paths, self.outputs)? {
                self.stay.insert(at, known.clone());
            }
        }
        Ok(())
    }

    /// Whether the archive of a post is written.
    pub(super) fn want(&self, place: usize) -> bool {
        self.needed && self.window(place).is_some_and(|at| !self.stay.contains_key(&at))
    }

    /// Which archive holds a post.
    fn window(&self, place: usize) -> Option<usize> {
        let at = self.windows.partition_point(|window| window.posts.end <= place);
        (at < self.windows.len()).then_some(at)
    }

    /// What an archive is made from, its posts set aside.
    fn key(&self, at: usize, window: &Window) -> Key {
        let mut key = Key::new(self.common);
        for &format in &self.formats {
            key.document(&self.feed(format, window), &self.history(at, format));
        }
        key
    }

    /// Adds the next post, in the site's order; returns where it stands.
    pub(super) fn push(
        &mut self,
        place: usize,
        of_post: Digest,
        entries: &mut Entries<'_>,
    ) -> Result<Option<Said>, OutputError> {
        let Some(at) = self.window(place).filter(|at| !self.stay.contains_key(at)) else {
            return Ok(None);
        };
        let window = &self.windows[at];
        let mut open = match self.open.take() {
            Some(open) if open.window == at => open,
            _ => self.begin(at, window)?,
        };
        open.key.add(of_post);
        let places = entries.add_to(&mut open.documents)?;
        let said = open.documents.first().map(|first| Said { feed: first.path.clone(), places });
        if place + 1 < window.posts.end {
            self.open = Some(open);
            return Ok(said);
        }
        let documents = open.documents.iter().map(Document::known).collect();
        let (key, common, held) = (open.key.digest(), self.common, window.posts.len());
        self.written.push(FeedRecord { key, common, held, documents });
        for document in open.documents {
            let history = self.history(at, document.format);
            document.finish(&history)?;
        }
        Ok(said)
    }

    /// Whether the archive of a post stays, and its first document has this path.
    pub(super) fn stays(&self, place: usize, path: &str) -> bool {
        let known = self.window(place).and_then(|at| self.stay.get(&at));
        known
            .and_then(|known| known.documents.first())
            .is_some_and(|first| first.path.as_str() == path)
    }

    /// Tells the next build of them.
    pub(super) fn tell(&self, ledger: &mut Ledger) {
        self.stay.values().chain(&self.written).for_each(|known| ledger.feed(known));
    }

    /// The neighbours of an archive.
    fn history(&self, at: usize, format: FeedFormat) -> History {
        let previous = self.url(at + 1, format);
        let next = at.checked_sub(1).and_then(|newer| self.url(newer, format));
        History::Archive { previous, next }
    }

    fn begin(&self, at: usize, window: &Window) -> Result<Open<'a>, OutputError> {
        let open = |&format: &FeedFormat| {
            let (feed, path) = (self.feed(format, window), format.archive_file(&window.name));
            Document::open(feed, format, path, self.history(at, format), self.outputs)
        };
        let documents = self.formats.iter().map(open).collect::<Result<_, OutputError>>()?;
        Ok(Open { window: at, documents, key: self.key(at, window) })
    }

    fn feed(&self, format: FeedFormat, window: &Window) -> Feed<'a> {
        let posts = self.site.posts().get(window.posts.clone()).unwrap_or_default();
        let path = format.archive_file(&window.name);
        Feed::archive(self.shared, format.file(), &path, newest(posts.iter()))
    }
}
