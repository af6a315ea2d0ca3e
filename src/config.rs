//! The settings: `postpress.toml` as it is meant, every key with its default.

mod assume;
mod detect;
mod feed;
mod form;
mod generator;
mod load;
mod write;

use std::collections::BTreeMap;

use chrono_tz::Tz;
use globset::{Glob, GlobSet, GlobSetBuilder};

use crate::model::post::Person;
use crate::model::site::About;

pub use feed::{By, FeedConfig, FeedContent};
pub use form::Form;
pub use generator::{Generator, Slugs};
pub use load::{ConfigError, FILE, Loaded, folder, load, load_from, parse};
pub use write::write;

/// All settings, ready to be used.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// Folders with posts, relative to the root, `/` between parts, without a last slash.
    pub content: Vec<String>,
    /// Folders in which an absolute path (`/img/x.png`) is looked up, relative to the root.
    pub statics: Vec<String>,
    /// Glob patterns of paths, relative to the root, that are not read as posts.
    pub exclude: Vec<String>,
    /// Zone of dates that are written without one.
    pub timezone: Tz,
    /// What the blog says of itself.
    pub about: About,
    /// What makes the blog's pages.
    pub generator: Generator,
    /// How the addresses of posts are made: a pattern, or the name of a generator.
    pub permalink: String,
    /// Folders, relative to the root, whose posts have a pattern of their own; the innermost
    /// counts.
    pub permalinks: Vec<(String, String)>,
    /// The pattern for posts in other languages than the blog's; empty where it is the same.
    pub permalink_translations: String,
    /// The category in the addresses of posts that have none; empty where the generator says it.
    pub default_category: String,
    /// How titles and names become parts of addresses.
    pub slugs: Slugs,
    /// The languages that the blog is written in, as files and folders name them, each with the
    /// folders, relative to the root, whose posts are in it. Empty where nothing says so.
    pub languages: BTreeMap<String, Vec<String>>,
    /// People by the ids that posts name them by.
    pub people: BTreeMap<String, Person>,
    /// How feed content points at local files.
    pub media: Media,
    /// `[feed]`
    pub feed: FeedConfig,
    /// `[pdf]`
    pub pdf: PdfConfig,
    /// What shortcodes and components of the blog's own stand for, by name.
    pub shortcodes: BTreeMap<String, Form>,
    /// Whether drafts are exported.
    pub drafts: bool,
    /// Whether posts dated in the future are exported.
    pub future: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            content: vec!["content".to_owned()],
            statics: vec!["static".to_owned(), "public".to_owned()],
            exclude: Vec::new(),
            timezone: Tz::UTC,
            about: About { title: "Blog".to_owned(), ..About::default() },
            generator: Generator::Plain,
            permalink: "/:path/".to_owned(),
            permalinks: Vec::new(),
            permalink_translations: String::new(),
            default_category: String::new(),
            slugs: Slugs::Auto,
            languages: BTreeMap::new(),
            people: BTreeMap::new(),
            media: Media::Copy,
            feed: FeedConfig::default(),
            pdf: PdfConfig {
                paper: Paper::A4,
                images_max_ppi: 300,
                links: LinkNotes::List,
                theme: Theme::Default,
                imposition: Imposition::None,
                line_numbers: false,
                book: None,
            },
            shortcodes: BTreeMap::new(),
            drafts: false,
            future: false,
        }
    }
}

impl Config {
    /// The patterns of `exclude`, ready to be matched. A pattern that is none is left out:
    /// [`load`] refuses it with its place.
    #[must_use]
    pub fn excludes(&self) -> Excludes {
        let mut set = GlobSetBuilder::new();
        for glob in self.exclude.iter().filter_map(|pattern| Glob::new(pattern).ok()) {
            set.add(glob);
        }
        Excludes(set.build().unwrap_or_default())
    }
}

/// Patterns of paths that are not read as posts.
#[derive(Debug, Clone, Default)]
pub struct Excludes(GlobSet);

impl Excludes {
    /// Whether a path (relative to the root, with `/`) matches a pattern.
    #[must_use]
    pub fn matches(&self, path: &str) -> bool {
        self.0.is_match(path)
    }
}

/// How feed content points at local files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    /// They are copied to `out/media` and addressed there.
    Copy,
    /// They are addressed beside the post, where its site generator puts them.
    Site,
    /// They are put into the content as `data:` URIs.
    Inline,
}

/// `[pdf]`
#[derive(Debug, Clone, PartialEq)]
pub struct PdfConfig {
    /// Paper size.
    pub paper: Paper,
    /// Pictures with at least twice as many pixels an inch as printed are made smaller, by a whole
    /// factor, so that at least so many are left.
    pub images_max_ppi: u32,
    /// How pages are put onto sheets.
    pub imposition: Imposition,
    /// How the addresses of links are printed.
    pub links: LinkNotes,
    /// The look that `templates/handout.toml` changes.
    pub theme: Theme,
    /// Whether the lines of blocks of code are numbered.
    pub line_numbers: bool,
    /// Which books are made besides the handouts; none where nothing was said.
    pub book: Option<BookBy>,
}

/// What makes a book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BookBy {
    /// All posts.
    All,
    /// The posts of a year.
    Year,
    /// The posts of a category.
    Category,
    /// The posts in a language.
    Language,
}

/// How the addresses of links are printed, as nobody can click on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkNotes {
    /// Numbered, in a list at the end.
    List,
    /// Numbered, at the foot of the page.
    Footnotes,
    /// Not at all.
    None,
}

/// The looks that come with the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// `templates/handout.toml`
    Default,
    /// `templates/handout-large.toml`: 16 pt, for readers with weak eyes.
    Large,
    /// `templates/handout-compact.toml`: saves paper.
    Compact,
}

/// How pages are put onto sheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Imposition {
    /// One page a sheet.
    None,
    /// Two pages side by side.
    TwoUp,
    /// Four pages a leaf, to be printed on both sides, folded and stapled.
    Booklet,
}

/// Paper sizes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// 210 mm by 297 mm
    A4,
    /// 148 mm by 210 mm
    A5,
    /// 8.5 in by 11 in
    Letter,
}
