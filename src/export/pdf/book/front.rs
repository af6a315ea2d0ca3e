//! What a book has besides posts: its cover, its contents, the pages that open its parts.

use std::ops::Range;

use super::leaf::{Kind, Laid, document};
use super::{Book, Part};
use crate::export::pdf::flow::text::{Ink, into_link};
use crate::export::pdf::flow::{Column, Flow, Keep, Strip, absolute, strip};
use crate::export::pdf::font::Fonts;
use crate::export::pdf::furniture::{in_order, in_words, readable};
use crate::export::pdf::length::Abs;
use crate::export::pdf::page::{Item, LinkTarget, Page, Point, Role, Tag};
use crate::export::pdf::paginate::{self, List, Paged};
use crate::export::pdf::paragraph::Alignment;
use crate::export::pdf::style::{Setting, Style};
use crate::export::pdf::tree::Tree;
use crate::export::pdf::{Pictures, contents};
use crate::model::{Dates, Digest, Meta, Newline, Person, Post, PostId, SourceFile, text};
use crate::span::FileId;

/// A line of the contents.
#[derive(Debug)]
pub(super) struct Listed {
    pub(super) title: String,
    /// The post; none for a part.
    pub(super) post: Option<PostId>,
    /// Its language, where it is another than the book's.
    pub(super) language: Option<String>,
    /// The number of its first page.
    pub(super) page: usize,
}

/// A post without text, which the pages of the book's own are set as.
pub(super) fn blank(book: &Book<'_>) -> Post {
    let digest = Digest([0; 32]);
    Post {
        meta: Meta {
            id: PostId::new("book"),
            file: FileId(0),
            source: "".into(),
            url: String::new(),
            title: book.title(),
            summary: String::new(),
            dates: Dates::default(),
            authors: [].into(),
            categories: [].into(),
            tags: [].into(),
            language: book.language.as_str().into(),
            draft: false,
            guid: String::new(),
            thumbnail: None,
            family: None,
            former: [].into(),
        },
        source: SourceFile {
            bytes: 0,
            sha256: digest,
            encoding: "utf-8",
            newline: Newline::None,
            bom: false,
        },
        text: String::new(),
        front_matter: None,
        body: Range::default(),
        title: Vec::new(),
        title_heading: None,
        blocks: Vec::new(),
        footnotes: Vec::new(),
        mentions: Vec::new(),
        cover: None,
        summary: String::new(),
        translations: Vec::new(),
        warnings: Vec::new(),
    }
}

/// Cover and contents: an even number of pages, so that the first post begins on a right one.
pub(super) fn pages(book: &Book<'_>, listed: &[Listed], fonts: &Fonts, style: &Style) -> Laid {
    let post = blank(book);
    let pictures = Pictures::new();
    let mut flow = Flow::new(&post, &pictures, fonts, style);
    let mut paged = cover(&mut flow, book);
    let after = paged.pages.len();
    let mut list = contents(&mut flow, listed);
    paged.pages.append(&mut list.pages);
    paged.outline = list.outline;
    paged.outline.iter_mut().for_each(|entry| entry.position.page += after);
    if paged.pages.len() % 2 == 1 {
        let (width, height) = (style.page.width, style.page.height);
        paged.pages.push(Page { width, height, items: Vec::new() });
    }
    let language = flow.language.clone().into_owned();
    let title = book.title();
    let document = document(paged, flow.tree.into_nodes(), 0, None);
    Laid::new(Kind::Front, &title, &language, document, fonts)
}

/// Sets the cover: the title in the upper part of the page; who, when and how much at its foot.
fn cover(flow: &mut Flow, book: &Book<'_>) -> Paged {
    let style = flow.style;
    let column = Column::page(style);
    let depth = style.page.depth();
    rest(flow, depth * 0.2);
    large(flow, column, &book.about.title, 1.7);
    if let Some(topic) = &book.topic {
        let set = Setting { size: style.title.size, leading: style.title.leading };
        let look = Column { text: set, color: style.colors.accent, ..column };
        flow.space(style.text.leading * 0.5);
        paragraph(flow, look, topic);
    }
    short_rule(flow, column);
    let said = text::one_line(&book.about.description);
    if !said.is_empty() {
        let look = Column { text: style.text.scaled(1.15), color: style.colors.muted, ..column };
        flow.space(style.text.leading);
        paragraph(flow, look, &text::excerpt(&said, 400));
    }
    let upper = std::mem::take(&mut flow.strips);

    let names: Vec<&str> = authors(book).into_iter().map(|person| person.name.as_str()).collect();
    if !names.is_empty() {
        let look = Column { text: style.text.scaled(1.15), color: style.colors.strong, ..column };
        paragraph(flow, look, &text::excerpt(&text::one_line(&names.join(", ")), 300));
        flow.space(style.text.leading * 0.5);
    }
    let small = Column { text: style.meta.scaled(1.1), color: style.colors.muted, ..column };
    let count = flow.label("posts").replace("{posts}", &book.posts.len().to_string());
    let facts: Vec<String> = span_of_dates(flow, book).into_iter().chain([count]).collect();
    paragraph(flow, small, &facts.join("  ·  "));
    if let Some(address) = absolute(&book.about.url) {
        let node = flow.tree.add(Tree::ROOT, Role::Paragraph);
        let shown = readable(&address);
        let ink = Ink::new(small, node);
        let linked = into_link(flow, &ink, LinkTarget::Uri(address), shown.clone());
        let lines = flow.address_lines(&linked.text(in_order(&shown)), column.width);
        flow.push_lines(column.x, small.text, lines, Keep::Always);
    }
    let lower = std::mem::replace(&mut flow.strips, upper);
    let taken = strip::height(&flow.strips) + strip::height(&lower);
    let free = (depth - taken - Abs::pt(1.0)).max(style.text.leading);
    flow.push(Strip { height: free, keep: Keep::Always, ..Strip::default() });
    flow.strips.extend(lower);
    cut(flow)
}

/// Sets the contents: the parts, and below each its posts with the pages that they begin on.
fn contents(flow: &mut Flow, listed: &[Listed]) -> Paged {
    let style = flow.style;
    let page = Column::page(style);
    let title = flow.label("contents").to_owned();
    let node = flow.tree.add(Tree::ROOT, Role::Heading(1));
    let head = Column { text: style.title, bold: true, color: style.colors.strong, ..page };
    let pieces = [Ink::new(head, node).text(title.as_str())];
    let lines = flow.lines(&pieces, page.width, start(flow), None);
    flow.push_lines(page.x, style.title, lines, Keep::Always);
    if let Some(first) = flow.strips.first_mut() {
        first.heading = Some((1, title));
    }
    flow.space(style.text.leading);

    let column = Column { text: style.table, ..page };
    let largest = listed.last().map_or(0, |entry| entry.page);
    // A fourth digit takes as much room as the others do.
    let numbers = contents::NUMBERS + if largest > 999 { 0.6 } else { 0.0 };
    let mut list = None;
    let mut from = flow.strips.len();
    for entry in listed {
        let Some(id) = &entry.post else {
            hold(flow, from);
            flow.space(style.table.leading);
            let look = Column { bold: true, color: style.colors.strong, ..column };
            let node = flow.tree.add(Tree::ROOT, Role::Paragraph);
            let pieces = [Ink::new(look, node).text(entry.title.as_str())];
            let lines = flow.lines(&pieces, column.width, start(flow), None);
            flow.push_lines(column.x, column.text, lines, Keep::Always);
            flow.space(Abs::pt(2.0));
            list = None;
            from = flow.strips.len();
            continue;
        };
        let list =
            *list.get_or_insert_with(|| flow.tree.add(Tree::ROOT, Role::List { numbered: false }));
        let item = flow.tree.add(list, Role::ListItem);
        let body = flow.tree.add(item, Role::ListBody);
        if let Some(language) = &entry.language {
            flow.tree.set_language(body, language);
        }
        flow.space(Abs::pt(1.5));
        let target = LinkTarget::Within(id.clone(), None);
        let start = flow.strips.len();
        contents::line(flow, column.inside(body), &entry.title, target, entry.page, numbers);
        // A title of several lines is not parted from its number.
        let end = flow.strips.len();
        for strip in flow.strips.get_mut(start..end.saturating_sub(1)).unwrap_or_default() {
            strip.keep = Keep::Always;
        }
    }
    hold(flow, from);
    cut(flow)
}

/// Keeps the first two and the last two entries of a list together.
fn hold(flow: &mut Flow, from: usize) {
    let list = flow.strips.get_mut(from..).unwrap_or_default();
    let count = list.len();
    for (i, strip) in list.iter_mut().enumerate() {
        if count > 1 && (i == 0 || i + 2 == count) {
            strip.keep = strip.keep.max(Keep::Rather);
        }
    }
}

/// What a part is called.
pub(super) fn part_title(flow: &Flow, part: &Part<'_>) -> String {
    part.year.map_or_else(|| flow.label("undated").to_owned(), |year| year.to_string())
}

/// Sets the page that opens a part of so many posts.
pub(super) fn part(flow: &mut Flow, title: &str, posts: usize) -> Paged {
    let style = flow.style;
    let column = Column::page(style);
    rest(flow, style.page.depth() * 0.3);
    let at = flow.strips.len();
    large(flow, column, title, 2.0);
    if let Some(first) = flow.strips.get_mut(at) {
        first.heading = Some((1, title.to_owned()));
    }
    short_rule(flow, column);
    flow.space(style.text.leading);
    let small = Column { text: style.meta.scaled(1.1), color: style.colors.muted, ..column };
    let count = flow.label("posts").replace("{posts}", &posts.to_string());
    paragraph(flow, small, &count);
    cut(flow)
}

/// The side at which the lines of a book's own pages start, whatever they are written in.
fn start(flow: &Flow) -> Alignment {
    if flow.right_to_left { Alignment::Right } else { Alignment::Left }
}

/// Leaves the top of a page empty.
fn rest(flow: &mut Flow, height: Abs) {
    flow.push(Strip { height, keep: Keep::Always, ..Strip::default() });
}

/// Sets a heading larger than the title of a post.
fn large(flow: &mut Flow, column: Column, words: &str, factor: f64) {
    let style = flow.style;
    let set = style.title.scaled(factor);
    let node = flow.tree.add(Tree::ROOT, Role::Heading(1));
    let look = Column { text: set, bold: true, color: style.colors.strong, ..column };
    let pieces = [Ink::new(look, node).text(words)];
    // Lines that were evened out stand at the left of a narrower measure.
    let mut lines = flow.balanced(&pieces, column.width, Alignment::Left, None);
    for line in lines.iter_mut().filter(|_| flow.right_to_left) {
        let shift = column.width - line.width;
        line.items.iter_mut().for_each(|item| item.shift(shift, Abs::ZERO));
    }
    flow.push_lines(column.x, set, lines, Keep::Always);
}

/// A short thick rule below a large heading, at its start.
fn short_rule(flow: &mut Flow, column: Column) {
    let thickness = Abs::pt(2.0);
    let length = column.width * 0.14;
    let x = if flow.right_to_left { column.x + column.width - length } else { column.x };
    let y = thickness * 0.5;
    let rule = Item::Line {
        from: Point { x, y },
        to: Point { x: x + length, y },
        color: flow.style.colors.accent,
        thickness,
        tag: Tag::Artifact,
    };
    flow.space(flow.style.text.leading * 0.75);
    let items = vec![rule];
    flow.push(Strip { items, height: thickness, keep: Keep::Always, ..Strip::default() });
}

fn paragraph(flow: &mut Flow, look: Column, words: &str) {
    let node = flow.tree.add(look.node, Role::Paragraph);
    let pieces = [Ink::new(look, node).text(words)];
    let lines = flow.lines(&pieces, look.width, start(flow), None);
    flow.push_lines(look.x, look.text, lines, Keep::Always);
}

/// Cuts what was set into pages.
fn cut(flow: &mut Flow) -> Paged {
    let strips = std::mem::take(&mut flow.strips);
    let list = List { strips, notes: Vec::new(), decorations: Vec::new() };
    paginate::paginate(list, flow.style)
}

/// Those who write the blog, else those who wrote any of the posts, each once.
pub(super) fn authors<'b>(book: &'b Book<'_>) -> Vec<&'b Person> {
    let mut people: Vec<&Person> = book.about.authors.iter().collect();
    if people.is_empty() {
        for person in book.metas().flat_map(|meta| meta.authors.iter()) {
            if !people.iter().any(|known| known.name == person.name) {
                people.push(person);
            }
        }
    }
    people
}

/// From the first date to the last one.
fn span_of_dates(flow: &Flow, book: &Book<'_>) -> Option<String> {
    let mut dates = book.metas().filter_map(|meta| meta.dates.published.as_ref());
    let first = dates.next()?;
    let first_words = in_words(first, &flow.language);
    let last = in_words(dates.last().unwrap_or(first), &flow.language);
    if first_words == last { Some(last) } else { Some(format!("{first_words} – {last}")) }
}
