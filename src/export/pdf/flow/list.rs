//! Bulleted, numbered and task lists: marks hang beside the first line of their item.

use super::super::length::Abs;
use super::super::page::{Role, Tag};
use super::super::paragraph::{Alignment, Piece, widths};
use super::text::plain_style;
use super::{Column, Flow, Keep, Strip, blocks};
use crate::model::block::{BlockKind, List};
use crate::span::Span;

/// Bullets by depth; the deepest one goes on.
const BULLETS: [&str; 3] = ["•", "–", "▪"];

/// Between a mark and its text, in ems.
const MARK_GAP: f64 = 0.5;

/// Sets a list.
pub fn list(flow: &mut Flow, column: Column, list: &List, span: Span) {
    let loose = list.items.iter().any(
        |item| matches!(item.content.first(), Some(b) if matches!(b.kind, BlockKind::Paragraph(_))),
    );
    let between = if loose { column.gap * 0.75 } else { column.gap * 0.3 };
    let depth = depth(flow, column);
    let node = flow.tree.add(column.node, Role::List { numbered: list.start.is_some() });
    let number = |i: usize| list.start.map(|first| first.saturating_add(i as u64));

    // Numbers end at one edge: the gutter is as wide as the widest of them.
    let widest = list.items.len().checked_sub(1).and_then(number).map_or(Abs::ZERO, |last| {
        let pieces = [mark_piece(column, &format!("{last}."), Tag::Artifact)];
        widths(flow.fonts, &pieces, &flow.options(column.width, Alignment::Left, None)).1
    });
    let gap = column.text.size * MARK_GAP;
    let scale = column.text.size / flow.style.text.size;
    let indent = (flow.style.list_indent * scale).max(widest + gap);
    let inner = column.indented(indent, flow.right_to_left);

    let outermost = depth == 0;
    flow.space(if outermost { column.gap } else { between });
    for (i, item) in list.items.iter().enumerate() {
        if i > 0 {
            flow.space(between);
        }
        let item_node = flow.tree.add(node, Role::ListItem);
        let label_node = flow.tree.add(item_node, Role::Label);
        let body_node = flow.tree.add(item_node, Role::ListBody);
        let start = flow.strips.len();
        // Two items stay together on either side of a page break.
        if i > 0
            && i + 1 == list.items.len()
            && let Some(before) = start.checked_sub(1).and_then(|at| flow.strips.get_mut(at))
        {
            before.keep = before.keep.max(Keep::Rather);
        }
        let body = Column { gap: column.gap * 0.75, ..inner.inside(body_node) };
        // The first block starts beside the mark, whatever space it would like above.
        blocks(flow, body, &item.content);
        if flow.strips.len() == start {
            let empty = flow.lines(&[], inner.width, Alignment::Start, None);
            flow.push_lines(inner.x, column.text, empty, Keep::Free);
        }
        let bullet = BULLETS[depth.min(BULLETS.len() - 1)];
        let label = match (number(i), item.task) {
            (Some(n), None) => format!("{n}."),
            (Some(n), Some(done)) => format!("{n}. {}", if done { "☑" } else { "☐" }),
            (None, Some(done)) => if done { "☑" } else { "☐" }.into(),
            (None, None) => bullet.into(),
        };
        mark(flow, column, inner, &label, Tag::Node(label_node), start, span);
        if i == 0
            && let Some(last) = flow.strips.last_mut()
        {
            last.keep = last.keep.max(Keep::Rather);
        }
        flow.space(between);
    }
    if let Some(last) = flow.strips.last_mut().filter(|_| list.items.len() == 1) {
        last.keep = Keep::Free;
    }
    flow.space(if outermost { column.gap } else { between });
}

/// How many lists the column is in.
fn depth(flow: &Flow, column: Column) -> usize {
    flow.tree
        .ancestors(column.node)
        .filter(|node| matches!(flow.tree.role(*node), Role::List { .. }))
        .count()
}

fn mark_piece(column: Column, label: &str, tag: Tag) -> Piece {
    let style = plain_style(column.text, column.color);
    Piece::Text { text: label.into(), style, tag, link: None }
}

/// Puts a mark beside the first line from an index on.
pub fn mark(
    flow: &mut Flow,
    outer: Column,
    inner: Column,
    label: &str,
    tag: Tag,
    start: usize,
    span: Span,
) {
    let pieces = [mark_piece(outer, label, tag)];
    mark_pieces(flow, outer, inner, &pieces, start, span);
}

/// Puts a mark made of pieces beside the first line from an index on.
pub fn mark_pieces(
    flow: &mut Flow,
    outer: Column,
    inner: Column,
    pieces: &[Piece],
    start: usize,
    span: Span,
) {
    let room = Abs::pt(10_000.0);
    // A mark takes the direction of its list, so that the full stop of a number is on the side of
    // the text.
    let Some(line) = flow.lines(pieces, room, Alignment::Left, Some(span)).into_iter().next()
    else {
        return;
    };
    let Some(first) = flow.strips.get_mut(start) else { return };
    let gap = outer.text.size * MARK_GAP;
    let x = if flow.right_to_left {
        inner.x + inner.width + gap
    } else {
        (inner.x - gap - line.width).max(outer.x.min(inner.x - line.width))
    };
    let mut mark = Strip::line(line, x, outer.text);
    let natural = mark.baseline.unwrap_or_default();
    let drop = first.baseline.map_or(Abs::ZERO, |baseline| baseline - natural);
    mark.shift(Abs::ZERO, drop);
    // The mark is read before what it marks.
    first.items.splice(0..0, mark.items);
    first.places.append(&mut mark.places);
    first.baseline = first.baseline.or(Some(natural));
    first.height = first.height.max(mark.height + drop);
}
