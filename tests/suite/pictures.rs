//! Pictures where generators keep them: each way to name one leads to its file.

use std::fmt::Write as _;

use serde_json::Value;

use crate::support::{Project, findings};

/// A picture of one pixel.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55\0\0\0\x0aIDATx\x9cc\x60\0\0\0\x02\0\x01\xe5\x27\xde\xfc\0\0\0\0IEND\xaeB`\x82";

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
