//! What a feed says of itself, whatever its format, and which part of its history it holds.

use chrono::{DateTime, FixedOffset};

use super::entry::{self, is_writable, published};
use crate::config::FeedConfig;
use crate::model::site::About;
use crate::model::{MediaType, Person, PixelSize};

/// The name of the sheet that shows feeds in browsers, in the output folder.
pub const STYLESHEET: &str = "feed.css";

/// What all feeds of a blog have in common.
#[derive(Debug, Clone)]
pub struct Shared<'a> {
    /// The blog.
    pub about: &'a About,
    /// The settings.
    pub config: &'a FeedConfig,
    /// A picture that stands for the feeds.
    pub image: Option<Picture>,
    /// A small square one.
    pub icon: Option<Picture>,
    /// The date of entries that have none, where a format demands one: the oldest of the blog, so
    /// that they stay what they are when posts are added.
    pub undated: Option<DateTime<FixedOffset>>,
}

/// A picture of the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Where it is served; absolute.
    pub url: String,
    /// What it is, where that is known.
    pub media_type: Option<MediaType>,
    /// Its size, where that is known.
    pub size: Option<PixelSize>,
}

/// What a feed is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Topic {
    /// The whole blog.
    Site,
    /// One category or tag, by its name.
    Category(String),
    /// What one person writes.
    Author(Person),
    /// What is written in one language, by its BCP 47 tag.
    Language(String),
}

/// What a feed says of itself.
#[derive(Debug, Clone)]
pub struct Feed<'a> {
    /// What all feeds have in common.
    pub shared: &'a Shared<'a>,
    /// What it is about.
    pub topic: Topic,
    /// Plain text, not empty.
    pub title: String,
    /// Plain text; may be empty.
    pub description: String,
    /// The page that the feed belongs to; empty where no address is known.
    pub home_url: String,
    /// Where the document itself is served.
    pub self_url: Option<String>,
    /// Where the feed is served that the document is an archive of.
    pub archive_of: Option<String>,
    /// Where the sheet is that shows it in browsers; relative to the document.
    pub stylesheet: String,
    /// The newest moment that any of its posts declares; never the clock.
    pub updated: Option<DateTime<FixedOffset>>,
    /// BCP 47 language tag; empty where it is not known.
    pub language: String,
}

impl<'a> Feed<'a> {
    /// A feed that is served at `path` below `publish.url`.
    #[must_use]
    pub fn new(
        shared: &'a Shared<'a>,
        topic: Topic,
        path: &str,
        updated: Option<DateTime<FixedOffset>>,
    ) -> Self {
        let about = shared.about;
        let home = if about.url.is_empty() { &about.publish_url } else { &about.url };
        let title = match topic.name() {
            Some(name) => format!("{} · {name}", about.title),
            None => about.title.clone(),
        };
        let language = match &topic {
            Topic::Language(language) => language,
            _ => &about.language,
        };
        Self {
            shared,
            title,
            description: about.description.clone(),
            home_url: home.clone(),
            self_url: published(about, path),
            archive_of: None,
            stylesheet: "../".repeat(path.matches('/').count()) + STYLESHEET,
            updated: updated.filter(|at| is_writable(*at)),
            language: language.clone(),
            topic,
        }
    }

    /// An archive of the feed of the blog (RFC 5005, section 4), served at `path`; the feed itself
    /// is served at `current`.
    #[must_use]
    pub fn archive(
        shared: &'a Shared<'a>,
        current: &str,
        path: &str,
        updated: Option<DateTime<FixedOffset>>,
    ) -> Self {
        let archive_of = published(shared.about, current);
        Self { archive_of, ..Self::new(shared, Topic::Site, path, updated) }
    }

    /// Who the feed as a whole is by.
    #[must_use]
    pub fn authors(&self) -> &[Person] {
        match &self.topic {
            Topic::Author(person) => std::slice::from_ref(person),
            _ => &self.shared.about.authors,
        }
    }

    /// Who wrote the program that wrote it. An archive tells no version: it shall stay what it is.
    #[must_use]
    pub fn generator_version(&self) -> Option<&'static str> {
        self.archive_of.is_none().then_some(entry::GENERATOR_VERSION)
    }
}

impl Topic {
    /// What tells the feed from that of the blog.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Site => None,
            Self::Category(name) | Self::Language(name) => Some(name),
            Self::Author(person) => Some(&person.name),
        }
    }
}

/// Which posts of its feed a document holds (RFC 5005).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum History {
    /// The newest; the others are nowhere.
    Newest,
    /// The newest; the others are in archives, of which this address is the newest (section 4).
    Archived(String),
    /// All (section 2).
    Complete,
    /// Some that will not change (section 4).
    Archive {
        /// The archive of the posts before these.
        previous: Option<String>,
        /// The archive of the posts after these.
        next: Option<String>,
    },
}

/// The namespace of the elements of RFC 5005.
pub const HISTORY_NAMESPACE: &str = "http://purl.org/syndication/history/1.0";

impl History {
    /// The element without content that says it, by its local name.
    #[must_use]
    pub fn element(&self) -> Option<&'static str> {
        match self {
            Self::Newest | Self::Archived(_) => None,
            Self::Complete => Some("complete"),
            Self::Archive { .. } => Some("archive"),
        }
    }

    /// The links that say it: relations and addresses.
    #[must_use]
    pub fn links<'h>(&'h self, feed: &'h Feed<'_>) -> Vec<(&'static str, &'h str)> {
        let (previous, next) = match self {
            Self::Newest | Self::Complete => (None, None),
            Self::Archived(previous) => (Some(previous), None),
            Self::Archive { previous, next } => (previous.as_ref(), next.as_ref()),
        };
        let links = [
            ("current", feed.archive_of.as_ref()),
            ("prev-archive", previous),
            ("next-archive", next),
        ];
        links.into_iter().filter_map(|(rel, url)| Some((rel, url?.as_str()))).collect()
    }
}

/// Writes the sheet's address behind the declaration of an XML document (xml-stylesheet 1.0).
#[must_use]
pub fn with_stylesheet(document: &str, feed: &Feed<'_>) -> String {
    let Some(at) = document.find("?>").map(|at| at + 2) else { return document.to_owned() };
    let (declaration, rest) = document.split_at(at);
    let sheet = &feed.stylesheet;
    let instruction = format!("\n<?xml-stylesheet type=\"text/css\" href=\"{sheet}\"?>");
    [declaration, &instruction, rest].concat()
}

/// How an XML feed says which posts it holds; `prefix` is that of Atom's elements in it.
#[must_use]
pub fn history_elements(feed: &Feed<'_>, history: &History, prefix: &str, indent: &str) -> String {
    let mut out = String::new();
    for (rel, url) in history.links(feed) {
        out += &format!("{indent}<{prefix}link rel=\"{rel}\" href=\"");
        crate::html::escape::push_attribute(&mut out, &super::xml::address(url));
        out += "\"/>\n";
    }
    if let Some(name) = history.element() {
        out += &format!("{indent}<fh:{name}/>\n");
    }
    out
}
