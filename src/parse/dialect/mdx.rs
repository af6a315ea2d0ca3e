//! MDX: statements of JavaScript are no text, components are what is in them, and expressions that
//! are mere texts are texts.

use std::collections::HashMap;
use std::ops::Range;

use super::tags::around;
use super::{Found, Pass, forms};
use crate::limits;

/// Longest name of a component that is looked at, in bytes.
const LONGEST_NAME: usize = 100;

/// The imports and exports of a text.
#[derive(Debug, Default)]
pub(super) struct Statements {
    /// In order.
    pub(super) ranges: Vec<Range<usize>>,
    /// The file that a name was imported from, or the text that it was set to.
    names: HashMap<String, String>,
}

impl Statements {
    /// The start of the next statement.
    pub(super) fn next(&self, from: usize) -> Option<usize> {
        let place = self.ranges.partition_point(|range| range.start < from);
        self.ranges.get(place).map(|range| range.start)
    }

    /// Adds ranges that are dropped as statements are.
    pub(super) fn drop_too(&mut self, mut ranges: Vec<Range<usize>>) {
        if !ranges.is_empty() {
            self.ranges.append(&mut ranges);
            self.ranges.sort_by_key(|range| range.start);
        }
    }

    /// The statement that begins at a place.
    pub(super) fn at(&self, at: usize) -> Option<Range<usize>> {
        let place = self.ranges.binary_search_by_key(&at, |range| range.start).ok()?;
        self.ranges.get(place).cloned()
    }
}

/// What Markdown takes for code by its indentation, and MDX does not: its text, where it is fenced,
/// is code; and its indentation means nothing, so that it goes, but inside of lists and quotes.
pub(super) fn indented(
    text: &str,
    block: Range<usize>,
    top: bool,
    code: &mut Vec<Range<usize>>,
    indents: &mut Vec<Range<usize>>,
) {
    let start = text[..block.start].rfind('\n').map_or(0, |at| at + 1);
    let mut fence: Option<(&str, usize)> = None;
    let mut at = start;
    for line in text[start..block.end].split_inclusive('\n') {
        let bare = line.trim_start_matches([' ', '\t']);
        let width = line.len() - bare.len();
        let marks = ["```", "~~~"].into_iter().find(|mark| bare.starts_with(mark));
        let (is_code, indent) = match (fence, marks) {
            (Some((open, depth)), Some(mark)) if open == mark => {
                fence = None;
                (true, depth)
            }
            (Some((_, depth)), _) => (true, depth),
            (None, Some(mark)) => {
                fence = Some((mark, width));
                (true, width)
            }
            (None, None) => (false, width),
        };
        let indent = indent.min(width);
        if top && indent > 0 {
            indents.push(at..at + indent);
        }
        if is_code {
            code.push(at + indent..at + line.len());
        }
        at += line.len();
    }
}

/// Finds the statements of a text. Other files than `.mdx` have imports at their top only, where
/// they can be nothing else.
pub(super) fn statements(text: &str, code: &[Range<usize>], is_mdx: bool) -> Statements {
    let mut found = Statements::default();
    let mut at = 0;
    let mut begins_block = true;
    let mut vain = 0;
    while at < text.len() {
        let line_end = text[at..].find('\n').map_or(text.len(), |i| at + i);
        let line = &text[at..line_end];
        let keyword = line.starts_with("import ")
            || line.starts_with("import{")
            || line.starts_with("export ");
        if begins_block
            && keyword
            && vain < 100
            && around(code, at).is_none()
            && let Some(end) = statement_end(text, at)
        {
            let statement = &text[at..end];
            if is_mdx && plausible(statement) || is_import(statement) {
                found.remember(statement);
                found.ranges.push(at..end);
                at = end;
                continue;
            }
            vain += 1;
        }
        let blank = line.trim().is_empty();
        if !is_mdx && !blank {
            break;
        }
        begins_block = blank;
        at = line_end + 1;
    }
    found
}

/// Whether a statement can be one, and no sentence that begins with its word.
fn plausible(statement: &str) -> bool {
    if statement.starts_with("import") {
        return is_import(statement);
    }
    let rest = statement["export".len()..].trim_start();
    [
        "const ",
        "let ",
        "var ",
        "function",
        "default",
        "async ",
        "class ",
        "type ",
        "interface ",
        "{",
        "*",
    ]
    .iter()
    .any(|word| rest.starts_with(word))
}

/// `import … from '…'` or `import '…'`, and nothing behind it.
fn is_import(statement: &str) -> bool {
    let Some(rest) = statement.strip_prefix("import") else { return false };
    let rest = rest.trim().trim_end_matches(';').trim_end();
    let quoted = |text: &str| {
        let text = text.trim_start();
        let mark = text.chars().next().filter(|c| matches!(c, '"' | '\''));
        mark.is_some_and(|mark| {
            text.len() > 1 && text.ends_with(mark) && text.matches(mark).count() == 2
        })
    };
    quoted(rest)
        || rest.rsplit_once("from").is_some_and(|(names, path)| {
            let names = names.trim_end();
            !names.is_empty() && quoted(path) && !names.contains(['"', '\'', '.', '!', '?'])
        })
}

impl Statements {
    fn remember(&mut self, statement: &str) {
        let text = |value: &str| {
            let value = value.trim().trim_end_matches(';').trim();
            let value =
                value.strip_prefix("require(").map_or(value, |v| v.split(')').next().unwrap_or(v));
            let inner = value.trim_matches(['"', '\'', '`']);
            (inner.len() + 2 == value.len()).then(|| inner.to_owned())
        };
        if let Some((names, path)) =
            statement.strip_prefix("import").and_then(|s| s.rsplit_once("from"))
        {
            let name = names.trim().trim_start_matches("* as ").split([',', ' ', '{']).next();
            if let (Some(name), Some(path)) = (name.filter(|n| !n.is_empty()), text(path)) {
                self.names.insert(name.to_owned(), path);
            }
        } else if let Some((names, value)) =
            statement.strip_prefix("export").and_then(|s| s.split_once('='))
        {
            let name = names.split_whitespace().next_back().unwrap_or_default();
            if let Some(value) = text(value) {
                self.names.insert(name.to_owned(), value);
            }
        }
    }

    /// The value of a name, where it is known: `hero`, `hero.src`, `require('./a.png').default`.
    fn value(&self, expression: &str) -> Option<String> {
        let bare = expression.trim_end_matches(".default").trim_end_matches(".src");
        let quoted = |text: &str| {
            let mark = text.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
            let inner = text.strip_prefix(mark)?.strip_suffix(mark)?;
            let plain = !inner.contains(mark) && !inner.contains("${") && !inner.contains('\\');
            plain.then(|| inner.to_owned())
        };
        if let Some(path) = bare.strip_prefix("require(").and_then(|b| b.strip_suffix(')')) {
            return quoted(path.trim());
        }
        if !bare.is_empty() && bare.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
            return Some(bare.to_owned());
        }
        quoted(bare).or_else(|| self.names.get(bare).cloned())
    }
}

/// Where a statement ends: at the end of a line on which all brackets are closed; an export goes
/// on to a blank line, as MDX reads it.
fn statement_end(text: &str, start: usize) -> Option<usize> {
    let is_import = text[start..].starts_with("import");
    let text = &text[..text.floor_char_boundary(start + limits::MDX_BYTES)];
    let bytes = text.as_bytes();
    let mut scan = Scan::default();
    let mut at = start;
    while at < bytes.len() {
        if bytes[at] == b'\n' && scan.is_closed() {
            let done = if is_import {
                text[start..at].contains(['"', '\''])
            } else {
                let next = &text[at + 1..];
                let line = next[..next.find('\n').unwrap_or(next.len())].trim();
                line.is_empty() || line.starts_with("export ") || line.starts_with("import ")
            };
            if done {
                return Some(at + 1);
            }
            if is_import && text[at + 1..].starts_with('\n') {
                return None;
            }
        }
        at = scan.step(bytes, at);
    }
    scan.is_closed().then_some(text.len()).filter(|end| end - start < limits::MDX_BYTES)
}

/// Brackets, texts and comments of JavaScript.
#[derive(Default)]
struct Scan {
    depth: usize,
    quote: Option<u8>,
}

impl Scan {
    fn is_closed(&self) -> bool {
        self.depth == 0 && self.quote.is_none()
    }

    /// Takes in what begins at a place; gives out where the next begins.
    fn step(&mut self, bytes: &[u8], at: usize) -> usize {
        match (self.quote, bytes[at]) {
            (Some(_), b'\\') => return at + 2,
            (Some(open), byte) if byte == open => self.quote = None,
            (Some(b'"' | b'\''), b'\n') => self.quote = None,
            (Some(_), _) => {}
            (None, mark @ (b'"' | b'\'' | b'`')) => self.quote = Some(mark),
            (None, b'{' | b'(' | b'[') => self.depth += 1,
            (None, b'}' | b')' | b']') => self.depth = self.depth.saturating_sub(1),
            (None, b'/') if bytes.get(at + 1) == Some(&b'*') => {
                let rest = &bytes[at + 2..];
                let end = rest.windows(2).position(|pair| pair == b"*/");
                return at + 2 + end.map_or(rest.len(), |end| end + 2);
            }
            (None, b'/') if bytes.get(at + 1) == Some(&b'/') && at > 0 && bytes[at - 1] != b':' => {
                let rest = &bytes[at..];
                return at + rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len()).max(1);
            }
            (None, _) => {}
        }
        at + 1
    }
}

/// Where the braces that open at a place close, behind the last.
fn braces_end(text: &str) -> Option<usize> {
    let text = &text[..text.floor_char_boundary(limits::MDX_BYTES)];
    let mut scan = Scan::default();
    let mut at = 0;
    while at < text.len() {
        at = scan.step(text.as_bytes(), at);
        if scan.is_closed() {
            return Some(at).filter(|at| text.is_char_boundary(*at));
        }
    }
    None
}

impl Pass<'_, '_> {
    /// `{/* a comment */}`, `{"a text"}`, `{name}`: dropped, kept, looked up.
    pub(super) fn mdx_brace(&mut self, at: usize, end: usize) -> Option<Found> {
        if self.budget == 0 {
            return None;
        }
        let rest = &self.text[at..end];
        if let Some(comment) = rest.strip_prefix("{/*") {
            let close = comment.find("*/}")?;
            let words = comment[..close].trim();
            if !self.is_mdx && !matches!(words, "truncate" | "more" | "excerpt") {
                return None;
            }
            // `{/* #id */}` behind a heading is its id (Docusaurus).
            if words.starts_with('#') {
                return None;
            }
            let new = if super::super::summary::is_end(words) { "<!-- more -->" } else { "" };
            return Some(Found::text(at + 3 + close + 3, new));
        }
        if !self.is_mdx {
            return None;
        }
        let length = self.spend(braces_end(rest), rest.len())?;
        let inside = rest[1..length - 1].trim();
        if let Some(value) = self.mdx.value(inside) {
            return Some(Found::text(at + length, forms::escape(&value)));
        }
        match inside {
            "frontmatter.title" | "frontMatter.title" | "metadata.title" => {
                let title = forms::escape(&self.context.meta.title);
                return Some(Found::text(at + length, title));
            }
            _ => {}
        }
        // What computes its text: it stands alone, or can be nothing but a name.
        let computes = inside.contains("=>") || inside.contains("&& <") || inside.contains("? <");
        let path = inside.contains('.')
            && inside.starts_with(|c: char| c.is_ascii_alphabetic())
            && inside.bytes().all(|b| b.is_ascii_alphanumeric() || b"._$[]".contains(&b));
        if !(computes || path) {
            return None;
        }
        let shown = crate::model::text::excerpt(inside, 30);
        self.leave_out("expression", &shown, &(at..at + length));
        Some(Found::text(at + length, ""))
    }

    /// A tag of HTML or a component: code in HTML is passed by, attributes of JSX become those of
    /// HTML.
    pub(super) fn angle(&mut self, at: usize, end: usize) -> Option<Found> {
        if self.budget == 0 {
            return None;
        }
        let rest = &self.text[at..end];
        // The content of an element is MDX in MDX, but not that of scripts and styles.
        let verbatim = ["script", "style", "pre", "code", "textarea"];
        for name in verbatim.into_iter().take(if self.is_mdx { 2 } else { 5 }) {
            let behind = rest[1..].strip_prefix(name).and_then(|r| r.chars().next());
            if behind.is_some_and(|c| matches!(c, '>' | ' ' | '\n' | '\t')) {
                return self.verbatim_element(at, name, end);
            }
        }
        if self.is_mdx && (rest.starts_with("<>") || rest.starts_with("</>")) {
            let length = if rest.starts_with("<>") { 2 } else { 3 };
            return Some(Found::text(at + length, ""));
        }
        let near = &rest[..rest.floor_char_boundary(LONGEST_NAME)];
        if self.is_mdx
            && let Some((name, _)) = near.strip_prefix("</").and_then(|near| near.split_once('>'))
            && let Some(part) = part_of(name)
        {
            return Some(Found::text(at + name.len() + 3, format!("</{part}>")));
        }
        if !rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let length = self.spend(tag_length(rest), rest.len())?;
        let tag = &rest[..length];
        let name_end = tag.find(|c: char| c.is_whitespace() || c == '>' || c == '/');
        let name = &tag[1..name_end?];
        let jsx = tag.contains("={") || tag.contains("{...") || tag.contains("className=");
        let component = name.starts_with(|c: char| c.is_ascii_uppercase());
        let part = part_of(name).filter(|_| self.is_mdx);
        if !(jsx || part.is_some() || self.is_mdx && component && tag.contains('\n')) {
            return None;
        }
        let attributes = self.attributes(&tag[1 + name.len()..]);
        let slash = if tag.ends_with("/>") { " /" } else { "" };
        let shown = part.unwrap_or(name);
        Some(Found::text(at + length, format!("<{shown}{attributes}{slash}>")))
    }

    /// Counts what was looked at in vain, so that no text makes the pass slow.
    fn spend(&mut self, found: Option<usize>, length: usize) -> Option<usize> {
        if found.is_none() {
            self.budget = self.budget.saturating_sub(length.min(limits::MDX_BYTES));
        }
        found.filter(|_| self.budget > 0)
    }

    /// An element whose content is code.
    fn verbatim_element(&mut self, at: usize, name: &'static str, end: usize) -> Option<Found> {
        if self.endless.contains(&name) {
            return None;
        }
        let close = format!("</{name}");
        let Some(length) = self.text[at..end].find(&close) else {
            self.endless.push(name);
            return None;
        };
        let end = at + length + close.len();
        Some(Found { end, parts: vec![super::Part::Copy(at..end)] })
    }

    /// The attributes of a tag, those that are known as texts.
    fn attributes(&self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text.trim_end_matches('>').trim_end_matches('/').trim();
        while !rest.is_empty() {
            if rest.starts_with('{') {
                let Some(end) = braces_end(rest) else { break };
                rest = rest[end..].trim_start();
                continue;
            }
            let stop = |c: char| c.is_whitespace() || c == '=' || c == '{';
            let length = rest.find(stop).unwrap_or(rest.len()).max(1);
            let length = rest.ceil_char_boundary(length);
            let name = match &rest[..length] {
                "className" => "class",
                "htmlFor" => "for",
                name => name,
            };
            rest = rest[length..].trim_start();
            let Some(after) = rest.strip_prefix('=') else {
                out.push_str(&format!(" {name}"));
                continue;
            };
            let after = after.trim_start();
            let (value, behind) = if after.starts_with('{') {
                let Some(end) = braces_end(after) else { break };
                (self.mdx.value(after[1..end - 1].trim()), &after[end..])
            } else if let Some(mark) = after.chars().next().filter(|c| matches!(c, '"' | '\'')) {
                let Some(close) = after[1..].find(mark) else { break };
                (Some(after[1..=close].to_owned()), &after[close + 2..])
            } else {
                let end = after.find(char::is_whitespace).unwrap_or(after.len());
                (Some(after[..end].to_owned()), &after[end..])
            };
            if let Some(value) = value {
                out.push_str(&format!(
                    " {name}=\"{}\"",
                    forms::attribute(&value).replace("&amp;", "&")
                ));
            }
            rest = behind.trim_start();
        }
        out
    }
}

/// The name of a part of a component without that of the whole: `Tabs.Tab`, `motion.div`. HTML and
/// Markdown have no dots in names.
fn part_of(name: &str) -> Option<&str> {
    if name.len() > LONGEST_NAME {
        return None;
    }
    let (_, part) = name.rsplit_once('.')?;
    let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_');
    (name.chars().all(letters) && part.starts_with(|c: char| c.is_ascii_alphabetic()))
        .then_some(part)
}

/// How long a tag is, with its brackets; braces may hold anything.
fn tag_length(text: &str) -> Option<usize> {
    let text = &text[..text.floor_char_boundary(limits::MDX_BYTES)];
    let bytes = text.as_bytes();
    let mut quote = None;
    let mut at = 1;
    while at < bytes.len() {
        match (quote, bytes[at]) {
            (Some(open), byte) if byte == open => quote = None,
            (Some(_), _) => {}
            (None, mark @ (b'"' | b'\'')) => quote = Some(mark),
            (None, b'{') => {
                at += braces_end(&text[at..])?;
                continue;
            }
            (None, b'>') => return Some(at + 1),
            (None, b'<') => return None,
            (None, b'\n') if bytes.get(at + 1) == Some(&b'\n') => return None,
            (None, _) => {}
        }
        at += 1;
    }
    None
}
