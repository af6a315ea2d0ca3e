//! The layer between the feed crates and the files: what goes into a crate is cleaned here, what
//! comes out of it is cut into parts here.
//!
//! `rss` and `atom_syndication` write whole feeds and let characters pass that XML forbids. The
//! feeds are written in parts instead, so that no feed is ever in memory whole: the frame is a
//! feed without entries, an entry is cut out of a feed that has it alone.

use crate::html::escape;

/// Text for an element: without what XML 1.0 cannot hold.
#[must_use]
pub fn text(value: &str) -> String {
    escape::clean(value).into_owned()
}

/// Text for an attribute or for a name on one line: white space folded, and without what XML
/// 1.0 cannot hold.
#[must_use]
pub fn line(value: &str) -> String {
    escape::clean(&crate::model::text::one_line(value)).into_owned()
}

/// An address without the characters that no address has unencoded (RFC 3986, section 2): they
/// are percent-encoded.
#[must_use]
pub fn address(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    escape::push_percent_encoded(&mut out, url, "%!#$&'()*+,:;=?@[]");
    out
}

/// Splits a document in front of the last `</name>`.
#[must_use]
pub fn split_frame<'a>(document: &'a str, name: &str) -> (&'a str, &'a str) {
    let at = document.rfind(&format!("</{name}>")).unwrap_or(document.len());
    document.split_at(at)
}

/// Cuts the one element `name` out of a document, with its tags. The element must not stand
/// within another of its name, and no text before it may hold its start tag unescaped.
#[must_use]
pub fn cut_element<'a>(document: &'a str, name: &str) -> &'a str {
    let close = format!("</{name}>");
    let start = document.find(&format!("<{name}>")).unwrap_or(0);
    let end = document.rfind(&close).map_or(document.len(), |at| at + close.len());
    document.get(start..end).unwrap_or_default()
}

/// Writes `&`, `<` and `>` in an element's text by number, as the RSS Best Practices Profile asks
/// for in plain text: readers that decode twice then see a character, not markup. It is the first
/// element of that name.
#[must_use]
pub fn by_number(document: &str, name: &str) -> String {
    let (open, close) = (format!("<{name}>"), format!("</{name}>"));
    let Some(start) = document.find(&open).map(|at| at + open.len()) else {
        return document.to_owned();
    };
    let Some(end) = document[start..].find(&close).map(|at| start + at) else {
        return document.to_owned();
    };
    let plain = document[start..end]
        .replace("&amp;", "&#x26;")
        .replace("&lt;", "&#x3C;")
        .replace("&gt;", "&#x3E;");
    [&document[..start], &plain, &document[end..]].concat()
}
