//! Fenced containers (`:::tip Title` … `:::`), as Docusaurus, VuePress and markdown-it write them.
//!
//! Markdown itself knows nothing of them: their fences come as text in paragraphs. So they are
//! found among finished blocks, where a fence may share a paragraph with the text beside it.

use crate::model::{Block, BlockKind, Inline};
use crate::span::Span;

/// The kind of note that a word names; generators have more words than kinds. Containers with
/// other words only lose their fences.
pub(super) fn kind(word: &str) -> Option<&'static str> {
    Some(match word {
        "note" | "info" | "question" | "example" | "abstract" | "summary" | "seealso" => "note",
        "tip" | "hint" | "success" => "tip",
        "important" => "important",
        "warning" => "warning",
        "caution" | "danger" | "error" => "caution",
        _ => return None,
    })
}

/// A block, or a fence between blocks.
enum Piece {
    Block(Block),
    Open { kind: String, title: Vec<Inline>, line: Vec<Inline>, span: Span },
    Close { line: Vec<Inline>, span: Span },
}

/// An open container.
struct Open {
    kind: String,
    title: Vec<Inline>,
    /// The fence's own line, which becomes text again when it is never closed.
    line: Vec<Inline>,
    span: Span,
    content: Vec<Block>,
}

/// Turns fenced containers among blocks into what they mean.
pub(super) fn fold(blocks: Vec<Block>) -> Vec<Block> {
    if !blocks.iter().any(has_fence) {
        return blocks;
    }
    let mut open: Vec<Open> = Vec::new();
    let mut out: Vec<Block> = Vec::new();
    for piece in blocks.into_iter().flat_map(split) {
        match piece {
            Piece::Block(block) => target(&mut open, &mut out).push(block),
            // Containers deeper than a few levels are no containers.
            Piece::Open { line, span, .. } if open.len() >= 8 => {
                target(&mut open, &mut out).push(paragraph(line, span));
            }
            Piece::Open { kind, title, line, span } => {
                open.push(Open { kind, title, line, span, content: Vec::new() });
            }
            Piece::Close { line, span } => match open.pop() {
                Some(closed) => {
                    let end = Span { end: span.end.max(closed.span.end), ..closed.span };
                    let made = close(closed, end);
                    target(&mut open, &mut out).extend(made);
                }
                None => out.push(paragraph(line, span)),
            },
        }
    }
    // What was never closed is text.
    for unclosed in open {
        out.push(paragraph(unclosed.line, unclosed.span));
        out.extend(unclosed.content);
    }
    out
}

fn target<'a>(open: &'a mut [Open], out: &'a mut Vec<Block>) -> &'a mut Vec<Block> {
    open.last_mut().map_or(out, |open| &mut open.content)
}

fn paragraph(content: Vec<Inline>, span: Span) -> Block {
    Block { kind: BlockKind::Paragraph(content), span }
}

/// What a closed container is.
fn close(open: Open, span: Span) -> Vec<Block> {
    let Open { kind, title, line: _, span: _, content } = open;
    if kind == "details" {
        return vec![Block { kind: BlockKind::Details { summary: title, content }, span }];
    }
    match self::kind(&kind) {
        Some(kind) => {
            let kind = kind.to_owned();
            vec![Block { kind: BlockKind::Admonition { kind, title, content }, span }]
        }
        None if title.is_empty() => content,
        None => std::iter::once(paragraph(title, span)).chain(content).collect(),
    }
}

fn has_fence(block: &Block) -> bool {
    match &block.kind {
        BlockKind::Paragraph(content) => content
            .iter()
            .any(|i| matches!(i, Inline::Text(text) if text.trim_start().starts_with(":::"))),
        _ => false,
    }
}

/// A paragraph at the fences in it.
fn split(block: Block) -> Vec<Piece> {
    let span = block.span;
    let content = match block.kind {
        BlockKind::Paragraph(content) => content,
        kind => return vec![Piece::Block(Block { kind, span })],
    };
    let mut pieces = Vec::new();
    let mut text: Vec<Inline> = Vec::new();
    for line in content.split(|i| matches!(i, Inline::SoftBreak | Inline::LineBreak)) {
        let fence = fence(line, span);
        if let Some(fence) = fence {
            if !text.is_empty() {
                pieces.push(Piece::Block(paragraph(std::mem::take(&mut text), span)));
            }
            pieces.push(fence);
        } else if !line.is_empty() {
            if !text.is_empty() {
                text.push(Inline::SoftBreak);
            }
            text.extend_from_slice(line);
        }
    }
    if !text.is_empty() {
        pieces.push(Piece::Block(paragraph(text, span)));
    }
    pieces
}

/// The fence that a line is.
fn fence(line: &[Inline], span: Span) -> Option<Piece> {
    let (Inline::Text(first), rest) = line.split_first()? else { return None };
    let after = first.trim_start().strip_prefix(":::")?.trim_start_matches(':');
    let words = after.trim_start();
    if words.trim().is_empty() && rest.is_empty() {
        return Some(Piece::Close { line: line.to_vec(), span });
    }
    let end = words.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(words.len());
    let (kind, title) = words.split_at(end);
    if kind.is_empty() {
        return None;
    }
    // Docusaurus puts titles in brackets: `:::note[Mind this]`; attributes in braces are dropped.
    let title = title.split('{').next().unwrap_or_default();
    let mut inlines = Vec::new();
    let plain = title.trim().trim_start_matches('[');
    let plain = if rest.is_empty() { plain.trim_end_matches(']') } else { plain };
    if !plain.is_empty() {
        inlines.push(Inline::Text(plain.to_owned()));
    }
    inlines.extend_from_slice(rest);
    let kind = kind.to_ascii_lowercase();
    Some(Piece::Open { kind, title: inlines, line: line.to_vec(), span })
}

#[cfg(test)]
mod tests {
    use super::fold;
    use crate::model::{Block, BlockKind, Inline, text};
    use crate::span::{FileId, Span};

    fn paragraph(lines: &[&str]) -> Block {
        let mut content = Vec::new();
        for line in lines {
            if !content.is_empty() {
                content.push(Inline::SoftBreak);
            }
            content.push(Inline::Text((*line).to_owned()));
        }
        Block { kind: BlockKind::Paragraph(content), span: Span::file(FileId(0)) }
    }

    #[test]
    fn fences_may_share_paragraphs_with_text() {
        let blocks = vec![
            paragraph(&["before", ":::tip[Mind this]", "inside"]),
            paragraph(&["more", ":::", "after"]),
        ];
        let folded = fold(blocks);
        assert_eq!(folded.len(), 3);
        let BlockKind::Admonition { kind, title, content } = &folded[1].kind else {
            panic!("{:?}", folded[1].kind)
        };
        assert_eq!((kind.as_str(), text::of_inlines(title).as_str()), ("tip", "Mind this"));
        assert_eq!(content.len(), 2);
        assert_eq!(text::of_blocks(&folded[2..]).trim(), "after");
    }

    #[test]
    fn what_is_never_closed_stays_text() {
        let folded = fold(vec![paragraph(&["::: note"]), paragraph(&["text"])]);
        assert_eq!(text::of_blocks(&folded), "::: note\n\ntext\n\n");
    }
}
