//! What the content folders do not tell any more, and the archive does: posts that are gone, and
//! the last good text of posts that have errors.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::json_schema::faults;
use crate::support::{Project, Run};

const OPEN_FENCE: &str = "---\ntitle: Broken\n";

const SETTINGS: &str = "[site]\ntitle = \"Kept\"\nurl = \"https://example.org/\"\n\
                        [feed]\nby = [\"category\"]\n";

fn blog() -> Project {
    Project::new()
        .file("postpress.toml", SETTINGS)
        .post("one", "2025-01-01", "First text.")
        .post("two", "2025-01-02", "Second, with ![a picture](a%20b.png) and [a file](/all.txt).")
        .post("three", "2025-01-03", "Third, with [a file](/all.txt).")
        .file("content/two/a b.png", include_bytes!("../pictures/plain.png"))
        .file("static/all.txt", "for all\n")
}

/// Builds at a moment, in seconds since 1970.
fn build_at(blog: &Project, moment: &str, arguments: &[&str]) -> Run {
    let run = blog.postpress_in(
        &[&["build", "--json"], arguments].concat(),
        &[("SOURCE_DATE_EPOCH", moment)],
    );
    assert!(run.status < 2, "{}", run.stderr);
    let verified = blog.postpress(&["verify", "out/archive"]);
    assert_eq!(verified.status, 0, "{}", verified.stderr);
    run
}

fn remove_post(blog: &Project, slug: &str) {
    std::fs::remove_dir_all(blog.path(&format!("content/{slug}"))).expect("it was there");
}

/// The entries of a list of the archive's index.
fn listed(blog: &Project, list: &str) -> Vec<Value> {
    blog.json("out/archive/data/index.json")[list].as_array().expect("a list").clone()
}

fn entry(blog: &Project, id: &str) -> Option<Value> {
    listed(blog, "posts").into_iter().find(|post| post["id"] == id)
}

const FIRST: &str = "1760000000";
const THEN: &str = "1770000000";
const LATER: &str = "1780000000";
const THEN_IN_WORDS: &str = "2026-02-02T02:40:00Z";

#[test]
fn a_post_that_is_gone_stays_in_the_archive_and_nowhere_else() {
    let blog = blog();
    build_at(&blog, FIRST, &[]);
    remove_post(&blog, "two");
    let run = build_at(&blog, THEN, &[]);
    assert_eq!(run.json()["summary"]["vanished"], 1);

    let two = entry(&blog, "two").expect("the index lists it");
    assert_eq!(two["vanished"], THEN_IN_WORDS);
    assert_eq!(two["pdf"], Value::Null);
    assert_eq!(blog.json("out/archive/data/index.json")["counts"]["vanished"], 1);
    let document = blog.json("out/archive/data/posts/two.json");
    assert_eq!(document["vanished"], THEN_IN_WORDS);
    assert_eq!(document["content"]["text"].as_str().map(|text| &text[..7]), Some("Second,"));
    for (schema, document) in [("index", "index.json"), ("post", "posts/two.json")] {
        let schema = blog.json(&format!("out/archive/data/schema/{schema}.schema.json"));
        let document = blog.json(&format!("out/archive/data/{document}"));
        assert_eq!(faults(&schema, &document), Vec::<String>::new());
    }
    let lines = blog.text("out/archive/data/posts.ndjson");
    assert_eq!(lines.lines().filter(|line| line.contains(THEN_IN_WORDS)).count(), 1);
    // Its file and its picture stay; the file that another post names too is there anyway.
    let files = listed(&blog, "files");
    let kept = |path: &str| {
        let found: Vec<_> = files.iter().filter(|file| file["path"] == path).collect();
        assert_eq!(found.len(), 1, "{path}");
        found[0]["kept"].clone()
    };
    assert_eq!(kept("content/two/index.md"), "vanished");
    assert_eq!(kept("content/two/a b.png"), "vanished");
    assert_eq!(kept("static/all.txt"), Value::Null);
    // Outside of the archive nothing is left of it.
    for (path, bytes) in blog.outputs() {
        let text = String::from_utf8_lossy(&bytes);
        let names_it = path.contains("two") || text.contains("Post two");
        assert!(path.starts_with("archive/") || !names_it, "{path}");
    }

    // The date stays that of the build which first missed it, and so do all bytes.
    let before = blog.outputs();
    build_at(&blog, LATER, &[]);
    assert!(blog.outputs() == before, "the build after that differs");
    let run = blog.postpress_in(&["build", "--only", "rss"], &[("SOURCE_DATE_EPOCH", LATER)]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let archive = |mut all: BTreeMap<String, Vec<u8>>| {
        all.retain(|path, _| path.starts_with("archive/"));
        all
    };
    let before = archive(before);
    assert!(archive(blog.outputs()) == before, "a build of feeds alone touches the archive");

    // Restoring gives the blog as it is now, and what is gone to whoever asks for it.
    assert_eq!(blog.postpress(&["restore", "out/archive", "--to", "now"]).status, 0);
    assert!(!blog.tree("now").keys().any(|path| path.contains("two")));
    assert_eq!(blog.postpress(&["restore", "out/archive", "--to", "all", "--vanished"]).status, 0);
    assert!(blog.text("all/content/two/index.md").contains("Second, with"));
    assert_eq!(blog.tree("all")["content/two/a b.png"], include_bytes!("../pictures/plain.png"));

    // A file that only the post that is gone had named goes with the last post that names it.
    remove_post(&blog, "three");
    blog.remove("static/all.txt");
    build_at(&blog, LATER, &["--prune=no"]);
    let files = listed(&blog, "files");
    assert!(
        files.iter().any(|file| file["path"] == "static/all.txt" && file["kept"] == "vanished")
    );
    assert_eq!(entry(&blog, "two").expect("listed")["vanished"], THEN_IN_WORDS);
    assert_ne!(entry(&blog, "three").expect("listed")["vanished"], THEN_IN_WORDS);

    build_at(&blog, LATER, &["--prune"]);
    assert_eq!(listed(&blog, "posts").len(), 1);
    let fresh = blog.outputs();
    std::fs::remove_dir_all(blog.path("out")).expect("it was there");
    build_at(&blog, LATER, &[]);
    assert!(blog.outputs() == fresh, "pruned outputs are those of a blog that never had more");
}

#[test]
fn a_post_that_moved_or_came_back_is_not_gone() {
    let blog = blog();
    build_at(&blog, FIRST, &[]);
    let whole = blog.outputs();
    // The same text at another place.
    let text = blog.text("content/one/index.md");
    remove_post(&blog, "one");
    blog.write("content/elsewhere.md", &text);
    // Another text, other name, and an id that says which post it is.
    let two = blog.text("content/two/index.md");
    let guid = entry(&blog, "two").expect("listed")["guid"].as_str().expect("a guid").to_owned();
    remove_post(&blog, "two");
    let moved = two.replace("title: Post two", &format!("title: Second\nguid: \"{guid}\""));
    blog.write("content/second.md", moved);
    build_at(&blog, THEN, &[]);
    let gone = |blog: &Project| {
        listed(blog, "posts").iter().filter(|post| post.get("vanished").is_some()).count()
    };
    assert_eq!(gone(&blog), 0, "{:?}", listed(&blog, "posts"));

    blog.remove("content/elsewhere.md");
    blog.remove("content/second.md");
    build_at(&blog, THEN, &[]);
    assert_eq!(gone(&blog), 2);
    let back = self::blog();
    for (path, bytes) in back.tree("content") {
        blog.write(&format!("content/{path}"), bytes);
    }
    build_at(&blog, LATER, &[]);
    assert_eq!(gone(&blog), 0);
    assert!(blog.outputs() == whole, "what came back is as if it had never been away");
}

#[test]
fn files_of_posts_that_are_gone_give_way_to_those_that_are_there() {
    let blog = blog();
    build_at(&blog, FIRST, &[]);
    remove_post(&blog, "two");
    build_at(&blog, THEN, &[]);
    // A file where a folder was, and one of its path in other letters.
    blog.write("content/two", "not a folder\n");
    blog.write("content/One/INDEX.md", "---\ntitle: Other\ndate: 2024-01-01\n---\n\nOther.\n");
    build_at(&blog, LATER, &[]);
    assert_eq!(blog.text("out/archive/data/source/content/two"), "not a folder\n");
    let run = blog.postpress(&["restore", "out/archive", "--to", "all", "--vanished"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(run.stderr.contains("2 older files stay"), "{}", run.stderr);
    assert_eq!(blog.text("all/content/two"), "not a folder\n");
    // They are there all the same.
    let files = listed(&blog, "files");
    let stored = files.iter().find(|file| file["path"] == "content/two/index.md").expect("kept");
    let stored = stored["stored"].as_str().expect("a path");
    assert!(blog.text(&format!("out/archive/{stored}")).contains("Second, with"));
    let before = blog.outputs();
    build_at(&blog, LATER, &[]);
    assert!(blog.outputs() == before, "a second build differs");
}

#[test]
fn a_post_with_errors_keeps_everything_that_its_last_good_text_gave() {
    let blog = blog().file(
        "content/two/index.md",
        "---\ntitle: Two\ndate: 2025-01-02\ncategories: [A & B]\n---\n\n\
         Second, with ![a picture](a%20b.png).\n",
    );
    build_at(&blog, FIRST, &[]);
    let good = blog.outputs();
    let text = blog.text("content/two/index.md");
    blog.write("content/two/index.md", OPEN_FENCE);
    let run = build_at(&blog, THEN, &["--keep-going"]);
    assert_eq!(run.status, 1);
    assert_eq!(run.json()["summary"]["failed"], 1);
    let differ = |now: &BTreeMap<String, Vec<u8>>| -> Vec<String> {
        let all = good.keys().chain(now.keys());
        let mut all: Vec<_> = all.filter(|path| good.get(*path) != now.get(*path)).collect();
        all.sort();
        all.dedup();
        all.into_iter().filter(|path| !path.ends_with(".txt")).cloned().collect()
    };
    // Feeds, handouts, documents and lists are the very same; only the file itself is another.
    let now = blog.outputs();
    let differing = differ(&now);
    assert_eq!(differing.len(), 3, "{differing:?}");
    assert_eq!(differing[0], "archive/data/index.json");
    assert_eq!(differing[1], "archive/data/source/content/two/index.md");
    assert!(differing[2].starts_with("archive/data/source/~kept/"), "{differing:?}");
    assert_eq!(now[&differing[1]], OPEN_FENCE.as_bytes());
    assert_eq!(now[&differing[2]], text.as_bytes());
    // Still so when other posts change, and when it is broken in another way.
    blog.write("content/one/index.md", "---\ntitle: Changed\ndate: 2025-01-01\n---\n\nNew.\n");
    blog.write("content/two/index.md", "---\ntitle: [\n---\nx\n");
    build_at(&blog, THEN, &["--keep-going"]);
    assert!(blog.text("out/rss.xml").contains("Second, with"));
    assert!(blog.text("out/rss.xml").contains("Changed"));
    assert_eq!(blog.outputs()["pdf/two.pdf"], good["pdf/two.pdf"]);
    assert!(blog.text("out/feeds.opml").contains("A &amp; B"));
    // Restoring gives what the author wrote last.
    assert_eq!(blog.postpress(&["restore", "out/archive", "--to", "back"]).status, 0);
    assert_eq!(blog.text("back/content/two/index.md"), "---\ntitle: [\n---\nx\n");
    // Mended, all is as it was.
    for (path, text) in [("one", self::blog().text("content/one/index.md")), ("two", text)] {
        blog.write(&format!("content/{path}/index.md"), text);
    }
    build_at(&blog, LATER, &[]);
    assert!(blog.outputs() == good);
}
