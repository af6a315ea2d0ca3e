//! Tables: column widths from what is in the cells, a head that is drawn again on each page, rows
//! that are cut only when they are taller than a good part of a page.

use std::sync::Arc;

use super::super::length::Abs;
use super::super::page::{Item, Point, Role, Tag};
use super::super::paragraph::Alignment;
use super::strip::{self, Repeat};
use super::{Column, Flow, Keep, Strip, blocks, figure, measure};
use crate::diag::{Code, Diagnostic};
use crate::model::block::{Align, Cell, Row, Table};
use crate::span::Span;

/// A table that is too wide is not set smaller than this share of its size.
const LEAST_SCALE: f64 = 0.6;

/// A row taller than this share of a page may be cut.
const TALL_ROW: f64 = 1.0 / 3.0;

/// A head taller than this share of a page is not drawn again.
const TALL_HEAD: f64 = 0.25;

/// A cell with its place in the grid.
struct Placed<'a> {
    cell: &'a Cell,
    row: usize,
    column: usize,
    columns: usize,
    rows: usize,
    is_head: bool,
}

/// Where the columns of a table are.
struct Grid {
    /// Left edge of the first column, from the left edge of the text.
    x: Abs,
    /// Width of each column, padding included.
    widths: Vec<Abs>,
    /// Left and right of a cell's text.
    padding: Abs,
    /// How much smaller the table is set.
    scale: f64,
}

/// Sets a table.
pub fn table(flow: &mut Flow, column: Column, table: &Table, span: Span) {
    let heads = table.head.len();
    let (cells, holes) = place(table);
    let grid = measure_columns(flow, column, table, &cells, span);
    let node = flow.tree.add(column.node, Role::Table);

    flow.space(column.gap * 1.25);
    if !table.caption.is_empty() {
        let caption = flow.tree.add(node, Role::Caption);
        figure::caption(flow, column, &table.caption, None, caption, span);
        if let Some(last) = flow.strips.last_mut() {
            last.keep = Keep::Always;
        }
        flow.space(Abs::pt(5.0));
    }

    let rows = set_rows(flow, column, table, (&cells, &holes), &grid, node);
    let width: Abs = grid.widths.iter().copied().sum();
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
        if i + 1 == heads && head_height < flow.style.page.depth() * TALL_HEAD {
            let items = std::mem::take(&mut head_items);
            repeat = Some(Arc::new(Repeat { items, height: head_height }));
        }
    }
    flow.space(column.gap * 1.25);
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

/// The place of each cell: the first columns of its row that no cell from above covers. And the
/// holes: rows with the number of columns that no cell covers, in runs.
fn place(table: &Table) -> (Vec<Placed<'_>>, Vec<(usize, usize)>) {
    let count = table.columns.len();
    let mut placed = Vec::new();
    let mut holes = Vec::new();
    let mut first = 0;
    for (section, is_head) in [(&table.head, true), (&table.body, false)] {
        // The first row below what covers each column.
        let mut free = vec![0; count];
        for (i, Row { cells }) in section.iter().enumerate() {
            let mut column = 0;
            for cell in cells {
                while free.get(column).is_some_and(|row| *row > i) {
                    column += 1;
                }
                if column >= count {
                    break;
                }
                let wish = usize::from(cell.columns.max(1)).min(count - column);
                let covered = &free[column..column + wish];
                let columns = covered.iter().take_while(|row| **row <= i).count().max(1);
                let rows = usize::from(cell.rows.max(1)).min(section.len() - i);
                free[column..column + columns].fill(i + rows);
                placed.push(Placed { cell, row: first + i, column, columns, rows, is_head });
                column += columns;
            }
            for run in free[column.min(count)..].chunk_by(|a, b| (*a <= i) == (*b <= i)) {
                if run.first().is_some_and(|row| *row <= i) {
                    holes.push((first + i, run.len()));
                }
            }
        }
        first += section.len();
    }
    (placed, holes)
}

/// How the cells of a table are set.
fn cell_column(flow: &Flow, column: Column, scale: f64, is_head: bool) -> Column {
    let text = flow.style.table.scaled((column.text.size / flow.style.text.size).min(1.0) * scale);
    Column {
        text,
        gap: column.gap * 0.5,
        bold: is_head || column.bold,
        align: Alignment::Start,
        color: if is_head { flow.style.colors.strong } else { column.color },
        ..column
    }
}

/// Column widths as browsers find them: what no line breaks need if there is room, else shared
/// out between the least and the preferred widths; set smaller where even the least do not fit.
fn measure_columns(
    flow: &mut Flow,
    column: Column,
    table: &Table,
    cells: &[Placed],
    span: Span,
) -> Grid {
    let count = table.columns.len().max(1);
    let padding = flow.style.table_padding.min(column.width / (count as f64 * 6.0));
    let room = column.width - padding * 2.0 * count as f64;
    let mut scale = 1.0;
    let (mut least, mut preferred) = widths(flow, column, count, cells, scale, padding);
    if least.iter().copied().sum::<Abs>() > room {
        let needed: Abs = least.iter().copied().sum();
        scale = (room / needed * 0.99).max(LEAST_SCALE);
        (least, preferred) = widths(flow, column, count, cells, scale, padding);
        let percent = (scale * 100.0).round();
        flow.findings.push(
            Diagnostic::new(
                Code::TooWide,
                span,
                format!(
                    "a table of {count} columns is wider than the page, and set at {percent} %"
                ),
            )
            .hint("use fewer columns, or shorter words in them"),
        );
    }

    let least_sum: Abs = least.iter().copied().sum();
    let preferred_sum: Abs = preferred.iter().copied().sum();
    let widths: Vec<Abs> = if preferred_sum <= room {
        preferred
    } else if least_sum < room {
        let share = (room - least_sum) / (preferred_sum - least_sum);
        least.iter().zip(&preferred).map(|(low, high)| *low + (*high - *low) * share).collect()
    } else {
        // Words will be broken: columns shrink in proportion, but none to nothing.
        let even = room / count as f64 * 0.3;
        let rest = room * 0.7;
        least.iter().map(|low| even + rest * (*low / least_sum)).collect()
    };
    let widths: Vec<Abs> = widths.into_iter().map(|width| width + padding * 2.0).collect();
    let total: Abs = widths.iter().copied().sum();
    let x = if flow.right_to_left { column.x + column.width - total } else { column.x };
    Grid { x, widths, padding, scale }
}

/// The least and the preferred width of each column, padding not included.
fn widths(
    flow: &mut Flow,
    column: Column,
    count: usize,
    cells: &[Placed],
    scale: f64,
    padding: Abs,
) -> (Vec<Abs>, Vec<Abs>) {
    let mut least = vec![Abs::pt(1.0); count];
    let mut preferred = least.clone();
    let mut spanning = Vec::new();
    for placed in cells {
        let inner = cell_column(flow, column, scale, placed.is_head || placed.cell.head);
        let (low, high) = measure::blocks(flow, inner, &placed.cell.content);
        // A hair more, so that rounding does not break what just fits.
        let (low, high) = (low + Abs::pt(0.1), high.max(low) + Abs::pt(0.1));
        if placed.columns == 1 {
            least[placed.column] = least[placed.column].max(low);
            preferred[placed.column] = preferred[placed.column].max(high);
        } else {
            spanning.push((placed, low, high));
        }
    }
    for (placed, low, high) in spanning {
        let range = placed.column..placed.column + placed.columns;
        let between = padding * 2.0 * (placed.columns - 1) as f64;
        for (widths, wish) in [(&mut least, low), (&mut preferred, high)] {
            let have = widths[range.clone()].iter().copied().sum::<Abs>() + between;
            let more = (wish - have).max(Abs::ZERO) / placed.columns as f64;
            widths[range.clone()].iter_mut().for_each(|width| *width += more);
        }
    }
    for (low, high) in least.iter().zip(&mut preferred) {
        *high = high.max(*low);
    }
    (least, preferred)
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
    node: super::NodeId,
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
            let align = match table.columns.get(placed.column) {
                Some(Align::Center) => Alignment::Center,
                Some(Align::Right) => Alignment::Right,
                Some(Align::Left) => Alignment::Left,
                Some(Align::Natural) | None => Alignment::Start,
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
        push_row(flow, &mut row, one.into_iter().map(|set| set.strips).collect(), edge);
        rows.push(row);
        for set in many {
            spread(flow, &mut rows[set.row..], set, edge);
        }
    }
    rows
}

/// One row: a single strip, or several where it is too tall for that.
fn push_row(flow: &Flow, row: &mut Vec<Strip>, cells: Vec<Vec<Strip>>, edge: Abs) {
    let height = cells.iter().fold(Abs::ZERO, |most, cell| most.max(strip::height(cell)));
    let depth = flow.style.page.depth();
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
