//! Entries -> RSS 2.0, by the RSS Best Practices Profile (rssboard.org/rss-profile).
//!
//! The frame and the items are written apart, so that a feed is never in memory whole:
//! `open`, any number of `item`, `close`.

use std::collections::BTreeMap;

use rss::extension::dublincore::DublinCoreExtension;
use rss::extension::{Extension, ExtensionMap};
use rss::{Category, Channel, Guid, Image, Item};

use super::entry::{self, Enclosure, Entry, Feed};
use super::xml;
use crate::html::escape::push_text;

/// Every namespace that an item may need: items are written apart from the root that declares
/// them.
const NAMESPACES: [(&str, &str); 4] = [
    ("atom", "http://www.w3.org/2005/Atom"),
    ("content", "http://purl.org/rss/1.0/modules/content/"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("media", "http://search.yahoo.com/mrss/"),
];

/// Where the format is described.
const DOCS: &str = "https://www.rssboard.org/rss-specification";

/// The start of the document, up to the first item.
#[must_use]
pub fn open(feed: &Feed<'_>) -> String {
    let document = write(&channel(feed));
    let (start, _) = xml::split_frame(&document, "channel");
    let start = xml::by_number(start.trim_end(), "title");
    xml::by_number(&start, "description") + "\n"
}

/// One item. Its place in the feed does not matter in RSS.
#[must_use]
pub fn item(_feed: &Feed<'_>, _index: usize, entry: &Entry) -> String {
    let alone = Channel { items: vec![of(entry)], ..Channel::default() };
    let document = write(&alone);
    format!("    {}\n", xml::by_number(xml::cut_element(&document, "item"), "title"))
}

/// The end of the document.
#[must_use]
pub fn close(_feed: &Feed<'_>) -> String {
    "  </channel>\n</rss>\n".to_owned()
}

fn write(channel: &Channel) -> String {
    let bytes = channel.pretty_write_to(Vec::new(), b' ', 2).expect("memory takes every write");
    String::from_utf8(bytes).expect("the crate writes the strings that it was given")
}

fn channel(feed: &Feed<'_>) -> Channel {
    let link = xml::address(&feed.home_url);
    let title = xml::text(&feed.title);
    let editor = feed.about.authors.iter().find_map(|person| {
        let email = entry::email_address(person.email.as_ref())?;
        Some(format!("{email} ({})", xml::line(&person.name).replace(['(', ')'], "")))
    });
    let self_link = feed.self_url.iter().map(|url| ("self", url, Some("application/rss+xml")));
    let hubs = feed.hubs.iter().map(|url| ("hub", url, None));
    let more = feed.next_url.iter().map(|url| ("next", url, None));
    let license = feed.license.iter().map(|url| ("license", url, None));
    let links: Vec<Extension> = self_link
        .chain(hubs)
        .chain(more)
        .chain(license)
        .map(|(rel, url, kind)| {
            let kind = kind.map(|kind| ("type", kind.to_owned()));
            let attributes = [("href", xml::address(url)), ("rel", rel.to_owned())];
            extension("atom:link", attributes.into_iter().chain(kind))
        })
        .collect();
    let mut extensions = ExtensionMap::new();
    if !links.is_empty() {
        extensions.insert("atom".to_owned(), BTreeMap::from([("link".to_owned(), links)]));
    }
    // A description is required; a blog without one is described by its name.
    let description =
        if feed.description.trim().is_empty() { &feed.title } else { &feed.description };
    Channel {
        description: xml::text(description),
        language: entry::language_tag(&feed.language),
        copyright: feed.rights.as_deref().map(xml::text),
        managing_editor: editor,
        last_build_date: feed.updated.map(|at| at.to_rfc2822()),
        categories: feed.category.iter().map(|name| category(name)).collect(),
        generator: Some(format!("{} {}", entry::GENERATOR, entry::GENERATOR_VERSION)),
        docs: Some(DOCS.to_owned()),
        ttl: feed.ttl.map(|minutes| minutes.to_string()),
        // The profile asks for the channel's own title and link.
        image: feed.image.as_ref().map(|url| Image {
            url: xml::address(url),
            title: title.clone(),
            link: link.clone(),
            ..Image::default()
        }),
        extensions,
        namespaces: NAMESPACES.map(|(prefix, uri)| (prefix.to_owned(), uri.to_owned())).into(),
        title,
        link,
        ..Channel::default()
    }
}

fn of(entry: &Entry) -> Item {
    let content = entry.content_for_page.as_ref().unwrap_or(&entry.content);
    let content = (!content.is_empty()).then(|| content.clone());
    // A description is HTML: plain text is escaped once for that, and goes into CDATA.
    let summary = (!entry.summary.is_empty()).then(|| {
        let mut summary = String::with_capacity(entry.summary.len());
        push_text(&mut summary, &entry.summary);
        summary
    });
    // With no summary the full text is the description.
    let (description, content) = match summary {
        Some(summary) => (Some(summary), content),
        None => (content, None),
    };
    let guid = xml::line(&entry.guid);
    let link = xml::address(&entry.url);
    let enclosure = entry.attachments.iter().chain(&entry.cover).find(|file| is_absolute(file));
    // Names alone, never `<author>` as well: that element demands an e-mail address, and two
    // elements of one meaning are a finding of the validator (DuplicateItemSemantics).
    let creators: Vec<String> =
        entry.authors.iter().map(|person| xml::line(&person.name)).collect();
    Item {
        title: Some(xml::text(&entry.title)),
        description,
        categories: entry.categories.iter().map(|name| category(name)).collect(),
        enclosure: enclosure.map(|file| rss::Enclosure {
            url: xml::address(&file.url),
            length: file.bytes.to_string(),
            mime_type: file.media_type.to_owned(),
        }),
        guid: Some(Guid { permalink: guid == link && link.starts_with("http"), value: guid }),
        pub_date: entry.published.map(|at| at.to_rfc2822()),
        content,
        extensions: media(entry),
        dublin_core_ext: (!creators.is_empty())
            .then(|| DublinCoreExtension { creators, ..DublinCoreExtension::default() }),
        link: Some(link),
        ..Item::default()
    }
}

/// The cover as Media RSS has it.
fn media(entry: &Entry) -> ExtensionMap {
    let mut map = ExtensionMap::new();
    let Some(cover) = entry.cover.as_ref().filter(|file| is_absolute(file)) else {
        return map;
    };
    let size = [("width", cover.width), ("height", cover.height)];
    let size = size.into_iter().filter_map(|(name, side)| Some((name, side?.to_string())));
    let url = ("url", xml::address(&cover.url));
    let content = [
        ("fileSize", cover.bytes.to_string()),
        ("medium", "image".to_owned()),
        ("type", cover.media_type.to_owned()),
        url.clone(),
    ];
    let content = extension("media:content", content.into_iter().chain(size.clone()));
    let thumbnail = extension("media:thumbnail", std::iter::once(url).chain(size));
    map.insert(
        "media".to_owned(),
        BTreeMap::from([
            ("content".to_owned(), vec![content]),
            ("thumbnail".to_owned(), vec![thumbnail]),
        ]),
    );
    map
}

fn is_absolute(file: &Enclosure) -> bool {
    file.url.starts_with("http://") || file.url.starts_with("https://")
}

fn category(name: &str) -> Category {
    Category { name: xml::line(name), domain: None }
}

fn extension<'a>(name: &str, attributes: impl IntoIterator<Item = (&'a str, String)>) -> Extension {
    let attrs = attributes.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Extension { name: name.to_owned(), attrs, ..Extension::default() }
}
