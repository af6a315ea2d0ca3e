//! Tables that are turned: too wide for the page even at the smallest size, but not for a page of
//! their own that is turned to the left to be read. Running head and foot stay upright.

use std::collections::BTreeSet;

use super::super::super::length::Abs;
use super::super::super::paginate::{self, NOTE_SPACE};
use super::super::{Column, Flow, Keep, Strip, footnote, strip};
use crate::model::block::Table;
use crate::model::inline::Inline;
use crate::model::walk::{self, Visitor};

/// Turning helps where a page is longer than it is wide by this factor.
const WORTH: f64 = 1.15;

/// Headings that lead to a table stand above it, and its notes below it, up to this share of the
/// page.
const BESIDE: f64 = 1.0 / 3.0;

/// The footnotes that are called somewhere.
struct Calls(BTreeSet<usize>);

impl Visitor for Calls {
    fn inline(&mut self, inline: &Inline) {
        if let Inline::FootnoteCall { footnote, call: _ } = inline {
            self.0.insert(*footnote);
        }
    }
}

/// The column of a turned page for a table, as wide as the page is long but for the headings
/// and notes that are on it, too; none where turning is not worth it.
pub(super) fn column(flow: &mut Flow, column: Column, table: &Table) -> Option<Column> {
    let page = flow.style.page;
    let headings = flow.strips.iter().rev().take_while(|strip| strip.keep == Keep::Always).count();
    let mut beside = vec![notes(flow, column, table)];
    if headings > 0 {
        beside.push(strip::height(&flow.strips[flow.strips.len() - headings..]) + flow.space);
    }
    let mut width = page.depth();
    let least = (page.measure() * WORTH).max(page.depth() * (1.0 - BESIDE));
    for height in beside {
        if width - height >= least {
            width -= height;
        }
    }
    (width >= least).then_some(Column { x: Abs::ZERO, width, ..column })
}

/// The height of the notes that are called in a table.
fn notes(flow: &mut Flow, column: Column, table: &Table) -> Abs {
    let mut calls = Calls(BTreeSet::new());
    walk::inlines(&mut calls, &table.caption);
    for cell in table.head.iter().chain(&table.body).flat_map(|row| &row.cells) {
        walk::blocks(&mut calls, &cell.content);
    }
    let heights = calls.0.iter().map(|call| footnote::height(flow, column, *call));
    let height: Abs = heights.sum();
    if calls.0.is_empty() { height } else { height + NOTE_SPACE.0 + NOTE_SPACE.1 }
}

/// Appends the strips of a table of a width, as pages of their own. Text from behind the table
/// fills the page before them.
pub(super) fn push(flow: &mut Flow, mut strips: Vec<Strip>, width: Abs) {
    let room = flow.style.page.measure();
    let sheets = paginate::sheets(&mut strips, room);
    let count = sheets.len();
    // A line that announces the table has no reason to leave its page with it.
    if let Some(last) = flow.strips.last_mut().filter(|last| last.keep == Keep::Rather) {
        last.keep = Keep::Free;
    }
    let mut rest = strips.into_iter();
    for (i, sheet) in sheets.into_iter().enumerate() {
        let strips: Vec<Strip> = rest.by_ref().take(sheet.len()).collect();
        let mut whole = with_head(flow, strips);
        if count == 1 {
            // Alone, it stands in the middle of its page.
            whole.shift(Abs::ZERO, ((room - whole.height) * 0.5).max(Abs::ZERO));
        }
        whole.items.iter_mut().for_each(|item| item.turn_left(width));
        whole.height = width;
        whole.baseline = None;
        whole.alone = true;
        whole.floats = if i == 0 { count } else { 0 };
        flow.push(whole);
    }
}

/// The strips of a page as one, with the head of the table above them if it is drawn again.
fn with_head(flow: &Flow, strips: Vec<Strip>) -> Strip {
    let repeat = strips.first().and_then(|first| first.repeat.clone());
    let mut whole = strip::join(strips, &flow.decorations);
    if let Some(repeat) = repeat {
        whole.shift(Abs::ZERO, repeat.height);
        whole.height += repeat.height;
        whole.items.splice(0..0, repeat.items.iter().cloned());
    }
    whole
}
