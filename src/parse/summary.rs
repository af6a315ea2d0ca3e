//! The summary of a post that has none in its front matter: what the author set apart by a mark,
//! else the start of the first paragraph.

use crate::model::{Block, BlockKind, Inline, text};

/// Longest summary that is made from the start of the text, in characters.
const START_CHARACTERS: usize = 200;

/// Longest summary that the author set apart, in characters.
const LEAD_CHARACTERS: usize = 1000;

/// Where a comment stands in a piece of HTML that ends the summary.
pub(super) fn end_mark(html: &str) -> Option<usize> {
    html.match_indices("<!--").find_map(|(at, open)| {
        let words = html[at + open.len()..].split("-->").next()?;
        is_end(words).then_some(at)
    })
}

/// Whether the words of a comment end a summary: `more` (Hugo, Zola, Hexo, WordPress), `truncate`
/// (Docusaurus), `excerpt` and others.
pub(super) fn is_end(words: &str) -> bool {
    let words = words.trim().to_ascii_lowercase();
    let known = [
        "more",
        "truncate",
        "excerpt",
        "endexcerpt",
        "end excerpt",
        "end-excerpt",
        "readmore",
        "read more",
        "read-more",
        "summary",
    ];
    // WordPress lets its mark be followed by the words of the link.
    known.contains(&words.as_str()) || words.starts_with("more ") && words.len() < 60
}

/// The text that the author set apart; nothing where no words are in it.
pub(super) fn of_lead(blocks: &[Block]) -> Option<String> {
    let mut words = String::new();
    for block in blocks {
        match &block.kind {
            BlockKind::Paragraph(_)
            | BlockKind::Plain(_)
            | BlockKind::List(_)
            | BlockKind::Quote(_) => {
                words.push_str(&text::of_blocks(std::slice::from_ref(block)));
                words.push('\n');
            }
            _ => {}
        }
    }
    let says = words.chars().any(char::is_alphanumeric);
    says.then(|| text::excerpt(&words, LEAD_CHARACTERS))
}

/// The start of the first paragraph that says something.
pub(super) fn of_start(blocks: &[Block]) -> String {
    let paragraph = |b: &Block| match &b.kind {
        BlockKind::Paragraph(content) if !is_aside(content) => Some(text::of_inlines(content)),
        _ => None,
    };
    let first = blocks.iter().filter_map(paragraph).find(|t| t.chars().any(char::is_alphanumeric));
    let words = first.unwrap_or_else(|| text::of_blocks(blocks));
    text::excerpt(&words, START_CHARACTERS)
}

/// Whether a paragraph is no more than a link or pictures: a way to another page or a banner.
fn is_aside(content: &[Inline]) -> bool {
    let blank = |i: &Inline| match i {
        Inline::SoftBreak | Inline::LineBreak | Inline::Anchor(_) => true,
        Inline::Text(text) => !text.chars().any(char::is_alphanumeric),
        _ => false,
    };
    content.iter().all(|i| blank(i) || matches!(i, Inline::Link(_) | Inline::Image(_)))
}
