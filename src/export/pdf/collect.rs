//! Pieces to one string: white space as it will be set, and which piece each byte came from.

use std::ops::Range;
use std::sync::Arc;

use super::emoji::{is_emoji_by_default, is_ignorable, is_wide};
use super::length::Abs;
use super::page::Tag;
use super::paragraph::{LinkInfo, Piece, TextStyle};
use super::picture::Picture;

/// Columns from one tab stop of code to the next.
const TAB: usize = 4;

/// The text of a paragraph as one string.
#[derive(Debug)]
pub(super) struct Collected<'a> {
    /// What is shaped; each `\n` is a forced line end, and a picture is U+FFFC.
    pub(super) text: String,
    /// What the text is made of, in order, without gaps but for the forced line ends.
    pub(super) spans: Vec<StyledSpan<'a>>,
    /// What is recorded on the line on which its byte comes to stand.
    pub(super) marks: Vec<(usize, Mark)>,
    /// The parts between forced line ends; at least one.
    pub(super) segments: Vec<Range<usize>>,
}

/// A range of the text that came from one piece.
#[derive(Debug)]
pub(super) struct StyledSpan<'a> {
    pub(super) end: usize,
    pub(super) content: Content<'a>,
    pub(super) tag: Tag,
    pub(super) link: Option<&'a Arc<LinkInfo>>,
}

/// What a piece draws.
#[derive(Debug, Clone, Copy)]
pub(super) enum Content<'a> {
    Text(&'a TextStyle),
    Picture { picture: &'a Arc<Picture>, width: Abs, height: Abs },
}

/// Something without extent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mark {
    Anchor(String),
    Footnote(usize),
}

/// Joins the pieces. Without `preserve`, white space collapses to single spaces as in HTML, and
/// line ends between Chinese or Japanese letters vanish (CSS Text 3, 4.1.2).
pub(super) fn collect(pieces: &[Piece], preserve: bool) -> Collected<'_> {
    let mut text = String::new();
    let mut spans: Vec<StyledSpan<'_>> = Vec::new();
    let mut marks = Vec::new();
    let mut column = 0;
    for piece in pieces {
        match piece {
            Piece::Text { text: words, style, tag, link } => {
                if preserve {
                    push_verbatim(&mut text, &mut column, words);
                } else {
                    push_collapsed(&mut text, words);
                }
                spans.push(StyledSpan {
                    end: text.len(),
                    content: Content::Text(style),
                    tag: *tag,
                    link: link.as_ref(),
                });
            }
            Piece::Break => {
                text.push('\n');
                column = 0;
            }
            Piece::Picture { picture, width, height, tag, link } => {
                text.push('\u{FFFC}');
                spans.push(StyledSpan {
                    end: text.len(),
                    content: Content::Picture { picture, width: *width, height: *height },
                    tag: *tag,
                    link: link.as_ref(),
                });
            }
            Piece::Anchor(name) => marks.push((text.len(), Mark::Anchor(name.clone()))),
            Piece::Footnote(index) => marks.push((text.len(), Mark::Footnote(*index))),
        }
    }
    let mut segments = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices('\n') {
        segments.push(start..at);
        start = at + 1;
    }
    segments.push(start..text.len());
    Collected { text, spans, marks, segments }
}

/// Appends text with its white space collapsed. Control characters draw nothing and are dropped.
fn push_collapsed(text: &mut String, words: &str) {
    let mut chars = words.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            ' ' | '\t' | '\n' | '\r' | '\x0B' | '\x0C' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                let mut line_end = c != ' ' && c != '\t';
                while let Some(next) = chars.next_if(char::is_ascii_whitespace) {
                    line_end |= next == '\n';
                }
                let at_start = text.is_empty() || text.ends_with([' ', '\n']);
                let joined = line_end
                    && text.chars().next_back().is_some_and(is_unspaced)
                    && chars.peek().copied().is_some_and(is_unspaced);
                if !at_start && !joined {
                    text.push(' ');
                }
            }
            c if c.is_control() => {}
            c => text.push(c),
        }
    }
}

/// Whether a letter belongs to a script that is written without spaces between words.
fn is_unspaced(c: char) -> bool {
    is_wide(c) && !super::script::is_hangul(c) && !is_emoji_by_default(c)
}

/// Appends code from a column on: tabs become spaces up to the next tab stop, other control characters are dropped.
fn push_verbatim(text: &mut String, column: &mut usize, words: &str) {
    let mut chars = words.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\t' => {
                for _ in 0..TAB - *column % TAB {
                    text.push(' ');
                }
                *column = (*column / TAB + 1) * TAB;
            }
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                text.push('\n');
                *column = 0;
            }
            c if c.is_control() => {}
            c => {
                text.push(c);
                *column += columns(c);
            }
        }
    }
}

/// How many columns of a monospaced text a character takes.
fn columns(c: char) -> usize {
    let mark = unicode_normalization::char::is_combining_mark(c);
    if mark || is_ignorable(c) { 0 } else { 1 + usize::from(is_wide(c)) }
}

#[cfg(test)]
mod tests {
    use super::{push_collapsed, push_verbatim};

    #[test]
    fn white_space_collapses_but_for_code() {
        let mut text = String::new();
        push_collapsed(&mut text, "  one\r\n two\u{7}\t");
        push_collapsed(&mut text, " three 日本\n語 한국\n어");
        assert_eq!(text, "one two three 日本語 한국 어");

        let mut code = String::new();
        push_verbatim(&mut code, &mut 0, "a\tb\r\n한\tc\n\t\u{0}d");
        assert_eq!(code, "a   b\n한  c\n    d");
    }
}
