//! The feeds of the sample blog as golden files, and what holds for every feed.

use crate::support::{Project, golden, json_schema};

#[test]
fn the_json_feed_of_the_sample_keeps_its_schema() {
    let sample = Project::sample();
    sample.build(0, &["--only", "json-feed"]);
    let schema = super::any_text::json_feed_schema();
    let faults = json_schema::faults(&schema, &sample.json("out/feed.json"));
    assert!(faults.is_empty(), "{faults:#?}");
    // A checker that finds nothing wrong must be able to.
    let wrong = serde_json::json!({
        "version": "https://jsonfeed.org/version/1", "title": "", "authors": [{}], "itms": 1,
        "items": [{ "id": 7, "url": "/a", "content_text": "" }, { "id": "x", "date_published": "2024" }],
    });
    assert_eq!(json_schema::faults(&schema, &wrong).len(), 8, "{wrong}");
}

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
