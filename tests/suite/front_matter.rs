//! What front matter says of a post, whoever's blog it was written for.

use std::path::Path;

use chrono::DateTime;
use postpress::config::Config;
use postpress::limits::FRONT_MATTER_INDENTS;
use postpress::parse::header::{self, Header, State};
use postpress::parse::languages::Languages;
use postpress::source::{Kind, OnDisk, SourceEntry, front_matter};
use postpress::span::FileId;

/// The header of a post at a path below `content/`, and the codes of what was found.
fn header(below: &str, text: &str) -> (Header, Vec<&'static str>) {
    let entry = SourceEntry {
        path: format!("content/{below}").into(),
        on_disk: OnDisk::At(Path::new("").into()),
        bytes: text.len() as u64,
        stamp: postpress::stamp::Stamp::default(),
        kind: Kind::Post,
        content: "content".into(),
    };
    let mut config = Config { timezone: chrono_tz::Asia::Seoul, ..Config::default() };
    "https://example.org/".clone_into(&mut config.about.url);
    "ko".clone_into(&mut config.about.language);
    let now = DateTime::from_timestamp(1_767_225_600, 0).expect("2026");
    let parts = front_matter::read(text, FileId(0));
    let languages = Languages::of(&[&entry], &config);
    let header = header::header(&entry, FileId(0), text, &parts.value, &config, &languages, now);
    let codes = parts.diagnostics.iter().chain(&header.diagnostics).map(|d| d.code.as_str());
    let codes = codes.collect();
    (header.value, codes)
}

/// What is known of a post whose YAML front matter holds these lines.
fn said(lines: &str) -> Header {
    header("a-post/index.md", &format!("---\n{lines}\n---\n\nText.\n")).0
}

#[test]
fn titles_are_found_where_they_are_and_lose_their_markup() {
    for (below, text, title) in [
        ("a/index.md", "---\ntitle: 'It''s \"here\"'\n---\n", "It's \"here\""),
        ("a/index.md", "---\ntitle: A `code` & <b>bold</b>\n---\n", "A code & bold"),
        ("a/index.md", "---\ntitle: 2024\n---\n", "2024"),
        ("a/index.md", "+++\ntitle = 'TOML'\n+++\n", "TOML"),
        ("a/index.md", "---\ndate: 2024-01-02\n---\n\n# From *the* heading\n", "From the heading"),
        ("a/index.md", "# Only a heading\n", "Only a heading"),
        ("2024-01-02-from-the-name.md", "text\n", "from-the-name"),
    ] {
        assert_eq!(header(below, text).0.meta.title, title, "{below} {text:?}");
    }
}

#[test]
fn dates_are_moments_in_the_zone_that_was_written_or_set() {
    for (lines, expected) in [
        ("date: 2024-01-02", "2024-01-02T00:00:00+09:00"),
        ("date: '2024-01-02 10:20'", "2024-01-02T10:20:00+09:00"),
        ("date: 2024-01-02T10:20:30Z", "2024-01-02T10:20:30+00:00"),
        ("date: 2024-01-02 10:20:30 -0500", "2024-01-02T10:20:30-05:00"),
        ("pubDate: Jan 2, 2024", "2024-01-02T00:00:00+09:00"),
        ("published_at: 2024/01/02", "2024-01-02T00:00:00+09:00"),
    ] {
        let date = said(lines).meta.dates.published.expect(lines);
        assert_eq!(date.at.to_rfc3339(), expected, "{lines}");
    }
    let (of_name, _) = header("2024-01-02-name.md", "text\n");
    let date = of_name.meta.dates.published.expect("a date in the name");
    assert_eq!(date.at.to_rfc3339(), "2024-01-02T00:00:00+09:00");
}

#[test]
fn days_that_do_not_exist_are_told_and_never_moved() {
    for written in ["2023-02-29", "2024-13-01", "0000-00-00", "soon"] {
        let text = format!("---\ntitle: T\ndate: {written}\n---\n");
        let (header, codes) = header("a.md", &text);
        assert_eq!(header.meta.dates.published, None, "{written}");
        assert!(codes.contains(&"front-matter/bad-date"), "{written}: {codes:?}");
    }
}

#[test]
fn dates_stand_in_other_places_too_and_a_day_stays_certain() {
    for (lines, expected) in [
        ("path: /2021/03/04/a-post/", "2021-03-04T00:00:00+09:00"),
        ("date: 2024-01-02\u{a0}10:20", "2024-01-02T10:20:00+09:00"),
        ("publishDate: 2023-05-06", "2023-05-06T00:00:00+09:00"),
        ("date: 2024-01-02 10:20:75", "2024-01-02T00:00:00+09:00"),
        ("date: 2024-01-02 25:00", "2024-01-02T00:00:00+09:00"),
    ] {
        let date = said(lines).meta.dates.published.expect(lines);
        assert_eq!(date.at.to_rfc3339(), expected, "{lines}");
    }
    let (_, codes) = header("a.md", "---\ntitle: T\ndate: 2024-01-02 10:20:75\n---\n");
    assert_eq!(codes, ["front-matter/bad-date"]);
}

#[test]
fn front_matter_is_found_however_it_is_fenced() {
    for text in [
        "title: T\ndate: 2024-01-02 03:04:05\ntags:\n- a\n---\nText\n",
        "Title: T\nDate: 2024-01-02 03:04:05\nTags: a\n\nText\n",
        "---json\n{\"title\": \"T\", \"date\": \"2024-01-02 03:04:05\", \"tags\": [\"a\"]}\n---\nText\n",
        "+++\ntitle = 'T'\ndate = 2024-01-02T03:04:05\n[taxonomies]\ntags = ['a']\n+++\nText\n",
    ] {
        let meta = header("a.md", text).0.meta;
        let date = meta.dates.published.expect(text).at.to_rfc3339();
        let found = (meta.title.as_str(), date.as_str(), meta.tags.join(","));
        assert_eq!(found, ("T", "2024-01-02T03:04:05+09:00", "a".to_owned()), "{text}");
    }
}

#[test]
fn categories_and_tags_are_lists_however_they_are_written() {
    for (lines, categories, tags) in [
        ("categories: [A, B, A]", &["A", "B"][..], &[][..]),
        ("categories:\n- [A, B]\n- C", &["A", "B", "C"], &[]),
        ("categories:\n  A: 1\n  B:", &["A", "B"], &[]),
        ("tags: a b", &[], &["a", "b"]),
        ("category: One thing", &["One thing"], &[]),
        ("categories:\n  - A\n  - 한글", &["A", "한글"], &[]),
        ("tags: a, b", &[], &["a", "b"]),
        ("keywords: [C++, 'c#']", &[], &["C++", "c#"]),
        ("taxonomies:\n  categories: [A]\n  tags: [b]", &["A"], &["b"]),
        ("categories: []\ntags:", &[], &[]),
    ] {
        let meta = said(lines).meta;
        assert_eq!(
            (&meta.categories[..], &meta.tags[..]),
            (&strings(categories)[..], &strings(tags)[..]),
            "{lines}"
        );
    }
}

fn strings(list: &[&str]) -> Vec<String> {
    list.iter().map(|&s| s.to_owned()).collect()
}

#[test]
fn people_come_as_names_lists_or_tables() {
    for (lines, names) in [
        ("author: Kim", &["Kim"][..]),
        ("authors: [Kim, Lee]", &["Kim", "Lee"]),
        ("authors:\n  - name: Kim\n    email: kim@example.org\n  - Lee", &["Kim", "Lee"]),
    ] {
        let authors = said(lines).meta.authors;
        let found: Vec<_> = authors.iter().map(|person| person.name.as_str()).collect();
        assert_eq!(found, names, "{lines}");
    }
    let authors = said("author:\n  name: Kim\n  email: kim@example.org").meta.authors;
    assert_eq!(authors[0].email.as_deref(), Some("kim@example.org"));
}

#[test]
fn drafts_and_the_future_wait() {
    for (lines, state) in [
        ("draft: true", State::Draft),
        ("draft: 'true'", State::Draft),
        ("published: false", State::Draft),
        ("status: draft", State::Draft),
        ("draft: false", State::Published),
        ("published: true", State::Published),
        ("published: 2024-01-02", State::Published),
        ("date: 2026-01-02", State::Future),
        ("date: 2025-12-31", State::Published),
    ] {
        assert_eq!(said(lines).state, state, "{lines}");
    }
}

#[test]
fn summary_thumbnail_and_language_have_many_names() {
    for lines in [
        "summary: S\nthumbnail: ./a.png\nlang: en",
        "description: S\ncover: ./a.png\nlanguage: en",
        "excerpt: S\nimage: ./a.png\nlocale: en",
        "Description: S\nheroImage: ./a.png\nlang: en",
        "summary: S\ncover:\n  image: ./a.png\nlang: en",
    ] {
        let meta = said(lines).meta;
        let found = (meta.summary.as_str(), meta.thumbnail.as_deref(), &*meta.language);
        assert_eq!(found, ("S", Some("./a.png"), "en"), "{lines}");
    }
    assert_eq!(&*said("title: T").meta.language, "ko");
    assert_eq!(&*said("lang: not a tag").meta.language, "ko");
}

#[test]
fn an_id_is_one_where_it_is_meant_to_be() {
    for (lines, guid) in [
        ("guid: my-own", Some("my-own")),
        ("id: tag:example.org,2024:1", Some("tag:example.org,2024:1")),
        (
            "uuid: 6ba7b810-9dad-11d1-80b4-00c04fd430c8",
            Some("6ba7b810-9dad-11d1-80b4-00c04fd430c8"),
        ),
        ("id: a-slug-of-docusaurus", None),
        ("guid: two words", None),
    ] {
        let own = said(lines).guid;
        assert_eq!(own.as_ref().map(|own| own.text.as_str()), guid, "{lines}");
    }
}

#[test]
fn addresses_follow_the_path_unless_the_post_says_another() {
    for (below, lines, url) in [
        ("a-post/index.md", "title: T", "https://example.org/a-post/"),
        ("a/b c.md", "title: T", "https://example.org/a/b%20c/"),
        ("a/index.md", "slug: other", "https://example.org/other/"),
        ("a/index.md", "permalink: /x/y/", "https://example.org/x/y/"),
        ("한글/index.md", "title: T", "https://example.org/%ED%95%9C%EA%B8%80/"),
    ] {
        let (header, _) = header(below, &format!("---\n{lines}\n---\n"));
        assert_eq!(header.meta.url, url, "{below} {lines}");
    }
}

/// Title, date (a day, or a moment where a time counts), and codes of what was found.
fn summed(below: &str, text: &str) -> String {
    let (header, codes) = header(below, text);
    let date = header.meta.dates.published.map_or("no date".to_owned(), |date| {
        if date.has_time { date.at.to_rfc3339() } else { date.at.format("%Y-%m-%d").to_string() }
    });
    [&[header.meta.title, date][..], &codes.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>()]
        .concat()
        .join(" | ")
}

#[test]
fn front_matter_is_found_in_the_forms_that_people_write() {
    for text in [
        "---\ntitle: A\ndate: 2024-01-02\n---\nText",
        "title: A\ndate: 2024-01-02\n---\nText",
        "Title: A\nDate: 2024-01-02\n\nText",
        "---json\n{\"title\": \"A\", \"date\": \"2024-01-02\"}\n---\nText",
        ";;;\n\"title\": \"A\", \"date\": \"2024-01-02\"\n;;;\nText",
        "+++\ntitle = \"A\"\ndate = 2024-01-02\n+++\nText",
        "---\r\ntitle: A\r\ndate: 2024-01-02\r\n---\r\nText",
        "--- \ntitle: A\ndate: 2024-01-02\n---  \nText",
        "----\ntitle: A\ndate: 2024-01-02\n----\nText",
        "<!-- written\nby hand -->\n---\ntitle: A\ndate: 2024-01-02\n---\nText",
        "# by hand\n---\ntitle: A\ndate: 2024-01-02\n---\nText",
        "---\n# by hand\ntitle: A # the first\ndate: 2024-01-02\n---\nText",
    ] {
        assert_eq!(summed("x.md", text), "A | 2024-01-02", "{text:?}");
    }
    assert_eq!(
        summed("x.md", "---\n---\n# A\n"),
        "A | no date | front-matter/no-date",
        "an empty block"
    );
}

#[test]
fn slips_of_yaml_are_told_and_mended_where_one_thing_can_be_meant() {
    let syntax = "front-matter/syntax";
    for (lines, title, codes) in [
        ("title: Foo: bar", "Foo: bar", &[syntax][..]),
        ("title: \"Foo\" bar", "\"Foo\" bar", &[syntax]),
        ("title: [Foo] bar", "[Foo] bar", &[syntax]),
        ("title: 'it's here'", "it's here", &[syntax]),
        ("title: \"say \"so\" now\"", "say \"so\" now", &[syntax]),
        ("title: \"it\\\"s\" # and 'it'", "it\"s", &[]),
        ("title: @foo", "@foo", &[syntax]),
        ("title:\tA", "A", &[syntax]),
        ("title:\u{a0}A", "A", &[syntax]),
        ("title: A\ntags:\n\t- b", "A", &[syntax]),
        ("title: A\ntitle: B", "B", &[syntax]),
    ] {
        let (header, found) = header("x.md", &format!("---\ndate: 2024-01-02\n{lines}\n---\nText"));
        assert_eq!((header.meta.title.as_str(), found.as_slice()), (title, codes), "{lines:?}");
    }
}

#[test]
fn brackets_are_closed_where_people_close_them() {
    for lines in [
        "tags: [\n  'a',\n  b\n]",
        "tags: [\n  a,\n  'b',\n]",
        "tags: [\n'a',\n'b',\n]",
        "tags: [\na,\nb\n]",
        "tags: [\n    'a'\n  , 'b'\n]",
        "tags: [\n  # the first\n  'a',\n# the second\n  'b'\n]",
        "tags:\n  [\n'a',\n\n'b'\n]",
        "extra: {\n  'x': [\n    'y'\n  ]\n}\ntags: [\n  'a',\n  'b'\n]",
    ] {
        let text = format!("---\n{lines}\ntitle: T\ndate: 2024-01-02\n---\n");
        let (header, codes) = header("a.md", &text);
        assert_eq!(*header.meta.tags, ["a", "b"], "{lines}");
        assert_eq!(header.meta.title, "T", "{lines}");
        assert!(codes.is_empty(), "{lines}: {codes:?}");
    }
    // A bracket that nothing closes takes no key that follows for its own.
    let (_, codes) = header("a.md", "---\ntags: [\n  'a',\ntitle: T\ndate: 2024-01-02\n---\n");
    assert!(codes.contains(&"front-matter/syntax"), "{codes:?}");
}

#[test]
fn a_block_is_not_read_over_and_over() {
    for value in ["\"x\ny\"", "[\n    'x'\n]"] {
        let block = |values: usize| {
            let lines: Vec<String> = (0..values).map(|at| format!("  k{at}: {value}")).collect();
            let lines = lines.join("\n");
            header("a.md", &format!("---\ntitle: T\ndate: 2024-01-02\nx:\n{lines}\n---\n")).1
        };
        assert_eq!(block(FRONT_MATTER_INDENTS), [""; 0], "{value}");
        assert!(block(FRONT_MATTER_INDENTS + 1).contains(&"front-matter/syntax"), "{value}");
    }
}

#[test]
fn a_date_is_found_where_it_is_written() {
    for (below, line, date) in [
        ("x.md", "publishDate: 2024-01-02", "2024-01-02"),
        ("x.md", "pubDate: 'Jan 02 2024'", "2024-01-02"),
        ("x.md", "created: 2024-01-02", "2024-01-02"),
        ("x.md", "date: 2024년 1월 2일", "2024-01-02"),
        ("x.md", "date: 2024년 1월 2일 화요일", "2024-01-02"),
        ("x.md", "date: 2024. 1. 2.", "2024-01-02"),
        ("x.md", "date: 2024. 1. 2. 오후 3:04", "2024-01-02T15:04:00+09:00"),
        ("x.md", "date: 2024-01-02\u{a0}03:04", "2024-01-02T03:04:00+09:00"),
        ("x.md", "date: 2024-01-02 03:04:05 CET", "2024-01-02T03:04:05+01:00"),
        ("x.md", "date: 2024-01-02 03:04:05 America/New_York", "2024-01-02T03:04:05-05:00"),
        ("x.md", "date: 2024-01-02 03:04:05 +0900", "2024-01-02T03:04:05+09:00"),
        ("x.md", "date: 1704153600", "2024-01-02T00:00:00+00:00"),
        ("x.md", "date: 1704153600000", "2024-01-02T00:00:00+00:00"),
        ("x.md", "date: 2024-01-02 10:20:99", "2024-01-02 | front-matter/bad-date"),
        ("x.md", "date: 2024-02-30", "no date | front-matter/bad-date"),
        ("2024-01-02-x.md", "date: 2024-02-30", "no date | front-matter/bad-date"),
        ("x.md", "date: 13.01.2024", "2024-01-13"),
        ("x.md", "date: 02/03/2024", "no date | front-matter/bad-date"),
        ("2024-01-02-x.md", "layout: post", "2024-01-02"),
        ("2024-1-2-x.md", "layout: post", "2024-01-02"),
        ("20240102-x.md", "layout: post", "2024-01-02"),
        ("2024/01/02/x.md", "layout: post", "2024-01-02"),
        ("2024/01-02-x.md", "layout: post", "2024-01-02"),
        ("x.md", "path: /2024/01/02/x/", "2024-01-02"),
        ("x.md", "permalink: /2024/01/02/x/", "2024-01-02"),
        ("v1.2/20240199-x.md", "layout: post", "no date | front-matter/no-date"),
    ] {
        let text = format!("---\ntitle: A\n{line}\n---\nText");
        assert_eq!(summed(below, &text), format!("A | {date}"), "{below} {line}");
    }
    for (written, date) in [
        ("2024-01-02T03:04:05+01:00", "2024-01-02T03:04:05+01:00"),
        ("2024-01-02 03:04:05", "2024-01-02T03:04:05+09:00"),
        ("2024-01-02", "2024-01-02"),
    ] {
        let text = format!("+++\ntitle = 'A'\ndate = {written}\n+++\nText");
        assert_eq!(summed("x.md", &text), format!("A | {date}"), "{written}");
    }
    let (header, _) = header("x.md", "---\nlast_update:\n  date: 2024-01-02\n---\n");
    assert!(header.meta.dates.updated.is_some());
}

#[test]
fn lists_and_covers_are_found_in_every_shape() {
    for (lines, categories, tags) in [
        ("categories: a\ntags: b, c d", &["a"][..], &["b", "c d"][..]),
        ("categories: [a, [b, c]]\ntags: b c", &["a", "b", "c"], &["b", "c"]),
        ("categories: { a: 1, b: 2 }\ntags: '#b #c'", &["a", "b"], &["b", "c"]),
        ("categories:\n- name: a\n  slug: x\n- title: b\ntags: b; c", &["a", "b"], &["b", "c"]),
        ("category: a\ntags: ['#b', 'c#', '#b']", &["a"], &["b", "c#"]),
    ] {
        let meta = said(lines).meta;
        assert_eq!(
            (&*meta.categories, &*meta.tags),
            (&*owned(categories), &*owned(tags)),
            "{lines}"
        );
    }
    for lines in [
        "thumbnail: a.png",
        "image: { src: a.png, alt: A, caption: C }",
        "cover:\n  image: a.png",
        "featuredImage: a.png",
        "header:\n  teaser: a.png",
        "images: [a.png, b.png]",
    ] {
        assert_eq!(said(lines).meta.thumbnail.as_deref(), Some("a.png"), "{lines}");
    }
}

fn owned(list: &[&str]) -> Vec<String> {
    list.iter().map(|text| (*text).to_owned()).collect()
}
