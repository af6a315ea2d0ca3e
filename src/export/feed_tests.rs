//! The feeds at their boundary: a rich post in every format, and any text in every field.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::DateTime;

use super::entry::{self, Entry, Feed, Options};
use super::{atom, feed_page, json_feed, rss};
use crate::config::{FeedContent, Media};
use crate::model::site::About;
use crate::model::{
    Align, Asset, Block, BlockKind, Cell, Date, Dates, Definition, Digest, Embed, EmbedKind,
    Figure, Footnote, Image, ImageSource, Inline, Item, Link, List, MediaType, Mention,
    MentionSource, Meta, Newline, Orientation, Person, PixelSize, Post, PostId, Role, Row,
    SourceFile, Table, Target, Zone,
};
use crate::span::{FileId, Span};

fn about() -> About {
    About {
        title: "글 & <code>".to_owned(),
        url: "https://example.org/".to_owned(),
        publish_url: "https://example.org/feeds/".to_owned(),
        description: "Notes on C++ & Rust".to_owned(),
        language: "ko".to_owned(),
        authors: vec![Person {
            name: "김 (Kim)".to_owned(),
            email: Some("kim@example.org".to_owned()),
            url: Some("https://example.org/kim?a=1&b=2".to_owned()),
        }],
    }
}

fn date(text: &str) -> Date {
    let at = DateTime::parse_from_rfc3339(text).expect("a date of RFC 3339");
    Date { as_written: text.to_owned(), at, zone: Zone::Given, has_time: true }
}

fn asset(path: &str, media_type: MediaType) -> Arc<Asset> {
    let size = media_type.is_image().then_some(PixelSize { width: 640, height: 360 });
    Arc::new(Asset {
        path: path.to_owned(),
        media_type,
        bytes: 4321,
        sha256: Digest([7; 32]),
        size,
        orientation: Orientation::Normal,
    })
}

fn block(kind: BlockKind) -> Block {
    Block { kind, span: Span::file(FileId(0)) }
}

fn text(text: &str) -> Inline {
    Inline::Text(text.to_owned())
}

fn paragraph(content: Vec<Inline>) -> Block {
    block(BlockKind::Paragraph(content))
}

fn link(target: Target, words: &str) -> Inline {
    Inline::Link(Link { target, title: None, content: vec![text(words)] })
}

fn image(source: ImageSource, alt: &str) -> Image {
    Image { source, alt: alt.to_owned(), title: None, width: None, height: None }
}

fn cell(head: bool, words: &str) -> Cell {
    Cell { head, columns: 1, rows: 1, content: vec![block(BlockKind::Plain(vec![text(words)]))] }
}

/// A post with a title and nothing else.
fn post(title: &str) -> Post {
    Post {
        meta: Meta {
            id: PostId::new("rich"),
            file: FileId(0),
            source: "content/rich/index.md".to_owned(),
            url: "https://example.org/rich/".to_owned(),
            title: title.to_owned(),
            summary: String::new(),
            dates: Dates::default(),
            authors: Vec::new(),
            categories: Vec::new(),
            tags: Vec::new(),
            language: "ko".to_owned(),
            draft: false,
            guid: "tag:example.org,2024-03-01:/rich/".to_owned(),
            thumbnail: None,
        },
        source: SourceFile {
            bytes: 0,
            sha256: Digest([0; 32]),
            encoding: "utf-8",
            newline: Newline::Lf,
            bom: false,
        },
        text: String::new(),
        front_matter: None,
        body: 0..0,
        title_heading: None,
        blocks: Vec::new(),
        footnotes: Vec::new(),
        mentions: Vec::new(),
        cover: None,
        summary: String::new(),
        warnings: Vec::new(),
    }
}

fn rich() -> Post {
    let picture = asset("content/rich/그림 1.png", MediaType::Png);
    let video = asset("content/rich/a.mp4", MediaType::Other("video/mp4"));
    let blocks = vec![
        block(BlockKind::Heading {
            level: 2,
            anchor: "제목".to_owned(),
            content: vec![text("제목 & <more>")],
        }),
        paragraph(vec![
            text("Bell \u{7}, call"),
            Inline::FootnoteCall { footnote: 0, call: 0 },
            text(" and again"),
            Inline::FootnoteCall { footnote: 0, call: 1 },
            Inline::LineBreak,
            link(Target::Url("https://example.com/?a=1&b=2".to_owned()), "out"),
            link(Target::Anchor("제목".to_owned()), "up"),
            link(
                Target::Asset(asset("content/rich/paper.pdf", MediaType::Other("application/pdf"))),
                "PDF",
            ),
            link(Target::Dead("gone.html".to_owned()), "gone"),
            Inline::Strong(vec![Inline::Code("a]]>b".to_owned())]),
            Inline::Math { tex: "a<b".to_owned(), display: false },
        ]),
        paragraph(vec![text("שלום עולם")]),
        block(BlockKind::Figure(Figure {
            images: vec![image(ImageSource::Local(picture.clone()), "설명")],
            link: None,
            caption: vec![text("설명")],
        })),
        paragraph(vec![
            Inline::Image(image(ImageSource::Remote("https://example.com/x.png".to_owned()), "")),
            Inline::Image(image(ImageSource::Missing("img/no.png".to_owned()), "")),
        ]),
        block(BlockKind::Code {
            language: Some("rust".to_owned()),
            text: "fn main() {\n    let a = b && c; // ]]>\n}".to_owned(),
        }),
        block(BlockKind::List(List {
            start: Some(3),
            items: vec![
                Item {
                    task: Some(true),
                    content: vec![block(BlockKind::Plain(vec![text("done")]))],
                },
                Item { task: Some(false), content: vec![paragraph(vec![text("open")])] },
            ],
        })),
        block(BlockKind::Table(Table {
            columns: vec![Align::Left, Align::Right],
            head: vec![Row { cells: vec![cell(true, "a"), cell(true, "b")] }],
            body: vec![
                Row { cells: vec![Cell { rows: 2, ..cell(true, "tall") }, cell(false, "1")] },
                Row { cells: vec![cell(false, "2")] },
            ],
            caption: Vec::new(),
        })),
        block(BlockKind::Quote(vec![paragraph(vec![text("quoted")]), block(BlockKind::Rule)])),
        block(BlockKind::Admonition {
            kind: "note".to_owned(),
            title: Vec::new(),
            content: vec![paragraph(vec![text("noted")])],
        }),
        block(BlockKind::Details {
            summary: vec![text("more")],
            content: vec![paragraph(vec![text("inside")])],
        }),
        block(BlockKind::Definitions(vec![Definition {
            terms: vec![vec![text("term")]],
            details: vec![vec![block(BlockKind::Plain(vec![text("meaning")]))]],
        }])),
        block(BlockKind::Math("x^2".to_owned())),
        block(BlockKind::Embed(Embed {
            kind: EmbedKind::Video,
            title: "A film".to_owned(),
            target: Target::Asset(video),
        })),
    ];
    let mut post = post("C++ & <T> in 한국어");
    post.meta.dates = Dates {
        published: Some(date("2024-03-01T00:00:00+09:00")),
        updated: Some(date("2024-04-02T10:20:30+09:00")),
    };
    post.meta.authors = about().authors;
    post.meta.categories = vec!["개발".to_owned(), "C++".to_owned()];
    post.meta.tags = vec!["C++".to_owned(), "a & b".to_owned()];
    post.summary = "요약 <b> & more".to_owned();
    post.blocks = blocks;
    post.footnotes = vec![Footnote {
        label: "note 1".to_owned(),
        calls: 2,
        content: vec![paragraph(vec![text("the note")])],
    }];
    post.cover = Some(picture);
    post
}

/// No two files of these tests are alike.
static NONE_ALIKE: BTreeSet<String> = BTreeSet::new();

fn options() -> Options<'static> {
    Options { media: Media::Copy, content: FeedContent::Full, data: &|_| None, alike: &NONE_ALIKE }
}

fn feed<'a>(about: &'a About, path: &str, entries: &[Entry]) -> Feed<'a> {
    let updated = entries.iter().filter_map(|entry| entry.updated.or(entry.published)).max();
    Feed::of_site(about, path, updated, &["https://hub.example.net/?a&b".to_owned()])
}

/// The three parts that a feed's document is written in.
type Parts =
    (fn(&Feed<'_>) -> String, fn(&Feed<'_>, usize, &Entry) -> String, fn(&Feed<'_>) -> String);

const RSS: Parts = (rss::open, rss::item, rss::close);
const ATOM: Parts = (atom::open, atom::item, atom::close);
const JSON: Parts = (json_feed::open, json_feed::item, json_feed::close);

/// A feed at once.
fn whole((open, item, close): Parts, feed: &Feed<'_>, entries: &[Entry]) -> String {
    let items = entries.iter().enumerate().map(|(index, entry)| item(feed, index, entry));
    open(feed) + &items.collect::<String>() + &close(feed)
}

#[test]
fn a_rich_post_in_every_format() {
    let about = about();
    let mut undated = post("날짜 없음");
    undated.meta.url = "https://example.org/undated/".to_owned();
    undated.meta.guid = "https://example.org/undated/".to_owned();
    undated.blocks = vec![paragraph(vec![text("짧은 글")])];
    let entries = [&rich(), &undated].map(|post| entry::of(&about, post, &options()));
    let check = |actual: String, expected: snapbox::Data| {
        snapbox::assert_data_eq!(actual, expected.raw());
    };
    check(
        whole(RSS, &feed(&about, "rss.xml", &entries), &entries),
        snapbox::file!["../../tests/feeds/rss.xml"],
    );
    check(
        whole(ATOM, &feed(&about, "atom.xml", &entries), &entries),
        snapbox::file!["../../tests/feeds/atom.xml"],
    );
    check(
        whole(JSON, &feed(&about, "feed.json", &entries), &entries),
        snapbox::file!["../../tests/feeds/feed.json": Text],
    );
    let address = feed_page::Address {
        name: "RSS".to_owned(),
        url: "https://example.org/feeds/rss.xml".to_owned(),
        media_type: "application/rss+xml".to_owned(),
    };
    check(
        feed_page::render(&feed(&about, "feed.html", &entries), &[address], &[rich().meta]),
        snapbox::file!["../../tests/feeds/feed.html"],
    );
}

#[test]
fn files_are_addressed_as_the_setting_says() {
    let about = about();
    let mut post = rich();
    let shared = asset("static/img/x.png", MediaType::Png);
    post.blocks = vec![block(BlockKind::Figure(Figure {
        images: vec![
            image(ImageSource::Local(asset("content/rich/a b.png", MediaType::Png)), ""),
            image(ImageSource::Local(shared.clone()), ""),
        ],
        link: None,
        caption: Vec::new(),
    }))];
    post.mentions = vec![Mention {
        as_written: "/img/x.png".to_owned(),
        role: Role::Inline,
        alt: String::new(),
        source: MentionSource::Local(shared),
    }];
    let content = |media, data: &dyn Fn(&Asset) -> Option<Arc<[u8]>>| {
        entry::of(&about, &post, &Options { media, data, ..options() }).content
    };
    let copy = content(Media::Copy, &|_| None);
    assert!(
        copy.contains("src=\"https://example.org/feeds/media/content/rich/a%20b.png\""),
        "{copy}"
    );
    let site = content(Media::Site, &|_| None);
    assert!(site.contains("src=\"https://example.org/rich/a%20b.png\""), "{site}");
    assert!(site.contains("src=\"https://example.org/img/x.png\""), "{site}");
    let inline = content(Media::Inline, &|_| Some(Arc::from(*b"abc")));
    assert!(inline.contains("src=\"data:image/png;base64,YWJj\""), "{inline}");
    let paths: Vec<_> = entry::media(&post).iter().map(|asset| asset.path.clone()).collect();
    assert_eq!(paths, ["content/rich/a b.png", "content/rich/그림 1.png", "static/img/x.png"]);
}

#[test]
fn a_copy_has_a_safe_path_of_its_own() {
    let path = |path: &str| {
        let alike = ["content/B.png".to_owned()].into();
        entry::media_path(&asset(path, MediaType::Png), &alike).to_string()
    };
    assert_eq!(path("content/b.png"), "media/content/b.png");
    assert!(path("content/B.png").starts_with("media/content/B-"));
    assert_eq!(path("content/a/그림.png"), "media/content/a/그림.png");
    let (one, other) = (path("content/a:b.png"), path("content/a\\b.png"));
    assert!(one.starts_with("media/content/a_b-"), "{one}");
    assert_eq!(std::path::Path::new(&one).extension(), Some("png".as_ref()));
    assert_ne!(one, other);
    assert_ne!(path(&"x".repeat(300)), path(&"x".repeat(301)));
}

#[test]
fn equal_dates_are_told_apart_within_their_second() {
    let entry = |guid: &str| {
        let mut post = rich();
        post.meta.guid = guid.to_owned();
        entry::of(&about(), &post, &options())
    };
    let entries = [entry("tag:x.org,2024:a"), entry("tag:x.org,2024:b")];
    let about = about();
    let document = whole(ATOM, &feed(&about, "atom.xml", &entries), &entries);
    let tree = roxmltree::Document::parse(&document).expect("well-formed");
    let items = tree.descendants().filter(|n| n.tag_name().name() == "entry");
    let updated: Vec<_> = items
        .filter_map(|e| e.children().find(|n| n.tag_name().name() == "updated")?.text())
        .collect();
    assert_ne!(updated[0], updated[1]);
    assert!(updated.iter().all(|at| at.starts_with("2024-04-02T10:20:30.")), "{updated:?}");
}
