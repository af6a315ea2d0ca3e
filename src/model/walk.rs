//! Visits a tree in document order.

use super::block::{Block, BlockKind};
use super::inline::{Image, Inline, Link};

/// What a visitor wants to see; each method does nothing by default.
pub trait Visitor {
    /// A block, before what is in it.
    fn block(&mut self, _block: &Block) {}
    /// A piece of running text, before what is in it.
    fn inline(&mut self, _inline: &Inline) {}
    /// A link, before its content.
    fn link(&mut self, _link: &Link) {}
    /// A picture, in a line or in a figure.
    fn image(&mut self, _image: &Image) {}
}

/// Visits blocks and all that is in them.
pub fn blocks(visitor: &mut impl Visitor, list: &[Block]) {
    for block in list {
        visitor.block(block);
        match &block.kind {
            BlockKind::Paragraph(content)
            | BlockKind::Plain(content)
            | BlockKind::Heading { content, .. } => inlines(visitor, content),
            BlockKind::Quote(content) => blocks(visitor, content),
            BlockKind::Admonition { title: head, content, kind: _ }
            | BlockKind::Details { summary: head, content } => {
                inlines(visitor, head);
                blocks(visitor, content);
            }
            BlockKind::List(list) => {
                for item in &list.items {
                    blocks(visitor, &item.content);
                }
            }
            BlockKind::Table(table) => {
                inlines(visitor, &table.caption);
                for cell in table.head.iter().chain(&table.body).flat_map(|row| &row.cells) {
                    blocks(visitor, &cell.content);
                }
            }
            BlockKind::Figure(figure) => {
                for image in &figure.images {
                    visitor.image(image);
                }
                inlines(visitor, &figure.caption);
            }
            BlockKind::Definitions(definitions) => {
                for definition in definitions {
                    for term in &definition.terms {
                        inlines(visitor, term);
                    }
                    for detail in &definition.details {
                        blocks(visitor, detail);
                    }
                }
            }
            BlockKind::Code { .. } | BlockKind::Math(_) | BlockKind::Embed(_) | BlockKind::Rule => {
            }
        }
    }
}

/// Visits running text and all that is in it.
pub fn inlines(visitor: &mut impl Visitor, list: &[Inline]) {
    for inline in list {
        visitor.inline(inline);
        match inline {
            Inline::Emphasis(content)
            | Inline::Strong(content)
            | Inline::Strikethrough(content)
            | Inline::Underline(content)
            | Inline::Mark(content)
            | Inline::Small(content)
            | Inline::Superscript(content)
            | Inline::Subscript(content)
            | Inline::Keyboard(content) => inlines(visitor, content),
            Inline::Link(link) => {
                visitor.link(link);
                inlines(visitor, &link.content);
            }
            Inline::Image(image) => visitor.image(image),
            Inline::Text(_)
            | Inline::SoftBreak
            | Inline::LineBreak
            | Inline::Code(_)
            | Inline::Math { .. }
            | Inline::FootnoteCall { .. }
            | Inline::Anchor(_) => {}
        }
    }
}
