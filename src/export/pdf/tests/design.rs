//! What a handout shows around its text: cover, running heads, addresses of linked pictures.

use std::sync::Arc;

use super::{
    Document, Figure, Image, ImageSource, Inline, Item, Page, Pictures, Post, SHOWN, Style, Tag,
    Target, all_text, block, figure, lay, lines, long, paragraph, post, set, text,
};
use crate::config::Theme;
use crate::export::pdf::flow::cover;
use crate::export::pdf::font::Fonts;
use crate::export::pdf::layout;
use crate::model::block::{Block, BlockKind};
use crate::model::site::About;

/// The artifacts of a page that are text, each with its left edge, in points.
fn around(page: &Page) -> Vec<(f64, String)> {
    let text = |item: &Item| match item {
        Item::Text(run) if run.tag == Tag::Artifact => {
            Some((run.origin.x.to_pt(), run.text.clone()))
        }
        _ => None,
    };
    page.items.iter().filter_map(text).collect()
}

fn words(page: &Page) -> String {
    around(page).into_iter().map(|(_, words)| words).collect::<Vec<_>>().join("|")
}

#[test]
fn pages_name_the_post_and_the_site_once_each() {
    let document = set((0..30).map(|i| long(&i.to_string())).collect());
    assert!(document.pages.len() > 2);
    let first = words(&document.pages[0]);
    assert!(first.contains("blog") && !first.contains("title"), "{first}");
    let second = words(&document.pages[1]);
    assert_eq!((second.matches("blog").count(), second.matches("title").count()), (1, 1));
    // The post stands at the start, the site at the end.
    let x =
        |word: &str| around(&document.pages[1]).iter().find(|(_, w)| w.contains(word)).map(|t| t.0);
    assert!(x("title") < x("blog"), "{second}");
}

#[test]
fn a_head_has_room_for_both_however_long_the_title_is() {
    let mut post = post((0..30).map(|i| long(&i.to_string())).collect(), Vec::new());
    post.meta.title = "A very long title ".repeat(20);
    let document = lay(&post, &Pictures::new());
    let page = Style::builtin().page;
    let ends = document.pages[1].items.iter().filter_map(|item| match item {
        Item::Text(run) if run.origin.y == page.head => Some((run.origin.x, run.text.clone())),
        _ => None,
    });
    let head: Vec<_> = ends.collect();
    assert!(head.iter().any(|(_, words)| words.contains("blog")), "{head:?}");
    assert!(head.iter().any(|(_, words)| words.contains('…')), "{head:?}");
}

#[test]
fn lines_of_headings_are_of_about_one_length() {
    let words =
        "Some words of a heading that is a little longer than one line of the page is wide ok";
    let document = set(vec![super::heading(2, words)]);
    let all = lines(&document.pages[0]);
    let at = all.iter().position(|line| line.starts_with("Some words")).expect("the heading");
    let (first, second) = (all[at].chars().count(), all[at + 1].chars().count());
    assert_eq!(first + second + 1, words.len(), "two lines: {all:?}");
    assert!(first.abs_diff(second) < 12, "{first} and {second}");
}

/// A post with a cover picture, its pictures, and the block that would show the same file.
fn covered(blocks: Vec<Block>) -> (Post, Pictures, Block) {
    let (shown, pictures) = figure(800, 600);
    let BlockKind::Figure(one) = &shown.kind else { panic!("a figure") };
    let ImageSource::Local(asset) = &one.images[0].source else { panic!("a file") };
    let mut post = post(blocks, Vec::new());
    post.cover = Some(Arc::clone(asset));
    (post, pictures, shown)
}

fn covers(document: &Document) -> Vec<(f64, f64, bool)> {
    let items = document.pages.iter().flat_map(|page| &page.items);
    let picture = |item: &Item| match item {
        Item::Picture { picture, rect, tag, .. } if picture.digest == SHOWN => {
            Some((rect.width.to_pt(), rect.height.to_pt(), *tag == Tag::Artifact))
        }
        _ => None,
    };
    items.filter_map(picture).collect()
}

#[test]
fn the_cover_is_printed_where_the_post_opens_with_no_picture() {
    let (post, pictures, _) = covered(vec![paragraph("Words.")]);
    let [(width, height, decoration)] = covers(&lay(&post, &pictures))[..] else {
        panic!("one cover");
    };
    assert!(decoration && (width / height - 4.0 / 3.0).abs() < 0.01);
    let depth = Style::builtin().page.depth().to_pt();
    assert!((height - depth * Style::builtin().cover_height).abs() < 0.01);

    let without = Style::parse_over("[title]\ncover = false", Theme::Default).expect("valid");
    assert!(cover::printed(&post, &without).is_none());
    let none = layout(&About::default(), &post, &pictures, Fonts::builtin(), &without).value;
    assert!(covers(&none).is_empty());
}

#[test]
fn the_cover_is_not_printed_beside_another_picture_nor_twice() {
    let style = Style::builtin();
    let (_, _, shown) = covered(Vec::new());
    let far = |last: Block| (0..9).map(|i| long(&i.to_string())).chain([last]).collect::<Vec<_>>();
    let (opens, ..) = covered(vec![paragraph("Words."), shown.clone()]);
    assert!(cover::printed(&opens, style).is_none());
    let (shows, ..) = covered(far(shown));
    assert!(cover::printed(&shows, style).is_none());
    let (mut icon, ..) = covered(far(paragraph("Words.")));
    assert!(cover::printed(&icon, style).is_some());
    let mut small = icon.cover.as_deref().cloned().expect("a cover");
    small.size = small.size.map(|size| crate::model::PixelSize { width: 64, ..size });
    icon.cover = Some(Arc::new(small));
    assert!(cover::printed(&icon, style).is_none());
}

fn image(source: ImageSource, alt: &str) -> Image {
    Image { source, alt: alt.into(), title: None, width: None, height: None }
}

#[test]
fn the_address_behind_a_picture_is_in_the_list_of_links() {
    let (mut shown, pictures) = figure(100, 80);
    let BlockKind::Figure(one) = &mut shown.kind else { panic!("a figure") };
    one.link = Some(Target::Url("https://example.com/film".into()));
    for caption in [text("The caption"), Vec::new()] {
        let BlockKind::Figure(one) = &mut shown.kind else { panic!("a figure") };
        one.caption = caption;
        let document = lay(&post(vec![shown.clone()], Vec::new()), &pictures);
        assert!(all_text(&document).contains("https://example.com/film"));
        // The number at the picture is for paper alone; that of the list is read.
        let raised = |item: &&Item| {
            matches!(item, Item::Text(run) if run.tag == Tag::Artifact
            && run.text.is_empty() && run.glyphs.len() == 3)
        };
        assert_eq!(document.pages[0].items.iter().filter(raised).count(), 1);
    }
    let BlockKind::Figure(one) = &mut shown.kind else { panic!("a figure") };
    one.link = Some(Target::Url("https://example.com/large.JPG?size=full".into()));
    let document = lay(&post(vec![shown], Vec::new()), &pictures);
    assert!(!all_text(&document).contains("large"), "the picture itself is on the page");
}

#[test]
fn what_a_missing_picture_would_show_is_said_once() {
    let missing = image(ImageSource::Missing("gone.png".into()), "A sunset");
    let mut figure = Figure { images: vec![missing], link: None, caption: text("A sunset") };
    let said = |figure: &Figure| {
        let document = set(vec![block(BlockKind::Figure(figure.clone()))]);
        all_text(&document).matches("A sunset").count()
    };
    assert_eq!(said(&figure), 1);
    figure.caption = text("A sunset in May");
    assert_eq!(said(&figure), 2, "a caption of its own stays");
}

#[test]
fn a_paragraph_emphasised_from_end_to_end_is_a_remark() {
    let emphasis = |words: &str| vec![Inline::Emphasis(text(words))];
    let dots = |content: Vec<Inline>| {
        let document = set(vec![block(BlockKind::Paragraph(content))]);
        assert!(lines(&document.pages[0]).iter().any(|line| line.contains('글')));
        let dot = |item: &&Item| {
            matches!(item, Item::Fill { rect, .. } if rect.width < rect.height * 1.01
            && rect.height.to_pt() < 2.0)
        };
        document.pages[0].items.iter().filter(dot).count()
    };
    assert_eq!(dots(emphasis("글 위의 그림")), 0);
    let mut within = emphasis("글");
    within.extend(text(" 속의 말"));
    assert_eq!(dots(within), 1);
}
