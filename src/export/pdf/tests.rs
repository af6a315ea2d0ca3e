//! What a page promises, whatever the text: order, what stays together, and that it ends.

mod design;

use std::sync::Arc;

use super::dump::dump;
use super::font::Fonts;
use super::page::{Document, Item, Page, Tag};
use super::picture::{Limit, intake};
use super::style::Style;
use super::{Pictures, layout};
use crate::config::LinkNotes;
use crate::model::block::{
    Align, Block, BlockKind, Cell, Figure, Footnote, Item as ListItem, List, Row, Table,
};
use crate::model::inline::{Image, ImageSource, Inline, Link, Target};
use crate::model::post::{Dates, Meta, Newline, Post, PostId, SourceFile};
use crate::model::site::About;
use crate::model::{Asset, Digest, MediaType, Orientation, PixelSize};
use crate::span::{FileId, Span};

fn block(kind: BlockKind) -> Block {
    Block { kind, span: Span::file(FileId(0)) }
}

fn text(words: &str) -> Vec<Inline> {
    vec![Inline::Text(words.into())]
}

fn paragraph(words: &str) -> Block {
    block(BlockKind::Paragraph(text(words)))
}

fn heading(level: u8, words: &str) -> Block {
    let anchor = words.replace(' ', "-");
    block(BlockKind::Heading { level, anchor, content: text(words) })
}

/// A paragraph of several lines.
fn long(name: &str) -> Block {
    paragraph(&format!("{name} {}", "words that fill the lines of a page ".repeat(8)))
}

fn post(blocks: Vec<Block>, footnotes: Vec<Footnote>) -> Post {
    Post {
        meta: Meta {
            id: PostId::new("a"),
            file: FileId(0),
            source: "content/a/index.md".into(),
            url: "https://blog.example/a/".into(),
            title: "The title".into(),
            summary: String::new(),
            dates: Dates::default(),
            authors: [].into(),
            categories: ["One".into()].into(),
            tags: [].into(),
            language: "en".into(),
            draft: false,
            guid: String::new(),
            thumbnail: None,
            family: None,
            former: [].into(),
        },
        source: SourceFile {
            bytes: 0,
            sha256: Digest([0; 32]),
            encoding: "utf-8",
            newline: Newline::Lf,
            bom: false,
        },
        text: String::new(),
        front_matter: None,
        body: 0..0,
        title: Vec::new(),
        title_heading: None,
        translations: Vec::new(),
        blocks,
        footnotes,
        mentions: Vec::new(),
        cover: None,
        summary: String::new(),
        warnings: Vec::new(),
    }
}

fn set(blocks: Vec<Block>) -> Document {
    lay(&post(blocks, Vec::new()), &Pictures::new())
}

fn lay(post: &Post, pictures: &Pictures) -> Document {
    let about = About { title: "A blog".into(), ..About::default() };
    layout(&about, post, pictures, Fonts::builtin(), Style::builtin()).value
}

/// The text lines of a page, artifacts left out: height of the baseline and words.
fn lines(page: &Page) -> Vec<String> {
    let mut lines: Vec<(f64, String)> = Vec::new();
    for item in &page.items {
        if let Item::Text(run) = item
            && run.tag != Tag::Artifact
        {
            let y = run.origin.y.to_pt();
            match lines.last_mut() {
                Some((last, words)) if (*last - y).abs() < 0.01 => words.push_str(&run.text),
                _ => lines.push((y, run.text.clone())),
            }
        }
    }
    lines.into_iter().map(|(_, words)| words.trim().to_owned()).collect()
}

fn all_text(document: &Document) -> String {
    document.pages.iter().flat_map(lines).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_post_without_text_is_one_page_with_its_title() {
    let document = set(Vec::new());
    assert_eq!(document.pages.len(), 1);
    assert_eq!(lines(&document.pages[0])[..2], ["The title", "One"]);
    assert!(dump(&document).contains("Document/H1 \"The "), "{}", dump(&document));
}

#[test]
fn heading_levels_start_below_the_title_and_never_skip() {
    let document = set([3, 5, 4, 6, 3, 1].map(|level| heading(level, "x")).to_vec());
    let levels: Vec<u8> = document.outline.iter().map(|entry| entry.level).collect();
    assert_eq!(levels, [1, 2, 3, 3, 4, 2, 2]);
}

fn cell(words: &str) -> Cell {
    let content = vec![block(BlockKind::Plain(text(words)))];
    Cell { head: false, columns: 1, rows: 1, align: Align::Natural, content }
}

#[test]
fn a_row_taller_than_a_page_goes_on_and_cells_over_rows_lose_nothing() {
    let many = "tall ".repeat(4000);
    let mut high = cell("over two rows");
    high.rows = 2;
    let table = Table {
        columns: vec![Align::Natural; 3],
        head: Vec::new(),
        body: vec![
            Row { cells: vec![high, cell("a"), cell(&many)] },
            Row { cells: vec![cell("b"), cell("last")] },
        ],
        caption: Vec::new(),
    };
    let document = set(vec![block(BlockKind::Table(table))]);
    let text = all_text(&document);
    assert_eq!(text.matches("tall").count(), 4000);
    for words in ["over two rows", "last"] {
        let found = words.split(' ').all(|word| text.contains(word));
        assert!(found, "{words}");
    }
    inside_the_paper(&document);
}

/// Nothing is drawn outside of the paper.
fn inside_the_paper(document: &Document) {
    for page in &document.pages {
        for item in &page.items {
            let (y, height) = match item {
                Item::Text(run) => (run.origin.y, super::length::Abs::ZERO),
                Item::Picture { rect, .. } | Item::Fill { rect, .. } => (rect.y, rect.height),
                _ => continue,
            };
            assert!(y.to_pt() >= 0.0 && (y + height) <= page.height, "{item:?}");
        }
    }
}

#[test]
fn code_keeps_its_blank_lines() {
    let height = |code: &str| {
        let code = block(BlockKind::Code { language: None, text: code.into() });
        let document = set(vec![code, heading(1, "end")]);
        document.destinations["end"].y.to_pt()
    };
    assert!(height("a\n\n\nb") > height("a\nb") + 20.0);
}

fn note(words: &str) -> Footnote {
    Footnote { label: "x".into(), calls: 1, content: vec![paragraph(words)] }
}

#[test]
fn a_footnote_longer_than_a_page_goes_on_and_one_that_nothing_calls_is_kept() {
    let mut call = text("called");
    call.push(Inline::FootnoteCall { footnote: 0, call: 0 });
    let blocks = vec![block(BlockKind::Paragraph(call)), long("text")];
    let notes = vec![note(&"very ".repeat(5000)), note("uncalled")];
    let document = lay(&post(blocks, notes), &Pictures::new());
    let text = all_text(&document);
    assert_eq!(text.matches("very").count(), 5000);
    assert!(text.contains("uncalled"));
    inside_the_paper(&document);
}

#[test]
fn marks_stand_with_their_items_however_deep_the_list() {
    let mut inner = vec![block(BlockKind::Plain(text("deepest")))];
    for depth in (0..60).rev() {
        let item = ListItem { task: None, content: inner };
        let list = List { start: (depth % 2 == 0).then_some(9), items: vec![item] };
        inner = vec![
            block(BlockKind::Plain(text(&format!("level{depth}")))),
            block(BlockKind::List(list)),
        ];
    }
    let document = set(inner);
    let text = all_text(&document);
    assert!(text.contains("9.level1") || text.contains("9. level1"), "{text}");
    assert!(text.contains("deepest"));
    let right = Style::builtin().page.width.to_pt();
    for item in document.pages.iter().flat_map(|page| &page.items) {
        if let Item::Text(run) = item {
            assert!(run.origin.x.to_pt() < right - 90.0, "{:?}", run.text);
        }
    }
}

/// What the picture of [`figure`] is known by.
const SHOWN: Digest = Digest([1; 32]);

fn figure(width: u32, height: u32) -> (Block, Pictures) {
    let asset = Arc::new(Asset {
        path: "a.svg".into(),
        media_type: MediaType::Svg,
        bytes: 1,
        sha256: SHOWN,
        size: Some(PixelSize { width, height }),
        orientation: Orientation::Normal,
    });
    let source = ImageSource::Local(Arc::clone(&asset));
    let image = Image { source, alt: "Shown".into(), title: None, width: None, height: None };
    let figure = Figure { images: vec![image], link: None, caption: text("The caption") };
    let svg = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}'>\
         <rect width='9' height='9'/></svg>"
    );
    let picture = intake(svg.as_bytes(), &asset, Limit::NONE).expect("the picture is sound");
    let pictures = Pictures::from([("a.svg".to_owned(), Ok(Arc::new(picture)))]);
    (block(BlockKind::Figure(figure)), pictures)
}

#[test]
fn what_cannot_be_shown_is_named() {
    let (figure, _) = figure(10, 10);
    let document = lay(&post(vec![figure], Vec::new()), &Pictures::new());
    let text = all_text(&document);
    for words in ["Shown", "a.svg", "The caption"] {
        assert!(text.contains(words), "{words}: {text}");
    }
}

#[test]
fn ten_thousand_paragraphs_come_in_their_order() {
    let document = set((0..10_000).map(|i| paragraph(&format!("n{i}."))).collect());
    let text = all_text(&document);
    let mut rest = text.as_str();
    for i in 0..10_000 {
        let at = rest.find(&format!("n{i}.")).expect("every paragraph is there, in order");
        rest = &rest[at..];
    }
    assert!(document.pages.last().is_some_and(|page| !lines(page).is_empty()));
    assert!(document.pages.iter().all(|page| {
        page.items.iter().any(|item| matches!(item, Item::Text(run) if run.tag == Tag::Artifact))
    }));
}

fn link(words: &str, address: &str) -> Inline {
    let target = Target::Url(address.into());
    Inline::Link(Link { target, title: None, content: text(words) })
}

#[test]
fn each_address_is_listed_once_unless_the_words_say_it() {
    let content = vec![
        link("here", "https://one.example/"),
        Inline::Text(" and ".into()),
        link("there", "https://two.example/%ED%95%9C"),
        Inline::Text(" and ".into()),
        link("here again", "https://one.example/"),
        Inline::Text(" and ".into()),
        link("three.example/x", "https://three.example/x/"),
    ];
    let post = post(vec![block(BlockKind::Paragraph(content))], Vec::new());
    let lines = lines(&lay(&post, &Pictures::new()).pages[0]);
    let at = lines.iter().position(|line| line == "Links").expect("a list of links");
    assert_eq!(lines[at + 1..], ["[1]https://one.example/", "[2]https://two.example/한"]);
    // Numbers are for the eye: the text stays as it was written.
    assert!(lines.iter().any(|line| line == "here and there and here again and three.example/x"));

    let about = About::default();
    let none = Style::builtin().clone().with_links(LinkNotes::None);
    let document = layout(&about, &post, &Pictures::new(), Fonts::builtin(), &none).value;
    assert!(!all_text(&document).contains("Links"));
    let foot = Style::builtin().clone().with_links(LinkNotes::Footnotes);
    let document = layout(&about, &post, &Pictures::new(), Fonts::builtin(), &foot).value;
    let text = all_text(&document);
    assert!(text.ends_with("1.https://one.example/ 2.https://two.example/한"), "{text}");
}

#[test]
fn another_post_is_its_address_or_its_handout_where_the_blog_has_none() {
    for (url, id, expected) in [
        ("https://blog.example/a/", "a", "https://blog.example/a/"),
        ("/a/", "a", "../../a.pdf"),
        ("/x/b/", "x/b: 한?", "../../x/b:%20%ED%95%9C%3F.pdf"),
    ] {
        let target = Target::Post { id: PostId::new(id), url: url.into(), fragment: None };
        let content = text("there");
        let link = Inline::Link(Link { target, title: None, content });
        let mut post = post(vec![block(BlockKind::Paragraph(vec![link]))], Vec::new());
        post.meta.id = PostId::new("2024/01/own");
        let document = lay(&post, &Pictures::new());
        let dump = dump(&document);
        assert!(dump.lines().any(|line| line.ends_with(&format!(" {expected}"))), "{dump}");
        let printed = all_text(&document);
        assert!(!printed.contains(".pdf"), "nobody types the name of a file: {printed}");
    }
}

#[test]
fn the_address_is_a_qr_code_with_words_for_it_only_where_there_is_one() {
    let codes = |post: &Post| {
        let text = dump(&lay(post, &Pictures::new()));
        text.lines().filter(|line| line.contains("picture") && line.contains("Figure")).count()
    };
    let mut post = post(vec![paragraph("text")], Vec::new());
    assert_eq!(codes(&post), 1);
    let document = lay(&post, &Pictures::new());
    let alt = document.nodes.iter().find_map(|node| node.alt.clone());
    assert_eq!(alt.as_deref(), Some("QR: https://blog.example/a/"));
    post.meta.url = "/a/".into();
    assert_eq!(codes(&post), 0);
}

#[test]
fn a_long_post_has_contents_with_the_pages_where_its_headings_are() {
    let chapter = |i: usize| {
        let mut blocks = vec![heading(2, &format!("Chapter {i}"))];
        blocks.extend((0..9).map(|k| long(&format!("{i}-{k}"))));
        blocks
    };
    let document = set((0..8).flat_map(chapter).collect());
    assert!(document.pages.len() > 5);
    let first = lines(&document.pages[0]);
    assert!(first.contains(&"Contents".to_owned()), "{first:?}");
    for entry in document.outline.iter().skip(1) {
        let line = format!("{}{}", entry.title, entry.position.page + 1);
        assert!(first.contains(&line), "{line:?} in {first:?}");
    }
    let short = set(chapter(0));
    assert!(!all_text(&short).contains("Contents"));
}

#[test]
fn a_post_from_right_to_left_keeps_its_direction_whatever_word_a_line_begins_with() {
    let mut persian = post(vec![paragraph("oauth: احراز هویت کاربر")], Vec::new());
    persian.meta.language = "fa".into();
    let document = lay(&persian, &Pictures::new());
    let x = |word: &str| {
        document.pages[0].items.iter().find_map(|item| match item {
            Item::Text(run) if run.text.contains(word) => Some(run.origin.x),
            _ => None,
        })
    };
    assert!(x("oauth") > x("هویت"));
}
