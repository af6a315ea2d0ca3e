//! Entries -> JSON Feed 1.1 (jsonfeed.org/version/1.1).
//!
//! The frame and the items are written apart, so that a feed is never in memory whole:
//! `open`, any number of `item` with a `separator` before each, `close`.

use chrono::{DateTime, FixedOffset, SecondsFormat};
use serde::Serialize;

use super::entry::{self, Enclosure, Entry};
use super::feed::{Feed, History};
use super::{json, xml};
use crate::model::Person;

/// The value of `version`.
const VERSION: &str = "https://jsonfeed.org/version/1.1";

#[derive(Serialize)]
struct Header {
    version: &'static str,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    home_page_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    feed_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    icon: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    favicon: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hubs: Vec<Hub>,
}

#[derive(Serialize)]
struct Author {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Serialize)]
struct Hub {
    r#type: &'static str,
    url: String,
}

#[derive(Serialize)]
struct Item<'a> {
    id: String,
    url: String,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_html: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    banner_image: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_modified: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<Attachment>,
    /// Custom objects begin with an underscore ("Extensions").
    #[serde(skip_serializing_if = "Option::is_none")]
    _postpress: Option<Extension>,
}

/// What JSON Feed has no name for.
#[derive(Serialize)]
struct Extension {
    translations: Vec<Translation>,
}

/// The same text in another language.
#[derive(Serialize)]
struct Translation {
    language: String,
    url: String,
}

#[derive(Serialize)]
struct Attachment {
    url: String,
    mime_type: &'static str,
    size_in_bytes: u64,
}

/// The start of the document, up to the first item.
#[must_use]
pub fn open(feed: &Feed<'_>, history: &History) -> String {
    // Older items are where `next_url` leads.
    let older = match history {
        History::Archived(url) | History::Archive { previous: Some(url), .. } => Some(url),
        History::Newest | History::Complete | History::Archive { previous: None, .. } => None,
    };
    let shared = feed.shared;
    let header = write(&Header {
        version: VERSION,
        title: xml::text(&feed.title),
        home_page_url: (!feed.home_url.is_empty()).then(|| xml::address(&feed.home_url)),
        feed_url: feed.self_url.as_deref().map(xml::address),
        description: (!feed.description.is_empty()).then(|| xml::text(&feed.description)),
        next_url: older.map(|url| xml::address(url)),
        icon: shared.image.as_ref().map(|picture| xml::address(&picture.url)),
        favicon: shared.icon.as_ref().map(|picture| xml::address(&picture.url)),
        authors: authors(feed.authors()),
        language: entry::language_tag(&feed.language),
        hubs: shared
            .config
            .hubs
            .iter()
            .map(|url| Hub { r#type: "WebSub", url: xml::address(url) })
            .collect(),
    });
    let fields = header.trim_end().trim_end_matches('}').trim_end();
    format!("{fields},\n  \"items\": [")
}

/// What stands in front of the item at a place, counted from 0.
#[must_use]
pub fn separator(index: usize) -> &'static str {
    if index == 0 { "\n" } else { ",\n" }
}

/// One item; it is the same in every feed.
#[must_use]
pub fn item(entry: &Entry) -> String {
    let around = write(&of(entry));
    let Some((before, behind)) = around.split_once(json::PLACE) else { return around };
    let text = &entry.content;
    let mut out = String::with_capacity(around.len() + text.len() + text.len() / 8);
    // The string brings quotes of its own.
    out.push_str(before.strip_suffix('"').unwrap_or(before));
    json::push_string(&mut out, text);
    out.push_str(behind.strip_prefix('"').unwrap_or(behind));
    out
}

/// The end of the document.
#[must_use]
pub fn close() -> &'static str {
    "\n  ]\n}\n"
}

fn write(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value)
        .expect("strings, numbers and lists of them have a JSON form")
}

fn of(entry: &Entry) -> Item<'_> {
    let image = entry.cover.as_ref().map(|cover| xml::address(&cover.url));
    let summary = (!entry.summary.is_empty()).then(|| xml::text(&entry.summary));
    // Everything else is cleaned, so that the place is the only one.
    let html = (!entry.content.is_empty()).then_some(json::PLACE);
    // One of the two contents is required.
    let text = html.is_none().then(|| summary.clone().unwrap_or_default());
    Item {
        id: xml::text(&entry.guid),
        url: xml::address(&entry.url),
        title: xml::text(&entry.title),
        content_html: html,
        content_text: text,
        summary,
        banner_image: image.clone(),
        image,
        date_published: entry.published.map(date),
        date_modified: entry.updated.map(date),
        authors: authors(&entry.authors),
        tags: entry.categories.iter().map(|name| xml::line(name)).collect(),
        language: entry::language_tag(&entry.language),
        attachments: entry.attachments.iter().map(attachment).collect(),
        _postpress: extension(entry),
    }
}

fn extension(entry: &Entry) -> Option<Extension> {
    let translation = |(tag, url): &(String, String)| Translation {
        language: tag.clone(),
        url: xml::address(url),
    };
    let translations: Vec<_> = entry.translations.iter().map(translation).collect();
    (!translations.is_empty()).then_some(Extension { translations })
}

fn attachment(file: &Enclosure) -> Attachment {
    Attachment {
        url: xml::address(&file.url),
        mime_type: file.media_type,
        size_in_bytes: file.bytes,
    }
}

fn authors(people: &[Person]) -> Vec<Author> {
    let author = |person: &Person| Author {
        name: xml::line(&person.name),
        url: entry::web_address(person.url.as_ref()),
    };
    people.iter().map(author).collect()
}

fn date(at: DateTime<FixedOffset>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
