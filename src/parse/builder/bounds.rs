//! Where a tree ends before its text does: at the limit of pieces, and at elements that nothing
//! closes.

use super::{Builder, Frame};
use crate::diag::Code;
use crate::limits;
use crate::model::{BlockKind, Inline, text};
use crate::parse::container::Container;
use crate::parse::flow::Node;

impl Builder<'_, '_> {
    /// Whether no more pieces are taken.
    pub(in crate::parse) fn is_full(&self) -> bool {
        self.pieces >= limits::PIECES
    }

    /// Ends everything; what is left of the text, which begins at `start`, is kept as it is written.
    pub(in crate::parse) fn give_up(&mut self, rest: &str, start: usize) {
        while self.frames.len() > 1 {
            self.close_top(start);
        }
        let message = format!(
            "the post has more than {} blocks, items, cells and runs of text; from here on it is \
             kept as it is written",
            limits::PIECES
        );
        let place = self.span(start, start + rest.lines().next().map_or(0, str::len));
        self.references.say(Code::MarkdownLimit, place, message);
        let text = rest.trim_end().to_owned();
        let span = self.span(start, start + rest.len());
        self.block(BlockKind::Code { language: None, text }, span);
    }

    /// Tells of an element of HTML that took what is behind it, as nothing closed it.
    pub(super) fn say_unclosed(&mut self, frame: &Frame) {
        let Some(name) = frame.html.as_deref().filter(|_| !frame.ended) else { return };
        let what = match frame.container {
            // `<rp>` needs no end tag (HTML, 13.1.2.4).
            Container::Dropped if name != "rp" && frame.nodes.iter().any(says_something) => {
                "is left out"
            }
            Container::Code(_) => "is code",
            _ => return,
        };
        let place = self.span(frame.start, frame.start + 1 + name.len());
        let message = format!("`<{name}>` is never closed, and what is behind it {what}");
        self.references.say(Code::Unclosed, place, message);
    }
}

fn says_something(node: &Node) -> bool {
    match node {
        Node::Inline(Inline::Text(text)) => !text.trim().is_empty(),
        Node::Inline(inline) => !text::of_inlines(std::slice::from_ref(inline)).trim().is_empty(),
        _ => true,
    }
}
