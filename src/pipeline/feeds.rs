//! The feeds as they grow: each post goes to the feeds that hold it, in the site's order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::Request;
use super::library::Files;
use super::outputs::{Outputs, PartWriter};
use super::produce::out_path;
use crate::config::Media;
use crate::diag::{Code, Diagnostic, Place};
use crate::export::entry::{self, Entry, Feed};
use crate::export::{Format, atom, category, feed_page, json_feed, opml, rss};
use crate::model::{Asset, Site};
use crate::output::OutputError;

/// A feed of more bytes burdens readers and hubs (JSON Feed 1.1, "Suggestions for Publishers").
const LARGE_FEED: usize = 250_000;

/// One feed in all its formats: they hold the same posts.
struct Group<'a> {
    /// The places of the posts that it may hold.
    posts: BTreeSet<usize>,
    formats: Vec<Open<'a>>,
    items: usize,
    /// Whether the size budget has cut the list.
    cut: bool,
}

/// A feed in one format, while it is written.
struct Open<'a> {
    feed: Feed<'a>,
    format: Format,
    path: String,
    state: State<'a>,
    bytes: usize,
}

/// Where a feed's parts go.
enum State<'a> {
    /// Straight to the output: the feeds of the whole site, which may be large.
    File(PartWriter<'a>),
    /// To memory: the many small feeds of categories, so that few files are open at once.
    Memory(String),
}

/// All feeds.
pub(super) struct Feeds<'a> {
    groups: Vec<Group<'a>>,
    media: BTreeMap<String, Arc<Asset>>,
    copies_media: bool,
    max_bytes: usize,
}

/// A format of feeds: its file, its name and its media type.
const FORMATS: [(Format, &str, &str, &str); 3] = [
    (Format::Rss, "rss.xml", "RSS", "application/rss+xml"),
    (Format::Atom, "atom.xml", "Atom", "application/atom+xml"),
    (Format::JsonFeed, "feed.json", "JSON Feed", "application/feed+json"),
];

impl<'a> Feeds<'a> {
    /// Begins all feeds that are asked for.
    pub(super) fn open(
        request: &Request<'a>,
        site: &'a Site,
        outputs: &'a Outputs,
    ) -> Result<Self, OutputError> {
        let config = &request.config.feed;
        let newest = |posts: &BTreeSet<usize>| {
            let dates = posts.iter().filter_map(|&place| site.posts().get(place));
            let both = dates.flat_map(|m| [&m.dates.published, &m.dates.updated]);
            both.flatten().map(|d| d.at).max()
        };
        let formats = || FORMATS.into_iter().filter(|f| request.formats.contains(&f.0));
        let mut groups = Vec::new();
        let posts: BTreeSet<usize> = (0..site.posts().len().min(config.limit)).collect();
        let mut open = Vec::new();
        for (format, path, ..) in formats() {
            let feed = Feed::of_site(&site.about, path, newest(&posts), &config.hubs);
            let state = State::File(outputs.writer(&out_path(path))?);
            open.push(Open::begin(feed, format, path.to_owned(), state)?);
        }
        groups.push(Group { posts, formats: open, items: 0, cut: false });
        for (name, slug, posts) in categories(site, config.limit) {
            let mut open = Vec::new();
            for (format, file, ..) in formats() {
                let path = format!("categories/{slug}/{file}");
                let feed =
                    Feed::of_category(&site.about, name, &path, newest(&posts), &config.hubs);
                open.push(Open::begin(feed, format, path, State::Memory(String::new()))?);
            }
            groups.push(Group { posts, formats: open, items: 0, cut: false });
        }
        groups.retain(|group| !group.formats.is_empty());
        Ok(Self {
            groups,
            media: BTreeMap::new(),
            // What cannot be inside the text (a cover, an attachment) is a copy with `inline` too.
            copies_media: request.config.media != Media::Site,
            max_bytes: config.max_bytes,
        })
    }

    /// Which posts any feed holds, by their places.
    pub(super) fn wanted(&self) -> BTreeSet<usize> {
        self.groups.iter().flat_map(|group| &group.posts).copied().collect()
    }

    /// Adds a post to the feeds that hold it; `media` are the files that it points at.
    pub(super) fn push(
        &mut self,
        place: usize,
        entry: &Entry,
        media: Vec<Arc<Asset>>,
    ) -> Result<(), OutputError> {
        let mut held = false;
        for group in self.groups.iter_mut().filter(|group| group.posts.contains(&place)) {
            held |= group.push(entry, self.max_bytes)?;
        }
        if held && self.copies_media {
            self.media.extend(media.into_iter().map(|asset| (asset.path.clone(), asset)));
        }
        Ok(())
    }

    /// Ends all feeds, copies the files that they point at, and writes the lists of feeds.
    pub(super) fn finish(
        self,
        site: &Site,
        files: &Files<'_>,
        outputs: &Outputs,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Result<(), OutputError> {
        if self.groups.is_empty() {
            return Ok(());
        }
        let mut outlines = Vec::new();
        let mut addresses = Vec::new();
        for group in self.groups {
            // A list of subscriptions names each feed once, in the format that all readers know.
            let known = group.formats.iter().find(|f| f.format != Format::JsonFeed);
            if let Some(open) = known.or(group.formats.first()) {
                if let Some(feed_url) = entry::published(&site.about, &open.path) {
                    let (title, home_url) = (open.feed.title.clone(), open.feed.home_url.clone());
                    outlines.push(opml::Outline { title, feed_url, home_url });
                }
            }
            let is_main = group.formats.iter().all(|f| f.feed.category.is_none());
            if is_main {
                addresses = group.formats.iter().filter_map(|f| address(site, f.format)).collect();
                group.measure(self.max_bytes, diagnostics);
            }
            for open in group.formats {
                open.finish(outputs)?;
            }
        }
        let newest = site.posts().get(..site.posts().len().min(20)).unwrap_or_default();
        let feed = Feed::of_site(&site.about, "feed.html", site.updated(), &[]);
        let page = feed_page::render(&feed, &addresses, newest);
        outputs.put(&out_path("feed.html"), page.as_bytes())?;
        let list = opml::render(&site.about.title, &outlines);
        outputs.put(&out_path("feeds.opml"), list.as_bytes())?;
        let media: Vec<_> = self.media.into_values().collect();
        media.par_iter().try_for_each(|asset| match files.disk(asset) {
            Some(disk) => outputs.copy(&entry::media_path(asset), &disk).map(drop),
            None => Ok(()),
        })
    }
}

/// Where the feed of the site is found in a format.
fn address(site: &Site, format: Format) -> Option<feed_page::Address> {
    let (_, path, name, media_type) = FORMATS.into_iter().find(|f| f.0 == format)?;
    Some(feed_page::Address {
        name: name.to_owned(),
        url: entry::published(&site.about, path).unwrap_or_else(|| path.to_owned()),
        media_type: media_type.to_owned(),
    })
}

impl Group<'_> {
    /// Adds a post, unless the size budget is used up in any of the formats.
    fn push(&mut self, entry: &Entry, max_bytes: usize) -> Result<bool, OutputError> {
        if self.cut {
            return Ok(false);
        }
        let items: Vec<String> =
            self.formats.iter().map(|open| open.item(self.items, entry)).collect();
        let full = |(open, item): (&Open<'_>, &String)| open.bytes + item.len() > max_bytes;
        // The newest post is in the feed however large it is.
        if self.items > 0 && self.formats.iter().zip(&items).any(full) {
            self.cut = true;
            return Ok(false);
        }
        self.items += 1;
        for (open, item) in self.formats.iter_mut().zip(&items) {
            open.write(item)?;
        }
        Ok(true)
    }

    /// Says where a feed is larger than readers like it.
    fn measure(&self, max_bytes: usize, diagnostics: &mut Vec<Diagnostic>) {
        let Some(largest) = self.formats.iter().max_by_key(|open| open.bytes) else { return };
        let place = Place::Path(largest.path.clone());
        if self.cut {
            let (items, posts) = (self.items, self.posts.len());
            let message = format!(
                "the feeds hold the newest {items} of {posts} posts, to stay below {max_bytes} bytes"
            );
            let hint = "raise `feed.max_bytes`, or set `feed.content = \"summary\"`";
            diagnostics.push(Diagnostic::new(Code::FeedSize, place, message).hint(hint));
        } else if largest.bytes > LARGE_FEED {
            let message =
                format!("the feed has {} bytes, and readers fetch it often", largest.bytes);
            let hint = "lower `feed.limit`, or set `feed.content = \"summary\"`";
            diagnostics.push(Diagnostic::new(Code::FeedSize, place, message).hint(hint));
        }
    }
}

impl<'a> Open<'a> {
    fn begin(
        feed: Feed<'a>,
        format: Format,
        path: String,
        state: State<'a>,
    ) -> Result<Self, OutputError> {
        let start = match format {
            Format::Atom => atom::open(&feed),
            Format::JsonFeed => json_feed::open(&feed),
            Format::Rss | Format::Archive | Format::Pdf => rss::open(&feed),
        };
        let mut open = Self { feed, format, path, state, bytes: 0 };
        open.write(&start)?;
        Ok(open)
    }

    fn item(&self, index: usize, entry: &Entry) -> String {
        match self.format {
            Format::Atom => atom::item(&self.feed, index, entry),
            Format::JsonFeed => json_feed::item(&self.feed, index, entry),
            Format::Rss | Format::Archive | Format::Pdf => rss::item(&self.feed, index, entry),
        }
    }

    fn write(&mut self, part: &str) -> Result<(), OutputError> {
        self.bytes += part.len();
        match &mut self.state {
            State::File(writer) => writer.write(part.as_bytes()),
            State::Memory(text) => {
                text.push_str(part);
                Ok(())
            }
        }
    }

    fn finish(mut self, outputs: &Outputs) -> Result<(), OutputError> {
        let end = match self.format {
            Format::Atom => atom::close(&self.feed),
            Format::JsonFeed => json_feed::close(&self.feed),
            Format::Rss | Format::Archive | Format::Pdf => rss::close(&self.feed),
        };
        self.write(&end)?;
        match self.state {
            State::File(writer) => writer.finish().map(drop),
            State::Memory(text) => outputs.put(&out_path(&self.path), text.as_bytes()).map(drop),
        }
    }
}

/// Each category with its slug and the places of its newest posts.
fn categories(site: &Site, limit: usize) -> Vec<(&str, String, BTreeSet<usize>)> {
    let mut places: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (place, meta) in site.posts().iter().enumerate() {
        for name in &meta.categories {
            let posts = places.entry(name).or_default();
            if posts.len() < limit {
                posts.insert(place);
            }
        }
    }
    let slugs = category::category_slugs(places.keys().copied());
    places
        .into_iter()
        .filter_map(|(name, posts)| Some((name, slugs.get(name)?.clone(), posts)))
        .collect()
}
