//! The feeds at their boundary: a rich post in every format, and any text in every field.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::DateTime;

use super::entry::{self, Entry, Options};
use super::feed::{Feed, History, Picture, Shared, Topic};
use super::feed_format::FeedFormat;
use super::feed_page;
use crate::config::{FeedConfig, FeedContent, Media};
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
    let content = vec![block(BlockKind::Plain(vec![text(words)]))];
    Cell { head, columns: 1, rows: 1, align: Align::Natural, content }
}

/// A post with a title and nothing else.
fn post(title: &str) -> Post {
    Post {
        meta: Meta {
            id: PostId::new("rich"),
            file: FileId(0),
            source: "content/rich/index.md".into(),
            url: "https://example.org/rich/".to_owned(),
            title: title.to_owned(),
            summary: String::new(),
            dates: Dates::default(),
            authors: [].into(),
            categories: [].into(),
            tags: [].into(),
            language: "ko".into(),
            draft: false,
            guid: "tag:example.org,2024-03-01:/rich/".to_owned(),
            thumbnail: None,
            family: None,
            former: [].into(),
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
        title: Vec::new(),
        title_heading: None,
        translations: Vec::new(),
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
        updated: Some(date("2024-04-02T10:20:30+09:00").into()),
    };
    post.meta.authors = about().authors.into();
    post.meta.categories = ["개발".to_owned(), "C++".to_owned()].into();
    post.meta.tags = ["C++".to_owned(), "a & b".to_owned()].into();
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

/// The namespace of RFC 5005.
const HISTORY: &str = "http://purl.org/syndication/history/1.0";

/// No two files of these tests are alike.
static NONE_ALIKE: BTreeSet<String> = BTreeSet::new();

fn options() -> Options<'static> {
    Options {
        media: Media::Copy,
        content: FeedContent::Full,
        data: &|_| None,
        alike: &NONE_ALIKE,
        markdown: None,
    }
}

/// Settings that say all that can be said.
fn config() -> FeedConfig {
    FeedConfig {
        markdown: true,
        hubs: vec!["https://hub.example.net/?a&b".to_owned()],
        rights: Some("© 2024 <Kim> & friends".to_owned()),
        license: Some("https://creativecommons.org/licenses/by/4.0/".to_owned()),
        webmaster: Some(Person {
            name: "Web".to_owned(),
            email: Some("web@example.org".to_owned()),
            url: None,
        }),
        ttl: Some(60),
        skip_hours: [0, 23].into(),
        skip_days: vec![chrono::Weekday::Sat, chrono::Weekday::Sun],
        ..FeedConfig::default()
    }
}

fn shared<'a>(about: &'a About, config: &'a FeedConfig) -> Shared<'a> {
    let picture = |name: &str| Picture {
        url: format!("https://example.org/{name}?a&b"),
        media_type: Some(MediaType::Png),
        size: Some(PixelSize { width: 288, height: 100 }),
    };
    Shared {
        about,
        config,
        image: Some(picture("logo.png")),
        icon: Some(picture("icon.png")),
        undated: Some(date("2020-02-03T04:05:06+09:00").at),
    }
}

/// A feed at once.
fn whole(format: FeedFormat, shared: &Shared<'_>, entries: &[Entry], history: &History) -> String {
    let updated = entries.iter().filter_map(|entry| entry.updated.or(entry.published)).max();
    let feed = match history {
        History::Archive { .. } => Feed::archive(shared, format.file(), "a b.xml", updated),
        _ => Feed::new(shared, Topic::Site, format.file(), updated),
    };
    let items = entries
        .iter()
        .enumerate()
        .map(|(index, entry)| format.separator(index).to_owned() + &format.item(shared, entry));
    format.open(&feed, history) + &items.collect::<String>() + format.close()
}

#[test]
fn a_rich_post_in_every_format() {
    let about = about();
    let mut undated = post("날짜 없음");
    undated.meta.url = "https://example.org/undated/".to_owned();
    undated.meta.guid = "https://example.org/undated/".to_owned();
    undated.blocks = vec![paragraph(vec![text("짧은 글")])];
    let options =
        Options { markdown: Some("# C++ & <b>\n\n[a](https://example.org/?a&b) ]]>"), ..options() };
    let entries = [&rich(), &undated].map(|post| entry::of(&about, post, &options));
    let config = config();
    let shared = shared(&about, &config);
    let check = |actual: String, expected: snapbox::Data| {
        snapbox::assert_data_eq!(actual, expected.raw());
    };
    let older = History::Archived("https://example.org/feeds/older".to_owned());
    let whole = |format| whole(format, &shared, &entries, &older);
    check(whole(FeedFormat::Rss), snapbox::file!["../../tests/feeds/rss.xml"]);
    check(whole(FeedFormat::Atom), snapbox::file!["../../tests/feeds/atom.xml"]);
    check(whole(FeedFormat::Json), snapbox::file!["../../tests/feeds/feed.json": Text]);
    let address = feed_page::Address {
        name: "RSS".to_owned(),
        url: "https://example.org/feeds/rss.xml".to_owned(),
        media_type: "application/rss+xml".to_owned(),
    };
    let named = ("C++".to_owned(), "https://example.org/feeds/tags/cplusplus/rss.xml".to_owned());
    let page = feed_page::Page {
        feed: &Feed::new(&shared, Topic::Site, "feed.html", None),
        addresses: vec![address],
        sections: vec![feed_page::Section { kind: "tag", feeds: vec![named] }],
        posts: &[rich().meta],
    };
    let page = feed_page::Template::default().render(&page).expect("the template is right");
    check(page, snapbox::file!["../../tests/feeds/feed.html"]);
}

#[test]
fn a_document_tells_its_part_of_the_history() {
    let about = about();
    let config = config();
    let shared = shared(&about, &config);
    let entries = [entry::of(&about, &rich(), &options())];
    let (previous, next) =
        (Some("https://x.example/p".to_owned()), Some("https://x.example/n".to_owned()));
    let archive = History::Archive { previous, next };
    let current = |format: FeedFormat| format!("https://example.org/feeds/{}", format.file());
    for format in [FeedFormat::Rss, FeedFormat::Atom] {
        let links = |history: &History| -> Vec<(String, String)> {
            let document = whole(format, &shared, &entries, history);
            let tree = roxmltree::Document::parse(&document).expect("well-formed");
            let top = |n: &roxmltree::Node<'_, '_>| {
                n.tag_name().name() == "link"
                    && n.parent()
                        .is_some_and(|p| ["channel", "feed"].contains(&p.tag_name().name()))
            };
            let said = tree.descendants().filter(|n| n.tag_name().namespace() == Some(HISTORY));
            let said = said.map(|n| ("element".to_owned(), n.tag_name().name().to_owned()));
            let links = tree.descendants().filter(top).filter_map(|n| {
                let rel =
                    n.attribute("rel").filter(|rel| rel.contains("archive") || *rel == "current");
                Some((rel?.to_owned(), n.attribute("href")?.to_owned()))
            });
            said.chain(links).collect()
        };
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(links(&History::Newest), []);
        assert_eq!(links(&History::Complete), [pair("element", "complete")]);
        let expected = [
            pair("element", "archive"),
            pair("current", &current(format)),
            pair("prev-archive", "https://x.example/p"),
            pair("next-archive", "https://x.example/n"),
        ];
        assert_eq!(links(&archive), expected);
    }
    let next = |history: &History| -> serde_json::Value {
        let text = whole(FeedFormat::Json, &shared, &entries, history);
        serde_json::from_str::<serde_json::Value>(&text).expect("JSON")["next_url"].clone()
    };
    assert_eq!(next(&History::Complete), serde_json::Value::Null);
    assert_eq!(next(&archive), "https://x.example/p");
}

#[test]
fn a_picture_of_any_size_is_shown_within_the_bounds_of_rss() {
    let about = about();
    let config = FeedConfig::default();
    for (size, shown) in [
        ((88, 31), ("88", "31")),
        ((288, 100), ("144", "50")),
        ((100, 1000), ("40", "400")),
        ((100_000, 1), ("144", "1")),
        ((512, 512), ("144", "144")),
    ] {
        let mut shared = shared(&about, &config);
        let size = PixelSize { width: size.0, height: size.1 };
        shared.image = shared.image.map(|picture| Picture { size: Some(size), ..picture });
        let text = whole(FeedFormat::Rss, &shared, &[], &History::Complete);
        let sides = format!("<width>{}</width>\n      <height>{}</height>", shown.0, shown.1);
        assert!(text.contains(&sides), "{text}");
    }
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
    let (about, config) = (about(), config());
    let document = whole(FeedFormat::Atom, &shared(&about, &config), &entries, &History::Complete);
    let tree = roxmltree::Document::parse(&document).expect("well-formed");
    let items = tree.descendants().filter(|n| n.tag_name().name() == "entry");
    let updated: Vec<_> = items
        .filter_map(|e| e.children().find(|n| n.tag_name().name() == "updated")?.text())
        .collect();
    assert_ne!(updated[0], updated[1]);
    assert!(updated.iter().all(|at| at.starts_with("2024-04-02T10:20:30.")), "{updated:?}");
}
