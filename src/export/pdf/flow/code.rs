//! Blocks of code on a light panel, and formulas as their source.

use super::super::length::{Abs, Em};
use super::super::page::{Role, Tag};
use super::super::paragraph::{self, Alignment, Family, Piece};
use super::text::{formula as report_formula, plain_style};
use super::{Column, Decoration, Flow, Keep};
use crate::span::Span;

/// The bar at the start side of a panel.
const BAR: Abs = Abs::pt(2.0);

/// Sets a block of code. The panel is drawn on each page that the code is on.
pub fn block(flow: &mut Flow, column: Column, text: &str, span: Span) {
    let outer = flow.tree.add(column.node, Role::Paragraph);
    let node = flow.tree.add(outer, Role::Code);
    let style = flow.style;
    let padding = style.code_padding.min(column.width * 0.1);
    let panel = Decoration {
        x: column.x,
        width: column.width,
        color: style.colors.panel,
        thickness: None,
        radius: Abs::ZERO,
    };
    let bar = flow.bar(column, BAR, style.colors.rule);
    let inner = Column { x: column.x + padding, width: column.width - padding * 2.0, ..column };

    flow.space(column.gap);
    flow.decorated([panel, bar], padding, |flow| {
        let start = flow.strips.len();
        source(flow, inner, text, Tag::Node(node), span);
        flow.pad(start, padding * 0.75, padding * 0.75);
    });
    flow.space(column.gap * 1.25);
}

/// Sets a formula as its TeX source.
pub fn formula(flow: &mut Flow, column: Column, tex: &str, span: Span) {
    report_formula(flow, span);
    let outer = flow.tree.add(column.node, Role::Paragraph);
    let node = flow.tree.add_alt(outer, Role::Formula, tex);
    flow.space(column.gap);
    let inner = column.indented(column.text.size * 2.0, flow.right_to_left);
    source(flow, inner, tex, Tag::Node(node), span);
    flow.space(column.gap);
}

/// Lines of code: spaces and blank lines kept, long lines wrapped with a mark.
fn source(flow: &mut Flow, column: Column, text: &str, tag: Tag, span: Span) {
    // In cells and notes code shrinks along with the text.
    let set = flow.style.code.scaled((column.text.size / flow.style.text.size).min(1.0));
    let mut style = plain_style(set, flow.style.colors.text);
    style.family = Family::Code;
    let mut mark = style.clone();
    mark.color = flow.style.colors.muted;
    let pieces = [Piece::Text { text: text.into(), style, tag, link: None }];
    let mut options = flow.options(column.width, Alignment::Left, Some(span));
    options.preserve = true;
    options.hyphenate = false;
    options.right_to_left = Some(false);
    options.hanging_indent = Em::new(1.2).at(set.size).min(column.width * 0.2);
    options.wrap_mark = Some(mark);
    let lines = paragraph::paragraph(flow.fonts, &pieces, &options, &mut flow.findings);
    flow.push_lines(column.x, set, lines, Keep::Free);
}
