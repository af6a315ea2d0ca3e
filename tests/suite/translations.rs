//! The same text in several languages: told apart, and linked to each other in all outputs.

use crate::support::Project;

fn post(title: &str, more: &str) -> String {
    format!("---\ntitle: {title}\ndate: 2024-01-02\n{more}---\n\nText of {title}.\n")
}

fn blog() -> Project {
    let settings = "[site]\ntitle = 'T'\nurl = 'https://x.org/'\nlanguage = 'en'\n";
    Project::new()
        .file("postpress.toml", settings)
        .file("content/fox/index.md", post("The fox", ""))
        .file("content/fox/index.ko.md", post("여우", ""))
        .file("content/fox/index.ja.md", post("狐", ""))
        .file("content/hare.md", post("The hare", "lang-ref: hare\n"))
        .file("content/torkki/토끼.md", post("토끼", "lang: ko\nlang-ref: hare\n"))
        .file("content/alone.md", post("Alone", ""))
}

#[test]
fn translations_name_each_other_and_keep_their_own_addresses() {
    let blog = blog();
    blog.build(0, &["--only", "atom,json-feed,archive"]);
    let others = |id: &str| -> Vec<String> {
        let document = blog.json(&format!("out/archive/data/posts/{id}.json"));
        let Some(list) = document["translations"].as_array() else { return Vec::new() };
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        list.iter()
            .map(|t| text(&t["id"]) + " " + &text(&t["language"]) + " " + &text(&t["url"]))
            .collect()
    };
    assert_eq!(
        others("fox"),
        ["fox.ja ja https://x.org/fox.ja/", "fox.ko ko https://x.org/fox.ko/"]
    );
    assert_eq!(others("fox.ko"), ["fox en https://x.org/fox/", "fox.ja ja https://x.org/fox.ja/"]);
    assert_eq!(others("hare"), ["torkki/토끼 ko https://x.org/torkki/%ED%86%A0%EB%81%BC/"]);
    assert!(others("alone").is_empty());

    let atom = blog.text("out/atom.xml");
    let feed = roxmltree::Document::parse(&atom).expect("Atom is XML");
    let alternates = |title: &str| -> Vec<(Option<String>, String)> {
        let is = |node: &roxmltree::Node<'_, '_>, name: &str| node.tag_name().name() == name;
        let entry = feed.descendants().find(|node| {
            is(node, "entry") && node.children().any(|n| is(&n, "title") && n.text() == Some(title))
        });
        let links = entry
            .expect("the entry")
            .children()
            .filter(|n| n.attribute("rel") == Some("alternate"));
        links
            .map(|n| {
                let language = n.attribute("hreflang").map(str::to_owned);
                (language, n.attribute("href").unwrap_or_default().to_owned())
            })
            .collect()
    };
    let pair = |language: Option<&str>, url: &str| (language.map(str::to_owned), url.to_owned());
    // The entry's own link is the first and the last: readers take the one or the other. No two
    // have the same type and language (RFC 4287, 4.1.1).
    assert_eq!(
        alternates("여우"),
        [
            pair(None, "https://x.org/fox.ko/"),
            pair(Some("en"), "https://x.org/fox/"),
            pair(Some("ja"), "https://x.org/fox.ja/"),
            pair(Some("ko"), "https://x.org/fox.ko/"),
        ]
    );
    assert_eq!(alternates("Alone"), [pair(None, "https://x.org/alone/")]);

    let json = blog.json("out/feed.json");
    let items = json["items"].as_array().expect("items");
    let item = items.iter().find(|item| item["title"] == "The hare").expect("the hare");
    let other = &item["_postpress"]["translations"];
    assert_eq!(other[0]["language"], "ko");
    assert_eq!(other[0]["url"], "https://x.org/torkki/%ED%86%A0%EB%81%BC/");
    assert!(items.iter().any(|item| item["title"] == "Alone" && item.get("_postpress").is_none()));
}

#[test]
fn a_translation_that_stays_out_is_not_named() {
    let blog = blog();
    blog.write("content/fox/index.ja.md", post("狐", "draft: true\n"));
    blog.build(0, &["--only", "archive"]);
    let document = blog.json("out/archive/data/posts/fox.json");
    let list = document["translations"].as_array().expect("a list");
    assert_eq!(list.len(), 1);
    assert_eq!(list[0]["language"], "ko");
}

#[test]
fn the_languages_of_a_generator_are_those_of_its_configuration() {
    let suffixes = "baseURL = 'https://x.org/'\ntitle = 'T'\ndefaultContentLanguage = 'en'\n\
                    [languages.en]\n[languages.ko]\n";
    let folders = "baseURL = 'https://x.org/'\ntitle = 'T'\ndefaultContentLanguage = 'en'\n\
                   [languages.en]\ncontentDir = 'content/english'\n\
                   [languages.ko]\ncontentDir = 'content/korean'\n";
    for (config, files, told) in [
        (
            suffixes,
            &["content/post/a.md", "content/post/a.ko.md", "content/post/node.js.md"][..],
            &["https://x.org/ko/post/a/ of https://x.org/post/a/"][..],
        ),
        (
            folders,
            &["content/english/post/a.md", "content/korean/post/a.md", "content/korean/post/b.md"],
            &["https://x.org/ko/post/a/ of https://x.org/post/a/"],
        ),
    ] {
        let mut blog = Project::new().file("hugo.toml", config);
        for file in files {
            blog = blog.file(file, post("A", ""));
        }
        blog.build(0, &["--only", "archive"]);
        let lines = blog.text("out/archive/data/posts.ndjson");
        let mut found = Vec::new();
        for line in lines.lines() {
            let document: serde_json::Value = serde_json::from_str(line).expect("a document");
            for other in document["translations"].as_array().into_iter().flatten() {
                if other["language"] == "ko" && document["language"] == "en" {
                    let text = |value: &serde_json::Value| value.as_str().unwrap_or("").to_owned();
                    found.push(text(&other["url"]) + " of " + &text(&document["url"]));
                }
            }
        }
        assert_eq!(found, told, "{config}");
    }
}

#[test]
fn posts_of_one_name_in_several_folders_are_told_apart_by_their_folders() {
    let settings = "content = ['en/news', 'ko/news']\n[site]\ntitle = 'T'\nurl = 'https://x.org/'\n\
                    language = 'en'\npermalink = '/:language/:path/'\n";
    let blog = Project::new()
        .file("postpress.toml", settings)
        .file("en/news/fox.md", post("The fox", "lang: en\n"))
        .file("ko/news/fox.md", post("여우", "lang: ko\n"))
        .file("ko/news/fox/index.md", post("여우 둘", "lang: ko\n"))
        .file("en/news/hare.md", post("The hare", "lang: en\n"));
    blog.build(0, &["--only", "archive"]);
    let ids = ["en/news/fox", "ko/news/fox", "ko/news/fox-2", "hare"];
    for id in ids {
        assert_eq!(blog.json(&format!("out/archive/data/posts/{id}.json"))["id"], id);
    }
}
