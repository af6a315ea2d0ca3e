//! Small marks: attributes of kramdown, `[[links]]` between notes, `==marked==` text, places for
//! a table of contents, and formulas between backslashes.

use std::ops::Range;

use super::super::{Resolved, ids, permalink};
use super::{Context, Found, Part, Pass, forms, tags};

/// Longest mark that is looked at, in bytes.
const LONGEST: usize = 500;

/// Lines that stand for a table of contents, which handouts have anyway.
const TOC: &[&str] = &["[toc]", "[[toc]]", "[[_toc_]]"];

/// Whether a line may stand for a table of contents.
pub(super) fn has_toc(text: &str) -> bool {
    ["[TOC]", "[toc]", "[ToC]"].iter().any(|mark| text.contains(mark))
}

/// Whether a link or picture may have blanks in its address, as `](my picture.png)` has.
pub(super) fn has_blanks(text: &str) -> bool {
    let mut behind = text.match_indices(']').filter_map(|(at, _)| text[at + 1..].strip_prefix('('));
    behind.find_map(blank_address).is_some()
}

/// The address at the start of a text, up to its bracket, where there are blanks in it and no title.
fn blank_address(rest: &str) -> Option<&str> {
    let rest = &rest[..rest.floor_char_boundary(LONGEST)];
    let end = rest.find([')', '\n'])?;
    let address = rest[..end].trim();
    let quiet = !address.contains(['"', '\'', '<', '>', '(', '{']);
    (address.contains(' ') && quiet && rest[end..].contains(')')).then_some(address)
}

/// A line that stands for a table of contents.
pub(super) fn toc(text: &str, at: usize) -> Option<Found> {
    if at > 0 && text.as_bytes()[at - 1] != b'\n' {
        return None;
    }
    let rest = &text[at..];
    let line = rest[..rest.find('\n').unwrap_or(rest.len())].trim_end();
    let is_toc = line.len() <= 9 && TOC.contains(&line.to_ascii_lowercase().as_str());
    is_toc.then(|| Found::text(at + line.len(), ""))
}

/// The attributes of kramdown, `{: .class #id}`: an id stays as an anchor.
pub(super) fn attributes(text: &str, at: usize, end: usize) -> Option<Found> {
    let line = line_from(text, at, end);
    let close = line.find('}')?;
    let inside = &line[2..close];
    let begins = |c: char| {
        c == ' ' || c == '.' || c == '#' || c == ':' || c == '/' || c.is_ascii_alphabetic()
    };
    if inside.contains('{') || !inside.chars().next().is_none_or(begins) {
        return None;
    }
    let words: Vec<&str> = inside.split_whitespace().collect();
    let attribute = |word: &&str| {
        let bare = word.trim_start_matches(':');
        bare.starts_with(['.', '#', '/'])
            || word.contains('=')
            || word.contains('"')
            || matches!(bare, "toc" | "comment" | "nomarkdown" | "options" | "target")
    };
    let window = text.floor_char_boundary(at.saturating_sub(2 * LONGEST));
    let start = text[window..at].rfind('\n').map_or(window, |i| window + i + 1);
    let before = &text[start..at];
    let alone = before.chars().all(|c| matches!(c, ' ' | '\t' | '>'));
    let attached = before.ends_with(|c: char| !c.is_whitespace());
    let sure = !words.is_empty() && words.iter().any(attribute)
        || alone
            && words.iter().all(|w| w.chars().all(|c| c.is_alphanumeric() || "-_:/".contains(c)));
    if !sure || !(alone || attached) {
        return None;
    }
    let id = words.iter().find_map(|word| word.strip_prefix('#')).filter(|id| !id.is_empty());
    let above = &text[window..start];
    let above = above.strip_suffix('\n').unwrap_or(above).rsplit('\n').next().unwrap_or_default();
    let part = match id {
        Some(id) if alone && above.starts_with('#') => Part::EndLine(format!(" {{#{id}}}")),
        Some(id) if attached => Part::New(format!("<a id=\"{}\"></a>", forms::attribute(id))),
        // The list that a table of contents takes the place of.
        None if alone
            && words.iter().any(|word| matches!(*word, "toc" | ":toc"))
            && is_item(above) =>
        {
            Part::CutLine
        }
        _ => Part::New(String::new()),
    };
    Some(Found { end: at + close + 1, parts: vec![part] })
}

/// Whether a line is an item of a list.
fn is_item(line: &str) -> bool {
    let line = line.trim_start();
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    line.starts_with(['*', '-', '+']) || rest.len() < line.len() && rest.starts_with('.')
}

/// `==marked text==`.
pub(super) fn mark(text: &str, at: usize, end: usize) -> Option<Found> {
    let line = line_from(text, at, end);
    let before = text[..at].chars().next_back();
    let word = |c: char| {
        c.is_ascii_alphanumeric()
            || matches!(c, '_' | ')' | '(' | ']' | '!' | '=' | '<' | '>' | '/')
    };
    if before.is_some_and(|c| word(c) && c != '(' && c != '>') {
        return None;
    }
    let inner = &line[2..];
    if !inner.starts_with(|c: char| !c.is_whitespace() && c != '=' && c != '"' && c != '\'') {
        return None;
    }
    let close = inner.find("==")?;
    let marked = &inner[..close];
    let behind = inner[close + 2..].chars().next();
    let whole = marked.ends_with(|c: char| !c.is_whitespace() && !matches!(c, '!' | '='))
        && !behind.is_some_and(|c| c.is_ascii_alphanumeric() || c == '=' || c == '_')
        && !marked.contains(['`', '<', '>', '|']);
    let (from, to) = (at + 2, at + 2 + close);
    whole.then(|| Found {
        end: to + 2,
        parts: vec![Part::New("<mark>".into()), Part::Inner(from..to), Part::New("</mark>".into())],
    })
}

/// A formula between `\\(` and `\\)` or `\\[` and `\\]`, with one backslash or two. One is also how
/// Markdown writes a bracket, so that the inside must look like a formula.
pub(super) fn formula(text: &str, at: usize, end: usize) -> Option<Found> {
    let rest = text.get(at..end)?;
    let slashes = rest.bytes().take(3).take_while(|b| *b == b'\\').count();
    if !(1..=2).contains(&slashes) {
        return None;
    }
    let close = match rest.as_bytes().get(slashes)? {
        b'(' => ")",
        b'[' => "]",
        _ => return None,
    };
    let close = format!("{}{close}", "\\".repeat(slashes));
    let from = slashes + 1;
    let window = &rest[from..rest.floor_char_boundary(from + 4 * LONGEST)];
    let length = window.find(&close)?;
    let tex = window[..length].trim();
    let display = rest.as_bytes()[slashes] == b'[';
    let looks = tex.contains(['^', '_', '=']) || tex.contains('\\') || tex.chars().count() == 1;
    if tex.is_empty() || tex.contains("\n\n") || tex.contains('$') || !looks {
        return None;
    }
    if slashes == 1
        && !(tex.contains(['^', '=', '{']) || tex.contains('\\') || tex.chars().count() == 1)
    {
        return None;
    }
    let sign = if display { "$$" } else { "$" };
    // What stands directly before a letter is no formula between dollars.
    let tail = rest[from + length + close.len()..].chars().next();
    let space = if tail.is_some_and(char::is_alphanumeric) { "\u{200b}" } else { "" };
    Some(Found::text(at + from + length + close.len(), format!("{sign}{tex}{sign}{space}")))
}

/// Whether double brackets are links between notes here: one of them leads to a post or a picture.
/// In shell scripts, tables of numbers and the words of specifications (`[[Call]]`) they are
/// something else: outside of folders of notes the name must be the post's to the letter, and MDX
/// has no such links.
pub(super) fn has_wiki_links(
    text: &str,
    code: &[Range<usize>],
    is_mdx: bool,
    context: &Context<'_>,
) -> bool {
    let notes = context.library.holds_notes();
    if is_mdx && !notes {
        return false;
    }
    let leads = |link: &Wiki<'_>| {
        let found = context.known(link.name);
        found.is_some_and(|found| notes || link.text.is_some() || is_exact(link, &found, context))
    };
    text.match_indices("[[")
        .filter(|(at, _)| tags::around(code, *at).is_none())
        .take(64)
        .any(|(at, _)| wiki(text, at, text.len()).is_some_and(|link| leads(&link)))
}

/// Whether a name is that of what it leads to, to the letter: the post's, with or without its date,
/// the file's, or the title.
fn is_exact(link: &Wiki<'_>, found: &str, context: &Context<'_>) -> bool {
    let last = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    let own = match context.library.resolve(context.meta, found) {
        Resolved::Post { id, .. } => last(id.as_str()),
        Resolved::Asset { asset, .. } => last(&asset.path),
        _ => return false,
    };
    let undated = permalink::undated(&own).map(|(_, rest)| last(rest));
    let name = last(link.name);
    ids::stem(&name) == own
        || name == own
        || undated.is_some_and(|undated| undated == name)
        || context.library.title(found).is_some_and(|title| title == link.name)
}

/// A link between notes.
struct Wiki<'t> {
    end: usize,
    name: &'t str,
    fragment: Option<&'t str>,
    text: Option<&'t str>,
}

/// `[[Name#Heading|text]]`.
fn wiki(text: &str, at: usize, end: usize) -> Option<Wiki<'_>> {
    let line = line_from(text, at, end);
    let close = line.find("]]")?;
    let inside = &line[2..close];
    let behind = line.as_bytes().get(close + 2);
    if inside.trim() != inside
        || inside.is_empty()
        || inside.contains(['[', ']', '`', '<', '>', '"', '$'])
        || matches!(behind, Some(b'(' | b'[' | b']' | b':'))
        || at > 0 && matches!(text.as_bytes()[at - 1], b'[' | b'\\' | b']')
    {
        return None;
    }
    let (target, words) = match inside.split_once('|') {
        Some((target, words)) => (target.trim_end_matches('\\'), Some(words)),
        None => (inside, None),
    };
    let (name, fragment) = match target.split_once('#') {
        Some((name, fragment)) => (name, Some(fragment)),
        None => (target, None),
    };
    Some(Wiki { end: at + close + 2, name: name.trim(), fragment, text: words })
}

impl Pass<'_, '_> {
    /// A link or picture whose address has blanks, where a file has that name: in angle brackets it
    /// is one for Markdown too.
    pub(super) fn blank_link(&self, at: usize, end: usize) -> Option<Found> {
        let line = line_from(self.text, at, end);
        let middle = line.find("](").filter(|i| !line[1..*i].contains(['[', ']']))?;
        let address = blank_address(&line[middle + 2..])?;
        let leads = self.context.library.resolve(self.context.meta, address);
        if !matches!(leads, Resolved::Asset { .. } | Resolved::Post { .. }) {
            return None;
        }
        let start = at + middle + 2;
        let close = start + self.text[start..end].find(')')?;
        let parts = vec![
            Part::Copy(at..start),
            Part::New("<".to_owned()),
            Part::Copy(start..close),
            Part::New(">".to_owned()),
            Part::Copy(close..close + 1),
        ];
        Some(Found { end: close + 1, parts })
    }

    /// A link between notes, as a link of Markdown.
    pub(super) fn wiki_link(&mut self, at: usize, end: usize) -> Option<Found> {
        if !self.wiki {
            return None;
        }
        let link = wiki(self.text, at, end)?;
        let known = if link.name.is_empty() { None } else { self.context.known(link.name) };
        if self.text[..at].ends_with('!') {
            let size = link.text.and_then(|t| t.split('x').next()?.parse::<u32>().ok());
            let alt = link.text.filter(|_| size.is_none()).unwrap_or_default();
            let source = known.unwrap_or_else(|| link.name.to_owned());
            let text = format!("[{}]({})", forms::escape(alt), forms::target(&source));
            return Some(Found::text(link.end, text));
        }
        let words = link.text.unwrap_or_else(|| match (link.name, link.fragment) {
            ("", Some(fragment)) => fragment,
            (name, _) => name.rsplit('/').next().unwrap_or(name),
        });
        let words = forms::escape(words);
        let anchor = link.fragment.map_or(String::new(), |fragment| {
            format!("#{}", forms::target(&crate::parse::anchors::slug(fragment)))
        });
        let text = match known {
            Some(target) => format!("[{words}]({}{anchor})", forms::target(&target)),
            None if link.name.is_empty() => format!("[{words}]({anchor})"),
            None => {
                self.leave_out("link", link.name, &(at..link.end));
                words
            }
        };
        Some(Found::text(link.end, text))
    }
}

/// The line from a place on, cut where it is very long.
fn line_from(text: &str, at: usize, end: usize) -> &str {
    let rest = &text[at..end];
    let rest = &rest[..rest.floor_char_boundary(LONGEST)];
    &rest[..rest.find('\n').unwrap_or(rest.len())]
}
