//! Posts to RSS, Atom, JSON Feed, OPML and the page about the feeds, each read by a strict parser:
//! nothing that acts, and every address absolute where the blog's own is known.
//!
//! Input: a line of options, then files, each behind a line `=== path`.

#![no_main]

use std::collections::BTreeSet;
use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use postpress::config::{FeedContent, Media};
use postpress::export::entry::{self, Entry, Options};
use postpress::export::feed::{Feed, History, Shared, Topic};
use postpress::export::feed_format::FeedFormat;
use postpress::export::feed_page::{Address, Page, Section, Template};
use postpress::export::opml::{self, Outline};
use postpress::model::{Asset, Person};
use postpress::parse::absolute;
use postpress_fuzz::blog::Blog;
use postpress_fuzz::{check, input};

fuzz_target!(|data: &[u8]| {
    let (mut options, rest) = input::options(data);
    let media = input::choose(&mut options, &[Media::Copy, Media::Site, Media::Inline]);
    let content = input::choose(&mut options, &[FeedContent::Full, FeedContent::Summary]);
    let whole = input::choose(&mut options, &[History::Complete, History::Newest]);

    let blog = Blog::new(&input::files(rest));
    let about = &blog.site.about;
    let alike = BTreeSet::new();
    let bytes = |asset: &Asset| -> Option<Arc<[u8]>> { blog.file(&asset.path).map(Into::into) };
    let options = Options { media, content, data: &bytes, alike: &alike, markdown: None };
    let entries: Vec<Entry> = blog
        .site
        .posts()
        .iter()
        .map(|meta| {
            let (post, _) = blog.post(meta);
            let url = |asset: &Asset| entry::file_url(about, &post, &options, asset);
            let markdown = absolute::markdown(&post, &blog.files(), &url);
            let markdown = blog.config.feed.markdown.then_some(markdown.as_str());
            entry::of(about, &post, &Options { markdown, ..options })
        })
        .collect();
    let undated = entries.iter().filter_map(|entry| entry.published).min();
    let shared = Shared { about, config: &blog.config.feed, image: None, icon: None, undated };
    let tags = blog.site.posts().iter().flat_map(|meta| &*meta.tags);
    let topics = [
        Some(Topic::Site),
        tags.clone().next().map(|tag| Topic::Category(tag.clone())),
        entries.first().and_then(|e| e.authors.first()).map(|p: &Person| Topic::Author(p.clone())),
    ];
    let known = !about.url.is_empty();
    for topic in topics.into_iter().flatten() {
        let feed = Feed::new(&shared, topic, "tags/a b.xml", blog.site.updated());
        for format in FeedFormat::ALL {
            let items = entries.iter().enumerate().map(|(index, entry)| {
                format.separator(index).to_owned() + &format.item(&shared, entry)
            });
            let document = format.open(&feed, &whole) + &items.collect::<String>() + format.close();
            let found = match format {
                FeedFormat::Rss => check::rss(&document, known),
                FeedFormat::Atom => check::atom(&document, known),
                FeedFormat::Json => check::json_feed(&document, known),
            };
            assert_eq!(found, entries.len(), "{document}");
        }
    }
    let feed = Feed::new(&shared, Topic::Site, "feed.xml", blog.site.updated());
    let outlines: Vec<_> = tags
        .map(|tag| Outline {
            title: tag.clone(),
            feed_url: entry::published(about, tag).unwrap_or_default(),
            home_url: about.url.clone(),
        })
        .collect();
    let list = opml::render(&about.title, &outlines);
    assert!(roxmltree::Document::parse(&list).is_ok(), "{list}");
    let page = Page {
        feed: &feed,
        addresses: vec![Address {
            name: "RSS".to_owned(),
            url: "https://example.org/feed.xml".to_owned(),
            media_type: "application/rss+xml".to_owned(),
        }],
        sections: vec![Section {
            kind: "tag",
            feeds: outlines.into_iter().map(|o| (o.title, o.feed_url)).collect(),
        }],
        posts: blog.site.posts(),
    };
    let page = Template::default().render(&page).expect("the template is ours");
    check::page(&page);
});
