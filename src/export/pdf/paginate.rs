//! Strips to pages: where each page ends, which footnotes stand on it, how figures fit.
//!
//! Each page is filled as far as it goes; among the places where it could end, the cheapest one
//! is taken: an empty part of the page costs its share, parting what belongs together costs more.

mod float;
mod tighten;

use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;
use std::sync::Arc;

use super::flow::strip::{self, Decoration, Keep, Strip};
use super::length::Abs;
use super::page::{Item, OutlineEntry, Page, Point, Position, Tag};
use super::style::Style;

/// Price of a page end that should rather be elsewhere: it may leave this share of a page empty.
const RATHER_COST: f64 = 0.15;

/// Price of a page end that no page should have: more than an empty page.
const ALWAYS_COST: f64 = 3.0;

/// A larger empty share of a page is filled by setting a picture smaller.
const GAP: f64 = 0.12;

/// Share of a page that footnotes continued from the page before may take, while there is text.
const CARRIED_SHARE: f64 = 0.5;

/// How many strips after a figure are looked at to fill a gap, and behind a picture for its
/// caption: more than a page has of either.
const LOOK_AHEAD: usize = 200;

/// Above the rule between text and footnotes, and between the rule and the notes.
pub(super) const NOTE_SPACE: (Abs, Abs) = (Abs::pt(9.0), Abs::pt(5.0));

/// A post as a vertical list.
#[derive(Debug, Clone, Default)]
pub struct List {
    /// The text.
    pub strips: Vec<Strip>,
    /// The footnotes, by index.
    pub notes: Vec<Vec<Strip>>,
    /// What is drawn behind strips.
    pub decorations: Vec<Decoration>,
}

/// A post as pages.
#[derive(Debug, Default)]
pub struct Paged {
    /// The pages, at least one.
    pub pages: Vec<Page>,
    /// The headings, in order.
    pub outline: Vec<OutlineEntry>,
    /// Named places.
    pub destinations: BTreeMap<String, Position>,
    /// How far down the text of the last page reaches.
    pub used: Abs,
}

/// The notes that still have to be placed.
struct Notes {
    /// Strips of footnotes by index; taken out when called.
    waiting: Vec<Vec<Strip>>,
    /// Strips that were called for and are not yet on a page.
    queue: VecDeque<Strip>,
    /// The height of the queue. Each page asks for it, and many may pass while notes pile up.
    queued: Abs,
}

/// Cuts a list into pages, and sees to it that the last one is not left nearly empty.
#[must_use]
pub fn paginate(mut list: List, style: &Style) -> Paged {
    tighten::tighten(&mut list, style);
    pages(list, style)
}

/// Where things of a list would come to stand: pages without anything on them.
#[must_use]
pub fn plan(list: &List, style: &Style) -> Paged {
    paginate(tighten::skeleton(list), style)
}

/// Cuts a list into pages as it is.
fn pages(list: List, style: &Style) -> Paged {
    let List { mut strips, notes, decorations } = list;
    let depth = style.page.depth();
    let mut notes = Notes { waiting: notes, queue: VecDeque::new(), queued: Abs::ZERO };
    let mut paged = Paged::default();
    let mut at = 0;
    loop {
        if at >= strips.len() && notes.queue.is_empty() {
            // Notes that no line of the text calls are printed all the same.
            (0..notes.waiting.len()).for_each(|i| notes.call(i));
            if notes.queue.is_empty() && !paged.pages.is_empty() {
                break;
            }
        }
        let mut end = fill(&mut strips, at, &notes, depth);
        if let Some(figure) = float::next(&strips, at, end, depth) {
            end = float::fill_with_text(&mut strips, at, end, figure, &notes, depth);
        }
        emit(&mut paged, &mut strips[..], at..end, &mut notes, &decorations, style);
        at = end;
    }
    paged
}

impl Notes {
    /// Queues a footnote, and those that it calls itself, once each.
    fn call(&mut self, footnote: usize) {
        let mut stack = vec![footnote];
        while let Some(i) = stack.pop() {
            let Some(waiting) = self.waiting.get_mut(i) else { continue };
            let strips = std::mem::take(waiting);
            stack.extend(strips.iter().rev().flat_map(|s| s.footnotes.iter().rev()).copied());
            self.queued += strips.iter().map(note_height).sum();
            self.queue.extend(strips);
        }
    }

    /// Takes the first strip off the queue.
    fn take(&mut self) -> Option<Strip> {
        let strip = self.queue.pop_front()?;
        self.queued -= note_height(&strip);
        if self.queue.is_empty() {
            // What rounding has left over is no height.
            self.queued = Abs::ZERO;
        }
        Some(strip)
    }
}

/// What a strip of a footnote takes of a page.
fn note_height(strip: &Strip) -> Abs {
    strip.above + strip.height
}

/// Whether a page break between two strips cuts a panel.
fn cuts_panel(before: &Strip, after: &Strip) -> bool {
    after.cut_padding > Abs::ZERO && Arc::ptr_eq(&before.decorations, &after.decorations)
}

/// Space at the top of a page above the first strip: a panel's padding, or a table's head.
fn lead(strips: &[Strip], at: usize) -> Abs {
    let Some(first) = strips.get(at) else { return Abs::ZERO };
    let repeat = first.repeat.as_ref().map_or(Abs::ZERO, |repeat| repeat.height);
    let before = at.checked_sub(1).and_then(|i| strips.get(i));
    let padding = before.filter(|before| cuts_panel(before, first));
    repeat + padding.map_or(Abs::ZERO, |_| first.cut_padding)
}

/// Space at the foot of a page below its last strip.
fn trail(strips: &[Strip], end: usize) -> Abs {
    match (end.checked_sub(1).and_then(|i| strips.get(i)), strips.get(end)) {
        (Some(last), Some(next)) if cuts_panel(last, next) => last.cut_padding,
        _ => Abs::ZERO,
    }
}

/// The height of what has to stay with a strip, below it.
fn kept_below(strips: &[Strip], at: usize) -> Abs {
    let mut height = Abs::ZERO;
    for pair in strips.get(at..).unwrap_or_default().windows(2).take(LOOK_AHEAD) {
        if pair[0].keep != Keep::Always {
            break;
        }
        height += pair[1].above + pair[1].height;
    }
    height
}

/// The place where the page that starts at a strip ends: always behind at least one strip, unless
/// there is none. Pictures are set smaller where that avoids a gap.
fn fill(strips: &mut [Strip], start: usize, notes: &Notes, depth: Abs) -> usize {
    let text_left = start < strips.len();
    let queued = notes.queued;
    let carried = if text_left { queued.min(depth * CARRIED_SHARE) } else { queued };
    let separator = NOTE_SPACE.0 + NOTE_SPACE.1;
    // All notes up to here, and what of them has to be on this page.
    let mut so_far = queued;
    let mut needed = if carried > Abs::ZERO { carried + separator } else { Abs::ZERO };
    let mut called: Vec<usize> = Vec::new();

    let mut y = lead(strips, start);
    let mut best: Option<(f64, usize)> = None;
    let mut i = start;
    while i < strips.len() {
        let strip = &strips[i];
        if strip.alone && strips[start..i].iter().any(|above| above.keep != Keep::Always) {
            break;
        }
        let top = if i == start { y } else { y + strip.above };
        // What fills a page leaves to its notes what it leaves.
        for &footnote in strip.footnotes.iter().filter(|_| !strip.alone) {
            let Some(note) = notes.waiting.get(footnote).filter(|note| !note.is_empty()) else {
                continue;
            };
            if called.contains(&footnote) {
                continue;
            }
            called.push(footnote);
            // Two lines of a note stand where it is called; the rest may follow.
            let first: Abs = note.iter().take(2).map(note_height).sum();
            needed = so_far + first + separator;
            so_far += note.iter().map(note_height).sum::<Abs>();
        }
        let room = depth - needed - top;
        if let Some(scalable) = strip.scalable {
            let below = kept_below(strips, i);
            let excess = strip.height + below - room;
            let factor = 1.0 - excess / strip.height;
            let gap = (depth - needed - y) / depth;
            if excess > Abs::ZERO && factor >= scalable.least && gap > GAP {
                strips[i].shrink(factor);
                strips[i].scalable = None;
            }
        }
        let strip = &strips[i];
        let bottom = top + strip.height;
        if bottom + trail(strips, i + 1) + needed > depth + Abs::pt(0.01) {
            break;
        }
        let cost = match strip.keep {
            _ if strip.alone || i + 1 == strips.len() => return i + 1,
            Keep::Free => 0.0,
            Keep::Rather => RATHER_COST,
            Keep::Always => ALWAYS_COST,
        };
        let empty = (depth - needed - bottom) / depth;
        if best.is_none_or(|(least, _)| cost + empty <= least) {
            best = Some((cost + empty, i + 1));
        }
        y = bottom;
        i += 1;
    }
    match best {
        Some((_, end)) => end,
        // Something taller than a page is placed all the same.
        None if text_left => start + 1,
        None => start,
    }
}

/// Cuts strips into sheets of a depth that have nothing else on them: the strips of each.
pub(super) fn sheets(strips: &mut [Strip], depth: Abs) -> Vec<Range<usize>> {
    let notes = Notes { waiting: Vec::new(), queue: VecDeque::new(), queued: Abs::ZERO };
    let mut sheets = Vec::new();
    let mut at = 0;
    while at < strips.len() {
        let end = fill(strips, at, &notes, depth);
        sheets.push(at..end);
        at = end;
    }
    sheets
}

/// Draws a page.
fn emit(
    paged: &mut Paged,
    strips: &mut [Strip],
    range: Range<usize>,
    notes: &mut Notes,
    decorations: &[Decoration],
    style: &Style,
) {
    let layout = style.page;
    let number = paged.pages.len();
    let (left, top) = (layout.side, layout.top);
    let mut page = Page { width: layout.width, height: layout.height, items: Vec::new() };

    let (lead, trail) = (lead(strips, range.start), trail(strips, range.end));
    let mut body = Vec::new();
    let mut placed = Vec::with_capacity(range.len());
    let mut y = lead;
    for (i, strip) in strips[range.clone()].iter_mut().enumerate() {
        if i == 0 {
            if let Some(repeat) = &strip.repeat {
                for item in &repeat.items {
                    let mut item = item.clone();
                    item.shift(left, top);
                    body.push(item);
                }
            }
        } else {
            y += strip.above;
        }
        let is_last = i + 1 == range.len();
        let upper = if i == 0 { Abs::ZERO } else { y };
        let lower = y + strip.height + if is_last { trail } else { Abs::ZERO };
        placed.push((top + upper, top + lower, Arc::clone(&strip.decorations)));
        draw(paged, number, &mut body, strip, left, top + y);
        strip.footnotes.iter().for_each(|footnote| notes.call(*footnote));
        y += strip.height;
    }

    let placed: Vec<_> = placed.iter().map(|(a, b, names)| (*a, *b, &**names)).collect();
    for mut item in strip::backgrounds(&placed, decorations) {
        item.shift(left, Abs::ZERO);
        page.items.push(item);
    }
    page.items.append(&mut body);
    paged.used = y;
    emit_notes(paged, number, &mut page, notes, decorations, style, y + trail);
    paged.pages.push(page);
}

/// Moves what a strip draws to its place, and notes which places begin in it.
fn draw(paged: &mut Paged, page: usize, out: &mut Vec<Item>, strip: &mut Strip, x: Abs, y: Abs) {
    for mut item in std::mem::take(&mut strip.items) {
        item.shift(x, y);
        out.push(item);
    }
    let position = Position { page, y };
    for name in std::mem::take(&mut strip.places) {
        paged.destinations.entry(name).or_insert(position);
    }
    if let Some((level, title)) = strip.heading.take() {
        paged.outline.push(OutlineEntry { level, title, position });
    }
}

/// Puts as many queued notes at the foot of a page as fit below its text.
fn emit_notes(
    paged: &mut Paged,
    number: usize,
    page: &mut Page,
    notes: &mut Notes,
    decorations: &[Decoration],
    style: &Style,
    used: Abs,
) {
    let layout = style.page;
    let separator = NOTE_SPACE.0 + NOTE_SPACE.1;
    let room = layout.depth() - used - separator;
    let mut taken: Vec<Strip> = Vec::new();
    let mut height = Abs::ZERO;
    while let Some(next) = notes.queue.front() {
        let more = note_height(next);
        let fits = height + more <= room + Abs::pt(0.01);
        // A page without text takes at least one strip, however tall.
        if !fits && (used > Abs::ZERO || !taken.is_empty()) {
            break;
        }
        height += more;
        taken.extend(notes.take());
    }
    if taken.is_empty() {
        return;
    }
    let start = layout.height - layout.bottom - height.min(layout.depth());
    let rule = start - NOTE_SPACE.1;
    page.items.push(Item::Line {
        from: Point { x: layout.side, y: rule },
        to: Point { x: layout.side + layout.measure() * 0.25, y: rule },
        color: style.colors.rule,
        thickness: Abs::pt(0.6),
        tag: Tag::Artifact,
    });
    let mut y = start;
    let mut body = Vec::new();
    let mut placed = Vec::with_capacity(taken.len());
    for mut strip in taken {
        y += strip.above;
        placed.push((y, y + strip.height, Arc::clone(&strip.decorations)));
        draw(paged, number, &mut body, &mut strip, layout.side, y);
        y += strip.height;
    }
    let placed: Vec<_> = placed.iter().map(|(a, b, names)| (*a, *b, &**names)).collect();
    for mut item in strip::backgrounds(&placed, decorations) {
        item.shift(layout.side, Abs::ZERO);
        page.items.push(item);
    }
    page.items.append(&mut body);
}

/// Makes sure that every internal link leads somewhere: what has no place of its own is taken to
/// be the start of the document.
pub fn complete_destinations(paged: &mut Paged) {
    let start = Position { page: 0, y: Abs::ZERO };
    for item in paged.pages.iter().flat_map(|page| &page.items) {
        if let Item::Link { target: super::page::LinkTarget::Destination(name), .. } = item
            && !paged.destinations.contains_key(name)
        {
            paged.destinations.insert(name.clone(), start);
        }
    }
}
