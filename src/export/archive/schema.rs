//! The documents of the archive, format 1.x, as serde types.
//!
//! They are types of their own, apart from [`crate::model`]: the model may change with every
//! version of the program, these may only grow. A reader of 1.x ignores keys that it does not
//! know; a key that changes its meaning makes the format 2.0. The same rules, for programs in
//! other languages, are in `index.schema.json` and `post.schema.json` beside this file; both
//! travel in every archive.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// What `format` says in an index.
pub const FORMAT: &str = "postpress-archive";

/// What `kept` says of a file of a post that is gone.
pub const KEPT_VANISHED: &str = "vanished";

/// What `kept` says of the last good text of a post that has errors now.
pub const KEPT_LAST_GOOD: &str = "last-good";

/// What `format_version` says: a reader takes every version with the same first number.
pub const FORMAT_VERSION: &str = "1.0";

/// JSON Schema 2020-12 of `index.json`.
pub const INDEX_SCHEMA: &str = include_str!("index.schema.json");

/// JSON Schema 2020-12 of `posts/<id>.json`, and of each line of `posts.ndjson`.
pub const POST_SCHEMA: &str = include_str!("post.schema.json");

/// `data/index.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Index<P = Vec<IndexEntry>, F = Vec<FileEntry>> {
    /// Always [`FORMAT`].
    pub format: String,
    /// [`FORMAT_VERSION`] of the writer.
    pub format_version: String,
    /// The program that wrote the archive.
    pub generator: Generator,
    /// What the settings say of the blog.
    pub site: SiteInfo,
    /// How much is in the archive.
    pub counts: Counts,
    /// The posts, newest first; those of which an older document is kept, and those that are gone,
    /// come last.
    pub posts: P,
    /// The files below `data/source`, by path.
    pub files: F,
    /// What was found in the content folders and is not in the archive, by path.
    pub skipped: Vec<Skipped>,
}

/// The program that wrote the archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Generator {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// What the settings say of the blog.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteInfo {
    /// Plain text.
    pub title: String,
    /// Where the blog is read; empty where it is not known.
    pub url: String,
    /// BCP 47; empty where it is not known.
    pub language: String,
    /// One sentence; may be empty.
    #[serde(default)]
    pub description: String,
    /// Who writes.
    pub authors: Vec<Author>,
}

/// A person who writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// Name.
    pub name: String,
    /// E-mail address.
    #[serde(default)]
    pub email: Option<String>,
    /// Home page.
    #[serde(default)]
    pub url: Option<String>,
}

/// How much is in the archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Entries of `posts`.
    pub posts: u64,
    /// Entries of `files`.
    pub files: u64,
    /// Bytes of all `files` together.
    pub bytes: u64,
    /// Entries of `skipped`.
    pub skipped: u64,
    /// Entries of `posts` that are gone from the content folders.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub vanished: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// A post, as the index lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexEntry {
    /// The name of the post in all outputs; unique.
    pub id: String,
    /// The post's file, relative to the root.
    pub source: String,
    /// Plain text, one line.
    pub title: String,
    /// First publication, RFC 3339.
    pub date: Option<String>,
    /// Last declared change, RFC 3339.
    pub updated: Option<String>,
    /// Where the post is read.
    pub url: String,
    /// What feeds call it, for ever.
    #[serde(default)]
    pub guid: Option<String>,
    /// BCP 47.
    pub language: String,
    /// In the author's order.
    pub categories: Vec<String>,
    /// In the author's order.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Whether it is a draft.
    pub draft: bool,
    /// Its document, relative to the output folder: `archive/data/posts/<id>.json`.
    pub archive: String,
    /// Its handout, relative to the output folder, where one was made.
    pub pdf: Option<String>,
    /// Digest of the document, in lower case hexadecimal digits.
    pub sha256: String,
    /// Size of the document.
    pub bytes: u64,
    /// When the first build ran that no longer found the post in the content folders, RFC 3339;
    /// never in a post that is still there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vanished: Option<String>,
}

/// A file of the content or static folders, kept as it was.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FileEntry {
    /// Path relative to the root, `/` between parts, exactly as it was: where `restore` puts it.
    pub path: String,
    /// Where its bytes are, relative to the bag: `data/source/` and the path, in which a name that
    /// some system cannot hold is written in another way (see [`super::write::stored_path`]).
    pub stored: String,
    /// Digest of its bytes, in lower case hexadecimal digits.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
    /// What it is.
    pub media_type: String,
    /// Whether its owner may run it; restored where the system knows such a thing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub executable: bool,
    /// For a file that is not, or no longer so, in the blog's folders: [`KEPT_VANISHED`] or
    /// [`KEPT_LAST_GOOD`]. Of one path there may be several such files, and one that is in the
    /// blog's folders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<String>,
}

/// Something that was found and is not in the archive.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Skipped {
    /// Path relative to the root.
    pub path: String,
    /// Why: one line.
    pub reason: String,
}

/// `data/posts/<id>.json`: everything that is known about one post.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PostDocument<'a> {
    /// [`FORMAT_VERSION`] of the writer.
    pub format_version: Cow<'a, str>,
    /// The name of the post in all outputs.
    pub id: Cow<'a, str>,
    /// Its file as it was found.
    pub source: SourceInfo<'a>,
    /// Where it is read.
    pub url: Cow<'a, str>,
    /// Plain text, one line.
    pub title: Cow<'a, str>,
    /// The author's summary, else the start of the text.
    pub summary: Cow<'a, str>,
    /// When it came out and when it changed.
    pub dates: DateInfo<'a>,
    /// Who wrote it.
    pub authors: Vec<Author>,
    /// In the author's order.
    pub categories: Vec<Cow<'a, str>>,
    /// In the author's order.
    pub tags: Vec<Cow<'a, str>>,
    /// BCP 47.
    pub language: Cow<'a, str>,
    /// The same text in other languages, by their tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub translations: Vec<TranslationInfo<'a>>,
    /// Whether it is a draft.
    pub draft: bool,
    /// What feeds call it, for ever.
    #[serde(default)]
    pub guid: Option<Cow<'a, str>>,
    /// Its handout, relative to the output folder.
    #[serde(default)]
    pub pdf: Option<Cow<'a, str>>,
    /// The front matter, where there is one.
    pub front_matter: Option<FrontMatterInfo<'a>>,
    /// What it says.
    pub content: Content<'a>,
    /// Every place where it names a file or picture.
    pub assets: Vec<AssetInfo<'a>>,
    /// What the program found fault with: code and message.
    pub warnings: Vec<Cow<'a, str>>,
    /// As in the index.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vanished: Option<Cow<'a, str>>,
}

/// The same text in another language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TranslationInfo<'a> {
    /// The name of that post in all outputs.
    pub id: Cow<'a, str>,
    /// BCP 47; empty where it is not known.
    pub language: Cow<'a, str>,
    /// Where it is read.
    pub url: Cow<'a, str>,
}

/// The file of a post as it was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceInfo<'a> {
    /// Path relative to the root.
    pub path: Cow<'a, str>,
    /// Its size.
    pub bytes: u64,
    /// Digest of its bytes, in lower case hexadecimal digits.
    pub sha256: Cow<'a, str>,
    /// `utf-8`, `utf-16le`, `utf-16be` or `unknown`.
    pub encoding: Cow<'a, str>,
    /// `lf`, `crlf`, `cr`, `mixed` or `none`.
    pub newline: Cow<'a, str>,
    /// Whether it starts with a byte order mark.
    pub bom: bool,
}

/// When a post came out and when it last changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateInfo<'a> {
    /// First publication.
    pub published: Option<Moment<'a>>,
    /// Last change that the author declares.
    pub updated: Option<Moment<'a>>,
}

/// A moment, and how it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment<'a> {
    /// The author's own text.
    pub as_written: Cow<'a, str>,
    /// The moment as RFC 3339.
    pub rfc3339: String,
    /// Whether its zone was `given` or `assumed` from the settings.
    pub zone: Cow<'a, str>,
    /// Whether a time of day was written; without one it is midnight.
    #[serde(default)]
    pub has_time: bool,
}

/// The front matter of a post.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FrontMatterInfo<'a> {
    /// `yaml`, `toml` or `json`.
    pub format: Cow<'a, str>,
    /// The text between the fences, exactly.
    pub raw: Cow<'a, str>,
    /// What it says: an object with every key, those at the top in the author's order.
    pub data: serde_json::Value,
}

/// What a post says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content<'a> {
    /// As written, without the front matter.
    pub markdown: Cow<'a, str>,
    /// As HTML.
    pub html: Cow<'a, str>,
    /// As plain text.
    pub text: Cow<'a, str>,
    /// How many words `text` has.
    pub words: u64,
    /// Its headings.
    pub toc: Vec<Heading<'a>>,
    /// Its links, in document order, those of footnotes last.
    pub links: Vec<LinkInfo<'a>>,
    /// Its footnotes, in the order of their first calls.
    pub footnotes: Vec<FootnoteInfo<'a>>,
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading<'a> {
    /// 1 to 6.
    pub level: u8,
    /// Plain text.
    pub text: String,
    /// The `id` in `html`.
    pub anchor: Cow<'a, str>,
}

/// A link; exactly one of `url` and `path` is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkInfo<'a> {
    /// What is clicked on, as plain text.
    pub text: String,
    /// `web`, `post`, `anchor`, `file` or `dead`.
    pub kind: Cow<'a, str>,
    /// The address: absolute for `web` and `post`, `#…` for `anchor`, as written for `dead`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<Cow<'a, str>>,
    /// For `file`: the file, relative to the root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<Cow<'a, str>>,
    /// For `post`: the id of that post.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<Cow<'a, str>>,
}

/// A footnote; its number is its place in the list, from 1 on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FootnoteInfo<'a> {
    /// The author's label.
    pub label: Cow<'a, str>,
    /// Plain text.
    pub text: String,
}

/// A place where a post names a file or a picture: a local file has `path`, `media_type`, `bytes`
/// and `sha256`; a picture elsewhere has `remote`; neither means that nothing was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssetInfo<'a> {
    /// The reference as the author wrote it.
    pub as_written: Cow<'a, str>,
    /// `inline`, `thumbnail` or `linked`.
    pub role: Cow<'a, str>,
    /// Alternative text; may be empty.
    pub alt: Cow<'a, str>,
    /// The file, relative to the root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<Cow<'a, str>>,
    /// What the file is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<Cow<'a, str>>,
    /// Its size in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// Digest of its bytes, in lower case hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Pixels across as seen, for pictures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Pixels down as seen, for pictures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// The absolute address of a picture on another server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remote: Option<Cow<'a, str>>,
    /// True where the reference leads to nothing that exists.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub missing: bool,
}
