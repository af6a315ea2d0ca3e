//! One post of a small blog, read with any of the settings that change how it is read.

use std::collections::BTreeMap;

use postpress::config::{Config, Form};
use postpress::model::site::About;
use postpress::parse::absolute;

use crate::blog::Blog;
use crate::{check, input};

/// Files beside the post: what references lead to.
const BESIDE: &[(&str, &[u8])] = &[
    ("content/a/picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x03\0\0\0\x02\x08\x06\0\0\0"),
    ("content/a/film.mp4", b"film"),
    ("content/a/sound.mp3", b"sound"),
    ("content/a/paper.pdf", b"%PDF-1.7"),
    ("content/a/Ünï 1.svg", b"<svg xmlns='http://www.w3.org/2000/svg' width='4' height='3'/>"),
    ("content/b.md", b"---\ntitle: Other\n---\n# Other\n"),
];

/// Reads the post of an input, and checks what comes of it.
pub fn check(data: &[u8]) {
    let (mut options, file) = input::options(data);
    let path = input::choose(&mut options, &["content/a/index.md", "content/a/index.mdx"]);
    let url = input::choose(&mut options, &["https://example.org/", "", "http://한글.example/b/"]);
    let form = input::choose(&mut options, Form::NAMES).1;
    // Shortcodes of the blog's own, one of them under a name that is known already.
    let shortcodes = BTreeMap::from([("box".to_owned(), form), ("figure".to_owned(), form)]);
    let about = About {
        title: "A blog".to_owned(),
        url: url.to_owned(),
        publish_url: url.to_owned(),
        ..About::default()
    };
    let config = Config { about, shortcodes, ..Config::default() };
    let beside = BESIDE.iter().map(|(path, bytes)| ((*path).into(), *bytes));
    let files: Vec<_> = std::iter::once((path.into(), file)).chain(beside).collect();
    let blog = Blog::with(config, &files);
    let meta = blog.site.by_source(path).expect("the post is there");
    let (post, findings) = blog.post(meta);
    check::findings(&findings, &blog);
    check::post(&post);
    let _ = absolute::markdown(&post, &blog.files(), &|asset| {
        format!("https://example.org/{}", asset.path)
    });
}
