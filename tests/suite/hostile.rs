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
