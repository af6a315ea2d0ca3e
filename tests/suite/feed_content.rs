//! Content that works outside its page: in a reader, a mail, on a planet.

use serde_json::Value;

use crate::support::{Project, repository};

/// The content of one post in all three formats: RSS, Atom, JSON Feed.
fn content(settings: &str, front: &str, body: &str) -> [String; 3] {
    let picture = std::fs::read(repository().join("content/hangul-web-font/swap.png"));
    let picture = picture.expect("the sample has a picture");
    let settings = format!(
        "[site]\ntitle = 'T'\nurl = 'https://x.org/blog/'\npermalink = '/:year/:path/'\n\
         [publish]\nurl = 'https://feeds.x.org/'\n{settings}"
    );
    let blog = Project::new()
        .file("postpress.toml", settings)
        .file("content/other/index.md", "---\ntitle: Other\ndate: 2023-05-05\n---\n\n# Part\n")
        .file("content/a/p.png", &picture)
        .file("content/a/big.png", picture)
        .file("content/a/film.mp4", "film")
        .file(
            "content/a/index.md",
            format!("---\ntitle: A\ndate: 2024-01-01\n{front}---\n\n{body}\n"),
        );
    blog.build(0, &["--only", "rss,atom,json-feed"]);
    let xml = |path: &str, item: &str, name: &str| {
        let text = blog.text(path);
        let tree = roxmltree::Document::parse(&text).expect("well-formed");
        let entry = tree.descendants().find(|n| n.tag_name().name() == item).expect("an entry");
        let content = entry.children().find(|n| n.tag_name().name() == name);
        content.and_then(|n| n.text()).expect("a content").to_owned()
    };
    let json: Value = blog.json("out/feed.json");
    [
        xml("out/rss.xml", "item", "encoded"),
        xml("out/atom.xml", "entry", "content"),
        json["items"][0]["content_html"].as_str().expect("a content").to_owned(),
    ]
}

/// The values of the attributes that hold addresses.
fn addresses(html: &str) -> Vec<String> {
    const NAMES: [&str; 9] =
        ["href", "src", "srcset", "poster", "data", "cite", "action", "data-src", "data-srcset"];
    let mut found = Vec::new();
    for token in html5gum::Tokenizer::new(html) {
        let Ok(html5gum::Token::StartTag(tag)) = token else { continue };
        for (name, value) in tag.attributes {
            if NAMES.contains(&&*String::from_utf8_lossy(&name)) {
                found.push(String::from_utf8_lossy(&value).into_owned());
            }
        }
    }
    found
}

const EVERY_ADDRESS: &str = r#"
[to a post](../other/index.md#part) [to a page](about/) [from the top](/about/) <a href="x?y#z">raw</a>

![p](p.png)

<img data-src="./p.png" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" alt="lazy">

<picture><source srcset="p.png 1x, big.png 2x"><img srcset="p.png 1x, big.png 2x" alt="set"></picture>

<video poster="p.png"><source src="film.mp4"></video>

<blockquote cite="../other/">said <q cite="../other/">so</q></blockquote>

<object data="film.mp4"></object> <iframe src="/demo/"></iframe>
"#;

#[test]
fn every_address_is_absolute_against_the_posts_own() {
    for (settings, file) in [
        ("media = 'copy'", "https://feeds.x.org/media/content/a/"),
        ("media = 'site'", "https://x.org/blog/2024/a/"),
    ] {
        for html in content(settings, "", EVERY_ADDRESS) {
            let found = addresses(&html);
            for url in &found {
                assert!(url.starts_with("https://"), "{url} in {html}");
            }
            for url in [
                "https://x.org/blog/2023/other/#part",
                "https://x.org/blog/2024/a/about/",
                "https://x.org/about/",
                "https://x.org/blog/2024/a/x?y#z",
                "https://x.org/demo/",
                &format!("{file}p.png"),
                &format!("{file}film.mp4"),
            ] {
                assert!(found.iter().any(|found| found == url), "no {url} in {html}");
            }
            // The lazy picture is the one that is meant, not what stands in for it.
            assert!(!html.contains("R0lGOD"), "{html}");
            assert!(html.matches(" width=\"").count() >= 3, "pictures have their sizes: {html}");
        }
    }
}

#[test]
fn pictures_may_be_inside_the_content() {
    for html in content("media = 'inline'", "", "![p](p.png)\n\n<video src=\"film.mp4\"></video>") {
        assert!(html.contains("src=\"data:image/png;base64,"), "{html}");
        assert!(html.contains("href=\"https://feeds.x.org/media/content/a/film.mp4\""), "{html}");
    }
}

#[test]
fn nothing_in_it_is_active() {
    let body = "<script>alert(1)</script>\n\n<style>p { color: red }</style>\n\n\
        <form action=\"/x\"><input name=\"i\"><button>Go</button></form>\n\n\
        <p onclick=\"alert(2)\" style=\"position:fixed\">text</p>\n\n\
        [a](javascript:alert(3)) <a href=\"JAVA&#10;SCRIPT:alert(4)\">b</a> [c](data:text/html,x)\n\n\
        <svg onload=\"alert(5)\"><script>alert(6)</script></svg>\n\n<math><mtext>m</mtext></math>\n\n\
        <iframe src=\"https://video.example/1\" title=\"A talk\"></iframe>\n\n\
        <iframe srcdoc=\"<script>alert(7)</script>\"></iframe>\n\n\
        <video src=\"film.mp4\" title=\"A film\" autoplay></video>\n";
    for html in content("", "", body) {
        let lower = html.to_lowercase();
        for active in [
            "alert",
            "<script",
            "<style",
            "<form",
            "<input",
            "<iframe",
            "<video",
            "<svg",
            "onclick",
            "javascript",
            "position",
            "data:",
        ] {
            assert!(!lower.contains(active), "{active} in {html}");
        }
        assert!(html.contains("<a href=\"https://video.example/1\">A talk</a>"), "{html}");
        assert!(html.contains("/film.mp4\">A film</a>"), "{html}");
    }
}

#[test]
fn boxes_code_and_formulas_are_characters() {
    let body = "- [x] done\n- [ ] open\n\n```rust,ignore\nfn a<T>() {}\n```\n\n$a<b$\n\n$$x^2$$\n";
    for html in content("", "", body) {
        for part in [
            "☑ done",
            "☐ open",
            "<pre><code class=\"language-rust\">fn a&lt;T&gt;() {}\n</code></pre>",
            "\\(a&lt;b\\)",
            "\\[x^2\\]",
        ] {
            assert!(html.contains(part), "no {part} in {html}");
        }
    }
}

#[test]
fn footnotes_are_numbered_by_the_post_and_lead_back() {
    let body = "One[^z] two[^한글] one again[^z].\n\n[^한글]: Second.\n[^z]: First.\n";
    let [rss, atom, json] = content("", "", body);
    // In RSS, where `#…` counts as a relative address, notes are linked on the post's page.
    assert!(
        addresses(&rss).iter().all(|url| url.starts_with("https://x.org/blog/2024/a/#fn")),
        "{rss}"
    );
    for html in [atom, json] {
        let ids: Vec<&str> =
            html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let links = addresses(&html);
        assert_eq!((ids.len(), links.len()), (5, 6), "{html}");
        for link in &links {
            let id = link.strip_prefix('#').expect("a place in the text");
            assert!(ids.contains(&id), "{link} leads nowhere in {html}");
            assert!(id.len() > "fnref-1".len() + 6, "the ids of two posts may meet: {id}");
        }
        assert!(html.find("First.") < html.find("Second."), "{html}");
    }
}

#[test]
fn text_from_right_to_left_says_so() {
    for html in content("", "", "Text.\n\nשלום עולם") {
        assert!(html.contains("<p>Text.</p>") && html.contains("<p dir=\"auto\">שלום"), "{html}");
    }
    for html in content("", "lang: fa\n", "سلام") {
        assert!(html.starts_with("<div dir=\"rtl\">"), "{html}");
    }
}

#[test]
fn the_cover_comes_first_where_the_text_shows_no_picture() {
    for html in content("", "cover: p.png\n", "Text.") {
        assert!(
            html.starts_with("<p><img src=\"https://feeds.x.org/media/content/a/p.png\""),
            "{html}"
        );
        assert!(html.contains(" width=\""), "{html}");
    }
    for html in content("", "cover: p.png\n", "![b](big.png)") {
        assert_eq!(html.matches("<img").count(), 1, "{html}");
    }
}
