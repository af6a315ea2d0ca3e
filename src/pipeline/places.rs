//! Which addresses of the blog can be called dead: those where nothing but posts and files lives.
//!
//! A generator makes pages that no file of the content stands for: home, lists, tags, archives,
//! feeds. So an address that leads to no post is dead only where its place says so: a file of the
//! source, a file of a kind that no generator makes, or an address among those of the posts.

use std::collections::BTreeSet;

use url::Url;

use crate::assets;
use crate::model::{MediaType, Meta, Site};
use crate::source::percent_decode;

/// Parts of addresses that generators give to pages of their own.
const GENERATED: &[&str] = &[
    "about",
    "all",
    "archive",
    "archives",
    "atom",
    "author",
    "authors",
    "blog",
    "categories",
    "category",
    "contact",
    "drafts",
    "feed",
    "feeds",
    "home",
    "index",
    "label",
    "labels",
    "latest",
    "list",
    "now",
    "page",
    "pages",
    "post",
    "posts",
    "projects",
    "random",
    "rss",
    "search",
    "section",
    "series",
    "tag",
    "tags",
    "taxonomy",
    "topic",
    "topics",
    "uses",
    "year",
];

/// Endings of files that generators make, or that are pages.
const MADE: &[&str] = &[
    "html", "htm", "xhtml", "php", "xml", "rss", "atom", "json", "css", "js", "mjs", "ics", "ico",
];

/// Files that generators and servers make.
const MADE_NAMES: &[&str] = &["ads.txt", "humans.txt", "llms.txt", "robots.txt", "security.txt"];

/// Endings of files that people put beside their posts, besides those of known media types.
const FILES: &[&str] = &[
    "7z", "apk", "asc", "bib", "bz2", "c", "cc", "cpp", "deb", "dmg", "doc", "eps", "exe", "go",
    "h", "hs", "ipynb", "iso", "jar", "java", "kt", "lua", "m", "mid", "nb", "odp", "ods", "odt",
    "otf", "patch", "pem", "pl", "ppt", "ps", "psd", "py", "r", "rar", "rb", "rs", "rtf", "sh",
    "sig", "sketch", "sql", "srt", "swift", "tar", "tex", "toml", "ts", "vtt", "wasm", "woff",
    "xls", "xz", "yaml", "yml",
];

/// Where the posts of the blog are read.
pub(super) struct Places {
    /// The path that the blog hangs from, `/` at both ends.
    base: String,
    /// The folders that posts lie in, numbers as `#`.
    folders: BTreeSet<String>,
}

impl Places {
    /// The places of all posts of a blog.
    pub(super) fn of(site: &Site) -> Self {
        let base =
            Url::parse(&site.about.url).map_or_else(|_| "/".to_owned(), |u| u.path().to_owned());
        let mut folders = BTreeSet::new();
        for post in site.posts() {
            let Some(parts) = parts(&path_of(&post.url), &base) else { continue };
            if let Some((_, folder)) = parts.split_last() {
                folders.insert(shape(folder));
            }
        }
        Self { base, folders }
    }

    /// Whether what a reference of a post names must be there, so that it can be called dead.
    /// `address` is what a browser makes of it on the post's page.
    pub(super) fn is_for_posts(&self, site: &Site, reference: &str, address: Option<&str>) -> bool {
        let path = reference.split(['?', '#']).next().unwrap_or_default();
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        let ending = ending.as_deref().unwrap_or_default();
        if path.starts_with("@/") || is_source(path) {
            return true;
        }
        if is_of_a_file(name, ending) {
            return true;
        }
        if is_server(path) {
            return true;
        }
        let Some(address) = address else { return false };
        let place = path_of(address);
        // Authors leave the blog's own path out, as templates put it in.
        let below = parts(&place, &self.base);
        let below = below.or_else(|| path.starts_with('/').then(|| parts(&place, "/")).flatten());
        let Some(parts) = below else { return false };
        let Some((last, folder)) = parts.split_last() else { return false };
        let made = |part: &String| GENERATED.contains(&part.to_lowercase().as_str());
        let stem = last.rsplit_once('.').map_or(last.as_str(), |(stem, _)| stem);
        if is_number(last) || made(last) || made(&stem.to_owned()) || ending == "xml" {
            return false;
        }
        let relative = !path.starts_with('/');
        // Below a post's own page there is nothing but its files.
        let mut above = if relative { address } else { "" };
        while let Some((folder, _)) = above.trim_end_matches('/').rsplit_once('/') {
            if site.by_url(folder).is_some_and(|post| self.has_parts(post)) {
                return true;
            }
            above = folder;
        }
        // At the top there are pages of all kinds, but who names one as a neighbour means a post.
        if folder.is_empty() {
            return relative && self.folders.contains("");
        }
        let dated = is_number(&folder[0]) && self.folders.iter().any(|f| f.starts_with('#'));
        // `/blog/tags/x/` is made, `/blog/x/` is not, even where a folder of posts is called `blog`.
        (dated || self.folders.contains(&shape(folder))) && !folder.iter().skip(1).any(made)
    }

    /// Whether a post is read below the top of the blog: the home page may be one too.
    fn has_parts(&self, post: &Meta) -> bool {
        parts(&path_of(&post.url), &self.base).is_some_and(|parts| !parts.is_empty())
    }
}

/// Whether a path names a text in the content folders, not a page.
pub(super) fn is_source(path: &str) -> bool {
    let path = path.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    [".md", ".mdx", ".markdown"].iter().any(|ending| path.ends_with(ending))
}

/// Whether a name is one of a file that people make, by its ending.
fn is_of_a_file(name: &str, ending: &str) -> bool {
    let unknown = MediaType::Other("application/octet-stream");
    let made = MADE.contains(&ending) || MADE_NAMES.contains(&name);
    !made
        && !ending.is_empty()
        && (FILES.contains(&ending) || assets::media_type_of_name(name) != unknown)
}

/// Whether a reference seems to be an address without its scheme: `www.example.org/x`.
fn is_server(path: &str) -> bool {
    let Some((name, _)) = path.split_once('/') else { return false };
    let label = |l: &str| !l.is_empty() && l.chars().all(|c| c.is_alphanumeric() || c == '-');
    let Some((_, last)) = name.rsplit_once('.') else { return false };
    name.split('.').all(label) && last.len() >= 2 && last.chars().all(char::is_alphabetic)
}

/// The path of an address, or an address that is a path.
fn path_of(address: &str) -> String {
    let path = match address.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |at| &rest[at..]),
        None => address,
    };
    path.split(['?', '#']).next().unwrap_or_default().to_owned()
}

/// The parts of a path below the blog's; nothing where it is not below.
fn parts(path: &str, base: &str) -> Option<Vec<String>> {
    let below = path.strip_prefix(base).or_else(|| (format!("{path}/") == base).then_some(""))?;
    Some(below.split('/').filter(|part| !part.is_empty()).map(percent_decode).collect())
}

/// Folders as they are compared: numbers are those of dates.
fn shape(folder: &[String]) -> String {
    let part = |part: &String| if is_number(part) { "#".to_owned() } else { part.clone() };
    folder.iter().map(part).collect::<Vec<_>>().join("/")
}

fn is_number(part: &str) -> bool {
    part.bytes().all(|b| b.is_ascii_digit())
}
