//! Links between posts: each way to write one leads to the post's address, and what is dead is told
//! at its place, and only that.

use serde_json::Value;

use crate::support::{Project, findings};

const SETTINGS: &str = r#"
content = ["content"]
static = ["static"]
[site]
title = "Blog"
url = "https://blog.example/base/"
language = "en"
permalink = "/posts/:slug/"
"#;

/// A blog of a few posts, and one more whose text is `body`.
fn blog(body: &str) -> Project {
    let other = "---\ntitle: Other\ndate: 2024-01-02\nslug: the-other\n---\n\n## Größe & Maß\n\nText\n\n\
                 ## 한글 제목\n\nText\n\n## Named {#own-id}\n\nText\n";
    Project::new()
        .file("postpress.toml", SETTINGS)
        .file("content/sub/other.md", other)
        .file("content/sub/draft.md", "---\ntitle: D\ndate: 2024-01-03\ndraft: true\n---\n\nText\n")
        .file("content/sub/_index.md", "---\ntitle: Section\n---\n")
        .file("content/pages/index.ko.md", "---\ntitle: 글\ndate: 2024-01-05\n---\n\nText\n")
        .file("docs/guide.md", "# Guide\n")
        .file("static/paper.pdf", "%PDF-1.7\n")
        .file("static/demo/index.html", "<p>demo")
        .file("content/sub/post.md", format!("---\ntitle: P\ndate: 2024-01-04\n---\n\n{body}\n"))
}

/// The addresses that the links of the post lead to, as its document in the archive lists them.
fn targets(blog: &Project) -> Vec<String> {
    let document = blog.json("out/archive/data/posts/sub/post.json");
    let links = document["content"]["links"].as_array().expect("a list").clone();
    links.iter().map(|link| link["url"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn every_way_to_name_a_post_leads_to_its_address() {
    for (written, expected) in [
        ("other.md", "the-other/"),
        ("./other.md", "the-other/"),
        ("../sub/other.md#own-id", "the-other/#own-id"),
        ("/sub/other.md", "the-other/"),
        ("@/sub/other.md", "the-other/"),
        ("../the-other/", "the-other/"),
        ("/posts/the-other/", "the-other/"),
        ("/base/posts/the-other", "the-other/"),
        ("{% link sub/other.md %}", "the-other/"),
        ("{% post_url other %}", "the-other/"),
        ("https://blog.example/base/posts/the-other/", "the-other/"),
        // Generators spell anchors in their own ways.
        ("other.md#größe--maß", "the-other/#gr%C3%B6%C3%9Fe--ma%C3%9F"),
        ("other.md#grosse-mass", "the-other/#grosse-mass"),
        (
            "other.md#%ED%95%9C%EA%B8%80-%EC%A0%9C%EB%AA%A9",
            "the-other/#%ED%95%9C%EA%B8%80-%EC%A0%9C%EB%AA%A9",
        ),
        ("other.md#hangeul-jemog", "the-other/#hangeul-jemog"),
    ] {
        let blog = blog(&format!("[x]({written})"));
        let report = blog.build(0, &["--only", "archive"]);
        assert_eq!(findings(&report, "link/dead"), Vec::<&Value>::new(), "{written}");
        let expected = format!("https://blog.example/base/posts/{expected}");
        assert_eq!(targets(&blog), [expected], "{written}");
    }
}

/// A blog that was moved: posts tell where they were read before.
fn moved(body: &str, settings: &str) -> Project {
    Project::new()
        .file("postpress.toml", settings)
        .file("content/one.md", "---\ntitle: One\ndate: 2024-01-02\naliases: [/posts/one-old/, Uno]\n---\n\nText\n")
        .file("content/two.md", "+++\ntitle = \"Two\"\ndate = 2024-01-03\naliases = [\"posts/한글.html\", \"posts/one\"]\n+++\n\nText\n")
        .file("content/three.md", "---\ntitle: Three\ndate: 2024-01-04\nredirect_from: /posts/2011/3.html\n---\n\nText\n")
        .file("content/sub/post.md", format!("---\ntitle: P\ndate: 2024-01-05\n---\n\n{body}\n"))
}

#[test]
fn an_address_of_the_past_leads_to_the_post_of_today() {
    for (written, expected) in [
        ("[x](/posts/one-old/)", "one/"),
        ("[x](/base/posts/one-old#a)", "one/#a"),
        ("[x](../one-old)", "one/"),
        ("[x](/posts/uno-of-none/../Uno)", "one/"),
        ("[[Uno]]", "one/"),
        ("[x](/posts/한글.html)", "two/"),
        ("[x](/posts/2011/3.html)", "three/"),
        // Where a post is read today, nothing is sent on.
        ("[x](/posts/one/)", "one/"),
    ] {
        let blog = moved(written, SETTINGS);
        let report = blog.build(0, &["--only", "archive"]);
        let dead = findings(&report, "link/dead").len();
        assert_eq!(dead, usize::from(written.contains('#')), "{written}");
        let expected = format!("https://blog.example/base/posts/{expected}");
        assert_eq!(targets(&blog), [expected], "{written}");
        let nowhere = SETTINGS.replace("url = \"https://blog.example/base/\"", "");
        let blog = moved(&written.replace("/base/", "/"), &nowhere);
        let report = blog.build(0, &["--only", "archive"]);
        let dead = findings(&report, "link/dead").len();
        assert_eq!(dead, usize::from(written.contains('#')), "{written} without an address");
    }
}

#[test]
fn brackets_of_a_specification_are_no_links_where_the_blog_does_not_write_them_so() {
    let build = |file: &str, generator: &str, words: &str| {
        let settings =
            SETTINGS.replace("language =", &format!("generator = \"{generator}\"\nlanguage ="));
        let post = |title: &str| format!("---\ntitle: {title}\ndate: 2024-01-02\n---\n\n");
        let blog = Project::new()
            .file("postpress.toml", settings)
            .file("content/call.md", post("How to call"))
            .file("content/2024-01-03-own-name.md", post("Own"))
            .file(file, format!("{}{words}\n", post("P")));
        let report = blog.build(0, &["--only", "archive"]);
        assert_eq!(findings(&report, "link/dead"), Vec::<&Value>::new(), "{words}");
        let document = blog.json("out/archive/data/posts/post.json");
        document["content"]["links"].as_array().expect("a list").len()
    };
    for (file, generator, words, expected) in [
        ("content/post.md", "gatsby", "The internal method [[Call]] of it", 0),
        ("content/post.mdx", "astro", "The method [[call]] of it", 0),
        ("content/post.md", "gatsby", "As [[call]] says", 1),
        ("content/post.md", "gatsby", "As [[Call|this]] says", 1),
        ("content/post.md", "gatsby", "As [[own-name]] and [[How to call]] say", 2),
        ("content/post.md", "plain", "As [[Call]] says", 1),
        ("content/post.mdx", "plain", "As [[call]] says", 1),
    ] {
        assert_eq!(build(file, generator, words), expected, "{file} {generator} {words}");
    }
}

#[test]
fn a_page_that_no_post_stands_for_is_not_called_dead() {
    let body = "[a](/about/) [b](/tags/rust/) [c](/posts/page/2/) [d](/posts/tags/x/) [e](/rss.xml)\n\
                [f](/posts/) [g](../) [h](/2024/) [i](/search.html?q=x) [j](/demo/) [k](@/sub/_index.md)\n\
                [l](https://blog.example/base/files/x.zip) [m](#top) [n](#/route) [o](other.md#comment-12)\n\
                [p](https://blog.example/elsewhere/)";
    let blog = blog(body);
    let report = blog.build(0, &["--only", "archive"]);
    assert_eq!(findings(&report, "link/dead"), Vec::<&Value>::new());
    assert!(targets(&blog).contains(&"https://blog.example/base/sub/".to_owned()), "a section");
}

#[test]
fn what_is_dead_is_told_at_its_place_with_what_may_be_meant() {
    let lines = [
        ("[x](gone.md)", "`gone.md` leads to no post and no file", ""),
        (
            "[x](content/sub/other.md)",
            "`content/sub/other.md` leads to no post and no file",
            "there is `content/sub/other.md`",
        ),
        ("[x](@/sub/gone.md)", "`@/sub/gone.md` leads to no post and no file", ""),
        ("[x](/posts/gone/)", "`/posts/gone/` leads to no post and no file", ""),
        ("[x](../gone/)", "`../gone/` leads to no post and no file", ""),
        (
            "[x](https://blog.example/base/posts/gone/)",
            "`https://blog.example/base/posts/gone/` leads to no post and no file",
            "",
        ),
        ("[x](/files/gone.zip)", "`/files/gone.zip` leads to no post and no file", ""),
        (
            "[x](example.org/page)",
            "`example.org/page` leads to no post and no file",
            "the name of a server has `https://` before it",
        ),
        (
            "[x](@/pages/index.md)",
            "`@/pages/index.md` leads to no post and no file",
            "there is `content/pages/index.ko.md`",
        ),
        (
            "[x](draft.md)",
            "`draft.md` leads to `content/sub/draft.md`, which stays out",
            "a draft, a post of the future and one in error have no page that readers see",
        ),
        ("[x](#nowhere)", "the post has no heading or anchor `#nowhere`", ""),
        ("[x](other.md#own)", "the post `sub/other` has no heading or anchor `#own`", ""),
        (
            "[x](other.md#own-id-of-old)",
            "the post `sub/other` has no heading or anchor `#own-id-of-old`",
            "there is `#own-id`",
        ),
    ];
    let body: Vec<_> = lines.iter().map(|(line, ..)| *line).collect();
    let report = blog(&body.join("\n\n")).build(0, &["--only", "archive"]);
    let dead = findings(&report, "link/dead");
    assert_eq!(dead.len(), lines.len(), "{dead:#?}");
    for (place, (finding, (_, message, hint))) in dead.iter().zip(&lines).enumerate() {
        assert_eq!(finding["message"], *message);
        assert_eq!(finding["line"], 6 + 2 * place, "{message}");
        assert_eq!(finding["column"], 1);
        if !hint.is_empty() {
            assert_eq!(finding["hints"][0], *hint, "{message}");
        }
    }
}

#[test]
fn a_label_is_told_where_it_is_defined_and_once() {
    let body = "See [one][x] and [two][x].\n\n[x]: gone.md\n";
    let report = blog(body).build(0, &["--only", "archive"]);
    let dead = findings(&report, "link/dead");
    assert_eq!(dead.len(), 1);
    assert_eq!((&dead[0]["line"], &dead[0]["column"]), (&8.into(), &1.into()));
}

#[test]
fn a_text_beside_the_posts_is_no_dead_link() {
    let report = blog("[x](../../docs/guide.md)").build(0, &["--only", "archive"]);
    assert_eq!(findings(&report, "link/dead"), Vec::<&Value>::new());
    assert_eq!(findings(&report, "link/text").len(), 1);
}

#[test]
fn an_anchor_that_a_template_is_given_is_not_called_dead() {
    let body =
        "{{< listing \"unwrap-twice\" >}}\ncode\n{{< /listing >}}\n\nSee [x](#code-unwrap-twice).";
    let blog = blog(body);
    let report = blog.build(0, &["--only", "archive"]);
    assert_eq!(findings(&report, "link/dead"), Vec::<&Value>::new());
    assert_eq!(targets(&blog), ["https://blog.example/base/posts/post/#code-unwrap-twice"]);
}
