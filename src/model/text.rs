//! The plain text of a tree: for summaries, search, word counts and the archive.

use super::block::{Block, BlockKind};
use super::inline::Inline;

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

/// How many words a text has: runs of letters and digits; each Han or Kana character counts as
/// one, as they are written without spaces.
#[must_use]
pub fn words(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut count, mut inside, mut at) = (0, false, 0);
    while let Some(&byte) = bytes.get(at) {
        // The most frequent by their bytes alone, apart from the search in Unicode's tables: that took
        // a tenth of the time of a build without handouts. EA B0 80 to ED 9D BF are Hangul syllables.
        let (class, length) = match (byte, bytes.get(at + 1)) {
            (0..0x80, _) => (ASCII[usize::from(byte)], 1),
            (0xeb | 0xec, _) | (0xea, Some(0xb0..)) | (0xed, Some(..=0x9d)) => (Class::Part, 3),
            _ => match text.get(at..).and_then(|rest| rest.chars().next()) {
                Some(c) => (class(c), c.len_utf8()),
                None => (Class::Gap, 1),
            },
        };
        at += length;
        // Where words end cannot be foreseen, so that nothing branches here.
        let begins = (class == Class::Part) & !inside;
        count += usize::from(begins | (class == Class::Whole));
        inside = (class == Class::Part) | (inside & (class == Class::Joint));
    }
    count
}

/// What a character is to the words around it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// A word by itself.
    Whole,
    /// A letter or digit.
    Part,
    /// What stands within words.
    Joint,
    /// What parts words.
    Gap,
}

/// The classes of the ASCII characters.
const ASCII: [Class; 128] = {
    let mut classes = [Class::Gap; 128];
    let mut byte = 0_u8;
    while byte < 128 {
        if byte.is_ascii_alphanumeric() {
            classes[byte as usize] = Class::Part;
        } else if matches!(byte, b'\'' | b'-') {
            classes[byte as usize] = Class::Joint;
        }
        byte += 1;
    }
    classes
};

/// The class of a character that is not ASCII.
fn class(c: char) -> Class {
    match c {
        '’' => Class::Joint,
        '\u{2000}'..='\u{206f}' => Class::Gap,
        '\u{3040}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' => Class::Whole,
        c if c.is_alphanumeric() => Class::Part,
        _ => Class::Gap,
    }
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
    use super::{excerpt, words};

    #[test]
    fn an_excerpt_ends_behind_a_word() {
        assert_eq!(excerpt("one  two\nthree", 80), "one two three");
        assert_eq!(excerpt("alpha beta, gamma", 12), "alpha beta…");
        assert_eq!(excerpt("日本語の文章です", 4), "日本語の…");
    }

    #[test]
    fn words_are_counted_in_any_script() {
        assert_eq!(words("It's a well-known 한국어 문장, 2024."), 6);
        assert_eq!(words("日本語"), 3);
        // The first and last syllables of Hangul, and their neighbours.
        assert_eq!(words("가 힣 ힰ ꯀ 뀀 쿿 \u{d7a4} ’a’s"), 7);
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
