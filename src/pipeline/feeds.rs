//! The feeds as they grow: each post goes to the feeds that hold it, in the site's order.
//!
//! What an entry says is the same in every feed, so that it is written once in each format
//! ([`Items`]) by the thread that made it, and copied from there.

mod document;
mod group;
mod history;
mod holders;
mod key;
mod last;
mod topics;
mod windows;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset};
use rayon::prelude::*;

use self::document::Document;
use self::group::{Group, measure, unload};
use self::history::Archives;
use self::holders::Holders;
use self::key::Key;
use self::last::{Entries, LastEntries};
use super::Request;
use super::memory::{FeedRecord, Ledger, Recall, Said, Same};
use super::outputs::Outputs;
use super::produce::{self, Found, out_path};
use crate::config::{By, Media};
use crate::diag::Diagnostic;
use crate::export::entry::{self, Entry};
use crate::export::feed::{Feed, History, STYLESHEET, Shared, Topic};
use crate::export::feed_format::FeedFormat;
use crate::export::feed_page;
use crate::export::opml;
use crate::model::{Asset, Digest, Meta, Site};
use crate::output::{OutputError, Written};

/// How many bytes of all feeds wait in memory at a time.
const IN_MEMORY: usize = 8 << 20;

/// How many posts `feed.html` lists.
const LISTED_POSTS: usize = 20;

/// What feeds say of a post, written down in each of the formats that are made.
pub(super) struct Items(Vec<String>);

impl Items {
    pub(super) fn write(formats: &[FeedFormat], shared: &Shared<'_>, entry: &Entry) -> Self {
        Self(formats.iter().map(|format| format.item(shared, entry)).collect())
    }
}

/// The formats of feeds among all that are asked for.
pub(super) fn formats(request: &Request<'_>) -> Vec<FeedFormat> {
    let asked = |feed: &FeedFormat| request.formats.contains(&feed.format());
    FeedFormat::ALL.into_iter().filter(asked).collect()
}

/// The newest moment that any of some posts declares.
fn newest<'m>(posts: impl Iterator<Item = &'m Meta>) -> Option<DateTime<FixedOffset>> {
    posts.flat_map(|meta| meta.dates.all()).map(|date| date.at).max()
}

/// All feeds.
pub(super) struct Feeds<'a> {
    shared: &'a Shared<'a>,
    outputs: &'a Outputs,
    /// That of the blog first.
    groups: Vec<Group<'a>>,
    /// For each post, by its place: the groups that may hold it.
    holders: Holders,
    archives: Archives<'a>,
    /// Entries that need not be written once more.
    last: LastEntries<'a>,
    /// What all entries are made from, besides their posts.
    common: Digest,
    media: BTreeMap<String, Arc<Asset>>,
    copies_media: bool,
    /// How many bytes of the groups' documents wait in memory.
    pending: usize,
}

impl<'a> Feeds<'a> {
    /// Begins all feeds that are asked for.
    pub(super) fn open(
        request: &Request<'a>,
        site: &'a Site,
        shared: &'a Shared<'a>,
        outputs: &'a Outputs,
    ) -> Result<Self, OutputError> {
        let config = &request.config.feed;
        let formats = formats(request);
        let mut groups = Vec::new();
        let planned = if formats.is_empty() { Vec::new() } else { topics::plan(site, config) };
        let archives = Archives::plan(request, site, shared, formats.clone(), outputs);
        let of_shared = key::of_shared(shared);
        let holders = Holders::of(site.posts().len(), &planned);
        for planned in planned {
            let metas = planned.posts.iter().filter_map(|&place| site.posts().get(place));
            let updated = newest(metas);
            let (mut documents, mut key) = (Vec::new(), Key::new(of_shared));
            for &format in &formats {
                let path = planned.folder.clone() + format.file();
                let feed = Feed::new(shared, planned.topic.clone(), &path, updated);
                let history = history(&archives, planned.by, !planned.more, format);
                key.document(&feed, &history);
                documents.push(Document::open(feed, format, path, history, outputs)?);
            }
            let (by, posts, more) = (planned.by, planned.posts.len(), planned.more);
            let (stays, held, cut) = (None, 0, false);
            groups.push(Group { by, documents, key, stays, held, posts, more, cut });
        }
        Ok(Self {
            shared,
            outputs,
            groups,
            holders,
            archives,
            last: LastEntries::none(outputs),
            common: of_shared,
            media: BTreeMap::new(),
            // What cannot be inside the text (a cover, an attachment) is a copy with `inline` too.
            copies_media: request.config.media != Media::Site,
            pending: 0,
        })
    }

    /// What all of them have in common.
    pub(super) fn shared(&self) -> &'a Shared<'a> {
        self.shared
    }

    /// Lets the feeds and archives stay that are made from what those of the last build were made
    /// from: `same` tells which posts are as they were, and `names` which files have other names.
    pub(super) fn keep(
        &mut self,
        recall: &Recall<'_>,
        same: &[Option<Same<'_>>],
        names: Digest,
    ) -> Result<(), OutputError> {
        self.common = key::with_names(self.common, names);
        let mut keys: Vec<Option<Key>> = Vec::with_capacity(self.groups.len());
        for group in &mut self.groups {
            group.key.add(self.common);
            keys.push(Some(group.key.clone()));
        }
        for place in self.holders.places() {
            let post = same.get(place).and_then(Option::as_ref);
            for group in self.holders.of_post(place) {
                match (post, &mut keys[group]) {
                    (Some(post), Some(key)) => key.add(post.key),
                    (_, key) => *key = None,
                }
            }
        }
        for (group, key) in self.groups.iter_mut().zip(keys) {
            let Some(key) = key else { continue };
            let paths = group.documents.iter().map(|document| document.path.as_str());
            let Some(known) = key.last(recall, paths, self.outputs)? else { continue };
            group.stays = Some(known.clone());
            group.held = known.held;
            for (document, known) in group.documents.iter_mut().zip(&known.documents) {
                document.bytes = known.bytes;
            }
        }
        self.archives.keep(recall, same, self.common)?;
        let formats = self.groups.first().map_or(0, |group| group.documents.len());
        let written = same.iter().enumerate().filter(|(place, _)| self.is_written(*place));
        let written = written.filter_map(|(place, same)| Some((place, same.as_ref()?)));
        self.last = LastEntries::find(self.outputs, recall, written, self.common, formats);
        Ok(())
    }

    /// Whether any feed or archive is written that holds a post.
    fn is_written(&self, place: usize) -> bool {
        let in_feed = self.holders.of_post(place).any(|group| self.groups[group].stays.is_none());
        in_feed || self.archives.want(place)
    }

    /// Of each post in the site's order, whether it is to be written down for feeds and archives.
    pub(super) fn wanted(&self) -> Vec<bool> {
        let all = self.holders.places();
        all.map(|place| self.is_written(place) && !self.last.has(place)).collect()
    }

    /// Adds a post to the feeds and the archive that hold it: what they say of it, where that was
    /// [wanted](Self::wanted), what it was made from, and the files that it points at. Returns where
    /// its entry is.
    pub(super) fn push(
        &mut self,
        place: usize,
        key: Digest,
        items: Option<&Items>,
        before: Option<Said>,
        media: Vec<Arc<Asset>>,
    ) -> Result<Option<Said>, OutputError> {
        // The entry stands where it stood as long as that feed stays.
        let stays = |path: &str| self.archives.stays(place, path) || self.stays(path);
        let before = before.filter(|said| stays(&said.feed));
        let (mut held, mut said) = (false, None);
        let mut entries = match items {
            Some(items) => Some(Entries::New(items)),
            None => self.last.get(place)?.map(Entries::Last),
        };
        for group in self.holders.of_post(place) {
            let is_first = group == 0;
            let group = &mut self.groups[group];
            group.key.add(key);
            if group.stays.is_some() {
                held = true;
                continue;
            }
            let Some(entries) = &mut entries else { continue };
            let before = group.pending();
            let found = group.push(entries, self.shared.config.max_bytes)?;
            held |= found.is_some();
            if is_first {
                said = found;
            }
            self.pending = self.pending + group.pending() - before;
            // A post of thousands of tags is long, and in as many feeds.
            if self.pending > IN_MEMORY {
                self.pending = unload(&mut self.groups, self.pending)?;
            }
        }
        if self.archives.are_needed() {
            said = match &mut entries {
                Some(entries) => self.archives.push(place, key, entries)?,
                None => None,
            };
            held = true;
        }
        if held && self.copies_media {
            self.media.extend(media.into_iter().map(|asset| (asset.path.clone(), asset)));
        }
        Ok(said.or(before))
    }

    /// Whether the feed of the blog stays, and its first document has this path.
    fn stays(&self, path: &str) -> bool {
        let main = self.groups.first().filter(|group| group.stays.is_some());
        main.and_then(|group| group.documents.first()).is_some_and(|first| first.path == path)
    }

    /// The posts that are wanted once more, for the archives: all, where only the size budget has
    /// shown that the feed does not hold them all.
    pub(super) fn again(&mut self) -> Range<usize> {
        let cut = self.groups.first().is_some_and(|group| group.cut);
        if cut && !self.archives.are_needed() && self.archives.need() {
            return self.holders.places();
        }
        0..0
    }

    /// Adds a post to its archive alone.
    pub(super) fn push_again(
        &mut self,
        place: usize,
        items: &Items,
        media: Vec<Arc<Asset>>,
    ) -> Result<(), OutputError> {
        if self.copies_media {
            self.media.extend(media.into_iter().map(|asset| (asset.path.clone(), asset)));
        }
        // Archives that were not foreseen are made anew each time.
        let key = Digest([0; 32]);
        self.archives.push(place, key, &mut Entries::New(items)).map(drop)
    }

    /// Ends all feeds, copies the files that they point at, and writes the lists of feeds.
    pub(super) fn finish(
        self,
        request: &Request<'_>,
        site: &Site,
        found: Found<'_>,
        picture_files: Vec<Arc<Asset>>,
        ledger: &mut Ledger,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Result<(), OutputError> {
        let (outputs, files, alike) = (self.outputs, found.files, found.alike);
        if self.groups.is_empty() {
            return Ok(());
        }
        measure(&self.groups, self.shared.config.max_bytes, diagnostics);
        let mut outlines = Vec::new();
        let mut addresses = Vec::new();
        let mut sections: Vec<feed_page::Section> = Vec::new();
        for group in self.groups {
            // A list of subscriptions names each feed once, in the format that all readers know.
            let known = group.documents.iter().find(|d| d.format != FeedFormat::Json);
            if let Some(document) = known.or(group.documents.first())
                && let Some(feed_url) = document.feed.self_url.clone()
            {
                let feed = &document.feed;
                let (title, home_url) = (feed.title.clone(), feed.home_url.clone());
                outlines.push(opml::Outline { title, feed_url, home_url });
            }
            match group.by {
                None => addresses = group.documents.iter().map(address).collect(),
                Some(by) => {
                    if sections.last().is_none_or(|section| section.kind != by.name()) {
                        let (kind, feeds) = (by.name(), Vec::new());
                        sections.push(feed_page::Section { kind, feeds });
                    }
                    if let (Some(section), Some(first)) =
                        (sections.last_mut(), group.documents.first())
                    {
                        let name = first.feed.topic.name().unwrap_or_default();
                        section.feeds.push((name.to_owned(), address(first).url));
                    }
                }
            }
            let complete = !group.more && !group.cut;
            if let Some(known) = &group.stays {
                ledger.feed(known);
                continue;
            }
            if !group.cut {
                let documents = group.documents.iter().map(Document::known).collect();
                let (key, common, held) = (group.key.digest(), self.common, group.held);
                ledger.feed(&FeedRecord { key, common, held, documents });
            }
            for document in group.documents {
                let history = history(&self.archives, group.by, complete, document.format);
                document.finish(&history)?;
            }
        }
        self.archives.tell(ledger);
        let posts = &site.posts()[..site.posts().len().min(LISTED_POSTS)];
        let feed = Feed::new(self.shared, Topic::Site, "feed.html", None);
        let page = feed_page::Page { feed: &feed, addresses, sections, posts };
        let path = out_path("feed.html");
        match request.feed_page.render(&page) {
            Ok(page) => drop(outputs.put(&path, page.as_bytes())?),
            Err(error) => diagnostics.push(produce::template("templates/feed.html", &error)),
        }
        outputs.put(&out_path(STYLESHEET), request.feed_css.as_bytes())?;
        let list = opml::render(&site.about.title, &outlines);
        outputs.put(&out_path("feeds.opml"), list.as_bytes())?;
        let mut media = self.media;
        media.extend(picture_files.into_iter().map(|asset| (asset.path.clone(), asset)));
        let media: Vec<_> = media.into_values().collect();
        media.par_iter().try_for_each(|asset| match files.disk(asset) {
            Some(disk) => {
                let known = Written { sha256: asset.sha256, bytes: asset.bytes };
                let path = entry::media_path(asset, alike);
                outputs.copy_known(&path, &disk, Some(known)).map(drop)
            }
            None => Ok(()),
        })
    }
}

/// Which posts a feed holds, where it is known whether it has them all.
fn history(archives: &Archives<'_>, by: Option<By>, complete: bool, format: FeedFormat) -> History {
    match archives.newest(format) {
        _ if complete => History::Complete,
        Some(url) if by.is_none() => History::Archived(url),
        _ => History::Newest,
    }
}

/// Where a feed is found.
fn address(document: &Document<'_>) -> feed_page::Address {
    feed_page::Address {
        name: document.format.name().to_owned(),
        url: document.feed.self_url.clone().unwrap_or_else(|| document.path.clone()),
        media_type: document.format.media_type().to_owned(),
    }
}
