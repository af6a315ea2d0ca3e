//! The summary of a post that has none in its front matter: what the author set apart by a mark,
//! else the start of the first paragraph.

use crate::model::{Block, BlockKind, Inline, List, text};

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
        "excerpt end",
        "excerpt-end",
        "end of excerpt",
        "end-of-excerpt",
        "readmore",
        "read more",
        "read-more",
        "summary",
    ];
    // WordPress lets its mark be followed by the words of the link.
    known.contains(&words.as_str()) || words.starts_with("more ") && words.len() < 60
}

/// What is before a mark, with the addresses behind it that links before it may name
/// (`[name]: https://…`).
pub(super) fn with_definitions(lead: &str, rest: &str) -> String {
    let mut out = lead.to_owned();
    let defines = |line: &&str| {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let label = line.trim_start_matches(' ').strip_prefix('[');
        indent < 4 && label.is_some_and(|label| !label.starts_with('^') && label.contains("]:"))
    };
    for (i, line) in rest.lines().filter(defines).enumerate() {
        out.push_str(if i == 0 { "\n\n" } else { "\n" });
        out.push_str(line);
    }
    out
}

/// The text that the author set apart; nothing where no words are in it.
pub(super) fn of_lead(blocks: &[Block]) -> Option<String> {
    let mut words = String::new();
    for block in blocks {
        match &block.kind {
            BlockKind::List(list) if is_contents(list) => {}
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
    let paragraph = |(i, b): (usize, &Block)| match &b.kind {
        BlockKind::Paragraph(content) if !is_aside(content) => {
            let before = i.checked_sub(1).and_then(|i| blocks.get(i)).map(|b| &b.kind);
            // A line in italics below a picture is its caption.
            let is_caption = matches!(before, Some(BlockKind::Figure(_)))
                && matches!(content.as_slice(), [Inline::Emphasis(_)]);
            Some(text::of_inlines(content)).filter(|words| !is_caption && !is_contents_head(words))
        }
        _ => None,
    };
    let mut paragraphs = blocks.iter().enumerate().filter_map(paragraph);
    let first = paragraphs.find(|t| t.chars().any(char::is_alphanumeric));
    let words = first.unwrap_or_else(|| text::of_blocks(blocks));
    text::excerpt(&words, START_CHARACTERS)
}

/// Whether a list is one of contents: nothing but links, in lists in lists.
fn is_contents(list: &List) -> bool {
    let block = |block: &Block| match &block.kind {
        BlockKind::Plain(content) | BlockKind::Paragraph(content) => is_aside(content),
        BlockKind::List(list) => is_contents(list),
        _ => false,
    };
    list.items.iter().all(|item| item.content.iter().all(block))
}

/// Whether a paragraph only says that a list of contents is below.
fn is_contents_head(words: &str) -> bool {
    let words = words.trim().trim_matches(['[', ']', ':', '：']).to_lowercase();
    let known = ["toc", "contents", "table of contents", "목차", "차례", "目次", "目录", "目錄"];
    known.contains(&words.as_str())
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
