//! The exporters: pure functions of the model, and the closed set of formats.

pub mod archive;
pub mod atom;
pub mod category;
pub mod entry;
pub mod feed;
pub mod feed_format;
pub mod feed_page;
pub mod index_page;
pub mod item;
pub mod json;
pub mod json_feed;
pub mod opml;
pub mod pdf;
pub mod rss;
pub mod template;
pub mod xml;

#[cfg(test)]
mod feed_tests;

use self::feed_format::FeedFormat;

/// What a build can make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// RSS 2.0
    Rss,
    /// Atom 1.0
    Atom,
    /// JSON Feed 1.1
    JsonFeed,
    /// The JSON archive
    Archive,
    /// The handouts
    Pdf,
    /// The book
    Book,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 6] =
        [Self::Rss, Self::Atom, Self::JsonFeed, Self::Archive, Self::Pdf, Self::Book];

    /// The format that an output belongs to, by its path below the output folder; none for what
    /// all feeds share.
    #[must_use]
    pub fn of_output(path: &str) -> Option<Self> {
        let name = path.rsplit('/').next().unwrap_or(path);
        match path.split('/').next() {
            Some("archive") => Some(Self::Archive),
            Some("pdf") => Some(Self::Pdf),
            Some("book") => Some(Self::Book),
            Some("media") => None,
            _ => FeedFormat::ALL.into_iter().find(|feed| feed.owns(name)).map(FeedFormat::format),
        }
    }
}
