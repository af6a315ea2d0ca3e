//! `watch`: what is saved is built, what is not meant for it is not, and nothing ends it but the
//! person.

use crate::support::Project;
use crate::support::running::{Running, until};

/// A post that is an error: its front matter never ends.
const BROKEN: &str = "---\ntitle: Broken\ndate: 2025-01-02\n\nText.\n";

fn blog() -> Project {
    Project::new()
        .file("postpress.toml", "[site]\ntitle = \"Blog\"\nurl = \"https://example.org/\"\n")
        .post("one", "2025-01-01", "First text.")
        .post("two", "2025-01-02", "Second text.")
}

fn watch(blog: &Project) -> Running {
    let running = Running::start(blog, &["watch", "--only", "atom,pdf"]);
    running.says_times("built 2 posts", 1);
    running
}

#[test]
fn a_saved_post_is_built_and_temporary_files_are_not() {
    let blog = blog();
    let running = watch(&blog);
    for name in [".index.md.swp", "4913", "index.md~", "#index.md#", ".#index.md", "x.tmp~"] {
        blog.write(&format!("content/one/{name}"), "x");
    }
    // Another file that is renamed over the post, as many editors save.
    let text = "---\ntitle: Renewed\ndate: 2025-01-01\n---\n\nNew text.\n";
    blog.write("content/one/index.md.tmp", text);
    let (from, to) = ("content/one/index.md.tmp", "content/one/index.md");
    std::fs::rename(blog.path(from), blog.path(to)).expect("renamed");
    let said = running.says_times("built after", 1);
    assert!(said.contains("built after content/one/index.md: "), "{said}");
    assert!(blog.text("out/atom.xml").contains("Renewed"));

    let blog = blog.post("three", "2025-01-03", "Third text.");
    let said = running.says("the new post", |said| said.contains("content/three"));
    assert!(!said.contains("swp") && !said.contains("4913"), "{said}");
    until("its handout", || blog.path("out/pdf/three.pdf").exists().then_some(()));
}

#[test]
fn a_broken_post_is_told_and_does_not_end_it() {
    let blog = blog();
    let running = watch(&blog);
    let before = blog.outputs();
    blog.write("content/two/index.md", BROKEN);
    let said = running.says_times("1 error", 1);
    assert!(said.contains("error[front-matter/unclosed]"), "{said}");
    // What was good stays, and goes on.
    assert_eq!(blog.outputs()["pdf/two.pdf"], before["pdf/two.pdf"]);
    blog.write("content/one/index.md", "---\ntitle: Renewed\ndate: 2025-01-01\n---\n\nNew.\n");
    let said = running.says_times("built after content/one/index.md", 1);
    // It is told when it comes, and when it goes; not with each build.
    assert_eq!(said.matches("front-matter/unclosed").count(), 1, "{said}");
    blog.write("content/two/index.md", "---\ntitle: Two\ndate: 2025-01-02\n---\n\nMended.\n");
    let said = running.says_times("built after content/two/index.md", 2);
    assert!(said.contains("gone content/two/index.md: error[front-matter/unclosed]"), "{said}");
    assert!(blog.text("out/atom.xml").contains("Mended"));
}

#[test]
fn broken_settings_and_templates_are_told_and_waited_for() {
    let blog = blog();
    let running = watch(&blog);
    let settings = blog.text("postpress.toml");
    blog.write("postpress.toml", format!("nonsense = 1\n{settings}"));
    let said = running.says_times("nothing published", 1);
    assert!(said.contains("postpress.toml:1:1: unknown key `nonsense`"), "{said}");
    blog.write("postpress.toml", settings.replace("Blog", "Weblog"));
    running.says_times("built after postpress.toml", 1);
    assert!(blog.text("out/atom.xml").contains("Weblog"));

    blog.write("templates/feed.html", "{{ nonsense }}");
    running.says("the template", |said| said.contains("feed.html:1:4: `nonsense` is not there"));
    blog.write("templates/feed.html", "<p>{{ site.title }}</p>");
    until("the page", || (blog.text("out/feed.html") == "<p>Weblog</p>").then_some(()));
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_and_the_outputs_are_whole() {
    let blog = blog();
    let mut running = watch(&blog);
    assert_eq!(running.interrupt(), Some(0));
    assert!(!blog.path("out/.postpress/stage").exists());
    assert_eq!(blog.postpress(&["build", "--only", "atom,pdf"]).status, 0);
}

#[test]
fn what_cannot_be_watched_is_a_usage_error() {
    let blog = blog();
    assert_eq!(blog.postpress(&["watch", "--root", "nowhere"]).status, 2);
    let run = blog.postpress(&["watch", "--previous", "https://example.org/rss.xml"]);
    assert_eq!(run.status, 2, "{}", run.stderr);
}
