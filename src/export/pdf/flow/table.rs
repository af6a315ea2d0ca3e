//! Tables: column widths from what is in the cells, a head that is drawn again on each page, rows
//! that are cut only when they are taller than a good part of a page.

mod columns;
mod turned;

use std::sync::Arc;

use super::super::length::Abs;
use super::super::page::{Item, NodeId, Point, Role, Tag};
use super::super::paragraph::Alignment;
use super::super::tree::Tree;
use super::strip::{self, Repeat};
use super::{Column, Flow, Keep, Strip, blocks, figure};
use crate::diag::{Code, Diagnostic};
use crate::model::block::{Align, Table};
use crate::span::Span;
use columns::{Broken, Grid, Placed, cell_column, grid, place};

/// A row taller than this share of a page may be cut.
const TALL_ROW: f64 = 1.0 / 3.0;

/// A head taller than this share of a page is not drawn again.
const TALL_HEAD: f64 = 0.25;

/// Sets a table: upright, or across pages of its own where its words would not fit otherwise.
pub fn table(flow: &mut Flow, column: Column, table: &Table, span: Span) {
    let (cells, holes) = place(table);
    let count = table.columns.len();
    let upright = grid(flow, column, count, &cells);
    // Only what stands between the paragraphs of the page itself can leave it.
    let turned = (upright.broken == Broken::Words && column.node == Tree::ROOT)
        .then(|| turned::column(flow, column, table))
        .flatten()
        .map(|across| (across, grid(flow, across, count, &cells)));
    if let Some(message) = finding(count, &upright, turned.as_ref().map(|(_, grid)| grid)) {
        flow.findings.push(
            Diagnostic::new(Code::TooWide, span, message)
                .hint("use fewer columns, or shorter words in them"),
        );
    }

    let node = flow.tree.add(column.node, Role::Table);
    if let Some((across, grid)) = turned {
        let depth = flow.style.page.measure();
        let across = Column { width: grid.width(), ..across };
        let strips = flow.apart(|flow| {
            set(flow, across, table, (&cells, &holes), &grid, depth, node, span);
        });
        turned::push(flow, strips, grid.width());
    } else {
        let depth = flow.style.page.depth();
        flow.space(column.gap * 1.25);
        set(flow, column, table, (&cells, &holes), &upright, depth, node, span);
        flow.space(column.gap * 1.25);
    }
}

/// What is to be said of a table that does not fit as it is.
fn finding(count: usize, upright: &Grid, turned: Option<&Grid>) -> Option<String> {
    let size = |grid: &Grid| {
        let percent = (grid.scale * 100.0).round();
        if percent < 100.0 { format!("set at {percent} %") } else { String::new() }
    };
    let breaks = |grid: &Grid| match grid.broken {
        Broken::Nothing => "",
        Broken::LongWords => "its longest words are broken",
        Broken::Words => "its words are broken",
    };
    let ways = match turned {
        Some(grid) => ["turned".to_owned(), size(grid), breaks(grid).into()],
        None => [size(upright), breaks(upright).into(), String::new()],
    };
    let ways: Vec<_> = ways.into_iter().filter(|way| !way.is_empty()).collect();
    let ways = ways.join(", ");
    (!ways.is_empty()).then(|| format!("a table of {count} columns is wider than the page: {ways}"))
}

/// Appends the caption and the rows of a table; `depth` is that of the pages that it is set on.
#[expect(clippy::too_many_arguments, reason = "a table with its place on the page and in the tree")]
fn set(
    flow: &mut Flow,
    column: Column,
    table: &Table,
    cells: (&[Placed], &[(usize, usize)]),
    grid: &Grid,
    depth: Abs,
    node: NodeId,
    span: Span,
) {
    let heads = table.head.len();
    if !table.caption.is_empty() {
        let caption = flow.tree.add(node, Role::Caption);
        figure::caption(flow, column, &table.caption, None, caption, span);
        if let Some(last) = flow.strips.last_mut() {
            last.keep = Keep::Always;
        }
        flow.space(Abs::pt(5.0));
    }

    let rows = set_rows(flow, column, table, cells, grid, depth, node);
    let width = grid.width();
    let rule = |flow: &Flow, thickness: f64| Item::Line {
        from: Point { x: grid.x, y: Abs::ZERO },
        to: Point { x: grid.x + width, y: Abs::ZERO },
        color: if thickness > 0.9 { flow.style.colors.muted } else { flow.style.colors.rule },
        thickness: Abs::pt(thickness),
        tag: Tag::Artifact,
    };

    let count = rows.len();
    let mut repeat: Option<Arc<Repeat>> = None;
    let mut head_items: Vec<Item> = vec![rule(flow, 1.0)];
    let mut head_height = Abs::ZERO;
    for (i, mut row) in rows.into_iter().enumerate() {
        let is_head = i < heads;
        if i == 0
            && let Some(first) = row.first_mut()
        {
            first.items.insert(0, rule(flow, 1.0));
        }
        if (i + 1 == heads || i + 1 == count)
            && let Some(last) = row.last_mut()
        {
            let mut line = rule(flow, if i + 1 == count { 1.0 } else { 0.6 });
            line.shift(Abs::ZERO, last.height);
            last.items.push(line);
        }
        // Two rows stay together on either side of a page break.
        if i + 1 < count
            && (i == heads || i + 2 == count)
            && let Some(last) = row.last_mut()
        {
            last.keep = last.keep.max(Keep::Rather);
        }
        for mut strip in row {
            if is_head {
                strip.keep = Keep::Always;
                head_items.extend(strip.items.iter().filter_map(|item| {
                    let mut copy = as_artifact(item)?;
                    copy.shift(Abs::ZERO, head_height);
                    Some(copy)
                }));
                head_height += strip.height;
            } else {
                strip.repeat.clone_from(&repeat);
            }
            flow.push(strip);
        }
        if i + 1 == heads && head_height < depth * TALL_HEAD {
            let items = std::mem::take(&mut head_items);
            repeat = Some(Arc::new(Repeat { items, height: head_height }));
        }
    }
}

/// A copy of an item that means nothing; links are not copied.
fn as_artifact(item: &Item) -> Option<Item> {
    let mut copy = item.clone();
    match &mut copy {
        Item::Text(run) => run.tag = Tag::Artifact,
        Item::Fill { tag, .. }
        | Item::Stroke { tag, .. }
        | Item::Line { tag, .. }
        | Item::Picture { tag, .. } => *tag = Tag::Artifact,
        Item::Link { .. } => return None,
    }
    Some(copy)
}

/// A cell, laid out but not yet put into its rows.
struct Set {
    row: usize,
    rows: usize,
    strips: Vec<Strip>,
    height: Abs,
}

/// The strips of each row.
fn set_rows(
    flow: &mut Flow,
    column: Column,
    table: &Table,
    (cells, holes): (&[Placed], &[(usize, usize)]),
    grid: &Grid,
    depth: Abs,
    node: NodeId,
) -> Vec<Vec<Strip>> {
    let count = table.head.len() + table.body.len();
    let edge = flow.style.table_row * grid.scale;
    // Left edges of the columns, and the right edge of the last.
    let mut edges = vec![Abs::ZERO];
    for width in &grid.widths {
        edges.push(edges[edges.len() - 1] + *width);
    }
    let total = edges[edges.len() - 1];

    let mut rows: Vec<Vec<Strip>> = Vec::with_capacity(count);
    let mut waiting: Vec<Set> = Vec::new();
    let mut next = cells.iter().peekable();
    let mut holes = holes.iter().peekable();
    for i in 0..count {
        let row_node = flow.tree.add(node, Role::TableRow);
        while let Some(placed) = next.next_if(|placed| placed.row == i) {
            let (start, end) = (edges[placed.column], edges[placed.column + placed.columns]);
            let left = if flow.right_to_left { total - end } else { start };
            let is_head = placed.is_head || placed.cell.head;
            let (columns, span) = (
                u16::try_from(placed.columns).unwrap_or(u16::MAX),
                u16::try_from(placed.rows).unwrap_or(u16::MAX),
            );
            let role = if is_head {
                Role::TableHead { column: placed.is_head, columns, rows: span }
            } else {
                Role::TableData { columns, rows: span }
            };
            let cell_node = flow.tree.add(row_node, role);
            let align = match placed.cell.align_in(&table.columns, placed.column) {
                Align::Center => Alignment::Center,
                Align::Right => Alignment::Right,
                Align::Left => Alignment::Left,
                Align::Natural => Alignment::Start,
            };
            let inner = Column {
                x: grid.x + left + grid.padding,
                width: (end - start - grid.padding * 2.0).max(Abs::pt(1.0)),
                align,
                node: cell_node,
                ..cell_column(flow, column, grid.scale, is_head)
            };
            let strips = flow.apart(|flow| blocks(flow, inner, &placed.cell.content));
            let height = strip::height(&strips);
            waiting.push(Set { row: i, rows: placed.rows, strips, height });
        }

        // All rows have the same number of columns, also for those who cannot see them.
        while let Some((_, columns)) = holes.next_if(|(row, _)| *row == i) {
            let columns = u16::try_from(*columns).unwrap_or(u16::MAX);
            flow.tree.add(row_node, Role::TableData { columns, rows: 1 });
        }

        // Cells over several rows end in their last one, and what they need is added there.
        let mut done: Vec<Set> = Vec::new();
        let mut rest: Vec<Set> = Vec::new();
        for set in waiting.drain(..) {
            if set.row + set.rows <= i + 1 { done.push(set) } else { rest.push(set) }
        }
        waiting = rest;
        let mut row = Vec::new();
        let (one, many): (Vec<Set>, Vec<Set>) = done.into_iter().partition(|set| set.rows == 1);
        push_row(flow, &mut row, one.into_iter().map(|set| set.strips).collect(), edge, depth);
        rows.push(row);
        for set in many {
            spread(flow, &mut rows[set.row..], set, edge);
        }
    }
    rows
}

/// One row: a single strip, or several where it is too tall for that.
fn push_row(flow: &Flow, row: &mut Vec<Strip>, cells: Vec<Vec<Strip>>, edge: Abs, depth: Abs) {
    let height = cells.iter().fold(Abs::ZERO, |most, cell| most.max(strip::height(cell)));
    let slice = if height > depth * TALL_ROW { depth * 0.1 } else { height };
    let mut cells: Vec<_> = cells.into_iter().map(|cell| cell.into_iter().peekable()).collect();
    loop {
        let mut slices = Vec::with_capacity(cells.len());
        for cell in &mut cells {
            let mut taken: Vec<Strip> = Vec::new();
            let mut used = Abs::ZERO;
            while let Some(strip) = cell.next_if(|next| {
                taken.is_empty() || used + next.above + next.height <= slice + Abs::pt(0.01)
            }) {
                used += if taken.is_empty() { strip.height } else { strip.above + strip.height };
                taken.push(strip);
            }
            slices.push(strip::join(taken, &flow.decorations));
        }
        let mut joined = Strip::default();
        for mut cell in slices {
            joined.height = joined.height.max(cell.height);
            joined.baseline = joined.baseline.or(cell.baseline);
            joined.items.append(&mut cell.items);
            joined.footnotes.append(&mut cell.footnotes);
            joined.places.append(&mut cell.places);
            joined.heading = joined.heading.or(cell.heading);
        }
        row.push(joined);
        if cells.iter_mut().all(|cell| cell.peek().is_none()) {
            break;
        }
    }
    if let Some(first) = row.first_mut() {
        first.shift(Abs::ZERO, edge);
        first.height += edge;
    }
    if let Some(last) = row.last_mut() {
        last.height += edge;
    }
}

/// Puts a cell that covers several rows into them, each of its lines into the row that it falls
/// into, so that a page break between the rows cuts it between lines. The last row grows where
/// the cell needs more than the rows have.
fn spread(flow: &Flow, rows: &mut [Vec<Strip>], set: Set, edge: Abs) {
    let have: Abs = rows.iter().flatten().map(|strip| strip.height).sum();
    let need = set.height + edge * 2.0;
    if need > have
        && let Some(last) = rows.iter_mut().flatten().next_back()
    {
        last.height += need - have;
    }
    if let Some((_, inner)) = rows.split_last_mut() {
        inner.iter_mut().flatten().for_each(|strip| strip.keep = strip.keep.max(Keep::Rather));
    }
    let mut targets = rows.iter_mut().flatten();
    let mut top = Abs::ZERO;
    let mut y = edge;
    let Some(mut target) = targets.next() else { return };
    for (i, one) in set.strips.into_iter().enumerate() {
        if i > 0 {
            y += one.above;
        }
        while y >= top + target.height
            && let Some(next) = targets.next()
        {
            top += target.height;
            target = next;
        }
        let height = one.height;
        let mut joined = strip::join(vec![one], &flow.decorations);
        joined.shift(Abs::ZERO, y - top);
        target.items.append(&mut joined.items);
        target.footnotes.append(&mut joined.footnotes);
        target.places.append(&mut joined.places);
        y += height;
    }
}
