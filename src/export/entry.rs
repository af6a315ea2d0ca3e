//! A post -> what all feeds say of it.
//!
//! RSS, Atom and JSON Feed are three ways to write an [`Entry`] down. Everything that needs a
//! decision is decided here: ids, addresses, which dates, which picture, what the content is.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Datelike as _, FixedOffset};
use url::Url;

use super::category::hash;
use crate::artifact::{MAX_PART, OutPath};
use crate::config::{FeedContent, Media};
use crate::html::data_uri::data_uri;
use crate::html::escape::{push_attribute, push_percent_encoded};
use crate::html::{self, Anchors};
use crate::model::site::About;
use crate::model::walk::{self, Visitor};
use crate::model::{
    Asset, Block, BlockKind, EmbedKind, Image, ImageSource, Link, MentionSource, Person, Post,
    Role, Target, email, guid, language,
};

/// The name that feeds give the program that wrote them.
pub const GENERATOR: &str = "postpress";

/// Its version.
pub const GENERATOR_VERSION: &str = env!("CARGO_PKG_VERSION");

/// The address of an output, where `publish.url` is known.
#[must_use]
pub fn published(about: &About, path: &str) -> Option<String> {
    (!about.publish_url.is_empty()).then(|| {
        let mut url = about.publish_url.clone();
        push_percent_encoded(&mut url, path, "!$()*+,;=@");
        url
    })
}

/// A file that comes with an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enclosure {
    /// Absolute where `publish.url` is known.
    pub url: String,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// Its type, as registered with IANA.
    pub media_type: &'static str,
    /// Pixels across, for pictures whose size is known.
    pub width: Option<u32>,
    /// Pixels down, likewise.
    pub height: Option<u32>,
}

/// What all feeds say of one post.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The id ([`crate::model::Meta::guid`]), never changed once published.
    pub guid: String,
    /// The id as an IRI, as Atom demands: a front matter id that is none becomes a `urn:`.
    pub iri: String,
    /// Where the post is read.
    pub url: String,
    /// Plain text on one line.
    pub title: String,
    /// Plain text.
    pub summary: String,
    /// The text as HTML; empty where feeds hold summaries. Links to headings lead to the post's
    /// page, links to footnotes stay in the text; ids hold the post's own prefix.
    pub content: String,
    /// The same with footnotes linked on the post's page too, where that makes a difference: for
    /// RSS, whose readers take `#…` for a relative address.
    pub content_for_page: Option<String>,
    /// Who wrote it; may be empty.
    pub authors: Vec<Person>,
    /// Categories, then tags, without repetitions.
    pub categories: Vec<String>,
    /// First publication; the year is 1 to 9999.
    pub published: Option<DateTime<FixedOffset>>,
    /// Last declared change; the year is 1 to 9999.
    pub updated: Option<DateTime<FixedOffset>>,
    /// BCP 47 language tag; may be empty.
    pub language: String,
    /// The same text in other languages: tags that feeds take, each once and none the entry's
    /// own, and absolute addresses.
    pub translations: Vec<(String, String)>,
    /// The cover picture.
    pub cover: Option<Enclosure>,
    /// Sound and moving pictures that the post plays and that are local files.
    pub attachments: Vec<Enclosure>,
    /// The text as Markdown, its links absolute, where feeds are to hold it.
    pub markdown: Option<String>,
}

/// What an entry is made by.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// How content points at local files.
    pub media: Media,
    /// Whole posts or summaries.
    pub content: FeedContent,
    /// The bytes of a file, for [`Media::Inline`]; with `None` the file is addressed as a copy.
    pub data: &'a dyn Fn(&Asset) -> Option<Arc<[u8]>>,
    /// Paths of files that some systems take for another file's (see [`media_path`]).
    pub alike: &'a BTreeSet<String>,
    /// The text as Markdown with absolute links, where feeds are to hold it.
    pub markdown: Option<&'a str>,
}

/// What feeds say of a post.
#[must_use]
pub fn of(about: &About, post: &Post, options: &Options<'_>) -> Entry {
    let meta = &post.meta;
    let date =
        |date: Option<&crate::model::Date>| date.map(|date| date.at).filter(|at| is_writable(*at));
    let published = date(meta.dates.published.as_ref());
    let mut seen = BTreeSet::new();
    let categories = meta.categories.iter().chain(&*meta.tags);
    let categories = categories.filter(|name| seen.insert(*name)).cloned().collect();

    let statics = static_references(post);
    let asset_url = |asset: &Asset| Some(media_url(about, post, options, &statics, asset));
    let enclosure = |asset: &Asset| Enclosure {
        url: file_url(about, post, options, asset),
        bytes: asset.bytes,
        media_type: asset.media_type.as_str(),
        width: asset.size.map(|size| size.width),
        height: asset.size.map(|size| size.height),
    };
    let used = Used::by(post);
    let (content, content_for_page) = match options.content {
        FeedContent::Summary => (String::new(), None),
        FeedContent::Full => {
            let prefix = format!("p{}-", &hash(meta.id.as_str())[..8]);
            // Readers show one entry of many on a page of their own, and few follow `#…` in it:
            // headings are linked on the post's page. Footnotes are worth the jump where it works.
            let page = url::Url::parse(&meta.url).is_ok().then_some(meta.url.as_str());
            let here = Anchors { prefix: &prefix, page, notes_page: None };
            let there = Anchors { notes_page: page, ..here };
            let content = |anchors| {
                let options = html::Options { asset_url: &asset_url, anchors, post_url: &meta.url };
                content(post, &used, &options)
            };
            let notes = page.is_some() && !post.footnotes.is_empty();
            (content(here), notes.then(|| content(there)))
        }
    };
    Entry {
        iri: guid::iri(&meta.guid),
        guid: meta.guid.clone(),
        url: meta.url.clone(),
        title: meta.title.clone(),
        summary: post.summary.clone(),
        content,
        content_for_page,
        authors: meta.authors.to_vec(),
        categories,
        published,
        updated: date(meta.dates.updated.as_deref()),
        language: meta.language.to_string(),
        translations: translations(post),
        cover: post.cover.as_deref().map(enclosure),
        attachments: used.played.iter().map(|asset| enclosure(asset)).collect(),
        markdown: options.markdown.map(str::to_owned),
    }
}

/// The translations that feeds can name: where all the languages are known, and the addresses
/// are whole.
fn translations(post: &Post) -> Vec<(String, String)> {
    let mut known: Vec<String> = language_tag(&post.meta.language).into_iter().collect();
    let mut found = Vec::new();
    if known.is_empty() {
        return found;
    }
    for other in &post.translations {
        let Some(tag) = language_tag(&other.language) else { continue };
        let is_new = !known.iter().any(|known| known.eq_ignore_ascii_case(&tag));
        if is_new && Url::parse(&other.url).is_ok() {
            known.push(tag.clone());
            found.push((tag, other.url.clone()));
        }
    }
    found
}

/// The files that an entry's content points to: the cover, shown pictures, linked and played
/// files, each once, by their paths. With [`Media::Copy`] they are published at [`media_path`].
#[must_use]
pub fn media(post: &Post) -> Vec<Arc<Asset>> {
    let mut files = Used::by(post).files;
    if let Some(cover) = &post.cover {
        files.entry(cover.path.clone()).or_insert_with(|| cover.clone());
    }
    files.into_values().collect()
}

/// Where a copy of a file is published: `media/` and its path in the project. Characters that an
/// [`OutPath`] cannot hold are replaced by `_` and long parts are cut; the name then gets eight
/// digits of the digest of the path, so that two files never share one; and so does that of a
/// file in `alike`, whose path some systems take for another's.
#[must_use]
pub fn media_path(asset: &Asset, alike: &BTreeSet<String>) -> OutPath {
    let plain = format!("media/{}", asset.path);
    if let Ok(path) = OutPath::new(plain)
        && !alike.contains(&asset.path)
    {
        return path;
    }
    let mark = &hash(&asset.path)[..8];
    let safe: Vec<String> = asset
        .path
        .split('/')
        .filter(|part| !matches!(*part, "" | "." | ".."))
        .map(|part| {
            let replaced =
                |c: char| if matches!(c, '\\' | ':') || c.is_control() { '_' } else { c };
            cut(&part.chars().map(replaced).collect::<String>(), MAX_PART).to_owned()
        })
        .collect();
    let (name, folders) = safe.split_last().map_or(("file", &[][..]), |(n, f)| (n.as_str(), f));
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if ending.len() <= 16 => (stem, format!(".{ending}")),
        _ => (name, String::new()),
    };
    let name = format!("{}-{mark}{ending}", cut(stem, MAX_PART - 32));
    let parts: Vec<&str> = std::iter::once("media")
        .chain(folders.iter().map(String::as_str))
        .chain([&*name])
        .collect();
    OutPath::new(parts.join("/")).expect("every part was made safe above")
}

/// The start of a text, at most `limit` bytes.
fn cut(text: &str, limit: usize) -> &str {
    if text.len() <= limit {
        return text;
    }
    let at = (0..=limit).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    &text[..at]
}

/// RFC 2822 and RFC 3339 have four digits for a year; chrono panics beyond them.
pub(super) fn is_writable(at: DateTime<FixedOffset>) -> bool {
    (1..=9999).contains(&at.year()) && (1..=9999).contains(&at.naive_utc().year())
}

/// References from the root of the site (`/img/x.png`), by the path of the file that was found.
fn static_references(post: &Post) -> BTreeMap<&str, &str> {
    let reference = |mention: &'_ crate::model::Mention| match &mention.source {
        MentionSource::Local(_) => {
            mention.as_written.starts_with('/') && !mention.as_written.starts_with("//")
        }
        _ => false,
    };
    let mut found = BTreeMap::new();
    for mention in post.mentions.iter().filter(|mention| reference(mention)) {
        if let MentionSource::Local(asset) = &mention.source {
            found.entry(asset.path.as_str()).or_insert(mention.as_written.as_str());
        }
    }
    found
}

/// The address of a file that stands beside the text, and cannot be in it.
#[must_use]
pub fn file_url(about: &About, post: &Post, options: &Options<'_>, asset: &Asset) -> String {
    let media = if options.media == Media::Inline { Media::Copy } else { options.media };
    let options = Options { media, ..*options };
    media_url(about, post, &options, &static_references(post), asset)
}

/// The address of a file.
///
/// With [`Media::Site`] a file beside the post is addressed relative to the post's address, as
/// its site generator publishes page bundles; a file that was written as `/img/x.png` at that
/// path of the site. With [`Media::Inline`] a picture is its own address, and any other file
/// that of its copy.
fn media_url(
    about: &About,
    post: &Post,
    options: &Options<'_>,
    statics: &BTreeMap<&str, &str>,
    asset: &Asset,
) -> String {
    match options.media {
        Media::Copy => {}
        Media::Inline => {
            if asset.media_type.is_image()
                && let Some(bytes) = (options.data)(asset)
            {
                return data_uri(asset.media_type, &bytes);
            }
        }
        Media::Site => {
            let (base, reference) = match statics.get(asset.path.as_str()) {
                Some(reference) => (&about.url, (*reference).to_owned()),
                None => (&post.meta.url, relative(&post.meta.source, &asset.path)),
            };
            return match Url::parse(base).and_then(|base| base.join(&reference)) {
                Ok(url) => url.into(),
                Err(_) => reference,
            };
        }
    }
    let path = media_path(asset, options.alike);
    published(about, path.as_str()).unwrap_or_else(|| {
        let mut url = String::new();
        push_percent_encoded(&mut url, path.as_str(), "!$()*+,;=@");
        url
    })
}

/// The way from a file's folder to another file, percent-encoded.
fn relative(from: &str, to: &str) -> String {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut from = folder.split('/').filter(|part| !part.is_empty()).peekable();
    let mut to = to.split('/').peekable();
    while from.peek().is_some() && from.peek() == to.peek() {
        from.next();
        to.next();
    }
    let mut out = "../".repeat(from.count());
    for (index, part) in to.enumerate() {
        if index > 0 {
            out.push('/');
        }
        push_percent_encoded(&mut out, part, "!$()*+,;=@");
    }
    out
}

/// The files that a post's text uses, and whether it shows a picture.
#[derive(Default)]
struct Used {
    files: BTreeMap<String, Arc<Asset>>,
    played: Vec<Arc<Asset>>,
    known: BTreeSet<String>,
    shows_picture: bool,
}

impl Used {
    fn by(post: &Post) -> Self {
        let mut used = Self::default();
        walk::blocks(&mut used, &post.blocks);
        for note in &post.footnotes {
            walk::blocks(&mut used, &note.content);
        }
        // A file that only the front matter names (`publicURL`) is not in the content.
        for mention in post.mentions.iter().filter(|mention| mention.role == Role::Inline) {
            if let MentionSource::Local(asset) = &mention.source {
                used.file(asset);
            }
        }
        used
    }

    fn file(&mut self, asset: &Arc<Asset>) {
        self.files.entry(asset.path.clone()).or_insert_with(|| asset.clone());
    }

    fn target(&mut self, target: &Target) {
        if let Target::Asset(asset) = target {
            self.file(asset);
        }
    }
}

impl Visitor for Used {
    fn block(&mut self, block: &Block) {
        match &block.kind {
            BlockKind::Figure(figure) => figure.link.iter().for_each(|link| self.target(link)),
            BlockKind::Embed(embed) => {
                self.target(&embed.target);
                if let (Target::Asset(asset), EmbedKind::Video | EmbedKind::Audio) =
                    (&embed.target, embed.kind)
                    && self.known.insert(asset.path.clone())
                {
                    self.played.push(asset.clone());
                }
            }
            _ => {}
        }
    }

    fn link(&mut self, link: &Link) {
        self.target(&link.target);
    }

    fn image(&mut self, image: &Image) {
        match &image.source {
            ImageSource::Local(asset) => {
                self.shows_picture = true;
                self.file(asset);
            }
            ImageSource::Remote(_) | ImageSource::Copied { .. } => self.shows_picture = true,
            ImageSource::Missing(_) => {}
        }
    }
}

/// The text as HTML: the cover first where the text shows no picture, all of it set from right
/// to left where the language is.
fn content(post: &Post, used: &Used, options: &html::Options<'_>) -> String {
    // HTML is a little longer than Markdown; to grow it step by step copied it eight times.
    let mut out = String::with_capacity(post.text.len() + post.text.len() / 3);
    let right_to_left = is_right_to_left(&post.meta.language);
    if right_to_left {
        out.push_str("<div dir=\"rtl\">\n");
    }
    if let Some(cover) = post.cover.as_ref().filter(|_| !used.shows_picture)
        && let Some(url) = (options.asset_url)(cover)
    {
        out.push_str("<p><img src=\"");
        push_attribute(&mut out, &url);
        out.push_str("\" alt=\"\"");
        if let Some(size) = cover.size {
            out.push_str(&format!(" width=\"{}\" height=\"{}\"", size.width, size.height));
        }
        out.push_str("></p>\n");
    }
    // The feed holds the whole text. Mail services and planets show entries without their titles,
    // so that a heading that the author wrote stays where it is.
    if let Some(heading) = &post.title_heading {
        html::render_into(&mut out, std::slice::from_ref(heading), &[], options);
    }
    html::render_into(&mut out, &post.blocks, &post.footnotes, options);
    if right_to_left {
        out.push_str("</div>\n");
    }
    out
}

/// Whether a language is written from right to left: by its script subtag, else by itself (the
/// likely subtags of CLDR).
pub(super) fn is_right_to_left(language: &str) -> bool {
    let mut subtags = language.split(['-', '_']);
    let primary = subtags.next().unwrap_or_default().to_ascii_lowercase();
    match subtags.find(|subtag| subtag.len() == 4 && !subtag.starts_with(char::is_numeric)) {
        Some(script) => ["arab", "hebr", "syrc", "thaa", "nkoo", "adlm", "rohg"]
            .contains(&script.to_ascii_lowercase().as_str()),
        None => {
            ["ar", "arc", "ckb", "dv", "fa", "he", "iw", "ji", "ps", "sd", "ug", "ur", "yi", "nqo"]
                .contains(&primary.as_str())
        }
    }
}

/// The direction of a language's script, as HTML calls it.
pub(super) fn direction(language: &str) -> &'static str {
    if is_right_to_left(language) { "rtl" } else { "ltr" }
}

/// A language as RSS, Atom and JSON Feed take it, or nothing.
#[must_use]
pub fn language_tag(language: &str) -> Option<String> {
    language::tag(language)
}

/// An e-mail address as feeds may hold it, or nothing.
#[must_use]
pub fn email_address(email: Option<&String>) -> Option<String> {
    let email = email?.trim();
    email::is_address(email).then(|| email.to_owned())
}

/// An address that starts with `http:` or `https:`, or nothing.
#[must_use]
pub fn web_address(url: Option<&String>) -> Option<String> {
    let url = Url::parse(url?.trim()).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.into())
}
