//! The columns of a table: which cell is in which, how wide they are, and how small the table is
//! set for that.

use super::super::super::length::Abs;
use super::super::super::paragraph::Alignment;
use super::super::{Column, Flow, measure};
use crate::model::block::{Cell, Row, Table};

/// A table that is too wide is not set smaller than this share of its size.
const LEAST_SCALE: f64 = 0.6;

/// From one size that is tried to the next.
const SCALE_STEP: f64 = 0.05;

/// A word that takes more than this share of a table's room may be broken.
const LONG_WORD: f64 = 1.0 / 3.0;

/// A cell with its place in the grid.
pub(super) struct Placed<'a> {
    pub(super) cell: &'a Cell,
    pub(super) row: usize,
    pub(super) column: usize,
    pub(super) columns: usize,
    pub(super) rows: usize,
    pub(super) is_head: bool,
}

/// Where the columns of a table are, and how it is set.
#[derive(Debug)]
pub(super) struct Grid {
    /// Left edge of the first column, from the left edge of the text.
    pub(super) x: Abs,
    /// Width of each column, padding included.
    pub(super) widths: Vec<Abs>,
    /// Left and right of a cell's text.
    pub(super) padding: Abs,
    /// How much smaller the table is set.
    pub(super) scale: f64,
    /// Which words do not fit their columns.
    pub(super) broken: Broken,
}

/// Which words of a table are wider than their columns, and broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Broken {
    /// None.
    Nothing,
    /// Only such as take more than their share of any table: hashes, addresses.
    LongWords,
    /// Others, too: the table is too wide.
    Words,
}

impl Grid {
    /// The width of all columns.
    pub(super) fn width(&self) -> Abs {
        self.widths.iter().copied().sum()
    }
}

/// The place of each cell: the first columns of its row that no cell from above covers. And the
/// holes: rows with the number of columns that no cell covers, in runs.
pub(super) fn place(table: &Table) -> (Vec<Placed<'_>>, Vec<(usize, usize)>) {
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
pub(super) fn cell_column(flow: &Flow, column: Column, scale: f64, is_head: bool) -> Column {
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
pub(super) fn grid(flow: &mut Flow, column: Column, count: usize, cells: &[Placed]) -> Grid {
    let count = count.max(1);
    let sides = count as f64 * 2.0;
    let padding = flow.style.table_padding.min(column.width / (sides * 3.0));
    let (mut least, mut preferred) = widths(flow, column, count, cells, 1.0, padding);
    let (scale, bound) = scale(&least, padding * 2.0, column.width);
    let padding = padding * scale;
    let room = column.width - padding * sides;
    if scale < 1.0 {
        (least, preferred) = widths(flow, column, count, cells, scale, padding);
    }
    let is_cut = least.iter().any(|width| *width > bound);
    for width in &mut least {
        *width = width.min(bound);
    }

    let least_sum: Abs = least.iter().copied().sum();
    let preferred_sum: Abs = preferred.iter().copied().sum();
    let fits = least_sum <= room;
    let widths: Vec<Abs> = if preferred_sum <= room {
        preferred
    } else if fits {
        let share = (room - least_sum) / (preferred_sum - least_sum);
        least.iter().zip(&preferred).map(|(low, high)| *low + (*high - *low) * share).collect()
    } else {
        level(&least, room)
    };
    let widths: Vec<Abs> = widths.into_iter().map(|width| width + padding * 2.0).collect();
    let total: Abs = widths.iter().copied().sum();
    let x = if flow.right_to_left { column.x + column.width - total } else { column.x };
    let broken = match (fits, is_cut) {
        (true, false) => Broken::Nothing,
        (true, true) => Broken::LongWords,
        (false, _) => Broken::Words,
    };
    Grid { x, widths, padding, scale, broken }
}

/// How small a table has to be set to fit its least widths, with a padding for each, into a
/// width, and the width that no word gets more than: without a bound if that is enough, else
/// broken words are better than small ones.
fn scale(least: &[Abs], padding: Abs, width: Abs) -> (f64, Abs) {
    let needed: Abs = least.iter().map(|word| *word + padding).sum();
    if needed <= width {
        return (1.0, Abs::INFINITE);
    }
    // A hair smaller, as not all that is in a cell shrinks with its text.
    let scale = width / needed * 0.99;
    if scale >= LEAST_SCALE {
        return (scale, Abs::INFINITE);
    }
    let bound = width * LONG_WORD;
    let mut scale = 1.0;
    while scale > LEAST_SCALE {
        let needed: Abs =
            least.iter().map(|word| (*word * scale).min(bound) + padding * scale).sum();
        if needed <= width * 0.99 {
            break;
        }
        scale -= SCALE_STEP;
    }
    (scale.max(LEAST_SCALE), bound)
}

/// Shares out a room that is too small for all: those who need little get it, the others the
/// same, so that as few words as possible are broken.
fn level(least: &[Abs], room: Abs) -> Vec<Abs> {
    let mut sorted: Vec<Abs> = least.to_vec();
    sorted.sort_by(|a, b| a.to_pt().total_cmp(&b.to_pt()));
    let mut rest = room;
    let mut most = Abs::ZERO;
    for (i, width) in sorted.iter().enumerate() {
        most = rest / (sorted.len() - i) as f64;
        if *width > most {
            break;
        }
        rest -= *width;
    }
    least.iter().map(|width| width.min(most)).collect()
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
