//! The feeds of the sample blog as golden files, and what holds for every feed.

use crate::support::json_schema::faults;
use crate::support::{Project, golden};

const FEEDS: [&str; 3] = ["rss.xml", "atom.xml", "feed.json"];

#[test]
fn the_feeds_of_the_sample_are_as_they_were_read() {
    let sample = Project::sample();
    sample.build(0, &["--only", "rss,atom,json-feed"]);
    for feed in FEEDS {
        golden(&format!("feeds/{feed}"), &sample.text(&format!("out/{feed}")));
    }
}

#[test]
fn the_newest_post_comes_first_and_each_has_its_own_id() {
    let sample = Project::sample();
    sample.build(0, &["--only", "json-feed"]);
    let feed = sample.json("out/feed.json");
    let items = feed["items"].as_array().expect("a feed has items");
    let of = |key: &str| -> Vec<&str> { items.iter().filter_map(|i| i[key].as_str()).collect() };
    let dates = of("date_published");
    assert_eq!(dates.len(), 7);
    assert!(dates.windows(2).all(|pair| pair[0] > pair[1]), "{dates:?}");
    let mut ids = of("id");
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 7);
}

#[test]
fn an_id_outlives_a_new_title() {
    let blog = Project::sample();
    let ids = |blog: &Project| {
        blog.build(0, &["--only", "json-feed"]);
        let feed = blog.json("out/feed.json");
        let items = feed["items"].as_array().expect("a feed has items").clone();
        items.into_iter().map(|i| i["id"].clone()).collect::<Vec<_>>()
    };
    let before = ids(&blog);
    let post = blog.text("content/small-tools/index.md");
    blog.write("content/small-tools/index.md", post.replace("Notes on small tools", "Renamed"));
    assert_eq!(ids(&blog), before);
    assert!(blog.text("out/feed.json").contains("Renamed"));
}

#[test]
fn no_control_character_and_no_relative_address_reaches_a_feed() {
    let sample = Project::sample();
    sample.build(0, &["--only", "rss,atom,json-feed"]);
    for feed in FEEDS {
        let text = sample.text(&format!("out/{feed}"));
        assert!(!text.contains('\u{1c}') && !text.contains("\\u001c"), "{feed}");
        for start in ["src=\"./", "src=\"../", "href=\"./", "href=\"../"] {
            assert!(!text.contains(start), "{feed} has {start}");
            let escaped = start.replace('"', "\\\"");
            assert!(!text.contains(&escaped), "{feed} has {escaped}");
        }
    }
}

#[test]
fn the_files_that_feed_content_points_at_are_published() {
    let sample = Project::sample();
    sample.build(0, &["--only", "rss"]);
    let text = sample.text("out/rss.xml");
    let media: Vec<&str> = text
        .split("https://example.org/media/")
        .skip(1)
        .filter_map(|rest| rest.split(['"', '&', '<', ' ']).next())
        .collect();
    assert!(media.len() >= 12, "{media:?}");
    for path in media {
        assert!(sample.path(&format!("out/media/{path}")).is_file(), "no media/{path}");
    }
}

/// A blog of posts with dates, one a month, and these settings of its feeds.
fn blog(posts: &[(&str, &str)], feed: &str) -> Project {
    let settings = format!("[site]\ntitle = \"B\"\nurl = \"https://b.example/\"\n[feed]\n{feed}\n");
    let mut blog = Project::new().file("postpress.toml", settings);
    for (slug, front) in posts {
        let text = format!("---\ntitle: T {slug}\n{front}\n---\n\nThe text of {slug}.\n");
        blog = blog.file(&format!("content/{slug}/index.md"), text);
    }
    blog
}

/// The titles of a JSON feed's items.
fn titles(blog: &Project, feed: &str) -> Vec<String> {
    let feed = blog.json(&format!("out/{feed}"));
    let items = feed["items"].as_array().expect("a feed has items");
    items.iter().map(|i| i["title"].as_str().expect("a title").to_owned()).collect()
}

#[test]
fn every_category_tag_author_and_language_has_a_feed() {
    let blog = blog(
        &[
            ("a", "date: 2024-01-01\ntags: [한글, C++, Rust]\nauthor: Kim\nlang: ko"),
            (
                "b",
                "date: 2024-02-01\ntags: [C, rust]\ncategories: [Dev]\nauthor: Lee & Co\nlang: en",
            ),
        ],
        "",
    );
    blog.build(0, &["--only", "rss,json-feed"]);
    assert_eq!(titles(&blog, "tags/한글/feed.json"), ["T a"]);
    assert_eq!(titles(&blog, "tags/cplusplus/feed.json"), ["T a"]);
    assert_eq!(titles(&blog, "tags/c/feed.json"), ["T b"]);
    assert_eq!(titles(&blog, "categories/dev/feed.json"), ["T b"]);
    assert_eq!(titles(&blog, "authors/lee-and-co/feed.json"), ["T b"]);
    assert_eq!(titles(&blog, "languages/ko/feed.json"), ["T a"]);
    // `Rust` and `rust` are two tags with one slug.
    let tree = blog.outputs();
    let rust: Vec<_> =
        tree.keys().filter(|p| p.starts_with("tags/rust") && p.ends_with("feed.json")).collect();
    assert_eq!(rust.len(), 2, "{rust:?}");
    let feeds = tree.keys().filter(|path| path.ends_with("rss.xml")).count();
    let list = blog.text("out/feeds.opml");
    assert_eq!(list.matches("<outline ").count(), feeds);
    assert!(list.contains("https://b.example/tags/%ED%95%9C%EA%B8%80/rss.xml"), "{list}");
    let page = blog.text("out/feed.html");
    assert!(page.contains("href=\"https://b.example/tags/cplusplus/rss.xml\""), "{page}");
}

#[test]
fn a_blog_of_one_author_and_language_has_no_feeds_of_them() {
    let blog = blog(
        &[("a", "date: 2024-01-01\ntags: [t]\nauthor: Kim\nlang: ko")],
        "by = [\"author\", \"language\"]",
    );
    blog.build(0, &["--only", "rss"]);
    let tree = blog.outputs();
    let feeds: Vec<_> = tree.keys().filter(|path| path.ends_with("rss.xml")).collect();
    assert_eq!(feeds, ["rss.xml"]);
    assert!(blog.text("out/rss.xml").contains("<fh:complete/>"));
}

#[test]
fn archives_hold_all_posts_and_closed_ones_stay_as_they_are() {
    let posts: Vec<(String, String)> = (0..120)
        .map(|i| (format!("p{i}"), format!("date: 2021-01-01T{:02}:{:02}:00", i / 60, i % 60)))
        .chain([("x".to_owned(), "date: 2023-05-01".to_owned())])
        .chain([("u".to_owned(), String::new())])
        .collect();
    let posts: Vec<(&str, &str)> = posts.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let blog = blog(&posts, "limit = 5");
    blog.build(0, &["--only", "rss,atom,json-feed"]);
    // From the feed on, the way leads through every post.
    let (mut feed, mut seen) = ("feed.json".to_owned(), Vec::new());
    let mut way = Vec::new();
    loop {
        let json = blog.json(&format!("out/{feed}"));
        if feed != "feed.json" {
            seen.extend(titles(&blog, &feed));
        }
        let Some(next) = json["next_url"].as_str() else { break };
        feed = next.trim_start_matches("https://b.example/").to_owned();
        way.push(feed.clone());
    }
    let expected = [
        "feed-2023.json",
        "feed-2021-3.json",
        "feed-2021-2.json",
        "feed-2021.json",
        "feed-undated.json",
    ];
    assert_eq!(way, expected);
    assert_eq!(seen.len(), posts.len());
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), posts.len());
    let middle = blog.text("out/rss-2021-2.xml");
    for part in [
        "<fh:archive/>",
        "rel=\"current\" href=\"https://b.example/rss.xml\"",
        "rel=\"prev-archive\" href=\"https://b.example/rss-2021.xml\"",
        "rel=\"next-archive\" href=\"https://b.example/rss-2021-3.xml\"",
    ] {
        assert!(middle.contains(part), "no {part} in {middle}");
    }
    let closed = |blog: &Project| -> Vec<(String, Vec<u8>)> {
        blog.outputs()
            .into_iter()
            .filter(|(path, _)| path.contains("-2021") || path.contains("-undated"))
            .collect()
    };
    let before = closed(&blog);
    assert_eq!(before.len(), 12);
    blog.write("content/new/index.md", "---\ntitle: New\ndate: 2024-01-01\n---\n\nNew.\n");
    blog.build(0, &["--only", "rss,atom,json-feed"]);
    assert!(closed(&blog) == before, "a closed archive was rewritten");
    assert!(blog.text("out/atom.xml").contains("href=\"https://b.example/atom-2024.xml\""));
}

#[test]
fn a_size_budget_shortens_the_list_and_never_a_post() {
    let posts = [("a", "date: 2021-01-01"), ("b", "date: 2022-01-01"), ("c", "date: 2023-01-01")];
    let blog = blog(&posts, "max_bytes = 10000");
    for (slug, _) in posts {
        let text = blog.text(&format!("content/{slug}/index.md")) + &"word ".repeat(1000);
        blog.write(&format!("content/{slug}/index.md"), text);
    }
    let report = blog.build(0, &["--only", "json-feed,rss"]);
    let codes = report["diagnostics"].as_array().expect("a list").clone();
    assert!(
        codes.iter().any(|d| d["code"] == "feed/size" && d["severity"] == "warning"),
        "{codes:?}"
    );
    assert_eq!(titles(&blog, "feed.json"), ["T c"]);
    assert!(
        blog.json("out/feed.json")["items"][0]["content_html"].as_str().expect("text").len() > 5000
    );
    // The limit alone would have let all in: the archives are made all the same.
    assert_eq!(blog.json("out/feed.json")["next_url"], "https://b.example/feed-2023.json");
    assert_eq!(titles(&blog, "feed-2021.json"), ["T a"]);
    assert_eq!(titles(&blog, "feed-2023.json"), ["T c"]);
}

#[test]
fn the_settings_are_said_in_every_format() {
    let feed = "image = \"/logo.png\"\nrights = \"© K\"\nlicense = \"https://l.example/\"\nttl = 90\n\
                skip_hours = [3]\nskip_days = [\"Sun\"]\nhubs = [\"https://hub.example/\"]\nmarkdown = true\n\
                editor = { name = \"E\", email = \"e@b.example\" }";
    let blog = blog(&[("a", "date: 2024-01-01")], feed);
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x02\0\0\0\x01\0\x08\x06\0\0\0";
    blog.write("static/logo.png", png);
    blog.write(
        "content/a/index.md",
        "---\ntitle: A\ndate: 2024-01-01\n---\n\n![p](/logo.png) [b](../b/)\n",
    );
    blog.build(0, &["--only", "rss,atom,json-feed"]);
    let image = "https://b.example/media/static/logo.png";
    assert!(blog.path("out/media/static/logo.png").is_file());
    let rss = blog.text("out/rss.xml");
    for part in [
        "<copyright>© K</copyright>",
        "<managingEditor>e@b.example (E)</managingEditor>",
        "<ttl>90</ttl>",
        "<hour>3</hour>",
        "<day>Sunday</day>",
        &format!("<url>{image}</url>"),
        "<width>144</width>",
        "<height>72</height>",
        "href=\"https://l.example/\" rel=\"license\"",
        "href=\"https://hub.example/\" rel=\"hub\"",
        &format!("![p]({image}) [b](https://b.example/b/)"),
        "xmlns:source=\"http://source.scripting.com/\"",
        "<?xml-stylesheet type=\"text/css\" href=\"feed.css\"?>",
    ] {
        assert!(rss.contains(part), "no {part} in {rss}");
    }
    let atom = blog.text("out/atom.xml");
    let entry = atom.split("<entry>").nth(1).expect("an entry");
    for part in ["rel=\"license\"", "<rights>© K</rights>", "<author>"] {
        assert!(entry.contains(part), "no {part} in {entry}");
    }
    assert!(atom.contains(&format!("<logo>{image}</logo>")), "{atom}");
    let json = blog.json("out/feed.json");
    assert_eq!(json["icon"], image);
    assert_eq!(json["hubs"][0]["url"], "https://hub.example/");
    assert!(blog.path("out/feed.css").is_file());
}

#[test]
fn a_template_of_the_blog_makes_the_page() {
    let blog = blog(&[("a", "date: 2024-01-01")], "image = \"no.png\"");
    blog.write(
        "templates/feed.html",
        "{% for post in posts %}<b>{{ post.title }}</b>{% endfor %}\n",
    );
    blog.write("templates/feed.css", "rss { color: red }\n");
    let report = blog.build(0, &["--only", "rss"]);
    assert_eq!(blog.text("out/feed.html"), "<b>T a</b>\n");
    assert_eq!(blog.text("out/feed.css"), "rss { color: red }\n");
    let found = report["diagnostics"].as_array().expect("a list").clone();
    assert!(found.iter().any(|d| d["code"] == "feed/image"), "{found:?}");
    blog.write("templates/feed.html", "<p>\n{{ post.title }}");
    let run = blog.postpress(&["build", "--only", "rss"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("feed.html:2:4: `post.title` is not there"), "{}", run.stderr);
}

#[test]
fn json_feeds_are_as_their_schema_says() {
    let schema = include_str!("../feeds/jsonfeed-1.1.schema.json");
    let schema: serde_json::Value = serde_json::from_str(schema).expect("JSON");
    let sample = Project::sample();
    let settings = sample
        .text("postpress.toml")
        .replace("limit = 20", "limit = 3\nhubs = \"https://hub.example/\"");
    sample.write("postpress.toml", settings);
    sample.build(0, &["--only", "json-feed"]);
    let mut feeds: Vec<(String, serde_json::Value)> = sample
        .outputs()
        .into_iter()
        .filter(|(path, _)| path.ends_with("json"))
        .map(|(path, bytes)| (path, serde_json::from_slice(&bytes).expect("JSON")))
        .collect();
    // The rich post of the writers' own tests has every field.
    let rich = include_str!("../feeds/feed.json");
    feeds.push(("tests/feeds/feed.json".to_owned(), serde_json::from_str(rich).expect("JSON")));
    assert!(feeds.len() > 6, "{}", feeds.len());
    for (path, feed) in feeds {
        assert_eq!(faults(&schema, &feed), Vec::<String>::new(), "{path}");
    }
    let wrong = serde_json::json!({ "version": "1", "title": "", "items": [{ "id": 1 }], "x": 0 });
    assert_eq!(faults(&schema, &wrong).len(), 5);
}
