//! Feeds as other generators write them, and what a new build would do to those who read them.

use chrono::DateTime;
use proptest::prelude::*;

use super::{Known, Posts, PreviousFeed, compare, read};
use crate::diag::Code;
use crate::model::site::About;
use crate::model::{Date, Dates, Meta, PostId, Site, Zone};
use crate::span::FileId;

fn known(id: &str, link: &str, title: &str, date: Option<&str>) -> Known {
    let date = date.map(|d| DateTime::parse_from_rfc3339(d).expect("a date"));
    Known { id: id.to_owned(), link: link.to_owned(), title: title.to_owned(), date }
}

#[test]
fn every_kind_of_feed_is_read() {
    let day = Some("2024-03-01T09:00:00+09:00");
    let rss = "\u{feff}<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY nbsp ' '>]>\n\
        <rss version='2.0' xmlns:dc='d' xmlns:atom='a'><channel><title>Blog</title>\
        <link>https://x.org/</link><atom:link href='https://x.org/rss' rel='self'/>\
        <item><title><![CDATA[A & <b>]]></title><link>https://x.org/a/</link>\
        <guid isPermaLink='false'>17&amp;x</guid><pubDate>Fri, 01 Mar 2024 09:00:00 +0900</pubDate>\
        <media:content><title>of the picture</title></media:content></item>\
        <item><title>No&nbsp;id & more<br></title><link> https://x.org/b?a=1&b=2 </link>\
        <dc:date>2024-03-01T09:00:00+09:00</dc:date></item>\
        <item><title>nothing</title></item>";
    assert_eq!(
        read(rss.as_bytes()),
        Some(vec![
            known("17&x", "https://x.org/a/", "A & <b>", day),
            known("https://x.org/b?a=1&b=2", "https://x.org/b?a=1&b=2", "Noid & more", day),
        ])
    );
    let atom = "<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:id>feed</a:id><a:title>Blog</a:title>\
        <a:entry><a:link rel='enclosure' href='https://x.org/a.mp3'/><a:link href='https://x.org/a/'/>\
        <a:author><a:name>N</a:name><a:id>no</a:id></a:author><a:id>urn:a</a:id><a:title>A\n b</a:title>\
        <a:updated>2024-03-01T09:00:00+09:00</a:updated><a:source><a:id>other</a:id></a:source>\
        </a:entry></a:feed>";
    assert_eq!(read(atom.as_bytes()), Some(vec![known("urn:a", "https://x.org/a/", "A b", day)]));
    let rdf = "<rdf:RDF><channel rdf:about='c'/><item rdf:about='https://x.org/a/'>\
        <title>A</title></item></rdf:RDF>";
    assert_eq!(read(rdf.as_bytes()), Some(vec![known("https://x.org/a/", "", "A", None)]));
    let json = r#"{"version": "https://jsonfeed.org/version/1", "items": [
        {"id": 7, "url": "https://x.org/a/", "title": "A", "date_published": "2024-03-01T09:00:00+09:00"},
        {"id": null}]}"#;
    assert_eq!(read(json.as_bytes()), Some(vec![known("7", "https://x.org/a/", "A", day)]));
    let index = r#"{"format": "postpress-archive", "posts": [
        {"guid": "tag:a", "url": "https://x.org/a/", "title": "A", "date": null}, {"url": "x"}]}"#;
    let read_index = read(index.as_bytes());
    assert_eq!(read_index, Some(vec![known("tag:a", "https://x.org/a/", "A", None)]));
    for no_feed in ["", "hello", "<html><body><item/></body></html>", "{}", "[1]", "<rss"] {
        assert_eq!(read(no_feed.as_bytes()), None, "{no_feed}");
    }
}

proptest! {
    #[test]
    fn no_bytes_break_the_reader(
        text in "(<rss>|<feed>|<item>|</item>|<entry a='b|<link href=\"|<guid>|&#7;|&x|<!\\[CDATA\\[|\\]\\]>|</|.){0,40}",
    ) {
        for entry in read(text.as_bytes()).unwrap_or_default() {
            prop_assert!(!entry.id.is_empty());
        }
    }
}

fn post(name: &str, title: &str, day: &str) -> Meta {
    let at = DateTime::parse_from_rfc3339(&format!("{day}T00:00:00+09:00")).expect("a date");
    let date = Date { as_written: day.to_owned(), at, zone: Zone::Assumed, has_time: false };
    Meta {
        id: PostId::new(name),
        file: FileId(0),
        source: format!("content/{name}.md").into(),
        url: format!("https://x.org/{name}/"),
        title: title.to_owned(),
        summary: String::new(),
        dates: Dates { published: Some(date), updated: None },
        authors: [].into(),
        categories: [].into(),
        tags: [].into(),
        language: "".into(),
        draft: false,
        guid: format!("tag:x.org,{day}:/{name}/"),
        thumbnail: None,
        family: None,
        former: [].into(),
    }
}

#[test]
fn a_changed_id_is_told_and_a_shorter_feed_is_not() {
    let published = vec![
        post("same", "Same", "2024-01-01"),
        post("address", "Address", "2024-01-02"),
        post("renamed", "A title", "2024-01-03"),
        post("twin-1", "Twin", "2024-01-04"),
        post("twin-2", "Twin", "2024-01-04"),
        Meta {
            guid: "6BA7B810-9DAD-11D1-80B4-00C04FD430C8".to_owned(),
            ..post("uuid", "U", "2024-01-05")
        },
    ];
    let site = Site::assemble(About::default(), published);
    let (failed, withheld) =
        ([post("broken", "Broken", "2024-01-06")], [post("draft", "Draft", "2024-01-07")]);
    let posts = Posts { site: &site, failed: &failed, withheld: &withheld };
    let entries = vec![
        known("tag:x.org,2024-01-01:/same/", "https://old.org/same", "Other", None),
        known("https://x.org/address/", "http://x.org/address/index.html", "", None),
        known("old-id", "https://old.org/x", "A title", Some("2024-01-03T05:00:00Z")),
        known("other-day", "https://old.org/x", "A title", Some("2024-02-03T00:00:00Z")),
        known("twins", "https://old.org/x", "Twin", Some("2024-01-04T00:00:00Z")),
        known("urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8", "", "", None),
        known("x", "https://x.org/broken/", "", None),
        known("tag:x.org,2024-01-07:/draft/", "", "", None),
    ];
    let feed = PreviousFeed { name: "old.xml".to_owned(), entries };
    let found: Vec<(Code, String)> =
        compare(&[feed.clone(), feed], posts).into_iter().map(|d| (d.code, d.message)).collect();
    let ids = |id: &str, new: &str| {
        format!("readers know the post as `{id}`, and would get it again as `{new}`")
    };
    assert_eq!(
        found,
        [
            (Code::GuidChanged, ids("https://x.org/address/", "tag:x.org,2024-01-02:/address/")),
            (Code::GuidChanged, ids("old-id", "tag:x.org,2024-01-03:/renamed/")),
            (Code::EntryGone, "no post is the entry `other-day` any more, titled `A title`".to_owned()),
            (Code::EntryGone, "no post is the entry `twins` any more, titled `Twin`".to_owned()),
            (
                Code::EntryGone,
                "readers know the post as `tag:x.org,2024-01-07:/draft/`, and it is not published any more"
                    .to_owned()
            ),
        ]
    );
}
