//! Footnotes: each laid out apart; the paginator puts them where they are called.

use super::super::length::Abs;
use super::super::page::{LinkTarget, Role};
use super::super::paragraph::Alignment;
use super::text::{Ink, into_link};
use super::{Column, Flow, Keep, Strip, blocks, list};
use crate::span::Span;

/// From the start of a note's number to its text, in ems.
const INDENT: f64 = 2.0;

/// The strips of all footnotes, in the order of their numbers.
#[must_use]
pub fn all(flow: &mut Flow, page: Column) -> Vec<Vec<Strip>> {
    let notes = &flow.post.footnotes;
    let column = note_column(flow, page);
    (1..)
        .zip(notes)
        .map(|(number, note)| flow.apart(|flow| one(flow, column, number, &note.content)))
        .collect()
}

/// The height of a footnote on a page. Leaves no trace in the tree or the findings.
#[must_use]
pub fn height(flow: &mut Flow, page: Column, footnote: usize) -> Abs {
    let Some(note) = flow.post.footnotes.get(footnote) else { return Abs::ZERO };
    let (nodes, findings) = (flow.tree.mark(), flow.findings.len());
    let strips = flow.apart(|flow| one(flow, note_column(flow, page), footnote + 1, &note.content));
    flow.tree.forget(nodes);
    flow.findings.truncate(findings);
    strips.iter().map(|strip| strip.above + strip.height).sum()
}

/// How notes are set on a page.
fn note_column(flow: &Flow, page: Column) -> Column {
    Column { text: flow.style.footnote, gap: page.gap * 0.5, ..page }
}

fn one(flow: &mut Flow, column: Column, number: usize, content: &[crate::model::Block]) {
    let span = content.first().map_or(Span::file(flow.post.meta.file), |block| block.span);
    let node = flow.tree.add(column.node, Role::Note);
    let label_node = flow.tree.add(node, Role::Label);
    let inner = column.inside(node).indented(column.text.size * INDENT, flow.right_to_left);
    blocks(flow, inner, content);
    if flow.strips.is_empty() {
        let empty = flow.lines(&[], inner.width, Alignment::Start, None);
        flow.push_lines(inner.x, column.text, empty, Keep::Free);
    }
    // The number leads back to where the note is called first.
    let ink = Ink::new(column, label_node);
    let back = LinkTarget::Destination(format!("fnref-{number}-0"));
    let linked = into_link(flow, &ink, back, format!("{number}"));
    list::mark_pieces(flow, column, inner, &[linked.text(format!("{number}."))], 0, span);
    if let Some(first) = flow.strips.first_mut() {
        first.above = Abs::pt(2.0);
        first.places.push(format!("fn-{number}"));
    }
}
