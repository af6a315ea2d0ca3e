//! `[feed]`: which feeds there are, what they hold, and what they say of themselves.

use std::collections::BTreeSet;

use chrono::Weekday;

use crate::model::Person;
use crate::model::guid::Scheme;

/// `[feed]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedConfig {
    /// How many posts a feed holds at most; `usize::MAX` for all.
    pub limit: usize,
    /// How posts are called that name no id themselves.
    pub id: Scheme,
    /// What it holds of each.
    pub content: FeedContent,
    /// How many bytes a feed may have before its list is shortened.
    pub max_bytes: usize,
    /// What there are feeds of besides the one of the whole blog.
    pub by: BTreeSet<By>,
    /// Whether posts that the feed of the blog has no room for are in archives (RFC 5005).
    pub archives: bool,
    /// Whether RSS holds the Markdown of each post too (`source:markdown`).
    pub markdown: bool,
    /// WebSub hubs.
    pub hubs: Vec<String>,
    /// A picture that stands for the feed: an address, or a file as a post would name it.
    pub image: Option<String>,
    /// A small square picture, likewise.
    pub icon: Option<String>,
    /// Who may do what with the text; plain.
    pub rights: Option<String>,
    /// The address of a licence.
    pub license: Option<String>,
    /// Who answers for the content; with an e-mail address.
    pub editor: Option<Person>,
    /// Who answers for the technology; with an e-mail address.
    pub webmaster: Option<Person>,
    /// Minutes between two visits of a reader.
    pub ttl: Option<u32>,
    /// Hours of the day in UTC, 0 to 23, in which readers need not come.
    pub skip_hours: BTreeSet<u8>,
    /// Days on which readers need not come, Monday first, without repetitions.
    pub skip_days: Vec<Weekday>,
}

impl Default for FeedConfig {
    fn default() -> Self {
        Self {
            limit: 20,
            id: Scheme::Tag,
            content: FeedContent::Full,
            max_bytes: 1_000_000,
            by: By::ALL.into(),
            archives: true,
            markdown: false,
            hubs: Vec::new(),
            image: None,
            icon: None,
            rights: None,
            license: None,
            editor: None,
            webmaster: None,
            ttl: None,
            skip_hours: BTreeSet::new(),
            skip_days: Vec::new(),
        }
    }
}

/// What the content of a feed entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedContent {
    /// The whole post.
    Full,
    /// Its summary.
    Summary,
}

/// What a feed may be of, other than of the whole blog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// One category.
    Category,
    /// One tag.
    Tag,
    /// One author, where more than one writes.
    Author,
    /// One language, where there is more than one.
    Language,
}

impl By {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Category, Self::Tag, Self::Author, Self::Language];

    /// Its name in the settings.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Category => "category",
            Self::Tag => "tag",
            Self::Author => "author",
            Self::Language => "language",
        }
    }

    /// The folder of the outputs that holds its feeds.
    #[must_use]
    pub fn folder(self) -> &'static str {
        match self {
            Self::Category => "categories",
            Self::Tag => "tags",
            Self::Author => "authors",
            Self::Language => "languages",
        }
    }
}
