//! What validators and readers would say of a feed, said first: by `check`, at the post's line.

use serde_json::Value;

use crate::support::Project;

/// Checks a blog of one post and gives the code, line and severity of each finding but notes of
/// the blog as a whole.
fn said(front: &str, body: &str) -> Vec<(String, u64)> {
    let text = format!("---\ntitle: T\ndate: 2024-01-02\n{front}---\n\n{body}\n");
    let blog = Project::new()
        .file(
            "postpress.toml",
            "content = 'content'\n[site]\ntitle = 'T'\nurl = 'https://x.org/'\nlanguage = 'en'\n",
        )
        .file("content/a/index.md", text);
    let run = blog.postpress(&["check", "--json", "--only", "rss,atom,json-feed"]);
    let report: Value = run.json();
    let all = report["diagnostics"].as_array().expect("a list");
    all.iter()
        .map(|d| {
            assert_eq!(d["path"], "content/a/index.md", "{d:#}");
            let code = d["code"].as_str().expect("a code").to_owned();
            let hints = d["hints"].as_array().expect("hints are a list");
            assert!(!code.starts_with("front-matter/") || !hints.is_empty(), "{d:#}");
            (code, d["line"].as_u64().unwrap_or(0))
        })
        .collect()
}

#[test]
fn what_front_matter_says_wrongly_is_told_at_its_line() {
    // The second line of front matter is the file's fourth.
    for (front, code) in [
        ("updated: 1970-01-01\n", "front-matter/doubtful-date"),
        ("updated: 2099-01-01\n", "front-matter/doubtful-date"),
        ("updated: 2023-06-01\n", "front-matter/doubtful-date"),
        ("updated: Mon, 02 Jan 2024 10:00:00 +0000\n", "front-matter/doubtful-date"),
        ("updated: 2024-02-30\n", "front-matter/bad-date"),
        ("author: Kim <kim@localhost>\n", "front-matter/bad-email"),
        ("authors: [{ name: Kim, email: kim at example.org }]\n", "front-matter/bad-email"),
        ("lang: jp\n", "front-matter/bad-language"),
        ("lang: Korean language\n", "front-matter/bad-language"),
        ("guid: two words\n", "front-matter/bad-guid"),
        ("guid: 17\n", "front-matter/bad-guid"),
        ("summary: [1]\n", "front-matter/type"),
        ("summary: \"a\u{fffd}\"\n", "file/replacement-character"),
        ("summary: \"a\u{80}b\"\n", "file/control-character"),
    ] {
        let found = said(front, "Text.");
        assert!(found.contains(&(code.to_owned(), 4)), "{front}: {found:?}");
    }
    for front in [
        "updated: Tue, 02 Jan 2024 10:00:00 +0000\n",
        "updated: 2024-01-02\n",
        "author: Kim <kim@example.org>\n",
        "lang: pt_BR\n",
        "guid: tag:x.org,2024:a\n",
        "id: a slug of another generator\n",
    ] {
        assert_eq!(said(front, "Text."), [], "{front}");
    }
}

#[test]
fn what_a_title_holds_besides_words_is_told() {
    let blog = |title: &str| {
        Project::new().file("postpress.toml", "[site]\ntitle = 'T'\nurl = 'https://x.org/'\n").file(
            "content/a/index.md",
            format!("---\ndate: 2024-01-02\ntitle: {title}\n---\n\nText.\n"),
        )
    };
    for (title, told) in [
        ("A <b>bold</b> one", true),
        ("A<br>B", true),
        ("Vec<T> and C++", false),
        ("'`<b>` in HTML'", false),
        ("a < b", false),
    ] {
        let report = blog(title).postpress(&["check", "--json", "--only", "rss"]).json();
        let found = crate::support::findings(&report, "front-matter/title-markup");
        assert_eq!(!found.is_empty(), told, "{title}");
        assert!(found.iter().all(|d| d["line"] == 3));
    }
}

#[test]
fn two_posts_of_one_id_are_told_at_the_second() {
    let post = |title: &str| format!("---\ntitle: {title}\nguid: urn:x:1\n---\n\nText.\n");
    let blog =
        Project::new().file("content/a/index.md", post("A")).file("content/b/index.md", post("B"));
    let report = blog.build(0, &["--only", "rss,json-feed"]);
    let found = crate::support::findings(&report, "post/duplicate-guid");
    assert_eq!(found.len(), 1, "{report:#}");
    assert_eq!((&found[0]["path"], &found[0]["line"]), (&"content/b/index.md".into(), &3.into()));
    let feed = blog.json("out/feed.json");
    assert_ne!(feed["items"][0]["id"], feed["items"][1]["id"]);
}

#[test]
fn what_readers_cannot_follow_is_told_at_its_line() {
    for (body, code) in [
        ("Text.\n\n[a](./none.md)", "link/dead"),
        ("Text.\n\n![a](./none.png)", "asset/missing"),
        ("Text.\n\n[a](javascript:alert)", "link/unsafe"),
        ("Text.\n\n[a](https://)", "link/invalid"),
        ("Text.\n\n<script>x</script>", "markdown/active-html"),
        ("Text.\n\n[a](#none)", "link/dead"),
        ("Text.\n\na \u{7} b", "file/control-character"),
    ] {
        let found = said("", body);
        assert!(found.contains(&(code.to_owned(), 8)), "{body}: {found:?}");
    }
}

#[test]
fn settings_that_feeds_cannot_hold_are_refused_with_their_place() {
    for (settings, message) in [
        ("[site]\nurl = 'example.org'", "postpress.toml:2:7: `site.url`"),
        ("[site]\nlanguage = 'jp'", "postpress.toml:2:12: `site.language`"),
        (
            "[site]\nauthors = [{ name = 'N', email = 'n' }]",
            "`author.email` must be an e-mail address",
        ),
        ("[feed]\nid = 'guid'", "`feed.id` must be \"tag\" or \"permalink\""),
    ] {
        let blog = Project::new().file("postpress.toml", settings).post("a", "2024-01-01", "Text.");
        let run = blog.postpress(&["check"]);
        assert_eq!(run.status, 2);
        assert!(run.stderr.contains(message), "{}", run.stderr);
    }
}
