//! The archives of the blog's feed as they are written: one after another, each when its posts
//! come by.

use super::document::Document;
use super::windows::{self, Window};
use super::{Items, newest};
use crate::export::entry::published;
use crate::export::feed::{Feed, History, Shared};
use crate::export::feed_format::FeedFormat;
use crate::model::Site;
use crate::output::OutputError;
use crate::pipeline::Request;
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
    /// The archive that is being written, by its place among the windows.
    open: Option<(usize, Vec<Document<'a>>)>,
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
        Self { site, shared, outputs, formats, windows, needed, open: None }
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

    /// Adds the next post, in the site's order.
    pub(super) fn push(&mut self, place: usize, items: &Items) -> Result<(), OutputError> {
        let at = self.windows.partition_point(|window| window.posts.end <= place);
        let Some(window) = self.windows.get(at) else { return Ok(()) };
        let mut documents = match self.open.take() {
            Some((known, documents)) if known == at => documents,
            _ => self.begin(at, window)?,
        };
        for (document, item) in documents.iter_mut().zip(&items.0) {
            document.push(item)?;
        }
        if place + 1 < window.posts.end {
            self.open = Some((at, documents));
            return Ok(());
        }
        for document in documents {
            let history = self.history(at, document.format);
            document.finish(&history)?;
        }
        Ok(())
    }

    /// The neighbours of an archive.
    fn history(&self, at: usize, format: FeedFormat) -> History {
        let previous = self.url(at + 1, format);
        let next = at.checked_sub(1).and_then(|newer| self.url(newer, format));
        History::Archive { previous, next }
    }

    fn begin(&self, at: usize, window: &Window) -> Result<Vec<Document<'a>>, OutputError> {
        let posts = self.site.posts().get(window.posts.clone()).unwrap_or_default();
        let updated = newest(posts.iter());
        self.formats
            .iter()
            .map(|&format| {
                let path = format.archive_file(&window.name);
                let feed = Feed::archive(self.shared, format.file(), &path, updated);
                Document::open(feed, format, path, self.history(at, format), self.outputs)
            })
            .collect()
    }
}
