//! What a book promises of its pages.

use super::leaf::{Kind, Laid};
use super::{Book, Leaf, Volume, lay_out, part_page};
use crate::export::pdf::Pictures;
use crate::export::pdf::dump::dump;
use crate::export::pdf::font::Fonts;
use crate::export::pdf::page::{Item, LinkTarget, Role};
use crate::export::pdf::style::Style;
use crate::model::block::{Block, BlockKind};
use crate::model::inline::{Inline, Link, Target};
use crate::model::post::{Date, Dates, Zone};
use crate::model::site::About;
use crate::model::{Meta, Post, PostId};
use crate::span::{FileId, Span};

fn about() -> About {
    let url = "https://blog.example/".to_owned();
    About { title: "A blog".into(), language: "en".into(), url, ..About::default() }
}

/// A post of a day, or of none.
fn meta(id: &str, day: &str, language: &str) -> Meta {
    let at = chrono::DateTime::parse_from_rfc3339(&format!("{day}T00:00:00Z")).ok();
    let published =
        at.map(|at| Date { as_written: day.into(), at, zone: Zone::Given, has_time: false });
    Meta {
        id: PostId::new(id),
        source: format!("content/{id}.md").into(),
        url: format!("https://blog.example/{id}/"),
        title: format!("Post {id}"),
        dates: Dates { published, updated: None },
        language: language.into(),
        ..blank().meta
    }
}

fn blank() -> Post {
    super::front::blank(&Book::new(&about(), None, Vec::new()))
}

fn block(kind: BlockKind) -> Block {
    Block { kind, span: Span::file(FileId(0)) }
}

/// A text with a heading, and a link to each of some posts.
fn post(meta: &Meta, to: &[(&str, Option<&str>)]) -> Post {
    let link = |(id, anchor): &(&str, Option<&str>)| {
        let target = Target::Post {
            id: PostId::new(id),
            url: format!("https://blog.example/{id}/"),
            fragment: anchor.map(str::to_owned),
        };
        let content = vec![Inline::Text(format!("see {id} "))];
        Inline::Link(Link { target, title: None, content })
    };
    let content = vec![Inline::Text("Section".into())];
    let heading = BlockKind::Heading { level: 2, anchor: "section".into(), content };
    let links = to.iter().map(link).collect();
    let blocks = vec![block(heading), block(BlockKind::Paragraph(links))];
    Post { meta: meta.clone(), blocks, ..blank() }
}

fn pages(book: &Book<'_>, to: &[(&str, Option<&str>)]) -> Vec<Laid> {
    let (fonts, style) = (Fonts::builtin(), Style::builtin());
    let leaf = |leaf: &Leaf<'_>| match leaf {
        Leaf::Part(part) => part_page(book, part, fonts, style),
        Leaf::Post(meta, part) => {
            lay_out(book, part, &post(meta, to), &Pictures::new(), fonts, style).value
        }
    };
    book.leaves().iter().map(leaf).collect()
}

#[test]
fn posts_are_in_the_order_of_their_dates_in_parts_by_year() {
    let about = about();
    let days = [("d", ""), ("c", "2024-01-02"), ("b", "2023-05-01"), ("a", "2024-01-01")];
    let metas = days.map(|(id, day)| meta(id, day, "en"));
    let book = Book::new(&about, None, metas.iter().collect());
    let titles = |book: &Book<'_>| -> Vec<String> {
        pages(book, &[]).into_iter().map(|laid| laid.title).collect()
    };
    let expected = ["2023", "Post b", "2024", "Post a", "Post c", "Without a date", "Post d"];
    assert_eq!(titles(&book), expected);
    let year = Book::new(&about, Some("2024".into()), vec![&metas[1], &metas[3]]);
    assert_eq!(titles(&year), ["Post a", "Post c"], "a book of one year has no parts");
}

#[test]
fn headings_are_below_their_post_which_is_below_its_part() {
    let about = about();
    let metas = [meta("a", "2023-01-01", "en"), meta("b", "2024-01-01", "ko")];
    let book = Book::new(&about, None, metas.iter().collect());
    let laid = pages(&book, &[]);
    let levels = |laid: &Laid| -> Vec<u8> {
        let levels = laid.document.nodes.iter().filter_map(|node| match node.role {
            Role::Heading(level) => Some(level),
            _ => None,
        });
        levels.collect()
    };
    assert_eq!(
        laid.iter().map(levels).collect::<Vec<_>>(),
        [vec![1], vec![2, 3], vec![1], vec![2, 3]]
    );
    let roots: Vec<_> =
        laid.iter().map(|laid| laid.document.nodes[0].language.as_deref()).collect();
    assert_eq!(roots, [None, None, None, Some("ko")], "another language than the book's is told");
}

#[test]
fn a_book_is_in_the_language_of_its_posts() {
    let language = |own: &str, tags: &[&str]| {
        let about = About { language: own.into(), ..about() };
        let metas: Vec<Meta> = tags.iter().map(|tag| meta("a", "2023-01-01", tag)).collect();
        Book::new(&about, None, metas.iter().collect()).language
    };
    assert_eq!(language("en", &["fa", "fa"]), "fa");
    assert_eq!(language("en", &["fa", "fa", "ko"]), "en");
    assert_eq!(language("", &["fa", "ko", "fa", ""]), "fa");
    assert_eq!(language("en", &["", ""]), "en");
    assert_eq!(language("", &[]), "");
}

#[test]
fn links_to_posts_of_the_book_stay_in_it_and_are_not_listed() {
    let about = about();
    let metas = [meta("a", "2023-01-01", "en"), meta("b", "2023-01-02", "en")];
    let book = Book::new(&about, None, metas.iter().collect());
    let laid = pages(&book, &[("b", Some("section")), ("a", None), ("elsewhere", None)]);
    let links: Vec<&LinkTarget> = laid[0]
        .document
        .pages
        .iter()
        .flat_map(|page| &page.items)
        .filter_map(|item| match item {
            Item::Link { target, .. } => Some(target),
            _ => None,
        })
        .collect();
    let uri = |id: &str| LinkTarget::Uri(format!("https://blog.example/{id}/"));
    let within = |id: &str, anchor: Option<&str>| {
        LinkTarget::Within(PostId::new(id), anchor.map(str::to_owned))
    };
    // The address below the title, the three in the text, and the one that is listed.
    let expected = [
        uri("a"),
        within("b", Some("section")),
        within("a", None),
        uri("elsewhere"),
        uri("elsewhere"),
    ];
    assert_eq!(links, expected.iter().collect::<Vec<_>>());
}

#[test]
fn pages_are_numbered_through_and_the_contents_name_the_first_of_each_post() {
    let about = about();
    let metas = [meta("a", "2023-01-01", "en"), meta("b", "2024-01-02", "en")];
    let book = Book::new(&about, None, metas.iter().collect());
    let (fonts, style) = (Fonts::builtin(), Style::builtin());
    let mut laid = pages(&book, &[]);
    let mut volume = Volume::new(&book, fonts, style);
    volume.admit(&mut laid);
    let feet: Vec<Option<String>> = laid
        .iter()
        .flat_map(|laid| &laid.document.pages)
        .map(|page| {
            let below = style.page.height - style.page.bottom;
            page.items.iter().find_map(|item| match item {
                Item::Text(run) if run.origin.y > below => Some(run.text.clone()),
                _ => None,
            })
        })
        .collect();
    let number = |text: &str| Some(text.to_owned());
    assert_eq!(feet, [None, number("2"), None, number("4")], "pages of parts count");

    let listed = volume.listed();
    let front = super::front::pages(&book, listed, fonts, style);
    assert_eq!(front.kind, Kind::Front);
    assert_eq!(front.document.pages.len() % 2, 0, "the text begins on a right page");
    let text = dump(&front.document);
    for line in ["\"A blog\"", "\"1 January 2023 – 2 January 2024 · Posts: 2\"", " a\n", " b\n"]
    {
        assert!(text.contains(line), "{line} in {text}");
    }
    let contents = text.split("\"Contents\"").nth(1).expect("contents");
    let order = ["\"2023\"", "\"Post a\"", "\"2\"", "\"2024\"", "\"Post b\"", "\"4\""];
    let mut rest = contents;
    for part in order {
        rest = rest.split_once(part).unwrap_or_else(|| panic!("{part} in {contents}")).1;
    }
}

#[test]
fn numbers_before_the_text_are_roman() {
    let all = [1, 2, 4, 9, 14, 40, 99, 1994].map(super::volume::roman);
    assert_eq!(all, ["i", "ii", "iv", "ix", "xiv", "xl", "xcix", "mcmxciv"]);
}
