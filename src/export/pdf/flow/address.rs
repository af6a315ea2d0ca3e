//! Where links lead, for readers of paper: each address once, numbered, in a list at the end or at
//! the foot of the page.

use std::collections::BTreeMap;

use super::super::furniture::{in_order, readable};
use super::super::length::Abs;
use super::super::page::{Item, LinkTarget, Point, Role, Tag};
use super::super::paragraph::{Alignment, Piece};
use super::super::tree::Tree;
use super::text::{Ink, into_link, raised};
use super::{Column, Flow, Keep, Strip, list};
use crate::config::LinkNotes;
use crate::model::text;
use crate::span::Span;

/// From the start of a number to its address, in ems.
const INDENT: f64 = 2.4;

/// Longer addresses are cut: nobody types them.
const LONGEST: usize = 300;

/// The addresses that are printed, in the order in which they are met.
#[derive(Debug, Default)]
pub struct Addresses {
    order: Vec<String>,
    numbers: BTreeMap<String, usize>,
    /// How many of them were called at the foot of a page.
    called: usize,
}

/// The number of an address as the text calls it; `None` where it is not called: the words say it
/// themselves.
///
/// Numbers go on behind those of the footnotes, so that each of them names one thing, whatever is printed for it.
#[must_use]
pub fn number_of(flow: &mut Flow, target: &LinkTarget, words: &str) -> Option<usize> {
    let LinkTarget::Uri(uri) = target else { return None };
    let quiet = flow.style.links == LinkNotes::None || says(words, uri) || is_picture(uri);
    if quiet {
        return None;
    }
    let Addresses { order, numbers, .. } = &mut flow.addresses;
    let index = *numbers.entry(uri.clone()).or_insert_with(|| {
        order.push(uri.clone());
        order.len() - 1
    });
    Some(flow.post.footnotes.len() + index + 1)
}

/// Whether an address is that of a picture: what it would show is on the page, only smaller.
fn is_picture(uri: &str) -> bool {
    let path = uri.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    [".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".avif"].iter().any(|e| path.ends_with(e))
}

/// Whether words are the address itself, as far as it matters to somebody who types it.
fn says(words: &str, uri: &str) -> bool {
    let bare = |text: &str| -> String {
        let text = text.trim().trim_end_matches('/');
        let text = text.strip_prefix("mailto:").unwrap_or(text);
        let text = text.split_once("://").map_or(text, |(_, rest)| rest);
        text.strip_prefix("www.").unwrap_or(text).to_lowercase()
    };
    let words = bare(words);
    words == bare(uri) || words == bare(&readable(uri))
}

/// Appends a raised number. It is for readers of paper alone: on a screen the words before it are
/// the link, and what is copied or read aloud stays free of it.
pub fn call(flow: &mut Flow, out: &mut Vec<Piece>, ink: &Ink, number: usize) {
    let mut style = raised(ink, 0.36).style;
    style.color = flow.style.colors.muted;
    style.underline = false;
    style.background = None;
    style.silent = true;
    // Joined to the word, so that no line begins with it.
    let text = format!("\u{2060}{}", shown(flow, number));
    out.push(Piece::Text { text, style, tag: Tag::Artifact, link: None });
    let index = number - 1;
    let first = flow.addresses.called + flow.post.footnotes.len() <= index;
    if first && flow.style.links == LinkNotes::Footnotes {
        flow.addresses.called = index + 1 - flow.post.footnotes.len();
        out.push(Piece::Footnote(index));
    }
}

/// A number as it is printed. In a list at the end it counts from 1, in brackets, so that nobody
/// takes it for a footnote; at the foot of the page it goes on behind the footnotes there.
fn shown(flow: &Flow, number: usize) -> String {
    match flow.style.links {
        LinkNotes::Footnotes => number.to_string(),
        LinkNotes::List | LinkNotes::None => format!("[{}]", number - flow.post.footnotes.len()),
    }
}

fn place(number: usize) -> String {
    format!("link-{number}")
}

/// The addresses as notes, to stand behind the post's own footnotes.
#[must_use]
pub fn notes(flow: &mut Flow, page: Column) -> Vec<Vec<Strip>> {
    if flow.style.links != LinkNotes::Footnotes {
        return Vec::new();
    }
    let column = column(flow, page);
    let mut notes = Vec::new();
    for (number, uri) in numbered(flow) {
        let strips = flow.apart(|flow| {
            let node = flow.tree.add(column.node, Role::Note);
            let label = flow.tree.add(node, Role::Label);
            entry(flow, column, (node, label), number, &uri);
            if let Some(first) = flow.strips.first_mut() {
                first.above = Abs::pt(2.0);
            }
        });
        notes.push(strips);
    }
    notes
}

/// Sets the addresses as a list below the text.
pub fn list_of_all(flow: &mut Flow, page: Column) {
    let all = numbered(flow);
    if flow.style.links != LinkNotes::List || all.is_empty() {
        return;
    }
    let column = column(flow, page);
    let colors = flow.style.colors;
    flow.space(page.text.leading * 1.5);
    let length = page.width * 0.25;
    let x = if flow.right_to_left { page.x + page.width - length } else { page.x };
    let rule = Item::Line {
        from: Point { x, y: Abs::ZERO },
        to: Point { x: x + length, y: Abs::ZERO },
        color: colors.rule,
        thickness: Abs::pt(0.6),
        tag: Tag::Artifact,
    };
    let thin = Abs::pt(0.6);
    flow.push(Strip { items: vec![rule], height: thin, keep: Keep::Always, ..Strip::default() });
    flow.space(Abs::pt(5.0));
    let head = flow.tree.add(Tree::ROOT, Role::Paragraph);
    let ink = Ink::new(Column { bold: true, color: colors.strong, ..column }, head);
    let title = [ink.text(flow.label("links"))];
    let lines = flow.lines(&title, column.width, Alignment::Start, None);
    flow.push_lines(column.x, column.text, lines, Keep::Always);
    flow.space(Abs::pt(2.0));

    let node = flow.tree.add(Tree::ROOT, Role::List { numbered: true });
    let count = all.len();
    for (i, (number, uri)) in all.into_iter().enumerate() {
        let item = flow.tree.add(node, Role::ListItem);
        let label = flow.tree.add(item, Role::Label);
        let body = flow.tree.add(item, Role::ListBody);
        entry(flow, column, (body, label), number, &uri);
        // Two stay together on either side of a page break.
        if let Some(last) = flow.strips.last_mut().filter(|_| i == 0 || i + 2 == count) {
            last.keep = last.keep.max(Keep::Rather);
        }
    }
}

fn column(flow: &Flow, page: Column) -> Column {
    Column { text: flow.style.footnote, gap: Abs::ZERO, color: flow.style.colors.muted, ..page }
}

fn numbered(flow: &Flow) -> Vec<(usize, String)> {
    let first = flow.post.footnotes.len() + 1;
    (first..).zip(flow.addresses.order.iter().cloned()).collect()
}

/// A number, and its address as a link. `nodes` are those of the address and of the number.
fn entry(
    flow: &mut Flow,
    column: Column,
    nodes: (super::super::page::NodeId, super::super::page::NodeId),
    number: usize,
    uri: &str,
) {
    let (body, label) = nodes;
    let inner = column.inside(body).indented(column.text.size * INDENT, flow.right_to_left);
    let start = flow.strips.len();
    let words = text::excerpt(&readable(uri), LONGEST);
    let holder = if flow.tree.role(body) == Role::Note {
        flow.tree.add(body, Role::Paragraph)
    } else {
        body
    };
    let ink = Ink::new(inner, holder);
    let mut linked = into_link(flow, &ink, LinkTarget::Uri(uri.to_owned()), words.clone());
    linked.style.color = column.color;
    let lines = flow.address_lines(&linked.text(in_order(&words)), inner.width);
    flow.push_lines(inner.x, column.text, lines, Keep::Free);
    let mark = match flow.style.links {
        LinkNotes::Footnotes => format!("{number}."),
        LinkNotes::List | LinkNotes::None => shown(flow, number),
    };
    let mark = Ink::new(column, label).text(mark);
    list::mark_pieces(flow, column, inner, &[mark], start, Span::file(flow.post.meta.file));
    if let Some(first) = flow.strips.get_mut(start) {
        first.places.push(place(number));
    }
}
