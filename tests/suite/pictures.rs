//! Pictures where generators keep them: each way to name one leads to its file.

use std::fmt::Write as _;

use serde_json::Value;

use crate::support::{Project, findings};

/// A picture of one pixel.
const PNG: &[u8] = b"\x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00\x3a\x7e\x9b\x55\x00\x00\x00\x0a\x49\x44\x41\x54\x78\xda\x63\x60\x00\x00\x00\x02\x00\x01\xe5\x27\xde\xfc\x00\x00\x00\x00\x49\x45\x4e\x44\xae\x42\x60\x82";

/// A way to name a picture: the post's file, its text, the pictures that there are, and the one that
/// is shown.
struct Case {
    post: &'static str,
    text: &'static str,
    files: &'static [&'static str],
    shown: &'static str,
}

const fn case(
    post: &'static str,
    text: &'static str,
    files: &'static [&'static str],
    shown: &'static str,
) -> Case {
    Case { post, text, files, shown }
}

const SETTINGS: &str = r#"
content = ["content"]
static = ["static", "public", "assets", "src/assets", "src"]
[site]
title = "Blog"
url = "https://blog.example/base/"
permalink = "/:year/:slug/"
"#;

/// The blog of a case, built, and what was found.
fn build(case: &Case) -> (Project, Value) {
    let (front, body) = case.text.split_once("\n---\n").unwrap_or(("", case.text));
    let text = format!("---\ntitle: P\ndate: 2024-01-04\n{front}\n---\n\n{body}\n");
    let mut blog = Project::new().file("postpress.toml", SETTINGS).file(case.post, text);
    for file in case.files {
        blog = blog.file(file, PNG);
    }
    let report = blog.build(0, &["--only", "archive"]);
    (blog, report)
}

/// The pictures of the post, as its document in the archive lists them, and what was found.
fn shown(case: &Case) -> (Vec<Value>, Value) {
    let (blog, report) = build(case);
    let index = blog.json("out/archive/data/index.json");
    let document = index["posts"][0]["archive"].as_str().expect("a path");
    let document = blog.json(&format!("out/{document}"));
    (document["assets"].as_array().expect("a list").clone(), report)
}

const BUNDLE: &str = "content/a/index.md";
const FLAT: &str = "content/2024-01-04-a.md";

const CASES: &[Case] = &[
    // Beside the text.
    case(BUNDLE, "![x](x.png)", &["content/a/x.png"], "content/a/x.png"),
    case(BUNDLE, "![x](./img/x.png)", &["content/a/img/x.png"], "content/a/img/x.png"),
    case(BUNDLE, "![x](../x.png)", &["content/x.png"], "content/x.png"),
    case(FLAT, "![x](x.png)", &["content/2024-01-04-a/x.png"], "content/2024-01-04-a/x.png"),
    case("content/a.ko.md", "![x](x.png)", &["content/a/x.png"], "content/a/x.png"),
    case(FLAT, "![x](a/x.png)", &["content/a/x.png"], "content/a/x.png"),
    // In the folders of generators.
    case(BUNDLE, "![x](/img/x.png)", &["static/img/x.png"], "static/img/x.png"),
    case(BUNDLE, "![x](/img/x.png)", &["public/img/x.png"], "public/img/x.png"),
    case(BUNDLE, "![x](/assets/x.png)", &["assets/x.png"], "assets/x.png"),
    case(BUNDLE, "![x](/assets/x.png)", &["src/assets/x.png"], "src/assets/x.png"),
    case(BUNDLE, "![x](../../src/assets/x.png)", &["src/assets/x.png"], "src/assets/x.png"),
    case(BUNDLE, "![x](@/assets/x.png)", &["src/assets/x.png"], "src/assets/x.png"),
    case(BUNDLE, "![x](~/assets/x.png)", &["src/assets/x.png"], "src/assets/x.png"),
    case(BUNDLE, "![x](@assets/x.png)", &["src/assets/x.png"], "src/assets/x.png"),
    case(BUNDLE, "![x](@site/static/x.png)", &["static/x.png"], "static/x.png"),
    case(BUNDLE, "![x](img/x.png)", &["assets/img/x.png"], "assets/img/x.png"),
    // From the page's address, which is another place than the file's.
    case(FLAT, "![x](../../img/x.png)", &["static/img/x.png"], "static/img/x.png"),
    case(FLAT, "![x](../img/x.png)", &["static/2024/img/x.png"], "static/2024/img/x.png"),
    // The server may leave the slash at the end of the page out.
    case(FLAT, "![x](../x.png)", &["static/x.png"], "static/x.png"),
    // The blog's own addresses.
    case(BUNDLE, "![x](/base/img/x.png)", &["static/img/x.png"], "static/img/x.png"),
    case(
        BUNDLE,
        "![x](https://blog.example/base/img/x.png)",
        &["static/img/x.png"],
        "static/img/x.png",
    ),
    case(
        BUNDLE,
        "![x](http://www.blog.example/base/img/x.png?v=2)",
        &["static/img/x.png"],
        "static/img/x.png",
    ),
    case(BUNDLE, "![x](//blog.example/base/img/x.png)", &["static/img/x.png"], "static/img/x.png"),
    case(
        BUNDLE,
        "![x](https://blog.example/base/2024/a/x.png)",
        &["content/a/x.png"],
        "content/a/x.png",
    ),
    // Ways to write it.
    case(BUNDLE, "![x][p]\n\n[p]: x.png \"t\"", &["content/a/x.png"], "content/a/x.png"),
    case(BUNDLE, "![p]\n\n[p]: <x y.png>", &["content/a/x y.png"], "content/a/x y.png"),
    case(BUNDLE, "![x](x%20y.png)", &["content/a/x y.png"], "content/a/x y.png"),
    case(BUNDLE, "![x](x y.png)", &["content/a/x y.png"], "content/a/x y.png"),
    case(BUNDLE, "![x](그림 1.png)", &["content/a/그림 1.png"], "content/a/그림 1.png"),
    case(BUNDLE, "![x](%EA%B7%B8%EB%A6%BC.png)", &["content/a/그림.png"], "content/a/그림.png"),
    case(
        BUNDLE,
        "![x](그림.png)",
        &["content/a/\u{1100}\u{1173}\u{1105}\u{1175}\u{11b7}.png"],
        "content/a/\u{1100}\u{1173}\u{1105}\u{1175}\u{11b7}.png",
    ),
    case(BUNDLE, "![x](X.PNG)", &["content/a/x.png"], "content/a/x.png"),
    case(BUNDLE, "![x](x.png?raw=true#gh-dark-mode-only)", &["content/a/x.png"], "content/a/x.png"),
    case(BUNDLE, "![x](a%2Bb.png)", &["content/a/a+b.png"], "content/a/a+b.png"),
    case(BUNDLE, "![x](100%25.png)", &["content/a/100%.png"], "content/a/100%.png"),
    case(BUNDLE, "![x](.\\img\\x.png)", &["content/a/img/x.png"], "content/a/img/x.png"),
    case(BUNDLE, "<img src=x.png width=10>", &["content/a/x.png"], "content/a/x.png"),
    case(
        BUNDLE,
        "<img data-src=\"x.png\" src=\"data:image/gif;base64,R0lGODlhAQABAAAAACw=\">",
        &["content/a/x.png"],
        "content/a/x.png",
    ),
    case(
        BUNDLE,
        "<img srcset=\"x.png 1x, y.png 2x\">",
        &["content/a/x.png", "content/a/y.png"],
        "content/a/x.png",
    ),
    case(
        BUNDLE,
        "<img src=\"x.png\" srcset=\"x.png 480w, y.png 1200w\" sizes=\"50vw\">",
        &["content/a/x.png", "content/a/y.png"],
        "content/a/y.png",
    ),
    case(
        BUNDLE,
        "<img src=\"gone.png\" srcset=\"x.png 2x\">",
        &["content/a/x.png"],
        "content/a/x.png",
    ),
    case(
        BUNDLE,
        "<picture><source srcset=\"y.avif\" type=\"image/avif\"><source srcset=\"x.png\"><img src=\"gone.png\"></picture>",
        &["content/a/x.png"],
        "content/a/x.png",
    ),
    case(
        BUNDLE,
        "<picture><source srcset=\"x.png\"></picture>",
        &["content/a/x.png"],
        "content/a/x.png",
    ),
    case(
        BUNDLE,
        "<picture>\n<source srcset=\"y.png\" media=\"(prefers-color-scheme: dark)\">\n<img src=\"x.png\">\n</picture>",
        &["content/a/x.png", "content/a/y.png"],
        "content/a/x.png",
    ),
    // In the front matter.
    case(BUNDLE, "thumbnail: x.png\n---\nText", &["content/a/x.png"], "content/a/x.png"),
    case(BUNDLE, "image: /img/x.png\n---\nText", &["static/img/x.png"], "static/img/x.png"),
    case(
        BUNDLE,
        "thumbnail: { src: ./x.png, alt: y }\n---\nText",
        &["content/a/x.png"],
        "content/a/x.png",
    ),
    case(BUNDLE, "cover:\n  image: x.png\n---\nText", &["content/a/x.png"], "content/a/x.png"),
];

#[test]
fn each_way_to_name_a_picture_leads_to_its_file() {
    let mut wrong = String::new();
    for case in CASES {
        let (assets, report) = shown(case);
        let paths: Vec<_> = assets.iter().filter_map(|asset| asset["path"].as_str()).collect();
        if paths != [case.shown] || !findings(&report, "asset/missing").is_empty() {
            let _ =
                writeln!(wrong, "{} in {}: {paths:?}, not {}", case.text, case.post, case.shown);
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn a_size_may_be_an_attribute_or_a_style() {
    for (tag, size) in [
        ("<img src=x.png width=30 height=20>", "width=\"30\" height=\"20\""),
        ("<img src=x.png width=\"30px\">", "width=\"30\""),
        ("<img src=x.png style=\"width: 40px; height: auto\" width=30>", "width=\"40\""),
    ] {
        let case = case(BUNDLE, tag, &["content/a/x.png"], "");
        let blog = build(&case).0;
        let html = blog.text("out/archive/data/posts/a.json");
        assert!(html.replace("\\\"", "\"").contains(size), "{tag}: {html}");
    }
}

/// A server that has one picture, and counts the questions.
struct Server(std::sync::atomic::AtomicUsize);

impl postpress::pipeline::Remote for Server {
    fn get(&self, address: &str) -> Result<Vec<u8>, String> {
        self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        match address {
            "https://pics.example/x.png" => Ok(PNG.to_vec()),
            "https://pics.example/page" => Ok(b"<!doctype html><p>not a picture".to_vec()),
            _ => Err("its server is not found".to_owned()),
        }
    }
}

/// Builds a blog with the library, with that server or none.
fn build_with(blog: &Project, server: Option<&Server>) -> postpress::pipeline::Report {
    use postpress::export::pdf::style::Style;
    use postpress::export::{Format, feed_page};
    struct Quiet;
    impl postpress::pipeline::Progress for Quiet {
        fn post(&self, _: usize, _: usize, _: &str) {}
    }
    let (root, out) = (blog.path(""), blog.path("out"));
    let config = postpress::config::load(&root).expect("settings").config;
    let request = postpress::pipeline::Request {
        root: &root,
        out: &out,
        config: &config,
        style: Style::builtin(),
        feed_page: &feed_page::Template::default(),
        item: None,
        feed_css: "",
        formats: &Format::ALL,
        publish: true,
        force: false,
        keep_going: false,
        prune: false,
        previous: &[],
        deny_changed_ids: false,
        remote: server.map(|server| -> &dyn postpress::pipeline::Remote { server }),
        now: chrono::DateTime::UNIX_EPOCH + chrono::Days::new(36_500),
        program: None,
        lists: false,
    };
    let run = || postpress::pipeline::run(&request, &Quiet);
    postpress::pipeline::on_threads(2, run).expect("threads").expect("outputs")
}

/// How many pictures a handout shows, the post's QR code not counted.
fn printed(blog: &Project) -> usize {
    let bytes = std::fs::read(blog.path("out/pdf/a.pdf")).expect("a handout");
    let document = lopdf::Document::load_mem(&bytes).expect("a PDF");
    let is_picture = |object: &&lopdf::Object| {
        let stream = object.as_stream().ok();
        stream.is_some_and(|s| {
            s.dict.get(b"Subtype").and_then(lopdf::Object::as_name).is_ok_and(|n| n == b"Image")
        })
    };
    document.objects.values().filter(is_picture).count()
}

#[test]
fn pictures_of_other_servers_are_printed_when_asked_for_and_fetched_once() {
    let body = "![x](https://pics.example/x.png)\n\n![y](https://pics.example/page)\n\n\
                ![z](https://gone.example/z.png)";
    let text = format!("---\ntitle: P\ndate: 2024-01-04\n---\n\n{body}\n");
    let blog = Project::new().file("postpress.toml", SETTINGS).file(BUNDLE, text);
    let codes = |report: &postpress::pipeline::Report, code: postpress::diag::Code| {
        report.diagnostics.iter().filter(|d| d.code == code).count()
    };

    let report = build_with(&blog, None);
    assert_eq!(codes(&report, postpress::diag::Code::AssetRemote), 3);
    let (plain, without) = (blog.outputs(), printed(&blog));

    let server = Server(std::sync::atomic::AtomicUsize::new(0));
    let report = build_with(&blog, Some(&server));
    assert_eq!(codes(&report, postpress::diag::Code::AssetRemote), 0);
    let failed: Vec<_> = report
        .diagnostics
        .iter()
        .filter(|d| d.code == postpress::diag::Code::AssetFetch)
        .map(|d| d.message.as_str())
        .collect();
    assert_eq!(
        failed,
        [
            "the picture `https://pics.example/page` could not be fetched: what the server sends is no picture",
            "the picture `https://gone.example/z.png` could not be fetched: its server is not found",
        ]
    );
    assert_eq!(printed(&blog), without + 1);
    let fetched = blog.outputs();
    assert!(blog.text("out/rss.xml").contains("https://pics.example/x.png"));
    // Feeds, files and the author's texts are the same; warnings of the archive tell them apart.
    let same = |path: &&String| !path.ends_with(".pdf") && !path.starts_with("archive/");
    assert!(plain.keys().filter(same).all(|path| plain[path] == fetched[path]));
    assert!(!fetched.keys().any(|path| path.contains("pics.example")));

    // The next build asks for what it does not have alone, and makes the same.
    let asked = server.0.swap(0, std::sync::atomic::Ordering::SeqCst);
    assert_eq!(asked, 3);
    build_with(&blog, Some(&server));
    assert_eq!(server.0.load(std::sync::atomic::Ordering::SeqCst), 2);
    assert_eq!(blog.outputs(), fetched);
}

#[test]
fn a_picture_may_stand_in_its_address() {
    let data = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNgAAAAAgAB5Sfe/AAAAABJRU5ErkJggg==";
    let text = |body: String| format!("---\ntitle: P\ndate: 2024-01-04\n---\n\n{body}\n");
    let blog =
        Project::new().file("postpress.toml", SETTINGS).file(BUNDLE, text("Text".to_owned()));
    blog.build(0, &["--only", "pdf"]);
    let without = printed(&blog);
    blog.write(BUNDLE, text(format!("![x](data:image/png;base64,{data})")));
    let report = blog.build(0, &[]);
    assert_eq!(report["diagnostics"].as_array().expect("a list"), &[] as &[Value]);
    assert_eq!(printed(&blog), without + 1);
    assert!(blog.text("out/rss.xml").contains(data));

    blog.write(BUNDLE, text("![x](data:image/png;base64,AAAA)".to_owned()));
    let report = blog.build(0, &["--only", "rss"]);
    assert_eq!(findings(&report, "asset/broken").len(), 1);
}
