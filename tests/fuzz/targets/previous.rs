//! Feeds of the past, of any program and in any state, against the posts of a blog.

#![no_main]

use libfuzzer_sys::fuzz_target;
use postpress::previous::{self, Posts, PreviousFeed};
use postpress_fuzz::blog::Blog;
use postpress_fuzz::check;

const POSTS: &[(&str, &[u8])] = &[
    ("content/a.md", b"---\ntitle: One\ndate: 2024-01-02\nguid: a\n---\nText\n"),
    ("content/b.md", b"---\ntitle: One\ndate: 2024-01-03 04:05:06 +0900\n---\nText\n"),
    ("content/c.md", b"---\ntitle: \xea\xb8\x80\n---\nText\n"),
];

fuzz_target!(|data: &[u8]| {
    let Some(entries) = previous::read(data) else { return };
    assert!(entries.iter().all(|entry| !entry.id.is_empty()), "an entry without an id");
    let files: Vec<_> = POSTS.iter().map(|(path, bytes)| ((*path).into(), *bytes)).collect();
    let blog = Blog::new(&files);
    let feeds = [PreviousFeed { name: "feed.xml".to_owned(), entries }];
    let (published, failed) = blog.site.posts().split_at(2);
    let posts = Posts { site: &blog.site, failed, withheld: published };
    check::findings(&previous::compare(&feeds, posts), &blog);
});
