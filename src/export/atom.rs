//! Entries -> Atom 1.0 (RFC 4287).
//!
//! The frame and the entries are written apart, so that a feed is never in memory whole:
//! `open`, any number of `item`, `close`. No extension elements are used: the crate writes
//! their attributes unescaped.

use atom_syndication as atom;
use atom_syndication::{Category, Content, Generator, Link, Text, WriteConfig};
use chrono::{DateTime, FixedOffset, Timelike as _};

use super::category;
use super::entry::{self, Enclosure, Entry, Feed};
use super::xml;
use crate::model;

/// The start of the document, up to the first entry.
#[must_use]
pub fn open(feed: &Feed<'_>) -> String {
    let document = write(&frame(feed));
    let (start, _) = xml::split_frame(&document, "feed");
    format!("{}\n", start.trim_end())
}

/// One entry. Its place in the feed does not matter in Atom.
#[must_use]
pub fn item(feed: &Feed<'_>, _index: usize, entry: &Entry) -> String {
    let alone = atom::Feed { entries: vec![of(feed, entry)], ..atom::Feed::default() };
    format!("  {}\n", xml::cut_element(&write(&alone), "entry"))
}

/// The end of the document.
#[must_use]
pub fn close(_feed: &Feed<'_>) -> String {
    "</feed>\n".to_owned()
}

fn write(feed: &atom::Feed) -> String {
    let config = WriteConfig { write_document_declaration: true, indent_size: Some(2) };
    let bytes = feed.write_with_config(Vec::new(), config).expect("memory takes every write");
    String::from_utf8(bytes).expect("the crate writes the strings that it was given")
}

fn frame(feed: &Feed<'_>) -> atom::Feed {
    let home = (!feed.home_url.is_empty()).then_some(&feed.home_url);
    let mut links: Vec<Link> =
        home.into_iter().map(|url| link("alternate", url, Some("text/html"))).collect();
    links.extend(feed.self_url.iter().map(|url| link("self", url, Some("application/atom+xml"))));
    links.extend(feed.hubs.iter().map(|url| link("hub", url, None)));
    links.extend(feed.next_url.iter().map(|url| link("next", url, None)));
    links.extend(feed.license.iter().map(|url| link("license", url, None)));
    atom::Feed {
        title: text(&feed.title, None),
        id: id(feed),
        updated: feed.updated.unwrap_or_default(),
        authors: people(&feed.about.authors, feed),
        categories: feed.category.iter().map(|name| category(name)).collect(),
        generator: Some(Generator {
            value: entry::GENERATOR.to_owned(),
            version: Some(entry::GENERATOR_VERSION.to_owned()),
            uri: None,
        }),
        links,
        logo: feed.image.as_deref().map(xml::address),
        rights: feed.rights.as_deref().map(|rights| text(rights, None)),
        subtitle: (!feed.description.is_empty()).then(|| text(&feed.description, None)),
        lang: entry::language_tag(&feed.language),
        ..atom::Feed::default()
    }
}

/// The feed's id: its own address, else that of the blog, else a name made from the title.
fn id(feed: &Feed<'_>) -> String {
    let known = feed.self_url.as_deref().unwrap_or(&feed.home_url);
    if !known.is_empty() {
        return xml::address(known);
    }
    let mut id = "urn:postpress:feed:".to_owned();
    for byte in feed.title.bytes() {
        // Two digits for each byte are allowed in any URN.
        id += &format!("{byte:02x}");
    }
    id
}

fn of(feed: &Feed<'_>, entry: &Entry) -> atom::Entry {
    let lang = entry::language_tag(&entry.language);
    let mut links = vec![link("alternate", &entry.url, Some("text/html"))];
    links.extend(
        entry.attachments.iter().chain(&entry.cover).filter(|file| is_absolute(file)).map(|file| {
            Link {
                length: Some(file.bytes.to_string()),
                ..link("enclosure", &file.url, Some(file.media_type))
            }
        }),
    );
    links.extend(feed.license.iter().map(|url| link("license", url, None)));
    // An entry must name an author for readers that do not look at the feed's.
    let authors = if entry.authors.is_empty() { &feed.about.authors } else { &entry.authors };
    atom::Entry {
        title: text(&entry.title, lang.clone()),
        id: xml::line(&entry.iri),
        updated: updated(feed, entry),
        authors: people(authors, feed),
        categories: entry.categories.iter().map(|name| category(name)).collect(),
        links,
        published: entry.published,
        rights: feed.rights.as_deref().map(|rights| text(rights, None)),
        summary: (!entry.summary.is_empty()).then(|| text(&entry.summary, lang.clone())),
        content: (!entry.content.is_empty()).then(|| Content {
            value: Some(entry.content.clone()),
            content_type: Some("html".to_owned()),
            lang,
            ..Content::default()
        }),
        ..atom::Entry::default()
    }
}

/// [`declared`], told apart within its second. The author wrote a day or a second, and several
/// posts may have the same: readers, and the W3C validator (DuplicateUpdated), then take one for a
/// version of the other. The fraction of a second, of which nobody said anything, is made from the
/// entry's id, so that it depends on no other post and never changes.
fn updated(feed: &Feed<'_>, entry: &Entry) -> DateTime<FixedOffset> {
    let at = declared(feed, entry);
    if at.nanosecond() > 0 {
        return at;
    }
    let digits = &category::hash(&entry.iri)[..8];
    let fraction = u32::from_str_radix(digits, 16).unwrap_or_default() % 999_999 + 1;
    at.with_nanosecond(fraction * 1000).unwrap_or(at)
}

/// `updated` is required (section 4.2.15): the declared change, else the publication, else the
/// feed's own date, which is the newest of any post; with no date at all the epoch.
fn declared(feed: &Feed<'_>, entry: &Entry) -> DateTime<FixedOffset> {
    entry.updated.or(entry.published).or(feed.updated).unwrap_or_default()
}

/// The persons, or one named like the blog where nobody is known (section 4.1.1 asks for one).
fn people(authors: &[model::Person], feed: &Feed<'_>) -> Vec<atom::Person> {
    if authors.is_empty() {
        return vec![atom::Person {
            name: xml::line(&feed.about.title),
            ..atom::Person::default()
        }];
    }
    let person = |person: &model::Person| atom::Person {
        name: xml::line(&person.name),
        email: entry::email_address(person.email.as_ref()),
        uri: entry::web_address(person.url.as_ref()),
        ..atom::Person::default()
    };
    authors.iter().map(person).collect()
}

fn is_absolute(file: &Enclosure) -> bool {
    file.url.contains("://")
}

fn link(rel: &str, url: &str, media_type: Option<&str>) -> Link {
    Link {
        href: xml::address(url),
        rel: rel.to_owned(),
        mime_type: media_type.map(str::to_owned),
        ..Link::default()
    }
}

fn text(value: &str, lang: Option<String>) -> Text {
    Text { value: xml::text(value), lang, ..Text::default() }
}

fn category(name: &str) -> Category {
    Category { term: xml::line(name), ..Category::default() }
}
