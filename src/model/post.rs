//! A post: what the author wrote, and what is known about it.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset};

use super::asset::{Asset, Digest, Mention};
use super::block::{Block, Footnote};
use super::inline::Inline;
use super::value::Value;
use crate::span::FileId;

/// The name of a post in all outputs: its path in the content folder without `index` and file
/// ending, made unique; `/` between parts. Each part is a valid part of an
/// [`crate::artifact::OutPath`], with room for the endings `.json` and `.pdf`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PostId(Arc<str>);

impl PostId {
    /// Takes a text that is already an id.
    #[must_use]
    pub fn new(id: &str) -> Self {
        Self(id.into())
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PostId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A person who writes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// Name; not empty.
    pub name: String,
    /// E-mail address.
    pub email: Option<String>,
    /// Home page, absolute.
    pub url: Option<String>,
}

/// Where a date's zone comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    /// The author wrote it.
    Given,
    /// The setting `timezone`, as the author wrote none.
    Assumed,
}

/// A moment, and how it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Date {
    /// The author's own text.
    pub as_written: String,
    /// The moment, with its offset; the year is 1 to 9999. A date without a time is midnight.
    pub at: DateTime<FixedOffset>,
    /// Where the offset comes from.
    pub zone: Zone,
    /// Whether a time of day was written.
    pub has_time: bool,
}

/// When a post came out and when it last changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dates {
    /// First publication.
    pub published: Option<Date>,
    /// Last change that the author declares. Few posts have one.
    pub updated: Option<Box<Date>>,
}

impl Dates {
    /// Those that there are.
    pub fn all(&self) -> impl Iterator<Item = &Date> {
        self.published.iter().chain(self.updated.as_deref())
    }
}

/// What is known about a post before its text is read: enough to list it, to order it, and to
/// link to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Meta {
    /// The name in all outputs.
    pub id: PostId,
    /// The file.
    pub file: FileId,
    /// The file's path relative to the root, with `/`.
    pub source: Arc<str>,
    /// Where the post is read: absolute, percent-encoded. Relative (`/slug/`) without `site.url`.
    pub url: String,
    /// Plain text, not empty, one line.
    pub title: String,
    /// The summary of the front matter as plain text; empty where there is none.
    pub summary: String,
    /// When it came out.
    pub dates: Dates,
    /// Who wrote it: the post's own authors, else the site's.
    pub authors: Arc<[Person]>,
    /// Categories, in the author's order, without repetitions.
    pub categories: Arc<[String]>,
    /// Tags, likewise.
    pub tags: Arc<[String]>,
    /// BCP 47 language tag.
    pub language: Arc<str>,
    /// Whether it is a draft (only among posts when drafts were asked for).
    pub draft: bool,
    /// What feeds call it, unique and for ever: `guid`, `id` or `uuid` of the front matter, else
    /// what [`super::guid::derive`] makes.
    pub guid: String,
    /// The cover picture as it was written.
    pub thumbnail: Option<Box<str>>,
    /// The number of the text that this is one language of; posts with the same number are
    /// translations of each other. Nothing where there is but one.
    pub family: Option<u32>,
    /// Where it was read before, as [`Meta::url`]: addresses that are sent on to that one.
    pub former: Box<[String]>,
}

/// The same text in another language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Translation {
    /// The post.
    pub id: PostId,
    /// Its language: a BCP 47 tag, empty where it is not known.
    pub language: String,
    /// Where it is read, as [`Meta::url`].
    pub url: String,
}

/// How the front matter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FrontMatterFormat {
    /// Between `---` lines.
    Yaml,
    /// Between `+++` lines.
    Toml,
    /// An object in braces, or between `;;;` lines.
    Json,
}

/// How the lines of a file end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Newline {
    /// `\n`
    Lf,
    /// `\r\n`
    CrLf,
    /// `\r`
    Cr,
    /// More than one kind.
    Mixed,
    /// There is one line only.
    None,
}

/// The file of a post as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Size in bytes.
    pub bytes: u64,
    /// Digest of its bytes.
    pub sha256: Digest,
    /// `utf-8`, `utf-16le`, `utf-16be`, or `unknown` where bytes were replaced by U+FFFD.
    pub encoding: &'static str,
    /// How its lines end.
    pub newline: Newline,
    /// Whether it starts with a byte order mark.
    pub bom: bool,
}

/// The front matter of a post.
#[derive(Debug, Clone, PartialEq)]
pub struct FrontMatter {
    /// How it is written.
    pub format: FrontMatterFormat,
    /// The text between the fences, as a range of [`Post::text`].
    pub raw: Range<usize>,
    /// What it says: a [`Value::Map`] with every key.
    pub data: Value,
}

/// A post, whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Post {
    /// What lists and links need to know.
    pub meta: Meta,
    /// The file as it was found.
    pub source: SourceFile,
    /// The file's text as decoded, without a byte order mark, front matter included.
    pub text: String,
    /// Its front matter.
    pub front_matter: Option<FrontMatter>,
    /// The Markdown, as a range of `text`.
    pub body: Range<usize>,
    /// The title as it is set: [`Meta::title`] with the code and the emphasis in it.
    pub title: Vec<Inline>,
    /// A first heading that repeats the title: exporters print the title in its place, the archive
    /// keeps it.
    pub title_heading: Option<Block>,
    /// The text as a tree, without `title_heading`.
    pub blocks: Vec<Block>,
    /// Its footnotes, in the order of their first calls.
    pub footnotes: Vec<Footnote>,
    /// Every place where a file or picture is named, in document order, the cover picture first.
    pub mentions: Vec<Mention>,
    /// The cover picture, where it is a local file.
    pub cover: Option<Arc<Asset>>,
    /// The summary: the front matter's, else the start of the text, cut at a word. Plain.
    pub summary: String,
    /// The same text in other languages, each once, by their tags.
    pub translations: Vec<Translation>,
    /// Findings about this post, as the archive keeps them: code and message, by place.
    pub warnings: Vec<String>,
}

impl Post {
    /// The Markdown as written, without the front matter.
    #[must_use]
    pub fn markdown(&self) -> &str {
        &self.text[self.body.clone()]
    }
}
