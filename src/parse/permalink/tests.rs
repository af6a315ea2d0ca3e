//! Addresses as the generators publish them. Those of Hugo 0.168 and Pelican 4.12 are what these
//! programs made of small sites with the same names and titles; the others follow their sources.

use chrono_tz::Tz;

use super::{Parts, check, undated, url};
use crate::config::{Config, Generator};
use crate::parse::dates;

/// A post, as little of it as an address needs.
struct Post {
    path: &'static str,
    title: &'static str,
    slug: Option<&'static str>,
    own: Option<&'static str>,
    suffix: Option<&'static str>,
    categories: &'static [&'static str],
}

const POST: Post = Post {
    path: "a",
    title: "A Title: É & more",
    slug: None,
    own: None,
    suffix: None,
    categories: &[],
};

fn at(path: &'static str) -> Post {
    Post { path, ..POST }
}

fn config(generator: Generator) -> Config {
    let mut config =
        Config { generator, permalink: generator.pattern().to_owned(), ..Config::default() };
    "https://a.example/b/".clone_into(&mut config.about.url);
    "en".clone_into(&mut config.about.language);
    config
}

fn address(config: &Config, post: &Post) -> String {
    let date = dates::parse("2024-01-02 03:04:05", Tz::UTC).expect("a date");
    let categories: Vec<String> = post.categories.iter().map(|&c| c.to_owned()).collect();
    let source = format!("content/{}.md", post.path);
    let parts = Parts {
        source: &source,
        path: post.path,
        suffix: post.suffix,
        title: post.title,
        date: Some(&date),
        slug: post.slug,
        address: post.own,
        categories: &categories,
        front: None,
        author: "Jane Doe",
        language: "en",
    };
    url(config, &parts).strip_prefix("https://a.example/b").expect("below the site").to_owned()
}

/// Every post of a table has its address, percent-decoded where it is not ASCII.
fn check_all(config: &Config, table: &[(Post, &str)]) {
    for (post, expected) in table {
        let found = address(config, post);
        let decoded: Vec<u8> = {
            let bytes = found.as_bytes();
            let mut out = Vec::new();
            let mut i = 0;
            while i < bytes.len() {
                let hex = found.get(i + 1..i + 3).and_then(|h| u8::from_str_radix(h, 16).ok());
                match hex.filter(|&b| bytes[i] == b'%' && b >= 0x80) {
                    Some(byte) => (out.push(byte), i += 3).1,
                    None => (out.push(bytes[i]), i += 1).1,
                }
            }
            out
        };
        let decoded = String::from_utf8(decoded).expect("UTF-8");
        assert_eq!(decoded, *expected, "{:?} {}", config.generator, post.path);
    }
}

#[test]
fn hugo() {
    let mut config = config(Generator::Hugo);
    check_all(
        &config,
        &[
            (at("post/My First Post"), "/post/my-first-post/"),
            (at("post/한글 글"), "/post/한글-글/"),
            (at("post/Ünï"), "/post/ünï/"),
            (at("post/a.b_c+d"), "/post/a.b_c+d/"),
            (at("post/it's (x), y!"), "/post/its-x-y/"),
            (at("post/C#-is 100% ok"), "/post/c%23-is-100-ok/"),
            (at("post/a--b   c"), "/post/a--b---c/"),
            (at("post/2024-05-06-day"), "/post/2024-05-06-day/"),
            (Post { suffix: Some("ko"), ..at("post/a") }, "/ko/post/a/"),
            (Post { suffix: Some("en"), ..at("post/a") }, "/post/a/"),
            (Post { slug: Some("My Slug É"), ..at("post/sl") }, "/post/my-slug-é/"),
            (Post { slug: Some("q"), ..at("post/deep/er/s") }, "/post/deep/er/q/"),
            (Post { own: Some("/Custom/Path"), ..at("post/url") }, "/Custom/Path/"),
            (Post { own: Some("rel/x.html"), ..at("post/url") }, "/rel/x.html"),
            (Post { own: Some("/x/:year/:slug/"), ..at("post/url") }, "/x/2024/a-title-é-more/"),
        ],
    );
    for (folder, pattern) in [
        ("content/dated", "/:year/:month/:day/:slug/"),
        ("content/titled", "/:section/:title/"),
        ("content/named", "/n/:slugorcontentbasename"),
        ("content/cb", "/:year/:contentbasename/"),
        ("content/words", "/:monthname/:yearday/:weekdayname/:section/:filename/"),
    ] {
        config.permalinks.push((folder.to_owned(), pattern.to_owned()));
    }
    let slug = |path| Post { slug: Some("Slug X"), ..at(path) };
    let korean = |path| Post { title: "한글 제목", ..at(path) };
    check_all(
        &config,
        &[
            (at("dated/One Two"), "/2024/01/02/a-title-é-more/"),
            (slug("dated/s"), "/2024/01/02/slug-x/"),
            (korean("dated/한글"), "/2024/01/02/한글-제목/"),
            (slug("titled/s"), "/titled/a-title-é-more/"),
            (at("titled/sub/b"), "/titled/a-title-é-more/"),
            (at("named/One Two"), "/n/one-two"),
            (slug("named/s"), "/n/slug-x"),
            (slug("cb/s"), "/2024/s/"),
            (at("cb/sub/b"), "/2024/b/"),
            (at("words/한글"), "/january/2/tuesday/words/한글/"),
            (at("datedness/a"), "/datedness/a/"),
        ],
    );
}

#[test]
fn pelican() {
    let mut config = config(Generator::Pelican);
    let titled = |title| Post { title, ..POST };
    check_all(
        &config,
        &[
            (POST, "/a-title-e-more.html"),
            (titled("한글 제목입니다"), "/hangeul-jemogibnida.html"),
            (titled("日本語のタイトル"), "/ri-ben-yu-notaitoru.html"),
            (titled("What's new in C++ -- part 2?"), "/whats-new-in-c-part-2.html"),
            (titled("Über Größe"), "/uber-grosse.html"),
            (titled("Привет, мир"), "/privet-mir.html"),
            (titled("foo_bar  Baz - q"), "/foo_bar-baz-q.html"),
            (titled("foo/bar.baz"), "/foobarbaz.html"),
            (titled("C# & F#"), "/c-f.html"),
            (Post { slug: Some("My-Slug_É"), ..POST }, "/My-Slug_É.html"),
            (Post { own: Some("custom/u/"), ..POST }, "/custom/u/"),
        ],
    );
    "/posts/:year/:short_month/:day/:category/:author/:lang/:slugorfilename/"
        .clone_into(&mut config.permalink);
    check_all(
        &config,
        &[
            (
                Post { categories: &["Dev Ops & More"], ..at("g") },
                "/posts/2024/Jan/02/dev-ops-more/jane-doe/en/g/",
            ),
            (at("sub/h"), "/posts/2024/Jan/02/sub/jane-doe/en/h/"),
            (at("2024-05-06-i name"), "/posts/2024/Jan/02/misc/jane-doe/en/2024-05-06-i-name/"),
        ],
    );
}

#[test]
fn zola() {
    check_all(
        &config(Generator::Zola),
        &[
            (at("x/2019-04-27-a"), "/x/a/"),
            (at("日本"), "/ri-ben/"),
            (at("posts/ file with space"), "/posts/file-with-space/"),
            (Post { slug: Some("hello-&-world"), ..at("posts/b") }, "/posts/hello-world/"),
            (Post { own: Some("ar/b"), ..POST }, "/ar/b/"),
            (Post { suffix: Some("zh-CN"), ..at("x/a") }, "/zh-CN/x/a/"),
        ],
    );
}

#[test]
fn jekyll() {
    check_all(
        &config(Generator::Jekyll),
        &[
            (at("2024-01-02-a-b"), "/2024/01/02/a-b.html"),
            (at("2024-01-02-Hello World (1)"), "/2024/01/02/Hello-World-(1).html"),
            (at("2024-01-02-سلام"), "/2024/01/02/سلام.html"),
            (
                Post { categories: &["Dev Ops", "x"], ..at("2024-01-02-a") },
                "/dev%20ops/x/2024/01/02/a.html",
            ),
            (Post { slug: Some("s"), ..at("2024-01-02-a") }, "/2024/01/02/s.html"),
            (Post { own: Some("/:year/:title/"), ..at("2024-01-02-a") }, "/2024/a/"),
            (Post { own: Some("/:collection/:title/"), ..at("2024-01-02-a") }, "/posts/a/"),
            (Post { own: Some("pretty"), ..at("2024-01-02-a") }, "/2024/01/02/a/"),
            (Post { own: Some(":title:output_ext"), ..at("2024-01-02-a") }, "/a.html"),
        ],
    );
}

#[test]
fn docusaurus() {
    check_all(
        &config(Generator::Docusaurus),
        &[
            (at("2021-01-01-x"), "/blog/2021/01/01/x"),
            (at("2021-1-5-x"), "/blog/2021/1/5/x"),
            (at("2021/01/05/x"), "/blog/2021/01/05/x"),
            (at("2021-01-05/x"), "/blog/2021/01/05/x"),
            (at("team/2021-01-05-x"), "/blog/2021/01/05/team/x"),
            (at("hello"), "/blog/hello"),
            (Post { slug: Some("/y/z"), ..at("2021-01-01-x") }, "/blog/y/z"),
        ],
    );
}

#[test]
fn generators_that_go_by_paths() {
    for (generator, path, slug, expected) in [
        (Generator::Plain, "slug", None, "/slug/"),
        (Generator::Plain, "한글 글", None, "/한글%20글/"),
        (Generator::Plain, "index", None, "/"),
        (Generator::Gatsby, "a/b", None, "/a/b/"),
        (Generator::Gatsby, "a/b", Some("/c"), "/c/"),
        (Generator::Astro, "2024/My Post!", None, "/2024/my-post/"),
        (Generator::Astro, "x/a", Some("b"), "/b/"),
        (Generator::Next, "a", None, "/a"),
        (Generator::Eleventy, "posts/2024-01-02-a", Some("b"), "/posts/a/"),
        (Generator::Hexo, "中文測試", None, "/2024/01/02/中文測試/"),
        (Generator::Hexo, "sub/a", None, "/2024/01/02/sub/a/"),
    ] {
        check_all(&config(generator), &[(Post { slug, ..at(path) }, expected)]);
    }
    let mut hexo = config(Generator::Hexo);
    "/:category/:name.html".clone_into(&mut hexo.permalink);
    check_all(
        &hexo,
        &[
            (Post { categories: &["Dev Ops", "C++"], ..at("x/a") }, "/Dev-Ops/C/a.html"),
            (at("a"), "/uncategorized/a.html"),
        ],
    );
}

#[test]
fn no_address_leaves_the_site() {
    let owns = [
        "../../x",
        "/a/../b",
        "%2e%2e%2f%2e%2e%2fevil",
        "..\\x",
        ".",
        "a\0b",
        "a b?c#d",
        // What is left without control characters is a way up, here, or nothing.
        "/a/.\u{1}./b",
        "/\u{1}./b",
        "/\u{1}/b",
    ];
    for own in owns {
        for name in Generator::names() {
            let config = config(Generator::named(name).expect("a name"));
            let found = address(&config, &Post { slug: Some(own), own: Some(own), ..at(own) });
            assert!(!found.contains(".."), "{found}");
            assert!(!found.to_lowercase().contains("%2e%2e"), "{found}");
            assert!(!found.contains(['?', '#', '\0', ' ']), "{found}");
            assert!(!found.contains("//") && !found.contains("/./"), "{found:?}");
        }
    }
}

#[test]
fn patterns_are_checked() {
    assert!(check("/:year/:slug.html").is_ok() && check("jekyll").is_ok());
    assert!(check("wordpress").is_err() && check("/:yeer/").is_err());
}

#[test]
fn days_are_found_in_paths() {
    for (path, day, rest) in [
        ("2024-01-02-a-b", "2024-01-02", "a-b"),
        ("x/2024-01-02-a", "2024-01-02", "a"),
        ("2024/01/02/a", "2024-01-02", "a"),
        ("2024-01-02/a", "2024-01-02", "a"),
    ] {
        assert_eq!(undated(path), Some((day.to_owned(), rest)), "{path}");
    }
    assert_eq!(undated("02-entering-longmode"), None);
}
