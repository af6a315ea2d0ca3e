//! The plain text of a tree: for summaries, search, word counts and the archive.

use super::block::{Block, BlockKind};
use super::inline::Inline;

pub use super::words::words;

/// Appends the words of running text; a picture gives its alternative text, a footnote call
/// nothing.
pub fn push_inlines(out: &mut String, list: &[Inline]) {
    for inline in list {
        match inline {
            Inline::Text(text) | Inline::Code(text) => out.push_str(text),
            Inline::SoftBreak => out.push(' '),
            Inline::LineBreak => out.push('\n'),
            Inline::Emphasis(content)
            | Inline::Strong(content)
            | Inline::Strikethrough(content)
            | Inline::Underline(content)
            | Inline::Mark(content)
            | Inline::Small(content)
            | Inline::Superscript(content)
            | Inline::Subscript(content)
            | Inline::Keyboard(content) => push_inlines(out, content),
            Inline::Link(link) => push_inlines(out, &link.content),
            Inline::Math { tex, .. } => out.push_str(tex),
            Inline::Image(image) => out.push_str(&image.alt),
            Inline::FootnoteCall { .. } | Inline::Anchor(_) => {}
        }
    }
}

/// The words of running text.
#[must_use]
pub fn of_inlines(list: &[Inline]) -> String {
    let mut out = String::new();
    push_inlines(&mut out, list);
    out
}

/// Appends the words of blocks: a blank line between paragraphs, a line a list item, table row
/// or line of code; cells are parted by tabs.
pub fn push_blocks(out: &mut String, list: &[Block]) {
    for block in list {
        match &block.kind {
            BlockKind::Paragraph(content) | BlockKind::Heading { content, .. } => {
                push_inlines(out, content);
                out.push_str("\n\n");
            }
            BlockKind::Plain(content) => {
                push_inlines(out, content);
                out.push('\n');
            }
            BlockKind::Code { text, .. } | BlockKind::Math(text) => {
                out.push_str(text);
                out.push_str("\n\n");
            }
            BlockKind::Quote(content) => push_blocks(out, content),
            BlockKind::Admonition { title: head, content, kind: _ }
            | BlockKind::Details { summary: head, content } => {
                if !head.is_empty() {
                    push_inlines(out, head);
                    out.push_str("\n\n");
                }
                push_blocks(out, content);
            }
            BlockKind::List(list) => {
                for item in &list.items {
                    push_blocks(out, &item.content);
                }
                out.push('\n');
            }
            BlockKind::Table(table) => {
                push_inlines(out, &table.caption);
                for row in table.head.iter().chain(&table.body) {
                    for (i, cell) in row.cells.iter().enumerate() {
                        if i > 0 {
                            out.push('\t');
                        }
                        out.push_str(of_blocks(&cell.content).trim());
                    }
                    out.push('\n');
                }
                out.push('\n');
            }
            BlockKind::Figure(figure) => {
                if figure.caption.is_empty() {
                    for image in &figure.images {
                        out.push_str(&image.alt);
                        out.push('\n');
                    }
                } else {
                    push_inlines(out, &figure.caption);
                    out.push('\n');
                }
                out.push('\n');
            }
            BlockKind::Definitions(definitions) => {
                for definition in definitions {
                    for term in &definition.terms {
                        push_inlines(out, term);
                        out.push('\n');
                    }
                    for detail in &definition.details {
                        push_blocks(out, detail);
                    }
                }
            }
            BlockKind::Embed(embed) => {
                out.push_str(&embed.title);
                out.push_str("\n\n");
            }
            BlockKind::Rule => {}
        }
    }
}

/// The words of blocks.
#[must_use]
pub fn of_blocks(list: &[Block]) -> String {
    let mut out = String::new();
    push_blocks(&mut out, list);
    out
}

/// One line of text: white space folded to single spaces, control characters left out.
#[must_use]
pub fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty())
    {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// The start of a text on one line, at most `limit` characters, cut behind a word, with `…`
/// where something was cut.
#[must_use]
pub fn excerpt(text: &str, limit: usize) -> String {
    let line = one_line(text);
    let Some((cut, _)) = line.char_indices().nth(limit) else { return line };
    let kept = &line[..cut];
    // A text without spaces (Japanese, Chinese) is cut where the limit falls.
    let kept = match kept.rfind(' ') {
        Some(space) if space * 2 > cut => &kept[..space],
        _ => kept,
    };
    format!("{}…", kept.trim_end_matches(|c: char| c.is_whitespace() || ",;:.".contains(c)))
}

/// The first byte of a kind that is rare. Sixteen bytes are asked at a time, which the compiler makes
/// one step of where `is` has no branches: a third of the time of one byte after another.
pub(crate) fn first(bytes: &[u8], is: impl Fn(u8) -> bool + Copy) -> Option<usize> {
    let (parts, _) = bytes.as_chunks::<16>();
    let holds = |part: &[u8; 16]| part.iter().fold(false, |found, byte| found | is(*byte));
    let from = 16 * parts.iter().position(holds).unwrap_or(parts.len());
    let at = bytes[from..].iter().position(|byte| is(*byte))?;
    Some(from + at)
}

/// How many pairs of bytes are asked at a time.
const PAIRS: usize = 512;

/// Whether two bytes of a kind stand beside each other. All are asked without a branch, sixteen at a
/// time, before texts that are rare are looked for one after another: 0.6 % of a first build.
pub(crate) fn has_pair(bytes: &[u8], is: impl Fn(u8, u8) -> bool + Copy) -> bool {
    let holds = |part: &[u8]| {
        let pairs = part.iter().zip(part.get(1..).unwrap_or_default());
        pairs.fold(false, |found, (one, next)| found | is(*one, *next))
    };
    // Each part has the first byte of the next one too.
    (0..bytes.len()).step_by(PAIRS).any(|at| holds(&bytes[at..bytes.len().min(at + PAIRS + 1)]))
}

/// The name that was probably meant by one that is none: at most half of its characters differ.
#[must_use]
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let far = name.chars().count().max(3) / 2;
    let known = known.into_iter().map(|other| (distance(name, other), other));
    // Of several the first.
    known
        .filter(|(distance, _)| *distance <= far)
        .min_by_key(|(distance, _)| *distance)
        .map(|n| n.1)
}

/// How many characters have to be put in, taken out, changed or exchanged with the next one (Damerau
/// and Levenshtein, as optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(100).collect(), b.chars().collect());
    let mut before = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 0..a.len() {
        let mut row = vec![i + 1];
        for j in 0..b.len() {
            let mut least =
                (last[j] + usize::from(a[i] != b[j])).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
                let exchanged: &Vec<usize> = &before;
                least = least.min(exchanged[j - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::{excerpt, has_pair};

    #[test]
    fn an_excerpt_ends_behind_a_word() {
        assert_eq!(excerpt("one  two\nthree", 80), "one two three");
        assert_eq!(excerpt("alpha beta, gamma", 12), "alpha beta…");
        assert_eq!(excerpt("日本語の文章です", 4), "日本語の…");
    }

    #[test]
    fn a_pair_is_found_wherever_it_stands() {
        for length in [0, 1, 2, 511, 512, 513, 514, 1200] {
            let mut text = vec![b'a'; length];
            assert!(!has_pair(&text, |one, next| (one == b'x') & (next == b'y')), "{length}");
            for at in 1..length {
                text[at - 1..=at].copy_from_slice(b"xy");
                assert!(has_pair(&text, |one, next| (one == b'x') & (next == b'y')), "{at}");
                text[at - 1..=at].fill(b'a');
            }
        }
    }

    #[test]
    fn the_name_that_was_meant_is_the_nearest() {
        let known = ["site", "title", "date", "language"];
        for (name, meant) in [
            ("titel", Some("title")),
            ("sites", Some("site")),
            ("langauge", Some("language")),
            ("author", None),
            ("", None),
        ] {
            assert_eq!(super::nearest(name, known), meant, "{name}");
        }
    }
}
