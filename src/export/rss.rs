//! Entries -> RSS 2.0, by the RSS Best Practices Profile (rssboard.org/rss-profile).
//!
//! The frame and the items are written apart, so that a feed is never in memory whole:
//! `open`, any number of `item`, `close`.

use std::collections::BTreeMap;

use chrono::Weekday;
use rss::extension::dublincore::DublinCoreExtension;
use rss::extension::{Extension, ExtensionMap};
use rss::{Category, Channel, Guid, Image, Item};

use super::entry::{self, Enclosure, Entry};
use super::feed::{self, Feed, History, Picture, Topic};
use super::xml;
use crate::html::escape::push_text;
use crate::model::{MediaType, Person};

/// Every namespace that an item may need: items are written apart from the root that declares
/// them.
const NAMESPACES: [(&str, &str); 5] = [
    ("atom", "http://www.w3.org/2005/Atom"),
    ("content", "http://purl.org/rss/1.0/modules/content/"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("fh", feed::HISTORY_NAMESPACE),
    ("media", "http://search.yahoo.com/mrss/"),
];

/// The namespace of `source:markdown`.
const SOURCE: (&str, &str) = ("source", "http://source.scripting.com/");

/// Where the format is described.
const DOCS: &str = "https://www.rssboard.org/rss-specification";

/// The largest picture of a channel, in pixels.
const IMAGE_WIDTH: u32 = 144;
/// Likewise.
const IMAGE_HEIGHT: u32 = 400;

/// The start of the document, up to the first item.
#[must_use]
pub fn open(feed: &Feed<'_>, history: &History) -> String {
    let document = write(&channel(feed));
    let (start, _) = xml::split_frame(&document, "channel");
    let mut start = start.trim_end().to_owned();
    for name in ["title", "description", "copyright"] {
        start = xml::by_number(&start, name);
    }
    // The picture has a title too.
    if let Some(at) = start.find("<image>") {
        let (before, picture) = start.split_at(at);
        start = before.to_owned() + &xml::by_number(picture, "title");
    }
    let history = feed::history_elements(feed, history, "atom:", "    ");
    feed::with_stylesheet(&start, feed) + "\n" + &history
}

/// One item; it is the same in every feed.
#[must_use]
pub fn item(entry: &Entry) -> String {
    let alone = Channel { items: vec![of(entry)], ..Channel::default() };
    let document = write(&alone);
    let around = format!("    {}\n", xml::by_number(xml::cut_element(&document, "item"), "title"));
    let content = content(entry);
    if content.is_empty() { around } else { xml::with_cdata(&around, content) }
}

/// The end of the document.
#[must_use]
pub fn close() -> &'static str {
    "  </channel>\n</rss>\n"
}

fn write(channel: &Channel) -> String {
    let bytes = channel.pretty_write_to(Vec::new(), b' ', 2).expect("memory takes every write");
    String::from_utf8(bytes).expect("the crate writes the strings that it was given")
}

fn channel(feed: &Feed<'_>) -> Channel {
    let config = feed.shared.config;
    let link = xml::address(&feed.home_url);
    let title = xml::text(&feed.title);
    let self_link = feed.self_url.iter().map(|url| ("self", url, Some("application/rss+xml")));
    let hubs = config.hubs.iter().map(|url| ("hub", url, None));
    let license = config.license.iter().map(|url| ("license", url, None));
    let links: Vec<Extension> = self_link
        .chain(hubs)
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
    let generator = feed.generator_version().map(|version| format!(" {version}"));
    let topic = match &feed.topic {
        Topic::Category(name) => Some(category(name)),
        Topic::Site | Topic::Author(_) | Topic::Language(_) => None,
    };
    let namespaces = NAMESPACES.into_iter().chain(config.markdown.then_some(SOURCE));
    Channel {
        description: xml::text(description),
        language: entry::language_tag(&feed.language),
        copyright: config.rights.as_deref().map(xml::text),
        managing_editor: config.editor.iter().chain(feed.authors()).find_map(mailbox),
        webmaster: config.webmaster.as_ref().and_then(mailbox),
        last_build_date: feed.updated.map(|at| at.to_rfc2822()),
        categories: topic.into_iter().collect(),
        generator: Some(entry::GENERATOR.to_owned() + &generator.unwrap_or_default()),
        docs: Some(DOCS.to_owned()),
        ttl: config.ttl.map(|minutes| minutes.to_string()),
        image: feed.shared.image.as_ref().and_then(|picture| image(picture, &title, &link)),
        skip_hours: config.skip_hours.iter().map(ToString::to_string).collect(),
        skip_days: config.skip_days.iter().map(|day| name_of_day(*day).to_owned()).collect(),
        extensions,
        namespaces: namespaces.map(|(prefix, uri)| (prefix.to_owned(), uri.to_owned())).collect(),
        title,
        link,
        ..Channel::default()
    }
}

/// A person as `managingEditor` and `webMaster` have one; nothing without an e-mail address.
fn mailbox(person: &Person) -> Option<String> {
    let email = entry::email_address(person.email.as_ref())?;
    Some(format!("{email} ({})", xml::line(&person.name).replace(['(', ')'], "")))
}

/// The picture of a channel, with the channel's own title and link as the profile asks for. It is
/// shown no larger than the format allows. A type that the format does not know is left out.
fn image(picture: &Picture, title: &str, link: &str) -> Option<Image> {
    let known = |kind: MediaType| matches!(kind, MediaType::Png | MediaType::Jpeg | MediaType::Gif);
    if !picture.media_type.is_none_or(known) {
        return None;
    }
    let size = picture.size.map(|size| {
        let (width, height) = (u64::from(size.width.max(1)), u64::from(size.height.max(1)));
        let (most_wide, most_high) = (u64::from(IMAGE_WIDTH), u64::from(IMAGE_HEIGHT));
        let fit = |side: u64| -> u64 {
            if width <= most_wide && height <= most_high {
                side
            } else if width * most_high >= height * most_wide {
                side * most_wide / width
            } else {
                side * most_high / height
            }
        };
        (fit(width).max(1).to_string(), fit(height).max(1).to_string())
    });
    let (width, height) = size.unzip();
    Some(Image {
        url: xml::address(&picture.url),
        title: title.to_owned(),
        link: link.to_owned(),
        width,
        height,
        description: None,
    })
}

/// The English name of a day, as `skipDays` has it.
fn name_of_day(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    }
}

/// The post as HTML that may stand in any page.
fn content(entry: &Entry) -> &str {
    entry.content_for_page.as_ref().unwrap_or(&entry.content)
}

fn of(entry: &Entry) -> Item {
    let content = (!content(entry).is_empty()).then(|| xml::PLACE.to_owned());
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
        extensions: extensions(entry),
        dublin_core_ext: (!creators.is_empty())
            .then(|| DublinCoreExtension { creators, ..DublinCoreExtension::default() }),
        link: Some(link),
        ..Item::default()
    }
}

/// The cover and what is played as Media RSS has them, and the Markdown.
fn extensions(entry: &Entry) -> ExtensionMap {
    let cover = entry.cover.iter().filter(|file| is_absolute(file));
    let played = entry.attachments.iter().filter(|file| is_absolute(file));
    let thumbnails: Vec<Extension> = cover
        .clone()
        .map(|file| extension("media:thumbnail", [url(file)].into_iter().chain(size(file))))
        .collect();
    let contents = cover.chain(played).map(|file| {
        let attributes =
            [("fileSize", file.bytes.to_string()), ("type", file.media_type.to_owned()), url(file)];
        let medium = file.media_type.split('/').next().unwrap_or_default();
        let known = ["image", "audio", "video"].contains(&medium);
        let medium = known.then(|| ("medium", medium.to_owned()));
        extension("media:content", attributes.into_iter().chain(medium).chain(size(file)))
    });
    let mut media = BTreeMap::from([("content".to_owned(), contents.collect::<Vec<_>>())]);
    media.insert("thumbnail".to_owned(), thumbnails);
    let mut map = ExtensionMap::from([("media".to_owned(), media)]);
    if let Some(markdown) = &entry.markdown {
        let value = Some(xml::text(markdown));
        let name = "source:markdown".to_owned();
        let element = Extension { name, value, ..Extension::default() };
        let markdown = BTreeMap::from([("markdown".to_owned(), vec![element])]);
        map.insert("source".to_owned(), markdown);
    }
    map
}

fn url(file: &Enclosure) -> (&'static str, String) {
    ("url", xml::address(&file.url))
}

fn size(file: &Enclosure) -> impl Iterator<Item = (&'static str, String)> {
    let sides = [("width", file.width), ("height", file.height)];
    sides.into_iter().filter_map(|(name, side)| Some((name, side?.to_string())))
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
