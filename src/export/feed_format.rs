//! The formats of feeds: what their files are called, and who writes them.

use super::entry::Entry;
use super::feed::{Feed, History, Shared};
use super::{Format, atom, json_feed, rss};

/// A format of feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedFormat {
    /// RSS 2.0
    Rss,
    /// Atom 1.0
    Atom,
    /// JSON Feed 1.1
    Json,
}

impl FeedFormat {
    /// All formats of feeds.
    pub const ALL: [Self; 3] = [Self::Rss, Self::Atom, Self::Json];

    /// The format of outputs that it is.
    #[must_use]
    pub fn format(self) -> Format {
        match self {
            Self::Rss => Format::Rss,
            Self::Atom => Format::Atom,
            Self::Json => Format::JsonFeed,
        }
    }

    /// What people call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rss => "RSS",
            Self::Atom => "Atom",
            Self::Json => "JSON Feed",
        }
    }

    /// Its registered or usual media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Rss => "application/rss+xml",
            Self::Atom => "application/atom+xml",
            Self::Json => "application/feed+json",
        }
    }

    /// The name of a feed's file.
    #[must_use]
    pub fn file(self) -> &'static str {
        match self {
            Self::Rss => "rss.xml",
            Self::Atom => "atom.xml",
            Self::Json => "feed.json",
        }
    }

    /// The name of an archive's file: `rss-2024.xml` for the window `2024`.
    #[must_use]
    pub fn archive_file(self, window: &str) -> String {
        let (stem, ending) = self.file().split_once('.').unwrap_or_default();
        format!("{stem}-{window}.{ending}")
    }

    /// Whether a file is called as a feed or an archive of this format is.
    #[must_use]
    pub fn owns(self, file: &str) -> bool {
        let (stem, ending) = self.file().split_once('.').unwrap_or_default();
        let inner = file.strip_prefix(stem).and_then(|rest| rest.strip_suffix(ending));
        let inner = inner.and_then(|rest| rest.strip_suffix('.'));
        inner.is_some_and(|inner| inner.is_empty() || inner.starts_with('-'))
    }

    /// The start of a feed.
    #[must_use]
    pub fn open(self, feed: &Feed<'_>, history: &History) -> String {
        match self {
            Self::Rss => rss::open(feed, history),
            Self::Atom => atom::open(feed, history),
            Self::Json => json_feed::open(feed, history),
        }
    }

    /// One entry, the same in every feed of the blog.
    #[must_use]
    pub fn item(self, shared: &Shared<'_>, entry: &Entry) -> String {
        match self {
            Self::Rss => rss::item(entry),
            Self::Atom => atom::item(shared, entry),
            Self::Json => json_feed::item(entry),
        }
    }

    /// What stands in front of the entry at a place, counted from 0.
    #[must_use]
    pub fn separator(self, index: usize) -> &'static str {
        match self {
            Self::Rss | Self::Atom => "",
            Self::Json => json_feed::separator(index),
        }
    }

    /// The end of a feed.
    #[must_use]
    pub fn close(self) -> &'static str {
        match self {
            Self::Rss => rss::close(),
            Self::Atom => atom::close(),
            Self::Json => json_feed::close(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::FeedFormat;
    use crate::export::Format;

    #[test]
    fn a_file_tells_its_format() {
        for format in FeedFormat::ALL {
            assert!(format.owns(format.file()));
            assert!(format.owns(&format.archive_file("2024-2")));
        }
        assert_eq!(FeedFormat::Json.archive_file("2024"), "feed-2024.json");
        assert_eq!(Format::of_output("tags/c/atom.xml"), Some(Format::Atom));
        assert_eq!(Format::of_output("rss-undated.xml"), Some(Format::Rss));
        for shared in ["feeds.opml", "feed.html", "feed.css", "media/a/rss.xml"] {
            assert_eq!(Format::of_output(shared), None);
        }
    }
}
