//! The feeds of a site -> one OPML 2.0 file (opml.org/spec2.opml), to subscribe to all at once.

use super::xml;
use crate::html::escape::{push_attribute, push_text};

/// One feed in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    /// What it is called; plain text.
    pub title: String,
    /// Where it is served.
    pub feed_url: String,
    /// The page that it belongs to; may be empty.
    pub home_url: String,
}

/// The document.
#[must_use]
pub fn render(title: &str, feeds: &[Outline]) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    out.push_str("<opml version=\"2.0\">\n  <head>\n    <title>");
    push_text(&mut out, title);
    out.push_str("</title>\n  </head>\n  <body>\n");
    for feed in feeds {
        out.push_str("    <outline type=\"rss\"");
        let title = xml::line(&feed.title);
        let (feed_url, home_url) = (xml::address(&feed.feed_url), xml::address(&feed.home_url));
        for (name, value) in
            [("text", &title), ("title", &title), ("xmlUrl", &feed_url), ("htmlUrl", &home_url)]
        {
            if value.is_empty() && name == "htmlUrl" {
                continue;
            }
            out.push(' ');
            out.push_str(name);
            out.push_str("=\"");
            push_attribute(&mut out, value);
            out.push('"');
        }
        out.push_str("/>\n");
    }
    out.push_str("  </body>\n</opml>\n");
    out
}

#[cfg(test)]
mod tests {
    use super::{Outline, render};

    #[test]
    fn any_title_is_well_formed() {
        let feed = Outline {
            title: "C++ & \"D\" <\u{7}>\nnew".to_owned(),
            feed_url: "https://example.org/categories/한글/atom.xml".to_owned(),
            home_url: String::new(),
        };
        let text = render("a < b", &[feed]);
        let document = roxmltree::Document::parse(&text).expect("well-formed");
        let outline = document.descendants().find(|n| n.has_tag_name("outline")).expect("one");
        assert_eq!(outline.attribute("text"), Some("C++ & \"D\" < > new"));
        let url = "https://example.org/categories/%ED%95%9C%EA%B8%80/atom.xml";
        assert_eq!(outline.attribute("xmlUrl"), Some(url));
        assert_eq!(outline.attribute("htmlUrl"), None);
    }
}
