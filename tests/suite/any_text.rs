//! Whatever text is in a blog, its feeds are well-formed: every field is filled with characters
//! and marks that break documents, and strict parsers read what comes out.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::DateTime;
use postpress::config::{FeedConfig, FeedContent, Media};
use postpress::export::entry::{self, Entry, Options};
use postpress::export::feed::{Feed, History, Shared, Topic};
use postpress::export::feed_format::FeedFormat;
use postpress::export::feed_page::{Address, Page, Section, Template};
use postpress::export::opml::{self, Outline};
use postpress::html::escape::clean;
use postpress::model::site::About;
use postpress::model::{
    Align, Asset, Block, BlockKind, Cell, Date, Dates, Definition, Digest, Embed, EmbedKind,
    Figure, Footnote, Image, ImageSource, Inline, Item, Link, List, MediaType, Meta, Newline,
    Orientation, Person, PixelSize, Post, PostId, Row, SourceFile, Table, Target, Zone,
};
use postpress::span::{FileId, Span};
use proptest::prelude::*;
use serde_json::Value;

use crate::support::{html, json_schema};

/// Text with more of the characters that break feeds than chance would bring.
fn any_text() -> impl Strategy<Value = String> {
    let nasty = "\0\u{1}\u{7}\u{b}\u{c}\u{1f}\u{7f}\u{80}\u{85}\u{9f}\r\n\t &<>\"'`]:/#%=\u{202e}\u{2028}\
                 \u{fffe}\u{ffff}\u{fffd}\u{1fffe}한שa\u{301}";
    let nasty = proptest::sample::select(nasty.chars().collect::<Vec<_>>());
    let pieces = proptest::sample::select(vec![
        "]]>",
        "<![CDATA[",
        "</item>",
        "</channel>",
        "<entry>",
        "</title>",
        "<title>",
        "-->",
        "<!--",
        "<?x",
        "?>",
        "&#7;",
        "&#x1F;",
        "&amp;",
        "&lt;b&gt;",
        "&x",
        "\" a=\"",
        "</code></pre>",
        "<script>",
        "javascript:",
        "https://x.org/?a=1&b=2",
        "\\u0007",
        "{\"",
        "{{",
        "{%",
        "$$",
    ]);
    let piece = prop_oneof![
        any::<char>().prop_map(String::from),
        nasty.prop_map(String::from),
        pieces.prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..16).prop_map(|pieces| pieces.concat())
}

/// Texts one after the other, for as many fields as there are.
struct Words(std::vec::IntoIter<String>);

impl Words {
    fn next(&mut self) -> String {
        self.0.next().expect("as many texts as fields")
    }

    fn inline(&mut self) -> Inline {
        Inline::Text(self.next())
    }

    fn asset(&mut self, media_type: MediaType) -> Arc<Asset> {
        Arc::new(Asset {
            path: self.next(),
            media_type,
            bytes: 1,
            sha256: Digest([7; 32]),
            size: media_type.is_image().then_some(PixelSize { width: 4, height: 3 }),
            orientation: Orientation::Normal,
        })
    }

    fn image(&mut self, source: ImageSource) -> Image {
        let (alt, title) = (self.next(), Some(self.next()));
        Image { source, alt, title, width: None, height: Some(2) }
    }

    fn link(&mut self, target: Target) -> Inline {
        Inline::Link(Link { target, title: Some(self.next()), content: vec![self.inline()] })
    }

    fn person(&mut self) -> Person {
        Person { name: self.next(), email: Some(self.next()), url: Some(self.next()) }
    }

    fn about(&mut self) -> About {
        About {
            title: self.next(),
            url: "https://example.org/".to_owned(),
            publish_url: "https://example.org/feeds/".to_owned(),
            description: self.next(),
            language: self.next(),
            authors: vec![self.person()],
        }
    }
}

/// More than the fields of a post and its feeds.
const FIELDS: usize = 80;

fn block(kind: BlockKind) -> Block {
    Block { kind, span: Span::file(FileId(0)) }
}

fn cell(head: bool, content: Inline) -> Cell {
    Cell {
        head,
        columns: 1,
        rows: 1,
        align: Align::Natural,
        content: vec![block(BlockKind::Plain(vec![content]))],
    }
}

fn blocks(words: &mut Words) -> Vec<Block> {
    let shown = words.asset(MediaType::Png);
    let linked = words.asset(MediaType::Other("application/pdf"));
    let film = words.asset(MediaType::Other("video/mp4"));
    let images = vec![words.image(ImageSource::Local(shown))];
    let remote = ImageSource::Remote(words.next());
    let missing = ImageSource::Missing(words.next());
    let targets = [
        Target::Url(words.next()),
        Target::Anchor(words.next()),
        Target::Dead(words.next()),
        Target::Asset(linked),
        Target::Post { id: PostId::new("other"), url: words.next(), fragment: None },
    ];
    let mut line: Vec<Inline> = targets.into_iter().map(|t| words.link(t)).collect();
    line.extend([
        Inline::Code(words.next()),
        Inline::Math { tex: words.next(), display: false },
        Inline::Anchor(words.next()),
        Inline::Image(words.image(remote)),
        Inline::Image(words.image(missing)),
        Inline::FootnoteCall { footnote: 0, call: 0 },
        Inline::Keyboard(vec![words.inline()]),
    ]);
    vec![
        block(BlockKind::Heading { level: 2, anchor: words.next(), content: vec![words.inline()] }),
        block(BlockKind::Paragraph(line)),
        block(BlockKind::Code { language: Some(words.next()), text: words.next() }),
        block(BlockKind::Figure(Figure {
            images,
            link: Some(Target::Url(words.next())),
            caption: vec![words.inline()],
        })),
        block(BlockKind::List(List {
            start: None,
            items: vec![Item {
                task: Some(true),
                content: vec![block(BlockKind::Paragraph(vec![words.inline()]))],
            }],
        })),
        block(BlockKind::Table(Table {
            columns: vec![Align::Center],
            head: vec![Row { cells: vec![cell(true, words.inline())] }],
            body: vec![Row { cells: vec![cell(false, words.inline())] }],
            caption: vec![words.inline()],
        })),
        block(BlockKind::Admonition {
            kind: words.next(),
            title: Vec::new(),
            content: vec![block(BlockKind::Quote(vec![block(BlockKind::Plain(vec![
                words.inline(),
            ]))]))],
        }),
        block(BlockKind::Details {
            summary: vec![words.inline()],
            content: vec![block(BlockKind::Math(words.next()))],
        }),
        block(BlockKind::Definitions(vec![Definition {
            terms: vec![vec![words.inline()]],
            details: vec![vec![block(BlockKind::Plain(vec![words.inline()]))]],
        }])),
        block(BlockKind::Embed(Embed {
            kind: EmbedKind::Video,
            title: words.next(),
            target: Target::Asset(film),
        })),
        block(BlockKind::Embed(Embed {
            kind: EmbedKind::Frame,
            title: words.next(),
            target: Target::Url(words.next()),
        })),
    ]
}

fn post(words: &mut Words, url: String) -> Post {
    let at = DateTime::parse_from_rfc3339("2024-03-01T00:00:00+09:00").expect("a date");
    let date = Date { as_written: words.next(), at, zone: Zone::Given, has_time: false };
    Post {
        meta: Meta {
            id: PostId::new("any"),
            file: FileId(0),
            source: "content/any/index.md".into(),
            url,
            title: words.next(),
            summary: String::new(),
            dates: Dates { published: Some(date.clone()), updated: Some(date.into()) },
            authors: [words.person(), words.person()].into(),
            categories: [words.next()].into(),
            tags: [words.next()].into(),
            language: words.next().into(),
            draft: false,
            guid: format!("g{}", words.next()),
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
        blocks: blocks(words),
        footnotes: vec![Footnote {
            label: words.next(),
            calls: 1,
            content: vec![block(BlockKind::Paragraph(vec![words.inline()]))],
        }],
        mentions: Vec::new(),
        cover: Some(words.asset(MediaType::Png)),
        summary: words.next(),
        warnings: Vec::new(),
    }
}

fn whole(format: FeedFormat, feed: &Feed<'_>, entries: &[Entry]) -> String {
    let items = entries.iter().enumerate().map(|(index, entry)| {
        format.separator(index).to_owned() + &format.item(feed.shared, entry)
    });
    format.open(feed, &History::Newest) + &items.collect::<String>() + format.close()
}

/// Checks one feed in all formats.
fn check(feed: &Feed<'_>, entries: &[Entry], schema: Option<&Value>) -> Result<(), TestCaseError> {
    for (format, item) in [(FeedFormat::Rss, "item"), (FeedFormat::Atom, "entry")] {
        let document = whole(format, feed, entries);
        let tree = roxmltree::Document::parse(&document);
        prop_assert!(tree.is_ok(), "{:?}\n{document}", tree.err());
        let tree = tree.expect("checked above");
        let items: Vec<_> = tree.descendants().filter(|n| n.tag_name().name() == item).collect();
        prop_assert_eq!(items.len(), entries.len());
        for (node, entry) in items.iter().zip(entries) {
            let namespace = node.tag_name().namespace();
            let title = node
                .children()
                .find(|n| n.tag_name().name() == "title" && n.tag_name().namespace() == namespace);
            prop_assert_eq!(
                title.and_then(|n| n.text()).unwrap_or_default(),
                &*clean(&entry.title)
            );
        }
        for content in tree
            .descendants()
            .filter(|n| matches!(n.tag_name().name(), "encoded" | "content") && n.text().is_some())
        {
            let fault = html::fault(content.text().unwrap_or_default());
            prop_assert!(fault.is_none(), "{fault:?}\n{document}");
        }
    }
    let json = whole(FeedFormat::Json, feed, entries);
    let json: Value = serde_json::from_str(&json).expect("JSON");
    let faults = schema.map_or(Vec::new(), |schema| json_schema::faults(schema, &json));
    prop_assert!(faults.is_empty(), "{faults:#?}");
    prop_assert_eq!(json["items"].as_array().map(Vec::len), Some(entries.len()));
    for item in json["items"].as_array().into_iter().flatten() {
        let fault = html::fault(item["content_html"].as_str().unwrap_or_default());
        prop_assert!(fault.is_none(), "{fault:?}\n{item:#}");
    }
    Ok(())
}

/// The schema of JSON Feed 1.1.
fn json_feed_schema() -> Value {
    serde_json::from_str(include_str!("../feeds/jsonfeed-1.1.schema.json")).expect("JSON")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_text_in_any_field_is_well_formed(
        words in proptest::collection::vec(any_text(), FIELDS),
        bare in any::<bool>(),
    ) {
        let schema = json_feed_schema();
        let words = &mut Words(words.into_iter());
        let mut about = words.about();
        // Settings and addresses are checked when they are read: a title is never empty.
        about.title.push('x');
        let url = if bare { "/any/".to_owned() } else { "https://example.org/any/".to_owned() };
        let mut posts = [post(words, url)];
        for post in &mut posts {
            post.meta.title.push('x');
            for list in [&mut post.meta.categories, &mut post.meta.tags] {
                *list = list.iter().map(|name| format!("{name}x")).collect();
            }
            let mut authors = post.meta.authors.to_vec();
            for person in &mut authors {
                person.name.push('x');
            }
            post.meta.authors = authors.into();
        }
        for person in &mut about.authors {
            person.name.push('x');
        }
        if bare {
            about.url.clear();
            about.publish_url.clear();
        }
        let alike = BTreeSet::new();
        let markdown = words.next();
        let options = Options {
            media: Media::Copy,
            content: FeedContent::Full,
            data: &|_| None,
            alike: &alike,
            markdown: Some(&markdown),
        };
        let entries: Vec<Entry> = posts.iter().map(|p| entry::of(&about, p, &options)).collect();
        let config =
            FeedConfig { rights: Some(words.next()), markdown: true, ..FeedConfig::default() };
        let shared =
            Shared { about: &about, config: &config, image: None, icon: None, undated: None };
        let published = entries[0].published;
        let site = Feed::new(&shared, Topic::Site, "a b.xml", published);
        let topic = Topic::Category(words.next());
        let category = Feed::new(&shared, topic, "c/한.xml", published);
        // Without `site.url` addresses are relative, which the schema does not allow.
        let schema = (!bare).then_some(&schema);
        check(&site, &entries, schema)?;
        check(&category, &entries, schema)?;
        let outline =
            Outline { title: words.next(), feed_url: words.next(), home_url: words.next() };
        let list = opml::render(&about.title, &[outline]);
        let tree = roxmltree::Document::parse(&list);
        prop_assert!(tree.is_ok(), "{:?}\n{list}", tree.err());
        let address = Address {
            name: words.next(),
            url: words.next(),
            media_type: "application/rss+xml".to_owned(),
        };
        let tag = Section { kind: "tag", feeds: vec![(words.next(), words.next())] };
        let metas = posts.map(|post| post.meta);
        let page =
            Page { feed: &site, addresses: vec![address], sections: vec![tag], posts: &metas };
        let page = Template::default().render(&page).expect("the template is sound");
        let fault = html::fault(&page);
        prop_assert!(fault.is_none(), "{fault:?}\n{page}");
    }
}
