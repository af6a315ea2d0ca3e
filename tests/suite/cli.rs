//! The program's promises to a person and to a script: statuses, streams, all or nothing.

use std::collections::BTreeMap;
use std::fs;
use std::time::SystemTime;

use crate::support::{Project, findings};

fn blog() -> Project {
    Project::new()
        .file("postpress.toml", "[site]\ntitle = \"Blog\"\nurl = \"https://example.org/\"\n")
        .post("one", "2025-01-01", "First text.")
        .post("two", "2025-01-02", "Second text.")
}

/// A post that is an error: its front matter never ends.
const BROKEN: &str = "---\ntitle: Broken\ndate: 2025-01-02\n\nText.\n";

#[test]
fn what_the_program_does_not_understand_is_status_2() {
    let blog = blog();
    for arguments in
        [&["build", "--nonsense"][..], &["build", "--only", "papyrus"], &["build", "--root", "no"]]
    {
        let run = blog.postpress(arguments);
        assert_eq!(run.status, 2, "{arguments:?}: {}", run.stderr);
        assert_eq!(run.stdout, "", "{arguments:?}");
        assert!(!run.stderr.is_empty(), "{arguments:?}");
    }
    assert!(!blog.path("out").exists());
}

#[test]
fn an_unknown_setting_names_its_place_and_the_nearest_key() {
    let blog = blog().file("postpress.toml", "content = [\"content\"]\ntimezon = \"Asia/Seoul\"\n");
    let run = blog.postpress(&["build"]);
    assert_eq!(run.status, 2, "{}", run.stderr);
    for part in ["postpress.toml:2", "timezon", "`timezone`"] {
        assert!(run.stderr.contains(part), "no {part} in: {}", run.stderr);
    }
}

#[test]
fn another_edition_has_settings_of_its_own() {
    let blog = blog()
        .file("postpress.toml", "[site]\ntitle = \"Daily\"\n")
        .file("class.toml", "[site]\ntitle = \"For the class\"\n");
    let class = blog.path("class.toml");
    blog.build(0, &["--config", class.to_str().unwrap(), "--only", "rss"]);
    assert!(blog.text("out/rss.xml").contains("<title>For the class</title>"));
    let run = blog.postpress(&["build", "--config", "nowhere.toml"]);
    assert_eq!(run.status, 2, "{}", run.stderr);
    assert!(run.stderr.contains("nowhere.toml"), "{}", run.stderr);
}

#[test]
fn talk_goes_to_stderr_and_data_to_stdout() {
    let blog = blog();
    let run = blog.postpress(&["build"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert_eq!(run.stdout, "");
    assert!(run.stderr.contains('2'), "the summary counts the posts: {}", run.stderr);

    let report = blog.build(0, &["--force"]);
    assert_eq!(report["summary"]["posts"], 2);
    assert_eq!(report["summary"]["pages"], 2);
    assert_eq!(report["summary"]["errors"], 0);
}

#[test]
fn a_blog_without_settings_is_built_and_the_assumptions_are_told() {
    let blog = Project::new().post("one", "2025-01-01", "Text.");
    let report = blog.build(0, &[]);
    assert!(!findings(&report, "config/assumed").is_empty(), "{report}");
    assert_eq!(report["summary"]["posts"], 1);
    for path in ["rss.xml", "atom.xml", "feed.json", "pdf/one.pdf", "archive/bagit.txt"] {
        assert!(blog.outputs().contains_key(path), "no {path}");
    }
}

#[test]
fn only_builds_what_is_asked_for() {
    let blog = blog();
    blog.build(0, &["--only", "rss,pdf"]);
    let outputs = blog.outputs();
    assert!(outputs.contains_key("rss.xml") && outputs.contains_key("pdf/two.pdf"));
    assert!(!outputs.keys().any(|p| p == "atom.xml" || p.starts_with("archive/")));
}

#[test]
fn an_error_publishes_nothing() {
    let blog = blog();
    blog.build(0, &[]);
    let before = blog.outputs();
    blog.write("content/one/index.md", "---\ntitle: Changed\ndate: 2025-01-01\n---\n\nNew.\n");
    blog.write("content/two/index.md", BROKEN);
    let report = blog.build(1, &[]);
    assert_eq!(findings(&report, "front-matter/unclosed").len(), 1, "{report}");
    assert!(blog.outputs() == before, "a build with an error changed the outputs");
}

#[test]
fn keep_going_publishes_the_good_posts_and_keeps_the_last_good_outputs_of_the_others() {
    let blog = blog();
    blog.build(0, &[]);
    let before = blog.outputs();
    blog.write("content/one/index.md", "---\ntitle: Changed\ndate: 2025-01-01\n---\n\nNew.\n");
    blog.write("content/two/index.md", BROKEN);
    blog.build(1, &["--keep-going"]);
    let after = blog.outputs();
    assert_ne!(after["pdf/one.pdf"], before["pdf/one.pdf"]);
    assert_eq!(after["pdf/two.pdf"], before["pdf/two.pdf"]);
    assert!(blog.text("out/rss.xml").contains("Changed"));
}

#[test]
fn check_reports_and_writes_nothing() {
    let blog = blog();
    assert_eq!(blog.postpress(&["check"]).status, 0);
    blog.write("content/one/index.md", "---\ntitle: One\ndate: 2025-02-30\n---\n\nText.\n");
    assert_eq!(blog.postpress(&["check"]).status, 0, "a warning is no error");
    assert_eq!(blog.postpress(&["check", "--deny-warnings"]).status, 1);
    blog.write("content/two/index.md", BROKEN);
    assert_eq!(blog.postpress(&["check"]).status, 1);
    assert!(!blog.path("out").exists());
}

#[test]
fn a_second_build_writes_nothing() {
    let blog = blog();
    blog.build(0, &[]);
    let times = |blog: &Project| -> BTreeMap<String, SystemTime> {
        blog.outputs()
            .into_keys()
            .map(|path| {
                let file = fs::metadata(blog.path(&format!("out/{path}"))).expect("it is there");
                (path, file.modified().expect("the system keeps times"))
            })
            .collect()
    };
    let before = times(&blog);
    blog.build(0, &[]);
    assert_eq!(times(&blog), before);
}

#[test]
fn init_writes_settings_that_say_the_same_and_never_overwrites() {
    let blog = Project::new()
        .file("hugo.toml", "baseURL = 'https://example.org/'\ntitle = 'It is \"so\"'\n")
        .post("one", "2025-01-01", "Text.");
    let before = blog.build(0, &[]);
    let feed = fs::read(blog.path("out/atom.xml")).expect("a feed");

    let run = blog.postpress(&["init"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(run.stderr.contains("`hugo.toml` says that Hugo makes this blog"), "{}", run.stderr);
    let written = fs::read(blog.path("postpress.toml")).expect("settings");
    let after = blog.build(0, &[]);
    assert_eq!(before["summary"]["posts"], after["summary"]["posts"]);
    assert_eq!(findings(&after, "config/assumed"), Vec::<&serde_json::Value>::new());
    assert_eq!(fs::read(blog.path("out/atom.xml")).expect("a feed"), feed);

    let again = blog.postpress(&["init"]);
    assert_eq!(again.status, 2, "{}", again.stderr);
    assert!(again.stderr.contains("postpress.toml"), "{}", again.stderr);
    assert_eq!(fs::read(blog.path("postpress.toml")).expect("settings"), written);
}
