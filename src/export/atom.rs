//! Entries -> Atom 1.0 (RFC 4287).
//!
//! The frame and the entries are written apart, so that a feed is never in memory whole:
//! `open`, any number of `item`, `close`. The crate is given no extension elements: it would
//! write their attributes unescaped.

use atom_syndication as atom;
use atom_syndication::{Category, Content, Generator, Link, Text, WriteConfig};
use chrono::{DateTime, FixedOffset, Timelike as _};

use super::category;
use super::entry::{self, Enclosure, Entry};
use super::feed::{self, Feed, History, Shared, Topic};
use super::xml;
use crate::model;

/// The start of the document, up to the first entry.
#[must_use]
pub fn open(feed: &Feed<'_>, history: &History) -> String {
    let document = write(&frame(feed));
    let (start, _) = xml::split_frame(&document, "feed");
    let history = feed::history_elements(feed, history, "", "  ");
    feed::with_stylesheet(start.trim_end(), feed) + "\n" + &history
}

/// One entry; it is the same in every feed of the blog.
#[must_use]
pub fn item(shared: &Shared<'_>, entry: &Entry) -> String {
    let alone = atom::Feed { entries: vec![of(shared, entry)], ..atom::Feed::default() };
    let around = write(&alone);
    let around = format!("  {}\n", xml::cut_element(&around, "entry"));
    if entry.content.is_empty() { around } else { xml::with_escaped(&around, &entry.content) }
}

/// The end of the document.
#[must_use]
pub fn close() -> &'static str {
    "</feed>\n"
}

fn write(feed: &atom::Feed) -> String {
    let config = WriteConfig { write_document_declaration: true, indent_size: Some(2) };
    let bytes = feed.write_with_config(Vec::new(), config).expect("memory takes every write");
    String::from_utf8(bytes).expect("the crate writes the strings that it was given")
}

fn frame(feed: &Feed<'_>) -> atom::Feed {
    let config = feed.shared.config;
    let home = (!feed.home_url.is_empty()).then_some(&feed.home_url);
    let mut links: Vec<Link> =
        home.into_iter().map(|url| link("alternate", url, Some("text/html"))).collect();
    links.extend(feed.self_url.iter().map(|url| link("self", url, Some("application/atom+xml"))));
    links.extend(config.hubs.iter().map(|url| link("hub", url, None)));
    links.extend(config.license.iter().map(|url| link("license", url, None)));
    let topic = match &feed.topic {
        Topic::Category(name) => Some(category(name)),
        Topic::Site | Topic::Author(_) | Topic::Language(_) => None,
    };
    let history = ("fh".to_owned(), feed::HISTORY_NAMESPACE.to_owned());
    atom::Feed {
        title: text(&feed.title, None),
        id: id(feed),
        updated: feed.updated.or(feed.shared.undated).unwrap_or_default(),
        authors: people(feed.authors(), feed.shared),
        categories: topic.into_iter().collect(),
        generator: Some(Generator {
            value: entry::GENERATOR.to_owned(),
            version: feed.generator_version().map(str::to_owned),
            uri: None,
        }),
        links,
        logo: feed.shared.image.as_ref().map(|picture| xml::address(&picture.url)),
        icon: feed.shared.icon.as_ref().map(|picture| xml::address(&picture.url)),
        rights: config.rights.as_deref().map(|rights| text(rights, None)),
        subtitle: (!feed.description.is_empty()).then(|| text(&feed.description, None)),
        lang: entry::language_tag(&feed.language),
        namespaces: [history].into(),
        ..atom::Feed::default()
    }
}

/// The feed's id: its own address, else that of the blog, else a name made from the title. An
/// archive is a part of its feed, and has that one's (RFC 5005, section 4).
fn id(feed: &Feed<'_>) -> String {
    let own = feed.archive_of.as_deref().or(feed.self_url.as_deref());
    let known = own.unwrap_or(&feed.home_url);
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

fn of(shared: &Shared<'_>, entry: &Entry) -> atom::Entry {
    let lang = entry::language_tag(&entry.language);
    let mut links = alternates(entry, lang.as_ref());
    links.extend(
        entry.attachments.iter().chain(&entry.cover).filter(|file| is_absolute(file)).map(|file| {
            Link {
                length: Some(file.bytes.to_string()),
                ..link("enclosure", &file.url, Some(file.media_type))
            }
        }),
    );
    links.extend(shared.config.license.iter().map(|url| link("license", url, None)));
    // An entry must name an author for readers that do not look at the feed's.
    let authors = if entry.authors.is_empty() { &shared.about.authors } else { &entry.authors };
    atom::Entry {
        title: text(&entry.title, lang.clone()),
        id: xml::line(&entry.iri),
        updated: updated(shared, entry),
        authors: people(authors, shared),
        categories: entry.categories.iter().map(|name| category(name)).collect(),
        links,
        published: entry.published,
        rights: shared.config.rights.as_deref().map(|rights| text(rights, None)),
        summary: (!entry.summary.is_empty()).then(|| text(&entry.summary, lang.clone())),
        content: (!entry.content.is_empty()).then(|| Content {
            value: Some(xml::PLACE.to_owned()),
            content_type: Some("html".to_owned()),
            lang,
            ..Content::default()
        }),
        ..atom::Entry::default()
    }
}

/// Where the entry is read, and its translations. Some readers take the first link for the
/// entry's, some the last: with translations it is named twice, which section 4.1.1 allows as one
/// of the two has no `hreflang`.
fn alternates(entry: &Entry, lang: Option<&String>) -> Vec<Link> {
    let alternate = |url: &str, language: Option<&String>| Link {
        hreflang: language.cloned(),
        ..link("alternate", url, Some("text/html"))
    };
    let mut links = vec![alternate(&entry.url, None)];
    links.extend(entry.translations.iter().map(|(tag, url)| alternate(url, Some(tag))));
    if links.len() > 1 {
        links.push(alternate(&entry.url, lang));
    }
    links
}

/// [`declared`], told apart within its second. The author wrote a day or a second, and several
/// posts may have the same: readers, and the W3C validator (DuplicateUpdated), then take one for a
/// version of the other. The fraction of a second, of which nobody said anything, is made from the
/// entry's id, so that it depends on no other post and never changes.
fn updated(shared: &Shared<'_>, entry: &Entry) -> DateTime<FixedOffset> {
    let at = declared(shared, entry);
    if at.nanosecond() > 0 {
        return at;
    }
    let digits = &category::hash(&entry.iri)[..8];
    let fraction = u32::from_str_radix(digits, 16).unwrap_or_default() % 999_999 + 1;
    at.with_nanosecond(fraction * 1000).unwrap_or(at)
}

/// `updated` is required (section 4.2.15): the declared change, else the publication, else the
/// oldest date of the blog, which stays what it is when posts are added; with no date at all the
/// epoch.
fn declared(shared: &Shared<'_>, entry: &Entry) -> DateTime<FixedOffset> {
    entry.updated.or(entry.published).or(shared.undated).unwrap_or_default()
}

/// The persons, or one named like the blog where nobody is known (section 4.1.1 asks for one).
fn people(authors: &[model::Person], shared: &Shared<'_>) -> Vec<atom::Person> {
    if authors.is_empty() {
        return vec![atom::Person {
            name: xml::line(&shared.about.title),
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
