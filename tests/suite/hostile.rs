//! Input that was made to hurt: it ends as a finding that names the limit, and the rest of the blog
//! is built.

use crate::support::{Project, findings};

fn blog(body: &str) -> Project {
    Project::new().post("bad", "2025-01-01", body).post("good", "2025-01-02", "Text.")
}

/// The message of the only finding with a code.
fn only(report: &serde_json::Value, code: &str) -> String {
    let found = findings(report, code);
    assert_eq!(found.len(), 1, "{report:#}");
    found[0]["message"].as_str().expect("a message").to_owned()
}

#[test]
fn a_tag_with_thousands_of_attributes_is_text() {
    let attributes =
        |count: usize| (0..count).fold(String::new(), |all, n| all + &format!(" a{n}=\"x\""));
    let many = attributes(20_000);
    let report = blog(&format!("Before <b>bold</b> <a{many}>link</a> after")).build(0, &[]);
    assert!(only(&report, "markdown/nesting").contains("500 attributes"));
    let few = attributes(400);
    let report = blog(&format!("<a{few} href=\"https://example.org/\">link</a>")).build(0, &[]);
    assert!(findings(&report, "markdown/nesting").is_empty(), "{report:#}");
}

#[test]
fn front_matter_of_any_kind_names_the_depth_that_it_may_have() {
    for front in [
        format!("---\na: {}\n---\n", "[".repeat(5_000)),
        format!("---\na: {}\n---\n", "{a: ".repeat(5_000)),
        format!("---\na:\n{}x\n---\n", "- ".repeat(5_000)),
        format!("+++\na{} = 1\n+++\n", ".a".repeat(5_000)),
        format!("{{\"a\": {}{}}}\n", "[".repeat(5_000), "]".repeat(5_000)),
        "---\na: &a [*a]\n---\n".to_owned(),
    ] {
        let blog = blog("Text.").file("content/deep.md", format!("{front}\nText.\n"));
        let report = blog.build(1, &["--keep-going"]);
        let found = findings(&report, "front-matter/limit");
        assert_eq!(found.len(), 1, "{}: {report:#}", &front[..20]);
        assert_eq!(found[0]["path"], "content/deep.md");
        assert_eq!(report["summary"]["posts"], 2);
    }
}

#[test]
fn a_letter_with_thousands_of_marks_takes_no_time() {
    let zalgo = format!("a{}", "\u{301}".repeat(20_000));
    let family = format!("\u{1f469}{}", "\u{200d}\u{1f469}".repeat(20_000));
    let report = blog(&format!("{zalgo}\n\n{family}")).build(0, &[]);
    assert_eq!(report["summary"]["posts"], 2);
}

#[test]
fn templates_end() {
    for template in [
        format!("{{{{ {}1 }}}}", "not ".repeat(20_000)),
        format!("{{{{ {}1{} }}}}", "(".repeat(20_000), ")".repeat(20_000)),
        "{{ range(100000) | join('xxxxxxxxxxxxxxxxxxxxxxxx') }}".to_owned(),
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}".to_owned(),
        "{{ '%999999999d' | format(1) }}".to_owned(),
        "{% include 'feed.html' %}".to_owned(),
    ] {
        let blog = blog("Text.").file("templates/feed.html", &template);
        let run = blog.postpress(&["build"]);
        assert_eq!(run.status, 2, "{:.40}: {}", template, run.stderr);
        assert!(run.stderr.contains("feed.html:1:"), "{:.40}: {}", template, run.stderr);
    }
}

#[test]
fn drawings_with_names_for_name_spaces_are_drawn_and_bombs_are_not() {
    let named = "<!DOCTYPE svg [<!ENTITY ns \"http://www.w3.org/2000/svg\">]>\
        <svg xmlns=\"&ns;\" width=\"9\" height=\"9\"><rect width=\"9\" height=\"9\"/></svg>";
    let wide: Vec<u8> = format!("\u{feff}{}", named.replace("&ns;", "http://www.w3.org/2000/svg"))
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let long = "x".repeat(3_000);
    let bomb = format!(
        "<!DOCTYPE svg [<!ENTITY a \"{long}\">]><svg xmlns=\"http://www.w3.org/2000/svg\" \
         width=\"9\" height=\"9\"><text>{}</text></svg>",
        "&a;".repeat(1_000)
    );
    let blog = blog("![a](a.svg)\n\n![w](w.svg)\n\n![b](b.svg)")
        .file("content/bad/a.svg", named)
        .file("content/bad/w.svg", wide)
        .file("content/bad/b.svg", bomb);
    let report = blog.build(0, &[]);
    assert!(findings(&report, "asset/broken").is_empty(), "{report:#}");
    let message = only(&report, "asset/too-large");
    assert!(message.contains("b.svg") && message.contains("bytes"), "{message}");
}

#[test]
fn pictures_that_are_written_into_a_post_are_shown_and_other_data_is_not() {
    let pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mMQUDAAAACkAGEKm67eAAAAAElFTkSuQmCC";
    let report = blog(&format!(
        "![a](data:image/png;base64,{pixel})\n\n<img src=\"data:image/png;base64,{pixel}\" alt=\"b\">\n\n\
         ![c](data:image/png;base64,@@@@)\n\n![d](data:text/html;base64,PHNjcmlwdD4=)\n"
    ));
    let blog = report;
    let report = blog.build(0, &[]);
    for (code, line) in [("asset/broken", 10), ("link/unsafe", 12)] {
        let found = findings(&report, code);
        let lines: Vec<_> = found.iter().filter_map(|d| d["line"].as_u64()).collect();
        assert_eq!(lines, [line], "{report:#}");
    }
    let feed = blog.json("out/feed.json").to_string();
    assert_eq!(feed.matches(pixel).count(), 2, "both pictures are in the feed");
    assert!(!feed.contains("text/html;base64"));
    let handout = &blog.outputs()["pdf/bad.pdf"];
    let pictures = handout.windows(15).filter(|window| *window == b"/Subtype /Image").count();
    assert_eq!(pictures, 1, "the same picture is embedded once");
}

#[test]
fn a_post_of_nothing_is_told_and_left_out() {
    let blog = blog("Text.").file("content/empty.md", "").file("content/blank.md", "\n \n\n");
    let report = blog.build(0, &[]);
    assert_eq!(findings(&report, "post/empty").len(), 2, "{report:#}");
    assert_eq!(report["summary"]["posts"], 2);
    assert!(blog.outputs().contains_key("archive/data/source/content/empty.md"));
}

#[test]
fn controls_of_direction_turn_nothing_around() {
    let blog = blog(
        "Hebrew \u{2067}\u{5d0} *b* c\u{2069} stays. \u{202e}Reversed\u{202c}, \u{2066}open.\n\n\
         Next. `if a \u{202e}{`\n\n```\nb \u{2069}\u{2066}\n```",
    )
    .file(
        "content/front.md",
        "---\ntitle: \"a \\u202Egnp.exe\"\ntags: [\"x\\u202E\", x]\ndate: 2025-01-03\n---\n\nText.\n",
    );
    let report = blog.build(0, &[]);
    let found = findings(&report, "file/bidi-control");
    let told: Vec<_> = found.iter().map(|f| (&f["path"], &f["line"])).collect();
    assert_eq!(told.len(), 4, "{report:#}");
    assert_eq!(
        found[0]["message"],
        "the control U+202E would show the text in another order, and is left out, as are 2 more"
    );
    assert_eq!(
        found[1]["message"],
        "the control U+202E would show the code in another order, and is shown by its number, as are 2 more"
    );
    let feed = blog.json("out/feed.json");
    let items = feed["items"].as_array().expect("items");
    let html = |title: &str| {
        let item = items.iter().find(|item| item["title"] == title);
        item.unwrap_or_else(|| panic!("{title}: {feed:#}"))["content_html"].as_str().expect("HTML")
    };
    let bad = html("Post bad");
    assert!(bad.contains("\u{2067}\u{5d0} <em>b</em> c\u{2069} stays. Reversed, open."), "{bad}");
    assert!(bad.contains("<code>if a [U+202E]{</code>"), "{bad}");
    assert!(bad.contains("b [U+2069][U+2066]"), "{bad}");
    html("a gnp.exe");
    let source = blog.text("out/archive/data/source/content/bad/index.md");
    assert!(source.contains("\u{202e}Reversed"), "the source is as it was: {source}");
}

#[test]
fn what_is_never_closed_is_told_where_it_begins() {
    for (body, message, kept) in [
        ("One.\n\n```\ncode\n\nTwo.", "the block of code is never closed", true),
        ("> ```\n> code\n> ```\n\nTwo.", "", true),
        ("- ~~~\n  code\n\nTwo.", "", true),
        ("<!-- a\n\nTwo.", "the comment is never closed", false),
        ("<script>\n\nTwo.", "`<script>` is never closed", false),
        ("a <style> Two.", "`<style>` is never closed", false),
        ("<pre>\n\nTwo.", "`<pre>` is never closed", true),
        ("<div title=\"a\nTwo.", "the tag is never closed", false),
        ("<script>a</script>\n\n<style>b</style>\n\n<pre>c</pre>\n\n<!-- d -->\n\nTwo.", "", true),
        ("<ruby>a<rp>(<rt>b</ruby> Two.", "", true),
    ] {
        let blog = blog(body);
        let report = blog.build(0, &[]);
        let found = findings(&report, "markdown/unclosed");
        assert_eq!(found.len(), usize::from(!message.is_empty()), "{body}: {report:#}");
        if let Some(found) = found.first() {
            assert!(found["message"].as_str().is_some_and(|m| m.starts_with(message)), "{found:#}");
        }
        assert_eq!(blog.text("out/feed.json").contains("Two."), kept, "{body}");
    }
}

#[test]
fn a_post_of_a_million_pieces_is_kept_as_it_is_written() {
    let report = {
        let blog = blog(&format!("{}\n\nThe end.", "- a\n".repeat(600_000)));
        let report = blog.build(0, &[]);
        assert!(blog.text("out/archive/data/posts.ndjson").contains("The end."));
        report
    };
    assert!(only(&report, "markdown/limit").contains("1000000 blocks"));
}

#[test]
fn a_title_of_controls_alone_is_none() {
    let blog = Project::new()
        .file("content/heading.md", "---\ndate: 2025-01-01\n---\n\n# \u{202e}\n\nText.\n")
        .file(
            "content/written.md",
            "---\ntitle: \"\\u202e\"\ndate: 2025-01-02\nauthor: \"\\u202e\"\n---\n\nText.\n",
        );
    blog.build(0, &["--only", "archive,json-feed"]);
    assert_eq!(blog.json("out/archive/data/posts/heading.json")["title"], "heading");
    let written = blog.json("out/archive/data/posts/written.json");
    assert_eq!(written["title"], "written");
    assert_eq!(written["authors"].as_array().map(Vec::len), Some(0));
}

#[test]
fn the_name_of_a_tag_is_told_on_one_line() {
    let blog = blog(&format!(
        "a `<dt\0\0\0\0`\nb\n<y\0\0\0>\n\nx <dq\0\0`aa\n<div `aa\n<>y>\n\n<{}>",
        "z".repeat(9000)
    ));
    let report = blog.build(0, &["--only", "json-feed"]);
    let told = findings(&report, "markdown/unknown-html");
    assert!(!told.is_empty(), "{report:#}");
    for finding in told {
        let message = finding["message"].as_str().expect("a message");
        assert!(!message.contains('\n') && message.len() < 400, "{message}");
    }
}

#[test]
fn a_blank_before_an_address_moves_no_boundary() {
    let blog = blog("x [m]( ab \u{d2}) y [n]( a b\u{ac00}\u{ac01}\n)");
    assert_eq!(blog.postpress(&["check"]).status, 0);
}
