//! Findings about content point at the author's file, line and column.

use serde_json::Value;

use crate::support::{Project, findings};

/// The file, line and column of the only finding with a code.
fn place<'a>(report: &'a Value, code: &str) -> (&'a str, u64, u64) {
    let found = findings(report, code);
    assert_eq!(found.len(), 1, "{code}: {report:#}");
    let hints = found[0]["hints"].as_array().expect("hints are a list");
    assert!(!hints.is_empty(), "{code} gives no advice");
    (
        found[0]["path"].as_str().expect("a path"),
        found[0]["line"].as_u64().expect("a line"),
        found[0]["column"].as_u64().expect("a column"),
    )
}

#[test]
fn a_missing_picture_and_a_dead_link_are_warnings_with_their_place() {
    let body = "글 ![그림](./none.png)\n\n- [가는 곳](../nowhere/index.md)\n- [여기](#없는-제목)\n";
    let blog = Project::new().post("one", "2025-01-01", body);
    let report = blog.build(0, &[]);
    assert_eq!(place(&report, "asset/missing"), ("content/one/index.md", 6, 3));
    let dead = findings(&report, "link/dead");
    let lines: Vec<_> = dead.iter().map(|d| (d["line"].as_u64(), d["column"].as_u64())).collect();
    assert_eq!(lines, [(Some(8), Some(3)), (Some(9), Some(3))]);
    assert!(dead.iter().all(|d| d["severity"] == "warning"));
}

#[test]
fn a_day_that_does_not_exist_is_reported_and_never_another_day() {
    let blog = Project::new().post("one", "2025-02-30", "Text.");
    let report = blog.build(0, &[]);
    let (path, line, _) = place(&report, "front-matter/bad-date");
    assert_eq!((path, line), ("content/one/index.md", 3));
    let document = blog.json("out/archive/data/posts/one.json");
    assert_eq!(document["dates"]["published"]["rfc3339"], Value::Null);
    assert!(!blog.text("out/rss.xml").contains("Mar 2025"));
}

#[test]
fn drafts_stay_out_and_are_counted() {
    let blog = Project::new().post("one", "2025-01-01", "Text.").file(
        "content/two/index.md",
        "---\ntitle: Two\ndate: 2025-01-02\ndraft: true\n---\n\nSecret.\n",
    );
    let report = blog.build(0, &[]);
    assert_eq!(report["summary"]["posts"], 1);
    assert_eq!(findings(&report, "post/draft").len(), 1);
    assert!(!blog.path("out/pdf/two.pdf").exists());
    assert!(!blog.text("out/rss.xml").contains("Secret"));
}

#[test]
fn the_sample_has_no_error_and_no_warning() {
    let report = Project::sample().build(0, &[]);
    let all = report["diagnostics"].as_array().expect("a list");
    let bad: Vec<_> = all.iter().filter(|d| d["severity"] != "note").collect();
    assert!(bad.is_empty(), "{bad:#?}");
    assert_eq!(report["summary"]["posts"], 7);
}

#[test]
fn a_post_without_a_summary_of_its_own_is_summed_up_by_its_start() {
    let more = "Lead [x][y].\n\n<!-- more -->\n\nRest.\n\n[y]: https://x.org/\n";
    let contents = "Table of contents\n\n- [A](#a)\n\n[![b](https://x.org/b.svg)](https://x.org/)\n\n\
                    # A\n\nThe **real** `start`.\n";
    for (name, body, summary) in [
        ("more.md", more, "Lead x."),
        ("truncate.md", "Lead.\n\n<!--truncate-->\n\nRest.\n", "Lead."),
        ("component.mdx", "Lead.\n\n{/* truncate */}\n\nRest.\n", "Lead."),
        ("contents.md", contents, "The real start."),
        ("list.md", "- [A](#a)\n\n<!-- more -->\n\n# A\n\nThe start.\n", "The start."),
        ("caption.md", "![a](https://x.org/a.png)\n\n*A caption.*\n\nThe start.\n", "The start."),
    ] {
        let text = format!("---\ntitle: A title\ndate: 2024-01-02\n---\n\n{body}");
        let blog = Project::new().file(&format!("content/{name}"), text);
        blog.build(0, &["--only", "archive"]);
        let stem = name.split('.').next().unwrap_or_default();
        let document = blog.json(&format!("out/archive/data/posts/{stem}.json"));
        assert_eq!(document["summary"], summary, "{name}");
    }
}

#[test]
fn a_value_of_a_template_is_left_out_where_the_generator_runs_it_and_is_text_elsewhere() {
    let body = "Hello {{ reader.name | upcase }}, `{{ code }}`.";
    for (generator, shown) in [
        ("jekyll", "Hello , <code>{{ code }}</code>."),
        ("gatsby", "Hello {{ reader.name | upcase }}, <code>{{ code }}</code>."),
    ] {
        let settings = format!("content = [\"content\"]\n[site]\ngenerator = \"{generator}\"\n");
        let blog = Project::new().post("one", "2025-01-01", body).file("postpress.toml", settings);
        let report = blog.build(0, &[]);
        let told = findings(&report, "markdown/shortcode").len();
        assert_eq!(told, usize::from(generator == "jekyll"));
        let document = blog.json("out/archive/data/posts/one.json");
        assert_eq!(document["content"]["html"], format!("<p>{shown}</p>\n"));
    }
}
