//! What the program says of a build: as data, by its schema, and to people, in colour or without.

use std::fs;

use serde_json::Value;

use crate::support::json_schema::faults;
use crate::support::{Project, repository};

fn schema() -> Value {
    let path = repository().join("docs/report.schema.json");
    serde_json::from_str(&fs::read_to_string(path).expect("the schema is there")).expect("JSON")
}

/// A blog with an error, warnings, notes, a draft, and a file that is no text.
fn blog() -> Project {
    Project::new()
        .post("one", "2024-01-01", "[dead](./none.md) <script>x</script>\n\n![a](b.png)")
        .file("content/bad.md", "---\ntitle: [a\n---\n\nText.\n")
        .file("content/draft.md", "---\ntitle: B\ndraft: true\n---\n\nText.\n")
        .file("content/latin.md", b"---\ntitle: C\ndate: 2024-01-02\n---\n\ncaf\xe9\n".as_slice())
}

#[test]
fn reports_are_as_their_schema_says() {
    let schema = schema();
    let empty = Project::new().file("postpress.toml", "content = [\"content\"]\n");
    fs::create_dir(empty.path("content")).expect("made");
    for (blog, arguments, published) in [
        (blog(), &["check", "--json"][..], false),
        (blog(), &["build", "--json"], false),
        (blog(), &["build", "--json", "--keep-going"], true),
        (Project::sample(), &["build", "--json"], true),
        (empty, &["check", "--json"], false),
    ] {
        let report = blog.postpress(arguments).json();
        assert_eq!(faults(&schema, &report), Vec::<String>::new(), "{arguments:?}");
        assert_eq!(report["summary"]["published"], published, "{arguments:?}: {report:#}");
    }
    // What the schema says can be broken: by a key that is missing, unknown or of another type.
    let report = blog().postpress(&["check", "--json"]).json();
    for change in [
        |report: &mut Value| {
            report["summary"].as_object_mut().expect("an object").remove("posts");
        },
        |report: &mut Value| report["summary"]["more"] = 1.into(),
        |report: &mut Value| report["diagnostics"][0]["line"] = "3".into(),
        |report: &mut Value| report["diagnostics"][0]["severity"] = "fatal".into(),
    ] {
        let mut broken = report.clone();
        change(&mut broken);
        assert_eq!(faults(&schema, &broken).len(), 1, "{broken:#}");
    }
}

#[test]
fn colour_is_used_where_it_is_asked_for() {
    let colour = |arguments: &[&str], environment: &[(&str, &str)]| {
        let run = blog().postpress_in(arguments, environment);
        run.stderr.contains("\u{1b}[")
    };
    // Standard error of a test is no terminal.
    assert!(!colour(&["check"], &[]));
    assert!(colour(&["check", "--color", "always"], &[]));
    assert!(!colour(&["check", "--color", "never"], &[]));
    assert!(!colour(&["check"], &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")]));
    // What was asked for in words counts.
    assert!(colour(&["check", "--color", "always"], &[("NO_COLOR", "1")]));
}

#[test]
fn quiet_says_errors_alone() {
    let run = blog().postpress(&["check", "--quiet"]);
    assert!(run.stderr.contains("error[front-matter/syntax]"), "{}", run.stderr);
    assert!(!run.stderr.contains("warning["), "{}", run.stderr);
    let run = Project::sample().postpress(&["build", "--quiet"]);
    assert_eq!(run.stderr, "");
}
