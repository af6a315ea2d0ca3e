//! How wide blocks would like to be, as tables ask: the least width without a broken word, and
//! the width with no line broken (CSS 2.1, 17.5.2.2).

use super::super::length::Abs;
use super::super::page::Role;
use super::super::paragraph::{Alignment, Family, Piece, widths};
use super::text::{self, Ink, plain_style};
use super::{Column, Flow, figure};
use crate::model::block::{Block, BlockKind};
use crate::model::inline::Inline;
use crate::span::Span;

/// The least and the preferred width of blocks. Leaves no trace in the tree or the findings.
#[must_use]
pub fn blocks(flow: &mut Flow, column: Column, list: &[Block]) -> (Abs, Abs) {
    let (nodes, findings) = (flow.tree.mark(), flow.findings.len());
    let measured = all(flow, column, list);
    flow.tree.forget(nodes);
    flow.findings.truncate(findings);
    measured
}

fn wider(a: (Abs, Abs), b: (Abs, Abs)) -> (Abs, Abs) {
    (a.0.max(b.0), a.1.max(b.1))
}

fn all(flow: &mut Flow, column: Column, list: &[Block]) -> (Abs, Abs) {
    list.iter().fold((Abs::ZERO, Abs::ZERO), |width, item| wider(width, block(flow, column, item)))
}

fn inset(inner: (Abs, Abs), amount: Abs) -> (Abs, Abs) {
    (inner.0 + amount, inner.1 + amount)
}

fn block(flow: &mut Flow, column: Column, block: &Block) -> (Abs, Abs) {
    let em = column.text.size;
    match &block.kind {
        BlockKind::Paragraph(content) | BlockKind::Plain(content) => {
            inlines(flow, column, content, block.span)
        }
        BlockKind::Heading { content, .. } => {
            inlines(flow, Column { bold: true, ..column }, content, block.span)
        }
        BlockKind::Code { text, .. } | BlockKind::Math(text) => code(flow, column, text),
        BlockKind::Quote(content) => inset(all(flow, column, content), em * 1.4),
        BlockKind::Admonition { title: head, content, .. }
        | BlockKind::Details { summary: head, content } => {
            let head = inlines(flow, Column { bold: true, ..column }, head, block.span);
            wider(head, inset(all(flow, column, content), em * 1.4))
        }
        BlockKind::List(list) => {
            let items = list.items.iter().fold((Abs::ZERO, Abs::ZERO), |width, item| {
                wider(width, all(flow, column, &item.content))
            });
            inset(items, em * 2.0)
        }
        BlockKind::Table(table) => {
            let mut columns = vec![(Abs::ZERO, Abs::ZERO); table.columns.len()];
            for row in table.head.iter().chain(&table.body) {
                for (width, cell) in columns.iter_mut().zip(&row.cells) {
                    *width = wider(*width, all(flow, column, &cell.content));
                }
            }
            let padding = flow.style.table_padding * 2.0;
            columns.into_iter().fold((Abs::ZERO, Abs::ZERO), |sum, width| {
                (sum.0 + width.0 + padding, sum.1 + width.1 + padding)
            })
        }
        BlockKind::Figure(figure) => {
            let caption = inlines(flow, column, &figure.caption, block.span);
            figure.images.iter().fold((caption.0, em * 10.0), |width, image| {
                let wanted = figure::picture(flow, image, block.span)
                    .map_or(em * 10.0, |picture| figure::wanted(&picture, image).0);
                // A picture may be set small beside text, but should stay to be seen.
                wider(width, (wanted.min(em * 4.0), wanted.min(column.width)))
            })
        }
        BlockKind::Definitions(definitions) => {
            let mut width = (Abs::ZERO, Abs::ZERO);
            for definition in definitions {
                for term in &definition.terms {
                    width = wider(width, inlines(flow, column, term, block.span));
                }
                for detail in &definition.details {
                    width = wider(width, inset(all(flow, column, detail), em * 1.4));
                }
            }
            width
        }
        BlockKind::Embed(_) => (em * 8.0, em * 20.0),
        BlockKind::Rule => (em, em),
    }
}

fn inlines(flow: &mut Flow, column: Column, content: &[Inline], span: Span) -> (Abs, Abs) {
    let node = flow.tree.add(column.node, Role::Paragraph);
    let pieces = text::pieces(flow, &Ink::new(column, node), content, column.width, span);
    if pieces.is_empty() {
        return (Abs::ZERO, Abs::ZERO);
    }
    let options = flow.options(column.width, Alignment::Start, Some(span));
    widths(flow.fonts, &pieces, &options)
}

/// Code breaks anywhere, so that its least width is a matter of taste.
fn code(flow: &Flow, column: Column, text: &str) -> (Abs, Abs) {
    let em = column.text.size;
    let set = flow.style.code.scaled((em / flow.style.text.size).min(1.0));
    let mut style = plain_style(set, flow.style.colors.text);
    style.family = Family::Code;
    let tag = super::super::page::Tag::Artifact;
    let pieces = [Piece::Text { text: text.into(), style, tag, link: None }];
    let mut options = flow.options(column.width, Alignment::Left, None);
    options.preserve = true;
    let (_, longest) = widths(flow.fonts, &pieces, &options);
    let longest = longest + flow.style.code_padding * 2.0;
    (longest.min(em * 12.0), longest)
}
