//! Templates to edit, and posts to begin.

use std::fs;

use crate::support::{Project, findings, repository};

#[test]
fn templates_are_written_out_and_never_over_others() {
    let project = Project::new().post("one", "2025-01-01", "Text.");
    let run = project.postpress(&["templates", "export"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let templates = project.tree("templates");
    let names: Vec<&str> = templates.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        ["feed.css", "feed.html", "handout.toml", "index.html", "item.html", "post.md"]
    );
    for (name, bytes) in &templates {
        let compiled_in = fs::read(repository().join("templates").join(name)).expect("a template");
        assert_eq!(*bytes, compiled_in, "{name}");
        assert!(run.stdout.contains(name.as_str()), "{}", run.stdout);
    }
    // As they are, they change nothing.
    project.build(0, &[]);
    let with = project.outputs();
    fs::remove_dir_all(project.path("templates")).expect("it is there");
    fs::remove_dir_all(project.path("out")).expect("it is there");
    project.build(0, &[]);
    assert!(with == project.outputs());

    project.write("templates/item.html", "mine");
    let run = project.postpress(&["templates", "export"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(
        run.stderr.contains("templates/item.html is there already, and stays"),
        "{}",
        run.stderr
    );
    assert_eq!(project.text("templates/item.html"), "mine");
    assert_eq!(project.postpress(&["templates", "export", "--force"]).status, 0);
    assert!(project.tree("templates") == templates);
    assert_eq!(project.postpress(&["templates", "export", "--to", "elsewhere"]).status, 0);
    assert!(project.tree("elsewhere") == templates);
}

#[test]
fn entries_of_all_feeds_have_what_the_blog_puts_around_them() {
    let item = "<p>{{ post.title }} of {{ site.title }}, {{ post.date }}</p>\n\
                {{ content | safe }}<p><a href=\"mailto:a@b.example?subject={{ post.date }}\">Answer</a></p>\n";
    let project = Project::new()
        .file("postpress.toml", "content = [\"content\"]\n[site]\ntitle = \"Blog & Co\"\nurl = \"https://example.org/\"\n")
        .file("templates/item.html", item)
        .post("one", "2025-01-01", "Text[^1].\n\n[^1]: Note.\n");
    project.build(0, &[]);
    let json = project.json("out/feed.json");
    let content = json["items"][0]["content_html"].as_str().expect("a text");
    assert!(
        content.starts_with("<p>Post one of Blog &amp; Co, 2025-01-01</p>\n<p>Text"),
        "{content}"
    );
    assert!(content.trim_end().ends_with("Answer</a></p>"), "{content}");
    for feed in ["out/rss.xml", "out/atom.xml"] {
        let text = project.text(feed);
        assert_eq!(text.matches("?subject=2025-01-01").count(), 1, "{text}");
    }
    // The archive holds the post, and not what feeds put around it.
    let archived = project.tree("out/archive");
    assert!(archived.values().all(|b| !String::from_utf8_lossy(b).contains("Blog &amp;amp; Co,")));

    // A mistake in a part that is not always reached leaves the text as it is.
    project.write(
        "templates/item.html",
        "{% if post.title == 'Post one' %}{{ post.titel }}{% endif %}{{ content | safe }}",
    );
    let report = project.build(0, &[]);
    let found = findings(&report, "feed/template");
    assert_eq!(found.len(), 1, "{report:#}");
    let message = found[0]["message"].as_str().expect("a text");
    assert!(message.contains("`post.titel` is not there; did you mean `post.title`?"), "{message}");
    let json = project.json("out/feed.json");
    assert!(json["items"][0]["content_html"].as_str().expect("a text").starts_with("<p>Text"));

    // One that is always reached is told before anything is done.
    project.write("templates/item.html", "a\n{{ contents | safe }}");
    let run = project.postpress(&["build"]);
    assert_eq!(run.status, 2);
    let said = "templates/item.html:2:4: `contents` is not there; did you mean `content`? there are `content`";
    assert!(run.stderr.contains(said), "{}", run.stderr);
}

#[test]
fn a_new_post_is_like_the_others_and_never_over_one() {
    let front = |title: &str| {
        format!("---\ntitle: \"{title}\"\ndate: 2024-01-01 10:00\ntags: [{title}]\n---\n\nText.\n")
    };
    let project = Project::new()
        .file("postpress.toml", "content = [\"posts\"]\ntimezone = \"Asia/Seoul\"\n[site]\nurl = \"https://example.org/\"\n")
        .file("posts/2023/one/index.md", front("one"))
        .file("posts/2024/two/index.md", front("two"))
        .file("posts/about.md", front("about"));
    let new = |arguments: &[&str]| {
        let moment = [("SOURCE_DATE_EPOCH", "1735657200")];
        project.postpress_in(&[&["new"], arguments].concat(), &moment)
    };
    // 2024-12-31 15:00 UTC is next year in Seoul.
    let run = new(&["새", "글: 하나"]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    assert_eq!(run.stdout, "./posts/2025/새-글-하나/index.md\n");
    let path = "posts/2025/새-글-하나/index.md";
    let text = "---\ntitle: \"새 글: 하나\"\ndate: 2025-01-01 00:00\ntags: []\n---\n";
    assert_eq!(project.text(path), text);
    // It is a post like the others.
    let report = project.build(0, &["--future"]);
    assert_eq!(report["summary"]["posts"], 4, "{report:#}");
    assert_eq!(report["summary"]["warnings"], 0, "{report:#}");

    for arguments in [&["새 글: 하나"][..], &["x", "--slug", "새 글! 하나"]] {
        let again = new(arguments);
        assert_eq!(again.status, 2);
        assert!(again.stderr.contains("is there already"), "{}", again.stderr);
    }
    assert_eq!(project.text(path), text);
    project.write("posts/2025/other.md", "# Other\n");
    assert!(new(&["Other"]).stderr.contains("posts/2025/other.md is there already"));
    assert_eq!(new(&["!!!"]).status, 2);
    assert_eq!(new(&["!!!", "--slug", "wow"]).stdout, "./posts/2025/wow/index.md\n");

    // The blog's own template.
    project.write(
        "templates/post.md",
        "+++\ntitle = {{ title | quoted }}\nday = {{ day }}\n+++\n\nDear {{ site.title }},\n",
    );
    assert_eq!(new(&["\"Q\""]).stdout, "./posts/2025/q/index.md\n");
    let text = project.text("posts/2025/q/index.md");
    assert!(
        text.starts_with("+++\ntitle = \"\\\"Q\\\"\"\nday = 2025-01-01\n+++\n\nDear "),
        "{text}"
    );
    project.write("templates/post.md", "\n{{ titel }}\n");
    let wrong = new(&["R"]);
    assert_eq!(wrong.status, 2);
    let said = "templates/post.md:2:4: `titel` is not there; did you mean `title`?";
    assert!(wrong.stderr.contains(said), "{}", wrong.stderr);
    assert!(!project.path("posts/2025/r").exists());
}

#[test]
fn a_first_post_begins_a_blog() {
    let project = Project::new();
    let run = project.postpress(&["new", "Hello, world"]);
    assert_eq!(
        (run.status, run.stdout.as_str()),
        (0, "./content/hello-world/index.md\n"),
        "{}",
        run.stderr
    );
    let report = project.build(0, &["--future"]);
    assert_eq!(report["summary"]["posts"], 1, "{report:#}");
    let missing = project.postpress(&["new", "A", "--root", "nowhere"]);
    assert_eq!(missing.status, 2);
}
