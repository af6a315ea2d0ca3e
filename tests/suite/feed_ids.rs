//! Ids that readers know: what would change is told with both ids, and is not written over.

use crate::support::{Project, findings};

const SETTINGS: &str = "[site]\ntitle = 'T'\nurl = 'https://x.org/'\n";
const FEEDS: [&str; 2] = ["--only", "rss,atom,json-feed"];

fn blog() -> Project {
    Project::new()
        .file("postpress.toml", SETTINGS)
        .post("one", "2024-01-01", "Text.")
        .post("two", "2024-01-02", "Text.")
        .post("three", "2024-01-03", "Text.")
}

fn ids(blog: &Project) -> Vec<String> {
    let feed = blog.json("out/feed.json");
    let items = feed["items"].as_array().expect("items").clone();
    items.iter().map(|item| item["id"].as_str().expect("an id").to_owned()).collect()
}

fn messages(report: &serde_json::Value, code: &str) -> Vec<String> {
    let text = |d: &&serde_json::Value| {
        format!("{}: {}", d["path"].as_str().unwrap_or(""), d["message"].as_str().unwrap_or(""))
    };
    findings(report, code).iter().map(text).collect()
}

#[test]
fn a_changed_date_changes_the_id_and_is_told_with_both() {
    let blog = blog();
    blog.build(0, &FEEDS);
    assert_eq!(ids(&blog)[2], "tag:x.org,2024-01-01:/one/");
    let before = blog.outputs();
    let post = blog.text("content/one/index.md");
    blog.write("content/one/index.md", post.replace("2024-01-01", "2024-01-05"));
    let told = [
        "content/one/index.md: readers know the post as `tag:x.org,2024-01-01:/one/`, and would get it \
         again as `tag:x.org,2024-01-05:/one/`",
    ];

    let report = blog.build(1, &[&FEEDS[..], &["--deny-warnings"]].concat());
    assert_eq!(messages(&report, "feed/id-changed"), told);
    assert_eq!(findings(&report, "feed/id-changed")[0]["severity"], "error");
    assert_eq!(blog.outputs(), before, "the old id is not written over");
    blog.build(1, &[&FEEDS[..], &["--deny-warnings", "--keep-going"]].concat());
    assert_eq!(blog.outputs(), before, "whatever is published else");
    let check = blog.postpress(&["check", "--json", "--only", "rss"]).json();
    assert_eq!(messages(&check, "feed/id-changed"), told);

    // The way out that the finding names.
    let kept = post.replace("2024-01-01", "2024-01-05\nguid: \"tag:x.org,2024-01-01:/one/\"");
    blog.write("content/one/index.md", kept);
    let report = blog.build(0, &[&FEEDS[..], &["--deny-warnings"]].concat());
    assert!(messages(&report, "feed/id-changed").is_empty());
    assert!(ids(&blog).contains(&"tag:x.org,2024-01-01:/one/".to_owned()));
}

#[test]
fn a_shorter_feed_is_no_finding_and_a_post_that_is_gone_is_its_own() {
    let blog = blog();
    blog.build(0, &[]);
    blog.write("postpress.toml", format!("{SETTINGS}[feed]\nlimit = 1\n"));
    let report = blog.build(0, &["--deny-warnings"]);
    assert_eq!(ids(&blog).len(), 1);
    assert!(findings(&report, "feed/entry-gone").is_empty());
    // The archive's index knows the ids that the feeds have left behind.
    blog.remove("content/one/index.md");
    let report = blog.build(0, &[]);
    assert_eq!(
        messages(&report, "feed/entry-gone"),
        [
            "archive/data/index.json: no post is the entry `tag:x.org,2024-01-01:/one/` any more, titled \
             `Post one`"
        ]
    );
    assert!(findings(&blog.build(0, &[]), "feed/entry-gone").is_empty(), "it is told once");
}

const OLD: &str = "<?xml version='1.0'?><rss version='2.0'><channel><title>Old</title>\
    <item><title>Post one</title><link>https://x.org/one/</link><guid>https://x.org/one/</guid></item>\
    <item><title>Post two</title><link>https://old.org/?p=2</link><guid>https://old.org/?p=2</guid>\
    <pubDate>Tue, 02 Jan 2024 00:00:00 +0000</pubDate></item></channel></rss>";

#[test]
fn a_blog_that_moves_keeps_the_ids_that_its_feed_had() {
    let blog = blog().file("old.xml", OLD);
    let report = blog.build(0, &["--only", "rss", "--previous", "old.xml"]);
    assert_eq!(
        messages(&report, "feed/id-changed"),
        [
            "content/one/index.md: readers know the post as `https://x.org/one/`, and would get it again \
             as `tag:x.org,2024-01-01:/one/`",
            "content/two/index.md: readers know the post as `https://old.org/?p=2`, and would get it \
             again as `tag:x.org,2024-01-02:/two/`",
        ]
    );
    let post = blog.text("content/two/index.md");
    blog.write(
        "content/two/index.md",
        post.replace("title:", "guid: https://old.org/?p=2\ntitle:"),
    );
    blog.write("postpress.toml", format!("{SETTINGS}[feed]\nid = 'permalink'\n"));
    std::fs::remove_dir_all(blog.path("out")).expect("there are outputs");
    blog.build(0, &["--only", "rss", "--previous", "old.xml", "--deny-warnings"]);
    let rss = blog.text("out/rss.xml");
    assert!(rss.contains("<guid>https://x.org/one/</guid>"), "{rss}");
    assert!(rss.contains("<guid isPermaLink=\"false\">https://old.org/?p=2</guid>"), "{rss}");

    let tag =
        blog.postpress(&["check", "--json", "--feed-id", "tag", "--previous", "old.xml"]).json();
    assert_eq!(messages(&tag, "feed/id-changed").len(), 2, "one and three, which `out/` knows");
    for (given, why) in [("none.xml", "none.xml"), ("postpress.toml", "no RSS")] {
        let run = blog.postpress(&["build", "--previous", given]);
        assert_eq!(run.status, 2, "{}", run.stderr);
        assert!(run.stderr.contains(why), "{}", run.stderr);
    }
}

#[cfg(feature = "fetch")]
#[test]
fn a_feed_is_fetched_from_the_address_that_is_given() {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;

    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a visit");
        let mut request = Vec::new();
        let mut part = [0; 1024];
        while !request.windows(4).any(|end| end == b"\r\n\r\n") {
            let n = stream.read(&mut part).expect("a request");
            request.extend_from_slice(&part[..n]);
        }
        let length = OLD.len();
        write!(
            stream,
            "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{OLD}"
        )
        .expect("an answer");
        String::from_utf8_lossy(&request).into_owned()
    });
    let url = format!("http://{address}/feed?x");
    let arguments = ["build", "--json", "--only", "rss", "--previous", &url];
    let direct = [("NO_PROXY", "127.0.0.1"), ("no_proxy", "127.0.0.1")];
    let report = blog().postpress_in(&arguments, &direct).json();
    assert_eq!(findings(&report, "feed/id-changed").len(), 2);
    assert!(server.join().expect("it ends").starts_with("GET /feed?x HTTP/1.1\r\n"));
}
