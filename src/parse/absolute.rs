//! The Markdown of a post with absolute addresses, for readers that take it away from its page
//! (`source:markdown` in RSS).
//!
//! The text stays as the author wrote it; only the destinations of links and pictures are
//! replaced, where the parser says that they stand. A destination that cannot be found again with
//! certainty, or that leads nowhere, stays too.

use std::collections::BTreeMap;
use std::ops::Range;

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};
use pulldown_cmark::{Event, LinkType, Parser, Tag};

use super::Library;
use super::markdown::OPTIONS;
use super::references::{References, encode_fragment};
use crate::model::{Asset, Post, Target};
use crate::span::Span;

/// Attributes that hold one address.
const ADDRESSES: [&str; 6] = ["href", "src", "poster", "cite", "data", "data-src"];

/// The Markdown of a post; `file_url` tells the address of a local file.
#[must_use]
pub fn markdown(post: &Post, library: &dyn Library, file_url: &dyn Fn(&Asset) -> String) -> String {
    let source = post.markdown();
    let mut rewrite = Rewrite {
        post,
        source,
        file_url,
        references: References::new(&post.meta, library),
        edits: BTreeMap::new(),
    };
    let parser = Parser::new_ext(source, OPTIONS).into_offset_iter();
    let definitions: Vec<(Range<usize>, String)> = parser
        .reference_definitions()
        .iter()
        .map(|(_, definition)| (definition.span.clone(), definition.dest.to_string()))
        .collect();
    for (span, destination) in definitions {
        rewrite.definition(&span, &destination);
    }
    // For each link or picture that is open: its destination, and where what is in it ends.
    let mut open: Vec<(Option<String>, usize)> = Vec::new();
    for (event, range) in parser {
        match event {
            Event::Start(
                Tag::Link { link_type, dest_url, .. } | Tag::Image { link_type, dest_url, .. },
            ) => {
                let inline = (link_type == LinkType::Inline).then(|| dest_url.into_string());
                open.push((inline, range.start + 1));
            }
            Event::End(pulldown_cmark::TagEnd::Link | pulldown_cmark::TagEnd::Image) => {
                if let Some((Some(destination), inner)) = open.pop() {
                    rewrite.inline(inner..range.end, &destination);
                }
                contain(&mut open, range.end);
            }
            Event::Start(Tag::HtmlBlock) => rewrite.html(range),
            Event::InlineHtml(_) => {
                contain(&mut open, range.end);
                rewrite.html(range);
            }
            _ => contain(&mut open, range.end),
        }
    }
    rewrite.finish()
}

/// Notes that something in the innermost link ends here.
fn contain(open: &mut [(Option<String>, usize)], end: usize) {
    if let Some((_, inner)) = open.last_mut() {
        *inner = (*inner).max(end);
    }
}

struct Rewrite<'a> {
    post: &'a Post,
    source: &'a str,
    file_url: &'a dyn Fn(&Asset) -> String,
    references: References<'a>,
    /// By the place where they begin: where they end, and what comes there.
    edits: BTreeMap<usize, (usize, String)>,
}

impl Rewrite<'_> {
    /// The absolute address of a reference; nothing where it is one, or there is none.
    fn address(&mut self, reference: &str) -> Option<String> {
        // What a template or a component is to fill in is no address yet.
        if reference.is_empty() || reference.contains(['{', '}']) {
            return None;
        }
        let page = &self.post.meta.url;
        let address = match self.references.link(reference, Span::file(self.post.meta.file)) {
            Target::Url(url) | Target::Post { url, .. } => url,
            Target::Asset(asset) => (self.file_url)(&asset),
            Target::Anchor(anchor) => format!("{page}#{}", encode_fragment(&anchor)),
            Target::Dead(_) => return None,
        };
        (address != reference && url::Url::parse(&address).is_ok()).then_some(address)
    }

    /// `[text](destination "title")`, from the end of the text on.
    fn inline(&mut self, range: Range<usize>, destination: &str) {
        let Some(rest) = self.source.get(range.clone()) else { return };
        let Some(at) = rest.find("](") else { return };
        self.destination(range.start + at + 2..range.end, destination);
    }

    /// `[label]: destination "title"`
    fn definition(&mut self, span: &Range<usize>, destination: &str) {
        let Some(text) = self.source.get(span.clone()) else { return };
        let ends = text.match_indices("]:").map(|(at, _)| at);
        let end = ends.into_iter().find(|&at| !text[..at].ends_with('\\'));
        let Some(at) = end else { return };
        self.destination(span.start + at + 2..span.end, destination);
    }

    /// Replaces the destination that stands at the start of a range.
    fn destination(&mut self, range: Range<usize>, destination: &str) {
        let Some(text) = self.source.get(range.clone()) else { return };
        let trimmed = text.trim_start();
        let start = range.start + text.len() - trimmed.len();
        let (written, length) = match trimmed.strip_prefix('<') {
            Some(rest) => {
                let end = end_of(rest, |c| c == '>');
                (&rest[..end], end + 2)
            }
            None => {
                let mut depth = 0_usize;
                let end = end_of(trimmed, |c| {
                    match c {
                        '(' => depth += 1,
                        ')' if depth == 0 => return true,
                        ')' => depth -= 1,
                        _ => {}
                    }
                    c.is_whitespace()
                });
                (&trimmed[..end], end)
            }
        };
        if !means(written, destination) {
            return;
        }
        if let Some(address) = self.address(destination) {
            let brackets = address.contains(['(', ')']);
            let address = if brackets { format!("<{address}>") } else { address };
            self.edits.insert(start, (start + length, address));
        }
    }

    /// The attributes of the tags in a piece of HTML.
    fn html(&mut self, range: Range<usize>) {
        let Some(html) = self.source.get(range.clone()) else { return };
        let mut emitter = DefaultEmitter::<usize>::new_with_span();
        emitter.naively_switch_states(true);
        for token in Tokenizer::new_with_emitter(html, emitter) {
            let Ok(Token::StartTag(tag)) = token else { continue };
            self.tag(html, range.start, &tag);
        }
    }

    fn tag(&mut self, html: &str, base: usize, tag: &StartTag<usize>) {
        for (name, value) in &tag.attributes {
            let name = String::from_utf8_lossy(name);
            let is_set = name == "srcset";
            if !is_set && !ADDRESSES.contains(&&*name) {
                continue;
            }
            let place = value.span.start..tag.span.end.min(html.len());
            let Some((place, quoted)) = html.get(place.clone()).and_then(attribute_value) else {
                continue;
            };
            let place = value.span.start + place.start..value.span.start + place.end;
            let value = String::from_utf8_lossy(&value.value).into_owned();
            let written = html.get(place.clone()).unwrap_or_default();
            if !written.contains('&') && written != value {
                continue;
            }
            let new = if is_set { self.set(&value) } else { self.address(value.trim()) };
            let Some(new) = new else { continue };
            let escaped = new.replace('&', "&amp;").replace('"', "%22").replace('\'', "%27");
            let new = if quoted { escaped } else { format!("\"{escaped}\"") };
            self.edits.insert(base + place.start, (base + place.end, new));
        }
    }

    /// The addresses of a `srcset`; nothing where none changes.
    fn set(&mut self, value: &str) -> Option<String> {
        if value.contains("data:") {
            return None;
        }
        let mut changed = false;
        let mut candidates = Vec::new();
        for candidate in value.split(',').map(str::trim).filter(|c| !c.is_empty()) {
            let (url, size) = candidate.split_once(char::is_whitespace).unwrap_or((candidate, ""));
            let address = self.address(url);
            changed |= address.is_some();
            let address = address.as_deref().unwrap_or(url);
            candidates.push(format!("{address} {}", size.trim()).trim_end().to_owned());
        }
        changed.then(|| candidates.join(", "))
    }

    fn finish(self) -> String {
        let mut out = String::with_capacity(self.source.len());
        let mut done = 0;
        for (start, (end, new)) in self.edits {
            let Some(before) = self.source.get(done..start) else { continue };
            out.push_str(before);
            out.push_str(&new);
            done = end;
        }
        out.push_str(self.source.get(done..).unwrap_or_default());
        out
    }
}

/// Where a destination ends: at the first character that is not escaped and ends it.
fn end_of(text: &str, mut ends: impl FnMut(char) -> bool) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if ends(c) {
            return at;
        }
    }
    text.len()
}

/// Whether a destination as written is the one that the parser found: backslashes that escape are
/// gone there, and references (`&amp;`) resolved.
fn means(written: &str, destination: &str) -> bool {
    if written.contains('&') {
        return true;
    }
    let mut plain = String::with_capacity(written.len());
    let mut rest = written.chars().peekable();
    while let Some(c) = rest.next() {
        let escaped = rest.next_if(|next| c == '\\' && next.is_ascii_punctuation());
        plain.push(escaped.unwrap_or(c));
    }
    plain == destination
}

/// Where the value of an attribute stands in a text that begins with the attribute, and whether it
/// stands between quotes.
fn attribute_value(text: &str) -> Option<(Range<usize>, bool)> {
    let equals = text.find('=')?;
    let after = &text[equals + 1..];
    let trimmed = after.trim_start();
    let start = equals + 1 + after.len() - trimmed.len();
    let quote = trimmed.chars().next().filter(|c| matches!(c, '"' | '\''));
    match quote {
        Some(quote) => {
            let length = trimmed[1..].find(quote)?;
            Some((start + 1..start + 1 + length, true))
        }
        None => {
            let length = trimmed.find(|c: char| c.is_whitespace() || c == '>')?;
            Some((start..start + length, false))
        }
    }
}

#[cfg(test)]
mod tests;
