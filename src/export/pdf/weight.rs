//! How much memory the pages of a post will take, guessed from its tree before it is laid out.

use crate::model::walk::{self, Visitor};
use crate::model::{Block, BlockKind, Inline, Link, Post};

/// What a byte of text takes once its lines are set, in bytes.
const TEXT: usize = 70;

/// What a byte of the longest paragraph takes besides while its lines are chosen.
const SHAPED: usize = 110;

/// What a block takes for itself: its box and its node of the structure.
const BLOCK: usize = 1_200;

/// What a cell takes besides its block.
const CELL: usize = 600;

/// What an item of a list takes besides its block.
const ITEM: usize = 1_800;

/// What a forced line end takes, one in code included.
const LINE: usize = 1_100;

/// What a link takes, with its place on the page and its address behind the text.
const LINK: usize = 8_000;

/// What the call of a footnote takes, with the note.
const NOTE: usize = 14_000;

/// The guess in bytes, measured on long paragraphs, lists, tables, code, links and footnotes to be
/// right within a third.
#[must_use]
pub fn of(post: &Post) -> usize {
    let mut weight = Weight::default();
    walk::blocks(&mut weight, &post.blocks);
    for note in &post.footnotes {
        walk::blocks(&mut weight, &note.content);
    }
    weight.end_of_block();
    weight.sum.saturating_add(weight.longest.saturating_mul(SHAPED))
}

#[derive(Default)]
struct Weight {
    sum: usize,
    /// Text of the block that is visited.
    text: usize,
    /// Text of the longest block.
    longest: usize,
}

impl Weight {
    fn add(&mut self, bytes: usize) {
        self.sum = self.sum.saturating_add(bytes);
    }

    fn text(&mut self, length: usize) {
        self.add(length.saturating_mul(TEXT));
        self.text += length;
    }

    fn end_of_block(&mut self) {
        self.longest = self.longest.max(self.text);
        self.text = 0;
    }
}

impl Visitor for Weight {
    fn block(&mut self, block: &Block) {
        self.end_of_block();
        self.add(BLOCK);
        match &block.kind {
            BlockKind::Code { text, .. } | BlockKind::Math(text) => {
                // Each line is shaped for itself.
                self.add(text.len().saturating_mul(TEXT));
                self.add(text.matches('\n').count().saturating_mul(LINE));
                self.longest = self.longest.max(text.lines().map(str::len).max().unwrap_or(0));
            }
            BlockKind::List(list) => self.add(list.items.len().saturating_mul(ITEM)),
            BlockKind::Table(table) => {
                let rows = table.head.iter().chain(&table.body);
                self.add(rows.map(|row| row.cells.len()).sum::<usize>().saturating_mul(CELL));
            }
            _ => {}
        }
    }

    fn inline(&mut self, inline: &Inline) {
        match inline {
            Inline::Text(text) | Inline::Code(text) | Inline::Math { tex: text, .. } => {
                self.text(text.len());
            }
            Inline::LineBreak => self.add(LINE),
            Inline::FootnoteCall { .. } => self.add(NOTE),
            _ => {}
        }
    }

    fn link(&mut self, _: &Link) {
        self.add(LINK);
    }
}
