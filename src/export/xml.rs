//! The layer between the feed crates and the files: what goes into a crate is cleaned here, what
//! comes out of it is cut into parts here.
//!
//! `rss` and `atom_syndication` write whole feeds and let characters pass that XML forbids. The
//! feeds are written in parts instead, so that no feed is ever in memory whole: the frame is a
//! feed without entries, an entry is cut out of a feed that has it alone.

use crate::html::escape;
use crate::model::text::first;

/// Stands for a long text while a crate writes what is around it. No text has it that was cleaned
/// ([`text`], [`line()`], [`address`]).
pub const PLACE: &str = "\u{fffe}";

/// What a crate wrote, with a text at the last [`PLACE`], in an element: escaped as the crates do it.
///
/// The crates would copy the text of a post six times on its way into an item and check its UTF-8
/// once more, which was 6 % of the samples of a build of feeds and archive.
#[must_use]
pub fn with_escaped(around: &str, text: &str) -> String {
    // Markup has about one character in fifteen that becomes four or more.
    let (before, behind) = around.rsplit_once(PLACE).unwrap_or((around, ""));
    let mut out = String::with_capacity(around.len() + text.len() + text.len() / 3);
    out.push_str(before);
    push_escaped(&mut out, text);
    out.push_str(behind);
    out
}

/// What a crate wrote, with a text at the last [`PLACE`], which is in a CDATA section.
#[must_use]
pub fn with_cdata(around: &str, text: &str) -> String {
    let (before, behind) = around.rsplit_once(PLACE).unwrap_or((around, ""));
    let mut out = String::with_capacity(around.len() + text.len());
    out.push_str(before);
    let mut from = 0;
    // The end of a section is divided among two. Brackets are rare in HTML.
    for (at, _) in text.match_indices(']') {
        if at >= from && text[at..].starts_with("]]>") {
            out.push_str(&text[from..at + 2]);
            out.push_str("]]><![CDATA[");
            from = at + 2;
        }
    }
    out.push_str(&text[from..]);
    out.push_str(behind);
    out
}

fn push_escaped(out: &mut String, text: &str) {
    let special =
        |byte| (byte == b'<') | (byte == b'>') | (byte == b'&') | (byte == b'"') | (byte == b'\'');
    let mut rest = text;
    while let Some(at) = first(rest.as_bytes(), special) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'&' => "&amp;",
            b'"' => "&quot;",
            _ => "&apos;",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

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

#[cfg(test)]
mod tests {
    use super::{PLACE, with_cdata, with_escaped};

    #[test]
    fn a_text_is_put_in_its_place_as_the_element_needs_it() {
        let around = format!("<a>{PLACE}</a>");
        assert_eq!(
            with_escaped(&around, "<p class=\"x\">'&'</p> 한글"),
            "<a>&lt;p class=&quot;x&quot;&gt;&apos;&amp;&apos;&lt;/p&gt; 한글</a>"
        );
        let around = format!("<a><![CDATA[{PLACE}]]></a>");
        let text = "<p>a[b[0]]></p>]]>]]";
        let written = with_cdata(&around, text);
        let parsed = roxmltree::Document::parse(&written).expect("it is well-formed");
        assert_eq!(parsed.root_element().text().map(str::to_owned), Some(text.to_owned()));
    }
}
