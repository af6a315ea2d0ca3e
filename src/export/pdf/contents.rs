//! The headings of a long post as a list of contents below its title, with the pages they are on.

use super::flow::text::{Ink, into_link, plain_style};
use super::flow::{Column, Flow, Keep};
use super::length::Abs;
use super::page::{LinkTarget, Role, Tag};
use super::paginate::{self, List, Paged};
use super::paragraph::{Alignment, Line, Piece};
use super::tree::Tree;

/// More entries than this would be a page of their own; only the highest level is listed then.
const MOST_ENTRIES: usize = 40;

/// What is left for page numbers of up to three digits, in ems.
pub(super) const NUMBERS: f64 = 2.2;

/// From one level to the next, in ems.
const INDENT: f64 = 1.4;

/// A heading.
struct Entry {
    /// 2 or 3.
    level: u8,
    title: String,
    /// The destination that it begins.
    anchor: String,
}

/// Puts a list of contents at a place of a list, if the post is long enough to need one.
pub(super) fn insert(flow: &mut Flow, list: &mut List, column: Column, at: usize) {
    let style = flow.style;
    let entries = entries(list, at);
    if entries.len() < style.contents_entries.max(1) {
        return;
    }
    let plan = paginate::plan(list, style);
    if plan.pages.len() <= style.contents_pages {
        return;
    }
    // How high it is does not depend on the numbers, so where things stand is known before.
    let mark = flow.tree.mark();
    let strips = flow.apart(|flow| set(flow, column, &entries, &plan));
    let count = strips.len();
    list.strips.splice(at..at, strips);
    let plan = paginate::plan(list, style);
    flow.tree.forget(mark);
    let strips = flow.apart(|flow| set(flow, column, &entries, &plan));
    list.strips.splice(at..at + count, strips);
}

/// The headings to list.
fn entries(list: &List, at: usize) -> Vec<Entry> {
    let mut entries = Vec::new();
    for strip in list.strips.get(at..).unwrap_or_default() {
        if let (Some((level @ 2..=3, title)), Some(anchor)) = (&strip.heading, strip.places.first())
            && !title.is_empty()
        {
            let (title, anchor) = (title.clone(), anchor.clone());
            entries.push(Entry { level: *level, title, anchor });
        }
    }
    if entries.len() > MOST_ENTRIES {
        entries.retain(|entry| entry.level == 2);
    }
    if entries.len() > MOST_ENTRIES * 2 {
        entries.clear();
    }
    entries
}

/// Sets the list of contents.
fn set(flow: &mut Flow, page: Column, entries: &[Entry], plan: &Paged) {
    let style = flow.style;
    let text = style.table;
    let column = Column { text, ..page };
    let head = flow.tree.add(Tree::ROOT, Role::Paragraph);
    let strong = Column { bold: true, color: style.colors.strong, ..column };
    let title = [Ink::new(strong, head).text(flow.label("contents"))];
    let lines = flow.lines(&title, column.width, Alignment::Start, None);
    flow.space(page.text.leading * 1.25);
    flow.push_lines(column.x, text, lines, Keep::Always);
    flow.space(Abs::pt(3.0));

    let node = flow.tree.add(Tree::ROOT, Role::List { numbered: false });
    for (i, entry) in entries.iter().enumerate() {
        let item = flow.tree.add(node, Role::ListItem);
        let body = flow.tree.add(item, Role::ListBody);
        let depth = f64::from(entry.level.saturating_sub(2));
        let inner = column.inside(body).indented(text.size * INDENT * depth, flow.right_to_left);
        let number = plan.destinations.get(&entry.anchor).map_or(0, |place| place.page) + 1;
        let start = flow.strips.len();
        let target = LinkTarget::Destination(entry.anchor.clone());
        line(flow, inner, &entry.title, target, number, NUMBERS);
        let near_end = i == 0 || i + 2 == entries.len();
        if let Some(last) =
            flow.strips.last_mut().filter(|last| near_end && last.keep == Keep::Free)
        {
            last.keep = Keep::Rather;
        }
        // A chapter is a little apart from the one before.
        if i > 0
            && entry.level == 2
            && let Some(first) = flow.strips.get_mut(start)
        {
            first.above = Abs::pt(1.5);
        }
    }
    flow.space(page.text.leading);
}

/// Sets one entry: its words, dots, its page, for which so many ems are left.
pub(super) fn line(
    flow: &mut Flow,
    inner: Column,
    title: &str,
    target: LinkTarget,
    number: usize,
    numbers: f64,
) {
    let set = inner.text;
    let numbers = set.size * numbers;
    let mut linked = into_link(flow, &Ink::new(inner, inner.node), target, title.to_owned());
    linked.style.color = inner.color;
    let room = inner.width - numbers - set.size;
    let shift = if flow.right_to_left { numbers + set.size } else { Abs::ZERO };
    let title = [linked.text(title)];
    // At the left, where a line's width is that of its words, whatever direction they have.
    let mut lines = flow.lines(&title, room, Alignment::Left, None);
    let taken = lines.last().map_or(Abs::ZERO, |line| line.width);
    if flow.right_to_left {
        for line in &mut lines {
            let dx = room - line.width;
            line.items.iter_mut().for_each(|item| item.shift(dx, Abs::ZERO));
        }
    }
    let Some(last) = lines.last_mut() else { return };

    let right_to_left = flow.right_to_left;
    // `shift` is undone, as the whole line is moved by it.
    let end = |width: Abs, from_end: Abs| {
        if right_to_left { from_end - shift } else { inner.width - from_end - width }
    };
    let one = dots(flow, inner, 1).width;
    let pitch = dots(flow, inner, 2).width - one;
    let free = inner.width - numbers - taken - set.size * 0.5 - one;
    if pitch > Abs::ZERO && free > pitch * 3.0 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a line has some hundreds of dots at most"
        )]
        let count = (free / pitch) as usize + 1;
        let mut leader = dots(flow, inner, count);
        let x = end(leader.width, numbers);
        leader.items.iter_mut().for_each(|item| item.shift(x, Abs::ZERO));
        last.items.append(&mut leader.items);
    }
    let number = [linked.text(number.to_string())];
    if let Some(mut line) = flow.lines(&number, inner.width, Alignment::Left, None).pop() {
        let x = end(line.width, Abs::ZERO);
        line.items.iter_mut().for_each(|item| item.shift(x, Abs::ZERO));
        last.items.append(&mut line.items);
    }
    flow.push_lines(inner.x + shift, set, lines, Keep::Free);
}

/// Dots that lead the eye; they are not read aloud.
fn dots(flow: &mut Flow, column: Column, count: usize) -> Line {
    let mut style = plain_style(column.text, flow.style.colors.muted);
    style.silent = true;
    let text = vec!["."; count].join("\u{a0}");
    let piece = Piece::Text { text, style, tag: Tag::Artifact, link: None };
    let room = Abs::pt(10_000.0);
    flow.lines(&[piece], room, Alignment::Left, None).pop().unwrap_or_default()
}
