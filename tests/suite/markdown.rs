//! What Markdown and the HTML in it become: each file of `tests/markdown/` holds examples, an
//! example its name, the text of a post, and behind a line with a single dot the HTML of it, with
//! what was found in lines that begin with `!`.

use std::fmt::Write as _;
use std::fs;
use std::sync::Arc;

use postpress::config::Form;
use postpress::html::{self, Anchors};
use postpress::model::{
    Asset, Dates, Digest, MediaType, Meta, Newline, Orientation, PixelSize, PostId, SourceFile,
};
use postpress::parse::{self, Input, Library, Resolved};
use postpress::span::FileId;

use crate::support::{compare, repository};

/// A folder of files and posts that exists in these tests alone.
struct Folder;

impl Library for Folder {
    fn resolve(&self, _: &Meta, reference: &str) -> Resolved {
        let (path, fragment) = match reference.split_once('#') {
            Some((path, fragment)) => (path, Some(fragment.to_owned())),
            None => (reference, None),
        };
        let asset = |path: &str, media_type: MediaType, exact| {
            let size = PixelSize { width: 640, height: 360 };
            let asset = Asset {
                path: path.to_owned(),
                media_type,
                bytes: 1234,
                sha256: Digest([0; 32]),
                size: media_type.is_image().then_some(size),
                orientation: Orientation::Normal,
            };
            Resolved::Asset { asset: Arc::new(asset), exact }
        };
        match path.trim_start_matches("./") {
            "picture.png" => asset("picture.png", MediaType::Png, true),
            "그림 1.png" | "%EA%B7%B8%EB%A6%BC%201.png" => {
                asset("그림 1.png", MediaType::Png, true)
            }
            "Picture.PNG" => asset("picture.png", MediaType::Png, false),
            "paper.pdf" => asset(path, MediaType::Other("application/pdf"), true),
            "film.mp4" => asset(path, MediaType::Other("video/mp4"), true),
            "../other/" | "../other/index.md" => Resolved::Post {
                id: PostId::new("other"),
                url: "https://example.org/other/".to_owned(),
                fragment,
            },
            "../../../secret.png" => Resolved::Outside,
            // The generator may well make it.
            path if path.starts_with('/') && !path.contains('.') => Resolved::Page { url: None },
            _ => Resolved::Missing { instead: None },
        }
    }

    fn site_url(&self) -> &'static str {
        "https://example.org/"
    }

    fn named(&self, name: &str) -> Option<String> {
        let (name, fragment) = match name.split_once('#') {
            Some((name, fragment)) => (name, format!("#{fragment}")),
            None => (name, String::new()),
        };
        match name {
            "Other" | "2024-01-02-other" => Some(format!("../other/index.md{fragment}")),
            "Drawing.png" => Some("picture.png".to_owned()),
            _ => None,
        }
    }

    fn shortcode(&self, name: &str) -> Option<Form> {
        (name == "own-figure").then_some(Form::Figure)
    }
}

/// The HTML of a post, and what was found.
fn render(markdown: &str, source: &str) -> String {
    let input = Input {
        meta: Meta {
            id: PostId::new("post"),
            file: FileId(0),
            source: source.into(),
            url: "https://example.org/post/".to_owned(),
            title: "The title".to_owned(),
            summary: String::new(),
            dates: Dates::default(),
            authors: [].into(),
            categories: [].into(),
            tags: [].into(),
            language: "en".into(),
            draft: false,
            guid: String::new(),
            thumbnail: None,
            family: None,
            former: [].into(),
        },
        source: SourceFile {
            bytes: markdown.len() as u64,
            sha256: Digest([0; 32]),
            encoding: "utf-8",
            newline: Newline::Lf,
            bom: false,
        },
        text: markdown.to_owned(),
        front_matter: None,
        body: 0..markdown.len(),
        translations: Vec::new(),
    };
    let parsed = parse::post(input, &Folder);
    let post = &parsed.value;
    let options = html::Options {
        asset_url: &|asset| Some(asset.path.clone()),
        anchors: Anchors::default(),
        post_url: "",
    };
    let mut out = html::render(&post.blocks, &post.footnotes, &options);
    let mut diagnostics = parsed.diagnostics.clone();
    postpress::diag::fold_site(&mut diagnostics);
    for found in &diagnostics {
        let _ = writeln!(out, "! {}: {}", found.code.as_str(), found.message);
    }
    out
}

/// The examples of a file with what they are now.
fn run(text: &str, source: &str) -> String {
    let mut out = String::new();
    for example in text.split("\n====== ") {
        let Some((name, rest)) = example.split_once('\n') else { continue };
        if !out.is_empty() {
            out.push('\n');
        }
        let markdown = rest.split("\n.\n").next().unwrap_or(rest).trim_end_matches('\n');
        let name = name.trim_start_matches("====== ");
        let _ = writeln!(out, "====== {name}\n{markdown}\n.");
        out.push_str(&render(markdown, source));
    }
    out
}

#[test]
fn every_example_is_as_it_was_read() {
    let folder = repository().join("tests/markdown");
    let mut names: Vec<_> = fs::read_dir(&folder)
        .expect("the examples are there")
        .map(|entry| entry.expect("an entry can be read").path())
        .collect();
    names.sort();
    assert!(names.len() >= 7, "{names:?}");
    for path in names {
        let text = fs::read_to_string(&path).expect("an example is UTF-8");
        let is_mdx = path.file_name().is_some_and(|name| name == "mdx.txt");
        let source = if is_mdx { "content/post/index.mdx" } else { "content/post/index.md" };
        compare(&path, &run(&text, source));
    }
}
