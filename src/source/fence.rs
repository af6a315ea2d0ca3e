//! Where the front matter of a text begins and ends: by place, never by search and replace.
//!
//! | First line | Last line | Format |
//! | --- | --- | --- |
//! | `---`, `---yaml` | `---` or `...` | YAML |
//! | `---toml`, `+++` | `---`, `+++` | TOML |
//! | `---json`, `;;;` | `---`, `;;;` | JSON |
//! | `{` | its `}` | JSON (Hugo) |
//! | `key: value` | `---` | YAML (Hexo) |
//! | `"key": value` | `;;;` | JSON without its braces (Hexo) |
//! | `Title: value` | a blank line | lines of text (MultiMarkdown, Pelican) |
//!
//! Blank lines may come first and fences may end in spaces. Lines end in `\n`, `\r\n` or `\r`.
//! A first `---` with no key behind it is a rule of Markdown.

use std::ops::Range;

use super::json;
use crate::model::post::FrontMatterFormat;

/// What the start of a text turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fence {
    /// There is no front matter; the whole text is Markdown.
    None,
    /// A first `---` that is closed, but holds text where keys should be: the opening line.
    Rule(Range<usize>),
    /// Front matter that is opened and never closed: the opening line.
    Unclosed(Range<usize>),
    /// Front matter.
    Found(Block),
}

/// A block of front matter, by ranges of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// How it is written.
    pub format: FrontMatterFormat,
    /// How it deviates from its format.
    pub dialect: Dialect,
    /// What is between the fences.
    pub raw: Range<usize>,
    /// What is behind them.
    pub body: Range<usize>,
}

/// How front matter deviates from its format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Not at all.
    Standard,
    /// JSON without the outer braces.
    Braceless,
    /// `Key: any text` lines.
    Plain,
}

/// A line: its text without the line end, and where the next line starts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) start: usize,
    pub(super) text: &'a str,
    pub(super) next: usize,
}

impl Line<'_> {
    fn range(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }
}

/// The lines of a text from a place on; `\n`, `\r\n` and `\r` end a line.
pub(super) fn lines(text: &str, from: usize) -> impl Iterator<Item = Line<'_>> {
    let mut at = from;
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let len = rest.bytes().position(|b| b == b'\n' || b == b'\r').unwrap_or(rest.len());
        let end = match rest.as_bytes().get(len..) {
            Some([b'\r', b'\n', ..]) => 2,
            Some([_, ..]) => 1,
            _ => 0,
        };
        let line = Line { start: at, text: &rest[..len], next: at + len + end };
        at = line.next;
        Some(line)
    })
}

/// Finds the front matter of a decoded text.
#[must_use]
pub fn find(text: &str) -> Fence {
    let Some(first) = lines(text, 0).find(|line| !line.text.trim().is_empty()) else {
        return Fence::None;
    };
    if let Some(fence) = behind_comments(text, first) {
        return fence;
    }
    match first.text.trim_end() {
        "---" | "--- yaml" | "---yaml" | "---yml" => yaml(text, first),
        "---toml" | "--- toml" => toml(text, first, "---"),
        "+++" => toml(text, first, "+++"),
        "---json" | "--- json" => fenced_json(text, first, "---"),
        ";;;" => fenced_json(text, first, ";;;"),
        line if is_long_rule(line) => yaml(text, first),
        line if line.starts_with('{') => object(text, first),
        line if line.starts_with('"') => braceless(text, first),
        _ => bare(text, first),
    }
}

/// Whether a line is `key: value` or `key:` at the margin. Keys are words in any script.
pub(super) fn key_of(line: &str) -> Option<&str> {
    let (key, rest) = match line.as_bytes().first()? {
        quote @ (b'"' | b'\'') => {
            let end = line[1..].find(char::from(*quote))? + 1;
            (&line[1..end], line[end + 1..].trim_start().strip_prefix(':')?)
        }
        b' ' | b'\t' | b'#' | b'-' | b'*' | b'>' | b'|' | b'`' | b'[' | b'!' | b'{' => {
            return None;
        }
        _ => {
            let colon = line
                .match_indices(':')
                .find(|(i, _)| matches!(line.as_bytes().get(i + 1), None | Some(b' ' | b'\t')))?;
            (line[..colon.0].trim_end(), &line[colon.0 + 1..])
        }
    };
    let spaced = rest.is_empty() || rest.starts_with([' ', '\t']);
    (spaced && !key.is_empty() && key.len() <= 100).then_some(key)
}

fn yaml(text: &str, first: Line) -> Fence {
    let mut looks = None;
    for line in lines(text, first.next) {
        let trimmed = line.text.trim_end();
        let long = is_long_rule(first.text.trim_end());
        let closes = if long {
            trimmed == first.text.trim_end()
        } else {
            trimmed == "---" || trimmed == "..."
        };
        if closes {
            return match looks {
                // Four dashes are a rule more often than a fence.
                Some(false) | None if long => Fence::None,
                Some(false) => Fence::Rule(first.range()),
                _ => found(FrontMatterFormat::Yaml, text, first.next..line.start, line.next),
            };
        }
        if looks.is_none() && !trimmed.trim_start().is_empty() && !trimmed.starts_with('#') {
            looks = Some(is_yaml(line.text));
        }
    }
    let long = is_long_rule(first.text.trim_end());
    if looks == Some(true) && !long { Fence::Unclosed(first.range()) } else { Fence::None }
}

/// Four dashes or more: Hexo takes as many for a fence, closed by as many.
fn is_long_rule(line: &str) -> bool {
    line.len() > 3 && line.bytes().all(|b| b == b'-')
}

/// Front matter that comments stand before: `<!-- … -->`, or lines that begin with `#`. It is some
/// only where it is fenced, closed, and begins with a key that is known.
fn behind_comments(text: &str, first: Line) -> Option<Fence> {
    if !first.text.starts_with("<!--") && !first.text.starts_with('#') {
        return None;
    }
    let mut at = first.start;
    loop {
        let line = lines(text, at).find(|line| !line.text.trim().is_empty())?;
        if line.text.starts_with("<!--") {
            let end = line.start + text[line.start..].find("-->")? + 3;
            let rest = lines(text, end).next()?;
            if !rest.text.trim().is_empty() {
                return None;
            }
            at = rest.next;
        } else if line.text.starts_with('#') {
            at = line.next;
        } else if matches!(line.text.trim_end(), "---" | "+++") {
            let key = lines(text, line.next).find(|line| !line.text.trim().is_empty())?;
            let name = key.text.split([':', '=']).next().unwrap_or_default().trim();
            let known = KNOWN_KEYS.contains(&name.to_ascii_lowercase().as_str());
            let is_yaml = line.text.starts_with('-');
            let fence = if is_yaml { yaml(text, line) } else { toml(text, line, "+++") };
            return Some(fence).filter(|fence| known && matches!(fence, Fence::Found(_)));
        } else {
            return None;
        }
    }
}

/// Whether the first line of a block can begin front matter: a key, a list, a flow map, null, a
/// directive. Text alone cannot.
fn is_yaml(line: &str) -> bool {
    let line = line.trim();
    key_of(line).is_some()
        || line.starts_with("- ")
        || line.starts_with(['{', '[', '%', '&', '?'])
        || matches!(line, "~" | "null" | "-")
}

fn toml(text: &str, first: Line, fence: &str) -> Fence {
    // Inside a string of three quotes a fence is text.
    let mut quote: Option<&str> = None;
    let mut inside = None;
    for line in lines(text, first.next) {
        if line.text.trim_end() == fence {
            if quote.is_none() {
                let raw = first.next..line.start;
                return found(FrontMatterFormat::Toml, text, raw, line.next);
            }
            inside.get_or_insert(line);
        }
        let mut rest = line.text;
        loop {
            let next = match quote {
                Some(open) => rest.find(open).map(|i| (i, None)),
                None => match (rest.find("\"\"\""), rest.find("'''")) {
                    (Some(a), Some(b)) if b < a => Some((b, Some("'''"))),
                    (Some(a), _) => Some((a, Some("\"\"\""))),
                    (None, b) => b.map(|b| (b, Some("'''"))),
                },
            };
            let Some((at, now)) = next else { break };
            quote = now;
            rest = &rest[at + 3..];
        }
    }
    match inside {
        Some(line) => found(FrontMatterFormat::Toml, text, first.next..line.start, line.next),
        None => Fence::Unclosed(first.range()),
    }
}

fn fenced_json(text: &str, first: Line, fence: &str) -> Fence {
    let Some(line) = lines(text, first.next).find(|line| line.text.trim_end() == fence) else {
        return Fence::Unclosed(first.range());
    };
    let raw = first.next..line.start;
    let braces = text[raw.clone()].trim_start().starts_with('{');
    let dialect = if braces { Dialect::Standard } else { Dialect::Braceless };
    let body = line.next..text.len();
    Fence::Found(Block { format: FrontMatterFormat::Json, dialect, raw, body })
}

/// A JSON object at the very start; `{{`, `{%` and the like are templates, not objects.
fn object(text: &str, first: Line) -> Fence {
    let start = first.start;
    let inner = text[start + 1..].trim_start();
    if !(inner.starts_with('"') || inner.starts_with('}') && inner.len() > 1) {
        return Fence::None;
    }
    let Some(end) = json::object_end(&text[start..]).map(|len| start + len) else {
        return Fence::Unclosed(first.range());
    };
    let rest = lines(text, end).next();
    match rest {
        Some(line) if !line.text.trim().is_empty() => Fence::None,
        Some(line) => found(FrontMatterFormat::Json, text, start..end, line.next),
        None => found(FrontMatterFormat::Json, text, start..end, end),
    }
}

fn braceless(text: &str, first: Line) -> Fence {
    if key_of(first.text).is_none() {
        return Fence::None;
    }
    for line in lines(text, first.start) {
        match line.text.trim_end() {
            ";;;" => {
                let raw = first.start..line.start;
                let (format, dialect) = (FrontMatterFormat::Json, Dialect::Braceless);
                return Fence::Found(Block { format, dialect, raw, body: line.next..text.len() });
            }
            "" => return Fence::None,
            _ => {}
        }
    }
    Fence::None
}

/// Keys that a block without an opening fence must begin with, lower case.
const KNOWN_KEYS: &[&str] = &[
    "author",
    "authors",
    "categories",
    "category",
    "date",
    "description",
    "lang",
    "language",
    "layout",
    "modified",
    "slug",
    "status",
    "summary",
    "tags",
    "title",
    "toc",
    "updated",
];

/// Keys without an opening fence, closed by `---` (Hexo) or by a blank line (MultiMarkdown).
fn bare(text: &str, first: Line) -> Fence {
    let known = |key: &str| KNOWN_KEYS.contains(&key.to_ascii_lowercase().as_str());
    if !key_of(first.text).is_some_and(known) {
        return Fence::None;
    }
    let (mut keys, mut blank, mut plain) = (0, None, true);
    for line in lines(text, first.start) {
        let trimmed = line.text.trim_end();
        if trimmed == "---" {
            // One key above a line of dashes is a heading.
            if keys > 1 {
                let raw = first.start..line.start;
                return found(FrontMatterFormat::Yaml, text, raw, line.next);
            }
            break;
        }
        if trimmed.is_empty() {
            blank.get_or_insert(line);
        } else if let Some(key) = key_of(line.text) {
            keys += 1;
            plain &= blank.is_some() || key.is_ascii();
        } else if !line.text.starts_with([' ', '\t', '#', '-']) {
            plain &= blank.is_some();
            break;
        }
    }
    let end = blank.map_or((text.len(), text.len()), |line| (line.start, line.next));
    let head = &text[first.start..end.0];
    let has = |name: &str| {
        lines(head, 0).filter_map(|l| key_of(l.text)).any(|k| k.eq_ignore_ascii_case(name))
    };
    let only_keys = lines(head, 0).all(|l| key_of(l.text).is_some() || l.text.starts_with(' '));
    if plain && only_keys && has("title") && lines(head, 0).nth(1).is_some() {
        let raw = first.start..end.0;
        let (format, dialect) = (FrontMatterFormat::Yaml, Dialect::Plain);
        return Fence::Found(Block { format, dialect, raw, body: end.1..text.len() });
    }
    Fence::None
}

fn found(format: FrontMatterFormat, text: &str, raw: Range<usize>, body: usize) -> Fence {
    let body = body..text.len();
    Fence::Found(Block { format, dialect: Dialect::Standard, raw, body })
}

#[cfg(test)]
mod tests {
    use super::{Dialect, Fence, find};
    use crate::model::post::FrontMatterFormat::{self, Json, Toml, Yaml};

    fn check(text: &str, format: FrontMatterFormat, raw: &str, body: &str) {
        match find(text) {
            Fence::Found(block) => {
                assert_eq!(
                    (block.format, &text[block.raw], &text[block.body]),
                    (format, raw, body),
                    "{text:?}"
                );
            }
            other => panic!("{text:?} gave {other:?}"),
        }
    }

    #[test]
    fn all_fences_are_known() {
        check("---\ntitle: a\n---\nb", Yaml, "title: a\n", "b");
        check("\n\n---  \ntitle: a\n...\n\nb", Yaml, "title: a\n", "\nb");
        check("---\r\ntitle: a\r\n---\r\nb\r\n", Yaml, "title: a\r\n", "b\r\n");
        check("---\rtitle: a\r---\r\rb", Yaml, "title: a\r", "\rb");
        check("---\n---\nb", Yaml, "", "b");
        check("---\ntitle: |\n  a\n  ---\n  b\n---\nc", Yaml, "title: |\n  a\n  ---\n  b\n", "c");
        check("---\n제목: 글\n---", Yaml, "제목: 글\n", "");
        check("---yaml\na: b\n---\nc", Yaml, "a: b\n", "c");
        check("----\na: b\n----\nc", Yaml, "a: b\n", "c");
        check("<!-- a\nb -->\n\n---\ntitle: b\n---\nc", Yaml, "title: b\n", "c");
        check("# By hand\n# twice\n---\ndate: b\n---\nc", Yaml, "date: b\n", "c");
        check("+++\na = '''\n+++\n'''\n+++\nb", Toml, "a = '''\n+++\n'''\n", "b");
        check("---toml\na = 1\n---\nb", Toml, "a = 1\n", "b");
        check("---json\n{\"a\": 1}\n---\nb", Json, "{\"a\": 1}\n", "b");
        check(";;;\n\"a\": 1\n;;;\nb", Json, "\"a\": 1\n", "b");
        check("\"a\": 1\n;;;\nb", Json, "\"a\": 1\n", "b");
        check("{\"a\": \"}\\\"\"}\nb", Json, "{\"a\": \"}\\\"\"}", "b");
        check("title: a\ntags:\n- b\n\n---\nc", Yaml, "title: a\ntags:\n- b\n\n", "c");
        check("Title: a: b\nDate: 2024-01-02\n\nc", Yaml, "Title: a: b\nDate: 2024-01-02\n", "c");
    }

    #[test]
    fn rules_and_text_are_no_front_matter() {
        for text in [
            "",
            "text",
            "---\n\nHello\n",
            "----\nHello\n----\n",
            "----\na: b\n\nHello\n",
            "# Heading\n---\nHello: you\n---\n",
            "<!-- a -->\nText\n---\ntitle: b\n---\n",
            "Title: a\n---\n",
            "Note: one\n\ntwo",
            "{{< figure >}}\n",
            "{% raw %}\n",
            "{\"a\": 1} is an object\n",
            "\"Quote\": he said\n\ntext",
        ] {
            assert_eq!(find(text), Fence::None, "{text:?}");
        }
        assert_eq!(find("---\nHello\n---\n"), Fence::Rule(0..3));
    }

    #[test]
    fn an_open_fence_is_told_with_its_place() {
        for (text, place) in [
            ("---\ntitle: a\n\n# b\n", 0..3),
            ("\n+++\ntitle = 'a'\n", 1..4),
            ("---json\n{}\n", 0..7),
            ("{\"a\": \"b\nc", 0..8),
        ] {
            assert_eq!(find(text), Fence::Unclosed(place), "{text:?}");
        }
        assert!(
            matches!(find("Title: a\nDate: b\n\nc"), Fence::Found(b) if b.dialect == Dialect::Plain)
        );
    }
}
